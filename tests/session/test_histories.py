#!/usr/bin/python3
"""Histories by chance: three collectors look at router B, or at a terminal, again and again, each time seeing all, a part or nothing, of now or of some time
ago, all well or not; a person may have said that it is; then something happens to the files. What the program says of T17, or T12, is held against a small
model of what may be said, written from the rules and not from the program. Before them come histories that once went wrong, by name.

HISTORIES (16) says how many, HISTORIES_SEED (1) which is the first; a failing one is judged alone with its seed and HISTORIES=1.
"""
import datetime
import hashlib
import itertools
import json
import os
import random
import shutil
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "catalogue"))
from evidence_site import COLLECTOR, EvidenceSite, put, read  # noqa: E402
from support import main, read_json, sekisho  # noqa: E402
from test_moves import SUBJECTS, case  # noqa: E402

HISTORIES, SEED = int(os.environ.get("HISTORIES", "16")), int(os.environ.get("HISTORIES_SEED", "1"))
HOSTS = tuple(f"host-{number}" for number in range(1, 9))  # the last one looks only after all that happened
METHODS = ("attested", "configured", "observed")  # weakest first
SEEING = ("complete", "partial")  # only these have rows
FIRST_DAY, AT_HOUR = 16, 120  # of November; times are hours from its beginning, and all is judged at AT
AT, TODAY = "2026-11-21T00:00:00Z", "2026-11-21"
LONG_AGO, LATELY, LATER = "2026-08-01T00:00:00Z", "2026-11-10T00:00:00Z", "2026-12-01T00:00:00Z"
CHOICES = 4  # complete looks at one thing that may say different things
UPDATE_DAYS = 60  # so that one list of updates is neither too old nor too new for all looks, of now and of 40 days ago


def on(day, hour=0):
    return (day - FIRST_DAY) * 24 + hour


def moment(hour):
    return (datetime.datetime(2026, 11, FIRST_DAY) + datetime.timedelta(hours=hour)).strftime("%Y-%m-%dT%H:%M:%SZ")


def day_in_japan(hour):
    return moment(hour + 9)[:10]


def day_of(time):
    return (datetime.datetime.strptime(time, "%Y-%m-%dT%H:%M:%SZ") + datetime.timedelta(hours=9)).strftime("%Y-%m-%d")


# ---- what there is to see ----

def changed(rows, number, **values):
    return [{**row, **values} if place == number else row for place, row in enumerate(rows)]


def without(rows, *numbers):
    return [row for place, row in enumerate(rows) if place not in numbers]


class Router:
    """T17: what lets in is seen in a row of the filter, or by there being no row for a version of IP that the outer interface has."""
    id, subject, max_age = "T17", "router-b-1", 180
    often = {"packet_filter": 0.9, "network_interface": 0.5}  # how often a bundle looks there
    methods = {"packet_filter": METHODS[1:], "network_interface": METHODS[1:]}

    def __init__(self):
        base = {kind: rows for kind, subject, _, rows in case("T17") if subject == self.subject}
        rows, interfaces = base["packet_filter"], base["network_interface"]
        self.contents = {
            "packet_filter": {"good": rows, "MISSING ipv4": without(rows, 0), "MISSING ipv6": without(rows, 1), "MISSING all": [],
                              "BAD open": changed(rows, 0, stateful=False, otherwise="allow"), "BAD beside": changed(rows, 1, ipv6_passthrough=True),
                              "UNKNOWN beside": changed(rows, 0, vpn_passthrough=None)},
            "network_interface": {"good": interfaces, "without ipv6": changed(interfaces, 0, ipv6=False), "UNKNOWN all": []}}

    @staticmethod
    def outside(interfaces):
        return [row for row in interfaces if row["side"] == "eligibility"]

    def seen(self, rows):
        """Rows that show a failure: (kind, row)."""
        outer = {row["identity"] for row in self.outside(rows["network_interface"])}
        return [("packet_filter", row) for row in rows["packet_filter"] if row.get("ipv6_passthrough") or
                (row["interface"] in outer and row["direction"] != "outbound" and (not row["stateful"] or row.get("otherwise") == "allow"))]

    def unknown(self, rows):
        """What makes it unknown: (kind, row or nothing, whether it rests on absence)."""
        outer = {row["identity"] for row in self.outside(rows["network_interface"])}
        return [("packet_filter", row, False) for row in rows["packet_filter"] if row["interface"] in outer and row["direction"] != "outbound" and
                None in (row["pppoe_passthrough"], row["ipv6_passthrough"], row["vpn_passthrough"])] + (
                    [] if outer else [("network_interface", None, True)])

    def missing(self, rows):
        """Rows that show one because another is not there: (row, the kinds that were read for it, the day on which time alone made it one, or nothing)."""
        filtered = {(row["interface"], version) for row in rows["packet_filter"] if row["direction"] != "outbound"
                    for version in ("ipv4", "ipv6") if row["family"] in (version, "both")}
        return [(row, tuple(rows), "") for row in self.outside(rows["network_interface"])
                if any(row[version] and (row["identity"], version) not in filtered for version in ("ipv4", "ipv6"))]


class Terminal:
    """T12: updates that are paused, or listed and old, are seen in a row; an end, or an update that nobody lists, by there being no other row."""
    id, subject, max_age = "T12", "terminal-1", 35
    often = {"update_state": 0.6, "pending_update": 0.6, "end_of_life": 0.75}
    methods = {"update_state": METHODS, "pending_update": METHODS[1:], "end_of_life": METHODS}

    def __init__(self):
        base = {kind: rows for kind, subject, _, rows in case("T12") if subject == self.subject}
        state, ends = changed(base["update_state"], 0, list_at="2026-10-01T00:00:00Z", list_until=LATER), base["end_of_life"]
        waiting = {"name": "openssl", "security": True, "known_by": "list"}
        self.contents = {
            "update_state": {"good": state, "UNKNOWN list": changed(state, 0, list_at=None), "UNKNOWN all": [], "BAD paused": changed(state, 0, paused_until=LATER),
                             **{f"MISSING unless {count}listed": changed(state, 0, missing=number, oldest_missing_at=LONG_AGO)
                                for number, count in enumerate(("", "two "), 1)}},
            "pending_update": {"good": [], "good, one listed": [{**waiting, "known_since": LATELY}], "BAD old": [{**waiting, "known_since": LONG_AGO}],
                               "BAD since September": [{**waiting, "known_since": "2026-09-18T00:00:00Z"}]},
            "end_of_life": {"good": ends, "MISSING longer support": without(ends, 1),
                            "MISSING from the 19th on": changed(ends, 1, ends_at="2026-11-19T03:00:00Z"), "UNKNOWN all": [], **{f"good until 203{number}": changed(ends, 1, ends_at=f"203{number}-12-05T00:00:00Z") for number in range(7)}}}

    def seen(self, rows):
        return [("update_state", row) for row in rows["update_state"] if row.get("paused_until")] + [
            ("pending_update", row) for row in rows["pending_update"] if row["known_since"] < moment(row["looked"] - UPDATE_DAYS * 24)]

    def unknown(self, rows):
        products, states = {row["product"] for row in rows["end_of_life"]}, rows["update_state"]
        return [("update_state", row, False) for row in states if row["list_at"] is None] + (
            [("update_state", row, True) for row in states if row["product"] not in products] if states else [("update_state", None, True)])

    def missing(self, rows):
        last = {}
        for row in rows["end_of_life"]:
            last[row["product"]] = max(row["ends_at"], last.get(row["product"], ""))
        return [(row, ("end_of_life",), day_of(last[row["product"]])) for row in rows["end_of_life"] if last[row["product"]] <= AT] + [
            (row, ("update_state", "pending_update"), "") for row in rows["update_state"] if row["missing"] > len({other["name"] for other in rows["pending_update"]})]


