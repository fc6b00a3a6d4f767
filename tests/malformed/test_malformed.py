#!/usr/bin/python3
"""Malformed files: exit 2, the place, what was expected and how to mend it; in time, in little memory, nothing changed.

Places are stated in cases.py; whole texts stand in expected.txt (`test_malformed.py --write` prints them anew: read the
difference before keeping it). Every case runs in the release build and in the one with sanitizers.
"""
import hashlib
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(os.path.dirname(HERE), "gates"))
sys.path.insert(0, HERE)
import cases  # noqa: E402
import gate  # noqa: E402

CATALOGUE = os.path.join(gate.ROOT, "catalogue")
SECONDS, MEBIBYTES, HANGS = 1.0, 64, 20
# ASan keeps freed memory back to catch late uses of it, and surrounds each piece: a little of both is enough for runs this short.
ASAN = ":quarantine_size_mb=1:thread_local_quarantine_size_kb=64:malloc_context_size=4:redzone=16:max_redzone=32"


class Ran:
    """How a run ended."""

    def __init__(self, code, out, err, seconds, mebibytes):
        self.code, self.out, self.err, self.seconds, self.mebibytes = code, out, err, seconds, mebibytes


def environment():
    env = dict(os.environ)
    env["ASAN_OPTIONS"] = env.get("ASAN_OPTIONS", "detect_leaks=1:exitcode=99") + ASAN
    env.setdefault("UBSAN_OPTIONS", "halt_on_error=1:exitcode=99")
    env["LC_ALL"] = "C.UTF-8"
    return env


def run(command, folder):
    """One program with its wall time and peak memory. One that hangs is ended."""
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        start = time.monotonic()
        process = subprocess.Popen(command, cwd=folder, env=environment(), stdin=subprocess.DEVNULL, stdout=out, stderr=err)
        signal.signal(signal.SIGALRM, lambda *_: process.kill())
        signal.alarm(HANGS)
        _, status, usage = os.wait4(process.pid, 0)
        signal.alarm(0)
        seconds = time.monotonic() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        err.seek(0)
        return Ran(process.returncode, out.read(), err.read().decode("utf-8", "replace"), seconds, usage.ru_maxrss / 1024)


def run_in_time(command, folder):
    """The wall time is the limit, but another test may hold the processor: of three runs one must keep it."""
    for _ in range(3):
        ran = run(command, folder)
        if ran.seconds < SECONDS:
            break
    return ran


def fingerprint(folder):
    """Names, kinds, modes, times and bytes of everything below a folder."""
    found = []
    for place, folders, names in os.walk(folder):
        for name in sorted(folders + names):
            path = os.path.join(place, name)
            status = os.lstat(path)
            regular = os.path.isfile(path) and not os.path.islink(path) and os.access(path, os.R_OK)
            with open(path if regular else os.devnull, "rb") as file:
                digest = hashlib.sha256(file.read()).hexdigest()
            found.append((path, status.st_mode, status.st_size, status.st_mtime_ns, digest))
    return sorted(found)


# ---- one case -------------------------------------------------------------------------------------------------------


class Setting:
    """A folder made for a case, the command lines to try on it, and the name an error gives the file."""

    def __init__(self, folder, commands, shown):
        self.folder, self.commands, self.shown = folder, commands, shown


def put(path, content):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb") as file:
        file.write(content)


def site_setting(case, folder):
    put(os.path.join(folder, "site", case.path), case.content)
    return Setting(folder, [["--site", "site"], ["assess", "--site", "site"]], f"site/{case.path}")


def catalogue_setting(case, folder):
    copy = os.path.join(folder, "catalogue")
    shutil.copytree(CATALOGUE, copy)
    put(os.path.join(copy, case.path), case.content)
    return Setting(folder, [["catalogue", "lint", "--catalogue", "catalogue"]], case.path)


def faults_of_text(text, shown, place, expected):
    """What is wrong with an error message."""
    where = f"{shown}:{place[0]}:{place[1]}: error: " if place else f"{shown}: error: " if shown else "error: no site.yaml"
    if not text.startswith(where):
        yield f"does not begin with {where!r}"
    lines = text.splitlines()
    if len(lines) != 3 or not re.match(r"  expected: \S", lines[1]) or not re.match(r"  mend: \S", lines[2]):
        yield "is not error, expected, mend"
    if text != expected:
        yield f"is not the text of expected.txt: {expected!r}"


def faults_of_run(ran):
    if ran.code != 2:
        yield f"exit {ran.code}"
    if ran.out:
        yield f"{len(ran.out)} bytes on stdout"
    if ran.seconds >= SECONDS:
        yield f"{ran.seconds:.2f} s"
    if ran.mebibytes >= MEBIBYTES:
        yield f"{ran.mebibytes:.0f} MiB"


