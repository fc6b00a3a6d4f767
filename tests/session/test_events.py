#!/usr/bin/python3
"""Whatever becomes of files, of the list of heads and of site.yaml: what was told once and is not met does not become met by it.

First events that once did it, by name. Then chains by chance, each with some of these events: docs/decisions/0022 has the table of what each of them loses.
EVENTS (8) says how many sites, EVENTS_SEED (1) which is the first, EVENTS_SECONDS how long to go on instead; a failing one is tried alone with its seed and EVENTS=1.
"""
import hashlib
import json
import os
import random
import shutil
import sys
import tempfile
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "catalogue"))
from evidence_site import COLLECTOR, EvidenceSite, put, read  # noqa: E402
from support import main, read_json, sekisho  # noqa: E402
from test_histories import OPEN, PARAMETERS, ROUTER, TERMINAL, moment, on, seen  # noqa: E402
from test_moves import SUBJECTS  # noqa: E402

EVENTS, SEED, SECONDS = (int(os.environ.get(name, default)) for name, default in (("EVENTS", "8"), ("EVENTS_SEED", "1"), ("EVENTS_SECONDS", "0")))
AT = "2026-11-24T00:00:00Z"
HOSTS = ("host-1", "host-2", "host-3")
GOOD, PAUSED = {}, {"update_state": "BAD paused"}
NOTHING = [("screen_lock", "claim-1", "configured", [], "denied")]


def word(control, day):
    return f"answers:\n- {{control: {control}, state: met, by: Tester, date: 2026-11-{day:02d}, expires: 2027-10-01}}\n"


def key_of(path):
    return read(path + ".pub").decode().strip()


class World(EvidenceSite):
    """A site whose site.yaml changes: `more_of`: further keys of a subject; `entry`: of each host's collector its subjects and further keys, or None."""

    def __init__(self, folder, name, more="", subjects=None, hosts=HOSTS):
        self.more, self.header, self.more_of, self.ends = more, "", {}, {}
        self.entry = {host: (None, "") for host in hosts}
        super().__init__(folder, dict(subjects or SUBJECTS), more, name, hosts)

    def write(self, more=None):
        self.more = self.more if more is None else more
        rows = "".join(f"- {{id: {subject}, place: {place}{self.more_of.get(subject, '')}}}\n" for subject, place in self.subjects.items())
        named = "".join(f"- {{id: {COLLECTOR}, host: {host}, key: \"{key_of(*entry[2:] or (self.key,))}\", valid-from: 2026-01-01, subjects: [{', '.join(entry[0] or self.subjects)}]{entry[1]}}}\n"
                        for host, entry in self.entry.items() if entry)
        put(os.path.join(self.folder, "site.yaml"), ("format: sekisho-site/1\nname: Trial\nkind: clinic\nconfiguration: ip-vpn\n" + self.header + "subjects:\n" + rows + (
            "collectors:\n" + named if named else "") + PARAMETERS + self.more).encode())

    def signed(self, day, looks, host="host-1", origin="live"):
        self.sequence, self.previous = self.ends.get(host, (0, None))
        return self.bundle(moment(on(day)), looks, origin=origin, host=host, name=f"{os.path.basename(self.folder)}-{host}-{self.sequence + 1}-{day}.jsonl")

    def brought(self, path, host="host-1"):
        """The exit code; the next bundle follows this one where it was taken."""
        code, _, _ = sekisho("evidence", "import", path, "--at", AT, "--site", self.folder)
        if code == 0:
            self.follow(path, host)
        return code

    def follow(self, path, host):
        self.ends[host] = (self.sequence, hashlib.sha256(read(path)).hexdigest())

    def look(self, day, looks, host="host-1", origin="live"):
        if self.brought(self.signed(day, looks, host, origin), host) != 0:
            raise RuntimeError(f"the look of {host} on day {day} is refused")

    def look_as_example(self, *words, **more):
        """Taken while the site says that it is one."""
        self.header = "example: true\n"
        self.write()
        self.look(*words, **more)
        self.header = ""
        self.write()

    def go_back(self, number, host="host-1", where=None):
        """The collector goes on from this one, as if it had made nothing since. `where`: a site that has it."""
        self.ends[host] = (number, hashlib.sha256(read((where or self).file(number, host))).hexdigest()) if number else (0, None)

    def heads(self, text=None):
        """What stands there, or will; b"": there is none."""
        path = os.path.join(self.folder, "evidence.heads")
        if text == b"":
            return os.remove(path)
        return put(path, text) if text else read(path)

    def old_heads(self, text, host="host-1"):
        """The list of heads knows of this chain what it did then, and all of the others."""
        self.heads(b"".join(text_of(text, host) if each == host else text_of(self.heads(), each) for each in sorted(self.ends)))

    def file(self, number, host="host-1"):
        return os.path.join(self.folder, "evidence", f"{COLLECTOR}.{host}.{number:09d}.jsonl")

    def remove(self, *numbers, host="host-1"):
        for number in numbers:
            os.remove(self.file(number, host))

    def rename(self, subject, into):
        self.subjects = {into if each == subject else each: place for each, place in self.subjects.items()}

    def misname(self, number, name, host="host-1"):
        os.rename(self.file(number, host), os.path.join(self.folder, "evidence", name))

    def state(self, control, codes=(0, 1), at=AT):
        register = read_json("assess", "--json", "--at", at, "--site", self.folder, codes=codes)
        return next(row["verdict"] for row in register["controls"] if row["id"] == control.id)


