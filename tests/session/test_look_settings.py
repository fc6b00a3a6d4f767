#!/usr/bin/python3
"""Settings in `look`: what they prove at a subject and what they move, shown and never stored; weak settings with their lines; whose they are; no secret anywhere."""
import json
import os
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "catalogue"))
from evidence_site import EvidenceSite  # noqa: E402
from support import main, read_json, sekisho  # noqa: E402

AT = "2026-11-21T00:00:00Z"
SECRET = "Tr0ub4dor"
SUBJECTS = {"terminal-1": "terminal", "router-b-1": "router-b", "wireless-1": "wireless", "line-1": "line", "practice-1": "practice"}
STRONG = f"""connections {{
  center {{
    version = 2
    remote_addrs = 198.51.100.7
    proposals = aes256-sha256-modp2048
    local {{
      auth = psk
    }}
    remote {{
      auth = psk
    }}
    children {{
      net {{
        esp_proposals = aes256gcm16-x25519
      }}
    }}
  }}
}}
secrets {{
  ike-1 {{
    secret = {SECRET}
  }}
}}
"""
WEAK = {
    "weak-encryption": (STRONG.replace("aes256-sha256", "3des-sha256"), 5),
    "weak-integrity": (STRONG.replace("aes256-sha256", "aes256-md5"), 5),
    "weak-group": (STRONG.replace("x25519", "modp1024"), 14),
    "open-identity": (STRONG.replace("version = 2", "version = 1\n    aggressive = yes"), 6),
}
CLOSED = f"interface=wlan0\nssid=Clinic\nignore_broadcast_ssid=1\nmacaddr_acl=1\nwpa=2\nrsn_pairwise=CCMP\nwpa_passphrase={SECRET}\n"
OPEN = {
    "announced": (CLOSED.replace("ssid=1", "ssid=0"), 2),
    "anyone": (CLOSED.replace("acl=1", "acl=0"), 2),
    "anyone-unknown": (CLOSED.replace("acl=1", "acl=2").replace("wpa=2", "wpa=2\nieee8021x=1\nwpa_key_mgmt=WPA-EAP"), 2),
    "weak": (CLOSED.replace("CCMP", "TKIP"), 2),
}


class Place:
    """A site, and files beside it."""

    def __init__(self, folder, subjects, name="site"):
        self.folder, self.site = folder, EvidenceSite(folder, subjects, name=name)
        self.outputs = []

    def put(self, text, name="settings.conf"):
        path = os.path.join(self.folder, name)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        return path

    def look(self, text, *words, name="settings.conf"):
        done = sekisho("look", self.put(text, name), "--at", AT, "--site", self.site.folder, *words)
        self.outputs.append("".join(done[1:]))
        return done

    def json(self, text, *words):
        code, output, errors = self.look(text, *words, "--json")
        return code, json.loads(output or errors)

    def files(self):
        return sorted(os.path.join(folder, name) for folder, _, names in os.walk(self.site.folder) for name in names)


def reasons(found, check):
    """(state, {(reason, line)}) of that check."""
    said = next(row for row in found["settings"][0]["checks"] if row["check"] == check)
    return said["state"], {(row["reason"], row["line"]) for row in said["reasons"]}


def check_tunnel(points, place):
    code, found = place.json(STRONG, "--subject", "line-1")
    said = next(row for row in found["settings"][0]["checks"] if row["check"] == "t11-tunnel")
    points.point(code == 1 and not said["says"] and found["moves"] == [] and found["settings"][0]["complete"], "a strong tunnel refutes nothing, and proves no line", [str(found["settings"])])
    for reason, (text, line) in WEAK.items():
        _, found = place.json(text, "--subject", "line-1")
        moved = [(row["control"], row["after"], row["method"]) for row in found["moves"]]
        points.point(reasons(found, "t11-tunnel") == ("unmet", {(reason, line)}) and moved == [("T11", "unmet", "configured")], f"T11 {reason} at line {line}", [str(found["settings"]), str(moved)])
        _, shown, _ = place.look(text, "--subject", "line-1")
        points.point(f"line {line}" in shown and "T11 t11-tunnel: not done, seen in settings" in shown and "T11   not known → not done" in shown, "and so on the screen", shown.splitlines())
    _, found = place.json(WEAK["weak-group"][0], "--subject", "router-b-1")
    points.point(found["settings"][0]["checks"] == [] and found["moves"] == [], "at a router no check reads proposals")
    _, shown, _ = place.look(WEAK["weak-group"][0], "--subject", "router-b-1")
    points.point("No check reads such settings at this subject." in shown, "and the screen says so", shown.splitlines())
    _, shown, _ = place.look(STRONG + "include conf.d/*.conf\n", "--subject", "line-1")
    points.point("It does not say everything:" in shown and "line 24: another file is included; it was not read" in shown, "what is open is noted with its line", shown.splitlines())


