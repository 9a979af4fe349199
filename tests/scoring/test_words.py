"""What two people have in common, in words: named as written, counted by the form that counts."""

from __future__ import annotations

import random

import pytest

import mentormatch as mm
from mentormatch.policy import Scoring
from mentormatch.scoring.base import Saying
from mentormatch.scoring.combine import DEFAULT_SCORERS
from mentormatch.scoring.declared import Declared
from mentormatch.scoring.words import in_common, levels_above, levels_met, listed
from mentormatch.text import folded

WORDS = ("audit", "teaching", "research", "ethics", "leadership", "writing")


@pytest.mark.parametrize("seed", range(40))
def test_entries_in_common_are_those_that_both_gave(seed: int) -> None:
    draw = random.Random(seed)
    mine, theirs = (draw.sample(WORDS, draw.randint(0, 5)) for _ in range(2))
    said = in_common([word.upper() for word in mine], theirs, folded)
    shared = [word.upper() for word in mine if word in theirs]
    if not mine or not theirs:
        assert said == ""
    elif not shared:
        assert said == "nothing in common"
    else:
        assert said == f"both gave {listed(shared)}"


def test_long_lists_are_cut_and_counted() -> None:
    assert listed("abcdef") == "a, b, c, d and 2 more"


@pytest.mark.parametrize("seed", range(40))
def test_levels_are_those_of_the_areas_wanted(seed: int) -> None:
    draw = random.Random(seed)
    wants, offers = (
        {word: draw.randint(1, 5) for word in draw.sample(WORDS, draw.randint(1, 4))} for _ in range(2)
    )
    said = levels_met(wants, offers, folded).split(", ")
    assert said == [
        f"{a} at {offers[a]} ({n} wanted)" if a in offers else f"no {a}" for a, n in wants.items()
    ]


@pytest.mark.parametrize(
    ("gap", "words"),
    [
        (2, "2 levels above (ideal: 2 above)"),
        (1, "1 level above (ideal: 2 above)"),
        (0, "on the same level (ideal: 2 above)"),
        (-3, "3 levels below (ideal: 2 above)"),
    ],
)
def test_gaps_are_said_beside_the_ideal(gap: float, words: str) -> None:
    assert levels_above(gap, 2.0) == words


def full(role: type[mm.Mentee] | type[mm.Mentor], **more: object) -> mm.Mentee | mm.Mentor:
    return role(
        **{
            "professional_tags": ("Audit", "A&E"), "personal_tags": ("chess",), "seniority": 3,
            "values": ("safety",), "answers": {"I plan": 4, "I listen": 2},
            "professional_interests": "Palliative care.", **more,
        }
    )  # fmt: skip


def said_of(mentee: mm.Mentee, mentor: mm.Mentor, km: float) -> dict[str, str]:
    return {
        one.name: one.said(mentee, mentor, km, Scoring())
        for one in DEFAULT_SCORERS
        if isinstance(one, Saying)
    }


def test_every_default_criterion_says_its_part() -> None:
    mentee = full(mm.Mentee, id="e1", wants={"audit": 3}, prefers=("r2", "r1"))
    mentor = full(
        mm.Mentor, id="r1", offers={"audit": 2}, seniority=5, professional_tags=("emergency medicine", "x"),
        answers={"i plan": 4, "i listen": 3}, values=("Safety", "other"),
    )  # fmt: skip
    assert said_of(mentee, mentor, 12.34) == {
        "professional_interests": "both gave A&E; both wrote of palliative, care",
        "personal_interests": "both gave chess",
        "seniority": "2 levels above (ideal: 2 above)",
        "travel": "12 km apart",
        "values": "the same answer to 1 of 2 statements; both gave safety",
        "knowledge": "audit at 2 (3 wanted)",
        "preferences": "wish 2 of 2 of e1",
    }


def test_who_gave_nothing_has_nothing_said_of_them() -> None:
    bare = mm.Mentee(id="e1"), mm.Mentor(id="r1")
    assert set(said_of(*bare, float("nan")).values()) == {""}


@pytest.mark.parametrize(
    ("criterion", "mine", "theirs", "words"),
    [
        ({"kind": "shared"}, ("Welsh", "French"), ("welsh",), "both gave Welsh"),
        ({"kind": "different"}, ("Ward 4",), ("Ward 5",), "nothing in common"),
        ({"kind": "near", "tolerance": 3, "ideal": 2}, 4, 5, "a difference of 1 (ideal 2)"),
        ({"kind": "order", "order": ("slow", "fast")}, "Slow", "fast", "Slow and fast"),
        ({"kind": "offered"}, {"audit": 3}, {"Audit": 4}, "audit at 4 (3 wanted)"),
        ({"kind": "text"}, "Audit, audit of wards", "an audit", "both wrote of audit"),
    ],
)
def test_declared_criteria_say_their_part(
    criterion: dict[str, object], mine: object, theirs: object, words: str
) -> None:
    (declared,) = mm.Policy(criteria=[{"name": "own", **criterion}]).criteria
    mentee = mm.Mentee(id="e1", declared={"own": mine})
    mentor = mm.Mentor(id="r1", declared={"own": theirs})
    assert Declared(declared).said(mentee, mentor, 0.0, Scoring()) == words
    assert Declared(declared).said(mentee, mm.Mentor(id="r1"), 0.0, Scoring()) == ""
