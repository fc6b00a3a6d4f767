#!/usr/bin/python3
"""Where a Linux machine sends what comes to it: its kernel is asked (ip route get), and the proof may not say that nothing comes there. What is not followed is refused, with what to bring instead.
Then what nobody stated: addresses, gateways, names of interfaces, what an outside carries; never "holds" for want of a line in site.yaml, and each can be said."""
import json
import os
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.join(os.path.dirname(HERE), "catalogue"), HERE]
from support import main, sekisho  # noqa: E402
from test_fix import NAMESPACE  # noqa: E402

BEGIN = """set -e
ip link set lo up
for i in 0 1 2; do ip link add r$i type veth peer name p$i; ip link set r$i up; ip link set p$i up; done
ip addr add 192.0.2.1/24 dev r0; ip addr add 10.1.0.1/24 dev r1; ip addr add 10.2.0.1/24 dev r2
ip -6 addr add 2001:db8::1/64 dev r0 nodad; ip -6 addr add 2001:db8:1::1/64 dev r1 nodad; ip -6 addr add 2001:db8:2::1/64 dev r2 nodad
echo 1 > /proc/sys/net/ipv4/ip_forward; echo 1 > /proc/sys/net/ipv6/conf/all/forwarding
for i in all r0 r1 r2; do echo 0 > /proc/sys/net/ipv4/conf/$i/rp_filter; done
"""
PRINT = """
ip -j addr > addr.json; ip -j route > route.json; ip -j -6 route > route6.json; ip -j rule > rule.json
ip -j route get %s from %s iif r0 > got.json
"""
# what is done at the machine, the address asked for -> where the kernel sends it, what is said of it: "violated", "undecided", or a word of the refusal
TO_H1, TO_H2, SELF = "h1", "h2", "m"
MACHINES = {
    "a network on a wire": ("", "10.2.0.9", TO_H2, "violated"),
    "an address of its own": ("", "10.1.0.1", SELF, "violated"),
    "an address of lo": ("ip addr add 10.255.0.1/32 dev lo", "10.255.0.1", SELF, "violated"),
    "a network of lo": ("ip addr add 10.255.0.0/24 dev lo", "10.255.0.77", SELF, "violated"),
    "an address of scope host": ("ip addr add 10.255.0.2/32 dev lo scope host", "10.255.0.2", SELF, "violated"),
    "an address of scope link": ("ip addr add 169.254.10.1/16 dev r0 scope link", "169.254.10.1", SELF, "violated"),
    "an address of an interface that is not drawn": ("ip link add d0 type veth peer name d1; ip link set d0 up; ip addr add 10.77.0.1/24 dev d0", "10.77.0.1", SELF, "violated"),
    "a network that a route calls local": ("ip route add local 10.77.0.0/24 dev lo table main", "10.77.0.5", SELF, "violated"),
    "a route of scope host": ("ip route add 10.9.0.0/16 via 10.1.0.9; ip route add 10.9.9.0/24 dev r2 scope host", "10.9.9.1", TO_H2, "violated"),
    "an address without a route of its network": ("ip addr add 10.50.0.1/16 dev r1 noprefixroute; ip route add 10.50.0.0/16 via 10.2.0.9", "10.50.0.7", TO_H2, "violated"),
    "the smaller metric": ("ip route add 10.9.0.0/16 via 10.1.0.9 metric 20; ip route add 10.9.0.0/16 via 10.2.0.9 metric 10", "10.9.0.1", TO_H2, "violated"),
    "a route of a dead wire": ("ip route add 10.9.0.0/16 via 10.1.0.9 metric 10; ip route add 10.9.0.0/16 via 10.2.0.9 metric 20; "
                               "echo 1 > /proc/sys/net/ipv4/conf/all/ignore_routes_with_linkdown; ip link set p1 down; sleep 0.2", "10.9.0.1", TO_H2, "dead, linkdown"),
    "a route for a kind of service": ("ip route add 10.9.0.0/16 tos 0x10 via 10.1.0.9; ip route add 10.9.0.0/16 via 10.2.0.9 metric 5", "10.9.0.1", TO_H2, "tos"),
    "a route for some sources": ("ip -6 route add 2001:db8:9::/64 from 2001:db8::/64 via 2001:db8:1::9; ip -6 route add 2001:db8:9::/64 from 2001:db8:77::/64 via 2001:db8:2::9", "2001:db8:9::1", TO_H2, "from"),
    "two that are alike": ("ip -6 route add 2001:db8:9::/64 dev r1 metric 1024 pref low; ip -6 route append 2001:db8:9::/64 dev r2 metric 1024 pref high", "2001:db8:9::1", None, "two routes of one network"),
    "a rule for one interface": ("ip route add 10.9.0.0/16 via 10.1.0.9; ip route add 10.9.0.0/16 via 10.2.0.9 table 100; ip rule add iif r0 lookup 100", "10.9.0.1", TO_H2, "ip -j rule"),
    "a default route that is drawn nowhere": ("ip link add w0 type veth peer name w1; ip link set w0 up; ip link set w1 up; ip route add default dev w0", "203.0.113.9", None, "an interface that no link has"),
}
HEAD = """format: sekisho-site/1
name: {ja: "試験医院", en: "Trial Clinic"}
kind: clinic
configuration: ip-vpn
subjects: [{id: router-b-1, place: router-b}]
nodes:
  - {id: s0, role: segment}
  - {id: s1, role: segment}
  - {id: s2, role: segment}
"""
MACHINE = HEAD + """  - {id: out, role: outside}
  - {id: m, role: router, unfiltered: [ipv4, ipv6], configs: [%s]}
  - {id: h1, role: outside}
  - {id: h2, role: outside}
links:
  - {node: out, segment: s0, interface: up}
  - {node: m, segment: s0, interface: r0}
  - {node: m, segment: s1, interface: r1}
  - {node: m, segment: s2, interface: r2}
  - {node: h1, segment: s1, interface: up}
  - {node: h2, segment: s2, interface: up}
policies:
"""
FILES = ("addr.json", "route.json", "route6.json", "rule.json")


