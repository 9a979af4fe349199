"""All pairs of some mentees with some mentors: those that may meet, and how many each reason excludes."""

from __future__ import annotations

from collections import Counter

import numpy as np

from mentormatch.arrays import Ints, distinct
from mentormatch.candidates.all_reasons import AllReasons
from mentormatch.candidates.reason import contains
from mentormatch.candidates.reasons import LocationUnknown, Scheme, TooFar
from mentormatch.candidates.sweep import Pairs, Sweep


def search(reasons: AllReasons, mentees: Ints, mentors: Ints, excluded: Counter[str]) -> Pairs[np.int32]:
    """Return the pairs that may meet of these mentees with these mentors, and count all others.

    Parameters
    ----------
    mentees, mentors : int64 array
        Positions, ascending.
    excluded : Counter
        Exclusion code -> number of pairs; added to.

    Raises
    ------
    CandidateError
        If there would be more pairs than the limits allow; no more than these are stored by then.
    """
    scheme = reasons.scheme
    mentees, mentors = _remaining(reasons, mentees, mentors, excluded)
    if not len(mentees) or not len(mentors):
        nobody = np.zeros(0, np.int32)
        return Pairs(nobody, nobody, np.zeros(0), np.zeros(0, np.bool_), 0, {})
    forbidden = _forbidden(reasons, mentees, mentors, excluded)
    sweep = Sweep(scheme, mentees, mentors, forbidden, reasons.others)
    pairs = sweep.run()
    _count_out_of_reach(scheme, mentees, mentors, forbidden, pairs.in_reach, excluded)
    excluded.update(pairs.excluded)
    return pairs


def count_all(reasons: AllReasons, n_in_reach: int) -> Counter[str]:
    """Return how many pairs each reason excludes that can be counted without going through pairs.

    Parameters
    ----------
    reasons : AllReasons
        Its `others` are not counted.
    n_in_reach : int
        How many pairs are in reach of each other, and excluded by no reason that comes before.
    """
    scheme, excluded = reasons.scheme, Counter[str]()
    everybody = np.arange(scheme.n_mentees), np.arange(scheme.n_mentors)
    mentees, mentors = _remaining(reasons, *everybody, excluded)
    forbidden = _forbidden(reasons, mentees, mentors, excluded)
    _count_out_of_reach(scheme, mentees, mentors, forbidden, n_in_reach, excluded)
    return excluded


def _count_out_of_reach(
    scheme: Scheme, mentees: Ints, mentors: Ints, forbidden: Ints, in_reach: int, excluded: Counter[str]
) -> None:
    # What is left of the dense matrix is out of reach; it is split by who has no known location.
    out_of_reach = len(mentees) * len(mentors) - len(forbidden) - in_reach
    unknown = LocationUnknown(scheme).count(mentees, mentors, forbidden)
    excluded.update({LocationUnknown.code: unknown, TooFar.code: out_of_reach - unknown})


def _remaining(
    reasons: AllReasons, mentees: Ints, mentors: Ints, excluded: Counter[str]
) -> tuple[Ints, Ints]:
    """Return who is left once whole people are excluded, and count their pairs by multiplying."""
    for reason in reasons.in_people:
        before = len(mentees) * len(mentors)
        mentees, mentors = mentees[~reason.mentee_out[mentees]], mentors[~reason.mentor_out[mentors]]
        excluded[reason.code] += before - len(mentees) * len(mentors)
    return mentees, mentors


def _forbidden(reasons: AllReasons, mentees: Ints, mentors: Ints, excluded: Counter[str]) -> Ints:
    forbidden, by_reason = forbidden_pairs(reasons, mentees, mentors)
    excluded.update({code: len(keys) for code, keys in by_reason.items()})
    return forbidden


def forbidden_pairs(reasons: AllReasons, mentees: Ints, mentors: Ints) -> tuple[Ints, dict[str, Ints]]:
    """Return the keys of pairs that are excluded one by one among people who remain.

    Returns
    -------
    keys : int64 array
        Ascending, each once.
    by_reason : mapping of str to int64 array
        Exclusion code -> those of the keys that it excludes first.
    """
    scheme = reasons.scheme
    remain = np.zeros(scheme.n_mentees, np.bool_), np.zeros(scheme.n_mentors, np.bool_)
    remain[0][mentees] = True
    remain[1][mentors] = True
    forbidden, by_reason = np.zeros(0, np.int64), dict[str, Ints]()
    for reason in reasons.in_pairs:
        mentee, mentor = reason.sides
        keys = reason.keys[remain[0][mentee] & remain[1][mentor]]
        by_reason[reason.code] = keys[~contains(forbidden, keys)]
        forbidden = distinct(forbidden, by_reason[reason.code])
    return forbidden, by_reason


def interleaved(one: Pairs[np.int32], other: Pairs[np.int32], n_mentors: int) -> Pairs[np.int32]:
    """Return two lots of pairs as one, sorted by mentee, then mentor."""
    mentee, mentor = (
        np.concatenate(both) for both in ((one.mentee, other.mentee), (one.mentor, other.mentor))
    )
    order = np.argsort(mentee.astype(np.int64) * n_mentors + mentor)
    return Pairs(
        mentee[order],
        mentor[order],
        np.concatenate([one.km, other.km])[order],
        np.concatenate([one.online, other.online])[order],
        one.in_reach + other.in_reach,
        {},
    )
