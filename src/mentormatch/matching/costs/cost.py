"""What another pair would cost: the best matching that includes it, compared with this one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from mentormatch.arrays import Ints
from mentormatch.engine.repair.delta import Delta
from mentormatch.engine.solve import solve
from mentormatch.errors import InfeasibleError
from mentormatch.matching.base import MatchingData
from mentormatch.problem.problem import Problem
from mentormatch.rules import Require
from mentormatch.scoring import SCALE


@dataclass(frozen=True)
class Move:
    """A mentee who would have other mentors.

    Parameters
    ----------
    mentee_id : str
        Who would have others.
    before, after : tuple of str
        Ids of the mentors that only the one or only the other matching gives them.
    score : float
        How much more score the mentee's pairs would have (a pair's best score is 1); negative if less.

    Examples
    --------
    >>> people = mm.People(
    ...     mentees=[{"id": "e1", "consent": True, "wants": {"audit": 3}}],
    ...     mentors=[{"id": f"r{k}", "consent": True, "offers": {"audit": k}} for k in (2, 4)],
    ... )
    >>> mm.match(people).cost_of("e1", "r2").moves
    (Move(mentee_id='e1', before=('r4',), after=('r2',), score=-0.333333),)
    """

    mentee_id: str
    before: tuple[str, ...]
    after: tuple[str, ...]
    score: float


@dataclass(frozen=True)
class Cost:
    """What it would cost to choose a certain pair.

    Parameters
    ----------
    possible : bool
        Whether the rules allow the pair at all; if not, `matched` and `score` are None.
    matched, score : int or None
        How many pairs, and how much score (in points: `mentormatch.scoring.SCALE` for a score of 1), the best
        matching with the pair is worse.
    exact : bool
        Whether both matchings are proved; if not, the cost compares the best ones found.
    moves : tuple of Move
        Who would have other mentors, as a chain from the mentee of the pair: each next one gets a mentor
        whom another one leaves, or leaves one whom another gets. Several matchings may be equally good; this
        is one of them.

    Examples
    --------
    >>> people = mm.People(
    ...     mentees=[{"id": "e1", "consent": True, "wants": {"audit": 3}}],
    ...     mentors=[{"id": f"r{k}", "consent": True, "offers": {"audit": k}} for k in (2, 4)],
    ... )
    >>> cost = mm.match(people).cost_of("e1", "r2")
    >>> cost.possible, cost.matched, cost.score, cost.exact
    (True, 0, 333333, True)
    """

    possible: bool
    matched: int | None
    score: int | None
    exact: bool
    moves: tuple[Move, ...] = ()

    @property
    def total_score(self) -> float | None:
        """How much less total score there would be, where a pair's best score is 1."""
        return None if self.score is None else self.score / SCALE


NOT_POSSIBLE = Cost(possible=False, matched=None, score=None, exact=True)


def cost_of(matching: MatchingData, mentee_id: str, mentor_id: str, time_limit: float = 60.0) -> Cost:
    """Return what a pair would cost: this matching compared with the best one that includes the pair.

    Parameters
    ----------
    time_limit : float
        Seconds for the solver, where the matching has rules or objectives that prices alone do not prove.

    Raises
    ------
    UnknownIdError
        If there is no such mentee, or no such mentor.
    PolicyError
        If the two may not meet; the message says why.

    Notes
    -----
    The pair is fixed in the kept state, with one unit of both people, and the rest is repaired: the work
    grows with the people who would move, not with the scheme. Where prices do not prove the matching, or the
    repaired one breaks a rule on several pairs together, the problem is solved with the pair required.
    """
    pair = matching.index.pair(mentee_id, mentor_id)
    cost = cost_by_repair(matching, pair)
    if cost is not None:
        return cost
    problem, now = matching.problem, matching.solution
    forced = problem.replace(rules=(*problem.rules, Require(pair=pair)))
    try:
        then = solve(
            forced, matching.policy.objective, time_limit=time_limit, seed=matching.policy.seed,
            hint=now.chosen,
        )  # fmt: skip
    except InfeasibleError:
        return NOT_POSSIBLE
    gained, lost = np.setdiff1d(then.chosen, now.chosen), np.setdiff1d(now.chosen, then.chosen)
    return cost_between(matching, pair, gained, lost, exact=now.gap == 0.0 and then.gap == 0.0)


