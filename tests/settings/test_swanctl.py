#!/usr/bin/python3
"""swanctl.conf: each key, what defaults decide and what they do not, what is open, what is refused with line and column, and that no secret comes out."""
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from settings import SECRET, check_refused, gate, read  # noqa: E402

MIX = ("encryption", "integrity", "dh_group")


def connection(keys="", child=None, rounds="local {\nauth = psk\n}\nremote {\nauth = psk\n}\n", head="version = 2\nproposals = aes256-sha256-modp2048\n"):
    children = "" if child is None else "children {\nnet {\n" + child + "\n}\n}\n"
    return "connections {\na {\n" + head + keys + "\n" + rounds + children + "}\n}\n"


def ike(proposals, version=2, keys=""):
    return read(connection(keys, head=f"version = {version}\nproposals = {proposals}\n"))


def esp(proposals, version=2, key="esp_proposals"):
    found = read(connection(child=f"{key} = {proposals}", head=f"version = {version}\nproposals = aes256-sha256-modp2048\n"))
    return [row[1:] for row in found.values("phase", *MIX) if row[0] != "ike"], found


def check_algorithms(points):
    words = {"aes": "aes128_cbc", "aes128": "aes128_cbc", "aes192": "aes192_cbc", "aes256": "aes256_cbc", "3des": "3des", "des": "des", "null": "none",
             "aes256ctr": "other", "camellia256": "other", "blowfish": "other", "cast128": "other", "serpent192": "other", "twofish256": "other"}
    for word, column in words.items():
        points.point(esp(word + "-sha1")[0] == [(column, "sha1", "0")], f"{word} is {column}", [str(esp(word + "-sha1")[0])])
    whole = {"aes128gcm": "aes128_gcm", "aes256gcm16": "aes256_gcm", "aes256gcm128": "aes256_gcm", "aes192gcm8": "other", "aes256ccm12": "other",
             "chacha20poly1305": "chacha20_poly1305", "aes256gmac": "none", "camellia128ccm16": "other"}
    for word, column in whole.items():
        points.point(esp(word)[0] == [(column, "aead", "0")], f"{word} is {column} and notices changes by itself")
    notices = {"md5": "md5", "md5_128": "md5", "sha": "sha1", "sha1_160": "sha1", "sha256": "sha256", "sha2_256_96": "sha256", "sha384": "sha384",
               "sha2_512": "sha512", "aesxcbc": "other", "aescmac": "other"}
    for word, column in notices.items():
        points.point(esp("aes256-" + word)[0] == [("aes256_cbc", column, "0")], f"{word} is {column}")
    groups = {"modp768": 1, "modp1024": 2, "modp1536": 5, "modp2048": 14, "modp4096": 16, "modp8192": 18, "ecp256": 19, "ecp521": 21, "modp1024s160": 22,
              "ecp192": 25, "ecp256bp": 28, "x25519": 31, "curve25519": 31, "curve448": 32, "mlkem768": 36, "modpnone": 0}
    for word, number in groups.items():
        points.point(esp("aes256-sha256-" + word)[0] == [("aes256_cbc", "sha256", str(number))], f"{word} is group {number}")
    points.point(esp("aes256-sha256-ntru128")[0] == [("aes256_cbc", "sha256", None)], "a group without a number there is not known")
    points.point(esp("aes256")[0] == [("aes256_cbc", "none", "0")], "ESP without what notices changes is that")
    points.point(esp("aes256-sha256-esn-noesn-prfsha256")[0] == [("aes256_cbc", "sha256", "0")], "functions and long numbers are in no column")


