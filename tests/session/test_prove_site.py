#!/usr/bin/python3
"""sekisho prove without a file: the policies of a site over its network, in both languages; and what is wrong with a network is refused with its line.

`test_prove_site.py --update` writes the golden files anew; look at the difference before committing it.
"""
import os
import shutil
import sys
import tempfile
import unicodedata

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(os.path.dirname(HERE), "catalogue"))
from support import main, read_json, sekisho  # noqa: E402

SITE = os.path.join(HERE, "prove_site")
FLOWS = {"flow-outside-in": "violated", "flow-terminal-receipt": "violated", "flow-claim-receipt": "violated", "flow-receipt-terminal": "violated", "flow-claim-terminal": "violated",
         "flow-terminal-claim": "violated", "flow-terminal-services": "violated", "flow-institutions": "violated"}
PROOFS = {**FLOWS, "nothing-new-from-outside": "violated", "nothing-new-from-outside-6": "holds", "claim-not-to-terminal": "violated", "receipt-not-to-claim": "violated",
          "outside-not-to-printer": "undecided"}
WAYS = {"flow-outside-in": ["carrier", "router-b", "terminal-1"], "flow-terminal-receipt": ["terminal-1", "receipt-1"],
        "flow-claim-receipt": ["claim-1", "terminal-1", "receipt-1"], "flow-receipt-terminal": ["receipt-1", "terminal-1"], "flow-claim-terminal": ["claim-1", "terminal-1"],
        "flow-terminal-claim": ["terminal-1", "claim-1"], "flow-terminal-services": ["terminal-1", "router-b", "carrier"], "flow-institutions": ["terminal-1", "router-b", "clinics"],
        "nothing-new-from-outside": ["carrier", "router-b", "terminal-1"], "claim-not-to-terminal": ["claim-1", "terminal-1"],
        "receipt-not-to-claim": ["receipt-1", "terminal-1", "claim-1"], "outside-not-to-printer": ["carrier", "spare", "printer"]}
# What work needs -> (what it is, its way)
NEEDS = {"need-services": ("silent", []), "need-exchange": ("holds", []), "support": ("holds", []),
         "support-or-telnet": ("undecided", ["helper", "spare", "terminal-1"]), "claims": ("holds", []),
         "prints": ("undecided", ["claim-1", "terminal-1", "printer"]), "prints-6": ("silent", []), "voice-to-claim": ("violated", ["voice"]), "does-without": ("silent", [])}
