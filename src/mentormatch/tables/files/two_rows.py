"""Headings over two rows: a question in the first, with empty headings behind it, and its options below.

So survey programs write a question with several columns, and so people do with merged cells. The two become
one heading, "question [option]", as of a grid.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain

from mentormatch.errors import RowProblem
from mentormatch.tables.files.expected import Expected, Row, heading_key
from mentormatch.text import folded

_NO_OPTION = frozenset({"", "response", "open-ended response"})
"""What is below a question with one column."""


def in_one_row(
    file: str, first: Row, rows: Iterator[Row], expected: Expected
) -> tuple[Row, Iterator[Row], list[RowProblem]]:
    """Return the headings, the rows below them, and a warning where the headings are over two rows.

    They are if the first row has empty headings behind a question, each of which has a text in the second
    row, all of one question different; if below every other heading, of which there is one at least, nothing
    is but words for no option; and if the joined headings have those that are required. A person has an id,
    so that no person's row can be this.

    Parameters
    ----------
    file : str
        Name for the warning.
    first : tuple of (int, sequence of str)
        Row number and headings.
    rows : iterator of (int, sequence of str)
        All rows below.
    expected : Expected
        Where nothing is required, headings are in one row.
    """
    number, questions = first
    if not expected.required or all(map(str.strip, questions)) or not questions[0].strip():
        return first, rows, []
    second = next(rows, None)
    if second is None:
        return first, rows, []
    headings = _joined(questions, second[1])
    if headings is None or not expected.has_required(headings):
        return first, chain([second], rows), []
    wrong = f"has headings in rows {number} and {second[0]}, which were read as 'question [option]'"
    warning = RowProblem(file, second[0], "", "", wrong, "no correction if this row is no person")
    return (number, headings), rows, [warning]


def _joined(questions: Sequence[str], below: Sequence[str]) -> list[str] | None:
    """Return the headings of both rows in one; None unless they are headings over two rows."""
    if len(below) != len(questions):
        return None
    groups: list[list[int]] = []
    for column, question in enumerate(questions):
        if question.strip():
            groups.append([])
        groups[-1].append(column)
    options = [text.strip() for text in below]
    single = [column for column, *more in groups if not more]
    several = [group for group in groups if len(group) > 1]
    if not single or any(folded(options[column]) not in _NO_OPTION for column in single):
        return None
    for group in several:
        keys = {heading_key(options[column]) for column in group}
        if "" in keys or len(keys) < len(group):
            return None
    of = {column: questions[group[0]].strip() for group in several for column in group}
    return [
        f"{of[column]} [{options[column]}]" if column in of else question.strip()
        for column, question in enumerate(questions)
    ]
