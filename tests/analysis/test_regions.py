from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import mentormatch as mm
from mentormatch.analysis.regions import solve_by_region

PLACE = 50


def drawn(seed: int) -> tuple[mm.Problem, list[int], list[int]]:
    rng = np.random.default_rng(seed)
    n, m = (int(k) for k in rng.integers(1, 12, 2))
    cells = np.flatnonzero(rng.random(n * m) < 0.4)
    problem = mm.Problem(
        n,
        m,
        cells // m,
        cells % m,
        rng.integers(-5, 40, len(cells)),
        rng.integers(0, 3, m),
        rng.integers(0, 3, n),
    )
    return problem, rng.integers(0, 3, n).tolist(), rng.integers(0, 3, m).tolist()


def worth(problem: mm.Problem, chosen: np.ndarray) -> int:
    return int((problem.score[chosen] + PLACE).sum())


@settings(max_examples=40)
@given(st.integers(0, 2**31))
def test_the_whole_is_worth_at_most_the_regions_and_the_gain(seed: int) -> None:
    problem, mentees, mentors = drawn(seed)
    found = solve_by_region(problem, mentees, mentors, PLACE)
    whole = mm.solve(problem.replace(score=problem.score + PLACE), ("score",))
    assert found.total <= whole.score <= found.total + found.gain
    assert found.total == worth(problem, found.chosen)
    for side, region, room in (
        (problem.mentee, mentees, problem.demand),
        (problem.mentor, mentors, problem.capacity),
    ):
        assert (np.bincount(side[found.chosen], minlength=len(region)) <= room).all()
    assert all(mentees[problem.mentee[k]] == mentors[problem.mentor[k]] for k in found.chosen)


@settings(max_examples=20)
@given(st.integers(0, 2**31))
def test_without_borders_nothing_is_lost(seed: int) -> None:
    problem, mentees, mentors = drawn(seed)
    found = solve_by_region(problem, np.zeros_like(mentees), np.zeros_like(mentors), PLACE)
    assert found.gain == 0
    assert found.total == mm.solve(problem.replace(score=problem.score + PLACE), ("score",)).score


def test_a_pair_that_only_a_border_forbids_counts_in_full() -> None:
    problem = mm.Problem(1, 1, [0], [0], [7])
    found = solve_by_region(problem, [0], [1], PLACE)
    assert (found.chosen.tolist(), found.total, found.gain) == ([], 0, PLACE + 7)


@pytest.mark.parametrize(
    ("mentees", "place", "words"),
    [
        ([0], PLACE, "mentee_region must hold 2"),
        ([0.5, 1], PLACE, "whole numbers"),
        ([0, 1], -1, "place must be"),
    ],
)
def test_what_does_not_fit(mentees: list[float], place: int, words: str) -> None:
    with pytest.raises(mm.ProblemError, match=words):
        solve_by_region(mm.Problem(2, 1, [0], [0], [7]), mentees, [0], place)


def test_rules_are_refused() -> None:
    with pytest.raises(mm.ProblemError, match="Forbid"):
        solve_by_region(mm.Problem(1, 1, [0], [0], [7], rules=[mm.rules.Forbid(pair=0)]), [0], [0], PLACE)
