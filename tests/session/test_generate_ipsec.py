#!/usr/bin/python3
"""`generate --for swanctl` and `--for hostapd`: as the golden files say, nothing secret, judged good by `look`; whatever is made weaker in it is found; what site.yaml says wrongly is refused at
its line; hostapd itself takes what was made. (strongSwan does in tests/net/test_tunnel.py.)"""
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(os.path.dirname(HERE), "catalogue"))
from support import CATALOGUE, main, read_json, sekisho  # noqa: E402

SITES = os.path.join(HERE, "tunnel_ends")
GOLDEN = os.path.join(HERE, "golden")
JUDGE = os.path.join(os.environ["BUILD_DIR"], "release/tests/generate/generate_judge")
AT = "2026-11-21T00:00:00Z"
LINE = '{segment: vpn, local: 192.0.2.2, remote: 198.51.100.1, local-id: clinic.example, remote-id: centre.example, auth: psk, from: 192.168.1.0/24, to: 203.0.113.0/24}'
AIR = '{interface: wlan0, bridge: br0, ssid: "Trial Clinic", security: wpa3, channel: 36}'
SECRET = re.compile(r"secret\s*=|(passphrase|password)=(?!\.\.\.\n)\S|PRIVATE KEY", re.IGNORECASE)


class Clinic:
    """A copy of the trial clinic whose site.yaml can be changed."""
    def __init__(self, folder):
        self.folder = os.path.join(folder, "clinic")
        shutil.copytree(os.path.join(SITES, "clinic"), self.folder)
        self.path = os.path.join(self.folder, "site.yaml")
        with open(self.path, encoding="utf-8") as file:
            self.text = file.read()

    def say(self, *changes):
        text = self.text
        for old, new in changes:
            if old not in text:
                raise RuntimeError(f"site.yaml does not hold {old}")
            text = text.replace(old, new)
        with open(self.path, "w", encoding="utf-8") as file:
            file.write(text)

    def generate(self, device, target, *words):
        return sekisho("generate", "--site", self.folder, "--device", device, "--for", target, "--at", AT, *words)

    def put(self, text, name="made.conf"):
        path = os.path.join(self.folder, "..", name)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        return path

    def look(self, text, subject):
        """({check: (state, says, {reason})}, complete, notes)."""
        found = read_json("look", self.put(text), "--subject", subject, "--site", self.folder, "--at", AT, "--json", codes=(0, 1))["settings"][0]
        return {row["check"]: (row["state"], row["says"], {reason["reason"] for reason in row["reasons"]}) for row in found["checks"]}, found["complete"]

    def judge(self, text, device, target):
        """(proven, the column that is astray or None)."""
        done = subprocess.run([JUDGE, CATALOGUE, self.folder, device, target, self.put(text)], capture_output=True, text=True, timeout=60, check=False)
        lines = done.stdout.splitlines()
        if done.returncode != 0:
            raise RuntimeError(done.stdout + done.stderr)
        return lines[0] == "proven", None if lines[1].split()[1] == "-" else lines[1].split()[1]


def golden(points, name, text):
    path = os.path.join(GOLDEN, name)
    if os.environ.get("GOLDEN_WRITE"):
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
    with open(path, encoding="utf-8") as file:
        points.point(file.read() == text, f"{name} is as the golden file says", text.splitlines())


# ---- swanctl ----

