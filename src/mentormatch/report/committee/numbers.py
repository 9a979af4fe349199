"""What a matching comes to, in numbers: how many, how good, how far, how loaded, how proved."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from mentormatch.arrays import Bools, Floats, Ints
from mentormatch.matching.result import Matching
from mentormatch.report.committee.few import OWN
from mentormatch.scoring import SCALE


@dataclass(frozen=True, eq=False)
class Numbers:
    """The numbers of a matching; a template reads them."""

    matching: Matching

    @property
    def mentees(self) -> int:
        """How many mentees there are."""
        return self.matching.problem.n_mentees

    @property
    def mentors(self) -> int:
        """How many mentors there are."""
        return self.matching.problem.n_mentors

    @property
    def pairs(self) -> int:
        """How many pairs are chosen."""
        return len(self._chosen)

    @property
    def candidates(self) -> int:
        """How many pairs may meet."""
        return self.matching.problem.n_pairs

    @property
    def active(self) -> int:
        """How many of the pairs are under way already."""
        return len(self.matching.history.active.intersection(self.matching.pair_ids))

    @cached_property
    def with_mentor(self) -> int:
        """How many mentees have a mentor."""
        return len(np.unique(self.matching.problem.mentee[self._chosen]))

    @property
    def wanted(self) -> int:
        """How many mentors the mentees want in all."""
        return int(self.matching.problem.demand.sum())

    @property
    def capacity(self) -> int:
        """How many mentees the mentors take in all who take part."""
        return int(self.matching.problem.capacity[self._taking].sum())

    @cached_property
    def score(self) -> Floats:
        """The score of each pair, ascending."""
        return np.sort(self.matching.scores.points[self._chosen] / SCALE)

    def quantile(self, share: float) -> float:
        """Return the score that so large a share of the pairs is below."""
        return float(np.quantile(self.score, share))

    @cached_property
    def of_candidates(self) -> Floats:
        """The score of each pair that may meet."""
        return self.matching.scores.points / SCALE

    def among_best(self, n: int) -> float:
        """Return the share of the pairs in which fewer than `n` of the mentee's candidates score higher."""
        problem, points = self.matching.problem, self.matching.scores.points
        better = (
            np.count_nonzero(points[problem.pairs_of_mentee(i)] > points[pair])
            for i, pair in zip(problem.mentee[self._chosen].tolist(), self._chosen.tolist(), strict=True)
        )
        return sum(one < n for one in better) / max(self.pairs, 1)

    @cached_property
    def known(self) -> float:
        """The share of the weight of the criteria that is known, as the mean over the pairs."""
        return float(self.matching.scores.known(self._chosen).mean())

    @cached_property
    def criteria(self) -> list[tuple[str, float, float, float]]:
        """Each criterion that counts: name, share of the weights, mean of the pairs, where that is known."""
        weights, found = self.matching.policy.all_weights, []
        for name in sorted(self.matching.scores.criteria, key=lambda one: (-weights.get(one, 0.0), one)):
            values = self.matching.pairs[name].to_numpy()
            known = values[~np.isnan(values)]
            share = weights.get(name, 0.0) / (sum(weights.values()) or 1.0)
            found.append(
                (name, share, float(known.mean()) if len(known) else np.nan, len(known) / self.pairs)
            )
        return found

    @cached_property
    def km(self) -> Floats:
        """The distances of pairs that may meet in person and whose distance is known, ascending."""
        pairs = self.matching.pairs
        return np.sort(pairs["km"][~pairs["online"]].dropna().to_numpy())

    @cached_property
    def online(self) -> int:
        """How many pairs can only meet online."""
        return int(self.matching.pairs["online"].sum())

    @cached_property
    def load(self) -> Ints:
        """How many mentees each mentor who takes some has."""
        return self._loads[self._taking]

    @cached_property
    def full(self) -> Bools:
        """Whether each of them has as many as they take."""
        return (self._loads >= self.matching.problem.capacity)[self._taking]

    @property
    def short(self) -> int:
        """How many mentors are wanted and not found."""
        return sum(self.matching.unfilled.values())

    @cached_property
    def stages(self) -> list[tuple[str, bool]]:
        """Each objective, and whether no better value of it is possible after those before it."""
        stages = self.matching.solution.stages
        names = dict.fromkeys(one.objective for one in stages)
        return [
            (name, all(one.value == one.bound for one in stages if one.objective == name)) for name in names
        ]

    @property
    def gap(self) -> str:
        """How far below the best possible the matching is at most; empty where no useful limit is known."""
        gap = self.matching.gap
        return "" if gap is None or gap >= 1 else f"{math.ceil(1e4 * gap) / 100:.2f}%"

    @cached_property
    def rules(self) -> list[tuple[str, int, int]]:
        """Each kind of rule: its name, how many there are, and how many are suspended."""
        matching = self.matching
        asked = sum(1 for one in matching.people.mentors if one.minimum_load and one.consent)
        counts = Counter[str](rule.rule for rule in matching.policy.rules) + Counter(MinimumLoad=asked)
        off = Counter[str](one.rule.rule for one in matching.suspended)
        return [(name, max(n, off[name]), off[name]) for name, n in sorted((counts | off).items())]

    @property
    def _chosen(self) -> Ints:
        return self.matching.solution.chosen

    @cached_property
    def _taking(self) -> Bools:
        out = {
            one.person_id
            for one in self.matching.unmatched_people
            if one.role == "mentor" and one.reason in OWN
        }
        there = np.array([one not in out for one in self.matching.people.mentor_ids], np.bool_)
        return there & (self.matching.problem.capacity > 0)

    @cached_property
    def _loads(self) -> Ints:
        problem = self.matching.problem
        return np.bincount(problem.mentor[self._chosen], minlength=problem.n_mentors)
