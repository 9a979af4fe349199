"""What the commands share: exit codes and printing."""

from __future__ import annotations

import errno
import io
import logging
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

from rich import box
from rich.console import Console
from rich.status import Status
from rich.table import Table
from rich.text import Text

from mentormatch.errors import RowProblem
from mentormatch.progress import attached

if TYPE_CHECKING:
    import pandas as pd

PROVED, DEFECT, USAGE, BAD_ROWS, BAD_POLICY, CONTRADICTION, NOT_PROVED, NOT_WRITTEN = range(8)
SHOWN = 50
"""How many rows of a table are printed."""


class Screen(Console):
    """A console that takes nothing for markup, so that paths and what people typed are shown as they are.

    If nobody reads it (``| head``) or the disk is full, nothing more is printed and the run goes on; `lost`
    then says why, and the exit code that not everything was said.
    """

    lost = ""

    def __init__(self, *, stderr: bool = False) -> None:
        super().__init__(stderr=stderr, markup=False, emoji=False, highlight=False)

    def begin(self) -> None:
        """Print from now on, whatever was lost before."""
        self.lost, self.quiet = "", False
        if isinstance(self.file, io.TextIOWrapper):
            # What the terminal cannot show must not end the run.
            self.file.reconfigure(errors="backslashreplace")

    def print(self, *things: Any, **options: Any) -> None:
        """Print; see rich."""
        # In files and pipes a sentence is one line: a path broken in two cannot be copied.
        whole = not self.is_terminal and all(isinstance(thing, str) for thing in things)
        try:
            super().print(*things, **{"soft_wrap": whole, **options})
        except OSError as error:
            self.lost, self.quiet = error.strerror or type(error).__name__, True
            with suppress(OSError):
                # Or Python would try again, and complain, when it ends.
                os.dup2(os.open(os.devnull, os.O_WRONLY), self.file.fileno())

    def on_broken_pipe(self) -> None:
        """Leave it to `print`."""
        raise BrokenPipeError(errno.EPIPE, "nobody reads it")


out_console = Screen()
err_console = Screen(stderr=True)


def problem_csv(problems: Sequence[RowProblem]) -> bytes:
    """Return row errors or warnings as the contents of a CSV file."""
    from mentormatch.errors import problem_table
    from mentormatch.files import csv_bytes

    return csv_bytes(problem_table(problems))


def print_problems(title: str, problems: Sequence[RowProblem], kind: str = "error") -> None:
    """Print row errors or warnings as a table, the same message about several rows in one line."""
    table = Table(title=title, title_justify="left", box=box.SIMPLE_HEAD, pad_edge=False)
    for heading in ("where", "column", "value", kind, "expected"):
        table.add_column(heading, overflow="fold")
    alike: dict[tuple[str, str, str, str], list[RowProblem]] = {}
    for p in problems:
        alike.setdefault((p.file, p.column, p.wrong, p.expected), []).append(p)
    for (file, column, wrong, expected), group in list(alike.items())[:SHOWN]:
        values = list(dict.fromkeys(p.value[:80] for p in group if p.value))
        offered = group[0].with_value().expected if len(values) == 1 else expected
        cells = (f"{file}{_rows(group)}", column, _first(values, 3), wrong, offered)
        table.add_row(*cells)
    if len(alike) > SHOWN:
        table.caption = f"... and {len(alike) - SHOWN} more kinds of {kind}"
    err_console.print(table)


def _rows(problems: Sequence[RowProblem]) -> str:
    rows = [str(p.row) for p in problems if p.row is not None]
    return f" row{'s' if len(rows) > 1 else ''} {_first(rows, 5)}" if rows else ""


def _first(words: Sequence[str], n: int) -> str:
    return ", ".join(words[:n]) + (f" and {len(words) - n} more" if len(words) > n else "")


def fact_table(facts: Sequence[tuple[str, str]]) -> Table:
    """Return facts, each a name and a text, as a table without lines."""
    table = Table.grid(padding=(0, 2))
    table.add_column(no_wrap=True)
    table.add_column()
    for name, value in facts:
        table.add_row(name, value)
    return table


def print_frame(title: str, frame: pd.DataFrame, headings: Mapping[str, str]) -> None:
    """Print the first rows of a DataFrame under readable headings; print nothing if it is empty."""
    if frame.empty:
        return
    table = Table(title=title, title_justify="left", box=box.SIMPLE_HEAD, pad_edge=False)
    for name, heading in headings.items():
        numbers = frame[name].dtype.kind in "if"
        table.add_column(heading, overflow="fold", justify="right" if numbers else "left")
    for row in frame[list(headings)].head(SHOWN).itertuples(index=False):
        table.add_row(*map(_cell, row))
    if len(frame) > SHOWN:
        table.caption = f"... and {len(frame) - SHOWN} more"
    out_console.print(table)


def _cell(value: object) -> str:
    if value is None or value != value:  # noqa: PLR0124  (nan)
        return "none"
    return f"{value:.3f}" if isinstance(value, float) else str(value)


@contextmanager
def step(what: str) -> Iterator[None]:
    """Show the current step in a status line while it runs; show nothing unless this is a terminal."""
    if not err_console.is_terminal:
        yield
        return
    with err_console.status(what) as status, attached(_StatusLine(status)):
        yield


class _StatusLine(logging.Handler):
    """Shows each step in the status line."""

    def __init__(self, status: Status) -> None:
        super().__init__()
        self._status = status

    def emit(self, record: logging.LogRecord) -> None:
        self._status.update(Text(record.getMessage()))