ROUTER, TERMINAL = Router(), Terminal()


# ---- histories ----

class Line:
    """One line of coverage. `content`: a key of the control's contents of that kind."""

    def __init__(self, kind, content="good", status="complete", method="observed", looked=None):
        self.kind, self.content, self.status, self.method, self.looked = kind, content, status, method, looked

    def __repr__(self):
        return f"{self.kind} {moment(self.looked)[5:13]} {self.method} {self.status}" + (f" ({self.content})" if self.status in SEEING else "")


class Bundle:
    def __init__(self, host, at, *lines, number=0):
        self.host, self.at, self.lines, self.number = host, at, lines, number
        for line in lines:
            line.looked = at if line.looked is None else line.looked

    def __repr__(self):
        return f"{self.host} #{self.number} {moment(self.at)[5:13]}: " + "; ".join(repr(line) for line in self.lines)


class Chance:
    """How the looks of one history fall out: each has its own odds, so that some are about failures, some about looking away, some about old news, some about
    many that say different things, and some about who says again what others have said."""

    def __init__(self, control, dice):
        self.control, self.dice = control, dice
        self.hosts = HOSTS[:dice.choice((2, 2, 3, 7))]
        self.many = len(self.hosts) == 7  # they mostly look at the same time: nothing is later
        self.well, self.whole, self.now, self.once = (dice.choice(odds) for odds in ((0.4, 0.6, 0.8), (0.5, 0.7, 0.9), (0.3, 0.6, 1), (0.5, 0.8)))
        self.again, self.doubtful = dice.choice((0, 0, 0.3, 0.6)), dice.random() < 0.4  # doubtful: nothing is seen to be wrong, much not to be known

    def bundles(self):
        """Oldest first."""
        made_of = [whole(self.control, self.hosts[0], 1)] if self.doubtful else []
        most = self.dice.choice((1, 2, 3, 4, 5, 5, 6, 7)) if not self.many else 9
        for turn in range(most):
            again = made_of and self.dice.random() < self.again
            made_of.append(self.repeated(self.dice.choice(made_of), turn * 13 + 2) if again else self.bundle(turn * 13 + 2))
        return made_of

    def repeated(self, bundle, at):
        """What a bundle told, as of then, known in any way, some of it in part; perhaps with a line in which nothing is."""
        dice, lines = self.dice, []
        for line in bundle.lines:
            method = line.method if dice.random() < 0.5 else dice.choice(self.control.methods[line.kind])
            lines.append(Line(line.kind, line.content, line.status if dice.random() < 0.7 else "partial", method, line.looked))
            if dice.random() < 0.3:
                nothing = next(name for name, rows in self.control.contents[line.kind].items() if not rows)
                lines.append(Line(line.kind, nothing, "complete", dice.choice(self.control.methods[line.kind]), at - dice.choice((0, 0, 13, 39))))
        return Bundle(dice.choice(self.hosts), at, *lines)

    def bundle(self, at):
        often = self.control.often
        kinds = [kind for kind in often if self.dice.random() < often[kind]] or [self.dice.choice(sorted(often))]
        return Bundle(self.dice.choice(self.hosts), at, *(line for kind in kinds for line in self.lines(kind, at)))

    def lines(self, kind, at):
        """One or two; the second may say the same as the first."""
        first, second = self.line(kind, at), self.line(kind, at)
        second.content = first.content if self.dice.random() < 0.5 else second.content
        return (first,) if self.dice.random() < self.once else (first, second)

    def line(self, kind, at):
        """Steps of 13 hours fall together with other bundles, whose turn they are; 40 days are past the age of T12."""
        dice, contents = self.dice, self.control.contents[kind]
        ago = 0 if dice.random() < self.now else dice.choice((1, 8, 13, 13, 26, 26, 39, 52, 40 * 24))
        names = [name for name in sorted(contents) if not (self.doubtful and name.startswith(("BAD", "MISSING")))]
        content = "good" if dice.random() < self.well else dice.choice(names)
        status = "complete" if dice.random() < self.whole else dice.choice(("complete", "partial", "partial", "denied", "error", "absent"))
        return Line(kind, content, status, dice.choice(self.control.methods[kind]), 2 if self.many and dice.random() < 0.7 else at - ago)


def number(bundles):
    count = dict.fromkeys(HOSTS, 0)
    for bundle in bundles:
        count[bundle.host] += 1
        bundle.number = count[bundle.host]
    return bundles


# ---- the model ----

class Look:
    """All lines of one kind in one bundle."""

    def __init__(self, control, bundle, lines):
        self.host, self.number = bundle.host, bundle.number
        statuses = {line.status for line in lines}
        self.complete = statuses - {"absent"} == {"complete"}  # absent ones count only where all are
        self.method = min(METHODS.index(line.method) for line in lines)
        self.strongest = max(METHODS.index(line.method) for line in lines)
        self.oldest, self.newest = min(line.looked for line in lines), max(line.looked for line in lines)
        self.rows = [{**row, "looked": line.looked, "method": line.method} for line in lines if line.status in SEEING for row in control.contents[line.kind][line.content]]
        self.tells = self.complete or bool(self.rows)


def looks_of(control, bundles, kind):
    at_kind = [(bundle, [line for line in bundle.lines if line.kind == kind]) for bundle in bundles]
    return [Look(control, bundle, lines) for bundle, lines in at_kind if lines]


def superseded(look, chain):
    """By a later bundle of its own chain that saw all, and no part of it before the last part of this one. A word supersedes words only."""
    return any(other.number > look.number and other.complete and other.oldest >= look.newest and (other.method > 0 or look.strongest == 0) for other in chain)


def hidden(look, known):
    """By another collector's, later than all of it, at least as strong."""
    return any(other.host != look.host and other.complete and other.method >= look.strongest and other.oldest > look.newest for other in known)


