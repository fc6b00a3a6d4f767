#!/usr/bin/python3
"""What addresses and ports become: rules of iptables, of nftables as text, and, with nft as the judge, the same as `nft -j list ruleset` prints it. What is not understood (maps, prefixes,
how an address is chosen) is said to be so, and changes nothing for sure.
"""
import os
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)
import test_iptables as reader  # noqa: E402

import gate  # noqa: E402

INSIDE = "SEKISHO_INSIDE_NAMESPACE"
ONE, SOME = "10.0.0.1-10.0.0.1", "10.0.0.7-10.0.0.9"

# options behind -j in a chain of the table nat -> what it becomes; None: not understood
IPTABLES = {
    "DNAT --to-destination 10.0.0.1": f"target {ONE}", "DNAT --to-destination 10.0.0.1:80": f"target {ONE} port 80-80", "DNAT --to-destination 10.0.0.7-10.0.0.9:80-89": f"target {SOME} port 80-89",
    "DNAT --to-destination :8080": "target port 8080-8080", "SNAT --to-source 10.0.0.1:1024-2000": f"source {ONE} port 1024-2000", "MASQUERADE": "source own",
    "MASQUERADE --to-ports 1024-2000": "source own port 1024-2000", "REDIRECT": "target own", "REDIRECT --to-ports 8080": "target own port 8080-8080",
    "DNAT": None, "SNAT": None, "DNAT --to-destination 10.0.0.9-10.0.0.7": None, "DNAT --to-destination 10.0.0.1:": None, "DNAT --to-destination 10.0.0.1:90-80": None,
    "DNAT --to-destination 10.0.0.1:65536": None, "DNAT --to-destination 2001:db8::1": None, "DNAT --to-destination 10.0.0.1 --random": None, "MASQUERADE --random": None,
    "SNAT --to-source 10.0.0.1 --persistent": None, "REDIRECT --to-ports 10.0.0.1": None, "NETMAP --to 10.0.0.0/24": None, "DNAT --to-destination 10.0.0.1:80/8000": None,
}
IP6TABLES = {
    "DNAT --to-destination 2001:db8::1": "target 20010db8000000000000000000000001-20010db8000000000000000000000001", "DNAT --to-destination 10.0.0.1": None,
    "DNAT --to-destination [2001:db8::1]:80": "target 20010db8000000000000000000000001-20010db8000000000000000000000001 port 80-80", "DNAT --to-destination [2001:db8::1": None,
    "DNAT --to-destination [2001:db8::1]80": None, "DNAT --to-destination []:80": "target port 80-80",
}
ALL = "0.0.0.0-255.255.255.255"
# lines of routers -> what is changed, which packets; None: nobody knows
YAMAHA = {
    "nat descriptor type 1 masquerade": (f"source {ALL}", ""), "nat descriptor address outer 1 ipcp": (f"source {ALL}", ""), "nat descriptor timer 1 600": (f"source {ALL}", ""),
    "nat descriptor masquerade incoming 1 reject": (f"source {ALL}", ""), "nat descriptor masquerade incoming 1 forward 192.168.1.9": ("target 192.168.1.9-192.168.1.9", ""),
    "nat descriptor masquerade static 1 1 192.168.1.9 tcp 80": ("target 192.168.1.9-192.168.1.9 port 80-80", "proto=6-6 dport=80-80"),
    "nat descriptor masquerade static 1 1 192.168.1.9 udp 500=4500": ("target 192.168.1.9-192.168.1.9 port 4500-4500", "proto=17-17 dport=500-500"),
    "nat descriptor masquerade static 1 1 192.168.1.9 tcp 80-89": ("target 192.168.1.9-192.168.1.9 port 80-89", "proto=6-6 dport=80-89"),
    "nat descriptor masquerade static 1 1 192.168.1.9 tcp www": ("target 192.168.1.9-192.168.1.9 port 0-65535", "proto=6-6"),
    "nat descriptor masquerade static 1 1 192.168.1.9 esp": ("target 192.168.1.9-192.168.1.9", "proto=50-50"),
    "nat descriptor masquerade static 1 1 192.168.1.9 tcp,udp 80": ("target 192.168.1.9-192.168.1.9 port 0-65535", ""),
    "nat descriptor masquerade static 1 1 192.168.1.9-192.168.1.12 tcp 80": None, "nat descriptor type 1 nat": None, "nat descriptor type 1 nat-masquerade": None,
    "nat descriptor static 1 1 203.0.113.9=192.168.1.9 1": None, "ip lan2 nat descriptor 1 reverse 2": None, "upnp use on": None, "nat descriptor masquerade unheard 1": None,
}
NEC = {"  ip napt enable": (f"source {ALL}", ""), "  ip napt static GigaEthernet0.0 udp 500": None, "  ip nat enable": None, "  ip napt service x 192.168.1.9": None}
# chain, statement -> what it becomes
NFT = {
    ("pre", "tcp dport 1 dnat ip to 10.0.0.1:80"): f"target {ONE} port 80-80", ("pre", "tcp dport 2 dnat ip6 to [2001:db8::1]:80"): IP6TABLES["DNAT --to-destination [2001:db8::1]:80"],
    ("pre", "udp dport 3 redirect to :8080"): "target own port 8080-8080", ("pre", "tcp dport 4 redirect"): "target own", ("pre", "dnat ip to 10.0.0.7-10.0.0.9"): f"target {SOME}",
    ("pre", "tcp dport 6 dnat ip to 10.0.0.0/24"): None, ("pre", "tcp dport 7 dnat ip to tcp dport map { 80 : 10.0.0.1 }"): None, ("pre", "tcp dport 8 dnat ip to 10.0.0.1 random"): None,
    ("pre", "tcp dport 9 dnat to :8080"): "target port 8080-8080",
    ("post", "tcp dport 1 snat ip to 10.0.0.7-10.0.0.9:1024-2000"): f"source {SOME} port 1024-2000", ("post", 'oifname "eth0" masquerade'): "source own", ("post", "masquerade random"): None,
    ("post", "tcp dport 5 masquerade to :1024-2000"): "source own port 1024-2000", ("post", "masquerade fully-random,persistent"): None,
    ("post", 'snat ip to 10.0.0.1 comment "x y"'): f"source {ONE}",
}