class Suite:
    """Runs settings in both builds and keeps the largest figures."""

    def __init__(self, points, expected):
        self.points, self.expected, self.seen = points, expected, {}
        self.builds = {"release": os.environ["SEKISHO"], "asan": os.environ["SEKISHO_ASAN"]}
        self.most = {build: [(0.0, ""), (0.0, "")] for build in self.builds}

    def note(self, build, name, ran):
        seconds, mebibytes = self.most[build]
        self.most[build] = [max(seconds, (ran.seconds, name)), max(mebibytes, (ran.mebibytes, name))]

    def check(self, name, setting, place, before_program=()):
        found, faults = fingerprint(setting.folder), []
        for build, program in self.builds.items():
            for command in setting.commands:
                ran = run_in_time([*before_program, program, *command], setting.folder)
                self.note(build, name, ran)
                self.seen.setdefault(name, ran.err)
                wrong = [*faults_of_run(ran), *faults_of_text(ran.err, setting.shown, place, self.expected.get(name))]
                faults += [f"{build} {' '.join(command)}: {fault}" for fault in wrong] + ([ran.err[:2000]] if wrong else [])
        if fingerprint(setting.folder) != found:
            faults.append("the folder changed")
        self.points.point(not faults, name, [line for fault in faults for line in fault.splitlines()])

    def check_all(self, made, make_setting):
        for case in made:
            with tempfile.TemporaryDirectory() as folder:
                self.check(case.name, make_setting(case, folder), case.place)

    def figures(self):
        for build, (seconds, mebibytes) in self.most.items():
            print(f"# {build}: at most {seconds[0]:.3f} s ({seconds[1]}), {mebibytes[0]:.1f} MiB ({mebibytes[1]})")


# ---- files that are none ----------------------------------------------------------------------------------------------


def special_files():
    """{name: makes it at a path}."""
    return {
        "site-file-is-a-folder": os.mkdir,
        "site-file-is-a-pipe": os.mkfifo,
        "site-file-is-a-link-to-itself": lambda path: os.symlink("site.yaml", path),
        "site-file-is-a-link-to-nothing": lambda path: os.symlink("nothing", path),
        "site-file-is-endless": lambda path: os.symlink("/dev/zero", path),
        "site-file-is-a-terminal": lambda path: os.symlink("/dev/tty", path),
    }


def check_special_files(suite):
    for name, make in special_files().items():
        with tempfile.TemporaryDirectory() as folder:
            os.mkdir(os.path.join(folder, "site"))
            make(os.path.join(folder, "site", "site.yaml"))
            # A link that leads nowhere is no file: then the folder is no site, and no file is named.
            shown = "site/site.yaml" if os.path.exists(os.path.join(folder, "site", "site.yaml")) else ""
            suite.check(name, Setting(folder, [["--site", "site"]], shown), None)


def check_unreadable_file(suite):
    """root reads what nobody may read, so there the program runs without root's powers over files."""
    without = ["setpriv", "--inh-caps=-all", "--bounding-set=-all"] if os.geteuid() == 0 else []
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "site", "site.yaml")
        put(path, cases.BASE.encode())
        os.chmod(path, 0)
        suite.check("site-file-is-unreadable", Setting(folder, [["--site", "site"]], "site/site.yaml"), None, without)
        os.chmod(path, 0o600)


def check_lost_catalogue_files(suite):
    """A file or a folder of the catalogue that is gone, and a control under a name that is not its own."""
    lost = {
        "catalogue-lacks-a-file": ("places.yaml", None, "places.yaml"),
        "catalogue-lacks-a-folder": ("scenarios", None, "catalogue/scenarios"),
        "catalogue-file-renamed": ("controls/T17.yaml", "controls/T16.yaml", "controls/T16.yaml"),
    }
    for name, (path, to, shown) in lost.items():
        with tempfile.TemporaryDirectory() as folder:
            copy = os.path.join(folder, "catalogue")
            shutil.copytree(CATALOGUE, copy)
            if to:
                os.rename(os.path.join(copy, path), os.path.join(copy, to))
            else:
                shutil.move(os.path.join(copy, path), os.path.join(folder, "aside"))
            place = (4, 3) if to else None
            suite.check(name, Setting(folder, [["catalogue", "lint", "--catalogue", "catalogue"]], shown), place)


# ---- truncated everywhere ---------------------------------------------------------------------------------------------


def fault_of_cut(ran, lines):
    """A file cut anywhere is either still a site or refused inside its lines."""
    if ran.code in (0, 1) and not ran.err:
        return None
    where = re.match(r"site/site\.yaml:(\d+):(\d+): error: .*\n  expected: .*\n  mend: .*\n\Z", ran.err)
    if ran.code != 2 or ran.out or not where:
        return f"exit {ran.code}: {ran.err}"
    return None if 1 <= int(where.group(1)) <= lines + 1 else f"outside the file: {ran.err}"