def text_of(heads, host):
    """The lines of one chain."""
    kept, ours = b"", False
    for line in heads.splitlines(keepends=True):
        ours = ours if line.startswith(b" ") else line.split()[1] == host.encode()
        kept += line if ours else b""
    return kept


# ---- by name ----

def check_everywhere(points, folder):
    """A router has another name, and nobody says that the old one is gone: what was told of it is lost at whatever is called otherwise."""
    site = World(folder, "twice", subjects={**SUBJECTS, "new-b": "router-b"})
    site.look(20, seen(ROUTER, **OPEN))
    site.look(15, seen(ROUTER), "host-2")
    site.look(17, [("packet_filter", "new-b", *look[2:]) if look[0] == "packet_filter" else (look[0], "new-b", *look[2:]) for look in seen(ROUTER)], "host-3")
    before = site.state(ROUTER)
    site.subjects.pop(ROUTER.subject)
    site.write()
    found = site.state(ROUTER)
    points.point((before, found) == ("unmet", "unknown"), "a name goes that two chains told about: it is lost as of the newer, whichever is listed last", [before, found])
    for more in ("", ", since: 2026-11-23", ", since: 2026-12-31"):
        site = World(folder, "since" + more[-2:], word("T17", 23))
        site.look(20, seen(ROUTER, **OPEN))
        site.rename(ROUTER.subject, "new-b")
        site.more_of["new-b"] = more
        site.write()
        points.point(site.state(ROUTER) == "unknown", f"a name goes, and the new one has {more[2:] or 'nothing'} beside it: T17 is unknown", site.state(ROUTER))


def gaps(folder, gone):
    """The list of heads is of before; of the files behind it those are gone; another collector saw it well between the others."""
    site = World(folder, "gaps-" + "-".join(map(str, gone)))
    site.look(17, seen(TERMINAL))
    heads = site.heads()
    for day, looks in ((18, NOTHING), (19, NOTHING), (21, seen(TERMINAL, **PAUSED)), (22, NOTHING)):
        if day == 21:
            site.look(20, seen(TERMINAL), "host-2")
        site.look(day, looks)
    before = site.state(TERMINAL)
    site.old_heads(heads)
    site.remove(*gone)
    return before, site.state(TERMINAL)


def check_gaps(points, folder):
    for gone in ((4,), (2, 4), (2,), (2, 3, 4)):
        found = gaps(folder, gone)
        points.point(found == ("unmet", "unknown"), f"of five files behind an older head {gone} are gone: what they told is lost as of the newest", found)


def broken_off(folder, name):
    """T17 was seen open on the 19th; the list of heads is put back to before it, and the file that says so taken away. One of the 22nd lies behind it."""
    site = World(folder, name, word("T17", 18))
    site.look(17, NOTHING)
    heads = site.heads()
    site.look(19, seen(ROUTER, **OPEN))
    site.look(22, NOTHING)
    return site, heads


def check_misnamed_gaps(points, folder):
    """A file says by its content which number it is: a gap before it is one whatever it is called."""
    for number, name in enumerate(("zzz.jsonl", f"{COLLECTOR}.host-1.000000002.jsonl", f"{COLLECTOR}.host-2.000000001.jsonl", f"{COLLECTOR}.host-1.000000004.jsonl", "000000003.jsonl")):
        site, heads = broken_off(folder, f"misnamed-{number}")
        site.old_heads(heads)
        site.remove(2)
        before = site.state(ROUTER)
        site.misname(3, name)
        found = site.state(ROUTER)
        points.point((before, found) == ("unknown", "unknown"), f"number 2 is gone behind an older head, and number 3 is called {name}: T17 is unknown", [before, found])
    site, heads = broken_off(folder, "misnamed-both")
    site.old_heads(heads)
    site.misname(2, "zzz.jsonl")
    listed = read_json("evidence", "list", "--json", "--at", AT, "--site", site.folder, codes=(1,))["known"]
    kinds = {row["kind"] for row in listed if row["look"]["known"] == "lost"}
    points.point("packet_filter" in kinds and "time_sync" not in kinds, "number 2 is there under another name: there is no gap, and lost is only what it tells", sorted(kinds))


