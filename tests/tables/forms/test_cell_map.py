"""Words, separators and options in a column map: what is refused before any row is read."""

from __future__ import annotations

import pytest

from mentormatch.errors import RecordError
from mentormatch.tables.forms.cell_map import CellMap
from mentormatch.tables.forms.grades import TABLES
from mentormatch.tables.rows.column_map import ColumnMap, wording_of


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (
            {"values": {"max_kn": {"far": 50}}},
            "unknown field 'max_kn' under [values] (did you mean 'max_km'?)",
        ),
        ({"mentees": {"values": {"capacity": {"two": 2}}}}, "unknown field 'capacity' under [values]"),
        ({"values": {"id": {"a": "b"}}}, "unknown field 'id' under [values]"),
        ({"values": {"grade": {"a": "b"}}}, "unknown field 'grade' under [values]"),
        ({"values": {"max_km": {"far": "a long way"}}}, "is not a number"),
        ({"mentors": {"values": {"online": {"Zoom": "perhaps so"}}}}, "is neither yes nor no"),
        ({"values": {"answers": {"rather": "much"}}}, "is not a whole number"),
        ({"values": {"seniority": {"boss": "top"}}}, "is not a whole number"),
        (
            {"grades": {"ST1": 1}, "values": {"seniority": {"boss": "top"}}},
            "is not a grade of the column map",
        ),
        ({"values": {"online": {"Zoom": "yes", " zoom": "no"}}}, "has a word twice"),
        ({"separators": {"wnats": ","}}, "unknown field 'wnats' under [separators] (did you mean 'wants'?)"),
        ({"separators": {"wants": "and"}}, "is not a single separator"),
        ({"mentees": {"separator": "a"}}, "is not a single separator"),
        ({"options": {"tags": ["a, b"]}}, "unknown field 'tags' under [options]"),
        ({"levels": {"wants": 6}}, "less than or equal to 5"),
        ({"levels": {"needs": 3}}, "unknown key 'needs'"),
        ({"grades": {"table": "nsh"}}, "names no known table of grades (did you mean 'nhs'?)"),
        ({"km_per_minute": 0}, "greater than 0"),
    ],
)
def test_what_cannot_hold_is_an_error_of_the_map(given: dict[str, object], said: str) -> None:
    with pytest.raises(RecordError) as caught:
        ColumnMap.model_validate(given).with_criteria(())
    assert said in str(caught.value)


def test_a_part_alone_says_where_it_is_wrong() -> None:
    with pytest.raises(RecordError) as caught:
        CellMap(separators={"wants": "and"})
    assert caught.value.problems[0].column == "separators.wants"
    assert "is not a single separator" in caught.value.problems[0].wrong


def test_the_field_values_and_the_table_of_values() -> None:
    columns = ColumnMap.model_validate(
        {"mentees": {"values": "What matters?"}, "values": {"values": {"a": "b"}}}
    )
    assert columns.mentees.fields["values"] == ("What matters?",)
    assert wording_of(columns, "mentees", "values").words == {"a": "b"}


def test_both_in_one_table() -> None:
    part = {"fields": {"values": "What matters?"}, "values": {"values": {"a": "b"}}, "id": "no."}
    columns = ColumnMap.model_validate({"mentees": part})
    assert columns.mentees.fields == {"values": ("What matters?",), "id": ("no.",)}
    assert wording_of(columns, "mentees", "values").words == {"a": "b"}
    assert columns.mentees.replace(both="flag").values == {"values": {"a": "b"}}


def test_a_table_s_own_words_come_before_those_of_both() -> None:
    columns = ColumnMap.model_validate(
        {"values": {"max_km": {"far": 50, "near": 5}}, "mentors": {"values": {"max_km": {"FAR": "80"}}}}
    )
    assert wording_of(columns, "mentees", "max_miles").words == {"far": "50 km", "near": "5 km"}
    assert wording_of(columns, "mentors", "max_km").words == {"far": "80 km", "near": "5 km"}


def test_words_of_a_field_hold_for_every_column_that_feeds_it() -> None:
    columns = ColumnMap.model_validate(
        {"values": {"independent_of": {"boss": "r1", "me": ""}, "appraiser": {"boss": "r2"}}}
    )
    assert wording_of(columns, "mentees", "line_manager").words == {"boss": "r1", "me": ""}
    assert wording_of(columns, "mentees", "appraiser").words == {"boss": "r2", "me": ""}


class TestGrades:
    def test_grades_of_the_map_override_those_of_the_table(self) -> None:
        grades = ColumnMap.model_validate({"grades": {"table": "nhs", "Consultant": 50, "Fellow": 9}}).grades
        assert (grades["Consultant"], grades["Fellow"], grades["st8"]) == (50, 9, 15)
        assert "consultant" not in grades

    def test_every_step_of_training_and_every_band_is_higher_than_the_one_before(self) -> None:
        nhs = TABLES["nhs"]
        doctors = ["f1", "f2", "ct1", "ct2", "ct3", "st4", "st5", "st6", "st7", "st8", "consultant"]
        bands = [f"band {one}" for one in ("2", "3", "4", "5", "6", "7", "8a", "8b", "8c", "8d", "9")]
        for ladder in (doctors, bands):
            levels = [nhs[grade] for grade in ladder]
            assert levels == sorted(set(levels))
        assert nhs["gp"] == nhs["consultant"]
        assert nhs["specialty doctor"] < nhs["consultant"]
        assert set(nhs.values()) <= set(range(101))
        assert all(grade == grade.lower() for grade in nhs)
