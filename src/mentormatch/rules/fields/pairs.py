"""Pairs named by a rule: indices into the pairs of a `Problem`, or (mentee id, mentor id) in a `Policy`."""

from __future__ import annotations

from typing import Annotated, Any, cast

import numpy as np
from pydantic import BeforeValidator, PlainValidator

from mentormatch.arrays import Ints, distinct, first_ten
from mentormatch.errors import PolicyError
from mentormatch.rules.base import Lookup, Sizes
from mentormatch.rules.fields.numbers import AS_LIST, whole_numbers
from mentormatch.rules.fields.people import out_of_range

Ids = tuple[tuple[str, str], ...]


def _one(given: Any) -> int | tuple[str, str]:
    if isinstance(given, (int, np.integer)) and not isinstance(given, bool) and given >= 0:
        return int(given)
    ids = _ids(given)
    if ids is None:
        raise ValueError("must be an index of 0 or more, or (mentee id, mentor id)")
    return ids


def _ids(given: Any) -> tuple[str, str] | None:
    """Return mentee id and mentor id, of which each may be a bare number; None if these are no ids."""
    if not isinstance(given, (list, tuple)) or len(given) != 2 or not all(map(_is_id, given)):
        return None
    return str(given[0]), str(given[1])


def _is_id(given: Any) -> bool:
    if isinstance(given, (int, np.integer)):
        return not isinstance(given, bool) and int(given) >= 0
    return isinstance(given, str) and bool(given)


OnePair = Annotated[int | tuple[str, str], BeforeValidator(_one)]
"""A pair by index in a `Problem`, by ids in a `Policy`."""


def _pairs(given: Any) -> Ints | Ids:
    """Return indices as an array, (mentee id, mentor id) tuples as they are; each pair is listed once."""
    if isinstance(given, (list, tuple)) and given and not isinstance(given[0], (int, float, np.number)):
        ids = tuple(pair for one in given if (pair := _ids(one)) is not None)
        if len(ids) < len(given):
            raise ValueError("must hold indices, or (mentee id, mentor id) pairs")
        if len(set(ids)) < len(ids):
            raise ValueError("names a pair twice")
        return ids
    indices = whole_numbers(given)
    if indices.size and indices.min() < 0:
        raise ValueError(f"is negative at {first_ten(np.flatnonzero(indices < 0).tolist())}")
    if len(distinct(indices)) < len(indices):
        raise ValueError("names a pair twice")
    return indices


Pairs = Annotated[Ints | Ids, PlainValidator(_pairs), AS_LIST]
"""Different pairs, by index (int64, shape (n,)) or by ids."""


def pair_faults(pairs: Ints | Ids | None, sizes: Sizes) -> list[str]:
    """Return why a problem of these sizes cannot take the pairs, in words; empty if it can."""
    wanted = f"its pair must be an index in 0..{sizes.pairs - 1}"
    if not isinstance(pairs, np.ndarray):
        return [wanted]
    wrong = pairs[pairs >= sizes.pairs]
    return [f"{wanted}; it holds {first_ten(wrong.tolist())}"] if wrong.size else []


def pair_indices(pairs: Ints | Ids | None, lookup: Lookup, *, ceiling: bool = False) -> list[int]:
    """Return the pairs by index; raise `PolicyError` if a policy gives them by a number.

    Parameters
    ----------
    pairs : int64 array or tuple of (str, str), optional
    ceiling : bool
        Whether there may be at most so many of them, so that two who may not meet are no contradiction.
    """
    if pairs is None or (isinstance(pairs, np.ndarray) and len(pairs)):
        raise _by_number()
    if ceiling:
        found = (lookup.find(lookup.mentee(mentee), lookup.mentor(mentor)) for mentee, mentor in pairs)
        return [pair for pair in found if pair is not None]
    return [lookup.pair(*ids) for ids in pairs]


def may_meet(pair: tuple[str, str], lookup: Lookup) -> bool:
    """Return whether two people are there, and a candidate pair."""
    try:
        lookup.pair(*pair)
    except PolicyError:
        return False
    return True


def pair_fault(pair: OnePair, sizes: Sizes) -> list[str]:
    """Return why a problem of these sizes cannot take one pair; empty if it can."""
    return out_of_range("pair", [pair], sizes.pairs)


def pair_index(pair: OnePair, lookup: Lookup) -> int:
    """Return one pair by index; raise `PolicyError` if a policy gives it by a number."""
    return lookup.pair(*ids_of_pair(pair))


def ids_of_pair(pair: OnePair) -> tuple[str, str]:
    """Return mentee id and mentor id; raise `PolicyError` if a policy gives the pair by a number."""
    if isinstance(pair, int):
        raise _by_number()
    return pair


def _by_number() -> PolicyError:
    return PolicyError(
        ["a rule gives a pair by a number; in a policy give the ids of both, [mentee, mentor]"]
    )


def one_pair(pair: OnePair) -> int:
    """Return the index of a pair that was checked."""
    return cast(int, pair)


def all_pairs(pairs: Ints | Ids | None) -> Ints:
    """Return the indices of pairs that were checked."""
    return np.asarray(() if pairs is None else pairs, np.int64)


def positions_among(pairs: Ints, named: Ints) -> Ints:
    """Return the positions of named pairs in the ascending `pairs`; pairs not found are left out."""
    indices = np.sort(named)
    at = np.searchsorted(pairs, indices)
    there = at < len(pairs)
    there[there] = pairs[at[there]] == indices[there]
    return np.asarray(at[there], np.int64)
