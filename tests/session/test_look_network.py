#!/usr/bin/python3
"""A router's filter that is brought to `look`, at a site whose network is drawn: what would come where is told first, on one screen, with the line and the risks."""
import json
import os
import shutil
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(os.path.dirname(HERE), "catalogue"))
from support import main, read_json, sekisho  # noqa: E402

SICK = os.path.join(os.environ["SOURCE_DIR"], "examples", "network-sick")
HOLE = "ip lan2 secure filter in 18 19"
SCREEN = 24


def write(path, text):
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
    return path


def read(path):
    with open(path, encoding="utf-8") as file:
        return file.read()


def copy(folder, name, old="", new=""):
    """The sick example, with its site.yaml changed."""
    site = shutil.copytree(SICK, os.path.join(folder, name))
    text = read(os.path.join(site, "site.yaml"))
    assert old in text
    write(os.path.join(site, "site.yaml"), text.replace(old, new))
    return site


def look(site, file, *words, codes=(0, 1)):
    return read_json("look", file, "--site", site, "--subject", "router-b-1", "--json", *words, codes=codes)


def check_made_anew(points, folder):
    """What whoever changed a device brings back has a name of its own: of the only device of its make it is."""
    site = copy(folder, "anew")
    file = write(os.path.join(folder, "from-the-vendor.txt"), read(os.path.join(site, "configs", "rtx.txt")).replace(HOLE, HOLE.replace("18 ", "")))
    network = read_json("look", file, "--site", site, "--json", codes=(0, 1))["network"]
    points.point(network["nodes"] == ["router-b"] and network["closes"] == ["flow-outside-in"], "settings of the only device of their make need no --subject", [str(network["nodes"])])
    code, out, _ = sekisho("look", file, "--site", site)
    words = " ".join(out.split())
    points.point(code == 1 and "no other device of this site has settings of this make" in words and "by other devices 2 more policies are broken" in words, "and it is said that nobody said so, and what is left", [out])
    text = read(os.path.join(site, "site.yaml")).replace("{id: router-b-1, place: router-b}", "{id: router-b-1, place: router-b}\n  - {id: router-a-1, place: router-a}")
    write(os.path.join(site, "site.yaml"), text.replace("  - {id: modem, role: bridge}", "  - {id: router-a, role: router, subject: router-a-1, configs: [other.txt]}\n  - {id: modem, role: bridge}"))
    shutil.copy(os.path.join(site, "configs", "rtx.txt"), os.path.join(site, "configs", "other.txt"))
    code, _, errors = sekisho("look", file, "--site", site)
    points.point(code == 2 and "router-a-1 (Router A)" in errors and f"sekisho look {file} --subject ID" in errors, "of two of a make nobody guesses", [errors])
    for name, drawn in (("not drawn", ""), ("drawn without settings", "  - {id: router-a, role: router, subject: router-a-1}\n")):
        write(os.path.join(site, "site.yaml"), text.replace("  - {id: modem, role: bridge}", drawn + "  - {id: modem, role: bridge}"))
        code, _, errors = sekisho("look", file, "--site", site)
        points.point(code == 2 and "router-a-1 (Router A)" in errors, f"nor where there is another whose make nobody knows: {name}", [errors])


def proofs(network):
    return {answer["policy"]: answer["proof"] for answer in network["policies"] + network["needs"]}


def check_sick(points, folder):
    site = copy(folder, "sick")
    file = os.path.join(site, "configs", "rtx.txt")
    line = 1 + read(file).splitlines().index(next(text for text in read(file).splitlines() if text.startswith("ip filter 18 ")))
    for lang, serious, threat, follows in (("en", "Serious: somebody outside", "ransomware: data is locked, and work stands still", "What can follow"),
                                           ("ja", "重大: 院外の誰か", "ランサムウェア: データが読めなくなり、業務が止まる", "その先の被害")):
        code, out, _ = sekisho("look", file, "--site", site, "--subject", "router-b-1", "--lang", lang)
        first = "\n\n".join(out.split("\n\n")[:2])
        words = " ".join(first.split())
        points.point(code == 1 and serious in words and "3389" in words and threat.replace(" ", "") in "".join(first.split()) and follows in words and "10" in words, f"{lang}: who can reach what, and what can follow", [first])
        points.point(f"{line}" in words and "ip filter 18 pass" in words and "sekisho prove" in words, f"{lang}: the line of the file, and what to do", [first])
        points.point("03-0000-0000" in words and ("Until that is mended" in words or "直るまで" in words), f"{lang}: whom to call, and what to do until it is mended", [first])
        code, out, _ = sekisho("look", os.path.join("configs", "rtx.txt"), "--subject", "router-b-1", "--lang", lang, folder=site)
        first = "\n\n".join(out.split("\n\n")[:2])
        points.point(code == 1 and len(first.splitlines()) <= SCREEN, f"{lang}: on one screen, as one types it in the folder", [first])
        points.point("sekisho prove'" not in out.split("\n\n", 2)[2], f"{lang}: who was told is not sent to ask", [out])
    network = look(site, file)["network"]
    now = proofs(network)
    points.point(network["nodes"] == ["router-b"] and network["there"] and network["unread"] is None and now["flow-outside-in"] == "violated", "and for programs", [str(now)])
    proven = read_json("prove", "--site", site, "--json", codes=(1,))
    points.point(now == {answer["policy"]: answer["proof"] for answer in proven["policies"] + proven["needs"]}, "what stands there already says what `prove` says", [str(now)])


