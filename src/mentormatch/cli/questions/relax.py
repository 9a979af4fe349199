"""``mentormatch relax``: the least that would get a person a partner, and what others would lose."""

from __future__ import annotations

from typing import Annotated

from mentormatch.cli.console import out_console, step
from mentormatch.cli.options import File, TimeLimit, file_option
from mentormatch.cli.questions.asked import From, Person, called, matching_from, person_asked

Out = Annotated[File, file_option("Where to write the same as a CSV file.", "--out")]


def relax(person: Person, before: From, time_limit: TimeLimit = 60.0, out: Out = None) -> None:
    """Say what is the least that would match a person without a partner."""
    from dataclasses import asdict

    from mentormatch.people.person import ROLES

    matching = matching_from(before)
    people = matching.people
    person_id = person_asked(people, person, ROLES)
    with step("Relaxing one thing at a time"):
        found = matching.relax(person_id, time_limit)
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
    if out is not None:
        import pandas as pd

        from mentormatch.files import csv_bytes, write_atomically
        from mentormatch.matching.costs.relax import COLUMNS

        rows = [{**asdict(one), "partner_ids": "; ".join(one.partner_ids)} for one in found]
        write_atomically(out, csv_bytes(pd.DataFrame(rows, columns=COLUMNS)))
