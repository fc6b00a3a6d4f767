"""A certificate as somebody else reads it (decision 0028): its lines, its model, and a judge of what it claims that knows nothing of its proof.

The judge answers exactly and slowly: it takes from a box what the first line holds, then from what is left what the second holds, and so on. Beside it a proof is made into
the leaves it stands for, so that they can be looked at as what they are: parts of the question.
"""
import random

ALL = (1 << 128) - 1
DIMS = {"source": ALL, "target": ALL, "protocol": 255, "source-port": 65535, "target-port": 65535, "icmp": 65535, "flags": 63, "state": 4, "in": 255, "out": 255}
NAMES = list(DIMS)
WHOLE = tuple((0, most) for most in DIMS.values())
HEAD = ["file", "sha256", "chain", "question", "silent", "wanted", "verdict", "bound", "model"]


def base(name):
    return 16 if name in ("source", "target") else 10


def written(name, number):
    return f"{number:x}" if base(name) == 16 else str(number)


def box_of(words):
    """Ranges as a box; ValueError where they are none."""
    box, last = list(WHOLE), -1
    for name, low, high in zip(words[::3], words[1::3], words[2::3], strict=True):
        at, low, high = NAMES.index(name), int(low, base(name)), int(high, base(name))
        if at <= last or low > high or high > DIMS[name]:
            raise ValueError(f"no range: {name} {low} {high}")
        box[at], last = (low, high), at
    return tuple(box)


class Certificate:
    """head: {key: text}; boxes; programs: of each [(accepts, line of the file, box)]; packet (of a violation); proof: its lines."""

    def __init__(self, text):
        lines = text.split("\n")
        if lines[0] != "sekisho-certificate/1" or lines[-2:] != ["end", ""]:
            raise ValueError("neither begin nor end")
        self.head = {}
        for key, line in zip(HEAD, lines[1:]):
            if not line.startswith(key + " "):
                raise ValueError(f"no {key}: {line}")
            self.head[key] = line[len(key) + 1:]
        self.boxes, self.programs, self.packet = [], [], None
        start = lines.index("proof")
        for line in lines[1 + len(HEAD):start]:
            self.read(*line.split(" "))
        self.proof = lines[start + 1:-2]
        for line in self.proof:
            if line.split(" ")[0] == "packet":
                self.packet = box_of(line.split(" ")[1:])

    def read(self, key, *words):
        if key == "box":
            self.boxes.append(box_of(words))
        elif key == "program":
            self.programs.append([])
        elif key in ("accept", "drop"):
            self.programs[-1].append((key == "accept", int(words[0]), box_of(words[1:])))
        elif key not in ("rule", "interface"):
            raise ValueError(key)

    @property
    def shown(self):
        """What the proof is to show: that these packets are accepted, or that they are not."""
        return (self.head["wanted"] == "accepted") == (self.head["verdict"] == "holds")

    def claimed(self):
        return self.boxes if self.head["verdict"] == "holds" else [self.packet]


def meet(one, other):
    met = tuple((max(a, c), min(b, d)) for (a, b), (c, d) in zip(one, other))
    return met if all(low <= high for low, high in met) else None


def minus(box, away):
    """What of the box lies beside `away`, which lies in it."""
    for at, ((low, high), (first, last)) in enumerate(zip(box, away)):
        if low < first:
            yield box[:at] + ((low, first - 1),) + box[at + 1:]
        if high > last:
            yield box[:at] + ((last + 1, high),) + box[at + 1:]
        box = box[:at] + ((first, last),) + box[at + 1:]


def always(programs, box, accepted):
    """Whether every packet of the box has this fate. A packet that no line decides about has none."""
    if not programs:
        return accepted
    left = [box]
    for accepts, _, line in programs[0]:
        behind = []
        for part in left:
            met = meet(part, line)
            if met and not (always(programs[1:], met, accepted) if accepts else not accepted):
                return False
            behind += minus(part, met) if met else [part]
        left = behind
    return not left


