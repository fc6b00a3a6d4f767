#!/usr/bin/python3
"""What `sekisho why` takes: ids in any letter case and width, premises, steps, and words that stand in exactly one name.
And the small things around it: options before a verb, help of no verb, the language where letters are not UTF-8, the README's screens.
"""
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import unicodedata

ROOT = pathlib.Path(__file__).resolve().parents[2]
SEKISHO = os.path.abspath(os.environ.get("SEKISHO", str(ROOT / "build/root/usr/bin/sekisho")))
DAY = "2026-11-23"
AT = ["--at", DAY]
# full-width letters and digits stand this far behind the ASCII ones
WIDE = 0xFF01 - 0x21

points = []


def point(ok, name, detail=""):
    points.append(bool(ok))
    for line in str(detail).splitlines()[:20] if not ok else []:
        print(f"# {line}")
    print(f"{'ok' if ok else 'not ok'} {len(points)} - {name}", flush=True)


def run(*words, cwd, **variables):
    """(exit code, standard output, standard error), in an environment of nothing else."""
    environment = {"PATH": "/usr/bin:/bin", "TERM": "xterm", **(variables or {"LANG": "C.UTF-8"})}
    done = subprocess.run([SEKISHO, *words], cwd=cwd, env=environment, capture_output=True, timeout=60, check=False)
    return done.returncode, done.stdout.decode("utf-8"), done.stderr.decode("utf-8")


def columns(line):
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in line)


def wide(text):
    return "".join(chr(ord(letter) + WIDE) if "!" <= letter <= "~" else letter for letter in text)


def headline(text):
    """The line behind the name of the site: what `why` is about."""
    return text.splitlines()[1] if text.count("\n") > 1 else text


# ---- ids ----

def check_ids(site):
    ids = ("T17", "S-P01", "A01", "as01.ti07.v1", "ransomware", "ti07", "pr1", "ns07")
    for id_ in ids:
        code, plain, errors = run("why", id_, *AT, cwd=site)
        point(code == 1 and errors == "" and plain, f"why {id_} answers", f"{code}\n{plain}{errors}")
        for typed in (id_.lower(), id_.upper(), wide(id_), wide(id_.lower()), wide(id_.upper())):
            again = run("why", typed, *AT, cwd=site)
            point(again == (code, plain, ""), f"why {typed} is why {id_}", f"{again[0]}\n{again[1]}{again[2]}")


def check_heads(site):
    for word, lang, start in (("t17", "en", "T17 Restriction of access from outside · "), ("Ｔ１７", "en", "T17 "),
                              ("RANSOMWARE", "en", "ti07 "), ("ランサムウェア", "ja", "ti07 情報を不正に暗号化する"),
                              ("pr1", "en", "pr1 "), ("ns07", "en", "ns07 ")):
        code, text, errors = run("why", word, "--lang", lang, *AT, cwd=site)
        point(code == 1 and headline(text).startswith(start), f"why {word} in {lang} is about {start.strip()}", text + errors)


# ---- words ----

def threat_texts():
    """The explanation of each threat in both languages: the export leaves them out."""
    texts = {}
    source = (ROOT / "catalogue/guidance/threats.yaml").read_text(encoding="utf-8")
    for entry in re.split(r"(?m)^ +- id: ", source)[1:]:
        found = re.search(r'(?m)^ +text:(?: {|\n +)ja: "([^"]*)",?\s+en: "([^"]*)"}?$', entry)
        if found:
            texts[entry.split("\n", 1)[0]] = " | ".join(found.groups())
    return texts


def all_names(export):
    """id -> all that counts as its name, both languages."""
    texts = threat_texts()
    # The accidental ones are sentences already: they have no explanation.
    explained = {row["id"] for row in export["threats"] if row["kind"] != "accidental"}
    if not explained <= texts.keys():
        raise RuntimeError(f"no explanation found of {sorted(explained - texts.keys())}")
    names = {row["id"]: f"{row['label']['ja']} | {row['label']['en']}" for row in export["controls"] + export["threats"]}
    for id_ in explained:
        names[id_] += f" | {texts[id_]}"
    return names


