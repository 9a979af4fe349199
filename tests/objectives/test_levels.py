"""`worst_off`, `leximin` and `preference` against all subsets, under every kind of rule, by every method."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import product
from random import Random

import numpy as np
import pytest

import mentormatch as mm
from helpers.rule_reference import answers, rule_of
from mentormatch.engine.solve import solve
from mentormatch.errors import InfeasibleError, ProblemError
from mentormatch.problem.problem import Problem
from mentormatch.problem.solution import Prices, Solution, Status
from mentormatch.proof.certificate import certify
from mentormatch.rules import (
    Floor,
    Forbid,
    Hours,
    Keep,
    KeepApart,
    KeepTogether,
    MinimumLoad,
    MinimumLoadIfUsed,
    NoMutual,
    PairCount,
    Require,
    Rule,
    Stable,
)  # fmt: skip

ORDERS = (
    ("matched", "worst_off"),
    ("matched", "worst_off", "score"),
    ("matched", "leximin", "score"),
    ("matched", "leximin 2", "score"),
    ("worst_off", "score"),
    ("leximin 3",),
    ("score", "leximin"),
    ("matched", "preference", "score"),
    ("preference", "score"),
    ("matched", "preference", "leximin 2", "score"),
    ("matched", "leximin 2", "preference"),
)
by_order = pytest.mark.parametrize("order", ORDERS, ids="-".join)
NETWORK: tuple[type[Rule], ...] = (Require, Forbid, Keep, MinimumLoad)
OTHERS: tuple[type[Rule], ...] = (
    MinimumLoadIfUsed, NoMutual, KeepApart, KeepTogether, PairCount, Hours, Floor, Stable,
)  # fmt: skip


def reached(problem: Problem, chosen: Iterable[int], order: Sequence[str]) -> tuple[object, ...]:
    """Return what pairs reach, the greater the better, from the definitions."""
    pairs = list(chosen)
    total: dict[int, int] = {}
    for k in pairs:
        total[int(problem.mentee[k])] = total.get(int(problem.mentee[k]), 0) + int(problem.score[k])
    lowest = sorted(total.values())
    ranks = [] if problem.rank is None else [int(problem.rank[k]) for k in pairs]
    found: list[object] = []
    for name in order:
        first, _, depth = name.partition(" ")
        if first == "matched":
            found.append(len(pairs))
        elif first == "score":
            found.append(sum(int(problem.score[k]) for k in pairs))
        elif first == "preference":
            found.append(tuple(ranks.count(rank) for rank in range(1, 6)))
        else:
            found.append((len(total), *lowest[: 1 if first == "worst_off" else int(depth or 10)]))
    return tuple(found)


def small(seed: int, kinds: Sequence[type[Rule]] = (), demand: int = 1) -> Problem:
    """Draw a problem of at most nine pairs, with a rule of each kind."""
    random = np.random.default_rng(seed)
    n_mentees, n_mentors = int(random.integers(1, 6)), int(random.integers(1, 4))
    pairs = random.permutation(n_mentees * n_mentors)[: random.integers(1, 10)]
    low, high = [(-3, 4), (0, 3), (-(10**6), 10**6)][seed % 3]
    bare = Problem(
        n_mentees, n_mentors, pairs // n_mentors, pairs % n_mentors, random.integers(low, high, len(pairs)),
        random.integers(0, 4, n_mentors), random.integers(0, demand + 1, n_mentees),
        rank=random.integers(0, 4, len(pairs)) if seed % 4 else None,
    )  # fmt: skip
    rules = Random(seed)
    return bare.replace(rules=[rule_of(kind, bare, rules) for kind in kinds])


def agrees(problem: Problem, order: Sequence[str], methods: Sequence[str]) -> list[Solution]:
    """Assert that each method proves what the best of all subsets reaches."""
    best = max((reached(problem, chosen, order) for chosen in answers(problem)), default=None)
    found = []
    for method in methods:
        try:
            solution = solve(problem, order, method)
        except InfeasibleError:
            assert best is None
            continue
        assert reached(problem, solution.chosen, order) == best, (method, problem.rules)
        assert solution.status is Status.OPTIMAL
        assert solution.certificate is not None
        assert solution.certificate.proved
        found.append(solution)
    return found


@by_order
def test_without_rules(order: Sequence[str]) -> None:
    for seed in range(40):
        network, _ = agrees(small(seed), order, ("network", "cpsat"))
        assert network.certificate.proof == "prices"


@by_order
@pytest.mark.parametrize("kind", NETWORK)
def test_network_rules(order: Sequence[str], kind: type[Rule]) -> None:
    for seed in range(12):
        for found in agrees(small(seed, (kind,)), order, ("network",)):
            assert found.certificate.proof == "prices"


@by_order
@pytest.mark.parametrize("kind", OTHERS)
def test_side_rules(order: Sequence[str], kind: type[Rule]) -> None:
    for seed in range(5):
        agrees(small(seed, (kind, *NETWORK[: seed % 2])), order, ("auto", "cpsat"))


@by_order
@pytest.mark.parametrize("kind", [None, MinimumLoad, *OTHERS])
def test_several_mentors_each(order: Sequence[str], kind: type[Rule] | None) -> None:
    for seed in range(4):
        agrees(small(seed, () if kind is None else (kind,), demand=3), order, ("auto", "cpsat"))


def claimed(problem: Problem, chosen: np.ndarray, solution: Solution) -> Solution:
    """Return other pairs with the prices of a solution, claiming to be the best in its stages."""
    totals = sorted(
        int(problem.score[[k for k in chosen if problem.mentee[k] == i]].sum())
        for i in np.unique(problem.mentee[chosen])
    )
    stages = []
    for stage in solution.stages:
        first, level = stage.objective.split()[0], stage.level
        if first == "preference":
            value = int((problem.rank[chosen] == level).sum()) if problem.rank is not None else 0
        elif level:
            value = totals[level - 1] if level <= len(totals) else 0
        else:
            everybody = len(np.unique(problem.mentee[chosen])) if level == 0 else len(chosen)
            value = int(problem.score[chosen].sum()) if first == "score" else everybody
        stages.append(replace(stage, value=value, bound=value))
    return solution.replace(
        chosen=chosen, n_matched=len(chosen), score=int(problem.score[chosen].sum()), stages=tuple(stages)
    )


@by_order
def test_nothing_but_the_best_is_ever_proved(order: Sequence[str]) -> None:
    """Whatever the prices, the checker proves an answer only if no other one is better."""
    random = np.random.default_rng(7)
    for seed in range(40):
        problem = small(seed, NETWORK[: seed % 5], demand=1 + seed % 2)
        every = [np.array(chosen, np.int64) for chosen in answers(problem)]
        if not every:
            continue
        best = max(reached(problem, chosen, order) for chosen in every)
        solution = solve(problem, order)
        assert certify(problem, claimed(problem, solution.chosen, solution)).proved
        if solution.certificate.proof == "solver":
            continue  # only a solver vouches for totals of several scores
        for chosen in [every[k] for k in random.permutation(len(every))[:30]]:
            other = claimed(problem, chosen, solution)
            drawn = [
                replace(stage, prices=_prices(problem, stage.prices, random, int(random.integers(3))))
                for stage in other.stages
            ]
            for told in (certify(problem, other), certify(problem, other.replace(stages=tuple(drawn)))):
                assert not told.proved or reached(problem, chosen, order) == best, (seed, chosen)


def _prices(problem: Problem, prices: Prices, random: np.random.Generator, by: int) -> Prices:
    return replace(
        prices,
        mentee=prices.mentee + random.integers(-by, by + 1, problem.n_mentees),
        mentor=prices.mentor + random.integers(-by, by + 1, problem.n_mentors),
    )


def test_claims_that_are_not_true() -> None:
    problem = Problem(
        3, 3, [0, 0, 1, 1, 2, 2], [0, 1, 1, 2, 2, 0], [9, 4, 7, 1, 5, 3], rank=[1, 2, 2, 1, 1, 0]
    )
    order = ("matched", "leximin 2", "preference", "score")
    found = solve(problem, order)
    matched, helped, first, *_ = found.stages
    assert found.certificate is not None
    assert found.certificate.proved
    stages = dict(enumerate(found.stages))
    for position, wrong, said in (
        (2, replace(first, value=6, bound=6), "claims leximin 2 1 of 6; the chosen pairs give 5"),
        (2, replace(first, bound=4), "is above its bound 4"),
        (2, replace(first, prices=replace(first.prices, scale=2)), "only people have prices"),
        (2, replace(first, prices=replace(first.prices, mentee=first.prices.mentee[:1])), "the wrong shape"),
        (2, replace(first, prices=matched.prices), "the prices prove that only of the 0 worst off"),
        (1, replace(helped, level=None), "needs a stage of level 0"),
        (3, replace(first, level=3), "does not show the total of mentee"),
        (4, replace(stages[4], level=2), "preference needs a stage for each of the ranks [1, 2]"),
        (0, replace(matched, level=1), "unknown stages of matched"),
    ):
        changed = tuple((stages | {position: wrong}).values())
        told = certify(problem, found.replace(stages=changed))
        assert not told.proved
        assert any(said in violation for violation in told.violations), (said, told.violations)
    for missing in (2, 3, 4):
        left = tuple(stage for k, stage in stages.items() if k != missing)
        assert not certify(problem, found.replace(stages=left)).proved
    assert not certify(problem, found.replace(stages=(*found.stages, matched))).proved


@by_order
def test_the_best_spares_are_among_equally_good_answers(order: Sequence[str]) -> None:
    for seed in range(12):
        problem = small(seed, NETWORK[: seed % 5])
        try:
            plain = solve(problem, order)
        except InfeasibleError:
            continue
        robust = solve(problem, order, robust=True)
        assert reached(problem, robust.chosen, order) == reached(problem, plain.chosen, order)
        assert robust.status is Status.OPTIMAL


@by_order
@pytest.mark.parametrize("rules", [(), (KeepApart, MinimumLoadIfUsed)], ids=["", "side rules"])
def test_what_does_not_matter(order: Sequence[str], rules: tuple[type[Rule], ...]) -> None:
    """Neither the order of the pairs, nor other units, nor a constant on all scores with one mentor each."""
    for seed in range(6):
        random = np.random.default_rng(seed)
        mentee, mentor = np.nonzero(random.random((12, 6)) < 0.5)
        problem = Problem(
            12, 6, mentee, mentor, random.integers(-3, 6, len(mentee)), random.integers(0, 4, 6),
            mentee_ids=[f"e{k}" for k in range(12)], mentor_ids=[f"r{k}" for k in range(6)],
            rank=random.integers(0, 4, len(mentee)),
        )  # fmt: skip
        kept = [KeepApart(mentees=(0, 1)), MinimumLoadIfUsed(mentor=0, load=2)] if rules else []
        problem = problem.replace(rules=kept)
        turned = random.permutation(problem.n_pairs)
        shuffled = problem.replace(
            mentee=problem.mentee[turned], mentor=problem.mentor[turned], score=problem.score[turned],
            rank=problem.rank[turned],
        )  # fmt: skip
        chosen = solve(problem, order, seed=3).chosen
        assert np.array_equal(np.sort(turned[solve(shuffled, order, seed=3).chosen]), chosen)
        others = [problem.replace(score=problem.score * 1000)]
        if order[0] == "matched":
            others.append(problem.replace(score=problem.score + 17))
        for other in others:
            assert np.array_equal(solve(other, order, seed=3).chosen, chosen)


def test_the_network_compares_no_totals_of_several_scores() -> None:
    problem = Problem(1, 2, [0, 0], [0, 1], [1, 2], demand=2)
    with pytest.raises(ProblemError, match="wants several mentors: use 'auto'"):
        solve(problem, ("matched", "leximin"), "network")
    assert solve(problem, ("matched", "leximin")).stages[-1].value == 3


def test_a_few_who_want_several_mentors_leave_the_proof_to_prices() -> None:
    """As long as they are not among the worst off, and what is drawn in the end does not make them so."""
    random = np.random.default_rng(2)
    mentee, mentor = np.nonzero(random.random((40, 25)) < 0.3)
    score = random.integers(0, 100, len(mentee)) + 100 * (mentee < 2)
    problem = Problem(40, 25, mentee, mentor, score, 2, [2, 3] + [1] * 38)
    found = solve(problem, ("matched", "leximin 6", "score"))
    assert found.certificate.proof == "prices"
    by_solver = solve(problem, ("matched", "leximin 6", "score"), "cpsat")
    assert [stage.value for stage in found.stages] == [stage.value for stage in by_solver.stages]


def test_several_mentors_are_spread_before_totals_count() -> None:
    """One mentor each, although one mentee with both would have a higher total."""
    problem = Problem(2, 2, [0, 0, 1], [0, 1, 1], [5, 5, 1], demand=2)
    for order in (("matched", "worst_off"), ("worst_off",)):
        assert solve(problem, order).chosen.tolist() == [0, 2]


def test_scores_too_large_for_a_row() -> None:
    """Under side rules with several mentors each, sums of scores are added up digit by digit."""
    random = np.random.default_rng(5)
    mentee, mentor = np.divmod(np.arange(24), 6)
    rule = KeepApart(mentees=(0, 1))
    problem = Problem(4, 6, mentee, mentor, random.integers(-9, 10, 24), 2, 2, [rule])
    large = problem.replace(score=problem.score * (10**12 + 7))
    for order in (("matched", "leximin 3", "score"), ("matched", "score", "worst_off")):
        one, other = solve(problem, order), solve(large, order)
        assert other.status is Status.OPTIMAL
        assert [stage.value for stage in other.stages if stage.level] == [
            stage.value * (10**12 + 7) for stage in one.stages if stage.level
        ]


@pytest.mark.parametrize("order", [("matched", "leximin", "score"), ("matched", "preference", "score")])
def test_a_policy_and_its_saved_matching(order: tuple[str, ...], tmp_path) -> None:
    wishes = {0: ("R0", "nobody", "r1"), 1: ("r0",), 2: ("r2", "r1")}
    people = mm.People(
        mentees=[
            mm.Mentee(id=f"e{k}", consent=True, seniority=k % 3, prefers=wishes.get(k, ())) for k in range(7)
        ],
        mentors=[mm.Mentor(id=f"r{k}", consent=True, capacity=3, seniority=3 + k) for k in range(3)],
    )
    policy = mm.Policy(objective=order)
    matching = mm.match(people, policy)
    best = reached(matching.problem, matching.solution.chosen, order)
    assert best == max(
        reached(matching.problem, np.flatnonzero(row), order) for row in _full(matching.problem)
    )
    assert matching.solution.certificate.proof == "prices"
    if "preference" in order:
        rank = dict(
            zip(
                zip(matching.problem.mentee, matching.problem.mentor, strict=True),
                matching.problem.rank,
                strict=True,
            )
        )
        assert (rank[0, 0], rank[0, 1], rank[0, 2], rank[2, 2]) == (1, 2, 0, 1)
    matching.save(tmp_path / "m.mm")
    again = mm.Matching.load(tmp_path / "m.mm")
    assert again.pairs.equals(matching.pairs)
    assert again.solution.certificate == matching.solution.certificate
    assert mm.rematch(matching.begin(), [mm.Leave("r1")], policy).solution.status is Status.OPTIMAL


def _full(problem: Problem) -> Iterator[np.ndarray]:
    """Yield every matching in which each mentee has a mentor, as one of the answers with most pairs."""
    for mentors in product(range(problem.n_mentors), repeat=problem.n_mentees):
        if all(mentors.count(j) <= problem.capacity[j] for j in range(problem.n_mentors)):
            yield np.array([mentors[i] == j for i, j in zip(problem.mentee, problem.mentor, strict=True)])


def test_the_end_of_the_time_is_no_proof() -> None:
    random = np.random.default_rng(1)
    mentee, mentor = np.nonzero(random.random((300, 120)) < 0.2)
    problem = Problem(300, 120, mentee, mentor, random.integers(0, 10**6, len(mentee)), 3)
    solve(problem)
    for order in ORDERS:
        whole = solve(problem, order)
        for limit in (1e-9, 1e-3, 5e-3, 2e-2):
            hurried = solve(problem, order, time_limit=limit)
            if hurried.status is not Status.UNKNOWN:
                assert [s.objective for s in hurried.stages if not s.level][: len(order)]
                assert reached(problem, hurried.chosen, order) <= reached(problem, whole.chosen, order)
