"""`swaps`: people who would move exchange mentors, where nobody is worse off for it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from mentormatch.arguments import check_arguments
from mentormatch.arrays import Ints
from mentormatch.candidates.search import ids_of_pairs
from mentormatch.engine.solve import solve
from mentormatch.errors import ChangeError
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
        The matching as it is; it is not changed.
    matching : Rematching
        With the swaps made: every other pair stays, and whoever waits may get a place that is free.
    moves : int64 array, shape (n, 2)
        Candidate pairs of `before`, by index: the one that each mentee who moves has, and the one they get.
    proved : bool
        Whether no more mentees could be better off, and if as many are, not by more.

    Examples
    --------
    >>> mentees = [mm.Mentee(id=i, consent=True) for i in ("e1", "e2")]
    >>> people = mm.People(mentees=mentees, mentors=[mm.Mentor(id=i, consent=True) for i in ("r1", "r2")])
    >>> now = mm.match(people, mm.Policy(rules=[mm.rules.Require(pair=("e1", "r1"))])).begin()
    >>> wishes = {"e1": ["r2"], "e2": ["r1"]}
    >>> updates = [mm.Update(mm.Mentee(id=i, consent=True, prefers=j)) for i, j in wishes.items()]
    >>> found = mm.swaps(mm.rematch(now, updates, mm.Policy()), ["e1", "e2"])
    >>> found.table[["mentee_id", "mentor_before", "mentor_after"]]
      mentee_id mentor_before mentor_after
    0        e1            r1           r2
    1        e2            r2           r1
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
        Those with which `matching` was made.
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
    ArgumentError
        If an argument has the wrong type.
    ProblemError
        If a number is out of range.
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
    >>> mentees = [mm.Mentee(id=i, consent=True) for i in ("e1", "e2")]
    >>> people = mm.People(mentees=mentees, mentors=[mm.Mentor(id=i, consent=True) for i in ("r1", "r2")])
    >>> now = mm.match(people, mm.Policy(rules=[mm.rules.Require(pair=("e1", "r1"))])).begin()
    >>> wishes = {"e1": ["r2"], "e2": ["r1"]}
    >>> updates = [mm.Update(mm.Mentee(id=i, consent=True, prefers=j)) for i, j in wishes.items()]
    >>> now = mm.rematch(now, updates, mm.Policy())
    >>> mm.swaps(now, ["e1", "e2"]).matching.pair_ids
    (('e1', 'r2'), ('e2', 'r1'))
    """
    check_arguments(swaps, locals())
    moving, giving = _who(matching, would_move)
    ranks = _own_ranks(matching)
    pairs = _allowed(matching, moving, *ranks)
    rules = [*_rules(matching), *_no_mentor_worse(matching, moving, giving, pairs, ranks[1])]
    problem = _problem(matching, moving, pairs, ranks[0], rules)
    found = solve(problem, time_limit=time_limit, seed=matching.policy.seed)
    after = pairs[found.chosen] if found.n_matched else matching.solution.chosen
    plan = plan_rematch(matching, [], None, scorers, Steps(progress))
    ids = ids_of_pairs(matching.people, matching.candidates, after)
    kept = find_pairs(plan.applied.people, plan.candidates, ids)
    terms = plan.terms(matching.policy.rematch.replace(keep="none", budget=None, price=None))
    again = plan.solved(replace(terms, kept=kept), time_limit)
    # Candidate pairs are in the order of the mentees, of whom each has one before and one after.
    gets = after[np.isin(matching.problem.mentee[after], matching.problem.mentee[moving])]
    moves = np.stack([np.sort(moving), gets], axis=1)
    return Swaps(matching, again, moves[moves[:, 0] != gets], found.status is Status.OPTIMAL)


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


def _own_ranks(matching: Matching) -> tuple[Ints, Ints]:
    """Return how mentees rank their mentors, and mentors their mentees: by wishes, then by score."""
    mentee, mentor = _ranks(matching).by_wishes
    points = matching.scores.points
    return mentee * (SCALE + 1) - points, mentor * (SCALE + 1) - points


