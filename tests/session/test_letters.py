#!/usr/bin/python3
"""Which letters a text from outside may hold, against Python's own table of Unicode: no control, no sign of format, nothing that is not seen; and all
that Japanese is written with."""
import json
import os
import sys
import tempfile
import unicodedata

sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "catalogue"))
from evidence_site import EvidenceSite, lines  # noqa: E402
from support import main, sekisho  # noqa: E402

SOURCE_LETTERS = 128  # of four bytes each: the most that the column takes
REFUSED = ("Cc", "Cf", "Zl", "Zp", "Cs")
# Default_Ignorable_Code_Point beside those and beside variation selectors, of which Python has no table.
NOT_SEEN = [0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5, *range(0x180B, 0x1810), 0x2065, 0x3164, 0xFFA0, *range(0xFFF0, 0xFFF9),
            *range(0xE0000, 0xE0100), *range(0xE01F0, 0xE1000)]
VARIATIONS = [*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0)]
JAPANESE = {"ideographs with their variations": "葛\U000E0100飾区 辻\U000E0101 \u9038\uFE00", "half-width": "ﾃｽﾄﾞﾊﾟ｡｢｣､･ｰ", "full-width": "ＡＢＣ１２３（株）：／＿　",
            "marks of their own": "か\u3099は\u309A", "old and rare": "𠮷髙﨑彅 ゟ ヿ 々〆〇 ㈱ ㍿ ①Ⅳ℡ ㋿", "signs": "※○×△▽★☆→⇒〒♪°℃¥～〜－ー―…‥・「」『』【】“”", "a smile": "\u263A\uFE0F 😀"}


def bundle(path, texts):
    body = [{"bundle": "sekisho-bundle/1", "collector": "c", "host": "h", "sequence": 1, "previous": None, "at": "2026-04-01T00:00:00Z", "origin": "live",
             "tool": "test"}]
    body += [{"coverage": number, "kind": "time_sync", "subject": "s", "source": text, "status": "complete", "method": "observed",
              "at": "2026-04-01T00:00:00Z", "digest": None} for number, text in enumerate(texts, 1)]
    body.append({"end": {"coverage": len(texts), "facts": 0}})
    with open(path, "w", encoding="utf-8", newline="") as file:
        file.write(lines(body))
    return path


def sign(site, folder, *texts):
    """None where it is taken, else the name of the error and the line."""
    code, _, errors = sekisho("evidence", "sign", bundle(os.path.join(folder, "letters.jsonl"), texts), "--key", site.key, "--json")
    error = json.loads(errors) if code else {}
    return (error.get("error"), error.get("line")) if code else None


def run(points):
    letters = [code for code in range(0x110000) if unicodedata.category(chr(code)) not in ("Cn", *REFUSED) and code not in NOT_SEEN and code not in (0x22, 0x5C)]
    refused = [code for code in range(0xA0, 0x110000) if unicodedata.category(chr(code)) in REFUSED[1:4]]
    refused += [code for code in NOT_SEEN if code < 0xE0000] + [0xE0000, 0xE0002, 0xE0080, 0xE00FF, 0xE01F0, 0xE0FFF, *range(0x7F, 0xA0)]
    with tempfile.TemporaryDirectory() as folder:
        site = EvidenceSite(folder, {"terminal-1": "terminal"})
        # With letters between: twelve digits side by side would be looked at as a number.
        runs = [".a".join(map(chr, letters[at:at + SOURCE_LETTERS // 2])) for at in range(0, len(letters), SOURCE_LETTERS // 2)]
        for at in range(0, len(runs), 4096):
            points.point(sign(site, folder, *runs[at:at + 4096]) is None, f"{len(runs[at:at + 4096])} texts of all letters of Unicode are taken")
        faults = [f"U+{code:04X}" for code in sorted(set(refused)) if sign(site, folder, f"a{chr(code)}b") != ("text-encoding", 2)]
        points.point(len(refused) > 150 and not faults, f"{len(set(refused))} that are controls, of format or not seen are refused", [" ".join(faults)])
        points.point(sign(site, folder, *(f"字{chr(code)}" for code in VARIATIONS)) is None, "variation selectors are taken")
        for name, text in JAPANESE.items():
            points.point(sign(site, folder, text) is None, f"Japanese: {name}", [text])


main(run)
