"""Pairs that may meet, found without ever forming the dense matrix.

`find_candidates` answers for a whole scheme, `find_candidates_of` for some people's pairs, `exclusion_counts`
for one person, `why_not` for one pair. All ask the same reasons (`mentormatch.candidates.reasons`), so they
cannot disagree.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
from immutabledict import immutabledict

from mentormatch.arrays import Bools, Floats, Indices, Int32s, Ints, distinct, sealed
from mentormatch.candidates.all_reasons import AllReasons
from mentormatch.candidates.reasons import Exclusion
from mentormatch.candidates.rectangle import interleaved, search
from mentormatch.candidates.sweep import Pairs
from mentormatch.errors import UnknownIdError
from mentormatch.people.model import People
from mentormatch.people.person import Role
from mentormatch.people.side import ID
from mentormatch.pickling import FieldsOnly
from mentormatch.policy import Policy


@dataclass(frozen=True, eq=False)
class Candidates(FieldsOnly):
    """The pairs that may meet, sorted by mentee, then mentor; arrays are read-only.

    Parameters
    ----------
    n_mentees, n_mentors : int
        Of the people, whether or not they may meet anyone.
    mentee, mentor : int32 array, shape (n_pairs,)
        Positions in ``people.mentees`` and ``people.mentors``.
    km : float64 array, shape (n_pairs,)
        Great-circle kilometres; nan where a location is unknown.
    online : bool array, shape (n_pairs,)
        True where the pair may only meet online (it is beyond a travel limit, or a location is unknown).
    excluded : mapping of str to int
        Exclusion code -> how many of the other pairs it rules out, each pair counted once, under the
        first reason that applies; together with the candidates they add up to all pairs.
    grounds : AllReasons, optional
        The reasons that were asked, from which `mentormatch.rematching.update_pairs` goes on after a change;
        None where the candidates come from another process.

    Notes
    -----
    Kilometres are great-circle distances on a sphere of 6371.0088 km, the mean radius of the earth, by the
    haversine formula (Sinnott, "Virtues of the Haversine", Sky and Telescope 68, 1984): at most 0.6% from
    those on the WGS 84 ellipsoid.

    Examples
    --------
    >>> people = mm.People(
    ...     mentees=[{"id": "e1", "consent": True}, {"id": "e2"}], mentors=[{"id": "r1", "consent": True}]
    ... )
    >>> candidates = mm.find_candidates(people, mm.Policy())
    >>> len(candidates.mentee), candidates.km.tolist(), dict(candidates.excluded)
    (1, [nan], {'no_consent': 1})
    """

    n_mentees: int
    n_mentors: int
    mentee: Int32s
    mentor: Int32s
    km: Floats
    online: Bools
    excluded: Mapping[str, int]
    grounds: AllReasons | None = field(default=None, repr=False)

    def __len__(self) -> int:
        return len(self.mentee)

    @property
    def sides(self) -> tuple[Int32s, Int32s]:
        """Mentees and mentors of the pairs."""
        return self.mentee, self.mentor

    def part(self, pairs: slice) -> Candidates:
        """Return some consecutive pairs; nobody is counted as excluded from them."""
        columns = self.mentee[pairs], self.mentor[pairs], self.km[pairs], self.online[pairs]
        return Candidates(self.n_mentees, self.n_mentors, *columns, immutabledict())

    @cached_property
    def starts(self) -> Ints:
        """First pair of each mentee, and the end; int64, shape (n_mentees + 1,)."""
        return np.searchsorted(self.mentee, np.arange(self.n_mentees + 1, dtype=self.mentee.dtype))

    @property
    def sizes(self) -> Ints:
        """How many pairs each mentee has; int64, shape (n_mentees,)."""
        return np.diff(self.starts)

    def find(self, mentee: Indices, mentor: Indices) -> Ints:
        """Return the index of each pair of two people, by position; -1 for those who may not meet."""
        at = self.first_from(mentee, mentor)
        found = np.full(len(at), -1)
        some = np.flatnonzero(at < self.starts[np.add(mentee, 1)])
        some = some[self.mentor[at[some]] == np.asarray(mentor)[some]]
        found[some] = at[some]
        return found

    def first_from(self, mentee: Indices, mentor: Indices) -> Ints:
        """Return the index of each mentee's first pair with this mentor or a later one, or the pair after."""
        low, high = self.starts[mentee], self.starts[np.add(mentee, 1)]
        wanted = np.asarray(mentor, self.mentor.dtype)
        for _ in range(int((high - low).max(initial=0)).bit_length()):
            middle = (low + high) // 2
            before = self.mentor[np.minimum(middle, len(self) - 1)] < wanted
            go_on = low < high
            low = np.where(go_on & before, middle + 1, low)
            high = np.where(go_on & ~before, middle, high)
        return low

    def __getstate__(self) -> dict[str, Any]:
        # The reasons know people by their address in memory, which means nothing to another process.
        return {**super().__getstate__(), "grounds": None}


def reasons_of(candidates: Candidates, people: People, policy: Policy) -> AllReasons:
    """Return the reasons that the search asked; built again where it was not of these people and policy."""
    reasons = candidates.grounds
    if reasons is None or reasons.scheme.people is not people or not reasons.scheme.decides_as(policy):
        return AllReasons.of(people, policy)
    return reasons


