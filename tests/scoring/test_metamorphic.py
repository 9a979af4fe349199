"""What must not change a score: order of rows and pairs, ids, people outside the pair."""

from __future__ import annotations

import random
import unicodedata
from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.scoring_cases import ALL_FIELDS, SYNONYMS, candidates_of, schemes
from mentormatch.candidates.search import Candidates
from mentormatch.people.model import Mentee, Mentor, People
from mentormatch.people.person import Person
from mentormatch.policy import Policy
from mentormatch.scoring import DEFAULT_SCORERS, Scores, score_pairs

POLICY = Policy(scoring={"synonyms": SYNONYMS, "tag_similarity": 80})
Scheme = tuple[People, Candidates]
whole_schemes = schemes(*ALL_FIELDS)
few = settings(max_examples=30)


def pairs_and_km(candidates: Candidates) -> list[tuple[int, int, float]]:
    return list(
        zip(candidates.mentee.tolist(), candidates.mentor.tolist(), candidates.km.tolist(), strict=True)
    )


def assert_equal(found: Scores, expected: Scores, order: list[int] | slice = slice(None)) -> None:
    assert found.criteria == expected.criteria
    np.testing.assert_array_equal(found.contributions, expected.contributions[order])
    np.testing.assert_array_equal(found.points, expected.points[order])


@few
@given(whole_schemes, st.randoms())
def test_order_of_rows_and_of_pairs(scheme: Scheme, rng: random.Random) -> None:
    people, candidates = scheme
    mentees, mentors = list(range(len(people.mentees))), list(range(len(people.mentors)))
    order = list(range(len(candidates)))
    for rows in (mentees, mentors, order):
        rng.shuffle(rows)
    shuffled = People(
        mentees=tuple(people.mentees[k] for k in mentees), mentors=tuple(people.mentors[k] for k in mentors)
    )
    moved = [pairs_and_km(candidates)[k] for k in order]
    again = candidates_of(
        shuffled, [(mentees.index(i), mentors.index(j)) for i, j, _ in moved], [km for *_, km in moved]
    )
    assert_equal(score_pairs(shuffled, again, POLICY), score_pairs(people, candidates, POLICY), order)


def renamed(person: Person) -> dict[str, Any]:
    # Reversed, so that the ids sort in another order too.
    def new(i: str) -> str:
        return f"{ord(max(i)) ^ 31}-{i[::-1]}"

    return {"id": new(person.id), "prefers": tuple(map(new, person.prefers))}


@few
@given(whole_schemes)
def test_names_of_ids(scheme: Scheme) -> None:
    people, candidates = scheme
    other = People(
        mentees=tuple(m.replace(**renamed(m)) for m in people.mentees),
        mentors=tuple(m.replace(**renamed(m)) for m in people.mentors),
    )
    assert_equal(score_pairs(other, candidates, POLICY), score_pairs(people, candidates, POLICY))


@few
@given(whole_schemes)
def test_what_is_never_scored(scheme: Scheme) -> None:
    people, candidates = scheme
    private = {
        "name": "Zoë", "role": "ST3", "workplace": "East", "motivation": "A&E QI audit", "other": "audit",
        "groups": ("LGBT network",), "online": True, "consent": True, "email": None,
    }  # fmt: skip
    other = People(
        mentees=tuple(m.replace(**private) for m in people.mentees),
        mentors=tuple(m.replace(**private) for m in people.mentors),
    )
    assert_equal(score_pairs(other, candidates, POLICY), score_pairs(people, candidates, POLICY))


@few
@given(whole_schemes)
def test_people_outside_the_pair(scheme: Scheme) -> None:
    people, candidates = scheme
    other = People(
        mentees=(*people.mentees, Mentee(id="zz", seniority=50, answers={"else": 3}, wants={"else": 1})),
        mentors=(*people.mentors, Mentor(id="yy", professional_interests="Tudor lutes")),
    )
    pairs = pairs_and_km(candidates)
    again = candidates_of(other, [(i, j) for i, j, _ in pairs], [km for *_, km in pairs])
    # Words and tags get rarer as more people give some, so their scores may change; nothing else may.
    no_text = [scorer for scorer in DEFAULT_SCORERS if not scorer.name.endswith("interests")]
    expected = score_pairs(people, candidates, POLICY, no_text)
    assert_equal(score_pairs(other, again, POLICY, no_text), expected)


@few
@given(whole_schemes, st.sampled_from([0.1, 1 / 3, 10.0]))
def test_scale_of_the_weights(scheme: Scheme, scale: float) -> None:
    weights = {name: weight * scale for name, weight in POLICY.weights.items()}
    assert_equal(score_pairs(*scheme, POLICY.replace(weights=weights)), score_pairs(*scheme, POLICY))


def respelt(person: Person, form: str) -> dict[str, Any]:
    def other(text: str) -> str:
        return unicodedata.normalize(form, text)

    return {
        "professional_interests": other(person.professional_interests),
        "professional_tags": tuple(map(other, person.professional_tags)),
        "values": tuple(map(other, person.values)),
        "answers": {other(statement): answer for statement, answer in person.answers.items()},
    }


def test_unicode_forms() -> None:
    given_by = {
        "professional_interests": "ﬁrst naïve café",
        "professional_tags": ("Crèche",),
        "values": ("Égalité",),
        "answers": {"À moi": 2},
    }
    mentee = Mentee(id="a", wants={"Café": 2}, **given_by)
    mentor = Mentor(id="r", offers={"Cafe\u0301": 2}, **given_by)
    for form in ("NFC", "NFD", "NFKC", "NFKD"):
        people = People(mentees=(mentee,), mentors=(mentor.replace(**respelt(mentor, form)),))
        found = score_pairs(people, candidates_of(people), Policy(weights={"travel": 0}))
        assert found.points.tolist() == [1_000_000], form


@few
@given(whole_schemes)
def test_scores_are_within_bounds_and_repeatable(scheme: Scheme) -> None:
    found = score_pairs(*scheme, POLICY)
    known = found.contributions[~np.isnan(found.contributions)]
    assert ((known >= 0) & (known <= 1)).all()
    assert ((found.points >= 0) & (found.points <= 1_000_000)).all()
    assert_equal(score_pairs(*scheme, POLICY), found)


def test_more_pairs_than_a_block_score_as_they_do_alone() -> None:
    rng = np.random.default_rng(3)
    people = People(
        mentees=tuple(
            Mentee(
                id=f"e{k}",
                professional_interests="audit QI",
                wants={"QI": 1 + k % 5},
                answers={"s": 1 + k % 5},
            )
            for k in range(30)
        ),
        mentors=tuple(
            Mentor(id=f"r{k}", professional_interests="QI rota", offers={"QI": 1 + k % 4}, answers={"s": 2})
            for k in range(20)
        ),
    )
    pairs = list(zip(rng.integers(0, 30, 20_000).tolist(), rng.integers(0, 20, 20_000).tolist(), strict=True))
    found = score_pairs(people, candidates_of(people, pairs), POLICY)
    every = score_pairs(people, candidates_of(people), POLICY)
    assert_equal(found, every, [i * 20 + j for i, j in pairs])