def write(folder, name, text):
    os.makedirs(os.path.dirname(os.path.join(folder, name)), exist_ok=True)
    with open(os.path.join(folder, name), "w", encoding="utf-8") as file:
        file.write(text)


def prove(site):
    """Proofs of its own policies and needs, and what is not known of them; or the words of the refusal."""
    code, out, errors = sekisho("prove", "--site", site, "--json", "--lang", "en")
    report = json.loads(errors if code == 2 else out)
    if code == 2:
        return report["text"]
    own = [answer for answer in report["policies"] + report["needs"] if not answer["policy"].startswith(("flow-", "need-"))]
    return {answer["policy"]: (answer["proof"], sorted({f"{line['node']}: {line['about']}" for line in answer["unread"]})) for answer in own}


def kernel_way(got):
    row = got[0]
    return SELF if row.get("type") == "local" or row.get("dev") == "lo" else {"r1": TO_H1, "r2": TO_H2}[row["dev"]]


def check_machine(points, folder, name):
    done, address, way, said = MACHINES[name]
    site, six = os.path.join(folder, "site"), ":" in address
    os.makedirs(os.path.join(site, "configs"), exist_ok=True)
    source = "2001:db8:77::5" if six else "198.51.100.7"
    script = BEGIN + done + PRINT % (address, source) if way else BEGIN + done + PRINT.rsplit("\n", 2)[0]
    ran = subprocess.run([*NAMESPACE, "sh", "-c", script], cwd=os.path.join(site, "configs"), capture_output=True, text=True, check=False)
    if way:
        with open(os.path.join(site, "configs", "got.json"), encoding="utf-8") as file:
            text = file.read()
        points.point(ran.returncode == 0 and kernel_way(json.loads(text)) == way, f"{name}: the kernel sends it to {way}", [text, ran.stderr])
    write(site, "site.yaml", MACHINE % ", ".join(FILES) + f"  - {{id: there, from: [out], to: [{way or TO_H2}], refuses: \"tcp port 445 to {address}\"}}\n")
    found = prove(site)
    good = found == {"there": (said, [])} if said in ("violated", "undecided") else isinstance(found, str) and said in found
    points.point(good, f"{name}: {said}", [str(found), ran.stderr])


# ---- what nobody stated ----

ROUTER = "  - {id: b, role: router, SAID}\n  - {id: net, role: outside}\n  - {id: pc, role: host, unfiltered: [ipv4, ipv6]}\n"
LINKS = ("links:\n  - {node: net, segment: s0, interface: up}\n  - {node: b, segment: s0, interface: ppp0OUTER}\n  - {node: b, segment: s1, interface: eth1INNER}\n"
         "  - {node: pc, segment: s1, interface: eth0, addresses: 192.168.1.20/24}\npolicies:\n")
INNER, OUTER = ", addresses: 192.168.1.1/24", ", addresses: 203.0.113.2/24"
SAVED = "# Generated by iptables-save v1.8.9\n*filter\n:INPUT DROP [0:0]\n:FORWARD DROP [0:0]\n:OUTPUT ACCEPT [0:0]\n%sCOMMIT\n"
HOSTS = ("  - {id: net, role: outside}\n  - {id: pass, role: bridge, passes: [ipv6]}\n  - {id: pc, role: host, unfiltered: [ipv4, ipv6]SAID}\n"
         "links:\n  - {node: net, segment: s0, interface: up}\n  - {node: pass, segment: s0, interface: a}\n  - {node: pass, segment: s1, interface: b}\n"
         "  - {node: pc, segment: s1, interface: eth0, addresses: \"192.168.1.20/24MORE\"}\npolicies:\n  - {id: p, from: [net], to: [pc], refuses: ipv6 tcp}\n")
