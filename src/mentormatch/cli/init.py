"""``mentormatch init``: a folder to begin with: a column map for the forms and a policy with comments."""

from __future__ import annotations

import shlex
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from mentormatch.cli.columns import criteria_for, proposed
from mentormatch.cli.console import out_console
from mentormatch.cli.given.options import Mentees, Mentors, PeopleFile, SheetName

if TYPE_CHECKING:
    from mentormatch.tables.propose.proposal import Proposal

Folder = Annotated[Path, typer.Argument(help="The folder to make; files in it are never replaced.")]

_POLICY = """\
# What the scheme decides about matching. All keys are in docs/reference/policy.md; one that is left out has
# its default, and an unknown one is refused.

# Seed for everything that chance decides: the same files and seed give the same pairs.
seed = {seed}

# Two people who are both mentee and mentor do not mentor each other.
mutual_pairs = false

[limits]
# The mentor is not one's appraiser, supervisor or line manager (1), nor theirs (2).
independence_levels = 2
# Two people who both accept it may meet online, however far apart.
online = true
# Mentors have completed training in mentoring{training}.
training_required = {required}
# Travel limit, in kilometres, of mentees who gave none:
# max_km = 30

# How much each criterion counts; only the proportions matter.
[weights]
professional_interests = 3
personal_interests = 1
seniority = 2
travel = 2
values = 2
knowledge = 3
preferences = 3

# Two people who must be paired, or must not be:
# [[rules]]
# rule = "Require"
# pair = ["id of the mentee", "id of the mentor"]
# [[rules]]
# rule = "Forbid"
# pair = ["id of the mentee", "id of the mentor"]
"""


def init(
    folder: Folder,
    mentees: Mentees = None,
    mentors: Mentors = None,
    people: PeopleFile = None,
    sheet: SheetName = None,
) -> None:
    """Make a folder with a column map proposed for the forms and a policy, and say what to do next.

    Example:
    mentormatch init my-scheme --mentees mentees.csv --mentors mentors.csv
    """
    from mentormatch.errors import OutputError
    from mentormatch.files import shown, write_atomically

    if (mentees is None) != (mentors is None):
        raise typer.BadParameter("give the forms of both: --mentees and --mentors; or --people for one form")
    if mentees is not None and people is not None:
        raise typer.BadParameter("give either --people, or both --mentees and --mentors")
    first = people or mentees
    files: dict[str, bytes] = {}
    proposal, questions, criteria = None, 0, ""
    if first is not None:
        proposal, columns = proposed(first, mentors, sheet)
        files["columns.toml"], questions = columns.text.encode(), columns.questions
        criteria = criteria_for(proposal)
        if proposal.workplaces:
            files["places.csv"] = _places(proposal)
    files["policy.toml"] = "\n".join(filter(None, (policy_for(proposal), criteria))).encode()
    there = [name for name in files if (folder / name).exists()]
    if there:
        raise OutputError(f"{shown(folder)} holds {' and '.join(there)} already: choose another folder")
    for name, data in files.items():
        write_atomically(folder / name, data)
    given = {"--people": people} if people else {"--mentees": mentees or "mentees.csv"}
    given |= {} if people else {"--mentors": mentors or "mentors.csv"}
    given |= {f"--{Path(name).stem}": folder / name for name in files}
    out_console.print(f"Written to {shown(folder)}: {', '.join(files)}. Next:\n")
    for step in _steps(folder, files, questions):
        out_console.print(f"  {step}", soft_wrap=True)
    for command, more in (("check", {}), ("match", {"--out": folder / "results"})):
        out_console.print(f"\n{_command(command, {**given, **more})}", soft_wrap=True, highlight=False)


def _steps(folder: Path, files: Collection[str], questions: int) -> Iterator[str]:
    """Yield what a person does before the first check."""
    if "columns.toml" not in files:
        yield "Fill in the forms."
    elif questions:
        lines = "the line" if questions == 1 else f"the {questions} lines"
        yield f"Look at {lines} with a ? in {folder / 'columns.toml'}."
    if "places.csv" in files:
        yield f"Fill in where the workplaces are in {folder / 'places.csv'}."
    yield f"Look through {folder / 'policy.toml'}."


def _command(name: str, given: Mapping[str, object]) -> str:
    """Return a command, with its options on lines of their own that a shell puts together."""
    options = (f"{option} {shlex.quote(str(value))}" for option, value in given.items())
    return " \\\n    ".join((f"  mentormatch {name}", *options))


def _places(proposal: Proposal) -> bytes:
    """Return a table of places without coordinates, for the workplaces of people who gave no postcode."""
    import pandas as pd

    from mentormatch.files import csv_bytes

    names = [one.name for one in proposal.workplaces if not one.near]
    return csv_bytes(pd.DataFrame({"name": names, "latitude": "", "longitude": ""}))


def policy_for(proposal: Proposal | None, seed: int = 1) -> str:
    """Return a policy with comments; training is required where a form asks for it."""
    asks = proposal is not None and "trained" in proposal.fields
    return _POLICY.format(
        seed=seed,
        required="true" if asks else "false",
        training=": the mentors' form asks for it" if asks else "; no form asks for it",
    )
