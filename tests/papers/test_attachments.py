#!/usr/bin/python3
"""Attachments of answers: what people show is kept under attachments/ with its SHA-256, and every run says whether it is still there as it was. The digests are Python's own; a file that is
gone, changed, replaced by something else or too large is told with its line wherever the answer is, and ends with 1; nothing is ever written over, and what is broken off leaves no line without its
file."""
import csv
import ctypes
import hashlib
import json
import os
import pty
import random
import re
import resource
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "catalogue"))
from book import sheets  # noqa: E402
from evidence_site import put as write, read  # noqa: E402
from support import SEKISHO, main, read_json, sekisho  # noqa: E402

AT = "2026-11-23"
CONTRACT = b"%PDF-1.7 the contract of the line\n"
CEILING = 32 << 20
KILLS = int(os.environ.get("ATTACHMENT_KILLS", "20"))


def digest(data):
    return hashlib.sha256(data).hexdigest()


def new_site(folder, name):
    site = os.path.join(folder, name)
    sekisho("init", site, "--configuration", "ip-vpn", "--kind", "clinic", "--name", "Trial", "--at", AT)
    return site


def answered(site, lines):
    """Lines under `answers:`."""
    path = os.path.join(site, "site.yaml")
    write(path, read(path).replace(b"answers:\n", b"answers:\n" + "".join(f"  - {line}\n" for line in lines).encode()))
    return site


def told(site, lines, *words, by="B", prepare=None):
    """An interview with these lines typed; (exit code, output, errors)."""
    ran = subprocess.run([SEKISHO, "answer", *(("--by", by) if by else ()), *words, "--site", site, "--at", AT], input="".join(line + "\n" for line in lines), capture_output=True, text=True,
                         check=False, preexec_fn=prepare, env={**os.environ, "LANG": "C.UTF-8", "LC_ALL": ""})
    return ran.returncode, ran.stdout, ran.stderr


def kept(site):
    folder = os.path.join(site, "attachments")
    return {name: read(os.path.join(folder, name)) for name in sorted(os.listdir(folder))} if os.path.isdir(folder) else {}


def lines_of(site):
    """What site.yaml says of attachments: (control, file, digest), read with no reader of ours."""
    out = []
    for line in read(os.path.join(site, "site.yaml")).decode().splitlines():
        if not line.strip().startswith("#"):
            out += [(re.search(r"control: ([^,]+),", line).group(1), *found) for found in re.findall(r'\{file: "([^"]*)", sha256: "([^"]*)"\}', line)]
    return out


def states(site, control):
    assessed = read_json("assess", "--json", "--site", site, "--at", AT, codes=(0, 1))
    return [(each["file"], each["state"]) for row in assessed["controls"] if row["id"] == control for subject in row["subjects"] for each in subject["attachments"]], assessed["counts"]


# ---- attaching ----

def in_terminal(site, keys, lang="C.UTF-8"):
    """The interview in a terminal of its own: each of the keys when it is asked for. (exit code, what was seen)."""
    process, terminal = pty.fork()
    if process == 0:
        os.execve(SEKISHO, [SEKISHO, "answer", "--by", "佐藤", "--site", site, "--at", AT], {**os.environ, "LANG": lang, "LC_ALL": "", "TERM": "xterm"})
    seen, left = b"", list(keys)
    while True:
        ready, _, _ = select.select([terminal], [], [], 20)
        try:
            got = os.read(terminal, 4096) if ready else b""
        except OSError:
            got = b""
        if not got:
            break
        seen += got
        if left and seen.endswith(b": "):
            os.write(terminal, left.pop(0).encode() + b"\n")
    return os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]), seen.decode()