def check_wireless(points, place):
    _, found = place.json(CLOSED, "--subject", "wireless-1")
    points.point(reasons(found, "t20-network") == ("met", set()) and [(row["control"], row["after"], row["method"]) for row in found["moves"]] == [("T20", "met", "configured")],
                 "a closed network is met, from settings", [str(found["settings"]), str(found["moves"])])
    for reason, (text, line) in OPEN.items():
        _, found = place.json(text, "--subject", "wireless-1")
        state = "unknown" if reason.endswith("unknown") else "unmet"
        points.point(reasons(found, "t20-network") == (state, {(reason, line)}), f"T20 {reason} at line {line}", [str(found["settings"])])
    _, shown, _ = place.look(OPEN["weak"][0], "--subject", "wireless-1")
    points.point("cipher: tkip (line 6)" in shown and "T20 t20-network: not done, seen in settings" in shown, "the setting behind it is named with its own line", shown.splitlines())
    _, found = place.json(CLOSED + "bss=wlan0_1\nssid=Guest\n", "--subject", "wireless-1")
    points.point(reasons(found, "t20-network") == ("unmet", {("announced", 9), ("anyone", 9), ("weak", 9)}), "one weak network of several is enough", [str(found["settings"])])
    _, found = place.json(CLOSED + "bss=wlan0_1\nssid=Guest\nwpa=2\nwpa_key_mgmt=DPP\n", "--subject", "wireless-1")
    points.point(reasons(found, "t20-network")[0] == "unknown" and not found["settings"][0]["complete"], "with a network that is not understood it is not met", [str(found["settings"])])


def check_subject(points, place):
    code, _, errors = place.look(STRONG)
    points.point(code == 2 and "--subject with one of: terminal-1 (Eligibility terminal), router-b-1 (Router B), line-1 (Line)" in errors, "where several fit they are named", errors.splitlines())
    code, _, errors = place.look(CLOSED, "--subject", "line-1")
    points.point(code == 2 and "wireless_profile" in errors, "one where such facts cannot be", errors.splitlines())
    code, _, errors = place.look(CLOSED, "--subject", "line-9")
    points.point(code == 2 and "'line-9' is not known" in errors and "terminal-1, router-b-1, wireless-1" in errors, "one that does not exist", errors.splitlines())
    bundle = place.site.bundle("2026-11-20T00:00:00Z", [("network_interface", "router-b-1", "observed", [])])
    place.site.sequence = 0
    code, _, errors = sekisho("look", bundle, "--subject", "router-b-1", "--planned", "--at", AT, "--site", place.site.folder)
    points.point(code == 2 and "a bundle says itself whose it is" in errors, "of a bundle it is not asked", errors.splitlines())
    with tempfile.TemporaryDirectory() as folder:
        alone = Place(folder, {"wireless-1": "wireless", "line-1": "line", "practice-1": "practice"})
        code, shown, errors = alone.look(CLOSED)
        points.point(code == 1 and "read as those of wireless-1" in shown and "Nobody said whose they are" in shown, "the only one that fits is taken, and said", (shown + errors).splitlines())
        nobody = Place(folder, {"practice-1": "practice"}, "nobody")
        code, shown, errors = nobody.look(CLOSED)
        points.point(code == 2 and "no subject of this site can have such settings" in errors, "none fits", errors.splitlines())


def check_nothing_stored(points, place):
    before = place.files()
    register = read_json("assess", "--json", "--at", AT, "--site", place.site.folder, codes=(0, 1))
    for words in ((), ("--yes",), ("--planned",), ("--planned", "--yes")):
        code, shown, _ = place.look(CLOSED, "--subject", "wireless-1", *words)
        points.point(code == 1 and "nobody signed it" in shown and "Stored" not in shown and place.files() == before, f"nothing is stored {' '.join(words)}", shown.splitlines())
        code, found = place.json(CLOSED, "--subject", "wireless-1", *words)
        points.point(found["planned"] and not found["stored"] and place.files() == before, "nor with --json")
    points.point(read_json("assess", "--json", "--at", AT, "--site", place.site.folder, codes=(0, 1)) == register, "and nothing counts afterwards")
    bundle = place.site.bundle("2026-11-20T00:00:00Z", [("network_interface", "router-b-1", "observed", [])])
    place.site.sequence = 0
    code, shown, errors = sekisho("look", bundle, place.put(CLOSED), "--subject", "wireless-1", "--yes", "--at", AT, "--site", place.site.folder)
    points.point(code == 1 and "number 1" in shown and place.files() == before, "a bundle beside them is not stored either", (shown + errors).splitlines())


