#!/usr/bin/python3
"""`sekisho catalogue lint`: clean on the catalogue, and a finding with the right code for each fault put into a copy of it."""
import os
import re
import shutil
import tempfile

from support import CATALOGUE, ROOT, main, read_json, sekisho

CHECKS_LEAST = 10000
THREATS, VULNERABILITIES = "guidance/threats.yaml", "guidance/vulnerabilities.yaml"
DOCUMENT, SCOPE, ASSETS = "guidance/document.yaml", "guidance/scope.yaml", "guidance/assets.yaml"
CONTRADICTIONS, CONFIGURATIONS = "guidance/contradictions.yaml", "guidance/configurations.yaml"
MATRIX, EXAMPLE, MALWARE = "guidance/matrix.yaml", "guidance/example.yaml", "scenarios/malware.yaml"
CHECKLIST = "layers/checklist-2025.yaml"
S_P01, T17, T13 = "controls/S-P01.yaml", "controls/T17.yaml", "controls/T13.yaml"

# A row more, put before the first one of its table.
RAISED_MORE = ("    - {id: raised2, row: 2, threat: te9, place: nowhere, level: 2, text: {ja: 試し, en: A trial}}\n"
               "    - id: raised1")
VULNERABILITY_MORE = ("  rows:\n    - {id: ti99.v1, row: 99, threat: ti99, label: {ja: 試し, en: A trial}, level: 1}\n"
                      "    - id: ti01.v1")

