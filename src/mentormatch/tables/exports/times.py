"""When a form was sent, as survey programs and spreadsheets write it.

Whether 04/03/2026 is in April or in March cannot be told from one cell: it is read in both ways, and only
what comes out the same in both, or is settled by the other cells of its column, is certain.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NAME = r"(?P<name>[a-z]{3,9})\.?"
_DATES = (
    r"(?P<year>\d{4})([-/.])(?P<month>\d{1,2})\2(?P<day>\d{1,2})",
    r"(?P<one>\d{1,2})([-/.])(?P<two>\d{1,2})\2(?P<year>\d{4}|\d{2})",
    rf"(?P<day>\d{{1,2}})(?:st|nd|rd|th)?[ -]{_NAME},?[ -](?P<year>\d{{4}})",
    rf"{_NAME} (?P<day>\d{{1,2}})(?:st|nd|rd|th)?,? (?P<year>\d{{4}})",
)
_WEEKDAY = r"(?:(?:mon|tues?|wed(?:nes)?|thur?s?|fri|sat(?:ur)?|sun)(?:day)?\.?,? )?"
_TIME = (
    r"(?:(?:,? +|t)(?:at )?(?P<hour>\d{1,2})[:.](?P<minute>\d{2})(?:[:.](?P<second>\d{2})(?:\.\d+)?)?"
    r"(?: ?(?P<half>[ap])\.?m\.?)?)?"
    r"(?: ?(?P<zone>gmt|utc|z|bst)?(?P<offset>[-+]\d{1,2}(?::?[0-5]\d)?)?)?"
)
_PATTERNS = tuple(re.compile(_WEEKDAY + date + _TIME, re.IGNORECASE) for date in _DATES)
_SERIAL = re.compile(r"[3-7]\d{4}(?:\.\d+)?")  # days since 1899-12-30, as spreadsheets count
_FIRST_DAY = datetime(1899, 12, 30, tzinfo=UTC)


def times_of(cells: Sequence[str]) -> list[tuple[datetime | None, ...]]:
    """Return for each cell the time in each reading of the column that is possible.

    Returns
    -------
    list of tuple of datetime or None
        One reading if the order of day and month is settled, otherwise two; None where a cell is no time.
    """
    texts = [" ".join(cell.split()) for cell in cells]
    readings = [[_time(text, day_first=day_first) for text in texts] for day_first in (True, False)]
    unread = [reading.count(None) for reading in readings]
    if unread[0] == unread[1]:
        possible = readings if readings[0] != readings[1] else readings[:1]
    else:
        possible = [readings[unread.index(min(unread))]]
    return list(zip(*possible, strict=True))


def _time(text: str, *, day_first: bool) -> datetime | None:
    if _SERIAL.fullmatch(text):
        return _FIRST_DAY + timedelta(days=float(text))
    found = next((match for pattern in _PATTERNS if (match := pattern.fullmatch(text))), None)
    if found is None:
        return None
    parts = found.groupdict()
    try:
        return _moment(parts, day_first=day_first)
    except ValueError:
        return None


def _moment(parts: dict[str, str | None], *, day_first: bool) -> datetime:
    if "one" in parts:
        day, month = (parts["one"], parts["two"]) if day_first else (parts["two"], parts["one"])
        number = int(month or 0)
    else:
        day, number = parts["day"], int(parts.get("month") or 0)
    if "name" in parts:
        number = _MONTHS.index((parts["name"] or "")[:3].lower()) + 1
    hour = int(parts["hour"] or 0)
    if parts["half"]:
        if not 1 <= hour <= 12:
            raise ValueError
        hour = hour % 12 + (12 if parts["half"].lower() == "p" else 0)
    year = int(parts["year"] or 0)
    moment = datetime(
        year if year > 99 else 2000 + year, number, int(day or 0), hour, int(parts["minute"] or 0),
        int(parts["second"] or 0), tzinfo=UTC,
    )  # fmt: skip
    return moment - _ahead(parts)


def _ahead(parts: dict[str, str | None]) -> timedelta:
    """Return how far a time is ahead of Greenwich."""
    ahead = timedelta(hours=(parts["zone"] or "").lower() == "bst")
    if offset := parts["offset"]:
        digits = offset[1:].replace(":", "")
        hours, minutes = (digits[:-2], digits[-2:]) if len(digits) > 2 else (digits, "0")
        ahead += timedelta(hours=int(hours), minutes=int(minutes)) * (-1 if offset[0] == "-" else 1)
    return ahead
