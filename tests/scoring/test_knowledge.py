"""Wanted and offered knowledge against a definition in plain Python."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given

from helpers.scoring_cases import assert_same, one, pairs_of, schemes, scorings
from mentormatch.candidates.search import Candidates
from mentormatch.people.model import Mentee, Mentor, People
from mentormatch.policy import Scoring
from mentormatch.scoring import Knowledge
from mentormatch.text import folded

IN_HEALTH = {"qi": "quality improvement"}
"""Of the areas that are drawn, those that the vocabulary has another name for."""


def highest(levels: dict[str, int], scoring: Scoring) -> dict[str, int]:
    synonyms = {folded(key): folded(target) for key, target in scoring.synonyms.items()}
    vocabulary = IN_HEALTH if scoring.vocabulary == "health" else {}
    found: dict[str, int] = {}
    for area, level in levels.items():
        form = synonyms.get(folded(area), folded(area))
        form = vocabulary.get(form, form)
        found[form] = max(level, found.get(form, 0))
    return found


def knowledge(mentee: Mentee, mentor: Mentor, scoring: Scoring) -> float:
    wants, offers = highest(mentee.wants, scoring), highest(mentor.offers, scoring)
    if not wants or not offers:
        return math.nan
    return sum(min(offers.get(area, 0) / level, 1) for area, level in wants.items()) / len(wants)


@given(schemes("wants", "offers"), scorings)
def test_knowledge_is_its_definition(scheme: tuple[People, Candidates], scoring: Scoring) -> None:
    expected = [knowledge(a, b, scoring) for a, b, _ in pairs_of(*scheme)]
    assert_same(Knowledge().score(*scheme, scoring), expected)


@pytest.mark.parametrize(
    ("wants", "offers", "score"),
    [
        ({"QI": 4}, {"qi": 2}, 0.5),
        ({"QI": 2}, {"QI": 5}, 1.0),
        ({"QI": 4, "audit": 2}, {"QI": 3}, 0.375),
        ({"QI": 3, "audit": 3, "ENT": 3}, {"QI": 1, "audit": 1, "ENT": 1}, 1 / 3),
        ({"quality improvement": 2}, {"QI": 1}, 0.5),
        ({"QI": 2}, {"ENT": 5}, 0.0),
    ],
)
def test_knowledge_by_hand(wants: dict[str, int], offers: dict[str, int], score: float) -> None:
    synonyms = {"quality improvement": "QI"}
    found = one(Knowledge(), Mentee(id="a", wants=wants), Mentor(id="r", offers=offers), synonyms=synonyms)
    assert found == score


def test_areas_go_by_the_vocabulary_unless_the_policy_says_otherwise() -> None:
    mentee, mentor = (
        Mentee(id="a", wants={"A&E": 3, "urology": 2}),
        Mentor(id="r", offers={"Emergency medicine": 3}),
    )
    asked = mentor.replace(offers={"emergency department": 3, "Urologist": 2})
    assert one(Knowledge(), mentee, mentor) == 0.5
    assert one(Knowledge(), mentee, asked) == 1.0
    assert one(Knowledge(), mentee, asked, vocabulary="none") == 0.0
    assert one(Knowledge(), mentee, asked, synonyms={"A&E": "A&E"}) == 0.5


def test_nothing_wanted_or_nothing_offered_is_unknown() -> None:
    assert np.isnan(one(Knowledge(), Mentee(id="a"), Mentor(id="r", offers={"QI": 5})))
    assert np.isnan(one(Knowledge(), Mentee(id="a", wants={"QI": 5}), Mentor(id="r")))
