#!/usr/bin/python3
"""sekisho generate: three networks, each device of them, each language. What is written is proven, and a second reading lets through the packets of the permits and no others,
at and around every corner. It is the same when it is made again from a site that has it, and what a site refuses is not written.

`test_generate.py --update` writes the golden files anew; look at the difference before committing it.
"""
import hashlib
import ipaddress
import itertools
import os
import re
import shutil
import stat
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(os.path.dirname(HERE), "catalogue"))
from second_reading import inside, ix_accepts, nft_accepts, port_in, protocol_is, rtx_accepts, windows_accepts  # noqa: E402
from support import NETWORKS, SEKISHO, main, read_json, sekisho  # noqa: E402

DEVICES = {"ip-vpn": ["router-b", "terminal-1", "claim-1", "receipt-1"], "ipsec-client": ["router-b", "terminal-1", "claim-1", "receipt-1"],
           "ipsec-router": ["router-b", "router-a", "terminal-1", "claim-1", "receipt-1"]}
# Names of interfaces, in the order of the links, and how a file of the language is read once more.
TARGETS = {"nftables": (["eth0", "eth1", "ppp0"], nft_accepts), "yamaha-rtx": (["lan1", "lan2", "pp1"], rtx_accepts),
           "nec-ix": (["GigaEthernet0.0", "GigaEthernet1.0", "Tunnel0.0"], ix_accepts), "windows-firewall": (["Private", "Domain", "Public"], windows_accepts)}
KILLS = 40
SLOWER = 20
# What begins at the device itself is not filtered.
UNFILTERED_OUT = {"nftables", "windows-firewall"}
# A host takes what finds its neighbours at its own addresses, too: where a policy refuses everything on one wire, the site has to say so.
HOSTS_TAKE = {"nftables", "windows-firewall"}

def exception(policy, permits, reason):
    return f'  - {{policy: {policy}, permits: {permits}, reason: "{reason}", by: "Vendor, Tanaka", date: 2026-11-01}}\n'


NEIGHBOURS = "".join(exception(policy, "icmpv6", "neighbours of IPv6 have to be found") for policy in ("flow-claim-terminal", "flow-terminal-claim"))


def read(path):
    with open(path, encoding="utf-8", newline="") as file:
        return file.read()


def write(path, text):
    with open(path, "w", encoding="utf-8", newline="") as file:
        file.write(text)


# ---- a site whose device speaks the language ----

def renamed(text, names):
    return re.sub(r"interface: ([\w.-]+)", lambda found: "interface: " + names[found.group(1)], text)


def with_device(text, device, target, filters):
    """The same site, with interfaces as the language calls them, and `filters` ("configs: [made]") in the place of what the device has."""
    links = re.findall(rf"\{{node: {device}, segment: [\w-]+, interface: ([\w.-]+)", text)
    names = dict(zip(links, TARGETS[target][0]))
    items = re.split(r"(?m)^(?=  - )", text)
    for at, item in enumerate(items):
        if re.match(rf"  - (\{{node: {device}, |\{{?id: {device}\b)", item):
            items[at] = renamed(re.sub(r"(configs|unfiltered): \[[^]]*\]", filters, item), names)
    return "".join(items)


def site_for(folder, network, device, target, changed=lambda text: text):
    """A copy of the network in which the device filters nothing yet."""
    site = os.path.join(folder, f"{network}-{device}-{target}")
    shutil.rmtree(site, ignore_errors=True)
    shutil.copytree(os.path.join(NETWORKS, network), site)
    path = os.path.join(site, "site.yaml")
    text = with_device(changed(read(path)), device, target, "unfiltered: [ipv4, ipv6]")
    excepted = NEIGHBOURS if target in HOSTS_TAKE and network == "ip-vpn" and not device.startswith("router") else ""
    write(path, text + excepted)
    return site


