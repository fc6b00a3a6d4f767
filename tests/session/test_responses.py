#!/usr/bin/python3
"""What a site decides about a risk (reduce, avoid, transfer, retain) stands beside it in `why`, in JSON and in the workbook, and changes no count."""
import os
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "catalogue"))
sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "papers"))
from book import sheets  # noqa: E402
from support import main, read_json, sekisho  # noqa: E402

AT, RISK = "2026-11-23", "as01.ti07.v1"
KEPT = f"{{risk: {RISK}, response: retain, owner: Sato, approved-by: Ito, reason: until the new year, date: 2026-11-01, review: 2026-11-20}}"
REFUSED = {
    "a risk that is none": ("{risk: as01.ti07.v9, response: reduce, owner: Sato, date: 2026-11-01}", "'as01.ti07.v9' is not in the table 'scenarios'"),
    "retained without an approval": (f"{{risk: {RISK}, response: retain, owner: Sato, reason: x, date: 2026-11-01}}", "without a reason or an approval"),
    "transferred without a reason": (f"{{risk: {RISK}, response: transfer, owner: Sato, approved-by: Ito, date: 2026-11-01}}", "without a reason or an approval"),
    "a word that is none": (f"{{risk: {RISK}, response: ignore, owner: Sato, date: 2026-11-01}}", "reduce, avoid, transfer, retain"),
    "two on one day": (f"{KEPT}\n- {KEPT}", "two responses to one risk on one day"),
    "a review before it was decided": (f"{{risk: {RISK}, response: reduce, owner: Sato, date: 2026-11-01, review: 2026-10-01}}", "expires before"),
}


def write(site, bare, *responses):
    with open(os.path.join(site, "site.yaml"), "w", encoding="utf-8") as file:
        file.write(bare + ("responses:\n" + "".join(f"- {response}\n" for response in responses) if responses else ""))


def risk_of(site):
    found = read_json("assess", "--json", "--site", site, "--at", AT, codes=(0, 1))
    return found["counts"], next(risk for risk in found["scenarios"] if risk["id"] == RISK)["response"]


def run(points):
    with tempfile.TemporaryDirectory() as folder:
        site = os.path.join(folder, "site")
        sekisho("init", site, "--configuration", "ip-vpn", "--kind", "clinic", "--name", "Trial", "--at", AT)
        with open(os.path.join(site, "site.yaml"), encoding="utf-8") as file:
            bare = file.read()
        counts, nothing = risk_of(site)
        points.point(nothing is None, "nobody decided")
        write(site, bare, KEPT)
        found, response = risk_of(site)
        points.point(found == counts and response == {"response": "retain", "owner": "Sato", "approved_by": "Ito", "reason": "until the new year", "date": "2026-11-01", "review": "2026-11-20"},
                     "a risk that is retained is as open as before, and says who, why and until when", [str(response)])
        out = sekisho("why", RISK, "--site", site, "--at", AT)[1]
        points.point("retained, 2026-11-01; answers for it: Sato" in out and "approved by Ito" in out and "that day has passed" in " ".join(out.split()), "why says it, and that its day has passed", out.splitlines()[-6:])
        write(site, bare, KEPT, f"{{risk: {RISK}, response: reduce, owner: Abe, date: 2026-11-10}}", f"{{risk: {RISK}, response: avoid, owner: Late, approved-by: Ito, reason: x, date: 2026-12-01}}")
        response = risk_of(site)[1]
        points.point(response["owner"] == "Abe" and response["review"] == "2027-11-10", "the newest counts, one of a day to come not yet", [str(response)])
        sekisho("papers", "workbook", "--site", site, "--at", AT, "--output", folder)
        rows = [row for row in sheets(os.path.join(folder, "workbook.xlsx"))["Annex 3 risks"] if row and row[0] == RISK]
        points.point(rows and rows[0][20:24] == ["reduced", "Abe", "", "2027-11-10"], "and the workbook has it", [str(rows)])
        for name, (response, words) in REFUSED.items():
            write(site, bare, response)
            code, _, errors = sekisho("assess", "--site", site, "--at", AT)
            points.point(code == 2 and words in errors and "site.yaml:" in errors and "mend:" in errors, f"refused: {name}", errors.splitlines())


if __name__ == "__main__":
    sys.exit(main(run))