def check_choices(points):
    every = [(e, i, g) for e in ("aes256_cbc", "aes128_cbc") for i in ("sha256", "md5") for g in ("14", "2")]
    points.point(ike("aes256-aes128-sha256-md5-modp2048-modp1024").values(*MIX) == every, "IKEv2 may choose of each kind")
    points.point(ike("aes256-aes128-sha256-md5-modp2048-modp1024", 1).values(*MIX) == every[:1], "IKEv1 takes the first of each kind")
    points.point(esp("aes256-3des-sha256", 1)[0] == [("aes256_cbc", "sha256", "0")] and len(esp("aes256-3des-sha256")[0]) == 2, "and so does its ESP")
    both = ike("aes256-sha256-modp2048, aes128gcm16-prfsha256-x25519", 0)
    points.point(both.values("ike_version", "exchange", *MIX) == [("1", "main", "aes256_cbc", "sha256", "14"), ("2", "ikev2", "aes256_cbc", "sha256", "14"),
                 ("2", "ikev2", "aes128_gcm", "aead", "31")], "version 0 takes both; what IKEv1 cannot have is of IKEv2", both.output.splitlines())
    left_out = read("connections {\na {\nproposals = aes256-sha256-modp2048\n}\n}\n")
    points.point(left_out.values("ike_version", "peer") == [("1", "%any"), ("2", "%any")], "and so does a connection without version")
    points.point(esp("sha256-modp2048", key="ah_proposals")[0] == [("none", "sha256", "14")], "AH hides nothing, and stands in the place of ESP")
    points.point(ike("aes256-sha256-modp2048, 3des-md5-modp1024").values(*MIX)[1] == ("3des", "md5", "2"), "each of several proposals is one")
    for name, text in {"a word that is not known": "aes256-sha256-quantum1", "IKE without a group": "aes256-sha256", "IKE without what notices": "aes256-modp2048",
                       "nothing that hides": "sha256-modp2048", "too many of one kind": "-".join(["aes256"] * 17) + "-sha256-modp2048",
                       "an empty word": "aes256--sha256-modp2048"}.items():
        found = ike(text)
        points.point(not found.facts and [note[0] for note in found.notes] == [4], f"noted, not guessed: {name}", found.output.splitlines())
    found = read(connection(child=""))
    points.point(len(found.facts) == 1 and found.notes[0][0] == 13 and "default" in found.notes[0][1] and '"status":"partial"' in found.bundle[1],
                 "a child without proposals has those called default: noted at the child, and the look is partial", found.output.splitlines())
    found = ike("aes256-sha256-modp2048, default")
    points.point(len(found.facts) == 1 and found.notes[0][0] == 4, "so does the word itself, at its line")
    points.point('"status":"complete"' in ike("aes256-sha256-modp2048").bundle[1], "without any of it the look is complete")


def one(keys="", child="esp_proposals = aes256gcm16", rounds=None):
    found = read(connection(keys, child, **({} if rounds is None else {"rounds": rounds})))
    return {values["phase"]: values for _, values, _ in found.facts}


def check_keys(points):
    points.point(one("remote_addrs = 198.51.100.7")["ike"]["peer"] == "198.51.100.7", "remote_addrs is the peer")
    points.point(one("remote_addrs = 198.51.100.7 ,  vpn.example")["esp"]["peer"] == "198.51.100.7,vpn.example", "several of them stand together")
    long = one("remote_addrs = " + ", ".join(f"198.51.100.{i}" for i in range(20)))["ike"]["peer"]
    points.point(len(long) == 64 and long.endswith("..."), "more than fits is cut and says so", [long])
    points.point(one("remote_addrs = ä b")["ike"]["peer"] == "???b", "what is no address is not repeated")
    aggressive = read(connection("aggressive = yes", "esp_proposals = aes256gcm16", head="version = 1\nproposals = aes256-sha256-modp2048\n"))
    points.point(aggressive.values("phase", "exchange") == [("ike", "aggressive"), ("esp", None)] and aggressive.facts[0][2]["exchange"] == 5,
                 "aggressive is of IKEv1's own keys, at its line", aggressive.output.splitlines())
    points.point(one("aggressive = yes")["ike"]["exchange"] == "ikev2", "IKEv2 knows no such mode")
    odd = read(connection("aggressive = perhaps", head="version = 1\nproposals = aes256-sha256-modp2048\n"))
    points.point(odd.values("exchange") == [(None,)], "a value that is no yes and no no is not known")
    odd = read(connection(head="version = 3\nproposals = aes256-sha256-modp2048\n"))
    points.point(odd.values("ike_version", "exchange") == [(None, None)] and len(odd.notes) == 1, "so is a version that does not exist")