def ids_of_pairs(people: People, candidates: Candidates, pairs: Ints) -> tuple[tuple[str, str], ...]:
    """Return mentee id and mentor id of some candidate pairs, by index, in their order."""
    mentees, mentors = people.mentee_side.read(ID), people.mentor_side.read(ID)
    both = mentees[candidates.mentee[pairs]].tolist(), mentors[candidates.mentor[pairs]].tolist()
    return tuple(zip(*both, strict=True))


def find_candidates(people: People, policy: Policy) -> Candidates:
    """Return all pairs that may meet, and how many others each reason excludes.

    Parameters
    ----------
    people : People
        Everybody in the scheme.
    policy : Policy
        Its `limits` decide, and the criteria that are a must.

    Returns
    -------
    Candidates
        Empty where there are no mentees, no mentors, or nobody may meet.

    Raises
    ------
    CandidateError
        If there would be more than ``policy.limits.max_pairs``; no more than these are stored by then.

    Notes
    -----
    Time and memory grow with the pairs in reach, not with mentees times mentors. What lies in one person is
    counted by multiplying, pairs known beforehand from their list, and pairs too far apart as what is left.

    Examples
    --------
    >>> people = mm.People(
    ...     mentees=[{"id": "e1", "consent": True}, {"id": "e2"}], mentors=[{"id": "r1", "consent": True}]
    ... )
    >>> candidates = mm.find_candidates(people, mm.Policy())
    >>> candidates.mentee.tolist(), candidates.mentor.tolist(), dict(candidates.excluded)
    ([0], [0], {'no_consent': 1})
    """
    reasons = AllReasons.of(people, policy)
    everybody = np.arange(reasons.scheme.n_mentees), np.arange(reasons.scheme.n_mentors)
    excluded: Counter[str] = Counter()
    return _candidates(reasons, search(reasons, *everybody, excluded), excluded)


def find_candidates_of(
    people: People, policy: Policy, mentees: Ints, mentors: Ints, reasons: AllReasons | None = None
) -> Candidates:
    """Return the pairs that may meet of some mentees and some mentors, with everybody.

    Parameters
    ----------
    mentees, mentors : int array
        Positions in `people`, in any order.
    reasons : AllReasons, optional
        The reasons of just these people and limits, if they have been built already.

    Returns
    -------
    Candidates
        Those rows of `find_candidates` in which the mentee is among `mentees` or the mentor among `mentors`;
        `excluded` counts just such pairs, too, each once.

    Raises
    ------
    CandidateError
        If there would be more than ``policy.limits.max_pairs`` in one of the two.
    """
    reasons = AllReasons.of(people, policy) if reasons is None else reasons
    mentees, mentors = distinct(mentees), distinct(mentors)
    others = np.ones(reasons.scheme.n_mentees, np.bool_)
    others[mentees] = False
    excluded: Counter[str] = Counter()
    # Two rectangles that do not overlap: their mentees with all mentors, all other mentees with the mentors.
    of_mentees = search(reasons, mentees, np.arange(reasons.scheme.n_mentors), excluded)
    of_mentors = search(reasons, np.flatnonzero(others), mentors, excluded)
    return _candidates(reasons, interleaved(of_mentees, of_mentors, reasons.scheme.n_mentors), excluded)


def why_not(people: People, policy: Policy, mentee_id: str, mentor_id: str) -> tuple[Exclusion, ...]:
    """Return every reason for which two people may not meet.

    Parameters
    ----------
    people : People
        Everybody in the scheme, since reporting lines pass through others.
    policy : Policy
        Its `limits` decide, and the criteria that are a must.
    mentee_id, mentor_id : str
        Ids as in `people`.

    Returns
    -------
    tuple of Exclusion
        In the order of the reasons; empty if they may meet.

    Raises
    ------
    UnknownIdError
        If there is no such mentee or mentor.

    See Also
    --------
    mentormatch.candidates.all_reasons.AllReasons : The same for many questions about one scheme.

    Examples
    --------
    >>> people = mm.People(
    ...     mentees=[{"id": "e1", "consent": True, "avoids": ["r1"]}], mentors=[{"id": "r1", "consent": True}]
    ... )
    >>> [reason.code for reason in mm.why_not(people, mm.Policy(), "e1", "r1")]
    ['avoids']
    """
    mentee = _position(people, mentee_id, "mentee")
    mentor = _position(people, mentor_id, "mentor")
    return AllReasons.of(people, policy).exclusions(mentee, mentor)


def _candidates(reasons: AllReasons, pairs: Pairs[np.int32], excluded: Mapping[str, int]) -> Candidates:
    for array in (pairs.mentee, pairs.mentor, pairs.km, pairs.online):
        sealed(array)
    return Candidates(
        n_mentees=reasons.scheme.n_mentees,
        n_mentors=reasons.scheme.n_mentors,
        mentee=pairs.mentee,
        mentor=pairs.mentor,
        km=pairs.km,
        online=pairs.online,
        excluded=immutabledict({code: n for code, n in excluded.items() if n}),
        grounds=reasons,
    )


def _position(people: People, person_id: str, role: Role) -> int:
    known, others = people.mentee_ids, people.mentor_ids
    if role == "mentor":
        known, others = others, known
    if person_id not in known:
        raise UnknownIdError(person_id, role, known, others)
    return known.index(person_id)
