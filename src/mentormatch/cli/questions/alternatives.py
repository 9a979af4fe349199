"""``mentormatch alternatives``: everybody whom a person may have as a partner, the best score first."""

from __future__ import annotations

from mentormatch.cli.console import out_console, print_frame
from mentormatch.cli.questions.asked import From, Person, called, matching_from, name_of, person_asked


def alternatives(person: Person, before: From) -> None:
    """List everybody whom a person may have as a partner, the best score first."""
    import numpy as np

    from mentormatch.people.person import ROLES

    matching = matching_from(before)
    people = matching.people
    person_id = person_asked(people, person, ROLES)
    other = "mentor" if person_id in set(people.mentee_ids) else "mentee"
    frame = matching.alternatives(person_id).rename(columns={f"{other}_id": "partner"})
    if frame.empty:
        detail = next(one.detail for one in matching.unmatched_people if one.person_id == person_id)
        out_console.print(f"{called(people, person_id)} has no candidates. {detail}")
        return
    frame["name"] = [name_of(people, one) for one in frame["partner"]]
    frame["now"] = np.select([frame["chosen"], frame["free"]], ["chosen", "free to take"], "")
    free = "free capacity" if other == "mentor" else "mentors still wanted"
    headings = {
        "partner": other,
        "name": "name",
        "score": "score",
        "known": "share known",
        "km": "km",
        "free_places": free,
        "now": "now",
    }
    print_frame(f"Candidates of {called(people, person_id)}", frame, headings)