def put(site, device, settings):
    """The site with the settings at the device."""
    path = os.path.join(site, "site.yaml")
    items = re.split(r"(?m)^(?=  - )", read(path))
    for at, item in enumerate(items):
        if re.match(rf"  - \{{?id: {device}\b", item):
            items[at] = re.sub(r"(configs|unfiltered): \[[^]]*\]", "configs: [made]", item)
    write(path, "".join(items))
    write(os.path.join(site, "configs", "made"), settings)


def generate(site, device, target, codes=(0,)):
    return read_json("generate", "--site", site, "--device", device, "--for", target, "--json", codes=codes)


# ---- the permits, read once more ----

class Permit:
    def __init__(self, permit):
        words = permit["packets"].split()
        self.protocol = words[1] if words[0] == "protocol" else words[0]
        values = dict(zip(words[words.index("from")::2], words[words.index("from") + 1::2]))
        self.source, self.target = values["from"], values["to"]
        self.source_port, self.port = values.get("source-port", "0-65535"), values.get("port", "0-65535")
        self.ways = (permit["in"], permit["out"])

    def holds(self, packet):
        ports = packet["protocol"] not in (6, 17) or (port_in(self.source_port, packet["source port"]) and port_in(self.port, packet["port"]))
        return protocol_is(self.protocol, packet["protocol"]) and inside(self.source, packet["from"]) and inside(self.target, packet["to"]) and ports


def around_addresses(values):
    found = set()
    for value in values.split(","):
        low, high = value.split("-") if "-" in value else (ipaddress.ip_network(value, strict=False)[0], ipaddress.ip_network(value, strict=False)[-1])
        low, high = ipaddress.ip_address(str(low)), ipaddress.ip_address(str(high))
        last = 2 ** low.max_prefixlen - 1
        found |= {str(type(low)(number)) for number in (int(low) - 1, int(low), int(high), int(high) + 1) if 0 <= number <= last}
    return sorted(found)


def around_ports(values):
    ends = [int(end) for value in values.split(",") for end in value.split("-")]
    return sorted({port for end in ends for port in (end - 1, end, end + 1) if 0 <= port <= 65535} | {0, 65535})


def corners(permit):
    """Each value beside others that are inside, and all pairs of addresses."""
    sources, targets = around_addresses(permit.source), around_addresses(permit.target)
    good = {"from": next(a for a in sources if inside(permit.source, a)), "to": next(a for a in targets if inside(permit.target, a)),
            "source port": next(p for p in around_ports(permit.source_port) if port_in(permit.source_port, p)),
            "port": next(p for p in around_ports(permit.port) if port_in(permit.port, p)), "protocol": next((n for n in (6, 17, 50, 1) if protocol_is(permit.protocol, n)), 58)}
    for source, target in itertools.product(sources, targets):
        yield {**good, "from": source, "to": target}
    for source_port, port in itertools.product(around_ports(permit.source_port), around_ports(permit.port)):
        yield {**good, "source port": source_port, "port": port}
    for protocol in (0, 1, 2, 6, 17, 41, 47, 50, 51, 58, 132, 255):
        yield {**good, "protocol": protocol}
    yield {**good, "from": good["to"], "to": good["from"]}


def packets(permits, names):
    """In every way through the device, into it and out of it."""
    ways = [(a, b) for a in names + [None] for b in names + [None] if a != b]
    for permit in permits:
        for packet, (a, b) in itertools.product(corners(permit), ways):
            yield {**packet, "in": a, "out": b}


def is_filtered(target, packet):
    return packet["in"] is not None or target not in UNFILTERED_OUT


def may_pass(permits, packet, target):
    """Lists of routers are of one interface and one direction: of two flows that differ in nothing else, each is let in and out where the other one is."""
    fitting = [permit.ways for permit in permits if permit.holds(packet)]
    if target in ("nftables", "windows-firewall"):
        return (packet["in"], packet["out"]) in fitting
    return all(way is None or way in [ways[side] for ways in fitting] for side, way in enumerate((packet["in"], packet["out"])))


