"""A first stable answer: mentees ask mentors in order, mentors keep the best (Gale and Shapley 1962).

Ties are broken by the order of the pairs, which makes the answer weakly stable. It is rarely the largest
stable answer, but a good start for a search.
"""

from __future__ import annotations

import heapq
import math

import numpy as np

from mentormatch.arrays import Ints
from mentormatch.engine.clock import look
from mentormatch.problem.problem import Problem
from mentormatch.rules.stable import StableRecord


def deferred_acceptance(problem: Problem, rule: StableRecord, deadline: float = math.inf) -> Ints:
    """Return pairs that keep demand, capacity and `rule`, whatever other rules there are; ascending.

    Demand above 1 is filled one mentor at a time; as preferences are over people rather than sets, the result
    has no blocking pair. Raise `OutOfTimeError` once `deadline` has passed: half an answer is not stable.
    """
    order = np.lexsort((rule.mentee_rank, problem.mentee))
    order = order[~np.isin(order, problem.forbidden)]
    start = np.searchsorted(problem.mentee[order], np.arange(problem.n_mentees + 1)).tolist()
    ask, mentor, rank = order.tolist(), problem.mentor.tolist(), rule.mentor_rank.tolist()
    mentee, capacity = problem.mentee.tolist(), problem.capacity.tolist()
    held: list[list[tuple[int, int]]] = [[] for _ in range(problem.n_mentors)]
    following, missing = start[:-1], problem.demand.tolist()
    asking = list(range(problem.n_mentees))
    while asking:
        look(deadline)
        i = asking.pop()
        while missing[i] > 0 and following[i] < start[i + 1]:
            pair = ask[following[i]]
            following[i] += 1
            missing[i] -= 1
            # The worst of the pairs held comes first.
            worst = held[mentor[pair]]
            heapq.heappush(worst, (-rank[pair], -pair))
            if len(worst) > capacity[mentor[pair]]:
                refused = mentee[-heapq.heappop(worst)[1]]
                missing[refused] += 1
                if refused != i:
                    asking.append(refused)
    return np.sort(np.array([-pair for of in held for _, pair in of], np.int64))
