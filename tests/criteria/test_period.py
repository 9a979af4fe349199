"""`Period`: dates in words, in one column or two, and the days that two periods share."""

from __future__ import annotations

import calendar
from datetime import date, timedelta
from math import inf, isnan

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentormatch.criteria import Period
from mentormatch.criteria.period import days_shared
from mentormatch.errors import PolicyError

PERIOD = Period(name="dates")
dates = st.dates(date(2000, 1, 1), date(2099, 12, 31))
near = st.none() | st.dates(date(2026, 1, 1), date(2026, 2, 28))


def forms(day: date) -> list[str]:
    month = calendar.month_name[day.month]
    ending = {1: "st", 2: "nd", 3: "rd"}.get(day.day % 10, "th") if day.day not in (11, 12, 13) else "th"
    return [
        day.isoformat(),
        f"{day.isoformat()} 00:00:00",
        f"{day.day} {month} {day.year}",
        f"{day.day}{ending} {month[:3]} {day.year}",
        f"{day.day:02} {month[:3].upper()}. {day.year}",
    ]


@given(dates, dates, st.data())
def test_dates_in_every_form(one: date, other: date, data: st.DataObject) -> None:
    first, last = sorted((one, other))
    start, end = (data.draw(st.sampled_from(forms(day))) for day in (first, last))
    to = data.draw(st.sampled_from([" to ", " until ", " - ", " \u2013 "]))
    assert PERIOD.days(f"{start}{to}{end}") == (first.toordinal(), last.toordinal())
    assert PERIOD.days(f"from {start}{to}{end}") == (first.toordinal(), last.toordinal())
    assert PERIOD.days(f"from {start}") == (first.toordinal(), inf)
    assert PERIOD.days(f"until {end}") == (-inf, last.toordinal())
    two = Period(name="dates", mentor=["From", "Until"])
    both = [two.completed(text, "mentor", place) for place, text in enumerate((start, end))]
    assert PERIOD.days("\n".join(map(str, both))) == (first.toordinal(), last.toordinal())
    if first < last:
        assert PERIOD.problem(f"{end} to {start}") == "ends before it begins"


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("March 2026 to May 2026", date(2026, 3, 1), date(2026, 5, 31)),
        ("until Feb 2028", None, date(2028, 2, 29)),
        ("2026-03-01 onwards", date(2026, 3, 1), None),
        ("immediately to 30 June 2026", None, date(2026, 6, 30)),
        ("from 1 March 2026 to ongoing", date(2026, 3, 1), None),
        ("Immediately", None, None),
    ],
)
def test_months_and_open_ends(text: str, first: date | None, last: date | None) -> None:
    start, end = first.toordinal() if first else -inf, last.toordinal() if last else inf
    assert PERIOD.days(text) == (start, end)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("01/03/2026 to 2026-06-30", "no certain meaning"),
        ("2026-03 to 2026-05", "no certain meaning"),
        ("2026-02-30 to 2026-06-30", "does not exist"),
        ("30 Fruary 2026 to 2026-06-30", "does not exist"),
        ("2026-03-01", "is one date"),
        ("March 2026", "is one date"),
        ("soon", "no period"),
        ("2026-06-30 to 2026-01-01", "ends before it begins"),
        ("ongoing to 2026-01-01", "no certain meaning"),
    ],
)
def test_what_is_not_certain_is_a_problem_and_unknown(text: str, why: str) -> None:
    assert why in PERIOD.problem(text)
    assert all(map(isnan, PERIOD.days(text)))


def test_a_period_is_in_at_most_two_columns() -> None:
    two = Period(name="dates", mentor=["From", "Until"])
    assert two.completed("2026-03-01", "mentee") == "2026-03-01"
    assert two.completed("ongoing", "mentor", 1) == "until ongoing"
    with pytest.raises(PolicyError, match="in two: from and until"):
        Period(name="dates", mentor=["a", "b", "c"])


def text_of(first: date | None, last: date | None) -> str:
    if first and last:
        return f"{first} to {last}"
    return f"from {first}" if first else f"until {last}" if last else "any time"


@given(near, near, near, near)
def test_days_in_common_are_counted_one_by_one(
    a: date | None, b: date | None, c: date | None, d: date | None
) -> None:
    if (a and b and a > b) or (c and d and c > d):
        return
    ones, others = PERIOD.all_days([text_of(a, b), None]), PERIOD.all_days([text_of(c, d), text_of(c, d)])
    days = [date(2025, 12, 1) + timedelta(n) for n in range(130)]
    both = [
        (a is None or a <= day)
        and (b is None or day <= b)
        and (c is None or c <= day)
        and (d is None or day <= d)
        for day in days
    ]
    found, unknown = days_shared(ones, others)
    assert isnan(unknown)
    if both[0] or both[-1]:  # it is open
        assert found == inf
    else:
        assert found == sum(both)
    np.testing.assert_array_equal(days_shared(others, ones), days_shared(ones, others))
