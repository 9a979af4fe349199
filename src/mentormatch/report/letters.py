"""Mail merge: one row a person who has a partner, with this person and their own partners alone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from mentormatch.changes.history import Pair
from mentormatch.people.model import People
from mentormatch.people.person import Person
from mentormatch.report.named import DETAILS, detail_of, everybody
from mentormatch.text import folded

if TYPE_CHECKING:
    import pandas as pd

BETWEEN = "; "
"""Between several partners; an e-mail program takes it between addresses."""


def letters(people: People, pairs: Sequence[Pair]) -> pd.DataFrame:
    """Return what letters to matched people are written from.

    Parameters
    ----------
    pairs : sequence of (str, str)
        Mentee id and mentor id of each pair.

    Returns
    -------
    DataFrame
        Columns id, name, email, job_role, workplace, and of this person's mentors and mentees each: names,
        addresses, and who they are. Nobody without a partner has a row, so that no letter lacks one.
    """
    import pandas as pd

    known, as_mentor = everybody(people), everybody(people, "mentor")
    mentors: dict[str, list[Person]] = {}
    mentees: dict[str, list[Person]] = {}
    for mentee, mentor in pairs:
        mentors.setdefault(mentee, []).append(as_mentor[mentor])
        mentees.setdefault(mentor, []).append(known[mentee])
    rows = [
        (one, *(detail_of(known[one], field) for field in DETAILS.values()),
         *_told(mentors.get(one, [])), *_told(mentees.get(one, [])))
        for one in sorted({*mentors, *mentees}, key=lambda one: (folded(known[one].name), one))
    ]  # fmt: skip
    names = [f"{what}{of}" for of in ("mentors", "mentees") for what in ("", "email_of_", "about_")]
    return pd.DataFrame(rows, columns=["id", *DETAILS, *names])


def _told(partners: Sequence[Person]) -> tuple[str, str, str]:
    """Return the names, the addresses and a description of each partner."""
    ordered = sorted(partners, key=lambda one: (folded(one.name), one.id))
    addresses = [one.email for one in ordered if one.email]
    return (
        BETWEEN.join(one.name or one.id for one in ordered),
        BETWEEN.join(addresses),
        BETWEEN.join(map(_who_it_is, ordered)),
    )


def _who_it_is(person: Person) -> str:
    """Return a person in words: Dr C. Dogwood (consultant, City Hospital)."""
    more = job_and_place(person)
    return f"{person.name or person.id}{f' ({more})' if more else ''}"


def job_and_place(person: Person) -> str:
    """Return a person's role and workplace, as far as they are known: consultant, City Hospital."""
    return ", ".join(filter(None, [person.role, person.workplace]))
