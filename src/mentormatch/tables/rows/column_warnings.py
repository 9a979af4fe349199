"""Warnings about columns whose content is valid but suggests that something else was meant."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from mentormatch.errors import RowProblem
from mentormatch.tables.forms.lists import are_whole_names
from mentormatch.tables.rows.between_rows import TableRows
from mentormatch.tables.rows.fields import ID_FIELDS, Kind
from mentormatch.tables.rows.headings import Column

MOST_NAMED = 5
"""Rows that one warning names."""
MIN_RANKS = 5
"""Fewer whole numbers than this are 1 to n too often by chance."""


def column_warnings(rows: TableRows, *, has_places: bool) -> list[RowProblem]:
    """Return warnings about columns: ranks, another separator, unused postcodes, cells read in words."""
    file = rows.sheet.file
    warnings = []
    for column in rows.plan.columns:
        cells = [text for _, cells in rows.sheet.rows if (text := cells[column.index].strip())]
        if _numeric(column) and _are_ranks(cells):
            wrong = f"contains each whole number from 1 to {len(cells)} once, as ranks would"
            expected = (
                "levels or amounts, which may repeat; ranked preferences belong in `prefers`, best first"
            )
            warnings.append(RowProblem(file, None, column.heading, "", wrong, expected))
        warnings += _in_words(rows, column, cells)
        separator = "" if column.reader is None else column.reader.wording.separator
        if _is_list(column) and separator not in "\n".join(cells) and _has_commas(column, cells):
            wrong = f"contains commas but never the separator '{separator}'"
            expected = f"'{separator}' between entries, or separator = \",\" in the column map"
            warnings.append(RowProblem(file, None, column.heading, "", wrong, expected))
    fields = rows.plan.fields
    if "postcode" in fields and "latitude" not in fields and not has_places:
        wrong = "cannot be looked up without a postcode table, so distances are unknown"
        expected = "a postcode table (`places`), or latitude and longitude"
        warnings.append(RowProblem(file, None, rows.plan.headings_of("postcode"), "", wrong, expected))
    return warnings


def _in_words(rows: TableRows, column: Column, cells: Iterable[str]) -> Iterator[RowProblem]:
    """Yield one warning for each way in which cells of a column were read that are not as asked for."""
    if column.reader is None:
        return
    notes = {text: note for text in set(cells) if (note := column.reader.note(text))}
    if not notes:
        return
    found: dict[str, list[int]] = {}
    for row, texts in rows.sheet.rows:
        if note := notes.get(texts[column.index].strip(), ""):
            found.setdefault(note, []).append(row)
    for note, at in found.items():
        named = ", ".join(map(str, at[:MOST_NAMED]))
        where = f"row {named}" if len(at) == 1 else f"{len(at)} cells, in rows {named}"
        more = ", …" if len(at) > MOST_NAMED else ""
        expected = f"no correction if this is meant; otherwise {column.reader.wording.offer}"
        wrong = f"{note}: {where}{more}"
        yield RowProblem(rows.sheet.file, None, column.heading, "", wrong, expected, as_read=True)


def _numeric(column: Column) -> bool:
    if column.field in {"latitude", "longitude"}:
        return False
    return column.one_answer or column.kind in {Kind.WHOLE, Kind.NUMBER}


def _is_list(column: Column) -> bool:
    return column.kind in {Kind.LIST, Kind.LEVELS} and not column.one_answer


def _are_ranks(cells: list[str]) -> bool:
    if len(cells) < MIN_RANKS:
        return False
    texts = {cell.removesuffix(".0") for cell in cells}
    return len(texts) == len(cells) and texts == {str(i) for i in range(1, len(cells) + 1)}


def _has_commas(column: Column, cells: Iterable[str]) -> bool:
    """Return whether commas may be between entries: between people, not within "Ash, Amy"."""
    cut = [cell.split(",") for cell in cells if "," in cell]
    return bool(cut) and (column.field not in ID_FIELDS or all(are_whole_names(parts) for parts in cut))
