#!/usr/bin/python3
"""Yamaha routers: what `sekisho prove` answers of random lists is what a second reading of them says, packet by packet.

The second reading knows nothing of boxes, bounds or text: it takes the structure a configuration was written from, goes through a list from its head, and
gathers what can become of a packet: where a filter matches for sure its fate ends the walk, where it may match the walk goes on. What it holds true of filters
is what the maker's command reference says (8.1.10, 30.7.1) and docs/man/sekisho-prove.1.scd. A question about one pair of addresses and ports stands for all flags of TCP and all types of ICMP; here each is tried.
Traps that people fall into are asked by name.
"""
import ipaddress
import os
import random
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(os.path.dirname(HERE), "catalogue"))
from support import main, read_json  # noqa: E402

ROUNDS, QUESTIONS = 40, 12
SEED = 20260401
YES, NO, MAYBE = "yes", "no", "maybe"
PASS, DROP = "pass", "drop"
NUMBERS = {4: {"tcp": 6, "udp": 17, "icmp": 1, "esp": 50, "icmp6": 58}, 6: {"tcp": 6, "udp": 17, "icmp": 58, "esp": 50, "icmp6": 58, "icmp4": 1}}
PORT_WORDS = {"www": (80, 80), "domain": (53, 53), "netbios_ns": (137, 137), "ftp": (20, 21), "https": (443, 443)}
NETS = {4: ["10.0.0.0/8", "10.1.0.0/16", "10.1.2.0/24", "10.1.2.3", "192.168.0.0/30", "192.168.0.1-192.168.0.9", "10.1.*.*", "10.0.0.0/255.0.0.0", "192.168.0.0/0xfffffff0", "-10.1.2.3", "192.168.0.2-"],
        6: ["2001:db8::/32", "2001:db8:1::/48", "2001:db8:1::7", "fe80::/10", "2001:db8::1-2001:db8::9"]}
PORTS = ["80", "www", "domain", "1024-65535", "22,80-90", "netbios_ns-139", "443", "0-1023", "ftp", "-domain", "https-", "ftp,1024-"]
FLAG_WORDS = {"tcpfin": 1, "tcpsyn": 2, "tcprst": 4, "established": 16}
TYPES = {"icmp-error": {3, 4, 5, 11, 12, 31, 32}, "icmp-info": {0, 8, 9, 10, 13, 14, 15, 16, 17, 18, 30, 33, 34, 35, 36}, "icmp-nd": {133, 134, 135, 136}}
PROTOCOLS = ["*", "tcp", "udp", "udp,tcp", "tcp,esp", "established", "tcpfin", "tcpsyn", "tcprst,tcpsyn", "tcpflag=0x0002/0x0017", "tcpflag!=0x0010/0x0012", "tcpflag!=0x0041/0x0041",
             "tcpflag=0x0050/0x0052", "esp", "89", "icmp-error", "icmp-info,udp", "icmp-nd", "icmp-nd,tcp", "new,tcp"]
STATES = ["new", "established", "related", "invalid"]


def pick(draw, version, choices):
    """"*" mostly, else up to three of them."""
    return "*" if draw.random() < 0.45 else ",".join(draw.sample(choices[version] if isinstance(choices, dict) else choices, draw.randint(1, 2)))


def make_filter(draw, version):
    """[fate, source, target, protocols, source ports, target ports]; the last may be missing."""
    icmp = "icmp" if version == 4 else "icmp6"
    words = [draw.choice(["pass", "reject", "reject-log", "pass-nolog", "restrict"]), pick(draw, version, NETS), pick(draw, version, NETS),
             draw.choice(PROTOCOLS + [icmp, icmp, icmp + ",tcp", icmp + ",tcpsyn", "icmp6", "icmp4" if version == 6 else "icmp-info"])]
    if words[3] == icmp:
        words += [draw.choice(["*", "8", "3,8-11", "-3,128-"]), draw.choice(["*", "0", "1-4", "4-"])]
    else:
        words += [pick(draw, version, PORTS), pick(draw, version, PORTS)]
    return words[:draw.choice([2, 3, 4, 5, 6, 6, 6, 6])]


def make_dynamic(draw, version):
    return [pick(draw, version, NETS), pick(draw, version, NETS), draw.choice(["ftp", "tcp", "www", "udp", "filter 1", "filter 1 in 2 out 3", "filter 1 4 in 2 5"])]


