"""Criteria that keep what they learnt from a scheme."""

from __future__ import annotations

import random
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.scoring_cases import ALL_FIELDS, FIELDS, candidates_of, schemes, scorings
from mentormatch.candidates.search import Candidates
from mentormatch.errors import PolicyError, ProblemError
from mentormatch.people.model import Mentee, Mentor, People
from mentormatch.policy import DEFAULT_WEIGHTS, Policy, Scoring
from mentormatch.scoring import (
    DEFAULT_SCORERS,
    Interests,
    Knowledge,
    Learning,
    Relating,
    Values,
    score_more,
    score_pairs,
    with_learnt,
)

LEARNING = [scorer for scorer in DEFAULT_SCORERS if isinstance(scorer, Learning)]
Scheme = tuple[People, Candidates]
whole_schemes = schemes(*ALL_FIELDS)
few = settings(max_examples=40)


def pairs_of(candidates: Candidates) -> list[tuple[int, int]]:
    return list(zip(candidates.mentee.tolist(), candidates.mentor.tolist(), strict=True))


def test_which_criteria_learn_and_which_relate() -> None:
    assert {scorer.name for scorer in LEARNING} == {
        "professional_interests", "personal_interests", "values", "knowledge",
    }  # fmt: skip
    assert [scorer.name for scorer in DEFAULT_SCORERS if isinstance(scorer, Relating)] == ["preferences"]
    learnt = score_pairs(People(), candidates_of(People()), Policy()).learnt
    counted = [scorer.name for scorer in DEFAULT_SCORERS if DEFAULT_WEIGHTS[scorer.name] > 0]
    assert [scorer.name for scorer in learnt] == counted


@few
@given(whole_schemes, scorings, st.randoms(use_true_random=False), st.data())
def test_the_same_people_score_the_same_among_any_others(
    scheme: Scheme, scoring: Scoring, rng: random.Random, data: st.DataObject
) -> None:
    people, candidates = scheme
    pairs = pairs_of(candidates)
    joined = Mentee(id="j", **{name: data.draw(FIELDS[name]) for name in ALL_FIELDS if name != "offers"})
    mentees, mentors = [*people.mentees, joined], list(people.mentors)
    rng.shuffle(mentees)
    rng.shuffle(mentors)
    other = People(mentees=tuple(mentees), mentors=tuple(mentors))
    some = rng.sample(range(len(pairs)), rng.randint(0, len(pairs)))
    place = {p.id: k for k, p in enumerate(mentees)}, {p.id: k for k, p in enumerate(mentors)}
    moved = [(place[0][people.mentees[i].id], place[1][people.mentors[j].id]) for i, j in pairs]
    new = [(place[0]["j"], j) for j in range(len(mentors))]
    rows = [*new, *(moved[k] for k in some)]
    for scorer in LEARNING:
        full = scorer.score(people, candidates, scoring)
        learnt = scorer.learn(people, scoring)
        np.testing.assert_array_equal(learnt.score(people, candidates, scoring), full)
        found = learnt.score(other, candidates_of(other, rows), scoring)
        np.testing.assert_array_equal(found[len(new) :], full[some])
        # It does not matter either who else is in a pair.
        alone = learnt.score(other, candidates_of(other, new), scoring)
        np.testing.assert_array_equal(found[: len(new)], alone)


@few
@given(whole_schemes, scorings)
def test_copies_of_people_are_read_again_and_score_the_same(scheme: Scheme, scoring: Scoring) -> None:
    people, candidates = scheme
    copies = People(
        mentees=tuple(m.replace() for m in people.mentees), mentors=tuple(m.replace() for m in people.mentors)
    )
    for scorer in LEARNING:
        learnt = scorer.learn(people, scoring)
        np.testing.assert_array_equal(
            learnt.score(copies, candidates, scoring), learnt.score(people, candidates, scoring)
        )


TEXTS = ("audit QI", "audit ENT", "QI rota")
SOME = People(
    mentees=tuple(Mentee(id=f"e{k}", professional_interests=text) for k, text in enumerate(TEXTS)),
    mentors=(Mentor(id="r", professional_interests="audit rota"),),
)


def scored(people: People, mentee: Mentee, mentor: Mentor, scorer: Learning, **scoring: object) -> float:
    learnt = scorer.learn(people, Scoring(**scoring))
    other = People(mentees=(mentee,), mentors=(mentor,))
    return float(learnt.score(other, candidates_of(other), Scoring(**scoring))[0])


