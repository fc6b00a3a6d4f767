#!/usr/bin/python3
"""Three networks in order, one for each configuration of the guidance, and one planted flaw at a time. Each is found, with a packet and its way; a second reading of
the three languages, for that packet alone, agrees at every device. In order nothing is violated, and nothing undecided is called held; what work needs comes through, or is excepted.
What work needs and a flaw keeps away is found, too: with who refuses it, and by which line.
"""
import os
import re
import shutil
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(os.path.dirname(HERE), "catalogue"))
from second_reading import NUMBERS, ipt_accepts, ipt_changed, ix_accepts, rtx_accepts  # noqa: E402
from support import NETWORKS, main, read_json, sekisho  # noqa: E402


# ---- flaws: network, what -> (file, what is there, what is there then), each; the policy that does not hold; the way; words of the line that lets it through ----

B, A, T = "configs/b.rules", "configs/a.rules", "configs/terminal.rules"
FORWARD = ":OUTPUT ACCEPT [0:0]\n"
FLAWS = {
    # router B, Yamaha
    ("ip-vpn", "any-any at the outside"): ([("configs/rtx.txt", "secure filter in 19", "secure filter in 18 19"), ("configs/rtx.txt", "ip filter 19 ", "ip filter 18 pass * * * * *\nip filter 19 "),
                                            (T, ":INPUT DROP", ":INPUT ACCEPT")],
                                           "flow-outside-in", ["carrier", "router-b", "terminal-1"], "ip filter 18 pass"),
    ("ip-vpn", "no list for IPv6"): ([("configs/rtx.txt", "ipv6 lan2 secure filter in 20 29\n", ""), (T + "6", ":INPUT DROP", ":INPUT ACCEPT")],
                                     "flow-outside-in", ["carrier", "router-b", "terminal-1"], None),
    ("ip-vpn", "a list without end"): ([("configs/rtx.txt", "ip pp secure filter in 19\n", "")] + [(T, ":INPUT DROP", ":INPUT ACCEPT")],
                                       "flow-outside-in", ["carrier", "router-b", "terminal-1"], None),
    ("ip-vpn", "restrict for reject"): ([("configs/rtx.txt", "ip filter 19 reject", "ip filter 19 restrict"), (T, ":INPUT DROP", ":INPUT ACCEPT")],
                                        "flow-outside-in", ["carrier", "router-b", "terminal-1"], "restrict"),
    ("ip-vpn", "established by flags alone"): ([("configs/rtx.txt", "secure filter in 19", "secure filter in 18 19"),
                                                ("configs/rtx.txt", "ip filter 19 ", "ip filter 18 pass * * established * *\nip filter 19 "), (T, ":INPUT DROP", ":INPUT ACCEPT")],
                                               "flow-outside-in", ["carrier", "router-b", "terminal-1"], "established"),
    ("ip-vpn", "a service of the outside by its source port"): ([("configs/rtx.txt", "secure filter in 19", "secure filter in 18 19"),
                                                                 ("configs/rtx.txt", "ip filter 19 ", "ip filter 18 pass * * udp domain *\nip filter 19 "), (T, ":INPUT DROP", ":INPUT ACCEPT")],
                                                                "flow-outside-in", ["carrier", "router-b", "terminal-1"], "udp domain"),
    ("ip-vpn", "the reject is not in the list"): ([("configs/rtx.txt", "secure filter out 11 12 13 19", "secure filter out 11 12 13 17"), ("configs/rtx.txt", "ip filter 19 ", "ip filter 17 pass * * tcp\nip filter 19 ")],
                                                  "flow-institutions", ["terminal-1", "router-b", "clinics"], "ip filter 17 pass"),
    ("ip-vpn", "a network typed too wide"): ([("configs/rtx.txt", "ip filter 11 pass 192.168.1.0/24 203.0.113.0/24 tcp", "ip filter 11 pass 192.168.1.0/24 0.0.0.0/0 tcp")],
                                             "flow-institutions", ["terminal-1", "router-b", "clinics"], "ip filter 11 pass"),
    ("ip-vpn", "IPv6 goes out to anywhere"): ([("configs/rtx.txt", "ipv6 filter 21 pass 2001:db8:2::/64 2001:db8:c::/48 tcp * 443", "ipv6 filter 21 pass * * tcp")],
                                              "flow-institutions", ["terminal-1", "router-b", "clinics"], "ipv6 filter 21"),
    # the three traps
    ("ip-vpn", "the terminal lets in whoever is on its hub"): ([(T, ":INPUT DROP", ":INPUT ACCEPT")], "flow-claim-terminal", ["claim-1", "terminal-1"], None),
    ("ip-vpn", "the claim terminal has no filter for IPv6"): ([("site.yaml", "configs: [claim.rules, claim.rules6]", "configs: [claim.rules], unfiltered: [ipv6]")],
                                                              "flow-terminal-claim", ["terminal-1", "claim-1"], None),
    ("ip-vpn", "the terminal forwards"): ([("site.yaml", "subject: terminal-1,", "subject: terminal-1, forwards: true,"), (T, ":FORWARD DROP", ":FORWARD ACCEPT"),
                                           ("configs/receipt.rules", ":INPUT DROP", ":INPUT ACCEPT")], "flow-claim-receipt", ["claim-1", "terminal-1", "receipt-1"], None),
    ("ip-vpn", "IPv6 passes by the router"): ([("site.yaml", "{id: modem, role: bridge}", "{id: modem, role: bridge, passes: [ipv6]}"), (T + "6", ":INPUT DROP", ":INPUT ACCEPT")],
                                              "flow-outside-in", ["carrier", "modem", "terminal-1"], None),
    ("ip-vpn", "both families pass by the router"): ([("site.yaml", "{id: modem, role: bridge}", "{id: modem, role: bridge, passes: [ipv4, ipv6]}"), (T, ":INPUT DROP", ":INPUT ACCEPT")],
                                                     "flow-outside-in", ["carrier", "modem", "terminal-1"], None),
    # devices and cables
    ("ip-vpn", "the exchange folder for everybody"): ([(T, "-s 192.168.2.30/32 -i eth1 ", "")], "flow-claim-terminal", ["claim-1", "terminal-1"], "--dport 445"),
    ("ip-vpn", "remote desktop beside the exchange folder"): ([(T, "--dport 445 --tcp-flags", "--dport 3389 --tcp-flags")], "flow-receipt-terminal", ["receipt-1", "terminal-1"], "--dport 3389"),
    ("ip-vpn", "the receipt computer on the hub of the claim terminal"): ([("site.yaml", "{node: receipt-1, segment: hub-2", "{node: receipt-1, segment: hub-1"),
                                                                           ("configs/receipt.rules", ":INPUT DROP", ":INPUT ACCEPT")],
                                                                          "flow-claim-receipt", ["claim-1", "receipt-1"], None),
    ("ip-vpn", "remote maintenance from anywhere"): ([(T, "-A INPUT -i lo", "-A INPUT -p tcp -m tcp --dport 5900 -j ACCEPT\n-A INPUT -i lo"),
                                                      ("configs/rtx.txt", "secure filter in 19", "secure filter in 18 19"), ("configs/rtx.txt", "ip filter 19 ", "ip filter 18 pass * * tcp * 5900\nip filter 19 ")],
                                                     "flow-outside-in", ["carrier", "router-b", "terminal-1"], "5900"),
    ("ip-vpn", "an old router between the outside and the second hub"): (
        [("site.yaml", "links:\n", "  - {id: old, role: router, unfiltered: [ipv4, ipv6]}\nlinks:\n  - {node: old, segment: onu, interface: a, addresses: 192.0.2.9/32}\n"
                                   "  - {node: old, segment: hub-2, interface: b, addresses: 192.168.2.9/24}\n")],
        "flow-outside-in", ["carrier", "old", "terminal-1"], "--dport 445"),
    # router B, NEC IX, and the tunnel
    ("ipsec-router", "no filter that comes in"): ([("configs/ix.txt", "  ip address ipcp\n  ip filter none 1 in\n", "  ip address ipcp\n"), (T, ":INPUT DROP", ":INPUT ACCEPT")],
                                                  "flow-outside-in", ["internet", "router-b", "terminal-1"], None),
    ("ipsec-router", "permit in front of deny"): ([("configs/ix.txt", "  ip address ipcp\n  ip filter none 1 in\n", "  ip address ipcp\n  ip filter maintenance 1 in\n  ip filter none 2 in\n"),
                                                   ("configs/ix.txt", "ip access-list none ", "ip access-list maintenance permit tcp src any sport any dest 192.168.1.20/32 dport eq 3389\nip access-list none "),
                                                   (T, ":INPUT DROP", ":INPUT ACCEPT")],
                                                  "flow-outside-in", ["internet", "router-b", "terminal-1"], "maintenance permit"),
    ("ipsec-router", "whatever comes by the tunnel"): ([("configs/ix.txt", "  ip unnumbered GigaEthernet2.0\n  ip filter none 1 in\n", "  ip unnumbered GigaEthernet2.0\n"), (T, ":INPUT DROP", ":INPUT ACCEPT")],
                                                       "flow-outside-in", ["centre", "router-b", "terminal-1"], None),
    ("ipsec-router", "a list that lets all into the tunnel, behind the others"): ([("configs/ix.txt", "  ip filter centre-out 2 out\n", "  ip filter centre-out 2 out\n  ip filter all 3 out\n"),
                                                                              ("configs/ix.txt", "ip access-list none ", "ip access-list all permit ip src any dest any\nip access-list none ")],
                                                                             "flow-institutions", ["terminal-1", "router-b", "clinics"], "all permit ip"),
    ("ipsec-router", "in clear while the tunnel is down"): ([("configs/ix.txt", "  ip address ipcp\n  ip filter none 1 in\n  ip filter none 1 out\n", "  ip address ipcp\n  ip filter none 1 in\n")],
                                                            "flow-clear", ["terminal-1", "router-b", "internet"], None),
    ("ipsec-router", "no route into the tunnel"): ([("site.yaml", "      - {to: 203.0.113.0/24, interface: Tunnel0.0}\n", ""), ("configs/ix.txt", "  ip filter none 1 in\n  ip filter none 1 out\n  ipv6 filter none 1 in\n  ipv6 filter none 1 out\n  no shutdown\n!\ninterface Tunnel",
                                                    "  ip filter none 1 in\n  no shutdown\n!\ninterface Tunnel")], "flow-clear", ["terminal-1", "router-b", "internet"], None),
    # router A
    ("ipsec-router", "router A lets all through"): ([(A, ":FORWARD DROP", ":FORWARD ACCEPT")], "flow-terminal-receipt", ["terminal-1", "router-a", "receipt-1"], None),
    ("ipsec-router", "accept in front of drop"): ([(A, "-A FORWARD -m conntrack", "-A FORWARD -i eth0 -p tcp -j ACCEPT\n-A FORWARD -m conntrack"), (A, "COMMIT", "-A FORWARD -i eth0 -j DROP\nCOMMIT")],
                                                  "flow-terminal-receipt", ["terminal-1", "router-a", "receipt-1"], "-i eth0 -p tcp"),
    ("ipsec-router", "the interfaces of a rule changed"): ([(A, "-i eth1 -o eth0", "-i eth0 -o eth1"), (A, "-s 192.168.2.30/32 -d 192.168.1.20/32", "-d 192.168.2.30/32 -s 192.168.1.20/32")],
                                                           "flow-terminal-receipt", ["terminal-1", "router-a", "receipt-1"], "-i eth0 -o eth1"),
    ("ipsec-router", "new or established in one rule"): ([(A, "--ctstate RELATED,ESTABLISHED", "--ctstate NEW,RELATED,ESTABLISHED")], "flow-terminal-receipt", ["terminal-1", "router-a", "receipt-1"], "NEW,RELATED"),
    ("ipsec-router", "chains that a container brought"): ([(A, FORWARD, ":OUTPUT ACCEPT [0:0]\n:DOCKER-USER - [0:0]\n:DOCKER - [0:0]\n-A FORWARD -j DOCKER-USER\n-A FORWARD -o eth1 -j DOCKER\n-A DOCKER-USER -j RETURN\n"
                                                            "-A DOCKER -d 192.168.2.30/32 -p tcp -m tcp --dport 8080 -j ACCEPT\n")],
                                                          "flow-terminal-receipt", ["terminal-1", "router-a", "receipt-1"], "--dport 8080"),
    # IPsec clients
    ("ipsec-client", "the internet beside the gateway"): ([(B, "-d 198.51.100.1/32 ", "")], "flow-terminal-services", ["terminal-1", "router-b", "internet"], "--dports 500,4500"),
    ("ipsec-client", "all that goes out"): ([(B, "-A FORWARD -m conntrack", "-A FORWARD -i br-lan -o ppp0 -j ACCEPT\n-A FORWARD -m conntrack")], "flow-clear", ["terminal-1", "router-b", "internet"], "-i br-lan"),
    ("ipsec-client", "the policy of the chain is accept"): ([(B, ":FORWARD DROP", ":FORWARD ACCEPT"), (T, ":INPUT DROP", ":INPUT ACCEPT")],
                                                            "flow-outside-in", ["internet", "router-b", "terminal-1"], None),
    ("ipsec-client", "a port of the router that leads to the terminal"): (
        [(B, ":POSTROUTING ACCEPT [0:0]\n", ":POSTROUTING ACCEPT [0:0]\n-A PREROUTING -i ppp0 -p tcp -m tcp --dport 13389 -j DNAT --to-destination 192.168.1.20:3389\n"),
         (B, "-A FORWARD -m conntrack", "-A FORWARD -d 192.168.1.20/32 -i ppp0 -p tcp -m tcp --dport 3389 -j ACCEPT\n-A FORWARD -m conntrack"), (T, ":INPUT DROP", ":INPUT ACCEPT")],
        "flow-outside-in", ["internet", "router-b", "terminal-1"], "--dport 3389"),
    ("ipsec-client", "the translation is gone"): (
        [(B, "-A POSTROUTING -s 192.168.1.0/24 -o ppp0 -j MASQUERADE\n", ""), (B, "-d 198.51.100.1/32 ", "")], "flow-terminal-services", ["terminal-1", "router-b", "internet"], "--dports 500,4500"),
}

