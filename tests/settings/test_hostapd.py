#!/usr/bin/python3
"""hostapd.conf: each key, what defaults decide and what is not known, several networks, what is refused with line and column, and that no secret comes out."""
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from settings import SECRET, check_refused, gate, read  # noqa: E402

HEAD = "interface=wlan0\nssid=Clinic\n"
WAY = ("protection", "cipher", "key_management")


def one(keys):
    """The columns of the only network."""
    found = read(HEAD + keys)
    return found.facts[0][1] if len(found.facts) == 1 and not found.notes else {}


def way(keys):
    return tuple(one(keys).get(column) for column in WAY)


def check_protection(points):
    cases = {
        "": ("open", "none", "none"),
        "wpa=0\n": ("open", "none", "none"),
        "wep_key0=123456789a\n": ("wep", "wep", "shared_key"),
        "wep_default_key=1\nwep_key1=123456789a\n": ("wep", "wep", "shared_key"),
        "ieee8021x=1\n": ("open", "none", "enterprise"),
        "ieee8021x=1\nwep_key_len_unicast=13\n": ("wep", "wep", "enterprise"),
        "ieee8021x=1\nwep_key_len_broadcast=5\n": ("wep", "wep", "enterprise"),
        "wpa=1\n": ("wpa", "tkip", "shared_key"),
        "wpa=2\n": ("wpa2", "tkip", "shared_key"),
        "wpa=2\nrsn_pairwise=CCMP\n": ("wpa2", "aes", "shared_key"),
        "wpa=2\nwpa_pairwise=CCMP\n": ("wpa2", "aes", "shared_key"),
        "wpa=2\nwpa_pairwise=TKIP\nrsn_pairwise=CCMP\n": ("wpa2", "aes", "shared_key"),
        "wpa=2\nwpa_pairwise=TKIP CCMP\n": ("wpa2", "tkip_aes", "shared_key"),
        "wpa=1\nwpa_pairwise=CCMP\nrsn_pairwise=TKIP\n": ("wpa", "aes", "shared_key"),
        "wpa=3\nwpa_pairwise=TKIP\nrsn_pairwise=CCMP\n": ("wpa_wpa2", "tkip_aes", "shared_key"),
        "wpa=3\nwpa_pairwise=CCMP\n": ("wpa_wpa2", "aes", "shared_key"),
        "wpa=2\nrsn_pairwise=CCMP-256\n": ("wpa2", "aes", "shared_key"),
        "wpa=2\nrsn_pairwise=GCMP-256\n": ("wpa2", "gcmp", "shared_key"),
        "wpa=2\nrsn_pairwise=GCMP CCMP\n": ("wpa2", "aes", "shared_key"),
        "wpa=2\nrsn_pairwise=CCMP\ngroup_cipher=TKIP\n": ("wpa2", "tkip_aes", "shared_key"),
        "wpa=2\nrsn_pairwise=CCMP\nwpa_key_mgmt=WPA-PSK-SHA256 FT-PSK\n": ("wpa2", "aes", "shared_key"),
        "wpa=2\nrsn_pairwise=CCMP\nwpa_key_mgmt=SAE\n": ("wpa3", "aes", "sae"),
        "wpa=2\nrsn_pairwise=CCMP\nwpa_key_mgmt=SAE FT-SAE SAE-EXT-KEY\n": ("wpa3", "aes", "sae"),
        "wpa=2\nrsn_pairwise=CCMP\nwpa_key_mgmt=WPA-PSK SAE\n": ("wpa2_wpa3", "aes", "shared_key"),
        "wpa=2\nrsn_pairwise=CCMP\nwpa_key_mgmt=WPA-EAP\nieee8021x=1\n": ("wpa2", "aes", "enterprise"),
        "wpa=2\nrsn_pairwise=GCMP-256\nwpa_key_mgmt=WPA-EAP-SUITE-B-192\nieee8021x=1\n": ("wpa3", "gcmp", "enterprise"),
        "wpa=2\nrsn_pairwise=CCMP\nwpa_key_mgmt=WPA-EAP WPA-EAP-SUITE-B-192\nieee8021x=1\n": ("wpa2_wpa3", "aes", "enterprise"),
        "wpa=2\nrsn_pairwise=CCMP\nwpa_key_mgmt=WPA-PSK WPA-EAP\nieee8021x=1\n": ("wpa2", "aes", "shared_key"),
        "wpa=2\nrsn_pairwise=CCMP\nwpa_key_mgmt=OWE\n": ("owe", "aes", "none"),
    }
    for keys, expected in cases.items():
        points.point(way(keys) == expected, f"{keys.strip() or 'nothing'!r} is {' '.join(expected)}", read(HEAD + keys).output.splitlines())
    for name, keys in {"a way in": "wpa=2\nwpa_key_mgmt=DPP\n", "a cipher": "wpa=2\nrsn_pairwise=ROT13\n", "a version": "wpa=4\n", "OSEN": "osen=1\n"}.items():
        found = read(HEAD + keys)
        points.point(not found.facts and len(found.notes) == 1 and '"status":"partial"' in found.bundle[1], f"{name} that is not known: noted, not guessed",
                     found.output.splitlines())