def check_words(site):
    export = json.loads(run("catalogue", "export", cwd=site)[1])
    names = all_names(export)
    point(len(names) > 60, "the names of the controls and threats are there", len(names))
    slugs = {row["slug"] for row in export["threats"]}
    words = {word for name in names.values() for word in re.findall(r"[ァ-ヶー]{3,}|[一-龠]{3,}|[A-Za-z]{6,}", name)}
    one = {word: ids for word in sorted(words) if len(ids := [id_ for id_, name in names.items() if word in name]) == 1}
    several = sorted(word for word in words if sum(word in name for name in names.values()) > 1 and word.lower() not in slugs)
    point(len(one) > 20 and len(several) > 10, "there are words of one name and of several", f"{len(one)} {len(several)}")
    for word, (id_,) in list(one.items())[::len(one) // 20]:
        code, text, errors = run("why", word, *AT, cwd=site)
        # A word may be the short name of a threat as well: that goes first.
        right = word.lower() in slugs or re.match(rf"{re.escape(id_)}\b", headline(text))
        point(code in (0, 1) and right, f"why {word} is about {id_}", f"{code} {headline(text)}{errors}")
    for word in several[::len(several) // 10]:
        check_refused(site, word, "stands in several names")


def check_refused(site, word, why):
    code, text, errors = run("why", word, *AT, cwd=site)
    point(code == 2 and not text and len(errors.splitlines()) == 3, f"why '{word}' is refused: {why}", f"{code} {text}{errors}")


def check_unknown(site):
    for word in ("xyzzy", "", "T99", "ti", "pr99", "ns", "ﾗﾝｻﾑ", "。", "Ｔ９９", "\ufffd"):
        check_refused(site, word, "is nothing")
    code, text, _ = run("why", "xyzzy", "--json", *AT, cwd=site)
    point(code == 2 and not text, "so it is with --json", text)
    for word in ("ｔ１７", "ランサムウェア"):
        code, text, errors = run("why", word, "--json", *AT, cwd=site)
        point(code == 1 and json.loads(text)["about"] == word, f"why {word} --json says what was asked", errors)


# ---- premises and the day ----

def check_premises(site):
    path = site / "site.yaml"
    plain = path.read_text(encoding="utf-8")
    head = "\npremises:\n  - {premise: pr1, holds: "
    for holds, date, wanted in (("true", DAY, "confirmed"), ("false", DAY, "does not hold"), ("true", "2026-11-24", "assumed"),
                                ("false", "2026-11-24", "assumed")):
        path.write_text(re.sub(r"(?m)^premises:.*$", "", plain) + f"{head}{holds}, by: Tester, date: {date}}}\n", encoding="utf-8")
        code, text, errors = run("why", "pr1", *AT, cwd=site)
        point(code == 1 and headline(text).endswith(f" · {wanted}"), f"pr1, {holds} said on {date}, is {wanted}", headline(text) + errors)
    # It is still the 23rd in London, and already the 24th in Japan.
    for time, wanted in (("2026-11-23T14:59:59Z", "assumed"), ("2026-11-23T15:00:00Z", "does not hold")):
        text = run("why", "pr1", "--at", time, cwd=site)[1]
        point(headline(text).endswith(f" · {wanted}"), f"pr1, said on 2026-11-24, is {wanted} at {time}", headline(text))
    path.write_text(plain, encoding="utf-8")


def check_the_line_to_write(site):
    """What `why` prints to be written down is taken as soon as a name and a choice stand in it, and not before."""
    path = site / "site.yaml"
    plain = path.read_text(encoding="utf-8")
    for word, key, lang in (("T17", "answers", "en"), ("T17", "answers", "ja"), ("pr1", "premises", "en"), ("pr1", "premises", "ja")):
        text = run("why", word, "--lang", lang, *AT, cwd=site)[1]
        lines = "\n".join(re.findall(r"(?m)^  - \{.*\}$", text))
        without = re.sub(rf"(?m)^{key}:.*$", "", plain) + f"\n{key}:\n"
        chosen = lines.replace("met|unmet", "met").replace("true|false", "true")
        path.write_text(f"{without}{chosen}\n", encoding="utf-8")
        code, _, errors = run("assess", *AT, cwd=site)
        point(lines and code == 2 and "by:" in errors, f"why {word} in {lang}: its lines without a name are refused", f"{lines} {code} {errors}")
        by_whom = ('by: "[^,]*"', "by: Tester")
        named = re.sub(*by_whom, lines)
        path.write_text(f"{without}{named}\n", encoding="utf-8")
        code, _, errors = run("assess", *AT, cwd=site)
        point(code == 2 and {"answers": "met|unmet", "premises": "true|false"}[key] in named + errors and "|" in named,
              f"why {word} in {lang}: its lines are refused until one of the two is chosen", f"{named} {code} {errors}")
        path.write_text(f"{without}{re.sub(*by_whom, chosen)}\n", encoding="utf-8")
        code, text, errors = run("why", word, *AT, cwd=site)
        point(code == 1 and re.search(" · (done|confirmed)$", headline(text)), f"why {word} in {lang}: with a name and a choice they answer it",
              f"{code} {headline(text)}{errors}")
        path.write_text(plain, encoding="utf-8")


def check_each_under_its_key(site):
    """A thing, an absence and an answer are written under different keys: each line stands behind the key it belongs to."""
    path = site / "site.yaml"
    plain = path.read_text(encoding="utf-8")
    path.write_text(re.sub(r"(?m)^  - \{id: terminal-1,.*\n", "", plain), encoding="utf-8")
    for lang in ("en", "ja"):
        for control, key, start in (("T13", "subjects", "  - {id: "), ("T13", "answers", "  - {control: T13, subject: terminal-1, "), ("T20", "absent", "  - {place: ")):
            text = run("why", control, "--lang", lang, *AT, cwd=site)[1]
            lines = text.splitlines()
            at = next((i for i, line in enumerate(lines) if line.startswith(start)), 0)
            before = "".join(lines[max(at - 2, 0):at])
            point(at and f"{key}:" in before, f"in {lang} the line for {key} stands behind {key}", text)
        point("  - {place: terminal" not in run("why", "T13", "--lang", lang, *AT, cwd=site)[1], f"in {lang} nobody is asked to say that there is no terminal")
    path.write_text(plain, encoding="utf-8")


# ---- around it ----

def check_calls(site):
    code, text, errors = run("help", "nosuch", "--json", cwd=site)
    error = json.loads(errors or "{}")
    point(code == 2 and not text and error.get("error") == "usage", "help nosuch --json is an error in JSON", f"{code} {text}{errors}")
    code, text, errors = run("help", "why", "--json", cwd=site)
    point(code == 0 and list(json.loads(text)["facts"]) == ["why"] and not errors, "help why --json is about why", text + errors)
    for before in (AT, ["--json", *AT], ["--lang", "en", *AT], ["--lang=ja", "--json", *AT]):
        first, behind = run(*before, "why", "T17", cwd=site), run("why", "T17", *before, cwd=site)
        point(first == behind and first[0] in (0, 1), f"{' '.join(before)} why T17 is why T17 {' '.join(before)}", first[2])
    code, text, errors = run(*AT, "T17", cwd=site)
    point(code == 2 and not text, "a word that is no verb stays where it is", errors)
    code, text, errors = run("--site", "why", cwd=site)
    point(code == 2 and not text and "why" in errors, "the value of an option is no verb", errors)


def check_help_fits(site):
    """Each line of each help fits a terminal, and each way to call `prove` is a line of its own."""
    for lang in ("en", "ja"):
        shown = run("help", "--all", "--lang", lang, cwd=site)[1]
        verbs = re.findall(r"(?m)^  ([a-z]+)  ", shown)
        for text, verb in [(shown, "--all")] + [(run(verb, "--help", "--lang", lang, cwd=site)[1], verb) for verb in verbs]:
            wide = [line for line in text.splitlines() if columns(line) > 80 or line.endswith(" ")]
            point(len(verbs) > 10 and text and not wide, f"help of {verb} fits 80 columns in {lang}", "\n".join(wide))
        ways = [line for line in run("prove", "--help", "--lang", lang, cwd=site)[1].splitlines() if line.startswith("sekisho prove ")]
        point(len(ways) == 3 and "--site" in ways[0] and "--diff" in ways[2], f"prove is called in three ways in {lang}", "\n".join(ways))
        front = run("help", "--lang", lang, cwd=site)[1]
        point("\n  prove " in front and "\n  generate " in front and front.count("\n") <= 24, f"help names prove and generate in {lang}", front)
    said = run("generate", "--help", "--lang", "en", cwd=site)[1]
    point(all(kind in said for kind in ("nftables", "yamaha-rtx", "nec-ix", "windows-firewall", "swanctl", "hostapd")), "generate names all kinds", said)


def check_letters(site):
    japanese = re.compile("[ぁ-んァ-ヶ一-龠]")
    for variables, wanted in (({"LANG": "ja_JP.UTF-8"}, "ja"), ({"LANG": "ja_JP.UTF-8", "LC_CTYPE": "UTF-8"}, "ja"),
                              ({"LANG": "ja_JP.UTF-8", "LC_CTYPE": "C"}, "ascii"), ({"LANG": "ja_JP.UTF-8", "LC_ALL": "C"}, "ascii"),
                              ({"LANG": "C", "LC_CTYPE": "UTF-8"}, "en"), ({"LANG": "C"}, "ascii")):
        name = " ".join(f"{key}={value}" for key, value in variables.items())
        for call in ((), ("why", "T17"), ("assess",), ("help",)):
            code, text, errors = run(*call, *(AT if call != ("help",) else ()), cwd=site, **variables)
            right = {"ja": bool(japanese.search(text)), "ascii": text.isascii() and "?" * 3 not in text, "en": not re.search("[ぁ-ん]", text)}
            point(code in (0, 1) and text and right[wanted] and not errors, f"{' '.join(call) or 'the screen'} with {name} is {wanted}", text + errors)
        dots = "·" in run(*AT, cwd=site, **variables)[1]
        point(dots == (wanted != "ascii"), f"with {name} signs beyond ASCII are {'used' if dots else 'not used'}")
    code, text, _ = run("--lang", "ja", *AT, cwd=site, LANG="C")
    point(code == 1 and japanese.search(text), "--lang ja is Japanese everywhere", text)


EXAMPLES = "/usr/share/sekisho/examples/"


def shown_screen(name):
    """(command line, screen) of the indented block that begins with the call."""
    block = []
    for line in (ROOT / name).read_text(encoding="utf-8").splitlines():
        if block and not (line == "" or line.startswith("    ")):
            break
        if block or line.startswith(f"    $ sekisho --site {EXAMPLES}sakura-sick"):
            block.append(line[4:])
    text = "\n".join(block).rstrip("\n") + "\n"
    return text.split("\n", 1) if block else ("", "")


def check_readme():
    for name, lang in (("README.md", "en_US.UTF-8"), ("README.ja.md", "ja_JP.UTF-8")):
        command, screen = shown_screen(name)
        with tempfile.TemporaryDirectory() as folder:
            pathlib.Path(folder, "x").symlink_to(pathlib.Path(SEKISHO).parents[1] / "share/sekisho/examples")
            code, text, errors = run(*command.replace(EXAMPLES, "x/").removeprefix("$ sekisho ").split(), cwd=folder, LANG=lang)
        text = text.replace("x/", EXAMPLES)
        point(command and screen and code == 1 and text == screen, f"the screen of {name} is the program's", f"{text}{errors}")


def main():
    with tempfile.TemporaryDirectory() as folder:
        run("init", "sakura", "--configuration", "ip-vpn", "--kind", "clinic", *AT, cwd=folder)
        site = pathlib.Path(folder, "sakura")
        for check in (check_ids, check_heads, check_words, check_unknown, check_premises, check_the_line_to_write, check_each_under_its_key, check_calls, check_help_fits, check_letters):
            check(site)
    check_readme()
    print(f"1..{len(points)}")
    return 0 if all(points) else 1


if __name__ == "__main__":
    sys.exit(main())
