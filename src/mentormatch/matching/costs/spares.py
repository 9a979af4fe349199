"""A spare mentor for each pair: who could take the mentee if the two cannot go on together."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import astuple, dataclass, fields
from typing import TYPE_CHECKING

import numpy as np

from mentormatch.arrays import Ints
from mentormatch.engine.repair.delta import Delta
from mentormatch.engine.solve import solve
from mentormatch.errors import InfeasibleError
from mentormatch.matching.base import MatchingData
from mentormatch.matching.costs.cost import NOT_POSSIBLE, Cost, Move, cost_between
from mentormatch.matching.costs.kept import ALONE
from mentormatch.problem.problem import Problem
from mentormatch.proof.rules import Chosen, broken, settled
from mentormatch.rules import Forbid, Keep, PairCount, Require
from mentormatch.scoring import SCALE

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class _Spare:
    """One row of the table; see `Matching.spares`."""

    mentee_id: str
    mentor_id: str
    spare_id: str | None = None
    score: float = np.nan
    free: bool = False
    cost: float = np.nan
    others: int = 0
    chain: str = ""
    exact: bool = True


def spares(matching: MatchingData, together: bool = False, time_limit: float = 60.0) -> pd.DataFrame:
    """Return a spare mentor for each pair; see `Matching.spares`."""
    import pandas as pd

    asked = _Asked(matching, time.monotonic() + time_limit)
    rows = asked.together() if together else asked.alone()
    names = [field.name for field in fields(_Spare)]
    return pd.DataFrame([astuple(row) for row in rows], columns=names)


class _Asked:
    """A matching, and what is free in it."""

    def __init__(self, matching: MatchingData, deadline: float) -> None:
        self.matching, self.deadline = matching, deadline
        self.problem, self.chosen = matching.problem, matching.solution.chosen
        load = np.bincount(self.problem.mentor[self.chosen], minlength=self.problem.n_mentors)
        self.places = self.problem.capacity - load
        self.required, forbidden = settled(self.problem)
        self.open = self.places[self.problem.mentor] > 0
        self.open[self.chosen] = self.open[forbidden] = False

    def alone(self) -> Iterator[_Spare]:
        """Yield the spare of each pair, whatever is promised to others."""
        for pair in self.chosen.tolist():
            free = next(self._free(pair), None)
            yield self._row(pair, self._without(pair) if free is None else self._instead(pair, free))

    def together(self) -> Iterator[_Spare]:
        """Yield spares that have room for all who would come."""
        problem = self.problem
        usable = {other for pair in self.chosen.tolist() for other in self._free(pair)}
        pairs = np.array(sorted(usable), np.int64)
        wanted = np.bincount(problem.mentee[self.chosen], minlength=problem.n_mentees)
        rest = Problem(
            problem.n_mentees, problem.n_mentors, problem.mentee[pairs], problem.mentor[pairs],
            self.matching.scores.points[pairs], self.places, wanted,
        )  # fmt: skip
        waiting: dict[int, list[int]] = {}
        for other in pairs[solve(rest, seed=self.matching.policy.seed).chosen].tolist():
            waiting.setdefault(int(problem.mentee[other]), []).append(other)
        for pair in self.chosen.tolist():
            mine = waiting.get(int(problem.mentee[pair]), [])
            other = next((one for one in mine if self._hold_with(pair, one)), None)
            if other is not None:
                mine.remove(other)
            yield self._row(pair, NOT_POSSIBLE if other is None else self._instead(pair, other))

    def _free(self, pair: int) -> Iterator[int]:
        """Yield what the mentee could have instead with nobody else moving, the best score first."""
        mine = self.problem.pairs_of_mentee(int(self.problem.mentee[pair]))
        mine = mine[self.open[mine]]
        ranked = mine[np.argsort(-self.matching.scores.points[mine], kind="stable")]
        yield from (other for other in ranked.tolist() if self._hold_with(pair, other))

    def _hold_with(self, pair: int, other: int) -> bool:
        return self._hold(np.array([other]), np.array([pair]))

    def _hold(self, gained: Ints, lost: Ints) -> bool:
        """Return whether every rule on several pairs holds after an exchange."""
        several = [k for k, one in enumerate(self.problem.records) if type(one) not in ALONE]
        if not several:
            return True
        answer = Chosen(self.problem, np.union1d(np.setdiff1d(self.chosen, lost), gained))
        return not any(broken(answer, position) for position in several)

    def _instead(self, pair: int, other: int) -> Cost:
        return cost_between(self.matching, pair, np.array([other]), np.array([pair]), exact=True)

    def _without(self, pair: int) -> Cost | None:
        """Return the best matching without a pair and its place, compared with this one; None if unknown."""
        return self._repaired(pair) or self._solved(pair)

    def _repaired(self, pair: int) -> Cost | None:
        kept, problem = self.matching.kept, self.problem
        if kept is None:
            return None
        number = kept.number(pair)
        if number is None:  # required, so that the state has neither its mentee's unit nor its place
            delta = Delta(**kept.units("mentee", int(problem.mentee[pair]), 1))
        else:
            delta = Delta(removed=np.array([number]), **kept.units("mentor", int(problem.mentor[pair]), -1))
        gained, lost = (kept.pairs[one] for one in kept.repaired(delta).differences(kept.state))
        lost = np.union1d(lost, [pair])
        return (
            cost_between(self.matching, pair, gained, lost, exact=True) if self._hold(gained, lost) else None
        )

    def _solved(self, pair: int) -> Cost | None:
        problem, policy = self.problem, self.matching.policy
        left, mentor = self.deadline - time.monotonic(), int(problem.mentor[pair])
        if left <= 0:
            return None
        rules = (
            *(one for one in problem.rules if not isinstance(one, Require | Keep)),
            *(Require(pair=one) for one in self.required.tolist() if one != pair),
            Forbid(pair=pair),
            PairCount(pairs=problem.pairs_of_mentor(mentor), at_most=int(problem.capacity[mentor]) - 1),
        )
        try:
            then = solve(
                problem.replace(rules=rules), policy.objective, time_limit=left, seed=policy.seed,
                hint=self.chosen[self.chosen != pair],
            )  # fmt: skip
        except InfeasibleError:
            return NOT_POSSIBLE
        gained, lost = np.setdiff1d(then.chosen, self.chosen), np.setdiff1d(self.chosen, then.chosen)
        exact = then.gap == 0.0 and self.matching.solution.gap == 0.0
        return cost_between(self.matching, pair, gained, lost, exact=exact)

    def _row(self, pair: int, cost: Cost | None) -> _Spare:
        problem, people = self.problem, self.matching.people
        mentee = people.mentees[problem.mentee[pair]].id
        mentor = people.mentors[problem.mentor[pair]].id
        moves = () if cost is None else cost.moves
        mine = moves[0].after if moves else ()
        if cost is None or cost.score is None or cost.matched is None or cost.matched > 0 or not mine:
            return _Spare(mentee, mentor, exact=cost is not None and cost.exact)
        (score,) = (
            self.matching.scores.points[one] / SCALE
            for one in problem.pairs_of_mentee(int(problem.mentee[pair])).tolist()
            if people.mentors[problem.mentor[one]].id == mine[0]
        )
        return _Spare(
            mentee, mentor, mine[0], score, len(moves) == 1, cost.score / SCALE, len(moves) - 1,
            "; ".join(map(_in_words, moves[1:])), cost.exact,
        )  # fmt: skip


def _in_words(move: Move) -> str:
    before, after = " and ".join(move.before) or "none", " and ".join(move.after) or "none"
    return f"{move.mentee_id} {before} -> {after}"
