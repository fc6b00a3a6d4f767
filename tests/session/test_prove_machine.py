#!/usr/bin/python3
"""What a Linux machine says of itself, in place of what somebody types: the kernel is asked (ip -j addr, ip -j route, sysctl, in a network of its own), and the network that is proven is the one
that site.yaml would describe. Where both say something and differ, that is said, and nothing is proven."""
import json
import os
import re
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(os.path.dirname(HERE), "catalogue"))
sys.path.insert(0, HERE)
from support import main, read_json, sekisho  # noqa: E402
from test_fix import NAMESPACE  # noqa: E402

ASK = """set -e
ip link add wan0 type veth peer name x0
ip link add lan0 type veth peer name x1
ip link set wan0 up; ip link set lan0 up; ip link set x0 up; ip link set x1 up; ip link set lo up
ip addr add 192.0.2.2/24 dev wan0
ip addr add 192.168.1.1/24 dev lan0
ip -6 addr add 2001:db8:1::2/64 dev wan0 nodad
ip -6 addr add 2001:db8:2::1/64 dev lan0 nodad
ip route add default via 192.0.2.1 dev wan0 metric 100
ip route add 10.0.0.0/8 via 192.168.1.9 dev lan0 metric 20
ip route add 10.0.0.0/8 via 192.0.2.9 dev wan0 metric 10
ip route add blackhole 10.9.0.0/16
ip -6 route add default via 2001:db8:1::1 dev wan0
echo %s > /proc/sys/net/ipv4/ip_forward
echo %s > /proc/sys/net/ipv6/conf/all/forwarding
ip -j addr > addr.json
ip -j route > route.json
ip -j -6 route > route6.json
for at in ipv4/ip_forward ipv4/conf/wan0/forwarding ipv6/conf/all/forwarding ipv4/conf/all/rp_filter; do
  echo "net.$(echo $at | tr / .) = $(cat /proc/sys/net/$at)"
done > sysctl.txt
"""
FILES = ("addr.json", "route.json", "route6.json", "sysctl.txt")
SITE = """format: sekisho-site/1
name: {ja: "試験医院", en: "Trial Clinic"}
kind: clinic
configuration: ip-vpn
subjects: [{id: router-b-1, place: router-b}]
nodes:
  - {id: wan, role: segment}
  - {id: inside, role: segment}
  - {id: out, role: outside, behind: "203.0.113.0/24 2001:db8:c::/48"}
  - {id: far, role: outside, behind: 10.0.0.0/8}
  - {id: r, role: host, NODE}
  - {id: a, role: host, unfiltered: [ipv4, ipv6]}
links:
  - {node: out, segment: wan, interface: up}
  - {node: far, segment: wan, interface: up}
  - {node: r, segment: wan, interface: wan0WAN}
  - {node: r, segment: inside, interface: lan0LAN}
  - {node: a, segment: inside, interface: eth0, addresses: "192.168.1.10/24 2001:db8:2::10/64"}
policies:
  - {id: not-out, from: [a], to: [out], refuses: ipv4}
  - {id: not-out-6, from: [a], to: [out], refuses: ipv6}
  - {id: not-far, from: [a], to: [far], refuses: ipv4 to 10.1.0.0/16}
  - {id: not-thrown, from: [a], to: [far], refuses: ipv4 to 10.9.0.0/16}
  - {id: not-in, from: [out], to: [a], refuses: any}
needs:
  - {id: far-need, from: [a], to: [far], accepts: "ipv4 tcp port 443 to 10.1.0.0/16"}
"""
TYPED = ("forwards: true, unfiltered: [ipv4, ipv6], routes: [{to: ipv4, interface: wan0, via: 192.0.2.1}, {to: ipv6, interface: wan0, via: \"2001:db8:1::1\"}, "
         "{to: 10.0.0.0/8, interface: wan0, via: 192.0.2.9}]",
         ', addresses: "192.0.2.2/24 2001:db8:1::2/64"', ', addresses: "192.168.1.1/24 2001:db8:2::1/64"')


