#!/usr/bin/python3
"""The Windows firewall: each field of a rule with its exact boxes or its two bounds, settings of each store, keys that are passed over, and what is refused, with line
and column. Then what `sekisho prove` answers of random settings and rules is what a second reading of them says, profile by profile.

The second reading knows nothing of boxes, bounds or text: it takes the structure an export was written from, goes through bypass, block and allow rules, and gathers
what can become of a packet. What it holds true is what docs/man/sekisho-prove.1.scd says.
"""
import ipaddress
import os
import re
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)
sys.path.insert(0, os.path.join(os.path.dirname(HERE), "catalogue"))
sys.path.insert(0, os.path.join(os.path.dirname(HERE), "session"))
import test_iptables as reader  # noqa: E402
import test_prove_site as sites  # noqa: E402
from support import read_json, sekisho  # noqa: E402

import gate  # noqa: E402

HEAD = "Windows Registry Editor Version 5.00\r\n\r\n"
ROOT = r"HKEY_LOCAL_MACHINE\SYSTEM\CurrentControlSet\Services\SharedAccess\Parameters\FirewallPolicy"
POLICY = r"HKEY_LOCAL_MACHINE\SOFTWARE\Policies\Microsoft\WindowsFirewall"
PROFILES = ["Domain", "Private", "Public"]
KEYS = {"local": {"Domain": "DomainProfile", "Private": "StandardProfile", "Public": "PublicProfile"},
        "policy": {"Domain": "DomainProfile", "Private": "PrivateProfile", "Public": "PublicProfile"}}
ROOTS = {"local": ROOT, "policy": POLICY, "mdm": ROOT + r"\Mdm"}
USUAL = {"EnableFirewall": 1, "DefaultInboundAction": 1, "DefaultOutboundAction": 0, "DoNotAllowExceptions": 0, "DisableUnicastResponsesToMulticastBroadcast": 1}
FLOWS = ["(flows that are there)", "(flows related to them)"]


def escape(text):
    return text.replace("\\", "\\\\").replace('"', '\\"')


def key(path, values):
    """A value is a number, a text, or what stands behind the `=` as (text,)."""
    lines = [f"[{path}]"]
    for name, value in values.items():
        said = f"dword:{value:08x}" if isinstance(value, int) else value[0] if isinstance(value, tuple) else f'"{escape(value)}"'
        lines.append(f'"{escape(name)}"={said}')
    return "\r\n".join(lines) + "\r\n\r\n"


def profiles(store="local", **changes):
    """The keys of all three profiles. changes: {profile: {setting: value or None}}"""
    text = ""
    for profile in PROFILES:
        values = {**USUAL, **changes.get("All", {}), **changes.get(profile, {})}
        text += key(rf"{ROOTS[store]}\{KEYS['policy' if store == 'policy' else 'local'][profile]}", {name: value for name, value in values.items() if value is not None})
    return text


def rules(*each, store="local"):
    return key(ROOTS[store] + r"\FirewallRules", {f"R-{number}": rule for number, rule in enumerate(each, 1)})


def export(*parts):
    return HEAD + key(ROOT, {"PolicyVersion": 543}) + "".join(parts)


def chains(text):
    """{"input": [(line, action, boxes, unread, text)]}"""
    found, out = {}, []
    for line in reader.dump(text).splitlines():
        chain = re.fullmatch(r"chain FirewallPolicy (\S+) \S+ (\S+) \d+", line)
        rule = re.fullmatch(r"rule (\d+) (\S+) - (may.*?) \| (.*?) \| (.*)", line)
        if chain:
            out = found.setdefault(chain[1], [])
        elif rule:
            out.append((int(rule[1]), *rule.groups()[1:]))
    return found


def own(text, chain="input"):
    """Of a chain what comes from rules and notes: (action, boxes, unread)."""
    return [rule[1:4] for rule in chains(text).get(chain, []) if rule[4] not in FLOWS and not re.match(r"\w+: Domain [01?],", rule[4])]


def one(fields, direction="In"):
    """What an allow rule with these fields came to: boxes, unread."""
    text = export(profiles(), rules(f"v2.30|Action=Allow|Active=TRUE|Dir={direction}|{fields}"))
    found = own(text, "input" if direction == "In" else "output")
    return (found[0][1], found[0][2]) if len(found) == 1 else (str(found) + reader.dump(text)[:300], "")


