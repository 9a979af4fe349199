"""Typing errors of tags: what is one, and the many words that differ by a letter and are none."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentormatch.policy import Scoring
from mentormatch.scoring.tags import corrected_tags
from mentormatch.scoring.text import typing_errors
from mentormatch.scoring.text.typing_errors import _CONFUSED, mistyped_words

PARTS = {
    "hypo hyper": ("glycaemia", "thyroidism", "tension", "thermia", "kalaemia", "natraemia"),
    "micro macro": ("economics", "biology", "scopic anatomy"),
    "intra inter": ("personal skills", "muscular injection", "professional work"),
    "pre peri post": ("operative care", "natal clinics"),
    "ante anti": ("natal classes",),
    "ab ad": ("duction of the shoulder",),
    "under post": ("graduate examinations",),
    "supra infra": ("structure and clavicular blocks",),
    "dys eu": ("thyroid patients in clinics",),
}
ENDS = {
    "appendic thyroid prostat laryng gastr ile trache": (
        "ectomy",
        "otomy",
        "ostomy",
        "oscopy",
        "itis",
        "oplasty",
    ),
    "dys": ("phagia", "phasia", "phonia"),
    "hyper": ("trophic scars", "tropic scars"),
}
SAID = [
    ("mentoring men", "mentoring women"),
    ("c programming", "c# programming"),
    ("c programming", "c++ programming"),
    ("ileum surgery", "ilium surgery"),
    ("perineal repair", "peroneal repair"),
    ("arteritis clinic", "arthritis clinic"),
    ("leading teams", "leaving teams"),
    ("leading teams", "learning teams"),
    ("causal inference", "casual inference"),
    ("anxiety in adults", "anxiety in adolescents"),
    ("public health research", "pubic health research"),
    ("diabetes type 1 clinics", "diabetes type 2 clinics"),
    ("renal medicine in practice", "adrenal medicine in practice"),
    ("managing and mentoring", "managing and monitoring"),
    ("teaching trainers", "teaching trainees"),
]


def near_words() -> list[tuple[str, str]]:
    """Return pairs of phrases that differ in a part that carries the meaning, both ways round."""
    begun = [[f"{one}{end}" for one in fronts.split()] for fronts, ends in PARTS.items() for end in ends]
    ended = [[f"{front}{end}" for end in ends] for fronts, ends in ENDS.items() for front in fronts.split()]
    pairs = [pair for group in (*begun, *ended) for pair in itertools.permutations(group, 2)]
    return [
        *pairs,
        *SAID,
        *((two, one) for one, two in SAID),
        *((one, two) for one, two in map(str.split, _CONFUSED)),
    ]


@pytest.mark.parametrize("around", ["{}", "clinical {} in hospitals and in general practice"])
def test_words_that_differ_in_a_part_with_a_meaning_are_no_typing_errors(around: str) -> None:
    """Whatever else the tag says: the longer it is, the more alike the two look."""
    pairs = near_words()
    assert len(pairs) > 300
    wrong = []
    for one, other in pairs:
        tag, common = around.format(one), around.format(other)
        if corrected_tags({tag: 1, common: 2}, Scoring(tag_similarity=80), health=True):
            wrong.append((tag, common))
    assert wrong == []


@pytest.mark.parametrize("pair", _CONFUSED)
def test_each_confused_pair_would_be_a_typing_error_otherwise(
    pair: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, two = pair.split()
    assert mistyped_words(one, two) is None
    if not one.endswith("s"):
        assert mistyped_words(f"{one}s", f"{two}s") is None
    monkeypatch.setattr(typing_errors, "_confused", frozenset)
    assert mistyped_words(one, two) == [one]


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("supervised", "supervise"),
        ("director", "directory"),
        ("producers", "produces"),
        ("photograph", "photography"),
    ],
)
def test_another_end_makes_another_word(one: str, two: str) -> None:
    assert mistyped_words(one, two) is None
    assert mistyped_words(two, one) is None


WORDS = ("cardiology", "leadership", "improvement", "communication", "endocrinology", "safeguarding")


@given(st.sampled_from(WORDS), st.data())
def test_a_letter_lost_doubled_or_swapped_within_a_long_word_is_a_typing_error(
    word: str, data: st.DataObject
) -> None:
    at = data.draw(st.integers(4, len(word) - 4))
    typed = data.draw(
        st.sampled_from(
            [
                word[:at] + word[at + 1 :],
                word[: at + 1] + word[at:],
                word[:at] + word[at + 1] + word[at] + word[at + 2 :],
            ]
        )
    )
    expected = [] if typed == word else [typed]
    assert mistyped_words(f"clinical {typed}", f"clinical {word}") == expected


@given(st.sampled_from(WORDS), st.sampled_from("abcdefghijklmnopqrstuvwxyz"), st.data())
def test_a_replaced_letter_or_one_at_the_front_never_is(word: str, letter: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(word) - 1))
    replaced = word[:at] + letter + word[at + 1 :]
    front = word[: at % 4] + letter + word[at % 4 :]
    for other in {replaced, front} - {word}:
        if other[:4] == word[:4] and other != replaced:
            continue  # a doubled fourth letter
        assert mistyped_words(other, word) is None


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("portfolio pathway", "portfolio pathways"),
        ("x-ray reporting", "xray reporting"),
        ("quality-improvement", "quality improvement"),
        ("men's health", "mens health"),
    ],
)
def test_joints_and_plurals_do_not_count(one: str, other: str) -> None:
    assert mistyped_words(one, other) == mistyped_words(other, one) == []
