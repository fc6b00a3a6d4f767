#!/usr/bin/python3
"""The kernel as the judge of whole networks: random nodes in network namespaces, joined by bridges, filtered by iptables. Where the proof shows a packet, it is
sent, and has to arrive, also where addresses are changed on its way; where it says that none comes, packets by chance are sent, and none may. Then single mistakes are really made, one at a time: a rule deleted, widened, copied or
moved, a filter reset, forwarding turned on, a cable in another bridge or between two; and the same is asked of what `prove --mistakes` says of each.

What is needed is sent by an honest sender: its kernel chooses address and way, of a SYN. What comes through has to arrive, and what is said not to come there may not.

NETWORKS (4) says how many networks, NETWORKS_SEED (1) which, MISTAKES (14) how many mistakes in each. Everything ends with the test.
"""
import ctypes
import json
import os
import random
import re
import select
import shutil
import socket
import struct
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(os.path.dirname(HERE), "gates"))
import gate  # noqa: E402

SEKISHO = os.environ.get("SEKISHO", os.path.join(gate.ROOT, "build", "root", "usr", "bin", "sekisho"))
NETWORKS, SEED = int(os.environ.get("NETWORKS", "4")), int(os.environ.get("NETWORKS_SEED", "1"))
MISTAKES = int(os.environ.get("MISTAKES", "14"))
CONDITIONS = {"in": r" -i \S+", "source": r" -s \S+", "target": r" -d \S+", "port": r" --dport \d+", "state": r" -m conntrack --ctstate \S+",
              "protocol": r" -p tcp| -m tcp( --dport \d+)?"}
INSIDE = "SEKISHO_INSIDE_NAMESPACE"
CLONE_NEWNET = 0x40000000
SYN, ACK, RST = 2, 16, 4
PORTS = (80, 445, 3389)
NEEDED, NEEDED_PORTS = "ipv4 tcp port 445 or ipv4 tcp port 80", (80, 445)
PATIENCE = 1.2  # seconds: an address has to be asked for on each segment of the way
SILENCE = 0.15
SAMPLES = 12  # packets where none may come


def run(*words, text=None):
    return subprocess.run(words, input=text, capture_output=True, text=True, timeout=60, check=False)


def must(*words, text=None):
    ran = run(*words, text=text)
    if ran.returncode != 0:
        raise RuntimeError(f"{' '.join(words)}: {ran.stderr}")
    return ran.stdout


# ---- a node: a process in a namespace of its own, that does what it is told ----

class Node:
    def __init__(self, name):
        self.name, self.interfaces = name, []  # (interface, segment, address)
        self.ours, theirs = socket.socketpair()
        self.pid = os.fork()
        if self.pid == 0:
            self.ours.close()
            serve(theirs)
            os._exit(0)
        theirs.close()
        self.answers = self.ours.makefile("r")
        self.ask("begin")

    def ask(self, what, **more):
        self.ours.sendall(json.dumps({"do": what, **more}).encode() + b"\n")
        answer = json.loads(self.answers.readline())
        if "failed" in answer:
            raise RuntimeError(f"{self.name}: {answer['failed']}")
        return answer.get("is")

    def must(self, *words, text=None):
        return self.ask("run", words=words, text=text)

    def end(self):
        """Told, and not by closing: nodes that were made later hold the other end, too."""
        self.ours.sendall(b'{"do": "end"}\n')
        os.waitpid(self.pid, 0)
        self.answers.close()
        self.ours.close()


def begin():
    if ctypes.CDLL(None, use_errno=True).unshare(CLONE_NEWNET) != 0:
        raise OSError(ctypes.get_errno(), "unshare")
    for where in ("all", "default"):
        for key, value in (("rp_filter", "0"), ("accept_local", "1"), ("send_redirects", "0"), ("accept_redirects", "0")):
            with open(f"/proc/sys/net/ipv4/conf/{where}/{key}", "w", encoding="ascii") as file:
                file.write(value)
    must("ip", "link", "set", "lo", "up")