# (code, id the finding names, what was done, [(file, pattern, what stands there instead)]): each pattern is replaced once.
MUTANTS = [
    ("source", "T17", "a control of the guidance loses its source", [(T17, r"(?m)^  source:\n(?:    .*\n)+", "")]),
    ("source", "importance-criteria", "a table has an empty section",
     [(ASSETS, r'section: \{ja: "[^"]+"', 'section: {ja: ""')]),
    ("row", "ti01", "a threat has row 0", [(THREATS, r"(- id: ti01\n      row:) 1", r"\1 0")]),
    ("row", "ti02", "two threats have one number", [(THREATS, r"(- id: ti02\n      row:) 2", r"\1 1")]),
    ("row", "T07", "two controls have one number", [("controls/T07.yaml", r"row: 2\n", "row: 1\n")]),
    ("row", "st4.2", "two sub-steps have one number", [(DOCUMENT, r"(- id: st4\.2\n      row:) 2", r"\1 1")]),
    ("row", "ch2", "a change entry has row 0", [(DOCUMENT, r"(- id: ch2\n          row:) 2", r"\1 0")]),
    ("text", "ti01", "an English label is empty", [(THREATS, r'en: "Information leak by tapping"', 'en: ""')]),
    ("text", "ti01", "a Japanese label is empty", [(THREATS, r'ja: "タッピングによる情報漏洩"', 'ja: ""')]),
    ("text", "ed1", "a version is empty", [(DOCUMENT, r'version: "1.0"', 'version: ""')]),
    ("text", "cn01", "a text of a reading is empty", [(CONTRADICTIONS, r'en: "2 in the list of threats\."', 'en: ""')]),
    ("text", "S-P01", "a question of a control is empty", [(S_P01, r'(question:\n    ja:) ".*"', r'\1 ""')]),
    ("text", "as01.ti06.v1", "a sentence is empty", [(MALWARE, r'en: "A program brought in .*"', 'en: ""')]),
    ("language", "ti01", "a Japanese label is English", [(THREATS, r'ja: "タッピングによる情報漏洩"', 'ja: "Wire tapping"')]),
    ("language", "ti01", "an English label is Japanese", [(THREATS, r'en: "Information leak by tapping"', 'en: "盗聴"')]),
    ("language", "ti01", "an English label begins as the Japanese one",
     [(THREATS, r'en: "Information leak by tapping"', 'en: "タッピングによる情報漏洩 (tapping)"')]),
    ("language", "as01.ti06.v1", "a Japanese reason is English",
     [(MALWARE, r'(reason:\n      scenario:\n        ja:) ".*"', r'\1 "Not translated"')]),
    ("sentence", "as01.ti06.v1", "a hole is misspelt", [(MALWARE, r'\{asset\}が外部へ', "{aset}が外部へ")]),
    ("sentence", "as01.ti06.v1", "a sentence has no hole", [(MALWARE, r'it sends out \{asset\}', "it sends out data")]),
    ("dangling", "st4.1", "a step is part of nothing", [(DOCUMENT, "part-of: st4", "part-of: st9")]),
    ("dangling", "pr1", "a premise brings in nothing", [(DOCUMENT, r"brings-in: \[as03", "brings-in: [as93, as03")]),
    ("dangling", "sd01", "a detail of no component", [(SCOPE, "component: sc5", "component: sc9")]),
    ("dangling", "as03", "an asset without its premise", [(ASSETS, "premise: pr1", "premise: pr91")]),
    ("dangling", "ti01", "an unknown reference", [(THREATS, r"references: \[ref7\]", "references: [ref77]")]),
    ("dangling", "ta01", "an unknown category", [(THREATS, "category: tc1", "category: tc9")]),
    ("dangling", "ta01", "an unknown contradiction of a threat", [(THREATS, "contradiction: cn01", "contradiction: cn91")]),
    ("dangling", "T13", "an unknown contradiction of a control", [(T13, "contradiction: cn08", "contradiction: cn98")]),
    ("dangling", "raised2", "a raised level of no threat at no place", [(THREATS, "    - id: raised1", RAISED_MORE)]),
    ("dangling", "rule1", "a rule of no edition", [(VULNERABILITIES, "edition: ed3", "edition: ed9")]),
    ("dangling", "ti99.v1", "a vulnerability of no threat", [(VULNERABILITIES, r"  rows:\n    - id: ti01\.v1", VULNERABILITY_MORE)]),
    ("dangling", "T17", "a control at an unknown place", [(T17, r"places: \[", "places: [nowhere, ")]),
    ("dangling", "ip-vpn", "a measure of no control", [(CONFIGURATIONS, "control: T17", "control: T97")]),
    ("dangling", "ip-vpn", "a measure at no place", [(CONFIGURATIONS, "place: router-b", "place: nowhere")]),
    ("dangling", "cn01", "a contradiction that touches nothing", [(CONTRADICTIONS, r"touches: \[ta01", "touches: [ta01, ta91")]),
    ("dangling", "need-exchange", "a need from no place", [("needs.yaml", r"from: \[receipt-computer", "from: [nowhere, receipt-computer")]),
    ("dangling", "need-exchange", "a need to no place", [("needs.yaml", r"to: \[terminal\]", "to: [nowhere]")]),
    ("dangling", "flow-terminal-receipt", "a flow to no place", [("flows.yaml", r"to: \[receipt-computer\]", "to: [nowhere]")]),
    ("items", "c25-2-11", "an item that goes by a check that its control does not have", [(CHECKLIST, r"control: S-C10\}", "control: S-C10, rule: milder}")]),
    ("items", "c25-2-11", "a witness without a check of the later rule set", [(CHECKLIST, r"control: S-C10\}", "control: S-C10, witness: T12}")]),
    ("unused", "S-C10", "a control of the checklist that no item asks for", [(CHECKLIST, r"control: S-C10\}", "control: S-C11}")]),
    ("dangling", "ns01", "a step to no control", [("steps.yaml", r"controls: \[T17", "controls: [T17, T97")]),
    ("dangling", "example", "an example of no scenario", [(EXAMPLE, r"as01\.ti07\.v1", "as01.ti07.v9")]),
    ("dangling", "example", "an example with an unknown minimum", [(EXAMPLE, r"minimum: \[T11", "minimum: [T91")]),
    ("dangling", "example", "an example with an unknown recommendation", [(EXAMPLE, r"\[H16\]", "[H96]")]),
    ("twice", "ti02", "a reference stands twice", [(THREATS, r"\[ref4, ref7\]", "[ref4, ref4]")]),
    ("twice", "ns01", "a control stands twice in a step", [("steps.yaml", r"controls: \[T17", "controls: [T17, T17")]),
    ("slug", "ti07", "two threats have one word", [(THREATS, "slug: ransomware", "slug: tapping")]),
    ("slug", "ti07", "a word is the id of a control", [(THREATS, "slug: ransomware", "slug: T17")]),
    ("word", "configurations", "a configuration has no row", [(CONFIGURATIONS, r"id: other\b", "id: another")]),
    ("word", "control-kinds", "a kind of controls has no row", [("guidance/controls.yaml", r"\{id: P,", "{id: Q,")]),
    ("premise", "as03", "a premise does not bring its asset in", [(DOCUMENT, r"brings-in: \[as03, ", "brings-in: [")]),
    ("premise", "as01", "a premise brings in what is in scope", [(DOCUMENT, r"brings-in: \[as03", "brings-in: [as01, as03")]),
    ("premise", "as01", "an asset in scope names a premise",
     [(ASSETS, r"(- id: as01(?:\n      .*)+?\n      state: in\n)", r"\1      premise: pr1\n")]),
    ("premise", "as03", "an asset out of scope does not say why",
     [(ASSETS, r"(- id: as03(?:\n      .*)+?)\n      why:(?:.*\n(?:        .*\n)*)", r"\1\n")]),
    ("premise", "sd12", "a detail out of scope rests on nothing", [(DOCUMENT, r"\[sd07, sd12\]", "[sd07]")]),
    ("premise", "sd04", "a premise brings in a detail that is in scope", [(DOCUMENT, r"\[sd07, sd12\]", "[sd07, sd12, sd04]")]),
    ("criterion", "intentional", "a threat level has no criterion",
     [(THREATS, r"(id: intentional3\n.*\n.*\n      level:) 3", r"\1 2")]),
    ("criterion", "accidental", "a vulnerability level has no criterion",
     [(VULNERABILITIES, r"(id: accidental1\n.*\n.*\n      level:) 1", r"\1 2")]),
    ("criterion", "importance", "a level of C has no criterion", [(ASSETS, r"(id: c3\n.*\n.*\n      level:) 3", r"\1 2")]),
    ("cell", "matrix", "a value is no product", [(MATRIX, "value: 27", "value: 26")]),
    ("cell", "matrix", "a cell is missing, another stands twice",
     [(MATRIX, r"vulnerability: 3, value: 27", "vulnerability: 2, value: 18")]),
    ("forgotten", "ta01", "a contradiction does not name its threat", [(CONTRADICTIONS, r"\[ta01, ta01\.v1\]", "[ta01.v1]")]),
    ("forgotten", "T13", "a contradiction does not name its control", [(CONTRADICTIONS, r"touches: \[T13\]", "touches: [T12]")]),
    ("default", "ta01", "a threat has no default reading",
     [(THREATS, "default: true, contradiction: cn01", "default: false, contradiction: cn01")]),
    ("default", "ta01", "a threat has two defaults",
     [(THREATS, "default: false, contradiction: cn01", "default: true, contradiction: cn01")]),
    ("default", "ta01", "a default reading has another level",
     [(THREATS, r"level: 2, default: true, contradiction: cn01", "level: 3, default: true, contradiction: cn01")]),
    ("default", "ta01", "one reading stands alone", [(THREATS, r"\n.*default: false, contradiction: cn01.*", "")]),
    ("default", "T13", "a default reading has another tier",
     [(T13, "id: change-log, tier: recommended", "id: change-log, tier: minimum")]),
    ("contradiction", "cn01", "a contradiction has no default", [(CONTRADICTIONS, "default: true", "default: false")]),
    ("contradiction", "cn01", "a contradiction has two defaults", [(CONTRADICTIONS, "default: false", "default: true")]),
    ("contradiction", "cn01", "a contradiction has one reading",
     [(CONTRADICTIONS, r"      - id: vulnerability-table\n(?:        .*\n)+", "")]),
    ("contradiction", "cn01", "a contradiction has no effect", [(CONTRADICTIONS, r"    effect:\n(?:      .*\n)+", "")]),
    ("damage", "dm01", "damage without a text", [(CONTRADICTIONS, r"(id: dm01(?:\n    .*)+?)\n    text:(?:.*\n(?:      .*\n)*)", r"\1\n")]),
    ("damage", "cn01", "damage with readings", [(CONTRADICTIONS, "class: contradiction", "class: damage")]),
    ("mark", "T17", "a mark of something presumed", [(T17, 'mark: "○"', 'mark: "△"')]),
    ("mark", "T17", "a mark of the other tier", [(T17, 'mark: "○"', 'mark: "-"')]),
    ("mark", "T17", "a control of the guidance without mark", [(T17, r'  mark: "○"\n', "")]),
    ("mark", "T17", "a mark that is not in the legend", [(T17, 'mark: "○"', 'mark: "×"')]),
    ("mark", "S-P01", "a control of ours with a mark", [(S_P01, "  presumed:", '  mark: "○"\n  presumed:')]),
    ("mark", "T13", "a tier that no reading explains", [(T13, r"(?m)^  readings:\n(?:    .*\n)+", "")]),
    ("unused", "S-P99", "a control no scenario uses", [("controls/S-P99.yaml", None, "S-P01")]),
    ("stepless", "S-P99", "a control no next step leads to", [("controls/S-P99.yaml", None, "S-P01")]),
    ("stepless", "T17", "a next step forgets its control", [("steps.yaml", r"controls: \[T17, ", "controls: [")]),
    ("uncovered", "ti99.v1", "a vulnerability in no scenario",
     [(VULNERABILITIES, r"  rows:\n    - id: ti01\.v1", VULNERABILITY_MORE.replace("threat: ti99", "threat: ti01"))]),
    ("uncovered", "raised2", "a raised level in no scenario",
     [(THREATS, "    - id: raised1", RAISED_MORE.replace("te9", "te2").replace("nowhere", "reader"))]),
    ("kinds", "as01.ta09.v1", "a scenario of no kind of facility", [("scenarios/reception.yaml", r"kinds: \[pharmacy\]", "kinds: [clinic]")]),
    ("untreated", "as01.ti06.v1", "a scenario without minimum", [(MALWARE, r"minimum:\n(?:      .*\n)+?    recommended:", "minimum: []\n    recommended:")]),
    ("over-line", "as01.ti06.v1", "a treated scenario at the line", [(MALWARE, r"after: \{threat: 2, vulnerability: 2\}", "after: {threat: 2, vulnerability: 3}")]),
    ("place", "as01.ti06.v1", "a control at a wrong place", [(MALWARE, "control: T11, place: line", "control: T11, place: terminal")]),
    ("place", "ip-vpn", "a measure at a wrong place", [(CONFIGURATIONS, "place: router-b", "place: terminal")]),
    ("place", "ip-vpn", "a measure where the configuration has nothing", [(CONFIGURATIONS, r"router-b, ", "")]),
    ("tier", "as01.ti06.v1", "a recommended control as minimum", [(MALWARE, "control: T11, place: line", "control: T19, place: terminal")]),
    ("tier", "as01.ti06.v1", "a minimum control as recommended", [(MALWARE, "control: H16, place: router-b", "control: T12, place: terminal")]),
    ("tier", "ip-vpn", "a measure of the other tier", [(CONFIGURATIONS, "tier: minimum", "tier: recommended")]),
    ("reason", "as01.ti06.v1", "a scenario of ours without reason", [(MALWARE, r"      scenario:\n(?:        .*\n)+", "")]),
    ("reason", "as01.ti06.v1", "a treatment of ours without reason", [(MALWARE, r"      treatment:\n(?:        .*\n)+", "")]),
    ("reason", "as01.ti06.v1", "a level of ours without reason", [(MALWARE, r"      after:\n(?:        .*\n)+", "")]),
    ("reason", "S-P01", "a control of ours without reason", [(S_P01, r"  reason:\n(?:    .*\n)+", "")]),
    ("reason", "ip-vpn", "a measure of ours without reason", [(CONFIGURATIONS, "origin: guidance", "origin: sekisho")]),
    ("example", "as01.ti07.v1", "the example prints less", [(EXAMPLE, ", A01]", "]")]),
    ("example", "as01.ti07.v1", "the example prints more", [(EXAMPLE, r"\[H16\]", "[H16, T19]")]),
    ("example", "as01.ti07.v1", "the example recommends nothing", [(EXAMPLE, r"\[H16\]", "[]")]),
    ("example", "as01.ti07.v1", "the example's treatment is called ours", [(MALWARE, "treatment: guidance", "treatment: sekisho")]),
]