def check_other(points, folder):
    """Another file is placed instead of the one that is there, and nothing is stored."""
    site = copy(folder, "other")
    text = read(os.path.join(site, "configs", "rtx.txt"))
    mended = write(os.path.join(folder, "mended.txt"), text.replace(HOLE, HOLE.replace("18 19", "19")))
    before = {name: read(os.path.join(site, "configs", name)) for name in os.listdir(os.path.join(site, "configs"))}
    network = look(site, mended)["network"]
    points.point(proofs(network)["flow-outside-in"] == "holds" and not network["there"], "a file that mends it", [str(proofs(network))])
    code, out, _ = sekisho("look", mended, "--site", site, "--subject", "router-b-1")
    points.point("It may be kept: nothing that is asked here speaks against it" in " ".join(out.split()) and "It closes what is open now: flow-outside-in" in out and "(half" not in out and "flow-claim-terminal" not in out and code == 1, "what it closes is said, and nothing of what others leave open", [out])
    worse = write(os.path.join(folder, "worse.txt"), text.replace("ip filter 18 pass * * tcp * 3389", "ip filter 18 pass * * * * *"))
    code, out, _ = sekisho("look", worse, "--site", site, "--subject", "router-b-1")
    words = " ".join(out.split())
    new, _, old = words.partition("Open before the change, too, by the same policy:")
    points.point(code == 1 and "Do not have it applied as it is." in new and "If the device has it already: have them go back" in new and "Until that is mended" not in new and "what is stopped now: - Serious: " in new and "3389" not in new and "Remote Desktop (tcp 3389)" in old and f"\n      sekisho prove --diff {site}/configs/rtx.txt {worse}\n" in out, "more that comes in by a way that is open is said", [out])
    points.point(look(site, worse)["network"]["opens"] == ["flow-outside-in"] and look(site, mended)["network"]["opens"] == [], "the policy is named to programs, too")
    instead = write(os.path.join(folder, "instead.txt"), text.replace("ip filter 18 pass * * tcp * 3389", "ip filter 18 pass * * tcp * 445"))
    words = " ".join(sekisho("look", instead, "--site", site, "--subject", "router-b-1")[1].split())
    points.point("what is stopped now: - Serious: " in words and "tcp * 445 " in words and "Open before" not in words and "3389" not in words, "another one in its place was not open before", [words])
    points.point(look(site, worse)["network"]["opened"] > 0 == look(site, mended)["network"]["opened"], "and to programs")
    points.point(before == {name: read(os.path.join(site, "configs", name)) for name in os.listdir(os.path.join(site, "configs"))}, "nothing is stored")
    six = os.path.join(site, "configs", "terminal.rules6")
    write(six, read(six).replace(":INPUT DROP", ":INPUT ACCEPT"))
    rules = write(os.path.join(folder, "b.rules"), "*filter\n:INPUT ACCEPT [0:0]\n:FORWARD DROP [0:0]\n:OUTPUT ACCEPT [0:0]\nCOMMIT\n")
    answers = {answer["policy"]: answer for answer in look(site, rules)["network"]["policies"]}
    points.point(all(not hop["file"] or hop["file"].endswith("b.rules") for answer in answers.values() for hop in answer["way"] if hop["node"] == "router-b"), "of another make: none of what it takes the place of decides",
                 [json.dumps(answers["flow-outside-in"])])
    points.point(answers["flow-outside-in"]["proof"] == "undecided" and "router-b" in str(answers["flow-outside-in"]["unread"]), "a file of one family alone says nothing of the other", [json.dumps(answers["flow-outside-in"])])


def check_asked(points, folder):
    """Who is asked to let a vendor's file be applied is told what it lets through that is stopped now, though somebody else stops it still; and what it keeps from work."""
    healthy = os.path.join(SICK, "..", "networks", "ip-vpn")
    file = os.path.join(SICK, "configs", "rtx.txt")
    code, out, _ = sekisho("look", file, "--site", healthy, "--subject", "router-b-1")
    words = " ".join(out.split())
    points.point(code == 1 and "Do not have it applied as it is." in " ".join(out.splitlines()[2:4]), "the verdict stands first", [out])
    points.point("Half open: only the firewall of terminal-1 itself keeps somebody outside" in words and "router-b lets it through" in words and "line 21: ip filter 18 pass" in words, "what only one computer stops then, with the line", [out])
    network = look(healthy, file)["network"]
    points.point(network["opens"] == ["flow-outside-in"] and network["closes"] == network["stops"] == [] and network["opened"] > 0 and proofs(network)["flow-outside-in"] == "holds", "and for programs", [str(network["opens"])])
    same = look(healthy, os.path.join(healthy, "configs", "rtx.txt"), codes=(0, 1))["network"]
    points.point(same["there"] and same["opens"] == same["closes"] == same["stops"] == [] and same["opened"] == 0, "of what is there nothing turns")
    client = os.path.join(SICK, "..", "networks", "ipsec-client")
    rules = os.path.join(client, "configs", "b.rules")
    unread = write(os.path.join(folder, "unread.rules"), read(rules).replace("-A FORWARD -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT", "-A FORWARD -m string --string x --algo bm -d 192.168.1.99/32 -j ACCEPT\n-A FORWARD -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT"))
    network = look(client, unread)["network"]
    points.point(network["may_open"] > 0 and "it may open what this device refuses now (named below)" in " ".join(sekisho("look", unread, "--site", client, "--subject", "router-b-1")[1].split()), "a line that is not understood may open something", [str(network["may_open"])])
    shut = write(os.path.join(folder, "shut.txt"), read(os.path.join(healthy, "configs", "rtx.txt")).replace("ip pp secure filter out 11 ", "ip pp secure filter out 19 11 "))
    out = " ".join(sekisho("look", shut, "--site", healthy, "--subject", "router-b-1")[1].split())
    network = look(healthy, shut)["network"]
    points.point(network["stops"] == ["need-services"] and "It stops, or may stop, what work needs" in out and "Ask whoever made it for settings that let through what work needs" in out and "Do not have it applied" in out, "what keeps work away speaks against it, too", [out[:600], str(network["stops"])])