def test_new_words_count_as_words_that_nobody_used() -> None:
    scorer, mentor = Interests("professional"), SOME.mentors[0]
    known = scored(SOME, Mentee(id="n", professional_interests="audit"), mentor, scorer)
    diluted = scored(SOME, Mentee(id="n", professional_interests="audit zither"), mentor, scorer)
    assert 0 < diluted < known
    weight = [1 + np.log(5 / 4), 1 + np.log(5 / 3), 1 + np.log(5)]  # audit, rota, zither: df 3, 2, 0 of 4
    lengths = np.hypot(weight[0], weight[1]) * np.hypot(weight[0], weight[2])
    assert diluted == pytest.approx(weight[0] ** 2 / lengths)
    # Two people who join share them.
    both = {"professional_interests": "zither lute"}
    assert scored(SOME, Mentee(id="n", **both), Mentor(id="m", **both), scorer) == pytest.approx(1)


def test_if_nobody_wrote_before_new_texts_count_only_in_a_new_match() -> None:
    people = People(mentees=(Mentee(id="e", professional_tags=("QI",)),))
    both = {"professional_interests": "audit", "professional_tags": ("QI", "ENT")}
    joined = Mentee(id="n", **both), Mentor(id="m", professional_interests="audit")
    assert np.isnan(scored(people, *joined, Interests("professional")))
    tagged = Mentor(id="m", professional_tags=("QI",))
    assert scored(people, joined[0], tagged, Interests("professional")) == pytest.approx(
        1 / np.sqrt(2 + np.log(2))  # "ENT" is new, and weighs 1 + ln 2
    )


def test_new_tags_are_read_as_text_even_if_no_new_person_wrote() -> None:
    tagged = Mentee(id="n", professional_tags=("audit",))
    people = People(mentees=(*SOME.mentees, tagged), mentors=SOME.mentors)
    other = people.replace(mentees=(tagged.replace(),))
    learnt = Interests("professional").learn(SOME, Scoring())
    assert learnt.score(other, candidates_of(other), Scoring())[0] > 0


def test_new_tags_are_corrected_to_known_ones() -> None:
    people = People(mentees=tuple(Mentee(id=f"e{k}", values=("cardiology",)) for k in range(3)))
    new = Mentee(id="n", values=("Cardiollogy", "N/A"))
    assert scored(people, new, Mentor(id="m", values=("cardiology",)), Values()) == 1.0
    # A tag in the synonyms is protected, and at 100 none is corrected.
    synonyms = {"cardiollogy": "cardiollogy"}
    assert scored(people, new, Mentor(id="m", values=("cardiology",)), Values(), synonyms=synonyms) == 0.0
    assert scored(people, new, Mentor(id="m", values=("cardiology",)), Values(), tag_similarity=100) == 0.0
    # New tags that nobody else has count too, and are not corrected to each other.
    pair = Mentee(id="n", values=("zeal", "hope")), Mentor(id="m", values=("zeal", "zeall"))
    assert scored(people, *pair, Values()) == pytest.approx(1 / 2)


def test_new_areas_and_statements_count() -> None:
    mentee = Mentee(id="n", wants={"lute": 4}, answers={"New?": 2})
    mentor = Mentor(id="m", offers={"Lute": 2}, answers={"new?": 4})
    assert scored(SOME, mentee, mentor, Knowledge()) == 0.5
    assert scored(SOME, mentee, mentor, Values()) == 0.5


def test_more_pairs_with_what_was_learnt() -> None:
    policy = Policy(weights={"travel": 0})
    whole = score_pairs(SOME, candidates_of(SOME), policy)
    more = score_more(SOME, candidates_of(SOME, [(2, 0), (0, 0)]), policy, whole)
    np.testing.assert_array_equal(more.contributions, whole.contributions[[2, 0]])
    np.testing.assert_array_equal(more.points, whole.points[[2, 0]])
    assert (more.criteria, more.learnt) == (whole.criteria, whole.learnt)
    assert with_learnt(whole, SOME, policy, ()) is whole
    bare = replace(whole, learnt=())
    with pytest.raises(ProblemError, match="add the scorers with `with_learnt` first"):
        score_more(SOME, candidates_of(SOME), policy, bare)
    again = with_learnt(bare, SOME, policy, DEFAULT_SCORERS)
    assert again.points is whole.points
    np.testing.assert_array_equal(
        score_more(SOME, candidates_of(SOME), policy, again).contributions, whole.contributions
    )
    with pytest.raises(
        PolicyError, match="'seniority' is a criterion of these scores, but is not among the scorers"
    ):
        with_learnt(bare, SOME, policy, LEARNING)
    with pytest.raises(ProblemError, match="candidates belong to"):
        score_more(People(), candidates_of(SOME), policy, whole)
