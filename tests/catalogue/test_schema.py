#!/usr/bin/python3
"""The JSON of every verb against docs/schema, and each schema against documents that were changed at every point.

A schema that accepts anything would pass the first half; so every key of every kind of object is taken away, renamed and
given a wrong type, and each such document must be refused.
"""
import copy
import itertools
import json
import os
import re
import shutil
import tempfile
import warnings

import jsonschema

from evidence_site import EvidenceSite
from support import AT, ROOT, SEKISHO, main, read_json

FOLDER = os.path.join(ROOT, "docs/schema")
CONFIGURATIONS = ("ip-vpn", "ipsec-router", "ipsec-client", "other")
KINDS = ("clinic", "hospital", "pharmacy")
SHOWN = ("ed3", "ref4", "st4.1", "pr1", "dc1", "sc5", "sd04", "as01", "as03", "tc2", "ti07", "ta01", "te1", "raised1", "ti07.v1",
         "c25-2-7", "c25-2-10", "checklist-2025", "cg1", "institution", "flow-outside-in", "need-exchange", "S-C03", "T17", "H03", "T13", "S-P01", "ip-vpn", "cn08", "dm01", "router-b", "ns01", "as01.ti07.v1", "ransomware", "c3", "rule1")
# Of each list only so many entries are kept for the changes: the kinds of objects are the same in all.
KEPT = 3
# The documents that are changed, where it is not just the first.
CHANGED = {"assess": ["answered", "evident"], "catalogue-list": ["tables", "controls"], "lint": ["broken"],
           "catalogue-show": ["T17", "H03", "absence"], "check": ["seen"], "look": ["stored", "refused", "settings"], "evidence": ["listed", "taken again"],
           "why": ["evident"], "prove": ["violated", "undecided"], "prove-site": ["clinic"], "prove-mistakes": ["clinic", "pairs"], "fix": ["lines", "hands"], "generate": ["written", "against", "program"],
           "prove-rules": ["router"], "prove-diff": ["both"], "answers-taken": ["written"], "plan": ["written", "assumed"], "ledger-taken": ["changed"], "history": ["list"], "diff": ["moved"]}
# Keys that hold free names.
OPEN = {("facts", ("facts",))}
# Keys that a row of the catalogue may lack; every other key of every object is needed.
OPTIONAL = {"witness", "instead", "row", "part_of", "by", "note", "why", "premise", "where", "mark", "reason", "readings", "source", "variant", "text",
            "effect", "recorded", "kind", "parameters", "checks", "absence_check", "unit", "at", "through", "from", "to"}


def schemas():
    found = {}
    for name in sorted(os.listdir(FOLDER)):
        if name.endswith(".json"):
            with open(os.path.join(FOLDER, name), encoding="utf-8") as file:
                found[name[:-5]] = json.load(file)
    return found


