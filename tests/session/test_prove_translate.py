#!/usr/bin/python3
"""Addresses that a router changes: what comes by a port of it that leads inside, what goes out from another address, and what is not known where a rule is not understood. The kernel is the
judge of what is followed (tests/net/test_way.py); here stand the words, and each reason why nothing is sure."""
import os
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(os.path.dirname(HERE), "catalogue"))
from support import main, read_json, sekisho  # noqa: E402

SITE = """format: sekisho-site/1
name: {ja: "試験医院", en: "Trial Clinic"}
kind: clinic
configuration: ip-vpn
subjects: [{id: router-b-1, place: router-b}]
nodes:
  - {id: wan, role: segment}
  - {id: inside, role: segment}
  - {id: out, role: outside, behind: 203.0.113.0/24}
  - {id: r, role: router, configs: [r.nft], routes: [{to: ipv4, interface: wan0}]}
  - {id: a, role: host, unfiltered: [ipv4, ipv6]}
  - {id: b, role: host, unfiltered: [ipv4, ipv6]}
links:
  - {node: out, segment: wan, interface: up}
  - {node: r, segment: wan, interface: wan0, addresses: 192.0.2.2/24}
  - {node: r, segment: inside, interface: lan0, addresses: 192.168.1.1/24}
  - {node: a, segment: inside, interface: eth0, addresses: 192.168.1.10/24}
  - {node: b, segment: inside, interface: eth0, addresses: 192.168.1.11/24}
policies:
  - {id: not-in, from: [out], to: [a], refuses: ipv4 tcp to 192.0.2.2}
  - {id: not-to-b, from: [out], to: [b], refuses: ipv4 tcp to 192.0.2.2}
  - {id: not-out, from: [b], to: [out], refuses: ipv4 udp}
  - {id: not-web, from: [b], to: [out], refuses: ipv4 tcp port 443}
needs:
  - {id: desk, from: [out], to: [a], accepts: ipv4 tcp port 13389}
  - {id: web, from: [b], to: [out], accepts: ipv4 tcp port 443}
"""
LETS = "\tchain forward { type filter hook forward priority 0; policy drop;\n\t\tct state new ip daddr 192.168.1.10 tcp dport 3389 accept\n\t\tct state new iifname lan0 tcp dport 443 accept\n\t}\n"
IN = "\tchain pre { type nat hook prerouting priority dstnat;\n\t\t%s\n\t}\n"
OUT = "\tchain post { type nat hook postrouting priority srcnat;\n\t\t%s\n\t}\n"
PORT, MASQUERADE = "iifname wan0 tcp dport 13389 dnat ip to 192.168.1.10:3389", "oifname wan0 masquerade"

