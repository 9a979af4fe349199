"""`worst_off` and `leximin` by CP-SAT: one total after another, and how many mentees have no more than it.

How high a total can be is found by bisection: each time the solver looks for any answer in which
all but those counted before reach a value. A literal switches the rows for that value on, and off again.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property, partial

import numpy as np

from mentormatch.arrays import Ints
from mentormatch.engine.clock import OutOfTimeError
from mentormatch.engine.cpsat.model import RowsOfPairs
from mentormatch.engine.cpsat.run import Run
from mentormatch.engine.cpsat.steps import CountStep, Current, LinearStep, Steps, reach
from mentormatch.objectives import Leximin, totals
from mentormatch.problem.problem import Problem
from mentormatch.problem.solution import Stage

Literals = list[int]
_WORK, _FURTHER = 5.0, 4.0
"""Deterministic time to see whether a total can be reached, and how much more if it could not be said."""


def totals_steps(objective: Leximin, problem: Problem, current: Current) -> Steps:
    """Yield the steps: how many mentees have a mentor, then each total and how many have no more."""
    rows = Totals(problem)
    everything = np.ones(problem.n_pairs, np.int64)
    if rows.single:
        yield LinearStep(objective.name, everything, counts=True, level=0)
    else:
        yield CountStep(objective.name, 0, rows.helped, rows.with_mentor, most=len(rows.people))
    chosen, counted, spared = current(), 0, None
    looked_at = min(objective.depth, 0 if chosen is None else rows.helped(chosen))
    rows.everybody = chosen is not None and rows.helped(chosen) == len(rows.people)
    while counted < looked_at:
        step = LowestStep(objective.name, counted + 1, rows, spared)
        bound, chosen = (yield step), current()
        if chosen is None or step.value(chosen) != bound or step.level == looked_at:
            return
        spared = rows.sparing(bound)
        count = partial(rows.at_most, bound)
        least = yield CountStep(step.name, step.level, count, spared, reported=False, enough=looked_at)
        counted = max(least, step.level)


def with_next_total(objective: Leximin, problem: Problem, chosen: Ints, last: Stage) -> list[Stage]:
    """Return the last stage, and the total that comes next where nobody has looked at that.

    The search for totals ends at one that is not proved. A later objective may reach its bound after all; the
    next total is then open.
    """
    found = totals(problem, chosen)
    below = int(np.count_nonzero(found <= last.value)) if last.level else 0
    if last.value != last.bound or below >= min(objective.depth, len(found)):
        return [last]
    highest = int(Totals(problem).highest[-1])
    return [last, Stage(objective.name, int(found[below]), highest, level=below + 1)]


class Totals:
    """Rows on the totals of a problem's mentees.

    Attributes
    ----------
    people : list of int
        Mentees who have candidates.
    everybody : bool
        Whether all of them have a mentor in every answer that counts.
    """

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.single = bool(problem.demand.max(initial=0) <= 1)
        self.people = np.unique(problem.mentee).tolist()
        self.everybody = False
        self._helped: Literals = []

    def helped(self, chosen: Ints) -> int:
        """Return how many mentees have a mentor."""
        return len(np.unique(self.problem.mentee[chosen]))

    def with_mentor(self, model: RowsOfPairs) -> Literals:
        """Return literals, each true only if its mentee has a mentor."""
        if not self._helped:
            for mentee in self.people:
                self._helped.append(model.new_literal())
                model.at_least(self.problem.pairs_of_mentee(mentee), 1, self._helped[-1])
        return self._helped

    def at_most(self, total: int, chosen: Ints) -> int:
        """Return how many mentees have a mentor and at most this total."""
        return int(np.count_nonzero(totals(self.problem, chosen) <= total))

    @cached_property
    def highest(self) -> Ints:
        """The highest total that each mentee with candidates can have, ascending."""
        found = []
        for mentee in self.people:
            score = np.sort(self.problem.score[self.problem.pairs_of_mentee(mentee)])[::-1]
            most = score[: max(int(self.problem.demand[mentee]), 1)]
            found.append(max(int(score[0]), int(np.maximum(most, 0).sum())))
        return np.sort(found)

    def sparing(self, total: int) -> Callable[[RowsOfPairs], Literals]:
        """Return the literals, one a mentee, of who has a mentor and at most this total."""
        made: Literals = []

        def literals(model: RowsOfPairs) -> Literals:
            if not made:
                made.extend(model.new_literal() for _ in self.people)
                self.above(model, total + 1, made, None)
            return made

        return literals

    def above(self, model: RowsOfPairs, least: int, spared: Literals, literal: int | None) -> None:
        """Let mentees with a mentor have at least a total, but for those spared; if the literal is true."""
        for position, mentee in enumerate(self.people):
            pairs = self.problem.pairs_of_mentee(mentee)
            score = self.problem.score[pairs]
            own = spared[position] if spared else None
            if self.single:
                below = pairs[score < least]
                if own is None:
                    model.at_most(below, 0, literal)
                else:
                    model.imply(below, own, literal)
                continue
            need = literal
            if own is not None:
                need = model.new_literal()
                always = 1 if literal is None else 0
                terms = [(need, 1), (own, 1), *(() if literal is None else ((literal, -1),))]
                model.linear([], 1, low=always, terms=terms)
            if self.everybody:
                reach(model, pairs, score, least, need)
                continue
            reached = model.new_literal()
            reach(model, pairs, score, least, reached)
            model.imply(pairs, reached, need)


@dataclass(frozen=True, eq=False)
class LowestStep:
    """The highest total of the mentee who comes next, counted from the worst off.

    Parameters
    ----------
    level : int
        Which mentee this is.
    spared : callable, optional
        Returns the literals of those before.
    """

    name: str
    level: int
    rows: Totals
    spared: Callable[[RowsOfPairs], Literals] | None
    reported = True

    def value(self, chosen: Ints) -> int:
        """Return the total of the mentee."""
        return int(totals(self.rows.problem, chosen)[self.level - 1])

    def no_worse(self, one: int, other: int) -> bool:
        """Return whether one total is at least as high."""
        return one >= other

    def bound(self, found: int | None, known: int | None) -> int:
        """Return the lowest bound known."""
        always = int(self.rows.highest[-1])
        return min(bound for bound in (found, known, always) if bound is not None)

    def limit(self, model: RowsOfPairs, known: int) -> None:
        """Do nothing: the search begins at the bound."""

    def aim(self, model: RowsOfPairs) -> None:
        """Do nothing: `search` looks for any answer."""

    def fix(self, model: RowsOfPairs, value: int) -> None:
        """Keep the total from becoming lower."""
        self.rows.above(model, value, self._spared(model), None)

    def search(
        self, model: RowsOfPairs, chosen: Ints, known: int | None, run_once: Callable[[Ints, float], Run]
    ) -> tuple[Ints, int]:
        """Return the best answer found, and a bound on the total."""
        values, low = self._values(), self.value(chosen)
        highest = self.rows.highest
        if self.rows.everybody:
            # Everybody has a mentor, so these can have no more.
            highest = highest[: self.level]
        high = int(highest[-1]) if known is None else min(int(highest[-1]), known)
        first, last = bisect_left(values, low), bisect_right(values, high) - 1
        # One score each: the ceiling is near. Of several it is what somebody would have alone.
        top, probe = last, last if self.rows.single else (first + last + 1) // 2
        work = _WORK
        while first < last:
            try:
                switch = model.new_literal()
                self.rows.above(model, values[probe], self._spared(model), switch)
                model.settle(switch, 1)
                try:
                    found = run_once(chosen, work)
                finally:
                    model.settle(switch, 0)  # or what was only tried would bind all later steps
            except OutOfTimeError:
                break
            if found.chosen is not None:
                chosen, first = found.chosen, bisect_left(values, self.value(found.chosen))
            elif found.infeasible:
                last = probe - 1
            else:
                top = probe - 1  # hard to say: first those below
            top = min(top, last)
            if first >= top:
                top, work = last, _FURTHER * work
            probe = (first + top + 1) // 2
        return chosen, int(values[last])

    def _spared(self, model: RowsOfPairs) -> Literals:
        return [] if self.spared is None else self.spared(model)

    def _values(self) -> Sequence[int]:
        """Return the totals that there may be, ascending."""
        score, most = self.rows.problem.score, max(int(self.rows.problem.demand.max(initial=1)), 1)
        if self.rows.single:
            return np.unique(score).tolist()  # type: ignore[no-any-return]
        return range(min(int(score.min()) * most, int(score.min())), int(self.rows.highest[-1]) + 1)