def validator(known, name):
    """References between the files are relative to their folder."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        base = "file://" + FOLDER + "/"
        resolver = jsonschema.RefResolver(base + name + ".json", known[name],
                                          store={base + other + ".json": schema for other, schema in known.items()})
        return jsonschema.Draft202012Validator(known[name], resolver=resolver)


def accept(points, checker, name, documents):
    """documents: {what it is: JSON}."""
    refused = []
    for what, document in documents.items():
        refused += [f"{what}: {'/'.join(map(str, error.absolute_path))}: {error.message[:200]}"
                    for error in itertools.islice(checker.iter_errors(document), 3)]
    points.point(documents and not refused, f"{name}: {len(documents)} documents are as the schema says", refused)


# ---- the schemas themselves ----

def undescribed(schema, place=""):
    """Keys without one English sentence of description, and objects that take any key."""
    found = []
    if isinstance(schema, list):
        for number, entry in enumerate(schema):
            found += undescribed(entry, f"{place}/{number}")
    if not isinstance(schema, dict):
        return found
    for key, entry in schema.get("properties", {}).items():
        if not re.fullmatch(r"[A-Z][^\n]*[^.]\.", entry.get("description", "")):
            found.append(f"{place}/{key}: no description")
    if "properties" in schema and schema.get("additionalProperties") is not False:
        found.append(f"{place}: takes any key")
    for key, entry in schema.items():
        found += undescribed(entry, f"{place}/{key}")
    return found


def check_schemas(points, known):
    for name, schema in known.items():
        jsonschema.Draft202012Validator.check_schema(schema)
        faults = undescribed(schema)
        points.point(not faults and schema["$schema"].endswith("2020-12/schema"), f"{name}: a schema with every key described", faults)


# ---- changed documents ----

def shorten(document):
    if isinstance(document, list):
        return [shorten(entry) for entry in document[:KEPT]]
    if isinstance(document, dict):
        return {key: shorten(entry) for key, entry in document.items()}
    return document


def spots(document, path=()):
    """Paths of all objects and of all their keys."""
    entries = enumerate(document) if isinstance(document, list) else document.items() if isinstance(document, dict) else ()
    if isinstance(document, dict):
        yield path, None
    for key, entry in entries:
        if isinstance(document, dict):
            yield path, key
        yield from spots(entry, path + (key,))


def one_of_each(document):
    """Of spots that differ in list positions only the first."""
    seen = set()
    for path, key in spots(document):
        kind = (tuple("*" if isinstance(step, int) else step for step in path), key)
        if kind not in seen:
            seen.add(kind)
            yield path, key


def at(document, path):
    for step in path:
        document = document[step]
    return document


def changes(document, optional):
    """(what was done, changed document)."""
    for path, key in one_of_each(document):
        place = "/".join(map(str, path)) or "the root"
        if key is None:
            changed = copy.deepcopy(document)
            at(changed, path)["unexpected"] = "x"
            yield f"a key more in {place}", path, changed
            continue
        for what, value in (("a wrong type", {"unexpected": []}), ("a list", [None])):
            changed = copy.deepcopy(document)
            at(changed, path)[key] = value
            yield f"{what} at {place}: {key}", path, changed
        if not path or key not in optional:
            changed = copy.deepcopy(document)
            del at(changed, path)[key]
            yield f"{key} taken from {place}", path, changed
    yield "another format", (), {**document, "format": str(document.get("format")) + "0"}


def refuse(points, checker, name, document, rootless=False):
    document = shorten(document)
    optional = OPTIONAL if name.startswith("catalogue") else set()
    tried, accepted = 0, []
    for what, path, changed in changes(document, optional):
        if (name, path) in OPEN or (rootless and (what == "another format" or re.fullmatch(r"(\w+) taken from the root", what))):
            continue
        tried += 1
        if checker.is_valid(changed):
            accepted.append(what)
    points.point(checker.is_valid(document) and tried > 3 and not accepted, f"{name}: {tried} changed documents are refused", accepted[:20])


# ---- the documents ----

def catalogue_documents():
    export = read_json("catalogue", "export")
    tables = read_json("catalogue", "list", "--json")
    lists = {row["name"]: read_json("catalogue", "list", row["name"], "--json") for row in tables["tables"]}
    shown = {row: read_json("catalogue", "show", row, "--json") for row in SHOWN}
    with tempfile.TemporaryDirectory(prefix="sekisho-schema-") as folder:
        copy_catalogue(folder, "  - id: hub-2\n", "  - id: hub-2\n" + ABSENCE)
        shown["absence"] = read_json("catalogue", "show", "hub-2", "--json", "--catalogue", folder)
        full = read_json("catalogue", "export", "--catalogue", folder)
    return {"catalogue-export": {"export": export, "absence": full}, "catalogue-list": {"tables": tables, **lists}, "catalogue-show": shown}


# A check with every key it may have.
ABSENCE = """    absence-check:
      id: hub-2-none
      at: [hub-2]
      through: [practice]
      needs: [practice]
      max-age: 365
      layer: guidance
      decides: met
      sql: "SELECT p.subject, 'there', p.rowid FROM practice AS p"
      reasons: [{id: there, state: unmet, rests-on: fact, text: {ja: "ある", en: "One is there"}}]
