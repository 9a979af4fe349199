"""An encoder provided by the caller: when it is called, with what, and how its vectors are used."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pytest
from numpy.typing import ArrayLike

from helpers.scoring_cases import candidates_of, one
from mentormatch.errors import ProblemError
from mentormatch.people.model import Mentee, Mentor, People
from mentormatch.policy import Policy, Scoring
from mentormatch.scoring import Interests, score_pairs

TEXT = "professional_interests"
DIRECTIONS = {"tea": (1.0, 0.0), "coffee": (0.6, 0.8), "rain": (-1.0, 0.0), "huge": (3e200, 4e200)}


class Plain:
    """Looks texts up in a table, and records its arguments."""

    def __init__(self) -> None:
        self.asked: list[list[str]] = []

    def __call__(self, texts: Sequence[str]) -> np.ndarray:
        self.asked.append(list(texts))
        return np.array([DIRECTIONS.get(text.split()[0], (0.0, 0.0)) for text in texts])


def score(mine: str, theirs: str, **options: float) -> float:
    scorer = Interests("professional", Plain(), **options)
    return one(scorer, Mentee(id="a", **{TEXT: mine}), Mentor(id="r", **{TEXT: theirs}))


def test_the_cosine_is_averaged_with_that_of_the_words_or_replaces_it() -> None:
    assert score("tea", "coffee") == pytest.approx(0.3)
    assert score("tea", "coffee", encoder_share=1.0) == pytest.approx(0.6)
    assert score("tea", "tea") == pytest.approx(1)
    assert score("tea", "huge", encoder_share=1.0) == pytest.approx(0.6)


def test_opposites_score_0_and_with_a_row_of_zeros_only_words_count() -> None:
    assert score("tea", "rain", encoder_share=1.0) == 0.0
    assert score("cake", "cake", encoder_share=1.0) == pytest.approx(1)
    assert np.isnan(score("tea", "N/A"))


def people_of(*texts: str) -> People:
    half = len(texts) // 2
    return People(
        mentees=tuple(Mentee(id=f"e{k}", **{TEXT: text}) for k, text in enumerate(texts[:half])),
        mentors=tuple(Mentor(id=f"r{k}", **{TEXT: text}) for k, text in enumerate(texts[half:])),
    )


def test_it_is_called_once_with_distinct_sorted_texts_or_tags() -> None:
    encoder = Plain()
    people = people_of("tea", "N/A", "", "coffee", "tea", "rain")
    tagged = people.mentees[2].replace(professional_tags=("cake", "pie"))
    people = people.replace(mentees=(*people.mentees[:2], tagged))
    Interests("professional", encoder).score(people, candidates_of(people), Scoring())
    assert encoder.asked == [["cake, pie", "coffee", "rain", "tea"]]


def test_it_is_not_called_if_nobody_wrote() -> None:
    encoder = Plain()
    people = people_of("", "N/A")
    assert np.isnan(Interests("professional", encoder).score(people, candidates_of(people), Scoring())).all()
    assert encoder.asked == []


def test_only_people_who_join_are_encoded_and_the_others_score_as_before() -> None:
    encoder = Plain()
    people = people_of("tea", "cake", "coffee", "rain")
    learnt = Interests("professional", encoder).learn(people, Scoring())
    before = learnt.score(people, candidates_of(people), Scoring())
    more = people.replace(mentors=(*people.mentors, Mentor(id="new", **{TEXT: "coffee strong"})))
    after = learnt.score(more, candidates_of(more), Scoring())
    assert encoder.asked[1:] == [["coffee strong"]]
    np.testing.assert_array_equal(after.reshape(2, 3)[:, :2].ravel(), before)
    assert after[2] == pytest.approx(0.3)


def test_it_can_replace_a_criterion() -> None:
    people = people_of("tea", "coffee")
    found = score_pairs(
        people, candidates_of(people), Policy(weights={"travel": 0}), [Interests("professional", Plain())]
    )
    assert found.points.tolist() == [300_000]


@pytest.mark.parametrize(
    ("encoder", "message"),
    [
        (lambda texts: np.ones(len(texts)), r"numbers of shape \(2, d\), not shape \(2,\)"),
        (lambda _: np.ones((1, 4)), r"not shape \(1, 4\)"),
        (lambda texts: np.ones((len(texts), 0)), r"not shape \(2, 0\)"),
        (lambda _: [["x"], ["y"]], "not shape .* of <U1"),
        (lambda _: [[1.0], [float("nan")]], "not finite, the first for text 1"),
        (lambda _: [[np.inf, 1.0], [1.0, 1.0]], "not finite, the first for text 0"),
    ],
)
def test_unusable_vectors_are_reported(encoder: Callable[[Sequence[str]], ArrayLike], message: str) -> None:
    people = people_of("tea", "coffee")
    with pytest.raises(ProblemError, match=message):
        Interests("professional", encoder).score(people, candidates_of(people), Scoring())


def test_a_later_vector_of_another_length_is_reported() -> None:
    people = people_of("tea", "coffee")
    lengths = iter([2, 3])
    encoder = Interests("professional", lambda texts: np.ones((len(texts), next(lengths))))
    learnt = encoder.learn(people, Scoring())
    more = people_of("tea", "sugar")
    with pytest.raises(ProblemError, match="2 numbers per text, now 3"):
        learnt.score(more, candidates_of(more), Scoring())


@pytest.mark.parametrize("share", [0.0, -1.0, 1.5, float("nan")])
def test_a_share_is_above_0_and_at_most_1(share: float) -> None:
    with pytest.raises(ProblemError, match="encoder_share"):
        Interests("professional", Plain(), share)