def check_permits(points, what, made, target, names):
    permits = [Permit(permit) for permit in made["permits"]]
    reading, tried, passed, wrong = TARGETS[target][1], 0, 0, []
    for packet in packets(permits, names):
        if not is_filtered(target, packet) or (target == "windows-firewall" and packet["out"]):
            continue
        told = may_pass(permits, packet, target)
        tried, passed = tried + 1, passed + told
        if reading(made["settings"], packet) != told:
            wrong.append(f"{packet}: {told} by the permits")
    filtered = [permit for permit in permits if is_filtered(target, {"in": permit.ways[0]})]
    points.point(not wrong and (passed > 0 or not filtered), f"{what}: of {tried} packets around {len(permits)} permits exactly their {passed} pass", wrong[:10])


def check_neighbours(points, what, made, target, names):
    reading = TARGETS[target][1]
    packet = {"protocol": 58, "from": "fe80::1", "to": "ff02::1:ff00:20", "source port": 0, "port": 0, "out": None, "neighbour": True}
    let = any(reading(made["settings"], {**packet, "in": name}) for name in names)
    away = {**packet, "to": "2001:db8:ffff::1", "neighbour": False}
    points.point(let == made["neighbours"] and not any(reading(made["settings"], {**away, "in": name}) for name in names),
                 f"{what}: neighbours of IPv6 are {'' if let else 'not '}found, and nobody else by the same way")


# ---- every network, device, language ----

def own_interfaces(site, device):
    return re.findall(rf"\{{node: {device}, segment: [\w-]+, interface: ([\w.-]+)", read(os.path.join(site, "site.yaml")))


def is_open(answers):
    return any(answer["proof"] != "holds" for answer in answers["policies"] + answers["needs"] if answer.get("asked", True))


def check_again(points, what, site, device, target, made):
    """In the site it is what was said, and made again the same."""
    put(site, device, made["settings"])
    then = read_json("prove", "--site", site, "--json", codes=(0, 1))
    code, _, errors = sekisho("prove", "--site", site)
    said = {key: {answer["policy"]: (answer["proof"], answer["packet"]) for answer in made[key]} for key in ("policies", "needs")}
    found = {key: {answer["policy"]: (answer["proof"], answer["packet"]) for answer in then[key]} for key in ("policies", "needs")}
    points.point(said == found and code == is_open(made), f"{what}: sekisho prove says of it what was said before, exit {code}", [str(said), str(found), errors])
    again = generate(site, device, target)
    points.point(again["settings"] == made["settings"] and again["permits"] == made["permits"], f"{what}: made again, it is the same")


def check_one(points, folder, network, device, target):
    what = f"{network}, {device}, {target}"
    site = site_for(folder, network, device, target)
    if target == "windows-firewall" and device.startswith("router"):
        code, out, errors = sekisho("generate", "--site", site, "--device", device, "--for", target)
        points.point(code == 2 and not out and "what Windows sends on" in errors, f"{what}: Windows is no router", [errors])
        return
    made = generate(site, device, target)
    names = own_interfaces(site, device)
    failing = [answer for answer in made["policies"] + made["needs"] if answer["fails"] or answer["elsewhere"] and answer["policy"] not in ("need-services",)]
    points.point(made["proven"] and not failing and made["policies"] and made["needs"], f"{what}: proven", [str(failing)])
    check_permits(points, what, made, target, names)
    check_neighbours(points, what, made, target, names)
    check_again(points, what, site, device, target, made)


# ---- a small site: two uplinks, and a need of each kind ----

