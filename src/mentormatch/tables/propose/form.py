"""Forms as they are looked at for a proposal: headings, what each asks, and the rows of people."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from os.path import realpath
from pathlib import Path

from immutabledict import immutabledict

from mentormatch.tables.exports.not_people import is_import_id, without_other_rows
from mentormatch.tables.files.expected import MAX_TITLE_ROWS, Expected, column_keys
from mentormatch.tables.files.sheets import Sheet
from mentormatch.tables.files.sources import is_workbook, read_bytes, read_table, read_workbook
from mentormatch.tables.files.workbooks import Workbook
from mentormatch.tables.propose.signs import fields_asked, is_named, is_of_the_form, words_of
from mentormatch.tables.rows.fields import TABLES, Kind, Table
from mentormatch.tables.rows.headings import Column as PlanColumn
from mentormatch.tables.rows.headings import Plan

_FEW = 2  # headings that say what they ask for


class _Asking(Expected):
    """Expects headings that ask for something that is known, in any of the first rows."""

    __slots__ = ()

    def has_required(self, header: Sequence[str]) -> bool:  # noqa: ARG002  (which one it is, is proposed)
        """Return that any headings will do."""
        return True

    def position(self, rows: Iterable[Sequence[str]]) -> int | None:
        """Return the first row with headings that ask for something; no other than row 1 if it is full."""
        first = list(islice(rows, MAX_TITLE_ROWS))
        filled = [sum(1 for cell in cells if cell.strip()) for cells in first]
        if first and filled[0] == max(filled):
            del first[1:]
        return next((at for at, cells in enumerate(first) if sum(map(_is_known, cells)) >= _FEW), None)


def _is_known(heading: str) -> bool:
    if not heading.strip() or len(heading) > 200:
        return False
    known = any(is_named(" ".join(words_of(heading).split()), table) for table in TABLES)
    return known or is_of_the_form(heading) or any(fields_asked(heading, table) for table in TABLES)


@dataclass(frozen=True, slots=True)
class Form:
    """One form.

    Parameters
    ----------
    title : str
        Name of the worksheet, where the workbook has several; otherwise empty.
    questions : mapping of str to str
        Heading -> what it asks, where a survey program has that in its second row of headings.
    """

    sheet: Sheet
    title: str = ""
    questions: Mapping[str, str] = immutabledict()

    @property
    def headings(self) -> list[str]:
        """The headings, each once."""
        return [heading for heading in dict.fromkeys(self.sheet.header) if heading]

    @property
    def keys(self) -> dict[str, str]:
        """Heading -> the form in which it is compared."""
        return dict(zip(self.sheet.header, column_keys(self.sheet.header), strict=True))

    def is_repeated(self, heading: str) -> bool:
        """Return whether several columns have this heading."""
        keys = column_keys(self.sheet.header)
        return keys.count(self.keys[heading]) > 1

    def asked(self, heading: str) -> str:
        """Return what a heading asks."""
        return self.questions.get(heading, heading)

    def all_cells(self, heading: str) -> list[str]:
        """Return the cells under a heading, one for each row, without outer blanks."""
        at = self.sheet.header.index(heading)
        return [cells[at].strip() for _, cells in self.sheet.rows]

    def cells(self, heading: str) -> list[str]:
        """Return the cells under a heading that hold something."""
        return list(filter(None, self.all_cells(heading)))

    def of_people(self, table: Table, fields: Mapping[str, str]) -> Form:
        """Return the form without totals and notes; `fields` is heading -> field."""
        columns = tuple(
            PlanColumn(self.sheet.header.index(heading), heading, field, Kind.TEXT, str)
            for heading, field in fields.items()
        )
        if "id" not in fields.values():
            return self
        return replace(self, sheet=without_other_rows(self.sheet, Plan(table, columns, {})))

    def where(self, keep: Sequence[bool]) -> Form:
        """Return the form with some of its rows."""
        rows = tuple(row for row, kept in zip(self.sheet.rows, keep, strict=True) if kept)
        return replace(self, sheet=replace(self.sheet, rows=rows))


def form_of(sheet: Sheet, title: str = "") -> Form:
    """Return a form; the further heading rows of a survey program tell what it asks."""
    for position, (_, cells) in enumerate(sheet.rows[:2]):
        if any(map(is_import_id, cells)):
            texts = sheet.rows[0][1] if position else ()
            questions = {
                heading: f"{heading} {text}" for heading, text in zip(sheet.header, texts, strict=False)
            }
            return Form(replace(sheet, rows=sheet.rows[position + 1 :]), title, questions)
    return Form(sheet, title)


def read_forms(mentees: Path, mentors: Path | None = None, sheet: str | None = None) -> tuple[Form, Form]:
    """Return the forms of mentees and of mentors; the same one twice if one form is for both roles.

    Parameters
    ----------
    sheet : str, optional
        Name of the worksheet that holds the people, where the workbooks have others.

    Raises
    ------
    RecordError
        If a file cannot be read, or has no such sheet.
    """
    if mentors is not None and realpath(mentees) != realpath(mentors):
        return _form(mentees, "mentees", sheet), _form(mentors, "mentors", sheet)
    titles = {} if sheet is not None else dict(_titles(mentees))
    if len(set(titles.values())) < len(TABLES):
        form = _form(mentees, "", sheet)
        return form, form
    return _form(mentees, "mentees"), _form(mentees, "mentors")


def _form(file: Path, table: str, sheet: str | None = None) -> Form:
    # No heading has to be there once: a heading twice is for the proposal to say.
    asking = _Asking(frozenset({"id"}), unread=column_keys)
    if not is_workbook(file, read_bytes(file)):
        return form_of(read_table(file, table, expected=asking, sheet=sheet))
    book = read_workbook(file)
    title = _title(book, table) if sheet is None else book.named(sheet)
    return form_of(book.sheet(title, asking), title if len(book.names) > 1 else "")


def _titles(file: Path) -> Iterator[tuple[str, str]]:
    """Yield each table with its worksheet, for those that a workbook has."""
    if is_workbook(file, read_bytes(file)):
        book = read_workbook(file)
        yield from ((table, title) for table in TABLES if (title := _named(book, table)) is not None)


def _title(book: Workbook, table: str) -> str:
    return _named(book, table) or book.fullest()


def _named(book: Workbook, table: str) -> str | None:
    """Return the worksheet called as a table, or the only one that has its word in its name."""
    if not table:
        return None
    words = {table, table.removesuffix("s")}
    named = [name for name in book.names if not words.isdisjoint(words_of(name).split())]
    return book.find(table) or (named[0] if len(named) == 1 else None)
