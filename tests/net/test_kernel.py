#!/usr/bin/python3
"""The kernel itself as the judge: packets at corners of the proof's boxes are sent through random rule sets of nft and iptables, and each is forwarded or
not exactly as the proof says.

All of it happens in a network namespace of its own with two TUN devices, which ends with the test. What nft is given is read back with `nft -j list
ruleset`, what iptables is given with iptables-save, as people would. KERNEL_PACKETS (4000) says how many packets; 100000 is the long run.
"""
import fcntl
import os
import random
import re
import select
import stat
import struct
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(os.path.dirname(HERE), "gates"))
import gate  # noqa: E402

BUILD = os.environ.get("BUILD_DIR", os.path.join(gate.ROOT, "build"))
CORNERS = os.path.join(BUILD, "release", "tests", "config", "config_corners")
PACKETS = int(os.environ.get("KERNEL_PACKETS", "4000"))
SEED = int(os.environ.get("KERNEL_SEED", "1"))
EACH = 60  # packets of one leaf list; a rule set has some ten such lists
BATCH = 100
INSIDE = "SEKISHO_INSIDE_NAMESPACE"
TUNSETIFF, IFF_TUN, IFF_NO_PI = 0x400454CA, 1, 0x1000


# ---- the namespace ----

def run(*words, text=None):
    return subprocess.run(words, input=text, capture_output=True, text=True, timeout=60, check=False)


def tun_device():
    """Where the kernel makes TUN devices: a bare tree has no node for it, and root can make one of its own."""
    if os.path.exists("/dev/net/tun"):
        return os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK)
    with tempfile.TemporaryDirectory() as folder:
        node = os.path.join(folder, "tun")
        os.mknod(node, 0o600 | stat.S_IFCHR, os.makedev(10, 200))
        return os.open(node, os.O_RDWR | os.O_NONBLOCK)


def tun(name):
    """The device and its packets."""
    file = tun_device()
    fcntl.ioctl(file, TUNSETIFF, struct.pack("16sH14x", name.encode(), IFF_TUN | IFF_NO_PI))
    run("ip", "link", "set", name, "txqueuelen", "10000", "up")
    return file


def setting(path, value):
    with open(f"/proc/sys/net/{path}", "w", encoding="ascii") as file:
        file.write(value)


def prepare():
    entering, leaving = tun("tin"), tun("tout")
    for path, value in (("ipv4/ip_forward", "1"), ("ipv6/conf/all/forwarding", "1"), ("ipv4/conf/all/rp_filter", "0"),
                        ("ipv4/conf/tin/rp_filter", "0"), ("ipv4/conf/tout/rp_filter", "0"), ("netfilter/nf_conntrack_tcp_loose", "1")):
        if os.path.exists(f"/proc/sys/net/{path}"):
            setting(path, value)
    for family, network, device in (("-4", "10.0.0.0/9", "tin"), ("-4", "10.128.0.0/9", "tout"), ("-6", "fd00::/16", "tin"), ("-6", "fd01::/16", "tout")):
        run("ip", family, "route", "add", network, "dev", device)
    return entering, leaving


# ---- packets ----

def summed(data):
    total = sum(struct.unpack(f"!{len(data) // 2}H", data)) if len(data) % 2 == 0 else summed(data + b"\0")
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return total


def transport(packet, pseudo):
    _, _, protocol, sport, dport, icmp, flags = packet
    if protocol == 6:
        data = struct.pack("!HHIIBBHHH", sport, dport, 1, 0, 5 << 4, flags, 1024, 0, 0)
        at = 16
    elif protocol == 17:
        data, at = struct.pack("!HHHH", sport, dport, 8, 0), 6
    else:
        data, at = struct.pack("!BBHHH", icmp >> 8, icmp & 255, 0, 1, 1), 2
    check = 0xFFFF ^ summed((b"" if protocol == 1 else pseudo + struct.pack("!HH", len(data), protocol)) + data)
    return data[:at] + struct.pack("!H", check or 0xFFFF) + data[at + 2:]


