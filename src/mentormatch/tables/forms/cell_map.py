"""The part of a column map about what is in the cells: for both tables, and for each of them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Annotated, Any

from immutabledict import immutabledict
from pydantic import AfterValidator, BeforeValidator, Field

from mentormatch.errors import RecordError, RowProblem, did_you_mean
from mentormatch.models import AS_DICT, FREEZE, FieldErrors, Frozen, without_prefix
from mentormatch.tables.files.expected import heading_key
from mentormatch.tables.forms.grades import TABLES as GRADE_TABLES
from mentormatch.tables.forms.readers import Reader, answer_reader, reader
from mentormatch.tables.forms.said import word_key
from mentormatch.tables.forms.wording import Wording
from mentormatch.tables.rows.cells import DECIMAL, CellError
from mentormatch.tables.rows.fields import GRADE, TARGETS, Kind, Table, Target
from mentormatch.text import clean_line, folded

_BOTH = {"both": Target("both", Kind.YES_NO)}
_UNITS = {"max_km": "km", "max_miles": "miles"}
_WITHOUT_LEVEL = {Kind.TEXT, Kind.LIST, Kind.LEVELS}
"""Kinds of cells in which any word may stand for any other."""


def as_cell(value: object) -> object:
    """Return a TOML value as it would be typed into a cell."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value) if isinstance(value, int | float) else value


def one_separator(text: str) -> str:
    """Return a separator of lists.

    Raises
    ------
    ValueError
        If it is not one character that may stand between entries.
    """
    if len(text) != 1 or text.isalnum() or text in ' :"@.-_':
        raise ValueError("is not a single separator such as ; or , or |")
    return text


def with_grade_table(grades: object) -> object:
    """Return the grades of a column map, with those of the table that it names; its own override them.

    Raises
    ------
    ValueError
        If there is no table of that name.
    """
    if not isinstance(grades, Mapping) or not isinstance(grades.get("table"), str):
        return grades
    name = grades["table"]
    if name not in GRADE_TABLES:
        known = ", ".join(f'"{one}"' for one in GRADE_TABLES)
        raise ValueError(
            f"names no known table of grades{did_you_mean(name, GRADE_TABLES)}; there is {known}"
        )
    own = {grade: level for grade, level in grades.items() if grade != "table"}
    said = {folded(str(grade)) for grade in own}
    return {**{grade: level for grade, level in GRADE_TABLES[name].items() if grade not in said}, **own}


def _once_each(words: Mapping[str, str]) -> Mapping[str, str]:
    if len({word_key(word) for word in words}) < len(words):
        raise ValueError("has a word twice (case, blanks and kinds of dashes do not count)")
    return words


Word = Annotated[str, Field(strict=True, min_length=1)]
Cell = Annotated[str, Field(strict=True), BeforeValidator(as_cell)]
Separator = Annotated[str, Field(strict=True), AfterValidator(one_separator)]
_Line = Annotated[str, Field(strict=True, min_length=1), AfterValidator(clean_line)]
_WordTable = Annotated[Mapping[Word, Cell], AfterValidator(_once_each), FREEZE, AS_DICT]


class CellMap(Frozen):
    """What is in the cells.

    Parameters
    ----------
    values : mapping of str to mapping of str to str
        Field, or criterion of the policy -> word in its cells or lists -> what one would type instead; empty
        for an empty cell.
    separators : mapping of str to str
        Field or criterion -> character between the entries of its lists.
    options : mapping of str to tuple of str
        Field or criterion -> options of the form that are one entry each, also if they contain the separator.
    """

    values: Annotated[Mapping[str, _WordTable], FREEZE, AS_DICT] = immutabledict()
    separators: Annotated[Mapping[str, Separator], FREEZE, AS_DICT] = immutabledict()
    options: Annotated[Mapping[str, tuple[_Line, ...]], FREEZE, AS_DICT] = immutabledict()

    @classmethod
    def _error(cls, errors: FieldErrors, data: Any) -> RecordError:  # noqa: ARG003  (a map quotes nothing)
        expected = "words, separators and options as in docs/reference/file-formats.md"
        found = [(".".join(map(str, e["loc"])), without_prefix(e["msg"])) for e in errors]
        return RecordError([RowProblem("column map", None, at, "", wrong, expected) for at, wrong in found])