def check_misnamed_brought(points, folder):
    """What lies there under another name is brought: it is known, and look says so."""
    for name, rows, wanted in (("open", OPEN, "unmet"), ("good", GOOD, "met")):
        site = World(folder, "misnamed-" + name)
        site.look(17, NOTHING)
        heads = site.heads()
        site.look(19, seen(ROUTER, **rows))
        path = put(os.path.join(folder, f"misnamed-{name}-2.jsonl"), read(site.file(2)))
        site.old_heads(heads)
        site.misname(2, "zzz.jsonl")
        before = site.state(ROUTER)
        said = shown(site, path).get("T17", before)
        code, _, errors = sekisho("evidence", "import", path, "--at", AT, "--site", site.folder)
        found = (before, said, code, site.state(ROUTER))
        points.point(found == ("unknown", wanted, 0, wanted), f"number 2 lies behind its head under another name, and is brought: look says that T17 is {wanted}, and so it is", [found, errors])


def check_fork(points, folder):
    """Two bundles say that they are the next one. The one that lies there, under whatever name, told of a failure: the other, which saw nothing, does not take its place."""
    site = World(folder, "fork")
    site.look(17, NOTHING)
    heads = site.heads()
    site.look(19, seen(ROUTER, **OPEN))
    site.old_heads(heads)
    site.misname(2, "from-usb-stick.jsonl")
    site.go_back(1)
    other = site.signed(21, NOTHING)
    before = site.state(ROUTER)
    said = shown(site, other).get("T17", before)
    code, _, errors = sekisho("evidence", "import", other, "--at", AT, "--site", site.folder)
    found = (before, said, code, site.state(ROUTER))
    points.point(found == ("unknown", "unknown", 1, "unknown"), "another bundle of the number of one that lies there is not taken", [found, errors])


def gap_and_other(folder, gone):
    """This number told of a failure and is gone, and the next one, which goes on from it, lies behind an older head, or none. And another one of that number, which saw nothing."""
    site, lists = World(folder, f"forked-{gone}", word("T17", 23)), [b""]
    for day, looks in ((17, NOTHING), (19, seen(ROUTER, **OPEN)), (22, NOTHING))[2 - gone:]:
        site.look(day, looks)
        lists.append(site.heads())
    whole = site.state(ROUTER)
    site.heads(lists[gone - 1])
    site.remove(gone)
    site.go_back(gone - 1)
    return site, [whole, site.state(ROUTER)], site.signed(21, NOTHING)


def check_fork_in_gap(points, folder):
    """The missing one is who is named by the one behind it: another one of that number does not end what is lost, whether it is brought or laid there."""
    for gone in (2, 1):
        site, states, other = gap_and_other(folder, gone)
        said = shown(site, other)
        code, out, _ = sekisho("evidence", "import", other, "--at", AT, "--site", site.folder)
        states.append(site.state(ROUTER))
        put(site.file(gone), read(other))
        states.append(site.state(ROUTER))
        points.point((states, said, code) == (["unmet", "unknown", "unknown", "unknown"], {}, 1) and "goes on from another" in out,
                     f"number {gone} is gone, and another of that number is brought, then laid there: T17 stays unknown", [states, said, code, out])


def check_fork_of_head(points, folder):
    """What lies behind the head names another one of the head's number: that one was, and is not here."""
    site = World(folder, "forked-head", word("T17", 23))
    site.look(17, NOTHING)
    site.follow(site.signed(19, seen(ROUTER, **OPEN)), "host-1")
    third = site.signed(22, NOTHING)
    site.go_back(1)
    site.look(18, NOTHING)
    before = site.state(ROUTER)
    put(site.file(3), read(third))
    found = (before, site.state(ROUTER))
    points.point(found == ("met", "unknown"), "number 3 goes on from another number 2 than the one that was taken: T17 is unknown", found)


def check_unsigned_fork(points, folder):
    """Whoever lays something there that no collector signed keeps nothing out."""
    site = World(folder, "unsigned-fork")
    site.look(17, NOTHING)
    path = site.signed(19, seen(ROUTER))
    for number, name in ((b'"sequence":2,', "zzz.jsonl"), (b'"sequence":3,', "zzzz.jsonl")):
        put(os.path.join(site.folder, "evidence", name), read(path).replace(b'"sequence":2,', number).replace(b'"tool":"test"', b'"tool":"tesd"'))
    said, code, found = shown(site, path).get("T17"), site.brought(path), site.state(ROUTER)
    points.point((said, code, found) == ("met", 0, "met"), "what nobody signed claims the number of a bundle, and the next one: the bundle is taken all the same", [said, code, found])