def bytes_of(packet, six, number):
    """The packet with `number` in the field that comes out again: IPv4's identification, IPv6's flow label."""
    source, target = packet[0].to_bytes(16, "big"), packet[1].to_bytes(16, "big")
    if six:
        body = transport(packet, source + target)
        return struct.pack("!IHBB", 6 << 28 | number, len(body), packet[2], 64) + source + target + body
    source, target = source[12:], target[12:]
    body = transport(packet, source + target)
    head = struct.pack("!BBHHHBBH4s4s", 0x45, 0, 20 + len(body), number, 0, 64, packet[2], 0, source, target)
    return head[:10] + struct.pack("!H", 0xFFFF ^ summed(head)) + head[12:] + body


def number_in(data):
    return struct.unpack("!I", data[:4])[0] & 0xFFFFF if data[0] >> 4 == 6 else struct.unpack("!H", data[4:6])[0]


def collect(file, passed, patience):
    while select.select([file], [], [], patience)[0]:
        try:
            passed.add(number_in(os.read(file, 2048)))
        except BlockingIOError:
            return


def forwarded(devices, packets, six):
    """For each packet whether it came out. What seems lost is sent once more alone, so that a queue that was full proves nothing."""
    passed = set()
    for first in range(0, len(packets), BATCH):
        for at in range(first, min(first + BATCH, len(packets))):
            os.write(devices[0], bytes_of(packets[at], six, at + 1))
            collect(devices[1], passed, 0)
        collect(devices[1], passed, 0.003)
    return [at + 1 in passed for at in range(len(packets))]


def again(devices, packet, six):
    passed = set()
    for _ in range(3):
        os.write(devices[0], bytes_of(packet, six, 7))
        time.sleep(0.02)
        collect(devices[1], passed, 0.05)
    return 7 in passed


# ---- random rule sets ----

NETS = {False: ["10.1.0.0/16", "10.1.2.0/24", "10.1.2.3", "10.0.0.0/9", "10.2.0.0-10.3.1.5"],
        True: ["fd00:1::/32", "fd00:1:2::/48", "fd00:1:2::3", "fd00::/16", "fd00:2::-fd00:3::5"]}
TARGETS = {False: ["10.129.0.0/16", "10.129.5.0/24", "10.129.5.6", "10.128.0.0/9", "10.130.0.1-10.130.9.9"],
           True: ["fd01:1::/32", "fd01:1:5::/48", "fd01:1:5::6", "fd01::/16", "fd01:2::1-fd01:2::9:9"]}
ENTERED, LEFT = ["tin", "tout", "{ tin, eth9 }", '"ti*"', '"et*"'], ["tout", "tin", '"t*"']
PORTS = ["22", "80", "443", "1024-65535", "1-1023", "8000-8080", "445"]


def some(draw, words, most=3):
    """A value, or a set of some that do not overlap as nft wants it: single values and one range."""
    if draw.random() < 0.6:
        return draw.choice(words)
    plain = [word for word in words if "-" not in word and "/" not in word] or words[:1]
    return "{ " + ", ".join(draw.sample(plain, min(len(plain), draw.randint(1, most)))) + " }"