def check_truncated(suite):
    """At every line's end and start, and at 60 points between, which fall inside characters of three bytes too."""
    whole = cases.BASE.encode()
    ends = [at + step for at, byte in enumerate(whole) if byte == 10 for step in (0, 1)]
    for build, program in suite.builds.items():
        faults, refused, points = [], 0, sorted({*ends, *range(0, len(whole), len(whole) // 60)})
        for cut in points:
            with tempfile.TemporaryDirectory() as folder:
                put(os.path.join(folder, "site", "site.yaml"), whole[:cut])
                ran = run_in_time([program, "--site", "site"], folder)
                suite.note(build, f"cut at {cut}", ran)
                refused += ran.code == 2
                fault = fault_of_cut(ran, whole[:cut].count(b"\n") + 1)
                if fault or ran.seconds >= SECONDS or ran.mebibytes >= MEBIBYTES:
                    faults.append(f"cut at {cut}: {fault or ran.seconds}")
        suite.points.point(not faults and refused > len(points) // 2,
                           f"{build}: cut at {len(points)} points, refused with a place at {refused}", faults)


# ---- Japanese, and files that are right ---------------------------------------------------------------------------------


def check_japanese(suite):
    """Place and exit code in Japanese; no line of the English text is left."""
    wanted = {"flag-is-yes", "unknown-control", "date-30-february"}
    for case in (case for case in cases.site_cases() if case.name in wanted):
        wanted.discard(case.name)
        with tempfile.TemporaryDirectory() as folder:
            setting = site_setting(case, folder)
            ran = run([suite.builds["release"], "--lang", "ja", *setting.commands[0]], folder)
            name, where = f"ja {case.name}", f"{setting.shown}:{case.place[0]}:{case.place[1]}: "
            suite.seen[name] = ran.err
            english = set(suite.expected.get(case.name, "").splitlines()) & set(ran.err.splitlines())
            ok = ran.code == 2 and ran.err.startswith(where) and not english and ran.err == suite.expected.get(name)
            suite.points.point(ok, name, [*ran.err.splitlines(), *(f"not translated: {line}" for line in sorted(english))])
    suite.points.point(not wanted, "the cases for Japanese are there", sorted(wanted))


def check_right_files(suite):
    """What the cases start from is valid: the one change is what is refused."""
    with tempfile.TemporaryDirectory() as folder:
        put(os.path.join(folder, "site", "site.yaml"), cases.BASE.encode())
        shutil.copytree(CATALOGUE, os.path.join(folder, "catalogue"))
        put(os.path.join(folder, "one-family", "scenarios", "malware.yaml"), cases.FAMILY.encode())
        for name in ("guidance", "controls", "places.yaml", "steps.yaml", "flows.yaml", "needs.yaml"):
            os.symlink(os.path.join(CATALOGUE, name), os.path.join(folder, "one-family", name))
        right = {"the site": (["--site", "site"], (0, 1)),
                 "the catalogue": (["catalogue", "lint", "--catalogue", "catalogue"], (0,)),
                 "the catalogue of one family": (["catalogue", "list", "--catalogue", "one-family"], (0,))}
        for name, (command, codes) in right.items():
            for build, program in suite.builds.items():
                ran = run([program, *command], folder)
                suite.points.point(ran.code in codes and not ran.err, f"{build}: {name} without a change is accepted",
                                   [f"exit {ran.code}", *ran.err.splitlines()])


# ---- all of it ----------------------------------------------------------------------------------------------------------


def read_expected():
    """{case: text}; in the file a line `== name` and the text."""
    with open(os.path.join(HERE, "expected.txt"), encoding="utf-8") as file:
        parts = re.split(r"^== (.*)\n", file.read(), flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2]))


def main():
    points = gate.Points()
    suite = Suite(points, read_expected())
    check_right_files(suite)
    suite.check_all(cases.site_cases(), site_setting)
    suite.check_all(cases.catalogue_cases(CATALOGUE), catalogue_setting)
    check_special_files(suite)
    check_unreadable_file(suite)
    check_lost_catalogue_files(suite)
    check_truncated(suite)
    check_japanese(suite)
    left = sorted(set(suite.expected) - set(suite.seen))
    points.point(not left, "every text of expected.txt belongs to a case", left)
    suite.figures()
    if sys.argv[1:] == ["--write"]:
        with open(os.path.join(HERE, "expected.txt"), "w", encoding="utf-8") as file:
            file.writelines(f"== {name}\n{text}" for name, text in suite.seen.items())
    return points.end()


if __name__ == "__main__":
    sys.exit(main())