def check_refused_preview(points, folder):
    """The chain is refused, and a gap lies behind its head: what would fill it is refused, and moves nothing."""
    site, heads, third = gap_behind(folder, "refused-preview")
    put(site.file(1), read(site.file(1)).replace(b'"tool":"test"', b'"tool":"tesd"'))
    found = (site.state(ROUTER), shown(site, third), site.brought(third), site.state(ROUTER))
    points.point(found == ("unknown", {}, 1, "unknown"), "a bundle that look refuses makes nothing done", found)


def gap_behind(folder, name):
    """Number 3 told of a failure; the list of heads is put back to number 2, and number 4 lies behind it."""
    site = World(folder, name, word("T17", 23))
    site.look(15, NOTHING)
    site.look(17, NOTHING)
    heads, third = site.heads(), site.signed(19, seen(ROUTER, **OPEN))
    site.brought(third)
    site.look(22, NOTHING)
    site.old_heads(heads)
    site.remove(3)
    return site, heads, third


def check_plan_and_gap(points, folder):
    """A plan is not what is missing; neither does it make a gap where none is."""
    site, _, _ = gap_behind(folder, "planned-gap")
    plans = [site.signed(day, NOTHING) for day in (23, 24)]
    before, said = site.state(ROUTER), [shown(site, *plans[:count], planned=True) for count in (1, 2)]
    points.point((before, *said) == ("unknown", {}, {}), "a plan that says nothing fills no gap: look says that nothing moves", [before, said])
    for headed in (True, False):
        site = World(folder, f"planned-{headed}", word("T17", 23))
        site.look(17, NOTHING)
        heads = site.heads()
        site.look(19, NOTHING)
        site.heads(heads if headed else b"")
        before, said = site.state(ROUTER), [shown(site, *plans[:count], planned=True) for count in (1, 2)]
        points.point((before, *said) == ("met", {}, {}), f"behind {'an older head' if headed else 'no head'} all files lie there: a plan makes no gap", [before, said])


def check_example(points, folder):
    """What was taken while the site was an example, and shown only, told of a failure; then it is a site. Its loss is noticed as that of any other."""
    ways = {"the first two are gone": lambda site: site.remove(1, 2), "it is gone": lambda site: site.remove(2), "all are gone": lambda site: shutil.rmtree(os.path.join(site.folder, "evidence")),
            "it is damaged": lambda site: put(site.file(2), read(site.file(2)).replace(b'"tool":"test"', b'"tool":"tesd"'))}
    for number, (name, lose) in enumerate(ways.items()):
        site = World(folder, f"example-{number}", word("T17", 23))
        site.look(17, NOTHING)
        site.look_as_example(19, seen(ROUTER, **OPEN))
        site.look(22, NOTHING)
        before = site.state(ROUTER)
        lose(site)
        points.point((before, site.state(ROUTER)) == ("unmet", "unknown"), f"number 2 was taken while the site was an example, then {name}: T17 is unknown", site.state(ROUTER))


def check_example_anew(points, folder):
    """What is only an example takes the place of nothing, neither does what was only shown; what the site sees anew does."""
    def anew(name, wanted, *looks):
        site = World(folder, "anew-" + name.replace(" ", "-"), word("T17", 23))
        for take, day, rows, *origin in looks:
            getattr(site, take)(day, seen(ROUTER, **rows) if rows is not None else NOTHING, **dict(zip(("origin",), origin)))
        before = site.state(ROUTER)
        site.remove(1)
        points.point((before, site.state(ROUTER)) == wanted, f"the first one is gone, and then {name}: T17 is {wanted[1]}", [before, site.state(ROUTER)])
    anew("an example of it was seen at the example", ("unmet", "unknown"), ("look_as_example", 17, OPEN), ("look_as_example", 19, GOOD, "example"))
    anew("an example of it was seen", ("unmet", "unknown"), ("look", 17, OPEN), ("look", 19, GOOD, "example"))
    anew("it was seen anew", ("met", "met"), ("look_as_example", 17, OPEN), ("look", 19, GOOD))


def check_later_gaps(points, folder):
    """What is later than the day that is judged says nothing on that day. But that it is there shows that one before it is missing."""
    day = "2026-11-20T00:00:00Z"
    for more, name in (((), None), ((), "zzz.jsonl"), ((2, 3), None)):
        site, heads = broken_off(folder, f"later-{name}-{len(more)}")
        site.look(23, NOTHING)
        whole = site.state(ROUTER, at=day)
        site.old_heads(heads)
        behind = site.state(ROUTER, at=day)
        site.remove(*more or (2,))
        if name:
            site.misname(3, name)
        gone = site.state(ROUTER, at=day)
        os.remove(os.path.join(site.folder, "evidence.heads"))
        found = (whole, behind, gone, site.state(ROUTER, at=day))
        points.point(found == ("unmet", "unknown", "unknown", "unknown"), f"{more or (2,)} are gone behind an older head, and what is left there is later than --at{' and misnamed' if name else ''}: T17 is unknown", found)


