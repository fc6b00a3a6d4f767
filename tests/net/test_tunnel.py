#!/usr/bin/python3
"""strongSwan as the judge of `generate --for swanctl`: four network namespaces (terminal, clinic's router, centre's router, server), charon on both routers with what was made for
each end, the tunnel up, work through it, and the wire between them watched: only IKE and ESP, and nothing in clear when charon is gone. Then another end that is set up worse.

This kernel need not have ESP: charon does it itself (kernel-libipsec), inside UDP. Everything ends with the test.
"""
import ctypes
import os
import re
import secrets
import select
import shutil
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(os.path.dirname(HERE), "gates"))
import gate  # noqa: E402

SEKISHO = os.environ.get("SEKISHO", os.path.join(gate.ROOT, "build", "root", "usr", "bin", "sekisho"))
SITES = os.path.join(gate.ROOT, "tests", "session", "tunnel_ends")
INSIDE = "SEKISHO_INSIDE_NAMESPACE"
CLONE_NEWNET = 0x40000000
ETH_P_ALL = 3
CHARON = "/usr/sbin/charon-systemd"
AT = "2026-11-21T00:00:00Z"
PLUGINS = "random nonce aes sha1 sha2 hmac kdf gcm openssl pem pkcs1 pkcs8 x509 pubkey constraints revocation kernel-libipsec kernel-netlink socket-default vici"
SECRET = secrets.token_hex(32)
OTHER = {"clinic": "centre.example", "centre": "clinic.example"}
libc = ctypes.CDLL(None, use_errno=True)


def run(*words, text=None, env=None, timeout=60):
    return subprocess.run(words, input=text, capture_output=True, text=True, timeout=timeout, check=False, env=env)


def must(*words, text=None, env=None):
    ran = run(*words, text=text, env=env)
    if ran.returncode != 0:
        raise RuntimeError(f"{' '.join(words)}: {ran.stdout}{ran.stderr}")
    return ran.stdout


# ---- namespaces ----

class Node:
    """A namespace, held by a process that waits."""
    def __init__(self, name):
        self.name = name
        ready, theirs = os.pipe()
        self.pid = os.fork()
        if self.pid == 0:
            if libc.unshare(CLONE_NEWNET) == 0:
                os.write(theirs, b"1")
            os.close(ready)
            signal.pause()
            os._exit(0)
        os.close(theirs)
        if os.read(ready, 1) != b"1":
            raise RuntimeError("no namespace")
        os.close(ready)
        self.must("ip", "link", "set", "lo", "up")

    def words(self, *words):
        return ("nsenter", "-t", str(self.pid), "-n", *words)

    def run(self, *words, **more):
        return run(*self.words(*words), **more)

    def must(self, *words, **more):
        return must(*self.words(*words), **more)

    def watch(self, interface):
        """A socket that hears what this interface sends and gets."""
        with open("/proc/self/ns/net", "rb") as ours, open(f"/proc/{self.pid}/ns/net", "rb") as theirs:
            enter(theirs.fileno())
            try:
                raw = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(ETH_P_ALL))
                raw.bind((interface, 0))
            finally:
                enter(ours.fileno())
        return raw

    def end(self):
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)


def enter(descriptor):
    if libc.setns(descriptor, CLONE_NEWNET) != 0:
        raise OSError(ctypes.get_errno(), "setns")


def cable(one, interface, other, opposite):
    must("ip", "link", "add", f"x{one.pid}", "type", "veth", "peer", "name", f"y{one.pid}")
    for node, made, name in ((one, f"x{one.pid}", interface), (other, f"y{one.pid}", opposite)):
        must("ip", "link", "set", made, "netns", str(node.pid))
        node.must("ip", "link", "set", made, "name", name)
        node.must("ip", "link", "set", name, "up")


def addresses(node, *pairs):
    for interface, address in pairs:
        node.must("ip", "address", "add", address, "dev", interface)