def nft_condition(draw, six, stateful):
    family = "ip6" if six else "ip"
    sign = draw.choice(["", "", "", "!= "])
    protocol = draw.choice(["tcp", "udp"])
    choices = [f"{family} saddr {sign}{some(draw, NETS[six])}", f"{family} daddr {sign}{some(draw, TARGETS[six])}",
               f"{protocol} dport {sign}{some(draw, PORTS)}", f"{protocol} sport {sign}{some(draw, PORTS)}",
               f"{protocol} dport {draw.choice(['<', '>', '<=', '>='])} {draw.choice(['80', '1024', '445'])}",
               f"meta l4proto {sign}{some(draw, ['tcp', 'udp'])}", "meta l4proto { tcp, udp } th dport " + some(draw, PORTS),
               f"{'icmpv6' if six else 'icmp'} type {sign}{some(draw, ['echo-request', 'echo-reply', 'destination-unreachable'])}",
               f"icmp{'v6' if six else ''} code {draw.choice(['0', '1', '255'])}",
               f"meta nfproto {draw.choice(['ipv4', 'ipv6'])}", f"meta protocol {sign}{draw.choice(['ip', 'ip6'])}",
               f"iifname {sign}{draw.choice(ENTERED)}", f"oifname {sign}{draw.choice(LEFT)}",
               f"{family} daddr . tcp dport {{ {TARGETS[six][2]} . 80, {TARGETS[six][1]} . 443-450 }}",
               f"{family} saddr {sign}@nets{'6' if six else '4'}", f"{protocol} dport {sign}@ports", f"iifname . {protocol} dport {{ tin . 22, tin . 1024-65535, eth9 . 80 }}",
               f"{family} saddr . {family} daddr {{ {NETS[six][1]} . {TARGETS[six][0]}, {NETS[six][2]} . {TARGETS[six][2]} }}",
               f"ip{'6 nexthdr' if six else ' protocol'} {sign}{draw.choice(['tcp', '{ tcp, udp }', '17', '1', '58'])}",
               f"{family} daddr {draw.choice(['<', '>', '<=', '>='])} {TARGETS[six][2]}", f"{protocol} sport . {protocol} dport {{ 1024-65535 . 22, 1-1023 . 80 }}",
               f"meta l4proto . th dport {{ tcp . 22, udp . 1-1023 }}", f"iifname {sign}@cards"]
    if stateful:
        choices += [f"ct state {sign}{draw.choice(['new', 'established', 'related,established', '{ new, untracked }', 'invalid'])}"] * 3
    else:
        choices += [f"tcp flags {flags}" for flags in ("syn", "syn,ack", "! syn", "& (fin|syn|rst|ack) == syn", "& (syn|ack) != syn",
                                                       "& (fin|syn) == { fin, syn }")]
    return draw.choice(choices)


FAMILY_WORDS = {"ip": 4, "icmp": 4, "ip6": 6, "icmpv6": 6, "ipv4": 4, "ipv6": 6}


def contradicts(conditions):
    """A rule that names both families, one of them by `meta protocol`: nft leaves that out of what it lists here and there, though the kernel asks it (decision 0044)."""
    named = {FAMILY_WORDS.get(words[2] if words[0] == "meta" and words[1] in ("protocol", "nfproto") else words[0]) for words in map(str.split, conditions)}
    return {4, 6} <= named and any(condition.startswith("meta protocol") for condition in conditions)


def merges(conditions):
    """nft prints `tcp sport >= 1024 tcp dport <= 65000` as `tcp dport 1024-65000` (decision 0044)."""
    return any(" >= " in first and " <= " in second for first, second in zip(conditions, conditions[1:]))


def nft_rule(draw, six, stateful, jumps):
    words = [nft_condition(draw, six, stateful) for _ in range(draw.choice([0, 1, 1, 2, 2, 3]))]
    if sum(" code " in word for word in words) > 1:  # each has 256 alternatives: past a ceiling of the reader
        words = words[:1]
    if merges(words):
        words = [word for word in words if " <= " not in word]
    if contradicts(words):
        words = [word for word in words if not word.startswith("meta protocol")]
    verdicts = ["accept", "drop", "accept", "drop", "return", "reject", "counter", "reject with icmpx type admin-prohibited"] + jumps
    if any(word.startswith("tcp ") or word.split() == ["meta", "l4proto", "tcp"] for word in words):
        verdicts.append("reject with tcp reset")
    if draw.random() < 0.15:
        key, values = draw.choice([("tcp dport", ["22", "80", "443-445"]), ("meta l4proto", ["tcp", "udp"]), ("udp dport", ["1-1023", "8000"]),
                                   ("iifname", ["tin", "tout", "eth9"]), ("ip6 daddr" if six else "ip daddr", [TARGETS[six][1], TARGETS[six][4]]),
                                   ("ct state", ["new", "established", "invalid"]) if stateful else ("meta l4proto . th dport", ["tcp . 22", "udp . 1-1023", "tcp . 443-445"])])
        pairs = ", ".join(f"{value} : {draw.choice(['accept', 'drop', 'continue', 'return'] + jumps)}" for value in values)
        return " ".join([*words, f"{key} vmap {{ {pairs} }}"])
    return " ".join([*words, draw.choice(verdicts)])