# What is made weaker: (what, from, to, what look says: a reason of t11-tunnel, "open" for what it cannot judge, None; the column that is not what the site means).
TUNNEL = (
    ("an old cipher of IKE", "proposals = aes256gcm16-prfsha384", "proposals = 3des-sha1", "weak-encryption", "integrity"),
    ("an old cipher beside the good ones", "aes256-sha384-sha256-ecp384", "aes256-3des-sha384-sha256-ecp384", "weak-encryption", "encryption"),
    ("an old hash", "esp_proposals = aes256gcm16", "esp_proposals = aes256-md5", "weak-integrity", "integrity"),
    ("a hash that is going out of use", "esp_proposals = aes256gcm16", "esp_proposals = aes256-sha1", None, "integrity"),
    ("a short key", "esp_proposals = aes256gcm16", "esp_proposals = aes128gcm16", None, "encryption"),
    ("an old group", "-modp2048,", "-modp2048-modp1024,", "weak-group", "dh_group"),
    ("no group of its own for ESP", "esp_proposals = aes256gcm16-ecp384-ecp256-ecp521-modp4096-modp3072-modp2048", "esp_proposals = aes256gcm16", None, "dh_group"),
    ("nothing hidden", "esp_proposals = aes256gcm16", "esp_proposals = null-sha256", "weak-encryption", "encryption"),
    ("AH beside ESP", "esp_proposals = ", "ah_proposals = sha256-ecp384\n\t\t\t\tesp_proposals = ", None, "phase"),
    ("proposals called default", "esp_proposals = ", "esp_proposals = default, ", "open", None),
    ("no proposals", "proposals = aes256gcm16-prf", "#proposals = aes256gcm16-prf", "open", None),
    ("IKEv1", "version = 2", "version = 1", None, "ike_version"),
    ("IKEv1 that shows itself", "version = 2", "version = 1\n\t\taggressive = yes", "open-identity", "ike_version"),
    ("both versions", "\t\tversion = 2\n", "", None, "ike_version"),
    ("everything to the other end", "remote_ts = 203.0.113.0/24", "remote_ts = 0.0.0.0/0", None, "everything_inside"),
    ("a wider network at the other end", "remote_ts = 203.0.113.0/24", "remote_ts = 203.0.0.0/16", None, "peer_networks"),
    ("one more network at the other end", "remote_ts = 203.0.113.0/24", "remote_ts = 203.0.113.0/24,10.0.0.0/8", None, "peer_networks"),
    ("everything at this end", "local_ts = 192.168.1.0/24", "local_ts = 0.0.0.0/0", None, "own_networks"),
    ("no networks", "\t\t\t\tlocal_ts = 192.168.1.0/24\n", "", None, "own_networks"),
    ("another end", "remote_addrs = 198.51.100.1", "remote_addrs = %any", None, "peer"),
    ("one more connection", "connections {", "connections {\n\tx {\n\t\tversion = 2\n\t\tremote_addrs = 192.0.2.9\n\t\tproposals = aes256-sha256-modp2048\n\t}", None, "peer"),
    ("another way to show who it is", "auth = psk", "auth = eap-mschapv2", None, "authentication"),
    ("keys that live on", "rekey_time = 14400s", "rekey_time = 0s", None, "lifetime"),
    ("a file that is included", "connections {", "include more.conf\nconnections {", "open", None),
)
# The same in words of a site: what its own check can hold every look at these settings to.
OWN = """own:
  checks:
    - id: x-tunnel
      control: T11
      needs: [tunnel_proposal]
      max-age: 180
      sql: |
        SELECT t.subject, 'other', t.rowid FROM tunnel_proposal AS t WHERE t.ike_version IS NOT 2 OR t.encryption NOT IN ('aes256_gcm', 'aes256_cbc')
          OR t.phase = 'esp' AND (t.own_networks IS NOT '192.168.1.0/24' OR t.peer_networks IS NOT '203.0.113.0/24')
      reasons:
        - id: other
          text: {ja: "トンネルが取り決めと違う", en: "The tunnel is not as agreed"}
"""


def check_tunnel(points, clinic):
    code, text, errors = clinic.generate("router-b", "swanctl")
    points.point(code == 0, "settings of the tunnel are made", errors.splitlines())
    golden(points, "tunnel.swanctl.txt", text)
    checks, complete = clinic.look(text, "line-1")
    points.point(complete and checks["t11-tunnel"] == ("unknown", False, set()), "look reads all of it, and refutes nothing", [str(checks)])
    points.point(clinic.judge(text, "router-b", "swanctl") == (True, None), "and so does who made it")
    points.point(not re.search(r"default|0\.0\.0\.0/0|::/0|%any", text) and not SECRET.search(text), "nothing is left to defaults, nothing is everybody, nothing is secret")
    for what, old, new, reason, column in TUNNEL:
        weak = text.replace(old, new)
        checks, complete = clinic.look(weak, "line-1")
        state, says, reasons = checks["t11-tunnel"]
        if reason == "open":
            points.point(not complete, f"look: of {what} it says that it cannot judge it")
        elif reason:
            points.point(state == "unmet" and says and reason in reasons, f"look finds {what}", [str(checks)])
        proven, found = clinic.judge(weak, "router-b", "swanctl")
        points.point(weak != text and not proven and found == column, f"with {what} nothing would be written: {column or 'not all of it is known'}", [f"{proven} {found}"])


