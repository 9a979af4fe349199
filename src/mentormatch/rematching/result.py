"""`Rematching`: a matching compared with the one before."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import zip_longest
from typing import TYPE_CHECKING

import numpy as np

from mentormatch.arrays import Ints
from mentormatch.candidates.search import ids_of_pairs, reasons_of
from mentormatch.changes.history import NO_HISTORY, History, Pair, PairState
from mentormatch.matching.explain import count
from mentormatch.matching.result import Matching
from mentormatch.pickling import FieldsOnly
from mentormatch.rules import Forbid
from mentormatch.scoring import SCALE

if TYPE_CHECKING:
    import pandas as pd

Exchange = tuple[str, str | None, str | None]
"""Mentee id, mentor before, mentor after."""


@dataclass(frozen=True, eq=False)
class Was(FieldsOnly):
    """The pairs of the matching before.

    Parameters
    ----------
    pair_ids : tuple of (str, str)
        Mentee id and mentor id of each pair.
    scores : int64 array, shape (n_pairs,)
        The score of each then, in points.
    history : History
        Which of them were active, or paused.
    """

    pair_ids: tuple[Pair, ...] = ()
    scores: Ints = field(default_factory=lambda: np.zeros(0, np.int64))
    history: History = NO_HISTORY

    @cached_property
    def points(self) -> dict[Pair, int]:
        """Each pair -> its score then, in points."""
        return dict(zip(self.pair_ids, self.scores.tolist(), strict=True))

    @property
    def active(self) -> frozenset[Pair]:
        """The active ones."""
        return self.history.active

    def state(self, pair: Pair) -> PairState:
        """Return the state that a pair had."""
        return self.history.state(pair)


@dataclass(frozen=True, eq=False)
class Rematching(Matching):
    """A matching made from another one by changes, and what differs between the two.

    Parameters
    ----------
    was : Was
        The pairs of the matching before.
    freed_pairs : tuple of (str, str)
        Pairs that had to end: the limits no longer allow them, or they exceed capacity or demand.
    continuing : int64 array
        Pairs of the matching before that could have continued, by index of candidate pair, ascending.

    See Also
    --------
    mentormatch.Matching : the other fields.
    """

    was: Was = Was()
    freed_pairs: tuple[Pair, ...] = ()
    continuing: Ints = field(default_factory=lambda: np.zeros(0, np.int64))

    @cached_property
    def standing(self) -> frozenset[Pair]:
        """Pairs of the matching before that could have continued, by the ids of mentee and mentor."""
        return frozenset(ids_of_pairs(self.people, self.candidates, self.continuing))

    @property
    def how(self) -> str:
        """How the answer was found: how many people were matched again, and how many pairs were fixed."""
        problem, terms = self.problem, self.terms
        fixed = terms.fixed
        wanted = problem.demand - np.bincount(problem.mentee[fixed], minlength=problem.n_mentees)
        free = problem.capacity - np.bincount(problem.mentor[fixed], minlength=problem.n_mentors)
        mentees = count(int(np.count_nonzero(wanted > 0)), "mentee")
        mentors = count(int(np.count_nonzero(free > 0)), "mentor")
        pairs = f"{count(len(fixed), 'pair')} {'was' if len(fixed) == 1 else 'were'} fixed"
        return f"solved for {mentees} with open demand and {mentors} with free capacity; {pairs}"

    def __repr__(self) -> str:
        return f"Rematching({self.solution.n_matched} pairs, {self.status}, {len(self.disturbed)} disturbed)"

    @cached_property
    def moved(self) -> pd.DataFrame:
        """Mentees who have another mentor than before.

        Returns
        -------
        DataFrame
            Columns mentee_id, mentor_before, mentor_after, score_before, score_after (0 to 1).
        """
        return _frame(
            [
                (mentee, lost, gained, self._before(mentee, lost), self._after(mentee, gained))
                for mentee, lost, gained in self._exchanges
                if lost is not None and gained is not None
            ],
            ["mentee_id", "mentor_before", "mentor_after", "score_before", "score_after"],
        )

    @cached_property
    def newly_matched(self) -> pd.DataFrame:
        """Mentees with one more mentor: columns mentee_id, mentor_id, score (0 to 1), waited (rounds)."""
        return _frame(
            [
                (mentee, gained, self._after(mentee, gained), self.history.waited.get(mentee, 0))
                for mentee, lost, gained in self._exchanges
                if lost is None and gained is not None
            ],
            ["mentee_id", "mentor_id", "score", "waited"],
        )

    @cached_property
    def disturbed(self) -> pd.DataFrame:
        """Mentees whose pair could have continued, but was dissolved to match others or for a better score.

        Returns
        -------
        DataFrame
            Columns mentee_id, mentor_before, state (of that pair, before), mentor_after (None if there is
            none), score_before, score_after (0 to 1; nan if there is no mentor).
        """
        rows = []
        for mentee, lost, gained in self._exchanges:
            if lost is not None and (mentee, lost) in self.standing:
                state = self.was.state((mentee, lost))
                after = np.nan if gained is None else self._after(mentee, gained)
                rows.append((mentee, lost, state.value, gained, self._before(mentee, lost), after))
        names = ["mentee_id", "mentor_before", "state", "mentor_after", "score_before", "score_after"]
        return _frame(rows, names)

    @cached_property
    def still_waiting(self) -> pd.DataFrame:
        """Mentees with open demand: columns mentee_id, wanted (mentors), waited (rounds), detail."""
        details = {u.person_id: u.detail for u in self.unmatched_people if u.role == "mentee"}
        partly = "Has fewer mentors than wanted."
        return _frame(
            [
                (mentee, wanted, self.history.waited.get(mentee, 0), details.get(mentee, partly))
                for mentee, wanted in self.unfilled.items()
            ],
            ["mentee_id", "wanted", "waited", "detail"],
        )

    @cached_property
    def freed_places(self) -> pd.DataFrame:
        """Mentors who lost a mentee: columns mentor_id, freed and filled (capacity), free (capacity now)."""
        now = set(self.pair_ids)
        lost = Counter(mentor for mentee, mentor in self.was.points if (mentee, mentor) not in now)
        gained = Counter(mentor for mentee, mentor in now if (mentee, mentor) not in self.was.points)
        load = np.bincount(self.problem.mentor[self.solution.chosen], minlength=self.problem.n_mentors)
        free = dict(zip(self.people.mentor_ids, (self.problem.capacity - load).tolist(), strict=True))
        rows = [(one, lost[one], gained[one], free[one]) for one in sorted(lost) if one in free]
        return _frame(rows, ["mentor_id", "freed", "filled", "free"])

    @cached_property
    def freed(self) -> pd.DataFrame:
        """Pairs that had to end: columns mentee_id, mentor_id, reason (a code), detail (a sentence)."""
        return _frame(list(self._why_freed()), ["mentee_id", "mentor_id", "reason", "detail"])

    def _why_freed(self) -> Iterator[tuple[str, str, str, str]]:
        if not self.freed_pairs:
            return
        all_reasons = reasons_of(self.candidates, self.people, self.policy)
        mentee_at, mentor_at = self.people.mentee_side.at, self.people.mentor_side.at
        barred = [rule.pair for rule in self.problem.rules if isinstance(rule, Forbid)]
        forbidden = set(ids_of_pairs(self.people, self.candidates, np.array(barred, np.int64)))
        for mentee, mentor in self.freed_pairs:
            reasons = all_reasons.exclusions(mentee_at[mentee], mentor_at[mentor])
            if reasons:
                yield mentee, mentor, reasons[0].code, " ".join(reason.detail for reason in reasons)
            elif (mentee, mentor) in forbidden:
                yield mentee, mentor, "rule", "A rule of the policy forbids this pair."
            else:
                said = "The mentor's capacity or the mentee's demand is now smaller."
                yield mentee, mentor, "no_places", said

    @cached_property
    def _exchanges(self) -> tuple[Exchange, ...]:
        """Mentee, mentor lost and mentor gained; None if one mentee lost and gained different numbers."""
        there = self.people.mentee_side.at
        return tuple(one for one in exchanges(self.was.pair_ids, self.pair_ids) if one[0] in there)

    def _before(self, mentee: str, mentor: str) -> float:
        return self.was.points[mentee, mentor] / SCALE

    def _after(self, mentee: str, mentor: str) -> float:
        return self._points_now[mentee, mentor] / SCALE

    @cached_property
    def _points_now(self) -> dict[Pair, int]:
        points = self.scores.points[self.solution.chosen].tolist()
        return dict(zip(self.pair_ids, points, strict=True))

    @cached_property
    def facts(self) -> tuple[tuple[str, str], ...]:
        """The lines of `summary`, as (name, text)."""
        kept = len(set(self.pair_ids) & set(self.was.points))
        comparison: tuple[tuple[str, str], ...] = (
            ("Pairs kept", f"{kept} of {len(self.was.points)} in the matching before"),
            ("Moved to another mentor", str(len(self.moved))),
            ("Newly matched", str(len(self.newly_matched))),
            ("Still waiting", str(len(self.still_waiting))),
            ("Pairs that had to end", str(len(self.freed_pairs))),
            ("Disturbed", str(len(self.disturbed))),
        )
        if self.suspended:
            comparison = (*comparison, ("Rules suspended", str(len(self.suspended))))
        first, *others = super().facts
        return (first, *comparison, *others, ("How", self.how))


def exchanges(before: Iterable[Pair], after: Iterable[Pair]) -> list[Exchange]:
    """Return mentee, mentor lost and mentor gained for pairs of one of two matchings alone.

    A mentor is None if a mentee lost and gained different numbers.
    """
    was, now = set(before), set(after)
    lost, gained = _by_mentee(was - now), _by_mentee(now - was)
    return [
        (mentee, *exchange)
        for mentee in sorted(lost.keys() | gained.keys())
        for exchange in zip_longest(lost.get(mentee, []), gained.get(mentee, []))
    ]


def _by_mentee(pairs: set[Pair]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for mentee, mentor in sorted(pairs):
        found.setdefault(mentee, []).append(mentor)
    return found


def _frame(rows: Sequence[tuple[object, ...]], names: list[str]) -> pd.DataFrame:
    import pandas as pd

    return pd.DataFrame(rows, columns=names)
