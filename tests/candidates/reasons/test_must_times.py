"""Times and dates as musts, against minutes counted one by one."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.weeks import Offered, minutes_of, offers
from mentormatch.candidates.search import find_candidates, why_not
from mentormatch.criteria import Criterion, Period, When
from mentormatch.people.model import Mentee, Mentor, People
from mentormatch.policy import Policy

answers = st.lists(offers(), max_size=2)


def scheme(mentees: list[object], mentors: list[object]) -> People:
    def fields(one: object) -> dict[str, object]:
        return {"consent": True, "declared": {"times": one} if one else {}}

    return People(
        mentees=tuple(Mentee(id=f"e{k}", **fields(one)) for k, one in enumerate(mentees)),
        mentors=tuple(Mentor(id=f"r{k}", **fields(one)) for k, one in enumerate(mentors)),
    )


def allowed(people: People, criterion: Criterion) -> set[tuple[int, int]]:
    found = find_candidates(people, Policy(criteria=[criterion]))
    return set(zip(found.mentee.tolist(), found.mentor.tolist(), strict=True))


def detail(people: People, criterion: Criterion) -> str:
    (reason,) = why_not(people, Policy(criteria=[criterion]), "e0", "r0")
    assert reason.code == "must_times"
    return reason.detail


@settings(max_examples=25, deadline=None)
@given(
    st.lists(answers, min_size=1, max_size=3),
    st.lists(answers, min_size=1, max_size=3),
    st.sampled_from([None, 0.5, 1.1, 3.0, 24.0]),
    st.sampled_from(["forbid", "allow"]),
)
def test_pairs_without_the_hours_never_meet(
    mentees: list[list[Offered]], mentors: list[list[Offered]], at_least: float | None, unknown: str
) -> None:
    criterion = When(name="times", must=True, at_least=at_least, unknown=unknown)
    people = scheme(*([tuple(one.text for one in answer) for answer in side] for side in (mentees, mentors)))
    left, right = ([minutes_of(answer) for answer in side] for side in (mentees, mentors))
    expected = {
        (i, j)
        for i, a in enumerate(left)
        for j, b in enumerate(right)
        if ((a & b).sum() >= 60 * (at_least or 0.25) if a.any() and b.any() else unknown == "allow")
    }
    assert allowed(people, criterion) == expected


@pytest.mark.parametrize(
    ("at_least", "pairs"), [(None, {(0, 0), (0, 1)}), (31, {(0, 1)}), (30, {(0, 0), (0, 1)})]
)
def test_dates_as_a_must(at_least: float | None, pairs: set[tuple[int, int]]) -> None:
    people = scheme(
        ["2026-01-01 to 2026-06-30", None], ["from 2026-06-01", "until March 2026", "from 2026-07-01"]
    )
    criterion = Period(name="times", must=True, at_least=at_least)
    assert allowed(people, criterion) == pairs
    assert allowed(people, criterion.replace(unknown="allow")) == pairs | {(1, 0), (1, 1), (1, 2)}


def test_an_answer_that_cannot_be_read_is_not_known_to_fit() -> None:
    assert allowed(scheme([("whenever",)], [("Mon am",)]), When(name="times", must=True)) == set()
    assert allowed(scheme(["01/03/2026"], ["any time"]), Period(name="times", must=True)) == set()


def test_sentences_name_the_hours_and_days_but_no_answer() -> None:
    apart = scheme([("Mon am",)], [("Tue am",)])
    assert "no hours in common" in detail(apart, When(name="times", must=True))
    assert "less than 2 hours in common" in detail(apart, When(name="times", at_least=2))
    assert "gave no answer to 'times'" in detail(scheme([None], [("Tue am",)]), When(name="times", must=True))
    months = scheme(["until March 2026"], ["from June 2026"])
    assert "no days in common" in detail(months, Period(name="times", must=True))
    sentence = detail(months, Period(name="times", at_least=30))
    assert "less than 30 days in common" in sentence
    assert "2026" not in sentence


def test_a_week_of_quarters_fits_into_bits() -> None:
    people = scheme(
        [(f"{day} {hour:02}:00-{hour + 1:02}:00",) for day in ("Mon", "Sun") for hour in range(24)],
        [("any time",)],
    )
    assert len(allowed(people, When(name="times", at_least=1))) == 48
    assert np.array_equal(sorted(allowed(people, When(name="times", at_least=1.25))), [])