def check_times(points):
    points.point((one()["ike"]["lifetime"], one()["esp"]["lifetime"]) == ("14400", "3600"), "documented defaults: 4 hours, 1 hour")
    for text, value in {"90m": "5400", "2h": "7200", "1d": "86400", "45s": "45", "600": "600"}.items():
        points.point(one("rekey_time = " + text)["ike"]["lifetime"] == value, f"{text} is {value} seconds")
    points.point(one("reauth_time = 8h")["ike"]["lifetime"] == "28800", "with a time of its own for proving anew, that")
    points.point(one("reauth_time = 8h\nrekey_time = 1h")["ike"]["lifetime"] == "3600", "with both the shorter")
    points.point("lifetime" not in one("rekey_time = 0")["ike"], "never is not known as a time")
    points.point(one(child="esp_proposals = aes256gcm16\nrekey_time = 0\nlife_time = 2h")["esp"]["lifetime"] == "7200", "a child's end where it makes no new keys")
    points.point(all("lifetime" not in one("rekey_time = " + text)["ike"] for text in ("soon", "4w", "4hh", "999999999", "9999d")), "what is no time is not known")


def check_selectors(points):
    def inside(selectors):
        return one(child="esp_proposals = aes256gcm16\nremote_ts = " + selectors)["esp"].get("everything_inside")
    for text in ("10.0.0.0/8", "dynamic", "192.0.2.1", "10.0.0.0/16, 192.0.2.0/24[tcp/443]", "2001:db8::/32"):
        points.point(inside(text) == "0", f"not everything goes through {text}")
    for text in ("0.0.0.0/0", "0.0.0.0/1, 128.0.0.0/1", "10.0.0.0/8, ::/0", "0.0.0.0-255.255.255.255", "10.0.0.0/x", "10.0.0.0[tcp/80]", "2000::/3", "0.0.0.0/00"):
        points.point(inside(text) is None, f"not known of {text}")
    points.point(one(child="esp_proposals = aes256gcm16")["esp"]["everything_inside"] == "0" and "everything_inside" not in one()["ike"], "without remote_ts: the ends")
    def networks(child):
        found = one(child="esp_proposals = aes256gcm16\n" + child)["esp"]
        return found.get("own_networks"), found.get("peer_networks")
    points.point(networks("local_ts = 192.168.1.0/24\nremote_ts = 10.0.0.0/16 , 192.0.2.0/24[tcp/443]") == ("192.168.1.0/24", "10.0.0.0/16,192.0.2.0/24[tcp/443]"), "networks are as they stand there, without blanks")
    points.point(networks("") == ("dynamic", "dynamic") and "own_networks" not in one()["ike"], "without them: the ends; of IKE nothing")
    points.point(networks("local_ts = 0.0.0.0/0\nremote_ts = ::/0") == ("0.0.0.0/0", "::/0"), "everything is said, too")
    points.point(networks("local_ts = \"" + "\\\"" * 512 + "\"") == ('"' * 512, "dynamic") and networks("local_ts = " + "1" * 513)[0] is None, "as much as a column holds, whatever it is; no half of a list")
    points.point(networks("local_ts = 1234567890" + "18")[0] is None, "what looks like a My Number is not known")
    for mode in ("pass", "drop"):
        points.point("esp" not in one(child="mode = " + mode), f"mode {mode} negotiates nothing")
    points.point("esp" in one(child="mode = transport\nesp_proposals = aes256gcm16"), "transport does")


