#!/usr/bin/python3
"""Fuzz smoke: every target replays its seeds, then all together hunt for FUZZ_SMOKE_SECONDS (90).

`make fuzz` is the long run. One point proves that a planted bug is found with the same options.
"""
import json
import os
import re
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "gates"))
import gate  # noqa: E402

SECONDS = int(os.environ.get("FUZZ_SMOKE_SECONDS", "90"))
PLANTED = """#include <stddef.h>
#include <stdlib.h>
int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size);
int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
	if (size > 1 && data[0] == 'S' && data[1] == 'K')
		abort();
	return 0;
}
"""


def targets(build):
    """{name: program} of the fuzz targets Meson built."""
    listed = gate.run(["meson", "introspect", "--targets", build])
    if listed.returncode != 0:
        return {}
    return {target["name"]: target["filename"][0] for target in json.loads(listed.stdout)
            if target["name"].startswith("fuzz_") and target["type"] == "executable"}


def corpus(name):
    """The committed seeds of a target."""
    return os.path.join(gate.ROOT, "fuzz", "corpus", name)


def options(name):
    """Small inputs are enough: one that takes 5 s or 512 MiB is a finding."""
    words = ["-timeout=5", "-rss_limit_mb=512", "-print_final_stats=1", f"-artifact_prefix={os.environ['TMPDIR']}/"]
    words_list = os.path.join(gate.ROOT, "fuzz", f"{name}.dict")
    return words + ([f"-dict={words_list}"] if os.path.exists(words_list) else [])


def tail(result):
    return result.stderr.splitlines()[-40:]


def replay(points, name, program):
    seeds = len(os.listdir(corpus(name))) if os.path.isdir(corpus(name)) else 0
    result = gate.run([program, "-runs=0", *options(name), corpus(name)])
    ok = seeds > 0 and result.returncode == 0
    points.point(ok, f"{name}: replays its {seeds} seeds", [] if ok else tail(result))


def hunt(points, name, program, seconds):
    with tempfile.TemporaryDirectory() as grown:
        result = gate.run([program, f"-max_total_time={seconds}", *options(name), grown, corpus(name)])
    runs = re.search(r"number_of_executed_units:\s*(\d+)", result.stderr)
    ok = result.returncode == 0 and runs is not None and int(runs.group(1)) > 0
    points.point(ok, f"{name}: {seconds} s without a finding",
                 [f"{runs.group(1)} executions"] if ok else tail(result))


def find_planted(points):
    with tempfile.TemporaryDirectory() as folder:
        source, program = os.path.join(folder, "planted.c"), os.path.join(folder, "planted")
        with open(source, "w", encoding="utf-8") as file:
            file.write(PLANTED)
        built = gate.run(["clang", "-g", "-fsanitize=fuzzer,address", source, "-o", program])
        result = gate.run([program, "-max_total_time=30", *options("planted")], cwd=folder)
    points.point(built.returncode == 0 and result.returncode not in (0, 1) and "deadly signal" in result.stderr,
                 "a planted bug is found", [] if built.returncode == 0 else built.stderr.splitlines())


def main():
    points = gate.Points()
    found = targets(os.environ["FUZZ_DIR"])
    points.point(bool(found), f"{len(found)} fuzz targets are built")
    find_planted(points)
    for name, program in sorted(found.items()):
        replay(points, name, program)
    for name, program in sorted(found.items()):
        hunt(points, name, program, max(1, SECONDS // len(found)))
    return points.end()


if __name__ == "__main__":
    sys.exit(main())
