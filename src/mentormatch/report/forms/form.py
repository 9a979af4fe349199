"""A form as data: what is printed, and the questions with the headings under which answers are given."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from mentormatch.errors import OutputError, RecordError, RowProblem, did_you_mean
from mentormatch.models import FieldErrors, FromToml, Frozen, without_prefix
from mentormatch.report.rendering import PACKAGED, Templates
from mentormatch.tables.files.expected import column_keys
from mentormatch.tables.rows.fields import TARGETS, Kind, Table, questions
from mentormatch.text import clean, clean_line

_PREFIX = "form-"
_LONG = frozenset({"motivation", "professional_interests", "personal_interests", "other"})
_KINDS = {
    Kind.WHOLE: "number", Kind.NUMBER: "number", Kind.YES_NO: "yes", Kind.DATE: "day", Kind.TEXT: "line",
    Kind.LIST: "list", Kind.LEVELS: "level",
}  # fmt: skip
EXPECTED: dict[str, str] = {
    "yes": "yes or no", "level": "1 to 5", "number": "a number", "day": "a date such as 2026-03-31",
    "list": "separate several by a semicolon",
}  # fmt: skip
"""Kind of answer -> what is expected, as a form says it."""

Line = Annotated[str, Field(strict=True, min_length=1), AfterValidator(clean_line)]
Words = Annotated[str, Field(strict=True), AfterValidator(clean)]
Cell = Annotated[
    tuple[Words, ...], BeforeValidator(lambda cell: (cell,) if isinstance(cell, str) else tuple(cell))
]
Row = Annotated[tuple[Cell, ...], BeforeValidator(lambda row: (row,) if isinstance(row, str) else tuple(row))]
Months = tuple[int, int]


@dataclass(frozen=True)
class Question:
    """One answer of a form.

    Parameters
    ----------
    heading : str
        That of its column, or row, where answers are read.
    kind : str
        A key of `EXPECTED`, or ``line`` or ``text``.
    about : (str, str)
        What the answer is about: a field, or a list and an item of it, or a skill and what is said of it.
    """

    heading: str
    kind: str
    about: tuple[str, str]


@dataclass(frozen=True)
class Printed:
    """A row of a table of a form: its cells, each of lines, and the questions whose answers follow them."""

    cells: Sequence[Sequence[str]]
    questions: Sequence[Question] = ()


class Part(Frozen):
    """A part of a form: an `items` list, or a table that is printed, or of questions.

    Parameters
    ----------
    title, text : str
    items : tuple of str
    columns : tuple of str
        Headings of the cells that are printed.
    rows : tuple of tuple
        Cells that are printed, each a text or a list of texts.
    fields : tuple of str
        Fields of people that are asked for.
    grid : str, optional
        The field that each row asks for.
    rate : tuple of str
        What is rated from 1 to 5 of each row.
    list : str, optional
        The checklist of the record whose items the rows are.
    starts, ends : (int, int), optional
        When a phase starts and ends: between two numbers of months from the begin of the scheme.
    """

    title: Line
    text: Words = ""
    items: tuple[Line, ...] = ()
    columns: tuple[Line, ...] = ()
    rows: tuple[Row, ...] = ()
    fields: tuple[Line, ...] = ()
    grid: Line | None = None
    rate: tuple[Line, ...] = ()
    list: Literal["foundations", "managing", "review", "cross_agency"] | None = None
    starts: Months | None = None
    ends: Months | None = None


class Form(FromToml):
    """A form.

    Parameters
    ----------
    title, about, source : str
    people : {"mentees", "mentors"}, optional
        Whose application it is.
    parts : tuple of Part
    """

    title: Line
    about: Words = ""
    source: Words = ""
    people: Table | None = None
    parts: tuple[Part, ...]

    @classmethod
    def _error(cls, errors: FieldErrors, data: object) -> RecordError:  # noqa: ARG003  (nothing is quoted)
        expected = "a key and value as in the packaged forms"
        return RecordError([
            RowProblem("form", None, ".".join(map(str, e["loc"])), "", without_prefix(e["msg"]), expected)
            for e in errors
        ])  # fmt: skip

    @classmethod
    def _unreadable(cls, file: str, why: str) -> RecordError:
        return RecordError([RowProblem(file, None, "", "", why, "a form as TOML")])

    @model_validator(mode="after")
    def _each_once(self) -> Self:
        asked = [name for part in self.parts for name in (*part.fields, *filter(None, [part.grid]))]
        unknown = [name for name in asked if name not in questions(self.table)]
        if unknown:
            raise ValueError(f"unknown field '{unknown[0]}'{did_you_mean(unknown[0], questions(self.table))}")
        keys = column_keys([one.heading for one in self.questions])
        if len(set(keys)) < len(keys):
            raise ValueError("asks the same question twice")
        return self

    @property
    def table(self) -> Table:
        """The table whose words the fields have."""
        return self.people or "mentors"

    @property
    def questions(self) -> list[Question]:
        """All questions, in order."""
        return [one for part in self.parts for row in self.printed(part) for one in row.questions]

    @property
    def rates(self) -> list[str]:
        """What is rated, in order: the first says how expert a mentor is, the second how often."""
        return list(dict.fromkeys(one for part in self.parts for one in part.rate))

    @property
    def is_upright(self) -> bool:
        """Whether answers are given below each other: those of a checklist, which is answered once."""
        return any(part.list for part in self.parts)

    def headings(self, part: Part) -> list[str]:
        """Return the headings of the table of a part."""
        if part.grid:
            return [self._asks(part.grid).removesuffix(" [*]"), "Your answer"]
        answers = ["Your answer"] if part.fields or part.list else part.rate
        return [*(part.columns or ["Question"]), *answers]

    def printed(self, part: Part) -> Iterator[Printed]:
        """Yield the rows of the table of a part."""
        for field in part.fields:
            yield Printed(
                [[self._asks(field)]], [Question(self._asks(field), self._kind(field), ("", field))]
            )
        for row in part.rows:
            first = " ".join(row[0])
            if part.grid:
                kind = "level" if TARGETS[self.table][part.grid].kind is Kind.LEVELS else "yes"
                heading = self._asks(part.grid).replace("[*]", f"[{first}]")
                yield Printed(row, [Question(heading, kind, (part.grid, first))])
            elif part.list:
                yield Printed(row, [Question(first, "text", (part.list, first))])
            else:
                yield Printed(row, [Question(f"{one} [{first}]", "level", (first, one)) for one in part.rate])

    def _asks(self, field: str) -> str:
        return questions(self.table)[field][0]

    def _kind(self, field: str) -> str:
        target = TARGETS[self.table][field]
        return "text" if field in _LONG else _KINDS[target.kind]


def named_forms(templates: Templates, names: Sequence[str] = ()) -> dict[str, Form]:
    """Return forms by name, all if none is named: ours, or those of the same name in the user's folder.

    Raises
    ------
    OutputError
        If there is no form of a name.
    RecordError
        If a form is wrong.
    """
    folders = [PACKAGED, *filter(None, [templates.folder])]
    found = {
        path.stem.removeprefix(_PREFIX): path
        for one in folders
        for path in sorted(one.glob(f"{_PREFIX}*.toml"))
    }
    unknown = [name for name in names if name not in found]
    if unknown:
        guess = did_you_mean(unknown[0], found)
        raise OutputError(f"there is no form '{unknown[0]}'{guess}; there are {', '.join(sorted(found))}")
    return {name: Form.from_toml(found[name]) for name in names or sorted(found)}


def phase_days(part: Part, begins: date) -> tuple[tuple[date, date], tuple[date, date]] | None:
    """Return the earliest and latest day on which a phase starts, and ends; None if the part is no phase."""
    if part.starts is None or part.ends is None:
        return None
    (a, b), (c, d) = part.starts, part.ends
    return (_months_later(begins, a), _months_later(begins, b)), (
        _months_later(begins, c), _months_later(begins, d),
    )  # fmt: skip


def _months_later(day: date, months: int) -> date:
    """Return the same day so many months later, or the last one of that month."""
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
