"""A proposal as a column map in TOML, each line with its reason; what a person has to look at has a ``?``."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from mentormatch.tables.forms.grades import TABLES
from mentormatch.tables.propose.columns import Column, Proposed, statement_of
from mentormatch.tables.rows.fields import Table
from mentormatch.text import folded

_TOP = """\
# A column map, proposed from {files}.
# {questions} a "?": look at {them}, correct or delete them, and give the file by --columns.
"""


def as_toml(tables: Sequence[Proposed], files: Sequence[str], sheets: dict[Table, str]) -> str:
    """Return the proposal as the text of a TOML file.

    Parameters
    ----------
    tables : sequence of Proposed
    files : sequence of str
        Where it comes from, for people to read.
    sheets : mapping of str to str
        Table -> the worksheet it is read from, where a workbook has several.
    """
    missing = [name for table in tables for name in ("id", "consent") if name not in table.fields]
    n = sum(table.questions for table in tables) + len(missing)
    questions = "No line has" if not n else "One line has" if n == 1 else f"{n} lines have"
    lines = [_TOP.format(files=" and ".join(files), questions=questions, them="it" if n == 1 else "them")]
    for table in tables:
        lines += _table(table, sheets.get(table.table))
    fields = frozenset[str]().union(*(table.fields for table in tables))
    lines += [*_grades(tables), *_levels(fields)]
    return "\n".join(lines).rstrip("\n") + "\n"


def _grades(tables: Sequence[Proposed]) -> Iterator[str]:
    """Yield the levels of grades: a table that is known, and a line for each grade that is not in it."""
    named = list(dict.fromkeys(grade for table in tables for grade in table.grades))
    if not named:
        return
    unknown = [grade for grade in named if folded(grade) not in TABLES["nhs"]]
    yield '[grades]\ntable = "nhs"  # the grades of the NHS'
    if unknown:
        yield "# Grades that are not in it; without a level the row is an error:"
    yield from (f"# {_text(grade)} = 0" for grade in unknown)
    yield ""


def _levels(fields: Collection[str]) -> Iterator[str]:
    """Yield the level of boxes that are only ticked."""
    ticked = [name for name in ("wants", "offers") if name in fields]
    if ticked:
        yield "# How much is wanted or offered, 1 to 5, where a box was only ticked."
        yield "\n".join(("[levels]", *(f"{name} = 3" for name in ticked), ""))


def _table(table: Proposed, sheet: str | None) -> Iterator[str]:
    yield f"[{table.table}]"
    if sheet is not None:
        yield f"sheet = {_text(sheet)}  # the one with the most rows"
    named = [column for column in table.columns if column.field not in {"", "answers"}]
    if "id" not in table.fields:
        yield "# ? No column tells people apart: give each person an id, such as a staff number."
    yield from (f"{_line(column)}  # {_why(column)}" for column in named)
    left = [column for column in table.columns if not column.field]
    if left:
        yield "ignore = ["
        yield from (f"    {_text(column.heading)},  # {_why(column)}" for column in left)
        yield "]"
    if table.separators:
        yield f"\n[{table.table}.separators]"
        yield from (f'{name} = "{one}"  # commas between the entries' for name, one in table.separators)
    answers = [column for column in table.columns if column.field == "answers"]
    if answers:
        yield f"\n[{table.table}.answers]"
        yield from (f"{_text(statement_of(column))} = {_text(column.heading)}" for column in answers)
    if "consent" not in table.fields:
        yield f"\n# ? No column asks for consent. If all {table.table} agreed by sending the form:"
        yield f'# [{table.table}.constants]\n# consent = "yes"'
    yield ""


def _line(column: Column) -> str:
    return f"{column.field} = {_text(column.heading)}"


def _why(column: Column) -> str:
    return column.why if column.sure else f"? {column.why}"


def _text(text: str) -> str:
    """Return a string of TOML."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    escaped = escaped.replace("\n", "\\n").replace("\r", "\\r").replace("\t", "\\t")
    return f'"{escaped}"'