# What is changed in site.yaml -> (need, what it is then, its way)
NEED_CHANGES = {
    "there is no spare router": (("  - {node: spare, segment: onu, interface: b, addresses: 192.0.2.40/24}\n", ""), "support-or-telnet", "violated", ["helper", "router-b"]),
    "the spare router is known to filter nothing": (("{id: spare, role: router}", "{id: spare, role: router, unfiltered: [ipv4]}"), "support-or-telnet", "holds", []),
    "the terminal does not forward": (("forwards: true, unfiltered", "unfiltered"), "prints", "undecided", ["claim-1", "router-b", "spare", "printer"]),
    "the terminal does not forward, and there is no spare router": (("forwards: true, unfiltered", "unfiltered"), "prints", "violated", ["claim-1"]),
    "the printer is known to filter nothing": (("{id: printer, role: host}", "{id: printer, role: host, unfiltered: [ipv4]}"), "prints", "holds", []),
    # Of whom no address is stated: to any, and from any; of whom some routes are, what else it does.
    "the address of the printer is not known": (("{node: printer, segment: hub-2, interface: eth0, addresses: 192.168.2.50/24}", "{node: printer, segment: hub-2, interface: eth0}"), "prints", "undecided",
                                                ["claim-1", "terminal-1", "printer"]),
    "the address of the claim terminal is not known": (("{node: claim-1, segment: hub-1, interface: eth0, addresses: 192.168.1.10/24}", "{node: claim-1, segment: hub-1, interface: eth0}"),
                                                       "claims", "undecided", ["claim-1", "router-b", "clinics"]),
    "a route of the claim terminal is stated": (("{id: claim-1, role: host, subject: claim-1}", "{id: claim-1, role: host, subject: claim-1, routes: [{to: 192.168.3.0/24, interface: eth0, via: 192.168.1.1}]}"),
                                                "claims", "undecided", ["claim-1", "router-b", "clinics"]),
    "and the one that it needs": (("{id: claim-1, role: host, subject: claim-1}", "{id: claim-1, role: host, subject: claim-1, routes: [{to: ipv4, interface: eth0, via: 192.168.1.1}]}"), "claims", "holds", []),
    "its gateway is somebody else": (("{id: claim-1, role: host, subject: claim-1}", "{id: claim-1, role: host, subject: claim-1, routes: [{to: ipv4, interface: eth0, via: 192.168.1.99}]}"), "claims", "undecided",
                                     ["claim-1", "router-b", "clinics"]),
    "one of its two addresses is let out": (("addresses: 192.168.1.10/24", "addresses: \"192.168.1.10/24 192.168.1.11/24\""), "claims", "undecided", ["claim-1", "router-b", "clinics"]),
    "of the exception a port is left": (("permits: tcp, reason: \"files", "permits: tcp port 22, reason: \"files"), "does-without", "undecided", ["claim-1", "terminal-1", "spare", "helper"]),
    "of an exception with 'or' a port is left": (("permits: tcp, reason: \"files", "permits: tcp port 1-20 or tcp port 22-65535, reason: \"files"), "does-without", "undecided", ["claim-1", "terminal-1", "spare", "helper"]),
    "an exception for a need": (("{policy: does-without, from: [claim-1], permits: tcp,", "{policy: voice-to-claim, permits: \"\","), "voice-to-claim", "silent", []),
    "a port of whatever protocol": (("accepts: tcp port 443 or icmp", "accepts: port 443"), "claims", "holds", []),
    "no packet is as it says": (("accepts: tcp port 443 or icmp", "accepts: icmp port 443"), "claims", "silent", []),
    "of two senders one has no IPv6": (("from: [claim-1], to: [printer], accepts: ipv6", "from: [claim-1, terminal-1], to: [carrier], accepts: ipv6"), "prints-6", "undecided",
                                       ["terminal-1", "router-b", "carrier"]),
    "what nobody begins": (("accepts: tcp port 443 or icmp", "accepts: tcp port 443 source-port 80"), "claims", "holds", []),
}
# What is changed in site.yaml -> (policy, what it is then)
CHANGES = {
    "the rule is gone": (None, ("nothing-new-from-outside", "undecided")),
    "the terminal does not forward": (("forwards: true, unfiltered", "unfiltered"), ("receipt-not-to-claim", "holds")),
    "the spare router is known to filter nothing": (("{id: spare, role: router}", "{id: spare, role: router, unfiltered: [ipv4]}"), ("outside-not-to-printer", "violated")),
    "there is no spare router": (("  - {node: spare, segment: onu, interface: b, addresses: 192.0.2.40/24}\n", ""), ("outside-not-to-printer", "holds")),
    "IPv6 passes by": (("  - {id: spare, role: router}", "  - {id: spare, role: bridge, passes: [ipv6]}"), ("outside-not-to-printer", "holds")),
    # Flows of the catalogue: a place whose device is drawn nowhere, one with no device, and exceptions.
    "a second receipt computer is drawn nowhere": (("  - {id: receipt-1, place", "  - {id: receipt-2, place: receipt-computer}\n  - {id: receipt-1, place"), ("flow-institutions", "violated")),
    "and nothing else is open": (("behind: 10.0.0.0/8", "behind: 192.168.1.0/24"), ("flow-institutions", "undecided")),
    "an exception for one sender": (("permits: \"tcp port 445 from 192.168.2.20\"", "permits: \"from 192.168.2.20\""), ("flow-terminal-receipt", "violated")),
    "an exception for one pair": (("permits: \"tcp port 445 from 192.168.2.20\"", "from: [terminal-1], to: [receipt-1], permits: \"\""), ("flow-terminal-receipt", "holds")),
    "an exception for another pair": (("permits: \"tcp port 445 from 192.168.2.20\"", "from: [claim-1], permits: \"\""), ("flow-terminal-receipt", "violated")),
    "an exception for another policy": (("- {policy: flow-terminal-receipt, permits: \"tcp port 445 from 192.168.2.20\"", "- {policy: flow-terminal-claim, permits: \"\""), ("flow-terminal-claim", "holds")),
    "no institutions stand outside": ((", stands-for: institutions, behind: 10.0.0.0/8", ""), ("flow-institutions", "silent")),
    "institutions stand behind addresses that the router does not reach": (("behind: 10.0.0.0/8", "behind: 192.168.1.0/24"), ("flow-institutions", "holds")),
    "nobody is at the place of claim terminals": (("  - {id: claim-1, place: claim-terminal}\n", ""), ("flow-claim-receipt", "silent")),
    "the bridge passes IPv4": (("  - {id: spare, role: router}", "  - {id: spare, role: bridge, passes: [ipv4, ipv6]}"), ("outside-not-to-printer", "violated")),
}
# What is changed there besides
SPARE = ("  - {node: spare, segment: onu, interface: b, addresses: 192.0.2.40/24}\n", "")
NEED_BESIDES = {"the terminal does not forward, and there is no spare router": SPARE}
# Rules that are changed for a need
ONE_ADDRESS = ("-A FORWARD -i lan -o wan -j", "-A FORWARD -i lan -s 192.168.1.10 -o wan -j")
NEED_RULES = {"one of its two addresses is let out": ONE_ADDRESS, "the address of the claim terminal is not known": ONE_ADDRESS, "a port of whatever protocol": ("-A FORWARD -i lan -o wan -j ACCEPT",
                                                                "-A FORWARD -i lan -o wan -p tcp -j ACCEPT\n-A FORWARD -i lan -o wan -p udp -j ACCEPT\n-A FORWARD -p dccp -j ACCEPT\n-A FORWARD -p sctp -j ACCEPT\n-A FORWARD -p 136 -j ACCEPT")}
