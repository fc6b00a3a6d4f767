"""A second reading of languages of filters, for one packet alone: what the first packet of a flow meets at one device. Of each language only as much as the tests write.

A packet is {"protocol", "from", "to", "source port", "port", "in", "out"}; of `in` and `out` None is the device itself.
"""
import ipaddress
import re

NUMBERS = {"tcp": 6, "udp": 17, "icmp": 1, "esp": 50, "icmp6": 58}
NAMES = {"domain": 53}


def between(low, high, address):
    low, high = ipaddress.ip_address(low), ipaddress.ip_address(high)
    return low.version == address.version and low <= address <= high


def inside(networks, address):
    """Of "*", or of networks, addresses and ranges with commas between them."""
    address = ipaddress.ip_address(address)
    for network in networks.split(","):
        if network in ("*", "any"):
            return True
        if "-" in network and between(*network.split("-"), address):
            return True
        if "-" not in network and address in ipaddress.ip_network(network, strict=False):
            return True
    return False


def port_in(ports, port):
    for part in ports.split(","):
        low, _, high = part.partition("-")
        if part in ("*", "any") or int(NAMES.get(low, low)) <= port <= int(NAMES.get(high, high) or NAMES.get(low, low)):
            return True
    return False


def protocol_is(word, protocol):
    return word in ("*", "ip", "any") or (int(word) if word.isdigit() else NUMBERS.get(word)) == protocol


def has_ports(packet):
    return packet["protocol"] in (6, 17)


# ---- iptables ----

def ipt_value(words, *names):
    for name in names:
        if name in words:
            return words[words.index(name) + 1]
    return None


def ipt_matches(words, packet):
    tests = [("-i", lambda v: v == packet["in"]), ("-o", lambda v: v == packet["out"]), ("-s", lambda v: inside(v, packet["from"])), ("-d", lambda v: inside(v, packet["to"])),
             ("-p", lambda v: NUMBERS[v] == packet["protocol"]), ("--dport", lambda v: int(v) == packet["port"]), ("--dports", lambda v: str(packet["port"]) in v.split(",")),
             ("--ctstate", lambda v: "NEW" in v.split(","))]
    return all(test(words[words.index(name) + 1]) for name, test in tests if name in words)


def ipt_chain(chains, name, packet):
    """ACCEPT, DROP, or None at the end of a chain of the user."""
    for words in chains[name][1]:
        if not ipt_matches(words, packet):
            continue
        target = ipt_value(words, "-j", "-g")
        if target in ("ACCEPT", "DROP"):
            return target
        if target == "RETURN":
            break
        verdict = ipt_chain(chains, target, packet)
        if verdict or "-g" in words:
            return verdict or chains[name][0]
    return chains[name][0]


def ipt_table(text, name):
    return text.partition(f"*{name}\n")[2].partition("COMMIT")[0].splitlines()


def ipt_changed(text, packet, chain, own):
    """As the packet is behind PREROUTING or POSTROUTING of the table nat; `own`: the address of the interface it leaves by."""
    end, port = ("to", "port") if chain == "PREROUTING" else ("from", "source port")
    for line in ipt_table(text, "nat"):
        words = line.split()
        if words[:2] != ["-A", chain] or not ipt_matches(words[2:], packet):
            continue
        if "MASQUERADE" in words:
            return {**packet, end: own}
        address, _, number = ipt_value(words, "--to-destination", "--to-source").partition(":")
        return {**packet, end: address, port: int(number or packet[port])}
    return packet


def ipt_accepts(text, packet):
    chains = {}
    for line in ipt_table(text, "filter"):
        if line.startswith(":"):
            name, policy = line[1:].split()[:2]
            chains[name] = (None if policy == "-" else policy, [])
        elif line.startswith("-A"):
            chains[line.split()[1]][1].append(line.split()[2:])
    return ipt_chain(chains, "FORWARD" if packet["out"] else "INPUT", packet) == "ACCEPT"


# ---- Yamaha RTX ----

def rtx_list(lines, interface, direction, six):
    """Numbers of the static filters, or None where there is no list."""
    selected, found = None, None
    for words in lines:
        if words[1] == "select":
            selected = words[0] + words[2]
        name = selected if words[1] in ("pp", "tunnel") else words[1]
        if words[0] == ("ipv6" if six else "ip") and name == interface and words[2:5] == ["secure", "filter", direction]:
            numbers = words[5:]
            found = numbers[:numbers.index("dynamic")] if "dynamic" in numbers else numbers
    return found


def rtx_matches(words, packet):
    words = words + ["*"] * (9 - len(words))
    if not (inside(words[4], packet["from"]) and inside(words[5], packet["to"])):
        return False
    if words[6] == "established":
        return packet["protocol"] == 6  # a packet with ACK may be sent
    if not protocol_is(words[6], packet["protocol"]):
        return False
    return not has_ports(packet) or (port_in(words[7], packet["source port"]) and port_in(words[8], packet["port"]))


def rtx_accepts(text, packet):
    lines = [line.split("#")[0].split() for line in text.splitlines() if len(line.split("#")[0].split()) > 1]
    six = ":" in packet["to"]
    filters = {words[2]: words for words in lines if words[:2] == ["ipv6" if six else "ip", "filter"] and words[2] != "dynamic"}
    for interface, direction in ((packet["in"], "in"), (packet["out"], "out")):
        numbers = rtx_list(lines, interface, direction, six)
        first = None if numbers is None else next((filters[number] for number in numbers if rtx_matches(filters[number], packet)), ["", "", "", "reject"])
        if first and first[3] == "reject":
            return False
    return True