def world():
    """terminal - clinic = centre - server; what the routers do not know goes out by the line."""
    terminal, clinic, centre, server = nodes = [Node(name) for name in ("terminal", "clinic", "centre", "server")]
    cable(terminal, "eth0", clinic, "lan")
    cable(clinic, "wan", centre, "wan")
    cable(server, "eth0", centre, "lan")
    addresses(terminal, ("eth0", "192.168.1.20/24"))
    addresses(clinic, ("lan", "192.168.1.1/24"), ("wan", "192.0.2.2/24"))
    addresses(centre, ("lan", "203.0.113.1/24"), ("wan", "198.51.100.1/24"))
    addresses(server, ("eth0", "203.0.113.10/24"))
    terminal.must("ip", "route", "add", "default", "via", "192.168.1.1")
    server.must("ip", "route", "add", "default", "via", "203.0.113.1")
    for router, other in ((clinic, "198.51.100.1"), (centre, "192.0.2.2")):
        router.must("ip", "route", "add", "default", "via", other, "dev", "wan", "onlink")
        router.must("sh", "-c", "echo 1 > /proc/sys/net/ipv4/ip_forward; for f in all default; do echo 0 > /proc/sys/net/ipv4/conf/$f/rp_filter; done")
    return nodes


# ---- what is on the wire ----

def kind_of(frame):
    """'ike', 'esp', 'arp', or what it is in clear; the second is whether it is about the networks behind the routers."""
    kind = struct.unpack("!H", frame[12:14])[0]
    if kind == 0x0806:
        return "arp"
    if kind != 0x0800:
        return "other"
    head = frame[14:]
    size, protocol = (head[0] & 15) * 4, head[9]
    if protocol == 50:
        return "esp"
    if protocol != socket.IPPROTO_UDP:
        return f"clear {protocol} {socket.inet_ntoa(head[12:16])} {socket.inet_ntoa(head[16:20])}"
    source, target = struct.unpack("!HH", head[size:size + 4])
    inside = head[size + 8:]
    if 500 in (source, target):
        return "ike"
    if 4500 in (source, target):
        return "ike" if inside[:4] == bytes(4) or len(inside) == 1 else "esp"
    return f"clear udp {source} {target}"


def heard(raw):
    kinds = {}
    while select.select([raw], [], [], 0.1)[0]:
        frame, where = raw.recvfrom(65535)
        kind = kind_of(frame)
        # What an interface without an address of IPv6 says about itself.
        if kind != "other" and where:
            kinds[kind] = kinds.get(kind, 0) + 1
    return kinds


def clear(kinds):
    """What is in clear of the networks behind the routers. That a router says to the other one that nobody listens is not."""
    return [kind for kind in kinds if kind.startswith("clear") and re.search(r" (192\.168\.1|203\.0\.113)\.", kind)]


def ping(node, address, count=3):
    found = re.search(r"(\d+) received", node.run("ping", "-n", "-c", str(count), "-i", "0.2", "-W", "1", address).stdout)
    return int(found.group(1)) if found else 0


# ---- charon ----

