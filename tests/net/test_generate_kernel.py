#!/usr/bin/python3
"""What `sekisho generate --for nftables` writes, in a kernel: it is checked and loaded by nft, twice with the same result; packets at and around every corner of its permits are sent,
and exactly those of the permits are forwarded; a flow begins with SYN; neighbours of IPv6 are found, and are not without their rule.

All of it happens in a network namespace of its own with two TUN devices and a pair of wires, which ends with the test.
"""
import ipaddress
import json
import os
import signal
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
for folder in ("gates", "catalogue", "session"):
    sys.path.insert(0, os.path.join(os.path.dirname(HERE), folder))
import gate  # noqa: E402
import test_generate as generated  # noqa: E402
from test_kernel import again, enter, forwarded, run  # noqa: E402

SYN, ACK, RST, FIN = 2, 16, 4, 1
PROTOCOLS = (1, 6, 17, 58)  # that test_kernel sends

SITE = generated.HEAD + """  - {id: wire, role: segment}
  - {id: out, role: outside, behind: "10.128.0.0/9 fd01::/16"}
  - {id: a, role: host, unfiltered: [ipv4, ipv6]}
  - {id: r, role: router, unfiltered: [ipv4, ipv6], routes: [{to: ipv4, interface: tout}, {to: ipv6, interface: tout}]}
  - {id: b, role: host, unfiltered: [ipv4, ipv6]}
links:
  - {node: out, segment: wan, interface: up}
  - {node: a, segment: inside, interface: eth0, addresses: "10.0.0.10/24 fd00::10/64"}
  - {node: r, segment: inside, interface: tin, addresses: "10.0.0.1/24 fd00::1/64"}
  - {node: r, segment: wan, interface: tout, addresses: "10.128.0.1/24 fd01::1/64"}
  - {node: r, segment: wire, interface: v0, addresses: "fd02::1/64"}
  - {node: b, segment: wire, interface: eth0, addresses: "fd02::2/64"}
policies:
  - {id: nothing-in, from: [out], to: [a], refuses: any}
needs:
  - {id: web, from: [a], to: [out], accepts: tcp port 443 to 10.129.0.0/16}
  - {id: many, from: [a], to: [out], accepts: tcp port 8000-8010 or udp port 53 or udp port 123}
  - {id: echo, from: [a], to: [out], accepts: icmp to 10.130.0.0-10.130.0.9}
"""


def wide(address):
    address = ipaddress.ip_address(address)
    return int(address) if address.version == 6 else 0xFFFF << 32 | int(address)


def sendable(packet):
    """As test_kernel sends it; None: it would not come out for another reason, or is not sent by it."""
    source, target = (ipaddress.ip_address(packet[key]) for key in ("from", "to"))
    six = source.version == 6
    if packet["protocol"] not in PROTOCOLS or source.version != target.version or packet["protocol"] == (1 if six else 58):
        return None
    home, away = (ipaddress.ip_network(net) for net in (("fd00::/16", "fd01::/16") if six else ("10.0.0.0/9", "10.128.0.0/9")))
    if source not in home or target not in away or target == away[0] or str(target) in ("10.128.0.1", "10.255.255.255"):
        return None
    icmp = {1: 8 << 8, 58: 128 << 8}.get(packet["protocol"], 0)
    return (wide(packet["from"]), wide(packet["to"]), packet["protocol"], packet["source port"], packet["port"], icmp, SYN)


def each_once(permits):
    for packet in {tuple(sorted(packet.items())): packet for permit in permits for packet in generated.corners(permit)}.values():
        sent = sendable(packet)
        if sent:
            yield packet, sent


def check_packets(points, devices, made):
    permits = [generated.Permit(permit) for permit in made["permits"]]
    tally, wrong = {True: 0, False: 0}, []
    for six in (False, True):
        pairs = [pair for pair in each_once(permits) if (":" in pair[0]["from"]) == six]
        came = forwarded(devices, [sent for _, sent in pairs], six)
        for (packet, sent), arrived in zip(pairs, came):
            told = generated.may_pass(permits, {**packet, "in": "tin", "out": "tout"}, "nftables")
            arrived = arrived if arrived == told else again(devices, sent, six)
            tally[told] += 1
            if arrived != told:
                wrong.append(f"{packet}: {told} by the permits")
    points.point(not wrong and min(tally.values()) > 20, f"{tally[True]} packets of the permits are forwarded, {tally[False]} around them are not", wrong[:10])


