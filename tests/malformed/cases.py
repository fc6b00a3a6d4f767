"""The malformed files. Each is a valid file with one thing changed, or bytes from nothing.

In the bytes a section sign (§) marks where the error must be: it is taken out before the file is written, and gives line
and column (from 1, in code points). whole: the error is about the whole file and names no line.
"""
import os

HERE = os.path.dirname(os.path.abspath(__file__))
MARK = "§".encode()
with open(os.path.join(HERE, "base.yaml"), encoding="utf-8") as file:
    BASE = file.read()


class Case:
    """A file `path` of a site or of the catalogue with `content`, and where the error is."""

    def __init__(self, name, content, path="site.yaml", whole=False):
        self.name, self.path = name, path
        content = content.encode() if isinstance(content, str) else content
        self.place = None if whole else place_of(name, content)
        self.content = content.replace(MARK, b"")


def place_of(name, content):
    """(line, column) of the only mark."""
    if content.count(MARK) != 1:
        raise ValueError(f"{name}: {content.count(MARK)} marks")
    before = content[:content.index(MARK)].removeprefix(b"\xef\xbb\xbf")
    line_start = before.rfind(b"\n") + 1
    return before.count(b"\n") + 1, len(before[line_start:].decode("utf-8")) + 1


def edited(text, changes):
    """text with each of (old, new); old must stand there once, so that a case cannot silently become valid."""
    for old, new in changes:
        if text.count(old) != 1:
            raise ValueError(f"{old!r} stands {text.count(old)} times")
        text = text.replace(old, new)
    return text


def change(name, *changes):
    return Case(name, edited(BASE, changes))


def line_of(start):
    """The whole line of the base that begins like this."""
    found = [line for line in BASE.splitlines(True) if line.startswith(start)]
    if len(found) != 1:
        raise ValueError(f"{start!r}: {len(found)} lines")
    return found[0]


HEAD = "format: sekisho-site/1\nname: N\nkind: clinic\nconfiguration: ip-vpn\n"
SUBJECTS = "subjects:\n  - {id: terminal-1, place: terminal}\n"
KEYS = 20000


def many_keys():
    return "".join(f"key-{number}: {number}\n" for number in range(1, KEYS))


def bytes_cases():
    """Not text, not YAML, too much of it."""
    ok = (HEAD + SUBJECTS).encode()
    yield Case("empty-file", "§")
    yield Case("byte-order-mark-only", b"\xef\xbb\xbf" + MARK)
    yield Case("only-comments", "§# nothing\n# here\n")
    yield Case("only-blank-lines", "§\n\n\n")
    yield Case("two-documents", HEAD + SUBJECTS + "§---\nformat: x\n")
    yield Case("utf8-lone-continuation", ok + b"# " + MARK + b"\x80\n")
    yield Case("utf8-cut-at-the-end", ok + b"# " + MARK + b"\xe3\x81")
    yield Case("utf8-overlong", ok + b"# " + MARK + b"\xc0\xaf\n")
    yield Case("utf8-surrogate", ok + b"# " + MARK + b"\xed\xa0\x80\n")
    yield Case("utf8-beyond-unicode", ok + b"# " + MARK + b"\xf5\x80\x80\x80\n")
    yield Case("shift-jis", HEAD.encode() + b"# " + MARK + "医院".encode("shift_jis") + b"\n")
    yield Case("utf16", MARK + b"\xff\xfef\x00o\x00r\x00")
    yield Case("nul-byte", ok + b"# a" + MARK + b"\x00b\n")
    yield Case("nul-escape", edited(HEAD, [("name: N", 'name: §"a\\0b"')]) + SUBJECTS)
    yield Case("escape-sequence-of-a-terminal", ok + b"# " + MARK + b"\x1b[31m\n")
    yield Case("escape-sequence-written-out", edited(HEAD, [("name: N", 'name: §"\\e[31m"')]) + SUBJECTS)
    yield Case("delete-character", ok + b"# " + MARK + b"\x7f\n")
    yield Case("c1-control-character", edited(HEAD, [("name: N", "name: a§\u009bb")]) + SUBJECTS)
    yield change("direction-turned", ('"台帳", by', '"台§\u202e帳", by'))
    yield change("invisible-letter", ('"台帳", by', '"台§\u200b帳", by'))
    # A My Number that nobody has, but whose check digit is right.
    yield change("my-number", ('note: "配線だけ"', 'note: §"番号は1234 5678 9018です"'))
    yield change("my-number-in-wide-digits", ('note: "配線だけ"', 'note: §"１２３４５６７８９０１８"'))
    yield change("explicit-key-and-tab", ("kind: clinic\n", "kind: clinic\n§? a\n:\tb\n"))
    yield Case("carriage-return-alone", HEAD.encode().replace(b"\n", MARK + b"\r", 1))
    yield Case("all-at-once-nul", MARK + bytes(4096))
    yield Case("more-than-1-MiB", HEAD + SUBJECTS + "#" * (1 << 20), whole=True)
    yield Case("scalar-of-900-KB", edited(HEAD, [("name: N", "name: §" + "N" * 900_000)]) + SUBJECTS)
    yield Case("block-scalar-of-900-KB", HEAD + SUBJECTS + "nodes: |\n§" + "  wide line\n" * 75_000)
    yield Case("key-of-9-KB", HEAD + SUBJECTS + "? §" + "k" * 9000 + "\n: 1\n")
    yield Case("20000-unknown-keys", "§" + many_keys())
    yield Case("key-20000-stands-twice", HEAD + SUBJECTS + "nodes:\n" +
               "".join(f"  key-{number}: 1\n" for number in range(1, KEYS)) + "  §key-7: 1\n")
    yield Case("100000-values", HEAD + SUBJECTS + "nodes: [" + "1, " * 59_990 + "§1" + ", 1" * 40_000 + "]\n")
    for depth, over in ((50_000, 32), (100_000, 60_000 - 1), (1_000_000, 60_000 - 1)):
        # The brackets of the subject count too: beyond 60,000 in the file they are refused before anything is parsed.
        yield Case(f"{depth}-deep-flow", HEAD + SUBJECTS + "nodes: " + "[" * (over - 1 + (over > 32)) + "§" + "[" * (depth - over))
        yield Case(f"{depth}-deep-flow-lines", HEAD + SUBJECTS + "nodes:\n" + " [\n" * (over - 1 + (over > 32)) + " §[\n" +
                   " [\n" * min(depth - over, 200_000))
    yield Case("50000-deep-flow-closed", HEAD + SUBJECTS + "nodes: " + "[" * 31 + "§" + "[" * 49_969 + "]" * 50_000 + "\n")
    yield Case("50000-deep-flow-map", HEAD + SUBJECTS + "nodes: " + "{a: " * 31 + "§" + "{a: " * 49_969)
    yield Case("50000-deep-flow-map-keys", HEAD + SUBJECTS + "nodes: {§" + "{" * 49_969)
    yield Case("100000-deep-block-list", HEAD + SUBJECTS + "nodes:\n  " + "- " * 31 + "§" + "- " * 99_969 + "1\n")
    yield Case("1000-deep-block-map", HEAD + SUBJECTS + "nodes:\n" +
               "".join(" " * depth + ("§" if depth == 32 else "") + "a:\n" for depth in range(1, 1001)))