def left(looks):
    """(those that are the newest of their chain, these and those before that stay), without what is hidden."""
    chains = [[look for look in looks if look.host == host] for host in HOSTS]
    now = [chain[-1] for chain in chains if chain]
    before = [look for chain in chains for look in chain[:-1] if look.tells and not superseded(look, chain)]
    stay = [look for look in now + before if not hidden(look, now)]
    return [look for look in now if look in stay], stay


def together(looks):
    return {kind: [row for look in of_kind for row in look.rows] for kind, of_kind in looks.items()}


def crowded(stay):
    """Whether too many complete looks at one kind say different things."""
    def said(looks):
        return {json.dumps(look.rows) for look in looks if look.complete}
    return any(len(said(looks)) > CHOICES for looks in stay.values())


def known_by(looks):
    """All (method, hour) by which something is known that rests on these looks: on all of a complete one, of another on what it found."""
    return [known for look in looks for known in ([(look.strongest, look.newest)] if look.complete else [(METHODS.index(row["method"]), row["looked"]) for row in look.rows])]


def missing(control, stay):
    """What is missing in these looks, as well known as anything that was read for it, and since the last of these was seen, or it came true."""
    out = []
    for row, kinds, since in control.missing(together(stay)):
        known = [(METHODS.index(row["method"]), row["looked"]), *known_by(look for kind in kinds for look in stay[kind])]
        out.append((max(method for method, _ in known), max(since, *(day_in_japan(hour) for _, hour in known))))
    return out


def failures(control, stay):
    """What shows one, as (method, day): any row of any look; or one that misses another, which is in none of some kinds' looks together and of one complete look of
    each of the others, in every combination, where each kind was once seen completely."""
    shown = [(METHODS.index(row["method"]), day_in_japan(row["looked"])) for _, row in control.seen(together(stay))]
    whole = {kind: [look for look in looks if look.complete] for kind, looks in stay.items()}
    if all(whole.values()) and crowded(stay):
        shown += missing(control, stay)
    elif all(whole.values()):
        for each in itertools.product(*([looks, *([look] for look in whole[kind])] for kind, looks in stay.items())):
            shown += missing(control, dict(zip(stay, each)))
    return shown


def latest(now):
    """What lies before it is not current: the beginning of the last complete look."""
    return max((look.oldest for look in now if look.complete), default=-10**6)


def what_is_current(now, stay):
    """The rows by which it is judged what is not known: of one complete look that nothing complete is later than, or where another saw a part all that is so late."""
    whole, since = [look for look in stay if look.complete], latest(now)
    if not whole:
        return [[row for look in stay for row in look.rows]]
    parts = [look for look in stay if not look.complete and any(row["looked"] >= since for row in look.rows)]
    return [look.rows for look in whole if look.newest >= since] + [[row for look in stay for row in look.rows if row["looked"] >= since]] * bool(parts)


def doubts(control, known):
    all_seen = all(any(look.complete for look in stay) for _, stay in known.values())
    for each in itertools.product(*(what_is_current(*looks) for looks in known.values())):
        for kind, row, absence in control.unknown(dict(zip(known, each))):
            if (all_seen or not absence) and (row is None or row["looked"] >= latest(known[kind][0])):
                return True
    return False


def state_of_need(control, now):
    complete = [look for look in now if look.complete]
    fresh = [look for look in complete if AT_HOUR - look.oldest <= control.max_age * 24]
    return "met" if fresh else "stale" if complete else "unknown"


def of_this_one(bundles, since):
    """What was seen before the day on which another one came is not of it; one that is still to come takes nothing away."""
    if not since or since > TODAY:
        return bundles
    return [Bundle(bundle.host, bundle.at, *lines, number=bundle.number) for bundle in bundles
            for lines in [[line for line in bundle.lines if day_in_japan(line.looked) >= since]]]


def expected(control, bundles, said, since=""):
    """`said`: the day of a person's yes about everything, or nothing. `since`: on which day this one came, or nothing."""
    bundles, said = of_this_one(bundles, since), said if said >= since or since > TODAY else ""
    known = {kind: left(looks_of(control, bundles, kind)) for kind in control.often}
    shown = failures(control, {kind: stay for kind, (_, stay) in known.items()})
    mended = all(method == 0 for method, _ in shown) and said > max((day for _, day in shown), default="")
    if shown and not mended:
        return "unmet"
    if crowded({kind: stay for kind, (_, stay) in known.items()}):
        return "unknown"
    needs = {state_of_need(control, now) for now, _ in known.values()} | ({"unknown"} if doubts(control, known) else set())
    return "met" if said else next(state for state in ("unknown", "stale", "met") if state in needs)


def superfluous(control, bundles, host):
    """How many of its first bundles may be taken away at no cost: of each kind it looked at, a later one saw all, after all that was seen before."""
    kinds = [[look for look in looks_of(control, bundles, kind) if look.host == host] for kind in control.often]

    def clean(look, looks):
        return look.complete and all(other.number >= look.number or superseded(other, [look]) for other in looks)

    def spared(count):
        return all(any(look.number > count and clean(look, looks) for look in looks) for looks in kinds if looks)
    return max((count for count in range(1, sum(bundle.host == host for bundle in bundles)) if spared(count)), default=0)


# ---- a site ----

PARAMETERS = f"parameters:\n- {{parameter: t12-update-days, value: {UPDATE_DAYS}, reason: trial, by: Tester, date: 2026-01-01}}\n"


class Site:
    """Where bundles are taken; what the list of heads was before each lot of them is kept."""

    def __init__(self, folder, name, control, said, pause, since=""):
        self.control, self.name, self.said, self.pause, self.since = control, name, said, pause, since
        answers = f"answers:\n- {{control: {control.id}, state: met, by: Tester, date: {said}, expires: 2027-10-01}}\n" if said else ""
        self.more = PARAMETERS + answers
        self.site = EvidenceSite(folder, self.subjects(control.subject), self.more, name=name, hosts=HOSTS)
        self.folder, self.ends, self.heads = self.site.folder, dict.fromkeys(HOSTS, (0, None)), [None]
        self.digests = {}  # by host and number: of the first that was made

    def subjects(self, name):
        """The place of the control's is followed by the day it came."""
        came = f", since: {self.since}" if self.since else ""
        return {name if each == self.control.subject else each: place + (came if each == self.control.subject else "") for each, place in SUBJECTS.items()}

    def sign(self, bundle):
        site, control = self.site, self.control
        site.sequence, site.previous = self.ends[bundle.host]
        looks = [(line.kind, control.subject, line.method, control.contents[line.kind][line.content] if line.status in SEEING else [], line.status,
                  moment(line.looked), f"source {place}") for place, line in enumerate(bundle.lines)]
        path = site.bundle(moment(bundle.at), looks, host=bundle.host, name=f"{self.name}-{bundle.host}-{site.sequence + 1}.jsonl")
        self.ends[bundle.host] = (site.sequence, hashlib.sha256(read(path)).hexdigest())
        self.digests.setdefault((bundle.host, site.sequence), self.ends[bundle.host][1])
        return path

    def take(self, bundles):
        for first in range(0, len(bundles), 6):
            code, out, errors = sekisho("evidence", "import", *map(self.sign, bundles[first:first + 6]), "--at", AT, "--site", self.folder)
            if code != 0:
                raise RuntimeError(out + errors)
        self.heads.append(read(os.path.join(self.folder, "evidence.heads")))

    def path(self, host, place):
        return os.path.join(self.folder, "evidence", f"{COLLECTOR}.{host}.{place:09d}.jsonl")

    def count(self, host):
        return self.ends[host][0]

    def verdict(self):
        """(verdict of its control, how many refused)."""
        register = read_json("assess", "--json", "--at", AT, "--site", self.folder, codes=(0, 1))
        return next(row["verdict"] for row in register["controls"] if row["id"] == self.control.id), register["counts"]["refused"]