BESIDES = {"nobody is at the place of claim terminals": ("role: host, subject: claim-1", "role: host"),
           "and nothing else is open": ("  - {id: receipt-1, place", "  - {id: receipt-2, place: receipt-computer}\n  - {id: receipt-1, place")}
# What is wrong with it -> (line, words)
WRONG = {
    "a need about a segment": (("from: [claim-1], to: [printer], accepts: tcp", "from: [claim-1], to: [hub-2], accepts: tcp"), "packets neither begin nor end there"),
    "a need of nobody": (("from: [voice], to: [claim-1], accepts", "from: [plotter], to: [claim-1], accepts"), "packets neither begin nor end there"),
    "a need without packets": (("accepts: udp port 514", "accepts: telnet"), "telnet"),
    "a need with 'or' and nothing behind it": (("accepts: udp port 514", "accepts: udp port 514 or"), "packets behind it"),
    "a need with nothing in front of 'or'": (("accepts: udp port 514", "accepts: or udp port 514"), "packets in front of it"),
    "a need that refuses": (("accepts: udp port 514", "refuses: udp port 514"), "refuses"),
    "a policy that accepts": (("refuses: tcp port 445}", "accepts: tcp port 445}"), "accepts"),
    "two needs of one id": (("{id: prints-6,", "{id: prints,"), "prints"),
    "a need named like one of the catalogue": (("{id: prints-6,", "{id: need-exchange,"), "need-exchange"),
    "a need named like a policy": (("{id: prints-6,", "{id: receipt-not-to-claim,"), "receipt-not-to-claim"),
    "a need named like a flow": (("{id: prints-6,", "{id: flow-outside-in,"), "flow-outside-in"),
    "a policy named like a need of the catalogue": (("{id: receipt-not-to-claim,", "{id: need-exchange,"), "need-exchange"),
    "an exception to no need": (("policy: does-without, from", "policy: does-with, from"), "names no policy and no need"),
    "an exception with 'but'": (("permits: tcp, reason: \"files", "permits: tcp but tcp port 22, reason: \"files"), "packets without 'but'"),

    "a link to nowhere": (("segment: hub-2, interface: eth1", "segment: hub-3, interface: eth1"), "a link leads to a segment"),
    "a link of nobody": (("{node: printer, segment", "{node: plotter, segment"), "plotter"),
    "an interface with two links": (("segment: hub-2, interface: eth1", "segment: hub-2, interface: eth0"), "the interface has two links"),
    "an id twice": (("{id: printer, role: host}", "{id: spare, role: host}"), "spare"),
    "a route by an interface that is not there": (("{to: ipv4, interface: wan", "{to: ipv4, interface: wan7"), "an interface that no link has"),
    "an address without its network": (("addresses: 192.168.1.10/24", "addresses: 192.168.1.10"), "192.168.1.10"),
    "a route to no address": (("{to: ipv4, interface: wan", "{to: everywhere, interface: wan"), "everywhere"),
    "a policy about a segment": (("to: [printer]", "to: [hub-2]"), "packets neither begin nor end there"),
    "packets that nobody understands": (("refuses: ipv4 tcp port 9100", "refuses: telnet"), "telnet"),
    "a configuration that is not there": (("configs: [router-b.rules,", "configs: [router-c.rules,"), "router-c.rules"),
    "a segment that forwards": (("{id: hub-2, role: segment}", "{id: hub-2, role: segment, forwards: true}"), "whether it forwards"),
    "a host that passes frames": (("{id: printer, role: host}", "{id: printer, role: host, passes: [ipv6]}"), "only a bridge"),
    "an exception to no policy": (("policy: flow-terminal-receipt", "policy: flow-terminal-recept"), "names no policy and no need"),
    "an exception about a segment": (("permits: \"tcp port", "to: [hub-1], permits: \"tcp port"), "packets neither begin nor end there"),
    "an exception in words nobody understands": (("permits: \"tcp port 445 from", "permits: \"telnet from"), "telnet"),
    "an exception with an exception": (("permits: \"tcp port 445 from 192.168.2.20\"", "permits: \"tcp but udp\""), "packets without 'but'"),
    "a policy named like a flow": (("{id: receipt-not-to-claim", "{id: flow-outside-in"), "flow-outside-in"),
    "a host that stands for the internet": (("{id: printer, role: host}", "{id: printer, role: host, stands-for: internet}"), "only an outside"),
    "an outside behind no network": (("behind: 10.0.0.0/8", "behind: 10.0.0.0/33"), "10.0.0.0/33"),
    "an exception of nobody": (("by: Dr. Sato, date: 2026-11-01}\n", "by: \" \", date: 2026-11-01}\n"), "it does not say who found this out"),
    "an exception without a reason": (("reason: \"files go by the portal\"", "reason: \"\""), "it does not say why"),
    "a subject that is not there": (("role: router\n    subject: router-b-1", "role: router\n    subject: router-x"), "router-x"),
}