def check_columns(points):
    plain = one("")
    points.point({"role": "access_point", "ssid": "Clinic", "active": "1", "hidden": "0", "any_refused": "0", "mac_list": "0", "isolated": "0", "client_certificate": "0",
                  "management_frames": "off"}.items() <= plain.items() and not {"eap", "mac_listed", "default_passphrase"} & set(plain), "documented defaults, and nothing more", [str(plain)])
    for value, hidden in (("0", "0"), ("1", "1"), ("2", "1")):
        row = one(f"ignore_broadcast_ssid={value}\n")
        points.point((row["hidden"], row["any_refused"]) == (hidden, hidden), f"ignore_broadcast_ssid={value}")
    points.point([one(f"macaddr_acl={i}\naccept_mac_file=/etc/a\n").get("mac_list") for i in range(4)] == ["0", "1", None, None], "macaddr_acl; a server may know better")
    points.point(one("ap_isolate=1\n")["isolated"] == "1" and one("start_disabled=1\n")["active"] == "0", "ap_isolate, start_disabled")
    frames = [one(f"wpa=2\nrsn_pairwise=CCMP\nieee80211w={i}\n").get("management_frames") for i in range(4)]
    points.point(frames == ["off", "optional", "required", None], "ieee80211w", [str(frames)])
    points.point("management_frames" not in one("wpa=2\nocv=1\n") and one("wpa=1\nieee80211w=2\n")["management_frames"] == "off", "which channels turn on, and WPA does not have")
    points.point("client_certificate" not in one("wpa=2\nwpa_key_mgmt=WPA-EAP\nieee8021x=1\n"), "whether clients show a certificate stands with the server")
    points.point(read(HEAD + "eap_server=1\neap_user_file=/etc/u\nchannel=6\n").values(*WAY) == [("open", "none", "none")], "other keys are passed over")
    lines = read(HEAD + "wpa=2\nwpa_pairwise=TKIP\nrsn_pairwise=CCMP\nignore_broadcast_ssid=1\nwpa_key_mgmt=SAE\n").facts[0]
    points.point(lines[0] == 2 and [lines[2][column] for column in ("ssid", "protection", "cipher", "hidden", "key_management", "mac_list")] == [2, 3, 5, 6, 7, 0],
                 "each column with its line", [str(lines)])
    points.point(way("wpa=2\nwpa=1\n") == ("wpa", "tkip", "shared_key"), "the last of a key counts")
    points.point(way("wpa=2 \r\nrsn_pairwise=CCMP\t\r\n") == ("wpa2", "aes", "shared_key"), "blanks at the end of lines")


