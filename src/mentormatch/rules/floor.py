"""`Floor`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import Field

from mentormatch.arrays import Ints
from mentormatch.rules.base import Lookup, Numbers, Record, SideRule, Sizes
from mentormatch.rules.fields.numbers import Longs, wrong_length


@dataclass(frozen=True, slots=True, eq=False)
class FloorRecord(Record):
    """`Floor` in a problem; `score` has shape (n_pairs,)."""

    total: int
    score: Ints


class Floor(SideRule):
    """Every matched mentee has at least this total score over their mentors.

    Parameters
    ----------
    total : int
        In the units of the scores; may be negative.
    score : array-like of int, shape (n_pairs,), optional
        The scores to add up, if not those of the problem.

    Examples
    --------
    >>> problem = mm.Problem(2, 1, [0, 1], [0, 0], [9, 4], capacity=2, rules=[mm.rules.Floor(total=5)])
    >>> mm.solve(problem).chosen.tolist()
    [0]
    """

    rule: Literal["Floor"] = "Floor"
    total: Annotated[int, Field(strict=True, ge=-(2**62), le=2**62)]
    score: Longs | None = None

    def faults(self, sizes: Sizes) -> list[str]:
        """Return why a problem of these sizes cannot take the rule."""
        return [] if self.score is None else wrong_length("score", self.score, sizes.pairs, "pair")

    def indexed(self, _lookup: Lookup, /) -> Floor:
        """Return the rule itself: it names no people."""
        return self

    def record(self, numbers: Numbers, /) -> FloorRecord:
        """Return the form of the rule in a problem."""
        return FloorRecord(self.total, numbers.score if self.score is None else self.score)

    def lists_all(self) -> bool:
        """Return whether the rule lists its own scores."""
        return self.score is not None

    def among(self, pairs: Ints, /) -> Floor:
        """Return the rule for a problem with only some of the pairs; see `SideRule.among`."""
        return Floor(total=self.total, score=None if self.score is None else self.score[pairs])
