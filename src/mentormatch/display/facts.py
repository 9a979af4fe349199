"""Facts and tables about a result, as text for a terminal or as HTML for a notebook.

The HTML has no colours, so that it is readable on light and on dark pages, no script, and no text that is
not escaped. Notebooks are passed on with what they showed: what a plain ``repr`` does not show of people,
their ids among it, is not shown here either.
"""

from __future__ import annotations

import html
import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mentormatch.files import Columns

Facts = tuple[tuple[str, str], ...]
"""Names, each with its text."""

_ROWS, _LONGEST = 25, 200
"""The most rows of a table, and characters of a cell in it."""
_CELL = "vertical-align:top;padding:0.1em 1em 0.1em 0"
_LEFT, _RIGHT = f"{_CELL};text-align:left;white-space:pre-wrap", f"{_CELL};text-align:right"
_HEADING = f"{_CELL};text-align:left;white-space:nowrap"
_CAPTION = "caption-side:top;text-align:left;font-weight:bold;white-space:nowrap"


def as_text(facts: Facts) -> str:
    """Return facts as lines of text."""
    width = max(len(name) for name, _ in facts)
    return "\n".join(f"{name:<{width}}  {value}" for name, value in facts)


def as_html(title: str, facts: Facts, tables: Mapping[str, Columns] | None = None) -> str:
    """Return facts as a table, and below it the first rows of other tables.

    Parameters
    ----------
    title : str
        The caption of the facts.
    facts : sequence of (str, str)
        A text may have several lines.
    tables : mapping of str to Columns, optional
        Caption -> columns; a table without rows is left out.
    """
    rows = "".join(
        f'<tr><th scope="row" style="{_HEADING}">{html.escape(name)}</th>'
        f'<td style="{_LEFT}">{html.escape(text)}</td></tr>'
        for name, text in facts
    )
    shown = [_table(title, "", rows)]
    for caption, columns in (tables or {}).items():
        length = max(map(len, columns.values()), default=0)
        if length:
            part = f": first {_ROWS} of {length}" if length > _ROWS else ""
            shown.append(_table(f"{caption}{part}", _head(columns), _rows(columns)))
    return f"<div>{''.join(shown)}</div>"


def _table(caption: str, head: str, rows: str) -> str:
    return (
        f'<table style="margin:0 0 1em 0"><caption style="{_CAPTION}">{html.escape(caption)}</caption>'
        f"{head}<tbody>{rows}</tbody></table>"
    )


def _head(columns: Columns) -> str:
    names = (f'<th scope="col" style="{_HEADING}">{html.escape(name)}</th>' for name in columns)
    return f"<thead><tr>{''.join(names)}</tr></thead>"


def _rows(columns: Columns) -> str:
    heads = (column[:_ROWS] for column in columns.values())
    rows = zip(*(head if isinstance(head, Sequence) else head.tolist() for head in heads), strict=True)
    return "".join(f"<tr>{''.join(map(_cell, row))}</tr>" for row in rows)


def _cell(value: object) -> str:
    style = _RIGHT if type(value) in {int, float} else _LEFT
    return f'<td style="{style}">{html.escape(_in_words(value))}</td>'


def _in_words(value: object) -> str:
    """Return a value as a table shows it; nan and None are empty."""
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    text = f"{round(value, 3):g}" if isinstance(value, float) else str(value)
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
