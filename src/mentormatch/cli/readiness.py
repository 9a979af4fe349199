"""``mentormatch readiness``: what can be foreseen before matching, and which answers would help most."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated

import typer

from mentormatch.cli.console import BAD_ROWS, CONTRADICTION, fact_table, out_console, print_frame, step
from mentormatch.cli.given.people_files import PeopleFiles
from mentormatch.cli.given.reading import names_in_rules, print_reading, read_policy, with_policy_warnings
from mentormatch.cli.given.said_once import said_once
from mentormatch.cli.results import AsJson, Folder, check_folder, give

if TYPE_CHECKING:
    import pandas as pd

    from mentormatch.analysis.readiness import Readiness

SHOWN = 10
"""How many rows of each table are printed; the files hold all."""
OF_EACH = 5
"""How many locations, grades and interests."""

Seed = Annotated[int, typer.Option(min=0, help="Seed of all that is drawn.")]
Draws = Annotated[int, typer.Option(min=0, help="Matchings drawn for the chance of nobody.")]
Joiners = Annotated[
    float, typer.Option(min=0, max=10, help="People who may yet join, as a share of those who are there.")
]


@said_once
def readiness(
    files: PeopleFiles,
    out: Folder = None,
    as_json: AsJson = False,
    seed: Seed = 0,
    draws: Draws = 50,
    joiners: Joiners = 0.1,
) -> None:
    """Foresee before matching: supply and demand, who may be left out, and which answers would help most.

    Example:
    mentormatch readiness --mentees mentees.csv --mentors mentors.csv
    """
    from mentormatch.analysis.readiness import readiness as foresee

    check_folder(out)
    rules = read_policy(files.policy)
    reading = files.read(rules)
    print_reading(with_policy_warnings(reading, rules))
    if reading.rejected:
        raise typer.Exit(BAD_ROWS)
    named = names_in_rules(reading.people, rules).policy
    with step("Looking ahead"):
        ready = foresee(reading.people, named, seed=seed, draws=draws, joiners=joiners)
    found = json.loads(ready.to_json())
    give(found, ready.tables, lambda: _print(ready), out=out, as_json=as_json)
    if ready.conflicts:
        raise typer.Exit(CONTRADICTION)


def _print(ready: Readiness) -> None:
    out_console.print(fact_table(ready.facts))
    supply = ready.supply
    _first(
        "Where mentors are short",
        supply[supply["short"] > 0].groupby("by", sort=False).head(OF_EACH),
        {"by": "by", "value": "value", "short": "short", "demand": "demand", "capacity": "capacity",
         "without": "without candidates"},
        3 * OF_EACH,
    )  # fmt: skip
    _first(
        "Missing answers, those that matter most first",
        ready.missing,
        {"role": "role", "answer": "answer", "people": "people", "from_nobody": "from none to some",
         "gain": "mean gain"},
    )  # fmt: skip
    mentees = ready.people[ready.people["role"] == "mentee"]
    at_risk = mentees[~(mentees["chance_of_nobody"] == 0)].sort_values(
        ["chance_of_nobody", "would_be"], ascending=False, kind="stable"
    )
    _first(
        "Mentees most likely to be left out",
        at_risk,
        {"person_id": "mentee", "candidates": "candidates", "chance_of_nobody": "chance of nobody",
         "help": "what would help most"},
    )  # fmt: skip
    _first(
        "Mentors whom nobody can reach",
        ready.unreachable,
        {"person_id": "mentor", "detail": "why", "help": "what would help most"},
    )


def _first(title: str, frame: pd.DataFrame, headings: dict[str, str], most: int = SHOWN) -> None:
    few = f" ({most} of {len(frame)})" if len(frame) > most else ""
    if len(frame):
        out_console.print("")
    print_frame(f"{title}{few}", frame.head(most), headings)
