#!/usr/bin/python3
"""Japanese is complete: every message in src/ stands translated in po/ja.po, nothing there is fuzzy or left over."""
import os
import re
import tempfile

import gate

KEYWORDS = ("_", "N_", "SK_MSG")
CATALOGUE = "po/ja.po"


def extract(root, target):
    """Writes the messages of src/ to target; findings when xgettext complains."""
    sources = gate.files(root, (".c", ".h"), "src")
    result = gate.run(["xgettext", "--language=C", "--from-code=UTF-8", "--keyword", "--add-comments=TRANSLATORS",
                       *[f"--keyword={word}" for word in KEYWORDS], "--force-po", "-o", target, "-f", "-"],
                      cwd=root, input="\n".join(sources) + "\n")
    return result.stderr.splitlines() if result.returncode != 0 else []


def check_complete(path):
    """Findings about the translation itself: its form, and what msgfmt counts as fuzzy or untranslated."""
    result = gate.run(["msgfmt", "--check", "--statistics", "-o", os.devnull, path], env={**os.environ, "LC_ALL": "C"})
    findings = result.stderr.splitlines() if result.returncode != 0 else []
    if not re.search(r"[1-9]\d* translated message", result.stderr):
        findings.append(f"{CATALOGUE}: nothing is translated")
    for word in ("fuzzy", "untranslated"):
        if re.search(rf"\d+ {word}", result.stderr):
            findings.append(f"{CATALOGUE}: {result.stderr.strip()}")
    return findings


def check_same(path, template):
    """Messages of the source missing in the translation, and translations of messages that are gone."""
    result = gate.run(["msgcmp", path, template], env={**os.environ, "LC_ALL": "C"})
    lines = [line for line in result.stderr.splitlines() if re.search(r"not (used|defined|translated)|fuzzy|missing", line)]
    return lines or (result.stderr.splitlines() if result.returncode != 0 else [])


def check(root):
    path = os.path.join(root, CATALOGUE)
    if not os.path.exists(path):
        return [f"{CATALOGUE}: does not exist"]
    with tempfile.TemporaryDirectory() as folder:
        template = os.path.join(folder, "messages.pot")
        return extract(root, template) + check_complete(path) + check_same(path, template)


HEADER = 'msgid ""\nmsgstr ""\n"Language: ja\\n"\n"MIME-Version: 1.0\\n"\n"Content-Type: text/plain; charset=UTF-8\\n"\n' \
    '"Content-Transfer-Encoding: 8bit\\n"\n"Project-Id-Version: x\\n"\n"PO-Revision-Date: 2026-01-01 00:00+0000\\n"\n' \
    '"Last-Translator: x\\n"\n"Language-Team: x\\n"\n'
YES = '\nmsgid "yes"\nmsgstr "はい"\n'
NO = '\nmsgid "no %d"\nmsgstr "いいえ %d"\n'
GOOD = {
    "src/a.c": 'f(_("yes"));\nconst char *x[] = { N_("no %d") };\n/* _("not a message") */\n',
    CATALOGUE: HEADER + YES + "\n#, c-format" + NO,
}
BAD = {
    "a message without translation": ({"src/b.c": 'f(SK_MSG("perhaps"));\n'}, "not defined"),
    "an empty translation": ({CATALOGUE: HEADER + YES + '\nmsgid "no %d"\nmsgstr ""\n'}, "untranslated"),
    "a fuzzy translation": ({CATALOGUE: HEADER + YES + "\n#, fuzzy, c-format" + NO}, "fuzzy"),
    "a translation of nothing": ({CATALOGUE: GOOD[CATALOGUE] + '\nmsgid "gone"\nmsgstr "なし"\n'}, "not used"),
    "a broken format": ({CATALOGUE: HEADER + YES + '\n#, c-format\nmsgid "no %d"\nmsgstr "いいえ %s"\n'}, "format"),
    "no catalogue of messages": ({CATALOGUE: HEADER, "src/a.c": ""}, "nothing is translated"),
}

if __name__ == "__main__":
    gate.main("translations: po/ja.po is complete", check, GOOD, BAD)
