#!/usr/bin/python3
"""Each verb, and each program beside, has a manual page that renders, and page and --help name the same options."""
import os
import re
import stat
import sys

import gate

VERB = re.compile(r"^  ([a-z][a-z-]*)  +\S", re.MULTILINE)
OPTION = re.compile(r"(?<![\w-])--[a-z][a-z-]*")


def ask(program, *words):
    """What the program prints in English, whatever the caller's language."""
    return gate.run([program, *words], env={"PATH": os.environ["PATH"], "LANG": "C"})


def options(text):
    """scdoc writes a backslash before what it must not read as markup."""
    return set(OPTION.findall(text.replace("\\", "")))


def check_page(root, name, *command):
    path = f"docs/man/sekisho-{name}.1.scd"
    if not os.path.exists(os.path.join(root, path)):
        return [f"{path}: does not exist"]
    page = gate.read(root, path)
    shown, said = ask(*command, "--help"), f"`{' '.join([os.path.basename(command[0]), *command[1:]])} --help`"
    findings = [f"{path}: scdoc: {line}" for line in gate.run(["scdoc"], input=page).stderr.splitlines()]
    if shown.returncode != 0 or not shown.stdout:
        findings.append(f"{said}: ends with {shown.returncode}")
    ours, theirs = options(page), options(shown.stdout)
    findings += [f"{path}: {option} is not in {said}" for option in sorted(ours - theirs)]
    findings += [f"{path}: lacks {option} of {said}" for option in sorted(theirs - ours)]
    return findings


def check_with(root, program):
    verbs = VERB.findall(ask(program, "help", "--all").stdout)
    findings = [] if verbs else ["sekisho help --all: lists no verb"]
    pages = {name[len("sekisho-"):-len(".1.scd")] for name in os.listdir(os.path.join(root, "docs/man"))
             if name.startswith("sekisho-") and name.endswith(".1.scd")}
    # A program that does one verb has that verb's page.
    beside = [name for name in sorted(os.listdir(os.path.dirname(program))) if name.startswith("sekisho-") and name.removeprefix("sekisho-") not in verbs]
    names = {name.removeprefix("sekisho-") for name in beside}
    findings += [f"docs/man/sekisho-{name}.1.scd: there is no such verb" for name in sorted(pages - set(verbs) - names)]
    for verb in verbs:
        findings += check_page(root, verb, program, verb)
    for name in beside:
        findings += check_page(root, name.removeprefix("sekisho-"), os.path.join(os.path.dirname(program), name))
    return findings


def check_fake(root):
    """The check on a tree that brings its own program."""
    for name in os.listdir(root):
        if name.startswith("sekisho"):
            os.chmod(os.path.join(root, name), stat.S_IRWXU)
    return check_with(root, os.path.join(root, "sekisho"))


PAGE = "sekisho-look(1)\n\n# NAME\n\nsekisho-look - reads evidence\n\n# OPTIONS\n\n*--json*\n\tJSON.\n\n*\\-\\-at* _TIME_\n\tWhen.\n"
GOOD = {
    "sekisho": '#!/bin/sh\ncase "$*" in\n"help --all") printf "Verbs\\n  look      reads evidence\\n";;\n'
               '"look --help") echo "usage: look [--json] [--at TIME]";;\nesac\n',
    "docs/man/sekisho-look.1.scd": PAGE,
    "sekisho-seal": "#!/bin/sh\necho 'usage: sekisho-seal FILE'\n",
    "docs/man/sekisho-seal.1.scd": "sekisho-seal(1)\n\n# NAME\n\nsekisho-seal - seals\n",
}
BAD = {
    "a verb without a page": ({"sekisho": GOOD["sekisho"].replace("Verbs\\n", "Verbs\\n  why       the chain\\n")},
                              "sekisho-why.1.scd: does not exist"),
    "an option only in the page": ({"docs/man/sekisho-look.1.scd": PAGE + "\n*--fast*\n\tNo.\n"}, "--fast is not in"),
    "an option only in --help": ({"sekisho": GOOD["sekisho"].replace("[--json]", "[--json] [--planned]")}, "lacks --planned"),
    "a page for no verb": ({"docs/man/sekisho-old.1.scd": PAGE}, "there is no such verb"),
    "a page that scdoc refuses": ({"docs/man/sekisho-look.1.scd": PAGE.removeprefix("sekisho-look(1)")}, "scdoc"),
    "a program beside without a page": ({"sekisho-verify": GOOD["sekisho-seal"]}, "sekisho-verify.1.scd: does not exist"),
    "a program beside with another option": ({"sekisho-seal": "#!/bin/sh\necho --fast\n"}, "lacks --fast of `sekisho-seal"),
    "a program that lists no verb": ({"sekisho": "#!/bin/sh\n"}, "lists no verb"),
}


def main():
    points = gate.Points()
    findings = check_with(gate.ROOT, os.environ["SEKISHO"])
    points.point(not findings, "manual: a page per verb, the same options in both", findings)
    gate.prove(points, check_fake, GOOD, BAD)
    return points.end()


if __name__ == "__main__":
    sys.exit(main())