CARRIED = ("  - {id: net, role: outside}\n  - {id: b, role: router, unfiltered: [ipv4], routes: [{to: ipv4, interface: w, via: 203.0.113.1}]}\n"
           "  - {id: c, role: router, unfiltered: [ipv4]}\n  - {id: s3, role: segment}\n  - {id: pc, role: host, unfiltered: [ipv4]}\n  - {id: server, role: host, unfiltered: [ipv4]}\n"
           "links:\n  - {node: net, segment: s0, interface: one}\n  - {node: net, segment: s1, interface: two}\n  - {node: b, segment: s0, interface: w, addresses: 203.0.113.2/24}\n"
           "  - {node: b, segment: s2, interface: l, addresses: 192.168.1.1/24}\n  - {node: c, segment: s1, interface: w, addresses: 203.0.114.2/24}\n"
           "  - {node: c, segment: s3, interface: l, addresses: 203.0.115.1/24}\n  - {node: pc, segment: s2, interface: eth0, addresses: 192.168.1.20/24}\n"
           "  - {node: server, segment: s3, interface: eth0, addresses: 203.0.115.9/24}\npolicies:\n  - {id: p, from: [pc], to: [server], refuses: ipv4 tcp port 445}\n")


def routed(said, outer, inner, policy):
    return ROUTER.replace("SAID", said) + LINKS.replace("OUTER", outer).replace("INNER", inner) + f"  - {{id: p, {policy}}}\n"


def two_wires(more):
    """Of one network, the host on the second."""
    text = routed("unfiltered: [ipv4], routes: [{to: ipv4, interface: ppp0}%s]" % more, OUTER, INNER, IN).replace("node: pc, segment: s1", "node: pc, segment: s2")
    return text.replace("links:\n", "links:\n  - {node: b, segment: s2, interface: eth2, addresses: 192.168.1.2/24}\n")


def chain_of(count):
    """So many routers behind each other, each with a route to the last wire."""
    nodes, links = "  - {id: net, role: outside}\n  - {id: pc, role: host, unfiltered: [ipv4, ipv6]}\n", "  - {node: net, segment: s0, interface: up}\n"
    for i in range(count):
        here, there = (f"w{i}" if i else "s0"), f"w{i + 1}"
        nodes += f"  - {{id: {there}, role: segment}}\n  - {{id: n{i}, role: router, unfiltered: [ipv4, ipv6], routes: [{{to: 10.200.0.0/24, interface: b, via: 10.0.{i + 1}.1}}]}}\n"
        links += f"  - {{node: n{i}, segment: {here}, interface: a, addresses: 10.0.{i}.1/24}}\n  - {{node: n{i}, segment: {there}, interface: b, addresses: 10.0.{i + 1}.2/24}}\n"
    links += f"  - {{node: pc, segment: w{count}, interface: eth0, addresses: \"10.0.{count}.1/24 10.200.0.1/24\"}}\n"
    return nodes + "links:\n" + links + "policies:\n  - {id: p, from: [net], to: [pc], refuses: \"ipv4 tcp port 445 to 10.200.0.1\"}\n"


IN = "from: [net], to: [pc], refuses: ipv4 tcp port 445"
SELF_IN = "from: [net], to: [b], refuses: ipv4 tcp port 22"
DIALS = {"b.rules": SAVED % "-A INPUT -i ppp0 -d 192.168.1.0/24 -j DROP\n-A INPUT -i ppp0 -p tcp -m tcp --dport 22 -j ACCEPT\n"}
NAMED = {"b.rules": SAVED % "-A FORWARD -i enp1s0 -j ACCEPT\n"}
HANDED_IN = {"b.rules": SAVED.replace("*filter", "*nat\n:PREROUTING ACCEPT [0:0]\n:INPUT ACCEPT [0:0]\n:OUTPUT ACCEPT [0:0]\n:POSTROUTING ACCEPT [0:0]\n-A PREROUTING -i enp1s0 -p tcp -m tcp --dport 8445 "
                                      "-j DNAT --to-destination 192.168.1.20:445\nCOMMIT\n*filter") % "-A FORWARD -d 192.168.1.20/32 -p tcp -m tcp --dport 445 -j ACCEPT\n"}
