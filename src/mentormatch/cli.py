"""The command line: ``mentormatch match | check | demo``.

Exit codes: 0 the matching is proved best (or the files are in order); 1 a defect in this program; 2 the
command line is wrong; 3 files or rows that cannot be used; 4 a policy that cannot be used; 5 rules that
contradict each other; 6 written, but time or Ctrl-C ended the search before the proof; 7 the result cannot be
written; 130 Ctrl-C before there was anything to write.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Optional

import typer
from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from mentormatch.errors import (
    CandidateError,
    InfeasibleError,
    MentorMatchError,
    OutputError,
    PolicyError,
    RecordError,
    RowProblem,
)

if TYPE_CHECKING:
    from mentormatch.matching import Matching
    from mentormatch.policy import Policy
    from mentormatch.tables import Reading

PROVED, DEFECT, BAD_ROWS, BAD_POLICY, CONTRADICTION, NOT_PROVED, NOT_WRITTEN = 0, 1, 3, 4, 5, 6, 7
_SHOWN = 50

app = typer.Typer(
    name="mentormatch",
    help="Match mentees with mentors: exact, explained, proved.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

_out = Console()
_err = Console(stderr=True)

File = Optional[Path]  # noqa: UP045  (typer reads the annotation at run time)
Mentees = Annotated[File, typer.Option(help="Mentees, CSV or xlsx.")]
Mentors = Annotated[File, typer.Option(help="Mentors, CSV or xlsx.")]
PeopleFile = Annotated[File, typer.Option("--people", help="One workbook with sheets mentees and mentors.")]
Columns = Annotated[File, typer.Option(help="Column map (TOML), for files with other headings.")]
PlacesFile = Annotated[File, typer.Option("--places", help="Table of postcodes with latitude and longitude.")]
Links = Annotated[File, typer.Option(help="Further reporting lines: person, superior.")]
Dissolved = Annotated[File, typer.Option(help="Pairs that were parted: mentee, mentor.")]
PolicyFile = Annotated[File, typer.Option("--policy", help="Policy (TOML); the defaults without it.")]
Out = Annotated[Path, typer.Option("--out", help="Folder for the results; made if it is missing.")]
TimeLimit = Annotated[float, typer.Option(min=0.1, help="Seconds for the solver.")]
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
        _write(out, {"rejected.csv": _problem_csv(reading.rejected)})
        _err.print(f"Nothing was matched. {out / 'rejected.csv'} lists the rows to mend;")
        _err.print("--skip-rejected matches the others without them.")
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
    _out.print("The files are in order.")


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
    from mentormatch.tables import read_tables

    if (people is None) == (mentees is None or mentors is None):
        raise typer.BadParameter("give either --people, or both --mentees and --mentors")
    with _step("Reading"):
        return read_tables(
            people, mentees=mentees, mentors=mentors, columns=columns, places=places, links=links,
            dissolved=dissolved,
        )  # fmt: skip


def _match_and_write(
    reading: Reading, policy: Policy, out: Path, inputs: Sequence[Path], time_limit: float
) -> None:
    from mentormatch.matching import match as run_match
    from mentormatch.output import csv_bytes
    from mentormatch.runrecord import run_record
    from mentormatch.solution import Status

    with _step("Matching") as tell:
        matching = run_match(reading.people, policy, time_limit=time_limit, progress=tell)
    files = {
        "pairs.csv": csv_bytes(matching.pairs),
        "unmatched.csv": csv_bytes(matching.unmatched),
        "rejected.csv": _problem_csv(reading.rejected),
        "warnings.csv": _problem_csv(reading.warnings),
        "run.json": run_record(matching, inputs, {n: asdict(c) for n, c in reading.counts.items()}),
    }
    _write(out, files, matching)
    _out.print(_fact_table(matching.facts))
    _out.print(Text(f"\nWritten to {out}: {', '.join([*files, 'matching.mm'])}"))
    if matching.status is not Status.OPTIMAL:
        raise typer.Exit(NOT_PROVED)


def _write(out: Path, files: dict[str, bytes], matching: Matching | None = None) -> None:
    from mentormatch.output import write_atomically

    for name, data in files.items():
        write_atomically(out / name, data)
    if matching is not None:
        matching.save(out / "matching.mm")


def _problem_csv(problems: Sequence[RowProblem]) -> bytes:
    from mentormatch.errors import problem_table
    from mentormatch.output import csv_bytes

    return csv_bytes(problem_table(problems))


def _tell(reading: Reading) -> None:
    """Print rows read, accepted and rejected, then what is wrong and what is doubtful."""
    for rows in reading.counts.values():
        _err.print(Text(str(rows)))
    if reading.rejected:
        _err.print(_problem_table("Rows that cannot be used", reading.rejected))
    if reading.warnings:
        _err.print(_problem_table("Please look at these (nothing is left out for them)", reading.warnings))


def _problem_table(title: str, problems: Sequence[RowProblem]) -> Table:
    """Return problems as a table; those that say the same of many rows share a line."""
    table = Table(title=title, title_justify="left", box=box.SIMPLE_HEAD, pad_edge=False)
    for heading in ("where", "column", "value", "what is wrong", "expected"):
        table.add_column(heading, overflow="fold")
    alike: dict[tuple[str, str, str, str], list[RowProblem]] = {}
    for p in problems:
        alike.setdefault((p.file, p.column, p.wrong, p.expected), []).append(p)
    for (file, column, wrong, expected), group in list(alike.items())[:_SHOWN]:
        values = list(dict.fromkeys(p.value[:80] for p in group if p.value))
        # Text, not str: what people typed must not be read as markup.
        cells = (f"{file}{_rows(group)}", column, _first(values, 3), wrong, expected)
        table.add_row(*(Text(cell) for cell in cells))
    if len(alike) > _SHOWN:
        table.caption = f"... and {len(alike) - _SHOWN} more kinds"
    return table


def _rows(problems: Sequence[RowProblem]) -> str:
    rows = [str(p.row) for p in problems if p.row is not None]
    return f" row{'s' if len(rows) > 1 else ''} {_first(rows, 5)}" if rows else ""


def _first(words: Sequence[str], n: int) -> str:
    return ", ".join(words[:n]) + (f" and {len(words) - n} more" if len(words) > n else "")


def _fact_table(facts: Sequence[tuple[str, str]]) -> Table:
    table = Table.grid(padding=(0, 2))
    table.add_column(no_wrap=True)
    table.add_column()
    for name, value in facts:
        table.add_row(Text(name), Text(value))
    return table


@contextmanager
def _step(what: str) -> Iterator[_Tell]:
    """Show what is going on while it goes on, where somebody is looking."""
    if not _err.is_terminal:
        yield _Tell(None)
        return
    with _err.status(what) as status:
        yield _Tell(status)


class _Tell:
    """Passes a sentence on to a status line."""

    def __init__(self, status: object) -> None:
        self._status = status

    def __call__(self, sentence: str) -> None:
        """Show a sentence."""
        update = getattr(self._status, "update", None)
        if update is not None:
            update(sentence)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line; errors become sentences and exit codes."""
    try:
        app(args=None if arguments is None else list(arguments))
    except KeyboardInterrupt:
        _err.print("Interrupted; nothing was written.")
        sys.exit(130)
    except RecordError as error:
        _err.print(_problem_table("These cannot be used", error.problems))
        sys.exit(BAD_ROWS)
    except MentorMatchError as error:
        _err.print(Text(str(error)))
        sys.exit(_code(error))


def _code(error: MentorMatchError) -> int:
    codes: dict[type[MentorMatchError], int] = {
        PolicyError: BAD_POLICY,
        CandidateError: BAD_POLICY,
        InfeasibleError: CONTRADICTION,
        OutputError: NOT_WRITTEN,
    }
    return codes.get(type(error), DEFECT)