def check_times_of_gaps(points, folder):
    """Lost as of the newest file behind the gap, and where that is later than the day that is judged, as of that day."""
    site, heads = broken_off(folder, "gap-times")
    site.old_heads(heads)
    site.remove(2)
    for at, wanted in ((AT, moment(on(22))), ("2026-11-20T00:00:00Z", "2026-11-20T00:00:00Z")):
        listed = read_json("evidence", "list", "--json", "--at", at, "--site", site.folder, codes=(1,))["known"]
        found = {row["look"]["at"] for row in listed if row["look"]["known"] == "lost" and row["kind"] == "packet_filter"}
        points.point(found == {wanted}, f"as of {at} what stood in a gap is lost as of {wanted}", sorted(found))


def check_later_honest(points, folder):
    """Judged as of a day gone by, what is later changes nothing where all is there; neither does it where anybody could have made it."""
    day = "2026-11-18T00:00:00Z"
    site, heads = broken_off(folder, "later-honest")
    whole = site.state(ROUTER, at=day)
    site.old_heads(heads)
    behind = site.state(ROUTER, at=day)
    site.remove(2)
    bytes_ = read(site.file(3)).replace(b'"tool":"test"', b'"tool":"tesd"')
    put(site.file(3), bytes_)
    found = (whole, behind, site.state(ROUTER, at=day))
    points.point(found == ("met", "met", "met"), "later files without a gap, or one that its collector did not sign: T17 stays as it was said", found)


def other_key(site):
    other = site.key + ".other"
    if not os.path.exists(other):
        sekisho("enrol", other)
    return other


SITES = {
    "nothing happens to site.yaml": lambda site: None,
    "the router has another name": lambda site: site.rename(ROUTER.subject, "new-b"),
    "the router stands elsewhere, and another one there": lambda site: site.subjects.update({ROUTER.subject: "router-a", "new-b": "router-b"}),
    "it is called what cannot be looked at so": lambda site: site.subjects.update({ROUTER.subject: "practice", "new-b": "router-b"}),
    "its collector may not speak about it any more": lambda site: site.entry.update({"host-1": (["claim-1"], "")}),
    "its key is revoked as of before": lambda site: site.entry.update({"host-1": (None, ", revoked: 2026-11-19, reason: lost")}),
    "its key was good until before": lambda site: site.entry.update({"host-1": (None, ", valid-until: 2026-11-18")}),
    "its collector is named no more": lambda site: site.entry.update({"host-1": None}),
    "its key is another": lambda site: site.entry.update({"host-1": (None, "", other_key(site))}),
}


def check_behind(points, folder):
    """An import was broken off, or the list of heads is of before: the file that tells of the failure lies behind it. Then site.yaml is changed."""
    for number, (name, change) in enumerate(SITES.items()):
        for headed in (True, False):
            site = World(folder, f"behind-{number}-{headed}", word("T17", 1), hosts=("host-1", "host-2"))
            site.look(17, NOTHING)
            heads = site.heads()
            site.look(20, seen(ROUTER, **OPEN))
            if not headed:
                site.old_heads(heads)
            change(site)
            site.write()
            found = site.state(ROUTER)
            points.point(found == ("unmet" if headed and number == 0 else "unknown"), f"{'taken' if headed else 'behind the head'}, and {name}: T17 is not met", found)


def shown(site, *paths, planned=False):
    """What `look` says the control will be: all that it does not name stays."""
    found = read_json("look", *paths, *(["--planned"] if planned else []), "--json", "--at", AT, "--site", site.folder, codes=(0, 1))
    return {row["control"]: row["after"] for row in found["moves"]}


def check_preview(points, folder):
    """Its first files are taken away, and the chain looks anew itself: what look says is what is so when it is stored."""
    for status, wanted in (("complete", "met"), ("partial", "unknown")):
        site = World(folder, "preview-" + status)
        site.look(17, seen(ROUTER))
        site.look(18, NOTHING)
        site.remove(1)
        before, looks = site.state(ROUTER), [(*look, status) for look in seen(ROUTER)]
        said = [shown(site, site.signed(20, looks, origin="example"), planned=True).get("T17", before)]
        path = site.signed(20, looks)
        said += [shown(site, path, planned=planned).get("T17", before) for planned in (False, True)]
        site.brought(path)
        found = (before, *said, site.state(ROUTER))
        points.point(found == ("unknown", *[wanted] * 4), f"the first file is gone, and the chain's next look is {status}: look says that T17 is {wanted}, and so it is", found)