def check_hosts(points, folder):
    """The own firewall of a computer is looked at in the network alone; and whose a file is nobody guesses where several could have it."""
    site = copy(folder, "hosts")
    file = os.path.join(site, "configs", "terminal.rules")
    for words in ((), ("--subject", "terminal-1")):
        network = read_json("look", file, "--site", site, "--json", *words, codes=(1,))
        points.point(network["network"]["nodes"] == ["terminal-1"] and network["network"]["there"] and network["files"][0]["facts"] == 0 and network["moves"] == [], f"what stands under configs/ is known by its bytes, {words}", [str(network["network"]["nodes"])])
    shut = write(os.path.join(folder, "shut.rules"), read(file).replace(":INPUT ACCEPT", ":INPUT DROP"))
    code, _, errors = sekisho("look", shut, "--site", site)
    points.point(code == 2 and all(word in errors for word in ("--subject", "terminal-1", "receipt-1", "router-b-1")), "another one may be of several", [errors])
    network = read_json("look", shut, "--site", site, "--subject", "terminal-1", "--json", codes=(0, 1))["network"]
    points.point(sorted(network["closes"]) == ["flow-claim-terminal", "flow-outside-in", "flow-receipt-terminal"] and network["opens"] == [], "what a computer's firewall closes", [str(network["closes"])])
    out = " ".join(sekisho("look", shut, "--site", site, "--subject", "terminal-1")[1].split())
    points.point("flow-outside-in (half: router-b still lets it through)" in out and "flow-claim-terminal (half" not in out, "what a router still lets through is closed by half", [out])
    network = read_json("look", os.path.join(site, "configs", "claim.rules"), "--site", site, "--json", codes=(0, 1))["network"]
    points.point(network["nodes"] == ["claim-1"] and network["there"], "of two with the same bytes the one whose name it has", [str(network["nodes"])])
    code, out, _ = sekisho("look", file, os.path.join(site, "configs", "rtx.txt"), "--site", site)
    points.point(code == 1 and "byte for byte what stands here for terminal-1, router-b now." in " ".join(out.split()) and "T17" in out, "with a router's beside it", [out])


def check_files(points, folder):
    """What is open is open by the file whose lines let it through: of a computer with a file for each family nobody is sent to mend the one that is in order."""
    site = copy(folder, "files")
    for lang, nothing, beside, whose in (("en", "Nothing is open by it.", "Open by this device, but not by this file:", "by another file of this device: configs/terminal.rules, default of chain INPUT"),
                                         ("ja", "これによって開いている所はありません。", "この機器で開いているが、このファイルによるのではないもの:", "この機器の別のファイルによる: configs/terminal.rules、INPUT")):
        code, out, _ = sekisho("look", "configs/terminal.rules6", "--lang", lang, folder=site)
        words = " ".join(out.split())
        points.point(code == 1 and 0 < words.find(nothing) < words.find(beside) < words.find("[flow-outside-in]") and words.count(whose) == 3, f"{lang}: the file that is in order, beside one that is not", [out])
        points.point(all(word in words for word in ("sekisho prove", "03-0000-0000", "10")) and "Open by it:" not in words, f"{lang}: and what to do", [out])
        code, out, _ = sekisho("look", "configs/terminal.rules", "--lang", lang, folder=site)
        points.point(code == 1 and beside not in " ".join(out.split()) and "configs/terminal.rules" in out, f"{lang}: the file that is not", [out])
    out = " ".join(sekisho("look", "configs/claim.rules", folder=site)[1].split())
    points.point("Nothing is open by it. By other devices 3 policies are broken" in out, "what is in order is said to be, before others are told", [out])
    six = os.path.join(site, "configs", "terminal.rules6")
    shut = write(os.path.join(folder, "shut.rules6"), read(six))
    write(six, read(six).replace(":INPUT DROP", ":INPUT ACCEPT"))
    for name in ("terminal.rules", "terminal.rules6"):
        out = " ".join(sekisho("look", f"configs/{name}", folder=site)[1].split())
        points.point("Open by it: - " in out and f"[flow-receipt-terminal] → configs/{name}, default" in out and "Nothing is open" not in out and ("by another file" in out) == name.endswith("6"), f"open by both: {name} is told of its own lines", [out])
    code, out, _ = sekisho("look", shut, "--subject", "terminal-1", folder=site)
    words = " ".join(out.split())
    points.point(code == 1 and "It closes what is open now: flow-receipt-terminal (for IPv6 alone), flow-claim-terminal (for IPv6 alone)" in words and "It may be kept: it makes nothing worse, and mends some" in words and "by another file of this device: configs/terminal.rules, default" in words, "closed for one family", [out])
    network = read_json("look", shut, "--subject", "terminal-1", "--json", folder=site, codes=(1,))["network"]
    points.point(network["closes"] == [] and proofs(network)["flow-receipt-terminal"] == "violated", "and programs are not told that it is closed", [str(network["closes"])])


def check_make(points, folder):
    """A file of another make than what the device has now may be of another device: that is said first, with both makes, and nobody else is blamed for what it leaves open."""
    site = copy(folder, "make")
    file = shutil.copy(os.path.join(site, "configs", "rtx.txt"), os.path.join(folder, "old.txt"))
    for lang, careful, verdict, others in (("en", "Careful: ", "Whether it opens more than now cannot be told", "by other devices"), ("ja", "注意: ", "今より多くを開くかどうかは", "ほかの機器のために")):
        code, out, _ = sekisho("look", file, "--site", site, "--subject", "terminal-1", "--lang", lang)
        words = " ".join(out.split())
        points.point(code == 1 and 0 < words.find(careful) < words.find(verdict) and all(label in words for label in ("Yamaha RTX, NVR (show config)", "iptables (iptables-save, ip6tables-save)")), f"{lang}: of another make", [out])
        points.point("[flow-outside-in] →" in words and others not in words, f"{lang}: what nothing filters there is open there", [out])
    network = read_json("look", file, "--site", site, "--subject", "terminal-1", "--json", codes=(1,))["network"]
    points.point(network["other_make"] == {"file": file, "make": "Yamaha RTX, NVR (show config)", "node": "terminal-1", "now": "iptables (iptables-save, ip6tables-save)"} and look(site, file)["network"]["other_make"] is None, "and for programs", [str(network["other_make"])])
    code, out, _ = sekisho("look", file, "--site", site, "--subject", "router-b-1")
    points.point("Careful" not in out, "of the device it is of nothing is said", [out])


