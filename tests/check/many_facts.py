"""Sites with many facts, honest and hostile ones: what tests and measurements of them share."""
import copy
import functools
import json
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "catalogue"))
import evidence_site  # noqa: E402

HERE = os.path.dirname(os.path.abspath(__file__))
AT = "2026-11-20T00:00:00Z"
IN_BUNDLE = 50000  # facts: below SK_BUNDLE_FACTS_MAX, and below 8 MiB
TELLS_APART = {"account": "identity", "password_age": "identity", "screen_lock": "identity", "secret_exposure": "location", "media_scan": None,
               "pending_update": "name", "end_of_life": "product", "usb_device": "product_id", "network_interface": "identity",
               "interface_address": "interface", "route": "interface"}
USERS_LOCK = {"scope": "user", "identity": "-", "enabled": True, "lock_after": 600, "password_needed": True, "enforced": False}
WAITING = {"name": "-", "security": True, "known_since": "2026-11-15T00:00:00Z", "known_by": "list"}
# Of 250 facts of one terminal: how many of each kind. What is not here stands as often as in the cases of its control.
SHARES = {"account": 40, "password_age": 40, "screen_lock": 20, "pending_update": 68, "media_scan": 8, "usb_device": 20, "network_interface": 16,
          "interface_address": 18, "route": 16}


def healthy(kinds_of=("H10", "H12", "H13", "H14", "T02", "T07", "T12", "T13", "T15", "T18", "T19", "T20")):
    """{kind: rows} of a terminal at which nothing is wrong, out of the cases of its controls."""
    facts = {}
    for control in kinds_of:
        with open(os.path.join(HERE, "cases", control + ".json"), encoding="utf-8") as file:
            base = json.load(file)["base"]
        for system in ("any", "linux"):
            for kind, rows in base.get(system, {}).get("terminal-1", {}).items():
                if len(rows) >= len(facts.get(kind, [])):
                    facts[kind] = rows
    facts["screen_lock"] = facts["screen_lock"] + [USERS_LOCK]
    facts["pending_update"] = [WAITING]
    return facts


def more(kind, rows, count):
    """So many rows: those that are there, then copies of the last that are each of another thing."""
    out = copy.deepcopy(rows[:count])
    tells = TELLS_APART.get(kind)
    for number in range(len(out), count):
        row = copy.deepcopy(rows[-1])
        if kind in ("account", "password_age"):
            row = {"account": {**row, "name": f"user{number}", "interactive": False}, "password_age": row}[kind]
        if tells:
            row[tells] = f"{number:04x}" if tells == "product_id" else f"id-{number}"
        out.append(row)
    return out


@functools.lru_cache
def rows_of_one(times):
    """[(kind, rows)] of 250 * times facts at which nothing is wrong."""
    return [(kind, more(kind, rows, SHARES[kind] * times) if kind in SHARES else rows) for kind, rows in healthy().items()]


def looks(subject, times=1):
    """The same of one terminal."""
    return [(kind, subject, "observed", rows) for kind, rows in rows_of_one(times)]


def take_all(site, all_looks, at=AT, host=evidence_site.HOST):
    """Bundle after bundle."""
    part, facts = [], 0
    for look in all_looks + [None]:
        if part and (look is None or facts + len(look[3]) > IN_BUNDLE or len(part) == 4000):
            site.take(site.bundle(at, part, host=host), at)
            part, facts = [], 0
        if look:
            part.append(look)
            facts += len(look[3])
