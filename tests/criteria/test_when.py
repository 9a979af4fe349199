"""`When`: what it compares, what it refuses, and how it is written in a policy."""

from __future__ import annotations

import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.weeks import Offered, minutes_of, offers
from mentormatch.criteria import When
from mentormatch.errors import PolicyError
from mentormatch.policy import Policy


def when(**fields: object) -> When:
    return When(name="availability", **fields)


@given(st.lists(offers(), min_size=1, max_size=3))
def test_words_are_quarters_of_an_hour(offered: list[Offered]) -> None:
    answer = tuple(one.text for one in offered)
    assert when().problem(answer) == ""
    assert 15 * len(when().words(answer, "mentee")) == minutes_of(offered).sum()
    assert when().words(answer, "mentee") == when().words(answer, "mentor")


def test_what_cannot_be_read_is_a_problem_and_unknown() -> None:
    answer = ("Mon 9-12", "whenever Zebedee is in")
    assert when().problem(answer) == "contains days or times that are not understood (entry 2)"
    assert when().words(answer, "mentee") == frozenset()
    assert when().problem("Mon 9-12") == "is not a list of entries"


def test_the_problem_goes_with_the_words_that_are_understood() -> None:
    expected = when(times={"early": "07:00-15:00"}).expected
    for word in ("morning", "night", "early"):
        assert word in expected


def test_the_zone_of_the_policy_is_of_answers_without_one() -> None:
    london, paris = when(), when(zone="UTC+1")
    assert paris.words(("Mon 9-12",), "mentee") == london.words(("Mon 9-12",), "mentee")
    assert paris.words(("Mon 9-12 UTC",), "mentee") == london.words(("Mon 10-13 UTC",), "mentee")


def test_an_answer_may_be_in_several_columns() -> None:
    criterion = when(mentee=["When can you meet?", "Time zone"], mentor="When")
    assert criterion.columns("mentee") == ("When can you meet?", "Time zone")
    assert criterion.columns("mentor") == ("When",)
    assert criterion.completed(("am", "pm"), "mentee") == ("am", "pm")
    assert criterion.completed(("am", "pm"), "mentee", area="Monday") == ("Monday: am", "Monday: pm")


def test_as_a_must_it_counts_hours() -> None:
    assert when(at_least=1.5).least == 6
    assert when(must=True).least == 1


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"zone": "Europe/London"}, "zone: must be a time zone such as"),
        ({"times": {"early": "7-3"}}, "times: what 'early' stands for"),
        ({"enough": 0}, "enough"),
        ({"enough": 169}, "enough"),
        ({"at_least": 169}, "at_least"),
        ({"mentee": "workplace"}, "takes no field, but a column of the form"),
        ({"mentee": []}, "mentee"),
        ({"mentee": 3}, "must be the heading of a column"),
    ],
)
def test_a_policy_that_cannot_hold_is_refused(fields: dict[str, object], why: str) -> None:
    with pytest.raises(PolicyError, match=why.replace("+", r"\+")):
        Policy(criteria=[{"name": "availability", "kind": "when", **fields}])


def test_other_kinds_compare_one_column() -> None:
    with pytest.raises(PolicyError, match="'shared' compares one column"):
        Policy(criteria=[{"name": "languages", "kind": "shared", "mentee": ["A", "B"]}])


def test_it_is_saved_and_pickled() -> None:
    policy = Policy(criteria=[when(times={"early": "07:00-15:00"}, mentee=["A", "Zone"])])
    assert Policy.model_validate_json(policy.model_dump_json()) == policy
    assert pickle.loads(pickle.dumps(policy)) == policy  # noqa: S301
