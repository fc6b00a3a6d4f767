#!/usr/bin/python3
"""The runner itself: everything that can go wrong with a test program counts as a failure."""
import os
import sys
import tempfile

import gate

# name: (program, what the last line must be, exit code)
CASES = {
    "two points pass": ("echo 'ok 1 - a'; echo 'ok 2 - b'; echo 1..2", "2 passed, 0 failed", 0),
    "several groups add up": ("echo 1..1; echo 'ok 1 - a'; echo 1..1; echo 'ok 1 - b'", "2 passed, 0 failed", 0),
    "a failed point counts": ("echo 'ok 1 - a'; echo 'not ok 2 - b'; echo 1..2; exit 1", "1 passed, 1 failed", 1),
    "a skipped point is no pass": ("echo 'ok 1 - a # SKIP no network'; echo 1..1", "0 passed, 1 failed", 1),
    "silence counts as a failure": ("true", "0 passed, 1 failed", 1),
    "a missing point breaks the plan": ("echo 'ok 1 - a'; echo 1..2", "1 passed, 1 failed", 1),
    "an exit code without a failed point": ("echo 'ok 1 - a'; echo 1..1; exit 3", "1 passed, 1 failed", 1),
    "no plan at all": ("echo 'ok 1 - a'", "1 passed, 1 failed", 1),
    "bailing out": ("echo 'ok 1 - a'; echo 'Bail out! no disk'; echo 1..1", "1 passed, 1 failed", 1),
    "a signal without a name": ("echo 'ok 1 - a'; kill -40 $$", "1 passed, 1 failed", 1),
    "a crash": ("echo 'ok 1 - a'; kill -SEGV $$", "1 passed, 1 failed", 1),
    "a program that hangs": ("echo 'ok 1 - a'; sleep 60 & sleep 60", "1 passed, 1 failed", 1),
}


def run_case(program, executable=True):
    """(last line, exit code) of the runner over one script."""
    with tempfile.TemporaryDirectory(prefix="sekisho-run-") as folder:
        os.mkdir(os.path.join(folder, "group"))
        path = os.path.join(folder, "group", "test_case.sh")
        with open(path, "w", encoding="utf-8") as file:
            file.write("#!/bin/bash\n" + program + "\n")
        os.chmod(path, 0o755 if executable else 0o644)
        result = gate.run([os.path.join(gate.ROOT, "tests/run.py"), "--scripts", folder, "--limit", "2"])
        return (result.stdout.splitlines() or [""])[-1], result.returncode


def main():
    points = gate.Points()
    for name, (program, line, code) in CASES.items():
        seen = run_case(program)
        points.point(seen == (line, code), f"run.py: {name}", [] if seen == (line, code) else [str(seen)])
    seen = run_case("echo 'ok 1 - a'", executable=False)
    points.point(seen == ("0 passed, 1 failed", 1), "run.py: a script that cannot be started", [str(seen)])
    with tempfile.TemporaryDirectory(prefix="sekisho-run-") as folder:
        result = gate.run([os.path.join(gate.ROOT, "tests/run.py"), "--scripts", folder])
        points.point(result.stdout == "0 passed, 0 failed\n" and result.returncode == 1, "run.py: no test at all is an error")
    return points.end()


if __name__ == "__main__":
    sys.exit(main())
