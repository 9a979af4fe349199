"""Times of forms: every way of writing that exports use gives the moment that was written."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentormatch.tables.exports.times import times_of

MOMENTS = st.datetimes(datetime(1990, 1, 1), datetime(2060, 12, 31)).map(
    lambda moment: moment.replace(microsecond=0, tzinfo=UTC)
)
DAY_FIRST = ["%d/%m/%Y %H:%M:%S", "%d.%m.%Y %H:%M:%S", "%d-%m-%Y, %I:%M:%S %p"]
MONTH_FIRST = ["%m/%d/%Y %H:%M:%S", "%m/%d/%Y %I:%M:%S %p"]
SETTLED = [
    "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%SZ", "%Y/%m/%d %I:%M:%S %p GMT", "%Y-%m-%d %H:%M:%S.123 +00:00",
    "%d %B %Y %H:%M:%S", "%d %b %Y, %H:%M:%S", "%B %d, %Y %I:%M:%S %p", "%d-%b-%Y %H:%M:%S",
    "%d %B %Y at %H:%M:%S", "%a %d %b %Y %H:%M:%S", "%A, %d %B %Y %H:%M:%S",
]  # fmt: skip


@given(MOMENTS, st.sampled_from(SETTLED))
def test_one_reading_where_the_month_is_certain(moment: datetime, form: str) -> None:
    assert times_of([moment.strftime(form)]) == [(moment,)]


@given(st.lists(MOMENTS, min_size=1), st.sampled_from(DAY_FIRST + MONTH_FIRST))
def test_day_and_month_are_settled_by_a_cell_of_the_column(moments: list[datetime], form: str) -> None:
    settling = datetime(2026, 3, 31, 12, tzinfo=UTC)
    assert times_of([one.strftime(form) for one in (*moments, settling)]) == [
        (one,) for one in (*moments, settling)
    ]


@given(
    MOMENTS.filter(lambda moment: moment.day <= 12 and moment.day != moment.month), st.sampled_from(DAY_FIRST)
)
def test_both_readings_where_it_is_open(moment: datetime, form: str) -> None:
    other = moment.replace(day=moment.month, month=moment.day)
    assert times_of([moment.strftime(form)]) == [(moment, other)]


@pytest.mark.parametrize(
    "text", ["", "soon", "2026-02-30", "31/31/2026", "13:00 pm", "2026-03-01 25:00", "7", "e1"]
)
def test_what_is_no_time(text: str) -> None:
    assert times_of([text]) == [(None,)]


@pytest.mark.parametrize(
    ("text", "hours"),
    [("+01:00", 1), (" BST", 1), (" GMT+1", 1), (" GMT-5", -5), (" UTC", 0), ("+0530", 5.5)],
)
def test_zones(text: str, hours: float) -> None:
    expected = datetime(2026, 7, 1, 9, 30, tzinfo=UTC) - timedelta(hours=hours)
    assert times_of([f"2026-07-01 09:30{text}"]) == [(expected,)]


@given(MOMENTS.filter(lambda moment: moment.year > 1999), st.sampled_from(DAY_FIRST + MONTH_FIRST))
def test_years_of_two_digits_are_of_this_century(moment: datetime, form: str) -> None:
    texts = [
        one.strftime(form.replace("%Y", "%y")) for one in (moment, datetime(2026, 3, 31, 12, tzinfo=UTC))
    ]
    assert times_of(texts)[0] == (moment,)


def test_days_as_spreadsheets_count_them() -> None:
    assert times_of(["46082.5"]) == [(datetime(2026, 3, 1, 12, tzinfo=UTC),)]