def columns(line):
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in line)


def golden(points, name, text, update):
    points.point(max(map(columns, text.splitlines())) <= 80, f"{name}: no line is wider than 80 columns", [line for line in text.splitlines() if columns(line) > 80])
    path = os.path.join(HERE, "golden", name)
    if update:
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
    with open(path, encoding="utf-8") as file:
        points.point(file.read() == text, f"as in golden/{name}", text.splitlines())


def replace(path, change):
    with open(path, encoding="utf-8") as file:
        text = file.read()
    assert change[0] in text, change
    with open(path, "w", encoding="utf-8") as file:
        file.write(text.replace(*change, 1))


def changed(folder, change, rules=None, more=None):
    site = os.path.join(folder, "site")
    shutil.rmtree(site, ignore_errors=True)
    shutil.copytree(SITE, site)
    for words in filter(None, (change, more)):
        replace(os.path.join(site, "site.yaml"), words)
    if rules:
        path = os.path.join(site, "configs", "router-b.rules")
        with open(path, encoding="utf-8") as file:
            text = file.read()
        with open(path, "w", encoding="utf-8") as file:
            file.write("".join(line + "\n" for line in text.splitlines() if rules not in line))
    return site


def check_changes(points, folder):
    for what, (change, (policy, proof)) in CHANGES.items():
        site = changed(folder, change, None if change else "3389")
        if what in BESIDES:
            site = changed(folder, change, more=BESIDES[what])
        answer = next(row for row in read_json("prove", "--site", site, "--json", codes=(0, 1))["policies"] if row["policy"] == policy)
        points.point(answer["proof"] == proof, f"{what}: {policy} is {proof}", [str(answer)])


def check_needs(points, folder):
    for answer in read_json("prove", "--site", SITE, "--json", codes=(1,))["needs"]:
        proof, way = NEEDS[answer["policy"]]
        points.point(answer["proof"] == proof and [hop["node"] for hop in answer["way"]] == way, f"{answer['policy']} is {proof}", [str(answer)])
    for what, (change, need, proof, way) in NEED_CHANGES.items():
        site = changed(folder, change, more=NEED_BESIDES.get(what))
        if what in NEED_RULES:
            replace(os.path.join(site, "configs", "router-b.rules"), NEED_RULES[what])
        answer = next(row for row in read_json("prove", "--site", site, "--json", codes=(0, 1))["needs"] if row["policy"] == need)
        points.point(answer["proof"] == proof and [hop["node"] for hop in answer["way"]] == way, f"{what}: {need} is {proof}", [str(answer)])


