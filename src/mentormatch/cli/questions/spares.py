"""``mentormatch spares``: a spare mentor for each pair, for when the two cannot go on together."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from mentormatch.cli.console import out_console, print_frame, step
from mentormatch.cli.given.options import TimeLimit
from mentormatch.cli.questions.asked import From, matching_from
from mentormatch.cli.results import AsJson, TableFile, check_file, give

if TYPE_CHECKING:
    import pandas as pd

Together = Annotated[
    bool, typer.Option("--together", help="Spares that could all be used at once: no place promised twice.")
]


def spares(
    before: From,
    together: Together = False,
    time_limit: TimeLimit = 60.0,
    out: TableFile = None,
    as_json: AsJson = False,
) -> None:
    """Name a spare mentor for each pair: free now, or at the end of the cheapest chain.

    Example:
    mentormatch spares --from results/matching.mm
    """
    check_file(out)
    matching = matching_from(before)
    with step("Looking for spares"):
        found = matching.spares(together, time_limit)
    give({"together": together, "spares": found}, found, lambda: _print(found), out=out, as_json=as_json)


def _print(found: pd.DataFrame) -> None:
    free, chained = int(found["free"].sum()), int((found["others"] > 0).sum())
    open_ = int((~found["exact"] & found["spare_id"].isna()).sum())
    out_console.print(
        f"{len(found)} pairs: {free} have a spare with free capacity, {chained} have one if others move, "
        f"{len(found) - free - chained} have none{f' ({open_} not looked at in time)' if open_ else ''}."
    )
    frame = found.assign(spare_id=found["spare_id"].fillna("none"), cost=found["cost"].map(_score))
    headings = {"mentee_id": "mentee", "mentor_id": "mentor", "spare_id": "spare", "cost": "score lost",
                "chain": "who else would move"}  # fmt: skip
    if not chained:
        del headings["chain"]
    print_frame("A spare mentor for each pair", frame, headings)


def _score(cost: float) -> str:
    return "" if cost != cost else f"{cost:.3f}"  # noqa: PLR0124  (nan)
