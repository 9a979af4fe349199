"""What the commands share: options, a comparison as text, the gate."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Optional

import typer

from mentormatch.analysis.comparing.gate import EXPECTED, exceeds, is_amount
from mentormatch.cli.console import MANY_CHANGED, err_console, fact_table, out_console, print_frame
from mentormatch.cli.results import give

if TYPE_CHECKING:
    from mentormatch.analysis.comparing.comparison import Comparison

NoCauses = Annotated[bool, typer.Option("--no-causes", help="Only list what differs; look for no causes.")]
MostChanged = Annotated[
    Optional[str],  # noqa: UP045  (typer reads the annotation at run time)
    typer.Option(
        "--max-changed",
        metavar="SHARE",
        help="Exit code 8 if more differs: a share (5%) or a number of pairs (20).",
    ),
]


def check_amount(written: str | None) -> None:
    """Refuse a `--max-changed` that is neither a share nor a number, before anything is done."""
    if written is not None and not is_amount(written.strip()):
        raise typer.BadParameter(f"--max-changed has to be {EXPECTED}")


def give_comparison(found: Comparison, out: Path | None, most: str | None, *, as_json: bool) -> None:
    """Write and print a comparison; end with `MANY_CHANGED` if more differs than allowed."""
    tables = {"pairs": found.pairs, **({"causes": found.causes_table} if found.traced else {})}
    give(found.as_dict(), tables, lambda: print_comparison(found), out=out, as_json=as_json)
    n, total = len(found.differences), sum(found.counts.values())
    if most is not None and exceeds(n, total, most.strip()):
        err_console.print(f"{n} of {total} pairs differ, more than --max-changed {most} allows.")
        raise typer.Exit(MANY_CHANGED)


def print_comparison(found: Comparison) -> None:
    """Print what differs between two matchings."""
    out_console.print(fact_table(found.facts))
    causes = found.causes_table
    explaining = causes[causes["pairs"] > 0]
    headings = {"cause": "cause", "detail": "detail", "pairs": "pairs explained"}
    if len(explaining):
        out_console.print()
    print_frame("Causes: each alone, undone, brings back so many pairs", explaining, headings)
    for cause, why in found.stuck.items():
        out_console.print(f"{cause.named()}: cannot be undone by itself: {why}")
    pairs = found.pairs[found.pairs["change"] != "same"]
    if len(pairs):
        out_console.print()
    headings = {"mentee_id": "mentee", "mentor_before": "mentor before", "mentor_after": "after"}
    headings |= (
        {"cause": "cause"} if found.traced else {"score_before": "score before", "score_after": "after"}
    )
    print_frame("Pairs that differ", pairs, headings)