RTX = """# RTX1210 Rev.14.01.42
ip lan1 address 192.168.1.1/24
pp select 1
 pppoe use lan2
 ip pp secure filter in 1 2
 ip pp secure filter out 9 dynamic 80
 pp enable 1
ip filter 1 pass * 192.168.1.20 tcp * 3389
ip filter 2 reject * * * * *
ip filter 9 pass * * * * *
ip filter dynamic 80 * * tcp
"""
# What is changed in it -> (proofs of the two policies about outside, words of the line that lets the first packet through)
ROUTERS = {
    "one port": (("", ""), ("violated", "violated"), "ip filter 1 pass"),
    "nothing, but of IPv6 there is no list": (("filter in 1 2", "filter in 2"), ("holds", "violated"), None),
    "nothing of IPv4, and of IPv6 what a filter says that is not there": (("filter in 1 2", "filter in 2\n ipv6 pp secure filter in 3"), ("holds", "undecided"), None),
    "nothing of both": (("filter in 1 2\n", "filter in 2\n ipv6 pp secure filter in 2\nipv6 filter 2 reject * *\npp select 1\n"), ("holds", "holds"), None),
    "whatever the line is up": (("filter in 1 2\n", "filter in 5\nip filter 5 restrict * * * * *\npp select 1\n"), ("violated", "violated"), "ip filter 5 restrict"),
    "addresses are changed": (("pp enable 1", "ip pp nat descriptor 1\nnat descriptor type 1 masquerade"), ("undecided", "violated"), None),
}


IX = """! NEC Portable Internetwork Core Operating System Software
ip access-list rdp permit tcp src any sport any dest 192.168.1.20/32 dport eq 3389
ip access-list none deny ip src any dest any
ip access-list all permit ip src any dest any
ip access-list dynamic dyn access all
ipv6 access-list none deny ip src any dest any
!
interface GigaEthernet2.0
  ip address 192.168.1.1/24
!
interface GigaEthernet0.1
  encapsulation pppoe
  ip filter rdp 10 in
  ip filter none 20 in
  ip filter dyn 10 out
"""
IX_ROUTERS = {
    "one port": (("", ""), ("violated", "violated"), "ip access-list rdp permit"),
    "nothing, but of IPv6 there is no filter": (("  ip filter rdp 10 in\n", ""), ("holds", "violated"), None),
    "nothing of IPv4, and of IPv6 what a list says that is not there": (("  ip filter rdp 10 in\n", "  ipv6 filter gone 1 in\n"), ("holds", "undecided"), None),
    "nothing of both": (("  ip filter rdp 10 in\n", "  ipv6 filter none 1 in\n"), ("holds", "holds"), None),
    "what the higher number permits": (("rdp 10 in", "rdp 30 in"), ("holds", "violated"), None),
    "what is not told": (("dport eq 3389", "dport gt 3388"), ("undecided", "violated"), None),
    "addresses are changed": (("  encapsulation pppoe", "  encapsulation pppoe\n  ip napt enable"), ("undecided", "violated"), None),
}
# (configuration, its changes, names of the two interfaces)
MAKES = {"Yamaha": (RTX, ROUTERS, "pp1", "lan1"), "NEC": (IX, IX_ROUTERS, "GigaEthernet0.1", "GigaEthernet2.0")}


def router(folder, make, change, policy=("", "")):
    """The same site, its router of that make."""
    text, _, wan, lan = MAKES[make]
    site = changed(folder, ("configs: [router-b.rules, router-b.rules6]", "configs: [router.txt]"))
    path = os.path.join(site, "site.yaml")
    with open(path, encoding="utf-8") as file:
        yaml = file.read().replace("  - {node: spare, segment: onu, interface: b, addresses: 192.0.2.40/24}\n", "").replace("interface: wan", f"interface: {wan}").replace("interface: lan", f"interface: {lan}")
    with open(path, "w", encoding="utf-8") as file:
        file.write(yaml.replace(*policy))
    assert change[0] in text, change
    with open(os.path.join(site, "configs", "router.txt"), "w", encoding="utf-8") as file:
        file.write(text.replace(*change))
    return site


def own_answers(site):
    """Of its own policies: those of the guidance are asked as well."""
    return [answer for answer in read_json("prove", "--site", site, "--json", codes=(0, 1))["policies"] if not answer["control"]]