def becomes(path):
    """[(what it becomes, whether something is not understood)] of the rules that accept."""
    found = []
    for line in subprocess.run([reader.TOOLS[0], path], capture_output=True, text=True, check=True).stdout.splitlines():
        if line.startswith("rule ") and " ACCEPT " in line:
            head, unread = line.split(" | ")[:2]
            found.append((head.partition(" becomes ")[2] or None, unread != "-"))
    return found


def check_iptables(points, folder, rules, version):
    path = os.path.join(folder, "rules")
    for target, wanted in rules.items():
        with open(path, "w", encoding="utf-8") as file:
            file.write(f"# Generated by {version}-save v1.8.9\n*nat\n:PREROUTING ACCEPT [0:0]\n-A PREROUTING -p tcp -j {target}\nCOMMIT\n")
        got = becomes(path)
        points.point(got == [(wanted, wanted is None)], f"{version}: {target}: {wanted or 'not understood'}", [str(got)])


def file_of(statements):
    chains = "".join(f"\tchain {chain} {{\n\t\ttype nat hook {chain}routing priority {priority};\n" + "".join(f"\t\t{text}\n" for where, text in statements if where == chain) + "\t}\n"
                     for chain, priority in (("pre", "dstnat"), ("post", "srcnat")))
    return f"table inet t {{\n{chains}}}\n"


def check_nft(points, folder):
    text, printed, objects = (os.path.join(folder, name) for name in ("nftables.conf", "printed", "rules.json"))
    wanted = [(what, what is None) for what in NFT.values()]
    with open(text, "w", encoding="utf-8") as file:
        file.write(file_of(NFT))
    points.point(becomes(text) == wanted, "nftables.conf: each statement", [str(pair) for pair in zip(NFT, becomes(text)) if pair[1] != (NFT[pair[0]], NFT[pair[0]] is None)])
    if subprocess.run(["nft", "-f", text], check=False).returncode != 0:
        points.point(False, "nft takes them")
        return
    for path, words in ((printed, ["list", "ruleset"]), (objects, ["-j", "list", "ruleset"])):
        with open(path, "w", encoding="utf-8") as file:
            subprocess.run(["nft", *words], stdout=file, check=True)
        points.point(becomes(path) == wanted, f"nft {' '.join(words)}: the same", [str(pair) for pair in zip(NFT, becomes(path)) if pair[1] != (NFT[pair[0]], NFT[pair[0]] is None)])


def check_routers(points, folder, head, lines):
    path = os.path.join(folder, "router")
    for line, wanted in lines.items():
        with open(path, "w", encoding="utf-8") as file:
            file.write(f"{head}{line}\n")
        dump = subprocess.run([reader.TOOLS[0], path], capture_output=True, text=True, check=True).stdout
        rule = dump.partition("chain ip nat nat")[2].splitlines()[1]
        head_of, unread = rule.split(" | ")[:2]
        becomes_of, matches = head_of.partition(" becomes ")[2], head_of.partition("may {")[2].partition("}")[0].strip()
        right = (becomes_of, matches) == wanted if wanted else not becomes_of
        points.point(right and (unread == "-") == bool(wanted and wanted[0].startswith("source")), f"{line.strip()}: {wanted[0] if wanted else 'may be anything'}", [rule])


def main():
    points = gate.Points()
    if INSIDE not in os.environ:
        for words in (["unshare", "-n"], ["unshare", "-rn"]):
            if subprocess.run([*words, "nft", "list", "ruleset"], capture_output=True, check=False).returncode == 0:
                os.execvpe(words[0], [*words, sys.executable, os.path.abspath(__file__)], {**os.environ, INSIDE: "1"})
        points.point(False, "nft is there, in a network of its own")
        return points.end()
    with tempfile.TemporaryDirectory() as folder:
        check_iptables(points, folder, IPTABLES, "iptables")
        check_iptables(points, folder, IP6TABLES, "ip6tables")
        check_nft(points, folder)
        check_routers(points, folder, "# RTX1220 Rev.15.04.05\nip lan1 address 192.168.1.1/24\nip filter 1 pass * *\n", YAMAHA)
        check_routers(points, folder, "ip access-list a permit ip src any dest any\ninterface GigaEthernet0.0\n  ip filter a 1 in\n", NEC)
    return points.end()


if __name__ == "__main__":
    sys.exit(main())
