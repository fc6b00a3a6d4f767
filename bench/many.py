#!/usr/bin/python3
"""A site with a register of many risks: those of an example, and the same at assets of the site's own.

  bench/many.py PROGRAM EXAMPLE TIME COUNT FOLDER

PROGRAM: the installed sekisho. FOLDER gets a copy of EXAMPLE whose register, as of TIME, has COUNT risks.
"""
import json
import os
import shutil
import subprocess
import sys


def quoted(text):
    return json.dumps(text, ensure_ascii=False)


def name(label):
    return "{" + f"ja: {quoted(label['ja'])}, en: {quoted(label['en'])}" + "}"


def treatments(rows):
    return ", ".join(f"{{control: {row['control']}, place: {row['place']}}}" for row in rows)


def scenario(risk, asset):
    after = risk["after"]
    return (f"    - {{vulnerability: {risk['vulnerability']}, assets: [{asset}], sentence: {name(risk['label'])}, minimum: [{treatments(risk['minimum'])}],\n"
            f"       recommended: [{treatments(risk['recommended'])}], after: {{threat: {after['threat']}, vulnerability: {after['vulnerability']}}},\n"
            "       reason: {after: {ja: \"写し\", en: \"a copy\"}}}\n")


def rows_of_own(risks, wanted):
    """(assets, scenarios) as YAML. A risk whose threat is higher at one place cannot be the site's own."""
    copied = [risk for risk in risks if risk["id"] == f"{risk['asset']}.{risk['vulnerability']}" and risk["minimum"]]
    assets, scenarios = {}, []
    for at in range(wanted):
        risk = copied[at % len(copied)]
        asset = f"x-{risk['asset']}-{at // len(copied)}"
        level = risk["importance"]
        assets[asset] = f"    - {{id: {asset}, label: {quoted('複製 ' + asset)}, importance: {{c: {level}, i: 1, a: 1, reason: \"写し\"}}}}\n"
        scenarios.append(scenario(risk, asset))
    return "".join(assets.values()), "".join(scenarios)


def main():
    program, example, at, count, folder = sys.argv[1:]
    result = subprocess.run([program, "assess", "--json", "--site", example, "--at", at], stdout=subprocess.PIPE, check=False)
    if result.returncode > 1:
        sys.exit(4)
    risks = json.loads(result.stdout)["scenarios"]
    assets, scenarios = rows_of_own(risks, int(count) - len(risks))
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(example, folder)
    with open(os.path.join(folder, "site.yaml"), "a", encoding="utf-8") as file:
        file.write(f"\nown:\n  assets:\n{assets}  scenarios:\n{scenarios}")


if __name__ == "__main__":
    main()
