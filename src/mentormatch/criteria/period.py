"""`Period`: dates from which and until which two people have time."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from math import inf, nan
from typing import Annotated, ClassVar, Literal, Self

import numpy as np
from immutabledict import immutabledict
from pydantic import Field, model_validator

from mentormatch.arrays import Floats
from mentormatch.criteria.base import Criterion, Holds, Side, Value
from mentormatch.criteria.clock import UnreadError
from mentormatch.text import folded

_Days = Annotated[float, Field(gt=0, le=36_525, allow_inf_nan=False)]

_MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
    "november", "december",
)  # fmt: skip
_MONTH_OF = immutabledict(
    {name: n for n, month in enumerate(_MONTHS, start=1) for name in (month, month[:3])} | {"sept": 9}
)
_DATES = (
    re.compile(r"(?P<year>\d{4})-(?P<month>\d\d)-(?P<day>\d\d)(?: 00:00(?::00)?)?"),
    re.compile(r"(?P<day>\d{1,2})(?:st|nd|rd|th)? (?P<month>[a-z]+)\.?,? (?P<year>\d{4})"),
    re.compile(r"(?P<month>[a-z]+)\.?,? (?P<year>\d{4})"),
)
_BOTH = re.compile(r"(?:from )?(.+?) (?:to|until|till|-) (.+)")
_FROM = re.compile(r"(?:from|since) (.+?)(?: onwards?)?")
_ONWARDS = re.compile(r"(.+) onwards?")
_UNTIL = re.compile(r"(?:until|till|up to) (.+)")
_NO_START = frozenset({"now", "immediately", "asap", "any time", "anytime"})
_NO_END = frozenset({"ongoing", "open", "open ended", "open-ended", "indefinitely", "no end", "no end date"})


class Period(Criterion):
    """How many days two people have in common: min(1, days / `enough`).

    An answer is "2026-01-01 to 2026-06-30", "from 2026-03-01" or "until 2026-06-30", in one column or in two.
    As a must, it asks for `at_least` days; without it, for one.

    Parameters
    ----------
    enough : float
        Days in common from which the score is 1.

    See Also
    --------
    mentormatch.criteria.Criterion : The fields that all kinds have.

    Examples
    --------
    >>> mm.criteria.Period(name="dates").days("from 1 March 2026 to 2026-03-31")
    (739676, 739706)
    """

    kind: Literal["period"] = "period"
    holds: ClassVar[Holds] = "line"
    several: ClassVar[bool] = True

    at_least: _Days | None = None
    enough: _Days = 90.0

    @model_validator(mode="after")
    def _from_and_until(self) -> Self:
        if len(self.columns("mentee")) > 2 or len(self.columns("mentor")) > 2:
            raise ValueError("a period is in one column, or in two: from and until")
        return self

    @property
    def least(self) -> float:
        """Days that two people must have in common, where the criterion is a must."""
        return self.at_least or 1.0

    def days(self, value: Value) -> tuple[float, float]:
        """Return the first and the last day, as `date.toordinal`: infinite if open, nan if not read."""
        return (nan, nan) if self.problem(value) else _bounds(str(value))

    def all_days(self, answers: Sequence[Value | None]) -> Floats:
        """Return the first and the last day of each answer; float64 array, shape (2, n), nan if unknown."""
        days = [(nan, nan) if one is None else self.days(one) for one in answers]
        return np.array(days, np.float64).reshape(-1, 2).T

    def completed(self, answer: Value, side: Side, place: int = 0, area: str = "") -> Value:  # noqa: ARG002
        """Return "from" or "until" the date in one of two columns."""
        return f"{('from', 'until')[place]} {answer}" if len(self.columns(side)) == 2 else answer

    def problem(self, value: Value) -> str:
        """Return what is wrong with an answer, in words."""
        wrong = super().problem(value)
        if wrong:
            return wrong
        try:
            _bounds(str(value))
        except UnreadError as error:
            return str(error)
        return ""

    @property
    def expected(self) -> str:
        """What an answer is, in words."""
        return (
            "a period such as '2026-01-01 to 2026-06-30', 'from 2026-03-01' or 'until 30 June 2026'; "
            "'immediately' and 'ongoing' leave it open"
        )

    def _fields(self) -> tuple[str, ...]:
        return ()


def days_shared(ones: Floats, others: Floats) -> Floats:
    """Return how many days are in both of two periods, each its first and its last day.

    Parameters
    ----------
    ones, others : float64 array, shape (2, n)

    Returns
    -------
    float64 array, shape (n,)
        inf where both are open on one side; nan where one is unknown.
    """
    first, last = np.maximum(ones[0], others[0]), np.minimum(ones[1], others[1])
    shared: Floats = np.maximum(last - first + 1.0, 0.0)
    return shared


@lru_cache(maxsize=50_000)
def _bounds(written: str) -> tuple[float, float]:
    first, last = _ends(re.sub("[\u2010-\u2015\u2212]", "-", folded(written)).rstrip("."))
    if first > last:
        raise UnreadError("ends before it begins")
    return first, last


def _ends(text: str) -> tuple[float, float]:
    if (both := _BOTH.fullmatch(text)) is not None:
        return _first(both[1]), _last(both[2])
    if (start := _FROM.fullmatch(text) or _ONWARDS.fullmatch(text)) is not None:
        return _first(start[1]), inf
    if (end := _UNTIL.fullmatch(text)) is not None:
        return -inf, _last(end[1])
    if text in _NO_START | _NO_END:
        return -inf, inf
    if any(form.fullmatch(text) for form in _DATES):
        raise UnreadError("is one date; write 'from' or 'until' before it")
    raise UnreadError("is no period that can be read")


def _first(text: str) -> float:
    return -inf if text in _NO_START else _read(text)[0].toordinal()


def _last(text: str) -> float:
    return inf if text in _NO_END else _read(text)[1].toordinal()


def _read(text: str) -> tuple[date, date]:
    """Return the first and the last day of a date, which may be a month."""
    found = next((found for form in _DATES if (found := form.fullmatch(text))), None)
    if found is None:
        raise UnreadError(
            "contains a date that has no certain meaning; write it as 2026-03-01 or 1 March 2026"
        )
    year, name, day = int(found["year"]), found["month"], found.groupdict().get("day")
    month = int(name) if name.isdigit() else _MONTH_OF.get(name, 0)
    try:
        first, last = (1, monthrange(year, month)[1]) if day is None else (int(day), int(day))
        return date(year, month, first), date(year, month, last)
    except ValueError:
        raise UnreadError("contains a date that does not exist") from None