def make_config(draw, version):
    """{filters, dynamics, lists}: lists of numbers by direction; 99 stands nowhere."""
    filters = {number: make_filter(draw, version) for number in range(1, 9)}
    dynamics = {number: make_dynamic(draw, version) for number in (1, 2)}
    lists = {}
    for direction in draw.choice([["in"], ["out"], ["in", "out"], ["in", "out"]]):
        numbers = draw.sample(range(1, 9), draw.randint(0, 6)) + ([99] if draw.random() < 0.1 else [])
        draw.shuffle(numbers)
        opened = draw.sample([1, 2, 98], draw.choice([0, 0, 0, 1, 2])) if numbers else [draw.choice([1, 2])]
        lists[direction] = (numbers, opened)
    return {"version": version, "filters": filters, "dynamics": dynamics, "lists": lists}


def write(config):
    word = "ip" if config["version"] == 4 else "ipv6"
    lines = ["# RTX830 Rev.15.02.30", "console columns 200", f"{word} lan1 mtu 1500"]
    for direction, (numbers, opened) in config["lists"].items():
        behind = " dynamic " + " ".join(map(str, opened)) if opened else ""
        lines.append(f"{word} lan1 secure filter {direction} {' '.join(map(str, numbers))}{behind}".replace("  ", " "))
    lines += [f"{word} filter {number} {' '.join(words)}" for number, words in config["filters"].items()]
    lines += [f"{word} filter dynamic {number} {' '.join(words)} syslog=off" for number, words in config["dynamics"].items()]
    return "\n".join(lines) + "\n"


# ---- the second reading ----

def in_addresses(words, address):
    for part in words.split(","):
        first, dash, last = part.partition("-")
        net, slash, mask = part.partition("/")
        if part == "*":
            return True
        if part.endswith("*"):
            if str(address).startswith(part.split("*", maxsplit=1)[0]):
                return True
        elif dash:
            if (not first or ipaddress.ip_address(first) <= address) and (not last or address <= ipaddress.ip_address(last)):
                return True
        elif mask.startswith("0x"):
            if int(address) & int(mask, 16) == int(ipaddress.ip_address(net)):
                return True
        elif address in ipaddress.ip_network(part):
            return True
    return False


def in_ports(words, port):
    for part in words.split(","):
        low, dash, high = part.partition("-")
        spans = [PORT_WORDS.get(end) or (int(end or edge), int(end or edge)) for end, edge in ((low, 0), (high if dash else low, 65535))] if part != "*" else [(0, 0), (65535, 65535)]
        if spans[0][0] <= port <= spans[1][1]:
            return True
    return False


def all_of(*answers):
    return NO if NO in answers else MAYBE if MAYBE in answers else YES


def of_flags(word, flags):
    if word in FLAG_WORDS:
        return YES if flags & FLAG_WORDS[word] else NO
    value, mask = (int(number, 16) for number in word.split("=")[1].split("/"))
    turned, like = "!" in word, flags & mask & 63 == value & 63
    if mask > 63:  # what else is asked is in no packet here
        return MAYBE if like else YES if turned else NO
    return YES if like != turned else NO


def of_types(word, packet, version, untold):
    if (word == "icmp-nd") != (version == 6):
        return MAYBE if packet["protocol"] in (1, 58) else NO
    if packet["protocol"] != (1 if version == 4 else 58) or packet["type"] >> 8 not in TYPES[word]:
        return NO
    return MAYBE if untold and word == "icmp-nd" else YES


def one_protocol(word, packet, parts, ports):
    """Whether the packet is what the word says, ports included. `ports`: its two lists."""
    protocol, version = packet["protocol"], packet["from"].version
    compares = any(part in ("*", "tcp", "udp") or part in FLAG_WORDS or part.startswith("tcpflag") for part in parts)
    untold = ports != ("*", "*") and not compares
    fits = YES if in_ports(ports[0], packet["sport"]) and in_ports(ports[1], packet["dport"]) else NO
    if word in FLAG_WORDS or word.startswith("tcpflag"):
        return all_of(of_flags(word, packet["flags"]), fits) if protocol == 6 else NO
    if word in TYPES:
        return of_types(word, packet, version, untold)
    if word == "new":
        return MAYBE
    if word != "*" and protocol != (NUMBERS[version].get(word) or int(word)):
        return NO
    if protocol in (6, 17):
        return fits
    if len(parts) == 1 and (word == "icmp" or (word == "icmp6" and version == 6)):
        return YES if in_ports(ports[0], packet["type"] >> 8) and in_ports(ports[1], packet["type"] & 255) else NO
    return MAYBE if untold else YES