class Gate:
    """charon of a router: a configuration that is loaded, and a secret in a file of its own."""
    def __init__(self, node, folder, settings):
        self.node, self.folder = node, os.path.join(folder, node.name)
        os.makedirs(os.path.join(self.folder, "conf.d"), exist_ok=True)
        self.put("conf.d/sekisho.conf", settings)
        self.put("swanctl.conf", "include conf.d/*.conf\n")
        self.put("conf.d/sekisho-secrets.conf", f'secrets {{\n  ike-1 {{\n    id-1 = {OTHER[node.name]}\n    secret = "{SECRET}"\n  }}\n}}\n', 0o600)
        self.log, self.socket = os.path.join(self.folder, "log"), f"unix://{self.folder}/vici"
        self.put("strongswan.conf", f"charon-systemd {{\n  load = {PLUGINS}\n  install_routes = yes\n  retransmit_tries = 2\n  retransmit_timeout = 1\n"
                 f"  plugins {{\n    vici {{\n      socket = {self.socket}\n    }}\n  }}\n  filelog {{\n    log {{\n      path = {self.log}\n      default = 1\n      flush_line = yes\n    }}\n  }}\n"
                 f"  journal {{\n    default = -1\n  }}\n}}\nswanctl {{\n  load = random pem pkcs1 pkcs8 x509 pubkey openssl\n}}\n")
        self.env = {**os.environ, "STRONGSWAN_CONF": os.path.join(self.folder, "strongswan.conf"), "SWANCTL_DIR": self.folder}
        self.charon = None

    def put(self, name, text, mode=0o644):
        with open(os.path.join(self.folder, name), "w", encoding="utf-8") as file:
            os.fchmod(file.fileno(), mode)
            file.write(text)

    def start(self):
        self.charon = subprocess.Popen(self.node.words(CHARON), env=self.env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        end = time.monotonic() + 20
        while time.monotonic() < end and self.swanctl("--stats").returncode != 0:
            time.sleep(0.1)
        return self.swanctl("--load-all", "--file", os.path.join(self.folder, "swanctl.conf"))

    def swanctl(self, *words):
        return self.node.run("swanctl", words[0], "--uri", self.socket, *words[1:], env=self.env)

    def stop(self):
        if self.charon:
            self.charon.terminate()
            self.charon.wait(20)
        self.charon = None

    def said(self):
        if not os.path.exists(self.log):
            return ""
        with open(self.log, encoding="utf-8", errors="replace") as file:
            return file.read()


def until_up(place, seconds=15):
    """Both ends begin by themselves ("start"); `initiate` is for where that has not come to its end yet."""
    place.swanctl("--initiate", "--child", "vpn", "--timeout", "10")
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        shown = place.swanctl("--list-sas").stdout
        if "ESTABLISHED" in shown and "INSTALLED" in shown:
            return shown
        time.sleep(0.2)
    return place.swanctl("--list-sas").stdout


def made(name, device, target, folder, change=lambda text: text):
    """None: it is not made."""
    file, site = os.path.join(folder, f"{name}.{target}"), os.path.join(folder, name + ".site")
    os.makedirs(site, exist_ok=True)
    with open(os.path.join(SITES, name, "site.yaml"), encoding="utf-8") as ours, open(os.path.join(site, "site.yaml"), "w", encoding="utf-8") as theirs:
        theirs.write(change(ours.read()))
    ran = run(SEKISHO, "generate", "--site", site, "--device", device, "--for", target, "--output", file, "--at", AT)
    if ran.returncode != 0:
        return None
    with open(file, encoding="utf-8") as text:
        return text.read()


# ---- the points ----

def check_filter(points, nodes, folder):
    terminal, clinic = nodes[:2]
    raw = clinic.watch("wan")
    ping(terminal, "203.0.113.10", 2)
    points.point(len(clear(heard(raw))) > 0, "without charon and filter the terminal's packets leave in clear: the watch sees what is there to see")
    ours = made("clinic", "router-b", "nftables", folder)
    points.point(ours is not None, "generate --for nftables makes a filter of the same device")
    clinic.must("nft", "-f", os.path.join(folder, "clinic.nftables"))
    heard(raw)
    ping(terminal, "203.0.113.10", 2)
    kinds = heard(raw)
    raw.close()
    points.point(not clear(kinds), "with the filter and without charon nothing leaves in clear", [str(kinds)])


def check_trap(points, nodes, folder, settings):
    """No filter, and nobody at the other end."""
    for what, text, holds in (("holds back what is for the other end", settings, True), ("would not without 'trap'", settings.replace("trap|start", "start"), False)):
        place = Gate(nodes[1], os.path.join(folder, "alone"), text)
        raw = nodes[1].watch("wan")
        try:
            place.start()
            heard(raw)
            ping(nodes[0], "203.0.113.10", 2)
            kinds = heard(raw)
            points.point(bool(clear(kinds)) != holds, f"charon alone {what}", [str(kinds)])
        finally:
            raw.close()
            place.stop()


def check_up(points, nodes, clinic, centre):
    loaded = [place.start() for place in (clinic, centre)]
    points.point(all(done.returncode == 0 and "loaded connection 'vpn'" in done.stdout and "failed" not in done.stdout for done in loaded),
                 "charon takes what was made for each end", [line for done in loaded for line in (done.stdout + done.stderr).splitlines()])
    shown = clinic.swanctl("--list-conns").stdout
    points.point("IKEv2" in shown and re.search(r"local: +192\.168\.1\.0/24\n", shown) and re.search(r"remote: +203\.0\.113\.0/24\n", shown) and "0.0.0.0/0" not in shown, "with the networks of the site and no others",
                 shown.splitlines())
    raw = nodes[1].watch("wan")
    shown = until_up(clinic)
    points.point("ESTABLISHED" in shown and "INSTALLED" in shown, "IKE and the child come up", shown.splitlines() + clinic.said().splitlines()[-20:])
    points.point("AES_GCM_16-256/PRF_HMAC_SHA2_384/ECP_384" in shown and "ESP:AES_GCM_16-256" in shown, "with the first of our proposals", shown.splitlines())
    received = ping(nodes[0], "203.0.113.10", 5)
    kinds = heard(raw)
    raw.close()
    points.point(received == 5, f"the terminal reaches the server through it: {received} of 5", clinic.said().splitlines()[-5:])
    points.point(kinds.get("esp", 0) >= 10 and not clear(kinds) and set(kinds) <= {"ike", "esp", "arp"}, "and on the wire there is ESP, and nothing in clear", [str(kinds)])
    print(f"# on the wire: {kinds}")


def check_down(points, nodes, clinic):
    raw = nodes[1].watch("wan")
    heard(raw)
    clinic.stop()
    heard(raw)
    received, kinds = ping(nodes[0], "203.0.113.10", 3), heard(raw)
    raw.close()
    points.point(received == 0 and not clear(kinds), "when charon is gone nothing comes through, and nothing leaves in clear", [f"{received}", str(kinds)])


# What the other end has instead: (what, settings from those that were made for it, what our end then says).
WORSE = (
    ("IKE with an old group only", lambda text: re.sub(r"\tproposals = .*", "\tproposals = aes256-sha256-modp1024", text), "N(NO_PROP)"),
    ("IKE with an old cipher only", lambda text: re.sub(r"\tproposals = .*", "\tproposals = 3des-sha1-modp2048", text), "N(NO_PROP)"),
    ("ESP with an old cipher only", lambda text: re.sub(r"esp_proposals = .*", "esp_proposals = 3des-md5", text), "N(NO_PROP)"),
    ("IKEv1", lambda text: text.replace("version = 2", "version = 1"), "no IKE config found"),
    ("another name", lambda text: text.replace("centre.example", "other.example"), "no matching peer config found"),
)


def check_worse(points, folder, nodes, text, worse):
    """The other end begins, ours only answers."""
    what, change, said = worse
    clinic, centre = (Gate(node, os.path.join(folder, what.replace(" ", "-")), settings.replace("trap|start", "none"))
                      for node, settings in zip(nodes[1:3], (text[0], change(text[1]))))
    try:
        clinic.start()
        centre.start()
        centre.swanctl("--initiate", "--child", "vpn", "--timeout", "4")
        shown = clinic.swanctl("--list-sas").stdout
        points.point("INSTALLED" not in shown and said in clinic.said(), f"an end with {what} does not come in", shown.splitlines() + clinic.said().splitlines()[-8:])
    finally:
        centre.stop()
        clinic.stop()


def authority(folder, name):
    """A certificate authority and its file."""
    key, file = os.path.join(folder, name + ".key"), os.path.join(folder, name + ".pem")
    must("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-384", "-nodes", "-keyout", key, "-out", file, "-days", "3", "-subj", f"/CN={name}")
    return key, file


def certify(gate_, by, name, file, identity):
    """A certificate of that authority for `identity`, and its key, where swanctl looks for them."""
    key, request = (os.path.join(gate_.folder, kind, file) for kind in ("private", "x509"))
    for kind in ("private", "x509", "x509ca"):
        os.makedirs(os.path.join(gate_.folder, kind), exist_ok=True)
    must("openssl", "req", "-new", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-384", "-nodes", "-keyout", key, "-out", request + ".csr", "-subj", f"/CN={identity}")
    more = os.path.join(gate_.folder, "more")
    with open(more, "w", encoding="utf-8") as text:
        text.write(f"subjectAltName=DNS:{identity}\n")
    must("openssl", "x509", "-req", "-in", request + ".csr", "-CA", by[1], "-CAkey", by[0], "-CAcreateserial", "-days", "2", "-extfile", more, "-out", request)
    os.remove(request + ".csr")
    shutil.copy(name[1], os.path.join(gate_.folder, "x509ca", "ca.pem"))


def check_certificates(points, folder, nodes):
    text = [made(name, device, "swanctl", folder, lambda site, file=name: site.replace("auth: psk", f"auth: certificate, certificate: {file}.pem, encap: true")) for name, device in (("clinic", "router-b"), ("centre", "gate"))]
    points.point(all(text) and all("auth = pubkey" in one and "encap = yes" in one for one in text), "both ends are made with certificates", [str(text)])
    good, other = authority(folder, "good"), authority(folder, "other")
    for what, identity, by, comes in (("of the same authority", "centre.example", good, True), ("of another authority", "centre.example", other, False), ("of another name", "third.example", good, False)):
        clinic, centre = (Gate(node, os.path.join(folder, what.replace(" ", "-")), settings.replace("trap|start", "none")) for node, settings in zip(nodes[1:3], text))
        for place in (clinic, centre):
            os.remove(os.path.join(place.folder, "conf.d", "sekisho-secrets.conf"))
        centre.put("conf.d/sekisho.conf", text[1].replace("trap|start", "none").replace("centre.example", identity))
        certify(clinic, good, good, "clinic.pem", "clinic.example")
        certify(centre, by, good, "centre.pem", identity)
        try:
            clinic.start()
            centre.start()
            centre.swanctl("--initiate", "--child", "vpn", "--timeout", "5")
            shown = clinic.swanctl("--list-sas").stdout
            points.point(("INSTALLED" in shown) == comes, f"an end with a certificate {what} {'comes in' if comes else 'does not come in'}", shown.splitlines() + clinic.said().splitlines()[-8:])
        finally:
            centre.stop()
            clinic.stop()


def check_wider(points, folder, nodes, text):
    wider = re.sub(r"(local_ts|remote_ts) = .*", r"\1 = 0.0.0.0/0", text[1])
    clinic, centre = (Gate(node, os.path.join(folder, "wider"), settings.replace("trap|start", "none")) for node, settings in zip(nodes[1:3], (text[0], wider)))
    try:
        clinic.start()
        centre.start()
        centre.swanctl("--initiate", "--child", "vpn", "--timeout", "6")
        shown = clinic.swanctl("--list-sas").stdout
        points.point(re.search(r"local +192\.168\.1\.0/24\n +remote 203\.0\.113\.0/24\n", shown) and "0.0.0.0/0" not in shown, "an end that wants everything through it gets our networks only",
                     shown.splitlines() + clinic.said().splitlines()[-8:])
    finally:
        centre.stop()
        clinic.stop()


def check(points):
    needs = (CHARON, "/usr/sbin/swanctl", "/dev/net/tun")
    for need in needs:
        points.point(os.path.exists(need), f"{need} is there (packages/test.txt)")
    if not all(map(os.path.exists, needs)):
        return
    folder, nodes = tempfile.mkdtemp(prefix="sekisho-tunnel-"), []
    try:
        text = [made("clinic", "router-b", "swanctl", folder), made("centre", "gate", "swanctl", folder)]
        points.point(all(text) and not any(SECRET in one or "secret =" in one for one in text), "both ends are made, without a secret")
        nodes = world()
        check_trap(points, nodes, folder, text[0])
        check_filter(points, nodes, folder)
        clinic, centre = Gate(nodes[1], folder, text[0]), Gate(nodes[2], folder, text[1])
        try:
            check_up(points, nodes, clinic, centre)
            check_down(points, nodes, clinic)
        finally:
            centre.stop()
            clinic.stop()
        for worse in WORSE:
            check_worse(points, folder, nodes, text, worse)
        check_wider(points, folder, nodes, text)
        check_certificates(points, folder, nodes)
    finally:
        for node in nodes:
            node.end()
        shutil.rmtree(folder)


def main():
    if INSIDE not in os.environ:
        for words in (["unshare", "-n"], ["unshare", "-rn"]):
            if subprocess.run([*words, "true"], capture_output=True, check=False).returncode == 0:
                os.execvpe(words[0], [*words, sys.executable, os.path.abspath(__file__)], {**os.environ, INSIDE: "1"})
    points = gate.Points()
    try:
        check(points)
    except Exception as error:  # pylint: disable=broad-except
        points.point(False, "the test itself runs to its end", [f"{type(error).__name__}: {error}"])
        if os.environ.get("TEST_TRACE"):
            raise
    sys.exit(points.end())


if __name__ == "__main__":
    main()
