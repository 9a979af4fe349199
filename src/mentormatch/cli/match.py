"""``mentormatch match``: files become a matching, written to a folder with reasons for the unmatched."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from mentormatch.cli.console import (
    BAD_ROWS,
    NOT_PROVED,
    err_console,
    fact_table,
    out_console,
    step,
)
from mentormatch.cli.draw.commit import CommitmentFile, PublicValue, drawn
from mentormatch.cli.given.options import Credits, Fresh, Out, Ratings, TimeLimit, WithNames
from mentormatch.cli.given.people_files import PeopleFiles
from mentormatch.cli.given.reading import (
    names_in_rules,
    print_reading,
    read_policy,
    with_credits,
    with_policy_warnings,
    with_ratings,
)
from mentormatch.cli.given.said_once import said_once
from mentormatch.cli.history import history_in
from mentormatch.cli.questions.shares import print_shares
from mentormatch.cli.results import AsJson, print_json
from mentormatch.files import RECORD, shown, write_set

if TYPE_CHECKING:
    from mentormatch.policy import Policy
    from mentormatch.tables.read_people import Reading

Skip = Annotated[
    bool, typer.Option("--skip-rejected", help="Leave out rows with errors and match the others.")
]


@said_once
def match(  # noqa: PLR0913, PLR0917  (one parameter per option)
    out: Out,
    files: PeopleFiles,
    ratings: Ratings = None,
    time_limit: TimeLimit = 60.0,
    skip_rejected: Skip = False,
    fresh: Fresh = False,
    with_names: WithNames = False,
    commitment: CommitmentFile = None,
    public_value: PublicValue = None,
    credits_before: Credits = None,
    as_json: AsJson = False,
) -> None:
    """Match, and write the pairs, the unmatched with reasons, and a record of the run to a folder.

    Example:
    mentormatch match --mentees mentees.csv --mentors mentors.csv --out results
    """
    history = history_in(out, fresh=fresh)
    rules = with_credits(read_policy(files.policy), credits_before)
    inputs = [*files.given, ratings, credits_before]
    rules = drawn(rules, inputs, commitment, public_value)
    reading = files.read(rules)
    reading = with_policy_warnings(reading, rules)
    print_reading(reading)
    if reading.rejected and not skip_rejected:
        _write_rejected(reading, out, history=history)
        raise typer.Exit(BAD_ROWS)
    reading = with_ratings(reading, ratings)
    match_and_write(reading, rules, out, inputs, time_limit, with_names=with_names, as_json=as_json)


def _write_rejected(reading: Reading, out: Path, *, history: bool) -> None:
    """Write the rows with errors, unless a matching with history would be lost for them."""
    from mentormatch.report.run_files import problem_csv

    if history:
        err_console.print("Nothing was matched, and nothing was written. Fix the rows above,")
    else:
        write_set(out, {"rejected.csv": problem_csv(reading.rejected)})
        err_console.print(f"Nothing was matched. Fix the rows listed in {shown(out / 'rejected.csv')},")
    err_console.print("or use --skip-rejected to match the others without them.")


def match_and_write(
    reading: Reading,
    policy: Policy,
    out: Path,
    inputs: Sequence[Path | None],
    time_limit: float,
    *,
    with_names: bool = False,
    as_json: bool = False,
) -> None:
    """Match the people read, write all files to a folder, and print the summary."""
    from mentormatch.analysis.run_record import hashes, run_record
    from mentormatch.matching.match import match as run_match
    from mentormatch.report.run_files import match_files

    read_from = hashes(inputs)  # now: they may be gone when the matching is done
    named = names_in_rules(reading.people, policy)
    with step("Matching"):
        matching = run_match(reading.people, policy, time_limit=time_limit)
    files = match_files(matching, reading, named.resolved, with_names=with_names)
    rows = {name: asdict(count) for name, count in reading.counts.items()}
    record = run_record(matching, read_from, rows, not_protected=reading.not_protected)
    write_set(out, files, record)
    if as_json:
        print_json(record)
    else:
        print_shares(matching)
        out_console.print(fact_table(matching.facts))
        out_console.print(f"\nWritten to {shown(out)}: {', '.join([*files, RECORD])}")
    if not matching.as_asked:
        raise typer.Exit(NOT_PROVED)
