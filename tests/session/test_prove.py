#!/usr/bin/python3
"""sekisho prove: what it answers of one filter, in both languages, and how it refuses what it does not understand."""
import json
import os
import re
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(os.path.dirname(HERE), "catalogue"))
from support import main, read_json, sekisho  # noqa: E402

FILTER = os.path.join(HERE, "prove", "router.rules")
ROUTER, IX = (os.path.join(HERE, "prove", name) for name in ("rtx.txt", "ix.txt"))
# (question, wanted, proof, packet begins, line that decides, lines not understood)
ASKED = [("tcp port 445 state new in wan", "refuses", "holds", None, None, []),
         ("tcp port 443 state new in wan", "refuses", "violated", "tcp 0.0.0.0:0 -> 192.168.10.5:443, new, in wan", 11, []),
         ("tcp port 443 state established", "accepts", "holds", None, None, []),
         ("from 192.168.10.0/24 tcp port 443 in lan out wan", "accepts", "holds", None, None, []),
         ("from 192.168.10.0/23 tcp port 443 state new in lan out wan", "accepts", "violated", "tcp 192.168.11.0:0", None, []),
         ("udp state new in wan", "accepts", "violated", "udp ", None, []),
         ("tcp port 22 state new in wan", "refuses", "undecided", None, None, [12]),
         ("tcp port 22 state new in wan", "accepts", "undecided", None, None, [12]),
         ("tcp port 22 state new in lan", "refuses", "holds", None, None, []),
         ("from 192.168.10.0/24 to 0.0.0.0/0 udp", "refuses", "violated", "udp 192.168.10.0:0 -> 0.0.0.0:0, established", 7, []),
         ("from 2001:db8::/32 tcp port 443", "accepts", "silent", None, None, []),
         ("ipv6", "refuses", "silent", None, None, [])]
# Of the router: (chain, question, wanted, proof, line that decides, lines not understood)
ROUTER_ASKED = [("pp1 in", "ipv4 tcp port 445 state new", "refuses", "holds", None, []), ("pp1 in", "tcp port 445 state new", "refuses", "violated", None, []),
                ("pp1 in", "ipv4 tcp port 8080 state new", "refuses", "violated", 45, []), ("pp1 in", "ipv4 udp state established", "refuses", "undecided", None, [49, 50, 51]),
                ("pp1 out", "tcp source-port 1024-65535 port 443 to 203.0.113.5", "accepts", "holds", None, []), ("pp1 out", "to 192.168.20.0/24 tcp", "accepts", "undecided", None, [49, 50, 51]),
                ("lan1 in", "from 192.168.10.0/24 tcp port 443 source-port 1024-65535", "accepts", "holds", None, []), ("lan1 in", "from 192.168.99.0/24", "refuses", "holds", None, []),
                ("tunnel1 in", "from 192.168.20.1 to 192.168.10.5 tcp port 445 state new", "refuses", "holds", None, []),
                ("tunnel1 in", "from 192.168.20.1 to 192.168.10.5 esp", "refuses", "violated", 38, []), ("tunnel1 out", "ipv4 tcp", "refuses", "undecided", None, [51, 32])]
WAN, LAN = "GigaEthernet0.1 in", "GigaEthernet2.0 in"
IX_ASKED = [(WAN, "ipv4 tcp port 445 state new", "refuses", "holds", None, []), (WAN, "tcp port 445 state new", "refuses", "violated", None, []),
            (WAN, "ipv4 tcp state established", "refuses", "undecided", None, [32]), (WAN, "from 203.0.113.1 50 state new", "refuses", "violated", 26, []),
            (WAN, "from 10.0.0.1 icmp", "refuses", "undecided", None, [32]), (LAN, "from 192.168.10.0/24 tcp port 443", "accepts", "holds", None, []),
            (LAN, "from 192.168.10.5 tcp port 445", "accepts", "violated", 22, []), (LAN, "from 192.168.99.0/24", "refuses", "holds", None, []),
            ("GigaEthernet0.1 out", "ipv4 udp", "refuses", "undecided", None, [32]), ("GigaEthernet0.0 in", "ipv6 tcp state new", "refuses", "holds", None, []),
            ("GigaEthernet0.0 in", "ipv6 icmpv6 state new", "refuses", "violated", 35, []), ("Tunnel0.0 in", "from 192.168.20.1 to 192.168.10.5 tcp port 445", "refuses", "violated", 31, [])]
# (file, what is asked, chains that it names, a chain that refuses this whatever its letters)
ROUTERS = {"Yamaha": (ROUTER, ROUTER_ASKED, "lan1 in, lan1 out, pp1 in, pp1 out, tunnel1 in", "PP1 IN"), "NEC": (IX, IX_ASKED, "GigaEthernet0.0 in, GigaEthernet0.0 out, GigaEthernet2.0 in", "gigaethernet0.1 in")}
REFUSED = {"an interface that is not there": ("--refuses", "in wan9"), "a word": ("--refuses", "telnet"), "a part twice": ("--refuses", "tcp tcp"),
           "two questions": ("--refuses", "tcp", "--accepts", "tcp"), "a chain that is not there": ("--chain", "BACKWARD"),
           "ports the wrong way round": ("--refuses", "tcp port 9-1"), "two families": ("--refuses", "from 10.0.0.1 to ::1"),
           "a family against its address": ("--refuses", "ipv6 to 10.0.0.1")}