def made(folder, name, control, bundles, said, pause=0, since=""):
    """A site that took them all; `pause`: after how many of them the list of heads is kept."""
    site = Site(folder, name, control, said, pause, since)
    for lot in filter(None, (number(bundles)[:pause], bundles[pause:])):
        site.take(lot)
    return site


# ---- what happens to the files ----

def files(site):
    folder = os.path.join(site.folder, "evidence")
    return [os.path.join(folder, name) for name in sorted(os.listdir(folder))]


def take_oldest(site, dice):
    host = dice.choice([host for host in HOSTS if site.count(host)])
    count = dice.randint(1, site.count(host))
    for place in range(count):
        os.remove(site.path(host, place + 1))
    return f"taking away the first {count} of {host}"


def take_one(site, dice):
    victim = dice.choice(files(site))
    os.remove(victim)
    return f"taking away {os.path.basename(victim)}"


def change_one(site, dice):
    victim = dice.choice(files(site))
    with open(victim, "r+b") as file:
        file.seek(dice.randrange(os.path.getsize(victim)))
        file.write(b"#")
    return f"changing {os.path.basename(victim)}"


def take_all(site, _):
    shutil.rmtree(os.path.join(site.folder, "evidence"))
    return "deleting evidence/"


def put_heads(site, place):
    path = os.path.join(site.folder, "evidence.heads")
    os.remove(path) if site.heads[place] is None else put(path, site.heads[place])


def take_heads(site, _):
    put_heads(site, 0)
    return "deleting evidence.heads"


def swap(site, dice):
    one, two = dice.choice(files(site)), dice.choice(files(site))
    os.rename(one, one + "~")
    shutil.copyfile(two if two != one else one + "~", one)
    os.replace(one + "~", two)
    return f"exchanging {os.path.basename(one)} and {os.path.basename(two)}"


def middle(site):
    return [(host, place) for host in HOSTS for place in range(2, site.count(host))]


def gap(site, dice):
    """A file from the middle is gone, and the list of heads is one of before."""
    host, place = dice.choice(middle(site))
    os.remove(site.path(host, place))
    put_heads(site, -2)
    return f"taking away {place} of {host} and putting back the heads as they were after {site.pause} bundles"


def bring(site, path, there):
    code, _, _ = sekisho("evidence", "import", path, "--at", AT, "--site", site.folder)
    return f"bringing (exit code {code}) another {os.path.basename(there)}"


def lay(site, path, there):
    if not os.path.exists(there):
        put(there, read(path))
    return f"laying there another {os.path.basename(there)}"


def another(site, host, place, kind, way):
    """The collector goes on from the one before that, and cannot see."""
    site.ends[host] = (place - 1, site.digests[host, place - 1])
    return way(site, site.sign(Bundle(host, on(20, 12), Line(kind, status="denied"))), site.path(host, place))


def filled_gap(site, dice):
    """And another one fills it."""
    host, place = dice.choice(middle(site))
    os.remove(site.path(host, place))
    put_heads(site, -2)
    told = another(site, host, place, dice.choice(sorted(site.control.often)), dice.choice((bring, lay)))
    return f"taking away {place} of {host}, putting back the heads as they were after {site.pause} bundles, and {told}"


def rename(site, subject, more):
    """The subject has another id from now on."""
    site.subjects = {"renamed" if each == subject else each: place for each, place in SUBJECTS.items()}
    site.write(more)


def give_another_id(site, _):
    site.site.subjects = site.subjects("renamed")
    site.site.write(site.more)
    return f"giving {site.control.subject} another id"


MENDED = (take_oldest, take_one, change_one, take_all, take_heads, swap)  # by whoever looks anew


def take_superfluous(site, bundles):
    for host in HOSTS:
        for place in range(superfluous(site.control, bundles, host)):
            os.remove(site.path(host, place + 1))


# ---- histories by name ----

def whole(control, host, at, method="observed", **contents):
    """A bundle that sees all of all kinds, well where nothing else is said."""
    return Bundle(host, at, *(Line(kind, contents.get(kind, "good"), method=method) for kind in control.often))


def one(host, at, *line, **more):
    return Bundle(host, at, Line(*line, **more))


def both(host, *lines):
    """One bundle of the evening of the 18th with these lines about the filter, and the interfaces."""
    return Bundle(host, on(18, 18), *lines, Line("network_interface"))


def once(host, at, *line, **more):
    """Seen by a collector that is denied an hour later."""
    return one(host, at, *line, **more), one(host, at + 1, line[0], status="denied")


