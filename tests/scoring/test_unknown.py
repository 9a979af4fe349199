"""What counts where a criterion, or a part of one, is unknown for a pair."""

from __future__ import annotations

import math
import random
from dataclasses import dataclass, replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.scoring_cases import candidates_of, schemes
from helpers.small_scheme import random_people
from mentormatch.candidates.search import Candidates, find_candidates
from mentormatch.errors import ProblemError
from mentormatch.people.model import Mentee, Mentor, People
from mentormatch.policy import Policy, Scoring
from mentormatch.rematching.update_pairs import update_pairs
from mentormatch.scoring import Interests, Scores, Seniority, Values, score_more, score_pairs
from mentormatch.scoring.combine import faults_of
from mentormatch.scoring.unknown import expected_of, weighted_mean

NAN = math.nan
EXPECTED = Scoring()


def test_the_mean_has_one_score_of_0_more() -> None:
    assert expected_of(np.array([0.5, NAN, 1.0]), EXPECTED) == 0.5
    assert expected_of(np.array([0.75]), EXPECTED) == 0.375
    many = np.full(10**6, 0.25)
    assert expected_of(many, EXPECTED) == pytest.approx(0.25, abs=1e-6)


@pytest.mark.parametrize("scores", [[], [NAN, NAN]])
def test_nothing_is_expected_of_what_is_unknown_everywhere(scores: list[float]) -> None:
    for unknown in ("expected", "zero", "left_out"):
        assert expected_of(np.array(scores), Scoring(unknown=unknown)) is None


def test_the_other_ways() -> None:
    scores = np.array([0.5, 1.0])
    assert expected_of(scores, Scoring(unknown="zero")) == 0
    assert expected_of(scores, Scoring(unknown="left_out")) is None


@given(st.lists(st.floats(0, 1, width=32) | st.just(NAN), min_size=2, max_size=40), st.randoms())
def test_the_order_of_pairs_does_not_matter_to_the_last_bit(scores: list[float], rng: random.Random) -> None:
    mixed = rng.sample(scores, len(scores))
    assert expected_of(np.array(scores, np.float32), EXPECTED) == expected_of(
        np.array(mixed, np.float32), EXPECTED
    )


def test_a_weighted_mean_with_unknown_scores() -> None:
    scores = [np.array([1.0, NAN, NAN]), np.array([0.0, 0.5, NAN])]
    np.testing.assert_array_equal(weighted_mean(scores, [3.0, 1.0], [None, None]), [0.75, 0.5, NAN])
    np.testing.assert_array_equal(weighted_mean(scores, [3.0, 1.0], [0.5, None]), [0.75, 0.5, 0.5])
    np.testing.assert_array_equal(weighted_mean(scores, [3.0, 1.0], [0.5, 0.0]), [0.75, 0.5, 0.375])


@dataclass(frozen=True)
class Halves:
    """A criterion of two parts, with scores from lists."""

    parts_: dict[str, list[float]]
    name: str = "halves"

    def parts(self, people: People, candidates: Candidates, scoring: Scoring) -> dict[str, np.ndarray]:
        return {name: np.array(scores, np.float64) for name, scores in self.parts_.items()}

    def score(self, people: People, candidates: Candidates, scoring: Scoring) -> np.ndarray:
        raise AssertionError("its parts are asked")


def of_parts(parts: dict[str, list[float]], unknown: str = "expected") -> Scores:
    n = len(next(iter(parts.values())))
    people = People(mentees=tuple(Mentee(id=f"e{k}") for k in range(n)), mentors=(Mentor(id="r"),))
    return score_pairs(people, candidates_of(people), Policy(scoring={"unknown": unknown}), [Halves(parts)])


def test_an_unknown_part_counts_as_expected() -> None:
    found = of_parts({"x": [0.5, 1.0, NAN, NAN], "y": [0.5, NAN, 0.5, NAN]})
    assert found.expected == {"halves.x": 0.5, "halves.y": 1 / 3, "halves": pytest.approx(5 / 12, abs=1e-6)}
    np.testing.assert_allclose(found.of("halves"), [0.5, 2 / 3, 0.5, NAN], atol=1e-7)


def test_an_unknown_part_left_out_or_0() -> None:
    parts = {"x": [0.5, 1.0, NAN, NAN], "y": [0.5, NAN, 0.5, NAN]}
    np.testing.assert_array_equal(of_parts(parts, "left_out").of("halves"), [0.5, 1, 0.5, NAN])
    np.testing.assert_array_equal(of_parts(parts, "zero").of("halves"), [0.5, 0.5, 0.25, NAN])


def test_a_part_that_is_unknown_everywhere_drops_out() -> None:
    found = of_parts({"x": [0.5, 1.0], "y": [NAN, NAN]})
    assert found.expected.keys() == {"halves.x", "halves"}
    np.testing.assert_array_equal(found.of("halves"), [0.5, 1.0])


def test_a_part_outside_0_to_1_is_named() -> None:
    with pytest.raises(ProblemError, match=r"criterion 'halves.y' returned 1 of 2 scores outside"):
        of_parts({"x": [0.5, 1.0], "y": [0.0, 1.5]})


