"""``mentormatch alternatives``: everybody whom a person may have as a partner, the best score first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mentormatch.cli.console import out_console, print_frame
from mentormatch.cli.questions.asked import From, Person, called, matching_from, name_of, person_asked
from mentormatch.cli.results import AsJson, TableFile, check_file, give

if TYPE_CHECKING:
    import pandas as pd

    from mentormatch.matching.result import Matching


def alternatives(person: Person, before: From, out: TableFile = None, as_json: AsJson = False) -> None:
    """List everybody whom a person may have as a partner, the best score first.

    Example:
    mentormatch alternatives e1 --from results/matching.mm
    """
    from mentormatch.people.person import ROLES

    check_file(out)
    matching = matching_from(before)
    person_id = person_asked(matching.people, person, ROLES)
    found = matching.alternatives(person_id)
    give(
        {"person_id": person_id, "alternatives": found}, found, lambda: _print(matching, person_id, found),
        out=out, as_json=as_json,
    )  # fmt: skip


def _print(matching: Matching, person_id: str, found: pd.DataFrame) -> None:
    import numpy as np

    people = matching.people
    other = "mentor" if person_id in set(people.mentee_ids) else "mentee"
    frame = found.rename(columns={f"{other}_id": "partner"})
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
