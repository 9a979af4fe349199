"""Matchings drawn from several: the promise, the chances, the draw."""

from __future__ import annotations

import time

import numpy as np
import pytest

from helpers.reference import subsets, values
from mentormatch.engine import explore
from mentormatch.engine.explore import explored, refuse_unexplorable
from mentormatch.engine.solve import solve
from mentormatch.errors import PolicyError
from mentormatch.objectives import Order
from mentormatch.problem.problem import Problem
from mentormatch.problem.solution import Solution, Status
from mentormatch.proof.certificate import certify
from mentormatch.rules import Forbid, MinimumLoad, NoMutual, PairCount, Require

BOTH, SCORE_ALONE = Order.of(("matched", "score")), Order.of(("score",))


def random_problem(seed: int, size: int = 4, n_pairs: int = 11, low: int = 0, high: int = 100) -> Problem:
    rng = np.random.default_rng(seed)
    pairs = np.sort(rng.choice(size * size, min(n_pairs, size * size), replace=False))
    mentee, mentor = np.divmod(pairs, size)
    return Problem(
        size, size, mentee, mentor, rng.integers(low, high, len(pairs)),
        capacity=rng.integers(0, 3, size), demand=rng.integers(0, 3, size),
    )  # fmt: skip


def drawn(problem: Problem, share: float, seed: int = 0, order: Order = BOTH) -> Solution:
    return explored(problem, order, solve(problem, order.names), share, seed)


