#!/usr/bin/python3
"""Runs every test and counts every point.

Tests are (a) the C programs Meson knows, once from the gcc build and once from the build with sanitizers, and
(b) the executable scripts tests/*/test_*.py and tests/*/test_*.sh. All print TAP. A point that says `not ok` or
SKIP has failed; so has a program that crashes, runs out of time, prints no point, or prints another number of points
than its plan. The last line is `N passed, N failed`; the exit code is 1 when any failed or none ran.
"""
import argparse
import concurrent.futures
import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import time

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
PLAN = re.compile(r"^\s*1\.\.(\d+)\s*$")
POINT = re.compile(r"^(ok|not ok)\b(?:\s+\d+)?(.*)$")
# These occupy a processor longest: started first, so that none of them is left alone at the end.
FIRST = ("fuzz/", "packaging/", "session/test_weight", "net/test_way", "malformed/", "session/test_prove_site", "config/test_nft_text", "asan/net/reach", "check/test_many_facts")


class Test:
    """One program to run: its name, command line, folder, and what Meson wants in its environment."""

    def __init__(self, name, command, folder, extra=None):
        self.name, self.command, self.folder, self.extra = name, command, folder, extra or {}


class Result:
    """What one program said: the names that passed, the ones that failed and why, its output, its time."""

    def __init__(self, test):
        self.test, self.passed, self.failed, self.output, self.seconds = test, [], [], "", 0.0

    def fail(self, name, why):
        self.failed.append((name, why))


def parse_tap(text):
    """(planned or None, [(ok, name)]) of a TAP stream; several plans (one per group) add up."""
    planned, points = None, []
    for line in text.splitlines():
        plan = PLAN.match(line)
        point = POINT.match(line)
        if plan:
            planned = (planned or 0) + int(plan.group(1))
        elif point:
            name = point.group(2).strip().removeprefix("-").strip()
            skipped = re.search(r"#\s*(skip|todo)\b", name, re.IGNORECASE)
            points.append((point.group(1) == "ok" and not skipped, name or "unnamed point"))
    return planned, points


def judge(result, code, timed_out, limit):
    """Fills passed and failed from the output and the way the program ended."""
    planned, points = parse_tap(result.output)
    for ok, name in points:
        if ok:
            result.passed.append(name)
        else:
            result.fail(name, "not ok")
    if timed_out:
        result.fail("ends in time", f"killed after {limit} s")
    elif code < 0:
        result.fail("does not crash", f"signal {-code} ({signal.strsignal(-code) or 'no name'})")
    elif code != 0 and not result.failed:
        result.fail("exit code", f"ended with {code} though every point passed")
    if not points:
        result.fail("prints a point", "no TAP point in its output")
    elif not timed_out and code >= 0 and planned != len(points):
        result.fail("keeps its plan", f"planned {planned}, printed {len(points)}")
    if re.search(r"^Bail out!", result.output, re.MULTILINE):
        result.fail("does not bail out", "Bail out!")


def environment(test, folder):
    """A small, fixed environment: what a developer has set does not decide a test."""
    base = os.environ.get("BUILD_DIR", os.path.join(ROOT, "build"))
    env = {
        "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
        "HOME": folder,
        "TMPDIR": folder,
        "LANG": "C.UTF-8",
        "TERM": "dumb",
        "TZ": "UTC",
        "CMOCKA_MESSAGE_OUTPUT": "TAP",
        # Exit codes 0 to 4 are ours: what a sanitizer finds must not look like one of them.
        "ASAN_OPTIONS": "detect_leaks=1:exitcode=99:allocator_may_return_null=1",
        "UBSAN_OPTIONS": "halt_on_error=1:print_stacktrace=1:exitcode=99",
        "PYTHONDONTWRITEBYTECODE": "1",
        "SOURCE_DIR": ROOT,
        "BUILD_DIR": base,
        "SEKISHO": os.path.join(base, "root/usr/bin/sekisho"),
        "SEKISHO_ASAN": os.path.join(base, "asan-root/usr/bin/sekisho"),
        "FUZZ_DIR": os.path.join(base, "fuzz"),
        # ja_JP.UTF-8 and C.UTF-8 for tests that set LOCPATH to it: the system needs no generated locale.
        "TEST_LOCPATH": os.path.join(base, "locale"),
    }
    env.update({name: os.environ[name] for name in ("FUZZ_SMOKE_SECONDS", "SEKISHO_FAULTS", "SEKISHO_KILLS") if name in os.environ})
    env.update(test.extra)
    return env


def run_program(command, folder, env, limit):
    """(exit code, timed out, output); the whole process group is ended when time is up."""
    process = subprocess.Popen(command, cwd=folder, env=env, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                               stderr=subprocess.STDOUT, start_new_session=True)
    try:
        output, _ = process.communicate(timeout=limit)
        return process.returncode, False, output.decode("utf-8", "replace")
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        output, _ = process.communicate()
        return process.returncode, True, output.decode("utf-8", "replace")


