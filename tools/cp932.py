#!/usr/bin/python3
"""Writes the table of CP932 (Shift_JIS as Windows has it) as C: lead and trail byte -> code point.

The table is made rather than asked of iconv while the program runs: iconv loads code from a file for it, which the sandbox forbids.
tests/sheet holds the two against each other.
"""
import sys


def code_point(lead, trail):
    try:
        text = bytes((lead, trail)).decode("cp932")
    except UnicodeDecodeError:
        return 0
    return ord(text) if len(text) == 1 else 0


def main():
    with open(sys.argv[1], "w", encoding="ascii") as out:
        out.write("/* Made by tools/cp932.py. */\n#include \"sheet/private.h\"\n\n")
        out.write("const uint16_t sk_cp932_pairs[256][CP932_TRAILS] = {\n")
        for lead in (*range(0x81, 0xA0), *range(0xE0, 0xFD)):
            row = ", ".join(f"0x{code_point(lead, trail):04X}" for trail in range(0x40, 0xFD))
            out.write(f"\t[0x{lead:02X}] = {{{row}}},\n")
        out.write("};\n")


if __name__ == "__main__":
    main()
