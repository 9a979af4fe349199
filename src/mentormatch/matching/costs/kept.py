"""The state of a matching that is already the best, kept so that each question about it is one repair."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from mentormatch.arrays import Ints
from mentormatch.engine.network.answer import NetworkAnswer
from mentormatch.engine.repair.delta import Delta
from mentormatch.engine.repair.repair import repair_network
from mentormatch.engine.state.state import State, solved_with_room
from mentormatch.objectives import DEFAULT, SCORE, Order
from mentormatch.people.person import Role
from mentormatch.problem.problem import Problem
from mentormatch.problem.solution import Solution, Status
from mentormatch.proof.rules import Chosen, broken, settled
from mentormatch.rules.base import Record
from mentormatch.rules.forbid import ForbidRecord
from mentormatch.rules.keep import KeepRecord
from mentormatch.rules.require import RequireRecord

ALONE: frozenset[type[Record]] = frozenset({ForbidRecord, KeepRecord, RequireRecord})
"""Rules that do no more than settle single pairs."""


@dataclass(frozen=True, eq=False)
class Kept:
    """A best answer with its prices; people have the positions that they have in the problem.

    Parameters
    ----------
    state : State
        Without the pairs that rules settle: of those required, the units of both people are gone, too.
    pairs : int64 array
        The pairs of the state, in its order, by index in the problem; ascending.
    settled : int64 array
        Pairs that rules require; they are chosen in every answer.

    Notes
    -----
    Rules on several pairs together are left out: the answer keeps them, and is the best one without them,
    too. So is a repaired one that keeps them; `holds` checks that.
    """

    problem: Problem
    state: State
    pairs: Ints
    settled: Ints

    def number(self, pair: int) -> int | None:
        """Return the number of a pair in the state; None if a rule settles it."""
        at = int(np.searchsorted(self.pairs, pair))
        return at if at < len(self.pairs) and self.pairs[at] == pair else None

    @property
    def alone(self) -> bool:
        """Whether all rules do no more than settle single pairs."""
        return all(type(one) in ALONE for one in self.problem.records)

    def holds(self, chosen: Callable[[], Ints]) -> bool:
        """Return whether every rule holds for an answer, which is asked for only if there are such rules.

        Parameters
        ----------
        chosen : callable
            Returns the answer, by index of pair in the problem, ascending.
        """
        if self.alone:
            return True
        answer = Chosen(self.problem, chosen())
        return not any(broken(answer, position) for position in range(len(self.problem.records)))

    def at_least(self, pairs: Ints) -> Ints:
        """Return the least that each of some pairs costs if it is chosen, by the prices.

        Parameters
        ----------
        pairs : int64 array
            By index in the problem; none of them is settled by a rule.

        Returns
        -------
        int64 array
            In points, and for a filled place as many as it counts; a repair finds what it costs exactly.
        """
        now = self._prices
        price = now.mentee_price[self.problem.mentee[pairs]] + now.mentor_price[self.problem.mentor[pairs]]
        least: Ints = price - self.problem.score[pairs] - now.bonus
        return least

    @cached_property
    def _prices(self) -> NetworkAnswer:
        return self.state.answer()

    def repaired(self, delta: Delta) -> State:
        """Return the best answer after a change; the kept state stays as it is."""
        return repair_network(self.state, delta)

    def units(self, role: Role, position: int, more: int) -> dict[str, Ints]:
        """Return a change of a mentee's demand or a mentor's capacity as fields of a `Delta`."""
        solved = self.state.base.solved
        if role == "mentee":
            return {"mentees": np.array([position]), "demand": np.array([solved.demand[position] + more])}
        return {"mentors": np.array([position]), "capacity": np.array([solved.capacity[position] + more])}


def keep(problem: Problem, solution: Solution, order: Order, seed: int) -> Kept | None:
    """Return the kept state of an answer; None where prices alone do not prove it.

    These are answers that are not proved, or drawn, other objectives than ``matched`` and ``score``, and
    answers that a rule on several pairs together has made worse.
    """
    proved = solution.status is Status.OPTIMAL and solution.gap == 0.0 and solution.drawn is None
    if not proved or order not in {DEFAULT, Order((SCORE,))}:
        return None
    must, must_not = settled(problem)
    pairs = np.setdiff1d(np.arange(problem.n_pairs), np.union1d(must, must_not))
    rest = Problem(
        problem.n_mentees, problem.n_mentors, problem.mentee[pairs], problem.mentor[pairs],
        problem.score[pairs],
        problem.capacity - np.bincount(problem.mentor[must], minlength=problem.n_mentors),
        problem.demand - np.bincount(problem.mentee[must], minlength=problem.n_mentees),
    )  # fmt: skip
    answer = solved_with_room(rest, order.matched_first, seed)
    chosen = np.flatnonzero(np.isin(pairs, solution.chosen))
    value, best = (int((rest.score[one] + answer.bonus).sum()) for one in (chosen, answer.chosen))
    if value != best:
        return None
    # Prices that prove one best answer prove them all.
    state = State.of(rest, replace(answer, chosen=chosen), seed=seed)
    return Kept(problem, state, pairs, must)
