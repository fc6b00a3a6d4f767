#!/usr/bin/python3
"""What is built only for `make bench` compiles with the headers as they are now: no test links it, so nobody else would see that one moved on."""
import os
import re

import gate
from test_headers import library_flags

DEFINES = ["-D_GNU_SOURCE", '-DSK_VERSION="0"', '-DSK_PAPERS_FONT="x"']


def check(root):
    flags = library_flags(root) if os.path.exists(os.path.join(root, "meson.build")) else []
    command = ["gcc", "-std=c17", "-Wall", "-Wextra", "-Werror", "-fsyntax-only", *DEFINES, "-Isrc", "-Ibench", "-Itests/store", *flags]
    findings = []
    for path in gate.files(root, (".c",), "bench"):
        result = gate.run([*command, path], cwd=root)
        if result.returncode != 0:
            findings += [f"{path}: does not compile", *[line for line in result.stderr.splitlines() if re.search("error", line)][:8]]
    return findings


GOOD = {"src/base/base.h": "#ifndef B\n#define B\nstruct b { int n, m; };\n#endif\n",
        "bench/bench_b.c": '#include "base/base.h"\nint main(void)\n{\n\treturn (struct b){1, 2}.n;\n}\n'}
BAD = {"a bench of a header that moved on": ({"src/base/base.h": "#ifndef B\n#define B\nstruct b { int m; };\n#endif\n"}, "bench/bench_b.c: does not compile")}

if __name__ == "__main__":
    gate.main("bench: compiles with the headers as they are", check, GOOD, BAD)
