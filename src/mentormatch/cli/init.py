"""``mentormatch init``: a folder to begin with: a column map for two forms and a policy with comments."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from mentormatch.cli.columns import proposed
from mentormatch.cli.console import out_console
from mentormatch.cli.options import Mentees, Mentors

if TYPE_CHECKING:
    from mentormatch.tables.propose.columns import Proposed

Folder = Annotated[Path, typer.Argument(help="The folder to make; files in it are never replaced.")]

_POLICY = """\
# What the scheme decides about matching. All keys are in docs/policy.md; one that is left out has its
# default, and an unknown one is refused.

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


def init(folder: Folder, mentees: Mentees = None, mentors: Mentors = None) -> None:
    """Make a folder with a column map proposed for two forms and a policy, and say what to do next."""
    from mentormatch.errors import OutputError
    from mentormatch.files import shown, write_atomically

    if (mentees is None) != (mentors is None):
        raise typer.BadParameter("give the forms of both: --mentees and --mentors")
    files = {}
    tables: list[Proposed] = []
    criteria = ""
    if mentees is not None and mentors is not None:
        tables, files["columns.toml"], criteria = proposed(mentees, mentors)
    files["policy.toml"] = "\n".join(filter(None, (policy_for(tables), criteria)))
    there = [name for name in files if (folder / name).exists()]
    if there:
        raise OutputError(f"{shown(folder)} holds {' and '.join(there)} already: choose another folder")
    for name, text in files.items():
        write_atomically(folder / name, text.encode())
    forms = f"--mentees {mentees or 'mentees.csv'} --mentors {mentors or 'mentors.csv'}"
    if tables:
        forms += f" --columns {folder / 'columns.toml'}"
    out_console.print(f"Written to {shown(folder)}: {', '.join(files)}. Next:\n")
    out_console.print(
        f"  look at the lines with a ? in {folder / 'columns.toml'}" if tables else "  fill in the forms"
    )
    out_console.print(f"  mentormatch check {forms} --policy {folder / 'policy.toml'}")
    out_console.print(
        f"  mentormatch match {forms} --policy {folder / 'policy.toml'} --out {folder / 'results'}"
    )


def policy_for(tables: list[Proposed], seed: int = 1) -> str:
    """Return a policy with comments; training is required where a form asks for it."""
    asks = any("trained" in table.fields for table in tables)
    return _POLICY.format(
        seed=seed,
        required="true" if asks else "false",
        training=": the mentors' form asks for it" if asks else "; no form asks for it",
    )
