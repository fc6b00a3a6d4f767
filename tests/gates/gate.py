"""What all gates share. A gate looks over a source tree and returns findings; here it is run over this tree, which must
have none, and over small trees built to break it, which must have one. So each gate proves that it can fail.
"""
import os
import re
import subprocess
import sys
import tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
# build*/: products. fuzz/corpus: bytes, not text of ours.
SKIPPED_FOLDERS = {".git", "build", "__pycache__", "node_modules"}


class Points:
    """Prints TAP points and remembers whether one failed."""

    def __init__(self):
        self.count, self.failed = 0, 0

    def point(self, ok, name, details=()):
        """`details` help whoever mends it: they are printed when the point has failed."""
        self.count += 1
        self.failed += not ok
        for line in () if ok else details:
            print(f"# {line}")
        print(f"{'ok' if ok else 'not ok'} {self.count} - {name}", flush=True)
        return ok

    def end(self):
        print(f"1..{self.count}")
        return 1 if self.failed else 0


def files(root, suffixes=None, under=""):
    """Paths relative to root of all files (below `under`, with one of the suffixes), in one order everywhere."""
    found = []
    for folder, subfolders, names in os.walk(os.path.join(root, under)):
        subfolders[:] = sorted(name for name in subfolders if name not in SKIPPED_FOLDERS)
        for name in sorted(names):
            if suffixes is None or name.endswith(suffixes):
                found.append(os.path.relpath(os.path.join(folder, name), root))
    return found


def read(root, path):
    with open(os.path.join(root, path), encoding="utf-8", errors="replace") as file:
        return file.read()


def run(command, **options):
    return subprocess.run(command, capture_output=True, text=True, errors="replace", check=False, **options)


# Comments, strings and character constants of C, in one pass so that none hides another.
C_TEXT = re.compile(r'//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'', re.DOTALL)


def bare_c(text):
    """C source with comments, strings and character constants blanked; lines stay where they are."""
    return C_TEXT.sub(lambda match: re.sub(r"[^\n]", " ", match.group(0)), text)


class Allowed:
    """The exceptions of one gate, from allow.txt: `gate path name -- reason`. An unused one is a finding."""

    def __init__(self, root, gate):
        self.entries, self.used, self.findings = {}, set(), []
        path = "tests/gates/allow.txt"
        if os.path.exists(os.path.join(root, path)):
            for number, line in enumerate(read(root, path).splitlines(), 1):
                self._add(gate, f"{path}:{number}", line)

    def _add(self, gate, place, line):
        if not line.strip() or line.startswith("#"):
            return
        match = re.fullmatch(r"(\S+) (\S+) (\S+) -- (\S.*)", line)
        if not match:
            self.findings.append(f"{place}: not `gate path name -- reason`: {line}")
        elif match.group(1) == gate:
            self.entries[(match.group(2), match.group(3))] = place

    def allows(self, path, name):
        self.used.add((path, name))
        return (path, name) in self.entries

    def leftovers(self):
        unused = [f"{place}: nothing needs this exception any more: {key[0]} {key[1]}"
                  for key, place in self.entries.items() if key not in self.used]
        return self.findings + unused


def build_tree(folder, tree):
    for path, text in tree.items():
        target = os.path.join(folder, path)
        os.makedirs(os.path.dirname(target), exist_ok=True)
        with open(target, "w", encoding="utf-8") as file:
            file.write(text)


def check_tree(check, tree):
    with tempfile.TemporaryDirectory(prefix="sekisho-gate-") as folder:
        build_tree(folder, tree)
        return check(folder)


def prove(points, check, good, bad):
    """`good` has no finding; each of `bad` {name: (changes to good, words a finding must hold)} has that one."""
    findings = check_tree(check, good)
    points.point(not findings, "a good tree passes", findings)
    for name, (changes, words) in bad.items():
        findings = check_tree(check, {**good, **changes})
        points.point(any(words in finding for finding in findings), f"refuses {name}",
                     [] if findings else ["no finding at all"])


def main(name, check, good, bad):
    """The whole gate: this tree, then the trees that must pass and fail."""
    points = Points()
    findings = check(ROOT)
    points.point(not findings, name, findings)
    prove(points, check, good, bad)
    sys.exit(points.end())
