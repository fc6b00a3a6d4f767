#!/usr/bin/python3
"""The process around a verb: every verb is confined before it reads anything, output that cannot be written is an error, a run that
evaluated nothing fails, and a terminal without UTF-8 gets ASCII."""
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
SEKISHO = os.path.abspath(os.environ.get("SEKISHO", str(ROOT / "build/root/usr/bin/sekisho")))
SICK = str(pathlib.Path(SEKISHO).parents[1] / "share/sekisho/examples/sakura-sick")
AT = ["--at", "2026-11-23"]
VERBS = {
    "the first screen": ["--site", SICK, *AT],
    "why": ["why", "T17", "--site", SICK, *AT],
    "assess": ["assess", "--site", SICK, *AT],
    "catalogue": ["catalogue", "list"],
    "evidence": ["evidence", "kinds"],
    "enrol": ["enrol", "key"],
    "help": ["help"],
    "version": ["version"],
    "init": ["init", "new", "--configuration", "other", "--kind", "clinic"],
}

points = []


def point(ok, name, detail=""):
    points.append(ok)
    print(f"{'ok' if ok else 'not ok'} {len(points)} - {name}")
    if not ok:
        print("\n".join("# " + line for line in str(detail).splitlines()[:20]))


def environment(**more):
    return {"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", **more}


def full_pipe():
    """A pipe that takes not one byte more: whoever writes to it waits."""
    read, write = os.pipe()
    os.set_blocking(write, False)
    try:
        while True:
            os.write(write, b"x" * 4096)
    except BlockingIOError:
        pass
    try:
        while True:
            os.write(write, b"x")
    except BlockingIOError:
        pass
    os.set_blocking(write, True)
    return read, write


def status_when_blocked(pid):
    """/proc/PID/status once the process sleeps, and still does a moment later: only a full pipe makes it wait."""
    deadline = time.monotonic() + 20
    asleep, text = 0, ""
    while asleep < 5 and time.monotonic() < deadline:
        text = pathlib.Path(f"/proc/{pid}/status").read_text()
        asleep = asleep + 1 if "State:\tS" in text else 0
        time.sleep(0.02)
    return text


def check_confined(name, arguments, folder):
    read, write = full_pipe()
    process = subprocess.Popen([SEKISHO, *arguments], cwd=folder, env=environment(), stdout=write, stderr=subprocess.DEVNULL)
    status = status_when_blocked(process.pid)
    os.close(write)
    while os.read(read, 1 << 16):
        pass
    os.close(read)
    code = process.wait(timeout=20)
    found = dict(re.findall(r"^(Seccomp|NoNewPrivs):\s*(\d)", status, re.MULTILINE))
    point(found == {"Seccomp": "2", "NoNewPrivs": "1"} and code in (0, 1), f"{name} is confined when it writes its output", f"{found} {code}")


def check_output_lost(name, arguments, folder):
    with open("/dev/full", "wb") as full:
        done = subprocess.run([SEKISHO, *arguments], cwd=folder, env=environment(), stdout=full, stderr=subprocess.PIPE, timeout=60)
    point(done.returncode == 4 and b"stdout" in done.stderr, f"{name}: output that is lost is an error, exit 4", done)


def check_nothing_evaluated(folder):
    catalogue = os.path.join(folder, "catalogue")
    shutil.copytree(ROOT / "catalogue", catalogue)
    for path in pathlib.Path(catalogue, "scenarios").iterdir():
        path.write_text("format: sekisho-catalogue/1\npart: scenarios\nfamilies: []\n", encoding="utf-8")
    for verb in ([], ["assess"], ["why", "T17"]):
        done = subprocess.run([SEKISHO, *verb, "--site", SICK, "--catalogue", catalogue, *AT], env=environment(), capture_output=True,
                              timeout=60)
        point(done.returncode == 3 and not done.stdout, f"'{' '.join(verb)}' without a single risk exits 3", done)


def check_ascii(folder):
    subprocess.run([SEKISHO, "init", "a", "--name", "春 × 夏", "--configuration", "other", "--kind", "clinic"], cwd=folder,
                   env=environment(), check=True, capture_output=True)
    done = subprocess.run([SEKISHO, "--site", "a", *AT], cwd=folder, env=environment(LANG="C"), capture_output=True, timeout=60)
    point(done.stdout.startswith(b"? x ? - "), "letters that ASCII has not are shown as such", done.stdout[:60])


def said(*words):
    done = subprocess.run([SEKISHO, *words], env=environment(), capture_output=True, timeout=60)
    return done.returncode, done.stdout, done.stderr


def check_order():
    """Options stand in front of the verb or behind it, also of the verbs of the program that draws."""
    verbs = re.findall(r"^  ([a-z]+)  ", said("help", "--all", "--lang", "en")[1].decode(), re.MULTILINE)
    for verb in verbs:
        behind = said(verb, "--help", "--lang", "ja")
        point(behind[0] == 0 and behind[1] and behind == said("--lang", "ja", verb, "--help"), f"{verb}: --lang in front of it is the same as behind it", behind)
    point(len(verbs) > 15, "of all verbs", verbs)


def main():
    with tempfile.TemporaryDirectory() as folder:
        for name, arguments in VERBS.items():
            check_confined(name, arguments, folder)
        for name in ("the first screen", "assess", "catalogue"):
            check_output_lost(name, VERBS[name], folder)
        check_nothing_evaluated(folder)
        check_ascii(folder)
    check_order()
    print(f"1..{len(points)}")
    return 0 if all(points) else 1


if __name__ == "__main__":
    sys.exit(main())