def run_test(test, limit):
    result = Result(test)
    start = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="sekisho-test-") as folder:
        try:
            code, timed_out, result.output = run_program(test.command, test.folder, environment(test, folder), limit)
            judge(result, code, timed_out, limit)
        except OSError as error:
            result.fail("starts", str(error))
    result.seconds = time.monotonic() - start
    return result


def meson_tests(build, label):
    """The C test programs of one build folder."""
    listed = subprocess.run(["meson", "introspect", "--tests", build], capture_output=True, text=True, check=True)
    return [Test(f"{label}/{entry['name']}", entry["cmd"], entry["workdir"] or build, entry["env"])
            for entry in json.loads(listed.stdout)]


def unit_tests(base):
    """Every C test program twice. A build planned without cmocka knows none: that must not look like success."""
    plain = meson_tests(os.path.join(base, "release"), "gcc")
    checked = meson_tests(os.path.join(base, "asan"), "asan")
    if not plain or len(plain) != len(checked):
        raise OSError(f"{len(plain)} unit tests in {base}/release, {len(checked)} in {base}/asan: try make clean")
    return plain + checked


def script_tests(folder):
    """The executable scripts below tests/; one that is not executable is a mistake, not a choice."""
    found = []
    for group in sorted(os.listdir(folder)):
        path = os.path.join(folder, group)
        if not os.path.isdir(path):
            continue
        for name in sorted(os.listdir(path)):
            if re.fullmatch(r"test_.*\.(py|sh)", name):
                found.append(Test(f"{group}/{name}", [os.path.join(path, name)], ROOT))
    return found


def make_locales(folder):
    """Compiles the two locales the screens are tested in; needs the Debian package `locales`."""
    for name, charmap in (("ja_JP", "UTF-8"), ("C", "UTF-8")):
        target = os.path.join(folder, f"{name}.{charmap}")
        if not os.path.isdir(target):
            os.makedirs(folder, exist_ok=True)
            subprocess.run(["localedef", "-i", name, "-f", charmap, target], check=True, capture_output=True)


def collect(options):
    """All tests to run, the longest first."""
    if options.scripts:
        tests = script_tests(options.scripts)
    else:
        base = os.environ.get("BUILD_DIR", os.path.join(ROOT, "build"))
        make_locales(os.path.join(base, "locale"))
        tests = unit_tests(base) + script_tests(os.path.join(ROOT, "tests"))
    if options.only:
        tests = [test for test in tests if options.only in test.name]
    return sorted(tests, key=lambda test: not test.name.startswith(FIRST))


def report_failures(results):
    for result in (result for result in results if result.failed):
        print(f"\n=== {result.test.name}")
        for name, why in result.failed:
            print(f"    failed: {name} ({why})")
        lines = result.output.splitlines()
        if len(lines) > 200:
            wrong = [at for at, line in enumerate(lines) if line.startswith("not ok")]
            kept = sorted({at for first in wrong for at in range(first, min(first + 12, len(lines)))} | set(range(20)) | set(range(len(lines) - 80, len(lines))))[:1000]
            lines = [f"... {len(lines) - len(kept)} lines left out ...", *(lines[at] for at in kept)]
        for line in lines:
            print("    | " + line)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--only", metavar="NAME", help="only tests whose name contains NAME")
    parser.add_argument("--list", action="store_true", help="print the names and stop")
    parser.add_argument("--scripts", metavar="DIR", help="only the scripts below DIR (the runner's own test)")
    parser.add_argument("--limit", type=float, default=300, help="seconds one program may take (300)")
    parser.add_argument("--jobs", type=int, default=2)
    options = parser.parse_args()
    try:
        tests = collect(options)
    except (OSError, subprocess.CalledProcessError) as error:
        detail = getattr(error, "stderr", None) or ""
        print(f"run.py: the tests cannot be listed: {error} {detail}\n0 passed, 1 failed")
        return 1
    if options.list:
        print("\n".join(test.name for test in tests))
        return 0
    results = []
    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        for future in concurrent.futures.as_completed([pool.submit(run_test, test, options.limit) for test in tests]):
            result = future.result()
            results.append(result)
            word = "FAILED" if result.failed else "ok"
            print(f"{word:6} {result.test.name}: {len(result.passed)} passed, {len(result.failed)} failed"
                  f" ({result.seconds:.1f} s)", flush=True)
    report_failures(sorted(results, key=lambda result: result.test.name))
    passed = sum(len(result.passed) for result in results)
    failed = sum(len(result.failed) for result in results)
    print(f"{passed} passed, {failed} failed")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
