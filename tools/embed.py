#!/usr/bin/python3
"""Makes a C file of text files: embed.py OUT NAME=FILE... gives `const char NAME[]` of each. Called by the build."""
import sys


def literal(text):
    """One string a line, so that a compiler's message names a line that a reader finds."""
    out = []
    for line in text.splitlines(keepends=True):
        escaped = line.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("?", "\\?")
        out.append(f'\t"{escaped}"')
    return "\n".join(out)


def main():
    with open(sys.argv[1], "w", encoding="utf-8") as out:
        for word in sys.argv[2:]:
            name, path = word.split("=", 1)
            with open(path, encoding="utf-8") as file:
                out.write(f"extern const char {name}[];\nconst char {name}[] =\n{literal(file.read())};\n")


if __name__ == "__main__":
    main()
