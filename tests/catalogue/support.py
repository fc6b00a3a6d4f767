"""What the tests of the catalogue share: the program under test, its JSON, the TAP points, the transcribed tables."""
import csv
import json
import os
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
NETWORKS = os.path.join(ROOT, "examples", "networks")
CATALOGUE = os.path.join(ROOT, "catalogue")
SEKISHO = os.environ.get("SEKISHO", os.path.join(ROOT, "build/root/usr/bin/sekisho"))
AT = "2026-04-01T00:00:00Z"

sys.path.insert(0, os.path.join(ROOT, "tests/gates"))
from gate import Points  # noqa: E402  (the folder has to be on the path first)

__all__ = ["AT", "CATALOGUE", "ROOT", "SEKISHO", "Points", "main", "oracle", "read_json", "sekisho"]

def sekisho(*words, folder=None, text=True):
    """(exit code, standard output, standard error) of one call; the language does not depend on the caller."""
    result = subprocess.run([SEKISHO, *words], cwd=folder, capture_output=True, check=False, timeout=60,
                            encoding="utf-8" if text else None, env={**os.environ, "LANG": "C.UTF-8", "LC_ALL": ""})
    return result.returncode, result.stdout, result.stderr


def read_json(*words, folder=None, codes=(0,)):
    """The JSON of one call that ends with one of the codes; anything else is an error of the test. Errors stand on standard error."""
    code, output, errors = sekisho(*words, folder=folder)
    if code not in codes:
        raise RuntimeError(f"sekisho {' '.join(words)}: exit {code}: {errors.strip()}")
    return json.loads(output if code in (0, 1) else errors)


def oracle(name):
    """Rows of a transcribed table, as dictionaries of text. Empty tables are errors: they would make every test pass."""
    with open(os.path.join(ROOT, "tests/oracle", name + ".tsv"), encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    if not rows:
        raise RuntimeError(f"tests/oracle/{name}.tsv holds no row")
    return rows


def main(run):
    """Runs run(points); an exception is one failed point, not silence."""
    points = Points()
    try:
        run(points)
    except Exception as error:  # pylint: disable=broad-except
        points.point(False, "the test itself runs to its end", [f"{type(error).__name__}: {error}"])
        if os.environ.get("TEST_TRACE"):
            raise
    sys.exit(points.end())
