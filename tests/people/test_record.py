"""Records of people: every error by its field, and no protected characteristic."""

from __future__ import annotations

from typing import Any

import pytest

from mentormatch.errors import RecordError, RowProblem
from mentormatch.people.person import Mentee, Mentor
from mentormatch.people.protected.words import PROTECTED, is_protected


def problems(**fields: Any) -> list[RowProblem]:
    with pytest.raises(RecordError) as caught:
        Mentor(**{"id": "r1", **fields})
    return list(caught.value.problems)


class TestProtected:
    @pytest.mark.parametrize(
        "heading", ["Gender", "date_of_birth", "Sexual-Orientation", "RACE", " religion "]
    )
    def test_headings(self, heading: str) -> None:
        assert is_protected(heading)

    @pytest.mark.parametrize("heading", ["name", "Essex", "language", "disability interest", "groups"])
    def test_other_headings(self, heading: str) -> None:
        assert not is_protected(heading)

    @pytest.mark.parametrize("field", [name.replace(" ", "_") for name in PROTECTED])
    def test_no_record_takes_one(self, field: str) -> None:
        (problem,) = problems(**{field: "x"})
        assert "never used to match" in problem.wrong
        assert "audit" in problem.expected

    def test_no_field_is_one(self) -> None:
        assert not [f for f in {**Mentee.model_fields, **Mentor.model_fields} if is_protected(f)]
