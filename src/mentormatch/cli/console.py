"""What the commands share: exit codes and printing."""

from __future__ import annotations

import errno
import io
import logging
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from itertools import islice
from typing import TYPE_CHECKING, Any, Literal

from rich import box
from rich.cells import cell_len
from rich.console import Console
from rich.status import Status
from rich.table import Table
from rich.text import Text

from mentormatch.errors import RowProblem
from mentormatch.progress import attached

if TYPE_CHECKING:
    import pandas as pd

PROVED, DEFECT, USAGE, BAD_ROWS, BAD_POLICY, CONTRADICTION, NOT_PROVED, NOT_WRITTEN = range(8)
MANY_CHANGED = 8
SOME_FAILED = 9
SHOWN = 50
"""How many rows of a table are printed."""
WIDE = 110
"""Columns of a screen that shows a finding and what is expected beside each other."""
_BETWEEN, _TEXT = 3, 40
"""Blanks between columns, and how wide a text is before it is better broken."""


class Screen(Console):
    """A console that takes nothing for markup, so that paths and what people typed are shown as they are.

    If nobody reads it (``| head``) or the disk is full, nothing more is printed and the run goes on; `lost`
    then says why, and the exit code that not everything was said.
    """

    lost = ""
    messages: list[str]
    """Sentences that were printed."""
    problems: list[RowProblem]
    """Errors that were printed as a table."""

    def __init__(self, *, stderr: bool = False) -> None:
        super().__init__(stderr=stderr, markup=False, emoji=False, highlight=False)
        self.messages, self.problems = [], []
        self._width = None  # rich keeps that of the moment of import; a screen may be resized later

    def begin(self) -> None:
        """Print from now on, whatever was lost before."""
        self.lost, self.quiet = "", False
        self.messages, self.problems = [], []
        if isinstance(self.file, io.TextIOWrapper):
            # What the terminal cannot show must not end the run.
            self.file.reconfigure(errors="backslashreplace")

    def print(self, *things: Any, **options: Any) -> None:
        """Print; see rich."""
        # In files and pipes a sentence is one line: a path broken in two cannot be copied.
        whole = not self.is_terminal and all(isinstance(thing, str) for thing in things)
        self.messages += filter(None, map(str.strip, (thing for thing in things if isinstance(thing, str))))
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


def print_problems(
    title: str, problems: Sequence[RowProblem], kind: str = "error", *, most: int = SHOWN, others: str = ""
) -> None:
    """Print row errors or warnings, the same message about several rows in one line.

    At most so many lines are printed; `others` says where the others are listed.

    What is expected has a column of its own where the screen is wide enough for three.
    """
    err_console.problems += problems if kind == "error" else ()
    wide = err_console.width >= WIDE
    table = Table(title=title, title_justify="left", box=box.SIMPLE_HEAD, pad_edge=False)
    for heading in ("where", kind, "expected")[: 3 if wide else 2]:
        table.add_column(
            heading, overflow="fold", max_width=err_console.width // 3 if heading == "where" else None
        )
    alike: dict[tuple[str, str, str, str], list[RowProblem]] = {}
    for p in problems:
        alike.setdefault((p.file, p.column, p.wrong, p.expected), []).append(p)
    for (file, column, wrong, expected), group in islice(alike.items(), most):
        seen = list(dict.fromkeys(p.value[:80] for p in group if p.value))
        offered = group[0].with_value().expected if len(seen) == 1 else expected
        values = _first([f"'{value}'" for value in seen], 3)
        where = ", ".join(filter(None, [f"{file}{_rows(group)}", column]))
        found = " ".join(filter(None, [values, wrong]))
        table.add_row(where, *((found, offered) if wide else (f"{found}; expected {offered}",)))
    if len(alike) > most:
        table.caption = f"... and {len(alike) - most} more kinds of {kind}{others}"
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


def print_frame(title: str, frame: pd.DataFrame, headings: Mapping[str, str], *, most: int = SHOWN) -> None:
    """Print the first rows of a DataFrame under readable headings; print nothing if it is empty.

    Where the screen is too narrow for all columns the last numbers are not shown: the files have them.
    """
    if frame.empty:
        return
    first = frame[list(headings)].head(most)
    cells = {name: [_cell(value) for value in first[name]] for name in headings}
    numbers = [name for name in headings if frame[name].dtype.kind in "if"]
    narrowest = {
        name: _width(headings[name].split() if name in numbers else [headings[name]], cells[name])
        for name in headings
    }
    table = Table(title=title, title_justify="left", box=box.SIMPLE_HEAD, pad_edge=False)
    names = _fitting(headings, narrowest, numbers)
    roomy = _total(_width([headings[name]], cells[name]) for name in names) <= out_console.width
    for name in names:
        number = name in numbers
        justify: Literal["left", "right"] = "right" if number else "left"
        width = narrowest[name] if number and not roomy else None
        table.add_column(headings[name], overflow="fold", justify=justify, max_width=width)
    for row in zip(*(cells[name] for name in names), strict=True):
        table.add_row(*row)
    if len(frame) > most:
        table.caption = f"... and {len(frame) - most} more"
    out_console.print(table)


def _fitting(headings: Mapping[str, str], widths: Mapping[str, int], numbers: Sequence[str]) -> list[str]:
    """Return the columns that fit on the screen, of numbers only as many as there is room for."""
    names, spare = list(headings), list(numbers)
    while spare and _total(widths[name] for name in names) > out_console.width:
        names.remove(spare.pop())
    return names


def _total(widths: Iterable[int]) -> int:
    """Return the width of a table, in which texts may be broken once they are long."""
    return 1 + sum(_BETWEEN + min(_TEXT, width) for width in widths)


def _width(heading: Sequence[str], cells: Sequence[str]) -> int:
    """Return the width of a column, whose heading may take several lines."""
    return max(map(cell_len, [*heading, *cells]))


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