def check_terminal(points, folder):
    site, path = new_site(folder, "terminal"), os.path.join(folder, "保守 契約書.pdf")
    write(path, CONTRACT)
    code, seen = in_terminal(site, ["a", f"'{path}'", "y", "確認した", "a", "", "", "q"])
    points.point(code == 1 and kept(site) == {"保守 契約書.pdf": CONTRACT} and [row[1:] for row in lines_of(site)] == [("保守 契約書.pdf", digest(CONTRACT))] and digest(CONTRACT)[:12] in seen,
                 "in a terminal: a file that is given is kept, and its line has its name and digest", [str(code), seen[-600:]])
    code, seen = in_terminal(site, ["a", "/etc", "q"], "ja_JP.UTF-8")
    points.point(code == 1 and "ファイルを添付=a" in seen and "読み込めません: フォルダです" in seen and len(kept(site)) == 1, "in Japanese, too; what cannot be read is told and asked for again", [str(code), seen[-600:]])
    found, counts = states(site, lines_of(site)[0][0])
    points.point(found == [("保守 契約書.pdf", "whole")] and (counts["attachments"], counts["attachments_amiss"]) == (1, 0), "and it is there as it was", [str(found)])
    mode = os.stat(os.path.join(site, "attachments", "保守 契約書.pdf")).st_mode & 0o777, os.stat(os.path.join(site, "attachments")).st_mode & 0o777
    points.point(mode == (0o600, 0o700), "for its owner only", [str(mode)])


def check_given(points, folder):
    """What can be attached, and what cannot: the question is asked still, and nothing of it is kept."""
    site = new_site(folder, "given")
    make = os.path.join(folder, "make")
    os.mkdir(make)
    write(os.path.join(make, "fine.pdf"), CONTRACT)
    write(os.path.join(make, "empty.pdf"), b"")
    write(os.path.join(make, ".hidden"), CONTRACT)
    write(os.path.join(make, "a:b.pdf"), CONTRACT)
    write(os.path.join(make, "x" * 181), CONTRACT)
    write(os.path.join(make, "patient.txt"), "名前 123456789018\n".encode())
    write(os.path.join(make, "windows.csv"), "\ufeff名前,番号\r\n佐藤,123456789018\r\n".encode())
    write(os.path.join(make, "form feed.txt"), "\f123456789018\n".encode())
    os.mkfifo(os.path.join(make, "pipe"))
    os.mkdir(os.path.join(make, "folder"))
    os.symlink("fine.pdf", os.path.join(make, "link.pdf"))
    os.symlink("nowhere", os.path.join(make, "broken.pdf"))
    with open(os.path.join(make, "large.pdf"), "wb") as file:
        file.truncate(CEILING + 1)
    with open(os.path.join(make, "largest.pdf"), "wb") as file:
        file.truncate(CEILING)
    cases = {"empty.pdf": "it is empty", ".hidden": "name", "a:b.pdf": "name", "x" * 181: "name", "patient.txt": "My Number", "windows.csv": "My Number", "form feed.txt": "My Number", "pipe": "not a regular file", "folder": "it is a folder",
             "broken.pdf": "no such file", "none.pdf": "no such file", "large.pdf": "too large"}
    before = read(os.path.join(site, "site.yaml"))
    for name, words in cases.items():
        code, out, errors = told(site, ["a", os.path.join(make, name), "q"])
        points.point(code == 1 and words in out and "mend:" in out and "1234567890" not in out and not kept(site) and read(os.path.join(site, "site.yaml")) == before, f"not attached: {name[:20]}",
                     [str(code), out[-500:], errors])
    code, out, errors = told(site, ["a", os.path.join(make, "link.pdf"), "n", "", "a", os.path.join(make, "largest.pdf"), "a", os.path.join(make, "fine.pdf"), "y", "", "a", os.path.join(make, "fine.pdf"), "", "q"])
    points.point(code == 1 and list(kept(site)) == ["fine.pdf", "largest.pdf", "link.pdf"] and [row[1] for row in lines_of(site)] == ["link.pdf", "largest.pdf", "fine.pdf"],
                 "attached: what a link means, the largest there may be, two to one answer; nothing to a question that is skipped", [str(code), out[-800:], errors, str(lines_of(site))])
    code, out, _ = told(site, ["a", os.path.join(make, "fine.pdf")] * 9 + ["q"])
    points.point("No more than 8" in out, "nine files are too many for one answer", [out[-300:]])


