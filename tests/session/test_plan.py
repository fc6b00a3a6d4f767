#!/usr/bin/python3
"""`sekisho plan` as people meet it: the examples in both languages word for word, budgets, what is assumed, and plan.yaml, in which whatever people write stays.
`test_plan.py --update` writes the golden files anew; look at the difference before committing it.
"""
import json
import os
import pathlib
import random
import re
import shutil
import subprocess
import sys
import tempfile
import unicodedata

HERE = pathlib.Path(__file__).resolve().parent
GOLDEN = HERE / "golden"
SEKISHO = os.path.abspath(os.environ.get("SEKISHO", str(HERE.parents[1] / "build/root/usr/bin/sekisho")))
EXAMPLES = pathlib.Path(SEKISHO).parents[1] / "share/sekisho/examples"
AT = ("--at", "2026-11-23")
COSTS = {"A01": 20000, "H10": 0, "H12": 5000, "H13": 0, "H14": 0, "T02": 0, "T11": 0, "T12": 15000, "T15": 30000, "T17": 30000, "T20": 80000}
STATES = ("todo", "doing", "done", "dropped")

points = []


def point(ok, name, detail=""):
    points.append(bool(ok))
    print(f"{'ok' if ok else 'not ok'} {len(points)} - {name}", flush=True)
    for line in str(detail).splitlines()[:40] if not ok else []:
        print(f"# {line}")


def run(*words, cwd, lang="en"):
    environment = {"PATH": "/usr/bin:/bin", "LANG": {"en": "en_US.UTF-8", "ja": "ja_JP.UTF-8"}[lang], "TERM": "xterm"}
    done = subprocess.run([SEKISHO, *words, *AT], cwd=cwd, env=environment, capture_output=True, timeout=60, check=False)
    return done.returncode, done.stdout.decode("utf-8"), done.stderr.decode("utf-8")


def plan(site, *words, codes=(1,)):
    code, text, errors = run("plan", "--json", *words, cwd=site)
    if code not in codes:
        raise RuntimeError(f"plan {words}: exit {code}: {errors}{text}")
    return json.loads(text)


def columns(line):
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in line)


def copy(folder, name, example="sakura-sick"):
    return shutil.copytree(EXAMPLES / example, pathlib.Path(folder, name))