def check_authentication(points):
    def way(local, remote="remote {\nauth = psk\n}\n"):
        return one(rounds=local + remote)["ike"].get("authentication")
    ends = {"psk": "shared_key", "pubkey": "certificate", "rsa-3072-sha256": "certificate", "ike:pubkey-sha384": "certificate", "eap-tls": "eap", "xauth-eap": "other"}
    for word, column in ends.items():
        points.point(way(f"local {{\nauth = {word}\n}}\n", f"remote-1 {{\nauth = {word}\n}}\n") == column, f"auth {word} is {column}")
    points.point(way("local {\n}\n", "remote {\n}\n") == "certificate", "a round without auth shows a certificate")
    points.point(way("local {\npubkeys = a.pem\n}\n", "remote {\npubkeys = b.pem\n}\n") == "other", "bare keys are other")
    points.point(way("local {\nauth = eap\n}\n", "remote {\nauth = pubkey\n}\n") is None, "ends that differ are not known as one")
    points.point(way("local-1 {\nauth = pubkey\n}\nlocal-2 {\nauth = xauth\n}\n") == "shared_key", "a shared key in any round counts")
    points.point(way("local {\nauth = pubkey\n}\n", "") is None and way("", "") is None, "a side without a round may be anything")


def check_form(points):
    base = read(connection())
    points.point(read(connection().replace("{\n", "{").replace("\n}", "\n }").replace("a {", "a\n{")).values(*MIX) == base.values(*MIX), "braces on lines of their own or not")
    points.point(read("# c\n" + connection("local_addrs = 192.0.2.1 # {\n").replace("\n", " # x\n").replace("\n", "\r\n")).values(*MIX) == base.values(*MIX),
                 "comments and carriage returns")
    quoted = read(connection(head='version = "2"\nproposals = "aes256-sha256-\\\nmodp2048" , "aes128gcm16-x25519"\n'))
    points.point(quoted.values(*MIX) == [("aes256_cbc", "sha256", "14"), ("aes128_gcm", "aead", "31")], "quotes, and lines that go on", quoted.output.splitlines())
    points.point(read("\ufeff" + connection()).values(*MIX) == base.values(*MIX), "a mark of the order of bytes")
    twice = read(connection() + connection(head="proposals = 3des-md5-modp1024\n", rounds=""))
    points.point(twice.values(*MIX) == [("3des", "md5", "2")] and twice.facts[0][0] == 16, "sections of one name are one, the last of a key counts", twice.output.splitlines())
    points.point(not read(connection(head="version = 2\nproposals = aes256-sha256-modp2048\nproposals =\n")).facts, "a key set to nothing is not set")
    two = read("connections {\na {\nversion=2\nproposals=aes256-sha256-modp2048\n}\nb {\nversion=2\nproposals=aes128-sha1-modp1024\n}\n}\n")
    points.point(two.values("encryption") == [("aes256_cbc",), ("aes128_cbc",)] and [line for line, *_ in two.facts] == [4, 8], "each connection by itself, at its line")
    points.point(read("secrets {\n}\n").facts == [] and read("secrets {\n}\n").dialect == "swanctl", "a file without connections holds no proposal")
    points.point(read("charon {\nconnections_limit = 1\n}\n").output == "unknown\n" and read("").output == "unknown\n", "another file in that form is not known")


def check_open(points):
    found = read(connection() + "include conf.d/*.conf\n")
    points.point(len(found.facts) == 1 and found.notes == [(14, "another file is included; it was not read")], "a file that is included is noted", found.output.splitlines())
    points.point(read("# c\ninclude conf.d/*.conf\n").notes[0][0] == 2, "also where nothing else stands there")
    inner = read(connection("include more.conf", head="proposals = aes256-sha256-modp2048\n"))
    points.point(inner.values("ike_version", "exchange", "lifetime", "peer", "authentication") == [(None, None, None, "?", "shared_key")],
                 "within a connection nothing is left to a default", inner.output.splitlines())
    refers = read("connections {\na : base, more {\nversion = 1\naggressive = yes\nchildren {\nn : other {\n}\n}\n}\n}\nbase {\n}\n")
    points.point(not refers.facts and sorted(line for line, _ in refers.notes) == [2, 2, 6, 6], "sections that refer to what is not here are open too", refers.output.splitlines())
    points.point(read(connection("include = 3")).notes == [], "a key may be called include")