HEAD = """format: sekisho-site/1
name: {ja: "試験医院", en: "Trial Clinic"}
kind: clinic
configuration: ip-vpn
subjects: [{id: router-b-1, place: router-b}]
nodes:
  - {id: inside, role: segment}
  - {id: wan, role: segment}
"""
SMALL = HEAD + """  - {id: wan2, role: segment}
  - {id: out, role: outside, behind: "203.0.113.0/24 2001:db8:c::/48"}
  - {id: out2, role: outside, behind: 198.51.100.0/24}
  - {id: a, role: host, unfiltered: [ipv4, ipv6]}
  - {id: r, role: router, unfiltered: [ipv4, ipv6], routes: [{to: ipv4, interface: eth1}, {to: ipv6, interface: eth1}, {to: 198.51.100.0/24, interface: eth2}]}
links:
  - {node: out, segment: wan, interface: up}
  - {node: out2, segment: wan2, interface: up}
  - {node: a, segment: inside, interface: eth0, addresses: "192.168.1.10/24 2001:db8:2::10/64"}
  - {node: r, segment: inside, interface: eth0, addresses: "192.168.1.1/24 2001:db8:2::1/64"}
  - {node: r, segment: wan, interface: eth1, addresses: "192.0.2.2/24 2001:db8:1::2/64"}
  - {node: r, segment: wan2, interface: eth2, addresses: 192.0.3.2/24}
policies:
  - {id: nothing-in, from: [out, out2], to: [a], refuses: any}
needs:
"""
NEEDS = {"web": "{id: web, from: [a], to: [out], accepts: tcp port 443}", "all": "{id: all, from: [a], to: [out2], accepts: any}",
         "six": "{id: six, from: [a], to: [out], accepts: ipv6 tcp port 80-90}", "self": "{id: self, from: [r], to: [out], accepts: udp port 123}",
         "admin": "{id: admin, from: [a], to: [r], accepts: tcp port 22}", "esp": "{id: esp, from: [a], to: [out], accepts: esp or udp port 500 or udp port 4500}",
         "two": "{id: two, from: [a], to: [out, out2], accepts: udp port 53}"}
DEVICE_NAMES = {"nftables": "eth", "yamaha-rtx": "lan", "nec-ix": "GigaEthernet0."}


def small_site(folder, name, needs, target="yamaha-rtx", old="", new=""):
    """`old` becomes `new` before the interfaces of r are named as the language does."""
    site = os.path.join(folder, name)
    shutil.rmtree(site, ignore_errors=True)
    os.makedirs(os.path.join(site, "configs"))
    text = SMALL + "".join(f"  - {need}\n" for need in needs)
    assert old in text, old
    lines = text.replace(old, new).splitlines(True)
    for at, line in enumerate(lines):
        if re.match(r"  - \{(node|id): r,", line) and target in DEVICE_NAMES:
            lines[at] = re.sub(r"\beth(?=\d)", DEVICE_NAMES[target], line)
    write(os.path.join(site, "site.yaml"), "".join(lines))
    return site


def check_small(points, folder, target):
    for name, need in [*NEEDS.items(), ("every one of them", None)]:
        what = f"{target}: {name}"
        site = small_site(folder, "small", [need] if need else NEEDS.values(), target)
        made = generate(site, "r", target)
        own = [answer for answer in made["needs"] if answer["asked"]]
        points.point(made["proven"] and own and not any(answer["elsewhere"] or answer["proof"] == "violated" for answer in own), f"{what}: proven", [str(own)])
        check_permits(points, what, made, target, own_interfaces(site, "r"))
        check_again(points, what, site, "r", target, made)
    site = small_site(folder, "small", [NEEDS["all"]], target)
    made = generate(site, "r", target)
    points.point([permit["packets"] for permit in made["permits"]] == ["any from 192.168.1.10 to 198.51.100.0/24"], f"{target}: whatever protocol is one permit, and goes by the second uplink", made["permits"])
    site = small_site(folder, "small", ["{id: in, from: [any], to: [a], accepts: tcp port 8443}"], target, '  - {id: out2, role: outside, behind: 198.51.100.0/24}', '  - {id: any, role: outside}')
    path = os.path.join(site, "site.yaml")
    write(path, read(path).replace("out2", "any").replace("from: [out, any]", "from: [out]"))
    made = generate(site, "r", target)
    points.point({re.search("from (\\S+)", permit["packets"]).group(1) for permit in made["permits"]} == {"0.0.0.0/0", "::/0"}, f"{target}: from whatever address", made["permits"])
    check_permits(points, f"{target}: from whatever address", made, target, own_interfaces(site, "r"))
    four = re.compile(r'(?<=addresses: ")[\d./]+ ')
    site = small_site(folder, "six", [NEEDS["six"]], target)
    write(os.path.join(site, "site.yaml"), four.sub("", read(os.path.join(site, "site.yaml"))))
    made = generate(site, "r", target)
    points.point({permit["family"] for permit in made["permits"]} == {"ipv6"} and made["proven"] and made["neighbours"], f"{target}: IPv6 alone", [str(made["permits"])])
    check_permits(points, f"{target}: IPv6 alone", made, target, own_interfaces(site, "r"))