def check_part(points, folder):
    """A change that closes some of what is open, and leaves the rest to a step of its own, may be kept: that nothing is closed is never said beside what closes."""
    site = shutil.copytree(os.path.join(SICK, "..", "networks", "ipsec-router"), os.path.join(folder, "part"))
    sick = os.path.join(site, "configs", "ix.txt")
    write(sick, read(sick).replace("  ip filter none 1 in\n", "").replace("ip access-list none deny", "ip access-list none permit"))
    changed = os.path.join(folder, "changed")
    sekisho("fix", "flow-terminal-services", "--site", site, "--output", changed)
    file = os.path.join(changed, "ix.txt")
    for lang, kept, left, wrong in (("en", "It may be kept if no more was promised than what it closes or lets through (named below)", "Open before the change, and still open after it:", "and mends nothing"),
                                    ("ja", "約束されたのが、塞ぐもの・届くようになるもの（下）だけなら、機器に残してかまいません。", "変更の前から開いていて、後も開いたままのもの:", "直りもしません")):
        code, out, _ = sekisho("look", file, "--site", site, "--subject", "router-b-1", "--lang", lang)
        words = " ".join(out.split()) if lang == "en" else "".join(out.split())
        points.point(code == 1 and kept.replace(" ", "" if lang == "ja" else " ") in words and wrong not in words and "flow-terminal-services, flow-clear" in " ".join(out.split()), f"{lang}: some of it closes, and it is compared before it is kept", [out])
        points.point(("have the work tried once before it is kept" in words) == (lang == "en") and ("機器に残す前に、業務を一度試してもらってください" in words) == (lang == "ja"), f"{lang}: answers were not examined", [out])
        points.point(left.replace(" ", "" if lang == "ja" else " ") in words and "[flow-outside-in]" in out, f"{lang}: what stays open is a step of its own", [out])
    receipt = os.path.join(SICK, "..", "networks", "ip-vpn")
    shut = write(os.path.join(folder, "shut-already.txt"), read(os.path.join(receipt, "configs", "rtx.txt")).replace("ip pp secure filter out 11 ", "ip pp secure filter out 19 11 "))
    site = shutil.copytree(receipt, os.path.join(folder, "stopped"))
    shutil.copy(shut, os.path.join(site, "configs", "rtx.txt"))
    words = " ".join(sekisho("look", os.path.join(site, "configs", "rtx.txt"), "--site", site)[1].split())
    points.point("Needed for work, and stopped by it:" in words and "[need-services]" in words and "Nothing is open by it" not in words, "what it keeps from work is said of what is there, too", [words])


def check_stopped(points, folder):
    """A change that stops what somebody permitted, as the packets of a VPN, is not kept before that is clear, whatever else it mends; what is not proven is to be tried before it is kept."""
    site = shutil.copytree(os.path.join(SICK, "..", "networks", "ipsec-client"), os.path.join(folder, "vpn"))
    text = read(os.path.join(site, "site.yaml"))
    write(os.path.join(site, "site.yaml"), text[:text.index("needs:")] + text[text.index("exceptions:"):])
    rules = read(os.path.join(site, "configs", "b.rules"))
    write(os.path.join(site, "configs", "b.rules"), rules.replace(":FORWARD DROP", ":FORWARD ACCEPT"))
    for title, text, stops in (("closed whole", "".join(line for line in rules.splitlines(True) if "198.51.100.1" not in line), True), ("closed but for the VPN", rules, False)):
        file = write(os.path.join(folder, "new.rules"), text)
        words = " ".join(sekisho("look", file, "--site", site, "--subject", "router-b-1")[1].split())
        points.point(("Do not have it kept before that is clear: it stops what exceptions permit." in words and "- udp port 500 to 198.51.100.1: " in words and "Decided by: 保守業者 田中" in words) is stops
                     and ("It may be kept" in words) is not stops, f"{title}: {'asked before it is kept' if stops else 'may be kept'}", [words])
    site = shutil.copytree(os.path.join(SICK, "..", "networks", "ipsec-router"), os.path.join(folder, "untried"))
    sick = os.path.join(site, "configs", "ix.txt")
    file = shutil.copy(sick, os.path.join(folder, "mended.txt"))
    write(sick, read(sick).replace("  ip filter none 1 in\n", ""))
    words = " ".join(sekisho("look", file, "--site", site, "--subject", "router-b-1")[1].split())
    points.point(words.find("It may be kept") < words.find("try it by hand after every change: need-services") < words.find("It closes what is open now"), "what nobody proved is told with the verdict", [words])


RDP, HANDED = "-A FORWARD -d 192.168.1.10/32 -i ppp0 -p tcp -m tcp --dport 3389 -j ACCEPT\n", "-A PREROUTING %s-p tcp -m tcp --dport 3389 -j DNAT --to-destination 192.168.1.10\n"
# what is in the router's file before, and then; a line of site.yaml -> the verdict, and the policies that it opens
HANDING = {
    "a port handed in at a name that no link has": ("", "-i pppoe-wan ", "", "Do not have it applied as it is.", ["flow-outside-in"]),
    "a port handed in that an exception permits": ("", "-i ppp0 ", '  - {policy: flow-outside-in, permits: "tcp port 3389", reason: r, by: b, date: 2026-11-01}\n', "Do not have it applied as it is.", []),
    "a port handed in from anywhere, before from some": ("-s 198.51.100.0/24 -i ppp0 ", "-i ppp0 ", "", "It was open before, too, but to fewer.", ["flow-outside-in"]),
    "a port handed in from some, before from anywhere": ("-i ppp0 ", "-s 198.51.100.0/24 -i ppp0 ", "", "cannot be told, as it changes addresses", []),
}