TCP = "Protocol=6|"
# fields -> boxes, of a rule for what comes in
EXACT = {
    "": [""], TCP: ["proto=6-6"], "Protocol=0|": ["proto=0-0"], "Protocol=255|": ["proto=255-255"], TCP + "LPort=445|": ["proto=6-6 dport=445-445"],
    TCP + "RPort=1024|": ["proto=6-6 sport=1024-1024"], TCP + "LPort=80|LPort=81|LPort=90|": ["proto=6-6 dport=80-81", "proto=6-6 dport=90-90"],
    "Protocol=17|LPort2_10=5000-5020|LPort=53|": ["proto=17-17 dport=53-53", "proto=17-17 dport=5000-5020"], TCP + "LPort=0|LPort=65535|": ["proto=6-6 dport=0-0", "proto=6-6 dport=65535-65535"],
    TCP + "LPort=22|RPort2_10=1-1023|": ["proto=6-6 sport=1-1023 dport=22-22"], "Protocol=1|ICMP4=8:*|": ["proto=1-1 icmp=2048-2303"], "Protocol=1|ICMP4=3:4|ICMP4=8:0|": ["proto=1-1 icmp=772-772", "proto=1-1 icmp=2048-2048"],
    "Protocol=58|ICMP6=128:*|": ["proto=58-58 icmp=32768-33023"], "Profile=Domain|Profile=Private|Profile=Public|": [""], "Name=a name|Desc=what it does|EmbedCtxt=group|": [""],
    "Edge=FALSE|LSM=FALSE|LOM=FALSE|PCross=FALSE|AuthByPassOut=FALSE|": [""],
}
ANY6 = [f"src={reader.LOW6}", f"src={reader.HIGH6}"]
# fields -> (the most, the least, what stays unread)
BOUNDED = {
    r"App=C:\Users\taro\game.exe|": ([""], [], "App=game.exe"), TCP + r"LPort=3389|App=%SystemRoot%\system32\svchost.exe|Svc=termservice|": (["proto=6-6 dport=3389-3389"], [], "App=svchost.exe Svc=termservice"),
    "App=System|": ([""], [], "App=System"), "Svc=*|": ([""], [], "Svc=*"), "IF={12345678-0000-0000-0000-000000000000}|": ([""], [], "IF=..."), "IFType=Lan|": ([""], [], "IFType=Lan"),
    "Security=Authenticate|": ([""], [], "Security=Authenticate"), "Security2_9=An-NoEncap|": ([""], [], "Security2_9=An-NoEncap"), "RMAuth=O:LSD:(A;;CC;;;S-1-5-21-9)|": ([""], [], "RMAuth=..."),
    "LUAuth=O:LSD:(A;;CC;;;S-1-5-21-9)|LUOwn=S-1-5-21-9|AppPkgId=S-1-15-2-9|": ([""], [], "LUAuth=... LUOwn=... AppPkgId=..."), "Platform=2:6:2|Platform2=GTEQ|": ([""], [], "Platform=2:6:2 Platform2=GTEQ"),
    "SkipVer=2.28|": ([""], [], "SkipVer=2.28"), "TTK=Proximity|": ([""], [], "TTK=..."), "Edge=TRUE|Defer=App|": ([""], [], "Edge=TRUE Defer=App"),
    TCP + "LPort=RPC|": (["proto=6-6"], [], "LPort=RPC"), TCP + "LPort=RPC-EPMap|LPort=445|": (["proto=6-6"], ["proto=6-6 dport=445-445"], "LPort=RPC-EPMap"), TCP + "LPort2_10=IPHTTPSIn|": (["proto=6-6"], [], "LPort2_10=IPHTTPSIn"),
    "Protocol=17|LPort=Teredo|": (["proto=17-17"], [], "LPort=Teredo"), "Protocol=17|LPort2_20=mDNS|RPort=53|": (["proto=17-17 sport=53-53"], [], "LPort2_20=mDNS"), TCP + "LPort=65536|": (["proto=6-6"], [], "LPort=65536"),
    TCP + "LPort2_10=9-8|": (["proto=6-6"], [], "LPort2_10=9-8"), TCP + "LPort=|": (["proto=6-6"], [], "LPort="), "Protocol=1|ICMP4=256:0|": (["proto=1-1"], [], "ICMP4=256:0"), "Protocol=1|ICMP4=8|": (["proto=1-1"], [], "ICMP4=8"),
    # Of one family: the other one, too, perhaps.
    "RA4=192.0.2.7|": ([ANY6[0], "src=192.0.2.7-192.0.2.7", ANY6[1]], ["src=192.0.2.7-192.0.2.7"], "IPv6"), "LA4=10.0.0.0/8|": ([f"dst={reader.LOW6}", "dst=10.0.0.0-10.255.255.255", f"dst={reader.HIGH6}"], ["dst=10.0.0.0-10.255.255.255"], "IPv6"),
    "RA4=10.0.0.0/255.255.255.0|RA6=fe80::/64|": (["src=10.0.0.0-10.0.0.255", f"src=fe80{'0' * 28}-fe80{'0' * 12}{'f' * 16}"], "same", "-"), "RA6=fe80::/10|": (["src=::ffff:0:0-x"], None, "IPv4"),
    "RA4=10.0.0.5-10.0.0.9|RA4=10.0.1.1|RA6=::1|": (["src=" + "0" * 31 + "1-" + "0" * 31 + "1", "src=10.0.0.5-10.0.0.9", "src=10.0.1.1-10.0.1.1"], "same", "-"),
    "RA4=LocalSubnet|RA6=LocalSubnet|": ([""], [], "RA4=LocalSubnet RA6=LocalSubnet"), "RA4=LocalSubnet|RA4=10.0.0.1|RA6=::1|": (["src=0.0.0.0-255.255.255.255"], None, "RA4=LocalSubnet"), "RA42=IntErnet|RA62=IntErnet|": ([""], [], "RA42=IntErnet RA62=IntErnet"),
    "RA4=DNS|RA4=DHCP|RA4=WINS|RA4=DefaultGateway|RA6=DNS|": ([""], [], "RA4=DNS RA4=DHCP RA4=WINS RA4=DefaultGateway RA6=DNS"), "RA4=10.0.0.1/24|RA6=::1|": (["src=10.0.0.0-10.0.0.255"], None, "RA4=10.0.0.1/24"),
    "RA4=10.0.0.0/255.0.255.0|RA6=::1|": ([""], None, "RA4=10.0.0.0/255.0.255.0"), "RA4=10.0.0.9-10.0.0.5|RA6=DNS|": ([""], [], "RA4=10.0.0.9-10.0.0.5 RA6=DNS"), "RA4=10.0.0.0/33|RA6=DNS|": ([""], [], "RA4=10.0.0.0/33 RA6=DNS"),
}
# fields of a rule that can widen it: whatever comes
WIDE = {"LPort=80|": "LPort=80", "Protocol=50|LPort=80|": "LPort=80", TCP + "ICMP4=8:0|": "ICMP4=8:0", "Brand=new|" + TCP: "Brand=...", "Protocol=256|": "Protocol=256", "Protocol=6|Protocol=17|": "Protocol=17",
        "nothing|" + TCP: "...=...", "PCross=TRUE|" + TCP: "PCross=TRUE", "Profile=Home|" + TCP: "Profile=Home", "LPort2_99=New|" + TCP: "LPort2_99=..."}
NOBODY_KNOWS = [("ACCEPT", "may { } must"), ("DROP", "may { } must"), ("ACCEPT", "may { } must")]
# what stands in place of the whole rule: in both directions anything
ODD = ["", "Action=Allow|Active=TRUE|Dir=In|", "v2|Action=Allow|Active=TRUE|Dir=In|", "v2.30|Active=TRUE|Dir=In|", "v2.30|Action=Allow|Action=Block|Active=TRUE|Dir=In|", "v2.30|Action=Allow|Active=TRUE|",
       "v2.30|Action=Allow|Active=TRUE|Dir=In|Dir=Out|", "v2.30|Action=Maybe|Active=TRUE|Dir=Sideways|", "v2.30|Action=Allow|Active=TRUE|Active=TRUE|Dir=In|", "v2.999|Action=Allow|Active=TRUE|Dir=In|"]


def boxes(*each):
    return reader.boxes(*each)


