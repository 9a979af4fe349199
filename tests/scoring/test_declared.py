"""Criteria of the policy against their formulas, and against the default criteria on the same data."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import mentormatch as mm
from helpers.declared_reference import CRITERIA, SYNONYMS, alike, answers, score, weights
from helpers.scoring_cases import assert_same, candidates_of
from mentormatch.policy import Policy, Scoring
from mentormatch.scoring import Interests, Knowledge, Scorer, Seniority, score_more, score_pairs
from mentormatch.scoring.declared import Declared, declared_scorers

AS_WRITTEN = Scoring(synonyms=SYNONYMS, tag_similarity=100, vocabulary="none")


def scorer_of(**criterion: Any) -> Declared:
    (found,) = declared_scorers(Policy.model_validate({"criteria": [criterion]}))
    assert isinstance(found, Declared)
    return found


def people_of(seed: int, n: int = 8) -> mm.People:
    draw = random.Random(seed)
    return mm.People(
        mentees=tuple(mm.Mentee(id=f"e{k}", declared=answers(draw)) for k in range(n)),
        mentors=tuple(mm.Mentor(id=f"r{k}", declared=answers(draw)) for k in range(n)),
    )


def weights_of(people: mm.People, criterion: dict[str, Any]) -> Callable[[str], float]:
    if criterion["kind"] != "shared":
        return alike
    everybody = (*people.mentees, *people.mentors)
    return weights([one.declared.get(criterion["name"]) for one in everybody], SYNONYMS)


@pytest.mark.parametrize("criterion", CRITERIA, ids=lambda one: str(one["name"]))
@pytest.mark.parametrize("seed", range(6))
def test_each_kind_is_its_formula(criterion: dict[str, Any], seed: int) -> None:
    people, name = people_of(seed), criterion["name"]
    weight = weights_of(people, criterion)
    expected = [
        score(criterion, one.declared.get(name), other.declared.get(name), SYNONYMS, weight)
        for one in people.mentees
        for other in people.mentors
    ]
    assert_same(scorer_of(**criterion).score(people, candidates_of(people), AS_WRITTEN), expected)


TEXTS = ("audit and research on wards", "teaching medical students", "research, audit", "sailing", "", "N/A")
TAGS = ("cardiology", "Cardiology", "cardiolgy", "audit", "exams", "climbing")


def twice(seed: int) -> mm.People:
    """Return people who gave the same in fields and as answers to criteria."""
    draw = random.Random(seed)
    mentees, mentors = [], []
    for k in range(9):
        tags, text = tuple(draw.sample(TAGS, draw.randint(0, 3))), draw.choice(TEXTS)
        levels = {
            area: draw.randint(1, 5) for area in draw.sample(["audit", "QI", "law"], draw.randint(0, 2))
        }
        seniority = draw.choice([None, *range(8)])
        declared = {"tags": tags, "topics": levels, "about": text, "grade": seniority}
        declared = {name: value for name, value in declared.items() if value is not None}
        declared |= {"grade": float(seniority)} if seniority is not None else {}
        shared = {"personal_tags": tags, "seniority": seniority, "declared": declared, "other": text}
        mentees.append(mm.Mentee(id=f"e{k}", wants=levels, **shared))
        mentors.append(mm.Mentor(id=f"r{k}", offers=levels, **shared))
    return mm.People(mentees=tuple(mentees), mentors=tuple(mentors))


@pytest.mark.parametrize(
    ("criterion", "default"),
    [
        ({"name": "tags", "kind": "shared"}, Interests("personal")),
        ({"name": "topics", "kind": "offered"}, Knowledge()),
        ({"name": "grade", "kind": "near", "ideal": 2, "tolerance": 4}, Seniority()),
    ],
    ids=lambda one: getattr(one, "name", ""),
)
@pytest.mark.parametrize("seed", range(8))
def test_the_same_as_the_default_criterion_on_the_same_data(
    criterion: dict[str, Any], default: Scorer, seed: int
) -> None:
    people, scoring = twice(seed), Scoring(vocabulary="none")
    candidates = candidates_of(people)
    found = scorer_of(**criterion).score(people, candidates, scoring)
    np.testing.assert_array_equal(found, default.score(people, candidates, scoring))


@pytest.mark.parametrize("seed", range(8))
def test_texts_are_compared_as_interests_are(seed: int) -> None:
    people, scoring = twice(seed), Scoring()
    asked = people.replace(
        mentees=tuple(m.replace(personal_tags=(), personal_interests=m.other) for m in people.mentees),
        mentors=tuple(m.replace(personal_tags=(), personal_interests=m.other) for m in people.mentors),
    )
    found = scorer_of(name="about", kind="text").score(people, candidates_of(people), scoring)
    expected = Interests("personal").score(asked, candidates_of(asked), scoring)
    np.testing.assert_array_equal(found, expected)


def test_a_typing_error_is_an_entry_that_others_gave() -> None:
    said = [("cardiology",), ("cardiology",), ("cardiollogy",)]
    people = mm.People(
        mentees=tuple(mm.Mentee(id=f"e{k}", declared={"tags": one}) for k, one in enumerate(said)),
        mentors=(mm.Mentor(id="r", declared={"tags": ("Cardiology",)}),),
    )
    found = scorer_of(name="tags", kind="shared").score(people, candidates_of(people), Scoring())
    assert found.tolist() == [1, 1, 1]


def test_no_is_an_answer_and_n_a_is_none() -> None:
    said = [("No",), ("yes",), ("n/a",)]
    people = mm.People(
        mentees=tuple(mm.Mentee(id=f"e{k}", declared={"x": one}) for k, one in enumerate(said)),
        mentors=(mm.Mentor(id="r", declared={"x": ("no",)}),),
    )
    assert_same(
        scorer_of(name="x", kind="same").score(people, candidates_of(people), Scoring()), [1, 0, np.nan]
    )


@pytest.mark.parametrize("seed", range(6))
def test_what_was_learnt_scores_those_who_join(seed: int) -> None:
    people = people_of(seed)
    policy = Policy.model_validate(
        {"criteria": [*CRITERIA, {"name": "about", "kind": "text"}], "scoring": AS_WRITTEN.model_dump()}
    )
    before = score_pairs(people, candidates_of(people), policy)
    joined = mm.Mentee(id="new", declared=answers(random.Random(seed + 100)))
    more = people.replace(mentees=(*people.mentees, joined))
    pairs = [(len(people.mentees), j) for j in range(len(people.mentors))]
    found = score_more(more, candidates_of(more, pairs), policy, before)
    for criterion in CRITERIA:
        name, weight = criterion["name"], weights_of(people, criterion)
        expected = [
            score(criterion, joined.declared.get(name), other.declared.get(name), SYNONYMS, weight)
            for other in people.mentors
        ]
        at = before.criteria.index(name)
        np.testing.assert_allclose(found.contributions[:, at], expected, rtol=1e-6)