OWN = "192.0.2.2"  # the outer address of the router that masquerades

# The same of what work needs: the way ends with who refuses it, words of the line that does; None: the policy of a chain, or nobody as no way leads there.
EXCHANGE = "-A INPUT -s 192.168.2.30/32 -i eth1 -p tcp -m tcp --dport 445"
LETS_EXCHANGE = "-A FORWARD -s 192.168.2.30/32 -d 192.168.1.20/32 -i eth1 -o eth0 -p tcp -m tcp --dport 445"
TRIED = ("site.yaml", 'permits: "to 203.0.113.0/24"', 'permits: "to 203.0.113.77"')
LOST = {
    ("ip-vpn", "the rule for the exchange folder is gone"): ([(T, EXCHANGE, "-A OUTPUT -p tcp -m tcp --dport 445")], "need-exchange", ["receipt-1", "terminal-1"], None),
    ("ip-vpn", "the exchange folder of another computer"): ([(T, "-s 192.168.2.30/32 -i eth1", "-s 192.168.2.31/32 -i eth1")], "need-exchange", ["receipt-1", "terminal-1"], None),
    ("ip-vpn", "a drop in front of the exchange folder"): ([(T, EXCHANGE, "-A INPUT -i eth1 -p tcp -j DROP\n" + EXCHANGE)], "need-exchange", ["receipt-1", "terminal-1"], "-i eth1 -p tcp -j DROP"),
    ("ip-vpn", "names of IPv6 are no more asked for"): ([("configs/rtx.txt", "secure filter out 21 22 23 29 dynamic 80", "secure filter out 21 23 29")], "need-services", ["terminal-1", "router-b"], "ipv6 filter 29"),
    ("ip-vpn", "what comes from inside is filtered, too"): ([("configs/rtx.txt", "ip lan1 address", "ip lan1 secure filter in 13\nip lan1 address")], "need-services", ["terminal-1", "router-b"], None),
    ("ip-vpn", "the receipt computer is outside"): ([("site.yaml", "{node: receipt-1, segment: hub-2", "{node: receipt-1, segment: onu")], "need-exchange", ["receipt-1", "router-b"], "ip filter 19 reject"),
    ("ipsec-router", "router A lets the exchange through no more"): ([(A, LETS_EXCHANGE, LETS_EXCHANGE.replace("445", "139"))], "need-exchange", ["receipt-1", "router-a"], None),
    ("ipsec-router", "router A has another interface there"): ([(A, "-i eth1 -o eth0", "-i eth0 -o eth0")], "need-exchange", ["receipt-1", "router-a"], None),
    ("ipsec-router", "nothing goes out of the hub"): ([("configs/ix.txt", "  ip address 192.168.1.1/24\n", "  ip address 192.168.1.1/24\n  ip filter none 1 in\n"), TRIED],
                                                      "need-services", ["terminal-1", "router-b"], "none deny ip"),
    ("ipsec-client", "the centre is not behind the tunnel"): ([("site.yaml", "{node: centre, segment: vpn", "{node: centre, segment: onu")], "need-services", ["terminal-1"], None),
    ("ipsec-client", "the terminal refuses what is new"): ([(T, "--ctstate NEW -j ACCEPT", "--ctstate NEW -j DROP")], "need-exchange", ["receipt-1", "terminal-1"], "--ctstate NEW -j DROP"),
}