def about(part: CellMap, table: Table, name: str) -> Wording:
    """Return what one part of a column map says of one field of a table."""
    own = TARGETS[table][name].field if name in TARGETS[table] else name
    names = dict.fromkeys([*_alike(table, own), name])
    words = {key: cell for one in names for key, cell in _words(part, one)}
    separators = [part.separators[one] for one in (name, own) if one in part.separators]
    options = [option for one in dict.fromkeys((own, name)) for option in part.options.get(one, ())]
    return Wording(name, immutabledict(words), separators[0] if separators else "", tuple(options))


def about_named(part: CellMap, key: str, names: Collection[str]) -> Wording:
    """Return what one part of a column map says under any of some names; `key` is what messages offer.

    Names compare as headings do; `names` are in that form.
    """
    words = {word: cell for one in _those(part.values, names) for word, cell in _words(part, one)}
    separators = [part.separators[one] for one in _those(part.separators, names)]
    options = [option for one in _those(part.options, names) for option in part.options[one]]
    return Wording(key, immutabledict(words), separators[0] if separators else "", tuple(options))


def _those(section: Mapping[str, object], names: Collection[str]) -> list[str]:
    return [one for one in section if heading_key(one) in names]


def _words(part: CellMap, name: str) -> Iterator[tuple[str, str]]:
    unit = _UNITS.get(name)
    for word, cell in part.values.get(name, {}).items():
        # A number is in the unit of its table, whichever unit the column has.
        typed = f"{cell} {unit}" if unit and DECIMAL.fullmatch(cell) else cell
        yield word_key(word), typed.strip()


def unknown_names(part: CellMap, declared: Collection[str], *tables: Table) -> list[str]:
    """Return what is wrong with names under ``values``, ``separators`` and ``options``, a sentence each.

    Parameters
    ----------
    declared : collection of str
        Names and headings of criteria of the policy, in the form in which headings compare.
    tables : {"mentees", "mentors"}
        A name that is a field of any of them is known.
    """
    known = {name for table in tables for name in TARGETS[table]} - {"id", "email", GRADE} | set(_BOTH)
    return [
        f"unknown field '{name}' under [{section}]{did_you_mean(name, {*known, *declared})}"
        for section in ("values", "separators", "options")
        for name in getattr(part, section)
        if name not in known and heading_key(name) not in declared
    ]


def _alike(table: Table, field: str) -> list[str]:
    """Return the names of columns whose words are those of a field as well."""
    if field == "max_km":
        return list(_UNITS)
    return [field] if field in TARGETS[table] else []


def joined(shared: Wording, own: Wording, *, separator: str, **more: Any) -> Wording:
    """Return what two parts say of one field: the table's own before what holds for both."""
    return Wording(
        own.key,
        immutabledict({**shared.words, **own.words}),
        own.separator or shared.separator or separator,
        (*own.options, *shared.options),
        **more,
    )


def check_values(name: str, values: Mapping[str, str], table: Table, wording: Wording) -> None:
    """Check that what stands for words can be read in a field.

    Raises
    ------
    ValueError
        If one cannot.
    """
    target = {**TARGETS[table], **_BOTH}[name]
    if target.kind in _WITHOUT_LEVEL and name != "answers":
        return
    check_read(name, values, answer_reader("", wording) if name == "answers" else reader(target, wording))


def check_read(name: str, values: Mapping[str, str], reading: Reader) -> None:
    """Check that a reader can read what stands for words under a name of ``values``.

    Raises
    ------
    ValueError
        If it cannot.
    """
    for word, cell in values.items():
        try:
            if cell:
                reading.said(cell)
        except CellError as error:
            wrong = f'[values.{name}] "{word}" stands for what {error.wrong}'
            raise ValueError(f"{wrong}; expected {error.expected}") from None
