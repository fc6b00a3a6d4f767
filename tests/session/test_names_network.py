#!/usr/bin/python3
"""Words that somebody wrote into the configuration of a device: where they hold twelve digits that can be a My Number (docs/decisions/0014), nothing of the network's answers shows them, and
`fix` neither shows nor copies the line. A list of three filters and what a device counted are no such numbers, and stay as they are written.
"""
import os
import shutil
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(os.path.dirname(HERE), "catalogue"))
sys.path.insert(0, HERE)
from support import NETWORKS, SEKISHO, main  # noqa: E402
from test_names import shows  # noqa: E402

AT = "2026-11-21T00:00:00Z"
NUMBER, SPELT = "987654321018", "9876 5432 1018"
OPEN, FORWARD = ":INPUT ACCEPT [0:0]", ":OUTPUT ACCEPT [0:0]\n"
A, RTX, IX, TERMINAL = "configs/a.rules", "configs/rtx.txt", "configs/ix.txt", "configs/terminal.rules"
NFT = "table inet f {\n\tchain forward {\n\t\ttype filter hook forward priority 0; policy drop;\n\t\t%s\n\t}\n}\n"
WIDE_RTX = [(RTX, "secure filter in 19", "secure filter in 18 19"), (RTX, "ip filter 19 ", "ip filter 18 pass * * * * *\nip filter 19 ")]

# where it is written -> network, file, what is there, what is there then
PLACES = {
    "a comment of iptables": ("ipsec-router", [(A, FORWARD, FORWARD + f'-A FORWARD -m comment --comment "{SPELT}" -j ACCEPT\n')]),
    "a comment without blanks": ("ipsec-router", [(A, FORWARD, FORWARD + f"-A FORWARD -m comment --comment {NUMBER} -j ACCEPT\n")]),
    "what is not understood": ("ipsec-router", [(A, FORWARD, FORWARD + f'-A FORWARD -m unheard --of "{SPELT}" -j ACCEPT\n')]),
    "a chain": ("ipsec-router", [(A, FORWARD, f":c{NUMBER} - [0:0]\n" + FORWARD + f"-A FORWARD -j c{NUMBER}\n-A c{NUMBER} -j ACCEPT\n")]),
    "an interface": ("ipsec-router", [(A, FORWARD, FORWARD + f"-A FORWARD -i v{NUMBER} -j ACCEPT\n-A FORWARD ! -i w{NUMBER} -j ACCEPT\n")]),
    "a prefix of a log": ("ipsec-router", [(A, FORWARD, FORWARD + f'-A FORWARD -j LOG --log-prefix "9876-5432-1018 "\n-A FORWARD -j ACCEPT\n')]),
    "what nft could not read": ("ipsec-router", [(A, FORWARD, f'-A FORWARD -j "{SPELT}\n')]),
    "a comment of nft": ("ipsec-router", [(A, None, NFT % f'accept comment "{SPELT}"')]),
    "a set of nft": ("ipsec-router", [(A, None, NFT % f'iifname "e{NUMBER}" accept')]),
    "a description of Yamaha": ("ip-vpn", [(RTX, "ip lan1 address", f"description lan1 {SPELT}\nip lan1 address"), *WIDE_RTX]),
    "a remark of Yamaha": ("ip-vpn", [(RTX, "ip lan1 address", f"# {NUMBER}\nip lan1 address"), *WIDE_RTX]),
    "a line that is not understood": ("ip-vpn", [(RTX, "ip filter 19 ", f"ip filter 18 pass * * tcp * * {NUMBER}\nip filter 19 "), (RTX, "secure filter in 19", "secure filter in 18 19")]),
    "a list of NEC": ("ipsec-router", [(IX, "ip access-list none deny", f"ip access-list a{NUMBER} permit ip src any dest any\nip access-list none deny"),
                                       (IX, "ip filter none 1 in", f"ip filter a{NUMBER} 1 in")]),
    "a description of NEC": ("ipsec-router", [(IX, "interface Tunnel0.0\n", f"interface Tunnel0.0\n  description {SPELT}\n"), (IX, "ip filter none 1 in", "ip filter centre-out 1 in")]),
}


def site_with(folder, network, changes):
    site = os.path.join(folder, "site")
    shutil.copytree(os.path.join(NETWORKS, network), site)
    for file, was, now in changes:
        path = os.path.join(site, file)
        with open(path, encoding="utf-8") as source:
            text = source.read()
        if was and was not in text:
            raise RuntimeError(f"{file} does not hold '{was}'")
        with open(path, "w", encoding="utf-8") as target:
            target.write(text.replace(was, now) if was else now)
    return site


def call(folder, *words):
    result = subprocess.run([SEKISHO, *words], cwd=folder, capture_output=True, check=False, timeout=120, stdin=subprocess.DEVNULL, encoding="utf-8", errors="replace",
                            env={**os.environ, "LANG": "C.UTF-8", "LC_ALL": ""})
    return result.returncode, result.stdout + result.stderr


