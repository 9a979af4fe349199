"""A form as data: what is printed, and the questions with the headings under which answers are given."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Annotated, Any, Literal, NamedTuple, Self

from pydantic import BeforeValidator, model_validator

from mentormatch.errors import OutputError, RecordError, RowProblem, did_you_mean
from mentormatch.models import FieldErrors, FromToml, Frozen, without_prefix
from mentormatch.report.rendering import PACKAGED, Templates
from mentormatch.tables.files.expected import heading_key
from mentormatch.tables.rows.fields import TARGETS, Kind, Table, questions
from mentormatch.text import Line, Text

_PREFIX = "form-"
_LONG = frozenset({"motivation", "professional_interests", "personal_interests", "other"})
EXPECTED = {
    Kind.YES_NO: "yes or no", Kind.LEVELS: "1 to 5", Kind.WHOLE: "a number", Kind.NUMBER: "a number",
    Kind.DATE: "a date such as 2026-03-31",
}  # fmt: skip
"""Kind of answer -> what is expected, as a form says it; nothing of any text."""


def _several(given: object) -> object:
    return (given,) if isinstance(given, str) else given


Cell = Annotated[tuple[Text, ...], BeforeValidator(_several)]
Row = Annotated[tuple[Cell, ...], BeforeValidator(_several)]


class Question(NamedTuple):
    """One answer: its heading, its kind, whether it is long, and what it is about.

    That is a field of a person (of no list), a list of the record and an item, an aspect and a rate, or a
    kind of feedback and a question.
    """

    heading: str
    kind: Kind
    is_long: bool
    about: tuple[str, str]


def _rated(aspect: str, rate: str, kind: str | None) -> Question:
    return Question(f"{rate} [{aspect}]", Kind.LEVELS, False, (kind, aspect) if kind else (aspect, rate))


class _OfForm(Frozen):
    """What is read from the file of a form, and what is said of it if it is wrong."""

    @classmethod
    def _error(cls, errors: FieldErrors, data: Any) -> RecordError:  # noqa: ARG003  (nothing is quoted)
        said = [(".".join(map(str, one["loc"])), "", without_prefix(one["msg"])) for one in errors]
        return RecordError([RowProblem("form", None, *one, "a form as ours are") for one in said])


class Part(_OfForm):
    """A part of a form: items of a list, a table to read, or questions, whose answers stand beside them.

    `fields` of people are asked for, `grid` is one that each row asks for; `rate` is rated from 1 to 5 of
    each row; `feedback` is the kind of feedback that one rate of the rows gives; `list` is the checklist of
    the record whose items the rows are. A phase `starts` and `ends` between two numbers of months from the
    begin of the scheme.
    """

    title: Line
    text: Text = ""
    items: tuple[Text, ...] = ()
    columns: tuple[Text, ...] = ()
    rows: tuple[Row, ...] = ()
    fields: tuple[Line, ...] = ()
    grid: Line | None = None
    rate: tuple[Line, ...] = ()
    feedback: (
        Literal["mentee_on_mentor", "mentee_on_scheme", "mentor_on_scheme", "mentor_reflection"] | None
    ) = None
    list: Literal["foundations", "managing", "review", "cross_agency"] | None = None
    starts: tuple[int, int] | None = None
    ends: tuple[int, int] | None = None


class Form(_OfForm, FromToml):
    """A form; `people` says whose application it is, if it is one."""

    title: Line
    about: Text = ""
    source: Text = ""
    people: Table | None = None
    parts: tuple[Part, ...]

    @classmethod
    def _unreadable(cls, file: str, why: str) -> RecordError:
        return RecordError([RowProblem(file, None, "", "", why, "a form as TOML")])

    @model_validator(mode="after")
    def _asks_each_once(self) -> Self:
        for name in (name for part in self.parts for name in (*part.fields, part.grid)):
            if name is not None and name not in self.wording:
                raise ValueError(f"unknown field '{name}'{did_you_mean(name, self.wording)}")
        keys = [heading_key(one.heading) for one in self.questions]
        if len(set(keys)) < len(keys):
            raise ValueError("asks the same question twice")
        if any(part.feedback and len(part.rate) != 1 for part in self.parts):
            raise ValueError("asks for feedback without one rate for all rows")
        if len(self._sides) > 1:
            raise ValueError("asks mentees and mentors for feedback: give each a form of their own")
        return self

    @property
    def _sides(self) -> set[Table]:
        kinds = [part.feedback for part in self.parts if part.feedback]
        return {"mentees" if kind.startswith("mentee") else "mentors" for kind in kinds}

    @property
    def feedback_of(self) -> Table | None:
        """Whose feedback it asks for; None if it asks for none."""
        return next(iter(self._sides), None)

    @property
    def wording(self) -> dict[str, Sequence[str]]:
        """Field -> the questions that ask for it, ours first."""
        return questions(self.people or "mentors")

    @property
    def questions(self) -> list[Question]:
        """All questions, in order."""
        return [one for part in self.parts for _, asked in self.lines(part) for one in asked]

    @property
    def rates(self) -> list[str]:
        """What is rated: how expert a mentor is, and how often."""
        return list(dict.fromkeys(one for part in self.parts for one in part.rate))

    @property
    def is_upright(self) -> bool:
        """Whether answers are given below each other: those of a checklist, which is answered once."""
        return any(part.list for part in self.parts)

    def headings(self, part: Part) -> list[str]:
        """Return the headings of the table of a part."""
        of_rows = [self.wording[part.grid][0].removesuffix(" [*]")] if part.grid else part.columns
        is_asked = part.fields or part.grid or part.list
        return [*(of_rows or ["Question"]), *(["Your answer"] if is_asked else part.rate)]

    def lines(self, part: Part) -> Iterator[tuple[Sequence[Sequence[str]], list[Question]]]:
        """Yield the rows of the table of a part: cells of several texts, and questions with their answers."""
        targets = TARGETS[self.people or "mentors"]
        for name in part.fields:
            asked = self.wording[name][0]
            yield [[asked]], [Question(asked, targets[name].kind, name in _LONG, ("", name))]
        for row in part.rows:
            first = " ".join(row[0])
            if part.grid:
                heading = self.wording[part.grid][0].replace("[*]", f"[{first}]")
                kind = Kind.YES_NO if targets[part.grid].kind is Kind.LIST else Kind.LEVELS
                yield row, [Question(heading, kind, False, (part.grid, first))]
            elif part.list:
                yield row, [Question(first, Kind.TEXT, True, (part.list, first))]
            else:
                yield row, [_rated(first, one, part.feedback) for one in part.rate]


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
    paths = [path for one in folders for path in sorted(one.glob(f"{_PREFIX}*.toml"))]
    found = {path.stem.removeprefix(_PREFIX): path for path in paths}
    for name in set(names) - found.keys():
        raise OutputError(
            f"there is no form '{name}'{did_you_mean(name, found)}; there are {', '.join(found)}"
        )
    return {name: Form.from_toml(found[name]) for name in names or found}