# ---- a device that translates addresses ----

NAT = "*nat\n:PREROUTING ACCEPT [0:0]\n:INPUT ACCEPT [0:0]\n:OUTPUT ACCEPT [0:0]\n:POSTROUTING ACCEPT [0:0]\n-A POSTROUTING -o %s -j %s\nCOMMIT\n"
# what it does to addresses -> what work needs then; how an address is chosen nobody follows
CHANGES = {"MASQUERADE": "holds", "MASQUERADE --random": "undecided"}
FILTER = "*filter\n:INPUT ACCEPT [0:0]\n:FORWARD ACCEPT [0:0]\n:OUTPUT ACCEPT [0:0]\nCOMMIT\n"


def check_translation(points, folder, target, change):
    """The chain that translates stays, so that what hangs on what is not known of it is not called held; in a site that has both it is as was said."""
    name = "nat-" + CHANGES[change]
    plain = generate(small_site(folder, name, [NEEDS["web"]], target), "r", target)
    site = small_site(folder, name, [NEEDS["web"]], target, "{id: r, role: router, unfiltered: [ipv4, ipv6]", "{id: r, role: router, configs: [old.rules], unfiltered: [ipv6]")
    translation = NAT % (DEVICE_NAMES[target] + "1", change)
    write(os.path.join(site, "configs", "old.rules"), translation + FILTER)
    made = generate(site, "r", target)
    web = [next(answer["proof"] for answer in document["needs"] if answer["policy"] == "web") for document in (plain, made)]
    whole = "undecided" if target == "nec-ix" else "holds"
    wanted = [whole, whole if CHANGES[change] == "holds" else "undecided"]
    points.point(made["proven"] and web == wanted, f"{target}: a device with {change}: {wanted[1]}", [str(web)])
    write(os.path.join(site, "configs", "old.rules"), translation)
    write(os.path.join(site, "configs", "made"), made["settings"])
    path = os.path.join(site, "site.yaml")
    write(path, read(path).replace("configs: [old.rules], unfiltered: [ipv6]", "configs: [made, old.rules]"))
    then = read_json("prove", "--site", site, "--json", codes=(0, 1))
    said, found = ([(answer["policy"], answer["proof"]) for key in ("policies", "needs") for answer in document[key]] for document in (made, then))
    points.point(said == found, f"{target}: a device with {change}: sekisho prove says the same", [str(said), str(found)])


# ---- what is refused ----

# what follows a flow by a dynamic filter is not wholly known
VERDICT = {"nec-ix": "cannot be decided"}
CONTRADICTION = "{id: back, from: [out], to: [a], accepts: tcp port 3389}"


