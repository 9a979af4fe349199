"""Words in the cells that the built-in readings do not understand, each with what it may mean."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from immutabledict import immutabledict

from mentormatch.tables.exports.times import times_of
from mentormatch.tables.forms.amounts import NUMBERS
from mentormatch.tables.forms.dates import MONTHS, SEASONS
from mentormatch.tables.forms.distances import MINUTES, UNITS, is_time
from mentormatch.tables.forms.readers import Levels, Reader, answer_reader, reader
from mentormatch.tables.forms.said import is_doubtful, word_key
from mentormatch.tables.forms.scales import LEVELS
from mentormatch.tables.forms.wording import Wording
from mentormatch.tables.rows.cells import CellError
from mentormatch.tables.rows.fields import TARGETS, Kind, Table, Target

_ONE_VALUE = {Kind.WHOLE, Kind.NUMBER, Kind.YES_NO, Kind.DATE}
_NEVER_GUESSED = frozenset({"consent", "trained"})
"""A wrong yes would make pairs that must not be."""

_NUMBER = re.compile(rf"\d+(?:\.\d+)?|\b(?:{'|'.join(NUMBERS)})\b")
_DISTANCE = re.compile(
    rf"({_NUMBER.pattern})\s*({'|'.join(sorted((*UNITS, *MINUTES), key=len, reverse=True))})?\b"
)
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_MONTH = re.compile(rf"\b(?:{'|'.join((*MONTHS, *SEASONS, *(m[:3] for m in MONTHS), 'sept'))})\b")
_ONE_YES_NO = re.compile(r"\b(yes|no(?=\s*(?:$|[,.;:!(/-]|thanks?\b)))\b")
"""A no before another word ("no preference") is no answer yet."""
_ONLINE = re.compile(
    r"\b(either|both|any|online|virtual|virtually|remote|remotely|video|teams|zoom|hybrid)\b"
)
_IN_PERSON = re.compile(r"\b(face to face|in person|face-to-face|in-person)\b")
_TYPING_ERROR = 88


@dataclass(frozen=True, slots=True)
class Word:
    """A word in the cells of a column.

    Parameters
    ----------
    guess : str
        What it may mean, as one would have typed it; empty if that is open.
    rows : int
        How many rows have it.
    """

    text: str
    guess: str
    rows: int


def unread(field: str, table: Table, cells: Sequence[str], day_first: bool | None = None) -> tuple[Word, ...]:
    """Return the words of a column that are not understood, the most frequent first.

    Parameters
    ----------
    field : str
        Name of the column's field; ``both`` and ``answers`` too.
    cells : sequence of str
        Those that hold something.
    day_first : bool, optional
        Whether dates such as 03/04/2026 begin with the day, if that is known.
    """
    target = Target("both", Kind.YES_NO) if field == "both" else TARGETS[table][field]
    wording = Wording(
        field, km_per_minute=1.0, day_first=day_first
    )  # times of travel need one line in the map, not one each
    if field == "answers":
        return _not_read(cells, answer_reader("x", wording), _level)
    if target.kind not in _ONE_VALUE:
        return ()
    return _not_read(
        cells, reader(target, wording), partial(_guess, field, target.kind, dates_in(cells, target))
    )


def unread_levels(cells: Sequence[str]) -> tuple[Word, ...]:
    """Return the words of a column of a grid that are no level."""
    return _not_read(cells, Levels(Wording("wants"), "x"), _level)


def unread_grades(cells: Sequence[str], grades: Mapping[str, int]) -> tuple[Word, ...]:
    """Return the words of a column of grades in which no grade is certain.

    Parameters
    ----------
    grades : mapping of str to int
        Grade, folded -> its level.
    """
    seniority = reader(TARGETS["mentees"]["seniority"], Wording("grade", grades=grades))
    return _not_read(cells, seniority, lambda _: "")


def asks_date(field: str, table: Table) -> bool:
    """Return whether a field is a date."""
    return field in TARGETS[table] and TARGETS[table][field].kind is Kind.DATE


def gives_time(cells: Iterable[str]) -> int:
    """Return how many cells give a time of travel instead of a distance."""
    return sum(map(is_time, cells))


def dates_in(cells: Sequence[str], target: Target) -> Mapping[str, str]:
    """Return cell -> date, for dates in digits whose order the column settles."""
    if target.kind is not Kind.DATE:
        return immutabledict()
    readings = zip(cells, times_of(cells), strict=True)
    return {
        cell: _as_date(found[0]) for cell, found in readings if len(set(found)) == 1 and found[0] is not None
    }


def _as_date(moment: datetime) -> str:
    return moment.date().isoformat()


def _not_read(cells: Sequence[str], reading: Reader, guess: Callable[[str], str]) -> tuple[Word, ...]:
    first: dict[str, str] = {}
    rows: dict[str, int] = {}
    for cell in cells:
        key = word_key(cell)
        rows[key] = rows.get(key, 0) + 1
        first.setdefault(key, cell)
    words = [
        Word(cell, _readable(guess(cell), reading), rows[key])
        for key, cell in first.items()
        if not _is_read(cell, reading)
    ]
    return tuple(sorted(words, key=lambda word: -word.rows))


def _is_read(cell: str, reading: Reader) -> bool:
    try:
        reading.said(cell)
    except CellError:
        return False
    return True


def _readable(guess: str, reading: Reader) -> str:
    return guess if guess and _is_read(guess, reading) else ""


def _guess(field: str, kind: Kind, dates: Mapping[str, str], cell: str) -> str:
    key = word_key(cell)
    if field in _NEVER_GUESSED:
        return ""
    if field == "online" and (_ONLINE.search(key) or _IN_PERSON.search(key)):
        if is_doubtful(key.replace("only", "")):
            return ""
        return "yes" if _ONLINE.search(key) else "no"
    if kind is Kind.YES_NO:
        said = set(_ONE_YES_NO.findall(key))
        return said.pop() if len(said) == 1 and not is_doubtful(key.replace("no", "", 1)) else ""
    if kind is Kind.DATE:
        return dates.get(cell) or _date(key)
    return _amount(key, _DISTANCE if field in {"max_km", "max_miles"} else _NUMBER)


def _amount(key: str, pattern: re.Pattern[str]) -> str:
    """Return the only number in a text, with its unit."""
    found = list(pattern.finditer(key))
    if len(found) != 1 or "more than" in key.replace("no more than", "") or "at least" in key:
        return ""
    number = found[0][1] if pattern.groups else found[0][0]
    unit = (found[0][2] or "") if pattern.groups else ""
    return f"{NUMBERS.get(number, number)} {unit}".strip()


def _date(key: str) -> str:
    years, months = set(_YEAR.findall(key)), set(_MONTH.findall(key))
    if len(years) != 1 or len(months) > 1 or any(map(str.isdigit, _YEAR.sub("", key))):
        return ""
    return f"{months.pop()} {years.pop()}" if months else f"{years.pop()}-01-01"


def _level(cell: str) -> str:
    """Return the level of a word that has a typing error."""
    from rapidfuzz import fuzz, process

    found = process.extractOne(word_key(cell), list(LEVELS), scorer=fuzz.ratio, score_cutoff=_TYPING_ERROR)
    return "" if found is None else str(LEVELS[found[0]])