def check_routers(points, folder, make):
    for what, (change, proofs, words) in MAKES[make][1].items():
        answers = own_answers(router(folder, make, change))
        found = tuple(answer["proof"] for answer in answers[:2])
        lets = next((hop["text"] for hop in answers[0]["way"] if hop["node"] == "router-b"), None) or ""
        points.point(found == proofs and (words or "") in lets, f"a router of {make} lets in {what}: {', '.join(proofs)}", [str(found), lets])
    # What is sent to the outer address comes to an inner one where addresses are changed.
    changed = MAKES[make][1]["addresses are changed"][0]
    inside = {"Yamaha": "\nnat descriptor masquerade static 1 1 192.168.1.20 tcp 3389", "NEC": "\n  ip napt static GigaEthernet0.1 tcp 3389"}[make]
    for change, proof in (MAKES[make][1]["one port"][0], "holds"), (changed, "holds"), ((changed[0], changed[1] + inside), "undecided"):
        site = router(folder, make, change, ("refuses: ipv4}", "refuses: ipv4 tcp port 3389 to 192.0.2.2}"))
        answer = own_answers(site)[0]
        named = [line["text"] for line in answer["unread"] if line["text"]]
        points.point(answer["proof"] == proof and (proof == "holds" or inside.strip() in named), f"{make}: to the outer address, with '{change[1].strip().rpartition(chr(10))[2].strip()}': {proof}", [str(answer)])


# Policy -> what is said to close it, and the same in the files: (file, what is there, what is there then), each.
INPUT = "*filter\n:INPUT ACCEPT [0:0]\n:FORWARD ACCEPT [0:0]\n:OUTPUT ACCEPT [0:0]\n-A INPUT -m conntrack --ctstate NEW,INVALID,UNTRACKED -j DROP\nCOMMIT\n"
HEAD = ":OUTPUT ACCEPT [0:0]\n"
MENDS = {
    "flow-outside-in": (["delete"], [("configs/router-b.rules", "-A FORWARD -i wan -p tcp --dport 3389 -d 192.168.1.20 -j ACCEPT\n", "")]),
    "flow-claim-receipt": (["stop-forwarding"], [("site.yaml", "forwards: true, ", "")]),
    "flow-receipt-terminal": (["filter"], [("site.yaml", "unfiltered: [ipv4]}", "configs: [own.rules, own.rules6]}"), ("configs/own.rules", None, INPUT),
                                           ("configs/own.rules6", None, "# Generated by ip6tables-save v1.8.9\n" + INPUT)]),
    "flow-institutions": (["refuse"], [("configs/router-b.rules", HEAD, HEAD + "-A FORWARD -i lan -d 10.0.0.0/8 -m conntrack --ctstate NEW,INVALID,UNTRACKED -j DROP\n")]),
    "flow-terminal-services": (["refuse", "refuse"], [(f"configs/router-b.rules{six}", HEAD, HEAD + "-A FORWARD -i lan -p tcp --dport 443 -j RETURN\n"
                                                       "-A FORWARD -i lan -p tcp --dport 53 -j RETURN\n-A FORWARD -i lan -p udp --dport 53 -j RETURN\n"
                                                       "-A FORWARD -i lan -p udp --dport 123 -j RETURN\n-A FORWARD -i lan -m conntrack --ctstate NEW,INVALID,UNTRACKED -j DROP\n")
                                                      for six in ("", "6")]),
}


def mended(folder, changes):
    site = changed(folder, None)
    for name, was, now in changes:
        path, text = os.path.join(site, name), ""
        if was is not None:
            with open(path, encoding="utf-8") as file:
                text = file.read()
            assert was in text, was
        with open(path, "w", encoding="utf-8") as file:
            file.write(text.replace(was, now, 1) if was is not None else now)
    return site


def check_mends(points, folder, answers):
    for policy, (kinds, changes) in MENDS.items():
        now = next(answer for answer in answers if answer["policy"] == policy)
        said = [mend["kind"] for mend in now["mends"]]
        then = next(answer for answer in read_json("prove", "--site", mended(folder, changes), "--json", codes=(0, 1))["policies"] if answer["policy"] == policy)
        # The firewall in the files refuses more than the fewest changes: what the spare router may make of other packets, too.
        wanted = "holds" if kinds == ["filter"] else now["mended"]
        points.point(said == kinds and then["proof"] == wanted and now["mended"] in ("holds", "undecided"), f"{now['mended']}, {policy}: what is said to close it does, in the files", [str(said), str(then)])
    points.point(all(bool(answer["mends"]) == (answer["proof"] == "violated") for answer in answers), "what does not hold, and nothing else, is told what would close it")