def matches(words, packet):
    full = words + ["*"] * (6 - len(words))
    if not in_addresses(full[1], packet["from"]) or not in_addresses(full[2], packet["to"]):
        return NO
    parts = full[3].split(",")
    said = [one_protocol(part, packet, parts, (full[4], full[5])) for part in parts]
    return YES if YES in said else MAYBE if MAYBE in said else NO


def opens(config, application, packet, against):
    """Whether a dynamic filter between these two may let it through, `against` its direction or along."""
    if packet["state"] in ("established", "related"):
        return True
    if application in ("tcp", "udp"):
        return not against and packet["protocol"] == NUMBERS[4][application]
    if not application.startswith("filter"):
        return not against
    section, words = "out", application.split()[1:]
    for word in words:
        if word in ("in", "out"):
            section = word
        elif (section == "in") == against:
            action, *rest = config["filters"][int(word)]
            if matches([action, "*", "*"] + rest[2:], packet) != NO:
                return True
    return False


def fates(config, direction, packet):
    """Everything that can become of it."""
    if direction not in config["lists"]:
        return {PASS}
    numbers, opened = config["lists"][direction]
    possible = set()
    for number in opened:
        one = config["dynamics"].get(number)
        if not one:
            possible |= {PASS, DROP}
        elif in_addresses(one[0], packet["from"]) and in_addresses(one[1], packet["to"]) and opens(config, one[2], packet, False):
            possible.add(PASS)
    for number in config["lists"].get("out" if direction == "in" else "in", ([], []))[1]:
        one = config["dynamics"].get(number)
        if not one:
            possible |= {PASS, DROP}
        elif in_addresses(one[0], packet["to"]) and in_addresses(one[1], packet["from"]):
            if opens(config, one[2], packet, True):
                possible.add(PASS)
    for number in numbers:
        words = config["filters"].get(number)
        answer = matches(words, packet) if words else MAYBE
        if answer != NO:
            possible |= {DROP if words[0].startswith("reject") else PASS} if words else {PASS, DROP}
        if answer == YES:
            return possible
    return possible | ({DROP} if numbers else {PASS, DROP})


def expected(sets, wanted):
    """What is to be said of packets of which all is known that can become of each."""
    right = DROP if wanted == "refuses" else PASS
    if any(right not in possible for possible in sets):
        return "violated"
    return "holds" if all(possible == {right} for possible in sets) else "undecided"


# ---- questions ----

NET_OF = {"10.1.*.*": "10.1.0.0/16", "192.168.0.0/0xfffffff0": "192.168.0.0/28", "-10.1.2.3": "10.1.2.0/29", "192.168.0.2-": "192.168.0.0/29"}


def draw_address(draw, version):
    part = draw.choice(NETS[version])
    net = ipaddress.ip_network(NET_OF.get(part, part.split("-")[0]))
    return net[draw.randrange(min(net.num_addresses, 1 << 60))] if draw.random() < 0.8 else ipaddress.ip_address("172.16.0.9" if version == 4 else "3fff::9")


def draw_packets(draw, version):
    """(the words of a question, the packets it means)"""
    protocol = draw.choice([6, 6, 6, 17, 17, 1 if version == 4 else 58, 1, 58, 50, 89])
    packet = {"from": draw_address(draw, version), "to": draw_address(draw, version), "protocol": protocol, "state": draw.choice(STATES), "sport": 0, "dport": 0,
              "flags": 0, "type": 0}
    words = f"from {packet['from']} to {packet['to']} {protocol} state {packet['state']}"
    if protocol in (6, 17):
        packet["sport"], packet["dport"] = (draw.choice([0, 20, 21, 22, 53, 80, 85, 91, 137, 139, 443, 1023, 1024, 65535]) for _ in range(2))
        words += f" source-port {packet['sport']} port {packet['dport']}"
    if protocol == 6:
        return words, [{**packet, "flags": flags} for flags in range(64)]
    if protocol in (1, 58):
        return words, [{**packet, "type": kind << 8 | code} for kind in range(256) for code in (0, 1, 2, 4, 5, 255)]
    return words, [packet]


