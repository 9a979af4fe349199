"""Warnings about criteria that the policy declares: nobody answered, or a must that rules out most pairs."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from mentormatch.arrays import Indices
from mentormatch.candidates.reasons.must import Must, musts
from mentormatch.candidates.scheme import Scheme
from mentormatch.criteria import Criterion, Side
from mentormatch.errors import RowProblem
from mentormatch.people.model import People
from mentormatch.policy import Policy

MOST = 0.5
"""A must that rules out a larger share of the pairs than this is reported."""
_LOOKED_AT = 200_000

_SIDES: tuple[tuple[str, Side], ...] = (("mentees", "mentee"), ("mentors", "mentor"))


def criteria_warnings(people: People, policy: Policy) -> Iterator[RowProblem]:
    """Yield what a coordinator should look at in the answers to criteria of the policy.

    The file of a warning is "mentees" or "mentors", or "policy" for a must that rules out most pairs. Of a
    scheme with more than 200,000 pairs, that many are looked at, drawn with the seed of the policy.
    """
    silent = [problem for one in policy.criteria for problem in _silent(people, one)]
    yield from silent
    reported = {problem.id for problem in silent}
    reasons = [one for one in musts(Scheme(people, policy)) if isinstance(one, Must)]
    mentee, mentor = _pairs(people, policy.seed) if reasons else (np.empty(0, np.int64),) * 2
    for reason in reasons:
        if len(mentee) and not (reason.criterion.name in reported and reason.criterion.unknown == "forbid"):
            yield from _strict(reason, mentee, mentor, exact=len(mentee) < _LOOKED_AT)


def _silent(people: People, criterion: Criterion) -> Iterator[RowProblem]:
    everybody = {"mentees": people.mentees, "mentors": people.mentors}
    for table, side in _SIDES:
        if everybody[table] and all(criterion.given(one, side) is None for one in everybody[table]):
            forbids = criterion.is_must and criterion.unknown == "forbid"
            follows = "so no pair may meet" if forbids else "so it says nothing about any pair"
            wrong = f"holds no {side}'s answer to criterion '{criterion.name}', {follows}"
            expected = "answers to ask for, or the criterion taken out of the policy"
            yield RowProblem(table, None, criterion.column(side), "", wrong, expected, criterion.name)


def _strict(
    reason: Must[Criterion], mentee: Indices, mentor: Indices, *, exact: bool
) -> Iterator[RowProblem]:
    criterion = reason.criterion
    out = float(np.mean(reason.mask(mentee, mentor)))
    if out <= MOST:
        return
    unknown = ~(reason.mentee_known[mentee] & reason.mentor_known[mentor])
    missing = float(np.mean(unknown)) if criterion.unknown == "forbid" else 0.0
    about = "" if exact else "about "
    wrong = f"is a must that rules out {about}{out:.0%} of all pairs" + (
        f", {missing:.0%} since an answer is missing" if missing else ""
    )
    expected = "no correction if this is meant; otherwise must = false"
    expected += ', or unknown = "allow" until the answers are there' if missing else ""
    yield RowProblem("policy", None, f"criterion '{criterion.name}'", "", wrong, expected)


def _pairs(people: People, seed: int) -> tuple[Indices, Indices]:
    n, m = len(people.mentees), len(people.mentors)
    if n * m < _LOOKED_AT:
        at = np.arange(n * m)
    else:
        at = np.random.default_rng(seed).integers(n * m, size=_LOOKED_AT)
    return at // max(m, 1), at % max(m, 1)
