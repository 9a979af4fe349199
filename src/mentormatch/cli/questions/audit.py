"""``mentormatch audit``: whether groups of people fare alike, from a table of characteristics kept apart."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from mentormatch.cli.console import err_console, out_console, print_frame, step
from mentormatch.cli.given.options import TABLE
from mentormatch.cli.questions.asked import MatchingFile, matching_from
from mentormatch.cli.results import AsJson, TableFile, check_file, give
from mentormatch.files import shown

if TYPE_CHECKING:
    import pandas as pd

    from mentormatch.analysis.audit.audit import Audit
    from mentormatch.analysis.audit.groups import Group
    from mentormatch.scoring.learn.quality import Estimate

Table = Annotated[
    Path,
    typer.Argument(
        metavar="CHARACTERISTICS",
        help=f"{TABLE}: column id, and one for each characteristic.",
        readable=False,
    ),
]


def audit(
    before: MatchingFile, characteristics: Table, out: TableFile = None, as_json: AsJson = False
) -> None:
    """Compare how groups of people fare; counts under 8 are hidden. Nothing of the table is kept.

    Example:
    mentormatch audit results/matching.mm characteristics.csv
    """
    from mentormatch.analysis.audit.audit import audit as compared

    check_file(out)
    matching = matching_from(before)
    with step("Comparing groups"):
        found = compared(matching, characteristics)
    others = f", {found.of_others} of nobody who takes part" if found.of_others else ""
    err_console.print(f"{shown(characteristics)}: {found.rows} rows{others}")
    give(found.as_json(), found.table, lambda: _print(found), out=out, as_json=as_json)


def _print(found: Audit) -> None:
    for key in dict.fromkeys((one.characteristic, one.role) for one in found.groups):
        groups = [one for one in found.groups if (one.characteristic, one.role) == key]
        frame = _cells(groups)
        print_frame(f"{key[0]}: {key[1]}s", frame, {name: name for name in frame.columns})
    for sentence in found.sentences() or ["No ratio between groups is under 0.8."]:
        out_console.print(sentence)
    out_console.print(
        "Intervals: 95%. An exclamation mark: under 0.8 of the best group. Groups with a count under 8 are "
        "hidden, and others with them. Waits are in rounds."
    )


def _cells(groups: Iterable[Group]) -> pd.DataFrame:
    import pandas as pd

    frame = pd.DataFrame(
        {
            "group": one.name,
            "matched": f"{one.matched} of {one.people}",
            "rate": f"{one.rate.value:.0%} ({100 * one.rate.low:.0f}-{one.rate.high:.0%})",
            "of best": _ratio(one.rate_ratio),
            "score": _interval(one.score),
            "of best ": _ratio(one.score_ratio),
            "waited": "" if one.waited is None else _interval(one.waited),
        }
        for one in groups
    )
    return frame if frame["waited"].any() else frame.drop(columns="waited")


def _ratio(ratio: float | None) -> str:
    from mentormatch.analysis.audit.audit import FAIR

    return "" if ratio is None else f"{ratio:.2f}{' !' if ratio < FAIR else ''}"


def _interval(estimate: Estimate) -> str:
    half = max(estimate.high - estimate.value, estimate.value - estimate.low)  # it ends at 0 and at 1
    return f"{estimate.value:.2f} ± {half:.2f}"