def check_preview_of_gap(points, folder):
    """A gap behind an older head is filled, or one of two is: look says what is lost still."""
    for gone, wanted in (((2,), "met"), ((2, 4), "unknown")):
        site = World(folder, f"filled-{len(gone)}")
        site.look(17, NOTHING)
        heads, paths = site.heads(), []
        for day, looks in ((18, NOTHING), (19, NOTHING), (20, seen(TERMINAL)), (21, NOTHING)):
            paths.append(site.signed(day, looks))
            site.brought(paths[-1])
        site.look(22, seen(TERMINAL)[1:], "host-2")
        site.old_heads(heads)
        site.remove(*gone)
        offered = paths if len(gone) == 1 else paths[:2]
        said = shown(site, *offered)
        before = site.state(TERMINAL)
        sekisho("evidence", "import", *offered, "--at", AT, "--site", site.folder)
        found = (before, said.get("T12", before), site.state(TERMINAL))
        points.point(found == ("unknown", wanted, wanted), f"{gone} are gone behind an older head, and 2 is brought again: look says that T12 is {wanted}, and so it is", found)


def moved(folder, name):
    site = World(folder, name, word("T17", 23), hosts=("host-1",))
    site.look(20, seen(ROUTER, **OPEN))
    heads = site.heads()
    site.subjects.update({ROUTER.subject: "router-a", "new-b": "router-b"})
    site.write()
    return site, heads


def check_moved(points, folder):
    """A router is written down elsewhere, and its collector goes on about it there: that does not make the old place a new one."""
    for name, more in (("one row of each", "partial"), ("nothing that it saw", "denied"), ("all", "complete")):
        site, heads = moved(folder, "moved-" + more)
        rows = {"partial": 1, "denied": 0, "complete": None}[more]
        path = site.signed(22, [(*look[:3], look[3][:rows], more) for look in seen(ROUTER)])
        code, _, errors = sekisho("evidence", "import", path, "--at", AT, "--site", site.folder)
        asked = sekisho("look", path, "--yes", "--at", AT, "--site", site.folder)
        found = (code, asked[0], site.heads() == heads, site.state(ROUTER))
        points.point(found == (1, 1, True, "unknown"), f"a router is moved, and a bundle of {name} follows: look and import refuse it", [found, errors])


# ---- by chance ----

def some_looks(control, dice, at):
    """What one bundle says of the control's subject: all, a part or nothing, now or of before."""
    looks = []
    for kind in control.often:
        content, status = "good", dice.choice(("complete", "complete", "complete", "partial", "denied"))
        if dice.random() < 0.4:
            content = dice.choice(sorted(control.contents[kind]))
        rows = control.contents[kind][content] if status != "denied" else []
        if dice.random() < 0.75:
            looks.append((kind, control.subject, dice.choice(control.methods[kind]), rows, status, moment(at - dice.choice((0, 0, 0, 24, 72)))))
    return looks or NOTHING


class Chains:
    """A site that took bundles of some collectors; the list of heads after each is kept."""

    def __init__(self, folder, seed):
        dice = random.Random(seed)
        self.dice, self.control = dice, dice.choice((ROUTER, TERMINAL))
        said = dice.choice(("", *(word(self.control.id, day) for day in (1, 15, 23))))
        self.site = World(folder, f"chance-{seed}", said, hosts=HOSTS[:dice.choice((2, 2, 3))])
        self.lists, self.told = [b""], [said.strip()]
        main = dice.choice(self.site.hosts)
        for turn in range(dice.choice((2, 3, 4, 5, 7, 9))):
            self.take(11 + turn, main if dice.random() < 0.5 else dice.choice(self.site.hosts))

    def take(self, day, host):
        """Now and then as long as the site is an example, or of what is one."""
        looks = some_looks(self.control, self.dice, on(day)) if self.dice.random() < 0.85 else NOTHING
        (self.site.look_as_example if self.dice.random() < 0.15 else self.site.look)(day, looks, host, origin="example" if self.dice.random() < 0.1 else "live")
        self.lists.append(self.site.heads())
        self.told.append(f"{host} {day}: " + "; ".join(f"{kind} {method} {status} {looked[0] if looked else ''} {json.dumps(rows)}" for kind, _, method, rows, status, *looked in looks))

    def copy(self, number):
        """The same in another folder, for something to happen to."""
        site, folder = self.site, f"{self.site.folder}-{number}"
        shutil.copytree(site.folder, folder)
        twin = World.__new__(World)
        twin.__dict__.update(site.__dict__, folder=folder, subjects=dict(site.subjects), more_of={}, entry=dict(site.entry), ends=dict(site.ends))
        return twin