def cost_by_repair(matching: MatchingData, pair: int) -> Cost | None:
    """Return the cost of a candidate pair, by index, where a repair finds it; None where solving has to.

    That is so where prices do not prove the matching, or the repaired one breaks a rule on several pairs.
    """
    kept = matching.kept
    if kept is None:
        return None
    if _is_among(matching.solution.chosen, pair):
        return Cost(possible=True, matched=0, score=0, exact=True)
    problem, number = kept.problem, kept.number(pair)
    mentee, mentor = int(problem.mentee[pair]), int(problem.mentor[pair])
    units = kept.state.base.solved
    if number is None or not units.demand[mentee] or not units.capacity[mentor]:
        return NOT_POSSIBLE
    delta = Delta(
        removed=np.array([number]), **kept.units("mentee", mentee, -1), **kept.units("mentor", mentor, -1)
    )
    gained, lost = (kept.pairs[one] for one in kept.repaired(delta).differences(kept.state))
    gained = np.append(gained, pair)
    holds = kept.holds(lambda: np.union1d(np.setdiff1d(matching.solution.chosen, lost), gained))
    return cost_between(matching, pair, gained, lost, exact=True) if holds else None


def _is_among(pairs: Ints, pair: int) -> bool:
    at = int(np.searchsorted(pairs, pair))
    return at < len(pairs) and bool(pairs[at] == pair)


def cost_between(matching: MatchingData, pair: int, gained: Ints, lost: Ints, *, exact: bool) -> Cost:
    """Return what another answer costs: with some pairs gained and some lost, beginning at one of them."""
    points = matching.scores.points
    return Cost(
        possible=True,
        matched=len(lost) - len(gained),
        score=int(points[lost].sum() - points[gained].sum()),
        exact=exact,
        moves=tuple(_moves(matching, pair, gained, lost)),
    )


def _moves(matching: MatchingData, pair: int, gained: Ints, lost: Ints) -> Iterator[Move]:
    """Yield whose mentors differ between two answers, along the chain that begins with the pair."""
    problem, people, points = matching.problem, matching.people, matching.scores.points
    gaining, losing = problem.mentee[gained], problem.mentee[lost]
    for mentee in _chained(problem, int(problem.mentee[pair]), np.concatenate((gained, lost))):
        more, less = gained[gaining == mentee], lost[losing == mentee]
        yield Move(
            people.mentees[mentee].id,
            tuple(people.mentors[j].id for j in problem.mentor[less].tolist()),
            tuple(people.mentors[j].id for j in problem.mentor[more].tolist()),
            int(points[more].sum() - points[less].sum()) / SCALE,
        )


def _chained(problem: Problem, first: int, changed: Ints) -> list[int]:
    """Return mentees in the order in which they are reached from the first, through mentors in common."""
    by_mentee: dict[int, list[int]] = {}
    by_mentor: dict[int, list[int]] = {}
    for mentee, mentor in zip(
        problem.mentee[changed].tolist(), problem.mentor[changed].tolist(), strict=True
    ):
        by_mentee.setdefault(mentee, []).append(mentor)
        by_mentor.setdefault(mentor, []).append(mentee)
    order: dict[int, None] = {}
    for start in [first, *sorted(by_mentee)]:
        waiting = [] if start in order else [start]
        while waiting:
            mentee = waiting.pop(0)
            if mentee in by_mentee and mentee not in order:
                order[mentee] = None
                waiting += [other for mentor in by_mentee[mentee] for other in by_mentor[mentor]]
    return list(order)
