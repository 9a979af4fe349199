"""Spellings of one word get one form, and no two words do."""

from __future__ import annotations

import pytest

from mentormatch.scoring.text.spelling import british, form_of, joined, singular

BOTH = (
    "paediatric pediatric", "oesophageal esophageal", "haematology hematology", "tumour tumor",
    "behavioural behavioral", "organisation organization", "analysed analyzed", "theatre theater",
    "programme program", "labelling labeling", "counselling counseling", "skilful skillful",
    "enrolment enrollment", "defence defense", "practising practicing", "ageing aging",
    "judgement judgment", "dialogue dialog", "orthopaedics orthopedics", "foetal fetal",
)  # fmt: skip
PLURALS = (
    "pathway pathways", "study studies", "surgery surgeries", "nurse nurses", "class classes",
    "coach coaches", "headache headaches", "reflex reflexes", "ethic ethics", "crutch crutches",
    "process processes",
)  # fmt: skip
OTHERS = (
    "poets pets", "boeing being", "scouring scoring", "scoured scored", "pouring poring",
    "flour flor", "customs custom", "humanities humanity", "equities equity", "glasses glass",
    "news new", "arms arm", "diagnosis diagnosi", "virus viru", "aids aid", "willing wiling",
    "princess princes", "needless needles", "caress cares", "hypothyroid hyperthyroid",
)  # fmt: skip


@pytest.mark.parametrize("pair", BOTH)
def test_british_and_american_spellings_are_one(pair: str) -> None:
    one, other = pair.split()
    assert one != other
    assert british(one) == british(other)
    assert form_of(f"{one}s") == form_of(f"{other}s")


@pytest.mark.parametrize("pair", PLURALS)
def test_singular_and_plural_are_one(pair: str) -> None:
    one, other = pair.split()
    assert singular(one) == singular(other)


@pytest.mark.parametrize("pair", OTHERS)
def test_other_words_stay_apart(pair: str) -> None:
    one, other = pair.split()
    assert form_of(one) != form_of(other)


def test_a_form_is_its_own_form() -> None:
    for word in " ".join((*BOTH, *PLURALS)).split():
        assert form_of(form_of(word)) == form_of(word)


def test_blanks_hyphens_and_apostrophes_are_no_difference_but_between_numbers() -> None:
    assert (
        joined("x-ray reporting") == joined("xray  reporting".replace("  ", " ")) == joined("x ray-reporting")
    )
    assert joined("men's health") == joined("mens health")
    assert joined("band 5-6") != joined("band 56")
    assert joined("band 5-6") == joined("band 5 6")
    assert joined("c# programming") != joined("c programming")