def check_own(points, clinic):
    """A site can be stricter: its own check is asked as the catalogue's are."""
    clinic.say(("needs:\n", OWN + "needs:\n"))
    code, text, errors = clinic.generate("router-b", "swanctl")
    points.point(code == 0, "a site's own check takes what was made", errors.splitlines())
    for what, old, new, _, column in TUNNEL:
        if column in ("ike_version", "own_networks", "peer_networks", "everything_inside"):
            checks, _ = clinic.look(text.replace(old, new), "line-1")
            points.point(checks["x-tunnel"][0] == "unmet", f"and by it look finds {what}", [str(checks)])
    clinic.say(("needs:\n", OWN.replace("NOT IN ('aes256_gcm', 'aes256_cbc')", "<> 'aes256_gcm'") + "needs:\n"))
    file = os.path.join(clinic.folder, "..", "none.conf")
    code, shown, _ = clinic.generate("router-b", "swanctl", "--output", file)
    points.point(code == 1 and "T11 x-tunnel: DOES NOT HOLD" in shown and "Nothing was written" in shown and not os.path.exists(file) and not os.path.exists(file + ".sheet.txt"),
                 "what a check of the site refutes is not written", shown.splitlines())
    found = json.loads(clinic.generate("router-b", "swanctl", "--json")[1])
    points.point(not found["proven"] and found["settings"] is None and [row["check"] for row in found["checks"] if row["fails"]] == ["x-tunnel"], "nor given out", [str(found)])
    clinic.say()


def check_limit(points, clinic):
    clinic.say(("needs:\n", 'parameters:\n  - {parameter: t11-dh-group, value: 20, reason: "agreed", by: "A. B.", date: 2026-11-01}\nneeds:\n'))
    _, text, _ = clinic.generate("router-b", "swanctl")
    points.point("aes256gcm16-prfsha384-ecp384-ecp521," in text and "modp" not in text and "ecp256" not in text, "the site's own limit decides which groups there are", text.splitlines())
    clinic.say()


def check_tunnels(points, clinic):
    second = LINE.replace("vpn,", "vpn2,").replace("198.51.100.1", "2001:db8::9").replace("192.0.2.2", "2001:db8::2").replace("auth: psk", "auth: certificate, certificate: clinic.pem, encap: true")
    second = second.replace("from: 192.168.1.0/24", 'from: "192.168.1.0/24 2001:db8:1::/64"').replace("to: 203.0.113.0/24", 'to: "10.1.0.0/16 10.2.0.0/16 2001:db8:2::/48"')
    clinic.say((LINE, LINE + "\n      - " + second), ("  - {id: vpn, role: tunnel}", "  - {id: vpn, role: tunnel}\n  - {id: vpn2, role: tunnel}"),
               ("  - {node: router-b, segment: vpn, interface: ipsec0}", "  - {node: router-b, segment: vpn, interface: ipsec0}\n  - {node: router-b, segment: vpn2, interface: ipsec1}"))
    code, text, errors = clinic.generate("router-b", "swanctl")
    points.point(code == 0 and "certs = clinic.pem" in text and "auth = pubkey" in text and "encap = yes" in text and "remote_ts = 10.1.0.0/16,10.2.0.0/16,2001:db8:2::/48" in text,
                 "several tunnels, with certificates and several networks", (text + errors).splitlines())
    clinic.say((LINE, LINE.replace("local: 192.0.2.2, ", "")))
    code, text, errors = clinic.generate("router-b", "swanctl")
    points.point(code == 0 and "local_addrs" not in text and "mobike = yes" in text, "an end whose address changes", (text + errors).splitlines())
    clinic.say((LINE, LINE.replace("local-id: clinic.example, remote-id: centre.example, ", "")))
    code, text, errors = clinic.generate("router-b", "swanctl")
    points.point(code == 0 and 'id = "192.0.2.2"' in text and 'id = "198.51.100.1"' in text, "ends that are known by their addresses", (text + errors).splitlines())
    clinic.say()