def check_handed(points, folder):
    """What a changed translation opens is seen by no comparison of filters: it is asked as the policies, with names and exceptions, and what cannot be told is said."""
    for title, (before, then, line, verdict, opens) in HANDING.items():
        site = shutil.copytree(os.path.join(SICK, "..", "networks", "ipsec-client"), os.path.join(folder, title))
        rules, claim = os.path.join(site, "configs", "b.rules"), os.path.join(site, "configs", "claim.rules")
        write(claim, read(claim).replace("COMMIT", "-A INPUT -i eth0 -p tcp -m tcp --dport 3389 -j ACCEPT\nCOMMIT", 1))
        write(os.path.join(site, "site.yaml"), read(os.path.join(site, "site.yaml")) + line + line.replace("flow-outside-in", "flow-terminal-claim"))
        text = read(rules).replace("-A FORWARD -s", RDP + "-A FORWARD -s", 1).replace("COMMIT\n*nat", "COMMIT\n*raw\n:PREROUTING ACCEPT [0:0]\n-A PREROUTING -d 192.168.0.0/16 -i ppp0 -j DROP\nCOMMIT\n*nat")
        write(rules, text.replace("-A POSTROUTING", (HANDED % before if before else "") + "-A POSTROUTING", 1))
        file = write(os.path.join(folder, "handed.rules"), text.replace("-A POSTROUTING", HANDED % then + "-A POSTROUTING", 1))
        words = " ".join(sekisho("look", file, "--site", site, "--subject", "router-b-1")[1].split())
        points.point(verdict in words and "what is stopped now stays stopped" not in words and look(site, file)["network"]["opens"] == opens, f"{title}: {verdict}", [words])


VPN = "-A vpn -p udp -m multiport --dports 500,4500 -m conntrack --ctstate NEW -j ACCEPT\n-A vpn -p esp -j ACCEPT\n"
HELD = ("Do not choose between the two", "leave it, as going back opens again what is serious")
# what the vendor's file changes of router B's -> what is said of both, what is not, what it narrows
WEIGHED = {
    "half closed, and the VPN stopped": ((("10/32 -i ppp0 -p tcp", "10/32 -s 198.51.100.77/32 -i ppp0 -p tcp"), (VPN, "")), (HELD[0], "With the change only 198.51.100.77 can do this from there: it is narrower, not closed."), (HELD[1], "It closes what"), ["flow-outside-in"]),
    "closed, and the VPN stopped": (((RDP, ""), (VPN, "")), (*HELD, "It closes what is open now: flow-outside-in"), ("narrower",), []),
    "half closed, and nothing stopped": ((("10/32 -i ppp0 -p tcp", "10/32 -s 198.51.100.77/32 -i ppp0 -p tcp"),), ("closes a part of what is told below, not all", "only 198.51.100.77"), HELD, ["flow-outside-in"]),
    "closed, and nothing stopped": (((RDP, ""),), ("It may be kept",), HELD, []),
}


def check_weighed(points, folder):
    """A file that stops work and closes something serious: neither is chosen, and who has it already is not told to open that again without a word."""
    site = shutil.copytree(os.path.join(SICK, "..", "networks", "ipsec-client"), os.path.join(folder, "weighed"))
    rules, claim = os.path.join(site, "configs", "b.rules"), os.path.join(site, "configs", "claim.rules")
    write(claim, read(claim).replace("COMMIT", "-A INPUT -i eth0 -p tcp -m tcp --dport 3389 -j ACCEPT\nCOMMIT", 1))
    write(rules, read(rules).replace("-A FORWARD -s", RDP + "-A FORWARD -s", 1).replace("-A POSTROUTING", HANDED % "-i ppp0 " + "-A POSTROUTING", 1))
    for title, (changes, said, unsaid, narrows) in WEIGHED.items():
        text = read(rules)
        for old, new in changes:
            assert old in text
            text = text.replace(old, new)
        file = write(os.path.join(folder, "weighed.rules"), text)
        words = " ".join(sekisho("look", file, "--site", site, "--subject", "router-b-1")[1].split())
        points.point(all(text in words for text in said) and not any(text in words for text in unsaid) and look(site, file)["network"]["narrows"] == narrows, f"{title}: weighed", [words])


def check_whole_needs(points, folder):
    """An exception says that nobody can prove a need, and hides no line of it that is lost; what is closed on one of two ways is told as that."""
    site = shutil.copytree(os.path.join(SICK, "..", "networks", "ipsec-router"), os.path.join(folder, "whole"))
    sick = os.path.join(site, "configs", "ix.txt")
    healthy = read(sick)
    file = write(os.path.join(folder, "whole.txt"), "".join(line for line in healthy.splitlines(True) if "dport eq 53" not in line))
    network, words = look(site, file)["network"], " ".join(sekisho("look", file, "--site", site, "--subject", "router-b-1")[1].split())
    points.point(network["stops"] == ["need-services"] and "cannot reach the name service DNS (udp 53) of the centre, though work needs it. (What it is for: The terminals reach the services of the centre.) [need-services]" in words and "Do not have it applied as it is." in words,
                 "a line of a need that is lost is seen past its exception", [words])
    write(sick, healthy.replace("  ip filter none 1 in\n", ""))
    file = write(os.path.join(folder, "whole.txt"), healthy.replace("  ip unnumbered GigaEthernet2.0\n  ip filter none 1 in\n", "  ip unnumbered GigaEthernet2.0\n"))
    network, words = look(site, file)["network"], " ".join(sekisho("look", file, "--site", site, "--subject", "router-b-1")[1].split())
    points.point(network["stops"] == [] and network["narrows"] == ["flow-outside-in"] and "It closes this, but not all of its kind: - Serious: somebody outside (the internet) can reach file sharing SMB" in words,
                 "of two ways in one is closed: which is told", [words])


IN_AT = "-A PREROUTING -i ppp0 -p tcp -m tcp --dport 33890 -j DNAT --to-destination 192.168.1.20:3389\n"
LET_IN = "-A FORWARD -i ppp0 -p tcp -m tcp --dport 3389 -j ACCEPT\n"