# Packets of a policy -> how they are named
SERVICES = {"tcp port 22": "SSH login (tcp 22)", "tcp port 53": "name service DNS (tcp 53)", "udp port 123": "time service NTP (udp 123)", "tcp port 139": "file sharing SMB (tcp 139)",
            "tcp port 443": "web service HTTPS (tcp 443)", "udp port 4500": "key exchange IKE (udp 4500)", "tcp port 3306": "the database (tcp 3306)", "tcp port 5900": "remote control by VNC (tcp 5900)",
            "udp port 22": "udp port 22 of terminal-1", "tcp port 9100": "tcp port 9100 of terminal-1", "icmp": "terminal-1 (Eligibility terminal) by icmp", "tcp port 0-9": "tcp port 1 of terminal-1"}


def check_sentences(points, folder):
    """What can happen is said in words, of services only by the protocol they are of; and never of port 0 where there is another."""
    for packets, words in SERVICES.items():
        _, out, _ = sekisho("prove", "--lang", "en", "--site", changed(folder, ("refuses: tcp port 445}", f"refuses: {packets}}}")))
        told = " ".join(out.split("  claim-not-to-terminal ")[1].split("this packet")[0].split())
        points.point("claim-1 (Claim terminal) can reach " in told and words in told, f"{packets}: {words}", [told])


def check_order(points):
    """The worst first: what comes from outside, or may; what does not hold; what cannot be decided; what holds, and of that no more than a line."""
    _, out, _ = sekisho("prove", "--site", SITE, "--lang", "en")
    words = ["DOES NOT HOLD", "cannot be decided", "holds"]
    details = out.split("From here on for whoever maintains the devices: each of them\n")[1].split("\n\n")[0]
    lines = [line for line in details.splitlines() if line.startswith("  ") and line[2] not in " ?" and any(line.endswith("  " + word) for word in words)]
    outside = ["flow-outside-in", "nothing-new-from-outside", "outside-not-to-printer"]
    ranks = [next(rank for rank, word in enumerate(words) if line.endswith("  " + word)) for line in lines[len(outside):]]
    points.point(ranks == sorted(ranks) and len(lines) == len(PROOFS), "what does not hold stands before what cannot be decided, and that before what holds", lines)
    points.point([line.split()[0] for line in lines[:len(outside)]] == outside, "what comes from outside stands first, and then what may", lines)
    points.point(details.endswith("nothing-new-from-outside-6              holds"), "of what holds there is one line", lines[-2:])


def check_wrong(points, folder):
    for what, (change, words) in WRONG.items():
        code, out, errors = sekisho("prove", "--site", changed(folder, change))
        points.point(code == 2 and words in errors and not out and "site.yaml" in errors + "site.yaml" * ("router-c" in words), f"refused: {what}", [str(code), errors])
    code, _, errors = sekisho("prove", "--site", changed(folder, None), "--refuses", "tcp")
    points.point(code == 2 and "FILE" in errors, "a question without a file is refused", [errors])
    code, _, errors = sekisho("prove", "--site", os.path.join(os.path.dirname(SITE), "clinic"))
    points.point(code == 2, "a site without a network proves nothing", [errors])


def check_more_unknown(points, folder):
    """What nobody can read may let more in: that is not told as if it did not."""
    site = shutil.copytree(os.path.join(os.environ["SOURCE_DIR"], "examples", "network-sick"), os.path.join(folder, "unread"))
    path = os.path.join(site, "configs", "rtx.txt")
    with open(path, encoding="utf-8") as file:
        text = file.read()
    with open(path, "w", encoding="utf-8") as file:
        file.write(text.replace("filter in 18 19", "filter in 17 18 19").replace("ip filter 18 ", "ip filter 17 pass * * tcp * foo\nip filter 18 "))
    answer = next(each for each in read_json("prove", "--site", site, "--json", codes=(1,))["policies"] if each["policy"] == "flow-outside-in")
    for lang, doubt, until in (("en", "Whether more than that is open cannot be decided.", "which may not be enough"), ("ja", "ほかにも開いているかどうかは判定できません。", "足りないかもしれません")):
        words = " ".join(sekisho("prove", "--site", site, "--lang", lang)[1].split())
        first = words[words.index(" 1. "):words.index(" 2. ")].replace(" ", "")
        points.point(answer["proof"] == "violated" and answer["more"] is None and doubt.replace(" ", "") in first and until.replace(" ", "") in first, f"{lang}: a line that is not understood may let more in", [str(answer["more"]), first])