def ask(path, chain, wanted, words):
    return read_json("prove", path, "--chain", chain, "--" + wanted, words, "--json", codes=(0, 1))["answer"]


def check_random(points, folder, face, make, text_of, fates_of):
    """Random lists of one make of router, at its interface `face`."""
    draw, path, seen = random.Random(SEED), os.path.join(folder, "random.txt"), {}
    for number in range(ROUNDS):
        version = draw.choice([4, 4, 6])
        config, wrong = make(draw, version), []
        with open(path, "w", encoding="utf-8") as file:
            file.write(text_of(config))
        for _ in range(QUESTIONS):
            direction, wanted = draw.choice(["in", "out"]), draw.choice(["refuses", "accepts"])
            words, packets = draw_packets(draw, version)
            answer = ask(path, f"{face} {direction}", wanted, words)["proof"]
            right = expected([fates_of(config, direction, packet) for packet in packets], wanted)
            seen[answer] = seen.get(answer, 0) + 1
            wrong += [f"{face} {direction} {wanted} {words}: {answer}, not {right}"] if answer != right else []
        points.point(not wrong, f"random lists {number}, IPv{version}", wrong + text_of(config).splitlines())
    points.point(min(seen.get(word, 0) for word in ("holds", "violated", "undecided")) >= 20, f"each answer was met: {seen}")