def yaml_cases():
    """YAML that is broken, or that is more than we take."""
    yield change("duplicate-key", ("kind: clinic\n", "kind: clinic\n§kind: clinic\n"))
    yield change("duplicate-key-flow", ("{value: 18,", "{value: 18, §value: 18,"))
    yield change("duplicate-key-quoted", ("kind: clinic\n", 'kind: clinic\n§"kind": clinic\n'))
    yield Case("alias-bomb", "a: §&a [x, x]\n" + "".join(
        f"{this}: &{this} [{', '.join(['*' + before] * 9)}]\n" for before, this in zip("abcdefgh", "bcdefghi")))
    yield change("anchor", ("kind: clinic", "kind: §&k clinic"))
    yield change("anchor-on-nothing", ("kind: clinic", "kind: §&k"))
    yield change("alias", ("kind: clinic", "kind: §*k"))
    yield change("tag", ("kind: clinic", "kind: §!!str clinic"))
    yield change("tag-of-a-language", ("kind: clinic", "kind: §!!python/object/apply:os.system [x]"))
    yield change("merge-key", ("kind: clinic\n", "kind: clinic\n§<<: {a: 1}\n"))
    yield change("merge-key-of-an-alias", ("kind: clinic\n", "kind: clinic\n<<: §*k\n"))
    yield change("complex-key", ("kind: clinic\n", "kind: clinic\n? §[a]\n: b\n"))
    yield change("complex-key-map", ("kind: clinic\n", "kind: clinic\n? §{a: b}\n: c\n"))
    yield change("tab-indentation", ("subjects:\n", "subjects:\n§\t- {id: t, place: terminal}\n"))
    yield change("quote-not-closed", ("kind: clinic", 'kind: §"clinic'))
    yield change("bracket-not-closed", ("nodes: []\n", "nodes: [a, b\n§"))
    yield change("brace-not-closed", ("nodes: []\n", "nodes: {a: b\n§"))
    yield change("wrong-indentation", ("  - {id: hub-9", "   §- {id: hub-9"))
    yield change("unknown-escape", ('"Sakura Clinic"', '"Sakura §\\q"'))
    yield change("directive-of-another-version", ("# A site", "§%YAML 3.0\n---\n# A site"))