SETS = [f"set nets4 {{ type ipv4_addr; flags interval; elements = {{ {NETS[False][1]}, {NETS[False][4]} }} }}",
        f"set nets6 {{ type ipv6_addr; flags interval; elements = {{ {NETS[True][1]}, {NETS[True][4]} }} }}",
        "set ports { type inet_service; flags interval; elements = { 22, 80, 1024-2047, 8080 } }", "set cards { type ifname; elements = { tin, eth9 } }"]


def nft_rules(draw, stateful):
    """One to three chains at the hook, of different families, and two of one's own."""
    lines = ["flush ruleset"]
    for table in range(draw.choice([1, 1, 2, 3])):
        family = draw.choice(["inet", "inet", "ip", "ip6"])
        lines += [f"table {family} t{table} {{", *SETS]
        for name in ("b", "a"):
            jumps = ["jump b", "goto b"] if name == "a" else []
            lines += [f"chain {name} {{"] + [nft_rule(draw, pick(draw, family), stateful, jumps) for _ in range(draw.randint(0, 5))] + ["}"]
        lines += ["chain f {", f"type filter hook forward priority {draw.randint(-9, 9)}; policy {draw.choice(['accept', 'drop'])};"]
        lines += [nft_rule(draw, pick(draw, family), stateful, ["jump a", "goto a", "jump b"]) for _ in range(draw.randint(2, 9))] + ["}", "}"]
    return "\n".join(lines) + "\n"


def pick(draw, family):
    return draw.random() < 0.5 if family == "inet" else family == "ip6"


def foreign(line, family):
    """Conditions of the other family are refused in a table of one."""
    words = line.split()
    return (family == "ip" and any(word in words for word in ("ip6", "icmpv6"))) or (family == "ip6" and any(word in words for word in ("ip", "icmp")))


def ipt_condition(draw, six, stateful):
    sign = draw.choice(["", "", "! "])
    single = [word for word in NETS[six] if "-" not in word], [word for word in TARGETS[six] if "-" not in word]
    protocol = draw.choice(["tcp", "udp"])
    port = draw.choice(PORTS).replace("-", ":")
    choices = [f"{sign}-s {draw.choice(single[0])}", f"{sign}-d {draw.choice(single[1])}", f"-m iprange {sign}--src-range {NETS[six][4]}",
               f"-p {protocol} -m {protocol} {sign}--dport {port}", f"-p {protocol} -m {protocol} {sign}--sport {port}",
               f"-m iprange {sign}--dst-range {TARGETS[six][4]}", f"-p {protocol} -m {protocol} --sport 1024:65535 {sign}--dport {port}",
               f"-p {protocol} -m multiport {sign}--sports 22,1024:2047", f"{sign}-s {draw.choice(single[0])} {sign}-d {draw.choice(single[1])}",
               f"-i ti+ {sign}-o {draw.choice(['tout', 'to+', 'tin'])}", f'{sign}-p {protocol} -m comment --comment "a \\"b\\" -j DROP"', f"-p {draw.choice(['6', '17', '58', '1'])}",
               f"-p {protocol} -m multiport {sign}--dports 22,80,8000:8080", f"-p {protocol} -m multiport {sign}--ports 1:1023,443",
               f"{sign}-i {draw.choice(['tin', 'ti+', 'eth9'])}", f"{sign}-o {draw.choice(['tout', 'tin'])}", f"{sign}-p {protocol}",
               f"-p ipv6-icmp -m icmp6 {sign}--icmpv6-type {draw.choice(['128', '1/4', '129'])}" if six else
               f"-p icmp -m icmp {sign}--icmp-type {draw.choice(['8', '3/4', '0'])}"]
    if stateful:
        choices += [f"-m conntrack {sign}--ctstate {draw.choice(['NEW', 'RELATED,ESTABLISHED', 'INVALID', 'NEW,UNTRACKED'])}"] * 3 + [f"-m state {sign}--state NEW"]
    else:
        choices += [f"-p tcp -m tcp {sign}--tcp-flags {flags}" for flags in ("FIN,SYN,RST,ACK SYN", "SYN,ACK ACK", "ALL NONE")]
    return draw.choice(choices)


