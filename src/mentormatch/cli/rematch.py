"""``mentormatch rematch``: a saved matching and changes become the next matching, shown, then written."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from immutabledict import immutabledict

from mentormatch.cli.console import (
    NOT_PROVED,
    err_console,
    fact_table,
    out_console,
    print_frame,
    step,
)
from mentormatch.cli.given.change_files import ChangeFiles
from mentormatch.cli.given.options import File, TimeLimit, WithNames, file_option, folder_option
from mentormatch.cli.given.said_once import said_once
from mentormatch.cli.history import refuse_folder
from mentormatch.cli.questions.asked import matching_from
from mentormatch.cli.questions.shares import print_shares
from mentormatch.cli.results import AsJson, print_json
from mentormatch.files import MATCHING, RECORD, shown, write_set

if TYPE_CHECKING:
    import pandas as pd

    from mentormatch.matching.result import Matching
    from mentormatch.policy import Policy
    from mentormatch.rematching.result import Rematching
    from mentormatch.tables.read_changes import ChangeReading

Before = Annotated[Path, file_option("The matching to start from: matching.mm.", "--from")]
OtherPolicy = Annotated[File, file_option("Policy (TOML); without it, that of the matching.", "--policy")]
Begun = Annotated[bool, typer.Option("--begun", help="All pairs of the matching have begun: keep them.")]
Out = Annotated[File, folder_option("Folder for the results, with --apply; created if missing.")]
Apply = Annotated[bool, typer.Option("--apply", help="Write the results; without it, only show them.")]

_PAIR = {"mentee_id": "mentee", "mentor_id": "mentor"}
_SCORES = {"score_before": "score before", "score_after": "after"}
_TABLES: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "newly_matched": ("Newly matched", {**_PAIR, "score": "score", "waited": "rounds waited"}),
    "moved": (
        "Moved to another mentor",
        {"mentee_id": "mentee", "mentor_before": "mentor before", "mentor_after": "after", **_SCORES},
    ),
    "disturbed": (
        "Disturbed: pairs that could have continued",
        {"mentee_id": "mentee", "mentor_before": "mentor before", "state": "pair was",
         "mentor_after": "after", **_SCORES},
    ),
    "freed": ("Pairs that had to end", {**_PAIR, "detail": "reason"}),
    "freed_places": (
        "Freed capacity",
        {"mentor_id": "mentor", "freed": "freed", "filled": "filled again", "free": "free now"},
    ),
    "still_waiting": (
        "Still waiting",
        {"mentee_id": "mentee", "wanted": "mentors wanted", "waited": "rounds waited", "detail": "reason"},
    ),
}  # fmt: skip
"""Table of a `Rematching` -> its title, and headings of its columns, as they are printed."""


@said_once
def rematch(  # noqa: PLR0913, PLR0917  (one parameter per option)
    before: Before,
    files: ChangeFiles,
    policy: OtherPolicy = None,
    begun: Begun = False,
    time_limit: TimeLimit = 60.0,
    out: Out = None,
    apply: Apply = False,
    with_names: WithNames = False,
    as_json: AsJson = False,
) -> None:
    """Match again after changes or by another policy, keeping what it keeps; write it with --apply.

    Example:
    mentormatch rematch --from results/matching.mm --changes changes.csv
    """
    from mentormatch.analysis.run_record import hashes, shares_json
    from mentormatch.problem.solution import Status
    from mentormatch.rematching.rematch import rematch as run_rematch

    files.check()
    if not files.given and policy is None:
        raise typer.BadParameter(
            "give what is new: a table of --changes, people with --all-new-join, or another --policy"
        )
    check_folder(before, out, apply=apply)
    matching = matching_from(before, begun=begun)
    rules = policy_for(matching, policy)
    reading = files.read(matching, rules)
    read_from = hashes([before, policy, *files.given])
    with step("Matching again"):
        found = run_rematch(matching, reading.changes, rules, time_limit=time_limit)
    if as_json:
        tables = {name: getattr(found, name) for name in _TABLES} | shares_json(found)
        print_json(tables | {"suspended": _suspended(found), "facts": dict(found.facts)})
    else:
        print_rematching(found)
        begun_now = found.was.active or found.history.active
        if found.policy.rematch.keep == "active" and found.was.pair_ids and not begun_now:
            out_console.print(
                "\nNo pair was active, so any pair could be dissolved. If all have begun, add --begun."
            )
    screen = err_console if as_json else out_console
    if found.status is Status.UNKNOWN:
        screen.print("\nNothing was written: no matching was found in time. Allow more with --time-limit.")
    elif apply and out is not None:
        written = write_rematching(found, reading, read_from, out, begun=begun, with_names=with_names)
        screen.print(f"\nWritten to {shown(out)}: {', '.join([*written, RECORD])}")
    else:
        screen.print("\nNothing was written. To write this matching: --out FOLDER --apply")
    if not found.as_asked:
        raise typer.Exit(NOT_PROVED)


def check_folder(before: Path, out: Path | None, *, apply: bool) -> None:
    """Refuse a folder that is missing, no folder, or that of the matching before."""
    if apply and out is None:
        raise typer.BadParameter("--apply needs --out, the folder to write to")
    if out is not None:
        refuse_folder(out)
    if out is not None and (out / MATCHING).resolve() == before.resolve():
        # The matching before is kept, so that a rematch can be undone.
        raise typer.BadParameter(
            "--out is the folder of the matching before, which must be kept: choose another folder"
        )


def policy_for(matching: Matching, path: Path | None) -> Policy:
    """Return the policy in a file, or else that of the matching."""
    from mentormatch.policy import Policy

    return matching.policy if path is None else Policy.from_toml(path)


def _suspended(found: Rematching) -> pd.DataFrame:
    import pandas as pd

    from mentormatch.report.run_files import suspended_table

    return pd.DataFrame(suspended_table(found))


def print_rematching(found: Rematching) -> None:
    """Print what differs from the matching before."""
    for name, (title, headings) in _TABLES.items():
        print_frame(title, getattr(found, name), headings)
    headings = {"rule": "rule", "detail": "cannot hold", "choices": "choices"}
    print_frame("Suspended: rules that can no longer hold", _suspended(found), headings)
    print_shares(found)
    out_console.print(fact_table(found.facts))


def write_rematching(
    found: Rematching,
    reading: ChangeReading,
    inputs: Sequence[Mapping[str, str]],
    out: Path,
    *,
    begun: bool,
    with_names: bool,
    more: Mapping[str, bytes] = immutabledict(),
) -> Collection[str]:
    """Write all files of a rematch, and some more; return their names."""
    from mentormatch.analysis.run_record import rematch_record, run_record
    from mentormatch.report.run_files import rematch_files

    files = {**rematch_files(found, reading, with_names=with_names), **more}
    record = rematch_record(found, reading.kinds, begun=begun)
    rows = {"changes": asdict(reading.count)}
    write_set(out, files, run_record(found, inputs, rows, record, not_protected=reading.not_protected))
    return files
