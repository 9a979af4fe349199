"""Pairs that may meet, found without ever forming the dense matrix.

`find_candidates` answers for a whole scheme, `exclusion_counts` for one person, `why_not` for one pair. All
three ask the same reasons (`mentormatch.exclusions`), so that they cannot disagree.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from immutabledict import immutabledict
from numpy.typing import NDArray

from mentormatch.errors import CandidateError, RecordError, RowProblem, did_you_mean
from mentormatch.exclusions import (
    OTHER_REASONS,
    PAIR_REASONS,
    PERSON_REASONS,
    Exclusion,
    PlaceUnknown,
    Scheme,
    TooFar,
)
from mentormatch.exclusions.index import ExclusionIndex, Role
from mentormatch.exclusions.sweep import Sweep
from mentormatch.people import Mentee, Mentor, People
from mentormatch.policy import Limits, Policy

Ints = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Candidates:
    """The pairs that may meet, sorted by mentee, then mentor; arrays are read-only.

    Parameters
    ----------
    n_mentees, n_mentors : int
    mentee, mentor : int32 array, shape (n_pairs,)
        Positions in ``people.mentees`` and ``people.mentors``.
    km : float64 array, shape (n_pairs,)
        Great-circle kilometres; nan where a location is unknown.
    online : bool array, shape (n_pairs,)
        True where the pair may only meet online (it is beyond a travel limit, or a place is unknown).
    excluded : mapping of str to int
        Exclusion code -> how many of the other pairs it rules out, each pair counted once, under the
        first reason that applies; together with the candidates they add up to all pairs.
    """

    n_mentees: int
    n_mentors: int
    mentee: NDArray[np.int32]
    mentor: NDArray[np.int32]
    km: NDArray[np.float64]
    online: NDArray[np.bool_]
    excluded: Mapping[str, int]

    def __len__(self) -> int:
        return len(self.mentee)


@dataclass(frozen=True)
class ExclusionCounts:
    """How many people one person may meet, and how many each reason excludes.

    Parameters
    ----------
    person_id : str
    role : {'mentee', 'mentor'}
        The role in which the person was looked at.
    may_meet : int
        People on the other side whom they may meet.
    excluded : mapping of str to int
        Exclusion code -> how many of the others it rules out, each counted once, under the first reason
        that applies, in the order of the reasons; with `may_meet` they add up to the other side.
    """

    person_id: str
    role: Role
    may_meet: int
    excluded: Mapping[str, int]


def find_candidates(people: People, policy: Policy) -> Candidates:
    """Return all pairs that may meet, and how many others each reason excludes.

    Parameters
    ----------
    people : People
    policy : Policy
        Its `limits` decide.

    Returns
    -------
    Candidates
        Empty where there are no mentees, no mentors, or nobody may meet.

    Raises
    ------
    CandidateError
        If there would be more than ``policy.limits.max_pairs``; nothing has been stored by then.

    Notes
    -----
    Time and memory grow with the pairs in reach, not with mentees times mentors. What lies in one person is
    counted by multiplying, pairs known beforehand from their list, and pairs too far apart as what is left.
    """
    scheme = Scheme(people, policy.limits)
    excluded: dict[str, int] = {}
    mentees, mentors = _remaining(scheme, excluded)
    forbidden = _forbidden(scheme, mentees, mentors, excluded)
    others = [reason for kind in OTHER_REASONS if (reason := kind.of(scheme)) is not None]
    sweep = Sweep(scheme, mentees, mentors, forbidden, others)
    pairs = sweep.run(_room_for(sweep, policy.limits))
    # What is left of the dense matrix is out of reach; it is told apart by who has no known place.
    out_of_reach = len(mentees) * len(mentors) - len(forbidden) - pairs.in_reach
    unknown = PlaceUnknown(scheme).count(mentees, mentors, forbidden)
    excluded |= {PlaceUnknown.code: unknown, TooFar.code: out_of_reach - unknown, **pairs.excluded}
    for array in (pairs.mentee, pairs.mentor, pairs.km, pairs.online):
        array.setflags(write=False)
    return Candidates(
        n_mentees=scheme.n_mentees,
        n_mentors=scheme.n_mentors,
        mentee=pairs.mentee,
        mentor=pairs.mentor,
        km=pairs.km,
        online=pairs.online,
        excluded=immutabledict({code: n for code, n in excluded.items() if n}),
    )


def why_not(people: People, policy: Policy, mentee_id: str, mentor_id: str) -> tuple[Exclusion, ...]:
    """Return every reason for which two people may not meet.

    Parameters
    ----------
    people : People
    policy : Policy
    mentee_id, mentor_id : str
        Ids as they stand in `people`.

    Returns
    -------
    tuple of Exclusion
        In the order of the reasons; empty if they may meet.

    Raises
    ------
    RecordError
        If there is no such mentee or mentor.

    See Also
    --------
    mentormatch.exclusions.index.ExclusionIndex : the same for many questions about one scheme.
    """
    mentee = _position(people.mentees, mentee_id, "mentee")
    mentor = _position(people.mentors, mentor_id, "mentor")
    return ExclusionIndex(people, policy).exclusions(mentee, mentor)


def exclusion_counts(
    people: People, policy: Policy, person_id: str, role: Role | None = None
) -> ExclusionCounts:
    """Return how many people somebody may meet, and how many others each reason excludes.

    Parameters
    ----------
    people : People
    policy : Policy
    person_id : str
    role : {'mentee', 'mentor'}, optional
        In which role to look at them; needed only of somebody who is both.

    Returns
    -------
    ExclusionCounts

    Raises
    ------
    RecordError
        If there is no such person in that role, or no role is given for somebody who is both.
    """
    role = role or _only_role(people, person_id)
    if role == "mentee":
        position, n_others = _position(people.mentees, person_id, role), len(people.mentors)
    else:
        position, n_others = _position(people.mentors, person_id, role), len(people.mentees)
    counts = ExclusionIndex(people, policy).counts(role, position)
    return ExclusionCounts(person_id, role, n_others - sum(counts.values()), counts)


def _remaining(scheme: Scheme, excluded: dict[str, int]) -> tuple[Ints, Ints]:
    """Return who is left once whole people are excluded, and count their pairs by multiplying."""
    mentees, mentors = np.arange(scheme.n_mentees), np.arange(scheme.n_mentors)
    for kind in PERSON_REASONS:
        reason = kind.of(scheme)
        if reason is not None:
            before = len(mentees) * len(mentors)
            mentees, mentors = mentees[~reason.mentee_out[mentees]], mentors[~reason.mentor_out[mentors]]
            excluded[reason.code] = before - len(mentees) * len(mentors)
    return mentees, mentors


def _forbidden(scheme: Scheme, mentees: Ints, mentors: Ints, excluded: dict[str, int]) -> Ints:
    """Return the keys of pairs that are excluded one by one among those who remain, and count them."""
    remain = np.zeros(scheme.n_mentees, np.bool_), np.zeros(scheme.n_mentors, np.bool_)
    remain[0][mentees] = True
    remain[1][mentors] = True
    forbidden = np.zeros(0, np.int64)
    for kind in PAIR_REASONS:
        reason = kind.of(scheme)
        if reason is not None and len(reason.keys):
            mentee, mentor = np.divmod(reason.keys, scheme.n_mentors)
            more = np.union1d(forbidden, reason.keys[remain[0][mentee] & remain[1][mentor]])
            excluded[reason.code] = len(more) - len(forbidden)
            forbidden = more
    return forbidden


def _room_for(sweep: Sweep, limits: Limits) -> int:
    """Return room for all pairs, which are counted only where a bound does not settle it, or refuse them."""
    if sweep.bound <= limits.max_pairs:
        return sweep.bound
    found = 0
    for block in sweep.blocks():
        found += len(block.mentee)
        if found > limits.max_pairs:
            raise CandidateError(
                f"more than {limits.max_pairs} pairs may meet (up to {sweep.bound} are in reach), which "
                "`limits.max_pairs` refuses. Set a lower `limits.max_km`, ask people for the farthest they "
                "would travel, turn `limits.online` off or match region by region; or raise "
                "`limits.max_pairs`, at about 17 bytes of memory a pair here and several times that in "
                "scoring and matching"
            )
    return found


def _position(people: Sequence[Mentee] | Sequence[Mentor], person_id: str, role: Role) -> int:
    for position, person in enumerate(people):
        if person.id == person_id:
            return position
    close = did_you_mean(person_id, [p.id for p in people])
    raise RecordError(
        [RowProblem(f"{role}s", None, "id", person_id, f"is no {role}", f"the id of a {role}{close}")]
    )


def _only_role(people: People, person_id: str) -> Role:
    mentee, mentor = person_id in people.mentee_ids, person_id in people.mentor_ids
    if mentee and mentor:
        raise RecordError(
            [
                RowProblem(
                    "people", None, "role", "", "is both mentee and mentor", "a role to be given", person_id
                )
            ]
        )
    return "mentor" if mentor else "mentee"