# ---- the second reading at a device ----

def reading_of(text):
    return ipt_accepts if "*filter" in text else rtx_accepts if text.startswith("# RTX") else ix_accepts


DEVICES = {"rtx.txt": "router-b", "ix.txt": "router-b", "b.rules": "router-b", "a.rules": "router-a"}


def texts_of(site, hop, six):
    """The configurations of the device for the family, of those that site.yaml names."""
    with open(os.path.join(site, "site.yaml"), encoding="utf-8") as file:
        yaml = file.read()
    for name in sorted(os.listdir(os.path.join(site, "configs"))):
        device = DEVICES.get(name.removesuffix("6"), name.split(".")[0] + "-1")
        if device == hop["node"] and (not name.endswith(("rules", "rules6")) or name.endswith("6") == six) and re.search(rf"[\[ ]{re.escape(name)}[,\]]", yaml):
            with open(os.path.join(site, "configs", name), encoding="utf-8") as file:
                yield file.read()


def goes_through(site, hop, packet):
    """Whether the device lets the packet through, and what it is behind it."""
    texts = list(texts_of(site, hop, ":" in packet["to"]))
    packet = {**packet, "in": hop["in"], "out": hop["out"]}
    for text in texts:
        packet = ipt_changed(text, {**packet, "out": None}, "PREROUTING", None) | {"out": hop["out"]}
    lets = all(reading_of(text)(text, packet) for text in texts)
    for text in texts:
        packet = ipt_changed(text, packet, "POSTROUTING", OWN)
    return lets, packet


