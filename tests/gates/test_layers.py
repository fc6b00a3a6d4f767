#!/usr/bin/python3
"""Arrows point downwards: an #include may name a folder with a lower number in src/layers.txt, or its own. The verifier stands outside: one file of at
most 300 lines that includes nothing of ours."""
import os
import re

import gate

VERIFIER_LINES = 300
INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*"([^"]+)"', re.MULTILINE)


def layers(root):
    """({folder: number}, findings) of src/layers.txt."""
    numbers, findings = {}, []
    for line in gate.read(root, "src/layers.txt").splitlines():
        match = re.fullmatch(r"([a-z]+) (\d+)", line)
        if match:
            numbers[match.group(1)] = int(match.group(2))
        elif line and not line.startswith("#"):
            findings.append(f"src/layers.txt: not `folder number`: {line}")
    return numbers, findings


def judge_include(path, folder, target, numbers):
    """What is wrong with one include of `target` in `path`, or None."""
    if "/" not in target:
        return None  # its own folder's private header
    other = target.split("/", 1)[0]
    if other not in numbers:
        return f"{path}: includes {target}, whose folder is not in src/layers.txt"
    if other == folder:
        return None
    if numbers[other] >= numbers[folder]:
        return f"{path}: {folder} ({numbers[folder]}) must not include {target} ({numbers[other]})"
    if target != f"{other}/{other}.h":
        return f"{path}: only the public header {other}/{other}.h may be included, not {target}"
    return None


def check_verifier(root):
    """verify/ is read by people who trust nothing else of this."""
    paths = gate.files(root, (".c", ".h"), "verify")
    findings = [f"{path}: the verifier is one file" for path in paths if path != "verify/verify.c"]
    for path in paths:
        text = gate.read(root, path)
        findings += [f"{path}: includes {target}, and shares nothing" for target in INCLUDE.findall(text)]
        if text.count("\n") > VERIFIER_LINES:
            findings.append(f"{path}: {text.count(chr(10))} lines, at most {VERIFIER_LINES}")
    return findings


def check(root):
    numbers, findings = layers(root)
    folders = sorted(entry.name for entry in os.scandir(os.path.join(root, "src")) if entry.is_dir())
    findings += [f"src/{name}: not in src/layers.txt" for name in folders if name not in numbers]
    findings += [f"src/layers.txt: no folder src/{name}" for name in numbers if name not in folders]
    for name in folders:
        # cmd is the program itself: nothing stands above it that could include it.
        top = numbers.get(name) == max(numbers.values())
        if not top and not os.path.exists(os.path.join(root, "src", name, f"{name}.h")):
            findings.append(f"src/{name}: has no public header {name}.h")
    for path in gate.files(root, (".c", ".h"), "src"):
        folder = path.split("/")[1]
        if folder not in numbers:
            continue
        wrong = (judge_include(path, folder, target, numbers) for target in INCLUDE.findall(gate.read(root, path)))
        findings += [finding for finding in wrong if finding]
    return findings + check_verifier(root)


GOOD = {
    "src/layers.txt": "# comment\nbase 0\nyaml 1\nsite 1\ncmd 2\n",
    "src/base/base.h": "#include <stdio.h>\n",
    "src/base/text.c": '#include "base/base.h"\n#include "inner.h"\n',
    "src/yaml/yaml.h": '#include "base/base.h"\n',
    "src/site/site.h": "",
    "src/cmd/main.c": '#include "yaml/yaml.h"\n#include "cmd/verbs.h"\n',
    "verify/verify.c": "#include <stdio.h>\n",
}
BAD = {
    "an include upwards": ({"src/base/up.c": '#include "yaml/yaml.h"\n'}, "must not include yaml/yaml.h"),
    "an include sideways": ({"src/site/s.c": '# include "yaml/yaml.h"\n'}, "must not include yaml/yaml.h"),
    "another folder's private header": ({"src/cmd/p.c": '#include "yaml/inner.h"\n'}, "only the public header"),
    "a folder without a number": ({"src/extra/extra.h": ""}, "src/extra: not in src/layers.txt"),
    "a folder without a public header": ({"src/layers.txt": GOOD["src/layers.txt"] + "net 1\n", "src/net/a.c": ""},
                                         "has no public header"),
    "an unknown folder": ({"src/cmd/q.c": '#include "tests/fake.h"\n'}, "not in src/layers.txt"),
    "a verifier that shares something": ({"verify/verify.c": '#include "base/base.h"\n'}, "shares nothing"),
    "a verifier in two files": ({"verify/more.c": ""}, "is one file"),
    "a long verifier": ({"verify/verify.c": "int x;\n" * 301}, "301 lines"),
    "a line that is no layer": ({"src/layers.txt": GOOD["src/layers.txt"] + "net one\n"}, "not `folder number`"),
}

if __name__ == "__main__":
    gate.main("layers: every include points downwards", check, GOOD, BAD)
