"""What all kinds of criteria share, and what a policy refuses."""

from __future__ import annotations

from typing import get_args

import numpy as np
import pytest

from helpers.declared_reference import CRITERIA
from mentormatch.criteria import KINDS, AnyCriterion, Numeric
from mentormatch.errors import PolicyError
from mentormatch.people.model import Mentee, Mentor
from mentormatch.policy import Policy


def test_every_kind_can_be_in_a_policy_and_has_a_definition_of_its_own() -> None:
    """But for `text`, which is compared with interests."""
    assert get_args(get_args(AnyCriterion)[0]) == KINDS
    defined = [one["kind"] for one in CRITERIA]
    assert sorted([*defined, "text"]) == sorted(kind.model_fields["kind"].default for kind in KINDS)


def of(**given: object) -> Policy:
    return Policy.model_validate({"criteria": [given]})


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"name": "Languages", "kind": "shared"}, "must begin with a small letter"),
        ({"name": "x", "kind": "sharde"}, "sharde"),
        ({"name": "x", "kind": "shared", "atleast": 1}, "at_least"),
        ({"name": "x", "kind": "shared", "mentee": "seniority"}, "cannot be compared by 'shared'"),
        ({"name": "x", "kind": "text", "must": True}, "a text cannot be a must"),
        ({"name": "x", "kind": "same", "at_least": 1}, "at_least does not go with 'same'"),
        ({"name": "x", "kind": "near"}, "tolerance"),
        ({"name": "x", "kind": "near", "tolerance": 2, "at_least": 2}, "at_least is a score here"),
        ({"name": "x", "kind": "order", "order": ["a", "A "]}, "has a word twice"),
        ({"name": "x", "kind": "order", "order": ["a"]}, "at least 2"),
        ({"name": "x", "kind": "order", "order": ["a", "b"], "must": True}, "a must needs tolerance"),
        ({"name": "gender", "kind": "same"}, "protected characteristic"),
        ({"name": "x", "kind": "same", "mentor": "Religion"}, "protected characteristic"),
        ({"name": "travel", "kind": "near", "tolerance": 2}, "is the name of a default criterion"),
        ({"name": "x", "kind": "same", "unknown": "maybe"}, "forbid"),
    ],
)
def test_what_a_policy_refuses(given: dict[str, object], said: str) -> None:
    with pytest.raises(PolicyError) as caught:
        of(**given)
    assert said in str(caught.value)


def test_each_name_once() -> None:
    with pytest.raises(PolicyError, match="two are named 'x'"):
        Policy.model_validate({"criteria": [{"name": "x", "kind": "same"}, {"name": "x", "kind": "shared"}]})


def test_its_own_weight_unless_the_policy_has_another() -> None:
    criteria = [{"name": "a", "kind": "same", "weight": 4}, {"name": "b", "kind": "same"}]
    policy = Policy.model_validate({"criteria": criteria, "weights": {"b": 0.5}})
    assert (policy.all_weights["a"], policy.all_weights["b"]) == (4, 0.5)


def test_a_threshold_makes_a_must() -> None:
    assert not of(name="x", kind="shared").criteria[0].is_must
    assert of(name="x", kind="shared", at_least=2).criteria[0].is_must


def test_a_column_is_that_of_the_form_or_a_field() -> None:
    one = of(name="site", kind="same", mentee="Workplace", mentor="Where do you work?").criteria[0]
    assert (one.field("mentee"), one.field("mentor")) == ("workplace", None)
    assert one.given(Mentee(id="e", workplace="Fen"), "mentee") == "Fen"
    assert one.given(Mentee(id="e"), "mentee") is None
    assert one.given(Mentor(id="r", declared={"site": ("Fen",)}), "mentor") == ("Fen",)
    assert one.given(Mentor(id="r", declared={"site": ()}), "mentor") is None


@pytest.mark.parametrize("table", CRITERIA, ids=lambda one: str(one["name"]))
def test_answers_of_another_type_are_refused(table: dict[str, object]) -> None:
    one = of(**table).criteria[0]
    by_kind = {"when": ("Mon am",), "period": "from May 2026"}
    by_holds = {"tags": ("a",), "levels": {"a": 1}, "number": 1.0, "line": "Never"}
    right = by_kind.get(one.kind, by_holds[one.holds])
    assert one.problem(right) == ""
    assert one.problem(3.0 if one.holds != "number" else "three")
    assert one.expected


@pytest.mark.parametrize(
    ("kind", "answers"),
    [
        ({"kind": "shared"}, [("a", "b"), (), ("a",)]),
        ({"kind": "offered"}, [{"a": 2}, {}]),
        ({"kind": "near", "tolerance": 2}, [3, 0, 0.0, 2.5]),
        ({"kind": "order", "order": ["never", "often"]}, ["never", "", "often"]),
        ({"kind": "text"}, ["some words", ""]),
    ],
)
def test_what_is_empty_is_no_answer_and_0_is_one(kind: dict[str, object], answers: list[object]) -> None:
    (criterion,) = of(name="x", **kind).criteria
    people = [*(Mentee(id=f"e{k}", declared={"x": one}) for k, one in enumerate(answers)), Mentee(id="none")]
    expected = [None if one in ("", (), {}) else one for one in (*answers, ())]
    assert criterion.all_given(people, "mentee") == expected
    assert [criterion.given(person, "mentee") for person in people] == expected


def test_fields_are_read_alike() -> None:
    (criterion,) = of(name="x", kind="near", mentee="seniority", mentor="seniority", tolerance=2).criteria
    people = [Mentor(id="r1", seniority=0), Mentor(id="r2"), Mentor(id="r3", seniority=4)]
    assert criterion.all_given(people, "mentor") == [0, None, 4]


def test_numbers_of_all_are_those_of_each() -> None:
    for kind, given in (
        ({"kind": "near", "tolerance": 2}, [3, None, 2.5, 3, 0, "three"]),
        ({"kind": "order", "order": ["never", "often"]}, ["often", None, "Never", "often", "sometimes", 7]),
    ):
        (criterion,) = of(name="x", **kind).criteria
        assert isinstance(criterion, Numeric)
        each = [np.nan if one is None else criterion.number(one) for one in given]
        np.testing.assert_array_equal(criterion.numbers(given), each)