def ipt_rules(draw, six, stateful):
    lines = []
    for table in draw.choice([("filter",), ("mangle", "filter"), ("filter",), ("mangle", "filter", "security")]):
        lines += [f"*{table}", f":FORWARD {draw.choice(['ACCEPT', 'DROP'])} [0:0]", ":a - [0:0]", ":b - [0:0]"]
        for chain, targets, most in (("b", [], 5), ("a", ["-j b", "-g b"], 5), ("FORWARD", ["-j a", "-g a", "-j b"], 9)):
            for _ in range(draw.randint(1, most)):
                words = "" if draw.random() < 0.1 else ipt_condition(draw, six, stateful)
                lines.append(f"-A {chain} {words} {draw.choice(['-j ACCEPT', '-j DROP', '-j RETURN', '', *targets])}")
        lines.append("COMMIT")
    return "\n".join(lines) + "\n"


# ---- one rule set ----

CRASHED = "nft died"  # 1.0.6 of a broken stack, where it prints certain sets of several fields


def load_nft(lines):
    """Lines that contradict themselves (icmp with a port of tcp) or their table nft refuses by number: the others stay."""
    while True:
        text = "\n".join(lines) + "\n"
        loaded = run("nft", "-f", "-", text=text)
        wrong = {int(number) for number in re.findall(r"^/dev/stdin:(\d+):[\d-]+: Error: ", loaded.stderr, re.M)}
        if loaded.returncode == 0 or not wrong:
            printed = run("nft", "-j", "list", "ruleset") if loaded.returncode == 0 else None
            return text, printed and (CRASHED if printed.returncode < 0 else printed.stdout), loaded.stderr
        lines = [line for number, line in enumerate(lines, 1) if number not in wrong]


def listed(tool, draw, stateful, six):
    """A rule set that the kernel took, and how it is printed; (text, None) where it was refused."""
    if tool == "nft":
        lines, family, kept = nft_rules(draw, stateful).splitlines(), "inet", []
        for line in lines:
            family = line.split()[1] if line.startswith("table") else family
            if not foreign(line, family) or line.startswith("table"):
                kept.append(line)
        return load_nft(kept)
    text = ipt_rules(draw, six, stateful)
    program = "ip6tables" if six else "iptables"
    run("nft", "flush", "ruleset")
    loaded = run(f"{program}-nft-restore", text=text)
    return text, run(f"{program}-nft-save").stdout if loaded.returncode == 0 else None, loaded.stderr


def expected(listing, stateful, six, seed):
    with tempfile.NamedTemporaryFile("w", suffix=".rules") as file:
        file.write(listing)
        file.flush()
        ran = run(CORNERS, file.name, "forward", str(EACH), str(seed), "v6" if six else "v4", "stateful" if stateful else "stateless")
    if ran.returncode != 0:
        return None, ran.stdout + ran.stderr
    rows = [line.split() for line in ran.stdout.splitlines()]
    return [((int(row[0], 16), int(row[1], 16), *map(int, row[2:7])), row[7]) for row in rows], ""


def try_rules(devices, tool, seed, tally):
    """What went wrong, as lines; none when all packets went as proven."""
    draw = random.Random(seed)
    stateful, six = draw.random() < 0.5, draw.random() < 0.4
    text, listing, refusal = listed(tool, draw, stateful, six)
    if listing is None:
        return [f"refused by the kernel: {refusal}", text]
    if listing == CRASHED:
        tally["crashed"] += 1
        return []
    proven, trouble = expected(listing, stateful, six, seed)
    if proven is None:
        return [] if "no chain" in trouble else [trouble, text]
    tally["open"] += sum(fate == "open" for _, fate in proven)
    proven = [(packet, fate) for packet, fate in proven if fate != "open"]
    for (packet, fate), came in zip(proven, forwarded(devices, [packet for packet, _ in proven], six)):
        if came != (fate == "pass") and again(devices, packet, six) != (fate == "pass"):
            return [f"seed {seed}, {'IPv6' if six else 'IPv4'}: {packet} is proven to {fate}, and does not", text, listing]
        tally[fate] += 1
    return []