def value_cases():
    """Each type of field with what it is not."""
    yield change("text-is-list", ('owner: "Carrier"', "owner: §[a]"))
    yield change("text-is-map", ('owner: "Carrier"', "owner: §{a: b}"))
    yield change("text-is-empty", ('owner: "Carrier"', "§owner: "))
    yield change("id-is-map", ("{id: terminal-1,", "{id: §{a: b},"))
    yield change("id-with-a-space", ("{id: terminal-1,", "{id: §terminal 1,"))
    yield change("id-in-japanese", ("{id: terminal-1,", "{id: §端末,"))
    yield change("id-is-empty", ("{id: terminal-1,", '{id: §"",'))
    yield change("id-of-65-letters", ("{id: terminal-1,", "{id: §" + "t" * 65 + ","))
    yield change("number-is-a-word", ("{value: 18,", "{value: §high,"))
    yield change("number-is-a-list", ("{value: 18,", "{value: §[18],"))
    yield change("number-is-quoted", ("{value: 18,", '{value: §"18",'))
    yield change("number-is-a-fraction", ("{value: 18,", "{value: §18.5,"))
    yield change("number-is-negative", ("yen: 50000", "yen: §-1"))
    yield change("number-is-huge", ("yen: 50000", "yen: §99999999999999999999"))
    yield change("number-is-one-too-many", ("yen: 50000", "yen: §1000000000"))
    yield change("number-looks-octal", ("yen: 50000", "yen: §050000"))
    yield change("number-is-hex", ("yen: 50000", "yen: §0x50"))
    yield change("code-looks-octal", ("{id: terminal-1,", "{id: §0123456,"))
    yield change("line-0", ("{value: 18,", "{value: §0,"))
    yield change("line-28", ("{value: 18,", "{value: §28,"))
    yield change("flag-is-yes", ("in-scope: false", "in-scope: §no"))
    yield change("flag-is-quoted", ("in-scope: false", 'in-scope: §"false"'))
    yield change("flag-is-a-list", ("in-scope: false", "in-scope: §[false]"))
    yield change("choice-unknown", ("kind: clinic", "kind: §dentist"))
    yield change("choice-in-capitals", ("state: met,", "state: §Met,"))
    yield change("choice-nobody-may-say", ("state: met,", "state: §stale,"))
    yield change("choice-is-a-list", ("kind: clinic", "kind: §[clinic]"))
    yield change("choice-of-two-lines", ("kind: clinic", 'kind: §"clinic\\nhospital"'))
    yield change("choices-unknown", ("kinds: [clinic]", "kinds: [clinic, §dentist]"))
    yield change("choices-is-a-word", ("kinds: [clinic]", "kinds: §clinic"))
    yield change("choices-is-empty", ("kinds: [clinic]", "kinds: §[]"))
    yield change("date-30-february", ("date: 2026-04-01, expires: 2027", "date: §2026-02-30, expires: 2027"))
    yield change("date-29-february-2026", ("date: 2026-04-01, expires: 2027", "date: §2026-02-29, expires: 2027"))
    yield change("date-month-13", ("date: 2026-04-01, expires: 2027", "date: §2026-13-01, expires: 2027"))
    yield change("date-in-words", ("date: 2026-04-01, expires: 2027", "date: §yesterday, expires: 2027"))
    yield change("date-of-the-era", ("date: 2026-04-01, expires: 2027", "date: §令和8年4月1日, expires: 2027"))
    yield change("date-that-stands-for-none", ("date: 2026-04-01, expires: 2027", "date: §1970-01-01, expires: 2027"))
    yield change("date-with-slashes", ("date: 2026-04-01, expires: 2027", "date: §2026/04/01, expires: 2027"))
    yield change("date-is-a-list", ("date: 2026-04-01, expires: 2027", "date: §[], expires: 2027"))
    yield change("name-is-a-list", ('name: {ja: "さくら医院", en: "Sakura Clinic"}', "name: §[さくら]"))
    yield change("name-in-a-third-language", ('en: "Sakura Clinic"}', '§fr: "Clinique"}'))
    yield change("name-is-an-empty-map", ('name: {ja: "さくら医院", en: "Sakura Clinic"}', "name: §{}"))
    yield change("map-is-a-text", ('line: {value: 18, approved-by: "佐藤", date: 2026-04-01}', "line: §18"))
    yield change("map-is-a-list", ('line: {value: 18, approved-by: "佐藤", date: 2026-04-01}', "line: §[18]"))
    yield change("list-is-a-map", ("premises:\n  - {premise", "premises:\n  §a: {premise"))
    yield change("list-is-a-text", ("nodes: []", "nodes: []\n") , (line_of("  - {about") , ""),
                 ("readings:\n", "readings: §none\n"))
    yield change("entry-is-a-text", ("  - {id: hub-9", "  - §hub\n  - {id: hub-9"))
    yield change("ids-is-a-text", ("assets: [x-as1]", "assets: §x-as1"))
    yield change("ids-holds-a-map", ("assets: [x-as1]", "assets: [§{a: b}]"))
    yield Case("the-file-is-a-list", "§- a\n- b\n")
    yield Case("the-file-is-a-text", "§hello\n")


def shape_cases():
    """Keys that are not there, or that should not be."""
    yield change("key-misspelt", ("premises:\n", "§premisses:\n"))
    yield change("key-misspelt-in-a-row", ("responsible: vendor", "§responsable: vendor"))
    yield change("key-in-capitals", ("kind: clinic", "§Kind: clinic"))
    yield change("key-from-nowhere", ("kind: clinic\n", "kind: clinic\n§password: secret\n"))
    yield Case("key-missing", "§format: sekisho-site/1\nkind: clinic\nconfiguration: ip-vpn\n" + SUBJECTS)
    yield change("key-missing-in-a-row", ("{control: T13, state: unmet,", "§{control: T13,"))
    yield Case("format-missing", "§name: N\nkind: clinic\n" + SUBJECTS)
    yield change("format-of-the-future", ("format: sekisho-site/1", "format: §sekisho-site/2"))
    yield change("format-of-another-file", ("format: sekisho-site/1", "format: §sekisho-catalogue/1"))
    yield change("format-is-a-list", ("format: sekisho-site/1", "format: §[sekisho-site/1]"))
    yield Case("no-subjects", "§" + HEAD + "subjects: []\n")


