"""``mentormatch fairness``: what it would cost in total score if the worst-off mentee were better off."""

from __future__ import annotations

from mentormatch.cli.comparing.results import (
    AsJson,
    Folder,
    PlotFile,
    check_folder,
    print_json,
    write_plot,
    write_tables,
)
from mentormatch.cli.console import out_console, print_frame, step
from mentormatch.cli.options import TimeLimit
from mentormatch.cli.questions.asked import MatchingFile, matching_from
from mentormatch.files import shown


def fairness(
    before: MatchingFile,
    time_limit: TimeLimit = 60.0,
    out: Folder = None,
    plot: PlotFile = None,
    as_json: AsJson = False,
) -> None:
    """Show the price of fairness: the best total score if every pair scores at least so much."""
    from mentormatch.analysis.fairness import fairness as priced

    check_folder(out, plot)
    matching = matching_from(before)
    with step("Matching with higher lowest scores"):
        found = priced(matching, time_limit=time_limit)
    write_tables(out, {"fairness": found.frame})
    if as_json:
        print_json(found.as_dict())
    else:
        out_console.print(str(found))
        headings = {"worst": "lowest", "total": "total", "moved": "moved", "mean": "mean",
                    "low": "1st decile", "high": "last decile", "gini": "Gini"}  # fmt: skip
        print_frame("Scores as the lowest rises", found.frame, headings)
        if out is not None:
            out_console.print(f"Written to {shown(out)}: fairness.csv")
    write_plot(plot, found.plot)