# ---- hostapd ----

WIRELESS = (
    ("a name that is sent out", "ignore_broadcast_ssid=1", "ignore_broadcast_ssid=0", "announced", "hidden"),
    ("no list of devices", "macaddr_acl=1", "macaddr_acl=0", "anyone", "mac_list"),
    ("an old cipher", "rsn_pairwise=CCMP", "rsn_pairwise=CCMP TKIP", "weak", "cipher"),
    ("WPA beside WPA2", "wpa=2", "wpa=3", "weak", "protection"),
    ("no protection", "wpa=2\n", "", "weak", "protection"),
    ("a shared key beside SAE", "wpa_key_mgmt=SAE", "wpa_key_mgmt=SAE WPA-PSK", None, "protection"),
    ("frames that are not protected", "ieee80211w=2", "ieee80211w=1", None, "management_frames"),
    ("devices that reach each other", "ap_isolate=1", "ap_isolate=0", None, "isolated"),
    ("a network that is off", "sae_pwe=2", "sae_pwe=2\nstart_disabled=1", None, "active"),
    ("one more network", "sae_pwe=2", "sae_pwe=2\nbss=wlan1\nssid=Guest", "announced", "ssid"),
    ("another name", "ssid=Trial Clinic", "ssid=Guest", None, "ssid"),
)
SECURITIES = {"wpa3": "sae_password", "wpa2-wpa3": "wpa_passphrase", "wpa2-enterprise": None, "wpa3-enterprise": None}


def check_wireless(points, clinic):
    for security in SECURITIES:
        clinic.say((AIR, AIR.replace("wpa3", security)))
        code, text, errors = clinic.generate("ap", "hostapd")
        points.point(code == 0 and not SECRET.search(text), f"settings for {security} are made, without a secret", errors.splitlines())
        golden(points, f"tunnel.hostapd.{security}.txt", text)
        checks, complete = clinic.look(text, "wireless-1")
        points.point(complete and all(row[0] == "met" for row in checks.values()) and "t20-network" in checks, f"look: {security} is met, all of it", [str(checks)])
        check_hostapd(points, clinic, text, SECURITIES[security], security)
    clinic.say()
    _, text, _ = clinic.generate("ap", "hostapd")
    for what, old, new, reason, column in WIRELESS:
        weak = text.replace(old, new)
        checks, _ = clinic.look(weak, "wireless-1")
        if reason:
            points.point(checks["t20-network"][0] == "unmet" and reason in checks["t20-network"][2], f"look finds {what}", [str(checks)])
        proven, found = clinic.judge(weak, "ap", "hostapd")
        points.point(weak != text and not proven and found == column, f"with {what} nothing would be written: {column}", [f"{proven} {found}"])


def hostapd(path):
    done = subprocess.run(["/usr/sbin/hostapd", path], capture_output=True, text=True, timeout=20, check=False)
    return done.stdout + done.stderr


def check_hostapd(points, clinic, text, secret, security):
    """There is no radio here: it gets as far as the driver, which is behind reading and checking of all settings."""
    folder = os.path.dirname(clinic.put(text, "ap.conf"))
    for name, content in (("accept", "02:00:00:00:00:01\n"), ("eap_user", "* TLS\n"), ("ca.pem", ""), ("server.pem", ""), ("server.key", "")):
        clinic.put(content, "sekisho." + name)
    said = hostapd(clinic.put(text.replace("/etc/hostapd", os.path.join(folder, "nowhere"))))
    points.point("errors found in configuration file" in said, f"{security}: without the list of devices hostapd does not begin", said.splitlines())
    there = text.replace("/etc/hostapd", folder) + (f"{secret}=0123456789abcdef\n" if secret else "")
    said = hostapd(clinic.put(there))
    points.point("errors found" not in said and "Failed to set up interface with" not in said and "Failed to initialize driver 'nl80211'" in said, f"{security}: hostapd takes it", said.splitlines())
    said = hostapd(clinic.put(there.replace("macaddr_acl", "macaddr_acx")))
    points.point("errors found in configuration file" in said, "it would have said what it does not take")


