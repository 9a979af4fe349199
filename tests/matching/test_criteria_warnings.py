"""What is said of criteria before anybody is matched."""

from __future__ import annotations

from typing import Any

import pytest

import mentormatch as mm
from mentormatch.matching import criteria_warnings as module
from mentormatch.matching.policy_warnings import policy_warnings


def warned(mentees: list[Any], mentors: list[Any], **criterion: Any) -> list[tuple[str, str, str, str]]:
    one = {"name": "languages", "kind": "shared", "mentor": "Speaks", **criterion}
    people = mm.People(
        mentees=tuple(mm.Mentee(id=f"e{k}", declared=given(said)) for k, said in enumerate(mentees)),
        mentors=tuple(mm.Mentor(id=f"r{k}", declared=given(said)) for k, said in enumerate(mentors)),
    )
    policy = mm.Policy.model_validate({"criteria": [one]})
    return [(p.file, p.column, p.wrong, p.expected) for p in policy_warnings(people, policy)]


def given(said: str) -> dict[str, tuple[str, ...]]:
    return {"languages": (said,)} if said else {}


def test_nothing_is_said_of_criteria_that_tell_people_apart() -> None:
    assert warned(["Welsh", ""], ["Welsh", "English"]) == []
    assert warned(["Welsh", "English"], ["Welsh", "English"], must=True) == []


@pytest.mark.parametrize(
    ("more", "follows"),
    [
        ({}, "so it says nothing about any pair"),
        ({"must": True}, "so no pair may meet"),
        ({"must": True, "unknown": "allow"}, "so it says nothing about any pair"),
    ],
)
def test_nobody_answered(more: dict[str, Any], follows: str) -> None:
    ((file, column, wrong, _),) = warned(["Welsh"], ["", ""], **more)
    assert (file, column) == ("mentors", "Speaks")
    assert wrong == f"holds no mentor's answer to criterion 'languages', {follows}"


def test_a_must_that_rules_out_most_pairs() -> None:
    ((file, column, wrong, expected),) = warned(["Welsh", ""], ["Welsh", "Polish"], must=True)
    assert (file, column) == ("policy", "criterion 'languages'")
    assert wrong == "is a must that rules out 75% of all pairs, 50% since an answer is missing"
    assert 'unknown = "allow"' in expected
    ((_, _, wrong, expected),) = warned(["Welsh", "Irish"], ["Welsh", "Polish"], must=True)
    assert wrong == "is a must that rules out 75% of all pairs"
    assert "unknown" not in expected


def test_of_many_pairs_some_are_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_LOOKED_AT", 100)
    ((_, _, wrong, _),) = warned(
        [f"a{k % 7}" for k in range(40)], [f"a{k % 7}" for k in range(40)], must=True
    )
    assert wrong.startswith("is a must that rules out about ")
    assert 75 <= int(wrong.removesuffix("% of all pairs").rpartition(" ")[2]) <= 97