def change(folder, path, pattern, instead):
    """Edits a file of the copy; returns what it held, None when it is new."""
    target = os.path.join(folder, path)
    if pattern is None:
        shutil.copy(os.path.join(folder, f"controls/{instead}.yaml"), target)
        with open(target, encoding="utf-8") as file:
            text = file.read()
        with open(target, "w", encoding="utf-8") as file:
            file.write(text.replace(f"id: {instead}\n", f"id: {os.path.basename(path)[:-5]}\n"))
        return None
    with open(target, encoding="utf-8") as file:
        before = file.read()
    after, count = re.subn(pattern, instead, before, count=1)
    if count != 1 or after == before:
        raise RuntimeError(f"{path}: the pattern of a mutant is not there: {pattern}")
    with open(target, "w", encoding="utf-8") as file:
        file.write(after)
    return before


def restore(folder, path, before):
    target = os.path.join(folder, path)
    if before is None:
        os.remove(target)
        return
    with open(target, "w", encoding="utf-8") as file:
        file.write(before)


def try_mutant(points, folder, mutant):
    code, row, what, edits = mutant
    changed = [(path, change(folder, path, pattern, instead)) for path, pattern, instead in edits]
    try:
        findings = read_json("catalogue", "lint", "--json", "--catalogue", folder, codes=(1,))["findings"]
        hits = [found for found in findings if (found["code"], found["id"]) == (code, row)]
        placed = [found for found in hits if found["file"] and found["text"] and not re.search(r"%\d", found["text"])]
        points.point(placed and len(placed) == len(hits), f"{code}: {what}",
                     [f"{found['code']} {found['id']} {found['file']}" for found in findings[:8]] if not placed else [])
    except RuntimeError as error:
        points.point(False, f"{code}: {what}", [str(error)])
    finally:
        for path, before in changed:
            restore(folder, path, before)