def forward(on):
    with open("/proc/sys/net/ipv4/ip_forward", "w", encoding="ascii") as file:
        file.write("1" if on else "0")


class Listener:
    """Tells by the source port, which is used once, whether a packet came through the host's own filter."""
    def __init__(self):
        self.raw = None

    def open(self):
        self.raw = socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_TCP)
        return True

    def heard(self, seconds, wanted):
        """Until of each of these sets of ports one came, or the time is over."""
        ports, end = set(), time.monotonic() + seconds
        while not (wanted and all(ports & set(some) for some in wanted)) and select.select([self.raw], [], [], max(0, end - time.monotonic()))[0]:
            data = self.raw.recv(4096)
            ports.add(struct.unpack("!H", data[(data[0] & 15) * 4:][:2])[0])
        return sorted(ports)

    def close(self):
        self.raw.close()
        return True


def send(interface, frames):
    with socket.socket(socket.AF_PACKET, socket.SOCK_RAW) as raw:
        raw.bind((interface, 0))
        for frame in frames:
            raw.send(bytes.fromhex(frame))
    return len(frames)


def begin_flows(flows):
    """(target, source port, port) each, from the address and by the way that the kernel chooses. Returns the source ports that had a way."""
    sent = []
    for target, sport, port in flows:
        try:
            with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe, socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_TCP) as raw:
                probe.connect((target, 9))
                raw.sendto(segment_of(probe.getsockname()[0], target, sport, port, SYN)[20:], (target, 0))
                sent.append(sport)
        except OSError:
            continue
    return sent


def serve(pipe):
    listener = Listener()
    for line in pipe.makefile("r"):
        order = json.loads(line)
        if order["do"] == "end":
            return
        try:
            did = {"begin": begin, "run": lambda: must(*order["words"], text=order["text"]), "forward": lambda: forward(order["on"]),
                   "send": lambda: send(order["interface"], order["frames"]), "begin flows": lambda: begin_flows(order["flows"]), "open": listener.open,
                   "heard": lambda: listener.heard(order["seconds"], order["wanted"]), "close": listener.close}[order["do"]]()
            answer = {"is": did}
        except (OSError, RuntimeError) as problem:
            answer = {"failed": str(problem)}
        pipe.sendall(json.dumps(answer).encode() + b"\n")


# ---- a network ----

def address(segment, number):
    return f"10.0.{segment}.{number + 1}"


