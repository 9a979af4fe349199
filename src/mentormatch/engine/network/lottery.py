"""The choice among equally good answers, by a lottery with a keyed hash.

Every pair draws a number that depends only on (seed, mentee id, mentor id). Among the best answers, the one
with the greatest sum of numbers is chosen. The choice does not depend on the order of rows, on which solver
found the first best answer, or on which of many possible prices it found.

The best answers are those that keep complementary slackness with one set of best prices: pairs worth more
than their prices are chosen, pairs worth less are not, and people with a price above 0 are full. These bounds
are another network problem. Most of it is forced (`settle`); the lottery decides the rest. Ceilings with a
price above 0 are also reached.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from mentormatch.arrays import Bools, Indices, Int8s, Int32s, Ints
from mentormatch.engine.network.answer import NetworkAnswer
from mentormatch.engine.network.bounded import Bounded, assign
from mentormatch.engine.network.flows import Tree, cheapest, pair_arcs
from mentormatch.engine.network.grouping import settle, signs
from mentormatch.engine.network.kernel.threads import side_by_side
from mentormatch.engine.network.nested import Nest
from mentormatch.engine.network.requirements import Left, minimum_loads
from mentormatch.engine.network.spread import Spread
from mentormatch.problem.problem import Problem

Words = NDArray[np.uint64]

_PART = 2**17
"""Pairs that a thread compares with their prices at once."""
_BITS = 58
"""Bits that the sum of all numbers drawn may need."""


def pair_signs(problem: Problem, answer: NetworkAnswer, left: Left | None = None) -> Int8s:
    """Return whether each pair is worth more (1) or less (-1) than its prices, or just as much (0).

    Pairs that rules require count as worth more, and those that cannot be chosen beside them as worth less.
    """
    left = Left.of(problem) if left is None else left
    pairs = None if left.open.all() else np.flatnonzero(left.open)
    n = problem.n_pairs if pairs is None else len(pairs)
    found, score = np.empty(n, np.int8), problem.score
    if answer.nest is not None:
        score = score - answer.nest.shares(problem, answer.multiplier)
    u, p = answer.mentee_price, answer.mentor_price

    def compare(part: slice) -> None:
        own = part if pairs is None else pairs[part]
        signs(score[own], answer.bonus, problem.mentee[own], problem.mentor[own], u, p, found[part])

    side_by_side(compare, [slice(k, k + _PART) for k in range(0, n, _PART)])
    if pairs is None:
        return found
    sign = np.full(problem.n_pairs, -1, np.int8)
    sign[pairs], sign[left.required] = found, 1
    return sign


def draw(
    problem: Problem,
    answer: NetworkAnswer,
    seed: int,
    sign: Int8s | None = None,
    spread: Spread | None = None,
) -> Ints:
    """Return the pairs of the best answer that the lottery chooses, ascending.

    Parameters
    ----------
    answer : NetworkAnswer
        A best answer with its prices.
    sign : int8 array, optional
        As returned by `pair_signs`; changed if there is a spread.
    spread : Spread, optional
        Only answers with the most even loads are drawn then.
    """
    sign = pair_signs(problem, answer) if sign is None else sign
    low, high = _bounds(problem, answer)
    if spread is not None:
        tight = np.flatnonzero(sign == 0)
        sign[tight] = np.sign(spread.mentee[problem.mentee[tight]] - spread.mentor[problem.mentor[tight]])
        _even_bounds(problem, answer, spread, low, high)
    taken, pairs = sign > 0, np.flatnonzero(sign == 0)
    sure = np.flatnonzero(taken)
    of_mentee = np.bincount(problem.mentee[sure], minlength=problem.n_mentees)
    of_mentor = np.bincount(problem.mentor[sure], minlength=problem.n_mentors)
    for bounds in (low, high):
        bounds[0][:] -= of_mentee
        bounds[1][:] -= of_mentor
        np.maximum(bounds[0], 0, out=bounds[0])
        np.maximum(bounds[1], 0, out=bounds[1])
    if len(pairs):
        free, forced = np.ones(len(pairs), np.bool_), np.zeros(len(pairs), np.bool_)
        settle(problem.mentee[pairs], problem.mentor[pairs], free, forced, low[0], low[1], high[0], high[1])
        taken[pairs[forced]] = True
        pairs = pairs[free]
    if len(pairs):
        if answer.nest is None:
            lucky = _luckiest(problem, pairs, low, high, seed)
        else:
            fixed = answer.nest.counts(problem, np.flatnonzero(taken))
            most = answer.nest.most - fixed
            least = np.where(answer.multiplier > 0, most, 0)
            lucky = _luckiest_nested(problem, pairs, (*low, least), (*high, most), answer.nest, seed)
        taken[pairs[lucky]] = True
    return np.flatnonzero(taken)


def _bounds(problem: Problem, answer: NetworkAnswer) -> tuple[tuple[Ints, Ints], tuple[Ints, Ints]]:
    """Return how many pairs each mentee and each mentor has in a best answer, at least and at most."""
    demand, capacity = problem.demand.copy(), problem.capacity.copy()
    least = minimum_loads(problem)
    mentee_low = np.where(answer.mentee_price > 0, demand, 0)
    if answer.square:
        # Of units with rising costs, those that cost less than the price are filled, dearer ones are not.
        filled = (answer.mentor_price + answer.square) // (2 * answer.square)
        below = (answer.mentor_price - 1 + answer.square) // (2 * answer.square)
        low, high = (np.maximum(np.clip(n, 0, capacity), least) for n in (below, filled))
        return (mentee_low, low), (demand, high)
    low = np.where(answer.mentor_price > 0, capacity, least)
    return (mentee_low, low), (demand, np.where(answer.mentor_price < 0, least, capacity))


def _even_bounds(
    problem: Problem, answer: NetworkAnswer, spread: Spread, low: tuple[Ints, Ints], high: tuple[Ints, Ints]
) -> None:
    """Narrow bounds to those of the most even loads: of places, those that cost less are filled."""
    may_wait, movable = answer.mentee_price == 0, answer.mentor_price == 0
    low[0][may_wait & (spread.mentee < spread.idle)] = problem.demand[
        may_wait & (spread.mentee < spread.idle)
    ]
    least = minimum_loads(problem)
    for bound, price in ((low[1], spread.mentor), (high[1], spread.mentor + 1)):
        filled = np.maximum(np.clip(price // 2, 0, problem.capacity), least)
        bound[movable] = filled[movable]


def _luckiest(
    problem: Problem, pairs: Ints, low: tuple[Ints, Ints], high: tuple[Ints, Ints], seed: int
) -> Bools:
    """Return which of the undecided pairs the lottery chooses."""
    mentee_of, mentee = _renumbered(problem.mentee[pairs], problem.n_mentees)
    mentor_of, mentor = _renumbered(problem.mentor[pairs], problem.n_mentors)
    weight = numbers(problem, pairs, seed)
    most = min(int(high[0][mentee_of].sum()), int(high[1][mentor_of].sum()), len(pairs))
    graph = Bounded(
        mentee, mentor, weight,
        high[0][mentee_of], low[0][mentee_of], high[1][mentor_of], low[1][mentor_of],
    )  # fmt: skip
    subsidy = (most + 1) * (int(weight.max()) + 1)
    return assign(graph, np.ones(len(pairs), np.bool_), subsidy).taken


def _luckiest_nested(
    problem: Problem,
    pairs: Ints,
    low: tuple[Ints, Ints, Ints],
    high: tuple[Ints, Ints, Ints],
    nest: Nest,
    seed: int,
) -> Bools:
    """Return which of the undecided pairs the lottery chooses, with bounds on people and groups."""
    mentee_of, mentee = _renumbered(problem.mentee[pairs], problem.n_mentees)
    mentor_of, mentor = _renumbered(problem.mentor[pairs], problem.n_mentors)
    tree = Tree(nest.among(mentee_of, mentor_of))
    least, most = (np.concatenate((b[0][mentee_of], b[1][mentor_of], b[2])) for b in (low, high))
    bounds = tree.arcs(np.arange(tree.root), most - least)
    # Required flow enters at one end of its arc and leaves at the other.
    supply = np.zeros(tree.root + 1, np.int64)
    np.add.at(supply, bounds.head, least)
    np.subtract.at(supply, bounds.tail, least)
    arcs = pair_arcs(tree, mentee, mentor, numbers(problem, pairs, seed)) + bounds
    return cheapest(arcs, supply)[: len(pairs)] > 0


def numbers(problem: Problem, pairs: Ints, seed: int) -> Ints:
    """Return the numbers that pairs draw, above 0; the sum over any matching fits into 58 bits.

    Parameters
    ----------
    pairs : int64 array
    """
    key = _mixed(np.array([seed], np.uint64))
    first = _words(problem.mentee_ids, problem.mentee[pairs], b"mentee")
    second = _words(problem.mentor_ids, problem.mentor[pairs], b"mentor")
    bits = min(_BITS - (problem.most_filled + 1).bit_length(), 40)
    return (_mixed(_mixed(key + first) + second) >> np.uint64(64 - bits)).astype(np.int64) + 1


def _renumbered(index: Indices, n: int) -> tuple[Ints, Int32s]:
    """Return the numbers below n that occur, ascending, and the position of each among them."""
    occurs = np.zeros(n, np.bool_)
    occurs[index] = True
    return np.flatnonzero(occurs), (np.cumsum(occurs, dtype=np.int32) - np.int32(1))[index]


def _words(ids: Sequence[str] | None, index: Indices, role: bytes) -> Words:
    """Return 64 bits for each of these people, from the id, or from the index without ids."""
    if ids is None:
        salt = np.uint64(int.from_bytes(role, "little"))
        return _mixed(index.astype(np.uint64) + salt)
    people, position = _renumbered(index, len(ids))
    digests = (hashlib.blake2b(ids[k].encode(), digest_size=8, person=role).digest() for k in people.tolist())
    return np.frombuffer(b"".join(digests), dtype="<u8").astype(np.uint64)[position]


def _mixed(word: Words) -> Words:
    """Return words in which every bit affects all others (SplitMix64, Steele, Lea and Flood 2014)."""
    word = word + np.uint64(0x9E3779B97F4A7C15)
    word = (word ^ (word >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    word = (word ^ (word >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return np.asarray(word ^ (word >> np.uint64(31)))
