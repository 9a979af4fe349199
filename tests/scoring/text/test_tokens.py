"""Words of free text: a table of what must be kept, and what must not count."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.scoring_cases import WORDS
from mentormatch.scoring.text.tokens import is_placeholder, read_texts, tokens

TABLE = [
    ("R, C++ and C# in A&E; QI, ENT", ["r", "c++", "c#", "a&e", "qi", "ent"]),
    ("R & D (O&G)", ["r&d", "o&g"]),
    ("A & E\nA&E\ta&e", ["a&e", "a&e", "a&e"]),
    ("C++/Python, C++11", ["c++", "python", "c++", "11"]),
    ("Q.I. in the U.K., e.g. audits", ["qi", "uk", "audit"]),
    ("e-learning and X-ray", ["elearning", "xray"]),
    ("evidence-based COVID-19 care", ["evidence", "based", "covid", "19", "care"]),
    ("Node.js/.NET", ["node", "js", "net"]),
    ("A new ward. I work in IT.", ["new", "ward", "work", "it"]),
    ("I LIKE IT AND CARDIOLOGY", ["cardiology"]),
    ("IT, QI", ["it", "qi"]),
    ("I am interested in running it", ["running"]),
    ("GPs, a GP's, the GP’s and GP", ["gp", "gp", "gp", "gp"]),
    ("Crohn's and Crohn’s; don't, can’t", ["crohn", "crohn"]),
    ("teaching trainees, studies, wards", ["teaching", "trainee", "study", "ward"]),
    ("diagnosis sepsis tennis virus illness", ["diagnosis", "sepsis", "tennis", "virus", "illness"]),
    ("AIDS", ["aids"]),
    ("ST3-ST5, type 2 diabetes", ["st3", "st5", "type", "2", "diabete"]),
    ("LGBT+ R+D research+audit", ["lgbt", "r", "d", "research", "audit"]),
    ("rock'n'roll 'quoted' “so” «là»", ["rock'n'roll", "quoted", "là"]),
    ("cafe\u0301 CAFÉ ﬁne Straße", ["café", "café", "fine", "strasse"]),
    ("हिन्दी भाषा", ["हिन्दी", "भाषा"]),
    ("👍🏽 ward ☕️ → • théâtre", ["ward", "théâtre"]),
    ("", []),
    ("--- ... !!!", []),
]


@pytest.mark.parametrize(("text", "expected"), TABLE, ids=[t or "empty" for t, _ in TABLE])
def test_table(text: str, expected: list[str]) -> None:
    assert tokens(text) == expected


@pytest.mark.parametrize(
    "text", ["N/A", "n/a.", "None", "- none -", "nil", "TBC", "—", "?", "Not applicable", " "]
)
def test_placeholders_have_no_words(text: str) -> None:
    assert is_placeholder(text)
    assert tokens(text) == []


@pytest.mark.parametrize("text", ["none of the above wards", "A&E", "R", "no-blame culture"])
def test_other_texts_are_no_placeholders(text: str) -> None:
    assert not is_placeholder(text)


@given(st.text(max_size=80))
def test_unicode_form_is_ignored(text: str) -> None:
    composed, decomposed = (unicodedata.normalize(form, text) for form in ("NFC", "NFD"))
    assert tokens(composed) == tokens(decomposed)


@given(st.text(max_size=80))
def test_any_text_gives_words_that_are_not_blank(text: str) -> None:
    assert all(word and not any(map(str.isspace, word)) for word in tokens(text))


@given(st.lists(st.lists(st.sampled_from(WORDS), max_size=5).map(" ".join), max_size=4))
def test_many_texts_read_as_each_alone(texts: list[str]) -> None:
    assert read_texts(texts, {}) == [tokens(text) for text in texts]


def test_synonyms_replace_words_and_phrases_and_the_longer_phrase_wins() -> None:
    synonyms = {
        "emergency medicine": "A&E",
        "emergency": "urgent",
        "obs and gynae": "O&G",
        "medics": "none",
        "QI": "qi",
        "the": "x",
    }
    found = read_texts(["Emergency Medicine, obs & gynae", "emergency medics", "medicine"], synonyms)
    assert found == [["a&e", "o&g"], ["urgent"], ["medicine"]]


def test_a_very_long_text_is_read_quickly() -> None:
    assert len(tokens("a." * 10_000)) == 1
    assert len(tokens("x-" * 10_000)) > 0
    assert tokens("'" * 20_000) == []