class Network:
    def __init__(self, draw):
        self.draw, self.segments, self.nodes = draw, draw.randint(2, 4), []
        self.config, self.routes, self.forwards = {}, {}, {}
        self.port, self.joined = 20000, None  # segments that a cable joins
        for segment in range(self.segments):
            must("ip", "link", "add", f"br{segment}", "type", "bridge")
            must("ip", "link", "set", f"br{segment}", "up")
        for number in range(draw.randint(3, 5)):
            self.add(number)
        for number, node in enumerate(self.nodes):
            self.send_on(number, node)

    def add(self, number):
        node = Node(f"n{number}")
        self.nodes.append(node)
        segments = self.draw.sample(range(self.segments), self.draw.randint(1, min(3, self.segments)))
        for at, segment in enumerate(segments):
            end, interface = f"v{number}-{at}", f"eth{at}"
            must("ip", "link", "add", end, "type", "veth", "peer", "name", interface, "netns", str(node.pid))
            must("ip", "link", "set", end, "master", f"br{segment}", "up")
            node.must("ip", "addr", "add", f"{address(segment, number)}/24", "dev", interface)
            node.must("ip", "link", "set", interface, "up")
            node.interfaces.append((interface, segment, address(segment, number)))

    def send_on(self, number, node):
        """Routes, the switch, the filter."""
        self.forwards[node.name] = self.draw.random() < 0.6
        node.ask("forward", on=self.forwards[node.name])
        self.routes[node.name] = []
        mine = [segment for _, segment, _ in node.interfaces]
        for where in self.draw.sample(["0.0.0.0/0"] + [f"10.0.{s}.0/24" for s in range(self.segments) if s not in mine], 1):
            interface, segment, _ = self.draw.choice(node.interfaces)
            others = [other for at, other in enumerate(self.nodes) if at != number and segment in [s for _, s, _ in other.interfaces]]
            if others:
                via = next(ip for _, s, ip in self.draw.choice(others).interfaces if s == segment)
            else:  # who has a route stated has no others
                where, via = "10.99.0.0/24", address(segment, 250)
            node.must("ip", "route", "add", where, "via", via, "dev", interface)
            self.routes[node.name].append((where, via, interface))
        self.config[node.name] = None
        if self.draw.random() < 0.85:
            node.must("iptables-nft-restore", text=self.rules())
            self.config[node.name] = node.must("iptables-nft-save")

    def rules(self):
        draw = self.draw
        lines = ["*filter"] + [f":{chain} {draw.choice(['ACCEPT', 'DROP', 'DROP'])} [0:0]" for chain in ("INPUT", "FORWARD")] + [":OUTPUT ACCEPT [0:0]"]
        for _ in range(draw.randint(0, 7)):
            chain = draw.choice(["INPUT", "FORWARD", "FORWARD"])
            network = f"10.0.{draw.randrange(self.segments)}.{draw.choice(['0/24', '1', '2', '3'])}"
            words = draw.sample([f"-s {network}", f"-d {network}", f"-p tcp -m tcp --dport {draw.choice(PORTS)}", f"-i eth{draw.randrange(3)}",
                                 f"-m conntrack --ctstate {draw.choice(['NEW', 'RELATED,ESTABLISHED', 'NEW,INVALID'])}"], draw.randint(1, 2))
            lines.append(f"-A {chain} {' '.join(words)} -j {draw.choice(['ACCEPT', 'DROP'])}")
        return "\n".join(lines + ["COMMIT"] + self.translations() + self.mangling()) + "\n"

    def somewhere(self):
        return address(self.draw.randrange(self.segments), self.draw.randrange(5))

    def translations(self):
        """Other targets for what comes in, other sources for what goes out; also by a chain of one's own."""
        draw = self.draw
        if draw.random() < 0.5:
            return []
        lines = ["*nat", ":PREROUTING ACCEPT [0:0]", ":INPUT ACCEPT [0:0]", ":OUTPUT ACCEPT [0:0]", ":POSTROUTING ACCEPT [0:0]", ":mine - [0:0]"]
        for _ in range(draw.randint(0, 3)):
            words = draw.sample([f"-i eth{draw.randrange(3)}", f"-s 10.0.{draw.randrange(self.segments)}.0/24", f"-d {self.somewhere()}"], draw.randint(0, 2))
            to = draw.choice([f"DNAT --to-destination {self.somewhere()}", f"DNAT --to-destination {self.somewhere()}:{draw.choice(PORTS)}", f"REDIRECT --to-ports {draw.choice(PORTS)}",
                              "REDIRECT", "RETURN", "mine"])
            lines.append(f"-A PREROUTING {' '.join(words + [f'-p tcp -m tcp --dport {draw.choice(PORTS)}'])} -j {to}")
        lines.append(f"-A mine -p tcp -j DNAT --to-destination {self.somewhere()}")
        for _ in range(draw.randint(0, 2)):
            words = draw.sample([f"-o eth{draw.randrange(3)}", f"-s 10.0.{draw.randrange(self.segments)}.0/24", f"-d {self.somewhere()}"], draw.randint(0, 2))
            lines.append(f"-A POSTROUTING {' '.join(words)} -j {draw.choice(['MASQUERADE', f'SNAT --to-source {self.somewhere()}', 'ACCEPT'])}")
        return lines + ["COMMIT"]

    def mangling(self):
        """What looks at all that comes, or all that is sent on."""
        draw = self.draw
        if draw.random() < 0.7:
            return []
        chain = draw.choice(["PREROUTING", "POSTROUTING"])
        return ["*mangle", f":{chain} ACCEPT [0:0]", f"-A {chain} -s 10.0.{draw.randrange(self.segments)}.0/24 -p tcp -m tcp --dport {draw.choice(PORTS)} -j DROP", "COMMIT"]

    def site(self, folder):
        """The same in site.yaml, with a policy for each two nodes."""
        os.makedirs(os.path.join(folder, "configs"))
        lines = ["format: sekisho-site/1", "name: Trial", "kind: clinic", "configuration: ip-vpn", "subjects:", "- {id: t, place: terminal}", "nodes:"]
        lines += [f"- {{id: s{segment}, role: segment}}" for segment in range(self.segments)]
        for node in self.nodes:
            routes = ", ".join(f"{{to: {'ipv4' if where == '0.0.0.0/0' else where}, via: {via}, interface: {interface}}}"
                               for where, via, interface in self.routes[node.name])
            filtered = f"configs: [{node.name}.rules]" if self.config[node.name] else "unfiltered: [ipv4, ipv6]"
            lines.append(f"- {{id: {node.name}, role: host, forwards: {str(self.forwards[node.name]).lower()}, {filtered}, routes: [{routes}]}}")
            if self.config[node.name]:
                with open(os.path.join(folder, "configs", f"{node.name}.rules"), "w", encoding="utf-8") as file:
                    file.write(self.config[node.name])
        lines += ["links:"] + [f"- {{node: {node.name}, segment: s{segment}, interface: {interface}, addresses: {ip}/24}}"
                               for node in self.nodes for interface, segment, ip in node.interfaces]
        lines += ["policies:"] + [f"- {{id: {a.name}-{b.name}, from: [{a.name}], to: [{b.name}], refuses: ipv4 tcp}}"
                                  for a in self.nodes for b in self.nodes if a is not b]
        lines += [f"- {{id: {a.name}-{b.name}-{c.name}, from: [{a.name}], to: [{b.name}], refuses: ipv4 tcp to {c.interfaces[0][2]}}}"
                  for c in self.nodes if "*nat" in (self.config[c.name] or "") for a in self.nodes for b in self.nodes if len({a, b, c}) == 3]
        lines += ["needs:"] + [f"- {{id: w-{a.name}-{b.name}, from: [{a.name}], to: [{b.name}], accepts: {NEEDED}}}" for a in self.nodes for b in self.nodes if a is not b]
        with open(os.path.join(folder, "site.yaml"), "w", encoding="utf-8") as file:
            file.write("\n".join(lines) + "\n")

    def named(self, name):
        return next(node for node in self.nodes if node.name == name)

    def neighbours(self, node):
        """(interface, hardware address) of all that it can hand a frame to."""
        for interface, segment, _ in node.interfaces:
            for other in self.nodes:
                for theirs, where, _ in other.interfaces:
                    if other is not node and (where == segment or (self.joined and {where, segment} == set(self.joined))):
                        yield interface, json.loads(other.must("ip", "-j", "link", "show", theirs))[0]["address"]

    def comes(self, sender, receiver, packets, seconds, all_come=False):
        """Which of the packets arrive, by their numbers; each is handed to every neighbour."""
        frames, ports = {}, {}
        for number, (source, target, port, flags) in enumerate(packets):
            self.port += 1
            ports[self.port] = number
            packet = segment_of(source, target, self.port, port, flags)
            for interface, hardware in self.neighbours(sender):
                frames.setdefault(interface, []).append((bytes.fromhex(hardware.replace(":", "")) + b"\2\0\0\0\0\1\x08\0" + packet).hex())
        receiver.ask("open")
        for interface, several in frames.items():
            sender.ask("send", interface=interface, frames=several)
        heard = receiver.ask("heard", seconds=seconds, wanted=[[port] for port in ports] if all_come else [])
        receiver.ask("close")
        return {ports[port] for port in heard if port in ports}

    def comes_honestly(self, sender, receiver, ports, seconds, all_come=False):
        """Which of these ports are reached, at one of the receiver's addresses."""
        flows = {}
        # What is for somebody who changes targets may be for the receiver, too.
        others = [node for node in self.nodes if "*nat" in (self.config[node.name] or "")]
        for port in ports:
            for _, _, target in [place for node in {receiver, *others} for place in node.interfaces]:
                self.port += 1
                flows[self.port] = (target, self.port, port)
        receiver.ask("open")
        sent = sender.ask("begin flows", flows=list(flows.values()))
        wanted = [[port for port in sent if flows[port][2] == reached] for reached in ports]
        heard = receiver.ask("heard", seconds=seconds, wanted=wanted if all_come else [])
        receiver.ask("close")
        return {flows[port][2] for port in heard if port in flows}

    def end(self):
        """The wires first: the kernel takes those of a namespace that ended away later, and their names are wanted again at once."""
        for number, node in enumerate(self.nodes):
            for at in range(len(node.interfaces)):
                run("ip", "link", "del", f"v{number}-{at}")
        for node in self.nodes:
            node.end()
        for segment in range(self.segments):
            run("ip", "link", "del", f"br{segment}")


