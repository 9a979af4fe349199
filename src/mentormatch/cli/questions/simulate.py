"""``mentormatch simulate``: what a scheme's own history would have been, matched on other days."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Optional

import typer

from mentormatch.cli.console import out_console, print_frame, step
from mentormatch.cli.given.options import TABLE, TimeLimit, file_option
from mentormatch.cli.questions.asked import From, matching_from
from mentormatch.cli.rematch import OtherPolicy
from mentormatch.cli.results import AsJson, Folder, check_folder, give

if TYPE_CHECKING:
    from mentormatch.analysis.simulate import Simulation

Dates = Annotated[
    Path,
    file_option(f"When people came, {TABLE}: columns person, joined, left; role for one.", "--dates"),
]
Cohorts = Annotated[
    Optional[list[datetime]],  # noqa: UP045  (typer reads the annotation at run time)
    typer.Option("--cohort", formats=["%Y-%m-%d"], help="A day on which a cohort is matched; repeat it."),
]


def simulate(
    before: From,
    dates: Dates,
    policy: OtherPolicy = None,
    cohort: Cohorts = None,
    time_limit: TimeLimit = 60.0,
    out: Folder = None,
    as_json: AsJson = False,
) -> None:
    """Match the people of a matching again as they came: on arrival, weekly, monthly, by cohort.

    Example:
    mentormatch simulate --from results/matching.mm --dates dates.csv
    """
    from mentormatch.analysis.simulate import simulate as simulated
    from mentormatch.cli.given.reading import read_policy

    check_folder(out)
    matching = matching_from(before)
    rules = matching.policy if policy is None else read_policy(policy)
    cohorts = [day.date() for day in cohort or ()]
    with step("Matching day by day"):
        found = simulated(matching.people, dates, rules, cohorts=cohorts, time_limit=time_limit)
    tables = {"schedules": found.table, "made": found.pairs}
    give({"mentees": len(found.mentees), **tables}, tables, lambda: _print(found), out=out, as_json=as_json)


def _print(found: Simulation) -> None:
    headings = {
        "schedule": "matched", "matchings": "times", "matched": "mentees", "wait": "mean wait",
        "longest": "longest", "left": "left before", "waiting": "waiting", "score": "mean score",
    }  # fmt: skip
    print_frame(f"{len(found.mentees)} mentees, had they been matched on other days", found.table, headings)
    out_console.print(
        "Waits are in days, from joining to the first mentor, of those who had one. Left before: without a "
        "mentor until they left. Nobody is assumed to leave who did not."
    )