def is_true(certificate):
    """Whether what it claims is so, by its model."""
    if certificate.head["verdict"] == "violated" and not any(meet(certificate.packet, box) == certificate.packet for box in certificate.boxes):
        return False
    if (certificate.head["bound"] == "least") != certificate.shown:
        return False
    return bool(certificate.boxes) and all(always(certificate.programs, box, certificate.shown) for box in certificate.claimed())


def grow(certificate, box, words):
    """The leaves of one box: (program, position of the line, leaf, [(line before it, dimension it is said to miss in)]) of each line that decides."""
    waiting = [(box, 0, [])]
    while waiting:
        box, program, misses = waiting.pop()
        key, *said = next(words)
        if key == "miss":
            for name, count in zip(said[::2], said[1::2], strict=True):
                misses = misses + [NAMES.index(name)] * int(count)
            waiting.append((box, program, misses))
        elif key == "cut":
            at, value = NAMES.index(said[0]), int(said[1], base(said[0]))
            (low, high), = box[at:at + 1]
            waiting.append((box[:at] + ((value, high),) + box[at + 1:], program, misses))
            waiting.append((box[:at] + ((low, value - 1),) + box[at + 1:], program, misses))
        else:
            yield program, int(said[0]), box, misses
            if certificate.programs[program][len(misses)][0] and program + 1 < len(certificate.programs):
                waiting.append((box, program + 1, []))


def volume(box):
    product = 1
    for low, high in box:
        product *= high - low + 1
    return product


def faults_of(certificate, pairs=300):
    """What is wrong with the leaves of a proof, each looked at alone; of few leaves whether any two meet, too."""
    words = (line.split(" ") for line in certificate.proof if not line.startswith("packet"))
    for box in certificate.claimed():
        leaves = []
        for program, rule, leaf, misses in grow(certificate, box, words):
            lines = certificate.programs[program]
            leaves += [leaf] if program == 0 else []
            if any(low > high for low, high in leaf) or meet(leaf, box) != leaf:
                yield f"{leaf}: nothing, or not asked about"
            for before, at in zip(lines, misses):
                if max(before[2][at][0], leaf[at][0]) <= min(before[2][at][1], leaf[at][1]):
                    yield f"{leaf}: {before} does not miss it in {NAMES[at]}"
            if len(misses) >= len(lines) or lines[len(misses)][1] != rule or meet(leaf, lines[len(misses)][2]) != leaf:
                yield f"{leaf}: line {rule} does not decide"
        if sum(map(volume, leaves)) != volume(box):
            yield f"{box}: more or less than its leaves"
        if len(leaves) < pairs and any(meet(one, other) for number, one in enumerate(leaves) for other in leaves[:number]):
            yield f"{box}: leaves that meet"
    if next(words, None) is not None:
        yield "something is left"


def fate(certificate, packet):
    """What the model does with one packet; None: nothing."""
    for program in certificate.programs:
        for accepts, _, line in program:
            if all(low <= number <= high for number, (low, high) in zip(packet, line)):
                if not accepts:
                    return False
                break
        else:
            return None
    return True


def some_packet(box, chosen, edges):
    """One packet of the box: numbers near the edges of lines more often than others."""
    packet = []
    for at, (low, high) in enumerate(box):
        near = chosen.choice(edges[at]) + chosen.choice((-1, 0, 1))
        packet.append(near if low <= near <= high and chosen.random() < 0.7 else chosen.randint(low, high))
    return tuple(packet)


def packets(certificate, count, seed):
    """Packets of what is claimed."""
    chosen = random.Random(seed)
    edges = [sorted({edge for program in certificate.programs for _, _, box in program for edge in box[at]}) for at in range(len(NAMES))]
    return [some_packet(chosen.choice(certificate.claimed()), chosen, edges) for _ in range(count)]
