#!/usr/bin/python3
"""A proof moves the register: recorded as the next bundle of a collector, signed, brought. A flaw makes T17 and T18 not done, with the packet and the line. In order nothing is found, but what passes beside all
rules is not known, so a proof alone makes nothing done; nor is "refuse" said where only a host stops it, where the site excepts something, where another flow of that control does not hold, of a host that
nobody named, or where nothing would come if all let it through. And nobody tells of what is not his.
"""
import json
import os
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(os.path.dirname(HERE), "catalogue"))
import test_flaws  # noqa: E402
from support import main, read_json, sekisho  # noqa: E402

COLLECTOR = "collectors:\n  - {{id: prover, host: vendor-pc, key: \"{key}\", subjects: [{subjects}], valid-from: 2026-01-01}}\n"


def read(path):
    with open(path, encoding="utf-8") as file:
        return file.read()


class Recorded:
    def __init__(self, folder, network, changes, subjects="router-a-1, router-b-1"):
        self.site = test_flaws.planted(folder, network, [*changes, ("site.yaml", "example: true\n", "")])
        self.key = os.path.join(folder, "prover.key")
        if not os.path.exists(self.key):
            sekisho("enrol", self.key)
        self.file = os.path.join(folder, "proof.jsonl")
        with open(os.path.join(self.site, "site.yaml"), "a", encoding="utf-8") as file:
            file.write(COLLECTOR.format(key=read(self.key + ".pub").strip(), subjects=subjects))

    def record(self, *words):
        code, output, errors = sekisho("prove", "--record", "prover", "--site", self.site, *words)
        return code, output, errors

    def bring(self):
        code, output, errors = self.record()
        if code != 0:
            raise RuntimeError(errors)
        with open(self.file, "w", encoding="utf-8") as file:
            file.write(output)
        for words in (("evidence", "sign", self.file, "--key", self.key), ("evidence", "import", self.file, "--site", self.site)):
            code, output, errors = sekisho(*words)
            if code != 0:
                raise RuntimeError(output + errors)
        return [json.loads(line) for line in read(self.file).splitlines()[:-1]]

    def edit(self, name, was, now):
        path = os.path.join(self.site, name)
        text = read(path)
        assert was in text
        with open(path, "w", encoding="utf-8") as file:
            file.write(text.replace(was, now, 1))


def results(lines, policy):
    return {line["values"]["family"]: line["values"]["result"] for line in lines if "fact" in line and line["values"]["policy"] == policy}


def verdict(site, control, subject):
    """(state, how it is known) at that subject."""
    report = read_json("check", control, "--json", "--site", site.site, codes=(0, 1))
    found = [row for row in report["controls"][0]["subjects"] if row["id"] == subject]
    return found[0]["verdict"], found[0]["method"]


def check_order(points, folder):
    site = Recorded(folder, "ip-vpn", [], "router-b-1")
    lines = site.bring()
    points.point(results(lines, "outside-in") == {"ipv4": "refuse", "ipv6": "refuse", "frame": "undecided"} and lines[0]["sequence"] == 1 and lines[0]["origin"] == "live", "in order: nothing comes in by IPv4 and IPv6", [str(lines)])
    points.point(verdict(site, "T17", "router-b-1")[0] == "unknown", "T17 is not done by that alone: nobody followed what passes beside the rules", [str(verdict(site, "T17", "router-b-1"))])
    points.point([line["values"]["policy"] for line in lines if "fact" in line] == ["outside-in"] * 3, "it tells nothing of router A, which is not its subject")
    site.edit("configs/rtx.txt", "secure filter in 19", "secure filter in 18 19")
    site.edit("configs/rtx.txt", "ip filter 19 ", "ip filter 18 pass * * * * *\nip filter 19 ")
    site.edit("configs/terminal.rules", ":INPUT DROP", ":INPUT ACCEPT")
    lines = site.bring()
    shown = [line["values"] for line in lines if "fact" in line and line["values"]["family"] == "ipv4"][0]
    points.point(results(lines, "outside-in") == {"ipv4": "some", "ipv6": "undecided", "frame": "undecided"} and lines[0]["sequence"] == 2, "the same with a rule for all: IPv4 comes in, in the next bundle", [str(lines)])
    points.point("192.168.1.20" in shown["witness"] and shown["rule"].startswith("configs/rtx.txt: "), "with a packet and the line", [str(shown)])
    points.point(verdict(site, "T17", "router-b-1") == ("unmet", "configured"), "and T17 is not done", [str(verdict(site, "T17", "router-b-1"))])