def check_references(points):
    base = "base {\nversion = 2\nproposals = aes256-sha256-modp2048\nrekey_time = 2h\nlocal {\nauth = psk\n}\nremote {\nauth = psk\n}\nchildren {\nnet {\nesp_proposals = aes256gcm16\n}\n}\n}\n"
    columns = ("phase", "ike_version", "encryption", "lifetime", "authentication")
    expected = [("ike", "2", "aes256_cbc", "7200", "shared_key"), ("esp", "2", "aes256_gcm", "3600", "shared_key")]
    for name, text in {"before": base + "connections {\na : base {\n}\n}\n", "behind": "connections {\na : base\n{\n}\n}\n" + base,
                       "through another": base + "more : base {\n}\nconnections {\na : more {\n}\n}\n",
                       "several": base.replace("rekey_time = 2h\n", "") + "first {\nrekey_time = 2h\n}\nconnections {\na : first, base {\n}\n}\n",
                       "the first of several": "first {\nrekey_time = 2h\n}\n" + base.replace("2h", "9h") + "connections {\na : first, base {\n}\n}\n",
                       "a part of another": base + "connections {\na {\nversion = 2\nproposals = aes256-sha256-modp2048\nrekey_time = 2h\nlocal : base.local {\n}\nremote : base.local {\n}\n"
                                                   "children {\nn : base.children.net {\n}\n}\n}\n}\n"}.items():
        found = read(text)
        points.point(found.values(*columns) == expected and not found.notes, f"inherited: {name}", found.output.splitlines())
    own = read(base + "connections {\na : base {\nrekey_time = 1h\nchildren {\nnet {\nesp_proposals = 3des-md5\n}\n}\n}\n}\n")
    points.point(own.values("encryption", "lifetime") == [("aes256_cbc", "3600"), ("3des", "3600")], "what stands in the section itself counts", own.output.splitlines())
    points.point(read(base + "connections {\na : base {\nrekey_time =\n}\n}\n").values("lifetime")[0] == ("14400",), "what is set to nothing is the default")
    copy = read(base + "connections {\na : base {\n}\nb : connections.a {\nremote_addrs = 192.0.2.1\n}\n}\n")
    points.point(copy.values("peer") == [("%any",), ("%any",), ("192.0.2.1",), ("192.0.2.1",)], "another connection may be the base", copy.output.splitlines())
    for name, text in {"itself": "connections {\na : connections.a {\n}\n}\n", "a circle": "connections {\na : b {\n}\n}\nb : c {\n}\nc : b {\n}\n",
                       "what holds it": "connections {\na : connections {\n}\n}\n"}.items():
        found = read(text)
        points.point(found.code == 0 and not found.facts and any("not here" in note for _, note in found.notes), f"a section that leads back to {name} is open", found.output.splitlines())
    opened = read("base {\ninclude x.conf\n}\nconnections {\na : base {\nproposals = aes256-sha256-modp2048\n}\n}\n")
    points.point(opened.values("ike_version", "lifetime") == [(None, None)], "what is open in the base is open here", opened.output.splitlines())
    wide = "base {\n" + "".join(f"k{i} = 1\n" for i in range(1000)) + "}\nconnections {\na : " + ", ".join(["base"] * 500) + " {\n}\n}\n"
    points.point(read(wide).code == 2 and "too many sections and keys" in read(wide).output, "what is inherited counts, too")


