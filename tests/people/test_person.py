"""A person: what a record holds, what it refuses, and that nothing can be changed behind its back."""

from __future__ import annotations

import unicodedata
from datetime import date
from typing import Any

import numpy as np
import pytest
from pydantic import ValidationError

from mentormatch.errors import RecordError, RowProblem
from mentormatch.people.model import People
from mentormatch.people.person import Mentee, Mentor, Person, column
from mentormatch.people.places import Location


def problems(**fields: Any) -> list[RowProblem]:
    with pytest.raises(RecordError) as caught:
        Mentor(**{"id": "r1", **fields})
    return list(caught.value.problems)


class TestId:
    @pytest.mark.parametrize("text", ["007", "1E+05", "NA", "nan", "None", "../../x", "=1+1", "null"])
    def test_stays_as_typed(self, text: str) -> None:
        assert Mentee(id=text).id == text

    @pytest.mark.parametrize("given", [7, 7.0, None, b"e1", True])
    def test_is_text(self, given: Any) -> None:
        assert [p.column for p in problems(id=given)] == ["id"]

    @pytest.mark.parametrize(
        "given",
        [
            "", "e\u200b1", "e\u202e1", "e\0", "a\nb", "x" * 201,
            "   ",
            "\u00a0",
        ],
    )  # fmt: skip
    def test_refused(self, given: str) -> None:
        assert [p.column for p in problems(id=given)] == ["id"]

    def test_composed_and_decomposed_are_one(self) -> None:
        both = [Mentee(id=unicodedata.normalize(form, "Zoë")) for form in ("NFC", "NFD")]  # type: ignore[arg-type]
        with pytest.raises(RecordError, match="2 rows"):
            People(mentees=tuple(both))


class TestValues:
    @pytest.mark.parametrize(
        ("field", "value"),
        [
            ("capacity", -1), ("capacity", 2.5), ("capacity", float("nan")), ("capacity", "3"),
            ("capacity", True), ("capacity", 10_001), ("minimum_load", -1), ("minimum_load", 2),
            ("hours_a_month", -0.5), ("hours_a_month", float("inf")), ("hours_a_month", 745),
            ("max_km", -1.0), ("max_km", float("nan")), ("max_km", float("inf")), ("max_km", 25_001),
            ("seniority", 101), ("seniority", 1.5), ("offers", {"audit": 6}), ("offers", {"audit": 0}),
            ("answers", {"I plan": 2.5}), ("answers", {"": 9}), ("trained", "yes"), ("consent", 1),
            ("online", None),
            ("trained_on", "31/03/2026"), ("trained_on", "2025-02-29"), ("email", "a@x, b@y"),
            ("location", {"latitude": 91.0, "longitude": 0.0}), ("supervises", ("",)),
            ("avoids", ("e\u200b1",)),
            ("professional_tags", ("a\nb",)), ("motivation", "x" * 20_001), ("other", "a\u202eb"),
        ],
    )  # fmt: skip
    def test_refused(self, field: str, value: object) -> None:
        assert {p.column for p in problems(**{field: value})} == {field}

    def test_all_faults_at_once_with_what_is_expected(self) -> None:
        found = problems(capacity=-1, max_km=float("nan"), nickname="x", email="nobody")
        assert [p.column for p in found] == ["email", "max_km", "capacity", "nickname"]
        assert all(p.wrong and p.expected and p.id == "r1" for p in found)

    def test_the_message_never_quotes_and_the_table_does(self) -> None:
        with pytest.raises(RecordError) as caught:
            Mentee(id="e1", email="my secret")
        assert "secret" not in str(caught.value)
        assert caught.value.table["value"].tolist() == ["my secret"]

    def test_what_is_valid(self) -> None:
        mentor = Mentor(
            id="r1", capacity=3, minimum_load=3, trained=True, trained_on=date(2024, 2, 29), max_km=0.0,
            location=Location(latitude=51.5, longitude=-0.1), offers={"audit": 5}, supervises=("e1", "e1"),
        )  # fmt: skip
        assert mentor.supervises == ("e1",)
        assert mentor.offers == {"audit": 5}

    def test_texts_are_trimmed(self) -> None:
        assert Mentee(id="\u00a0e1 ", name=" Ann\u00a0").name == "Ann"


class TestFrozen:
    def test_fields(self) -> None:
        with pytest.raises(ValidationError):
            Mentee(id="e1").name = "x"

    def test_mappings(self) -> None:
        given = {"audit": 3}
        mentee = Mentee(id="e1", wants=given)
        given["audit"] = 1
        assert mentee.wants == {"audit": 3}
        with pytest.raises(TypeError):
            mentee.wants["audit"] = 1  # type: ignore[index]

    def test_replace_validates(self) -> None:
        mentor = Mentor(id="r1", capacity=2)
        assert mentor.replace(capacity=3).capacity == 3
        assert mentor.capacity == 2
        with pytest.raises(RecordError):
            mentor.replace(capacity=-1)

    def test_hashable(self) -> None:
        assert len({Mentee(id="e1", wants={"a": 1}), Mentee(id="e1", wants={"a": 1})}) == 1


@pytest.mark.parametrize("record", [Mentee(id="e1", name="Ann"), Mentor(id="r1", name="Ann")])
def test_a_repr_shows_no_personal_data(record: Person) -> None:
    assert "Ann" not in repr(record)
    assert "Ann" not in str(record)


def test_a_column_of_numbers() -> None:
    mentors = (Mentor(id="a", seniority=3), Mentor(id="b"))
    np.testing.assert_array_equal(column(mentors, "seniority"), [3, np.nan])
    np.testing.assert_array_equal(column(mentors, "seniority", missing=-1), [3, -1])
