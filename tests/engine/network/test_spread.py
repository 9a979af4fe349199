"""The most even loads among equally good answers: against all subsets, for every seed, proved by prices."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import mentormatch as mm
from helpers.rule_reference import along, answers, kept, small_problems
from helpers.small_scheme import mentee, mentor
from helpers.solving import without_jit
from mentormatch.engine.network.balance import spread_stage
from mentormatch.engine.network.solve import solve_network
from mentormatch.engine.solve import solve
from mentormatch.objectives import BALANCE
from mentormatch.problem.problem import Problem
from mentormatch.proof.certificate import certify
from mentormatch.rules import (
    Forbid,
    Hours,
    KeepApart,
    MinimumLoad,
    MinimumLoadIfUsed,
    PairCount,
    Rule,
)

ORDER = ("matched", "score", "balance")
SEEDS = range(4)

SCRIPT = """
import json, sys
from engine.network.test_spread import tied, chosen
from mentormatch.engine.network import spread
assert spread._even_out.dispatcher is spread._even_out.py_func, "it is compiled"
json.dump([chosen(problem) for problem in tied()], sys.stdout)
"""


def reached(problem: Problem, chosen: Sequence[int]) -> tuple[int, int, int]:
    """Return filled demand, score, and the sum of squares, signed so that greater is better."""
    loads = [0] * problem.n_mentors
    for pair in chosen:
        loads[problem.mentor[pair]] += 1
    return len(chosen), sum(int(problem.score[k]) for k in chosen), -sum(n * n for n in loads)


def best(problem: Problem) -> tuple[int, int, int] | None:
    return max((reached(problem, chosen) for chosen in answers(problem)), default=None)


def network_rules(problem: Problem) -> st.SearchStrategy[list[Rule]]:
    pairs, mentors = st.integers(0, problem.n_pairs - 1), st.integers(0, problem.n_mentors - 1)
    return along(
        problem,
        st.builds(lambda pair: Forbid(pair=pair), pairs),
        st.builds(lambda j, n: MinimumLoad(mentor=j, load=n), mentors, st.integers(1, 2)),
        least=0,
    )


def other_rules(problem: Problem) -> st.SearchStrategy[list[Rule]]:
    mentors = st.sets(st.integers(0, problem.n_mentors - 1))

    def of(some: set[int], most: int) -> PairCount:
        return PairCount(pairs=np.flatnonzero(np.isin(problem.mentor, list(some))), at_most=most)

    return along(
        problem,
        st.builds(of, mentors, st.integers(0, 4)),
        st.just(KeepApart(mentees=(0, problem.n_mentees - 1)) if problem.n_mentees > 1 else Forbid(pair=0)),
        st.just(Hours(hours=2, budget={0: 3})),
        st.just(MinimumLoadIfUsed(mentor=0, load=2)),
    )


def few_scores(problem: Problem) -> Problem:
    """Return the problem with scores of which many are equal."""
    return problem.replace(score=problem.score % 2)


@pytest.mark.parametrize("rules", [network_rules, other_rules])
@given(data=st.data())
def test_against_all_subsets_for_every_seed(rules: object, data: st.DataObject) -> None:
    problem = few_scores(data.draw(small_problems(rules)))
    expected = best(problem)
    for seed in SEEDS if expected is not None else ():
        found = solve(problem, seed=seed, even=True)
        assert found.certificate.proved
        assert [stage.objective for stage in found.stages] == ["matched", "score"]
        assert reached(problem, found.chosen.tolist()) == expected
        assert all(kept(problem, tuple(found.chosen.tolist()), rule) for rule in problem.rules)


@given(data=st.data())
def test_the_checker_proves_it(data: st.DataObject) -> None:
    problem = few_scores(data.draw(small_problems(network_rules)))
    if best(problem) is None:
        return
    found = solve(problem, ORDER)
    assert found.certificate.proved
    assert found.certificate.proof == "prices"
    assert -found.stages[-1].bound == best(problem)[2]
    assert np.array_equal(found.chosen, solve(problem, even=True).chosen)


def tied(n_problems: int = 12) -> Iterator[Problem]:
    """Yield problems with many ties, of several towns, some short of capacity, some with demand of 2."""
    for seed in range(n_problems):
        draw = np.random.default_rng(seed)
        n, m = [(60, 30), (40, 60), (90, 20)][seed % 3]
        mentee_of, mentor_of = np.nonzero(draw.random((n, m)) < draw.choice([0.1, 0.4, 1.0]))
        yield Problem(
            n, m, mentee_of, mentor_of, draw.integers(0, draw.choice([1, 2, 5]), len(mentee_of)),
            draw.integers(0, 7, m), draw.integers(0, 3, n) if seed % 2 else 1,
            [MinimumLoad(mentor=0, load=1)] if seed % 4 == 3 and (mentor_of == 0).any() else [],
        )  # fmt: skip


def chosen(problem: Problem) -> list[int]:
    try:
        return solve(problem, even=True, seed=3).chosen.tolist()
    except mm.InfeasibleError:
        return []


def test_larger_problems_are_proved_too() -> None:
    gained = 0
    for problem in tied():
        try:
            found = solve(problem, ORDER)
        except mm.InfeasibleError:
            continue
        assert found.certificate.proof == "prices"
        plain = solve(problem)
        assert (plain.n_matched, plain.score) == (found.n_matched, found.score)
        gained += BALANCE.value(problem, plain.chosen) > found.stages[-1].value
    assert gained > 5


def test_a_wrong_spread_is_found_by_the_checker() -> None:
    problem = Problem(4, 2, [0, 0, 1, 1, 2, 2, 3, 3], [0, 1] * 4, [1] * 8, capacity=4)
    uneven = solve(problem, seed=0)
    for wrong in (solve(problem, seed=k) for k in range(20)):
        if BALANCE.value(problem, wrong.chosen) > 8:
            uneven = wrong
    answer = solve_network(problem, matched_first=True, even=True)
    stage = spread_stage(problem, answer, answer.spread)
    claimed = uneven.replace(stages=(*uneven.stages, stage))
    assert not certify(problem, claimed).feasible


def test_the_order_of_rows_does_not_matter() -> None:
    for seed, problem in enumerate(tied(6)):
        order = np.random.default_rng(seed).permutation(problem.n_pairs)
        other = problem.replace(
            mentee=problem.mentee[order], mentor=problem.mentor[order], score=problem.score[order]
        )
        assert chosen(problem) == sorted(order[chosen(other)].tolist())


def test_without_jit() -> None:
    assert without_jit(SCRIPT) == [chosen(problem) for problem in tied()]


@pytest.mark.parametrize("seed", range(6))
def test_people_are_spread_evenly_where_it_costs_nothing(seed: int) -> None:
    draw = np.random.default_rng(seed)
    n_mentors = int(draw.integers(2, 6))
    each = int(draw.integers(1, 4))
    people = mm.People(
        mentees=[mentee(f"e{k}", professional_tags=["audit"]) for k in range(n_mentors * each)],
        mentors=[
            mentor(f"r{k}", professional_tags=["audit"], capacity=int(draw.integers(each, 9)))
            for k in range(n_mentors)
        ],
    )
    for rules in ([], [{"rule": "KeepApart", "mentees": ["e0", "e1"]}] if n_mentors * each > 1 else []):
        found = mm.match(people, mm.Policy(seed=seed, rules=rules))
        assert found.pairs.mentor_id.value_counts().tolist() == [each] * n_mentors
        assert found.solution.certificate.proved


def test_an_active_pair_is_kept_and_the_others_are_spread() -> None:
    people = mm.People(mentees=[mentee(f"e{k}") for k in range(3)], mentors=[mentor("r1", capacity=6)])
    begun = mm.match(people).begin()
    joining = [mm.Join(mentor(f"r{k}", capacity=6)) for k in (2, 3)]
    again = mm.rematch(begun, [*joining, *(mm.Join(mentee(f"n{k}")) for k in range(6))])
    assert set(begun.pair_ids) <= set(again.pair_ids)
    assert again.pairs.mentor_id.value_counts().to_dict() == {"r1": 3, "r2": 3, "r3": 3}
