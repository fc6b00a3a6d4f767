#!/usr/bin/python3
"""Lengths. Functions of the program: median at most 15 lines, 95 of 100 at most 50, none over 100. Functions of
tests and tools: none over 100. Files: at most 1,200 lines. Exceptions: `budgets PATH NAME -- reason` in allow.txt (NAME is
the function, or `file`).
"""
import re
import statistics

import gate

MEDIAN, P95, LONGEST, FILE_LINES = 15, 50, 100, 1200


def functions(root, paths):
    """[(path, name, lines)] of the C and Python functions in paths, as universal-ctags sees them."""
    if not paths:
        return []
    result = gate.run(["ctags", "-f", "-", "--sort=no", "--fields=+neK", "--kinds-C=f", "--kinds-Python=fm", "-L", "-"],
                      cwd=root, input="\n".join(paths) + "\n")
    if result.returncode != 0:
        raise RuntimeError(result.stderr)
    found = []
    for line in result.stdout.splitlines():
        start, end = re.search(r"\tline:(\d+)", line), re.search(r"\tend:(\d+)", line)
        if start and end:
            name, path = line.split("\t")[:2]
            found.append((path, name, int(end.group(1)) - int(start.group(1)) + 1))
    return found


def check_shape(lengths):
    """Median and 95th percentile of the program's functions (nearest rank: no invented lengths)."""
    if not lengths:
        return ["no function found under src/"]
    ordered = sorted(lengths)
    median, p95 = statistics.median(ordered), ordered[-(-95 * len(ordered) // 100) - 1]
    findings = []
    if median > MEDIAN:
        findings.append(f"src: the median function has {median} lines, at most {MEDIAN}")
    if p95 > P95:
        findings.append(f"src: the 95th percentile of functions is {p95} lines, at most {P95}")
    return findings


def check(root):
    allowed = gate.Allowed(root, "budgets")
    paths = gate.files(root, (".c", ".h", ".py", ".sh"))
    found = functions(root, [path for path in paths if not path.endswith(".sh")])
    findings = check_shape([lines for path, _, lines in found if path.startswith("src/")])
    for path, name, lines in found:
        if lines > LONGEST and not allowed.allows(path, name):
            findings.append(f"{path}: {name} has {lines} lines, at most {LONGEST}")
    for path in paths:
        lines = gate.read(root, path).count("\n")
        if lines > FILE_LINES and not allowed.allows(path, "file"):
            findings.append(f"{path}: {lines} lines, at most {FILE_LINES}")
    return findings + allowed.leftovers()


def c_function(name, lines):
    return f"int {name}(void)\n{{\n" + "\tstep();\n" * (lines - 4) + "\treturn 0;\n}\n"


def several(count, lines):
    return "".join(c_function(f"f{lines}_{number}", lines) for number in range(count))


GOOD = {"src/a.c": several(50, 15), "src/b.c": several(47, 10), "src/c.c": several(3, 60),
        "tests/t.py": "def f():\n    return 1\n"}
BAD = {
    "a high median": ({"src/d.c": several(70, 16), "src/e.c": several(70, 17)}, "median function"),
    "a long tail": ({"src/d.c": several(6, 51)}, "95th percentile"),
    "a function over 100 lines": ({"src/d.c": c_function("huge", 101)}, "huge has 101 lines"),
    "a Python function over 100 lines": ({"tests/u.py": "def u():\n" + "    step()\n" * 101}, "u has 102 lines"),
    "a file over 1,200 lines": ({"tools/x.sh": "true\n" * 1201}, "tools/x.sh: 1201 lines"),
    "a program without functions": ({"src/a.c": "", "src/b.c": "", "src/c.c": "int x;\n"}, "no function found"),
}

if __name__ == "__main__":
    gate.main("budgets: functions and files stay short", check, GOOD, BAD)