def check_answers(points):
    for question, wanted, proof, packet, line, unread in ASKED:
        said = read_json("prove", FILTER, "--" + wanted, question, "--json", codes=(0, 1))
        answer = said["answer"]
        ok = answer["proof"] == proof and (answer["packet"] or "").startswith(packet or "") and (answer["packet"] is None) == (packet is None)
        code = sekisho("prove", FILTER, "--" + wanted, "ipv4 " + question)[0] if not re.search(r"from|to|ipv6", question) else (proof != "holds")
        ok = ok and code == (proof != "holds") and (answer["rule"] or {}).get("line") == line and [rule["line"] for rule in answer["unread"]] == unread
        points.point(ok, f"{wanted} {question}: {proof}", [str(said)])


def check_families(points, folder):
    """What a file of one family is asked about the other one is told, and is never part of what holds."""
    for question, families, silent in (("tcp", ["ipv4"], ["ipv6"]), ("tcp from 10.0.0.0/8", ["ipv4"], []), ("tcp ipv6", [], ["ipv6"])):
        answer = read_json("prove", FILTER, "--refuses", question, "--json", codes=(0, 1))["answer"]
        points.point((answer["families"], answer["silent"]) == (families, silent), f"families of '{question}'", [str(answer)])
    for lang, word, named in (("en", "It holds for IPv4:", "nothing about IPv6"), ("ja", "IPv4 については成り立ちます", "IPv6 の設定はありません")):
        code, out, _ = sekisho("prove", FILTER, "--refuses", "tcp port 445 state new in wan", "--lang", lang)
        points.point(code == 1 and word in out and named in " ".join(out.split()), f"the family that holds and the one that is silent, {lang}", out.splitlines())
        code, out, _ = sekisho("prove", FILTER, "--refuses", "ipv6 tcp port 445 state new in wan", "--lang", lang)
        points.point(code == 1 and word not in out and named in " ".join(out.split()), f"silent is no answer, {lang}", out.splitlines())
    path = os.path.join(folder, "six.rules")
    with open(path, "w", encoding="utf-8") as file:
        file.write("# Generated by ip6tables-save v1.8.9\n*filter\n:FORWARD DROP [0:0]\n-A FORWARD -p tcp -m tcp --dport 443 -j ACCEPT\nCOMMIT\n")
    answer = read_json("prove", path, "--accepts", "tcp port 443", "--json", codes=(1,))["answer"]
    points.point(answer["proof"] == "holds" and (answer["families"], answer["silent"]) == (["ipv6"], ["ipv4"]), "a file of IPv6 answers for IPv6",
                 [str(answer)])
    answer = read_json("prove", path, "--refuses", "tcp from 2001:db8::/32 to ::/0", "--json", codes=(1,))["answer"]
    points.point(answer["proof"] == "violated" and answer["packet"].startswith("tcp [2001:db8::]:0 -> ") and answer["silent"] == [], "and shows a packet of it",
                 [str(answer)])


def check_nft(points, folder):
    """A ruleset of nft: two chains at one place, the second for IPv4 alone."""
    chains = [{"chain": {"family": family, "table": "t", "name": "f", "hook": "forward", "type": "filter", "prio": prio, "policy": policy}}
              for family, prio, policy in (("inet", 0, "accept"), ("ip", 5, "drop"))]
    web = {"match": {"op": "==", "left": {"payload": {"protocol": "tcp", "field": "dport"}}, "right": 443}}
    rule = {"rule": {"family": "ip", "table": "t", "chain": "f", "handle": 7, "expr": [web, {"accept": None}]}}
    path = os.path.join(folder, "router.json")
    with open(path, "w", encoding="utf-8") as file:
        json.dump({"nftables": [*chains, rule]}, file)
    for words, proof in ((("--refuses", "ipv4 tcp port 80"), "holds"), (("--accepts", "ipv4 tcp port 443"), "holds"),
                         (("--refuses", "tcp port 80"), "violated"), (("--accepts", "ipv6 tcp"), "holds"), (("--refuses", "ipv4 tcp port 443"), "violated")):
        said = read_json("prove", path, "--chain", "forward", *words, "--json", codes=(0, 1))
        points.point(said["reader"] == "nft" and said["answer"]["proof"] == proof, f"nft: {' '.join(words)}: {proof}", [str(said)])
    code, out, _ = sekisho("prove", path, "--refuses", "ipv4 tcp port 443")
    points.point(code == 1 and "ip t f handle 7" in out, "nft: the rule that lets it through", out.splitlines())
    path = os.path.join(folder, "nftables.conf")
    with open(path, "w", encoding="utf-8") as file:
        file.write("#!/usr/sbin/nft -f\nflush ruleset\ndefine WEB = 443\ntable ip t {\n\tchain f {\n\t\ttype filter hook forward priority 5; policy drop\n\t\ttcp dport $WEB accept\n\t}\n}\n")
    for words, proof in ((("--refuses", "ipv4 tcp port 80"), "holds"), (("--accepts", "ipv4 tcp port 443"), "holds"), (("--refuses", "ipv4 tcp port 443"), "violated")):
        said = read_json("prove", path, "--chain", "forward", *words, "--json", codes=(0, 1))
        points.point(said["reader"] == "nft-text" and said["answer"]["proof"] == proof, f"nftables.conf: {' '.join(words)}: {proof}", [str(said)])
    code, out, _ = sekisho("prove", path, "--refuses", "ipv4 tcp port 443")
    points.point(code == 1 and "nftables.conf, line 7: tcp dport $WEB accept" in " ".join(out.split()), "nftables.conf: the rule that lets it through", out.splitlines())
    with open(path, "a", encoding="utf-8") as file:
        file.write('include "/etc/nftables.d/*.nft"\n')
    code, out, _ = sekisho("prove", path, "--refuses", "ipv4 tcp port 80")
    points.point(code == 1 and 'line 10: include "/etc/nftables.d/*.nft"' in " ".join(out.split()), "nftables.conf: an include may hold anything", out.splitlines())


