"""``mentormatch match``: files become a matching, written to a folder with reasons for the unmatched."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.text import Text

from mentormatch.cli.console import (
    BAD_ROWS,
    NOT_PROVED,
    err_console,
    fact_table,
    out_console,
    print_problems,
    problem_csv,
    step,
    write_folder,
)
from mentormatch.cli.options import (
    Columns,
    Dissolved,
    Links,
    Mentees,
    Mentors,
    Out,
    PeopleFile,
    PlacesFile,
    PolicyFile,
    SamePeople,
    TimeLimit,
)
from mentormatch.cli.reading import print_reading, read, read_policy

if TYPE_CHECKING:
    from mentormatch.policy import Policy
    from mentormatch.tables.read_people import Reading

Skip = Annotated[
    bool, typer.Option("--skip-rejected", help="Leave out rows with errors and match the others.")
]


def match(  # noqa: PLR0913, PLR0917  (one parameter per option)
    out: Out,
    mentees: Mentees = None,
    mentors: Mentors = None,
    people: PeopleFile = None,
    columns: Columns = None,
    policy: PolicyFile = None,
    places: PlacesFile = None,
    links: Links = None,
    dissolved: Dissolved = None,
    same_people: SamePeople = None,
    time_limit: TimeLimit = 60.0,
    skip_rejected: Skip = False,
) -> None:
    """Match, and write the pairs, the unmatched with reasons, and a record of the run to a folder."""
    rules = read_policy(policy)
    files = [mentees, mentors, people, columns, places, links, dissolved, same_people, policy]
    reading = read(mentees, mentors, people, columns, places, links, dissolved, same_people)
    print_reading(reading)
    if reading.rejected and not skip_rejected:
        write_folder(out, {"rejected.csv": problem_csv(reading.rejected)})
        err_console.print(f"Nothing was matched. Fix the rows listed in {out / 'rejected.csv'},")
        err_console.print("or use --skip-rejected to match the others without them.")
        raise typer.Exit(BAD_ROWS)
    match_and_write(reading, rules, out, [f for f in files if f is not None], time_limit)


def match_and_write(
    reading: Reading, policy: Policy, out: Path, inputs: Sequence[Path], time_limit: float
) -> None:
    """Match the people read, write all files to a folder, and print the summary."""
    from mentormatch.cli.run_record import run_record
    from mentormatch.files import csv_bytes
    from mentormatch.matching.match import match as run_match
    from mentormatch.problem.rules_by_id import policy_by_id
    from mentormatch.problem.solution import Status
    from mentormatch.tables.read_same_people import resolved_table

    named = policy_by_id(reading.people, policy)
    if named.meant:
        print_problems("Names in rules of the policy", named.warnings, "warning")
    with step("Matching"):
        matching = run_match(reading.people, policy, time_limit=time_limit)
    files = {
        "pairs.csv": csv_bytes(matching.pairs),
        "unmatched.csv": csv_bytes(matching.unmatched),
        "rejected.csv": problem_csv(reading.rejected),
        "resolved.csv": csv_bytes(resolved_table((*reading.resolved, *named.resolved))),
        "warnings.csv": problem_csv(reading.warnings),
        "run.json": run_record(matching, inputs, {n: asdict(c) for n, c in reading.counts.items()}),
    }
    write_folder(out, files, matching)
    out_console.print(fact_table(matching.facts))
    out_console.print(Text(f"\nWritten to {out}: {', '.join([*files, 'matching.mm'])}"))
    if matching.status is not Status.OPTIMAL:
        raise typer.Exit(NOT_PROVED)