def meaning_cases():
    """Ids that do not exist, statements that disagree."""
    yield change("unknown-control", ("  - {control: T13", "  - §{control: T99"))
    yield change("unknown-subject", ("  - {control: T17, subject: router-b-1", "  - §{control: T17, subject: router-z"))
    yield change("unknown-place-of-a-subject", ("  - {id: terminal-1, place: terminal", "  - §{id: terminal-1, place: cellar"))
    yield change("unknown-place-that-is-absent", ("  - {place: wireless", "  - §{place: roof"))
    yield change("unknown-premise", ("  - {premise: pr1", "  - §{premise: pr99"))
    yield change("unknown-asset", ("  - {asset: as05", "  - §{asset: as99"))
    yield change("unknown-row-of-a-reading", ("  - {about: ta01", "  - §{about: ta99"))
    yield change("row-without-readings", ("  - {about: ta01", "  - §{about: T17"))
    yield change("unknown-reading", ("  - {about: ta01, choose: vulnerability-table", "  - §{about: ta01, choose: mine"))
    yield change("unknown-control-of-a-cost", ("  - {control: T17, yen", "  - §{control: T99, yen"))
    yield change("unknown-configuration", ("configuration: ip-vpn", "configuration: §isdn"))
    yield change("subject-twice", ("  - {id: hub-9", "  - §{id: terminal-1"))
    yield change("premise-twice", (line_of("  - {premise"), line_of("  - {premise") +
                                   line_of("  - {premise").replace("{", "§{")))
    yield change("asset-twice", (line_of("  - {asset"), line_of("  - {asset") + line_of("  - {asset").replace("{", "§{")))
    yield change("reading-twice", (line_of("  - {about"), line_of("  - {about") + line_of("  - {about").replace("{", "§{")))
    yield change("answer-expires-before-its-date", ('  - {control: T13, state: unmet, by: "佐藤", date: 2026-04-01, '
                                                    "expires: 2026-12-01",
                                                    '  - §{control: T13, state: unmet, by: "佐藤", date: 2026-04-01, '
                                                    "expires: 2026-03-31"))
    yield change("answer-for-1101-days", ('  - {control: T13, state: unmet, by: "佐藤", date: 2026-04-01, expires: 2026-12-01',
                                          '  - §{control: T13, state: unmet, by: "佐藤", date: 2026-04-01, expires: 2029-04-06'))
    yield change("absence-for-1101-days", ("  - {place: wireless", "  - §{place: wireless"), ("2027-04-01", "2029-04-06"))
    yield change("answer-by-201-bytes", (line_of("  - {control: T13"), edited(line_of("  - {control: T13"), [
        ("{", "§{"), ("佐藤", "佐" * 67)])))
    for name, by in (("nobody", '""'), ("the-placeholder", '"your name"'), ("the-placeholder-in-japanese", '"氏名"')):
        for what, start in (("answer", "  - {control: T13"), ("absence", "  - {place: wireless"), ("premise", "  - {premise"),
                            ("importance", "  - {asset")):
            line = line_of(start)
            yield change(f"{what}-by-{name}", (line, edited(line, [("{", "§{"), ('by: "佐藤"', f"by: {by}")])))
    yield change("present-and-absent", ("  - {place: wireless", "  - §{place: router-b"))
    yield change("out-of-scope-without-a-reason", ('  - {id: hub-9, place: hub-1, in-scope: false, reason: "倉庫にある"}',
                                                   "  - §{id: hub-9, place: hub-1, in-scope: false}"))
    yield change("control-elsewhere-than-its-subject", ("  - {control: T17, subject: router-b-1",
                                                        "  - §{control: T17, subject: terminal-1"))
    yield change("importance-without-a-level", ("  - {asset: as05, c: 2, i: 2, a: 1,", "  - §{asset: as05,"))
    yield change("own-line-without-approval", ('{value: 18, approved-by: "佐藤", date: 2026-04-01}', "§{value: 12}"))
    yield change("line-approved-without-a-date", ('{value: 18, approved-by: "佐藤", date: 2026-04-01}',
                                                  '§{value: 18, approved-by: "佐藤"}'))
    yield change("own-line-without-a-date", ('{value: 18, approved-by: "佐藤", date: 2026-04-01}',
                                             '§{value: 12, approved-by: "佐藤"}'))


def collector_cases():
    """Who may bring evidence."""
    entry = ("  - id: agent\n", "  - §id: agent\n")
    yield change("collector-without-a-key", entry, (line_of("    key: "), ""))
    yield change("collector-without-a-first-day", entry, (line_of("    valid-from: "), ""))
    yield change("collector-with-a-secret", (line_of("    host: "), line_of("    host: ") + "    §secret: x\n"))
    yield change("collector-host-with-a-space", ("host: router-pc", "host: §router pc"))
    yield change("collector-key-is-a-list", ('key: "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIN2CT2ffBZEdtrdoIr2LXrZEJ8hdT+Hkd/32cQVEwreb agent"',
                                             "key: §[ssh-ed25519]"))
    yield change("collector-key-that-is-none", entry, ("AAAAC3NzaC1lZDI1NTE5AAAAIN2CT2ffBZEdtrdoIr2LXrZEJ8hdT+Hkd/32cQVEwreb", "AAAA"))
    yield change("collector-subjects-is-a-text", ("subjects: [router-b-1, terminal-1]", "subjects: §router-b-1"))
    yield change("collector-of-no-subject", ("subjects: [router-b-1, terminal-1]", "subjects: [router-b-1, §terminal-9]"))
    yield change("collector-from-a-word", ("valid-from: 2026-04-01", "valid-from: §today"))
    yield change("collector-ends-before-it-begins", entry, ("valid-until: 2027-03-31", "valid-until: 2026-03-31"))
    yield change("collector-revoked-without-a-reason", entry, (line_of("    reason: "), ""))
    yield change("collector-revoked-is-a-flag", ("revoked: 2026-09-01", "revoked: §true"))
    yield change("collectors-is-a-map", ("collectors:\n  - id: agent\n", "collectors:\n    §id: agent\n"))
    yield Case("1001-collectors", "§" + HEAD + SUBJECTS + "collectors:\n" +
               '- {id: c, host: h, key: "k", subjects: [terminal-1], valid-from: 2026-04-01}\n' * 1001)


