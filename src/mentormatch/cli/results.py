"""How every command gives its result: as text, as tables in CSV files, or as JSON."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Collection, Mapping
from dataclasses import asdict, is_dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Optional

import typer

from mentormatch.cli.console import err_console, out_console
from mentormatch.cli.given.options import File, file_option, folder_option
from mentormatch.cli.history import refuse_folder
from mentormatch.display.plot import Plot, refuse_plot
from mentormatch.errors import OutputError
from mentormatch.files import RECORD, csv_bytes, shown, write_atomically, write_set

if TYPE_CHECKING:
    import pandas as pd

    from mentormatch.record.record import Record

AsJson = Annotated[bool, typer.Option("--json", help="Print everything as JSON instead of text.")]
TableFile = Annotated[File, file_option("CSV file to write the result to.", "--out")]
Folder = Annotated[
    Optional[Path],  # noqa: UP045  (typer reads the annotation at run time)
    folder_option("Folder for the tables, CSV; created if missing."),
]
PlotFile = Annotated[File, file_option("SVG or PNG file for a plot, with alternative text.", "--plot")]


def check_file(out: Path | None) -> None:
    """Refuse a file that is there already, before anything is worked out for it."""
    if out is not None and os.path.lexists(out):
        raise OutputError(f"{shown(out)} is there already: choose another name")
    if out is not None:
        refuse_folder(out.parent)


def check_folder(out: Path | None) -> None:
    """Refuse a folder with the results of a run, which the tables would replace."""
    if out is not None:
        refuse_folder(out)
    if out is not None and os.path.lexists(out / RECORD):
        raise OutputError(f"{shown(out)} holds the results of a run: choose another folder")


def check_plot(path: Path | None) -> None:
    """Refuse a plot that cannot be drawn, or a file of another kind."""
    if path is not None:
        refuse_plot(path)


def write_plot(path: Path | None, plot: Callable[[], Plot]) -> None:
    """Write a plot, if a file is given."""
    if path is not None:
        plot().save(path)
        err_console.print(f"Written to {shown(path)}.")


def give(
    found: Mapping[str, Any],
    tables: pd.DataFrame | Mapping[str, pd.DataFrame],
    text: Callable[[], None],
    *,
    out: Path | None,
    as_json: bool,
) -> None:
    """Write a result, and print it.

    Parameters
    ----------
    found : mapping
        What is printed as JSON, see `print_json`.
    tables : DataFrame or mapping of str to DataFrame
        One table becomes the file `out`; several become files of the folder `out`, by their names.
    text : callable
        Prints the result as text.
    """
    if out is not None:
        if isinstance(tables, Mapping):
            write_set(out, {f"{name}.csv": csv_bytes(table) for name, table in tables.items()})
        else:
            write_atomically(out, csv_bytes(tables))
    if as_json:
        print_json(found)
    else:
        text()
    if out is not None:
        err_console.print(f"Written to {shown(out)}.")


def write_noted(record: Record, folder: Path, files: Mapping[str, bytes]) -> None:
    """Write files about several people into a folder, noted in the record, so that erasure finds them."""
    folder.mkdir(parents=True, exist_ok=True)
    record.write_files([(folder / name, data, None) for name, data in files.items()])


def print_json(found: Mapping[str, Any]) -> None:
    """Print values as JSON, and nothing else: tables as lists of rows, records as objects, nan as null."""
    text = json.dumps(dict(found), default=_plain)
    values = json.loads(text, parse_constant=lambda _: None)
    out_console.print(json.dumps(values, indent=1, ensure_ascii=False), soft_wrap=True)


def print_outcome(code: int) -> None:
    """Print as JSON how a command ended that has no result: its exit code, and what was said of it."""
    problems = [asdict(one.with_value()) for one in err_console.problems]
    print_json({"exit": code, "messages": err_console.messages, "problems": problems})


def _plain(value: Any) -> Any:
    if hasattr(value, "to_dict"):
        return value.astype(object).where(value.notna(), None).to_dict("records")
    if is_dataclass(value) and not isinstance(value, type):
        return asdict(value)
    if isinstance(value, Mapping):
        return dict(value)
    if hasattr(value, "tolist"):
        return value.tolist()
    return list(value) if isinstance(value, Collection) else str(value)
