#!/usr/bin/python3
"""What the reader says of a rule it also says of the same rule as the kernel gives it back: written by iptables-restore, printed by iptables-save.

Each rule is loaded in a network namespace of its own, which ends with the command; nothing of this machine changes. So no option here is read in a way
that its own program would not understand, and the forms that iptables-save really prints are among those tried.
"""
import os
import re
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)
import test_iptables as reader  # noqa: E402

import gate  # noqa: E402

# Older forms, and conditions that the program of today refuses to load: only our reader takes them.
REFUSED = {"-s ! 192.0.2.0/24", "! -d 0.0.0.0/0", "-p ! tcp", "-p tcp -m tcp --dport ! 80", "-p tcp -m udp --dport 7", "-m multiport --dports 22",
           "-m state --state ! NEW", "-m tcp", "-m set ! --match-set evil src", "-m mark ! --mark -1", "-p icmp -m icmp --icmp-type sunday",
           "--dport 80", "-p udp --syn", "-m brandnew --shiny 3 -s 10.0.0.1", "-s www.example.com"}
# The program looks names up and makes several rules of a list. It loses this last condition, which nothing can meet.
OTHER = {"-p tcp -m tcp --dport ssh", "-p tcp -m multiport --dports 22,ssh", "-p tcp -m multiport ! --dports 22,ssh", "-p hmp", "! -p hmp",
         "-s 10.0.0.1,10.0.0.3", "-s 10.0.0.3,10.0.0.2", "-s 10.0.0.1,10.0.0.3 -d 10.1.0.0/16,10.3.0.0/16", "-p tcp -m tcp ! --dport 0:65535"}
IPV6 = ["-s 2001:db8::/32", "! -s 2001:db8::/32", "-d ::1/128", "-s 2001:db8::1/ffff::ff00", "-p tcp -m tcp --dport 80 -d fe80::/10",
        "-p ipv6-icmp -m icmp6 --icmpv6-type 135", "-p ipv6-icmp -m icmp6 ! --icmpv6-type 1/4", "-p ipv6-icmp -m icmp6 --icmpv6-type echo-request",
        "-m iprange --src-range 2001:db8::1-2001:db8::ff"]
IN_FORWARD = "*filter\n:INPUT ACCEPT [0:0]\n:FORWARD DROP [0:0]\n:own - [0:0]\n-A FORWARD {} -j ACCEPT\nCOMMIT\n"


def namespace():
    """The words before a command that give it a network of its own; None where this machine makes none."""
    for words in (["unshare", "-n"], ["unshare", "-rn"]):
        if subprocess.run([*words, "iptables-nft-save"], capture_output=True, check=False).returncode == 0:
            return words
    return None


NAMESPACE = namespace()


def loaded(text, program):
    """What the kernel gives back; None: the program refused it."""
    command = f"{program}-nft-restore && {program}-nft-save -t filter"
    ran = subprocess.run([*NAMESPACE, "sh", "-c", command], input=text, capture_output=True, text=True, timeout=60, check=False)
    return ran.stdout if ran.returncode == 0 else None


def said(text):
    """Boxes, and whether something stayed unread."""
    return [(rule[1], rule[3], rule[4] != "-") for rule in reader.rules(text)]


def check(points, options, program):
    text = IN_FORWARD.format(options)
    text = (reader.FAMILY6 if program == "ip6tables" else "") + text
    back = loaded(text, program)
    ok = back is not None and len(said(text)) == 1 and said(text) == said(back)
    points.point(ok, f"{program}: {options or 'no option'}", [str(said(text)), *re.findall("^-A.*", back or "refused", re.M), str(said(back or ""))])


def main():
    points = gate.Points()
    if not NAMESPACE:
        points.point(True, "this machine makes no network of its own for a program, or nftables is not there: nothing was compared")
        return points.end()
    for options in [*reader.EXACT, *reader.BOUNDED]:
        if options in REFUSED:
            points.point(loaded(IN_FORWARD.format(options), "iptables") is None, f"not for iptables of today: {options}")
        elif options not in OTHER:
            check(points, options, "iptables")
    for options in IPV6:
        check(points, options, "ip6tables")
    return points.end()


if __name__ == "__main__":
    sys.exit(main())