def need_cases():
    """What work needs of the network, and exceptions that name it. Packets in words are read when they are asked about (tests/session/test_prove_site.py)."""
    network = HEAD + SUBJECTS + "nodes:\n  - {id: hub, role: segment}\n  - {id: a, role: host}\n  - {id: b, role: host}\nneeds:\n"
    need = "{id: n, from: [a], to: [b], accepts: tcp}"
    yield Case("needs-is-a-text", HEAD + SUBJECTS + "needs: §tcp\n")
    yield Case("need-without-packets", network + "  - §{id: n, from: [a], to: [b]}\n")
    yield Case("need-with-nobody-it-is-from", network + "  - §{id: n, to: [b], accepts: tcp}\n")
    yield Case("need-that-refuses", network + "  - {id: n, from: [a], to: [b], accepts: tcp, §refuses: udp}\n")
    yield Case("need-of-an-unknown-node", network + "  - {id: n, from: [a, §c], to: [b], accepts: tcp}\n")
    yield Case("need-of-a-segment", network + "  - {id: n, from: [a], to: [§hub], accepts: tcp}\n")
    yield Case("need-twice", network + f"  - {need}\n  - §{need}\n")
    yield Case("need-named-like-one-of-the-catalogue", network + "  - §" + need.replace("id: n", "id: need-exchange") + "\n")
    yield Case("need-named-like-a-flow", network + "  - §" + need.replace("id: n", "id: flow-outside-in") + "\n")
    yield Case("policy-named-like-a-need-of-the-catalogue", network + f"  - {need}\npolicies:\n  - §" + need.replace("id: n", "id: need-exchange").replace("accepts", "refuses") + "\n")
    yield Case("policy-and-need-of-one-id", network + f"  - §{need}\npolicies:\n  - " + need.replace("accepts", "refuses") + "\n")
    yield Case("exception-to-an-unknown-need", network + f'  - {need}\nexceptions:\n  - §{{policy: m, permits: tcp, reason: "r", by: "佐藤", date: 2026-04-01}}\n')
    yield Case("exception-to-a-need-for-no-node", network + f'  - {need}\nexceptions:\n  - {{policy: n, from: [§c], permits: tcp, reason: "r", by: "佐藤", date: 2026-04-01}}\n')
    yield Case("257-needs", "§" + network + "".join("  - " + need.replace("id: n", f"id: n{number}") + "\n" for number in range(257)))


def parameter_cases():
    """Limits of checks."""
    line = line_of("  - {parameter: ")

    def row(name, *changes):
        return change(name, (line, edited(line, changes)))

    yield row("parameter-unknown", ("{parameter: h03-session-days", "§{parameter: h03-session-years"))
    yield row("parameter-value-is-a-word", ("value: 90", "value: §ninety"))
    yield row("parameter-value-is-a-fraction", ("value: 90", "value: §90.5"))
    yield row("parameter-value-is-huge", ("value: 90", "value: §100001"))
    yield row("parameter-over-its-bounds", ("{", "§{"), ("value: 90", "value: 9999"))
    yield row("parameter-under-its-bounds", ("{", "§{"), ("value: 90", "value: 0"))
    yield row("parameter-without-a-reason", ("{", "§{"), ('reason: "四半期ごと", ', ""))
    yield row("parameter-by-nobody", ("{", "§{"), ('by: "佐藤"', 'by: ""'))
    yield row("parameter-without-a-date", ("{", "§{"), (", date: 2026-04-01", ""))
    yield change("parameter-twice", (line, line + line.replace("{", "§{")))


