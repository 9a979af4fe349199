"""`Rematching`: a matching compared with the one before."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from itertools import zip_longest
from typing import TYPE_CHECKING

import numpy as np

from mentormatch.arguments import check_arguments
from mentormatch.arrays import Ints
from mentormatch.candidates.search import ids_of_pairs, reasons_of
from mentormatch.changes.history import NO_HISTORY, History, Pair, PairState
from mentormatch.errors import ProblemError, did_you_mean
from mentormatch.matching.explain import count
from mentormatch.matching.result import Matching
from mentormatch.pickling import FieldsOnly
from mentormatch.rules import Forbid
from mentormatch.scoring import SCALE

if TYPE_CHECKING:
    import pandas as pd

Rows = Iterator[tuple[object, ...]]
Exchange = tuple[str, str | None, str | None]
"""Mentee id, mentor before, mentor after."""
_COLUMNS = {
    "moved": ("mentee_id", "mentor_before", "mentor_after", "score_before", "score_after"),
    "newly_matched": ("mentee_id", "mentor_id", "score", "waited"),
    "disturbed": ("mentee_id", "mentor_before", "state", "mentor_after", "score_before", "score_after"),
    "still_waiting": ("mentee_id", "wanted", "waited", "detail"),
    "freed_places": ("mentor_id", "freed", "filled", "free"),
    "freed": ("mentee_id", "mentor_id", "reason", "detail"),
}
"""Table of what differs -> its columns."""


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
    mentormatch.Matching : The other fields.

    Examples
    --------
    >>> people = mm.People(mentees=[{"id": "e1", "consent": True}], mentors=[{"id": "r1", "consent": True}])
    >>> matching = mm.match(people).begin()
    >>> again = mm.rematch(matching, [mm.Leave("r1"), mm.Join(mm.Mentor(id="r2", consent=True))])
    >>> again.pair_ids, again.moved["mentee_id"].tolist(), len(again.still_waiting)
    ((('e1', 'r2'),), ['e1'], 0)
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
        """How the answer was found, how many people were matched again, and how many pairs were fixed."""
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
        return self._frame("moved")

    @cached_property
    def newly_matched(self) -> pd.DataFrame:
        """Mentees with one more mentor; columns mentee_id, mentor_id, score (0 to 1), waited (rounds)."""
        return self._frame("newly_matched")

    @cached_property
    def disturbed(self) -> pd.DataFrame:
        """Mentees whose pair could have continued, but was dissolved to match others or for a better score.

        Returns
        -------
        DataFrame
            Columns mentee_id, mentor_before, state (of that pair, before), mentor_after (None if there is
            none), score_before, score_after (0 to 1; nan if there is no mentor).
        """
        return self._frame("disturbed")

    @cached_property
    def still_waiting(self) -> pd.DataFrame:
        """Mentees with open demand; columns mentee_id, wanted (mentors), waited (rounds), detail."""
        return self._frame("still_waiting")

    @cached_property
    def freed_places(self) -> pd.DataFrame:
        """Mentors who lost a mentee; columns mentor_id, freed and filled (capacity), free (capacity now)."""
        return self._frame("freed_places")

    @cached_property
    def freed(self) -> pd.DataFrame:
        """Pairs that had to end; columns mentee_id, mentor_id, reason (a code), detail (a sentence)."""
        return self._frame("freed")

    def _frame(self, table: str) -> pd.DataFrame:
        import pandas as pd

        return pd.DataFrame(self.columns(table))

    def columns(self, table: str) -> dict[str, list[object]]:
        """Return a table of what differs, such as `moved`, as plain columns."""
        check_arguments(Rematching.columns, locals())
        rows_of = {
            "moved": self._moved, "newly_matched": self._newly_matched, "disturbed": self._disturbed,
            "still_waiting": self._still_waiting, "freed_places": self._freed_places,
            "freed": self._why_freed,
        }  # fmt: skip
        if table not in rows_of:
            listed = ", ".join(rows_of)
            raise ProblemError(
                [f"there is no table '{table}'{did_you_mean(table, rows_of)}; there are {listed}"]
            )
        rows = list(rows_of[table]())
        return {name: [row[k] for row in rows] for k, name in enumerate(_COLUMNS[table])}

    def _moved(self) -> Rows:
        for mentee, lost, gained in self._exchanges:
            if lost is not None and gained is not None:
                yield mentee, lost, gained, self._before(mentee, lost), self._after(mentee, gained)

    def _newly_matched(self) -> Rows:
        for mentee, lost, gained in self._exchanges:
            if lost is None and gained is not None:
                yield mentee, gained, self._after(mentee, gained), self.history.waited.get(mentee, 0)

    def _disturbed(self) -> Rows:
        for mentee, lost, gained in self._exchanges:
            if lost is not None and (mentee, lost) in self.standing:
                state = self.was.state((mentee, lost))
                after = np.nan if gained is None else self._after(mentee, gained)
                yield mentee, lost, state.value, gained, self._before(mentee, lost), after

    def _still_waiting(self) -> Rows:
        details = {u.person_id: u.detail for u in self.unmatched_people if u.role == "mentee"}
        partly = "Has fewer mentors than wanted."
        for mentee, wanted in self.unfilled.items():
            yield mentee, wanted, self.history.waited.get(mentee, 0), details.get(mentee, partly)

    def _freed_places(self) -> Rows:
        now = set(self.pair_ids)
        lost = Counter(mentor for mentee, mentor in self.was.points if (mentee, mentor) not in now)
        gained = Counter(mentor for mentee, mentor in now if (mentee, mentor) not in self.was.points)
        load = np.bincount(self.problem.mentor[self.solution.chosen], minlength=self.problem.n_mentors)
        free = dict(zip(self.people.mentor_ids, (self.problem.capacity - load).tolist(), strict=True))
        return ((one, lost[one], gained[one], free[one]) for one in sorted(lost) if one in free)

    def _why_freed(self) -> Rows:
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
