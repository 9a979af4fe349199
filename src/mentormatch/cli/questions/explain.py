"""``mentormatch explain``: why a person has these partners, or none, and what could be done."""

from __future__ import annotations

from mentormatch.cli.console import fact_table, out_console
from mentormatch.cli.questions.asked import From, Person, called, matching_from, person_asked


def explain(person: Person, before: From) -> None:
    """Explain why a person has these partners, or none."""
    from mentormatch.people.person import ROLES

    matching = matching_from(before)
    person_id = person_asked(matching.people, person, ROLES)
    found = matching.explain(person_id)
    out_console.print(str(found))
    for one in matching.unmatched_people:
        if one.person_id == person_id:
            out_console.print(f"What could be done: {one.advice}")
    facts = [
        (kind, "; ".join(called(matching.people, one) for one in ids))
        for kind, ids in (("Mentors", found.mentor_ids), ("Mentees", found.mentee_ids))
        if ids
    ]
    if facts:
        out_console.print()
        out_console.print(fact_table(facts))