FILTER, END = "packet_filter", "end_of_life"
OPEN, NO_ROW, ENDED = {FILTER: "BAD open"}, {FILTER: "MISSING ipv4"}, {END: "MISSING longer support"}
# name: control, day of a person's yes, verdict, bundles
NAMED = {
    # a failure seen before, by another collector that sees nothing now
    "a: h1 sees all well, h2 sees a row missing, then is denied": (ROUTER, "", "unmet", (
        whole(ROUTER, "host-1", on(18)), one("host-2", on(19), FILTER, "MISSING ipv4"), one("host-2", on(20), FILTER, status="denied"))),
    "a: the same with a person's yes": (ROUTER, "2026-11-21", "unmet", (
        whole(ROUTER, "host-1", on(18)), one("host-2", on(19), FILTER, "MISSING ipv4"), one("host-2", on(20), FILTER, status="denied"))),
    "a: the same of an end of support": (TERMINAL, "", "unmet", (
        whole(TERMINAL, "host-1", on(18)), one("host-2", on(19), END, "MISSING longer support"), one("host-2", on(20), END, status="denied"))),
    "a: until h1 sees it well again": (ROUTER, "", "met", (
        whole(ROUTER, "host-1", on(18)), one("host-2", on(19), FILTER, "MISSING ipv4"), one("host-2", on(20), FILTER, status="denied"),
        whole(ROUTER, "host-1", on(20, 12)))),
    "a: h1 sees it open, h2 sees it well later, then is denied; a person says yes": (ROUTER, "2026-11-01", "unmet", (
        whole(ROUTER, "host-1", on(17), **OPEN), whole(ROUTER, "host-2", on(18)), one("host-2", on(19), FILTER, status="denied"))),
    "a: the same, and nobody says yes": (ROUTER, "", "unmet", (
        whole(ROUTER, "host-1", on(17), **OPEN), whole(ROUTER, "host-2", on(18)), one("host-2", on(19), FILTER, status="denied"))),
    "a: h1 sees it well, h2 sees it well later, then is denied": (ROUTER, "", "met", (
        whole(ROUTER, "host-1", on(17)), whole(ROUTER, "host-2", on(18)), one("host-2", on(19), FILTER, status="denied"))),
    # the rows of one do not fill the gaps of another
    "b1: h1 observed that a row is missing, h2 finds it configured later": (ROUTER, "", "unmet", (
        whole(ROUTER, "host-1", on(18), **NO_ROW), whole(ROUTER, "host-2", on(19), "configured"))),
    "b1: h1 observed an end, h2 is told later that it goes on": (TERMINAL, "2026-11-21", "unmet", (
        whole(TERMINAL, "host-1", on(18), **ENDED), one("host-2", on(19), END, method="attested"))),
    "b1: h1 found an end configured, h2 observes later that it goes on": (TERMINAL, "", "met", (
        whole(TERMINAL, "host-1", on(18), "configured", **ENDED), one("host-2", on(19), END))),
    "b1: h1 counts an update that it lists, h2 lists none": (TERMINAL, "", "unmet", (
        whole(TERMINAL, "host-1", on(18), update_state="MISSING unless listed", pending_update="good, one listed"),
        one("host-2", on(19), "pending_update", method="configured"))),
    "b1: h1 counts an update that it lists": (TERMINAL, "", "met", (
        whole(TERMINAL, "host-1", on(18), update_state="MISSING unless listed", pending_update="good, one listed"),)),
    "b2: h1 sees a row missing, h2 sees it in part later": (ROUTER, "", "unmet", (
        whole(ROUTER, "host-1", on(18), **NO_ROW), one("host-2", on(19), FILTER, status="partial"))),
    "b2: the other way round": (ROUTER, "", "met", (
        one("host-1", on(18), FILTER, "MISSING ipv4", "partial"), whole(ROUTER, "host-2", on(19), "configured"))),
    "b2: h1 counts in part an update that it lists, h2 sees none missing and lists none": (TERMINAL, "", "unmet", (
        Bundle("host-1", on(18), Line("update_state", "MISSING unless listed", "partial"), Line("pending_update", "good, one listed")),
        whole(TERMINAL, "host-2", on(19), "configured"))),
    "b3: it sees a row missing, then the row in part; a person says yes": (ROUTER, "2026-11-21", "unmet", (
        whole(ROUTER, "host-1", on(18), **NO_ROW), one("host-1", on(19), FILTER, status="partial"))),
    "b3: it sees it open, then well, then nothing; a person says yes": (ROUTER, "2026-11-01", "met", (
        whole(ROUTER, "host-1", on(18), **OPEN), whole(ROUTER, "host-1", on(19)), one("host-1", on(20), FILTER, status="denied"))),
    "b3: it observes it open, and finds it well in the settings": (ROUTER, "", "met", (
        whole(ROUTER, "host-1", on(18), **OPEN), whole(ROUTER, "host-1", on(19), "configured"))),
    "b3: until it sees all": (ROUTER, "", "met", (
        whole(ROUTER, "host-1", on(18), **NO_ROW), one("host-1", on(19), FILTER, status="partial"), one("host-1", on(20), FILTER))),
    # one bundle that looked for eight hours
    "c: h1 sees it well at 10 and open at 18, h2 well at 12": (ROUTER, "", "unmet", (
        both("host-1", Line(FILTER, looked=on(18, 10)), Line(FILTER, "BAD open")), whole(ROUTER, "host-2", on(18, 12)))),
    "c: h1 sees it open at 10 and well at 18, h2 well at 12": (ROUTER, "", "unmet", (
        both("host-1", Line(FILTER, "BAD open", looked=on(18, 10)), Line(FILTER)), whole(ROUTER, "host-2", on(18, 12)))),
    "c: h1 sees it well at 10 and open at 18, h2 well at 19": (ROUTER, "", "met", (
        both("host-1", Line(FILTER, looked=on(18, 10)), Line(FILTER, "BAD open")), whole(ROUTER, "host-2", on(18, 19)))),
    "c: h1 sees it open at 12, h2 well from 10 to 18": (ROUTER, "", "unmet", (
        whole(ROUTER, "host-1", on(18, 12), **OPEN), both("host-2", Line(FILTER, looked=on(18, 10)), Line(FILTER)))),
    "c: h1 sees it open at 12, and well from 10 to 18": (ROUTER, "", "unmet", (
        whole(ROUTER, "host-1", on(18, 12), **OPEN), both("host-1", Line(FILTER, looked=on(18, 10)), Line(FILTER)))),
    "c: h1 sees it open, h2 well at the same time": (ROUTER, "", "unmet", (
        whole(ROUTER, "host-1", on(18, 12), **OPEN), whole(ROUTER, "host-2", on(18, 12)))),
    "c: a part of what is needed was seen 40 days ago": (TERMINAL, "", "stale", (
        Bundle("host-1", on(18), Line("update_state"), Line("pending_update"), Line(END, looked=on(18) - 40 * 24), Line(END)),)),
    # a newer bundle about an older time
    "d: it sees it open, then brings that it was well before": (ROUTER, "2026-11-21", "unmet", (
        whole(ROUTER, "host-1", on(18), **OPEN), one("host-1", on(19), FILTER, looked=on(17)))),
    "d: it sees a row missing, then brings that it was there before": (ROUTER, "2026-11-21", "unmet", (
        whole(ROUTER, "host-1", on(18), **NO_ROW), one("host-1", on(19), FILTER, looked=on(17)))),
    "d: it sees it open, then brings that it was well at the same time": (ROUTER, "", "met", (
        whole(ROUTER, "host-1", on(18), **OPEN), one("host-1", on(19), FILTER, looked=on(18)))),
    "d: it sees it well, then brings that it was open before": (ROUTER, "2026-11-21", "unmet", (
        whole(ROUTER, "host-1", on(18)), one("host-1", on(19), FILTER, "BAD open", looked=on(17)))),
    "d: it sees it well, then brings that it was open before, then is denied": (ROUTER, "2026-11-21", "unmet", (
        whole(ROUTER, "host-1", on(18)), one("host-1", on(19), FILTER, "BAD open", looked=on(17)), one("host-1", on(20), FILTER, status="denied"))),
    "d: it sees it open at 10 and well at 18, then brings that it was well at 12": (ROUTER, "", "unmet", (
        both("host-1", Line(FILTER, "BAD open", looked=on(18, 10)), Line(FILTER)),
        one("host-1", on(19), FILTER, looked=on(18, 12)))),
    # a row was seen when its own line says
    "d: an update was known for 61 days when it was seen, the rest was seen before": (TERMINAL, "", "unmet", (
        Bundle("host-1", on(18), Line("update_state"), Line("pending_update", looked=on(16)), Line("pending_update", "BAD since September"), Line(END)),)),
    # more complete looks than can be asked one by one, and one less
    "h: five see when it ends, the sixth that it has ended; a person says yes": (TERMINAL, "2026-11-21", "unknown", (
        whole(TERMINAL, "host-1", on(17)), *(look for place in range(4) for look in once(f"host-{place + 2}", on(17), END, f"good until 203{place}")),
        *once("host-6", on(19), END, "MISSING longer support", method="configured"), *once("host-7", on(18), END, "good until 2036"))),
    "h: three see when it ends, the fourth that it has ended; a person says yes": (TERMINAL, "2026-11-21", "unmet", (
        whole(TERMINAL, "host-1", on(17)), *(look for place in range(2) for look in once(f"host-{place + 2}", on(17), END, f"good until 203{place}")),
        *once("host-6", on(19), END, "MISSING longer support", method="configured"))),
    # two say the same: each line of the one must be known as well as that of the other
    "i: h1 observed an end, h2 is told of it and observes that there is nothing else; a person says yes": (TERMINAL, "2026-11-21", "unmet", (
        whole(TERMINAL, "host-1", on(18), **ENDED), whole(TERMINAL, "host-3", on(18)),
        Bundle("host-2", on(19), Line(END, "MISSING longer support", method="attested", looked=on(18)), Line(END, "UNKNOWN all")))),
    **{f"i: {one_} sees it well and {two} says the same from longer ago, after {three} saw an end; all are denied": (TERMINAL, "", "unmet", (
        *once(three, on(17), END, "MISSING longer support"), *once(one_, on(19), END),
        Bundle(two, on(20), Line(END, looked=on(19)), Line(END, "UNKNOWN all", looked=on(16)), Line(END, "UNKNOWN all")), one(two, on(20, 1), END, status="denied"),
        whole(TERMINAL, "host-4", on(16)), one("host-4", on(20, 2), END, "good until 2030", method="attested")))
       for one_, two, three in itertools.permutations(HOSTS[:3])},
    # what is not known of a part is not known, whatever somebody saw before
    "l: h1 sees it well, h2 later a part of which it does not know": (TERMINAL, "", "unknown", (
        whole(TERMINAL, "host-1", on(18)), one("host-2", on(19), "update_state", "UNKNOWN list", "partial"))),
    "l: the same, and h2 is denied then": (TERMINAL, "", "unknown", (
        whole(TERMINAL, "host-1", on(18)), one("host-2", on(19), "update_state", "UNKNOWN list", "partial"), one("host-2", on(20), "update_state", status="denied"))),
    "l: until h1 sees it all again": (TERMINAL, "", "met", (
        whole(TERMINAL, "host-1", on(18)), one("host-2", on(19), "update_state", "UNKNOWN list", "partial"), whole(TERMINAL, "host-1", on(20), "configured"))),
    "l: a word of h2 does not help h1, which sees a part later of which it does not know": (TERMINAL, "", "unknown", (
        whole(TERMINAL, "host-1", on(18)), one("host-2", on(18), "update_state", method="attested"), one("host-1", on(19), "update_state", "UNKNOWN list", "partial"))),
    "l: h1 sees the router well, h2 later a part of which it does not know": (ROUTER, "", "unknown", (
        whole(ROUTER, "host-1", on(18)), one("host-2", on(19), FILTER, "UNKNOWN beside", "partial"))),
    "l: two see the same nothing, one of them before the other": (TERMINAL, "", "unknown", (
        whole(TERMINAL, "host-1", on(20), "configured", update_state="UNKNOWN all"), one("host-2", on(20, 12), "update_state", status="partial"),
        one("host-3", on(18), "update_state", "UNKNOWN all"))),
    # what is said twice is one
    **{f"k: of two updates one is listed, and h2 lists the same, {status}, {method}": (TERMINAL, "2026-11-21", "unmet", (
        whole(TERMINAL, "host-1", on(18), update_state="MISSING unless two listed", pending_update="good, one listed"),
        one("host-2", on(19), "pending_update", "good, one listed", status, method=method, looked=on(18))))
       for status in SEEING for method in METHODS[1:]},
    "k: it lists it twice, from two sources": (TERMINAL, "", "unmet", (
        whole(TERMINAL, "host-1", on(18), update_state="MISSING unless two listed", pending_update="good, one listed"),
        Bundle("host-1", on(19), *(Line("pending_update", "good, one listed") for _ in range(2))))),
    "k: it lists it again, in part": (TERMINAL, "2026-11-01", "unmet", (
        whole(TERMINAL, "host-1", on(18), update_state="MISSING unless two listed", pending_update="good, one listed"),
        one("host-1", on(19), "pending_update", "good, one listed", "partial", looked=on(18)))),
    # looking away makes nothing better, whoever else has looked away
    "j: h1 sees an end, h2 sees later that there is none and is denied": (TERMINAL, "", "unmet", (
        whole(TERMINAL, "host-1", on(17), **ENDED), *once("host-2", on(18), END), one("host-3", on(19), END, method="attested"))),
    "j: then h1 is denied, too": (TERMINAL, "", "unmet", (
        whole(TERMINAL, "host-1", on(17), **ENDED), *once("host-2", on(18), END), one("host-3", on(19), END, method="attested"),
        one("host-1", on(20), END, status="denied"))),
    # what is known by word alone gives way to a word of a later day, which begins at 15:00 UTC
    "f: h1 is told of an end on the 17th, a person says yes on the 18th": (TERMINAL, "2026-11-18", "met", (
        whole(TERMINAL, "host-1", on(17)), one("host-1", on(17, 14), END, "MISSING longer support", method="attested"))),
    "f: h1 is told of an end on the 18th, a person says yes that day": (TERMINAL, "2026-11-18", "unmet", (
        whole(TERMINAL, "host-1", on(17)), one("host-1", on(17, 16), END, "MISSING longer support", method="attested"))),
    "f: h1 is told of a pause on the 18th, and of the rest before; a person says yes on the 18th": (TERMINAL, "2026-11-18", "unmet", (
        whole(TERMINAL, "host-1", on(17)), Bundle("host-1", on(18), Line("update_state", "BAD paused", method="attested"),
                                                  Line("update_state", method="attested", looked=on(17))))),
    "f: h1 observed an end, and is told of the state; a person says yes": (TERMINAL, "2026-11-21", "unmet", (
        Bundle("host-1", on(18), Line("update_state", method="attested"), Line("pending_update"), Line(END, "MISSING longer support")),)),
    # what is missing beside a word is known as well, and as late, as the look in which it is missing
    "m: h1 is told of an update and observes that it is listed, then that it is not; a person said yes before": (TERMINAL, "2026-11-18", "unmet", (
        Bundle("host-1", on(17), Line("update_state", "MISSING unless listed", method="attested"), Line("pending_update", "good, one listed"), Line(END)),
        one("host-1", on(19), "pending_update"))),
    "m: the same, and a person says yes after it": (TERMINAL, "2026-11-21", "unmet", (
        Bundle("host-1", on(17), Line("update_state", "MISSING unless listed", method="attested"), Line("pending_update", "good, one listed"), Line(END)),
        one("host-1", on(19), "pending_update"))),
    "m: h1 is told of an end, and that there is nothing else later; a person says yes between": (TERMINAL, "2026-11-18", "unmet", (
        whole(TERMINAL, "host-1", on(17), **{END: "UNKNOWN all"}), Bundle("host-1", on(19), Line(END, "MISSING longer support", method="attested", looked=on(17)),
                                                                          Line(END, "UNKNOWN all", method="attested")))),
    "m: h1 is told of an end and observes nothing else; a person says yes": (TERMINAL, "2026-11-21", "unmet", (
        whole(TERMINAL, "host-1", on(17)), Bundle("host-1", on(18), Line(END, "MISSING longer support", method="attested"), Line(END, "UNKNOWN all")))),
    # what was told begins to be a failure by time alone: a word of before does not end it
    **{f"n: h1 is told that it ends on the 19th, a person says yes on the {day}": (TERMINAL, f"2026-11-{day}", wanted, (
        whole(TERMINAL, "host-1", on(17)), one("host-1", on(17, 12), END, "MISSING from the 19th on", method="attested")))
       for day, wanted in (("18", "unmet"), ("19", "unmet"), ("20", "met"))},
    # too many looks differ, and what was found by word in one of them is mended by a word: the others were not asked
    "h: five see when it ends, h6 is told of a pause; a person says yes": (TERMINAL, "2026-11-21", "unknown", (
        whole(TERMINAL, "host-1", on(17)), *(look for place in range(4) for look in once(f"host-{place + 2}", on(17), END, f"good until 203{place}")),
        *once("host-7", on(18), END, "good until 2036"), one("host-6", on(19), "update_state", "BAD paused", method="attested"))),
}


