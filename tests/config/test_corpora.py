#!/usr/bin/python3
"""Rule sets that nobody here wrote: each is read whole, and agrees with what another tool, verified in Isabelle, says of it.

The corpora are those of diekmann/Iptables_Semantics (BSD-2); they stay where they are, in ../shared/corpora/iptables beside the sources.
NAME.CHAIN.upper lists what its tool (FFFUU) says the chain at most accepts of new packets, NAME.CHAIN.lower what it accepts at least, both without
interfaces, flags and states. So what we say is possibly accepted has to lie in the upper, and the lower in what we say is surely accepted.

For two of the files the tool was told which networks stand behind which interfaces, and that nobody forges a source; it then wrote the
network where the rule has the interface. The same is assumed here (ASSUMED), or the answers would differ wherever a packet carries
a source of one network and comes in by another.
"""
import ipaddress
import os
import re
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(os.path.dirname(HERE), "gates"))
import gate  # noqa: E402

BUILD = os.environ.get("BUILD_DIR", os.path.join(gate.ROOT, "build"))
TOOLS = os.path.join(BUILD, "release", "tests", "config")
PLACES = [os.environ.get("SEKISHO_CORPORA", ""), *[os.path.join(gate.ROOT, up, "shared", "corpora", "iptables") for up in ("..", "../..")]]
CHAINS = {"FWD": "FORWARD", "INP": "INPUT"}
OPTIONS = {"dpt": "--dport", "dpts": "--dport", "spt": "--sport", "spts": "--sport"}
def without(networks):
    """All addresses but those of the networks."""
    left = [ipaddress.ip_network("0.0.0.0/0")]
    for network in map(ipaddress.ip_network, networks):
        left = [part for whole in left for part in (whole.address_exclude(network) if network.subnet_of(whole) else [whole])]
    return [str(network) for network in left]


# As in Analyze_medium_sized_company.thy; for the home, as the networks of its answers show.
ASSUMED = {
    "company": {"lo": ["127.0.0.0/8"], "eth0": ["172.16.2.0/24"]},
    "home": {**{f"eth0.{n}": [f"192.168.{n}.0/24"] for n in (10, 11, 12, 13, 14, 19, 20, 21, 22, 23, 24)},
             "eth1": without(["10.0.0.0/8", "127.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"])},
}
SECONDS = 240


def saved(listing):
    """A listing of `iptables -L -n` as iptables-save."""
    lines, chain = ["*filter", ":INPUT ACCEPT", ":FORWARD ACCEPT", ":OUTPUT ACCEPT"], None
    for line in listing.splitlines():
        words = line.split()
        if line.startswith("Chain "):
            chain = words[1]
        elif words and words[0] != "target":
            target, protocol, _, source, destination, *extra = words
            ports = [f"{OPTIONS[word.split(':', 1)[0]]} {word.split(':', 1)[1]}" for word in extra if ":" in word]
            match = f"-p {protocol} -m {protocol}" if protocol in ("tcp", "udp", "icmp") else f"-p {protocol}"
            lines.append(" ".join([f"-A {chain} -s {source} -d {destination} {match}", *ports, f"-j {target}"]))
    return "\n".join([*lines, "COMMIT", ""])


def runs(networks):
    """First and last number of each network."""
    return [(int(network[0]), int(network[-1])) for network in map(ipaddress.ip_network, networks)]


def assumed(name):
    """What to tell config_compare: the sources of each interface, and of the others what is left."""
    told = ASSUMED.get(name, {})
    words = [f"{interface}={low}-{high}" for interface, networks in told.items() for low, high in runs(networks)]
    taken, start, others = sorted(run for networks in told.values() for run in runs(networks)), 0, []
    for low, high in [*taken, (1 << 32, 1 << 32)]:
        others += [f"*={start}-{low - 1}"] if start < low else []
        start = high + 1
    return words + others if told else []


def tool(name, *arguments):
    return subprocess.run([os.path.join(TOOLS, name), *arguments], capture_output=True, text=True, timeout=SECONDS, check=False)


def check_read(points, folder, name):
    path = os.path.join(folder, f"{name}.iptables-save")
    with open(path, encoding="utf-8") as file:
        written = [number for number, line in enumerate(file, 1) if re.match(r"(\[[\d:]+\] )?-A ", line)]
    ran = tool("config_dump", path)
    read = sorted({int(number) for number in re.findall(r"^rule (\d+) ", ran.stdout, re.M)})
    unread = len(re.findall(r"^rule (?!.* \| - \| )", ran.stdout, re.M))
    points.point(ran.returncode == 0 and read == written, f"{name}: {len(read)} of {len(written)} rules read, {unread} not wholly",
                 [ran.stdout[-300:]])


def check_bound(points, folder, answer):
    name, chain, bound = answer.split(".")
    with open(os.path.join(folder, answer), encoding="utf-8") as file, tempfile.NamedTemporaryFile("w", suffix=".save") as theirs:
        theirs.write(saved(file.read()))
        theirs.flush()
        try:
            ran = tool("config_compare", os.path.join(folder, f"{name}.iptables-save"), CHAINS[chain], theirs.name, bound, *assumed(name))
        except subprocess.TimeoutExpired:
            points.point(False, f"{answer}: no answer within {SECONDS} s")
            return
    points.point(ran.returncode == 0, f"{answer}: {ran.stdout.strip().splitlines()[-1] if ran.stdout else 'nothing'}", ran.stdout.splitlines())


def main():
    points = gate.Points()
    folder = next((place for place in PLACES if place and os.path.isdir(place)), None)
    if not folder:
        points.point("SEKISHO_CORPORA" not in os.environ, "the corpora are not beside these sources: nothing was compared")
        return points.end()
    names = sorted(os.listdir(folder))
    for name in names:
        if name.endswith(".iptables-save"):
            check_read(points, folder, name.split(".")[0])
    for name in names:
        if name.endswith((".upper", ".lower")):
            check_bound(points, folder, name)
    return points.end()


if __name__ == "__main__":
    sys.exit(main())
