"""What must hold between people rather than within one: unique ids and e-mail addresses."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from mentormatch.errors import RowProblem

if TYPE_CHECKING:
    from mentormatch.people import Mentee, Mentor


def find_problems(mentees: Sequence[Mentee], mentors: Sequence[Mentor]) -> list[RowProblem]:
    """Return every fault that forbids using these people together."""
    problems = []
    for name, group in (("mentees", mentees), ("mentors", mentors)):
        seen: set[str] = set()
        for row, person in enumerate(group, start=1):
            if person.id in seen:
                problems.append(
                    RowProblem(name, row, "id", person.id, "stands twice", "a unique id", person.id)
                )
            seen.add(person.id)
    return problems