@given(schemes("values", "answers", "professional_tags", "professional_interests"))
def test_parts_of_criteria_combine_to_their_score_where_nothing_is_expected(
    case: tuple[People, Candidates],
) -> None:
    people, candidates = case
    scoring = Scoring(unknown="left_out")
    for scorer in (Values(), Interests("professional")):
        found = score_pairs(people, candidates, Policy(scoring=scoring), [scorer])
        alone = scorer.score(people, candidates, scoring).astype(np.float32)
        np.testing.assert_array_equal(found.contributions[:, 0], alone)


@pytest.mark.parametrize("unknown", ["expected", "zero", "left_out"])
@pytest.mark.parametrize("seed", range(5))
def test_scores_as_computed_have_no_faults_and_changed_ones_have(seed: int, unknown: str) -> None:
    people, policy = random_people(seed).in_id_order(), Policy(scoring={"unknown": unknown})
    scores = score_pairs(people, find_candidates(people, policy), policy)
    assert faults_of(scores, policy) == []
    for other in {"expected", "zero", "left_out"} - {unknown}:
        # Nothing in a file can refute that all known scores were 0.
        assert faults_of(scores, policy.replace(scoring=Scoring(unknown=other))) or unknown == "zero"
    for name, value in scores.expected.items():
        fewer = {key: one for key, one in scores.expected.items() if key != name}
        assert faults_of(replace(scores, expected=fewer), policy) or "." in name
        assert faults_of(replace(scores, expected={**scores.expected, name: 1.5}), policy)
        if "." not in name and value < 0.99 and np.isnan(scores.of(name)).any():
            assert faults_of(replace(scores, expected={**scores.expected, name: value + 0.01}), policy)
    assert faults_of(replace(scores, expected={**scores.expected, "mine": 0.5}), policy)


def without(people: People, field: str) -> People:
    """Return people of whom nobody has given a field."""
    empty = Mentee.model_fields[field].get_default(call_default_factory=True)
    return people.replace(
        mentees=tuple(p.replace(**{field: empty}) for p in people.mentees),
        mentors=tuple(p.replace(**{field: empty}) for p in people.mentors),
    )


@pytest.mark.parametrize("field", ["seniority", "values", "answers"])
def test_what_becomes_known_by_a_change_counts_for_all_pairs(field: str) -> None:
    full = random_people(3, 14, 12).in_id_order()
    before, policy = without(full, field), Policy()
    candidates = find_candidates(before, policy)
    scores = score_pairs(before, candidates, policy)
    key = {"seniority": "seniority", "values": "values.tags", "answers": "values.answers"}[field]
    assert key not in scores.expected
    pairs = zip(candidates.mentee.tolist(), candidates.mentor.tolist(), strict=True)
    i, j = next((i, j) for i, j in pairs if known_of(full, i, j, field))
    after = before.replace(
        mentees=tuple(full.mentees[k] if k == i else p for k, p in enumerate(before.mentees)),
        mentors=tuple(full.mentors[k] if k == j else p for k, p in enumerate(before.mentors)),
    )
    updated = update_pairs(before, after, candidates, scores, policy)
    assert (updated.origin >= 0).any()
    assert updated.scores.expected.keys() >= {*scores.expected, key}
    kept = {name: one for name, one in scores.expected.items() if name != "values" or field == "seniority"}
    assert updated.scores.expected | kept == updated.scores.expected
    assert faults_of(updated.scores, policy) == []
    together = score_more(after, updated.candidates, policy, scores)
    np.testing.assert_array_equal(updated.scores.points, together.points)
    # From now on it is kept.
    again = update_pairs(after, before, updated.candidates, updated.scores, policy)
    assert again.scores.expected == updated.scores.expected


def known_of(people: People, i: int, j: int, field: str) -> bool:
    mine, theirs = getattr(people.mentees[i], field), getattr(people.mentors[j], field)
    return mine is not None and theirs is not None and bool(mine) and bool(theirs)


@pytest.mark.parametrize("seed", range(6))
def test_what_is_expected_stays_and_so_do_the_points_of_others(seed: int) -> None:
    people, policy = random_people(seed, 14, 12).in_id_order(), Policy()
    candidates = find_candidates(people, policy)
    scores = score_pairs(people, candidates, policy)
    changed = people.mentees[0].replace(seniority=1, values=("safety",), answers={"s1": 5})
    after = people.replace(mentees=(changed, *people.mentees[1:]))
    updated = update_pairs(people, after, candidates, scores, policy)
    assert updated.scores.expected == scores.expected
    kept = updated.origin >= 0
    assert kept.any()
    np.testing.assert_array_equal(updated.scores.points[kept], scores.points[updated.origin[kept]])


def test_nobody_can_be_scored_by_seniority_until_someone_gives_it() -> None:
    people = People(mentees=(Mentee(id="e", consent=True),), mentors=(Mentor(id="r", consent=True),))
    found = score_pairs(people, candidates_of(people), Policy(), [Seniority()])
    assert (found.points.tolist(), found.expected) == ([0], {})
    assert found.known(np.array([0])).tolist() == [1]