def check_names(points, folder):
    """A file of the same name: the same bytes are the same file, others get a name of their own, and nothing that lies there is written over."""
    site, make = new_site(folder, "names"), os.path.join(folder, "names-made")
    os.mkdir(make)
    path, other = os.path.join(make, "contract.pdf"), CONTRACT + b"of another year\n"
    for data in (CONTRACT, CONTRACT, other, other):
        write(path, data)
        told(site, ["a", path, "y", ""])
    second = f"contract-{digest(other)[:12]}.pdf"
    points.point(kept(site) == {"contract.pdf": CONTRACT, second: other} and [row[1] for row in lines_of(site)] == ["contract.pdf"] * 2 + [second] * 2, "the same name four times, two files", [str(lines_of(site))])
    points.point(all(digest(kept(site)[file]) == sha for _, file, sha in lines_of(site)), "every line has the digest of the file it names")
    third = CONTRACT + b"third\n"
    write(path, third)
    write(os.path.join(site, "attachments", f"contract-{digest(third)[:12]}.pdf"), b"somebody else's")
    before = read(os.path.join(site, "site.yaml"))
    code, out, errors = told(site, ["a", path, "y", ""])
    points.point(code == 2 and "another file has its name" in errors and read(os.path.join(site, "site.yaml")) == before and kept(site)[f"contract-{digest(third)[:12]}.pdf"] == b"somebody else's",
                 "where the other name is taken, too, nothing is written over", [str(code), errors])
    taken = new_site(folder, "taken")
    os.mkdir(os.path.join(taken, "attachments"))
    os.symlink("nowhere", os.path.join(taken, "attachments", "contract.pdf"))
    os.mkdir(os.path.join(taken, "attachments", "folder.pdf"))
    write(os.path.join(make, "folder.pdf"), CONTRACT)
    told(taken, ["a", path, "y", "", "a", os.path.join(make, "folder.pdf"), "y", ""])
    points.point([row[1] for row in lines_of(taken)] == [f"contract-{digest(third)[:12]}.pdf", f"folder-{digest(CONTRACT)[:12]}.pdf"] and os.path.islink(os.path.join(taken, "attachments", "contract.pdf")),
                 "a link or a folder of that name stays, too", [str(lines_of(taken))])


# ---- sheets ----