def summed(data):
    total = sum(struct.unpack(f"!{len(data) // 2}H", data))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return 0xFFFF ^ total


def segment_of(source, target, sport, dport, flags):
    ends = socket.inet_aton(source) + socket.inet_aton(target)
    tcp = struct.pack("!HHIIBBHHH", sport, dport, 1, 1, 5 << 4, flags, 1024, 0, 0)
    tcp = tcp[:16] + struct.pack("!H", summed(ends + struct.pack("!HH", 6, len(tcp)) + tcp)) + tcp[18:]
    head = struct.pack("!BBHHHBBH", 0x45, 0, 20 + len(tcp), 1, 0, 64, 6, 0) + ends
    return head[:10] + struct.pack("!H", summed(head)) + head[12:] + tcp


# ---- the comparison ----

def own(policies):
    """Without the catalogue's flows: nothing here stands at their ends."""
    return [policy for policy in policies if not policy["policy"].startswith("flow-")]


def shown_packet(text):
    found = re.match(r"tcp ([\d.]+):\d+ -> ([\d.]+):(\d+)", text)
    return found.group(1), found.group(2), int(found.group(3)), SYN


def ends_of(network, policy):
    """Sender, receiver, and whose address the packets are for, where that is somebody else."""
    names = policy.split("-")
    return network.named(names[0]), network.named(names[1]), network.named(names[2]).interfaces[0][2] if len(names) > 2 else None