def asked(folder, four, six):
    """The files of a machine, as its kernel prints them."""
    os.makedirs(folder, exist_ok=True)
    subprocess.run([*NAMESPACE, "sh", "-c", ASK % (four, six)], cwd=folder, check=True, capture_output=True)
    return {name: open(os.path.join(folder, name), encoding="utf-8").read() for name in FILES}


def site_with(folder, node, wan="", lan="", files=None):
    site = os.path.join(folder, "site")
    os.makedirs(os.path.join(site, "configs"), exist_ok=True)
    for name, text in [("site.yaml", SITE.replace("NODE", node).replace("WAN", wan).replace("LAN", lan)), *((os.path.join("configs", name), text) for name, text in (files or {}).items())]:
        with open(os.path.join(site, name), "w", encoding="utf-8") as file:
            file.write(text)
    return site


def proofs(site):
    report = read_json("prove", "--site", site, "--json", codes=(0, 1))
    return {answer["policy"]: (answer["proof"], [hop["node"] for hop in answer["way"]]) for answer in report["policies"] + report["needs"] if answer["policy"][:4] in ("not-", "far-")}


def check_same(points, folder, files):
    typed = proofs(site_with(folder, TYPED[0], *TYPED[1:]))
    told = proofs(site_with(folder, f"unfiltered: [ipv4, ipv6], configs: [{', '.join(FILES)}]", files=files))
    thrown = told.pop("not-thrown"), typed.pop("not-thrown")
    points.point(told == typed and typed["not-out"][0] == "violated" and typed["far-need"][0] == "holds", "the same network as typed, with the route of the smaller metric", [str(told), str(typed)])
    points.point(thrown[0][0] == "holds" and thrown[1][0] == "violated", "what the machine throws away goes nowhere", [str(thrown)])
    agreed = proofs(site_with(folder, f"unfiltered: [ipv4, ipv6], configs: [{', '.join(FILES)}]", *TYPED[1:], files=files))
    agreed.pop("not-thrown")
    points.point(agreed == told, "what is typed, too, and agrees changes nothing", [str(agreed)])


def check_forwarding(points, folder):
    for four, six, wanted in (("0", "0", ("holds", "holds")), ("1", "0", ("violated", "holds")), ("0", "1", ("holds", "violated"))):
        files = asked(os.path.join(folder, "asked"), four, six)
        found = proofs(site_with(folder, f"unfiltered: [ipv4, ipv6], configs: [{', '.join(FILES)}]", files=files))
        points.point((found["not-out"][0], found["not-out-6"][0]) == wanted, f"forwarding {four} and {six}: {', '.join(wanted)}", [str(found)])


def check_perhaps(points, folder):
    """What switches say of one interface, and what stands in one family, is not what all of it does."""
    node = f"unfiltered: [ipv4, ipv6], configs: [{', '.join(FILES)}]"
    files = asked(os.path.join(folder, "asked"), "0", "0")
    one = {**files, "sysctl.txt": "net.ipv4.ip_forward = 0\nnet.ipv4.conf.wan0.forwarding = 1\nnet.ipv6.conf.all.forwarding = 0\nnet.ipv6.conf.lan0.force_forwarding = 1\n"}
    found = proofs(site_with(folder, node, files=one))
    points.point((found["not-out"][0], found["not-out-6"][0]) == ("undecided", "undecided"), "one interface forwards: nobody says it does not", [str(found)])
    new = {**files, "sysctl.txt": "net.ipv4.ip_forward = 0\nnet.ipv4.conf.default.forwarding = 1\nnet.ipv6.conf.all.forwarding = 0\n"}
    found = proofs(site_with(folder, node, files=new))
    points.point((found["not-out"][0], found["not-out-6"][0]) == ("holds", "holds"), "what new interfaces begin with is said of none", [str(found)])
    files = asked(os.path.join(folder, "asked"), "1", "1")
    listed = "unfiltered: [ipv4, ipv6], configs: [addr.json, route.json, sysctl.txt]"
    four = {name: text for name, text in files.items() if name != "route6.json"}
    found = proofs(site_with(folder, listed, files=four))
    points.point((found["not-out"][0], found["not-out-6"][0]) == ("violated", "holds"), "a list of IPv4 alone gives IPv6 no way out", [str(found)])
    found = proofs(site_with(folder, listed + ', routes: [{to: ipv6, interface: wan0, via: "2001:db8:1::1"}]', files=four))
    points.point((found["not-out"][0], found["not-out-6"][0]) == ("violated", "violated"), "typed beside it, what is of the other family", [str(found)])
    routes = json.loads(files["route.json"])
    thrown = {**files, "route.json": json.dumps([*routes, {"type": "throw", "dst": "203.0.113.0/24", "flags": []}])}
    found = proofs(site_with(folder, node, files=thrown))
    points.point(found["not-out"][0] == "holds", "a route 'throw' gives up, before the default is asked", [str(found)])
    away = {**files, "route.json": json.dumps([way for way in routes if way["dst"] != "192.168.1.0/24"]),
            "route6.json": json.dumps([way for way in json.loads(files["route6.json"]) if way["dst"] != "2001:db8:2::/64"])}
    found = proofs(site_with(folder, node, files=away))
    points.point(found["not-in"][0] != "violated", "without a route to its own network, the address alone gives none", [str(found)])


