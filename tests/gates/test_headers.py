#!/usr/bin/python3
"""Every header under src/ compiles alone, and twice in a row, with warnings as errors."""
import os
import re

import gate


def library_flags(root):
    """The include paths of the libraries that the meson.build files name."""
    names = set()
    for path in gate.files(root, ("meson.build",)):
        names.update(re.findall(r"dependency\(\s*'([^']+)'", gate.read(root, path)))
    installed = [name for name in sorted(names) if gate.run(["pkg-config", "--exists", name]).returncode == 0]
    return gate.run(["pkg-config", "--cflags", *installed]).stdout.split() if installed else []


def check(root):
    flags = library_flags(root) if os.path.exists(os.path.join(root, "meson.build")) else []
    command = ["gcc", "-std=c17", "-Wall", "-Wextra", "-Werror", "-fsyntax-only", "-Isrc", *flags, "-x", "c", "-"]
    findings = []
    for path in gate.files(root, (".h",), "src"):
        name = path.removeprefix("src/")
        result = gate.run(command, cwd=root, input=f'#include "{name}"\n#include "{name}"\n')
        if result.returncode != 0:
            findings += [f"{path}: does not compile alone", *result.stderr.splitlines()[:8]]
    return findings


GOOD = {"src/base/base.h": "#ifndef B\n#define B\n#include <stddef.h>\nstruct b { size_t n; };\n#endif\n"}
BAD = {
    "a header that needs another first": ({"src/base/c.h": "#ifndef C\n#define C\nstruct c { size_t n; };\n#endif\n"},
                                          "src/base/c.h: does not compile alone"),
    "a header without a guard": ({"src/base/d.h": "struct d { int n; };\n"}, "src/base/d.h: does not compile alone"),
}

if __name__ == "__main__":
    gate.main("headers: each compiles alone", check, GOOD, BAD)