def check_flags(points, devices):
    """Nothing begins in the middle of a flow, and nothing begins on the other side."""
    packet = (wide("10.0.0.10"), wide("10.129.0.9"), 6, 50000, 443, 0)
    came = [again(devices, (*packet, flags), False) for flags in (ACK, SYN | ACK, RST, FIN, FIN | ACK, 0, SYN)]
    points.point(came == [False] * 6 + [True], "a flow begins with SYN and nothing else", [str(came)])
    back = (wide("10.131.0.9"), wide("10.0.0.10"), 6, 50000, 443, 0, SYN)
    points.point(not again(devices[::-1], back, False), "nothing begins from outside")
    answer = (packet[1], packet[0], 6, 443, 50000, 0, SYN | ACK)
    points.point(again(devices[::-1], answer, False), "but the answer to what began inside comes back")


# ---- neighbours ----

def wire():
    """A pair of wires, the other end in a namespace of its own. The process that holds it."""
    holder = subprocess.Popen(["unshare", "-n", "sleep", "300"])
    for _ in range(200):
        if os.readlink(f"/proc/{holder.pid}/ns/net") != os.readlink("/proc/self/ns/net"):
            break
        run("sleep", "0.02")
    inside = ("nsenter", f"--net=/proc/{holder.pid}/ns/net")
    run("ip", "link", "add", "v0", "type", "veth", "peer", "name", "v1", "netns", str(holder.pid))
    for words in (("ip", "-6", "addr", "add", "fd02::1/64", "dev", "v0", "nodad"), ("ip", "link", "set", "v0", "up"), ("ip", "link", "set", "lo", "up"),
                  (*inside, "ip", "-6", "addr", "add", "fd02::2/64", "dev", "v1", "nodad"), (*inside, "ip", "link", "set", "v1", "up")):
        run(*words)
    return holder, inside


def found(inside):
    """Each finds the other anew, and the other one asks, too."""
    run("ip", "-6", "neigh", "flush", "dev", "v0")
    run(*inside, "ip", "-6", "neigh", "flush", "dev", "v1")
    return run("ping", "-6", "-c", "1", "-W", "3", "fd02::2").returncode == 0


def check_neighbours(points, text):
    holder, inside = wire()
    try:
        for _ in range(20):
            if found(inside):
                break
        points.point(found(inside), "a neighbour of IPv6 is found with the settings")
        echo = run(*inside, "ping", "-6", "-c", "1", "-W", "1", "fd02::1")
        points.point(echo.returncode != 0, "and begins nothing")
        without = "".join(line for line in text.splitlines(True) if "nd-neighbor" not in line)
        points.point(without != text and run("nft", "-f", "-", text=without).returncode == 0 and not found(inside), "without the rule about neighbours it is not found")
    finally:
        holder.send_signal(signal.SIGKILL)
        holder.wait()


# ---- all of it ----

def make(folder):
    """What is written for r, and the file."""
    with open(os.path.join(folder, "site.yaml"), "w", encoding="utf-8") as file:
        file.write(SITE)
    path = os.path.join(folder, "made.nft")
    ran = run(generated.SEKISHO, "generate", "--site", folder, "--device", "r", "--for", "nftables", "--json", "--output", path)
    return json.loads(ran.stdout), path


def check_loaded(points, path):
    checked = run("nft", "-c", "-f", path)
    points.point(checked.returncode == 0 and run("nft", "list", "ruleset").stdout == "", "nft checks the file, which changes nothing", checked.stderr.splitlines())
    listed = []
    for _ in range(2):
        ran = run("nft", "-f", path)
        points.point(ran.returncode == 0, "nft loads the file", ran.stderr.splitlines())
        listed.append(run("nft", "list", "ruleset").stdout)
    points.point(listed[0] == listed[1] and "table inet sekisho" in listed[0], "loaded twice, it is the same")


def try_all(points, devices, folder):
    made, path = make(folder)
    points.point(made["proven"] and len(made["permits"]) >= 5, "settings for r", [str(made)[:400]])
    check_loaded(points, path)
    check_packets(points, devices, made)
    check_flags(points, devices)
    with open(path, encoding="utf-8") as file:
        check_neighbours(points, file.read())


def main():
    points = gate.Points()
    devices = enter(points, __file__)
    with tempfile.TemporaryDirectory() as folder:
        if devices:
            try_all(points, devices, folder)
    return points.end()


if __name__ == "__main__":
    sys.exit(main())
