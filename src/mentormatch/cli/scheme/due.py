"""``mentormatch scheme due | pairs | status | results``: what to do next, and how the scheme stands."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Annotated, Any, Optional

import typer

from mentormatch.cli.console import SHOWN, err_console, fact_table, out_console, print_frame, step
from mentormatch.cli.given.options import File, file_option
from mentormatch.cli.results import AsJson, TableFile, check_file, give
from mentormatch.cli.scheme.matchings import LastPolicy
from mentormatch.cli.scheme.opened import DEFAULT, Day, Place, opened, typed_with
from mentormatch.files import shown, write_atomically

if TYPE_CHECKING:
    import pandas as pd

Ahead = Annotated[int, typer.Option(min=0, max=3650, help="Days to look ahead.")]
Calendar = Annotated[File, file_option("Calendar to write (.ics); it names people by pseudonyms.", "--ics")]
OfMentor = Annotated[
    Optional[str],  # noqa: UP045
    typer.Option(metavar="PERSON", help="About one mentor.", show_default=False),
]
_URGENCY = {1: "At once", 2: "People are waiting", 3: "When there is time"}


def due(
    ahead: Ahead = 0,
    policy: LastPolicy = None,
    out: TableFile = None,
    ics: Calendar = None,
    as_json: AsJson = False,
    at: Place = DEFAULT,
) -> None:
    """List what is due, what is most urgent first, each with the next command to type.

    Example:
    mentormatch scheme due --ahead 14
    """
    from mentormatch.policy import Policy
    from mentormatch.record.ics import calendar

    for file in (out, ics):
        check_file(file)
    today = datetime.now(UTC).date()
    with opened(at) as record:
        with step("Looking for what is due"):
            found = record.due(
                today + timedelta(days=ahead), None if policy is None else Policy.from_toml(policy)
            )
        found = found.assign(command=[typed_with(one, at) for one in found.command])
        named = record.with_names(found.head(SHOWN))
        if ics is not None:
            write_atomically(ics, calendar(found, today))
            err_console.print(f"Written to {shown(ics)}.")
        give({"due": found}, found, lambda: _print(named, len(found)), out=out, as_json=as_json)


def _print(named: pd.DataFrame, n: int) -> None:
    if not n:
        out_console.print("Nothing is due.")
    for urgency, rows in named.groupby("urgency"):
        out_console.print(f"{_URGENCY[int(str(urgency))]}\n")
        for (day, what), alike in rows.groupby(["due", "what"], sort=False):
            lines = [f"{day}  {what}", *filter(None, map(_about, alike.to_dict("records")))]
            many = "for each, such as: " if len(alike) > 1 else ""
            out_console.print("\n  ".join([*lines, many + alike.command.iloc[0]]) + "\n", soft_wrap=True)
    if n > len(named):
        out_console.print(f"... and {n - len(named)} more; --out FILE writes all.")


def _about(row: Mapping[Hashable, Any]) -> str:
    """Return whom something is about."""
    people = " and ".join(filter(None, (row["mentee"], row["mentor"])))
    return ", ".join(filter(None, (f"pair {row['pair']}" if row["pair"] else "", people)))


def status(out: TableFile = None, as_json: AsJson = False, at: Place = DEFAULT) -> None:
    """Count people, pairs, meetings and what is due, and print the head of the chain.

    Example:
    mentormatch scheme status
    """
    import pandas as pd

    check_file(out)
    with opened(at) as record:
        counts, head = record.status(), record.head
        waiting = ("due: " + record.due().what).value_counts(sort=False).rename("number").reset_index()
    counts = pd.concat([counts, waiting], ignore_index=True)
    facts = [(str(what), str(number)) for what, number in counts.itertuples(index=False)]

    def text() -> None:
        out_console.print(fact_table(facts))
        out_console.print(f"\nHead {head}")

    give({"counts": counts, "head": head}, counts, text, out=out, as_json=as_json)


def pairs(on: Day = None, out: TableFile = None, as_json: AsJson = False, at: Place = DEFAULT) -> None:
    """List the pairs with their numbers, and the state of each; those of another day with --on.

    Example:
    mentormatch scheme pairs
    """
    check_file(out)
    with opened(at) as record:
        found = record.as_of(on or datetime.now(UTC).date())
        named = record.with_names(found).astype({"pair": str})

    def text() -> None:
        print_frame("", named, {name: name for name in named.columns}, most=len(named))
        if named.empty:
            out_console.print("There are no pairs.")

    give({"pairs": found}, found, text, out=out, as_json=as_json)


def results(
    mentor: OfMentor = None, out: TableFile = None, as_json: AsJson = False, at: Place = DEFAULT
) -> None:
    """Print the mean answers to each question of the feedback that at least three people have answered.

    Example:
    mentormatch scheme results
    """
    import pandas as pd

    check_file(out)
    with opened(at) as record:
        kinds = record.rows("feedback").kind.sort_values().unique()
        means = [record.feedback_results(kind, mentor).assign(kind=kind) for kind in kinds]
    found = pd.concat([pd.DataFrame(columns=["kind", "question", "answers", "mean"]), *means])

    def text() -> None:
        print_frame("Feedback", found, {name: name for name in found.columns})
        if found.empty:
            out_console.print("No question was answered by three people yet.")

    give({"results": found}, found, text, out=out, as_json=as_json)