def remote(folder, name):
    """Somebody lets himself in from home: a port that router B hands in at another number, and that the terminal takes from anywhere, the tunnel, too."""
    site = shutil.copytree(os.path.join(SICK, "..", "networks", "ipsec-client"), os.path.join(folder, name))
    rules, terminal = os.path.join(site, "configs", "b.rules"), os.path.join(site, "configs", "terminal.rules")
    write(terminal, read(terminal).replace("COMMIT", "-A INPUT -p tcp -m tcp --dport 3389 -j ACCEPT\nCOMMIT", 1))
    write(rules, read(rules).replace("-A vpn -p esp -j ACCEPT\n", "-A vpn -p esp -j ACCEPT\n" + LET_IN, 1).replace("-A POSTROUTING", IN_AT + "-A POSTROUTING", 1))
    return site, rules


def check_elsewhere(points, folder):
    """Who closes the way that is his is told so, though another device leaves it open; a port that is handed in under another number is one service, as who turns it off knows."""
    site, rules = remote(folder, "elsewhere")
    answer = next(answer for answer in read_json("prove", "--site", site, "--json", codes=(1,))["policies"] if answer["policy"] == "flow-outside-in")
    points.point(answer["more"] is False and answer["senders"] == ["internet", "centre", "clinics"] and answer["packet"] == "tcp 198.51.100.7:49152 -> 192.0.2.2:33890, new", "one service, by an address that is reached from outside, and from whom else", [str(answer)])
    file = write(os.path.join(folder, "elsewhere.rules"), read(rules).replace(LET_IN, "").replace(IN_AT, ""))
    network, words = look(site, file)["network"], " ".join(sekisho("look", file, "--site", site, "--subject", "router-b-1")[1].split())
    points.point(network["closes"] == ["flow-outside-in"] and "It may be kept:" in words and "It closes what is open now: flow-outside-in (by this device; others leave it open)" in words
                 and "Still open, and by other devices (sekisho prove): - Serious: the centre can reach Remote Desktop (tcp 3389) of terminal-1" in words and "what the devices logged copied" in words,
                 "a router that closes its own way may keep that", [words])
    file = write(os.path.join(folder, "elsewhere.rules"), read(rules).replace(LET_IN, LET_IN.replace("-i ppp0", "-s 198.51.100.77/32 -i ppp0")))
    words = " ".join(sekisho("look", file, "--site", site, "--subject", "router-b-1")[1].split())
    points.point("With the change only 198.51.100.77 can do this from there" in words and "by this device; others" not in words, "one that leaves one address is narrower", [words])


def check_brought(points, folder):
    """What is brought can be the wrong device's, what was handed over, or no text as Linux writes it."""
    site, rules = remote(folder, "brought")
    words = " ".join(sekisho("look", os.path.join(site, "configs", "terminal.rules"), "--site", site, "--subject", "router-b-1")[1].split())
    points.point("is byte for byte what stands here for terminal-1, and not for router-b-1." in words or "is byte for byte what stands here for terminal-1, and not for router-b." in words, "another device's own file", [words])
    file = write(os.path.join(folder, "brought.rules"), read(rules).replace(LET_IN, ""))
    words = " ".join(sekisho("look", file, "--site", site, "--subject", "terminal-1")[1].split())
    network = read_json("look", file, "--site", site, "--subject", "terminal-1", "--json", codes=(0, 1))["network"]
    points.point("Careful: it names interfaces that terminal-1 has not." in words and network["strange"] == "terminal-1", "a file with another device's interfaces", [words])
    points.point("A sheet lies beside" not in words and look(site, file)["network"]["strange"] is None, "its own has none of that")
    write(file + ".sheet.txt", "a sheet\n")
    words = " ".join(sekisho("look", file, "--site", site, "--subject", "router-b-1")[1].split())
    points.point("A sheet lies beside" in words and "only what it prints after the change says" in words, "what was handed over is not what a device printed", [words])
    told = sekisho("look", rules, "--site", site, "--subject", "router-b-1")[1].split("What was read")[0]
    for name, encoding in (("UTF-16 with its mark", "utf-16"), ("UTF-8 with a mark", "utf-8-sig")):
        with open(file, "wb") as out:
            out.write(read(rules).encode(encoding))
        points.point(sekisho("look", file, "--site", site, "--subject", "router-b-1")[1].split("What was read")[0].replace(file, rules).split() == told.split(), f"as a program of Windows saves it: {name}")
        shutil.copy(file, rules + ".saved")
        text = read(os.path.join(site, "site.yaml"))
        write(os.path.join(site, "site.yaml"), text.replace("[b.rules, ", "[b.rules.saved, "))
        points.point(sum(answer["proof"] == "violated" for answer in read_json("prove", "--site", site, "--json", codes=(1,))["policies"]) == 3, f"and under configs/: {name}")
        write(os.path.join(site, "site.yaml"), text)
    for name, bytes_, what in (("Word", b"PK\x03\x04more", "a document of Word or Excel, or a packed file"), ("PDF", b"%PDF-1.7", "a PDF file")):
        with open(file, "wb") as out:
            out.write(bytes_)
        code, _, errors = sekisho("look", file, "--site", site)
        points.point(code == 2 and f"this is {what}, and no settings" in errors, f"told what it is: {name}", [errors])
    code, out, _ = sekisho("prove", rules)
    points.point(code == 0 and "so this says nothing of whether it is safe" in " ".join(out.split()), "a file alone is not called safe", [out])


