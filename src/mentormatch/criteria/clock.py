"""Times of a day as people write them: "9:00-12:00", "2-4pm", "0900 to 1700", "after 5pm".

- 13 and more, a leading zero and four digits are on the 24-hour clock, and so is "10:00" beside one of them;
  ``am``, ``pm``, noon and midnight say where they are.
- An hour without any of these, beside one with ``am`` or ``pm``, is the nearest one on the clock: "2-4pm"
  begins at 14:00, "9-5pm" at 9:00, "10pm-6" ends at 6:00.
- Otherwise it is on the 24-hour clock, from 8 on: "9-12", "9-17". Anything else could be in the morning or in
  the afternoon ("2-4", "9-5") and is refused.
"""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

CLOCK = r"(?:(?:12 )?(?:noon|midday|midnight)\b|\d{4}(?!\d)|\d{1,2}(?:[:.]\d\d)?(?!\d)\s*(?:[ap]m\b)?)"
"""A time of the day; in lower case, without dots in ``am`` and ``pm``."""
RANGE = rf"(?:from\s+)?{CLOCK}\s*(?:-|to\b|until\b|till\b)\s*{CLOCK}"
OPEN = rf"(?:after|from|before|until|till)\s+{CLOCK}"
"""From a time to the end of the day, or from its beginning to a time."""

Span = tuple[int, int]
"""Quarters of an hour from midnight: the first, and the one after the last, which may be on the next day."""

_HALF, _DAY, _QUARTER = 12 * 60, 24 * 60, 15
_FROM = 8 * 60  # an hour before is more often one of the afternoon or evening
_CLOCK = re.compile(CLOCK)
_DOUBTFUL = (
    "contains a time that could be in the morning or in the afternoon; write it as 9am-5pm or 09:00-17:00"
)


class UnreadError(ValueError):
    """Days, times or dates are not understood, or could mean different ones; says which, without quoting."""


class _Time(NamedTuple):
    minute: int
    kind: Literal["12", "24", "two", "bare"]
    """With am or pm; on the 24-hour clock for certain; beside another such one ("10:00"); or neither."""


def span(text: str) -> Span:
    """Return the time of a text that matches `RANGE`.

    Raises
    ------
    UnreadError
        If it could be two times, or is none.
    """
    first, second = map(_time, _CLOCK.findall(text))
    start, end = _placed(first, second)
    if start % _QUARTER or end % _QUARTER:
        raise UnreadError("contains a time that is no quarter of an hour, such as 9:00, 9:15, 9:30 or 9:45")
    return start // _QUARTER, end // _QUARTER


def open_span(text: str) -> Span:
    """Return the time of a text that matches `OPEN`."""
    clock = _CLOCK.findall(text)[0]
    if _time(clock).kind not in {"12", "24"}:
        raise UnreadError(_DOUBTFUL)
    return span(f"{clock} - 24:00" if text.startswith(("after", "from")) else f"00:00 - {clock}")


def _time(text: str) -> _Time:
    if text.endswith(("noon", "midday", "midnight")):
        return _Time(_DAY if text.endswith("midnight") else _HALF, "12")
    digits, half = re.sub(r"[^\d]", " ", text).split(), text[-2:]
    if len(digits[0]) == 4:
        digits = [digits[0][:2], digits[0][2:]]
    hour, minute = int(digits[0]), int(digits[1]) if len(digits) > 1 else 0
    suffixed = half in {"am", "pm"}
    if minute > 59 or hour * 60 + minute > _DAY or (suffixed and not 1 <= hour <= 12):
        raise UnreadError("contains a time that no clock shows")
    if suffixed:
        return _Time(hour % 12 * 60 + minute + _HALF * (half == "pm"), "12")
    if hour > 12 or text[0] == "0" or re.fullmatch(r"\d{4}", text.strip()):
        return _Time(hour * 60 + minute, "24")
    return _Time(hour * 60 + minute, "two" if len(digits) == 2 and hour >= 10 else "bare")


def _placed(first: _Time, second: _Time) -> tuple[int, int]:
    """Return the minutes from midnight, the end after the start."""
    start, end = first.minute, second.minute
    kinds = {first.kind, second.kind}
    if "two" in kinds:
        kinds = kinds - {"two"} | ({"24"} if "24" in kinds else {"bare"})
    if kinds == {"12", "bare"}:
        start, end = _nearest(first, second)
    elif (kinds == {"bare"} and not _FROM <= start < end) or ("bare" in kinds and end <= start):
        raise UnreadError(_DOUBTFUL)
    if start in {end, _DAY}:
        raise UnreadError("contains a time without length, or one that begins at the end of a day")
    return start, end if end > start else end + _DAY


def _nearest(first: _Time, second: _Time) -> tuple[int, int]:
    """Return both times, where one of them has neither am nor pm."""
    start, end = first.minute, second.minute
    apart = (end - start) % _HALF or _HALF
    if first.kind != "12":
        start = ((end or _DAY) - apart) % _DAY
    return start, (start + apart) % _DAY
