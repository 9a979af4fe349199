"""Protected characteristics in headings: named, asked for, in every language of the table, or neither."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentormatch.people.protected.words import PROTECTED, asks_for_protected, is_protected, languages

WORDS = [*PROTECTED, *(word for words in languages().values() for word in words)]
AROUND = [
    "{}",
    "{}?",
    "What is your {}?",
    "{}:",
    "({})",
    "2. {} *",
    "{} / optional",
    "Votre {} (1-5)",
    "my_{}",
]
OTHERS = """
Agenda; Message to your mentor; Stage of training; Language; Essex or Sussex; Management interests; ETA; Ras;
Favourite music genre; Professional identity and development; Which characteristics matter in a mentor?;
Sexual health experience; Transport; Alternative e-mail; Encouragement; Din rolle; Cine y teatro;
Line manager; Rate your confidence; Internationality; Grammar; Wards you work on; Role (mentor or mentee)
"""
QUESTIONS = """
Would you prefer a female mentor?; Are you LGBTQ+?; Do you have a disability; How do you identify?;
Age (years); Ihr Geburtsdatum; ¿Cuál es su género?; Beth yw eich rhywedd?; Płeć; Дата рождения;
Quel âge avez-vous ?
"""


@given(st.sampled_from(WORDS), st.sampled_from(AROUND), st.sampled_from([str, str.upper, str.title]))
def test_each_word_is_recognised_within_a_question(word: str, around: str, case: type[str]) -> None:
    if word in {"characteristics", "identity"} or case(word).casefold() != word.casefold():
        return  # Turkish capitals
    assert asks_for_protected(around.format(case(word)))


def test_long_words_are_recognised_without_their_accents() -> None:
    accented = [word for word in WORDS if len(word) >= 6 and not word.isascii()]
    assert len(accented) > 60
    for word in accented:
        letters = unicodedata.normalize("NFKD", word.replace("ł", "l").replace("ø", "o"))
        assert asks_for_protected("".join(letter for letter in letters if not unicodedata.combining(letter)))


@pytest.mark.parametrize("heading", [one.strip() for one in OTHERS.split(";")])
def test_other_headings_are_none(heading: str) -> None:
    assert not asks_for_protected(heading)
    assert not is_protected(heading)


@pytest.mark.parametrize("heading", [one.strip() for one in QUESTIONS.split(";")])
def test_questions_of_forms(heading: str) -> None:
    assert asks_for_protected(heading)


def test_a_word_is_named_exactly_or_not_at_all() -> None:
    assert all(map(is_protected, PROTECTED))
    assert not is_protected("What is your gender?")