def some_packet(network, receiver, other):
    draw = network.draw
    source = address(draw.randrange(network.segments), draw.randrange(6))
    target = other or (draw.choice(receiver.interfaces)[2] if draw.random() < 0.6 else network.somewhere())
    return source, target, draw.choice(PORTS + (81,)), draw.choice((SYN, ACK, RST))


def is_sent_as_shown(network, answer, sender, receiver):
    """Twice at most: a queue that was full proves nothing."""
    packet = shown_packet(answer["packet"])
    if packet[0] == "0.0.0.0":  # the kernel lets nothing from there on
        packet = ("10.9.9.9", *packet[1:])
    return any(network.comes(sender, receiver, [packet], PATIENCE, True) for _ in range(2))


def judge(network, answer, tally):
    """What the kernel does otherwise, or None."""
    sender, receiver, other = ends_of(network, answer["policy"])
    tally[answer["proof"]] += 1
    if answer["proof"] == "violated":
        tally["changed"] += any(hop["target"] or hop["source"] for hop in answer["way"])
        return None if is_sent_as_shown(network, answer, sender, receiver) else f"{answer['packet']} does not come by {[hop['node'] for hop in answer['way']]}"
    if answer["proof"] == "holds":
        packets = [some_packet(network, receiver, other) for _ in range(SAMPLES)]
        come = network.comes(sender, receiver, packets, SILENCE)
        return f"{packets[min(come)]} comes from {sender.name} to {receiver.name}" if come else None
    return None


