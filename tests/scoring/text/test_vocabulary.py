"""Words of health care: forms of one word, names of one thing, and what a scheme itself abbreviates."""

from __future__ import annotations

import numpy as np
import pytest

from mentormatch.policy import Scoring
from mentormatch.scoring.text.reading import Reader, Texts, owners
from mentormatch.scoring.text.shorthand import abbreviations, compounds, joined, phrases_for
from mentormatch.scoring.text.tokens import tokens
from mentormatch.scoring.text.vocabulary import names, word_form


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("paediatrics", "pediatrics"),
        ("paediatrician", "pediatric"),
        ("anaesthetist", "anesthesia"),
        ("haematology", "hematologist"),
        ("organisational", "organizational"),
        ("behavioural", "behavioral"),
        ("tumours", "tumor"),
        ("analyse", "analyze"),
        ("theatre", "theater"),
        ("programme", "program"),
        ("labelling", "labeling"),
        ("urological", "urologist"),
        ("psychiatric", "psychiatrist"),
        ("therapist", "therapies"),
        ("surgeon", "surgical"),
    ],
)
def test_forms_of_one_word(one: str, other: str) -> None:
    first, second = ([word_form(word) for word in tokens(text)] for text in (one, other))
    assert first == second


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("neurology", "nephrology"),
        ("neurology", "urology"),
        ("canoe", "canes"),
        ("filling", "filing"),
        ("hours", "horse"),
        ("psychology", "psychiatry"),
        ("geriatrics", "paediatrics"),
    ],
)
def test_other_words_stay_apart(one: str, other: str) -> None:
    assert [word_form(w) for w in tokens(one)] != [word_form(w) for w in tokens(other)]


def test_every_name_in_the_table_has_words_and_one_meaning() -> None:
    seen: dict[tuple[str, ...], str] = {}
    for name, others in names().items():
        for other in (name, *others):
            words = tuple(word_form(word) for word in tokens(other))
            assert words, other
            assert seen.setdefault(words, name) == name, other


def read(texts: list[str], health: bool = True, **scoring: object) -> list[list[str]]:
    owner = owners([str(k) for k in range(len(texts))])
    reader, found = Reader.learn(Scoring(**scoring), Texts(texts, [""] * len(texts)), owner, health)
    assert reader.read(Texts(texts, [""] * len(texts))).words == found.words
    return found.words


def test_a_name_counts_as_the_thing_and_its_first_name() -> None:
    assert read(["ICU", "critical care", "care"]) == [
        ["=intensive care", "intensive", "care"],
        ["=intensive care", "intensive", "care"],
        ["care"],
    ]
    assert read(["ICU"], health=False) == [["icu"]]


def test_the_synonyms_of_the_policy_come_first() -> None:
    assert read(["ED, ICU"], synonyms={"ED": "education", "ICU": "ICU"}) == [["education", "icu"]]
    assert read(["the ward of doom"], synonyms={"ward of doom": "A&E"}) == read(["A&E"])


def test_abbreviations_compounds_and_hyphens_are_learnt_from_the_scheme() -> None:
    written = ["grand round teaching", "a Grand Round on Fridays", "our grand round"]
    assert read([*written, "GR"])[-1] == ["grand", "round"]
    assert read([*written[:2], "GR"])[-1] == ["gr"]  # two people are too few
    assert read([*written, "gr"])[-1] == ["gr"]  # not an abbreviation
    assert read([*written, "GR"], synonyms={"GR": "Greece"})[-1] == ["greece"]
    assert read(["health care", "healthcare"]) == [["healthcare"], ["healthcare"]]
    assert read(["face-to-face well-being", "wellness and wellbeing"])[0][-2:] == ["=wellbeing", "wellbeing"]


def test_an_abbreviation_means_what_most_people_agree_on() -> None:
    short = abbreviations({"TB": "tb", "O&G": "o&g", "it": "it", "R": "r", "A3": "a3"})
    assert short == {"tb": "tb", "o&g": "og"}
    words = [["tall", "building"], ["tall", "building"], ["tall", "building"], ["tuba", "band"]]
    assert phrases_for(short, words, np.arange(4)) == {"tb": ["tall", "building"]}
    assert phrases_for(short, words, np.array([0, 0, 1, 2])) == {}
    split = [*words, ["tuba", "band"], ["tuba", "band"]]
    assert phrases_for(short, split, np.arange(6)) == {}
    across = [["tall"], ["building"], ["a", "tall"], ["building"]] * 3
    assert phrases_for(short, across, np.arange(12)) == {}
    assert phrases_for(short, [[]], np.arange(1)) == {}


def test_joining() -> None:
    assert compounds({"health", "care", "healthcare", "care-home"}) == {("health", "care"): ["healthcare"]}
    assert joined("Well-being, day-to-day, x-y-z", {"wellbeing", "dayto"}) == "Wellbeing, day-to-day, x-y-z"
