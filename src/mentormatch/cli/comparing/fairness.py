"""``mentormatch fairness``: what it would cost in total score if the worst-off mentee were better off."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mentormatch.cli.console import out_console, print_frame, step
from mentormatch.cli.given.options import TimeLimit
from mentormatch.cli.questions.asked import MatchingFile, matching_from
from mentormatch.cli.results import AsJson, PlotFile, TableFile, check_file, check_plot, give, write_plot

if TYPE_CHECKING:
    from mentormatch.analysis.fairness import Fairness


def fairness(
    before: MatchingFile,
    time_limit: TimeLimit = 60.0,
    out: TableFile = None,
    plot: PlotFile = None,
    as_json: AsJson = False,
) -> None:
    """Show the price of fairness: the best total score if every pair scores at least so much.

    Example:
    mentormatch fairness results/matching.mm
    """
    from mentormatch.analysis.fairness import fairness as priced

    check_file(out)
    check_plot(plot)
    matching = matching_from(before)
    with step("Matching with higher lowest scores"):
        found = priced(matching, time_limit=time_limit)
    plain = {"points": found.frame, "price": found.price, "proved": found.proved}
    give(plain, found.frame, lambda: _print(found), out=out, as_json=as_json)
    write_plot(plot, found.plot)


def _print(found: Fairness) -> None:
    out_console.print(str(found))
    headings = {"worst": "lowest", "total": "total", "moved": "moved", "mean": "mean",
                "low": "1st decile", "high": "last decile", "gini": "Gini"}  # fmt: skip
    print_frame("Scores as the lowest rises", found.frame, headings)
