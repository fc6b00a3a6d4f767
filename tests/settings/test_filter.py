#!/usr/bin/python3
"""Packet filters as facts: what no rule names, and whether answers are let through as such; what is not sure is left out or null."""
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from settings import gate, read  # noqa: E402

COLUMNS = ("interface", "direction", "family", "stateful", "otherwise")
YAMAHA = """ip lan2 secure filter in 1 2{in_}
ip lan2 secure filter out 3{out}
ip filter 1 pass * * icmp
ip filter 2 reject * *
ip filter 3 pass * *
ip filter dynamic 100 * * tcp
"""
ANSWERS = "-A FORWARD -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT\n"


def iptables(rules, policy="DROP"):
    return f"*filter\n:FORWARD {policy} [0:0]\n{rules}COMMIT\n"


def facts(text):
    return read(text).values(*COLUMNS)


def check_faces(points):
    plain = read(YAMAHA.format(in_="", out=""))
    points.point(plain.values(*COLUMNS) == [("lan2", "inbound", "ipv4", "0", "block"), ("lan2", "outbound", "ipv4", "0", "allow")] and not plain.notes and plain.dialect == "yamaha",
                 "lists at an interface, each direction; of IPv6, which nothing filters, no fact", plain.output.splitlines())
    points.point('"status":"complete"' in plain.bundle[1] and [line for line, *_ in plain.facts] == [4, 5], "all of it was seen, at the line that decides", plain.output.splitlines())
    dynamic = read(YAMAHA.format(in_="", out=" dynamic 100"))
    points.point(dynamic.values(*COLUMNS) == [("lan2", "inbound", "ipv4", "1", "block"), ("lan2", "outbound", "ipv4", "1", "allow")] and not dynamic.notes,
                 "answers to what went out are let in, and what belongs to a flow that is there goes out", dynamic.output.splitlines())
    dynamic = read(YAMAHA.format(in_="", out=" dynamic 100").replace("* * tcp", "* * ftp"))
    points.point(dynamic.values(*COLUMNS) == [("lan2", "inbound", "ipv4", "1", "block")] and len(dynamic.notes) == 1 and '"status":"partial"' in dynamic.bundle[1],
                 "of an application that opens what it needs it is not known what goes out", dynamic.output.splitlines())
    with open(os.path.join(os.environ.get("SOURCE_DIR", "."), "examples", "network-sick", "configs", "rtx.txt"), encoding="utf-8") as file:
        sick = read(file.read())
    points.point(sick.notes and len(set(map(tuple, sick.notes))) == len(sick.notes), "what is true of two directions by one line is said once", sick.output.splitlines())
    six = read("ipv6 lan2 secure filter in 1\nipv6 filter 1 pass * * icmp6\n")
    points.point(six.values(*COLUMNS) == [("lan2", "inbound", "ipv6", "0", "block")], "what no line of a list names is discarded", six.output.splitlines())
    ix = read("ip access-list web permit tcp src any sport any dest any dport eq 80\ninterface GigaEthernet0.0\n  ip filter web 1 in\n")
    points.point(ix.values(*COLUMNS) == [("GigaEthernet0.0", "inbound", "ipv4", "0", "block")] and ix.dialect == "nec-ix", "and of NEC IX", ix.output.splitlines())


def check_chains(points):
    both = [("lan0", "forward", "ipv4", "1", "block"), ("wan0", "forward", "ipv4", "1", "block")]
    found = read(iptables(ANSWERS + "-A FORWARD -i lan0 -o wan0 -j ACCEPT\n"))
    points.point(found.values(*COLUMNS) == both and [line for line, _ in found.notes] == [1], "interfaces that rules name, and a note that others are not seen", found.output.splitlines())
    points.point(facts(iptables(ANSWERS + "-A FORWARD -i lan0 -o wan0 -j ACCEPT\n-A FORWARD -j DROP\n", "ACCEPT")) == both, "a rule for all stands for the policy")
    points.point(facts(iptables(ANSWERS + "-A FORWARD -i lan0 -j ACCEPT\n-A FORWARD -o wan0 -j ACCEPT\n"))[0] == ("lan0", "forward", "ipv4", "1", "allow"), "each interface by itself")
    points.point(facts(iptables("-A FORWARD -i wan0 -p tcp -j DROP\n", "ACCEPT")) == [("wan0", "forward", "ipv4", "0", "allow")], "nothing asks for the state, and the rest passes")
    found = read(iptables("-A FORWARD -m conntrack --ctstate INVALID -j DROP\n-A FORWARD -i lan0 -j ACCEPT\n"))
    points.point(not found.facts and len(found.notes) == 2, "who only throws away what is wrong is not known to follow", found.output.splitlines())
    found = read(iptables("-A FORWARD -m strange --thing x -j ACCEPT\n-A FORWARD -i wan0 -p tcp -j ACCEPT\n"))
    points.point(not found.facts, "a match that nobody understands may be what follows", found.output.splitlines())
    found = read(iptables(ANSWERS + "-A FORWARD -i wan0 -m strange --thing x -j ACCEPT\n"))
    points.point(found.values(*COLUMNS) == [("wan0", "forward", "ipv4", "1", None)], "and what no rule names is not known then", found.output.splitlines())
    jump = "*filter\n:FORWARD DROP [0:0]\n:ok - [0:0]\n-A FORWARD -i wan0 -j ok\n-A ok -m conntrack --ctstate ESTABLISHED -j ACCEPT\n-A ok -j DROP\nCOMMIT\n"
    points.point(facts(jump) == [("wan0", "forward", "ipv4", "1", "block")], "through chains that are jumped to")
    found = read(iptables(ANSWERS + "-A FORWARD -i \"w n\" -j ACCEPT\n-A FORWARD -i wan0 -j ACCEPT\n"))
    points.point([row[0] for row in found.values("interface")] == ["wan0"] and found.code == 0, "an interface whose name cannot be kept is left out", found.output.splitlines())
    text = "table inet t {\n\tchain f {\n\t\ttype filter hook forward priority 0; policy drop;\n\t\tct state established accept\n\t\tiifname lan0 oifname wan0 accept\n\t}\n}\n"
    found = read(text)
    points.point(found.dialect == "nft-text" and set(both) <= set(found.values(*COLUMNS)), "nftables.conf", found.output.splitlines())
    found = read('include "more"\n' + text)
    points.point(not found.facts and found.notes and '"status":"partial"' in found.bundle[1], "and what it includes may hold anything", found.output.splitlines())
    points.point(facts("*filter\n:INPUT DROP [0:0]\n-A INPUT -i wan0 -j ACCEPT\nCOMMIT\n") == [], "what is for the device itself is not what it passes on")


def main():
    points = gate.Points()
    check_faces(points)
    check_chains(points)
    found = read("*filter\n:FORWARD DROP [0:0]\n-A NOWHERE -j ACCEPT\nCOMMIT\n")
    points.point(found.code == 2 and "file:3" in found.output and "expected:" in found.output, "what the reader refuses is refused, with its line", found.output.splitlines())
    return points.end()


if __name__ == "__main__":
    sys.exit(main())
