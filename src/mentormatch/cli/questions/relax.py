"""``mentormatch relax``: the least that would get a person a partner, and what others would lose."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from mentormatch.cli.console import out_console, step
from mentormatch.cli.given.options import TimeLimit
from mentormatch.cli.questions.asked import From, Person, called, matching_from, person_asked
from mentormatch.cli.results import AsJson, TableFile, check_file, give

if TYPE_CHECKING:
    from mentormatch.matching.costs.relax import Relaxation
    from mentormatch.matching.result import Matching


def relax(
    person: Person,
    before: From,
    time_limit: TimeLimit = 60.0,
    out: TableFile = None,
    as_json: AsJson = False,
) -> None:
    """Say what is the least that would match a person without a partner.

    Example:
    mentormatch relax e6 --from results/matching.mm
    """
    from dataclasses import asdict

    import pandas as pd

    from mentormatch.matching.costs.relax import COLUMNS
    from mentormatch.people.person import ROLES

    check_file(out)
    matching = matching_from(before)
    person_id = person_asked(matching.people, person, ROLES)
    with step("Relaxing one thing at a time"):
        found = matching.relax(person_id, time_limit)
    rows = [{**asdict(one), "partner_ids": "; ".join(one.partner_ids)} for one in found]
    table = pd.DataFrame(rows, columns=COLUMNS)
    give(
        {"person_id": person_id, "relaxations": found}, table, lambda: _print(matching, person_id, found),
        out=out, as_json=as_json,
    )  # fmt: skip


def _print(matching: Matching, person_id: str, found: Sequence[Relaxation]) -> None:
    people = matching.people
    alone = [one for one in matching.unmatched_people if one.person_id == person_id]
    if not alone:
        out_console.print(f"{called(people, person_id)} has a partner already.")
    for one in alone:
        lacks = "mentor" if one.role == "mentee" else "mentee"
        out_console.print(f"{called(people, person_id)} has no {lacks}. {one.detail}")
        mine = [relaxation for relaxation in found if relaxation.role == one.role]
        for relaxation in mine:
            proof = "" if relaxation.exact else " (not proved to be the best)"
            out_console.print(f"- {relaxation.detail}{proof}")
        if not mine:
            out_console.print(f"No single change would be enough. What could be done: {one.advice}")