def check_way_back(points, folder):
    """After a bad file has got in: what gives back to work what it needs is no opening, and the right file is told to be right."""
    site, rules = remote(folder, "way-back")
    good = write(os.path.join(folder, "good.rules"), read(rules).replace(LET_IN, "").replace(IN_AT, ""))
    write(rules, read(rules).replace(VPN, "").replace(LET_IN, LET_IN.replace("-i ppp0", "-s 198.51.100.77/32 -i ppp0")))
    words = " ".join(sekisho("prove", "--site", site)[1].split())
    points.point("Work that is stopped: have it seen to today" in words and "(What it is for: Keys and packets of the VPN clients reach its provider.)" in words and "and that it lets work through: need-vpn." in words
                 and "while the tunnel vpn is up; whether it comes up is not asked" in words, "work that stands still is for today, and told what it is for", [words])
    network, words = look(site, good)["network"], " ".join(sekisho("look", good, "--site", site, "--subject", "router-b-1")[1].split())
    points.point("It may be kept: it makes nothing worse" in words and "It lets work through that does not come through now: need-vpn" in words and network["opened"] == 0 and "refuses now" not in words, "the right file may be kept", [words])
    changed = os.path.join(folder, "way-back-change")
    sekisho("fix", "need-vpn", "--site", site, "--output", changed)
    words = " ".join(sekisho("look", os.path.join(changed, "b.rules"), "--site", site, "--subject", "router-b-1")[1].split())
    points.point("It may be kept if no more was promised than what it closes or lets through" in words and "It lets work through that does not come through now: need-vpn" in words, "and the change that was made for it", [words])


def check_stopped_surely(points, folder):
    """What an exception takes out of proof, and no line lets through, is told of the site and of its own file: nothing is called in order."""
    site = shutil.copytree(os.path.join(SICK, "..", "networks", "ipsec-router"), os.path.join(folder, "surely"))
    sick = os.path.join(site, "configs", "ix.txt")
    healthy = read(sick)
    points.point(read_json("prove", "--site", site, "--json", codes=(0,))["stopped"] == [], "in order nothing is")
    write(sick, "".join(line for line in healthy.splitlines(True) if "dport eq 123" not in line))
    report = read_json("prove", "--site", site, "--json", codes=(0,))
    points.point([(answer["policy"], answer["proof"], answer["packet"].split(" -> ")[1]) for answer in report["stopped"]] == [("need-services", "violated", "203.0.113.1:123, new")], "one service of three", [str(report["stopped"])])
    for told in (sekisho("prove", "--site", site)[1], sekisho("look", sick, "--site", site, "--subject", "router-b-1")[1]):
        words = " ".join(told.split())
        points.point("stopped for sure, whatever an exception says." in words and "cannot reach the time service NTP (udp 123) of the centre" in words and "nothing is to be mended" not in words
                     and "Each of these: the web service HTTPS (tcp 443), the name service DNS (udp 53), the time service NTP (udp 123). Why: " in words, "it is told", [words])
    less = write(os.path.join(folder, "less.txt"), "".join(line for line in healthy.splitlines(True) if "dport eq 53" not in line))
    network, words = look(site, less)["network"], " ".join(sekisho("look", less, "--site", site, "--subject", "router-b-1")[1].split())
    points.point(network["stops"] == ["need-services"] and "Do not have it applied as it is." in words and "and comes through now, or may: - terminal-1 (Eligibility terminal) cannot reach the name service DNS (udp 53)" in words
                 and "(udp 123) of the centre, though" not in words, "of a need that is stopped in part another part is lost, and another comes back", [words])
    good = write(os.path.join(folder, "surely.txt"), healthy)
    words = " ".join(sekisho("look", good, "--site", site, "--subject", "router-b-1")[1].split())
    points.point("It may be kept once what is not proven" in words and "need-services (perhaps: that cannot be decided)" in words, "what gives it back may be kept", [words])


def check_names(points, folder):
    """Who can do it in his own name is told, and not whoever forges that; what no work needs is no ordinary work."""
    site = copy(folder, "names")
    file = write(os.path.join(folder, "names.txt"), read(os.path.join(site, "configs", "rtx.txt")).replace("ip lan2 secure filter in 18 19", "ip lan2 secure filter in 19").replace("ip pp secure filter in 19", "ip pp secure filter in 18 19")
                 .replace("ip filter 18 pass * * tcp * 3389", "ip filter 18 pass 198.51.100.0/28 192.168.1.20 tcp * 3389"))
    words = " ".join(sekisho("look", file, "--site", site, "--subject", "router-b-1")[1].split())
    points.point("still open after it: - Serious: somebody outside (maintenance) can reach Remote Desktop (tcp 3389) of terminal-1 (Eligibility terminal). [flow-outside-in]" in words
                 and "- somebody outside (maintenance) to Remote Desktop (tcp 3389) of terminal-1 (Eligibility terminal) (pp1 in: tcp from 198.51.100.0/28 to 192.168.1.20 port 3389)" in words and "It closes this, but not all of its kind: - Serious: somebody outside (another site or firm on the closed network)" in words, "for whom it is still open, and where anew", [words])
    site = shutil.copytree(os.path.join(SICK, "..", "networks", "ipsec-router"), os.path.join(folder, "names-astray"))
    sick = os.path.join(site, "configs", "ix.txt")
    healthy = read(sick)
    for port, work in ((3389, False), (443, True)):
        write(sick, healthy.replace("ip access-list none deny", f"ip access-list none permit tcp src any sport any dest any dport eq {port}\nip access-list none deny"))
        words = " ".join(sekisho("prove", "--site", site)[1].split())
        points.point((f"(tcp {port}) can leave in clear" in words) and ("does so by ordinary work" in words) is work and ("is nothing that work needs here" in words) is not work
                     and "The same is so of claim-1 (Claim terminal)." in words, f"in clear by {port}: work {work}", [words])
        if not work:
            points.point("It is open from claim-1 (Claim terminal), too." in words and "Until then use terminal-1 (Eligibility terminal), claim-1 (Claim terminal) for work alone" in words, "both computers that it begins at are named", [words])