# ---- NEC IX ----

def ix_port(after, port):
    """any, eq N, range A B"""
    return after[0] == "any" or (port_in(after[1], port) if after[0] == "eq" else int(after[1]) <= port <= int(after[2]))


def ix_matches(words, packet):
    """permit|deny PROTOCOL src X [sport ..] dest Y [dport ..]"""
    after = {key: words[words.index(key) + 1:] for key in ("src", "dest", "sport", "dport") if key in words}
    if not (protocol_is(words[1], packet["protocol"]) and inside(after["src"][0], packet["from"]) and inside(after["dest"][0], packet["to"])):
        return False
    return ix_port(after.get("sport", ["any"]), packet["source port"]) and ix_port(after.get("dport", ["any"]), packet["port"])


def ix_filters(text, interface, family, direction):
    """(priority, name) of the static lists there."""
    found, here = [], None
    for line in text.splitlines():
        words = line.split()
        here = words[1] if words[:1] == ["interface"] else here
        if here == interface and words[:2] == [family, "filter"] and words[-1] == direction:
            found.append((int(words[3]), words[2]))
    return sorted(found)


def ix_accepts(text, packet):
    family = "ipv6" if ":" in packet["to"] else "ip"
    for interface, direction in ((packet["in"], "in"), (packet["out"], "out")):
        filters = [name for _, name in ix_filters(text, interface, family, direction)]
        entries = [words[3:] for name in filters for words in map(str.split, text.splitlines()) if words[:3] == [family, "access-list", name]]
        if filters and next((words[0] for words in entries if ix_matches(words, packet)), "deny") == "deny":
            return False
    return True


# ---- the text of nftables, as sekisho generate writes it ----

NFT_TESTS = (
    (r"iifname \"(\S+)\"", lambda value, packet: value == packet["in"]),
    (r"oifname \"(\S+)\"", lambda value, packet: value == packet["out"]),
    (r"ip6? saddr (\{[^}]*\}|\S+)", lambda value, packet: inside(value, packet["from"])),
    (r"ip6? daddr (\{[^}]*\}|\S+)", lambda value, packet: inside(value, packet["to"])),
    (r"meta nfproto (ipv[46])", lambda value, packet: (value == "ipv6") == (":" in packet["to"])),
    (r"(tcp|udp) [sd]port (?=\{[^}]*\}|\S+)", lambda value, packet: NUMBERS[value] == packet["protocol"]),
    (r"(?:tcp|udp) sport (\{[^}]*\}|\S+)", lambda value, packet: port_in(value, packet["source port"])),
    (r"(?:tcp|udp) dport (\{[^}]*\}|\S+)", lambda value, packet: port_in(value, packet["port"])),
    (r"meta l4proto (\S+)", lambda value, packet: port_in(value, packet["protocol"])),
    (r"tcp flags & (\(fin \| syn \| rst \| ack\) == syn)", lambda value, packet: packet["protocol"] == 6),
    (r"icmpv6 type (\{[^}]*\})", lambda value, packet: packet["protocol"] == 58 and packet.get("neighbour", False)),
    (r"ct state (\S+)", lambda value, packet: ("untracked" if packet.get("neighbour") else "new") in value.split(",")),
)


def nft_matches(rule, packet):
    left, good = rule, True
    for pattern, test in NFT_TESTS:
        for found in re.finditer(pattern, rule):
            value = found.group(1).strip("{} ").replace(" ", "") if "flags" not in pattern else found.group(1)
            good = good and test(value, packet)
        left = re.sub(pattern, "", left) if "(?=" not in pattern else left
    assert left.split() == ["accept"], rule
    return good


def nft_accepts(text, packet):
    chain = re.search(r"chain %s \{\n(.*?)\n\t\}" % ("forward" if packet["out"] else "input"), text, re.DOTALL).group(1)
    rules = [line.strip() for line in chain.splitlines() if not line.strip().startswith(("#", "type "))]
    return any(nft_matches(rule, packet) for rule in rules)


# ---- the Windows firewall, rules that let in ----

def windows_matches(rule, packet):
    fields = {}
    for name, _, value in (field.partition("=") for field in rule.strip("|").split("|")[1:]):
        fields.setdefault(name, []).append(value)
    assert (fields.pop("Action"), fields.pop("Active"), fields.pop("Dir")) == (["Allow"], ["TRUE"], ["In"]), rule
    fields.pop("Name")
    ends = [("L", "to", "port"), ("R", "from", "source port")]
    for letter, end, port in ends:
        if not inside(",".join(fields.pop(letter + "A4", []) + fields.pop(letter + "A6", [])), packet[end]):
            return False
        ports = fields.pop(letter + "Port", []) + fields.pop(letter + "Port2_10", [])
        if ports and not (has_ports(packet) and port_in(",".join(ports), packet[port])):
            return False
    types = fields.pop("ICMP6", None)
    if not protocol_is(fields.pop("Protocol", ["any"])[0], packet["protocol"]) or (types and not packet.get("neighbour")):
        return False
    profiles = fields.pop("Profile")
    assert not fields, rule
    return packet["in"] in profiles


def windows_accepts(text, packet):
    rules = re.findall(r'^"sekisho-[^"]*"="([^"]*)"', text, re.MULTILINE)
    return any(windows_matches(rule, packet) for rule in rules)
