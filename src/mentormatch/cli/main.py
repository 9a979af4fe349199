"""The command line: ``mentormatch match | check | rematch | demo``.

Exit codes: 0 the matching is proved best (or the files are in order); 1 a defect in this program; 2 the
command line is wrong; 3 files or rows that cannot be used; 4 a policy that cannot be used; 5 rules that
contradict each other; 6 done, but time or Ctrl-C ended the search before the proof; 7 the result cannot be
written; 130 Ctrl-C before there was anything to write.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.text import Text

from mentormatch.cli.console import (
    BAD_POLICY,
    BAD_ROWS,
    CONTRADICTION,
    DEFECT,
    NOT_PROVED,
    NOT_WRITTEN,
    PROVED,
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
    File,
    Mentees,
    Mentors,
    PeopleFile,
    PlacesFile,
    PolicyFile,
    TimeLimit,
)
from mentormatch.cli.rematch import rematch
from mentormatch.errors import (
    CandidateError,
    ChangeError,
    InfeasibleError,
    MatchingFileError,
    MentorMatchError,
    OutputError,
    PolicyError,
    RecordError,
)

if TYPE_CHECKING:
    from mentormatch.policy import Policy
    from mentormatch.tables.read_people import Reading

app = typer.Typer(
    name="mentormatch",
    help="Match mentees with mentors: exact, explained, proved.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

Links = Annotated[File, typer.Option(help="Further reporting lines: person, superior.")]
Dissolved = Annotated[File, typer.Option(help="Pairs that were parted: mentee, mentor.")]
Out = Annotated[Path, typer.Option("--out", help="Folder for the results; made if it is missing.")]
Skip = Annotated[
    bool, typer.Option("--skip-rejected", help="Match the rows that are in order, leave the others out.")
]


@app.command()
def match(  # noqa: PLR0913, PLR0917  (one parameter an option)
    out: Out,
    mentees: Mentees = None,
    mentors: Mentors = None,
    people: PeopleFile = None,
    columns: Columns = None,
    policy: PolicyFile = None,
    places: PlacesFile = None,
    links: Links = None,
    dissolved: Dissolved = None,
    time_limit: TimeLimit = 60.0,
    skip_rejected: Skip = False,
) -> None:
    """Match, and write the pairs, who is unmatched and why, and the record of the run to a folder."""
    rules = _policy(policy)
    files = [mentees, mentors, people, columns, places, links, dissolved, policy]
    reading = _read(mentees, mentors, people, columns, places, links, dissolved)
    _tell(reading)
    if reading.rejected and not skip_rejected:
        write_folder(out, {"rejected.csv": problem_csv(reading.rejected)})
        err_console.print(f"Nothing was matched. {out / 'rejected.csv'} lists the rows to mend;")
        err_console.print("--skip-rejected matches the others without them.")
        raise typer.Exit(BAD_ROWS)
    _match_and_write(reading, rules, out, [f for f in files if f is not None], time_limit)


@app.command()
def check(
    mentees: Mentees = None,
    mentors: Mentors = None,
    people: PeopleFile = None,
    columns: Columns = None,
    policy: PolicyFile = None,
    places: PlacesFile = None,
    links: Links = None,
    dissolved: Dissolved = None,
) -> None:
    """Check files without matching anybody: every row that cannot be used, and every doubt."""
    _policy(policy)
    reading = _read(mentees, mentors, people, columns, places, links, dissolved)
    _tell(reading)
    if reading.rejected:
        raise typer.Exit(BAD_ROWS)
    out_console.print("The files are in order.")


app.command()(rematch)


@app.command()
def demo(out: Out = Path("demo-output")) -> None:
    """Match the example scheme that comes with the package."""
    from mentormatch.example import EXAMPLE_FILES, example_path
    from mentormatch.policy import Policy

    mentees, mentors, places, policy = (example_path(name) for name in EXAMPLE_FILES)
    reading = _read(mentees, mentors, None, None, places, None, None)
    _tell(reading)
    _match_and_write(reading, Policy.from_toml(policy), out, [mentees, mentors, places, policy], 60.0)


def _policy(path: Path | None) -> Policy:
    from mentormatch.policy import Policy

    return Policy() if path is None else Policy.from_toml(path)


def _read(
    mentees: Path | None,
    mentors: Path | None,
    people: Path | None,
    columns: Path | None,
    places: Path | None,
    links: Path | None,
    dissolved: Path | None,
) -> Reading:
    from mentormatch.tables.read_people import read_tables

    if (people is None) == (mentees is None or mentors is None):
        raise typer.BadParameter("give either --people, or both --mentees and --mentors")
    with step("Reading"):
        return read_tables(
            people, mentees=mentees, mentors=mentors, columns=columns, places=places, links=links,
            dissolved=dissolved,
        )  # fmt: skip


def _match_and_write(
    reading: Reading, policy: Policy, out: Path, inputs: Sequence[Path], time_limit: float
) -> None:
    from mentormatch.cli.run_record import run_record
    from mentormatch.files import csv_bytes
    from mentormatch.matching.match import match as run_match
    from mentormatch.problem.solution import Status

    with step("Matching"):
        matching = run_match(reading.people, policy, time_limit=time_limit)
    files = {
        "pairs.csv": csv_bytes(matching.pairs),
        "unmatched.csv": csv_bytes(matching.unmatched),
        "rejected.csv": problem_csv(reading.rejected),
        "warnings.csv": problem_csv(reading.warnings),
        "run.json": run_record(matching, inputs, {n: asdict(c) for n, c in reading.counts.items()}),
    }
    write_folder(out, files, matching)
    out_console.print(fact_table(matching.facts))
    out_console.print(Text(f"\nWritten to {out}: {', '.join([*files, 'matching.mm'])}"))
    if matching.status is not Status.OPTIMAL:
        raise typer.Exit(NOT_PROVED)


def _tell(reading: Reading) -> None:
    """Print rows read, accepted and rejected, then what is wrong and what is doubtful."""
    for rows in reading.counts.values():
        err_console.print(Text(str(rows)))
    if reading.rejected:
        print_problems("Rows that cannot be used", reading.rejected)
    if reading.warnings:
        print_problems("Please look at these (nothing is left out for them)", reading.warnings)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line; errors become sentences and exit codes."""
    try:
        app(args=None if arguments is None else list(arguments))
    except KeyboardInterrupt:
        err_console.print("Interrupted; nothing was written.")
        sys.exit(130)
    except RecordError as error:
        print_problems("These cannot be used", error.problems)
        sys.exit(BAD_ROWS)
    except MentorMatchError as error:
        err_console.print(Text(str(error)))
        sys.exit(_code(error))


def _code(error: MentorMatchError) -> int:
    codes: dict[type[MentorMatchError], int] = {
        PolicyError: BAD_POLICY,
        CandidateError: BAD_POLICY,
        ChangeError: BAD_ROWS,
        MatchingFileError: BAD_ROWS,
        InfeasibleError: CONTRADICTION,
        OutputError: NOT_WRITTEN,
    }
    return next((code for kind, code in codes.items() if isinstance(error, kind)), DEFECT)


__all__ = ["BAD_ROWS", "NOT_PROVED", "PROVED", "app", "main"]