def own_check_cases():
    """A check of the site's own: its form, and its query, which is compiled whether anybody looked or not."""
    entry = ("    - id: x-rules\n", "    - §id: x-rules\n")
    sql = "SELECT f.subject, 'many', f.rowid FROM packet_filter AS f WHERE f.rules > 99"
    reasons = '      reasons:\n        - {id: many, state: unmet, rests-on: fact, text: "規則が多すぎる"}\n'
    yield change("check-without-x", ("    - id: x-rules\n", "    - §id: rules\n"))
    yield change("check-of-no-control", entry, ("      control: T17\n", "      control: T99\n"))
    yield change("check-without-a-control", entry, ("      control: T17\n", ""))
    yield change("check-twice", ("  checks:\n", "  checks:\n    - {id: x-rules, control: T17, needs: [packet_filter], max-age: 30, sql: \"" + sql +
                                 "\", reasons: [{id: many, text: a}]}\n"), entry)
    yield change("check-that-would-decide", ("      control: T17\n", "      control: T17\n      §decides: met\n"))
    yield change("check-with-a-layer", ("      control: T17\n", "      control: T17\n      §layer: guidance\n"))
    yield change("check-at-no-place", ("at: [router-b]", "at: [§cellar]"))
    yield change("check-through-no-place", ("      at: [router-b]\n", "      at: [router-b]\n      through: [§cellar]\n"))
    yield change("check-needs-no-kind", entry, ("needs: [packet_filter]", "needs: []"))
    yield change("check-needs-an-unknown-kind", ("needs: [packet_filter]", "needs: [§packet_filters]"))
    yield change("check-needs-what-it-does-not-read", entry, ("needs: [packet_filter]", "needs: [packet_filter, listener]"))
    yield change("check-reads-what-it-does-not-need", entry, ("AS f WHERE f.rules > 99", "AS f, listener WHERE f.rules > 99"))
    yield change("check-max-age-0", ("max-age: 30", "max-age: §0"))
    yield change("check-max-age-1101", ("max-age: 30", "max-age: §1101"))
    yield change("check-without-reasons", entry, (reasons, ""))
    yield change("check-with-no-reason", entry, (reasons, "      reasons: []\n"))
    yield change("check-with-41-reasons", entry, (reasons, "      reasons:\n" + "        - {id: many, text: a}\n" * 41))
    yield change("check-reason-that-says-done", ("state: unmet, rests-on", "state: §met, rests-on"))
    yield change("check-reason-rests-on-nothing", ("rests-on: fact", "rests-on: §nothing"))
    yield change("check-reason-without-a-text", ('- {id: many, state: unmet, rests-on: fact, text: "規則が多すぎる"}', "- §{id: many, state: unmet}"))
    yield change("check-sql-is-a-list", (f'sql: "{sql}"', "sql: §[SELECT]"))
    for name, query in (("empty", ""), ("two-columns", "SELECT f.subject, 'many' FROM packet_filter AS f"),
                        ("second-statement", sql + "; SELECT 1"), ("writes", "DELETE FROM packet_filter"),
                        ("groups", sql + " GROUP BY f.subject"), ("misspelt-column", sql.replace("f.rules", "f.rule")),
                        ("misspelt-table", sql.replace("packet_filter", "packet_filer")), ("reads-the-schema", "SELECT name, 'many', 1 FROM sqlite_schema"),
                        ("reads-coverage", "SELECT subject, 'many', id FROM coverage"), ("unknown-function", sql + " AND random() > 0")):
        yield change(f"check-sql-{name}", entry, (f'sql: "{sql}"', f'sql: "{query}"'))
    yield change("check-sql-of-9-KB", (f'sql: "{sql}"', 'sql: §"' + sql + " " * 9000 + '"'))


def many_subjects(count):
    return "".join(f"- {{id: s{number}, place: terminal}}\n" for number in range(count))


def own_cases():
    """Rows of the site's own."""
    yield change("own-asset-without-x", ("    - id: x-as1", "    - §id: as1"))
    yield change("own-asset-like-one-of-the-guidance", ("    - id: x-as1", "    - §id: as01"))
    yield change("own-threat-without-x", ("    - {id: x-t1, label", "    - §{id: t1, label"))
    yield change("own-vulnerability-without-x", ("    - {id: x-t1.v1", "    - §{id: t1.v1"))
    yield change("own-threat-twice", (line_of("    - {id: x-t1, "), line_of("    - {id: x-t1, ") +
                                      line_of("    - {id: x-t1, ").replace("{", "§{")))
    yield change("own-vulnerability-of-no-threat", ("    - {id: x-t1.v1, threat: x-t1,",
                                                    "    - §{id: x-t1.v1, threat: x-t9,"))
    yield change("own-vulnerability-level-4", ('label: "別の弱点", level: 3', 'label: "別の弱点", level: §4'))
    yield change("own-threat-level-0", ("kind: intentional, level: 2", "kind: intentional, level: §0"))
    yield change("own-importance-c-4", ("{c: 3, i: 1, a: 1,", "{c: §4, i: 1, a: 1,"))
    yield change("own-scenario-of-no-vulnerability", ("    - vulnerability: x-t1.v1", "    - §vulnerability: x-t9.v1"))
    yield change("own-scenario-of-no-asset", ("assets: [x-as1]", "assets: [§x-as9]"))
    yield change("own-scenario-with-an-asset-twice", ("    - vulnerability: x-t1.v1", "    - §vulnerability: x-t1.v1"),
                 ("assets: [x-as1]", "assets: [x-as1, x-as1]"))
    yield change("own-scenario-with-unknown-control", ("        - {control: T17", "        - §{control: T99"))
    yield change("own-scenario-at-no-place", ("{control: T17, place: router-b}", "§{control: T17, place: cellar}"))
    yield change("own-scenario-at-another-place", ("{control: T17, place: router-b}", "§{control: T17, place: terminal}"))
    yield change("own-scenario-control-twice", ("        - {control: T17, place: router-b}",
                                                "        - {control: T17, place: router-b}\n"
                                                "        - §{control: T17, place: router-b}"))
    yield change("own-scenario-threat-after-higher", ("{threat: 1, vulnerability: 2}", "§{threat: 3, vulnerability: 2}"))
    yield change("own-scenario-vulnerability-after-higher", ('label: "別の弱点", level: 3', 'label: "別の弱点", level: 1'),
                 ("{threat: 1, vulnerability: 2}", "§{threat: 1, vulnerability: 2}"))
    yield change("own-scenario-needs-no-place", ("places: [router-b]\n", "places: [§cellar]\n"))
    yield change("own-scenario-with-17-controls", ("    - vulnerability: x-t1.v1", "    - §vulnerability: x-t1.v1"),
                 ("        - {control: T17, place: router-b}\n", "        - {control: T17, place: router-b}\n" * 17))
    yield change("own-scenario-without-a-reason", ("    - vulnerability: x-t1.v1", "    - §vulnerability: x-t1.v1"),
                 ('      reason: {after: "ルータBで止まる。"}\n', ""))
    yield change("own-sentence-of-5-KB", ("    - vulnerability: x-t1.v1", "    - §vulnerability: x-t1.v1"),
                 ('"{asset}が持ち出される。"', '"' + "あ" * 1700 + '"'))
    yield change("own-scenario-with-50000-assets", ("    - vulnerability: x-t1.v1", "    - §vulnerability: x-t1.v1"),
                 ("assets: [x-as1]", "assets: [" + ", ".join(["x-as1"] * 50_000) + "]"),
                 ('"{asset}が持ち出される。"', '"' + "あ" * 1300 + '"'))
    yield Case("2000-subjects-last-twice", HEAD + "subjects:\n" + many_subjects(1999) + "- §{id: s1998, place: terminal}\n")
    yield Case("2001-subjects", "§" + HEAD + "subjects:\n" + many_subjects(2001))
    yield Case("19000-subjects", "§" + HEAD + "subjects:\n" + many_subjects(19_000))
    # Many answers of one day are none too many; the last one is about a subject that is not there.
    yield Case("11000-answers-last-of-no-subject", HEAD + SUBJECTS + "answers:\n" +
               "- {control: T13, state: met, by: b, date: 2026-04-01}\n" * 11_000 +
               "- §{control: T13, subject: s, state: met, by: b, date: 2026-04-01}\n")