def check_fields(points):
    for fields, expected in EXACT.items():
        got = one(fields)
        points.point(got == (boxes(*expected) + " same", "-"), f"exact: {fields}", [str(got), boxes(*expected)])
    for fields, (may, must, unread) in BOUNDED.items():
        got = one(fields)
        if must is None:  # only that the bounds part, and why
            points.point(got[1].startswith(unread) and " must" in got[0], f"two bounds: {fields}", [str(got)])
            continue
        wanted = boxes(*may) + (" same" if must == "same" else " must" + boxes(*must)[3:])
        points.point(got == (wanted, unread), f"two bounds: {fields}", [str(got), wanted])
    for fields, unread in WIDE.items():
        got = one(fields)
        points.point(got == ("may { } must", unread), f"may be anything: {fields}", [str(got)])
    got = one(TCP + "LPort=445|RPort=9|LA4=10.0.0.1|RA4=10.0.0.2|LA6=::1|RA6=::2|", "Out")
    points.point("src=10.0.0.1-10.0.0.1 dst=10.0.0.2-10.0.0.2 proto=6-6 sport=445-445 dport=9-9" in got[0] and got[0].endswith("same"), "out: here is the source", [str(got)])
    for rule in ODD:
        text = export(profiles(), rules(rule))
        for chain in ("input", "output"):
            got = [entry[:2] for entry in own(text, chain)]
            points.point(got == NOBODY_KNOWS, f"no rule, {chain}: {rule}", [str(got)])
    points.point(own(export(profiles(), rules("v2.30|Action=Allow|Active=FALSE|Dir=In|"))) == [], "asleep")
    for action, fate in (("Allow", "ACCEPT"), ("Block", "DROP")):
        got = own(export(profiles(), rules(f"v2.30|Action={action}|Dir=In|{TCP}LPort=445|")))
        points.point(got == [(fate, boxes("proto=6-6 dport=445-445") + " must", "Active=")], f"asleep or not, it does not say: {action}", [str(got)])
    got = own(export(profiles(), key(ROOT + r"\FirewallRules", {"R": ("hex(2):76,00,\\\r\n  32,00",)})))
    points.point([entry[:2] for entry in got] == NOBODY_KNOWS, "a rule that is no text", [str(got)])


def check_ranks(points):
    text = export(profiles(), rules("v2.30|Action=Allow|Active=TRUE|Dir=In|Protocol=6|", "v2.30|Action=Block|Active=TRUE|Dir=In|Protocol=17|", "v2.30|Action=ByPass|Active=TRUE|Dir=In|Security=Authenticate|"))
    got = [(rule[1], rule[2], rule[4][:19]) for rule in chains(text)["input"]]
    wanted = [("ACCEPT", "may { state=1-1 } same", "(flows that are the"), ("ACCEPT", "may { state=2-2 } must", "(flows related to t"), ("ACCEPT", "may { } must", "v2.30|Action=ByPass"),
              ("DROP", "may { proto=17-17 } same", "v2.30|Action=Block|"), ("ACCEPT", "may { proto=6-6 } same", "v2.30|Action=Allow|"), ("DROP", "may { } same", "DefaultInboundActio")]
    points.point(got == wanted, "bypass before block before allow before the default", [str(got)])
    got = own(export(profiles(), rules("v2.30|Action=Allow|Active=TRUE|Dir=Out|LSM=TRUE|Protocol=17|")))
    points.point(got == [("ACCEPT", "may { } must", "v2.30|Action=Allow|Active=TRUE|Dir=Out|LSM=TRUE|Protocol=17")], "answers from elsewhere to what goes out", [str(got)])
    got = own(export(profiles(), rules("v2.30|Action=Block|Active=TRUE|Dir=Out|AuthByPassOut=TRUE|")), "output")
    points.point([entry[:2] for entry in got] == [("ACCEPT", "may { } must"), ("DROP", "may { } must")], "a bypass of what goes out", [str(got)])
    forward = chains(text)["forward"]
    points.point([rule[1:3] for rule in forward] == [("ACCEPT", "may { } must")] and "chain FirewallPolicy forward forward DROP" in reader.dump(text), "what is sent on: nobody knows", [str(forward)])
    points.point(re.findall(r"interface .*", reader.dump(text)) == ["interface 1 Domain", "interface 2 Private", "interface 3 Public"], "three interfaces")


def setting(text, name, chain="input"):
    """(action, boxes, text) of the rule that a setting came to."""
    return [(rule[1], rule[2], rule[4]) for rule in chains(text)[chain] if rule[4].startswith(name + ":")]


ANSWERS = "DisableUnicastResponsesToMulticastBroadcast"