def check_further(points):
    def group(proposal):
        return esp("aes256gcm16-" + proposal)[0]
    points.point(group("modp1024-ke1_mlkem768") == [("aes256_gcm", "aead", None)], "a further exchange: no one group says how good the keys are")
    points.point(group("modp1024-ke1_mlkem768-ke1_none") == [("aes256_gcm", "aead", "2")], "one that may be left out says nothing")
    points.point(group("x25519-ke1_mlkem768-ke1_none-ke2_mlkem512") == [("aes256_gcm", "aead", None)], "each for itself")
    points.point(group("x25519-ke8_mlkem768") == [] and group("x25519-ke1_sha256") == [], "what is none is not understood")


def check_secrets(points):
    text = connection(rounds=f"local {{\nauth = psk\nid = {SECRET}\n}}\n") + f"secrets {{\nike-{SECRET} {{\nsecret = \"{SECRET}\"\nid = {SECRET}\n}}\n}}\n"
    points.point(SECRET not in read(text).output and len(read(text).facts) == 1, "secrets come out nowhere")
    points.point("default" not in read(connection(head=f"version = 2\nproposals = {SECRET}\n")).output, "nor does a word in the wrong place, not even in a note")
    points.point(SECRET not in read(connection(head=f"version = {SECRET}\nproposals = {SECRET}-{SECRET}\n")).output, "of a proposal that is not understood no word is told")


def main():
    points = gate.Points()
    for check in (check_algorithms, check_choices, check_keys, check_times, check_selectors, check_authentication, check_form, check_open, check_references, check_further, check_secrets):
        check(points)
    check_refused(points, {
        "a brace that closes nothing": "connections {\n}\n§}\n",
        "the end within a section": "connections {\n a {\n§",
        "a text in quotes that does not end": f"secrets {{\n a {{\n  secret = §\"{SECRET}\n }}\n}}\n",
        "a word by itself": f"connections {{\n §{SECRET}\n}}\n",
        "two words": f"connections {{\n §{SECRET} x = 1\n}}\n",
        "a sign by itself": "connections {\n  §= 1\n}\n",
        "a quote where a name belongs": f"connections {{\n §\"{SECRET}\" = 1\n}}\n",
        "a reference without a name": "connections {\n a : §{\n }\n}\n",
        "references without a comma": "connections {\n a : b §c {\n }\n}\n",
        "sections too deep": "connections {\n" + "a {\n" * 14 + "§a {\n" + "}\n" * 16,
        "too many keys": "connections {\n" + "a = 1\n" * 4095 + "§a = 1\n}\n",
        "a name too long": "connections {\n§" + "a" * 257 + " = 1\n}\n",
        "a value too long": "connections {\n a {\n  proposals =§" + "x" * 16385 + "\n }\n}\n",
        "a byte that is no text": b"connections {\n a {\n  proposals =\xc2\xa7 \xff\n }\n}\n",
        "a zero byte": b"connections {\n a\xc2\xa7\0 {\n }\n}\n",
    })
    many = "-".join(["aes256", "aes128", "aes192", "3des", "des", "null"] + ["sha256", "sha1", "md5", "sha384", "sha512"] + ["modp768", "modp1024", "modp2048"])
    found = read("connections {\n" + "".join(f"a{i} {{\nversion = 2\nproposals = {many}\n}}\n" for i in range(30)) + "}\n")
    points.point(found.code == 2 and "too many facts" in found.output, "more facts than the ceiling", found.output.splitlines()[:3])
    found = read("connections {\n}\n" + "#" * (1 << 20))
    points.point(found.code == 2 and "larger than 1048576" in found.output, "a file past the ceiling", found.output.splitlines()[:3])
    found = read("connections {\n" + "".join(f"a{i} {{\nversion=2\n}}\n" for i in range(400)) + "}\n")
    points.point(found.code == 0 and len(found.notes) == 256 and "more" in found.notes[-1][1], "notes end with that there are more")
    return points.end()


if __name__ == "__main__":
    sys.exit(main())