def agrees(site, hops, packet):
    """Of each device on the way whether it lets the packet through."""
    found = []
    for hop in hops:
        lets, packet = goes_through(site, hop, packet)
        found.append(lets)
    return found


# ---- one flaw ----

def planted(folder, network, changes):
    site = os.path.join(folder, "site")
    shutil.rmtree(site, ignore_errors=True)
    shutil.copytree(os.path.join(NETWORKS, network), site)
    for name, was, now in changes:
        path = os.path.join(site, name)
        with open(path, encoding="utf-8") as file:
            text = file.read()
        assert was in text, (network, was)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text.replace(was, now, 1))
    return site


def packet_of(text):
    found = re.match(r"(\S+) (?:\[([0-9a-f:]+)\]|([\d.]+))(?::(\d+))? -> (?:\[([0-9a-f:]+)\]|([\d.]+))(?::(\d+))?, new$", text)
    protocol, six, four, source_port, to_six, to_four, port = found.groups()
    return {"protocol": NUMBERS[protocol], "from": six or four, "to": to_six or to_four, "source port": int(source_port or 0), "port": int(port or 0)}


def answer_to(site, kind, policy):
    return next(answer for answer in read_json("prove", "--site", site, "--json", codes=(1,))[kind] if answer["policy"] == policy)


