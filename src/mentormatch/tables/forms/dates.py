"""Dates in words, to the day or to the month: "March 2022", "Mar-22", "Spring 2022", "3 May 2023"."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date

from immutabledict import immutabledict

from mentormatch.tables.forms.said import NOTHING, Said, without_remark, word_key

MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
    "november", "december",
)  # fmt: skip
SEASONS: Mapping[str, int] = immutabledict({"winter": 1, "spring": 3, "summer": 6, "autumn": 9, "fall": 9})
"""Season -> its first month in the year that is named; winter begins in January, the earliest it may mean."""

_MONTH_OF: Mapping[str, int] = immutabledict(
    {name: n for n, month in enumerate(MONTHS, start=1) for name in (month, month[:3], f"{month[:3]}.")}
    | {"sept": 9, "sept.": 9}
    | dict(SEASONS)
)
_TO_MONTH = re.compile(r"([a-z]+\.?)[ ,/'-]*(?:of )?((?:19|20)?[0-9]{2})")
_NUMBERS = re.compile(r"(0?[1-9]|1[0-2])[/.-]((?:19|20)[0-9]{2})|((?:19|20)[0-9]{2})[/.-](0[1-9]|1[0-2])")
_TO_DAY = re.compile(r"([0-3]?[0-9])(?:st|nd|rd|th)?[ -](?:of )?([a-z]+\.?)[ ,-]*((?:19|20)[0-9]{2})")
_DAY_SECOND = re.compile(r"([a-z]+\.?) ([0-3]?[0-9])(?:st|nd|rd|th)?,? ((?:19|20)[0-9]{2})")

_WITH_TIME = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2})[t ][0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?(?:z| ?[+-][0-9:]{2,6})?"
)
_SLASHES = re.compile(r"([0-9]{1,2})([/.-])([0-9]{1,2})\2((?:19|20)[0-9]{2})")

_TO_MONTH_NOTE = "a month or season ('March 2022') was read as its first day"


def date_in_words(text: str, day_first: bool | None = None) -> Said | None:
    """Return a date; of a month or season the first day.

    Parameters
    ----------
    day_first : bool, optional
        Whether 03/04/2026 is in April; if not known, it is in doubt.

    Examples
    --------
    >>> date_in_words("Spring 2022").value
    datetime.date(2022, 3, 1)
    """
    key = word_key(text)
    if key in NOTHING:
        return Said(None, "words for no date ('n/a') were read as an empty cell")
    key = without_remark(key, frozenset(_MONTH_OF)) or ""
    if (found := _WITH_TIME.fullmatch(key)) is not None:
        return _said(found[1].split("-"), "a date with a time was read as that day")
    if (slashes := _SLASHES.fullmatch(key)) is not None:
        return _by_order(int(slashes[1]), int(slashes[3]), slashes[4], day_first)
    month = _month(key)
    if month is not None:
        return Said(month, _TO_MONTH_NOTE)
    day = _day(key)
    return None if day is None else Said(day, "a date in words ('3 May 2023') was read as that day")


def _by_order(one: int, two: int, year: str, day_first: bool | None) -> Said | None:
    """Return a date of which the order of day and month is settled, by itself or by the map."""
    if day_first is None:
        if one != two and max(one, two) <= 12:
            return None
        day_first = two <= 12
    day, month = (one, two) if day_first else (two, one)
    return _said((year, month, day), "a date such as 31/03/2026 was read as that day")


def _said(parts: Iterable[str | int], note: str) -> Said | None:
    try:
        return Said(date(*map(int, parts)), note)
    except ValueError:
        return None


def settled_order(cells: Iterable[str]) -> bool | None:
    """Return whether the dates in digits of a column begin with the day; None if it settles nothing.

    Examples
    --------
    >>> settled_order(["03/04/2026", "31/03/2026"])
    True
    """
    found = filter(None, (_SLASHES.fullmatch(word_key(cell)) for cell in cells))
    first = {one <= 12 for one, two in ((int(date[3]), int(date[1])) for date in found) if max(one, two) > 12}
    return first.pop() if len(first) == 1 else None


def is_in_doubt(text: str) -> bool:
    """Return whether a date is certain but for the order of day and month."""
    return date_in_words(text) is None and date_in_words(text, day_first=True) is not None


def _month(key: str) -> date | None:
    words, numbers = _TO_MONTH.fullmatch(key), _NUMBERS.fullmatch(key)
    if numbers is not None:
        return date(int(numbers[2] or numbers[3]), int(numbers[1] or numbers[4]), 1)
    if words is None or words[1] not in _MONTH_OF:
        return None
    return date(_year(words[2]), _MONTH_OF[words[1]], 1)


def _year(text: str) -> int:
    """Return a year; two digits are of this century up to 79, as in spreadsheets of today."""
    return int(text) if len(text) > 2 else (2000 if int(text) < 80 else 1900) + int(text)


def _day(key: str) -> date | None:
    found, other = _TO_DAY.fullmatch(key), _DAY_SECOND.fullmatch(key)
    if found is not None:
        day, month, year = found.groups()
    elif other is not None:
        month, day, year = other.groups()
    else:
        return None
    if month not in _MONTH_OF or month in SEASONS:
        return None
    try:
        return date(int(year), _MONTH_OF[month], int(day))
    except ValueError:
        return None