def check_seen(points, place):
    """Settings stand beside what a collector saw: what is weak in either is weak."""
    seen = {"role": "access_point", "active": True, "hidden": True, "any_refused": True, "protection": "wpa2", "cipher": "tkip", "key_management": "shared_key", "mac_list": True}
    place.site.take(place.site.bundle("2026-11-20T00:00:00Z", [("wireless_profile", "wireless-1", "observed", [seen])]), AT)
    _, found = place.json(CLOSED, "--subject", "wireless-1")
    state, rows = reasons(found, "t20-network")
    points.point(state == "unmet" and rows == {("weak", None)} and found["moves"] == [], "settings do not undo what was seen at work", [str(found["settings"])])


def check_filter(points):
    """A filter says what it does; which interface is outside is known from elsewhere."""
    with tempfile.TemporaryDirectory() as folder:
        place = Place(folder, {"router-b-1": "router-b", "practice-1": "practice"})
        text = "ip lan2 secure filter in 1\nip filter 1 pass * *\n"
        _, found = place.json(text)
        points.point(found["settings"][0]["dialect"] == "yamaha" and reasons(found, "t17-filter") == ("unknown", set()) and all(row["after"] == "unknown" for row in found["moves"]), "without it T17 is not known",
                     [str(found["settings"])])
        lacking = {lang: " ".join(place.look(text, "--lang", lang)[1].split()) for lang in ("en", "ja")}
        points.point("What it still lacks: " in lacking["en"] and "Network interfaces." in lacking["en"] and "'sekisho prove'" in lacking["en"] and
                     "まだ足りないもの: " in lacking["ja"] and "sekisho prove" in lacking["ja"], "what is missing and what comes next is said", [str(lacking)])
        border = {"identity": "lan2", "medium": "ethernet", "physical": True, "up": True, "side": "eligibility", "ipv4": True, "ipv6": False}
        place.site.take(place.site.bundle("2026-11-20T00:00:00Z", [("network_interface", "router-b-1", "configured", [border])]), AT)
        _, found = place.json(text)
        points.point(reasons(found, "t17-filter") == ("unmet", {("open", 2), ("not-stateful", 2), ("beside-unknown", 2)}) and
                     [(row["control"], row["after"], row["method"]) for row in found["moves"]] == [("T17", "unmet", "configured")], "with it T17 is not done, at the line", [str(found)])
        points.point("What it still lacks" not in place.look(text, "--lang", "en")[1], "and not where it is decided", [])
        _, found = place.json("ip lan2 secure filter in 1\nip lan2 secure filter out 2 dynamic 1\nip filter 1 reject * *\nip filter 2 pass * *\nip filter dynamic 1 * * tcp\n")
        points.point(reasons(found, "t17-filter") == ("unknown", {("beside-unknown", 3)}), "a good one is not met while what passes beside it is not known", [str(found["settings"])])


def check_unknown(points, place):
    for name, text in {"empty": "", "words": "hello\n", "another program's": "[Unit]\nAfter=network.target\n"}.items():
        code, _, errors = place.look(text, "--subject", "line-1")
        points.point(code == 2 and ("this is an empty file, and no settings" if name == "empty" else "no evidence that is known here") in errors, f"not known: {name}", errors.splitlines())
    code, _, errors = place.look("connections {\n a {\n" + SECRET, "--subject", "line-1")
    points.point(code == 2 and "settings.conf:3:1: error: not understood" in errors, "an error names line and column", errors.splitlines())


def run(points):
    with tempfile.TemporaryDirectory() as folder:
        place = Place(folder, SUBJECTS)
        for check in (check_tunnel, check_wireless, check_subject, check_nothing_stored, check_seen, check_unknown):
            check(points, place)
        check_filter(points)
        for text, subject in ((STRONG, "line-1"), (CLOSED, "wireless-1"), (WEAK["open-identity"][0], "line-1")):
            place.look(text, "--subject", subject, "--lang", "ja")
        points.point(len(place.outputs) > 30 and not any(SECRET in output for output in place.outputs), f"no secret in {len(place.outputs)} outputs")


if __name__ == "__main__":
    main(run)
