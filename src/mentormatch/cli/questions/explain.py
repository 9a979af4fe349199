"""``mentormatch explain``: why a person has these partners, or none, and what could be done."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from mentormatch.cli.console import fact_table, out_console
from mentormatch.cli.questions.asked import From, Person, called, matching_from, person_asked
from mentormatch.cli.results import AsJson, TableFile, check_file, give

if TYPE_CHECKING:
    from mentormatch.matching.explain import Explanation
    from mentormatch.people.model import People


def explain(person: Person, before: From, out: TableFile = None, as_json: AsJson = False) -> None:
    """Explain why a person has these partners, or none.

    Example:
    mentormatch explain e1 --from results/matching.mm
    """
    import pandas as pd

    from mentormatch.people.person import ROLES

    check_file(out)
    matching = matching_from(before)
    person_id = person_asked(matching.people, person, ROLES)
    found = matching.explain(person_id)
    advice = [one.advice for one in matching.unmatched_people if one.person_id == person_id]
    table = pd.DataFrame({"person_id": person_id, "sentence": [*found.sentences, *advice]})
    give(
        {**asdict(found), "advice": advice}, table, lambda: _print(matching.people, found, advice),
        out=out, as_json=as_json,
    )  # fmt: skip


def _print(people: People, found: Explanation, advice: list[str]) -> None:
    out_console.print(str(found))
    for sentence in advice:
        out_console.print(f"What could be done: {sentence}")
    facts = [
        (kind, "; ".join(called(people, one) for one in ids))
        for kind, ids in (("Mentors", found.mentor_ids), ("Mentees", found.mentee_ids))
        if ids
    ]
    if facts:
        out_console.print()
        out_console.print(fact_table(facts))
