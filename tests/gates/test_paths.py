#!/usr/bin/python3
"""Nothing in the tree names a path of one machine or the host of a package registry; no trailing blanks, no notes left.

The patterns are put together from pieces so that this file does not match itself.
"""
import os
import re

import gate

MACHINE = re.compile("/" + r"(?:work|farm)/|/tmp/" + "brief|/" + "home/[a-z]|/" + "Users/")
REGISTRY = re.compile(r"\b(?:deb|ftp|security|snapshot|archive)\." + r"(?:debian|ubuntu)\.(?:org|com)\b|\bregistry\." + "npmjs|"
                      r"\bpypi\." + r"org\b|\bfiles\." + r"pythonhosted|\bproxy\." + r"golang|\bcrates\." + r"io\b")
NOTES = re.compile(r"\b(?:TO" + "DO|FIX" + "ME|XX" + r"X)\b")
WRITTEN = (".c", ".h", ".py", ".sh", ".md", ".build", ".yaml", ".yml", ".po", ".scd", ".json", ".txt", ".ts", ".css", ".html",
           "Makefile", "run")
# Bytes that are a test's input or its expected screen are kept as they are.
KEPT = re.compile(r"^(?:fuzz/corpus|tests/[^/]+/(?:bad|golden))/")


def check_line(place, line, written):
    findings = []
    for pattern, words in ((MACHINE, "names a path of one machine"), (REGISTRY, "names the host of a package registry")):
        match = pattern.search(line)
        if match:
            findings.append(f"{place}: {words}: {match.group(0)}")
    if written and line != line.rstrip():
        findings.append(f"{place}: blanks at the end of the line")
    if written and NOTES.search(line):
        findings.append(f"{place}: a note to oneself: {NOTES.search(line).group(0)}")
    return findings


def check(root):
    findings = []
    for path in gate.files(root):
        if os.path.islink(os.path.join(root, path)):
            continue
        text = gate.read(root, path)
        written = path.endswith(WRITTEN) and not KEPT.match(path)
        for number, line in enumerate(text.split("\n"), 1):
            findings += check_line(f"{path}:{number}", line, written)
        if written and text and not text.endswith("\n"):
            findings.append(f"{path}: no newline at its end")
    return findings


GOOD = {"README.md": "# x\n\nhttps://www.debian.org, /usr/share, network/\n", "fuzz/corpus/a/b.txt": "x \n",
        "tests/cmd/golden/screen.txt": "x  "}
BAD = {
    "a machine's path": ({"src/a.c": 'x("/' + 'work/main");\n'}, "path of one machine"),
    "a registry's host": ({"tools/a.sh": "curl http://deb." + "debian.org/debian\n"}, "host of a package registry"),
    "blanks at a line's end": ({"src/b.c": "int x; \n"}, "src/b.c:1: blanks"),
    "a note to oneself": ({"src/b.c": "/* TO" + "DO later */\n"}, "a note to oneself"),
    "a file without a last newline": ({"src/b.c": "int x;"}, "no newline at its end"),
    "a path inside test data": ({"fuzz/corpus/a/c": "/" + "farm/x\n"}, "path of one machine"),
}

if __name__ == "__main__":
    gate.main("paths: no machine, no registry, no blanks at line ends, no notes", check, GOOD, BAD)
