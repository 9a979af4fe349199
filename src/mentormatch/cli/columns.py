"""``mentormatch columns``: two forms become a proposal for a column map, on standard output."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from mentormatch.cli.console import step

if TYPE_CHECKING:
    from mentormatch.tables.files.sheets import Sheet
    from mentormatch.tables.propose.columns import Proposed
    from mentormatch.tables.rows.fields import Table

Mentees = Annotated[Path, typer.Argument(help="The mentees' form, CSV or xlsx.")]
Mentors = Annotated[Path, typer.Argument(help="The mentors' form, CSV or xlsx.")]


def columns(mentees: Mentees, mentors: Mentors) -> None:
    """Propose a column map for two forms: mentormatch columns mentees.xlsx mentors.xlsx > columns.toml."""
    _, text, criteria = proposed(mentees, mentors)
    typer.echo(f"{text}\n{criteria}" if criteria else text, nl=False)


def proposed(mentees: Path, mentors: Path) -> tuple[list[Proposed], str, str]:
    """Return the proposal for two forms, the same as a column map in TOML, and criteria for the policy."""
    from mentormatch.tables.propose.column_map import as_toml
    from mentormatch.tables.propose.columns import propose
    from mentormatch.tables.propose.criteria import propose_criteria

    sheets: dict[Table, str] = {}
    tables, unplaced = [], {}
    files: tuple[tuple[Table, Path], ...] = (("mentees", mentees), ("mentors", mentors))
    for table, file in files:
        with step(f"Reading the {table}"):
            sheet, name = _read(file, table)
        if name is not None:
            sheets[table] = name
        tables.append(propose(sheet, table))
        unplaced[table] = _unplaced(sheet, tables[-1])
    text = as_toml(tables, [mentees.name, mentors.name], sheets)
    return tables, text, propose_criteria(unplaced)


def _unplaced(sheet: Sheet, proposed: Proposed) -> dict[str, list[str]]:
    """Return heading -> cells of the columns that ask for something, but feed no field."""
    found = [one.heading for one in proposed.columns if not one.field and not one.sure]
    at = {heading: sheet.header.index(heading) for heading in found}
    return {
        heading: [text for _, cells in sheet.rows if (text := cells[k].strip())] for heading, k in at.items()
    }


def _read(file: Path, table: Table) -> tuple[Sheet, str | None]:
    """Return the table in a file, and the name of the worksheet where there are several."""
    from mentormatch.tables.files.sources import is_workbook, read_bytes, read_table, read_workbook

    if not is_workbook(file, read_bytes(file)):
        return read_table(file, table), None
    book = read_workbook(file)
    titled = {name: book.sheet(name) for name in book.names}
    found = book.find(table) or max(titled, key=lambda name: len(titled[name].rows))
    return titled[found], found if len(titled) > 1 else None