def verbs(folder, file):
    """Each verb that tells of the network, and of one file by itself; `was` lies beside it."""
    certificate = os.path.join(folder, "certificate.txt")
    of_file = [("--refuses", "tcp port 445"), ("--accepts", "tcp port 443"), ("--rules",), ("--diff", os.path.join(folder, "was")),
               ("--refuses", "udp port 9", "--certificate", certificate)]
    plain = [("prove",), ("prove", "--mistakes"), ("prove", "--record"), *(("prove", file, *words) for words in of_file), ("fix", "flow-outside-in"), ("fix", "flow-terminal-receipt"),
             ("fix", "flow-terminal-receipt", "--output", os.path.join(folder, "mended")), ("look", file, "--subject", "router-a-1"), (), ("why", "T17"),
             ("generate", "--device", "router-b", "--for", "nftables")]
    return [(*words, "--at", AT, *more) for words in plain for more in ((), ("--json",))] + [("prove", "--picture", "--at", AT)]


def written(folder):
    """What stands in the files that were written."""
    texts = []
    for name in ("mended", "certificate.txt"):
        for place, _, files in os.walk(os.path.join(folder, name)):
            texts += [os.path.join(place, file) for file in files]
    if os.path.isfile(os.path.join(folder, "certificate.txt")):
        texts.append(os.path.join(folder, "certificate.txt"))
    return "".join(open(path, encoding="utf-8").read() for path in texts)


def try_place(points, folder, name):
    network, changes = PLACES[name]
    os.mkdir(folder)
    site = site_with(folder, network, changes)
    file = os.path.join(site, changes[0][0])
    shutil.copy(os.path.join(NETWORKS, network, changes[0][0]), os.path.join(folder, "was"))
    wrong, codes = [], set()
    for words in verbs(folder, file):
        code, said = call(site, *words)
        codes.add(code)
        if shows(said) or code not in (0, 1, 2):
            wrong.append([*words[:3], code, said[:300]])
    points.point(not wrong and not shows(written(folder)), f"{name}: its number is shown by no verb", wrong[:3])
    if name != "what nft could not read":
        points.point(1 in codes, f"{name}: the network is judged for all that", codes)


def check_fix(points, folder):
    os.mkdir(folder)
    site = site_with(folder, *PLACES["a comment of iptables"])
    code, said = call(site, "fix", "flow-terminal-receipt", "--at", AT, "--output", os.path.join(folder, "out"))
    points.point(code == 2 and "My Number" in said and "a.rules:5:1" in said and not os.path.exists(os.path.join(folder, "out")), "fix: names the line, and writes nothing", [said])
    code, said = call(site, "prove", "--at", AT)
    points.point("**** **** ****" in said, "prove: a sign stands for each digit", [said])


def check_lists(points, folder):
    """9876, 5432 and 1018 are three filters; 987654321018 bytes were counted."""
    os.mkdir(folder)
    changes = [(RTX, "secure filter in 19", f"secure filter in {SPELT}"), (RTX, "ip filter 19 ", "ip filter 9876 pass * * udp\nip filter 5432 pass * * tcp\nip filter 1018 reject * * * * *\nip filter 19 "),
               (TERMINAL, ":INPUT DROP [0:0]", f":INPUT ACCEPT [7:{NUMBER}]")]
    site = site_with(folder, "ip-vpn", changes)
    code, said = call(site, "fix", "flow-outside-in", "--at", AT)
    points.point(code == 0 and f"secure filter in {SPELT}" in said, "fix: three filters and a counter are in nobody's way", [said])
    code, said = call(site, "prove", os.path.join(site, RTX), "--rules", "--json")
    points.point(code in (0, 1) and "ip filter 1018 reject" in said and "*" * 4 not in said, "three filters: shown as they are", [said[:600]])


def check_secrets(points, folder):
    """A line of another program that came into the file: its password is nobody's business."""
    os.mkdir(folder)
    texts = {"nft": "table ip t {\n\tpsk = Tr0ub4dor\n\tchain c {\n\t\ttype filter hook forward priority 0; policy drop;\n\t\tsae_password=Tr0ub4dor\n\t}\n}\nwpa_passphrase=Tr0ub4dor\n",
             "iptables": "*filter\n:FORWARD DROP [0:0]\nsae_password=Tr0ub4dor:x - [0:0]\nCOMMIT\n",
             "a comment": '*filter\n:FORWARD DROP [0:0]\n-A FORWARD -m comment --comment "secret=Tr0ub4dor" -j ACCEPT\nCOMMIT\n'}
    for name, text in texts.items():
        path = os.path.join(folder, "file")
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        said = "".join(call(folder, "prove", path, *words)[1] for words in (("--refuses", "tcp port 445"), ("--refuses", "tcp port 445", "--json"), ("--rules", "--json")))
        points.point("Tr0ub4dor" not in said and "file" in said, f"a secret that came into {name} is not shown", [said[:600]])


def run(points):
    with tempfile.TemporaryDirectory() as folder:
        points.point(shows(NUMBER) and shows(SPELT), "the test sees them")
        for place, name in enumerate(PLACES):
            try_place(points, os.path.join(folder, str(place)), name)
        check_fix(points, os.path.join(folder, "fix"))
        check_lists(points, os.path.join(folder, "lists"))
        check_secrets(points, os.path.join(folder, "secrets"))


if __name__ == "__main__":
    main(run)
