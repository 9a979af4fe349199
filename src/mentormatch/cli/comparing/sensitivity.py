"""``mentormatch sensitivity``: which pairs stay if one weight is somewhat larger or smaller."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from mentormatch.cli.console import out_console, print_frame, step
from mentormatch.cli.given.options import TimeLimit
from mentormatch.cli.questions.asked import From, matching_from
from mentormatch.cli.results import AsJson, Folder, PlotFile, check_folder, check_plot, give, write_plot

if TYPE_CHECKING:
    from mentormatch.analysis.comparing.sensitivity import Sensitivity

By = Annotated[float, typer.Option("--by", min=1, max=99, help="Percent by which each weight is changed.")]


def sensitivity(
    before: From,
    by: By = 20.0,
    time_limit: TimeLimit = 60.0,
    out: Folder = None,
    plot: PlotFile = None,
    as_json: AsJson = False,
) -> None:
    """Show which pairs stay if the weight of one criterion is 20% larger or smaller.

    Example:
    mentormatch sensitivity --from results/matching.mm
    """
    from mentormatch.analysis.comparing.sensitivity import sensitivity as found_for

    check_folder(out)
    check_plot(plot)
    matching = matching_from(before)
    with step("Matching with other weights"):
        found = found_for(matching, by / 100, time_limit=time_limit)
    tables = {"pairs": found.pairs, "weights": found.weights}
    give(found.as_dict(), tables, lambda: _print(found), out=out, as_json=as_json)
    write_plot(plot, found.plot)


def _print(found: Sensitivity) -> None:
    out_console.print(found.summary())
    out_console.print()
    headings = {"criterion": "criterion", "change": "weight", "stay": "pairs that stay", "share": "share"}
    print_frame("One weight changed at a time", found.weights, headings)
    lost = found.pairs[found.pairs["stays"] < 1]
    headings = {"mentee_id": "mentee", "mentor_id": "mentor", "stays": "stays in", "lost_with": "lost with"}
    print_frame("Pairs that some change loses", lost.sort_values("stays", kind="stable"), headings)
