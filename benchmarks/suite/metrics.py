"""How good an answer is, in many respects; every metric is a small function of instance and pairs."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from suite.data.instance import Instance, Ints
from suite.registry import METRICS, metric

NOTHING = np.iinfo(np.int64).min
TOP = 3


def measured(instance: Instance, chosen: Ints) -> dict[str, float | None]:
    """Return every registered metric of an answer."""
    return {name: one.value(instance, chosen) for name, one in METRICS.parts.items()}


def totals(instance: Instance, chosen: Ints) -> Ints:
    """Return the total score of every mentee, 0 for those without a mentor."""
    found = np.zeros(instance.n_mentees, np.int64)
    np.add.at(found, instance.mentee[chosen], instance.score[chosen])
    return found


def loads(instance: Instance, chosen: Ints) -> tuple[Ints, Ints]:
    """Return how many mentors each mentee has, and how many mentees each mentor."""
    return (
        np.bincount(instance.mentee[chosen], minlength=instance.n_mentees),
        np.bincount(instance.mentor[chosen], minlength=instance.n_mentors),
    )


def worst(n: int, side: Ints, score: Ints) -> Ints:
    """Return the lowest score that each person has; the largest number for those who have none."""
    found = np.full(n, np.iinfo(np.int64).max)
    np.minimum.at(found, side, score)
    return found


def concerned(instance: Instance) -> NDArray[np.bool_]:
    """Return which mentees want somebody and may meet somebody."""
    return (np.bincount(instance.mentee, minlength=instance.n_mentees) > 0) & (instance.demand > 0)


@metric("matched", "Filled mentee demand.", "high")
def matched(instance: Instance, chosen: Ints) -> float:  # noqa: ARG001
    """Count the pairs."""
    return len(chosen)


@metric("total", "Sum of the pairs' scores (a pair's best is 1).", "high", ",.2f")
def total(instance: Instance, chosen: Ints) -> float:
    """Sum the scores."""
    return int(instance.score[chosen].sum()) / instance.scale


@metric("mean", "Mean score of the pairs.", "high", ".4f")
def mean(instance: Instance, chosen: Ints) -> float | None:
    """Average the scores."""
    return float(instance.score[chosen].mean()) / instance.scale if len(chosen) else None


@metric("worst-off", "Lowest total score among the mentees who have a mentor.", "high", ".4f")
def worst_off(instance: Instance, chosen: Ints) -> float | None:
    """Find the mentee who fares worst."""
    if not len(chosen):
        return None
    return int(totals(instance, chosen)[instance.mentee[chosen]].min()) / instance.scale


@metric(
    "Gini",
    "Gini coefficient of the total scores of all mentees who may meet somebody; without a mentor it is 0.",
    "low",
    ".4f",
)
def gini(instance: Instance, chosen: Ints) -> float | None:
    """Half of the mean difference over the mean (Gini 1912), by sorting."""
    values = np.sort(totals(instance, chosen)[concerned(instance)]).astype(np.float64)
    n = len(values)
    if not n or values[0] < 0 or not values.sum():
        return None
    return float(2 * (np.arange(1, n + 1) @ values) / (n * values.sum()) - (n + 1) / n)


@metric(
    "blocking pairs",
    "Pairs not made in which both would rather have each other, going by score, than the worst of those they "
    "have, or have room.",
    "low",
)
def blocking(instance: Instance, chosen: Ints) -> float:
    """Count them (Gale and Shapley 1962; both sides like a pair as much as it scores)."""
    score = instance.score
    made = np.zeros(instance.n_pairs, np.bool_)
    made[chosen] = True
    rather = ~made & (instance.demand[instance.mentee] > 0) & (instance.capacity[instance.mentor] > 0)
    sides = (instance.mentee, instance.demand), (instance.mentor, instance.capacity)
    for (side, room), load in zip(sides, loads(instance, chosen), strict=True):
        least = worst(len(room), side[chosen], score[chosen])
        rather &= (load < room)[side] | (score > least[side])
    return int(np.count_nonzero(rather))


@metric(
    "envious",
    "Share of the mentees who would score higher with a mentor whom somebody else has than with theirs.",
    "low",
    ".1%",
)
def envious(instance: Instance, chosen: Ints) -> float | None:
    """Share of those who may meet somebody."""
    have, load = loads(instance, chosen)
    made = np.zeros(instance.n_pairs, np.bool_)
    made[chosen] = True
    least = worst(instance.n_mentees, instance.mentee[chosen], instance.score[chosen])
    least[have < instance.demand] = NOTHING
    other = ~made & (load > 0)[instance.mentor] & (instance.score > least[instance.mentee])
    asked = concerned(instance)
    jealous = np.unique(instance.mentee[other & asked[instance.mentee]])
    return len(jealous) / int(asked.sum()) if asked.any() else None


@metric("km", "Mean kilometres between mentee and mentor.", "low", ".2f")
def km(instance: Instance, chosen: Ints) -> float | None:
    """Average over the pairs of which it is known."""
    known = instance.km[chosen]
    known = known[~np.isnan(known)]
    return float(known.mean()) if len(known) else None


@metric(
    "load spread", "Standard deviation of the share of each mentor's capacity that is used.", "low", ".3f"
)
def spread(instance: Instance, chosen: Ints) -> float | None:
    """Look at mentors with capacity."""
    open_ = instance.capacity > 0
    load = loads(instance, chosen)[1][open_]
    return float(np.std(load / instance.capacity[open_])) if len(load) else None


@metric(
    "top 3",
    "Share of the mentees who have one of the three mentors with whom they score highest (ties count).",
    "high",
    ".1%",
)
def top_three(instance: Instance, chosen: Ints) -> float | None:
    """Share of those who may meet somebody."""
    asked = concerned(instance)
    if not asked.any():
        return None
    order = np.lexsort((-instance.score, instance.mentee))
    first = np.searchsorted(instance.mentee[order], np.arange(instance.n_mentees))
    count = np.bincount(instance.mentee, minlength=instance.n_mentees)
    third = order[(first + np.minimum(TOP, count) - 1)[asked]]
    floor = np.full(instance.n_mentees, np.iinfo(np.int64).max)
    floor[asked] = instance.score[third]
    happy = instance.mentee[chosen[instance.score[chosen] >= floor[instance.mentee[chosen]]]]
    return len(np.unique(happy)) / int(asked.sum())


@metric(
    "wish met",
    "Share of the mentees with a wish that can be met who have one of the first three on their list.",
    "high",
    ".1%",
)
def wished(instance: Instance, chosen: Ints) -> float | None:
    """Look at those who list somebody whom they may meet."""
    listed = (instance.wish > 0) & (instance.wish <= TOP)
    asked = np.unique(instance.mentee[listed])
    if not len(asked):
        return None
    return len(np.unique(instance.mentee[chosen[listed[chosen]]])) / len(asked)