def check_networks(points, clinic):
    guest = AIR.replace("wlan0", "wlan1").replace("Trial Clinic", "Second").replace("bridge: br0, ", "")
    clinic.say((AIR, AIR.replace("wpa3", "wpa3-enterprise") + "\n      - " + guest))
    code, text, errors = clinic.generate("ap", "hostapd")
    points.point(code == 0 and "\nbss=wlan1\n" in text and text.rstrip().endswith("sae_password=..."), "several networks, one with a passphrase at the end", (text + errors).splitlines())
    clinic.say((AIR, AIR + "\n      - " + guest))
    code, _, errors = clinic.generate("ap", "hostapd")
    points.point(code == 2 and "site.yaml:" in errors and "passphrase" in errors, "one with a passphrase before others is refused", errors.splitlines())
    clinic.say((AIR, AIR.replace("36", "6")))
    points.point("hw_mode=g\nchannel=6\n" in clinic.generate("ap", "hostapd")[1], "the other band")
    clinic.say((AIR, AIR.replace("36", "100")))
    points.point("ieee80211h=1\nhw_mode=a\nchannel=100\n" in clinic.generate("ap", "hostapd")[1], "radar is looked for where it has to be")
    clinic.say()


# ---- what site.yaml says wrongly ----

WRONG = (
    ("everything to the other end", LINE, LINE.replace("to: 203.0.113.0/24", "to: 0.0.0.0/0"), "not exact"),
    ("everything of IPv6", LINE, LINE.replace("to: 203.0.113.0/24", 'to: "203.0.113.0/24 ::/0"').replace("from: 192.168.1.0/24", 'from: "192.168.1.0/24 2001:db8::/32"'), "not exact"),
    ("half of everything", LINE, LINE.replace("to: 203.0.113.0/24", 'to: "0.0.0.0/1 128.0.0.0/1"'), "not exact"),
    ("everything at this end", LINE, LINE.replace("from: 192.168.1.0/24", "from: 0.0.0.0/0"), "not exact"),
    ("bits behind the network", LINE, LINE.replace("to: 203.0.113.0/24", "to: 203.0.113.5/24"), "not exact"),
    ("no network", LINE, LINE.replace("to: 203.0.113.0/24", 'to: ""'), "not exact"),
    ("ends of two families", LINE, LINE.replace("remote: 198.51.100.1", "remote: 2001:db8::1"), "two addresses of one family"),
    ("an end that is a name", LINE, LINE.replace("remote: 198.51.100.1", "remote: centre.example"), "two addresses of one family"),
    ("both ends the same", LINE, LINE.replace("remote: 198.51.100.1", "remote: 192.0.2.2"), "two addresses of one family"),
    ("anybody", LINE, LINE.replace("remote-id: centre.example", 'remote-id: "%any"'), "could be anybody's"),
    ("anybody of a name", LINE, LINE.replace("remote-id: centre.example", 'remote-id: "C=JP, O=Centre, CN=*"'), "could be anybody's"),
    ("an end of the quotes", LINE, LINE.replace("remote-id: centre.example", "remote-id: 'a\" secret = \"b'"), "could be anybody's"),
    ("nobody", LINE, LINE.replace("local: 192.0.2.2, ", "").replace("local-id: clinic.example, ", ""), "as whom"),
    ("a certificate without its name", LINE, LINE.replace("auth: psk", "auth: certificate"), "belong together"),
    ("a certificate that nobody asks for", LINE, LINE.replace("auth: psk", "auth: psk, certificate: a.pem"), "belong together"),
    ("a segment that is no tunnel", LINE, LINE.replace("vpn", "onu"), "no link to"),
    ("a segment that it does not stand on", "  - {node: router-b, segment: vpn, interface: ipsec0}", "  - {node: router-b, segment: air, interface: ipsec0}", "no link to"),
    ("the same way twice", LINE, LINE + "\n      - " + LINE, "go the same way"),
    ("a secret", LINE, LINE.replace("auth: psk", "auth: psk, secret: abc"), "secret"),
    ("a way that is not known", LINE, LINE.replace("auth: psk", "auth: xauth"), "psk, certificate"),
    ("a name that is too long", AIR, AIR.replace("Trial Clinic", "x" * 33), "no name of a wireless network"),
    ("a name of two lines", AIR, AIR.replace("Trial Clinic", "a\\nmacaddr_acl=0"), "no name of a wireless network"),
    ("a channel that Japan does not have", AIR, AIR.replace("36", "35"), "no channel"),
    ("a channel that no table has", AIR, AIR.replace("36", "165"), "144"),
    ("an old protection", AIR, AIR.replace("wpa3", "wpa2"), "wpa2-wpa3"),
    ("two networks of one interface", AIR, AIR + "\n      - " + AIR, "share its radio"),
    ("a passphrase", AIR, AIR.replace("wpa3", "wpa3, passphrase: abc"), "passphrase"),
    ("a host's network at a segment", "  - {id: air, role: segment}", "  - {id: air, role: segment, wireless: [" + AIR + "]}", "could offer"),
    ("a tunnel that a bridge ends", "    passes: [ipv4]", "    passes: [ipv4]\n    tunnels: [" + LINE + "]", "end tunnels"),
)