def files(site):
    folder = os.path.join(site.folder, "evidence")
    return sorted(os.path.join(folder, name) for name in os.listdir(folder)) if os.path.isdir(folder) else []


def pull_one(chains, site, dice):
    for path in dice.sample(files(site), min(1, len(files(site)))):
        os.remove(path)


def pull_first(chains, site, dice):
    host = dice.choice(sorted(site.ends))
    for number in range(dice.randint(1, site.ends[host][0])):
        if os.path.exists(site.file(number + 1, host)):
            site.remove(number + 1, host=host)


def pull_all(chains, site, dice):
    shutil.rmtree(os.path.join(site.folder, "evidence"), ignore_errors=True)


def damage(chains, site, dice):
    for path in dice.sample(files(site), min(1, len(files(site)))):
        with open(path, "r+b") as file:
            file.seek(dice.randrange(os.path.getsize(path)))
            file.write(b"#")


def misname(chains, site, dice):
    for path in dice.sample(files(site), min(1, len(files(site)))):
        number = dice.randint(1, 9)
        os.replace(path, dice.choice((path[:-7] + f"{number}.jsonl", path.replace("000000", "000009"), os.path.join(os.path.dirname(path), f"{number}.jsonl"))))


def forget(chains, site, dice):
    """The list of heads is one of before, or none; of all chains, or of one."""
    old = dice.choice(chains.lists[:-1])
    if dice.random() < 0.5:
        host = dice.choice(sorted(site.ends))
        old = b"".join(text_of(old if each == host else site.heads(), each) for each in sorted(site.ends))
    site.heads(old)


def give_another_id(chains, site, dice):
    subject = chains.control.subject
    if subject in site.subjects:
        site.rename(subject, "another")
        site.more_of["another"] = dice.choice(("", ", since: 2026-11-23"))


def scrap(chains, site, dice):
    site.subjects.pop(chains.control.subject, None)


def move(chains, site, dice):
    subject = chains.control.subject
    if subject in site.subjects:
        place = site.subjects[subject]
        site.subjects.update({subject: dice.choice(("router-a", "practice", "hub-1")), "another": place})
        site.more_of[subject] = dice.choice(("", ", since: 2026-11-23"))


def retire_too_early(chains, site, dice):
    """As of before anything was told of it."""
    give_another_id(chains, site, dice)
    site.header = f"retired:\n- {{subject: {chains.control.subject}, by: Tester, date: 2026-10-01, reason: gone}}\n"


def came_before_all(chains, site, dice):
    site.more_of[chains.control.subject] = ", since: 2026-10-01"


def comes_later(chains, site, dice):
    """Another one, under the same id: until that day nobody has come."""
    site.more_of[chains.control.subject] = dice.choice((", since: 2026-11-25", ", since: 2999-12-31"))


def entry_of(change):
    def event(chains, site, dice):
        host = dice.choice(site.hosts)
        site.entry[host] = change(chains, site, dice)
    event.__name__ = change.__name__
    return event


def named_no_more(chains, site, dice):
    return None


def may_not_speak(chains, site, dice):
    return [subject for subject in SUBJECTS if subject != chains.control.subject and subject in site.subjects], ""


def revoked(chains, site, dice):
    return None, f", revoked: 2026-11-{dice.randint(10, 24)}, reason: lost"


def of_another_key(chains, site, dice):
    return None, "", other_key(chains.site)


def good_until(chains, site, dice):
    return None, f", valid-until: 2026-11-{dice.randint(10, 24)}"


HAPPENS = (pull_one, pull_one, pull_first, pull_first, pull_all, damage, misname, forget, forget, give_another_id, scrap, move, retire_too_early, came_before_all, comes_later,
           *map(entry_of, (named_no_more, may_not_speak, revoked, good_until, of_another_key)))


def is_hidden(chains, site):
    """Whether nothing is left to be seen of what was told: the list of heads is of before, and with it the newest files are gone or in other hands, or who could tell
    whose they are; of a gap, also, whom its collector spoke about (docs/decisions/0022)."""
    heads = site.heads() if os.path.exists(os.path.join(site.folder, "evidence.heads")) else b""
    left = set(map(read, files(site)))
    for host, (count, _) in site.ends.items():
        line = text_of(heads, host).split()
        head, entry = int(line[2]) if line else 0, site.entry[host]
        there = [number for number in range(head + 1, count + 1) if read(chains.site.file(number, host)) in left]
        if head < count and (count not in there or (head == 0 and (entry is None or entry[2:])) or (entry and entry[0] and len(there) < count - head)):
            return True
    return False


def blank(control, dice):
    """What saw nothing."""
    status = dice.choice(("denied", "partial", "absent"))
    return dice.choice((NOTHING, [(kind, control.subject, control.methods[kind][-1], [], status) for kind in control.often]))