def check_ways(points, folder):
    six = [("site.yaml", "{id: modem, role: bridge}", "{id: modem, role: bridge, passes: [ipv6]}"), ("configs/terminal.rules6", ":INPUT DROP", ":INPUT ACCEPT")]
    lines = Recorded(folder, "ip-vpn", six, "router-b-1").bring()
    points.point(results(lines, "outside-in") == {"ipv4": "undecided", "ipv6": "some", "frame": "some"}, "past the router", [str(lines)])
    site = Recorded(folder, "ipsec-router", [])
    lines = site.bring()
    points.point(results(lines, "terminal-to-inside") == {"ipv4": "refuse", "ipv6": "undecided", "frame": "undecided"}, "router A divides; of IPv6, which nobody there has, nothing is said", [str(lines)])
    vendor = [("configs/rtx.txt", "ip pp secure filter in 19", "ip pp secure filter in 18 19"), ("configs/rtx.txt", "ip filter 19 ", "ip filter 18 pass 198.51.100.0/28 192.168.1.20 tcp * 5900\nip filter 19 "),
              ("configs/terminal.rules", "-A INPUT -i lo", "-A INPUT -s 198.51.100.0/28 -p tcp -m tcp --dport 5900 -j ACCEPT\n-A INPUT -i lo"),
              ("site.yaml", "exceptions:\n", "exceptions:\n  - {policy: flow-outside-in, permits: \"tcp port 5900 from 198.51.100.0/28\", reason: maintenance, by: Vendor, date: 2026-11-01}\n")]
    site = Recorded(folder, "ip-vpn", vendor, "router-b-1")
    lines = site.bring()
    holds = {answer["policy"]: answer["proof"] for answer in read_json("prove", "--json", "--site", site.site, codes=(0, 1))["policies"]}["flow-outside-in"]
    points.point(holds == "holds" and results(lines, "outside-in") == {"ipv4": "undecided", "ipv6": "refuse", "frame": "undecided"} and verdict(site, "T17", "router-b-1")[0] == "unknown",
                 "what holds only because the site excepts something is not known", [holds, str(lines)])
    lines = Recorded(folder, "ipsec-router", [(test_flaws.A, ":FORWARD DROP", ":FORWARD ACCEPT")]).bring()
    points.point(results(lines, "terminal-to-inside") == {"ipv4": "some", "ipv6": "undecided", "frame": "undecided"}, "router A lets all through", [str(lines)])


OPEN_B = [("configs/rtx.txt", "ip pp secure filter in 19", "ip pp secure filter in 18 19"), ("configs/rtx.txt", "ip filter 19 ", "ip filter 18 pass * * * * *\nip filter 19 ")]
NAS = [("site.yaml", "links:\n", "  - {id: nas, role: host, unfiltered: [ipv4, ipv6]}\nlinks:\n  - {node: nas, segment: hub-1, interface: eth0, addresses: 192.168.1.50/24}\n")]
SECOND = [("site.yaml", "links:\n", "  - {id: elsewhere, role: outside}\n  - {id: line-2, role: segment}\n  - {id: second, role: router, unfiltered: [ipv4, ipv6]}\nlinks:\n  - {node: elsewhere, segment: line-2, interface: up}\n"
                                "  - {node: second, segment: line-2, interface: a, addresses: 192.0.2.77/24}\n  - {node: second, segment: hub-1, interface: b, addresses: 192.168.1.77/24}\n")]
RECORDS = [("site.yaml", "links:\n", "  - {id: records, role: host, unfiltered: [ipv4, ipv6]}\nlinks:\n  - {node: records, segment: hub-2, interface: eth0, addresses: 192.168.2.60/24}\n"),
           (test_flaws.A, "-A FORWARD -m conntrack", "-A FORWARD -s 192.168.1.20/32 -d 192.168.2.60/32 -j ACCEPT\n-A FORWARD -m conntrack")]
BACK = [(test_flaws.A, "-A FORWARD -m conntrack", "-A FORWARD -i eth1 -o eth0 -j ACCEPT\n-A FORWARD -m conntrack"), (test_flaws.T, ":INPUT DROP", ":INPUT ACCEPT")]