def codes_of_source():
    with open(os.path.join(ROOT, "src/catalogue/lint.c"), encoding="utf-8") as file:
        return set(re.findall(r'\{"([a-z-]+)", check_\w+\}', file.read()))


def check_clean(points):
    code, output, errors = sekisho("catalogue", "lint")
    points.point(code == 0, "the catalogue has no finding", (output + errors).splitlines()[:30])
    lint = read_json("catalogue", "lint", "--json")
    points.point(lint["checks"] >= CHECKS_LEAST and not lint["findings"], f"{lint['checks']} checks were made",
                 [f"at least {CHECKS_LEAST} expected"] if lint["checks"] < CHECKS_LEAST else [])


def check_placed(points, folder):
    """A finding names the line of the row it is about, in both forms of the output."""
    before = change(folder, THREATS, r'en: "Information leak by tapping"', 'en: ""')
    with open(os.path.join(folder, THREATS), encoding="utf-8") as file:
        line = next(number for number, text in enumerate(file, 1) if "- id: ti01" in text)
    code, output, _ = sekisho("catalogue", "lint", "--catalogue", folder)
    restore(folder, THREATS, before)
    expected = f"{THREATS}:{line}: text: ti01: "
    points.point(code == 1 and any(text.startswith(expected) for text in output.splitlines()), "a finding names file and line",
                 [f"expected {expected}", *output.splitlines()])


def run(points):
    check_clean(points)
    known, tried = codes_of_source(), {mutant[0] for mutant in MUTANTS}
    points.point(known and known == tried, f"each of the {len(known)} codes has a catalogue that breaks it", sorted(known ^ tried))
    with tempfile.TemporaryDirectory(prefix="sekisho-lint-") as parent:
        folder = os.path.join(parent, "catalogue")
        shutil.copytree(CATALOGUE, folder)
        check_placed(points, folder)
        for mutant in MUTANTS:
            try_mutant(points, folder, mutant)
        code, output, _ = sekisho("catalogue", "lint", "--catalogue", folder)
        points.point(code == 0, "the copy is clean again after the last change", output.splitlines()[:10])


if __name__ == "__main__":
    main(run)