def fork(chains, site, dice):
    """A collector goes back to what it was, and makes another one, which saw nothing; it is brought, or lies there under whatever name."""
    host = dice.choice(sorted(site.ends))
    number = dice.randint(0, site.ends[host][0])
    site.go_back(number, host, chains.site)
    path, there = site.signed(23, blank(chains.control, dice), host), dice.choice((None, site.file(number + 1, host), site.file(1, "other")))
    if there is None or os.path.exists(there) or not os.path.isdir(os.path.dirname(there)):
        return f"another {number + 1} of {host} is brought: {site.brought(path, host)}"
    put(there, read(path))
    return f"another {number + 1} of {host} lies there as {os.path.basename(there)}"


def happen(chains, number):
    """(site, what happened), or no site where nobody could know."""
    site, dice = chains.copy(number), chains.dice
    events = [forget] * (dice.random() < 0.3) + [dice.choice(HAPPENS) for _ in range(dice.choice((1, 1, 2, 2, 3)))]
    for event in events:
        if event is not forget or os.path.exists(os.path.join(site.folder, "evidence.heads")):
            event(chains, site, dice)
    site.write()
    return None if is_hidden(chains, site) else site, [event.__name__ for event in events]


def fault_of_preview(chains, site, dice):
    """What look says of the next bundle is what is so when it is stored."""
    host = dice.choice(sorted(site.ends))
    looks = [(kind, subject if subject in site.subjects else "another", *look) for kind, subject, *look in some_looks(chains.control, dice, on(23))]
    if any(look[1] not in site.subjects for look in looks) or not os.path.exists(os.path.join(site.folder, "evidence.heads")):
        return None
    path, before = site.signed(23, looks, host), site.state(chains.control)
    said, code = shown(site, path).get(chains.control.id, before), site.brought(path, host)
    found = site.state(chains.control)
    return found != said and f"and then {host} sees {looks}: look says {said}, and with exit code {code} it is {found}"


def made_met(chains, site, before):
    """As of when it is met and was not, or nothing."""
    return next((at for at, was in before.items() if was != "met" and site.state(chains.control, at=at) == "met"), None)


def fault(chains, number, before):
    site, events = happen(chains, number)
    if site is None:
        return None
    at = made_met(chains, site, before)
    if not at and chains.dice.random() < 0.3:
        events.append(fork(chains, site, chains.dice))
        at = made_met(chains, site, before)
    if at:
        return f"as of {at} it was {before[at]}; {events} made it met"
    wrong = fault_of_preview(chains, site, chains.dice) if chains.dice.random() < 0.3 else None
    return wrong and f"{events}, {wrong}"


def try_one(points, folder, seed):
    chains = Chains(folder, seed)
    before = {at: chains.site.state(chains.control, at=at) for at in (AT, moment(on(chains.dice.randint(11, 20))))}
    wrong = next(filter(None, (fault(chains, number, before) for number in range(8))), None)
    if wrong:
        points.point(False, f"seed {seed}: {chains.control.id}: {wrong}", chains.told)
    if not os.environ.get("EVENTS_KEEP"):
        for name in os.listdir(folder):
            path = os.path.join(folder, name)
            shutil.rmtree(path) if os.path.isdir(path) else os.remove(path)
    return not wrong


def check_chance(points, folder):
    os.mkdir(folder)
    seeds, end = iter(range(SEED, SEED + (10 ** 9 if SECONDS else EVENTS))), time.monotonic() + SECONDS
    good = tried = 0
    for seed in seeds:
        good, tried = good + try_one(points, folder, seed), tried + 1
        if SECONDS and time.monotonic() > end:
            break
    points.point(good == tried, f"{tried} sites by chance, with 8 times something that happens: what was not met does not become met, and look says what will be so")


def run(points):
    with tempfile.TemporaryDirectory() as folder:
        check_everywhere(points, folder)
        check_gaps(points, folder)
        check_misnamed_gaps(points, folder)
        check_misnamed_brought(points, folder)
        check_fork(points, folder)
        check_fork_in_gap(points, folder)
        check_fork_of_head(points, folder)
        check_unsigned_fork(points, folder)
        check_refused_preview(points, folder)
        check_plan_and_gap(points, folder)
        check_example(points, folder)
        check_example_anew(points, folder)
        check_later_gaps(points, folder)
        check_times_of_gaps(points, folder)
        check_later_honest(points, folder)
        check_behind(points, folder)
        check_moved(points, folder)
        check_preview(points, folder)
        check_preview_of_gap(points, folder)
        check_chance(points, os.path.join(folder, "chance"))


if __name__ == "__main__":
    main(run)