def check_not_shown(points, folder):
    """What `prove` may call held, and what is still not shown between the zones."""
    for what, network, changes, policy, control, subject in (
            ("the router lets all in and the hosts refuse", "ip-vpn", OPEN_B, "outside-in", "T17", "router-b-1"), ("a host that is no subject is open", "ip-vpn", OPEN_B + NAS, "outside-in", "T17", "router-b-1"),
            ("an outside that stands for nothing has a way in", "ip-vpn", SECOND, "outside-in", "T17", "router-b-1"),
            ("a server on the inner hub that is no subject", "ipsec-router", RECORDS, "terminal-to-inside", "T18", "router-a-1"), ("another flow of T18 there does not hold", "ipsec-router", BACK, "terminal-to-inside", "T18", "router-a-1")):
        site = Recorded(folder, network, changes, "router-b-1" if network == "ip-vpn" else "router-a-1, router-b-1")
        lines = site.bring()
        points.point(results(lines, policy)["ipv4"] == "undecided" and verdict(site, control, subject)[0] == "unknown", f"not shown: {what}", [str(results(lines, policy)), str(verdict(site, control, subject))])


CUT = OPEN_B + [("site.yaml", f"  - {{node: {node}, segment: onu, interface: up}}\n", "") for node in ("carrier", "centre", "clinics", "vendor")]
UNPLUGGED = OPEN_B + [("site.yaml", "  - {id: hub-1, role: segment}", "  - {id: line-2, role: segment}\n  - {id: hub-1, role: segment}")] + [
    ("site.yaml", f"{{node: router-b, segment: onu, interface: {name}", f"{{node: router-b, segment: line-2, interface: {name}") for name in ("pp1", "lan2")]
NO_IPV6 = [("configs/rtx.txt", "ipv6 lan2 secure filter in 20 29\n", "")] + [
    ("site.yaml", f'addresses: "192.168.1.{host}/24 2001:db8:2::{host}/64"', f"addresses: 192.168.1.{host}/24") for host in (10, 20)]


def check_nothing_asked(points, folder):
    """What nobody can send, what has no way, and what nobody has an address for is refused by no router, whatever it lets through."""
    for what, changes, expected in (("no outside is at a wire", CUT, ("undecided", "undecided")), ("the router is drawn at another line", UNPLUGGED, ("undecided", "undecided")),
                                    ("no host has an IPv6 address, and the router has no rules for it", NO_IPV6, ("refuse", "undecided"))):
        found = results(Recorded(folder, "ip-vpn", changes, "router-b-1").bring(), "outside-in")
        points.point((found["ipv4"], found["ipv6"]) == expected, f"nothing was asked: {what}", [str(found)])


def check_refusals(points, folder):
    site = Recorded(folder, "ip-vpn", [], "terminal-1")
    code, output, errors = site.record()
    points.point(code == 2 and not output and "subjects" in errors, "a collector without a router", [output, errors])
    code, output, errors = sekisho("prove", "--record", "nobody", "--site", site.site)
    points.point(code == 2 and not output and "collectors" in errors, "a collector that is none", [errors])
    code, output, errors = site.record("--mistakes")
    points.point(code == 2 and not output, "beside --mistakes", [errors])
    one, two = Recorded(folder, "ip-vpn", [], "router-b-1").record("--at", "2026-10-01"), Recorded(folder, "ip-vpn", [], "router-b-1").record("--at", "2026-10-01")
    points.point(one == two and '"at":"2026-10-01T' in one[1], "the same site at the same time gives the same bytes", [str(one)])


def check_hosts(points, folder):
    """Two hosts have a collector of that id: the bundle goes on from the last one of the host that it names."""
    site = Recorded(folder, "ip-vpn", [], "router-b-1")
    first = site.bring()[0]
    with open(os.path.join(site.site, "site.yaml"), "a", encoding="utf-8") as file:
        file.write(COLLECTOR.split("\n")[1].format(key=read(site.key + ".pub").strip(), subjects="router-b-1").replace("vendor-pc", "second-pc") + "\n")
    found = [(head["host"], head["sequence"], head["previous"] is None) for head in (first, site.bring()[0], site.bring()[0])]
    points.point(found == [("vendor-pc", 1, True), ("second-pc", 1, True), ("second-pc", 2, False)], "one collector on two hosts: each chain goes on from its own end, and is taken", found)


def run(points):
    with tempfile.TemporaryDirectory() as folder:
        check_order(points, folder)
        check_ways(points, folder)
        check_not_shown(points, folder)
        check_nothing_asked(points, folder)
        check_refusals(points, folder)
        check_hosts(points, folder)


if __name__ == "__main__":
    main(run)