def judge_need(network, answer, tally):
    """The same of what is needed: each port that comes through is reached, the one that does not is not."""
    sender, receiver = map(network.named, answer["policy"].split("-")[1:])
    tally["need " + answer["proof"]] += 1
    if answer["proof"] == "holds":
        left = set(NEEDED_PORTS)
        for seconds in (PATIENCE / 4, PATIENCE, PATIENCE):
            left -= network.comes_honestly(sender, receiver, sorted(left), seconds, True) if left else set()
        return f"{answer['policy']}: no packet to {sorted(left)} arrives" if left else None
    if answer["proof"] == "violated":
        port = shown_packet(answer["packet"])[2]
        tally["need refused"] += len(answer["way"]) > 1
        if network.comes_honestly(sender, receiver, [port], SILENCE):
            return f"{answer['packet']} comes there, and not only to {[hop['node'] for hop in answer['way']]}"
    return None


# ---- one mistake at a time ----

def told(mistake):
    return tuple(sorted((key, value) for key, value in mistake.items() if key != "text"))


def all_told(answer):
    """mistake -> {policy: answer}, of those that break something."""
    found = {}
    for broken in answer["broken"]:
        found.setdefault(told(broken["mistake"]), {})[broken["policy"]] = broken
    return found


def of_chain(lines, at):
    """Where the rules of the chain of that line are, in its table."""
    start = max(i for i in range(at) if lines[i].startswith("*"))
    end = next(i for i in range(at, len(lines)) if lines[i] == "COMMIT")
    return [i for i in range(start, end) if lines[i].startswith(f"-A {lines[at].split()[1]} ")]


def mistakes_in_rules(node, text):
    lines, table = text.split("\n"), None
    for at, rule in enumerate(lines):
        table = rule[1:] if rule.startswith("*") else table
        chain = rule.split()[1] if rule.startswith("-A ") else None
        if not chain or table == "nat":
            continue
        mine = of_chain(lines, at)
        row = {"node": node, "file": f"configs/{node}.rules", "chain": chain, "line": at + 1}
        kinds = ["deleted"] + ["copied-first"] * (at != mine[0]) + ["copied-last", "moved"] * (at != mine[-1])
        yield from ({**row, "kind": kind} for kind in kinds)
        yield from ({**row, "kind": "widened", "condition": condition} for condition, words in CONDITIONS.items() if re.search(words, rule))


def mistakes_elsewhere(network):
    for node in network.nodes:
        if network.config[node.name]:
            yield {"kind": "reset", "node": node.name}
        if not network.forwards[node.name] and len(node.interfaces) > 1:
            yield {"kind": "forwards", "node": node.name}
        for interface, segment, _ in node.interfaces:
            yield from ({"kind": "plugged", "node": node.name, "interface": interface, "segment": f"s{other}"} for other in range(network.segments) if other != segment)
    for one in range(network.segments):
        yield from ({"kind": "joined", "segment": f"s{one}", "other": f"s{other}"} for other in range(one + 1, network.segments))


def all_mistakes(network):
    nothing = dict.fromkeys(("node", "file", "chain", "line", "condition", "family", "interface", "segment", "other"))
    for node in network.nodes:
        if network.config[node.name]:
            yield from ({**nothing, **mistake} for mistake in mistakes_in_rules(node.name, network.config[node.name]))
    yield from ({**nothing, **mistake} for mistake in mistakes_elsewhere(network))