def check_names(points):
    def name(text):
        return read(f"interface=wlan0\n{text}\nwpa=2\n").facts[0][1].get("ssid")
    points.point(name("ssid=診察室") == "診察室" and name("ssid=a b=c") == "a b=c", "the name as it stands there")
    points.point(name('ssid2="Guest"') == "Guest" and name("ssid2=4775657374") is None and name('ssid2=P"a"') is None, "in quotes, or not known")
    points.point(name("ssid=") is None and read(b"interface=w\nssid=\xff\xfe\nwpa=2\n").facts[0][1].get("ssid") is None, "no name, and one that is no text")
    found = read("interface=wlan0\nssid=1234 5678 9018\nwpa=2\n")
    points.point(found.code == 2 and "file:2:" in found.output and "5678" not in found.output, "a My Number is refused, at its line", found.output.splitlines())
    found = read("interface=wlan0\nwpa=2\nssid=$6$aaaaaaaa$aaaaaaaaaa\n")
    points.point(found.code == 2 and "file:3:" in found.output and "aaaa" not in found.output[found.output.index("file:3:"):], "a hash of a password is refused, at its line", found.output.splitlines())


def check_networks(points):
    found = read(HEAD + "wpa=2\nrsn_pairwise=CCMP\nmacaddr_acl=1\nbss=wlan0_1\nssid=Guest\nbss=wlan0_2\nssid=Old\nwep_key0=1\n")
    points.point(found.values("ssid", "protection", "mac_list") == [("Clinic", "wpa2", "1"), ("Guest", "open", "0"), ("Old", "wep", "0")] and
                 [line for line, *_ in found.facts] == [2, 7, 9], "each bss is a network and begins with the defaults", found.output.splitlines())
    found = read(HEAD + "wpa=4\nbss=wlan0_1\nssid=Guest\nwpa=2\n")
    points.point(found.values("ssid") == [("Guest",)] and found.notes[0][0] == 2, "one that is not understood hides no other", found.output.splitlines())
    found = read("interface=wlan0\ndriver=wired\nieee8021x=1\n")
    points.point(not found.facts and len(found.notes) == 1, "a driver that is not of a wireless network")
    points.point(read("interface=eth0\naddress=192.0.2.1\n").output == "unknown\n" and read("ssid=a\n").output == "unknown\n", "another file is not known")
    points.point(read("bss=a\nssid=b\n").dialect == "hostapd", "a part of one is")


def check_secrets(points):
    keys = "".join(f"{key}={SECRET}\n" for key in ("wpa_passphrase", "wpa_psk", "sae_password", "wep_key0", "wep_key1", "auth_server_shared_secret", "acct_server_shared_secret",
                                                   "private_key_passwd", "ap_pin", "eap_user_file", "wpa_psk_file", "ft_psk"))
    found = read("# " + SECRET + "\n" + HEAD + keys)
    points.point(SECRET not in found.output and found.values(*WAY) == [("wep", "wep", "shared_key")], "secrets come out nowhere", found.output.splitlines())
    points.point(SECRET not in read(HEAD + f"wpa_key_mgmt={SECRET}\nwpa=2\n").output, "nor does a word in the wrong place")


def main():
    points = gate.Points()
    for check in (check_protection, check_columns, check_names, check_networks, check_secrets):
        check(points)
    check_refused(points, {
        "a line without '='": HEAD + f"§{SECRET}\n",
        "a value that is no number": HEAD + f"wpa=§{SECRET}\n",
        "a number that goes on": HEAD + "wpa=§2x\n",
        "no number": HEAD + "macaddr_acl=§\n",
        "a name too long": "interface=w\nssid=§" + "x" * 33 + "\n",
        "a line too long": HEAD + "§a=" + "x" * 16384 + "\n",
        "a zero byte": HEAD.encode() + b"wpa=2\xc2\xa7\0\n",
    })
    found = read(HEAD + "".join(f"bss=w{i}\nssid=n{i}\n" for i in range(2048)))
    points.point(found.code == 2 and "too many facts" in found.output, "more networks than the ceiling", found.output.splitlines()[:3])
    return points.end()


if __name__ == "__main__":
    sys.exit(main())
