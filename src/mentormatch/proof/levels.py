r"""Bounds of stages that follow one another on ever fewer matchings: `worst_off`, `leximin`, `preference`.

Let :math:`F` be matchings given by pairs that all of them have (:math:`M`), pairs that some may have
(:math:`O`), and how many pairs each person has, :math:`l \le n \le h`. For any prices :math:`u, p` of either
sign and weights :math:`w`, every matching in :math:`F` has

.. math::

   \sum w x \le \sum_i (h_i u_i^+ - l_i u_i^-) + \sum_j (h_j p_j^+ - l_j p_j^-)
            + \sum_M (w - u - p) + \sum_O \max(0, w - u - p).

If the chosen pairs reach this bound, then a matching in :math:`F` is as good in this stage exactly if it has
all pairs of positive :math:`w - u - p`, none of negative, :math:`h` pairs for positive and :math:`l` for
negative prices: again such a set, on which the next stage is checked. No weight has to outweigh another.

The :math:`k`-th lowest total of a mentee cannot exceed :math:`v` if in every matching at least :math:`k`
mentees who want one mentor each have a pair that scores at most :math:`v`: a bound on the weights
:math:`-[s \le v]` of their pairs.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby

import numpy as np

from mentormatch.arrays import Bools, Ints
from mentormatch.objectives.leximin import DEPTH
from mentormatch.problem.problem import LIMIT, Problem
from mentormatch.problem.solution import Prices, Stage
from mentormatch.proof.rules import settled
from mentormatch.proof.sums import exact_dot, exact_sum, magnitude, minimum_loads

_PEOPLE_ALONE = (0, 1, (), 0, 0, False)
"""All that prices hold besides those of people, where only these are allowed."""


def by_levels(name: object) -> bool:
    """Return whether an objective has a stage per level, so that it and all others are checked here."""
    return name == "preference" or _depth(name) is not None


def _depth(name: object) -> int | None:
    """Return how many mentees an objective looks at, the worst off first; None if it does not."""
    first, _, depth = str(name).partition(" ")
    if name == "worst_off":
        return 1
    if first != "leximin" or (depth and not (depth.isascii() and depth.isdigit())):
        return None
    return int(depth) if depth else DEPTH


def recomputed(
    problem: Problem, chosen: Ints, stages: Sequence[Stage]
) -> tuple[tuple[Stage, ...], list[str]]:
    """Return the stages with recomputed values and bounds, and the contradictions found."""
    check = _Check(problem, chosen)
    seen: set[str] = set()
    for name, group in groupby(stages, key=lambda stage: stage.objective):
        if name in seen:
            check.faults.append(f"the stages of {name} do not follow one another")
        seen.add(name)
        check.objective(name, tuple(group))
    return tuple(check.stages), check.faults


class _Face:
    """Matchings that keep the rules and are as good as the chosen one in the stages so far, and maybe others.

    Attributes
    ----------
    must, open : bool arrays, shape (n_pairs,)
        Pairs that all of them have, and that some may have.
    low, high : tuples of int64 arrays, shapes (n_mentees,) and (n_mentors,)
        How many pairs people have, at least and at most.
    """

    def __init__(self, problem: Problem) -> None:
        self._sides = (problem.mentee, problem.mentor)
        self.must, self.open = np.zeros(problem.n_pairs, np.bool_), np.ones(problem.n_pairs, np.bool_)
        required, forbidden = settled(problem)
        self.must[required] = True
        self.high = (problem.demand.copy(), problem.capacity.copy())
        self.low = (np.zeros_like(problem.demand), np.minimum(minimum_loads(problem), problem.capacity))
        self.open[forbidden] = False
        self._close()

    def _left(self, weight: Ints, prices: Prices) -> Ints:
        """Return what each pair is worth above the prices of its two people."""
        mentee, mentor = self._sides
        return np.asarray(weight - prices.mentee[mentee] - prices.mentor[mentor])

    def bound(self, weight: Ints, prices: Prices) -> int:
        """Return the bound that prices prove on the total weight."""
        left = self._left(weight, prices)
        total = exact_sum(left[self.must]) + exact_sum(np.maximum(left[self.open], 0))
        for price, low, high in zip((prices.mentee, prices.mentor), self.low, self.high, strict=True):
            total += exact_dot(np.where(price >= 0, high, low), price)
        return total

    def narrow(self, weight: Ints, prices: Prices) -> None:
        """Keep those that reach the bound; the chosen pairs have to be among them."""
        left = self._left(weight, prices)
        self.must |= self.open & (left > 0)
        self.open &= left == 0
        for price, low, high in zip((prices.mentee, prices.mentor), self.low, self.high, strict=True):
            low[price > 0] = high[price > 0]
            high[price < 0] = low[price < 0]
        self._close()

    def forbid(self, pairs: Bools) -> None:
        """Keep those without these pairs."""
        self.open &= ~pairs

    def _close(self) -> None:
        """Close the pairs of people who have all they may have."""
        self.open &= ~self.must
        for side, high in zip(self._sides, self.high, strict=True):
            self.open &= (np.bincount(side[self.must], minlength=len(high)) < high)[side]


class _Check:
    """The check of one answer, stage by stage."""

    def __init__(self, problem: Problem, chosen: Ints) -> None:
        self.problem, self.chosen = problem, chosen
        self.stages: list[Stage] = []
        self.faults: list[str] = []
        self._face = _Face(problem)
        self._one = (problem.demand <= 1)[problem.mentee]

    def objective(self, name: str, stages: Sequence[Stage]) -> None:
        """Check the stages of one objective."""
        depth = _depth(name)
        ones = np.ones(self.problem.n_pairs, np.int64)
        if depth is not None:
            self._totals(stages, depth)
        elif name == "preference":
            self._wishes(stages)
        elif name not in {"matched", "score"} or len(stages) > 1 or stages[0].level is not None:
            self.faults.append(f"unknown stages of {name}")
        else:
            self._linear(stages[0], ones if name == "matched" else self.problem.score)

    def _wishes(self, stages: Sequence[Stage]) -> None:
        rank = self.problem.rank
        rank = np.zeros(self.problem.n_pairs, np.int64) if rank is None else rank
        ranks = [int(one) for one in np.unique(rank) if one] or [1]
        if [stage.level for stage in stages] != ranks:
            self.faults.append(f"preference needs a stage for each of the ranks {ranks[:10]}")
            return
        for stage in stages:
            self._linear(stage, (rank == stage.level).astype(np.int64))

    def _linear(self, stage: Stage, weight: Ints) -> None:
        """Check a stage whose value is the total weight of the chosen pairs."""
        value, bound = exact_sum(weight[self.chosen]), stage.bound
        if stage.prices is not None and self._usable(stage.prices, weight):
            bound = self._face.bound(weight, stage.prices)
            if bound == value:
                self._face.narrow(weight, stage.prices)
        self._add(stage, value, bound)

    def _totals(self, stages: Sequence[Stage], depth: int) -> None:
        """Check that as few mentees as possible are without a mentor, and then each total."""
        problem, first = self.problem, stages[0]
        mentees, of = np.unique(problem.mentee[self.chosen], return_inverse=True)
        totals = [0] * len(mentees)
        for position, score in zip(of.tolist(), problem.score[self.chosen].tolist(), strict=True):
            totals[position] += score
        totals.sort()
        if first.level != 0:
            self.faults.append(f"{first.objective} needs a stage of level 0 for mentees with a mentor")
            return
        self._helped(first, len(mentees))
        last, reach, before, looked_at = 0, 0, -LIMIT, min(depth, len(totals))
        for stage in stages[1:]:
            if stage.level is None or not last < stage.level <= min(reach + 1, looked_at):
                break
            last, value = stage.level, totals[stage.level - 1]
            reach = self._total(stage, value, totals, before, looked_at)
            before = value
            if stage.bound != value:
                reach = looked_at  # what follows is not claimed to be the best
        else:
            last = looked_at
        if min(last, reach) < looked_at:
            self.faults.append(f"{first.objective} does not show the total of mentee {reach + 1}")

    def _total(self, stage: Stage, value: int, totals: Sequence[int], before: int, looked_at: int) -> int:
        """Check one total; return how many totals are at most this in every matching that is as good."""
        at_most = sum(total <= value for total in totals)
        level, score = stage.level or 0, self.problem.score
        if stage.prices is None:
            self._add(stage, value, stage.bound)
            return at_most
        if stage.bound == value:
            # Whoever has one of these has a lower total there anyway.
            self._face.forbid(self._one & (score > before) & (score < value))
        weight = -(self._one & (score <= stage.bound)).astype(np.int64)
        reach = max(-self._face.bound(weight, stage.prices), 0) if self._usable(stage.prices, weight) else 0
        if reach < level:
            self.faults.append(
                f"claims that the total of mentee {level} cannot exceed {stage.bound}; the prices prove that "
                f"only of the {reach} worst off"
            )
        elif stage.bound == value and reach == at_most < looked_at:
            self._face.narrow(weight, stage.prices)
        self._add(stage, value, stage.bound)
        return reach

    def _helped(self, stage: Stage, value: int) -> None:
        """Check how many mentees have a mentor: at most all who want several, and some who want one."""
        problem, weight = self.problem, self._one.astype(np.int64)
        several = np.unique(problem.mentee[~self._one])
        bound = stage.bound
        if stage.prices is not None and self._usable(stage.prices, weight):
            bound = self._face.bound(weight, stage.prices) + len(several)
            if bound == value:
                self._face.narrow(weight, stage.prices)
                self._face.low[0][several] = np.maximum(self._face.low[0][several], 1)
        self._add(stage, value, bound)

    def _add(self, stage: Stage, value: int, bound: int) -> None:
        name = stage.objective if stage.level is None else f"{stage.objective} {stage.level}"
        if stage.value != value:
            self.faults.append(f"claims {name} of {stage.value}; the chosen pairs give {value}")
        if bound < value:
            self.faults.append(f"{name} of {value} is above its bound {bound}")
        elif stage.bound < bound:
            self.faults.append(
                f"claims that {name} cannot exceed {stage.bound}; the prices prove only {bound}"
            )
        self.stages.append(replace(stage, value=value, bound=bound))

    def _usable(self, prices: Prices, weight: Ints) -> bool:
        """Return whether prices have the right shape and size; add why not."""
        fault = _unusable(self.problem, prices, weight)
        self.faults += [fault] if fault else []
        return not fault


def _unusable(problem: Problem, prices: Prices, weight: Ints) -> str:
    both = (np.asarray(prices.mentee), np.asarray(prices.mentor))
    if [price.shape for price in both] != [(problem.n_mentees,), (problem.n_mentors,)]:
        return "prices have the wrong shape"
    if any(price.dtype != np.int64 for price in both):
        return "prices are not whole numbers"
    if (prices.filled, prices.scale, prices.rules, prices.load, prices.points, prices.sets) != _PEOPLE_ALONE:
        return "only people have prices where stages follow one another on fewer matchings"
    if max(*map(magnitude, both), magnitude(weight)) >= LIMIT // 4:
        return "prices are too large to add up exactly"
    return ""