def check_settings(points):
    cases = {
        "off everywhere": (profiles(All={"EnableFirewall": 0}), "EnableFirewall", [("ACCEPT", "may { } same", "Domain 0, Private 0, Public 0")]),
        "on everywhere": (profiles(), "EnableFirewall", []),
        "off in one": (profiles(Public={"EnableFirewall": 0}), "EnableFirewall", [("ACCEPT", "may { in=0-0 } { in=3-255 } must { in=3-3 }", "Domain 1, Private 1, Public 0")]),
        "not stated": (profiles(Domain={"EnableFirewall": None}), "EnableFirewall", [("ACCEPT", "may { in=0-1 } { in=4-255 } must", "Domain ?, Private 1, Public 1")]),
        "something else": (profiles(Domain={"EnableFirewall": 2}), "EnableFirewall", [("ACCEPT", "may { in=0-1 } { in=4-255 } must", "Domain ?, Private 1, Public 1")]),
        "a text": (profiles(Domain={"EnableFirewall": "1"}), "EnableFirewall", [("ACCEPT", "may { in=0-1 } { in=4-255 } must", "Domain ?, Private 1, Public 1")]),
        "shielded": (profiles(Domain={"DoNotAllowExceptions": 1}), "DoNotAllowExceptions", [("DROP", "may { in=0-1 } { in=4-255 } must { in=1-1 }", "Domain 1, Private 0, Public 0")]),
        "shielding not stated": (profiles(All={"DoNotAllowExceptions": None}), "DoNotAllowExceptions", [("DROP", "may { } must", "Domain ?, Private ?, Public ?")]),
        "comes in by default": (profiles(All={"DefaultInboundAction": 0}), "DefaultInboundAction", []),
        "by default not stated": (profiles(All={"DefaultInboundAction": None}), "DefaultInboundAction", [("DROP", "may { } must", "Domain ?, Private ?, Public ?")]),
        "a policy wins": (profiles() + profiles("policy", All={"EnableFirewall": 0}), "EnableFirewall", [("ACCEPT", "may { } same", "Domain 0, Private 0, Public 0")]),
        "a policy without it": (profiles() + profiles("policy", All={"EnableFirewall": None}), "EnableFirewall", []),
        "shielded by a policy": (profiles() + profiles("policy", All={"DoNotAllowExceptions": 1}), "DoNotAllowExceptions", [("DROP", "may { } same", "Domain 1, Private 1, Public 1")]),
        "shielded, and a policy without it": (profiles(All={"DoNotAllowExceptions": 1}) + profiles("policy", All={"DoNotAllowExceptions": None}), "DoNotAllowExceptions", [("DROP", "may { } same", "Domain 1, Private 1, Public 1")]),
        "shielded against a policy": (profiles(All={"DoNotAllowExceptions": 1}) + profiles("policy"), "DoNotAllowExceptions", [("DROP", "may { } must", "Domain ?, Private ?, Public ?")]),
        "shielded against a service": (profiles(All={"DoNotAllowExceptions": 1}) + profiles("mdm"), "DoNotAllowExceptions", [("DROP", "may { } must", "Domain ?, Private ?, Public ?")]),
        "a service shields against a policy": (profiles() + profiles("policy") + profiles("mdm", All={"DoNotAllowExceptions": 1}), "DoNotAllowExceptions", [("DROP", "may { } must", "Domain ?, Private ?, Public ?")]),
        "answers not stated": (profiles(All={ANSWERS: None}), ANSWERS, [("ACCEPT", "may { proto=17-17 } must", "Domain ?, Private ?, Public ?")]),
        "answers taken": (profiles(All={ANSWERS: 0}), ANSWERS, [("ACCEPT", "may { proto=17-17 } must", "Domain 0, Private 0, Public 0")]),
        "answers taken in one": (profiles(Public={ANSWERS: 0}), ANSWERS, [("ACCEPT", "may { proto=17-17 in=0-0 } { proto=17-17 in=3-255 } must", "Domain 1, Private 1, Public 0")]),
        "answers that a policy refuses": (profiles(All={ANSWERS: 0}) + profiles("policy"), ANSWERS, []),
        "answers that a policy takes": (profiles() + profiles("policy", All={ANSWERS: 0}), ANSWERS, [("ACCEPT", "may { proto=17-17 } must", "Domain 0, Private 0, Public 0")]),
        "answers of which a policy says nothing": (profiles() + profiles("policy", All={ANSWERS: None}), ANSWERS, []),
        "answers that a service takes": (profiles() + profiles("mdm", All={ANSWERS: 0}), ANSWERS, [("ACCEPT", "may { proto=17-17 } must", "Domain ?, Private ?, Public ?")]),
        "answers that a policy of Windows XP refuses": (profiles(All={ANSWERS: 0}) + key(POLICY + r"\StandardProfile", {ANSWERS: 1}), ANSWERS, [("ACCEPT", "may { proto=17-17 in=0-1 } { proto=17-17 in=4-255 } must", "Domain 0, Private 1, Public 1")]),
        "a default where a policy has none": (profiles(All={"DefaultInboundAction": 0}) + key(POLICY + r"\StandardProfile", {"DefaultInboundAction": 1}), "DefaultInboundAction", [("DROP", "may { in=0-0 } { in=2-255 } must", "Domain 0, Private ?, Public ?")]),
        "a policy of Windows XP": (profiles() + key(POLICY + r"\StandardProfile", {"EnableFirewall": 0}), "EnableFirewall", [("ACCEPT", "may { in=0-0 } { in=2-255 } must { in=2-3 }", "Domain 1, Private 0, Public 0")]),
        "the same beside one of now": (profiles() + key(POLICY + r"\StandardProfile", {"EnableFirewall": 0}) + key(POLICY + r"\PublicProfile", {}), "EnableFirewall", []),
        "a service that differs": (profiles() + profiles("mdm", All={"EnableFirewall": 0}), "EnableFirewall", [("ACCEPT", "may { } must", "Domain ?, Private ?, Public ?")]),
        "a service that agrees": (profiles() + profiles("mdm"), "EnableFirewall", []),
        "a key the machine does not have": (profiles() + key(ROOT + r"\PrivateProfile", {"EnableFirewall": 1}), "EnableFirewall", [("ACCEPT", "may { in=0-0 } { in=2-2 } { in=4-255 } must", "Domain 1, Private ?, Public 1")]),
    }
    for name, (parts, which, wanted) in cases.items():
        got = setting(export(parts, rules()), which)
        points.point(got == [(action, box, f"{which}: {said}") for action, box, said in wanted], f"setting: {name}", [str(got)])
    order = [rule[4] for rule in chains(export(profiles(All={"DoNotAllowExceptions": 1, ANSWERS: 0}), rules("v2.30|Action=Block|Active=TRUE|Dir=In|")))["input"]]
    points.point(order[2:4] == [f"{ANSWERS}: Domain 0, Private 0, Public 0", "DoNotAllowExceptions: Domain 1, Private 1, Public 1"], "answers come in before whatever is blocked", order)
    points.point(ANSWERS not in str(chains(export(profiles(All={ANSWERS: 0}), rules()))["output"]), "of what goes out none")
    got = setting(export(profiles(Domain={"DefaultOutboundAction": 1}), rules()), "DefaultOutboundAction", "output")
    points.point(got == [("DROP", "may { out=0-1 } { out=4-255 } must { out=1-1 }", "DefaultOutboundAction: Domain 1, Private 0, Public 0")], "setting: goes out by default not", [str(got)])


ALLOW = "v2.30|Action=Allow|Active=TRUE|Dir=In|"


