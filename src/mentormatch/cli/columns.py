"""``mentormatch columns``: forms become a proposal for a column map, on standard output."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Optional

import typer

from mentormatch.cli.console import out_console, step
from mentormatch.cli.given.options import SheetName

if TYPE_CHECKING:
    from mentormatch.tables.propose.column_map import Rendered
    from mentormatch.tables.propose.proposal import Proposal

Mentees = Annotated[Path, typer.Argument(help="The mentees' form, or one for both roles, CSV or xlsx.")]
Mentors = Annotated[
    Optional[Path],  # noqa: UP045  (typer reads the annotation at run time)
    typer.Argument(help="The mentors' form, CSV or xlsx; none if the first file has both."),
]


def columns(mentees: Mentees, mentors: Mentors = None, sheet: SheetName = None) -> None:
    """Propose a column map (TOML) for forms, and print it.

    Example:
    mentormatch columns mentees.csv mentors.csv > columns.toml
    """
    proposal, rendered = proposed(mentees, mentors, sheet)
    text = "\n".join(filter(None, (rendered.text, criteria_for(proposal))))
    out_console.print(text, end="", soft_wrap=True)


def proposed(
    mentees: Path, mentors: Path | None = None, sheet: str | None = None
) -> tuple[Proposal, Rendered]:
    """Return the proposal for two forms, or for one for both roles, and the same as a column map in TOML."""
    from mentormatch.tables.propose.column_map import as_toml
    from mentormatch.tables.propose.form import read_forms
    from mentormatch.tables.propose.proposal import propose

    with step("Reading the forms"):
        forms = read_forms(mentees, mentors, sheet)
    proposal = propose(*forms)
    return proposal, as_toml(proposal, [file.name for file in (mentees, mentors) if file is not None])


def criteria_for(proposal: Proposal) -> str:
    """Return criteria for columns that no field is for, as comments in TOML; empty if there are none."""
    from mentormatch.tables.propose.column_map import separators_of
    from mentormatch.tables.propose.criteria import propose_criteria

    one_form = proposal.tables if proposal.one_form else ()
    taken = {one.heading for table in one_form for one in table.columns if one.field}
    return propose_criteria(
        {
            table.table: {
                one.heading: table.form.cells(one.heading)
                for one in table.columns
                if not one.field and not one.sure and one.heading not in taken
            }
            for table in proposal.tables
        },
        separators_of(proposal),
    )