def changed_rules(text, mistake):
    """What iptables-nft-save said, with the mistake in it."""
    lines = text.split("\n")
    at = mistake["line"] - 1
    mine = of_chain(lines, at)
    rule, kind = lines[at], mistake["kind"]
    if kind == "deleted":
        del lines[at]
    elif kind == "copied-first":
        lines.insert(mine[0], rule)
    elif kind == "copied-last":
        lines.insert(mine[-1] + 1, rule)
    elif kind == "moved":
        behind = mine[mine.index(at) + 1]
        lines[at], lines[behind] = lines[behind], rule
    else:
        lines[at] = re.sub(CONDITIONS[mistake["condition"]], "", rule)
    return "\n".join(lines)


def plug(network, node, interface, segment):
    at = next(i for i, (name, _, _) in enumerate(node.interfaces) if name == interface)
    was = node.interfaces[at]
    must("ip", "link", "set", f"v{node.name[1:]}-{at}", "master", f"br{segment}")
    node.interfaces[at] = (was[0], segment, was[2])
    return was[1]


def join(one, other):
    must("ip", "link", "add", "cable-1", "type", "veth", "peer", "name", "cable-2")
    must("ip", "link", "set", "cable-1", "master", f"br{one}", "up")
    must("ip", "link", "set", "cable-2", "master", f"br{other}", "up")
    time.sleep(0.05)


class Made:
    """The mistake in the namespaces, until the end of the block."""
    def __init__(self, network, mistake):
        self.network, self.mistake = network, mistake
        self.node = network.named(mistake["node"]) if mistake["node"] else None
        self.joined = None

    def rules(self, text):
        try:
            self.node.must("iptables-nft-restore", text=text)
        except RuntimeError as problem:
            raise RuntimeError(f"{problem}\n{self.mistake}\n{text}") from problem

    def __enter__(self):
        kind = self.mistake["kind"]
        if self.mistake["line"]:
            self.rules(changed_rules(self.network.config[self.node.name], self.mistake))
        elif kind == "reset":
            self.rules("*filter\n:INPUT ACCEPT [0:0]\n:FORWARD ACCEPT [0:0]\n:OUTPUT ACCEPT [0:0]\nCOMMIT\n"
                       "*nat\nCOMMIT\n*mangle\nCOMMIT\n")
        elif kind == "forwards":
            self.node.ask("forward", on=True)
        elif kind == "plugged":
            self.was = plug(self.network, self.node, self.mistake["interface"], int(self.mistake["segment"][1:]))
        else:
            join(int(self.mistake["segment"][1:]), int(self.mistake["other"][1:]))
            self.joined = (int(self.mistake["segment"][1:]), int(self.mistake["other"][1:]))
        self.network.joined = self.joined
        self.forget()

    def __exit__(self, *_):
        kind = self.mistake["kind"]
        if self.mistake["line"] or kind == "reset":
            self.rules(self.network.config[self.node.name])
        elif kind == "forwards":
            self.node.ask("forward", on=False)
        elif kind == "plugged":
            plug(self.network, self.node, self.mistake["interface"], self.was)
        else:
            must("ip", "link", "del", "cable-1")
        self.network.joined = None
        self.forget()

    def forget(self):
        """Who stands where has to be asked for again."""
        for node in self.network.nodes:
            node.must("ip", "neigh", "flush", "all")


def wrong_with(network, mistake, broken, holding):
    """Of the policies it breaks one packet has to come; of one that it does not break, none may."""
    with Made(network, mistake):
        for policy, answer in broken.items():
            sender, receiver, _ = ends_of(network, policy)
            if answer["proof"] == "violated" and not is_sent_as_shown(network, answer, sender, receiver):
                return f"{mistake}: {policy}: {answer['packet']} does not come by {[hop['node'] for hop in answer['way']]}"
        kept = [policy for policy in holding if policy not in broken]
        if kept:
            sender, receiver, other = ends_of(network, network.draw.choice(kept))
            packets = [some_packet(network, receiver, other) for _ in range(SAMPLES)]
            come = network.comes(sender, receiver, packets, SILENCE)
            if come:
                return f"{mistake}: {packets[min(come)]} comes from {sender.name} to {receiver.name}"
    return None


