"""Words of health care: forms of one word, and names of one thing."""

from __future__ import annotations

import pytest

from mentormatch.policy import Scoring
from mentormatch.scoring.text.reading import Reader, Texts
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
    return Reader(Scoring(**scoring), health).read(Texts(texts, [""] * len(texts))).words


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
