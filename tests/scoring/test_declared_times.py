"""`when` and `period` as criteria of a scheme, against minutes and days counted one by one."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.scoring_cases import assert_same, candidates_of
from helpers.weeks import Offered, minutes_of, offers, zone_written
from mentormatch.criteria import Period, When
from mentormatch.people.model import Mentee, Mentor, People
from mentormatch.policy import Scoring
from mentormatch.scoring.declared import Declared

few = settings(max_examples=25, deadline=None)
answers = st.lists(offers(), max_size=2)
sides = st.lists(answers, min_size=1, max_size=3)
Answers = list[list[Offered]]


def scheme(mentees: list[object], mentors: list[object], name: str = "times") -> People:
    return People(
        mentees=tuple(
            Mentee(id=f"e{k}", declared={name: one} if one else {}) for k, one in enumerate(mentees)
        ),
        mentors=tuple(
            Mentor(id=f"r{k}", declared={name: one} if one else {}) for k, one in enumerate(mentors)
        ),
    )


def texts(side: Answers) -> list[tuple[str, ...]]:
    return [tuple(one.text for one in answer) for answer in side]


def scores(criterion: When | Period, people: People) -> np.ndarray:
    return Declared(criterion).score(people, candidates_of(people), Scoring())


def hours(mentees: Answers, mentors: Answers, own: int = 0) -> list[float]:
    left, right = ([minutes_of(one, own, own) for one in side] for side in (mentees, mentors))
    return [(a & b).sum() / 60 if a.any() and b.any() else np.nan for a in left for b in right]


@few
@given(sides, sides, st.sampled_from([0.5, 2.0, 10.0]), st.integers(-14, 14))
def test_hours_in_common(mentees: Answers, mentors: Answers, enough: float, zone: int) -> None:
    criterion = When(name="times", enough=enough, zone=zone_written(zone * 60))
    found = scores(criterion, scheme(texts(mentees), texts(mentors)))
    assert_same(
        found,
        [one if np.isnan(one) else min(1.0, one / enough) for one in hours(mentees, mentors, zone * 60)],
    )


@few
@given(sides, sides)
def test_the_two_sides_are_alike(mentees: Answers, mentors: Answers) -> None:
    criterion = When(name="times")
    there = scores(criterion, scheme(texts(mentees), texts(mentors))).reshape(len(mentees), -1)
    back = scores(criterion, scheme(texts(mentors), texts(mentees))).reshape(len(mentors), -1)
    np.testing.assert_array_equal(there, back.T)


@few
@given(sides, st.lists(offers(), min_size=1, max_size=2), offers())
def test_offering_more_time_never_lowers_a_score(
    mentees: Answers, mentor: list[Offered], more: Offered
) -> None:
    criterion = When(name="times")
    before = scores(criterion, scheme(texts(mentees), texts([mentor])))
    after = scores(criterion, scheme(texts(mentees), texts([[*mentor, more]])))
    assert not (after < before).any()


@few
@given(st.lists(st.lists(offers(zones=False), max_size=2), min_size=1, max_size=3), st.integers(-48, 48))
def test_a_shift_of_everybodys_zone_changes_nothing(side: Answers, zone: int) -> None:
    def shifted(answer: tuple[str, ...]) -> tuple[str, ...]:
        return (*answer, zone_written(zone * 15)) if answer else ()

    plain = texts(side)
    moved = [shifted(one) for one in plain]
    before = scores(When(name="times"), scheme(plain, plain))
    np.testing.assert_array_equal(scores(When(name="times"), scheme(moved, moved)), before)
    np.testing.assert_array_equal(scores(When(name="times", zone="UTC-5"), scheme(plain, plain)), before)


def test_no_time_at_all_is_as_no_answer() -> None:
    found = scores(
        When(name="times"), scheme([("Mon am",), None, ("Mon: not available",)], [("Mon 9:00-10:00",)])
    )
    assert_same(found, [0.5, np.nan, np.nan])


def test_everybody_who_joins_is_scored_with_those_known_before() -> None:
    people = scheme([("Mon am",), ("Tue am",)], [("Mon 9:00-10:00",), None])
    joined = scheme([("Mon am",), ("Wed 9:00-9:30",)], [("Mon 9:00-10:00",), ("Wed",)])
    for criterion, then, now in (
        (When(name="times"), people, joined),
        (
            Period(name="times"),
            scheme(["from 2026-01-01", "until May 2026"], ["2026-01-01 to 2026-01-30", None]),
            scheme(["from 2026-01-01", "any time"], ["2026-01-01 to 2026-01-30", "until May 2020"]),
        ),
    ):
        learnt = Declared(criterion).learn(then, Scoring())
        found = learnt.score(now, candidates_of(now), Scoring())
        np.testing.assert_array_equal(found, scores(criterion, now))


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("2026-01-01 to 2026-06-30", "from 2026-06-01", 30 / 90),
        ("2026-01-01 to 2026-06-30", "2026-06-30 to 2026-07-01", 1 / 90),
        ("2026-01-01 to 2026-06-30", "from 2026-07-01", 0.0),
        ("from 2026-01-01", "from 2027-01-01", 1.0),
        ("from 2026-01-01", "until 2026-01-09", 0.1),
        ("immediately", "2026-01-01 to 2026-01-09", 0.1),
        ("any time", "any time", 1.0),
        (None, "any time", np.nan),
    ],
)
def test_days_in_common(one: str | None, other: str, expected: float) -> None:
    criterion = Period(name="times")
    assert_same(scores(criterion, scheme([one], [other])), [expected])
    assert_same(scores(criterion, scheme([other], [one])), [expected])
