"""`State`: a solved problem with its prices, as an immutable snapshot that shares its big arrays.

People and pairs keep their numbers: pairs added later get the next numbers, and people who leave remain with
a demand or capacity of 0.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
from immutabledict import immutabledict

from mentormatch.arrays import Bools, Ints, sealed
from mentormatch.engine.network.answer import NetworkAnswer
from mentormatch.engine.network.bounded import splitting
from mentormatch.engine.network.lottery import draw
from mentormatch.engine.network.requirements import Left
from mentormatch.engine.network.solve import priced, swing
from mentormatch.engine.state.base import Base, Room, Solved, Terms, problem_of, solved_now
from mentormatch.engine.state.kernel import REMOVED, TAKEN
from mentormatch.engine.state.versions import Version
from mentormatch.errors import ProblemError
from mentormatch.objectives import DEFAULT, MATCHED, SCORE, Order
from mentormatch.problem.problem import LIMIT, Problem
from mentormatch.problem.solution import Answer, Prices, Solution, Stage, Status
from mentormatch.rules import Rule

NO_ROOM = Room()
_TAKING = 1
"""Position of the version with the flags of pairs."""


@dataclass(frozen=True)
class Made:
    """How a state came about.

    Parameters
    ----------
    anew : str
        Why it was solved from scratch; empty if it was repaired.
    searches : int
        Number of searches of the repair.
    compacted : bool
        Whether room ran out, so that new shared arrays were made first.
    """

    anew: str = ""
    searches: int = 0
    compacted: bool = False


class Loaded:
    """A block in which shared arrays hold a snapshot, and belong to one thread."""

    __slots__ = ("_base", "_versions")

    def __init__(self, base: Base, versions: tuple[Version, ...]) -> None:
        self._base, self._versions = base, versions

    def __enter__(self) -> Base:
        """Load the snapshot."""
        self._base.lock.acquire()
        try:
            for part, version in zip(self._base.parts, self._versions, strict=True):
                part.load(version)
        except BaseException:
            self._base.lock.release()
            raise
        return self._base

    def __exit__(self, *_: object) -> None:
        self._base.lock.release()


@dataclass(frozen=True, eq=False)
class State:
    """A problem, a best answer and the prices that prove it; immutable. To undo a change, keep the old state.

    Make one with `State.of`, and further ones with `mentormatch.engine.repair.repair.repair_network`.

    Parameters
    ----------
    base : Base
        The arrays that the snapshots of one line share.
    versions : tuple of Version
        People, flags, pairs and links of this snapshot.
    n_mentees, n_mentors : int
        Those who have left included.
    n_pairs : int
        Number of pairs, the removed ones included: the next pair added gets this number.
    n_matched : int
        Filled mentee demand.
    score : int
        Sum of the chosen pairs' scores.
    low, high : int
        Bounds on the scores.
    matched_first : bool
        Whether filled demand comes before score.
    made : Made
        How the state came about: whether it was solved from scratch, and how far the repair reached.
    found : Solution or None
        With rules: the answer as it was solved.
    avoided : frozenset of (int, int)
        People who must never be paired, besides the pairs removed for good.
    suspended : mapping of rule to rule or None
        Rules that cannot hold after what has happened -> what is left of each.

    Examples
    --------
    >>> problem = mm.Problem(2, 1, mentee=[0, 1], mentor=[0, 0], score=[4, 7])
    >>> state = mm.solve(problem, keep_state=True).state
    >>> later = mm.repair(state, [mm.Leave(1, "mentee")]).state
    >>> state.score, later.score
    (7, 4)
    """

    base: Base = field(repr=False)
    versions: tuple[Version, ...] = field(repr=False)
    n_mentees: int
    n_mentors: int
    n_pairs: int
    n_matched: int
    score: int
    low: int
    high: int
    matched_first: bool
    made: Made = Made()
    found: Solution | None = field(default=None, repr=False)
    avoided: frozenset[tuple[int, int]] = frozenset()
    suspended: Mapping[Rule, Rule | None] = immutabledict()

    @classmethod
    def of(
        cls,
        problem: Problem,
        answer: NetworkAnswer | None = None,
        *,
        matched_first: bool = True,
        seed: int = 0,
    ) -> State:
        """Return the state of a solved problem without rules.

        Parameters
        ----------
        problem : Problem
            Its pairs and people keep these numbers.
        answer : NetworkAnswer, optional
            The answer from `solve_network`; without it the problem is solved here.
        matched_first : bool
            Whether filled demand comes before score, if the problem is solved here.
        seed : int
            Seed of the lottery, if the problem is solved here.

        Raises
        ------
        ProblemError
            If the prices do not prove the answer the best.
        """
        if answer is None:
            answer = solved_with_room(problem, matched_first, seed)
        prices = answer.mentee_price, answer.mentor_price
        return cls.from_arrays(
            _solved(problem, answer.chosen, *prices), _terms(problem, answer.bonus, seed), Made()
        )

    @classmethod
    def under_rules(cls, problem: Problem, found: Solution, *, matched_first: bool, seed: int) -> State:
        """Return the state of a problem with rules, given an answer; changes are solved from scratch."""
        prices = np.zeros_like(problem.demand), np.zeros_like(problem.capacity)
        terms = _terms(problem, 1 if matched_first else 0, seed)
        return cls.from_arrays(_solved(problem, found.chosen, *prices), terms, Made(), found=found)

    @classmethod
    def from_arrays(
        cls, solved: Solved, terms: Terms, made: Made, room: Room = NO_ROOM, found: Solution | None = None
    ) -> State:
        """Return the state described by arrays, with its own shared arrays."""
        if not terms.rules and not solved.is_best(terms.bonus):
            raise ProblemError(["the prices do not prove the answer the best, which a state needs"])
        base = Base(solved, terms, room)
        scores = solved.score[~solved.removed]
        barred = np.flatnonzero(solved.barred)
        return cls(
            base=base,
            versions=tuple(part.first for part in base.parts),
            n_mentees=len(solved.demand),
            n_mentors=len(solved.capacity),
            n_pairs=len(solved.score),
            n_matched=int(solved.taken.sum()),
            score=int(solved.score[solved.taken].sum()),
            low=int(scores.min()) if len(scores) else 0,
            high=int(scores.max()) if len(scores) else 0,
            matched_first=terms.bonus > 0,
            made=made,
            found=found,
            # The new arrays list removed pairs no more, so these would no longer be found there.
            avoided=frozenset(
                zip(solved.mentee[barred].tolist(), solved.mentor[barred].tolist(), strict=True)
            ),
        )

    @property
    def order(self) -> Order:
        """The objectives, in order."""
        return DEFAULT if self.matched_first else Order((SCORE,))

    def loaded(self) -> Loaded:
        """Return a block for whose duration this snapshot is loaded into the shared arrays."""
        return Loaded(self.base, self.versions)

    def arrays(self) -> Solved:
        """Return copies of all arrays, including people who left and pairs removed."""
        with self.loaded() as base:
            return solved_now(base, self.n_mentees, self.n_mentors, self.n_pairs)

    @cached_property
    def _solved(self) -> Solved:
        return self.arrays()

    @cached_property
    def pair_numbers(self) -> Ints:
        """Numbers of the pairs in `problem`, in its order, all that are not removed; int64."""
        return self._with(REMOVED, there=False)

    @cached_property
    def chosen(self) -> Ints:
        """Numbers of the chosen pairs, ascending; int64."""
        return self._with(TAKEN, there=True)

    def _with(self, flag: np.uint8, *, there: bool) -> Ints:
        """Return the pairs with a flag, or those without it, by number: no more is copied than needed."""
        with self.loaded() as base:
            return np.flatnonzero(((base.flags[: self.n_pairs] & flag) > 0) == there)

    @cached_property
    def _problem(self) -> Problem:
        left = (self.suspended.get(rule, rule) for rule in self.base.terms.rules)
        return problem_of(self._solved, self.base.terms, [rule for rule in left if rule is not None])

    def problem(self) -> Problem:
        """Return the current problem, without removed pairs; built once, on first use."""
        return self._problem

    def answer(self) -> NetworkAnswer:
        """Return the chosen pairs, as indices into `problem`, and the prices."""
        now = self._solved
        chosen = np.searchsorted(self.pair_numbers, self.chosen)
        return NetworkAnswer(
            chosen, now.mentee_price, now.mentor_price, self.base.terms.bonus, feasible=True,
            searches=self.made.searches,
        )  # fmt: skip

    def solution(self) -> Solution:
        """Return the chosen pairs, as indices into `problem`, with the stages that the prices prove."""
        if self.found is not None:
            return self.found
        answer = self.answer()
        u, p, bonus = answer.mentee_price, answer.mentor_price, answer.bonus
        stages = [Stage(SCORE.name, self.score, self.score, Prices(u, p, filled=bonus))]
        if self.matched_first:
            scale = Prices(u, p, scale=max(bonus + self.low, 1))
            stages.insert(0, Stage(MATCHED.name, self.n_matched, self.n_matched, scale))
        return Solution(
            Answer(sealed(answer.chosen), self.n_matched, self.score, tuple(stages)), Status.OPTIMAL
        )

    def differences(self, before: State) -> tuple[Ints, Ints]:
        """Return the numbers of pairs chosen now but not before, and of pairs chosen before but not now."""
        one, other = self.versions[_TAKING], before.versions[_TAKING]
        if one.beginning is not other.beginning:
            return np.setdiff1d(self.chosen, before.chosen), np.setdiff1d(before.chosen, self.chosen)
        where = np.union1d(one.written, other.written)
        then, now = before.taken(where), self.taken(where)
        return where[now & ~then], where[then & ~now]

    def taken(self, pairs: Ints) -> Bools:
        """Return which of these pairs, by number, are chosen."""
        with self.loaded() as base:
            return (base.flags[pairs] & TAKEN) > 0


def solved_with_room(problem: Problem, matched_first: bool, seed: int) -> NetworkAnswer:
    """Return a best answer without rules, with a bonus large enough for further changes."""
    step, largest = swing(problem), int(np.abs(problem.score).max(initial=0))
    bonus = min(splitting(step, largest), LIMIT // 16 - largest - 1) if matched_first else 0
    found = priced(problem, Left.of(problem), problem.score, step, bonus)
    answer = NetworkAnswer(
        np.zeros(0, np.int64), found.mentee_price, found.mentor_price, bonus, feasible=True,
        searches=found.searches,
    )  # fmt: skip
    return replace(answer, chosen=draw(problem, answer, seed))


def _solved(problem: Problem, chosen: Ints, mentee_price: Ints, mentor_price: Ints) -> Solved:
    taken = np.zeros(problem.n_pairs, np.bool_)
    taken[chosen] = True
    return Solved(
        problem.mentee, problem.mentor, problem.score, problem.demand, problem.capacity,
        mentee_price, mentor_price, taken, *np.zeros((2, problem.n_pairs), np.bool_),
    )  # fmt: skip


def _terms(problem: Problem, bonus: int, seed: int) -> Terms:
    return Terms(bonus, problem.rules, problem.mentee_ids, problem.mentor_ids, seed)


@dataclass(frozen=True, eq=False)
class KeptSolution(Solution):
    """A solution that can be repaired.

    Parameters
    ----------
    kept : State
        The state to repair the answer from; `state` returns it.

    See Also
    --------
    mentormatch.Solution : The other fields.

    Examples
    --------
    >>> problem = mm.Problem(2, 1, mentee=[0, 1], mentor=[0, 0], score=[4, 7])
    >>> solution = mm.solve(problem, keep_state=True)
    >>> mm.repair(solution.state, [mm.Leave(1, "mentee")]).chosen.tolist()
    [0]
    """

    kept: State = field(kw_only=True, repr=False)

    @property
    def state(self) -> State:
        """The state that `mentormatch.repair` starts from."""
        return self.kept

    @classmethod
    def of(cls, solution: Solution, state: State) -> KeptSolution:
        """Return a solution together with its state."""
        return cls(**{**vars(solution), "kept": state})