def check_sheet(points, folder):
    """--attach with a sheet: every answer that is new has it; without a yes nothing is kept."""
    site, path, letter = new_site(folder, "sheet"), os.path.join(folder, "sheet.csv"), os.path.join(folder, "letter.pdf")
    write(letter, CONTRACT)
    sekisho("papers", "answers-facility", "--site", site, "--at", AT)
    rows = next(iter(sheets(os.path.join(site, "papers", "answers-facility.xlsx")).values()))
    rows = [list(row) + [""] * (10 - len(row)) for row in rows]
    rows[2][1], rows[3][1] = "Sato", "2026-11-20"
    for row in rows[6:9]:
        row[6] = "Yes"
    with open(path, "w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    before = read(os.path.join(site, "site.yaml"))
    words = ("answer", path, "--attach", letter, "--site", site, "--at", AT)
    shown = read_json(*words, "--json", codes=(0, 1))
    points.point(len(shown["answers"]) == 3 and all([(each["file"], each["sha256"]) for each in answer["attachments"]] == [("letter.pdf", digest(CONTRACT))] for answer in shown["answers"]) and
                 not kept(site) and read(os.path.join(site, "site.yaml")) == before and shown["counts"]["attachments_amiss"] == 0, "a sheet with --attach: shown, and nothing is kept", [json.dumps(shown["answers"])])
    code, out, errors = sekisho(*words, "--yes")
    points.point(code in (0, 1) and kept(site) == {"letter.pdf": CONTRACT} and [row[1:] for row in lines_of(site)] == [("letter.pdf", digest(CONTRACT))] * 3, "and with --yes every answer names it", [out, errors])
    code, out, errors = sekisho("answer", path, "--attach", os.path.join(folder, "none.pdf"), "--yes", "--site", site, "--at", AT)
    points.point(code == 2 and "none.pdf" in errors, "a file that is not there: nothing is taken", [out, errors])


# ---- looked at ----

def line_of(site):
    return next(number for number, line in enumerate(read(os.path.join(site, "site.yaml")).decode().splitlines(), 1) if "contract.pdf" in line)


def papers_of(site):
    """Text of each paper that says where it has something from."""
    made = os.path.join(site, "made")
    sekisho("papers", "checklist", "workbook", "report", "--site", site, "--at", AT, "--output", made)
    cells = ["\n".join(str(cell) for rows in sheets(os.path.join(made, name)).values() for row in rows for cell in row) for name in ("checklist.xlsx", "workbook.xlsx")]
    return [*cells, read(os.path.join(made, "report.html")).decode()]


AMISS = {
    "changed by one byte": ("changed", lambda path: write(path, CONTRACT[:-2] + b"E\n")),
    "cut": ("changed", lambda path: os.truncate(path, 5)),
    "gone": ("missing", os.remove),
    "a link to nothing": ("missing", lambda path: (os.remove(path), os.symlink("nowhere", path))),
    "a link to itself": ("missing", lambda path: (os.remove(path), os.symlink("contract.pdf", path))),
    "a folder": ("unreadable", lambda path: (os.remove(path), os.mkdir(path))),
    "a FIFO": ("unreadable", lambda path: (os.remove(path), os.mkfifo(path))),
    "larger than the ceiling": ("large", lambda path: os.truncate(path, CEILING + 1)),
    "no folder": ("missing", lambda path: shutil.rmtree(os.path.dirname(path))),
    "a file in place of the folder": ("missing", lambda path: (shutil.rmtree(os.path.dirname(path)), write(os.path.dirname(path), b"x"))),
}
WORDS = {"changed": "changed since it was attached", "missing": "not there any more", "unreadable": "cannot be read", "large": "too large to be looked at"}


def healthy(folder, name):
    """The healthy example answers everything: only an attachment can make it end with 1."""
    site = os.path.join(folder, name)
    shutil.copytree(os.path.join(os.path.dirname(os.path.dirname(SEKISHO)), "share/sekisho/examples/hana-healthy"), site)
    os.mkdir(os.path.join(site, "attachments"))
    write(os.path.join(site, "attachments", "contract.pdf"), CONTRACT)
    return answered(site, [f'{{control: {about}, state: met, by: B, date: 2026-11-22, attachments: [{{file: contract.pdf, sha256: "{digest(CONTRACT)}"}}]}}' for about in ("T11, subject: line-1", "S-C01")])


def check_whole(points, folder):
    site = healthy(folder, "whole")
    code, out, errors = sekisho("assess", "--site", site, "--at", AT)
    points.point(code == 0 and "Attachments" not in out, "a healthy site with an attachment that is there ends with 0", [str(code), errors])
    code, out, _ = sekisho("why", "T11", "--site", site, "--at", AT)
    flat = " ".join(out.split())
    points.point(f"attachment contract.pdf (SHA-256 {digest(CONTRACT)[:12]}…): as it was attached ({site}/site.yaml, line {line_of(site)})" in flat, "why: its name, digest, state, and the line", [out])
    link = os.path.join(site, "attachments", "contract.pdf")
    os.rename(link, os.path.join(folder, "elsewhere.pdf"))
    os.symlink(os.path.join(folder, "elsewhere.pdf"), link)
    points.point(states(site, "T11")[0] == [("contract.pdf", "whole")], "a link to the same bytes is as good as the file")
    site = healthy(folder, "newer")
    os.remove(os.path.join(site, "attachments", "contract.pdf"))
    answered(site, ["{control: T11, subject: line-1, state: met, by: B, date: 2026-11-23}", "{control: S-C01, state: met, by: B, date: 2026-11-23}"])
    points.point(sekisho("assess", "--site", site, "--at", AT)[0] == 0, "what an older answer rested on is asked for no more")


def check_amiss(points, folder):
    for number, (name, (state, spoil)) in enumerate(AMISS.items()):
        site = healthy(folder, f"amiss{number}")
        line, good = line_of(site), papers_of(site)
        spoil(os.path.join(site, "attachments", "contract.pdf"))
        before = read(os.path.join(site, "site.yaml"))
        found, counts = states(site, "T11")
        points.point(found == [("contract.pdf", state)] and (counts["attachments"], counts["attachments_amiss"], counts["open"]) == (2, 2, 0), f"{name}: {state}, and the answer still counts",
                     [str(found), str(counts)])
        runs = {verb: sekisho(*verb, "--site", site, "--at", AT) for verb in ((), ("assess",), ("why", "T11"), ("plan",))}
        points.point(all(run[0] == 1 and "Attachments missing or changed: 2 of 2; see 'sekisho why T11'." in run[1] and run[2] == "" for run in runs.values()), f"{name}: every verb says so on one line, and ends with 1",
                     [str(run) for run in runs.values() if run[0] != 1])
        flat = " ".join(runs[("why", "T11")][1].split())
        points.point(f"{WORDS[state]} ({site}/site.yaml, line {line})" in flat and "The answer stays what a person said" in flat, f"{name}: why names file, line and what it is", [runs[("why", "T11")][1][:900]])
        bad, named = papers_of(site), f"contract.pdf (SHA-256 {digest(CONTRACT)[:12]}…)"
        points.point(all(named in text and WORDS[state] not in text for text in good) and all(f"{named} {WORDS[state]}" in text for text in bad), f"{name}: and so do the checklist, the workbook and the report")
        points.point(read(os.path.join(site, "site.yaml")) == before, f"{name}: nothing is lost")


def mortal():
    """Root may read everything: without these two rights (capabilities 1 and 2, taken from what a program can have) it may read what others may."""
    for right in (1, 2) if os.geteuid() == 0 else ():
        if ctypes.CDLL(None, use_errno=True).prctl(24, right, 0, 0, 0) != 0:  # PR_CAPBSET_DROP
            raise OSError(ctypes.get_errno(), "prctl")


def check_unreadable(points, folder):
    site = healthy(folder, "unreadable")
    os.chmod(os.path.join(site, "attachments", "contract.pdf"), 0)
    ran = subprocess.run([SEKISHO, "assess", "--json", "--site", site, "--at", AT], capture_output=True, text=True, check=False, preexec_fn=mortal, env={**os.environ, "LANG": "C.UTF-8", "LC_ALL": ""})
    found = [each["state"] for row in json.loads(ran.stdout or "{\"controls\": []}")["controls"] if row["id"] == "T11" for subject in row["subjects"] for each in subject["attachments"]]
    points.point(ran.returncode == 1 and found == ["unreadable"], "a file that may not be read is told so", [str(ran.returncode), str(found), ran.stderr])


# ---- by hand ----

def check_bad(points, folder):
    """Names and digests in site.yaml that are none: bad input, with line and column."""
    good = f'sha256: "{digest(CONTRACT)}"'
    cases = [f"{{file: {name}, {good}}}" for name in ("../site.yaml", "a/b.pdf", "/etc/passwd", '"a\\\\b.pdf"', '".."', ".hidden", "CON", "nul.txt", "Com1.pdf", "trail.", '"trail "', '""', "x" * 201, '"a\\tb.pdf"', '"a\\nb"')] + [
        f"{{file: a.pdf, sha256: {text}}}" for text in ('""', "abc", '"' + "g" * 64 + '"', '"' + digest(CONTRACT).upper() + '"', '"' + digest(CONTRACT) + '0"')] + [
        "{file: a.pdf}", f"{{{good}}}", f"{{file: a.pdf, {good}, size: 3}}", "{file: 123456789018.pdf, " + good + "}", "a.pdf"]
    for number, case in enumerate(cases):
        site = answered(new_site(folder, f"bad{number}"), ["control: T11", f"  state: met\n    by: B\n    date: 2026-11-22\n    attachments:\n      - {case}"][:1])
        path = os.path.join(site, "site.yaml")
        write(path, read(path).replace(b"  - control: T11\n", f"  - control: T11\n    state: met\n    by: B\n    date: 2026-11-22\n    attachments:\n      - {case}\n".encode()))
        line = next(number for number, text in enumerate(read(path).decode().splitlines(), 1) if text.strip() == "- " + case)
        code, out, errors = sekisho("assess", "--site", site, "--at", AT)
        points.point(code == 2 and out == "" and re.search(rf"site\.yaml:{line}:\d+: error: ", errors) and "mend:" in errors, f"refused: {case[:50]}", [str(code), errors])
    many = answered(new_site(folder, "many"), ["{control: T11, state: met, by: B, date: 2026-11-22, attachments: [" + ", ".join(f"{{file: f{at}, {good}}}" for at in range(1001)) + "]}"])
    code, _, errors = sekisho("assess", "--site", many, "--at", AT)
    points.point(code == 2 and "too many attachments" in errors, "refused: 1001 attachments", [errors])


# ---- broken off ----

def check_full(points, folder):
    """No room for the copy: it is said, no line names it, and nothing half-written stays."""
    site, path = new_site(folder, "full"), os.path.join(folder, "big.pdf")
    write(path, b"x" * 200_000)

    def limit():
        resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
    before = read(os.path.join(site, "site.yaml"))
    code, out, errors = told(site, ["y", "", "a", path, "y", "note"], prepare=limit)
    points.point(code == 4 and "big.pdf" in errors and "too large for this disk" in errors and kept(site) == {} and not lines_of(site) and read(os.path.join(site, "site.yaml")) != before and "Written." in out,
                 "no room for it: told, nothing of it stays, and the answer before it is kept", [str(code), out[-300:], errors, str(kept(site))])


def check_killed(points, folder):
    """kill -9 in the middle: no line names what is not there."""
    draw, wrong, said = random.Random(3), [], 0
    path = os.path.join(folder, "killed.pdf")
    write(path, os.urandom(3_000_000))
    for number in range(KILLS):
        site = new_site(folder, f"killed{number}")
        process = subprocess.Popen([SEKISHO, "answer", "--by", "B", "--site", site, "--at", AT], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env={**os.environ, "LANG": "C.UTF-8", "LC_ALL": ""})
        process.stdin.write(f"a\n{path}\ny\n\n" * 20)
        process.stdin.flush()
        time.sleep(draw.random() * 0.6)
        process.send_signal(signal.SIGKILL)
        out = process.communicate()[0]
        said += out.count("Written.")
        code = sekisho("assess", "--site", site, "--at", AT)[0]
        if code not in (0, 1) or len(lines_of(site)) < out.count("Written.") or any(digest(kept(site).get(file, b"")) != sha for _, file, sha in lines_of(site)):
            wrong.append((number, code, lines_of(site)))
        shutil.rmtree(site)
    points.point(not wrong and said > 0, f"killed {KILLS} times: {said} answers were said to be written, each with its file", [str(wrong)])


def check_at_once(points, folder):
    """Four people attach other files of the same name at the same time."""
    site, people = new_site(folder, "at-once"), []
    for number in range(4):
        os.mkdir(os.path.join(folder, f"person{number}"))
        write(os.path.join(folder, f"person{number}", "photo.jpg"), b"JFIF" + bytes([number]) * 50_000)
        people.append(subprocess.Popen([SEKISHO, "answer", "--every", "--by", f"P{number}", "--site", site, "--at", AT], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
                                       env={**os.environ, "LANG": "C.UTF-8", "LC_ALL": ""}))
    for number, person in enumerate(people):
        person.stdin.write(f"a\n{folder}/person{number}/photo.jpg\ny\n\n" * 5 + "q\n")
        person.stdin.close()
    for person in people:
        person.stdout.read()
        person.wait()
    rows = lines_of(site)
    points.point(len(rows) == 20 and len(kept(site)) == 4 and len({sha for _, _, sha in rows}) == 4 and all(digest(kept(site)[file]) == sha for _, file, sha in rows), "four people at once: each line has its own file",
                 [str(rows)])


def run(points):
    with tempfile.TemporaryDirectory() as folder:
        for check in (check_terminal, check_given, check_names, check_sheet, check_whole, check_amiss, check_unreadable, check_bad, check_full, check_killed, check_at_once):
            check(points, folder)


if __name__ == "__main__":
    sys.exit(main(run))