def check_door(points, folder):
    """A door that a good change brings along is none that may be kept, whatever it mends, and is told between whom; neighbours of IPv6 are no door. A part of a file is said to be one."""
    site = copy(folder, "door")
    sick = read(os.path.join(site, "configs", "rtx.txt"))
    mended = sick.replace(HOLE, HOLE.replace("18 19", "19"))
    door = mended.replace("ip filter 18 pass * * tcp * 3389", "ip filter 18 pass 198.51.100.0/28 192.168.2.30 tcp * 5900").replace("ip pp secure filter in 19", "ip pp secure filter in 18 19")
    file = write(os.path.join(folder, "door.txt"), door)
    words = " ".join(sekisho("look", file, "--site", site, "--subject", "router-b-1")[1].split())
    points.point("Do not have it kept as it is: it opens what this device refuses now (named below)." in words and "- somebody outside (maintenance) to remote control by VNC (tcp 5900) of receipt-1 (Receipt computer) (pp1 in:" in words
                 and "It closes what is open now: flow-outside-in" in words and "going back opens wider again what is serious" in words, "a door beside a mended hole", [words])
    near = write(os.path.join(folder, "near.txt"), mended.replace("ipv6 pp secure filter in 29", "ipv6 pp secure filter in 20 29"))
    network, words = look(site, near)["network"], " ".join(sekisho("look", near, "--site", site, "--subject", "router-b-1")[1].split())
    points.point(network["opened"] == network["may_open"] == 0 and "It may be kept:" in words, "neighbours of IPv6 are let find each other", [words])
    part = write(os.path.join(folder, "part.txt"), "# RTX1220 Rev.15.04.05\nip lan2 secure filter in 19\nip filter 19 reject * * * * *\n")
    words = " ".join(sekisho("look", part, "--site", site, "--subject", "router-b-1")[1].split())
    points.point("has less than half of the rules that the device has now. If it is a part only" in words, "a part of a file", [words])
    six = write(os.path.join(folder, "six.txt"), sick.replace("ipv6 lan2 secure filter in 20 29", "ipv6 lan2 secure filter in 29"))
    words = " ".join(sekisho("look", six, "--site", site, "--subject", "router-b-1")[1].split())
    points.point("nothing of what finds neighbours on a wire of IPv6, of which this refuses more" in words, "IPv6 that is refused is tried by IPv6", [words])


def check_six(points, folder):
    """What is about IPv6 alone is said to be; each service that is lost is named; and where going back would open wider, nobody is told to."""
    site = shutil.copytree(os.path.join(SICK, "..", "networks", "ip-vpn"), os.path.join(folder, "six-alone"))
    sick, claim = os.path.join(site, "configs", "rtx.txt"), os.path.join(site, "configs", "claim.rules6")
    healthy = read(sick)
    write(claim, read(claim).replace(":INPUT DROP", ":INPUT ACCEPT"))
    write(sick, healthy.replace("ipv6 lan2 secure filter in 20 29\n", ""))
    words = " ".join(sekisho("prove", "--site", site)[1].split())
    points.point("can reach file sharing SMB (tcp 445) of claim-1 (Claim terminal). This is about IPv6 alone." in words, "a hole of IPv6 alone", [words])
    file = write(os.path.join(folder, "six-out.txt"), healthy.replace("ipv6 lan2 secure filter out 21 22 23 29 dynamic 80", "ipv6 lan2 secure filter out 29"))
    words = " ".join(sekisho("look", file, "--site", site, "--subject", "router-b-1")[1].split())
    points.point(all(f"cannot reach {service} of the centre, though work needs it. This is about IPv6 alone." in words for service in ("the web service HTTPS (tcp 443)", "the name service DNS (udp 53)", "the time service NTP (udp 123)"))
                 and "leave it, as going back opens again what is serious, and have what it stops let through again, today." in words, "each service that is stopped", [words])
    site = copy(folder, "six-narrow")
    file = write(os.path.join(folder, "six-narrow.txt"), read(os.path.join(site, "configs", "rtx.txt")).replace("ip filter 18 pass * * tcp * 3389", "ip filter 18 pass 198.51.100.0/28 192.168.1.20 tcp * 3389"))
    words = " ".join(sekisho("look", file, "--site", site, "--subject", "router-b-1")[1].split())
    points.point("leave it until there are such settings, as going back opens wider again what is serious." in words and "have them go back" not in words, "nobody is told to open wider what is narrower", [words])
    site = shutil.copytree(os.path.join(SICK, "..", "networks", "ipsec-router"), os.path.join(folder, "six-back"))
    ix = os.path.join(site, "configs", "ix.txt")
    file = write(os.path.join(folder, "six-back.txt"), "".join(line for line in read(ix).splitlines(True) if "dport eq 123" not in line))
    write(ix, read(ix).replace("ip access-list none deny", "ip access-list none permit tcp src any sport any dest any dport eq 3389\nip access-list none deny"))
    words = " ".join(sekisho("look", file, "--site", site, "--subject", "router-b-1")[1].split())
    points.point("leave it, as going back opens again what it closes, and have what it stops let through again, today." in words, "nor what it closes, for what can be added", [words])


def check_none(points, folder):
    site = copy(folder, "undrawn", "    subject: router-b-1\n", "")
    file = os.path.join(site, "configs", "rtx.txt")
    points.point(look(site, file)["network"] is None and "In the network" not in sekisho("look", file, "--site", site, "--subject", "router-b-1")[1], "a subject that is not drawn: as before")
    site = copy(folder, "unread", "configs: [rtx.txt]", "configs: [rtx-new.txt]")
    code, out, _ = sekisho("look", file, "--site", site, "--subject", "router-b-1")
    network = look(site, file)["network"]
    points.point(code == 1 and "Not examined: configs/rtx-new.txt cannot be read" in out and network["policies"] == [] and network["unread"] == "configs/rtx-new.txt", "a network that cannot be read: said, and no answer", [out])


def run(points):
    with tempfile.TemporaryDirectory() as folder:
        check_sick(points, folder)
        check_other(points, folder)
        check_asked(points, folder)
        check_hosts(points, folder)
        check_made_anew(points, folder)
        check_files(points, folder)
        check_make(points, folder)
        check_part(points, folder)
        check_none(points, folder)
        check_stopped(points, folder)
        check_handed(points, folder)
        check_weighed(points, folder)
        check_elsewhere(points, folder)
        check_brought(points, folder)
        check_way_back(points, folder)
        check_stopped_surely(points, folder)
        check_names(points, folder)
        check_door(points, folder)
        check_six(points, folder)
        check_whole_needs(points, folder)


if __name__ == "__main__":
    main(run)
