"""Random bipartite graphs with bounds on both sides, and what proves a best assignment of theirs."""

from __future__ import annotations

import numpy as np

from mentormatch.engine.network.bounded import Assignment, Bounded


def graph(seed: int) -> tuple[Bounded, np.ndarray]:
    """Return a graph and the pairs that may be chosen.

    Ties and capacities in all, and by seed: demands above 1, minimums, wide columns, towns apart, towns with
    plenty beside towns with few, weights below 0, pairs out of order.
    """
    random = np.random.default_rng(seed)
    n, m = (int(k) for k in random.integers(1, 60 if seed % 4 else 12, 2))
    mentee, mentor = np.nonzero(random.random((n, m)) < random.uniform(0.05, 0.6))
    if seed % 3 == 0:  # three towns
        mentee, mentor = (side[mentee % 3 == mentor % 3] for side in (mentee, mentor))
    if seed % 5 == 0:
        order = random.permutation(len(mentee))
        mentee, mentor = mentee[order], mentor[order]
    top = int(random.choice([1, 3, 1000, 10**9]))
    weight = random.integers(-top if seed % 2 else 0, top + 1, len(mentee))
    capacity = random.integers(0, 4, m) * (np.arange(m) % 2 if seed % 7 == 0 else 1)
    demand = np.ones(n, np.int64)
    if seed % 4 == 1:
        demand = random.integers(0, 4, n)
    if seed % 11 == 0:
        capacity, demand = capacity * 30, demand * 12
    least = [np.zeros(n, np.int64), np.zeros(m, np.int64)]
    if seed % 4 == 3:
        least = [np.minimum(random.integers(0, 2, n), demand), random.integers(0, capacity + 1)]
    inside = (demand > 0)[mentee] & (capacity > 0)[mentor] & (random.random(len(mentee)) < 0.97)
    ends = mentee.astype(np.int32), mentor.astype(np.int32)
    return Bounded(*ends, weight, demand, least[0], capacity, least[1]), inside


def faults(graph: Bounded, inside: np.ndarray, bonus: int, found: Assignment) -> list[str]:
    """Return what keeps prices from proving that an assignment is the best."""
    taken, weight = found.taken, graph.weight + bonus
    above = weight - found.mentee_price[graph.mentee] - found.mentor_price[graph.mentor]
    wrong = {
        "a pair that may not be chosen": taken & ~inside,
        "a free pair is worth more than its prices": inside & ~taken & (above > 0),
        "a taken pair is worth less than its prices": taken & (above < 0),
    }
    for side, price, least, most in (
        (graph.mentee, found.mentee_price, graph.demand_least, graph.demand),
        (graph.mentor, found.mentor_price, graph.capacity_least, graph.capacity),
    ):
        load = np.bincount(side[taken], minlength=len(most))
        wrong |= {
            f"too many pairs of {len(most)} people": load > most,
            f"free units of {len(most)} people with a price": (load < most) & (price > 0),
            f"a price below 0 of {len(most)} people who are above their minimum": (load > least)
            & (price < 0),
        }
    return [words for words, where in wrong.items() if where.any()]