STREET = "from: [net], to: [pc], refuses: ipv4 tcp to 203.0.113.2"
ROUTES = "unfiltered: [ipv4], routes: [{to: ipv4, interface: ppp0}]"
# site, files -> what is said, and what of it is not known
UNSTATED = {
    "a host gives itself an address of IPv6": (HOSTS.replace("SAID", "").replace("MORE", ""), {}, ("undecided", ["pc: addresses"])),
    "with an address of IPv6": (HOSTS.replace("SAID", "").replace("MORE", " 2001:db8::5/64"), {}, ("violated", [])),
    "it speaks no IPv6": (HOSTS.replace("SAID", ", speaks: [ipv4]").replace("MORE", ""), {}, ("holds", [])),
    "a line that dials in": (routed("configs: [b.rules], routes: [{to: ipv4, interface: ppp0}]", "", INNER, SELF_IN), DIALS, ("undecided", ["b: addresses"])),
    "a line whose address is stated, and let in": (routed("configs: [b.rules], routes: [{to: ipv4, interface: ppp0}]", OUTER, INNER, SELF_IN), DIALS, ("violated", [])),
    "a wire of which nobody says the network": (routed(ROUTES, OUTER, "", IN), {}, ("undecided", ["b: addresses"])),
    "a wire of which somebody does": (routed(ROUTES, OUTER, INNER, IN), {}, ("violated", [])),
    "a host that sends on, and by which gateway nobody says": (routed("unfiltered: [ipv4, ipv6]", OUTER, INNER, "from: [pc], to: [net], refuses: ipv4 tcp to 198.51.100.0/24").replace("role: router", "role: host, forwards: true"), {},
                                                              ("undecided", ["b: addresses"])),
    "rules with names that no link has": (routed("configs: [b.rules], routes: [{to: ipv4, interface: ppp0}]", OUTER, INNER, IN), NAMED, ("undecided", ["b: names"])),
    "a port is handed in at a name that no link has": (routed("configs: [b.rules], routes: [{to: ipv4, interface: ppp0}]", OUTER, INNER, STREET), HANDED_IN, ("undecided", ["b: names"])),
    "at the name of its link": (routed("configs: [b.rules], routes: [{to: ipv4, interface: ppp0}]", OUTER, INNER, STREET).replace("ppp0", "enp1s0"), HANDED_IN, ("violated", [])),
    "names that the machine says it has": (routed("configs: [b.rules, addr.json], routes: [{to: ipv4, interface: ppp0}]", "", "", IN),
                                           {**NAMED, "addr.json": json.dumps([{"ifname": name, "addr_info": [{"family": "inet", "local": address, "prefixlen": 24, "scope": "global"}]}
                                                                              for name, address in (("ppp0", "203.0.113.2"), ("eth1", "192.168.1.1"), ("enp1s0", "10.9.9.1"))])}, ("holds", [])),
    "an outside carries from one of its lines to another": (CARRIED, {}, ("undecided", ["net: addresses"])),
    "two wires of one network, and by which of them nobody says": (two_wires(""), {}, ("undecided", ["b: addresses"])),
    "by the one somebody says": (two_wires(", {to: 192.168.1.0/24, interface: eth2}"), {}, ("violated", [])),
    "not by the other": (two_wires(", {to: 192.168.1.0/24, interface: eth1}"), {}, ("holds", [])),
    "two routes to it that differ": (two_wires(", {to: 192.168.1.0/24, interface: eth1}, {to: 192.168.1.0/24, interface: eth2}"), {}, ("undecided", ["b: addresses"])),
    "who stands on a wire nobody describes, and another claims": (two_wires("").replace(", addresses: 192.168.1.2/24", ""), {}, ("undecided", ["b: addresses"])),
    "a line that dials in beside its port": (routed("configs: [b.rules], routes: [{to: ipv4, interface: wan}]", OUTER, INNER, IN).replace("interface: ppp0,", "interface: wan,"),
                                             {"b.rules": SAVED % "-A FORWARD -i wan -j DROP\n-A FORWARD -i ppp0 -j ACCEPT\n"}, ("undecided", ["b: names"])),
    "a way of 66 routers": (chain_of(66), {}, ("violated", [])),
}


def check_unstated(points, folder, name):
    text, files, said = UNSTATED[name]
    site = os.path.join(folder, "site")
    for file, content in files.items():
        write(site, f"configs/{file}", content)
    write(site, "site.yaml", HEAD + text)
    found = prove(site)
    points.point(found == {"p": said}, f"{name}: {said[0]}", [str(found)])


def run(points):
    for name in MACHINES:
        with tempfile.TemporaryDirectory() as folder:
            check_machine(points, folder, name)
    for name in UNSTATED:
        with tempfile.TemporaryDirectory() as folder:
            check_unstated(points, folder, name)


if __name__ == "__main__":
    main(run)