def check_named(points, folder):
    for place, (name, (control, said, wanted, bundles)) in enumerate(NAMED.items()):
        found, model = made(folder, f"named-{place}", control, bundles, said).verdict(), expected(control, bundles, said)
        points.point((model, *found) == (wanted, wanted, 0), f"{name}: {control.id} is {wanted}", [f"model {model}, program {found}", *map(repr, bundles)])


def check_since(points, folder):
    """The day on which another router comes under the same id: until then what was seen of the one that stands there counts."""
    bundles = [whole(ROUTER, "host-1", on(18), **OPEN)]
    for since, said, wanted in (("2026-11-18", "2026-11-21", "unmet"), ("2026-11-19", "2026-11-21", "met"), ("2026-11-21", "2026-11-21", "met"),
                                ("2026-11-22", "2026-11-21", "unmet"), ("2999-12-31", "2026-11-21", "unmet"), ("2026-11-19", "", "unknown"), ("2026-11-22", "", "unmet")):
        found = made(folder, f"since-{since}-{said}", ROUTER, bundles, said, since=since).verdict()
        points.point((expected(ROUTER, bundles, said, since), *found) == (wanted, wanted, 0), f"o: it is open on the 18th, another comes on {since}, a person says yes on {said or 'no day'}: T17 is {wanted}", [found])