REJECT = "ip lan2 secure filter in 1\nip filter 1 reject * *\n"
LAN = "ip lan1 address 192.168.1.1/24\nip lan2 mtu 1500\n"
# name -> (lines, chain, question, wanted, proof)
TRAPS = {
    "a rule for all to all": ("ip lan2 secure filter in 1\nip filter 1 pass * * * * *\n", "lan2 in", "ipv4 tcp port 445 state new", "refuses", "violated"),
    "no list of IPv6": ("ip lan2 secure filter in 1\nip filter 1 reject * *\n", "lan2 in", "tcp port 445 state new", "refuses", "violated"),
    "the list of IPv4 for IPv4": ("ip lan2 secure filter in 1\nip filter 1 reject * *\n", "lan2 in", "ipv4 tcp port 445 state new", "refuses", "holds"),
    "no list of IPv4": ("ipv6 lan2 secure filter in 1\nipv6 filter 1 reject * *\n", "lan2 in", "tcp", "refuses", "violated"),
    "a list without an end": ("ip lan2 secure filter in 1\nip filter 1 pass * 10.0.0.5 tcp * 443\n", "lan2 in", "ipv4 tcp port 80", "refuses", "holds"),
    "a list of the other direction": ("ip lan2 secure filter out 1\nip filter 1 reject * *\n", "lan2 in", "ipv4", "refuses", "violated"),
    "the order of the list, not of the numbers": ("ip lan2 secure filter in 2 1\nip filter 1 reject * * tcp\nip filter 2 pass * * tcp * 80\n", "lan2 in", "ipv4 tcp port 80", "accepts", "holds"),
    "restrict passes": ("ip lan2 secure filter out 1\nip filter 1 restrict * * tcp * 80\n", "lan2 out", "ipv4 tcp port 80", "refuses", "violated"),
    "a forged ACK passes established": ("ip lan2 secure filter in 1\nip filter 1 pass * * established\n", "lan2 in", "ipv4 tcp port 445 state new", "refuses", "violated"),
    "ports without tcp or udp": ("ip lan2 secure filter in 1\nip filter 1 pass * * * * 443\n", "lan2 in", "ipv4 esp", "refuses", "violated"),
    "answers to what a dynamic filter let out": ("ip lan2 secure filter in 1\nip lan2 secure filter out 2 dynamic 1\nip filter 1 reject * *\nip filter 2 pass * *\n"
                                                "ip filter dynamic 1 * * tcp\n", "lan2 in", "ipv4 tcp state established", "refuses", "undecided"),
    "new flows against a dynamic filter": ("ip lan2 secure filter in 1\nip lan2 secure filter out 2 dynamic 1\nip filter 1 reject * *\nip filter 2 pass * *\n"
                                          "ip filter dynamic 1 * * tcp\n", "lan2 in", "ipv4 tcp state new", "refuses", "holds"),
    "new flows against a trigger": ("ip lan2 secure filter in 1\nip lan2 secure filter out 2 dynamic 1\nip filter 1 reject * *\nip filter 2 pass * *\n"
                                    "ip filter dynamic 1 * * filter 2 in 2\n", "lan2 in", "ipv4 tcp state new", "refuses", "undecided"),
    "dynamic filters alone": ("ip lan2 secure filter out dynamic 1\nip filter dynamic 1 10.0.0.0/8 * tcp\n", "lan2 out", "ipv4 from 192.168.0.1", "refuses", "undecided"),
    "a number that is missing": ("ip lan2 secure filter in 1 9\nip filter 1 reject * * tcp\n", "lan2 in", "ipv4 udp", "refuses", "undecided"),
    "what stands before it": ("ip lan2 secure filter in 1 9\nip filter 1 reject * * tcp\n", "lan2 in", "ipv4 tcp", "refuses", "holds"),
    "a filter of the other family": ("ipv6 lan2 secure filter in 1\nip filter 1 reject * *\n", "lan2 in", "ipv6 tcp", "refuses", "undecided"),
    "a set by its name": ("ip lan2 secure filter name desk\nip filter set desk in 1\nip filter 1 reject * *\n", "lan2 in", "ipv4", "refuses", "undecided"),
    "the port named ftp is two": ("ip lan2 secure filter in 1\nip filter 1 pass * * tcp * ftp\n", "lan2 in", "ipv4 tcp port 20", "refuses", "violated"),
    "frames of some kinds go past the filters": (REJECT + "lan pass-through ethertype 1 ipv4\nlan pass-through member 1 lan1 lan2\n", "lan2 in", "ipv4", "refuses", "undecided"),
    "frames of PPPoE go past them": (REJECT + "pppoe pass-through member lan1 lan2\n", "lan2 in", "ipv4", "refuses", "undecided"), "a bridge of two cards": (REJECT + "bridge member bridge1 lan1 lan2\n", "lan2 in", "ipv4", "refuses", "undecided"),
    "a bridge of others": (REJECT + "bridge member bridge1 lan1 lan3\n", "lan2 in", "ipv4", "refuses", "holds"), "intrusions are discarded": ("ip lan2 intrusion detection in on\n", "lan2 in", "ipv4 tcp port 80", "accepts", "undecided"),
    "the broadcast of a network": (LAN, "lan1 out", "ipv4 to 192.168.1.255", "accepts", "undecided"), "all but the broadcast of a network": (LAN, "lan1 out", "ipv4 to 192.168.1.254", "accepts", "holds"),
    "broadcasts of a network that is elsewhere": (LAN, "lan2 out", "ipv4", "accepts", "holds"), "broadcasts that pass": (LAN + "ip filter directed-broadcast off\n", "lan1 out", "ipv4", "accepts", "holds"),
    "forwarding that rejects": ("ip lan1 forward filter 1\nip forward filter 1 1 gateway pp 1 filter 1\nip filter 1 reject * * tcp\n", "lan1 in", "ipv4 tcp", "accepts", "undecided"),
    "a router that does not route": ("ip routing off\nip lan1 mtu 1500\n", "lan1 in", "ipv4 tcp", "accepts", "undecided"), "a script at certain hours": (REJECT + "schedule at 1 */* 8:00 * lua /open.lua\n", "lan2 in", "ipv4", "refuses", "undecided"),
    "a clock that is set at certain hours": (REJECT + "schedule at 1 */* 8:00 * ntpdate ntp.example.jp\n", "lan2 in", "ipv4", "refuses", "holds"),
    "a list at certain hours": ("ip lan2 secure filter in 1\nip filter 1 reject * *\nschedule at 1 */* 8:00 * no ip lan2 secure filter in 1\n", "lan2 in", "ipv4", "refuses", "undecided"),
}


def check_traps(points, folder, traps):
    for name, (lines, chain, question, wanted, proof) in traps.items():
        path = os.path.join(folder, "trap.txt")
        with open(path, "w", encoding="utf-8") as file:
            file.write(lines)
        answer = ask(path, chain, wanted, question)
        points.point(answer["proof"] == proof and bool(answer["unread"]) == (proof == "undecided"), f"{name}: {proof}", [str(answer)])


def run(points):
    with tempfile.TemporaryDirectory() as folder:
        check_traps(points, folder, TRAPS)
        check_random(points, folder, "lan1", make_config, write, fates)


if __name__ == "__main__":
    main(run)
