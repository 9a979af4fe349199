"""Combining criteria: unknown ones, integer points, errors in weights and scorers."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from fractions import Fraction
from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.scoring_cases import candidates_of, schemes
from mentormatch.candidates.search import Candidates
from mentormatch.errors import PolicyError, ProblemError
from mentormatch.people.model import Mentee, Mentor, People
from mentormatch.policy import DEFAULT_WEIGHTS, Policy, Scoring
from mentormatch.scoring import DEFAULT_SCORERS, SCALE, Scores, Seniority, Travel, combine, score_pairs


@dataclass(frozen=True)
class Given:
    """A custom criterion, with scores from a list."""

    name: str
    scores: object = field(hash=False)

    def score(self, people: People, candidates: Candidates, scoring: Scoring) -> np.ndarray:
        return self.scores if not isinstance(self.scores, list) else np.array(self.scores, np.float64)


@dataclass(frozen=True)
class Never:
    name: str = "never"

    def score(self, people: People, candidates: Candidates, scoring: Scoring) -> np.ndarray:
        raise AssertionError("computed although its weight is 0")


def scheme(n: int) -> tuple[People, Candidates]:
    people = People(mentees=tuple(Mentee(id=f"e{k}") for k in range(n)), mentors=(Mentor(id="r"),))
    return people, candidates_of(people)


def weighed(columns: dict[str, list[float]], weights: dict[str, float], unknown: str = "expected") -> Scores:
    n = len(next(iter(columns.values())))
    scorers = [Given(name, scores) for name, scores in columns.items()]
    return score_pairs(*scheme(n), Policy(weights=weights, scoring={"unknown": unknown}), scorers)


def test_the_defaults_are_the_criteria_with_a_default_weight() -> None:
    assert {scorer.name for scorer in DEFAULT_SCORERS} == set(DEFAULT_WEIGHTS)


@pytest.mark.parametrize(
    ("unknown", "a", "b"), [("expected", 1 / 3, 1 / 3), ("zero", 0, 0), ("left_out", None, None)]
)
def test_what_counts_for_an_unknown_criterion(unknown: str, a: float | None, b: float | None) -> None:
    nan = math.nan
    found = weighed({"a": [1.0, nan, nan, 0.0], "b": [0.5, 0.5, nan, nan]}, {"a": 3, "b": 1}, unknown)
    if a is None or b is None:
        assert found.points.tolist() == [875_000, 500_000, 0, 0]
        assert found.expected == {}
    else:
        rows = [3.5, 3 * a + 0.5, 3 * a + b, b]
        assert found.points.tolist() == [round(SCALE * row / 4) for row in rows]
        assert found.expected == pytest.approx({"a": a, "b": b})
    assert found.known(np.arange(4)).tolist() == [1, 0.25, 0, 0.75]
    assert found.criteria == ("a", "b")
    np.testing.assert_array_equal(found.contributions, [[1, 0.5], [nan, 0.5], [nan, nan], [0, nan]])
    np.testing.assert_array_equal(found.of("b"), found.contributions[:, 1])
    assert len(found) == 4


def test_types_and_read_only_arrays() -> None:
    found = weighed({"a": [0.25], "b": [0.5]}, {"a": 2})
    assert (found.contributions.dtype, found.weights.dtype, found.points.dtype) == ("f4", "f8", "i8")
    assert found.weights.tolist() == [2.0, 1.0]  # a criterion without a weight has weight 1
    for array in (found.contributions, found.weights, found.points):
        with pytest.raises(ValueError, match="read-only"):
            array[...] = 0


def mean_with_a_0(column: list[float]) -> float:
    known = [score for score in column if not math.isnan(score)]
    return sum(known) / (len(known) + 1) if known else math.nan


unit = st.floats(0, 1, width=32) | st.just(math.nan) | st.sampled_from([0.0, 0.25, 0.5, 1.0])
weight = st.floats(0.001, 1000) | st.sampled_from([1.0, 2.0, 3.0])


@given(
    st.lists(st.tuples(unit, unit, unit), min_size=1, max_size=6),
    st.tuples(weight, weight, weight),
    st.sampled_from(["expected", "zero", "left_out"]),
)
def test_points_are_the_rounded_weighted_mean(
    rows: list[tuple[float, ...]], weights: tuple[float, ...], unknown: str
) -> None:
    names = ("a", "b", "c")
    columns = dict(zip(names, map(list, zip(*rows, strict=True)), strict=True))
    found = weighed(columns, dict(zip(names, weights, strict=True)), unknown)
    otherwise = {name: mean_with_a_0(column) for name, column in columns.items()}
    otherwise = {
        name: one * (unknown == "expected") for name, one in otherwise.items() if unknown != "left_out"
    }
    assert found.expected == pytest.approx(
        {k: v for k, v in otherwise.items() if not math.isnan(v)}, abs=1e-8
    )
    for row, points in zip(rows, found.points.tolist(), strict=True):
        filled = [found.expected.get(n, s) if math.isnan(s) else s for n, s in zip(names, row, strict=True)]
        known = [
            (Fraction(w), Fraction(s)) for w, s in zip(weights, filled, strict=True) if not math.isnan(s)
        ]
        exact = SCALE * sum(w * s for w, s in known) / sum(w for w, _ in known) if known else Fraction(0)
        assert abs(points - exact) <= Fraction(1, 2) + Fraction(1, 100_000)
        assert 0 <= points <= SCALE


@given(
    st.lists(st.tuples(*[st.sampled_from([k / 16 for k in range(17)])] * 3), min_size=1, max_size=6),
    st.tuples(*[st.integers(1, 9)] * 3),
    st.sampled_from([0.1, 1 / 3, 7.0, 1e-9, 1e5 / 3]),
)
def test_neither_the_scale_of_weights_nor_the_order_of_scorers_matters(
    rows: list[tuple[float, ...]], weights: tuple[int, ...], scale: float
) -> None:
    names = ("a", "b", "c")
    columns = dict(zip(names, map(list, zip(*rows, strict=True)), strict=True))
    plain = dict(zip(names, map(float, weights), strict=True))
    expected = weighed(columns, plain).points.tolist()
    assert weighed(columns, {name: w * scale for name, w in plain.items()}).points.tolist() == expected
    assert weighed(dict(reversed(columns.items())), plain).points.tolist() == expected


def test_a_criterion_of_weight_0_is_not_computed() -> None:
    scorers = (Given("a", [0.5]), Never())
    found = score_pairs(*scheme(1), Policy(weights={"never": 0}), scorers)
    assert found.criteria == ("a",)
    assert found.points.tolist() == [500_000]


def test_without_weights_all_points_are_0() -> None:
    found = score_pairs(*scheme(2), Policy(weights=dict.fromkeys(DEFAULT_WEIGHTS, 0)))
    assert found.criteria == ()
    assert found.contributions.shape == (2, 0)
    assert found.points.tolist() == [0, 0]


def test_a_criterion_is_added_by_passing_it() -> None:
    people = People(
        mentees=(Mentee(id="a", workplace="St Mary", seniority=1),),
        mentors=(
            Mentor(id="r", workplace="St Mary", seniority=3),
            Mentor(id="s", workplace="East", seniority=3),
        ),
    )

    @dataclass(frozen=True)
    class OtherWorkplace:
        name: str = "other_workplace"

        def score(self, people: People, candidates: Candidates, scoring: Scoring) -> np.ndarray:
            mine = np.array([p.workplace for p in people.mentees])[candidates.mentee]
            theirs = np.array([p.workplace for p in people.mentors])[candidates.mentor]
            return (mine != theirs).astype(np.float64)

    scorers = (Seniority(), OtherWorkplace())
    found = score_pairs(people, candidates_of(people), Policy(weights={"other_workplace": 2}), scorers)
    assert found.criteria == ("seniority", "other_workplace")
    assert found.points.tolist() == [500_000, 1_000_000]
    all_of_them = score_pairs(people, candidates_of(people), Policy(), (*DEFAULT_SCORERS, OtherWorkplace()))
    assert all_of_them.criteria[-1] == "other_workplace"


@given(schemes("professional_tags", "values", "answers", "prefers"))
@settings(max_examples=15)
def test_the_size_of_blocks_does_not_matter(scheme: tuple[People, Candidates]) -> None:
    policy, seen = Policy(), []
    whole = score_pairs(*scheme, policy)

    @dataclass(frozen=True)
    class OfAll:
        name: str = "of_all"

        def score(self, people: People, candidates: Candidates, scoring: Scoring) -> np.ndarray:
            seen.append(len(candidates))
            return np.zeros(len(candidates))

    with patch.object(combine, "_PAIRS", 3), patch.object(combine, "_BLOCK", 2):
        found = score_pairs(*scheme, policy)
        score_pairs(*scheme, policy, [*DEFAULT_SCORERS, OfAll()])
    assert np.array_equal(found.contributions, whole.contributions, equal_nan=True)
    assert np.array_equal(found.points, whole.points)
    assert found.expected == whole.expected
    assert seen == [len(scheme[1])]  # only a criterion that scores pair by pair is given them in blocks


def test_default_criteria_may_be_left_out() -> None:
    people, candidates = scheme(1)
    assert score_pairs(people, candidates, Policy(), (Travel(),)).criteria == ("travel",)


@pytest.mark.parametrize(
    ("weights", "names", "words"),
    [
        ({"seniorty": 2}, ["seniority"], r"weights.seniorty: no criterion .*did you mean 'seniority'"),
        ({"seniorty": 0}, ["seniority"], r"did you mean 'seniority'"),
        ({"mine": 1}, ["other"], r"weights.mine: no criterion has this name"),
        ({}, ["a", "a", "b"], r"two scorers are named 'a'"),
        ({}, ["score"], r"cannot be named 'score': the pairs table"),
        ({}, ["known"], r"cannot be named 'known': the pairs table"),
        ({}, ["values.tags"], r"cannot be named 'values.tags': a dot divides"),
        ({}, [" "], r"it is blank"),
        ({}, ["Sexual_Orientation"], r"a protected characteristic never enters a score"),
    ],
)
def test_names_and_weights_that_cannot_be_used(
    weights: dict[str, float], names: list[str], words: str
) -> None:
    with pytest.raises(PolicyError, match=words):
        score_pairs(*scheme(1), Policy(weights=weights), [Given(name, [0.5]) for name in names])


def test_all_problems_are_reported_together() -> None:
    with pytest.raises(PolicyError) as caught:
        score_pairs(*scheme(1), Policy(weights={"x1": 1, "x2": 1}), [Given("km", [0.5])] * 2)
    assert len(caught.value.problems) == 5


@pytest.mark.parametrize(
    ("scores", "words"),
    [
        (lambda: np.zeros(3), r"'mine' returned shape \(3,\), not \(4,\)"),
        (lambda: np.zeros((4, 1)), r"returned shape \(4, 1\)"),
        (lambda: np.zeros(4, np.int64), "must return a float64 array, not array of int64"),
        (lambda: np.zeros(4, np.bool_), "not array of bool"),
        (lambda: (0.0,) * 4, "'mine' must return a float64 array, not tuple"),
        (lambda: None, "not NoneType"),
        (lambda: np.array([0.0, 1.5, -0.1, np.nan]), r"2 of 4 scores outside \[0, 1\], the first 1.5 at 1"),
        (lambda: np.array([0.0, np.nan, 1.0, np.inf]), r"1 of 4 .* the first inf at 3; clip them"),
        (lambda: np.array([-np.inf, np.nan, 1.0, 1.0]), r"1 of 4 .* the first -inf at 0"),
        (lambda: np.array([1 + 1e-15, 0, 0, 0]), r"1 of 4 scores outside"),
    ],
)
def test_a_scorer_that_returns_something_else(scores: Callable[[], object], words: str) -> None:
    with pytest.raises(ProblemError, match=words):
        score_pairs(*scheme(4), Policy(), [Given("mine", scores())])


def test_float32_scores_are_accepted() -> None:
    found = score_pairs(*scheme(2), Policy(), [Given("mine", np.array([0.5, np.nan], np.float32))])
    assert found.points.tolist() == [500_000, 250_000]


def test_candidates_of_other_people() -> None:
    people, _ = scheme(2)
    with pytest.raises(ProblemError, match="candidates belong to 3 mentees and 1 mentors, not to People"):
        score_pairs(people, scheme(3)[1], Policy())


def test_a_criterion_without_weight_has_no_scores() -> None:
    with pytest.raises(PolicyError, match=r"'seniorty' is not among .*did you mean 'seniority'"):
        score_pairs(*scheme(1), Policy()).of("seniorty")


@pytest.mark.parametrize("people", [People(), People(mentees=(Mentee(id="a", values=("x",)),))])
def test_no_candidate_pairs(people: People) -> None:
    found = score_pairs(people, candidates_of(people), Policy())
    assert found.contributions.shape == (0, 7)
    assert len(found) == 0


def test_nothing_is_known_about_anyone() -> None:
    found = score_pairs(*scheme(3), Policy(weights={"travel": 0}))
    assert np.isnan(found.contributions).all()
    assert found.points.tolist() == [0, 0, 0]
