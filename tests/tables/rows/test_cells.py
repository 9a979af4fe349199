"""One cell of text: what is read, and what is refused rather than guessed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentormatch.tables.rows.cells import CellError, entries, iso_date, number, whole_number, yes_no

ARABIC = "٣"


class TestWholeNumber:
    @pytest.mark.parametrize(("text", "value"), [("3", 3), ("007", 7), ("-2", -2), ("3.0", 3), ("0", 0)])
    def test_reads(self, text: str, value: int) -> None:
        assert whole_number(text) == value

    @pytest.mark.parametrize(
        "text",
        ["nan", "inf", "1e3", "1_000", "1,000", "1.000", "2.5", "+3", ARABIC, "³", "½", "0x1f", "three",
        "--1",
         "9" * 5000, "1 000", "1\n"],
    )  # fmt: skip
    def test_refuses(self, text: str) -> None:
        with pytest.raises(CellError, match="is not a whole number"):
            whole_number(text)

    @given(st.integers(-999_999_999, 999_999_999))
    def test_returns_what_was_written(self, value: int) -> None:
        assert whole_number(str(value)) == value


class TestNumber:
    @pytest.mark.parametrize(
        ("text", "value"), [("12.5", 12.5), ("-0.1024", -0.1024), ("5", 5), ("1E-05", 1e-5), ("2e1", 20)]
    )
    def test_reads(self, text: str, value: float) -> None:
        assert number(text) == value

    @pytest.mark.parametrize(
        "text",
        ["nan", "NaN", "inf", "-Infinity", "1e999", "1_000", "1,5", "12 km", ARABIC, "1.2.3", ".5", "5.",
        "1e",
         "9" * 5000, "1e" + "9" * 5000],
    )  # fmt: skip
    def test_refuses(self, text: str) -> None:
        with pytest.raises(CellError, match="is not a number"):
            number(text)

    @given(st.floats(allow_nan=False, allow_infinity=False, min_value=-1e15, max_value=1e15))
    def test_returns_what_was_written(self, value: float) -> None:
        assert number(repr(value)) == value


class TestYesNo:
    @pytest.mark.parametrize("text", ["yes", "YES", "Y", "true", "TRUE", "1", "ｙｅｓ"])
    def test_yes(self, text: str) -> None:
        assert yes_no(text) is True

    @pytest.mark.parametrize("text", ["no", "No", "n", "false", "0"])
    def test_no(self, text: str) -> None:
        assert yes_no(text) is False

    @pytest.mark.parametrize("text", ["maybe", "2", "yess", "-", "NA", "si"])
    def test_refuses(self, text: str) -> None:
        with pytest.raises(CellError, match="neither yes nor no"):
            yes_no(text)


class TestDate:
    def test_reads(self) -> None:
        assert iso_date("2024-02-29") == date(2024, 2, 29)

    @pytest.mark.parametrize("text", ["2025-02-29", "2026-13-01", "2026-00-10", "0000-01-01"])
    def test_days_that_are_none(self, text: str) -> None:
        with pytest.raises(CellError, match="not a day of the calendar"):
            iso_date(text)

    @pytest.mark.parametrize(
        "text", ["31/03/2026", "03/31/2026", "31.3.2026", "2026-3-31", "20260331", "2026-W14-2", "46112",
                 "2026-03-31 10:00:00", "٢٠٢٦-٠٣-٣١"]
    )  # fmt: skip
    def test_other_forms_are_not_guessed(self, text: str) -> None:
        with pytest.raises(CellError, match="year-month-day"):
            iso_date(text)

    @given(st.dates())
    def test_returns_what_was_written(self, day: date) -> None:
        assert iso_date(day.isoformat()) == day


class TestLists:
    @pytest.mark.parametrize(
        ("text", "found"),
        [
            ("a; b ;c", ("a", "b", "c")),
            ("a", ("a",)),
            ("a;;b;", ("a", "b")),
            (" ; ", ()),
            ("a, b", ("a, b",)),
        ],
    )
    def test_entries(self, text: str, found: tuple[str, ...]) -> None:
        assert entries(text, ";") == found

    def test_another_separator(self) -> None:
        assert entries("a; b, c", ",") == ("a; b", "c")


@pytest.mark.parametrize("reader", [whole_number, number, yes_no, iso_date])
def test_no_message_repeats_the_cell(reader: Callable[[str], object]) -> None:
    with pytest.raises(CellError) as caught:
        reader("private")
    assert "private" not in str(caught.value)
