"""`swaps`: people who would move exchange mentors, where nobody is worse off for it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from mentormatch.arrays import Ints
from mentormatch.candidates.search import ids_of_pairs
from mentormatch.engine.solve import solve
from mentormatch.errors import ChangeError
from mentormatch.matching.arguments import matching_given
from mentormatch.matching.result import Matching
from mentormatch.problem.problem import Problem
from mentormatch.problem.ranks import Ranks
from mentormatch.problem.solution import Status
from mentormatch.progress import Progress, Steps
from mentormatch.rematching.kept_pairs import find_pairs
from mentormatch.rematching.rematch import plan_rematch
from mentormatch.rematching.result import Rematching
from mentormatch.rules import Floor, Keep, PairCount, Rule
from mentormatch.scoring import DEFAULT_SCORERS, SCALE, Scorer

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, eq=False)
class Swaps:
    """Swaps in which nobody is worse off.

    Parameters
    ----------
    before : Matching
    matching : Rematching
        With the swaps made: every other pair stays, and whoever waits may get a place that is free.
    moves : int64 array, shape (n, 2)
        Candidate pairs of `before`, by index: the one that each mentee who moves has, and the one they get.
    proved : bool
        Whether no more mentees could be better off, and if as many are, not by more.
    """

    before: Matching
    matching: Rematching
    moves: Ints
    proved: bool

    @cached_property
    def table(self) -> pd.DataFrame:
        """Who would move.

        Returns
        -------
        DataFrame
            Columns swap (a number: those with the same one move together or not at all), mentee_id,
            mentor_before, mentor_after, wish_before and wish_after (which wish of the mentee that mentor is;
            None if none), score_before, score_after (0 to 1).
        """
        import pandas as pd
        from scipy.sparse import coo_array
        from scipy.sparse.csgraph import connected_components

        problem, people = self.before.problem, self.before.people
        mentor = problem.mentor[self.moves]
        n = problem.n_mentors
        _, part = connected_components(coo_array((np.ones(len(mentor)), tuple(mentor.T)), (n, n)))
        swap = np.unique(part[mentor[:, 0]], return_inverse=True)[1] + 1
        wish = _ranks(self.before).by_wishes[0][self.moves]
        score = self.before.scores.points[self.moves] / SCALE
        columns: dict[str, object] = {
            "swap": swap,
            "mentee_id": [people.mentees[i].id for i in problem.mentee[self.moves[:, 0]]],
        }
        for when, k in (("before", 0), ("after", 1)):
            columns[f"mentor_{when}"] = [people.mentors[j].id for j in mentor[:, k]]
            wishes = [place + 1 if place < n else None for place in wish[:, k].tolist()]
            columns[f"wish_{when}"] = pd.Series(wishes, dtype=object)
            columns[f"score_{when}"] = score[:, k]
        return pd.DataFrame(columns).sort_values(["swap", "mentee_id"], ignore_index=True)


def swaps(
    matching: Matching,
    would_move: Collection[str],
    *,
    scorers: Sequence[Scorer] = DEFAULT_SCORERS,
    time_limit: float = 60.0,
    progress: Progress | None = None,
) -> Swaps:
    """Exchange mentors among people who would move, so that nobody is worse off.

    Parameters
    ----------
    matching : Matching
        It is not changed.
    would_move : collection of str
        Ids of mentees who have one mentor and would have another; and of mentors who would give up a mentee,
        so that a mentee may also move to a free place and nobody follow. Who is both is meant as a mentee.
    scorers : sequence of Scorer
    time_limit : float
        Seconds for the solver.
    progress : callable, optional
        As for `rematch`.

    Returns
    -------
    Swaps
        As many mentees as possible are better off, and then the scores are as high as possible; nobody moves
        for whom it is all the same unless others gain by it.

    Raises
    ------
    UnknownIdError
        If there is no such person.
    ChangeError
        If mentees have no mentor, or several; lists all of these.

    Notes
    -----
    One partner is better than another if the person wishes for them more; between two of whom the person
    wishes for neither, the higher score decides. No mentee gets a mentor who is worse. A mentor has a mentee
    who is no worse in the place of each who moves, unless the mentor would give one up. All others keep their
    pairs, and every rule holds.

    Examples
    --------
    >>> import mentormatch as mm
    >>> mentees = [mm.Mentee(id=i, consent=True) for i in ("e1", "e2")]
    >>> people = mm.People(mentees=mentees, mentors=[mm.Mentor(id=i, consent=True) for i in ("r1", "r2")])
    >>> now = mm.match(people, mm.Policy(rules=[mm.rules.Require(pair=("e1", "r1"))])).begin()
    >>> wishes = {"e1": ["r2"], "e2": ["r1"]}
    >>> updates = [mm.Update(mm.Mentee(id=i, consent=True, prefers=j)) for i, j in wishes.items()]
    >>> now = mm.rematch(now, updates, mm.Policy())
    >>> mm.swaps(now, ["e1", "e2"]).matching.pair_ids
    (('e1', 'r2'), ('e2', 'r1'))
    """
    matching = matching_given(matching)
    market = _Market(matching, *_who(matching, would_move))
    problem = market.problem
    found = solve(problem, time_limit=time_limit, seed=matching.policy.seed)
    after = market.pairs[found.chosen] if found.n_matched else matching.solution.chosen
    plan = plan_rematch(matching, [], None, scorers, Steps(progress))
    kept = find_pairs(
        plan.applied.people, plan.candidates, ids_of_pairs(matching.people, matching.candidates, after)
    )
    terms = plan.terms(matching.policy.rematch.replace(keep="none", budget=None, price=None))
    again = plan.solved(replace(terms, kept=kept), time_limit)
    mine = np.sort(market.moving)
    gets = np.intersect1d(
        after, np.flatnonzero(np.isin(matching.problem.mentee, matching.problem.mentee[mine]))
    )
    moves = np.stack([mine, gets], axis=1)
    return Swaps(matching, again, moves[mine != gets], found.status is Status.OPTIMAL)


def _who(matching: Matching, ids: Collection[str]) -> tuple[Ints, Ints]:
    """Return the pairs of the mentees who would move, and the mentors who would give up a mentee."""
    problem, chosen = matching.problem, matching.solution.chosen
    pairs, mentors, problems = [], [], []
    for one in dict.fromkeys(ids):
        role, position = matching.index.roles(one)[0]
        if role == "mentor":
            mentors.append(position)
            continue
        mine = chosen[problem.mentee[chosen] == position]
        if len(mine) == 1:
            pairs.append(int(mine[0]))
        else:
            problems.append(f"{one} has {len(mine) or 'no'} mentors, and only who has one can move")
    if problems:
        raise ChangeError(problems)
    return np.array(pairs, np.int64), np.array(mentors, np.int64)


def _ranks(matching: Matching) -> Ranks:
    return Ranks(matching.people, matching.candidates, matching.scores.points)


@dataclass(frozen=True, eq=False)
class _Market:
    """What a swap may do.

    Parameters
    ----------
    matching : Matching
    moving : int64 array
        The pairs of the mentees who would move.
    giving : int64 array
        The mentors who would give up a mentee.
    """

    matching: Matching
    moving: Ints
    giving: Ints

    @cached_property
    def ranks(self) -> tuple[Ints, Ints]:
        """How mentees rank their mentors, and mentors their mentees: by wishes, then by score."""
        points = self.matching.scores.points
        mentee, mentor = (rank * (SCALE + 1) - points for rank in _ranks(self.matching).by_wishes)
        return mentee, mentor

    @cached_property
    def fixed(self) -> Ints:
        """The pairs of everybody else."""
        return np.setdiff1d(self.matching.solution.chosen, self.moving)

    @cached_property
    def free(self) -> Ints:
        """The free capacity of every mentor."""
        problem = self.matching.problem
        return problem.capacity - np.bincount(
            problem.mentor[self.matching.solution.chosen], minlength=problem.n_mentors
        )

    @cached_property
    def own(self) -> Ints:
        """The pair that every mentee who would move has now; -1 for others."""
        own = np.full(self.matching.problem.n_mentees, -1)
        own[self.matching.problem.mentee[self.moving]] = self.moving
        return own

    @cached_property
    def pairs(self) -> Ints:
        """The pairs that may be chosen: those of others, and those for which nobody would be worse off."""
        problem, (mentee_rank, mentor_rank) = self.matching.problem, self.ranks
        own, mentor = self.own[problem.mentee], problem.mentor
        worst = np.full(problem.n_mentors, np.iinfo(np.int64).min)
        np.maximum.at(worst, mentor[self.moving], mentor_rank[self.moving])
        may = (own >= 0) & (mentee_rank <= mentee_rank[own])
        may &= (self.free[mentor] > 0) | (mentor_rank <= worst[mentor])
        may[problem.forbidden] = False
        may[self.moving] = may[self.fixed] = True
        return np.flatnonzero(may)

    @property
    def problem(self) -> Problem:
        """The swaps as a problem: its best answer has most mentees better off, then the best scores."""
        whole, pairs = self.matching.problem, self.pairs
        rules = [rule.among(pairs) for rule in (*self._rules(), *self._no_mentor_worse())]
        return Problem(
            whole.n_mentees,
            whole.n_mentors,
            whole.mentee[pairs],
            whole.mentor[pairs],
            self._gains()[pairs],
            whole.capacity,
            np.bincount(whole.mentee[self.matching.solution.chosen], minlength=whole.n_mentees),
            [rule for rule in rules if rule is not None],
            whole.mentee_ids,
            whole.mentor_ids,
        )

    def _gains(self) -> Ints:
        """Return for each pair one number: whether its mentee is better off, then the points gained.

        To move somebody for whom it is all the same costs one point.
        """
        problem, points, rank = self.matching.problem, self.matching.scores.points, self.ranks[0]
        own = self.own[problem.mentee]
        better = rank < rank[own]
        gain = points - points[own] - (~better & (own != np.arange(problem.n_pairs)))
        return np.where(own >= 0, gain + (2 * (SCALE + 1) * len(self.moving) + 1) * better, 0)

    def _rules(self) -> Iterator[Rule]:
        """Yield the rules of the matching, without what a rematch kept; everybody else keeps their pairs."""
        problem, terms = self.matching.problem, self.matching.terms
        for rule in problem.rules[: len(problem.rules) - len(terms.rules())]:
            if isinstance(rule, Floor) and rule.score is None:
                yield Floor(total=rule.total, score=self.matching.scores.points)
            else:
                yield rule
        yield Keep(pairs=self.fixed)

    def _no_mentor_worse(self) -> Iterator[Rule]:
        """Yield what gives every mentor somebody no worse for each mentee who moves.

        That is so if a mentor has, for every rank, as many mentees of that rank or better as before; or, who
        would give one up, no more below it than before and one for each free place.
        """
        problem, rank = self.matching.problem, self.ranks[1]
        there = np.setdiff1d(self.pairs, self.fixed)
        for mentor in np.unique(problem.mentor[self.moving]).tolist():
            before = rank[self.moving[problem.mentor[self.moving] == mentor]]
            pairs = there[problem.mentor[there] == mentor]
            for level in np.unique(before).tolist():
                if mentor in self.giving:
                    most = int(np.count_nonzero(before > level)) + int(self.free[mentor])
                    yield PairCount(pairs=pairs[rank[pairs] > level], at_most=most)
                else:
                    least = int(np.count_nonzero(before <= level))
                    yield PairCount(pairs=pairs[rank[pairs] <= level], at_least=least)