def check_lost(points, folder, network, what, flaw):
    changes, need, way, words = flaw
    site = planted(folder, network, changes)
    answer = answer_to(site, "needs", need)
    last = answer["way"][-1] if answer["way"] else {"text": None, "node": None}
    points.point(answer["proof"] == "violated" and [hop["node"] for hop in answer["way"]] == way and (words or "") in (last["text"] or "") and bool(words) == bool(last["text"]),
                 f"{network}: {what}: {need} does not come there, by {', '.join(way)}", [str(answer)])
    if len(answer["way"]) < 2:
        return
    packet = packet_of(answer["packet"])
    lets = agrees(site, answer["way"][1:], packet)
    points.point(lets == [True] * (len(lets) - 1) + [False], f"{network}: {what}: a second reading refuses the packet there, and nowhere before", [answer["packet"], str(lets)])


def check_flaw(points, folder, network, what, flaw):
    changes, policy, way, words = flaw
    site = planted(folder, network, changes)
    answer = answer_to(site, "policies", policy)
    told = [hop["node"] for hop in answer["way"]]
    lines = " ".join(hop["text"] or "" for hop in answer["way"])
    points.point(answer["proof"] == "violated" and told == way and (words or "") in lines, f"{network}: {what}: {policy}, by {', '.join(way)}", [str(answer)])
    if answer["proof"] != "violated":
        return
    packet = packet_of(answer["packet"])
    wrong = [hop["node"] for hop, lets in zip(answer["way"][1:], agrees(site, answer["way"][1:], packet)) if not lets]
    points.point(not wrong, f"{network}: {what}: a second reading lets the packet through at every device", [answer["packet"], str(wrong)])
    points.point(answer["mended"] == "holds", f"{network}: {what}: what would close it is found", [str(answer["mends"])])


