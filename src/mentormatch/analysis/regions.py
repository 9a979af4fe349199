"""A very large problem solved region by region, and the most that pairs across borders could have added.

Prices of mentees and mentors bound every matching: by what demand and capacity are worth at these prices, and
by what each pair is worth above them. The prices of the regions prove the regions' answers, so that of the
whole only the pairs across borders are left: they add at most what each is worth above the prices of its two
people.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from mentormatch.arguments import check_arguments
from mentormatch.arrays import Ints, frozen
from mentormatch.engine.solve import solve
from mentormatch.errors import ProblemError
from mentormatch.problem.problem import Problem
from mentormatch.problem.solution import Status


@dataclass(frozen=True, eq=False)
class Regional:
    """The best matchings of single regions.

    Parameters
    ----------
    chosen : int64 array, shape (n_chosen,)
        Their pairs, by index in the whole problem, ascending.
    total : int
        What they are worth: the scores, and for each filled place what it counts.
    gain : int
        The best matching of the whole is worth at most `total` and this.

    Examples
    --------
    >>> problem = mm.Problem(2, 2, mentee=[0, 1, 1], mentor=[0, 0, 1], score=[5, 9, 3])
    >>> regional = mm.solve_by_region(problem, [0, 1], [0, 1], place=10)
    >>> regional.chosen.tolist(), regional.total, regional.gain
    ([0, 2], 28, 4)
    """

    chosen: Ints
    total: int
    gain: int


def solve_by_region(
    problem: Problem, mentee_region: ArrayLike, mentor_region: ArrayLike, place: int, *, seed: int = 0
) -> Regional:
    """Solve a problem region by region, and bound what solving it as a whole could gain.

    Parameters
    ----------
    problem : Problem
        Without rules.
    mentee_region, mentor_region : array-like of int, shape (n_mentees,) and (n_mentors,)
        Number of the region of each person, from 0. Pairs across borders are not chosen.
    place : int
        How much a filled place counts, at least 0, in points of score: totals are of scores and places.
    seed : int
        Seed of the lottery.

    Returns
    -------
    Regional
        The best matching of each region, and by how much that of the whole may be better.

    Raises
    ------
    ArgumentError
        If an argument has the wrong type.
    ProblemError
        If the problem has rules, or the arguments do not fit it.

    Examples
    --------
    >>> problem = mm.Problem(2, 2, [0, 1, 1], [0, 0, 1], [5, 9, 3])
    >>> found = mm.solve_by_region(problem, [0, 1], [0, 1], place=10)
    >>> found.chosen.tolist(), found.total, found.gain
    ([0, 2], 28, 4)
    """
    check_arguments(solve_by_region, locals())
    mentees, mentors = np.asarray(mentee_region), np.asarray(mentor_region)
    _check(problem, mentees, mentors, place)
    inside = mentees[problem.mentee] == mentors[problem.mentor]
    worth = problem.score + place
    mentee_price, mentor_price = np.zeros(problem.n_mentees, np.int64), np.zeros(problem.n_mentors, np.int64)
    chosen, total = [np.zeros(0, np.int64)], 0
    by_region = np.flatnonzero(inside)[np.argsort(mentees[problem.mentee[inside]], kind="stable")]
    ends = np.flatnonzero(np.diff(mentees[problem.mentee[by_region]])) + 1
    for pairs in np.split(by_region, ends):
        here, i = np.unique(problem.mentee[pairs], return_inverse=True)
        there, j = np.unique(problem.mentor[pairs], return_inverse=True)
        part = Problem(
            len(here), len(there), i, j, worth[pairs], problem.capacity[there], problem.demand[here]
        )
        best = solve(part, ("score",), seed=seed)
        prices = best.stages[-1].prices
        if best.status is not Status.OPTIMAL or prices is None:
            raise ProblemError(["a region was not solved to a proof"])
        # Of a price that is no whole number of points the next one above proves as much.
        mentee_price[here], mentor_price[there] = (
            -(-p // prices.scale) for p in (prices.mentee, prices.mentor)
        )
        chosen.append(pairs[best.chosen])
        total += best.score
    bound = int(problem.demand @ mentee_price) + int(problem.capacity @ mentor_price)
    above = np.maximum(worth - mentee_price[problem.mentee] - mentor_price[problem.mentor], 0)
    return Regional(frozen(np.sort(np.concatenate(chosen))), total, bound + int(above.sum()) - total)


def _check(problem: Problem, mentees: Ints, mentors: Ints, place: int) -> None:
    faults = []
    if problem.rules:
        faults.append(f"regions are solved without rules, but there is {problem.rules[0].rule}")
    for name, region, n in (
        ("mentee_region", mentees, problem.n_mentees),
        ("mentor_region", mentors, problem.n_mentors),
    ):
        if region.shape != (n,) or (n and region.dtype.kind not in "iu"):
            faults.append(f"{name} must hold {n} whole numbers; got {region.dtype} of shape {region.shape}")
    if place < 0:
        faults.append(f"place must be at least 0 points; got {place}")
    if faults:
        raise ProblemError(faults)