def check_stores(points):
    cases = {
        "a profile": (export(profiles(), rules(ALLOW + "Profile=Private|")), ["may { in=0-0 } { in=2-2 } { in=4-255 } must { in=2-2 }"]),
        "the rest is off": (export(profiles(Public={"EnableFirewall": 0}), rules(ALLOW + "Profile=Domain|Profile=Private|")), ["may { in=0-2 } { in=4-255 } must { in=0-2 } { in=4-255 }"]),
        "a policy without a word about merging": (export(profiles(), rules(ALLOW)) + profiles("policy"), ["may { } must"]),
        "merged": (export(profiles(), rules(ALLOW)) + profiles("policy", All={"AllowLocalPolicyMerge": 1}), ["may { } same"]),
        "not merged": (export(profiles(), rules(ALLOW)) + profiles("policy", All={"AllowLocalPolicyMerge": 0}), []),
        "not merged in one": (export(profiles(), rules(ALLOW)) + profiles("policy", All={"AllowLocalPolicyMerge": 1}, Public={"AllowLocalPolicyMerge": 0}), ["may { in=0-2 } { in=4-255 } must { in=1-2 }"]),
        "rules of a policy": (export(profiles(), rules()) + profiles("policy", All={"AllowLocalPolicyMerge": 0}) + rules(ALLOW, store="policy"), ["may { } same"]),
        "rules of a service": (export(profiles(), rules()) + rules(ALLOW, store="mdm"), ["may { } same"]),
        "no key of rules": (export(profiles()), ["may { } must", "may { } must"]),
        "none needed": (export(profiles()) + profiles("policy", All={"AllowLocalPolicyMerge": 0}), []),
        "an interface without a firewall": (export(profiles(Domain={"DisabledInterfaces": "{12345678-0000-0000-0000-000000000000}"}), rules()), ["may { in=0-1 } { in=4-255 } must"]),
        "no interface without one": (export(profiles(Domain={"DisabledInterfaces": ""}), rules()), []),
        "exceptions of Windows XP": (export(profiles(), rules(), key(POLICY + r"\StandardProfile\GloballyOpenPorts\List", {"445:TCP": "445:TCP:*:Enabled:files"})), ["may { in=0-0 } { in=2-255 } must"]),
        "exceptions that are off": (export(profiles(), rules(), key(POLICY + r"\DomainProfile\AuthorizedApplications\List", {"a.exe": "a.exe:*:Disabled:a"}), key(POLICY + r"\DomainProfile\RemoteAdminSettings", {"Enabled": 0})), []),
        "exceptions whose names speak of being off": (export(profiles(), rules(), key(POLICY + r"\PublicProfile\GloballyOpenPorts\List", {"445:TCP": "445:TCP:*:Enabled:SMB (was :Disabled: before)"})), ["may { in=0-0 } { in=3-255 } must"]),
        "a port that is off": (export(profiles(), rules(), key(POLICY + r"\PublicProfile\GloballyOpenPorts\List", {"445:TCP": "445:TCP:10.0.0.0/255.0.0.0,LocalSubNet:Disabled:SMB:Enabled:", "446:TCP": "446:TCP:*:Disabled:"})), []),
        "a program on a drive that is off": (export(profiles(), rules(), key(POLICY + r"\PublicProfile\AuthorizedApplications\List", {"a": r"C:\a b\c.exe:*:Disabled:c", "b": r"%ProgramFiles%\d.exe:LocalSubNet:Disabled:d"})), []),
        "a program called 445": (export(profiles(), rules(), key(POLICY + r"\PublicProfile\AuthorizedApplications\List", {"a": "445:*:Enabled:Disabled:"})), ["may { in=0-0 } { in=3-255 } must"]),
        "exceptions that say too little": (export(profiles(), rules(), key(POLICY + r"\PublicProfile\GloballyOpenPorts\List", {"a": "445:TCP:Disabled", "b": "", "c": "445:TCP:*:disabled:a", "d": ":::", "e": "445:TCP:*:Disabled2:"})), ["may { in=0-0 } { in=3-255 } must"] * 5),
        "a service that is off in its name only": (export(profiles(), rules(), key(POLICY + r"\PublicProfile\Services\FileAndPrint", {"RemoteAddresses": "a:b:Disabled:c"})), ["may { in=0-0 } { in=3-255 } must"]),
        "merging where a policy must not speak of it": (export(profiles(), rules(ALLOW)) + key(POLICY + r"\StandardProfile", {"AllowLocalPolicyMerge": 0}), ["may { } must"]),
        "IPsec": (export(profiles(), rules(), key(ROOT + r"\ConSecRules", {"a": "v2.20|Action=SecureServer|Active=TRUE|", "b": "v2.20|Action=SecureServer|Active=FALSE|"})), ["may { } must"]),
        "IPsec that does not say whether it sleeps": (export(profiles(), rules(), key(ROOT + r"\ConSecRules", {"a": "v2.20|Action=SecureServer|", "b": "v2.20|Action=SecureServer|Active=true|"})), ["may { } must"] * 2),
        "a key of tomorrow": (export(profiles(), rules(), key(ROOT + r"\NewThings", {"a": 1})), ["may { } must", "may { } must"]),
        "services fenced in": (export(profiles(), rules(), key(ROOT + r"\RestrictedServices\Static\System", {"a": "v2.0|Action=Block|Dir=In|App=x|Svc=y|"})), []),
        "keys of others": (HEAD + key(r"HKEY_LOCAL_MACHINE\SYSTEM\CurrentControlSet\Services\SharedAccess\Parameters\FirewallPolicyX\FirewallRules", {"a": ALLOW}) + export(profiles(), rules()), []),
        "another control set": (HEAD + key(ROOT.replace("CurrentControlSet", "ControlSet001") + r"\FirewallRules", {"a": ALLOW}) + export(profiles(), rules()), []),
    }
    for name, (text, wanted) in cases.items():
        got = [entry[1] for entry in own(text)]
        points.point(got == wanted, f"stores: {name}", [str(got), reader.dump(text)[:400]])


PLAIN = export(profiles(), rules(ALLOW + "Protocol=6|LPort=445|Name=ファイル共有|", ALLOW + r'App=C:\Program Files\a "b"\c.exe|'))


def check_texts(points):
    plain = reader.dump(PLAIN)
    points.point(plain.startswith("interface") and "App=c.exe" in plain and "Name=ファイル共有" in plain, "UTF-8", [plain])
    shapes = {"UTF-16": b"\xff\xfe" + PLAIN.encode("utf-16-le"), "a mark of UTF-8": b"\xef\xbb\xbf" + PLAIN.encode(), "LF": PLAIN.replace("\r\n", "\n"), "no newline at the end": PLAIN.rstrip(), "other letters": PLAIN.replace(ROOT, ROOT.upper()),
              "comments": PLAIN + "; a comment\r\n", "another export behind it": PLAIN + HEAD + key(r"HKEY_CURRENT_USER\Software\a", {"b": ("hex:00,\\\r\n  01",), "c": ("hex(7):",), "d": 'x"\\'}),
              "another in UTF-16": b"\xff\xfe" + (PLAIN + "\ufeff" + HEAD).encode("utf-16-le")}
    for what, text in shapes.items():
        points.point(reader.dump(text) == plain, f"texts: {what}", [reader.dump(text)[:600]])
    points.point("Name=..." in reader.dump(PLAIN.replace("ファイル共有", "a\u202eb")) and "Name=..." in reader.dump(PLAIN.replace("ファイル共有", "a\r\nb")), "a name that hides something, or goes over lines")
    astral = PLAIN.replace("ファイル共有", "𠮷野家")
    points.point("Name=𠮷野家" in reader.dump(b"\xff\xfe" + astral.encode("utf-16-le")), "pairs of UTF-16")
    for what, text in {"no export": "REGEDIT4\r\n", "nothing": "", "a mark alone": b"\xff\xfe", "version 6": HEAD.replace("5.00", "6.00")}.items():
        points.point(reader.dump(text) == "unknown\n", f"not known: {what}")