def check_rests(points, folder):
    """What holds says what it rests on: exceptions, and the firewall of one computer alone."""
    network, what = "ipsec-client", "a port of the router that leads to the terminal"
    site = planted(folder, network, FLAWS[network, what][0][:2])
    answer = next(answer for answer in read_json("prove", "--site", site, "--json", codes=(0, 1))["policies"] if answer["policy"] == "flow-outside-in")
    bare = answer["bare"] or {"way": [], "packet": ""}
    points.point(answer["proof"] == "holds" and [hop["node"] for hop in bare["way"]] == ["internet", "router-b", "terminal-1"] and ":3389" in bare["packet"],
                 f"{network}: {what}: only the terminal's own firewall stops it", [str(answer)])
    code, out, _ = sekisho("prove", "--site", site, "--lang", "en")
    typed = [line for line in out.split("Each of them")[0].splitlines() if line.strip().startswith("sekisho ")]
    points.point(typed == ["      sekisho fix flow-outside-in --output change-flow-outside-in"], "what is typed stands on a line of its own", typed)
    out = " ".join(out.split())
    points.point(code == 1 and "Half open: only the firewall of terminal-1 itself keeps somebody outside (the internet) from Remote Desktop" in out and "HOLDS BY ONE COMPUTER ALONE" in out and "What could follow once that one computer" in out, "half open is open", [out])
    points.point("What somebody permitted all the same" in out and "- of flow-institutions (Nothing reaches other institutions from inside): any, only from terminal-1, claim-1. Why: VPN事業者が遮断している" in out, "what is permitted by decision is told at once", [out])
    points.point("only terminal-1 itself stops it; router-b lets it through: tcp " in out and "configs/b.rules, line" in out, "and it is said, with the line", [out])
    points.point("flow-institutions holds but for an exception: any, only from terminal-1, claim-1 (VPN事業者が" in out and "(the provider of the VPN blocks it: A01" in out and "(Dr. Sato), 2026-11-01)" in out, "an exception is said where it is made", [out])
    site = planted(folder, network, [(B, "-A FORWARD -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT\n", "-A FORWARD -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT\n-A FORWARD -i ppp0 -o br-lan -m string --string x --algo bm -j ACCEPT\n")])
    code, out, _ = sekisho("prove", "--site", site, "--lang", "en")
    out = " ".join(out.split())
    points.point(code == 1 and "Perhaps half open: only the firewall of terminal-1 itself surely keeps somebody outside (the internet)" in out and "Ask whoever maintains router-b what the lines marked ? below do" in out and "nothing is to be mended" not in out,
                 "what nobody understands may let it through as far as the one computer that stops it", [out])
    order = os.path.join(NETWORKS, network)
    code, out, _ = sekisho("prove", "--site", order, "--lang", "en")
    points.point(code == 0 and "By the files under configs/ nothing is to be mended: every policy that was asked holds," in " ".join(out.split()) and "What to do" not in out, "in order, and it says so", [out])
    bares = [answer["policy"] for answer in read_json("prove", "--site", order, "--json")["policies"] if answer["bare"]]
    points.point(not bares, f"{network}: in order, nothing rests on a computer alone that a router could stop", bares)