@pytest.mark.parametrize("share", [0.001, 0.02, 0.1, 0.5])
@pytest.mark.parametrize("order", [BOTH, SCORE_ALONE], ids=lambda o: "-".join(o.names))
def test_every_matching_that_may_be_drawn_keeps_the_promise(
    share: float, order: Order, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(explore, "ROUNDS", 12)
    for case in range(6):
        problem = random_problem(case, high=10 if case % 2 else 1000)
        rows = subsets(problem)
        best = max(values(problem, rows, order.names))
        allowed = {row.tobytes() for row in rows}
        seen, chances = {}, set()
        first = solve(problem, order.names)
        for seed in range(15):
            found = explored(problem, order, first, share, seed)
            row = np.zeros(problem.n_pairs, rows.dtype)
            row[found.chosen] = 1
            assert row.tobytes() in allowed
            assert found.score >= (1 - share) * best[-1]
            assert found.gap is not None
            assert found.gap <= share
            assert found.bound == best[-1]
            if order is BOTH:
                assert found.n_matched == best[0]
            assert found.status is (Status.OPTIMAL if found.score == best[-1] else Status.FEASIBLE)
            assert certify(problem, found) == found.certificate
            assert found.drawn is not None
            seen[row.tobytes()] = row
            chances.add(found.drawn.chances(problem.n_pairs).tobytes())
        # The chances do not depend on the seed, and every pair seen has one.
        assert len(chances) == 1
        chance = np.frombuffer(chances.pop())
        assert (chance[np.any(list(seen.values()), axis=0)] > 0).all()
        if order is BOTH:
            assert chance.sum() == pytest.approx(best[0])
        for side, most in ((problem.mentee, problem.demand), (problem.mentor, problem.capacity)):
            assert (np.bincount(side, chance, len(most)) <= most + 1e-9).all()


def test_pairs_are_drawn_as_often_as_their_chances_say() -> None:
    problem = random_problem(1, size=8, n_pairs=40, low=80)
    seeds = 3000
    best = solve(problem)
    first = explored(problem, BOTH, best, 0.1, 0)
    assert first.drawn is not None
    chance = first.drawn.chances(problem.n_pairs)
    # The same mixture for every seed: only the draw is repeated.
    times = np.zeros(problem.n_pairs)
    matchings = explore._mixture(problem, BOTH, best, 0.1, np.inf)
    assert matchings is not None
    for seed in range(seeds):
        times[matchings[int(np.random.default_rng(seed).integers(len(matchings)))]] += 1
    spread = np.sqrt(chance * (1 - chance) / seeds)
    assert (np.abs(times / seeds - chance) <= 4 * spread + 1e-12).all()
    assert ((chance > 0) & (chance < 1)).any()
    for seed in range(10):
        expected = matchings[int(np.random.default_rng(seed).integers(len(matchings)))]
        assert explored(problem, BOTH, best, 0.1, seed).chosen.tolist() == expected.tolist()


def test_equal_pairs_have_even_chances() -> None:
    """Of n mentees and n mentors who all fit alike, every pair has about one chance in n."""
    n = 4
    mentee, mentor = np.divmod(np.arange(n * n), n)
    problem = Problem(n, n, mentee, mentor, np.full(n * n, 100))
    found = drawn(problem, 0.02)
    assert found.drawn is not None
    chance = found.drawn.chances(n * n)
    assert found.status is Status.OPTIMAL
    np.testing.assert_allclose(chance, 1 / n, atol=0.05)


def test_where_nothing_can_be_given_up_the_best_is_certain() -> None:
    problem = Problem(2, 2, [0, 0, 1, 1], [0, 1, 0, 1], [100, 0, 0, 100])
    found = drawn(problem, 0.3)
    assert found.drawn is not None
    assert found.drawn.chances(4).tolist() == [1, 0, 0, 1]


def test_more_to_give_up_spreads_further() -> None:
    problem = random_problem(7, size=30, n_pairs=500, low=500, high=1000)
    squares = []
    for share in (0.005, 0.02, 0.1):
        found = drawn(problem, share)
        assert found.drawn is not None
        squares.append((found.drawn.chances(problem.n_pairs) ** 2).sum())
    assert squares[0] > squares[1] > squares[2]


def test_neither_the_order_of_pairs_nor_units_change_the_matching() -> None:
    problem = random_problem(3, size=10, n_pairs=60, low=50)
    ids = {"mentee_ids": [f"e{k}" for k in range(10)], "mentor_ids": [f"r{k}" for k in range(10)]}
    order = np.random.default_rng(0).permutation(problem.n_pairs)
    one = drawn(problem.replace(**ids), 0.05, 5)
    other = drawn(
        problem.replace(
            mentee=problem.mentee[order], mentor=problem.mentor[order], score=problem.score[order], **ids
        ),
        0.05,
        5,
    )
    assert sorted(order[other.chosen]) == one.chosen.tolist()
    assert one.drawn is not None
    assert other.drawn is not None
    np.testing.assert_array_equal(
        other.drawn.chances(problem.n_pairs), one.drawn.chances(problem.n_pairs)[order]
    )


def test_rules_of_the_network_hold_in_every_matching() -> None:
    base = random_problem(2, size=6, n_pairs=30, low=80).replace(capacity=2, demand=1)
    problem = base.replace(
        rules=[Require(pair=3), Forbid(pair=20), MinimumLoad(mentor=1, load=1),
               PairCount(pairs=base.pairs_of_mentor(2).tolist(), at_most=1)]
    )  # fmt: skip
    refuse_unexplorable(problem, BOTH)
    for seed in range(10):
        found = drawn(problem, 0.2, seed)
        assert found.certificate is not None
        assert found.certificate.feasible
        assert found.drawn is not None
        assert found.drawn.chances(problem.n_pairs)[[3, 20]].tolist() == [1, 0]


@pytest.mark.parametrize(
    ("rules", "objective", "sentence"),
    [
        ([NoMutual(same=((0, 0), (1, 1)))], ("matched", "score"), r"NoMutual: .* \(mutual_pairs = true\)"),
        ([PairCount(pairs=[0, 1], at_least=1)], ("matched", "score"), "cannot be combined with PairCount"),
        (
            [],
            ("matched", "balance", "score"),
            "matched and score, without balance; found matched, balance, score",
        ),
        ([], ("matched",), "an objective of score"),
        ([], ("matched", "leximin", "score"), "found matched, leximin, score"),
    ],
)
def test_what_cannot_be_drawn_is_refused(rules: list, objective: tuple[str, ...], sentence: str) -> None:
    problem = Problem(2, 2, [0, 0, 1, 1], [0, 1, 0, 1], [1, 2, 3, 4], rules=rules)
    with pytest.raises(PolicyError, match=sentence):
        refuse_unexplorable(problem, Order.of(objective))


def test_no_pairs_and_scores_of_0() -> None:
    assert drawn(Problem(2, 2, [], [], []), 0.02).n_matched == 0
    assert drawn(Problem(2, 2, [0, 1], [0, 1], [0, 0]), 0.02).n_matched == 2


def test_scores_so_large_that_penalties_have_little_room() -> None:
    large = 2**46
    problem = random_problem(1, size=8, n_pairs=40, low=80 * large, high=100 * large)
    found = drawn(problem, 0.1)
    assert found.drawn is not None
    assert (found.drawn.chances(problem.n_pairs) < 1).any()


def test_time_that_runs_out_is_no_matching() -> None:
    """Fewer rounds would make the chances depend on the clock."""
    problem = random_problem(1)
    found = explored(problem, BOTH, solve(problem), 0.1, 0, deadline=time.monotonic() - 1)
    assert found.status is Status.UNKNOWN
    assert found.drawn is None


def test_an_answer_that_is_not_proved_is_returned_as_it_is() -> None:
    problem = random_problem(1)
    late = solve(problem).replace(status=Status.FEASIBLE)
    assert explored(problem, BOTH, late, 0.1, 0) is late