"""


def copy_catalogue(target, old, new):
    """A copy in which `old` is replaced wherever it stands."""
    for parent, _, names in os.walk(os.path.join(ROOT, "catalogue")):
        into = os.path.join(target, os.path.relpath(parent, os.path.join(ROOT, "catalogue")))
        os.makedirs(into, exist_ok=True)
        for name in names:
            with open(os.path.join(parent, name), encoding="utf-8") as file:
                text = file.read()
            with open(os.path.join(into, name), "w", encoding="utf-8") as file:
                file.write(text.replace(old, new))


def broken_lint(folder):
    """What lint says of a copy in which one label is empty."""
    target = os.path.join(folder, "catalogue")
    copy_catalogue(target, 'en: "Information leak by tapping"', 'en: ""')
    return read_json("catalogue", "lint", "--json", "--catalogue", target, codes=(1,))


def site_documents(folder):
    """The outputs of a fresh site of every configuration and kind."""
    documents = {name: {} for name in ("facts", "screen", "assess", "why")}
    for configuration, kind in itertools.product(CONFIGURATIONS, KINDS):
        site = f"{configuration}-{kind}"
        documents["facts"][site] = read_json("init", site, "--configuration", configuration, "--kind", kind, "--json", "--at", AT,
                                             folder=folder)
        inside = os.path.join(folder, site)
        calls = {"screen": [()], "assess": [("assess",)], "why": [("why", "T17"), ("why", "ransomware"), ("why", "as01.ti07.v1"),
                                                                  ("why", "as03.ti09.v1"), ("why", "pr1"), ("why", "ns07")]}
        for name, call in ((name, call) for name, list_ in calls.items() for call in list_):
            documents[name][" ".join((site, *call))] = read_json(*call, "--json", "--at", AT, folder=inside, codes=(0, 1))
    documents["assess"]["answered"] = answered_document(folder)
    return documents


ANSWERED = """importance: [{asset: as01, c: 2, reason: only a copy, by: Tester, date: 2026-03-01}]
readings: [{about: T13, choose: control-table}]
line: {value: 12, approved-by: Director, date: 2026-03-01}
absent: [{place: wireless, by: Tester, date: 2026-03-01}]
premises: [{premise: pr1, holds: false, by: Tester, date: 2026-03-01}, {premise: pr2, holds: true, by: Tester, date: 2026-04-02}]
answers: [{control: T17, state: met, by: Tester, date: 2026-03-01, attachments: [{file: gone.pdf, sha256: "0000000000000000000000000000000000000000000000000000000000000000"}]}]
"""


def answered_document(folder):
    """A site in which somebody has said something of every sort."""
    os.mkdir(os.path.join(folder, "answered"))
    with open(os.path.join(folder, "answered", "site.yaml"), "w", encoding="utf-8") as file:
        file.write("format: sekisho-site/1\nname: Trial\nkind: clinic\nconfiguration: ip-vpn\n"
                   "subjects: [{id: terminal-1, place: terminal}, {id: router-b-1, place: router-b}]\n" + ANSWERED)
    return read_json("assess", "--json", "--at", AT, folder=os.path.join(folder, "answered"), codes=(0, 1))


OWN_CHECK = """own:
  checks:
    - id: x-many-rules
      control: T17
      needs: [packet_filter]
      max-age: 30
      sql: "SELECT f.subject, 'many', f.rowid FROM packet_filter AS f WHERE f.rules > 10"
      reasons: [{id: many, text: "More rules than anybody reads"}]
