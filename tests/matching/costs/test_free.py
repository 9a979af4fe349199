"""Who is free to take: checked by making the pair and certifying the answer."""

from __future__ import annotations

import numpy as np

import mentormatch as mm
from helpers.small_scheme import random_people
from mentormatch.matching.costs.free import free_to_take
from mentormatch.people.person import ROLES


def by_hand(problem: mm.Problem, chosen: np.ndarray, pair: int, role: str) -> bool:
    """Whether the pair can be added, or exchanged for one of the mentee's, with all rules kept."""
    if pair in chosen:
        return False
    own = problem.mentee[chosen] == problem.mentee[pair]
    full = own.sum() >= problem.demand[problem.mentee[pair]]
    drops = chosen[own].tolist() if full and role == "mentee" else []
    without = [chosen[chosen != one] for one in drops] if full else [chosen]
    for rest in without:
        then = np.sort(np.append(rest, pair))
        answer = mm.Answer.of(then, problem.score)
        if mm.certify(problem, mm.Solution(answer, mm.Status.FEASIBLE)).feasible:
            return True
    return False


def test_free_pairs_can_be_made_and_no_others() -> None:
    found = {one for seed in range(8) for one in compared(seed)}
    # Two people who could both take one more are a pair of any best matching, unless a rule is against it.
    assert found == {("mentee", True), ("mentee", False), ("mentor", False)}


def compared(seed: int) -> set[tuple[str, bool]]:
    """Compare everybody's candidates in two matchings; return which roles had free ones and others."""
    people = random_people(seed, 9, 9).in_id_order()
    rules = [
        {"rule": "KeepApart", "mentees": people.mentee_ids[:3]},
        {"rule": "MinimumLoadIfUsed", "mentor": people.mentor_ids[-1], "load": 2},
    ]
    found: set[tuple[str, bool]] = set()
    for policy in (mm.Policy(mutual_pairs=True), mm.Policy(rules=rules)):
        matching = mm.match(people, policy)
        problem, chosen = matching.problem, matching.solution.chosen
        for role in ROLES:
            n = problem.n_mentees if role == "mentee" else problem.n_mentors
            of = problem.pairs_of_mentee if role == "mentee" else problem.pairs_of_mentor
            for pairs in map(of, range(n)):
                free = free_to_take(problem, chosen, pairs, role)
                assert free.tolist() == [by_hand(problem, chosen, pair, role) for pair in pairs.tolist()]
                found.update((role, one) for one in free.tolist())
    return found
