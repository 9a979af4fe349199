"""``mentormatch review``: what a person decided about the pairs of a matching becomes the next matching."""

from __future__ import annotations

import json
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Optional

import typer

from mentormatch.cli.comparing.results import print_comparison
from mentormatch.cli.console import NOT_PROVED, err_console, fact_table, out_console, print_problems, step
from mentormatch.cli.given.options import File, TimeLimit, file_option, folder_option
from mentormatch.cli.questions.asked import matching_from
from mentormatch.cli.rematch import check_folder
from mentormatch.cli.results import AsJson, print_json, write_noted
from mentormatch.cli.scheme.opened import opened, typed_with
from mentormatch.files import MATCHING, csv_bytes, shown, write_set

if TYPE_CHECKING:
    from mentormatch.matching.result import Matching
    from mentormatch.record.record import Record
    from mentormatch.report.review.settled import Settled

_FILLED = "The workbook (xlsx) that was filled in, or the page's decisions.json."
Filled = Annotated[Path, typer.Argument(metavar="FILE", help=_FILLED, readable=False)]
Before = Annotated[File, file_option("The matching: matching.mm.", "--from")]
OfRecord = Annotated[
    Optional[str],  # noqa: UP045  (typer reads the annotation at run time)
    typer.Option(
        "--record", metavar="FILE", help="The record; without --from, the matching is what it proposes."
    ),
]
Out = Annotated[File, folder_option("Folder for the new matching and review.json.")]


def review(
    file: Filled,
    before: Before = None,
    at: OfRecord = None,
    time_limit: TimeLimit = 60.0,
    out: Out = None,
    as_json: AsJson = False,
) -> None:
    """Match again as a reviewer decided: locked and accepted pairs stay, forbidden ones end.

    Example:
    mentormatch review decisions.xlsx --from results/matching.mm --out reviewed
    """
    from mentormatch.problem.solution import Status

    check_folder(before or Path(), out, apply=False)
    with ExitStack() as stack:
        record = None if at is None else stack.enter_context(opened(at))
        found = _settled(file, before, record, time_limit)
        if as_json:
            print_json(found.as_dict(comments=False))
        else:
            _print(found)
        if found.after.status is Status.UNKNOWN:
            err_console.print(
                "Nothing was written: no matching was found in time. Allow more with --time-limit."
            )
            raise typer.Exit(NOT_PROVED)
        screen = err_console if as_json else out_console
        if record is not None and at is not None:
            runs = found.into(record, known=before is None)
            screen.print("\nThe review is in the record.")
            for run in runs:
                screen.print(f"Next: {typed_with(f'mentormatch scheme approve {run[:12]} --by NAME', at)}")
        if out is not None:
            _write(found, [file, before], out, record)
            screen.print(f"\nWritten to {shown(out)}: {MATCHING}, review.json and tables.")
        elif record is None:
            screen.print("\nNothing was written. To write this matching: --out FOLDER")
    if found.changed and not found.after.as_asked:
        raise typer.Exit(NOT_PROVED)


def _settled(file: Path, before: Path | None, record: Record | None, seconds: float) -> Settled:
    from mentormatch.report.review.decisions import read_decisions
    from mentormatch.report.review.settled import settle

    matching = matching_reviewed(before, record)
    if record is not None and before is None:
        _refuse_done(file, record, matching)
    decisions = read_decisions(file, matching)
    if decisions.warnings:
        print_problems("To look at", decisions.warnings, "note")
    with step("Matching again"):
        return settle(matching, decisions, time_limit=seconds)


def matching_reviewed(before: Path | None, record: Record | None) -> Matching:
    """Return the matching that is reviewed: that of a file, or without one what the record proposes."""
    from mentormatch.rematching.around import with_proof

    if before is not None:
        return matching_from(before)
    if record is None:
        raise typer.BadParameter("give the matching, with --from, or the --record that proposes it")
    with step("Reading the record"):
        return with_proof(record.matching())


def _refuse_done(file: Path, record: Record, matching: Matching) -> None:
    """End with a sentence if what a file decides on is no longer proposed, since it was reviewed."""
    from mentormatch.report.review.decisions import keys_in
    from mentormatch.report.review.shown import hash_of

    decided, was_shown = keys_in(file)
    if decided != hash_of(matching) and was_shown in record.rows("review").shown.tolist():
        err_console.print(
            "What this file decides on was reviewed already, and the record has what came of it. Nothing was "
            "written. To decide otherwise, review what the record proposes now: mentormatch report review"
        )
        raise typer.Exit


def _print(found: Settled) -> None:
    from mentormatch.analysis.comparing.compare import compare

    counts = [(name.capitalize(), str(number)) for name, number in found.counts.items()]
    out_console.print(fact_table([("Reviewed by", found.decisions.reviewer), *counts]))
    out_console.print()
    if not found.changed:
        out_console.print("No pair changes.")
    else:
        print_comparison(compare(found.before, found.after, causes=False))
        out_console.print(fact_table(found.after.facts[:1]))
    if found.after is not found.before:
        out_console.print(
            "\nLocks and bans are rules of the policy now, Require and Forbid: they hold in every rematch "
            "from here on. A policy file that you give to a later match needs them, too: mentormatch lock "
            "and mentormatch ban add them."
        )


def _write(found: Settled, read: list[Path | None], out: Path, record: Record | None) -> None:
    """Write the new matching, and who decided what; for a record so that erasure finds the files."""
    import pandas as pd

    from mentormatch.analysis.run_record import hashes, run_record
    from mentormatch.matching.saving import packed
    from mentormatch.report.review.settled import CHANGED

    text = json.dumps(found.as_dict(), ensure_ascii=False, indent=1)
    files = {
        "pairs.csv": csv_bytes(found.after.pairs),
        "unmatched.csv": csv_bytes(found.after.unmatched),
        "changed.csv": csv_bytes(pd.DataFrame(found.changed, columns=CHANGED)),
        "review.json": f"{text}\n".encode("utf-8", "backslashreplace"),
        MATCHING: packed(found.after),
    }
    if record is not None:
        write_noted(record, out, files)
    else:
        write_set(out, files, run_record(found.after, hashes(read), {"review": found.counts}))
