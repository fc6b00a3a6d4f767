"""What the tests of readers of settings share: a text, what settings_dump (dump.c) made of it, and refusals by place."""
import os
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "gates"))
import gate  # noqa: E402

DUMP = os.path.join(os.environ["BUILD_DIR"], "release/tests/settings/settings_dump")
MARK = b"\xc2\xa7"
SECRET = "Tr0ub4dor"

__all__ = ["MARK", "SECRET", "Read", "check_refused", "gate", "read"]


class Read:
    """facts: [(line, {column: value}, {column: line})], notes: [(line, text)]."""

    def __init__(self, code, output):
        self.code, self.output, self.facts, self.notes, self.dialect, self.bundle = code, output, [], [], None, []
        for line in output.splitlines():
            words = line.split("\t")
            if line.startswith("fact "):
                pairs = [word.partition("=") for word in words[1:]]
                self.facts.append((int(words[0].split()[1]), {key: value.rpartition("@")[0] for key, _, value in pairs},
                                   {key: int(value.rpartition("@")[2]) for key, _, value in pairs}))
            elif line.startswith("note "):
                number, _, text = line[5:].partition(" ")
                self.notes.append((int(number), text))
            elif line.startswith("dialect "):
                self.dialect = line[8:]
            elif line.startswith("{"):
                self.bundle.append(line)

    def values(self, *columns):
        """Of each fact these columns; None: not known."""
        return [tuple(values.get(column) for column in columns) for _, values, _ in self.facts]


def read(text):
    with tempfile.NamedTemporaryFile() as file:
        file.write(text if isinstance(text, bytes) else text.encode())
        file.flush()
        done = subprocess.run([DUMP, file.name], capture_output=True, check=False, timeout=60)
    return Read(done.returncode, done.stdout.decode("utf-8", "replace"))


def check_refused(points, cases):
    """{name: text}: a section sign marks where the error must be; no word of the file is told."""
    for name, text in cases.items():
        content = text if isinstance(text, bytes) else text.encode()
        before = content[:content.index(MARK)]
        line, column = before.count(b"\n") + 1, len(before[before.rfind(b"\n") + 1:].decode("utf-8", "replace")) + 1
        found = read(content.replace(MARK, b""))
        points.point(found.code == 2 and f"file:{line}:{column}: error:" in found.output and "expected:" in found.output and "mend:" in found.output and
                     SECRET not in found.output, f"refused at {line}:{column}: {name}", found.output.splitlines())