def priced(folder, name):
    """The sick example with the costs of all that is open."""
    site = copy(folder, name)
    path = site / "site.yaml"
    text = re.sub(r"^costs:\n(  - .*\n)+", "", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
    path.write_text(text + "costs:\n" + "".join(f"  - {{control: {control}, yen: {yen}}}\n" for control, yen in COSTS.items()), encoding="utf-8")
    return site


# ---- word for word ----

def screens(folder, lang):
    sick, paid = copy(folder, f"sick-{lang}"), priced(folder, f"paid-{lang}")
    low = copy(folder, f"low-{lang}")
    path = low / "site.yaml"
    path.write_text(re.sub(r"^line:.*$", "line: {value: 9, approved-by: \"佐倉 / Sakura\", date: 2026-11-01}", path.read_text(encoding="utf-8"), flags=re.MULTILINE), encoding="utf-8")
    shown = {"plan": run("plan", cwd=sick, lang=lang), "plan-yen": run("plan", cwd=paid, lang=lang), "plan-low": run("plan", cwd=low, lang=lang),
             "plan-budget": run("plan", "--budget", "50000", "--assume", "t02=met", "--assume", "T17=unknown", cwd=paid, lang=lang),
             "plan-write": run("plan", "--write", "--budget", "3", cwd=sick, lang=lang)}
    shown["plan-file"] = (1, (sick / "plan.yaml").read_text(encoding="utf-8"), "")
    text = shown["plan-file"][1].replace("owner:", "owner: 佐倉", 1).replace("due:", "due: 2026-11-01", 1).replace("state: todo", "state: done", 1).replace("note:", "note: 業者が10日に来る", 1)
    (sick / "plan.yaml").write_text(text.replace("state: todo", "state: dropped", 1), encoding="utf-8")
    shown["plan-kept"] = run("plan", cwd=sick, lang=lang)
    shown["plan-clean"] = run("plan", cwd=EXAMPLES / "hana-healthy", lang=lang)
    return shown


def check_screens(folder):
    for lang in ("ja", "en"):
        for name, (code, text, errors) in screens(folder, lang).items():
            point((code, errors) == (0 if name == "plan-clean" else 1, ""), f"{name} in {lang}: exit {code}", errors)
            path = GOLDEN / f"{name}.{lang}.txt"
            if "--update" in sys.argv:
                path.write_text(text, encoding="utf-8")
            expected = path.read_text(encoding="utf-8") if path.exists() else ""
            point(text == expected, f"{name} in {lang} is as in golden/{path.name}", text)
            wide = [line for line in text.splitlines() if (columns(line) > 80 and not line.startswith("#")) or line != line.rstrip()]
            point(not wide, f"{name} in {lang} fits 80 columns, without blanks at line ends", wide)


# ---- what is computed ----

def check_json(folder):
    site = priced(folder, "json")
    full = plan(site)
    point(full["unit"] == "yen" and full["unpriced"] == 0 and full["all"]["cost"] == sum(COSTS.values()) and full["all"]["settles"] == full["counts"]["open"] == full["within_reach"],
          "with all costs stated the plan is in yen, and all of it settles all", full["all"])
    point({row["id"]: row["yen"] for row in full["controls"]} == COSTS, "each control has the cost that site.yaml states")
    for row in full["frontier"]:
        best = plan(site, "--budget", str(row["cost"]))["budget"]["best"]
        less = plan(site, "--budget", str(row["cost"] - 1))["budget"]["best"]["settles"] if row["cost"] else -1
        point(best == row and less < row["settles"], f"{row['cost']} yen settle {row['settles']}, one yen less does not", f"{best} {less}")
    point(plan(site, "--budget", "50000") == plan(site, "--budget", "50000"), "the same question has the same answer, byte for byte")
    check_turns(site)
    check_trial(site)


def check_turns(site):
    """Each turn is tried out: with the cost at it the control is chosen, with one yen more it is not."""
    path = site / "site.yaml"
    text = path.read_text(encoding="utf-8")
    wrong = []
    for turn in plan(site, "--budget", "50000")["budget"]["turns"]:
        control, most = turn["control"], turn["chosen_up_to"]
        for cost, chosen in ((most, True), (0 if most is None else most + 1, False)):
            if cost is None:
                continue
            path.write_text(text.replace(f"control: {control}, yen: {COSTS[control]}", f"control: {control}, yen: {cost}"), encoding="utf-8")
            if (control in plan(site, "--budget", "50000")["budget"]["best"]["controls"]) != chosen:
                wrong.append(f"{control} at {cost}: not {chosen}")
    path.write_text(text, encoding="utf-8")
    point(not wrong, "each control is chosen up to the cost that is told, and not at one yen more", wrong)


def check_trial(site):
    now = plan(site)
    chosen = now["frontier"][1]
    words = [word for control in chosen["controls"] for word in ("--assume", f"{control}=met")]
    tried = plan(site, *words)
    point(tried["counts"] == now["counts"] and tried["assumed"]["counts"]["open"] == now["counts"]["open"] - chosen["settles"] and
          [row["control"] for row in tried["assumed"]["controls"]] == chosen["controls"], "what a budget settles is settled by way of trial, and the site stays as it is", tried["assumed"])
    everything = plan(site, *(word for control in COSTS for word in ("--assume", f"{control}=met")))
    point(everything["assumed"]["counts"]["open"] == 0 and everything["controls"] == [], "with all of them assumed nothing is open; the exit code is still 1")
    code, text, _ = run("plan", "--assume", "T17=met", cwd=site)
    point(code == 1 and "no evidence" in text and "T17 done" in text, "an assumption is said on the output", text)
    point(json.loads(run("assess", "--json", cwd=site)[1])["counts"] == now["counts"], "nothing of it is left behind")
    healthy = json.loads(run("plan", "--json", "--assume", "T17=unmet", cwd=EXAMPLES / "hana-healthy")[1])
    point("T17" in [row["id"] for row in healthy["controls"]] and healthy["assumed"]["counts"]["open"] > 0 == healthy["counts"]["open"],
          "what is done can be assumed not to be", healthy["assumed"])


# ---- what is typed ----

REFUSED = (
    (("--budget", "1.5"), "from 0 to 64000000000"), (("--budget", "-1"), "from 0"), (("--budget", ""), "from 0"), (("--budget", "99999999999"), "from 0"),
    (("--budget", "50000"), "at most 11"), (("--assume", "T17"), "--assume T17=met"), (("--assume", "T99=met"), "controls"), (("--assume", "T17=done"), "met, unmet, unknown"),
    (("--assume", "T17=stale"), "met, unmet, unknown"), (("--assume", "T17=met", "--assume", "t17=unmet"), "assumed twice"),
    (("--assume", "T17=met", "--write"), "without --assume"), (("--assume", "x" * 200 + "=met"), "controls"), (("something",), "one word too many"),
)


def check_typed(folder):
    site = copy(folder, "typed")
    for words, said in REFUSED:
        code, text, errors = run("plan", *words, cwd=site)
        point(code == 2 and text == "" and said in errors and not (site / "plan.yaml").exists(), f"plan {' '.join(words)[:40]} is refused: {said}", f"{code}\n{text}{errors}")
    many = [word for number in range(33) for word in ("--assume", "T17=met")]
    code, _, errors = run("plan", *many, cwd=site)
    point(code == 2 and "too many times" in errors, "more assumptions than there is room for are refused", errors)
    with open(site / "site.yaml", "a", encoding="utf-8") as file:
        file.write("  - {control: T17, yen: 1}\n")
    code, _, errors = run("plan", cwd=site)
    point(code == 2 and "stands twice" in errors and re.search(r"site\.yaml:\d+:\d+", errors), "a cost that stands twice is refused, with its line", errors)


# ---- plan.yaml ----

WRITTEN = """# mine: at the top
format: sekisho-plan/1   # do not touch
controls:
    # above T17
    - note: 'it''s "the" router' # behind a note
      control: T17   # behind the control
      state: doing

      owner: さくら
    - {state: dropped, control: H10}
    - control: S-P01
      needed: true # by me
      state: done
      note: |
        two lines
          of it
      due: 2026-12-25
# at the end
"""


def tasks(site):
    return {row["id"]: row["task"] for row in plan(site)["controls"] if row["task"]}


def lines_kept(old, new):
    """Every line of the old text is there still, in the order it had."""
    lines = iter(new.splitlines())
    return all(any(line == other for other in lines) for line in old.splitlines())


def check_written(folder):
    site = copy(folder, "written")
    path = site / "plan.yaml"
    path.write_text(WRITTEN, encoding="utf-8")
    before = tasks(site)
    report = plan(site, "--write")["written"]
    text = path.read_text(encoding="utf-8")
    point(report == {"file": "plan.yaml", "changed": True, "added": 9, "kept": 3, "not_needed": 1}, "nine controls are added to three, of which no risk needs one", report)
    point(lines_kept(WRITTEN.replace("needed: true # by me", "needed: false # by me"), text), "every line of theirs stands as before, but for the word behind 'needed:'", text)
    now = tasks(site)
    point({id_: {**now[id_], "line": 0} for id_ in before} == {id_: {**task, "line": 0} for id_, task in before.items()} and len(now) == 11, "it says of them what it said", now)
    point(before["T17"]["note"] == "it's \"the\" router" and before["T17"]["owner"] == "さくら" and before["H10"]["state"] == "dropped", "and that is what they wrote", before)
    again = plan(site, "--write")["written"]
    point(again["changed"] is False and path.read_text(encoding="utf-8") == text, "written again it stays the same, byte for byte", again)
    code, said, _ = run("plan", cwd=site)
    point(code == 1 and "given up; the risk stays" in said and "under way · さくら" in said and "needs it now: S-P01" in said, "the screen tells what it says", said)
    counts = json.loads(run("assess", "--json", cwd=site)[1])["counts"]
    path.write_text(re.sub("state: (todo|doing|dropped)", "state: done", text), encoding="utf-8")
    point(json.loads(run("assess", "--json", cwd=site)[1])["counts"] == counts and plan(site)["counts"] == counts, "'done' in the plan makes nothing done")


def check_nothing(folder):
    """Where nothing is open no file is made, and one that is there keeps its tasks."""
    site = copy(folder, "nothing", "hana-healthy")
    code, said, _ = run("plan", "--write", cwd=site)
    point(code == 0 and "there is nothing to plan" in said and not (site / "plan.yaml").exists(), "where nothing is open no plan is made", said)
    (site / "plan.yaml").write_text("format: sekisho-plan/1\ncontrols:\n  - control: T17\n    state: done\n", encoding="utf-8")
    code, said, _ = run("plan", "--write", cwd=site)
    point(code == 0 and "needs it now: T17" in said and "needed: false" in (site / "plan.yaml").read_text(encoding="utf-8"), "what was planned is marked and stays", said)


def check_marks(folder):
    """What is settled is marked, and what opens again loses the mark; in each form an entry may have."""
    site = copy(folder, "marks")
    path = site / "plan.yaml"
    path.write_text("format: sekisho-plan/1\ncontrols:\n- {control: S-P02, state: todo}\n- state: todo\n  control: S-P03", encoding="utf-8")
    plan(site, "--write", "--budget", "0")
    text = path.read_text(encoding="utf-8")
    point(text == "format: sekisho-plan/1\ncontrols:\n- {needed: false, control: S-P02, state: todo}\n- state: todo\n  control: S-P03\n  needed: false\n",
          "a mark that is not there yet is put in, within brackets and on a line of its own", text)
    site_text = (site / "site.yaml").read_text(encoding="utf-8")
    path.unlink()
    plan(site, "--write")
    (site / "site.yaml").write_text(site_text.replace("answers:\n", "answers:\n  - {control: T20, state: met, by: Tester, date: 2026-11-22}\n", 1), encoding="utf-8")
    report = plan(site, "--write")["written"]
    point(report["not_needed"] == 1 and report["added"] == 0, "what was answered is marked as not needed any more", report)
    marked = path.read_text(encoding="utf-8")
    (site / "site.yaml").write_text(site_text, encoding="utf-8")
    report = plan(site, "--write")["written"]
    point(report["not_needed"] == 0 and path.read_text(encoding="utf-8") == marked.replace("needed: false", "needed: true"), "and as needed when it is open again", report)


def check_forms(folder):
    """Whatever the editor made of it: carriage returns, no last line end, keys behind the list, an empty list, a link."""
    site = copy(folder, "forms")
    path = site / "plan.yaml"
    forms = {
        "carriage returns": "format: sekisho-plan/1\r\ncontrols:\r\n  - control: T17\r\n    state: doing\r\n",
        "no line end": "format: sekisho-plan/1\ncontrols:\n  - control: T17\n    state: doing",
        "a key behind the list": "controls:\n  - control: T17\n    state: doing\nformat: sekisho-plan/1\n",
        "nothing in the list": "format: sekisho-plan/1\ncontrols: # nothing yet\n",
        "no list": "format: sekisho-plan/1\n",
        "no list, no line end": "format: sekisho-plan/1",
        "a deep list": "format: sekisho-plan/1\ncontrols:\n      -   control: T17\n          state: doing\n",
        "a dash alone": "format: sekisho-plan/1\ncontrols:\n  -\n    control: T17\n    state: doing\n",
    }
    for name, text in forms.items():
        path.write_bytes(text.encode())
        report = plan(site, "--write")["written"]
        new = path.read_bytes().decode()
        point(report["changed"] and len(tasks(site)) == 11 and ("\r\n" in text) == ("\r\n" in new) and "\n" not in new.replace("\r\n", "") * ("\r\n" in text) and lines_kept(text, new),
              f"{name}: nothing is lost, all is added", new)
    path.unlink()
    (site / "other.yaml").write_text("format: sekisho-plan/1\n", encoding="utf-8")
    path.symlink_to("other.yaml")
    plan(site, "--write")
    point(path.is_symlink() and "T17" in (site / "other.yaml").read_text(encoding="utf-8"), "behind a link the file that it means is written")
    (site / "other.yaml").unlink()
    ran = [run("plan", *words, cwd=site) for words in ((), ("--write",))]
    point(all(code == 2 and "plan.yaml" in errors for code, _, errors in ran) and path.is_symlink(), "a link to nowhere is no plan that is not there yet", str(ran))


FAULTS = (
    ("- {control: T17, state: half}", "todo, doing, done, dropped", 3, 27), ("- {control: T17, state: todo, due: 2026-02-30}", "a day that exists", 3, 38),
    ("- {control: T17, state: todo, due: soon}", "a day that exists", 3, 38), ("- {control: T17, state: todo}\n  - {control: T17, state: done}", "each id once", 4, 5),
    ("- {control: T99, state: todo}", "controls", 3, 5), ("- {control: T17}", "'state:'", 3, 5), ("- {control: T17, state: todo, stat: x}", "'state'", 3, 33),
    ("- {control: T17, state: todo, owner: [a]}", "a text", 3, 40), ("- {control: T17, state: todo, needed: maybe}", "true, false", 3, 41),
    ("- {control: T17, state: todo, note: 1234 5678 9018}", "My Number", 3, 39),
)
# Nothing can be put into these: refused when something has to be.
BRACKETS = ("controls: [{control: T17, state: todo}]", "controls:\n  - control: T17\n    state: todo\n...", "controls: []")


def check_faults(folder):
    site = copy(folder, "faults")
    path = site / "plan.yaml"
    for entry, said, line, column in FAULTS:
        text = f"format: sekisho-plan/1\ncontrols:\n  {entry}\n"
        path.write_text(text, encoding="utf-8")
        for words in ((), ("--write",)):
            code, out, errors = run("plan", *words, cwd=site)
            point(code == 2 and out == "" and errors.startswith(f"plan.yaml:{line}:{column}: ") and said in errors and path.read_text(encoding="utf-8") == text,
                  f"plan {' '.join(words)} refuses {entry[:50]!r}", errors)
    for body in BRACKETS:
        text = f"format: sekisho-plan/1\n{body}\n"
        path.write_text(text, encoding="utf-8")
        there = sorted(os.listdir(site))
        code, out, errors = run("plan", "--write", cwd=site)
        point(code == 2 and out == "" and "nothing was changed" in errors and path.read_text(encoding="utf-8") == text and sorted(os.listdir(site)) == there,
              f"--write refuses {body!r}, and leaves it as it is", errors)
        point(run("plan", cwd=site)[0] == 1, f"it is read all the same: {body!r}")
    path.write_text("format: sekisho-plan/2\n", encoding="utf-8")
    code, _, errors = run("plan", cwd=site)
    point(code == 2 and "sekisho-plan/1" in errors, "a file of a later version is refused", errors)


def random_text(chance, controls):
    """plan.yaml as somebody might leave it: entries in any form and order, comments anywhere."""
    lines = ["# begin"] * chance.randint(0, 1) + ["format: sekisho-plan/1"] + ["", "# c: {x"] * chance.randint(0, 1) + ["controls:"]
    indent = " " * chance.choice((0, 1, 2, 5))
    for control in chance.sample(controls, chance.randint(0, 6)):
        keys = {"control": control, "state": chance.choice(STATES)}
        for key, values in (("owner", ('"a: b"', "さくら", "''")), ("due", ("2026-12-01", "")), ("note", ("'# no comment'", "x", '"{"')), ("needed", ("true", "false"))):
            if chance.random() < 0.5:
                keys[key] = chance.choice(values)
        pairs = [f"{key}: {value}".rstrip() for key, value in chance.sample(sorted(keys.items()), len(keys))]
        if chance.random() < 0.3:
            pairs = [pair + " ''" if pair.endswith(":") and not pair.startswith("due") else pair for pair in pairs if pair != "due:"]
            lines.append(f"{indent}- {{{', '.join(pairs)}}}" + " # end" * chance.randint(0, 1))
        else:
            lines += [f"{indent}{'- ' if at == 0 else '  '}{pair}" + " # why" * chance.randint(0, 1) for at, pair in enumerate(pairs)]
        lines += [f"{indent}# between"] * chance.randint(0, 1) + [""] * chance.randint(0, 1)
    return "\n".join(lines) + "\n" * chance.randint(0, 2)


def check_random(folder):
    """Of 150 such files each line stays, but for the mark, and each task says what it said."""
    site = copy(folder, "random")
    path = site / "plan.yaml"
    chance = random.Random(11)
    controls = [*COSTS, "S-P01", "S-D02", "H21"]
    wrong = []
    for _ in range(150):
        text = random_text(chance, controls)
        path.write_text(text, encoding="utf-8")
        before = tasks(site)
        report = plan(site, "--write", *(("--budget", "2") if chance.random() < 0.3 else ()))["written"]
        new, after = path.read_text(encoding="utf-8"), tasks(site)
        unmarked = [re.sub("needed: (true|false)(, (?=[a-z]))?", "", line) for line in new.splitlines()]
        kept = lines_kept("\n".join(re.sub("needed: (true|false)(, (?=[a-z]))?", "", line) for line in text.splitlines()), "\n".join(unmarked))
        same = all({**after[id_], "line": 0} == {**task, "line": 0} for id_, task in before.items())
        if not (kept and same and (report["changed"] or new == text)):
            wrong.append(f"{text}\n->\n{new}")
    point(not wrong, "of 150 files written in any form every line and every task stays", "\n".join(wrong[:1]))


def main():
    with tempfile.TemporaryDirectory(prefix="sekisho-plan-") as folder:
        for check in (check_screens, check_json, check_typed, check_written, check_nothing, check_marks, check_forms, check_faults, check_random):
            check(folder)
    print(f"1..{len(points)}")
    return 0 if all(points) else 1


if __name__ == "__main__":
    sys.exit(main())
