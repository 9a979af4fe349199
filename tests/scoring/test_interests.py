"""Shared interests against TF-IDF in plain Python."""

from __future__ import annotations

import math
import subprocess
import sys
from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.scoring_cases import (
    assert_same,
    candidates_of,
    mean,
    one,
    schemes,
    scorings,
    tag_cosine,
    tags_by_row,
)
from mentormatch.candidates.search import Candidates
from mentormatch.people.model import Mentee, Mentor, People
from mentormatch.policy import Scoring
from mentormatch.scoring import Interests
from mentormatch.scoring.text.reading import Reader, Texts


def vector(words: list[str], documents: list[set[str]]) -> dict[str, float]:
    n = len(documents)
    weights = {
        word: (1 + math.log(tf)) * (1 + math.log((1 + n) / (1 + sum(word in d for d in documents))))
        for word, tf in Counter(words).items()
    }
    length = math.sqrt(sum(w * w for w in weights.values()))
    return {word: weight / length for word, weight in weights.items()}


def expected_scores(people: People, candidates: Candidates, kind: str, scoring: Scoring) -> list[float]:
    everyone, split = (*people.mentees, *people.mentors), len(people.mentees)
    sets = tags_by_row(people, f"{kind}_tags", scoring)
    tagged = [", ".join(getattr(p, f"{kind}_tags")) for p in everyone]
    texts = Texts([getattr(p, f"{kind}_interests") for p in everyone], tagged)
    health = kind == "professional" and scoring.vocabulary == "health"
    read = Reader(scoring, health).read(texts)
    words, written = read.words, read.wrote
    by_id: dict[str, set[str]] = {}
    for person, own in zip(everyone, words, strict=True):
        by_id.setdefault(person.id, set()).update(own)
    documents = [own for own in by_id.values() if own]
    vectors = [vector(own, documents) for own in words]

    def pair(i: int, j: int) -> float:
        cosine = sum(weight * vectors[j].get(word, 0.0) for word, weight in vectors[i].items())
        by_text = cosine if written[i] and written[j] else math.nan
        by_tags = tag_cosine(people, sets, i, j)
        crossed = cosine if words[i] and words[j] and any(written) else math.nan
        return crossed if math.isnan(mean([by_text, by_tags])) else mean([by_text, by_tags])

    return [pair(i, split + j) for i, j in zip(candidates.mentee, candidates.mentor, strict=True)]


@pytest.mark.parametrize("kind", ["professional", "personal"])
@given(st.data(), scorings)
def test_interests_are_their_definition(kind: str, data: st.DataObject, scoring: Scoring) -> None:
    scheme = data.draw(schemes(f"{kind}_interests", f"{kind}_tags"))
    assert_same(Interests(kind).score(*scheme, scoring), expected_scores(*scheme, kind, scoring))


def score(mine: dict[str, object], theirs: dict[str, object], **scoring: object) -> float:
    return one(Interests("professional"), Mentee(id="a", **mine), Mentor(id="r", **theirs), **scoring)


def test_the_same_words_score_1_and_no_shared_word_0() -> None:
    text = "professional_interests"
    assert score({text: "QI in A&E"}, {text: "a&e: QI!"}) == pytest.approx(1)
    assert score({text: "QI in A&E"}, {text: "ENT"}) == 0.0


@pytest.mark.parametrize("empty", ["", "N/A", "the and", "…"])
def test_without_a_text_it_is_unknown(empty: str) -> None:
    assert np.isnan(score({"professional_interests": "QI"}, {"professional_interests": empty}))


def test_tags_by_hand() -> None:
    mine, theirs = ("QI", "ENT", "Audit"), ("qi", "a", "b")
    found = score({"professional_tags": mine}, {"professional_tags": theirs})
    rare = 1 + math.log(3 / 2)  # one of two people has it; both have "QI", which weighs 1
    assert found == pytest.approx(1 / (1 + 2 * rare))


def test_text_is_compared_with_tags_if_nothing_else_is_known() -> None:
    wrote, tagged = {"professional_interests": "A&E"}, {"professional_tags": ("A&E",)}
    assert score(wrote, tagged) == pytest.approx(1)
    tagged = {"professional_tags": ("emergency medicine",)}
    assert score(wrote, tagged) == pytest.approx(1)
    assert score(wrote, tagged, vocabulary="none") == 0.0
    synonyms = {"emergency medicine": "A&E"}
    assert score(wrote, tagged, vocabulary="none", synonyms=synonyms) == pytest.approx(1)


def test_professional_and_personal_interests_are_separate() -> None:
    mine, theirs = {"professional_interests": "chess"}, {"personal_interests": "chess"}
    assert np.isnan(score(mine, theirs))


def test_a_shared_rare_word_counts_more_than_a_common_one() -> None:
    common = [Mentee(id=f"c{k}", professional_interests="audit") for k in range(20)]
    mentee = Mentee(id="a", professional_interests="audit endoscopy")
    mentors = (
        Mentor(id="r", professional_interests="audit rota"),
        Mentor(id="s", professional_interests="endoscopy rota"),
    )
    people = People(mentees=(mentee, *common), mentors=mentors)
    by_common, by_rare = Interests("professional").score(people, candidates_of(people), Scoring())[:2]
    assert by_common < by_rare


def test_a_person_in_both_roles_counts_once_in_the_rarity_of_words() -> None:
    text = "professional_interests"
    others = (Mentee(id="a", **{text: "ENT audit"}), Mentee(id="b", **{text: "QI"}))
    mentor = Mentor(id="r", **{text: "ENT QI"})
    once = People(mentees=(*others, Mentee(id="x", **{text: "audit"})), mentors=(mentor,))
    twice = once.replace(mentors=(mentor, Mentor(id="x", **{text: "audit"})))
    pairs = [(0, 0), (1, 0)]
    found = [Interests("professional").score(p, candidates_of(p, pairs), Scoring()) for p in (once, twice)]
    np.testing.assert_array_equal(*found)


def test_scoring_is_imported_without_scikit_learn() -> None:
    code = "import sys, mentormatch.scoring; sys.exit('sklearn' in sys.modules or 'scipy' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], check=False)
    assert done.returncode == 0