START = PLAIN.replace("\r\n", "\n")
LAST = START.count("\n") + 1
RULES = key(ROOT + r"\FirewallRules", {"a": ALLOW})
# name -> (file, line, column, a part of the text)
REFUSED = {
    "a key twice": (START + RULES, LAST, 1, "a key for the second time"), "a profile twice": (START + key(ROOT + r"\PublicProfile", {}), LAST, 1, "for the second time"), "a key without its end": (START + "[" + ROOT + "\n", LAST, 1, "a key without its end"),
    "a key that is taken out": (START + "[-" + ROOT + "]\n", LAST, 1, "taken out"), "a value that is taken out": (START + '[HKEY_X]\n"a"=-\n', LAST + 1, 5, "taken out"), "a text without its end": (START + '[HKEY_X]\n"a"="b\n', LAST + 2, 1, "without its end"),
    "a name without its end": (START + '[HKEY_X]\n"a=1\n', LAST + 2, 1, "without its end"), "a name without a value": (START + '[HKEY_X]\n  "a" 1\n', LAST + 1, 7, "'='"), "more behind a value": (START + '[HKEY_X]\n"a"="b" c\n', LAST + 2, 1, "one value on a line"),
    "a setting twice": (HEAD + key(ROOT + r"\PublicProfile", {"EnableFirewall": 1, "enablefirewall": 1}), 5, 18, "each setting of a key once"), "another line": (START + "ip filter 1 pass * *\n", LAST, 1, "no registry file has"), "no firewall": (HEAD + key("HKEY_X", {"a": 1}), 6, 1, "no key of the firewall"),
    "NUL": (START + '"a\0"=1\n', LAST, 3, "no text"), "no UTF-8": (START.encode() + b"; \xff\n", LAST, 3, "no text"), "half a pair": (b"\xff\xfe" + START.encode("utf-16-le") + b"\x00\xd8", LAST, 1, "half a character"), "half a unit": (b"\xff\xfe" + START.encode("utf-16-le") + b"a", LAST, 1, "half a character"),
    "a long rule": (HEAD + key(ROOT + r"\FirewallRules", {"a": ALLOW + "Name=" + "x" * 16400}), 4, 5, "16384"), "a long name": (START + f'[HKEY_X]\n"{"x" * 16400}"=1\n', LAST + 1, 1, "16384"),
    "16,385 alternatives": (HEAD + key(ROOT + r"\FirewallRules", {"a": ALLOW + TCP + "".join(f"LPort={i}|RPort={i}|" for i in range(0, 258, 2))}), 4, 1, "16384"),
    "65,537 rules": (HEAD + key(ROOT + r"\FirewallRules", {str(i): "v2.30|" for i in range(65537)}), 65540, 1, "65536"),
}


def check_refused(points):
    for name, (text, line, column, part) in REFUSED.items():
        said = reader.dump(text)
        points.point(said.startswith(f"file:{line}:{column}: error") and part in said and "expected:" in said and "mend:" in said, f"refused: {name}", [said[:400]])


def check_exit(points):
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "broken")
        with open(path, "w", encoding="utf-8", newline="") as file:
            file.write(export(rules()) + "ip filter 1" + "\n")
        for lang in ("en", "ja"):
            code, out, errors = sekisho("prove", path, "--lang", lang)
            points.point(code == 2 and not out and errors.startswith(path + ":") and len(errors.splitlines()) == 3, f"exit 2, {lang}", [str(code), out, errors])


def check_secrets(points):
    """Nothing of other keys, of who may, or of folders comes out, whatever is broken."""
    secret = "Secret-word-1"
    text = (HEAD + key(rf"HKEY_LOCAL_MACHINE\SYSTEM\{secret}", {secret: secret, "a": (f"hex:{secret}",)}) + export(
        profiles(), rules(ALLOW + rf"App=C:\Users\{secret}\a.exe|LUAuth={secret}|RMAuth={secret}|RUAuth={secret}|LUOwn={secret}|Desc={secret}|EmbedCtxt={secret}|NNm={secret}|Brand={secret}|{secret}|", f"{secret}|x=y|"),
        key(ROOT + r"\DomainProfile\AuthorizedApplications\List", {secret: secret}), key(ROOT + r"\ConSecRules", {secret: f"v2.20|Active=TRUE|Auth1Set={secret}|"}))).replace("\r\n", "\n")
    lines, leaks = text.splitlines(keepends=True), []
    points.point(reader.dump(text).startswith("interface") and "Secret" not in reader.dump(text), "secrets are in none of the rules", [reader.dump(text)])
    for at, line in enumerate(lines):
        for broken in ("x " + line, line.replace("=", " ", 1), line[:-2] + "\n", line + line):
            said = reader.dump("".join(lines[:at]) + broken + "".join(lines[at + 1:]))
            leaks += [said] if "Secret" in said else []
    points.point(not leaks, f"nor in what is said of {4 * len(lines)} broken files", leaks[:3])


def check_speed(points):
    before = reader.spent()
    text = export(profiles(), rules(*(ALLOW + f"Protocol=6|Profile=Domain|LPort={i}|RA4=10.{i // 256}.{i % 256}.0/24|RA6=fe80::/10|" for i in range(5000))))
    found = own(text)
    points.point(len(found) == 5000 and reader.spent() - before < reader.ENOUGH, "5,000 rules in time")


# the only rule -> whether the terminal keeps out what its neighbour sends to port 445: by an interface of any profile, by one in Domain
RULE = "v2.30|Action=Allow|Active=TRUE|Dir=In|Protocol=6|LPort=445|"
TERMINALS = {RULE: ("violated", "violated"), RULE + "Profile=Domain|": ("undecided", "violated"), RULE + "Profile=Private|": ("undecided", "holds"), RULE + "App=a.exe|": ("undecided", "undecided"), RULE.replace("445", "80"): ("holds", "holds"),
             RULE + "RA4=192.168.1.77|RA6=fe80::77|": ("violated", "violated"), RULE + "LA4=192.168.1.21|LA6=fe80::21|": ("holds", "holds")}