def try_many(points, devices, tool):
    tally, seed, sets, begun = {"pass": 0, "stop": 0, "open": 0, "crashed": 0}, SEED * 100000, 0, time.monotonic()
    while tally["pass"] + tally["stop"] < PACKETS // 2:
        wrong = try_rules(devices, tool, seed, tally)
        if wrong:
            points.point(False, f"{tool}: the kernel does as proven", "\n".join(wrong).splitlines())
            return
        seed, sets = seed + 1, sets + 1
    crashed = f", of {tally['crashed']} more {tool} died printing them" if tally["crashed"] else ""
    points.point(tally["crashed"] <= sets // 20, f"{tool}: {tally['pass'] + tally['stop']} packets through {sets - tally['crashed']} rule sets{crashed}, {time.monotonic() - begun:.1f} s")
    points.point(min(tally["pass"], tally["stop"]) > PACKETS // 20, f"{tool}: {tally['pass']} forwarded, {tally['stop']} not")
    # What nft does not print wholly: a refusal behind a set of protocols, or by a reset in a table of both families.
    points.point(tally["open"] <= (PACKETS // 20 if tool == "nft" else 0), f"{tool}: {tally['open']} undecided")


def file_of(*rules):
    return "\n".join(["flush ruleset", "table inet t {", "chain f {", "type filter hook forward priority 0; policy accept;", *rules, "}", "}", ""])


def as_proven(devices, text):
    """Whether all packets go as proven, of both kinds or as said; and what was proven."""
    proven, trouble = expected(text, True, True, 1)
    if not proven:
        return False, trouble
    return forwarded(devices, [packet for packet, _ in proven], True) == [fate == "pass" for _, fate in proven], {fate for _, fate in proven}


def check_unprinted(points, devices):
    """Rules of which nft prints another than the kernel asks: their text is proven as the kernel does, and where what is printed can be doubted it is (decision 0044)."""
    text = file_of("ip6 saddr fd00:1::/32 meta protocol ip ip6 daddr fd01:1::/32 drop", "ip6 saddr fd00:2::/32 drop")
    _, listing, refusal = load_nft(text.splitlines())
    points.point("fd01:1::" in listing and '"protocol"}' not in listing, "nft still prints less than the kernel asks", [refusal, listing])
    got = as_proven(devices, text)
    points.point(got == (True, {"pass", "stop"}), "its own text has the words, and the kernel does as proven", [str(got)])
    text = file_of("udp dport < 80 udp dport > 445 drop")
    _, listing, refusal = load_nft(text.splitlines())
    points.point('"range": [80, 445]' in listing, "nft still prints two conditions as one that is another", [refusal, listing])
    got = as_proven(devices, text), {fate for _, fate in expected(listing, True, True, 1)[0]}
    points.point(got == ((True, {"pass"}), {"pass", "open"}), "which is doubted; its own text is proven as the kernel does", [str(got)])


def enter(points, script):
    """The devices of a namespace of its own, in which the script begins once more; None: the machine makes none."""
    if INSIDE not in os.environ:
        for words in (["unshare", "-n"], ["unshare", "-rn"]):
            if subprocess.run([*words, "nft", "list", "ruleset"], capture_output=True, check=False).returncode == 0:
                os.execvpe(words[0], [*words, sys.executable, os.path.abspath(script)], {**os.environ, INSIDE: "1"})
        points.point(True, "this machine makes no network of its own for a program, or nft is not there: nothing was sent")
        return None
    try:
        return prepare()
    except (FileNotFoundError, PermissionError) as problem:
        points.point(True, f"this machine makes no TUN device for a program ({problem}): nothing was sent")
        return None


def main():
    points = gate.Points()
    devices = enter(points, __file__)
    for tool in ("nft", "iptables") if devices else ():
        try_many(points, devices, tool)
    if devices:
        check_unprinted(points, devices)
    return points.end()


if __name__ == "__main__":
    sys.exit(main())