def check_router(points, make):
    """What a router of that make shows: one direction of one interface is a chain."""
    path, asked, named, other = ROUTERS[make]
    said = ""
    for chain, question, wanted, proof, line, unread in asked:
        answer = read_json("prove", path, "--chain", chain, "--" + wanted, question, "--json", codes=(0, 1))["answer"]
        ok = answer["proof"] == proof and (answer["rule"] or {}).get("line") == line and [rule["line"] for rule in answer["unread"]] == unread
        points.point(ok, f"{make}: {chain} {wanted} {question}: {proof}", [str(answer)])
        said += json.dumps(answer) + "".join(sekisho("prove", path, "--chain", chain, "--" + wanted, question)[1:])
    code, out, errors = sekisho("prove", path)
    said += out + errors
    points.point(code == 2 and named in " ".join(errors.split()) and "nat" not in errors, f"{make}: without a chain it names them", [errors])
    code, out, errors = sekisho("prove", path, "--chain", other, "--refuses", "in lan1")
    points.point(code == 2 and "no rule of this file asks for one" in errors, f"{make}: an interface in the question", [errors])
    code, out, _ = sekisho("prove", path, "--chain", other, "--refuses", "ipv4 tcp port 445 state new", "--lang", "ja")
    points.point(code == 0 and "成り立ちます" in out, f"{make}: it speaks Japanese of routers too", [out])
    points.point("ip " in said and "Secret" not in said, f"{make}: and no secret of the router comes out")


def check_words(points):
    code, out, errors = sekisho("prove", FILTER)
    points.point(code == 0 and "chain FORWARD, rules: 6, of these not wholly understood: 1" in " ".join(out.split()), "without a question it says what was read",
                 [out, errors])
    code, out, _ = sekisho("prove", FILTER, "--refuses", "tcp port 443 state new in wan")
    points.point(code == 1 and "this packet gets through" in out and "line 11: -A incoming" in " ".join(out.split()), "a violation shows packet and line",
                 out.splitlines())
    code, out, _ = sekisho("prove", FILTER, "--refuses", "tcp port 22 state new in wan")
    points.point(code == 1 and "cannot be decided" in out and "--weather fine" in " ".join(out.split()) and "holds" not in out,
                 "undecided shows what was not understood", out.splitlines())
    code, out, _ = sekisho("prove", FILTER, "--refuses", "ipv4 tcp port 445 state new in wan", "--lang", "ja")
    points.point(code == 0 and "成り立ちます" in out, "it speaks Japanese", out.splitlines())


def check_refusals(points, folder):
    for what, words in REFUSED.items():
        code, out, errors = sekisho("prove", FILTER, *words)
        points.point(code == 2 and out == "" and "expected:" in errors and "mend:" in errors, f"refused: {what}", [out, errors])
    with open(FILTER, encoding="utf-8") as file:
        good = file.read()
    for what, text in {"cut": good[:-9], "a jump to itself": good.replace("-A incoming -p tcp -m tcp --dport 445 -j DROP", "-A incoming -j incoming"),
                       "empty": "", "no filter": "hostname router\n",
                       "a broken capture": "ip lan1 mtu 1500\nsecret words\n"}.items():
        path = os.path.join(folder, "other.rules")
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        code, out, errors = sekisho("prove", path, "--refuses", "tcp")
        points.point(code == 2 and out == "" and "other.rules" in errors, f"refused: {what}", [out, errors])


def run(points):
    check_answers(points)
    check_words(points)
    for make in ROUTERS:
        check_router(points, make)
    with tempfile.TemporaryDirectory() as folder:
        check_families(points, folder)
        check_nft(points, folder)
        check_refusals(points, folder)


main(run)