# what the bundle before it and the one behind it are about
GAPS = {"the interfaces": (whole(ROUTER, "host-1", on(18)), one("host-1", on(20), "network_interface")),
        "a filter that it could not see": (whole(ROUTER, "host-1", on(18)), one("host-1", on(20), FILTER, status="denied")),
        "nothing": (whole(ROUTER, "host-1", on(18)), one("host-1", on(20), "route", status="denied")),
        "nothing, as all before it": (one("host-1", on(18), "route", status="denied"), one("host-1", on(20), "route", status="denied"))}


def check_gap(points, folder):
    """Who takes away the bundle that saw it open, and puts back the heads of before it, leaves one behind that follows upon it. Neither this one nor the
    heads need to tell anything about what is needed: the one between could have been about all."""
    for name, (first, last) in GAPS.items():
        bundles = (first, whole(ROUTER, "host-1", on(19), **OPEN), last)
        site = made(folder, f"gap-{name}", ROUTER, bundles, "2026-11-21", 1)
        before = site.verdict()
        os.remove(site.path("host-1", 2))
        put_heads(site, 1)
        found = site.verdict()
        points.point((before, found[0]) == (("unmet", 0), "unknown") and found[1] > 0,
                     f"g: a gap behind an older head, then {name}; a person says yes: T17 is unknown", [before, found, *bundles])
        check_filled(points, site, name, last)


def check_filled(points, site, name, last):
    """The collector was put back, too, and makes another second one: it is not the one that the third goes on from."""
    for way in (bring, lay):
        told = another(site, "host-1", 2, last.lines[0].kind, way)
        points.point(site.verdict()[0] == "unknown", f"g: then {name}, and {told} in the gap: T17 is unknown", [site.verdict()])


# ---- a subject that is given another id ----

RETIRED = "retired:\n- {subject: router-b-1, by: Tester, date: 2026-11-20, reason: it is called renamed now}\n"


def all_answered():
    """A person says yes to everything, so that nothing but refusals makes the exit code 1."""
    controls = [row["id"] for row in read_json("catalogue", "list", "controls", "--json")["rows"] if row["id"] != "T12"]
    return PARAMETERS + "absent:\n- {place: wireless, by: Tester, date: 2026-11-01}\nanswers:\n" + "".join(
        f"- {{control: {control}, state: met, by: Tester, date: 2026-11-01, expires: 2027-10-01}}\n" for control in controls)


def seen(control, **contents):
    return [(kind, control.subject, "observed", control.contents[kind][contents.get(kind, "good")]) for kind in control.often]


def judged(site):
    """(exit code, refused, T17, T12)."""
    code, out, errors = sekisho("assess", "--json", "--at", AT, "--site", site.folder)
    if code not in (0, 1):
        return code, errors
    register = json.loads(out)
    return (code, register["counts"]["refused"], *(next(row["verdict"] for row in register["controls"] if row["id"] == each) for each in ("T17", "T12")))


def check_judged(points, site, wanted, name):
    found = judged(site)
    points.point(found == wanted, name, [found])