def check_site(points):
    with tempfile.TemporaryDirectory() as folder:
        for name, at in (("eth0", 0), ("Domain", 1)):
            site = sites.changed(folder, ("forwards: true, unfiltered: [ipv4]}", "configs: [fw.reg]}"))
            path = os.path.join(site, "site.yaml")
            reader.replace(path, reader.SPARE, "")
            reader.replace(path, "{node: terminal-1, segment: hub-1, interface: eth0", "{node: terminal-1, segment: hub-1, interface: " + name)
            for rule, wanted in TERMINALS.items():
                with open(os.path.join(site, "configs", "fw.reg"), "wb") as file:
                    file.write(b"\xff\xfe" + export(profiles(), rules(rule)).encode("utf-16-le"))
                answer = next(row for row in read_json("prove", "--site", site, "--json", codes=(0, 1))["policies"] if row["policy"] == "claim-not-to-terminal")
                points.point(answer["proof"] == wanted[at], f"in a network, by {name}: {rule}", [str(answer)])
            reader.replace(path, "configs: [fw.reg]}", "configs: [fw.reg], forwards: true}")
            answer = next(row for row in read_json("prove", "--site", site, "--json", codes=(0, 1))["policies"] if row["policy"] == "receipt-not-to-claim")
            points.point(answer["proof"] == "undecided" and "sends on" in str(answer["unread"]), f"in a network, by {name}: what it sends on", [str(answer)])


# ---- a second reading ----

ROUNDS, QUESTIONS, SEED = 40, 12, 20260701
YES, NO, MAYBE, PASS, DROP = "yes", "no", "maybe", "pass", "drop"
NETS = {4: ["10.0.0.0/8", "10.1.2.0/24", "10.1.2.3", "192.168.0.1-192.168.0.9", "LocalSubnet"], 6: ["2001:db8::/32", "2001:db8:1::7", "fe80::1-fe80::9", "LocalSubnet"]}
SPOTS = {4: ["10.1.2.3", "10.9.9.9", "192.168.0.5", "172.16.0.9"], 6: ["2001:db8:1::7", "2001:db8:9::1", "fe80::5", "3fff::9"]}
PORTS, DOUBTS = ["80", "443", "445", "1-1023", "1024-65535", "RPC"], ["App=C:\\a.exe", "Svc=x", "Security=Authenticate", "IFType=Lan", "LUAuth=x"]


def make_rule(draw):
    rule = {"Action": draw.choice(["Allow", "Allow", "Allow", "Block", "Block", "ByPass"]), "Active": draw.choice(["TRUE"] * 5 + ["FALSE"]), "Dir": draw.choice(["In", "In", "Out"]),
            "Profile": draw.choice([[], [], ["Domain"], ["Private", "Public"], PROFILES]), "Protocol": draw.choice([None, 6, 6, 6, 17, 1, 58]), "store": draw.choice(["local"] * 4 + ["policy"])}
    for name in ("LPort", "RPort"):
        rule[name] = draw.sample(PORTS, draw.randint(1, 2)) if rule["Protocol"] in (6, 17) and draw.random() < (0.6 if name == "LPort" else 0.2) else []
    for end in "LR":
        for version in (4, 6):
            rule[f"{end}A{version}"] = draw.sample(NETS[version], draw.randint(1, 2)) if draw.random() < (0.3 if end == "R" else 0.1) else []
    rule["doubt"] = draw.sample(DOUBTS, 1) if draw.random() < 0.25 else []
    rule["ICMP"] = [draw.choice(["8:0", "8:*", "3:4"])] if rule["Protocol"] in (1, 58) and draw.random() < 0.7 else []
    return rule


def rule_text(rule):
    fields = [f"Action={rule['Action']}", f"Active={rule['Active']}", f"Dir={rule['Dir']}"] + [f"Profile={name}" for name in rule["Profile"]]
    fields += [f"Protocol={rule['Protocol']}"] if rule["Protocol"] is not None else []
    fields += [f"{name}{'2_10' if '-' in port else ''}={port}" for name in ("LPort", "RPort") for port in rule[name]]
    fields += [f"ICMP{4 if rule['Protocol'] == 1 else 6}={kind}" for kind in rule["ICMP"]]
    fields += [f"{end}A{version}={net}" for end in "LR" for version in (4, 6) for net in rule[f"{end}A{version}"]]
    return "v2.30|" + "".join(field + "|" for field in fields + rule["doubt"] + ["Name=rule"])


def make_machine(draw):
    """{local: {profile: {setting: value}}, policy: the same or None, rules}"""
    def values(store):
        chances = {"EnableFirewall": [1, 1, 1, 0, None], "DefaultInboundAction": [1, 1, 1, 0, None], "DefaultOutboundAction": [0, 0, 1, None], "DoNotAllowExceptions": [0, 0, 0, 0, 1, None], ANSWERS: [1, 1, 1, 0, None]}
        if store == "policy":
            chances = {name: [None, None, *some] for name, some in chances.items()}
            chances["AllowLocalPolicyMerge"] = [0, 1, 1, None]
        return {profile: {name: draw.choice(some) for name, some in chances.items()} for profile in PROFILES}
    policy = values("policy") if draw.random() < 0.4 else None
    made = [make_rule(draw) for _ in range(draw.randint(0, 10))]
    return {"local": values("local"), "policy": policy, "rules": [rule for rule in made if policy or rule["store"] == "local"]}


def machine_text(machine):
    text = HEAD
    for store in ("local", "policy"):
        if not machine[store]:
            continue
        for profile in PROFILES:
            text += key(rf"{ROOTS[store]}\{KEYS[store][profile]}", {name: value for name, value in machine[store][profile].items() if value is not None})
        text += rules(*(rule_text(rule) for rule in machine["rules"] if rule["store"] == store), store=store)
    return text


def value_of(machine, profile, name):
    """0, 1 or None: not known."""
    local = machine["local"][profile].get(name)
    policy = machine["policy"][profile].get(name) if machine["policy"] else None
    if name == "AllowLocalPolicyMerge":
        return policy if machine["policy"] else 1
    if name == "DoNotAllowExceptions":
        return 1 if policy == 1 or (local == 1 and policy is None) else 0 if local == 0 else None
    return local if policy is None else policy


