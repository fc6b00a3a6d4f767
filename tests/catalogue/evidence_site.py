"""A site folder with a key, and bundles signed by the program under test: what tests of evidence share."""
import hashlib
import json
import os

from support import sekisho

HOST = "host-1"
COLLECTOR = "collector-1"


def read(path):
    with open(path, "rb") as file:
        return file.read()


def put(path, bytes_):
    with open(path, "wb") as file:
        file.write(bytes_)
    return path


def lines(text_lines):
    return "".join(json.dumps(line, separators=(",", ":"), ensure_ascii=False) + "\n" for line in text_lines)


class EvidenceSite:
    """`subjects`: {id: place}. Its collector speaks about all of them, on each of the hosts. `more`: further text of site.yaml."""

    def __init__(self, folder, subjects, more="", name="site", hosts=(HOST,)):
        self.folder, self.key = os.path.join(folder, name), os.path.join(folder, name + ".key")
        self.subjects, self.hosts, self.sequence, self.previous = subjects, hosts, 0, None
        code, _, errors = sekisho("enrol", self.key)
        if code != 0:
            raise RuntimeError(errors)
        os.makedirs(self.folder, exist_ok=True)
        self.write(more)

    def write(self, more):
        with open(self.key + ".pub", encoding="utf-8") as file:
            key = file.read().strip()
        rows = "".join(f"- {{id: {subject}, place: {place}}}\n" for subject, place in self.subjects.items())
        collectors = "".join(f"- {{id: {COLLECTOR}, host: {host}, key: \"{key}\", subjects: [{', '.join(self.subjects)}], valid-from: 2026-01-01}}\n"
                             for host in self.hosts)
        with open(os.path.join(self.folder, "site.yaml"), "w", encoding="utf-8") as file:
            file.write("format: sekisho-site/1\nname: Trial\nkind: clinic\nconfiguration: ip-vpn\nsubjects:\n" + rows +
                       "collectors:\n" + collectors + more)

    def bundle(self, at, looks, name=None, origin="live", host=HOST):
        """Writes and signs one. looks: [(kind, subject, method, [values], status, at, source)]; left out, status is complete, at the bundle's."""
        self.sequence += 1
        body = [{"bundle": "sekisho-bundle/1", "collector": COLLECTOR, "host": host, "sequence": self.sequence, "previous": self.previous,
                 "at": at, "origin": origin, "tool": "test"}]
        facts = 0
        for number, (kind, subject, method, rows, *more) in enumerate(looks, 1):
            status, looked, source = (*more, *("complete", at, "by hand")[len(more):])
            body.append({"coverage": number, "kind": kind, "subject": subject, "source": source, "status": status,
                         "method": method, "at": looked, "digest": None})
            body += [{"fact": number, "values": row} for row in rows]
            facts += len(rows)
        body.append({"end": {"coverage": len(looks), "facts": facts}})
        path = os.path.join(os.path.dirname(self.folder), name or f"bundle-{self.sequence}.jsonl")
        with open(path, "w", encoding="utf-8") as file:
            file.write(lines(body))
        code, _, errors = sekisho("evidence", "sign", path, "--key", self.key)
        if code != 0:
            raise RuntimeError(errors)
        return path

    def lay(self, path):
        """Puts it into the folder behind the last one that was taken, as if it had been taken too: what is still to come is not."""
        digest, heads = hashlib.sha256(read(path)).hexdigest(), os.path.join(self.folder, "evidence.heads")
        put(os.path.join(self.folder, "evidence", f"{COLLECTOR}.{HOST}.{self.sequence:09}.jsonl"), read(path))
        before, after = (f"{COLLECTOR} {HOST} {number} {end}\n".encode() for number, end in ((self.sequence - 1, self.previous), (self.sequence, digest)))
        if before not in read(heads):
            raise RuntimeError(f"{before} does not end its chain")
        put(heads, read(heads).replace(before, after))
        self.previous = digest

    def take(self, path, at):
        """Imports it; the next bundle follows it."""
        code, out, errors = sekisho("evidence", "import", path, "--at", at, "--site", self.folder)
        if code != 0:
            raise RuntimeError(out + errors)
        with open(path, "rb") as file:
            self.previous = hashlib.sha256(file.read()).hexdigest()
        return path

    def take_unseen(self, path, at):
        """Imports it while the site is an example, where what is live does not count: nobody weighs it then."""
        file = os.path.join(self.folder, "site.yaml")
        text = read(file)
        put(file, text.replace(b"name: Trial\n", b"name: Trial\nexample: true\n"))
        self.take(path, at)
        put(file, text)