def check_more(points, folder):
    """Whoever turns off the one service that is shown closes nothing where others come in by the same way."""
    sick = os.path.join(os.environ["SOURCE_DIR"], "examples", "network-sick")
    for title, rule, more in (("one service", "ip filter 18 pass * * tcp * 3389", False), ("one service, by both protocols", "ip filter 18 pass * * tcp,udp * 3389", False),
                              ("two services", "ip filter 18 pass * * tcp * 3389,5900", True), ("everything", "ip filter 18 pass * *", True)):
        site = shutil.copytree(sick, os.path.join(folder, title))
        path = os.path.join(site, "configs", "rtx.txt")
        with open(path, encoding="utf-8") as file:
            text = file.read()
        with open(path, "w", encoding="utf-8") as file:
            file.write(text.replace("ip filter 18 pass * * tcp * 3389", rule))
        answers = {answer["policy"]: answer for answer in read_json("prove", "--site", site, "--json", codes=(1,))["policies"]}
        words = " ".join(sekisho("prove", "--site", site, "--lang", "en")[1].split())
        first = words[words.index(" 1. "):words.index(" 2. ")]
        points.point(answers["flow-outside-in"]["proof"] == "violated" and answers["flow-outside-in"]["more"] is more and ("not enough, as more is open." in first or "not be enough, as more is open." in first) is more
                     and ("turned off. Ask whoever maintains it first" in first) is not more and ("More than that is open." in first) is more, f"{title}: is turning it off enough?", [first])
        points.point(answers["flow-claim-terminal"]["more"] and not answers["flow-institutions"]["more"], f"{title}: a firewall that is off lets in more than one, what holds nothing", [str(answers["flow-claim-terminal"])])


def check_more_elsewhere(points, folder):
    """Another computer that is open by another service is not closed by turning off the one that is shown."""
    sick = os.path.join(os.environ["SOURCE_DIR"], "examples", "network-sick")
    for title, other, more in (("to another computer another service", "ip filter 17 pass * 192.168.1.10 tcp * 22", True), ("to nobody", "ip filter 17 pass * 192.168.1.99 tcp * 22", False)):
        site = shutil.copytree(sick, os.path.join(folder, title))
        for name, was, becomes in (("rtx.txt", "ip filter 18 pass * * tcp * 3389", f"ip filter 18 pass * 192.168.1.20 tcp * 3389\n{other}"), ("rtx.txt", "filter in 18 19", "filter in 17 18 19"),
                                   ("claim.rules", ":INPUT DROP", ":INPUT ACCEPT")):
            path = os.path.join(site, "configs", name)
            with open(path, encoding="utf-8") as file:
                text = file.read()
            assert was in text
            with open(path, "w", encoding="utf-8") as file:
                file.write(text.replace(was, becomes))
        answer = next(answer for answer in read_json("prove", "--site", site, "--json", codes=(1,))["policies"] if answer["policy"] == "flow-outside-in")
        points.point(answer["proof"] == "violated" and answer["more"] is more, f"more is open {title}: {more}", [str(answer["more"]), str(answer["packet"])])


def run(points):
    update = "--update" in sys.argv
    answers = read_json("prove", "--site", SITE, "--json", codes=(1,))["policies"]
    for answer in answers:
        points.point(answer["proof"] == PROOFS[answer["policy"]], f"{answer['policy']} is {PROOFS[answer['policy']]}", [str(answer)])
        points.point([hop["node"] for hop in answer["way"]] == WAYS.get(answer["policy"], []), f"{answer['policy']}: its way", [str(answer["way"])])
    for lang in ("en", "ja"):
        code, out, _ = sekisho("prove", "--lang", lang, folder=SITE)
        points.point(code == 1, f"exit 1, {lang}")
        golden(points, f"prove-site.{lang}.txt", out, update)
    with tempfile.TemporaryDirectory() as folder:
        check_changes(points, folder)
        check_needs(points, folder)
        for make in MAKES:
            check_routers(points, folder, make)
        check_mends(points, folder, answers)
        check_sentences(points, folder)
        check_wrong(points, folder)
        check_more(points, folder)
        check_more_elsewhere(points, folder)
        check_more_unknown(points, folder)
    check_order(points)


if __name__ == "__main__":
    main(run)