# what is wrong -> (the node, addresses at wan0 and lan0, what becomes of the files; a part of the error)
def wrong(files):
    node = f"unfiltered: [ipv4, ipv6], configs: [{', '.join(FILES)}]"
    routes = node + ", routes: [{to: ipv4, interface: wan0}]"
    none = {**files, "sysctl.txt": "net.ipv4.ip_forward = 0\nnet.ipv6.conf.all.forwarding = 0\n"}
    way = {"dst": "default", "dev": "wan0", "flags": []}
    return {
        "other addresses": (node, ', addresses: "192.0.2.3/24"', "", files, "has other addresses"), "one address less": (node, ', addresses: "192.0.2.2/24"', "", files, "192.0.2.2 2001:db8:1::2"),
        "routes in both": (routes, "", "", files, "routes stand here, and in a file"), "it forwards, and does not": ("forwards: true, " + node, "", "", none, "forwards nothing"),
        "a file that is cut": (node, "", "", {**files, "addr.json": files["addr.json"][:200]}, "not whole"), "no list of ip": (node, "", "", {**files, "addr.json": '[{"x": 1}]'}, "ip -j addr"),
        "a list of numbers": (node, "", "", {**files, "route.json": "[{}, 1]"}, "ip -j addr, ip -j route or ip -j rule"), "an address that is none": (node, "", "", {**files, "addr.json": re.sub("192.0.2.2", "192.0.2.700", files["addr.json"])}, "192.0.2.700"),
        "several next hops": (node, "", "", {**files, "route.json": json.dumps([{**way, "nexthops": [{"dev": "wan0"}, {"dev": "lan0"}]}])}, "one next hop"),
        "another table": (node, "", "", {**files, "route.json": json.dumps([{**way, "table": "7"}])}, "of the table main"), "a kind nobody knows": (node, "", "", {**files, "route.json": json.dumps([{**way, "type": "nat"}])}, "ip -j route"),
        "a gateway that is none": (node, "", "", {**files, "route.json": json.dumps([{**way, "gateway": "x"}])}, "an address behind 'gateway'"),
        "a switch that is none": (node, "", "", {**files, "sysctl.txt": "net.ipv4.ip_forward = 2\n"}, "0 or 1"), "other switches": (node, "", "", {**files, "sysctl.txt": "net.ipv4.conf.all.rp_filter = 1\n"}, "net.ipv4.ip_forward"),
    }


def run(points):
    with tempfile.TemporaryDirectory() as folder:
        files = asked(os.path.join(folder, "asked"), "1", "1")
        check_same(points, folder, files)
        check_forwarding(points, folder)
        check_perhaps(points, folder)
        for what, (node, wan, lan, changed, words) in wrong(files).items():
            code, out, errors = sekisho("prove", "--site", site_with(folder, node, wan, lan, changed), "--lang", "en")
            points.point(code == 2 and not out and words in errors, f"{what}: refused", [errors])


if __name__ == "__main__":
    main(run)
