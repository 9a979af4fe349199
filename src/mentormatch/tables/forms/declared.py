"""Readers of columns that a criterion of the policy names: by what the criterion says a cell holds."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Any

from immutabledict import immutabledict
from pydantic import TypeAdapter, ValidationError

from mentormatch.criteria import Criterion, Different, Holds, Ordered, Same, Side, Value, is_no_answer
from mentormatch.people.person import Levels as LevelsOf
from mentormatch.people.person import Number, Tags
from mentormatch.people.record import in_words
from mentormatch.tables.forms.amounts import UP_TO, amount
from mentormatch.tables.forms.readers import Boxes, Entries, Levels, OneValue, Reader
from mentormatch.tables.forms.said import InWords, Said, word_key
from mentormatch.tables.forms.wording import Wording
from mentormatch.tables.rows.cells import CellError, number
from mentormatch.tables.rows.fields import Kind
from mentormatch.text import Line, Text, folded

KINDS: Mapping[Holds, Kind] = immutabledict(
    {"tags": Kind.LIST, "levels": Kind.LEVELS, "number": Kind.NUMBER, "line": Kind.TEXT, "text": Kind.TEXT}
)
"""What a cell holds -> the kind of its column."""

_TYPES: Mapping[Holds, TypeAdapter[Any]] = immutabledict(
    {
        "tags": TypeAdapter(Tags),
        "levels": TypeAdapter(LevelsOf),
        "number": TypeAdapter(Number),
        "line": TypeAdapter(Line),
        "text": TypeAdapter(Text),
    }
)
_MAYBE_ZERO = ("none", "nil", "nobody", "no one", "no-one", "nothing")
_NO_ANSWER = "words for no answer ('n/a', 'prefer not to say') were read as an empty cell"
_IN_WORDS = "a number in words ('two', '5 years') was read as that number"
_ABOUT = ("~", "<", "\u2264")
_UNITS = ("minute", "hour", "day", "week", "month", "year", "mile", "km", "kilometre")


class Answer(Reader):
    """Reads what people answered to a criterion.

    Words for no answer count as an empty cell, unless the criterion knows them.

    Parameters
    ----------
    inner : Reader
        Reads the cell by what it holds.
    complete : callable
        Adds what the heading says; see `Criterion.completed`.
    """

    def __init__(self, criterion: Criterion, inner: Reader, complete: Callable[[Value], Value]) -> None:
        super().__init__(inner.wording)
        self._criterion, self._inner, self._complete = criterion, inner, complete
        zero = _MAYBE_ZERO if criterion.holds == "number" else ()
        self._known = {word_key(one) for one in (*_words_of(criterion), *zero)}

    def said(self, text: str) -> Said:
        """Return the answer, cleaned, and a note if some of it was read in words.

        Raises
        ------
        CellError
            If the criterion cannot compare it.
        """
        if self._is_silent(text):
            return Said(None, _NO_ANSWER)
        said = self._inner.said(text)
        if said.value is None:
            return said
        value, note = said.value, said.note
        if isinstance(value, tuple):
            value = tuple(entry for entry in value if not self._is_silent(entry))
            note = note if value == said.value else _NO_ANSWER
        return Said(self._checked(self._complete(value)), note)

    def _is_silent(self, text: str) -> bool:
        return is_no_answer(text) and word_key(text) not in self._known

    def _checked(self, value: Any) -> Any:
        expected = self._criterion.expected
        try:
            cleaned = _TYPES[self._criterion.holds].validate_python(value)
        except ValidationError as error:
            first = error.errors(include_url=False, include_input=False)[0]
            raise CellError(in_words(first, nested=bool(first["loc"])), expected) from None
        wrong = self._criterion.problem(cleaned)
        if wrong:
            raise CellError(wrong, expected)
        return cleaned


class _Choice(Entries):
    """Reads the answer to a question with one of a few, such as yes or no."""

    may_be_boxes = True


def answer_to(
    criterion: Criterion,
    wording: Wording,
    heading: str,
    area: str = "",
    side: Side = "mentee",
    place: int = 0,
) -> Reader:
    """Return what reads the cells of a column that a criterion names.

    Parameters
    ----------
    heading : str
        As the file has it; it may name the unit of a number.
    area : str
        What a cell with only a level, or a box, is about, as in the grid of a form.
    place : int
        Which of the columns of the criterion it is.
    """
    complete = partial(criterion.completed, side=side, place=place, area=area)
    return Answer(criterion, _inner(criterion, wording, heading, area), complete)


def _inner(criterion: Criterion, wording: Wording, heading: str, area: str) -> Reader:
    if criterion.holds == "tags" and isinstance(criterion, Same | Different):
        return _Choice(wording, of_ids=False)
    if criterion.holds == "tags":
        return Boxes(wording, area) if area and not criterion.several else Entries(wording, of_ids=False)
    if criterion.holds == "levels":
        return Levels(wording, area)
    if criterion.holds == "number":
        return OneValue(wording, number, _number_in_words(heading))
    return OneValue(wording, _as_listed(_words_of(criterion)), lambda _: None)


def _words_of(criterion: Criterion) -> tuple[str, ...]:
    return criterion.order if isinstance(criterion, Ordered) else ()


def _as_listed(words: Iterable[str]) -> Callable[[str], str]:
    """Return a function that spells one of some words as these are, and leaves any other text."""
    spelt = {word_key(word): word for word in words}
    return lambda cell: spelt.get(word_key(cell), cell)


def _number_in_words(heading: str) -> InWords:
    """Return what reads a number in words, with no other unit than the one that the heading names first."""
    words = [word.rstrip("s") for word in folded(heading).replace("?", " ").replace(":", " ").split()]
    named = list(dict.fromkeys(word for word in words if word in _UNITS))
    units = {form for unit in named[:1] for form in (unit, f"{unit}s")}
    fillers = {f"{every} {unit}" for unit in named[1:] for every in ("a", "per", "each", "every")}

    def read(cell: str) -> Said | None:
        key = word_key(cell)
        if key == "zero":
            return Said(0.0, _IN_WORDS)
        if key[:1] in _ABOUT or any(words in key for words in UP_TO):
            return None  # a limit, not an amount
        found = amount(cell, units, fillers)
        return None if found is None or found.is_range else Said(found.high, _IN_WORDS)

    return read
