"""`PairCount`."""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self

import numpy as np
from pydantic import PlainValidator, model_validator

from mentormatch.rules.arrays import AS_LIST, Ints, whole_numbers
from mentormatch.rules.base import Index, Lookup, SideRule, Sizes, listing

Ids = tuple[tuple[str, str], ...]


def _pairs(given: Any) -> Ints | Ids:
    """Return indices as an array, (mentee id, mentor id) tuples as they are; each pair stands once."""
    if isinstance(given, (list, tuple)) and given and not isinstance(given[0], (int, float, np.number)):
        ids = tuple(tuple(pair) for pair in given if isinstance(pair, (list, tuple)))
        if len(ids) < len(given) or not all(
            len(pair) == 2 and all(isinstance(name, str) and name for name in pair) for pair in ids
        ):
            raise ValueError("has to hold indices, or (mentee id, mentor id) pairs")
        if len(set(ids)) < len(ids):
            raise ValueError("names a pair twice")
        return ids
    indices = whole_numbers(given)
    if indices.size and indices.min() < 0:
        raise ValueError(f"is negative at {listing(np.flatnonzero(indices < 0).tolist())}")
    if len(np.unique(indices)) < len(indices):
        raise ValueError("names a pair twice")
    return indices


class PairCount(SideRule):
    """At least, or at most, so many of these pairs are made.

    Parameters
    ----------
    pairs : array-like of int, or tuple of (str, str)
        Indices into the pairs of a `Problem`, or (mentee id, mentor id) in a `Policy`; each stands once.
    at_least, at_most : int, optional
        At least one of the two.
    """

    rule: Literal["PairCount"] = "PairCount"
    pairs: Annotated[Ints | Ids, PlainValidator(_pairs), AS_LIST]
    at_least: Index | None = None
    at_most: Index | None = None

    @model_validator(mode="after")
    def _has_ends(self) -> Self:
        if self.at_least is None and self.at_most is None:
            raise ValueError("needs at_least or at_most")
        if self.at_least is not None and self.at_most is not None and self.at_least > self.at_most:
            raise ValueError("has an at_least above its at_most")
        return self

    def faults(self, sizes: Sizes) -> list[str]:
        """Return why a problem of these sizes cannot take the rule."""
        wanted = f"its pair has to be an index in 0..{sizes.pairs - 1}"
        if not isinstance(self.pairs, np.ndarray):
            return [wanted]
        wrong = self.pairs[self.pairs >= sizes.pairs]
        return [f"{wanted}; it holds {listing(wrong.tolist())}"] if wrong.size else []

    def indexed(self, lookup: Lookup) -> PairCount:
        """Return the rule with indices in place of ids."""
        if isinstance(self.pairs, np.ndarray):
            return self
        pairs = [lookup.pair(*ids) for ids in self.pairs]
        return PairCount(pairs=pairs, at_least=self.at_least, at_most=self.at_most)