def site_cases():
    for group in (bytes_cases, yaml_cases, value_cases, shape_cases, meaning_cases, collector_cases, need_cases, parameter_cases, own_check_cases, own_cases):
        yield from group()


def catalogue_file(folder, name, path, *changes):
    """One file of the catalogue with changes."""
    with open(os.path.join(folder, path), encoding="utf-8") as file:
        return Case(name, edited(file.read(), changes), path)


def catalogue_cases(folder):
    def case(name, path, *changes):
        return catalogue_file(folder, name, path, *changes)

    with open(os.path.join(folder, "guidance/threats.yaml"), "rb") as file:
        threats = file.read()
    yield Case("catalogue-empty", "§", "places.yaml")
    yield Case("catalogue-is-a-list", "§- a\n", "guidance/threats.yaml")
    yield Case("catalogue-bad-utf8", threats + b"# " + MARK + b"\xff\n", "guidance/threats.yaml")
    yield case("catalogue-format", "steps.yaml", ("format: sekisho-catalogue/1", "format: §sekisho-catalogue/9"))
    yield case("catalogue-unknown-key", "controls/T17.yaml", ("  tier: minimum", "  §teir: minimum"))
    yield case("catalogue-missing-key", "controls/T17.yaml", ("  id: T17", "  §id: T17"), ("  responsible: vendor\n", ""))
    yield case("catalogue-one-language", "controls/T17.yaml", (', en: "Restriction of access from outside"}', "}"),
               ("label: {", "label: §{"))
    yield case("catalogue-wrong-type", "controls/T17.yaml", ("places: [router-b]", "places: §router-b"))
    yield case("catalogue-number", "controls/T17.yaml", ("valid-days: 180", "valid-days: §0"))
    yield case("catalogue-octal", "controls/T17.yaml", ("valid-days: 180", "valid-days: §0180"))
    yield case("catalogue-duplicate-key", "controls/T17.yaml", ("  presumed: false\n", "  presumed: false\n  §presumed: true\n"))
    yield case("catalogue-anchor", "controls/T17.yaml", ("places: [router-b]", "places: §&p [router-b]"))
    yield case("catalogue-named-unlike-its-file", "controls/T17.yaml", ("  id: T17", "  §id: T16"))
    yield case("catalogue-place-twice-in-a-control", "controls/T17.yaml",
               ("places: [router-b]", "places: [router-b, §router-b]"))
    yield case("catalogue-id-twice-across-files", "places.yaml", ("  - id: terminal\n", "  - §id: T17\n"))
    yield case("catalogue-id-twice-in-a-table", "places.yaml", ("  - id: claim-terminal\n", "  - §id: terminal\n"))
    yield case("catalogue-configuration-at-no-place", "guidance/configurations.yaml",
               ('over IP-VPN; or it is planned to claim from a separate claim terminal."\n      places: [terminal, claim-terminal,',
                'over IP-VPN; or it is planned to claim from a separate claim terminal."\n      places: [terminal, §cellar,'))
    yield case("catalogue-level-4", "guidance/matrix.yaml", ("line:\n  value: 18", "line:\n  value: §28"))
    yield Case("catalogue-families-is-a-map", "format: sekisho-catalogue/1\npart: scenarios\nfamilies: §{a: b}\n",
               "scenarios/malware.yaml")
    yield case("catalogue-need-that-refuses", "needs.yaml", ('accepts: "tcp port 445"', '§refuses: "tcp port 445"'))
    yield case("catalogue-need-of-nobody", "needs.yaml", ("  - id: need-exchange", "  - §id: need-exchange"), ("    from: [receipt-computer]\n", ""))
    yield case("catalogue-need-and-flow-of-one-id", "needs.yaml", ("  - id: need-exchange", "  - §id: flow-institutions"))
    yield case("catalogue-need-outside-nothing-known", "needs.yaml", ("to-outside: [centre]", "to-outside: [§center]"))
    yield case("catalogue-absence-check-without-a-query", "places.yaml", ("  - id: hub-2\n", "  - id: hub-2\n    absence-check: §{id: hub-2-none}\n"))
    yield from scenario_cases()
    with open(os.path.join(folder, CHECKED), encoding="utf-8") as file:
        yield from check_cases(file.read())