def try_mistakes(points, seed, network, site, tally):
    """Those that break something, and as many of the others as are left."""
    answer = json.loads(run(SEKISHO, "prove", "--mistakes", "--json", "--site", site).stdout)
    known, every = all_told(answer), list(all_mistakes(network))
    holding = [policy["policy"] for policy in own(answer["policies"]) if policy["holds"]]
    breaking = [mistake for mistake in every if told(mistake) in known]
    harmless = [mistake for mistake in every if told(mistake) not in known]
    sample = network.draw.sample(breaking, min(MISTAKES, len(breaking)))
    sample += network.draw.sample(harmless, min(MISTAKES - len(sample), len(harmless)))
    wrong = [problem for mistake in sample if (problem := wrong_with(network, mistake, known.get(told(mistake), {}), holding))]
    tally["mistakes"] += len(sample)
    tally["breaking"] += min(MISTAKES, len(breaking))
    points.point(len(every) == answer["tried"] and len(breaking) == len(known), f"network {seed}: {answer['tried']} single mistakes, {len(known)} break a policy",
                 [str(len(every)), str(answer["kinds"]), str(len(breaking))])
    points.point(not wrong, f"network {seed}: {len(sample)} of them do to the kernel what is said", wrong)


def try_network(points, seed, tally):
    network = Network(random.Random(seed))
    folder = tempfile.mkdtemp()
    try:
        site = os.path.join(folder, "site")
        network.site(site)
        proven = run(SEKISHO, "prove", "--json", "--site", site)
        if proven.returncode > 1:
            points.point(False, f"network {seed} is proven", proven.stderr.splitlines())
            return
        answers = json.loads(proven.stdout)
        wrong = [problem for answer in own(answers["policies"]) if (problem := judge(network, answer, tally))]
        wrong += [problem for answer in answers["needs"] if answer["policy"].startswith("w-") and (problem := judge_need(network, answer, tally))]
        with open(os.path.join(site, "site.yaml"), encoding="utf-8") as file:
            points.point(not wrong, f"network {seed}: the kernel does as proven", wrong + file.read().splitlines() if wrong else [])
        try_mistakes(points, seed, network, site, tally)
    finally:
        network.end()
        shutil.rmtree(folder)


def main():
    points = gate.Points()
    if INSIDE not in os.environ:
        for words in (["unshare", "-n"], ["unshare", "-rn"]):
            if subprocess.run([*words, "iptables-nft-save"], capture_output=True, check=False).returncode == 0:
                os.execvpe(words[0], [*words, sys.executable, os.path.abspath(__file__)], {**os.environ, INSIDE: "1"})
        points.point(True, "this machine makes no network of its own for a program, or iptables is not there: nothing was sent")
        return points.end()
    tally = dict.fromkeys(("holds", "violated", "changed", "undecided", "mistakes", "breaking", "need holds", "need violated", "need refused", "need undecided"), 0)
    for seed in range(SEED, SEED + NETWORKS):
        try_network(points, seed, tally)
    points.point(min(tally["holds"], tally["violated"], tally["changed"]) > 0,
                 f"{tally['holds']} hold, {tally['violated']} shown by a packet that came, {tally['changed']} of them with other addresses on the way, {tally['undecided']} undecided")
    points.point(min(tally["need holds"], tally["need refused"]) > 0, f"what is needed: {tally['need holds']} come through and did, {tally['need violated']} do not and did not "
                 f"({tally['need refused']} refused on a way), {tally['need undecided']} undecided")
    points.point(tally["mistakes"] >= min(50, NETWORKS * MISTAKES // 2), f"{tally['mistakes']} single mistakes were really made, {tally['breaking']} of them break a policy")
    return points.end()


if __name__ == "__main__":
    sys.exit(main())