# what is in the table -> proofs of not-in, not-to-b, not-out, not-web, desk, web
HOLDS, NOT, DOUBT = "holds", "violated", "undecided"
TABLES = {
    "nothing is changed": (LETS, (HOLDS, HOLDS, HOLDS, NOT, NOT, HOLDS)),
    "a port leads inside, and all goes out as the router": (LETS + IN % PORT + OUT % MASQUERADE, (NOT, HOLDS, HOLDS, NOT, HOLDS, HOLDS)),
    "by a chain of one's own": ("\tchain mine {\n\t\ttcp dport 13389 dnat ip to 192.168.1.10:3389\n\t}\n" + LETS + IN % "iifname wan0 jump mine" + OUT % MASQUERADE, (NOT, HOLDS, HOLDS, NOT, HOLDS, HOLDS)),
    "one of two, nobody knows which": (LETS + IN % "iifname wan0 tcp dport 13389 dnat ip to 192.168.1.10-192.168.1.11:3389", (DOUBT, HOLDS, HOLDS, NOT, DOUBT, HOLDS)),
    "one of many ports": (LETS + IN % "iifname wan0 tcp dport 13389 dnat ip to 192.168.1.10:3389-3390", (DOUBT, HOLDS, HOLDS, NOT, DOUBT, HOLDS)),
    "a map": (LETS + IN % "iifname wan0 dnat ip to tcp dport map { 13389 : 192.168.1.10 }", (DOUBT, HOLDS, HOLDS, DOUBT, DOUBT, DOUBT)),
    "a map in a chain of one's own": ("\tchain mine {\n\t\tdnat ip to tcp dport map { 13389 : 192.168.1.10 }\n\t}\n" + LETS + IN % "iifname wan0 jump mine", (DOUBT, HOLDS, HOLDS, DOUBT, DOUBT, DOUBT)),
    "two chains at one hook": (LETS + IN % PORT + "\tchain pre2 { type nat hook prerouting priority 0;\n\t\ttcp dport 8080 dnat ip to 192.168.1.11:80\n\t}\n", (DOUBT, HOLDS, HOLDS, DOUBT, DOUBT, DOUBT)),
    "a filter behind it at the same hook": (LETS + IN % PORT + "\tchain late { type filter hook prerouting priority 0;\n\t\ttcp dport 3389 drop\n\t}\n", (DOUBT, HOLDS, HOLDS, DOUBT, DOUBT, DOUBT)),
    "a filter before it as it says, and behind it as the kernel does": (LETS + "\tchain pre { type nat hook prerouting priority 50;\n\t\t%s\n\t}\n" % PORT + "\tchain early { type filter hook prerouting priority 0;\n\t\ttcp dport 13389 drop\n\t}\n", (DOUBT, HOLDS, HOLDS, DOUBT, DOUBT, DOUBT)),
    "no flow is kept of some of it": (LETS + IN % PORT + "\tchain raw { type filter hook prerouting priority raw;\n\t\ttcp dport 13389 notrack\n\t}\n", (DOUBT, HOLDS, HOLDS, DOUBT, DOUBT, DOUBT)),
    "states asked before any flow is known": (LETS + IN % PORT + "\tchain early { type filter hook prerouting priority raw;\n\t\tct state new tcp dport 13389 drop\n\t}\n", (NOT, HOLDS, HOLDS, NOT, HOLDS, HOLDS)),
    "a filter before it, of what was sent": (LETS + IN % PORT + "\tchain early { type filter hook prerouting priority raw;\n\t\ttcp dport 13389 drop\n\t}\n", (HOLDS, HOLDS, HOLDS, NOT, NOT, HOLDS)),
    "a filter before it, of what it becomes": (LETS + IN % PORT + "\tchain early { type filter hook prerouting priority raw;\n\t\ttcp dport 3389 drop\n\t}\n", (NOT, HOLDS, HOLDS, NOT, HOLDS, HOLDS)),
    "a filter of all that leaves": (LETS + OUT % MASQUERADE + "\tchain leaves { type filter hook postrouting priority filter;\n\t\ttcp dport 443 drop\n\t}\n", (HOLDS, HOLDS, HOLDS, HOLDS, NOT, NOT)),
    "all of it is the router's": (LETS + IN % "iifname lan0 tcp dport 443 redirect to :3128", (HOLDS, HOLDS, HOLDS, HOLDS, NOT, NOT)),
    "the chain that translates refuses": (LETS + "\tchain pre { type nat hook prerouting priority dstnat; policy drop;\n\t\ttcp dport 443 accept\n\t}\n", (HOLDS, HOLDS, HOLDS, NOT, NOT, HOLDS)),
}


def site_with(folder, table):
    site = os.path.join(folder, "site")
    os.makedirs(os.path.join(site, "configs"), exist_ok=True)
    for name, text in (("site.yaml", SITE), (os.path.join("configs", "r.nft"), f"table inet t {{\n{table}}}\n")):
        with open(os.path.join(site, name), "w", encoding="utf-8") as file:
            file.write(text)
    return site


def check_words(points, site):
    out = " ".join(sekisho("prove", "--site", site, "--lang", "en")[1].split())
    points.point("tcp 203.0.113.7:49152 -> 192.0.2.2:13389, new" in out and "there its target becomes 192.168.1.10:3389 — configs/r.nft, line" in out, "the packet is told as it is sent, and what becomes of it", [out])
    points.point("from there on its source is 192.0.2.2 — configs/r.nft, line" in out, "and from whom it comes then", [out])
    report = read_json("prove", "--site", site, "--json", codes=(1,))
    hops = {answer["policy"]: answer["way"] for answer in report["policies"]}
    target, source = hops["not-in"][1]["target"], hops["not-web"][1]["source"]
    points.point(target["becomes"] == "192.168.1.10:3389" and "dnat" in target["text"] and source["becomes"] == "192.0.2.2" and "masquerade" in source["text"], "JSON: the same", [str(target), str(source)])


def run(points):
    with tempfile.TemporaryDirectory() as folder:
        for what, (table, wanted) in TABLES.items():
            report = read_json("prove", "--site", site_with(folder, table), "--json", codes=(0, 1))
            answers = {answer["policy"]: answer for answer in report["policies"] + report["needs"]}
            found = tuple(answers[name]["proof"] for name in ("not-in", "not-to-b", "not-out", "not-web", "desk", "web"))
            points.point(found == wanted, f"{what}: {', '.join(wanted)}", [str(found)])
            named = [answer["policy"] for answer in answers.values() if answer["proof"] == "undecided" and not answer["policy"].startswith("flow-") and not answer["unread"]]
            points.point(not named or "one of" in what, f"{what}: what is not known is named", named)
        check_words(points, site_with(folder, TABLES["a port leads inside, and all goes out as the router"][0]))


if __name__ == "__main__":
    main(run)