def check_contradiction(points, folder, target):
    site, made = small_site(folder, "against", [CONTRADICTION], target), os.path.join(folder, "against", "made")
    code, out, _ = sekisho("generate", "--site", site, "--device", "r", "--for", target, "--output", made)
    points.point(code == 1 and not os.path.exists(made) and not os.path.exists(made + ".sheet.txt"), f"{target}: what a policy refuses is not written, exit {code}")
    points.point("nothing-in" in out and VERDICT.get(target, "DOES NOT HOLD") in out and re.search(r"tcp [^ ]*203\.0\.113\.\d+:\d+ -> 192\.168\.1\.10:3389, new", out), f"{target}: the policy and the packet are named", out.splitlines())
    write(made, "old")
    code, _, _ = sekisho("generate", "--site", site, "--device", "r", "--for", target, "--output", made)
    points.point(code == 1 and read(made) == "old" and sorted(os.listdir(site)) == ["configs", "made", "site.yaml"], f"{target}: what stood there before stays")
    document = generate(site, "r", target, codes=(1,))
    points.point(document["settings"] is None and not document["proven"] and [answer["policy"] for answer in document["policies"] if answer["fails"]] == ["nothing-in"], f"{target}: nor does JSON have settings")
    code, out, _ = sekisho("generate", "--site", site, "--device", "r", "--for", target)
    points.point(code == 1 and VERDICT.get(target, "DOES NOT HOLD") in out and "All that work needs" not in out, f"{target}: nor does the screen")


WRONG_NAMES = {"nftables": ["eth*", "a-name-of-16-ltr", "e th0"], "yamaha-rtx": ["eth0", "lan", "lan1x", "pp", "lan 1"], "nec-ix": ["lan", "Giga Ethernet0.0", "GigaEthernet", "GigaEthernet0.x"],
               "windows-firewall": ["eth0", "private", "Guest"]}


def check_names(points, folder, target):
    device = "a" if target == "windows-firewall" else "r"
    for name in WRONG_NAMES[target]:
        site = small_site(folder, "names", [NEEDS["web"]], "as it is", f"{{node: {device}, segment: inside, interface: eth0", f'{{node: {device}, segment: inside, interface: "{name}"')
        code, out, errors = sekisho("generate", "--site", site, "--device", device, "--for", target)
        points.point(code == 2 and not out and name in errors and "site.yaml:" in errors, f"{target}: '{name}' is no interface", [errors])


def check_words(points, folder, target):
    """Single protocols, or all: more the routers' languages have no words for. Ports belong to tcp and udp."""
    site = small_site(folder, "words", ["{id: odd, from: [a], to: [out], accepts: any but tcp port 443}"], target)
    code, _, errors = sekisho("generate", "--site", site, "--device", "r", "--for", target)
    points.point(code == 2 and "protocols 2-5" in errors and "site.yaml:" in errors, f"{target}: some protocols and not others", [errors])
    site = small_site(folder, "words", ["{id: odd, from: [a], to: [out], accepts: port 443}"], target)
    code, _, errors = sekisho("generate", "--site", site, "--device", "r", "--for", target)
    points.point(code == 2 and "tcp or udp" in errors, f"{target}: a port of no protocol", [errors])


def check_usage(points, folder):
    site = small_site(folder, "usage", [NEEDS["web"]])
    for what, words, told in (("no such device", ("--device", "x", "--for", "nec-ix"), "x"), ("a segment", ("--device", "wan", "--for", "nec-ix"), "wan"),
                              ("whoever is outside", ("--device", "out", "--for", "nec-ix"), "out"), ("no such language", ("--device", "r", "--for", "cisco"), "nftables, yamaha-rtx, nec-ix, windows-firewall"),
                              ("no device", ("--for", "nec-ix"), "--device"), ("no language", ("--device", "r"), "--for")):
        code, out, errors = sekisho("generate", "--site", site, *words)
        points.point(code == 2 and not out and told in errors, f"{what}: refused", [errors])


