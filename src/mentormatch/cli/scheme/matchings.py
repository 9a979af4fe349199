"""``mentormatch scheme match | rematch | approve | reject``: straight from the record, and into it."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from mentormatch.cli.console import NOT_PROVED, fact_table, out_console, print_frame, step
from mentormatch.cli.given.change_files import ChangeFiles
from mentormatch.cli.given.options import File, TimeLimit, file_option
from mentormatch.cli.given.said_once import said_once
from mentormatch.cli.rematch import print_rematching
from mentormatch.cli.results import AsJson, TableFile, check_file, give
from mentormatch.cli.scheme.opened import DEFAULT, IMPORT, Author, Place, opened, pair_of, typed_with
from mentormatch.files import csv_bytes

if TYPE_CHECKING:
    import pandas as pd

    from mentormatch.changes.base import Change
    from mentormatch.policy import Policy
    from mentormatch.record.record import Record

LastPolicy = Annotated[File, file_option("Policy (TOML); without it, that of the last run.", "--policy")]
Run = Annotated[
    str, typer.Argument(metavar="RUN", show_default=False, help="Its id, or the beginning of it.")
]
Without = Annotated[
    list[Any],
    typer.Option("--without", parser=pair_of, metavar="PAIR", help="A pair to take out; may be given again."),
]


def match(
    policy: LastPolicy = None,
    time_limit: TimeLimit = 60.0,
    out: TableFile = None,
    as_json: AsJson = False,
    at: Place = DEFAULT,
) -> None:
    """Match the people of the record, and propose the pairs; pairs that there are stay.

    Example:
    mentormatch scheme match --policy policy.toml
    """
    check_file(out)
    with opened(at) as record:
        _propose(record, (), _policy(policy), time_limit, out, at, as_json=as_json)


@said_once
def rematch(
    files: ChangeFiles,
    policy: LastPolicy = None,
    time_limit: TimeLimit = 60.0,
    out: TableFile = None,
    as_json: AsJson = False,
    at: Place = DEFAULT,
) -> None:
    """Match again, with changes if there are any: who joins, leaves or has changed, and pairs that end.

    Example:
    mentormatch scheme rematch --changes changes.csv
    """
    files.check()
    check_file(out)
    rules = _policy(policy)
    with opened(at) as record:
        found: Sequence[Change] = ()
        if files.given:
            found = files.read(record.matching(rules), rules or record.policy()).changes
        _propose(record, found, rules, time_limit, out, at, as_json=as_json)


def _policy(path: Path | None) -> Policy | None:
    from mentormatch.policy import Policy

    return None if path is None else Policy.from_toml(path)


def _propose(
    record: Record,
    changes: Sequence[Change],
    policy: Policy | None,
    time_limit: float,
    out: Path | None,
    at: str,
    *,
    as_json: bool,
) -> None:
    """Match, write it, and print the pairs that are proposed."""
    from mentormatch.rematching.result import Rematching

    with step("Matching"):
        matching = record.rematch(changes, policy, time_limit=time_limit)
    run = record.propose(matching)
    pairs = _proposed(record, run)

    def text() -> None:
        if isinstance(matching, Rematching):
            print_rematching(matching)
        else:
            out_console.print(fact_table(matching.facts))
            headings = {"person_id": "nobody for", "role": "role", "detail": "reason"}
            print_frame("\nWithout a partner", matching.unmatched, headings)
        _print(record, pairs)
        following = typed_with(f"mentormatch scheme approve {run[:12]} --by NAME", at)
        done = "There are no new pairs to approve."
        if not matching.problem.n_mentees:
            done = f"The record holds no mentees. Next: {typed_with(IMPORT, at)}"
        out_console.print(f"Next: {following}" if len(pairs) else done)

    found = {"run": run, "status": matching.status, "facts": dict(matching.facts), "pairs": pairs}
    give(found, pairs, text, out=out, as_json=as_json)
    if not matching.as_asked:
        raise typer.Exit(NOT_PROVED)


def _proposed(record: Record, run: str) -> pd.DataFrame:
    """Return the proposed pairs of a run, with pseudonyms: what the reviewer is shown."""
    from mentormatch.scoring import SCALE

    runs, pairs = record.rows("run"), record.rows("pair")
    numbers = runs.id[runs.key.str.startswith(run)]
    mine = pairs[pairs.run.isin(numbers) & (pairs.state == "proposed")].reset_index(drop=True)
    people = {role: "P" + mine[role].astype(str) for role in ("mentee", "mentor")}
    return mine[["id"]].rename(columns={"id": "pair"}).assign(**people, score=mine.points / SCALE)


def _print(record: Record, pairs: pd.DataFrame) -> None:
    headings = {"pair": "pair", "mentee": "mentee", "mentor": "mentor", "score": "score"}
    # The number of a pair is what the next command asks for, so it is no number that may be left out.
    print_frame("Proposed pairs", record.with_names(pairs).astype({"pair": str}), headings)


def approve(
    run: Run,
    by: Author,
    without: Without = [],  # noqa: B006  (typer's way to say a list)
    out: TableFile = None,
    as_json: AsJson = False,
    at: Place = DEFAULT,
) -> None:
    """Release the pairs of a run, but for those taken out and those that may no longer meet.

    Example:
    mentormatch scheme approve RUN --by "Lea Lead"
    """
    check_file(out)
    with opened(at) as record:
        shown = _proposed(record, run)
        done = record.approve(run, by, shown=_reviewed(record, run) or _hash(shown), without=without)
        pairs = shown[shown.pair.isin(done.pairs)]

        def text() -> None:
            _print(record, pairs)
            out_console.print(
                f"{len(done.pairs)} pairs are released, {len(done.blocked)} may no longer meet."
            )
            if len(pairs):
                out_console.print(f"Next: {typed_with('mentormatch scheme accept PAIR', at)}")

        give(
            {"run": done.run, "blocked": done.blocked, "pairs": pairs}, pairs, text, out=out, as_json=as_json
        )


def _hash(shown: pd.DataFrame) -> str:
    return sha256(csv_bytes(shown)).hexdigest()


def _reviewed(record: Record, run: str) -> str:
    """Return the hash of what the last reviewer of a run was shown; empty if there was none."""
    runs, reviews = record.rows("run"), record.rows("review")
    mine = reviews.shown[reviews.run.isin(runs.id[runs.key.str.startswith(run)])].tolist()
    return str(mine[-1]) if mine else ""


def reject(run: Run, by: Author, at: Place = DEFAULT) -> None:
    """Take a run back before it is approved.

    Example:
    mentormatch scheme reject RUN --by "Lea Lead"
    """
    with opened(at) as record:
        record.reject(run, by)
    out_console.print("The run is rejected, and its pairs are withdrawn.")