"""
ANSWER = "answers: [{control: T17, state: met, by: Tester, date: 2026-04-01}]\n"


def filters(otherwise):
    """Router B as t17-filter wants to see it."""
    rule = {"interface": "lan2", "direction": "inbound", "family": "both", "stateful": True, "otherwise": otherwise, "pppoe_passthrough": False,
            "ipv6_passthrough": False, "vpn_passthrough": False, "rules": 12}
    border = {"identity": "lan2", "medium": "ethernet", "physical": True, "up": True, "side": "eligibility", "ipv4": True, "ipv6": True}
    return [("packet_filter", "router-b-1", "configured", [rule]), ("network_interface", "router-b-1", "configured", [border])]


def settings_document(folder):
    """Settings that are open in one place and weak in another, at a site of their own."""
    site = EvidenceSite(folder, {"wireless-1": "wireless"}, name="wireless")
    path = os.path.join(folder, "hostapd.conf")
    with open(path, "w", encoding="utf-8") as file:
        file.write("interface=wlan0\nssid=Clinic\nwpa=1\nbss=wlan0_1\nssid=Guest\nwpa=4\n")
    return read_json("look", path, "--json", "--at", AT, "--site", site.folder, codes=(1,))


def evidence_documents(folder):
    """What is said of signed evidence: brought, refused, planned, stored, listed; and the register that rests on it."""
    site = EvidenceSite(folder, {"terminal-1": "terminal", "router-b-1": "router-b"}, OWN_CHECK + ANSWER)
    call = ("--json", "--at", AT, "--site", site.folder)
    documents = {"check": {"nobody looked": read_json("check", *call, codes=(0, 1))}, "look": {}, "evidence": {}}
    path = site.bundle(AT, filters("allow"))
    strange = os.path.join(folder, "strange.jsonl")
    with open(path, encoding="utf-8") as file, open(strange, "w", encoding="utf-8") as other:
        other.write(file.read().replace("lan2", "lan3"))
    documents["look"]["refused"] = read_json("look", strange, *call, codes=(1,))
    documents["look"]["planned"] = read_json("look", path, "--planned", *call, codes=(1,))
    documents["look"]["settings"] = settings_document(folder)
    documents["look"]["stored"] = read_json("look", path, "--yes", *call, codes=(1,))
    documents["evidence"]["taken again"] = read_json("evidence", "import", path, *call, codes=(1,))
    documents["evidence"]["listed"] = read_json("evidence", "list", *call)
    documents["check"]["seen"] = read_json("check", "T17", *call, codes=(1,))
    documents["assess"] = read_json("assess", *call, codes=(1,))
    documents["why"] = read_json("why", "T17", *call, codes=(1,))
    os.remove(os.path.join(site.folder, "evidence", "collector-1.host-1.000000001.jsonl"))
    documents["evidence"]["lost"] = read_json("evidence", "list", *call, codes=(1,))
    return documents


def prove_documents():
    """Every answer there is; the filter is that of tests/session/prove."""
    path = os.path.join(ROOT, "tests/session/prove/router.rules")
    questions = {"nothing asked": (), "holds": ("--refuses", "tcp port 445 state new in wan"), "violated": ("--refuses", "tcp port 443 state new in wan"),
                 "by the policy": ("--accepts", "udp in wan state new"), "undecided": ("--refuses", "tcp port 22 state new in wan")}
    return {what: read_json("prove", path, *words, "--json", codes=(0, 1)) for what, words in questions.items()}


def file_documents(folder):
    """Rules that decide nothing, and two files that differ wherever they can: surely, perhaps, in what they say nothing about."""
    path, other, six = os.path.join(ROOT, "tests/session/prove/router.rules"), os.path.join(folder, "other.rules"), os.path.join(folder, "six.json")
    with open(path, encoding="utf-8") as file:
        text = file.read().replace("--dport 443 -j", "--dport 8443 -j", 1).replace("--dport 22 ", "--dport 22:23 ").replace(":FORWARD DROP", ":FORWARD ACCEPT")
    with open(other, "w", encoding="utf-8") as file:
        file.write(text)
    with open(six, "w", encoding="utf-8") as file:
        file.write('{"nftables": []}')
    return {"prove-rules": {what: read_json("prove", name, "--rules", "--json", codes=(0, 1)) for what, name in (("router", path), ("other", other), ("nothing", six))},
            "prove-diff": {what: read_json("prove", "--diff", *names, "--json", codes=(0, 1)) for what, names in
                           (("both", (path, other)), ("back", (other, path)), ("same", (path, path)), ("among", (path, other, "--among", "tcp port 22")), ("nothing filters", (path, six)))}}


def check_evidence(points, documents):
    """The documents are what they are meant to be: else a schema would be tried on nothing."""
    looks, lists = documents["look"], documents["evidence"]
    points.point((looks["refused"]["files"][0]["refusal"], looks["refused"]["moves"]) == ("signature", []) and
                 looks["stored"]["stored"] and not looks["planned"]["stored"] and looks["planned"]["moves"] == looks["stored"]["moves"] != [],
                 "look: a changed bundle is refused, a planned one moves what the stored one moves")
    points.point(lists["taken again"]["files"][0]["refusal"] == "chain" and len(lists["listed"]["known"]) == 2 and
                 lists["lost"]["files"][0]["refusal"] == "evidence-missing", "evidence: taken twice, listed, lost")
    row = documents["check"]["seen"]["controls"][0]
    results = {result["check"]: result for result in row["subjects"][0]["evidence"]}
    points.point([check["id"] for check in row["checks"]] == [*results] and "x-many-rules" in results and
                 results["t17-filter"]["violations"][0]["reason"] == "open" and results["t17-filter"]["needs"][0]["look"]["rows"] == 1 and
                 row["subjects"][0]["decided_by"] == "check" and row["subjects"][0]["contradicts"], "check: queries, what was seen, what it found")
    points.point(documents["assess"]["evident"]["counts"]["contradictions"] == 1, "assess counts what is contradicted")


def check_documents(points, documents):
    sites = documents["assess"].values()
    points.point(len(documents["assess"]) == len(CONFIGURATIONS) * len(KINDS) + 2 and all(doc["at"] == AT for doc in sites),
                 f"{len(documents['assess'])} sites were assessed as of {AT}")
    answered = documents["assess"]["answered"]
    states = {row["id"]: row["state"] for row in answered["premises"]}
    points.point((states["pr1"], states["pr2"]) == ("does-not-hold", "assumed"), "an answer about a premise counts from its day on", [])
    points.point(answered["readings"] == [{"about": "T13", "reading": "control-table"}] and
                 {row["tier"] for row in answered["controls"] if row["id"] == "T13"} == {"minimum"}, "a chosen reading is named and followed")
    points.point(all(len(doc["premises"]) == 7 for doc in sites), "each register names the seven premises")
    why = {what: doc for what, doc in documents["why"].items() if what.endswith(("pr1", "ns07"))}
    points.point(why and all(doc["applies"] and not doc["controls"] and not doc["scenarios"] for doc in why.values()),
                 "a premise and a step have neither controls nor risks of their own", [])
    why = {what: doc for what, doc in documents["why"].items() if what.endswith("T17")}
    points.point(why and all(len(doc["controls"]) == 1 and doc["scenarios"] for doc in why.values()), "why T17 shows T17 and its risks")
    why = {what: doc for what, doc in documents["why"].items() if what.endswith("ransomware")}
    points.point(why and all({row["threat"] for row in doc["scenarios"]} == {"ti07"} for doc in why.values()),
                 "why ransomware shows the risks of ti07 only")
    tables = {row["name"]: row["rows"] for row in documents["catalogue-list"]["tables"]["tables"]}
    wrong = [name for name, rows in tables.items() if len(documents["catalogue-list"][name]["rows"]) != rows]
    points.point(tables and not wrong, f"{len(tables)} tables have as many rows as the list of tables says", wrong)


def fix_documents(folder):
    """One with lines that change, one with what is done by hand."""
    site = os.path.join(folder, "fix")
    shutil.copytree(os.path.join(ROOT, "examples/networks/ip-vpn"), site)
    for name, was, now in (("configs/terminal.rules", ":INPUT DROP", ":INPUT ACCEPT"), ("configs/receipt.rules", ":INPUT DROP", ":INPUT ACCEPT"),
                           ("configs/terminal.rules", ":FORWARD DROP", ":FORWARD ACCEPT"), ("site.yaml", "subject: terminal-1,", "subject: terminal-1, forwards: true,")):
        path = os.path.join(site, name)
        with open(path, encoding="utf-8") as file:
            text = file.read()
        with open(path, "w", encoding="utf-8") as file:
            file.write(text.replace(was, now, 1))
    return {"lines": read_json("fix", "flow-claim-terminal", "--site", site, "--json"), "hands": read_json("fix", "flow-claim-receipt", "--site", site, "--json")}


def generate_documents(folder):
    """Settings that were written, some that are only told, and a contradiction."""
    site = os.path.join(folder, "generate")
    shutil.copytree(os.path.join(ROOT, "examples/networks/ip-vpn"), site)
    words = ("generate", "--site", site, "--device", "router-b", "--for", "yamaha-rtx", "--json")
    told, written = read_json(*words), read_json(*words, "--output", os.path.join(folder, "made"))
    with open(os.path.join(site, "site.yaml"), "a", encoding="utf-8") as file:
        file.write("needs: [{id: back, from: [claim-1], to: [terminal-1], accepts: tcp port 3389}]\n")
    program = read_json("generate", "--site", os.path.join(ROOT, "tests/session/tunnel_ends/clinic"), "--device", "router-b", "--for", "swanctl", "--json")
    return {"written": written, "told": told, "program": program, "against": read_json("generate", "--site", site, "--device", "terminal-1", "--for", "nftables", "--json", codes=(1,))}


def papers_documents(folder):
    """The checklist of a clinic that nobody knows anything about, and of one with answers and a target date."""
    asked = os.path.join(folder, "papers")
    shutil.copytree(os.path.join(folder, "ip-vpn-clinic"), asked)
    with open(os.path.join(asked, "site.yaml"), encoding="utf-8") as file:
        text = file.read()
    said = 'answers:\n  - {control: S-C01, state: met, by: T, date: 2026-03-01}\ntargets: [{item: c25-1-1, due: 2026-06-30, by: T, date: 2026-03-01}]\n'
    with open(os.path.join(asked, "site.yaml"), "w", encoding="utf-8") as file:
        file.write(re.sub(r"^answers:\n", said, text, flags=re.M))
    words = ("papers", "checklist", "--json", "--at", AT)
    return {"answered": read_json(*words, "--site", asked, codes=(1,)),
            "bare": read_json(*words, "--site", os.path.join(folder, "ip-vpn-clinic"), "--output", os.path.join(folder, "made-papers"), codes=(1,))}


def answers_documents(folder):
    """An answer sheet as CSV, only shown and written."""
    asked = os.path.join(folder, "answers")
    shutil.copytree(os.path.join(folder, "ip-vpn-clinic"), asked)
    with open(os.path.join(asked, "site.yaml"), encoding="utf-8") as file:
        name = re.search(r"name: \{ja: \"([^\"]*)\"", file.read()).group(1)
    path = os.path.join(folder, "answers.csv")
    with open(path, "w", encoding="utf-8") as file:
        file.write(f"Questions,,,,,,,,,\nsekisho-answers/1,{name},,,,,,,,\nWho (all rows),T,,,,,,,,\nWhen (all rows),2026-03-01,,,,,,,,\n,,,,,,,,,\n"
                   "Control,What,Question,Subject,Name,State now,Answer,Who,When,Note\nT17,,,router-b-1,,,yes,,,seen\nH08,,,practice-1,,,no,,,\nH10,,,practice-1,,,,,,\n")
    words = ("answer", path, "--attach", path, "--json", "--at", AT, "--site", asked)
    return {"shown": read_json(*words, codes=(1,)), "written": read_json(*words, "--yes", codes=(1,)), "again": read_json(*words, codes=(1,))}


def ledger_documents(folder):
    """A ledger sheet as CSV, only shown where there is no ledger, written, and changed."""
    site, path = os.path.join(folder, "kept-ledger"), os.path.join(folder, "ledger.csv")
    shutil.copytree(os.path.join(folder, "ip-vpn-clinic"), site)
    words = ("answer", path, "--json", "--at", AT, "--site", site)
    read_json("papers", "ledger-csv", "--json", "--at", AT, "--site", site, codes=(1,))
    with open(os.path.join(site, "papers", "ledger.csv"), encoding="utf-8-sig") as file:
        text = file.read()
    documents = {}
    for what, name, more in (("shown", "A", ()), ("written", "A", ("--yes",)), ("changed", "B", ())):
        with open(path, "w", encoding="utf-8") as file:
            file.write(re.sub(r'^"D-001","","",' + '"",' * 6 + '""', f'"D-001","{name}","router","","","","","","","yes"', text, flags=re.M))
        documents[what] = read_json(*words, *more, codes=(1,))
    return documents


def plan_documents(folder):
    """With costs and a budget, written and kept; with an assumption and without costs; where nothing is open."""
    documents = {}
    site = os.path.join(folder, "planned")
    os.mkdir(site)
    open_ids = [row["id"] for row in read_json("plan", "--json", "--at", AT, folder=os.path.join(folder, "ip-vpn-clinic"), codes=(1,))["controls"]]
    with open(os.path.join(folder, "ip-vpn-clinic", "site.yaml"), encoding="utf-8") as file:
        text = file.read()
    with open(os.path.join(site, "site.yaml"), "w", encoding="utf-8") as file:
        file.write(text + "costs:\n" + "".join(f"  - {{control: {id_}, yen: {10000 * (at % 4)}}}\n" for at, id_ in enumerate(open_ids)))
    call = ("plan", "--json", "--at", AT, "--site", site)
    read_json(*call, "--write", codes=(1,))
    path = os.path.join(site, "plan.yaml")
    with open(path, encoding="utf-8") as file:
        text = file.read()
    with open(path, "w", encoding="utf-8") as file:
        file.write(text.replace("owner:", "owner: Tester", 1).replace("due:", "due: 2026-05-01", 1).replace("note:", "note: soon", 1))
    documents["written"] = read_json(*call, "--write", "--budget", "40000", codes=(1,))
    documents["assumed"] = read_json("plan", "--json", "--at", AT, "--assume", "T17=met", "--assume", "T11=unmet", "--budget", "3",
                                     folder=os.path.join(folder, "ip-vpn-clinic"), codes=(1,))
    documents["plain"] = read_json("plan", "--json", "--at", AT, folder=os.path.join(folder, "ip-vpn-hospital"), codes=(1,))
    documents["answered"] = read_json("plan", "--json", "--at", AT, folder=os.path.join(folder, "answered"), codes=(1,))
    return documents


def history_documents(folder):
    """What is kept, kept again and listed; and a difference in which everything moves that can."""
    site, catalogue = os.path.join(folder, "history"), os.path.join(folder, "history-catalogue")
    shutil.copytree(os.path.join(os.path.dirname(os.path.dirname(SEKISHO)), "share/sekisho/examples/hana-healthy"), site)
    shutil.copytree(os.path.join(ROOT, "catalogue"), catalogue)
    words = ("--site", site, "--json")
    kept = read_json("history", "keep", *words, "--at", "2026-11-23", codes=(0, 1))
    again = read_json("history", "keep", *words, "--at", "2026-11-23", codes=(0, 1))
    path = os.path.join(site, "site.yaml")
    with open(path, encoding="utf-8") as file:
        text = file.read()
    with open(path, "w", encoding="utf-8") as file:
        file.write(text.replace("answers:\n", "answers:\n  - {control: H08, state: unmet, by: Trial, date: 2026-11-24}\n", 1).replace("reader-1", "reader-9"))
    threats = os.path.join(catalogue, "guidance/threats.yaml")
    with open(threats, "a", encoding="utf-8") as file:
        file.write("# another catalogue\n")
    same = read_json("diff", "1", "1", *words, codes=(0,))
    moved = read_json("diff", "1", "now", *words, "--at", "2027-12-01", "--catalogue", catalogue, codes=(1,))
    return {"history": {"none": read_json("history", "--json", "--site", os.path.join(folder, "ip-vpn-clinic")), "kept": kept, "again": again, "list": read_json("history", *words)},
            "diff": {"moved": moved, "same": same}}


def check_history(points, documents):
    history, diff = documents["history"], documents["diff"]
    points.point(history["none"]["assessments"] == [] and history["kept"]["kept"] and not history["kept"]["again"] and history["again"]["again"] and history["list"]["all"] == 1,
                 "history: nothing, kept, again, the list")
    causes = {change["because"] for change in diff["moved"]["controls"]}
    points.point(diff["same"]["risks"] == diff["same"]["controls"] == [] and diff["moved"]["came_over"] > 0 and diff["moved"]["other_rules"]["catalogue"] and
                 causes >= {"answer", "out-of-date", "new-subject", "gone-subject"}, "diff: nothing, and much", sorted(causes))


def run(points):
    known = schemas()
    check_schemas(points, known)
    with tempfile.TemporaryDirectory(prefix="sekisho-schema-") as folder:
        evident = evidence_documents(folder)
        documents = {**catalogue_documents(), **site_documents(folder),
                     **{name: evident[name] for name in ("check", "look", "evidence")}, "prove": prove_documents(),
                     "prove-site": {"clinic": read_json("prove", "--site", os.path.join(ROOT, "tests/session/prove_site"), "--json", codes=(1,))},
                     "prove-mistakes": {"clinic": read_json("prove", "--mistakes", "--site", os.path.join(ROOT, "tests/session/prove_site"), "--json", codes=(1,)),
                                        "pairs": read_json("prove", "--mistakes", "--pairs", "--site", os.path.join(ROOT, "examples/networks/ipsec-client"), "--json", codes=(1,))},
                     "fix": fix_documents(folder), "generate": generate_documents(folder), "plan": plan_documents(folder), "papers": papers_documents(folder), "answers-taken": answers_documents(folder), "ledger-taken": ledger_documents(folder),
                     **file_documents(folder), **history_documents(folder),
                     "lint": {"clean": read_json("catalogue", "lint", "--json"), "broken": broken_lint(folder)},
                     "error": {"usage": read_json("why", "nothing", "--json", folder=os.path.join(folder, "ip-vpn-clinic"), codes=(2,)),
                               "no site": read_json("assess", "--json", folder=folder, codes=(2,))}}
        documents["assess"]["evident"], documents["why"]["evident"] = evident["assess"], evident["why"]
    points.point(known.keys() == documents.keys(), f"each of the {len(known)} schemas has its documents", sorted(known.keys() ^ documents.keys()))
    for name, found in documents.items():
        checker = validator(known, name)
        accept(points, checker, name, found)
        for document in [found[what] for what in CHANGED.get(name, [next(iter(found))])]:
            refuse(points, checker, name, document, rootless=name == "catalogue-show")
    check_documents(points, documents)
    check_evidence(points, documents)
    check_history(points, documents)


if __name__ == "__main__":
    main(run)