def check_wrong(points, clinic):
    for what, old, new, said in WRONG:
        clinic.say((old, new))
        code, output, errors = clinic.generate("router-b", "swanctl")
        points.point(code == 2 and output == "" and re.search(r"site\.yaml:\d+:\d+: ", errors) and said in errors, f"{what} is refused at its line", errors.splitlines())
    clinic.say()
    for device, target, said in (("terminal-1", "swanctl", "ends no tunnel"), ("router-b", "hostapd", "no wireless network"), ("ap", "nftables", "a host or a router"), ("nobody", "swanctl", "nobody")):
        code, _, errors = clinic.generate(device, target)
        points.point(code == 2 and said in errors, f"{device} has nothing for {target}", errors.splitlines())
    clinic.say(("  - {id: line-1, place: line}\n", ""))
    code, _, errors = clinic.generate("router-b", "swanctl")
    points.point(code == 2 and "no subject" in errors, "without a line nobody can judge it", errors.splitlines())
    clinic.say()


# ---- what is written ----

def check_written(points, clinic):
    for device, target, said in (("router-b", "swanctl", "T11 t11-tunnel: refutes nothing"), ("ap", "hostapd", "T20 t20-network: done")):
        file = os.path.join(clinic.folder, "..", target)
        code, shown, errors = clinic.generate(device, target, "--output", file)
        with open(file, encoding="utf-8") as made, open(file + ".sheet.txt", encoding="utf-8") as sheet:
            text, told = made.read(), sheet.read()
        points.point(code == 0 and said in shown and text == clinic.generate(device, target)[1], f"{target}: written as it is shown, with what its checks say", (shown + errors).splitlines())
        points.point("mode 0600" in told and "sha256sum" in told and not SECRET.search(text), f"{target}: the sheet says where the secret goes, and holds none", told.splitlines())
        found = json.loads(clinic.generate(device, target, "--json")[1])
        points.point(found["proven"] and found["settings"] == text and found["for"] == target and not any(row["fails"] for row in found["checks"]), f"{target}: the same as JSON", [str(found)[:600]])
    for lang in ("ja", "en"):
        shown = clinic.generate("router-b", "swanctl", "--output", os.path.join(clinic.folder, "..", "x"), "--lang", lang)[1]
        points.point(("T11" in shown) and ("IPsec" in shown or "swanctl" in shown), f"in {lang}")


def run(points):
    with tempfile.TemporaryDirectory() as folder:
        clinic = Clinic(folder)
        check_tunnel(points, clinic)
        check_own(points, clinic)
        check_limit(points, clinic)
        check_tunnels(points, clinic)
        check_wireless(points, clinic)
        check_networks(points, clinic)
        check_wrong(points, clinic)
        check_written(points, clinic)


if __name__ == "__main__":
    main(run)
