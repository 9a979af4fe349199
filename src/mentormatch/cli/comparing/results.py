"""What the commands share: options, tables on the screen and in a folder, the gate."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Optional

import typer

from mentormatch.cli.console import MANY_CHANGED, err_console, fact_table, out_console, print_frame
from mentormatch.cli.history import refuse_file
from mentormatch.cli.options import File, file_option
from mentormatch.errors import OutputError
from mentormatch.files import RECORD, csv_bytes, shown, write_set
from mentormatch.plotting import Plot, check_plot

if TYPE_CHECKING:
    import pandas as pd

    from mentormatch.analysis.comparing.comparison import Comparison

_AMOUNT = re.compile(r"(\d+(?:\.\d+)?)%|(\d+)", re.ASCII)
_TO_CHECK = 100.0

Folder = Annotated[
    Optional[Path],  # noqa: UP045  (typer reads the annotation at run time)
    typer.Option("--out", help="Folder for the tables, CSV; created if missing."),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print everything as JSON instead of text.")]
PlotFile = Annotated[File, file_option("SVG or PNG file for a plot, with alternative text.", "--plot")]
NoCauses = Annotated[bool, typer.Option("--no-causes", help="Only list what differs; look for no causes.")]
MostChanged = Annotated[
    Optional[str],  # noqa: UP045  (typer reads the annotation at run time)
    typer.Option(
        "--max-changed", help="Exit code 8 if more differs: a share (5%) or a number of pairs (20)."
    ),
]


def check_amount(written: str | None) -> None:
    """Refuse a `--max-changed` that is neither a share nor a number, before anything is done."""
    found = None if written is None else _AMOUNT.fullmatch(written.strip())
    if written is not None and (found is None or float(found[1] or 0) > _TO_CHECK):
        raise typer.BadParameter(
            "--max-changed has to be a share such as 5%, or a number of pairs such as 20"
        )


def check_folder(out: Path | None, plot: Path | None = None) -> None:
    """Refuse a folder with the results of a run, which tables would replace, and a plot of another kind."""
    if plot is not None:
        check_plot(plot)
    if out is not None:
        refuse_file(out)
    if out is not None and os.path.lexists(out / RECORD):
        raise OutputError(f"{shown(out)} holds the results of a run: choose another folder")


def write_tables(out: Path | None, tables: Mapping[str, pd.DataFrame]) -> None:
    """Write tables to a folder, if one is given."""
    if out is not None:
        write_set(out, {f"{name}.csv": csv_bytes(table) for name, table in tables.items()})


def write_plot(path: Path | None, plot: Callable[[], Plot]) -> None:
    """Write a plot, if a file is given, and say so."""
    if path is not None:
        plot().save(path)
        err_console.print(f"Written to {shown(path)}.")


def print_json(found: Mapping[str, Any]) -> None:
    """Print plain values as JSON, and nothing else."""
    out_console.print(json.dumps(found, indent=2, ensure_ascii=False), soft_wrap=True)


def give(found: Comparison, out: Path | None, most: str | None, *, as_json: bool) -> None:
    """Write and print a comparison; end with `MANY_CHANGED` if more differs than allowed."""
    write_tables(out, {"pairs": found.pairs, **({"causes": found.causes_table} if found.traced else {})})
    if as_json:
        print_json(found.as_dict())
    else:
        _print(found)
        if out is not None:
            out_console.print(f"\nWritten to {shown(out)}.")
    if most is not None and _exceeds(found, most.strip()):
        n, total = len(found.differences), sum(found.counts.values())
        err_console.print(f"{n} of {total} pairs differ, more than --max-changed {most} allows.")
        raise typer.Exit(MANY_CHANGED)


def _exceeds(found: Comparison, most: str) -> bool:
    n, total = len(found.differences), sum(found.counts.values())
    return 100 * n > float(most[:-1]) * total if most.endswith("%") else n > int(most)


def _print(found: Comparison) -> None:
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
