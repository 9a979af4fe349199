"""``mentormatch recruit``: what one more mentee at each mentor would gain, and where to recruit mentors."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Optional

import typer

from mentormatch.cli.console import out_console, print_frame, step
from mentormatch.cli.given.options import TimeLimit
from mentormatch.cli.questions.asked import MatchingFile, matching_from
from mentormatch.cli.results import AsJson, Folder, PlotFile, check_folder, check_plot, give, write_plot

if TYPE_CHECKING:
    from mentormatch.analysis.recruiting.recruit import Recruiting

_MENTORS = 10
"""How many mentors are printed; the file holds all."""

Number = Annotated[int, typer.Option("--number", min=0, max=1000, help="How many mentors to recruit.")]
Capacity = Annotated[
    Optional[int],  # noqa: UP045  (typer reads the annotation at run time)
    typer.Option(
        min=1, max=10_000, help="Mentees each of them takes; without it, the median of the mentors."
    ),
]


def recruit(
    before: MatchingFile,
    number: Number = 5,
    capacity: Capacity = None,
    time_limit: TimeLimit = 60.0,
    out: Folder = None,
    plot: PlotFile = None,
    as_json: AsJson = False,
) -> None:
    """Show where to recruit: one more mentee at each mentor, and the further mentors who gain most.

    Example:
    mentormatch recruit results/matching.mm --number 3
    """
    from mentormatch.analysis.recruiting.recruit import recruit as searched

    check_folder(out)
    check_plot(plot)
    matching = matching_from(before)
    with step("Asking for each mentor"):
        found = searched(matching, number, capacity=capacity, time_limit=time_limit)
    tables = {"capacity": found.capacity, "recruits": found.recruits}
    plain = {**tables, "by_prices": found.by_prices, "complete": found.complete}
    give(plain, tables, lambda: _print(found), out=out, as_json=as_json)
    write_plot(plot, found.plot)


def _print(found: Recruiting) -> None:
    out_console.print(str(found))
    headings = {"mentor_id": "mentor", "capacity": "capacity", "mentees": "mentees",
                "more_matched": "more matched", "more_score": "more score"}  # fmt: skip
    print_frame("One more mentee at a mentor", found.capacity[:_MENTORS], headings)
    words = (found.recruits["location"] + ": " + found.recruits["interests"]).str.strip(": ")
    headings = {"mentor": "mentor", "level": "level", "more_matched": "more matched",
                "more_score": "more score", "total_matched": "matched in all",
                "total_score": "score in all", "capacity": "for mentees"}  # fmt: skip
    print_frame("Mentors to recruit, one after another", found.recruits.assign(mentor=words), headings)