def _now(matching: Matching, moving: Ints) -> Ints:
    """Return for each candidate pair the one that its mentee would exchange for it; -1 for other mentees."""
    own = np.full(matching.problem.n_mentees, -1)
    own[matching.problem.mentee[moving]] = moving
    return own[matching.problem.mentee]


def _free(problem: Problem, chosen: Ints) -> Ints:
    return problem.capacity - np.bincount(problem.mentor[chosen], minlength=problem.n_mentors)


def _allowed(matching: Matching, moving: Ints, mentee_rank: Ints, mentor_rank: Ints) -> Ints:
    """Return the pairs that may be chosen: those there are, and those for which nobody need be worse off."""
    problem, chosen = matching.problem, matching.solution.chosen
    now, mentor = _now(matching, moving), problem.mentor
    worst = np.full(problem.n_mentors, np.iinfo(np.int64).min)
    np.maximum.at(worst, mentor[moving], mentor_rank[moving])
    may = (now >= 0) & (mentee_rank <= mentee_rank[now])
    may &= (_free(problem, chosen)[mentor] > 0) | (mentor_rank <= worst[mentor])
    may[problem.forbidden] = False
    may[chosen] = True
    return np.flatnonzero(may)


def _problem(matching: Matching, moving: Ints, pairs: Ints, rank: Ints, rules: Sequence[Rule]) -> Problem:
    """Return the swaps as a problem: its best answer has most mentees better off, then the best scores."""
    whole, chosen, points = matching.problem, matching.solution.chosen, matching.scores.points
    now = _now(matching, moving)
    better = rank < rank[now]
    # To move somebody for whom it is all the same costs one point.
    gain = points - points[now] - (~better & (now != np.arange(whole.n_pairs)))
    gain += (2 * (SCALE + 1) * len(moving) + 1) * better
    everybody_else = Keep(pairs=np.setdiff1d(chosen, moving))
    left = [rule.among(pairs) for rule in (*rules, everybody_else)]
    return Problem(
        whole.n_mentees, whole.n_mentors, whole.mentee[pairs], whole.mentor[pairs],
        np.where(now >= 0, gain, 0)[pairs], whole.capacity,
        np.bincount(whole.mentee[chosen], minlength=whole.n_mentees),
        [rule for rule in left if rule is not None], whole.mentee_ids, whole.mentor_ids,
    )  # fmt: skip


def _rules(matching: Matching) -> Iterator[Rule]:
    """Yield the rules of a matching, without those by which a rematch kept pairs."""
    problem = matching.problem
    for rule in problem.rules[: len(problem.rules) - len(matching.terms.rules())]:
        if isinstance(rule, Floor) and rule.score is None:
            yield Floor(total=rule.total, score=matching.scores.points)
        else:
            yield rule


def _no_mentor_worse(
    matching: Matching, moving: Ints, giving: Ints, pairs: Ints, rank: Ints
) -> Iterator[Rule]:
    """Yield what gives every mentor somebody no worse for each mentee who moves.

    That is so if a mentor has, for every rank, as many mentees of that rank or better as before; or, who
    would give one up, no more below it than before and one for each free place.
    """
    problem, chosen = matching.problem, matching.solution.chosen
    free = _free(problem, chosen)
    there = np.setdiff1d(pairs, np.setdiff1d(chosen, moving))
    for mentor in np.unique(problem.mentor[moving]).tolist():
        before = rank[moving[problem.mentor[moving] == mentor]]
        mine = there[problem.mentor[there] == mentor]
        for level in np.unique(before).tolist():
            if mentor in giving:
                most = int(np.count_nonzero(before > level) + free[mentor])
                yield PairCount(pairs=mine[rank[mine] > level], at_most=most)
            else:
                least = int(np.count_nonzero(before <= level))
                yield PairCount(pairs=mine[rank[mine] <= level], at_least=least)