# A control without checks of its own.
CHECKED = "controls/S-P01.yaml"
CHECK = """  parameters:
    - {id: s-p01-days, value: 30, low: 1, high: 90, unit: day, label: {ja: "日数", en: "Days"}}
  checks:
    - id: s-p01-locked
      layer: guidance
      decides: met
      at: [practice]
      through: [practice]
      needs: [practice]
      max-age: 365
      sql: "SELECT p.subject, 'open', p.rowid FROM practice AS p, parameter AS d WHERE d.name = 's-p01-days'"
      reasons:
        - {id: open, state: unmet, rests-on: fact, text: {ja: "開いている", en: "It is open"}}
"""


def check_cases(control):
    """A check in the file of a control; the query is compiled by lint."""
    def check(name, *changes):
        return Case(f"catalogue-check-{name}", control + edited(CHECK, changes), CHECKED)

    entry = ("    - id: s-p01-locked\n", "    - §id: s-p01-locked\n")
    yield check("id-twice", ("    - id: s-p01-locked\n", "    - §id: t17-filter\n"))
    yield check("with-an-unknown-kind", ("needs: [practice]", "needs: [§practise]"))
    yield check("needs-no-kind", entry, ("needs: [practice]", "needs: []"))
    yield check("needs-what-it-does-not-read", entry, ("needs: [practice]", "needs: [practice, device]"))
    yield check("reads-what-it-does-not-need", entry, ("AS p, parameter", "AS p, device, parameter"))
    yield check("without-reasons", entry, ('      reasons:\n        - {id: open, state: unmet, rests-on: fact, text: {ja: "開いている", en: "It is open"}}\n', ""))
    yield check("with-no-reason", entry, ('reasons:\n        - {id: open, state: unmet, rests-on: fact, text: {ja: "開いている", en: "It is open"}}', "reasons: []"))
    yield check("of-an-unknown-layer", ("layer: guidance", "layer: §guideline-7"))
    yield check("that-decides-unknown", ("decides: met", "decides: §unknown"))
    yield check("of-a-control", ("      layer: guidance\n", "      §control: T17\n"))
    yield check("at-no-place", ("at: [practice]", "at: [§cellar]"))
    yield check("through-no-place", ("through: [practice]", "through: [§cellar]"))
    yield check("max-age-is-a-word", ("max-age: 365", "max-age: §year"))
    yield check("reason-that-says-done", ("state: unmet", "state: §met"))
    yield check("misspelt-column", entry, ("SELECT p.subject", "SELECT p.subjekt"))
    yield check("with-a-like", entry, ("d.name = ", "d.name LIKE "))
    yield check("parameter-value-is-a-word", ("value: 30", "value: §thirty"))
    yield check("parameter-without-a-label", ("    - {id: s-p01-days", "    - §{id: s-p01-days"), (', label: {ja: "日数", en: "Days"}', ""))
    yield check("parameter-in-one-language", ('{ja: "日数", en: "Days"}', '§{ja: "日数"}'))
    yield check("parameters-is-a-map", ("  parameters:\n    - {id: s-p01-days", "  parameters: §{a: {id: s-p01-days"), ('en: "Days"}}\n', 'en: "Days"}}}\n'))


FAMILY = """format: sekisho-catalogue/1
part: scenarios
families:
  - vulnerability: ti06.v1
    assets: [as01]
    sentence: {ja: "{asset}が出る。", en: "{asset} leaves."}
    minimum:
      - {control: T17, place: router-b}
    after: {threat: 2, vulnerability: 2}
    origin: {scenario: sekisho, treatment: sekisho, after: sekisho}
    reason: {}
    places: [terminal]
    but:
      - assets: [as01]
        after: {threat: 1, vulnerability: 1}
"""


def family(name, *changes):
    return Case(name, edited(FAMILY, changes), "scenarios/malware.yaml")


def scenario_cases():
    yield family("catalogue-dangling-control", ("- {control: T17", "- §{control: T99"))
    yield family("catalogue-dangling-place", ("- {control: T17, place: router-b}", "- §{control: T17, place: cellar}"))
    yield family("catalogue-dangling-vulnerability", ("vulnerability: ti06.v1", "§vulnerability: ti99.v1"))
    yield family("catalogue-dangling-asset", ("    assets: [as01]\n    sentence", "    assets: [as01, §as99]\n    sentence"))
    yield family("catalogue-dangling-condition", ("places: [terminal]", "places: [§cellar]"))
    yield family("catalogue-exception-for-nobody", ("- assets: [as01]\n        after", "- assets: [§as02]\n        after"))
    yield family("catalogue-after-higher-than-before", ("after: {threat: 1,", "after: §{threat: 3,"))
    yield family("catalogue-scenario-twice", ("  - vulnerability", "  - §vulnerability"),
                 ("    assets: [as01]\n    sentence", "    assets: [as01, as01]\n    sentence"))
    yield family("catalogue-level-raised-nowhere", ("  - vulnerability", "  - §vulnerability"),
                 ("    places: [terminal]", "    at: terminal"))
