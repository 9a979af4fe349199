"""Accountability: facts for the transparency record, the impact assessment and the page on decisions.

What is asked is in the templates. Here are the facts: of the policy, the last approved run and the record, in
numbers that say nothing of one person.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from mentormatch.analysis.audit.hiding import LEAST
from mentormatch.people.person import ROLES
from mentormatch.record.tables import LIVE, YEARS
from mentormatch.report.hidden import few
from mentormatch.report.of_record import OfRecord

if TYPE_CHECKING:
    from mentormatch.record.record import Record

PAGES = ("atrs", "dpia", "decisions")
"""Templates that are filled with these facts, without the suffix."""


def accountability(record: Record, day: date) -> dict[str, Any]:
    """Return the facts.

    Parameters
    ----------
    day : date
        Of which the document is.

    Returns
    -------
    dict
        For `Templates.page`; what the record does not know is None or empty.
    """
    known = OfRecord(record)
    runs = known.rows("run")
    run = next((one for one in reversed(runs) if one["state"] == "approved"), None)
    last = run or next(reversed(runs), None)
    policy = json.loads(last["result"])["policy"] if last else None
    weights = (
        {**{one["name"]: one["weight"] for one in policy["criteria"]}, **policy["weights"]} if policy else {}
    )
    return {
        "day": day, "least": LEAST, "scheme": known.scheme, "offices": sorted(known.officers),
        "policy": policy, "weights": {name: weight for name, weight in weights.items() if weight},
        "run": run and {**run, **json.loads(run["result"]), "versions": json.loads(run["versions"])},
        "data": _data(known), "years": YEARS, "decided": _decided(known, runs), "chain": record.verify(),
        "numbers": _numbers(known),
    }  # fmt: skip


def _data(known: OfRecord) -> dict[str, list[str]]:
    """Return what is held: field of a form, or kind of row -> of whom."""
    found: dict[str, set[str]] = {}
    for (role, _), form in known.forms.items():
        for field in form:
            found.setdefault(field, set()).add(f"{role}s")
    found |= {row["kind"]: set() for row in known.rows("personal") if row["kind"] not in ROLES}
    return {field: sorted(roles) for field, roles in found.items()}


def _numbers(known: OfRecord) -> dict[str, str]:
    roles = Counter(role for role, _ in known.forms)
    states = Counter(row["state"] for row in known.rows("pair"))
    return {
        "mentees": few(roles["mentee"]), "mentors": few(roles["mentor"]),
        "pairs that go on": few(sum(states[one] for one in LIVE)),
        "pairs that have completed": few(states["completed"]),
    }  # fmt: skip


def _decided(known: OfRecord, runs: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """Return what people have decided: numbers of matchings, of people and of pairs."""
    states = Counter(run["state"] for run in runs)
    approvals, reviews = known.rows("approval"), known.rows("review")
    changed = [json.loads(row["changed"]) for row in approvals]
    seen = {row["run"] for row in reviews}
    challenges = Counter(row["state"] for row in known.rows("challenge"))
    return {
        "proposed": states.total(), "approved": states["approved"], "rejected": states["rejected"],
        "approvers": len({row["by"] for row in approvals}),
        "reviewed": len(seen), "reviewers": len({row["by"] for row in reviews}),
        "without_review": sum(row["run"] not in seen for row in approvals),
        "taken_out": few(sum(len(one.get("taken_out", ())) for one in changed)),
        "blocked": few(sum(len(one.get("blocked", ())) for one in changed)),
        "challenges": few(challenges.total()), "upheld": few(challenges["upheld"]),
        "open": few(challenges["open"]),
    }  # fmt: skip
