"""Readers of the cells of a column: strict first, then in words, with a note of what was read in words."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import replace
from functools import partial
from typing import Any, ClassVar

from mentormatch.errors import did_you_mean
from mentormatch.tables.forms.counts import count
from mentormatch.tables.forms.dates import date_in_words, is_in_doubt
from mentormatch.tables.forms.distances import distance, is_time
from mentormatch.tables.forms.grade_remarks import GradeRemarks
from mentormatch.tables.forms.lists import Cutter
from mentormatch.tables.forms.postcodes import is_plain, postcode_in_words
from mentormatch.tables.forms.said import NO_PERSON, NOTHING, UNSAID, InWords, Said, word_key
from mentormatch.tables.forms.scales import level_in_words
from mentormatch.tables.forms.wording import Wording
from mentormatch.tables.forms.yes_no import EMPTY_BOX, TICKED, online_in_words, yes_no_in_words
from mentormatch.tables.rows.cells import WHOLE, CellError, iso_date, number, whole_number, yes_no
from mentormatch.tables.rows.fields import ID_FIELDS, Kind, Target
from mentormatch.text import folded

_STRICT: Mapping[Kind, Callable[[str], Any]] = {
    Kind.TEXT: str,
    Kind.WHOLE: whole_number,
    Kind.NUMBER: number,
    Kind.YES_NO: yes_no,
    Kind.DATE: iso_date,
}


class Reader:
    """Reads the cells of one column."""

    def __init__(self, wording: Wording) -> None:
        self.wording = wording

    def read(self, text: str) -> Any:
        """Return the value of a cell that is not empty; None if it counts as empty.

        Raises
        ------
        CellError
            If it cannot be read with certainty.
        """
        typed = self._typed(text)
        try:
            return self.said(typed).value if typed else None
        except CellError as error:
            raise CellError(error.wrong, f"{error.expected}, or {self.offer(typed)}") from None

    def note(self, text: str) -> str:
        """Return how a cell was read, if its words were not those of the column map; otherwise nothing."""
        try:
            typed = self._typed(text)
            return self.said(typed).note if typed and typed is text else ""
        except CellError:
            return ""

    def said(self, text: str) -> Said:
        """Return what a cell says, and a note if it says it in words.

        Raises
        ------
        CellError
            If it cannot be read with certainty.
        """
        raise NotImplementedError

    def offer(self, text: str) -> str:  # noqa: ARG002  (some cells are offered more)
        """Return what in a column map would make a cell readable."""
        return self.wording.offer

    def _typed(self, text: str) -> str:
        return self.wording.words.get(word_key(text), text) if self.wording.words else text


_OTHERWISE = object()
"""In place of the value of a cell that the column map or its words decide."""


class OneValue(Reader):
    """Reads cells with one value.

    Parameters
    ----------
    strict : callable
        Reads a cell as the documents ask for it.
    in_words : callable
        Reads what `strict` refuses.
    """

    def __init__(self, wording: Wording, strict: Callable[[str], Any], in_words: InWords) -> None:
        super().__init__(wording)
        self._strict, self._in_words = strict, in_words

    def read(self, text: str) -> Any:
        """Return the value of a cell that is not empty; None if it counts as empty."""
        value = self._as_asked(text)
        return super().read(text) if value is _OTHERWISE else value

    def note(self, text: str) -> str:
        """Return how a cell was read, if its words were not those of the column map; otherwise nothing."""
        return super().note(text) if self._as_asked(text) is _OTHERWISE else ""

    def _as_asked(self, text: str) -> Any:
        """Return the value of a cell as the documents ask for it, as nearly all are, or `_OTHERWISE`."""
        if self.wording.words:
            return _OTHERWISE
        try:
            return self._strict(text)
        except CellError:
            return _OTHERWISE

    def said(self, text: str) -> Said:
        """Return what a cell says, and a note if it says it in words."""
        try:
            return Said(self._strict(text), "")
        except CellError:
            said = self._in_words(text)
            if said is None:
                raise
            return said

    def offer(self, text: str) -> str:
        """Return what in a column map would make a cell readable."""
        key, first = self.wording.key, ""
        if key in {"max_km", "max_miles"} and is_time(text):
            first = "km_per_minute = … or "
        elif key == "trained_on" and is_in_doubt(text):
            first = "day_first = true (or false) or "
        return first + self.wording.offer


class Entries(Reader):
    """Reads lists.

    Parameters
    ----------
    of_ids : bool
        Whether the entries are ids.
    """

    may_be_boxes: ClassVar[bool] = False
    """Whether a cell may hold "yes" or "no" alone."""

    def __init__(self, wording: Wording, *, of_ids: bool) -> None:
        super().__init__(wording)
        self._of_ids = of_ids
        self._cutter = Cutter(wording.separator, brackets=not of_ids).knowing(wording.options)

    def keeping(self, ids: Iterable[str]) -> Entries:
        """Return the same, with ids of the scheme that are not to be cut or taken for a word."""
        other = Entries(self.wording, of_ids=self._of_ids)
        other._cutter = self._cutter.knowing(ids)
        return other

    def said(self, text: str) -> Said:
        """Return the entries, and a note if some were left out or kept whole."""
        found = self._cutter.cut(text)
        if not (self._of_ids or self.may_be_boxes or self.wording.key == "groups") and _are_boxes(found):
            raise CellError("is a box and not what it stands for", _OPTION)
        if self.wording.words:
            found = tuple(typed for one in found if (typed := self._typed(one)))
        if self._of_ids:
            notes = {one: self._no_person(one) for one in found}
            return Said(tuple(one for one in found if not notes[one]), next(filter(None, notes.values()), ""))
        return Said(found, self._cutter.note(text))

    def _no_person(self, entry: str) -> str:
        """Return how an entry is read that names no person; nothing if it may name one."""
        return "" if (folded(entry),) in self._cutter.known else NO_PERSON.get(word_key(entry), "")


_BOXES = "a box ('yes', 1, 'x') was read as the option in its heading"
_OPTION = (
    "the words of the options; where each has a column of its own, the map names them all: "
    '"Topics [*]" or "Topics - *"'
)


def _are_boxes(found: Collection[str]) -> bool:
    """Return whether a cell of a list holds nothing but whether a box is ticked."""
    return len(found) == 1 and all(word_key(one) in TICKED | EMPTY_BOX for one in found)


class Boxes(Entries):
    """Reads the boxes of one option, in a form with a column for each.

    Parameters
    ----------
    option : str
        What the column is about, which a ticked box stands for.
    """

    def __init__(self, wording: Wording, option: str) -> None:
        super().__init__(wording, of_ids=False)
        self._option = option

    def said(self, text: str) -> Said:
        """Return the option if its box is ticked, and a note; entries in words are what they are."""
        key = word_key(text)
        if key in TICKED | EMPTY_BOX:
            found = (self._option,) if key in TICKED else ()
            return Said(found, _BOXES)
        return super().said(text)


class Levels(Reader):
    """Reads areas with levels.

    Parameters
    ----------
    area : str
        What a cell with only a level is about, as in the grid of a form; empty if areas are in the cells.
    """

    def __init__(self, wording: Wording, area: str = "") -> None:
        super().__init__(wording)
        self._area = area
        self._cutter = Cutter(wording.separator).knowing(wording.options)

    def said(self, text: str) -> Said:
        """Return area -> level, and a note if a level was in words or missing."""
        if self._area:
            level = self._level_of_area(text)
            if level is not None:
                return Said(None if level.value is None else {self._area: level.value}, level.note)
        found: dict[str, int] = {}
        notes = []
        for entry in self._cutter.cut(text):
            area, level = self._entry(self._typed(entry))
            if found.setdefault(area, level.value) != level.value:
                raise CellError("gives one area two levels", "each area once")
            notes.append(level.note)
        return Said(found, next(filter(None, notes), self._cutter.note(text)))

    def _level_of_area(self, text: str) -> Said | None:
        """Return the level of the area in the heading; of a box that is only ticked the one of the map."""
        key = word_key(text)
        level = _level(text)
        if level is not None or key not in TICKED | EMPTY_BOX | {word_key(self._area)}:
            return level
        if key in EMPTY_BOX:
            return Said(None, _BOXES)
        if self.wording.level is None:
            raise CellError("is a ticked box, and no level", self._expected)
        return Said(self.wording.level, _BOXES)

    def _entry(self, entry: str) -> tuple[str, Said]:
        area, colon, typed = (part.strip() for part in entry.rpartition(":"))
        level = _level(typed) if colon and area else None
        if level is not None and level.value is not None:
            return self._typed(area), level
        if self.wording.level is None or level is not None:
            raise CellError("contains an entry that is not an area with a level", self._expected)
        return entry, Said(
            self.wording.level,
            f"an area without a level was given level {self.wording.level}, as [levels] says",
        )

    @property
    def _expected(self) -> str:
        separator, key = self.wording.separator, self.wording.key
        return (
            f"entries such as area:3, with '{separator}' between them and levels in the digits 0-9, or "
            f"[levels] {key} = 3 in the column map for boxes that are only ticked"
        )


def _level(text: str) -> Said | None:
    return Said(whole_number(text), "") if WHOLE.fullmatch(text) else level_in_words(text)


def _level_of(grades: Mapping[str, int], cell: str) -> int:
    level = grades.get(folded(cell))
    if level is None:
        raise CellError(
            "is not a grade of the column map", f"a grade listed under [grades]{did_you_mean(cell, grades)}"
        )
    return level


def reader(target: Target, wording: Wording, *, plain: bool = False) -> Reader:
    """Return what reads the cells of a column; `plain` refuses words that only the built-in tables know."""
    if target.kind is Kind.LIST:
        return Entries(wording, of_ids=target.field in ID_FIELDS)
    if target.kind is Kind.LEVELS:
        return Levels(wording)
    in_words: InWords = _no_words if plain else _in_words(target, wording)
    if target.field == "seniority" and wording.grades:
        return OneValue(
            wording, partial(_level_of, wording.grades), _no_words if plain else GradeRemarks(wording.grades)
        )
    if target.field in MAY_BE_UNSAID:
        return OneValue(wording, *MAY_BE_UNSAID[target.field])
    if target.scale != 1.0:
        return OneValue(wording, lambda cell: number(cell) * target.scale, in_words)
    return OneValue(wording, _STRICT[target.kind], in_words)


def _answered(cell: str) -> str:
    if word_key(cell) in NOTHING | UNSAID:
        raise CellError("gives no answer", "an empty cell")
    return cell


def _postcode(cell: str) -> str:
    if not is_plain(cell):
        raise CellError("contains more than one postcode, or words that leave it open", "one postcode")
    return cell


def _unsaid(cell: str) -> Said | None:  # noqa: ARG001  (one that `_answered` refuses)
    return Said(None, "words for no answer ('n/a', 'prefer not to say') were read as an empty cell")


MAY_BE_UNSAID: Mapping[str, tuple[Callable[[str], str], InWords]] = {
    "email": (_answered, _unsaid),
    "workplace": (_answered, _unsaid),
    "postcode": (_postcode, postcode_in_words),
}
"""Fields of text in which words for no answer are an empty cell -> how they are read."""


def answer_reader(statement: str, wording: Wording) -> Reader:
    """Return what reads the column with the answers to one statement."""
    return OneValue(wording, lambda cell: {statement: whole_number(cell)}, partial(_answer, statement))


def _answer(statement: str, cell: str) -> Said | None:
    said = level_in_words(cell)
    return said if said is None or said.value is None else replace(said, value={statement: said.value})


def _no_words(cell: str) -> Said | None:  # noqa: ARG001  (where only what is asked for will do)
    return None


_IN_WORDS: Mapping[str, InWords] = {
    "demand": count,
    "capacity": count,
    "minimum_load": partial(count, ranges=False),
    "trained": partial(yes_no_in_words, course=True),
    "online": online_in_words,
}


def _in_words(target: Target, wording: Wording) -> InWords:
    """Return what reads the words of a field."""
    if target.field == "max_km":
        return partial(distance, unit=target.scale, km_per_minute=wording.km_per_minute)
    if target.kind is Kind.DATE:
        return partial(date_in_words, day_first=wording.day_first)
    if target.kind is Kind.YES_NO and target.field not in _IN_WORDS:
        return yes_no_in_words
    return _IN_WORDS.get(target.field, _no_words)
