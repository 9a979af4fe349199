"""Days and times of a week in words: "Mon 9:00-12:00", "weekday evenings", "Tue and Thu: am (UTC+1)".

An entry is cut into days, times and what joins them, and is read only if all of it is understood and has one
meaning. Where it could have two, it is refused, unless one of them is part of the other ("Mon, Wed am" is the
morning of both days): what is read is never more than was offered.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import NamedTuple, Self

from immutabledict import immutabledict

from mentormatch.criteria.clock import OPEN, RANGE, Span, UnreadError, open_span, span
from mentormatch.text import folded

PER_HOUR = 4
_PER_DAY = 24 * PER_HOUR
_PER_WEEK = 7 * _PER_DAY

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
SLOTS = tuple(
    f"{day[:3].title()} {quarter // PER_HOUR:02}:{quarter % PER_HOUR * 15:02}"
    for day in DAYS
    for quarter in range(_PER_DAY)
)
"""The quarters of an hour of a week, by when they begin."""

WORDS: Mapping[str, str] = immutabledict(
    {
        "morning": "07:00-12:00",
        "lunchtime": "12:00-14:00",
        "afternoon": "12:00-17:00",
        "evening": "17:00-21:00",
        "night": "21:00-07:00",
        "office hours": "09:00-17:00",
        "all day": "00:00-24:00",
        "not available": "",
    }
)
"""Word -> the time it stands for, where a policy says nothing else."""

_ALSO: Mapping[str, str] = immutabledict(
    {
        "am": "morning", "lunch": "lunchtime", "pm": "afternoon", "eve": "evening", "overnight": "night",
        "working hours": "office hours", "any time": "all day", "anytime": "all day", "whole day": "all day",
        "unavailable": "not available", "none": "not available", "n/a": "not available",
    }
)  # fmt: skip
"""Other words for them."""

_DAY_OF: Mapping[str, int] = immutabledict(
    {name: n for n, day in enumerate(DAYS) for name in (day, f"{day}s", day[:3])}
    | {"tues": 1, "weds": 2, "thur": 3, "thurs": 3}
)
_DAYS_OF: Mapping[str, tuple[int, ...]] = immutabledict(
    dict.fromkeys(("weekday", "weekdays", "working day", "working days"), tuple(range(5)))
    | dict.fromkeys(("weekend", "weekends"), (5, 6))
    | dict.fromkeys(("every day", "everyday", "daily", "each day", "any day", "all week"), tuple(range(7)))
)


def _any_of(words: Iterable[str]) -> str:
    return "|".join(map(re.escape, sorted(words, key=lambda word: (-len(word), word))))


_NAME = rf"(?:{_any_of(_DAY_OF)})\b\.?"
_ZONE = re.compile(r"(?:^|[\s,(])\(?(?:utc|gmt)\s*(?:([+-])\s*(\d{1,2})(?::?(\d{2}))?)?\s*\)?$")
_FARTHEST = 14 * PER_HOUR
_NOT_UNDERSTOOD = "contains days or times that are not understood"
_PLACE = re.compile(
    r"\b(?:africa|america|asia|atlantic|australia|europe|indian|pacific)/[a-z_]+"
    r"|\b(?:bst|ist|cet|cest|eet|eest|est|edt|cst|cdt|mst|mdt|pst|pdt)\b"
)
_BOTH_NEEDED = (
    "names days without a time, or times without a day, beside others; write both in each, such as 'weekends "
    "all day' or 'every evening'"
)

Spans = tuple[Span, ...]


class Part(NamedTuple):
    """Days with times; None where an entry has no days, or no times."""

    days: tuple[int, ...] | None
    spans: Spans | None

    @property
    def shape(self) -> tuple[bool, bool]:
        """Whether it has days, and whether it has times."""
        return self.days is not None, self.spans is not None

    def slots(self) -> Iterator[int]:
        """Yield the quarters of the week; without days of every day, without times all day."""
        for day in range(7) if self.days is None else self.days:
            for start, end in ((0, _PER_DAY),) if self.spans is None else self.spans:
                yield from range(day * _PER_DAY + start, day * _PER_DAY + end)


class Entry(NamedTuple):
    """One entry of an answer; `zone` in quarters of an hour east of UTC, None if it names none."""

    parts: tuple[Part, ...]
    zone: int | None = None


class _Token(NamedTuple):
    kind: str  # "days", "times", "and", ",", "glue"
    days: tuple[int, ...] = ()
    spans: Spans = ()
    one_day: bool = False

    def with_(self, other: _Token) -> _Token:
        days, spans = (*self.days, *other.days), (*self.spans, *other.spans)
        return _Token(self.kind, days, spans, self.one_day and other.one_day)


@dataclass(frozen=True)
class Week:
    """Reads days and times.

    Parameters
    ----------
    words : mapping of str to tuple of spans
        Word for a time, as it compares -> the time.
    phrases : mapping of str to tuple of Part
        Whole entry, as it compares -> the days and times.
    """

    words: Mapping[str, Spans]
    phrases: Mapping[str, tuple[Part, ...]]

    @classmethod
    def of(cls, own: Mapping[str, str]) -> Self:
        """Return the reader for the words of a policy, each with what it stands for.

        Raises
        ------
        UnreadError
            If a word is a day or given twice, or what it stands for is not understood.
        """
        plain = cls(immutabledict(_built_in()), immutabledict())
        words, phrases, seen = dict(plain.words), {}, set()
        for written, meaning in own.items():
            word = _ALSO.get(_normal(written), _normal(written))
            if not word[:1].isalpha() or word in _DAY_OF or word in _DAYS_OF or word in seen:
                raise UnreadError(f"times: '{written}' is no word for a time, or is given twice")
            seen.add(word)
            parts, zone = plain.read(meaning, f"times: what '{written}' stands for ")
            if not parts or zone is not None:
                raise UnreadError(
                    f"times: '{written}' must stand for a time such as '07:00-15:00', without a zone"
                )
            if all(part.days is None for part in parts):
                meant = tuple(one for part in parts for one in part.spans or ())
                words |= dict.fromkeys([word, *(other for other in _ALSO if _ALSO[other] == word)], meant)
            else:
                phrases[word] = parts
        return cls(immutabledict(words), immutabledict(phrases))

    def slots(self, entries: Sequence[str], zone: int = 0) -> frozenset[int]:
        """Return the quarters of the week (0 is Monday 00:00) in which somebody has time.

        Parameters
        ----------
        zone : int
            Time zone of the result and of entries that name none, in quarters of an hour east of UTC.

        Raises
        ------
        UnreadError
            If an entry is not understood, or could mean different times.
        """
        many = len(entries) > 1
        read = [
            self.read(entry, after=f" (entry {n})" if many else "")
            for n, entry in enumerate(entries, start=1)
        ]
        with_times = [entry.parts for entry in read if entry.parts]
        if len(with_times) > 1 and len({part.shape for parts in with_times for part in parts}) > 1:
            raise UnreadError(_BOTH_NEEDED)
        alone = {entry.zone for entry in read if not entry.parts}
        if len(alone) > 1:
            raise UnreadError("names two time zones")
        theirs = next((one for one in alone if one is not None), zone)
        return frozenset(
            (slot - shift) % _PER_WEEK
            for entry in read
            for shift in [(theirs if entry.zone is None else entry.zone) - zone]
            for part in entry.parts
            for slot in part.slots()
        )

    def read(self, entry: str, before: str = "", after: str = "") -> Entry:
        """Return the days and times of one entry; `before` and `after` go around the words of an error."""
        try:
            return self._remembered(entry)
        except UnreadError as error:
            raise UnreadError(f"{before}{error}{after}") from None

    @cached_property
    def _remembered(self) -> Callable[[str], Entry]:
        return lru_cache(maxsize=10_000)(self._entry)  # people write the same

    def _entry(self, text: str) -> Entry:
        plain = _normal(text)
        phrase = self.phrases.get(_ALSO.get(plain, plain))
        if phrase is not None:
            return Entry(phrase)
        plain, zone = _without_zone(plain)
        if not plain and zone is not None:
            return Entry((), zone)
        return Entry(_parts(tuple(self._tokens(plain))), zone)

    def _tokens(self, text: str) -> Iterator[_Token]:
        at = 0
        while at < len(text):
            found = self._token.match(text, at)
            if found is None:
                raise UnreadError(_NOT_UNDERSTOOD)
            at = found.end()
            if found.lastgroup != "filler":
                yield self._read_token(found)

    @cached_property
    def _token(self) -> re.Pattern[str]:
        word = rf"(?:{_any_of(self.words)})s?\b(?:\s+shifts?\b)?"
        named = rf"{_NAME}|weekday|weekend|working day"
        kinds = {
            "filler": rf"(?:on|in|at|the|during)\b|(?:every|each)\b(?=\s+(?:{named}))",
            "worded": rf"(?P<w1>{word})\s*\(\s*(?P<r1>{RANGE})\s*\)"
            rf"|(?P<r2>{RANGE})\s*\(\s*(?P<w2>{word})\s*\)",
            "range": RANGE,
            "open": OPEN,
            "word": word,
            "set": rf"(?:{_any_of(_DAYS_OF)})\b",
            "from_to": rf"{_NAME}\s*(?:-|to\b|until\b|till\b)\s*{_NAME}",
            "day": _NAME,
            "all": r"(?:every|each|any)\b",
            "and": r"(?:and|or)\b|[&+/]",
            "comma": r"[,;]",
            "glue": r"[:-]",
        }
        either = "|".join(f"(?P<{kind}>{pattern})" for kind, pattern in kinds.items())
        return re.compile(rf"(?:{either})\s*")

    def _read_token(self, found: re.Match[str]) -> _Token:
        kind = str(found.lastgroup)
        text = found.group(kind).strip()
        if kind in {"range", "open"}:
            return _Token("times", spans=(span(text) if kind == "range" else open_span(text),))
        if kind == "word":
            return _Token("times", spans=self._meant(text))
        if kind == "worded":
            return _Token(
                "times", spans=(self._within(found["w1"] or found["w2"], found["r1"] or found["r2"]),)
            )
        if kind in {"set", "from_to", "day", "all"}:
            return _Token("days", days=_days(kind, text), one_day=kind == "day")
        return _Token(kind)

    def _within(self, word: str, time: str) -> Span:
        """Return the time in "morning (9-12)"."""
        start, end = span(time)
        if not any(start < last and first < end for first, last in self._meant(word)):
            raise UnreadError("contains a word for a time and in brackets a time that is another one")
        return start, end

    def _meant(self, text: str) -> Spans:
        word = re.sub(r"\s+shifts?$", "", text.strip())
        return self.words[word if word in self.words else word.removesuffix("s")]


@lru_cache(maxsize=64)
def week_of(own: Mapping[str, str]) -> Week:
    """Return the reader for the words of a policy; see `Week.of`."""
    return Week.of(own)


def zone_of(text: str) -> int:
    """Return a time zone such as "UTC+1" in quarters of an hour east of UTC.

    Raises
    ------
    UnreadError
        If it is none.
    """
    with suppress(UnreadError):
        rest, zone = _without_zone(_normal(text))
        if not rest and zone is not None:
            return zone
    raise UnreadError("zone: must be a time zone such as UTC, UTC+1 or UTC-05:30")


def _built_in() -> dict[str, Spans]:
    times: dict[str, Spans] = {word: (span(time),) if time else () for word, time in WORDS.items()}
    return times | {other: times[word] for other, word in _ALSO.items()}


def _normal(text: str) -> str:
    plain = re.sub("[\u2010-\u2015\u2212]", "-", folded(text))
    return re.sub(r"\b([ap])\.m\b\.?", r"\1m", plain).rstrip(". ")


def _without_zone(text: str) -> tuple[str, int | None]:
    found = _ZONE.search(text)
    if found is None:
        if _PLACE.search(text):
            raise UnreadError(
                "names a time zone by a place or by letters, which changes in the year; write UTC+1"
            )
        return text, None
    sign, hours, minutes = found.groups()
    quarters, odd = divmod(int(hours or 0) * 60 + int(minutes or 0), 15)
    if odd or int(minutes or 0) > 59 or quarters > _FARTHEST:
        raise UnreadError("names a time zone that does not exist")
    return text[: found.start()].rstrip(" ,"), -quarters if sign == "-" else quarters


def _days(kind: str, text: str) -> tuple[int, ...]:
    if kind == "all":
        return tuple(range(7))
    if kind == "set":
        return _DAYS_OF[text]
    days = [_DAY_OF[name] for name in re.findall(_any_of(_DAY_OF), text)]
    return tuple((days[0] + n) % 7 for n in range((days[-1] - days[0]) % 7 + 1))


def _parts(tokens: Sequence[_Token]) -> tuple[Part, ...]:
    """Return the parts of an entry: days with times, times with days, or days or times alone."""
    groups, links = _grouped(tokens)
    parts = tuple(part for group in groups for part in _paired(group))
    shapes = {part.shape for part in parts}
    if len(shapes) > 1 and ((True, True) in shapes or "comma" in links):  # "evenings and weekends" is certain
        raise UnreadError(_BOTH_NEEDED)
    return parts


def _grouped(tokens: Sequence[_Token]) -> tuple[list[list[_Token]], set[str]]:
    """Return what stands together, days and times by turns, and what joins the groups."""
    groups: list[list[_Token]] = [[]]
    links, link = set(), "start"
    for token in tokens:
        if token.kind not in {"days", "times"}:
            if link and (link, token.kind) != ("comma", "and"):
                raise UnreadError(_NOT_UNDERSTOOD)
            link = token.kind
            continue
        last = groups[-1][-1] if groups[-1] else None
        if last is None or (last.kind != token.kind and link in {"", "glue"}):
            if link == "glue" and token.kind == "days":
                raise UnreadError(_NOT_UNDERSTOOD)
            groups[-1].append(token)
        elif last.kind != token.kind:
            groups.append([token])
            links.add(link)
        elif link in {"and", "comma"} or (link == "" and last.one_day and token.one_day):
            groups[-1][-1] = last.with_(token)
        else:
            raise UnreadError(_NOT_UNDERSTOOD)
        link = ""
    if link:
        raise UnreadError(_NOT_UNDERSTOOD)
    return groups, links


def _paired(group: Sequence[_Token]) -> list[Part]:
    if len(group) == 1:
        one = group[0]
        return [Part(one.days, None) if one.kind == "days" else Part(None, one.spans)]
    if len(group) % 2:
        raise UnreadError(_BOTH_NEEDED)
    pairs = zip(group[::2], group[1::2], strict=True)
    return [Part((*one.days, *other.days), (*one.spans, *other.spans)) for one, other in pairs]
