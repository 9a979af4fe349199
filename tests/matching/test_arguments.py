"""Arguments of the wrong type: the error says what was expected, what was found and what to do."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import mentormatch as mm
from helpers.small_scheme import small_scheme

FRAME = pd.DataFrame({"id": ["e1"]})


@pytest.mark.parametrize(
    ("people", "says"),
    [
        ({"mentees": []}, "`people` has to be People, but is a dict: read them with mentormatch.read_people"),
        (FRAME, r"but is a DataFrame: turn the tables into people with mentormatch.read_people\(mentees="),
        ("people.xlsx", "but is a str: read them with mentormatch.read_people"),
        (None, "but is None"),
        (mm.People, "but is the class People itself"),
    ],
    ids=["dict", "frame", "path", "none", "class"],
)
def test_people(people: Any, says: str) -> None:
    with pytest.raises(mm.ArgumentError, match=says):
        mm.match(people)


@pytest.mark.parametrize(
    ("policy", "says"),
    [
        (
            {"weights": {"travel": 1}},
            r"has to be a Policy, but is a dict: build it with Policy\(\*\*",
        ),
        ("policy.toml", r"but is a str: read it with Policy.from_toml\(path\)"),
        (Path("policy.toml"), r"read it with Policy.from_toml\(path\)"),
        (7, "but is an int: build it"),
    ],
    ids=["dict", "name", "path", "number"],
)
def test_policy(policy: Any, says: str) -> None:
    with pytest.raises(mm.ArgumentError, match=says):
        mm.match(small_scheme(), policy)


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        (mm.Leave("e1"), r"has to be a list of changes, but is a Leave: put it into a list, \[change\]"),
        ("changes.csv", "but is a str: read them with mentormatch.read_changes"),
        (FRAME, "but is a DataFrame: read them with mentormatch.read_changes"),
        (None, r"but is None: pass \[Dissolve"),
        ([mm.Leave("e1"), ("e2", "r2")], r"`changes\[1\]` has to be a change, but is a tuple"),
    ],
    ids=["one", "path", "frame", "none", "element"],
)
def test_changes(changes: Any, says: str) -> None:
    matching = mm.match(small_scheme())
    for go_on in (mm.rematch, mm.frontier):
        with pytest.raises(mm.ArgumentError, match=says):
            go_on(matching, changes)


def test_changes_may_be_any_iterable() -> None:
    matching = mm.match(small_scheme())
    again = mm.rematch(matching, (mm.Leave(person) for person in ["e1", "e2"]))
    assert [m.id for m in again.people.mentees] == ["e3", "e4"]


def test_a_rematch_needs_a_matching() -> None:
    people: Any = small_scheme()
    with pytest.raises(mm.ArgumentError, match=r"`matching` has to be a Matching, but is a People"):
        mm.rematch(people, [])


def test_it_is_a_type_error_too_and_quotes_nothing() -> None:
    with pytest.raises(TypeError) as caught:
        mm.match({"name": "canary"})  # type: ignore[arg-type]
    assert "canary" not in str(caught.value)


def test_an_unknown_weight_is_an_error_that_names_the_nearest() -> None:
    policy = mm.Policy(weights={"travell": 2.0})
    with pytest.raises(mm.PolicyError, match=r"weights.travell: no criterion .* \(did you mean 'travel'\?\)"):
        mm.match(small_scheme(), policy)
    with pytest.raises(mm.PolicyError, match=r"weights.zzz: .*; the criteria are knowledge, personal_"):
        mm.match(small_scheme(), mm.Policy(weights={"zzz": 2.0}))
