"""What two people have in common, in words: named as written, counted by the form that counts."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

import mentormatch as mm
from helpers.scoring_cases import candidates_of
from mentormatch.policy import Scoring
from mentormatch.scoring.base import Learning, Saying
from mentormatch.scoring.combine import DEFAULT_SCORERS, score_pairs
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
    people = mm.People(mentees=(mentee,), mentors=(mentor,))
    learnt = (one.learn(people, Scoring()) if isinstance(one, Learning) else one for one in DEFAULT_SCORERS)
    return {one.name: one.said(mentee, mentor, km, Scoring()) for one in learnt if isinstance(one, Saying)}


def test_every_default_criterion_is_told_of() -> None:
    told = said_of(mm.Mentee(id="e1"), mm.Mentor(id="r1"), 0.0)
    assert [*told] == [one.name for one in DEFAULT_SCORERS]


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
        ({"kind": "when"}, ("Mon am",), ("Mon 9:00-9:45",), "0.75 hours of the week in common"),
        ({"kind": "when"}, ("Mon am",), ("Tue am",), "nothing in common"),
        ({"kind": "period"}, "2026-01-01 to 2026-01-31", "from 2026-01-31", "1 day in common"),
        ({"kind": "period"}, "from 2026-01-01", "from 2026-01-31", "all days from a date on in common"),
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
    learnt = Declared(declared).learn(mm.People(mentees=(mentee,), mentors=(mentor,)), Scoring())
    assert learnt.said(mentee, mentor, 0.0, Scoring()) == words
    assert learnt.said(mentee, mm.Mentor(id="r1"), 0.0, Scoring()) == ""


SPELT = (
    "audit", "Audits", "x-ray reporting", "X ray reporting", "organisational change",
    "organizational changes",
    "communication", "communnication", "A&E", "emergency medicine", "n/a", "No", "Prefer not to say", "none",
)  # fmt: skip


@pytest.mark.parametrize("seed", range(30))
def test_nothing_in_common_is_said_of_a_score_of_0_and_of_no_other(seed: int) -> None:
    """Whatever counts as one entry in the score does so in the words, and no answer is none in both."""
    draw = random.Random(seed)
    kinds = ("shared", "same", "different")

    def tags() -> tuple[str, ...]:
        return tuple(draw.sample(SPELT, draw.randint(0, 3)))

    def person(role: type[mm.Mentee] | type[mm.Mentor], key: str) -> mm.Mentee | mm.Mentor:
        own = {"professional_tags": tags(), "personal_tags": tags(), "values": tags()}
        return role(id=key, declared={kind: given for kind in kinds if (given := tags())}, **own)

    people = mm.People(
        mentees=tuple(person(mm.Mentee, f"e{k}") for k in range(5)),
        mentors=tuple(person(mm.Mentor, f"r{k}") for k in range(5)),
    )
    policy = mm.Policy(
        criteria=[{"name": kind, "kind": kind} for kind in kinds],
        scoring=Scoring(vocabulary=draw.choice(["health", "none"]), synonyms={"none": "nihil"}),
    )
    candidates = candidates_of(people)
    scores = score_pairs(people, candidates, policy)
    said = {0.0: "nothing in common", 1.0: "both gave"}
    for scorer in scores.learnt:
        if scorer.name not in {*kinds, "professional_interests", "personal_interests", "values"}:
            continue
        for k, score in enumerate(scores.of(scorer.name).tolist()):
            mentee, mentor = people.mentees[candidates.mentee[k]], people.mentors[candidates.mentor[k]]
            words = scorer.said(mentee, mentor, 0.0, policy.scoring)
            shared = (1.0 - score) if scorer.name == "different" else score
            assert words.startswith(said[float(shared > 0)] if score == score else "")  # noqa: PLR0124  (nan)
            assert bool(words) == (score == score)  # noqa: PLR0124


def test_one_read_from_a_file_says_the_same(tmp_path: Path) -> None:
    own = {"professional_tags": ("communication",), "consent": True}
    people = mm.People(
        mentees=(mm.Mentee(id="e1", professional_tags=("communnication",), consent=True),),
        mentors=(mm.Mentor(id="r1", **own), mm.Mentor(id="r2", **own)),
    )
    matching = mm.match(people)
    matching.save(tmp_path / "m.mm")
    again = mm.Matching.load(tmp_path / "m.mm")
    assert "both gave communnication" in str(matching.explain("e1"))
    assert str(again.explain("e1")) == str(matching.explain("e1"))