def check_permitted(points, folder):
    """What an exception permits is asked, too: whether it is open as things are, and whether it lets the street in; one that permits nothing is told so."""
    router = planted(folder, "ipsec-router", [])
    with open(os.path.join(router, "site.yaml"), "a", encoding="utf-8") as file:
        file.write("  - {policy: flow-outside-in, to: [terminal-1], permits: tcp port 445 from 192.168.2.30, reason: r, by: b, date: 2026-11-01}\n")
    for healthy in (True, False):
        path = os.path.join(router, "configs", "ix.txt")
        if not healthy:
            with open(path, encoding="utf-8") as file:
                text = file.read()
            with open(path, "w", encoding="utf-8") as file:
                file.write("".join(line for line in text.splitlines(True) if line != "  ip filter none 1 in\n"))
        answer = next(answer for answer in read_json("prove", "--site", router, "--json", codes=(0, 1))["policies"] if answer["policy"] == "flow-outside-in")
        code, out, _ = sekisho("prove", "--site", router, "--lang", "en")
        out = " ".join(out.split())
        points.point(code == (0 if healthy else 1) and answer["proof"] == "holds" and [(one["to"], one["proof"]) for one in answer["exceptions"]] == [(["terminal-1"], "holds" if healthy else "violated")], "what is permitted is asked", [str(answer["exceptions"])])
        points.point(("Yes, by what somebody permitted: something gets in from outside." in out) != healthy and ("By an exception: Serious: somebody outside (the internet) can reach file sharing SMB" in out) != healthy
                     and ("The sender pretends to be receipt-1" in out) != healthy and ("(for 1, and what an exception lets in; today)" in out) != healthy
                     and ("Nothing of it gets through as things are." in out) == healthy and ("No, by the files under configs/. But for what somebody permitted: see below." in out) == healthy, "and told at once" if not healthy else "what lets nothing through may go", [out])
    changed = os.path.join(folder, "permitted")
    sekisho("fix", "flow-outside-in", "--site", router, "--output", changed)
    with open(os.path.join(changed, "ix.txt.sheet.txt"), encoding="utf-8") as file:
        sheet = " ".join(file.read().split())
    points.point("- What an exception of flow-outside-in lets in: Serious:" in sheet and "have it seen to today" in sheet, "the sheet says that it is serious", [sheet])
    words = " ".join(sekisho("why", "flow-outside-in", "--site", router, "--lang", "en")[1].split())
    points.point("Nothing of this may begin: any, from internet (the internet)" in words and "sekisho why T17" in words, "why of a policy says what it is", [words])


def check_order(points, network):
    code, _, _ = sekisho("prove", "--site", os.path.join(NETWORKS, network))
    answers = read_json("prove", "--site", os.path.join(NETWORKS, network), "--json", codes=(0,))
    needs = {answer["policy"]: answer["proof"] == "holds" or (answer["pairs"] == 0 and answer["excepted"] > 0) for answer in answers["needs"]}
    points.point(len(needs) >= 2 and all(needs.values()), f"{network}: what work needs comes through, or is excepted", [str(answers["needs"])])
    points.point(code == 0 and answers["violated"] == answers["undecided"] == answers["unasked"] == 0 and answers["holds"] > 7, f"{network}: in order, {answers['holds']} policies hold", [str(answers)])


def run(points):
    for network in sorted(os.listdir(NETWORKS)):
        check_order(points, network)
    with tempfile.TemporaryDirectory() as folder:
        for (network, what), flaw in FLAWS.items():
            check_flaw(points, folder, network, what, flaw)
        for (network, what), flaw in LOST.items():
            check_lost(points, folder, network, what, flaw)
        check_rests(points, folder)
        check_permitted(points, folder)
    points.point(len(FLAWS) >= 25 and len(LOST) >= 10, f"{len(FLAWS)} planted flaws that let in, {len(LOST)} that keep away")


if __name__ == "__main__":
    main(run)