def check_finding(points, site, name):
    found = judged(site)
    points.point(found[0] == 1 and found[1] > 0, name, [found])


def check_renamed(points, folder):
    """T12 is shown by bundles alone: the first is about router B, too."""
    answers = all_answered()
    site = EvidenceSite(folder, SUBJECTS, answers, name="renamed")
    site.take(site.bundle(moment(on(18)), seen(ROUTER, **OPEN) + seen(TERMINAL)), AT)
    site.take(site.bundle(moment(on(19)), seen(TERMINAL)[:1]), AT)
    check_judged(points, site, (1, 0, "unmet", "met"), "e: router B is open, the terminal is well")
    rename(site, ROUTER.subject, answers)
    check_finding(points, site, "e: router B is given another id: that is a finding")
    rename(site, ROUTER.subject, answers + RETIRED)
    check_judged(points, site, (0, 0, "met", "met"), "e: site.yaml says that it is retired: the bundle counts for the terminal")
    check_renamed_pruned(points, site, answers)


def check_renamed_pruned(points, site, answers):
    """All that the first bundles tell about the terminal is seen anew, and they are taken away."""
    site.subjects = SUBJECTS
    site.write(answers)
    site.take(site.bundle(moment(on(20)), seen(TERMINAL)), AT)
    for place in (1, 2):
        os.remove(os.path.join(site.folder, "evidence", f"{COLLECTOR}.host-1.{place:09d}.jsonl"))
    check_judged(points, site, (1, 0, "unknown", "met"), "e: under its own id, without the bundle that saw it open: lost")
    rename(site, ROUTER.subject, answers)
    check_finding(points, site, "e: given another id then: that is a finding, too")
    rename(site, ROUTER.subject, answers + RETIRED)
    check_judged(points, site, (0, 0, "met", "met"), "e: retired, it is none")


# ---- histories by chance ----

def anew(site, bundles, host, damage):
    """After `damage` a collector sees all, well: what was lost is lost no more, and the rest is as if nothing had been taken away."""
    looks = whole(site.control, host, AT_HOUR - 1)
    site.take([looks])
    wanted, found = expected(site.control, number([*bundles, looks]), site.said, site.since), site.verdict()[0]
    return found != wanted and f"{damage} and seeing all anew on {host} made it {found}, not {wanted}"


def fault_of_pruning(site, bundles, wanted):
    """Old files that later ones have taken the place of may be taken away."""
    take_superfluous(site, bundles)
    found = site.verdict()
    return found != (wanted, 0) and f"taking away what later bundles have taken the place of made it {found}"


def fault_of_return(site, bundles, dice):
    """Whoever loses its first files makes up for them by looking again itself."""
    host = dice.choice([host for host in HOSTS if site.count(host)])
    count = dice.randrange(site.count(host))
    for place in range(count):
        os.remove(site.path(host, place + 1))
    return anew(site, bundles, host, f"taking away the first {count} of {host}")


def fault_of_damage(site, bundles, wanted, dice):
    """Nothing becomes good by losing files; another collector makes up for them, but where anything at all could have been in them."""
    way = dice.choice((*MENDED, give_another_id, *([gap, gap, filled_gap] if middle(site) else [])))
    damage = way(site, dice)
    if wanted != "met" and site.verdict()[0] == "met":
        return f"{damage} made it met"
    return way in MENDED and anew(site, bundles, HOSTS[-1], damage)


def fault(site, bundles, wanted, dice):
    """What the program says, or makes of the files, that it must not; or nothing."""
    found, chance = site.verdict(), dice.random()
    if found != (wanted, 0):
        return f"the program says {found}"
    if chance < 0.2:
        return fault_of_pruning(site, bundles, wanted)
    return fault_of_return(site, bundles, dice) if chance < 0.4 else fault_of_damage(site, bundles, wanted, dice)


def weakened(control, bundles, dice):
    """The same, with one line of a look at what is well known less well; or nothing."""
    def well(bundle, kind):
        return all(line.content.startswith("good") for line in bundle.lines if line.kind == kind)
    lines = [(bundle, place) for bundle in bundles for place, line in enumerate(bundle.lines) if well(bundle, line.kind) and line.method != control.methods[line.kind][0]]
    if not lines:
        return None
    chosen, place = dice.choice(lines)
    line = chosen.lines[place]
    methods = control.methods[line.kind]
    worse = Line(line.kind, line.content, line.status, methods[methods.index(line.method) - 1], line.looked)
    return number([Bundle(bundle.host, bundle.at, *(worse if (bundle, at) == (chosen, place) else each for at, each in enumerate(bundle.lines))) for bundle in bundles])


def staying(control, bundles):
    """Which looks stay, or nothing where they differ in too many ways: knowing one less well can make them fewer, and others take its place."""
    known = {kind: left(looks_of(control, bundles, kind))[1] for kind in control.often}
    return not crowded(known) and {(kind, look.host, look.number) for kind, stay in known.items() for look in stay}


def fault_of_weakening(site, bundles, wanted, dice):
    """Of the model itself: what is well becomes no better by being known less well, as long as nothing else takes its place."""
    stay = staying(site.control, bundles)
    for _ in range(5):
        worse = weakened(site.control, bundles, dice)
        if worse and stay and staying(site.control, worse) == stay and wanted != "met" and expected(site.control, worse, site.said, site.since) == "met":
            return f"knowing less well makes it met in {worse}"
    return None


def try_one(points, folder, seed):
    dice = random.Random(seed)
    control, said = dice.choice((ROUTER, TERMINAL)), dice.choice(("", "", "2026-11-01", "2026-11-18", "2026-11-21"))
    chance = Chance(control, dice)
    said, bundles = "" if chance.doubtful else said, chance.bundles()
    since = dice.choice(("", "", "", "", "2026-11-18", "2026-11-22", "2999-12-31"))
    site = made(folder, f"history-{seed}", control, bundles, said, dice.randrange(len(bundles)), since)
    wanted = expected(control, bundles, said, since)
    wrong = fault(site, bundles, wanted, dice) or fault_of_weakening(site, bundles, wanted, random.Random(seed))
    shutil.rmtree(site.folder)
    told = ["a person says yes on " + said if said else "nobody says yes", f"it came on {since}" if since else "it was always there", *map(repr, bundles)]
    if wrong:
        points.point(False, f"seed {seed}: {control.id} is {wanted}; {wrong}", told)
    return not wrong


def run(points):
    with tempfile.TemporaryDirectory() as folder:
        check_named(points, folder)
        check_since(points, folder)
        check_gap(points, folder)
        check_renamed(points, folder)
        good = sum(try_one(points, folder, seed) for seed in range(SEED, SEED + HISTORIES))
    points.point(good == HISTORIES, f"{HISTORIES} histories by chance: each is judged as the model says, and no damage makes a failure good")


if __name__ == "__main__":
    main(run)
