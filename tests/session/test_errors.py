#!/usr/bin/python3
"""What somebody who does not know the program types first, and what it answers: what is wrong, and a line that can be typed instead."""
import json
import os
import pathlib
import shutil
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(os.path.dirname(HERE), "catalogue"))
from support import main, sekisho  # noqa: E402

SITE = os.path.join(HERE, "prove_site")
ROUTER = os.path.join(HERE, "prove", "rtx.txt")
RULES = os.path.join(HERE, "prove", "router.rules")

# What is typed -> (name of the error, words in English, words in Japanese); PLAIN is a site without a network.
CALLS = (
    (("prove", ROUTER), "config-chain", ("choose with --chain: lan1 in, lan1 out", '--chain "NAME"'), ("--chain で選びます: lan1 in, lan1 out",)),
    (("prove", "TWICE", "--chain", "c", "--refuses", "tcp port 445"), "config-hooks", ("'c' stand at different hooks", "choose a hook with --chain: input, output\n"), ("'c' という名前のチェーンが別々のフック", "input, output")),
    (("prove", "--rules", "TWICE", "--chain", "c"), "config-hooks", ("--chain: input, output\n",), ("input, output",)),
    (("prove", "--diff", RULES, "TWICE", "--chain", "c"), "config-hooks", ("--chain: input, output\n",), ("input, output",)),
    (("prove", RULES, "--refuses", "tcp port445"), "packets", ("port445", "from, to, port", "write it as: tcp port 445"), ("通信を表す言葉が分かりません: port445", "tcp port 445")),
    (("prove", RULES, "--accepts", "tcp udp"), "packets", ("each part once",), ("一つの項目は一回だけ",)),
    (("prove", SITE), "usage", (f"sekisho prove --site {SITE}",), (f"sekisho prove --site {SITE}", "フォルダです")),
    (("prove", "--rules", SITE), "usage", (f"sekisho prove --site {SITE}",), (f"sekisho prove --site {SITE}",)),
    (("prove", "--diff", RULES, SITE), "usage", (f"sekisho prove --site {SITE}",), (f"sekisho prove --site {SITE}",)),
    (("prove", "--site", "PLAIN"), "network-none", ("'nodes:' and 'links:' in site.yaml",), ("「nodes:」と「links:」",)),
    (("why", "flow-outside", "--site", SITE), "risk-unknown", ("nothing is called",), ("flow-outside",)),
    (("--site", "TORN"), "yaml-syntax", ('not readable as YAML: "flow sequence without a closing bracket"',), ("YAML として読めません。", "「flow sequence without a closing bracket」")),
    (("prove",), "site-missing", ("no site.yaml in '.'", "name it with '--site DIR'", "sekisho init DIR"), ("「--site フォルダ名」で指定",)),
    (("look", ROUTER), "site-missing", ("name it with '--site DIR'",), ("「--site フォルダ名」で指定",)),
    (("prove", "--site", "LINKED"), "node-unknown", ("there is no node 'plotter'", "an id under 'nodes:'"), ("「plotter」", "「nodes:」")),
    (("prove", "--site", "LINKS-HUB"), "node-unknown", ("there is no node 'hub-1'", "of no segment"), ("「hub-1」", "segment")),
)


def make_sites(folder):
    sekisho("init", os.path.join(folder, "PLAIN"), "--configuration", "ip-vpn", "--kind", "clinic")
    os.mkdir(os.path.join(folder, "TORN"))
    pathlib.Path(folder, "TORN", "site.yaml").write_text("a: [1, 2\n", encoding="utf-8")
    chains = "".join(f"table inet {table} {{ chain c {{ type filter hook {hook} priority 0; policy drop; }}; }}\n" for table, hook in (("a", "input"), ("b", "output"), ("d", "input")))
    pathlib.Path(folder, "TWICE").write_text(chains, encoding="utf-8")
    for name, node in (("LINKED", "plotter"), ("LINKS-HUB", "hub-1")):
        path = pathlib.Path(shutil.copytree(SITE, os.path.join(folder, name)), "site.yaml")
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace("{node: printer, segment", f"{{node: {node}, segment"), encoding="utf-8")


def run(points):
    with tempfile.TemporaryDirectory() as folder:
        make_sites(folder)
        code, out, errors = sekisho("prove", "TWICE", "--chain", "input", "--refuses", "tcp port 445", folder=folder)
        points.point(code == 0 and not errors, "chains of one name at one hook are asked one after the other", [str(code), out, errors])
        for words, name, *said in CALLS:
            for lang, parts in zip(("en", "ja"), said):
                code, out, errors = sekisho(*words, "--lang", lang, folder=folder)
                points.point(code == 2 and not out and all(part in errors for part in parts), f"sekisho {' '.join(words)}: {parts[0]}".replace(HERE, ""), [str(code), out, errors])
                points.point("catalogue list nodes" not in errors, "and it names nothing that is not there", [errors])
            errors = sekisho(*words, "--json", folder=folder)[2]
            points.point(json.loads(errors)["error"] == name, f"its name for programs is {name}", [errors])


if __name__ == "__main__":
    main(run)
