"""Warnings that need the policy too: what it makes of people that should be looked at before matching."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from mentormatch.errors import RowProblem
from mentormatch.files import Columns
from mentormatch.matching.criteria_warnings import criteria_warnings
from mentormatch.people.model import People
from mentormatch.people.person import Person
from mentormatch.policy import Limits, Policy
from mentormatch.scoring.declared import tags_given
from mentormatch.scoring.text.tags import readings
from mentormatch.text import folded

if TYPE_CHECKING:
    from mentormatch.tables.read_people import Reading

_PROTECT = "that tag, if it is right; if not, this one under [scoring.synonyms] in the policy, as itself"
_PLACE = "a postcode that can be looked up, latitude and longitude, or yes under `online`"


def policy_warnings(people: People, policy: Policy) -> list[RowProblem]:
    """Return what a policy makes of people that a coordinator should look at before matching.

    Parameters
    ----------
    people : People
        Everybody in the scheme.
    policy : Policy
        Whose synonyms, criteria and travel limits are applied.

    Returns
    -------
    list of RowProblem
        Each tag that one person alone wrote so and that is read as another one, in a field or as an entry of
        a declared criterion, with its person's table ("mentees" or "mentors"), their position, from 1, as the
        row, and the field or criterion as the column; and for each table, how many people have no
        location although travel limits apply.

    Examples
    --------
    >>> people = mm.People(mentees=[{"id": "e1", "max_km": 10}], mentors=[{"id": "r1"}])
    >>> [problem.file for problem in mm.policy_warnings(people, mm.Policy())]
    ['mentees', 'mentors']
    """
    of_criteria = criteria_warnings(people, policy)
    return [*_mended_tags(people, policy), *_nowhere(people, policy.limits), *of_criteria]


def with_warnings(reading: Reading, policy: Policy) -> Reading:
    """Return the reading with the warnings that follow from the policy, at the rows that people see."""
    return replace(
        reading,
        warnings=(
            *reading.warnings,
            *(
                problem.at(reading.counts[problem.file].file, _row_seen(reading, problem))
                if problem.file in reading.counts
                else problem
                for problem in policy_warnings(reading.people, policy)
            ),
        ),
    )


def _row_seen(reading: Reading, problem: RowProblem) -> int | None:
    return reading.row_of("mentees" if problem.file == "mentees" else "mentors", problem.id)


def tags_table(people: People, policy: Policy) -> Columns:
    """Return the tags that count as other ones, by the vocabulary, their spelling or as typing errors.

    Entries of declared criteria are tags too, where the criterion has a weight.

    Returns
    -------
    mapping of str to sequence
        Columns ``written``, as most people wrote it; ``read_as``; ``people``, how many wrote it. In the order
        of the alphabet; empty if every tag counts as written.
    """
    found = {one for entries in tags_given(people, policy) for one in readings(entries, policy.scoring)}
    spelt: dict[tuple[str, str], dict[str, str]] = {}
    for one in sorted(found):
        spelt.setdefault((folded(one.written), one.read_as), {})[one.person] = one.written
    rows = [
        (min(Counter(by.values()).items(), key=lambda item: (-item[1], item[0]))[0], read_as, len(by))
        for (_, read_as), by in sorted(spelt.items())
    ]
    names = ("written", "read_as", "people")
    return {name: [row[k] for row in rows] for k, name in enumerate(names)}


def _mended_tags(people: People, policy: Policy) -> Iterator[RowProblem]:
    for entries in tags_given(people, policy):
        for one in readings(entries, policy.scoring):
            if one.alone:
                file, row = _row_of(people, one.person)
                wrong = f"was read as '{one.read_as}'; right?"
                yield RowProblem(file, row, entries.name, one.written, wrong, _PROTECT, one.person)


def _row_of(people: People, person: str) -> tuple[str, int]:
    if person in people.mentee_ids:
        return "mentees", people.mentee_ids.index(person) + 1
    return "mentors", people.mentor_ids.index(person) + 1


def _nowhere(people: People, limits: Limits) -> Iterator[RowProblem]:
    limited = [m for m in people.mentees if m.max_km is not None or limits.max_km is not None]
    # A mentee's limit is one of the pair: it asks for the location of every mentor.
    asked = people.mentors if limited else [m for m in people.mentors if m.max_km is not None]
    if len(limited) < len(people.mentees) and any(m.max_km is not None for m in people.mentors):
        limited = list(people.mentees)
    yield from _unplaced("mentees", limited, people.mentees, limits)
    yield from _unplaced("mentors", asked, people.mentors, limits)


def _unplaced(
    table: str, asked: Sequence[Person], everybody: Sequence[Person], limits: Limits
) -> Iterator[RowProblem]:
    nowhere = [person for person in asked if person.location is None]
    if nowhere:
        not_online = sum(1 for person in nowhere if not (person.online and limits.online))
        which = f"{not_online} of them may not" if not_online else "all of them may"
        wrong = (
            f"no location is known for {len(nowhere)} of {len(everybody)} {table} although travel limits "
            f"apply: within a limit they may only meet online, which {which}"
        )
        yield RowProblem(table, None, "location", "", wrong, _PLACE)
