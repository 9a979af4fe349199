"""`Stable`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Self

from pydantic import model_validator

from mentormatch.arrays import Ints, frozen
from mentormatch.rules.base import Lookup, Numbers, Record, SideRule, Sizes
from mentormatch.rules.fields.numbers import Longs, wrong_length


@dataclass(frozen=True, slots=True, eq=False)
class StableRecord(Record):
    """`Stable` in a problem; both have shape (n_pairs,)."""

    mentee_rank: Ints
    mentor_rank: Ints


class Stable(SideRule):
    """No mentee and mentor prefer each other to their assigned partners (weak stability, ties allowed).

    A pair that is not chosen blocks if its mentee has unfilled demand or strictly prefers this mentor to one
    of theirs, and its mentor has free capacity or strictly prefers this mentee to one of theirs. No pair may
    block. A pair with a mentee without demand or a mentor without capacity never blocks, nor does one that a
    `Forbid` forbids.

    Parameters
    ----------
    by : {"wishes", "scores"}, optional
        In a policy: by whom people say they would like to be paired with (`Person.prefers`), where whoever is
        not on a list comes after all who are, and all of these alike; or by the scores of the pairs.
    mentee_rank, mentor_rank : array-like of int, shape (n_pairs,), optional
        In a `Problem`, in place of `by`: how the mentee of each pair ranks its mentor, and how the mentor
        ranks the mentee; lower is better.

    Notes
    -----
    With `by`, pairs that are required, or that a rematch keeps in any case, come before all others for both
    of their people, so that the rule holds among everybody else.

    Irving, Manlove and Scott, "The hospitals/residents problem with ties", SWAT 2000.

    Examples
    --------
    >>> rule = mm.rules.Stable(mentee_rank=[1, 2, 1], mentor_rank=[2, 1, 1])
    >>> problem = mm.Problem(2, 2, [0, 0, 1], [0, 1, 0], [1, 9, 1], rules=[rule])
    >>> mm.solve(problem).chosen.tolist()
    [1, 2]
    """

    rule: Literal["Stable"] = "Stable"
    by: Literal["wishes", "scores"] | None = None
    mentee_rank: Longs | None = None
    mentor_rank: Longs | None = None

    @model_validator(mode="after")
    def _says_how(self) -> Self:
        ranks = [self.mentee_rank is not None, self.mentor_rank is not None]
        if any(ranks) if self.by else not all(ranks):
            raise ValueError('needs by = "wishes" or "scores", or both mentee_rank and mentor_rank')
        return self

    @property
    def _ranks(self) -> tuple[Ints, Ints]:
        """The ranks of both sides; empty if they are still to follow from `by`."""
        mentee, mentor = (
            frozen([]) if rank is None else rank for rank in (self.mentee_rank, self.mentor_rank)
        )
        return mentee, mentor

    def faults(self, sizes: Sizes) -> list[str]:
        """Return why a problem of these sizes cannot take the rule."""
        if self.by is not None:
            return [f'by = "{self.by}" is for a policy; a problem needs mentee_rank and mentor_rank']
        mentee, mentor = self._ranks
        return [
            *wrong_length("mentee_rank", mentee, sizes.pairs, "pair"),
            *wrong_length("mentor_rank", mentor, sizes.pairs, "pair"),
        ]

    def indexed(self, _lookup: Lookup, /) -> Stable:
        """Return the rule itself: it names no people."""
        return self

    def record(self, _numbers: Numbers, /) -> StableRecord:
        """Return the form of the rule in a problem."""
        return StableRecord(*self._ranks)

    def lists_all(self) -> bool:
        """Return whether the rule lists a rank for every pair."""
        return self.by is None

    def among(self, pairs: Ints, /) -> Stable:
        """Return the rule for a problem with only some of the pairs; see `SideRule.among`."""
        mentee, mentor = (rank[pairs] for rank in self._ranks)
        return Stable(mentee_rank=mentee, mentor_rank=mentor)