def check_lines(points, folder):
    """What people wrote about a need is a comment, and ends where the line does."""
    text = "{id: web, text: {ja: x, en: \"y\\nip filter 1 pass * * * * *\\n\"}, from: [a], to: [out], accepts: tcp port 443}"
    for target in ("yamaha-rtx", "nec-ix"):
        made = generate(small_site(folder, "lines", [text], target), "r", target)
        points.point(not re.search(r"(?m)^ip filter 1 ", made["settings"]), f"{target}: a text of two lines is one comment", made["settings"].splitlines()[:6])
    site = site_for(folder, "ip-vpn", "terminal-1", "windows-firewall", lambda text: text.replace(', en: "Trial Clinic, IP-VPN"', ""))
    made = generate(site, "terminal-1", "windows-firewall")["settings"]
    points.point(made.isascii() and "\r\n" in made and not re.search(r"[^\r]\n", made), "windows-firewall: ASCII, with the ends of lines that Windows has")


def check_windows(points, folder):
    """Nothing but what the rules say comes in, and what they need to count is set."""
    site = site_for(folder, "ip-vpn", "terminal-1", "windows-firewall")
    made = generate(site, "terminal-1", "windows-firewall")["settings"]
    for profile in ("Domain", "Private", "Public"):
        values = dict(re.findall(r'"(\w+)"=dword:0000000(\d)', made.split(f"WindowsFirewall\\{profile}Profile]")[1].split("[")[0]))
        points.point(values == {"EnableFirewall": "1", "DefaultInboundAction": "1", "DefaultOutboundAction": "0", "DoNotAllowExceptions": "0", "AllowLocalPolicyMerge": "0", "AllowLocalIPsecPolicyMerge": "0",
                                "DisableUnicastResponsesToMulticastBroadcast": "1"}, f"{profile}: on, in blocked, out not, nothing of the computer's own, no answers to what it sends to everybody", [str(values)])
    alone = os.path.join(folder, "alone.reg")
    write(alone, made)
    for words, code in (("ipv6 tcp port 445 state new to 2001:db8::/32", 0), ("ipv4 tcp port 445 state new", 1), ("ipv4 tcp port 446 state new", 0), ("udp port 137 state new", 0), ("ipv6 udp state new to 2001:db8::/32", 0), ("ipv4 udp port 68 state new", 0)):
        found, out, errors = sekisho("prove", alone, "--chain", "input", "--refuses", words + " in Domain")
        points.point(found == code, f"a rule of IPv4 and {words}: exit {code}", [out, errors])
    path = os.path.join(site, "site.yaml")
    write(path, read(path).replace("{id: terminal-1, role: host,", "{id: terminal-1, role: host, forwards: true,"))
    code, _, errors = sekisho("generate", "--site", site, "--device", "terminal-1", "--for", "windows-firewall")
    points.point(code == 2 and "forwards" in errors, "a host that forwards", [errors])


def check_one_wire(points, folder, target):
    site = site_for(folder, "ip-vpn", "terminal-1", target)
    path = os.path.join(site, "site.yaml")
    write(path, read(path).replace(NEIGHBOURS, ""))
    code, out, _ = sekisho("generate", "--site", site, "--device", "terminal-1", "--for", target)
    points.point(code == 1 and re.search(r"icmpv6 2001:db8:2::10 -> 2001:db8:2::20", out) and "IPv6 to find neighbours" in out.replace("\n", " "), f"{target}: neighbours on one wire against a policy that refuses everything: said", out.splitlines())


# ---- files ----

OLD = "# Sekisho: old\n"


def digest_in(sheet):
    return re.search(r"\n +([0-9a-f]{64})\n", sheet).group(1)


