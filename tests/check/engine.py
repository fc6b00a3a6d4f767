"""The program's own judge, by check_tool: cases and mutants go in, outcomes come out in the form of oracle.Finding.same()."""
import copy
import datetime
import json
import os
import subprocess
import tempfile

import oracle

BUILD = os.environ.get("BUILD_DIR", os.path.join(oracle.ROOT, "build"))
TOOL = os.path.join(BUILD, "release/tests/check/check_tool")
TOOL_ASAN = os.path.join(BUILD, "asan/tests/check/check_tool")


def day_text(at):
    return datetime.datetime.fromtimestamp(at, datetime.timezone.utc).strftime("%Y-%m-%d")


def site_text(case, base=None):
    """site.yaml of a case, as JSON, which YAML takes too. `base`: another site to change than the common one."""
    whole = copy.deepcopy(base or oracle.common_site())
    site, day = case.site, day_text(oracle.day_in_japan(case.at) - oracle.DAY)
    whole["subjects"] = [row for row in whole["subjects"] if row["id"] in site.subjects]
    for collector in whole["collectors"]:
        collector["subjects"] = [subject for subject in collector["subjects"] if subject in site.subjects]
    whole["absent"] = [{"place": place, "by": "witness", "date": day} for place in site.absent]
    if site.answer:
        whole["answers"] = [{"control": case.control, "state": site.answer[0], "by": "witness", "date": site.answer[1]}]
    whole["parameters"] = [{"parameter": name, "value": value, "reason": "a case", "by": "witness", "date": day}
                           for name, value in site.parameters.items()]
    return json.dumps({key: value for key, value in whole.items() if value != []}, ensure_ascii=False)


class Tool:
    """A running check_tool with all cases of some files. Use as a context."""

    def __init__(self, case_files, program=TOOL):
        self.folder = tempfile.TemporaryDirectory(prefix="sekisho-cases-")
        self.cases = [case for cases in case_files for case in (judge.case for judge in cases.judges)]
        self.process = subprocess.Popen([program, os.path.normpath(case_files[0].catalogue.folder)], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        sites = {}
        for case in self.cases:
            text = site_text(case)
            if text not in sites:
                sites[text] = os.path.join(self.folder.name, str(len(sites)))
                os.mkdir(sites[text])
                with open(os.path.join(sites[text], "site.yaml"), "w", encoding="utf-8") as file:
                    file.write(text)
            self.send(f"site {sites[text]}")
            self.send(f"case {case.control} {oracle.moment(case.at)}", case.bundle())
        self.process.stdin.flush()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.stdin.close()
        self.process.stdout.close()
        code = self.process.wait()
        self.folder.cleanup()
        if code != 0:
            raise oracle.Wrong(f"check_tool ended with {code}")

    def send(self, line, body=None):
        if body is None:
            self.process.stdin.write(f"{line}\n".encode())
        else:
            data = body.encode()
            self.process.stdin.write(f"{line} {len(data)}\n".encode() + data)

    def line(self):
        self.process.stdin.flush()
        line = self.process.stdout.readline().decode()
        if not line.endswith("\n"):
            raise oracle.Wrong("check_tool ended early")
        return line[:-1]

    def outcomes(self):
        """One for each case: {subject or place: (state, method, results)}, and under "" the (state, method) of the control."""
        self.send("judge")
        out = []
        for _ in self.cases:
            findings, verdict = {}, None
            while True:
                words = self.line().split("\t")
                if words == ["."]:
                    break
                if words[0] == "verdict":
                    verdict = tuple(words[1:])
                elif words[0] == "finding":
                    subject = words[1]
                    findings[subject] = [words[2], words[3], []]
                else:
                    findings[subject][2].append((words[1], words[2], words[3], words[4] == "says", tuple(words[5:])))
            out.append({subject: (state, method, tuple(results)) for subject, (state, method, results) in findings.items()})
            out[-1][""] = verdict
        return out

    def mutant(self, check, mutated, parameters):
        """Sends one change to a check; a later line() answers "survives", "killed N" or "refused ..."."""
        self.send(f"mutant {check['id']}")
        if mutated["max-age"] != check["max-age"]:
            self.send(f"max-age {mutated['max-age']}")
        if mutated["decides"] != check["decides"]:
            self.send(f"decides {mutated['decides']}")
        for reason in mutated["reasons"].values():
            if reason != check["reasons"][reason["id"]]:
                self.send(f"reason {reason['id']} {reason['state']} {reason['rests-on']}")
        for name, value in parameters.items():
            self.send(f"parameter {name} {value}")
        if mutated["sql"] != check["sql"]:
            self.send("sql", mutated["sql"])
        self.send("run")


class ToolEngine:
    """Judges mutants with the program's own judge; all of a check are sent at once."""

    def __init__(self, tool, check):
        self.tool, self.check, self.why = tool, check, {}

    def run(self, mutants):
        out, sent = [], 0
        for i, mutant in enumerate(mutants):
            # The tool answers each at once: not too far ahead, or both sides wait for room in their pipes.
            while sent < len(mutants) and sent < i + 64:
                self.tool.mutant(self.check, mutants[sent].check, mutants[sent].parameters)
                sent += 1
            answer = self.tool.line()
            self.why[mutant.name] = answer
            out.append(answer != "survives")
        return out
