"""Our models: frozen, closed, and failing with our own errors, wherever they are built."""

from __future__ import annotations

import json
import pkgutil
from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

import mentormatch
import mentormatch as mm
from mentormatch.models import Frozen
from mentormatch.people.record import Record
from mentormatch.policy import Limits, Rematch, Scoring
from mentormatch.tables.rows.column_map import Both, ColumnMap, MenteeMap

WRONG: list[tuple[type[Frozen], Mapping[str, Any], type[mm.MentorMatchError], str]] = [
    (mm.Mentee, {"id": ""}, mm.RecordError, "Mentee, id"),
    (mm.Mentor, {"id": "r1", "capacity": -1}, mm.RecordError, "Mentor, capacity"),
    (mm.People, {"mentees": 3}, mm.RecordError, "People, mentees"),
    (mm.Location, {"latitude": 91.0, "longitude": 0.0}, mm.RecordError, "expected degrees north"),
    (mm.Policy, {"sed": 1}, mm.PolicyError, "did you mean 'seed'"),
    (Limits, {"max_kmm": 1}, mm.PolicyError, "did you mean 'max_km'"),
    (Scoring, {"tag_similarity": 3}, mm.PolicyError, "tag_similarity"),
    (Rematch, {"keep": "some"}, mm.PolicyError, "keep"),
    (mm.rules.Require, {"pair": -1}, mm.PolicyError, "Require: pair"),
    (mm.rules.PairCount, {"pairs": [0]}, mm.PolicyError, "PairCount: needs at_least or at_most"),
    (mm.Entry, {"role": "boss", "partners": [], "scores": []}, mm.ChangeError, "Entry: role"),
    (ColumnMap, {"separator": "ab"}, mm.RecordError, "separator"),
    (Both, {"missin": "warn"}, mm.RecordError, "did you mean 'missing'"),
    (MenteeMap, {"constants": {"id": "x"}}, mm.RecordError, "unknown key 'id'"),
]


@pytest.mark.parametrize(("kind", "data", "error", "says"), WRONG, ids=lambda v: getattr(v, "__name__", ""))
def test_every_way_to_build_one_fails_with_our_own_error(
    kind: type[Frozen], data: Mapping[str, Any], error: type[mm.MentorMatchError], says: str
) -> None:
    for build in (
        lambda: kind(**data),
        lambda: kind.model_validate(data),
        lambda: kind.model_validate_json(json.dumps(data)),
    ):
        with pytest.raises(error, match=says):
            build()


def test_faults_of_inner_models_are_reported_together_with_their_paths() -> None:
    with pytest.raises(mm.PolicyError) as caught:
        mm.Policy.model_validate({"seed": -1, "limits": {"max_km": -1}, "rules": [{"rule": "Requir"}]})
    assert [problem.split(":")[0] for problem in caught.value.problems] == [
        "limits.max_km",
        "rules.0",
        "seed",
    ]


def test_faults_of_people_are_those_of_their_own_records() -> None:
    wrong: Any = {"mentees": [{"id": "e1"}, {"id": "e2", "demand": -1}], "mentors": [{"id": "r1", "x": 1}]}
    with pytest.raises(mm.RecordError) as caught:
        mm.People(**wrong)
    found = [(p.file, p.column, p.id) for p in caught.value.problems]
    assert found == [("Mentee", "demand", "e2"), ("Mentor", "x", "r1")]


def test_no_message_quotes_what_was_given() -> None:
    for kind, data, error, _ in WRONG:
        canary = dict.fromkeys(data, "canary") | {"unknown": "canary"}
        with pytest.raises(error) as caught:
            kind.model_validate(canary)
        assert "canary" not in str(caught.value)


def test_frozen() -> None:
    with pytest.raises(ValidationError):
        mm.Location(latitude=1.0, longitude=1.0).latitude = 2.0


@pytest.mark.parametrize("kind", [mm.Policy, ColumnMap])
def test_from_toml_names_the_file(kind: Any, tmp_path: Path) -> None:
    for name, text in (("syntax.toml", "= 3"), ("key.toml", "nothing_of_the_kind = 1")):
        (tmp_path / name).write_text(text, encoding="utf-8")
        with pytest.raises((mm.PolicyError, mm.RecordError), match=name):
            kind.from_toml(tmp_path / name)


def all_models(kind: type[Frozen]) -> list[type[Frozen]]:
    return [kind, *(m for one in kind.__subclasses__() for m in all_models(one))]


def test_every_model_has_an_error_of_its_own() -> None:
    for module in pkgutil.walk_packages(mentormatch.__path__, "mentormatch."):
        if "__main__" not in module.name and "migrations" not in module.name:
            import_module(module.name)
    for kind in all_models(Frozen)[1:]:
        if kind.__module__ != "mentormatch.models":
            assert isinstance(kind._error([], {}), mm.MentorMatchError), kind
    assert issubclass(mm.Mentee, Record)