def check_files(points, folder):
    site, out = small_site(folder, "files", [NEEDS["web"]]), os.path.join(folder, "files", "made")
    words = ("generate", "--site", site, "--device", "r", "--for", "yamaha-rtx", "--output")
    code, text, _ = sekisho(*words, out)
    settings = read(out)
    told = digest_in(read(out + ".sheet.txt")) == hashlib.sha256(settings.encode()).hexdigest()
    points.point(code == 0 and out in text and told and stat.S_IMODE(os.stat(out).st_mode) == 0o644, "the settings and their sheet, which has their digest")
    code, printed, _ = sekisho(*words[:-1])
    points.point(code == 0 and printed == settings, "without --output the settings alone are printed")
    for place in ("/proc/made", os.path.join(folder, "nowhere", "made"), os.path.join(out, "made")):
        code, text, errors = sekisho(*words, place)
        points.point(code == 4 and not text and "made" in errors and not os.path.exists(place), f"{os.path.relpath(place, folder) if place.startswith(folder) else place}: not writable, exit {code}", [errors])
    serial = small_site(folder, "serial", [NEEDS["web"]], "yamaha-rtx", "{id: r, role: router,", "{id: r, role: router, serial: S4K000123,")
    code, _, _ = sekisho(*words[:2], serial, *words[3:], out)
    points.point(code == 0 and "S4K000123" in read(out + ".sheet.txt"), "the sheet names the device by its serial number")


def check_text(points, folder):
    """What people read, in both languages: the answer, and the sheet."""
    for target, device in (("yamaha-rtx", "router-b"), ("windows-firewall", "terminal-1")):
        site, out = site_for(folder, "ip-vpn", device, target), "made"
        for lang in ("en", "ja"):
            code, text, _ = sekisho("generate", "--site", site, "--device", device, "--for", target, "--output", out, "--lang", lang, "--at", "2026-11-29T00:00:00Z", folder=folder)
            text += read(os.path.join(folder, out + ".sheet.txt"))
            path = os.path.join(HERE, "golden", f"generate-{target}.{lang}.txt")
            if "--update" in sys.argv:
                write(path, text)
            points.point(code == 0 and read(path) == text, f"as in golden/generate-{target}.{lang}.txt", text.splitlines())


def check_killed(points, folder):
    """Whenever it ends, the settings are the old ones or the new ones, and new ones do not lie there without their sheet."""
    site, out = small_site(folder, "killed", NEEDS.values()), os.path.join(folder, "killed", "made")
    words = [SEKISHO, "generate", "--site", site, "--device", "r", "--for", "yamaha-rtx", "--output", out]
    start = time.monotonic()
    subprocess.run(words, check=True, capture_output=True)
    whole, new = time.monotonic() - start, read(out)
    seen, wrong = {"old": 0, "new": 0}, []  # what was generated before is written over
    for number in itertools.chain(range(KILLS), itertools.islice(itertools.count(KILLS * 2, KILLS), SLOWER)):
        if number >= KILLS and min(seen.values()) > 0:
            break  # a machine that became slower in between gets longer
        write(out, OLD)
        write(out + ".sheet.txt", "old sheet\n")
        with subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
            time.sleep(whole * 1.2 * number / KILLS)
            process.kill()
        now, sheet = read(out), read(out + ".sheet.txt")
        if now not in (OLD, new) or (now == new and sheet == "old sheet\n") or (sheet != "old sheet\n" and digest_in(sheet) != hashlib.sha256(new.encode()).hexdigest()):
            wrong.append(f"{number}: {now[:40]} {sheet[:40]}")
        seen["new" if now == new else "old"] += 1
    points.point(not wrong and min(seen.values()) > 0, f"ended {sum(seen.values())} times at any moment: {seen['old']} times the old settings, {seen['new']} times the new, whole and with their sheet", wrong)


# ---- all of it ----

def run(points):
    with tempfile.TemporaryDirectory() as folder:
        for target in TARGETS:
            for network, devices in DEVICES.items():
                for device in devices:
                    check_one(points, folder, network, device, target)
            check_names(points, folder, target)
            if target in HOSTS_TAKE:
                check_one_wire(points, folder, target)
            if target == "windows-firewall":
                continue
            check_small(points, folder, target)
            for change in CHANGES:
                check_translation(points, folder, target, change)
            check_contradiction(points, folder, target)
            if target != "nftables":
                check_words(points, folder, target)
        for check in (check_usage, check_lines, check_windows, check_files, check_text, check_killed):
            check(points, folder)


if __name__ == "__main__":
    main(run)