def all_of(*answers):
    return NO if NO in answers else MAYBE if MAYBE in answers else YES


def any_of(answers):
    answers = list(answers)
    return YES if YES in answers else MAYBE if MAYBE in answers else NO


def in_net(net, address):
    if net == "LocalSubnet":
        return MAYBE
    first, _, last = net.partition("-")
    if last:
        return YES if ipaddress.ip_address(first) <= address <= ipaddress.ip_address(last) else NO
    return YES if address in ipaddress.ip_network(net) else NO


def in_nets(rule, end, address):
    mine, other = rule[f"{end}A{address.version}"], rule[f"{end}A{10 - address.version}"]
    if mine:
        return any_of(in_net(net, address) for net in mine)
    return MAYBE if other else YES


def in_ports(ports, port):
    return any_of(MAYBE if part == "RPC" else YES if int(part.split("-")[0]) <= port <= int(part.split("-")[-1]) else NO for part in ports) if ports else YES


def in_types(types, packet):
    kinds = [(int(kind.split(":")[0]), kind.split(":")[1]) for kind in types]
    return YES if not kinds or any(packet["type"] == kind and code in ("*", str(packet["code"])) for kind, code in kinds) else NO


def matches(machine, rule, profile, packet, direction):
    if rule["Active"] == "FALSE" or rule["Dir"] != direction or (rule["Profile"] and profile not in rule["Profile"]):
        return NO
    here, there = ("to", "from") if direction == "In" else ("from", "to")
    answer = all_of(YES if rule["Protocol"] in (None, packet["protocol"]) else NO, in_nets(rule, "L", packet[here]), in_nets(rule, "R", packet[there]),
                    in_ports(rule["LPort"], packet["port " + here]), in_ports(rule["RPort"], packet["port " + there]), in_types(rule["ICMP"], packet))
    merge = value_of(machine, profile, "AllowLocalPolicyMerge") if rule["store"] == "local" else 1
    doubted = rule["doubt"] or rule["Action"] == "ByPass" or merge is None
    return NO if answer == NO or merge == 0 else MAYBE if doubted else answer


def switch(machine, profile, name, number):
    value = value_of(machine, profile, name)
    return MAYBE if value is None else YES if value == number else NO


def walk(machine, profile, packet, direction):
    """(whether it is so, what becomes of it), in their order."""
    yield switch(machine, profile, "EnableFirewall", 0), PASS
    yield YES if packet["state"] == "established" else NO, PASS
    yield MAYBE if packet["state"] == "related" else NO, PASS
    if direction == "In":
        answered = packet["protocol"] == 17 and value_of(machine, profile, ANSWERS) != 1
        yield MAYBE if answered else NO, PASS
    for action in ("ByPass", "Block", "Allow"):
        if action == "Block" and direction == "In":
            yield switch(machine, profile, "DoNotAllowExceptions", 1), DROP
        for rule in machine["rules"]:
            if rule["Action"] == action:
                yield matches(machine, rule, profile, packet, direction), DROP if action == "Block" else PASS
    yield switch(machine, profile, "DefaultInboundAction" if direction == "In" else "DefaultOutboundAction", 1), DROP
    yield YES, PASS


def fates(machine, profile, packet, direction):
    possible = set()
    for answer, fate in walk(machine, profile, packet, direction):
        if answer != NO:
            possible.add(fate)
        if answer == YES:
            return possible
    return possible


def expected(sets, right):
    if any(right not in possible for possible in sets):
        return "violated"
    return "holds" if all(possible == {right} for possible in sets) else "undecided"


def draw_packet(draw):
    version, protocol = draw.choice([4, 4, 6]), draw.choice([6, 6, 6, 17, 1, 58, 50])
    packet = {"from": ipaddress.ip_address(draw.choice(SPOTS[version])), "to": ipaddress.ip_address(draw.choice(SPOTS[version])), "protocol": protocol, "state": draw.choice(["new"] * 4 + ["established", "related", "invalid"]),
              "port from": 0, "port to": 0, "type": 0, "code": 0}
    words = f"from {packet['from']} to {packet['to']} {protocol} state {packet['state']}"
    if protocol in (6, 17):
        packet["port from"], packet["port to"] = draw.choice([80, 445, 50000]), draw.choice([68, 80, 443, 445, 1000, 3389])
        words += f" source-port {packet['port from']} port {packet['port to']}"
    if protocol not in (1, 58):
        return words, [packet]
    return words, [{**packet, "type": kind, "code": code} for kind in (0, 3, 8, 9) for code in (0, 4, 9)]


def ask(path, chain, wanted, words):
    return read_json("prove", path, "--chain", chain, "--" + wanted, words, "--json", codes=(0, 1))["answer"]["proof"]


def check_machine(points, draw, number, path, seen):
    machine, wrong = make_machine(draw), []
    with open(path, "w", encoding="utf-8", newline="") as file:
        file.write(machine_text(machine))
    for _ in range(QUESTIONS):
        direction, wanted = draw.choice(["In", "In", "Out"]), draw.choice(["refuses", "accepts"])
        words, packets = draw_packet(draw)
        right = DROP if wanted == "refuses" else PASS
        chain, way = ("input", "in") if direction == "In" else ("output", "out")
        each = {profile: [fates(machine, profile, packet, direction) for packet in packets] for profile in PROFILES}
        profile = draw.choice(PROFILES)
        answer, asked = ask(path, chain, wanted, f"{words} {way} {profile}"), expected(each[profile], right)
        seen[answer] = seen.get(answer, 0) + 1
        wrong += [f"{chain} {wanted} {words} {way} {profile}: {answer}, not {asked}"] if answer != asked else []
        # Of all profiles at once "holds" may be lost where each has a rule of its own, nothing else.
        answer, asked = ask(path, chain, wanted, words), expected(sum(each.values(), []), right)
        wrong += [f"{chain} {wanted} {words}: {answer}, not {asked}"] if answer != asked and (answer, asked) != ("undecided", "holds") else []
    points.point(not wrong, f"random machine {number}", wrong + machine_text(machine).splitlines())


def check_random(points):
    reader.check_random(points, check_machine, SEED, ROUNDS)


def main():
    points = gate.Points()
    points.point(bool(reader.TOOLS), "the tool is built")
    for check in (check_fields, check_ranks, check_settings, check_stores, check_texts, check_refused, check_exit, check_secrets, check_site, check_speed, check_random):
        check(points)
    return points.end()


if __name__ == "__main__":
    sys.exit(main())
