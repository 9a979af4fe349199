"""What rows that are left out leave behind: whatever they forbid still holds, so none of them allows a pair.

Somebody whose row was rejected takes no part, but appraises and reports as before. Where it cannot be told
which cell is what, or whose row it is, doubt forbids: everybody named in the row counts as linked.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, permutations, product

from mentormatch.arrays import with_more
from mentormatch.errors import RowProblem
from mentormatch.people.identity import Register
from mentormatch.people.model import People, register_of
from mentormatch.tables.rows.between_rows import TableRows
from mentormatch.tables.rows.cells import entries
from mentormatch.tables.rows.rows import PROTECTING, Entry, RowReader
from mentormatch.text import MAX_LINE, readable, shape

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Unread:
    """A row in which it cannot be told which cell is what, or whose row it is.

    Parameters
    ----------
    person : str
        Id of its person, as far as it can be told; empty if it may be anybody's.
    own : tuple of str
        Name and e-mail address of its person.
    texts : tuple of str
        Whatever else may name somebody.
    """

    file: str
    row: int
    person: str
    own: tuple[str, ...]
    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Rows that are left out.

    Parameters
    ----------
    read : tuple of Entry
        Those with an id and with cells that can be told apart, and earlier rows of a form sent again.
    moved : tuple of Unread
        Those of them again in which cells may have moved to other columns.
    unread : tuple of Unread
        The others.
    """

    read: tuple[Entry, ...]
    moved: tuple[Unread, ...]
    unread: tuple[Unread, ...]

    @classmethod
    def of(cls, tables: Sequence[TableRows], out: Collection[tuple[str, int]], separators: str) -> LeftOut:
        """Return the rows of the tables that are left out; `out` has table and row of those with cells.

        Each character of `separators` may be between names in a cell.
        """
        read, moved, unread = [], [], []
        known = {entry.said for rows in tables for entry in rows.entries}
        for rows in tables:
            # A form sent again may leave out what an earlier one said, and must not allow a pair by that.
            earlier = replace(rows.sheet, rows=rows.sheet.replaced)
            read += [one for one in RowReader(earlier, rows.plan, None).entries() if one.said]
            forms = {shape(one.id) for one in rows.entries if (rows.table, one.row) not in out}
            for entry, (row, cells) in zip(rows.entries, rows.sheet.rows, strict=True):
                if (rows.table, row) not in out:
                    continue
                texts = _texts(_other_cells(rows, cells), separators) if entry.moved else ()
                if not entry.said:
                    unread.append(_nameless(rows, entry, texts))
                    continue
                read.append(entry)
                if texts:
                    is_id = not forms or shape(entry.said) in forms
                    moved.append(Unread(rows.sheet.file, row, entry.said if is_id else "", (), texts))
            for row, cells in rows.sheet.ragged:
                person = _person(rows, cells)
                if len(cells) < len(rows.sheet.header) and (person in known or shape(person) not in forms):
                    person = ""  # the id may be what is missing
                unread.append(Unread(rows.sheet.file, row, person, (), _texts(cells, separators)))
        return cls(tuple(read), tuple(moved), tuple(unread))

    def kept_in(self, people: People) -> People:
        """Return the people with everything that can be read of these rows and forbids pairs."""
        known_as = [(one.said, readable(one.email or ""), readable(one.name)) for one in self.read]
        known_as += [(one.person, "", "") for one in self.unread if one.person]
        if not known_as:
            return people
        avoided = [(one.said, other) for one in self.read for other in one.ids("avoids")]
        return people.replace(
            links=with_more(people.links, chain.from_iterable(map(_lines, self.read))),
            avoided=with_more(people.avoided, avoided),
            known_as=with_more(people.known_as, known_as),
        )

    def doubted_in(self, people: People) -> People:
        """Return the people that `kept_in` gives, with everybody linked whom an unread row names."""
        if not self.unread and not self.moved:
            return people
        doubts = _Doubts(people)
        for one in (*self.moved, *self.unread):
            doubts.add(one)
        return doubts.in_people()

    def warnings(self) -> Iterator[RowProblem]:
        """Yield a warning for each row that forbids more than it would if it could be read."""
        for one in (*(row for row in self.moved if not row.person), *self.unread):
            if one.person or one.texts:
                whom = "linked with each other" if one.person else "linked with anybody"
                wrong = f"was rejected and cannot be read in full, so the people it names count as {whom}"
                yield RowProblem(one.file, one.row, "", "", wrong, "the row corrected", one.person)


class _Doubts:
    """Collects what rows may mean that cannot be read.

    Parameters
    ----------
    people : People
        With everything that can be read.
    """

    def __init__(self, people: People) -> None:
        self._people, self._register = people, register_of(people)
        written = {one for one in people.references if not _certain(self._register, one)}
        self._outsiders = sorted(written)
        self._outside = Register((one, None, one) for one in self._outsiders)
        self._links: list[Pair] = []
        self._anybodys: dict[str, None] = {}  # named in a row that may be anybody's
        # Names of outsiders may be those of the row's person, by which others know them.
        self._known_as: list[tuple[str, str, str]] = []
        self._nameless: list[str] = []

    def add(self, row: Unread) -> None:
        """Add a row: everybody it names counts as linked with each other."""
        own, named = map(self._meant, row.own), list(map(self._meant, row.texts))
        groups = [*([(row.person,)] if row.person else own), *named]
        self._links += chain.from_iterable(product(one, other) for one, other in permutations(groups, 2))
        names = [text for text in (*row.own, *row.texts) if self._outside.meant(text).people]
        if row.person:
            self._known_as += [(row.person, name, name) for name in names]
        else:
            self._anybodys |= dict.fromkeys(chain.from_iterable(named))
            self._nameless += names

    def _meant(self, text: str) -> tuple[str, ...]:
        return (*self._register.meant(text).people, *self._outside.meant(text).people)

    def in_people(self) -> People:
        """Return the people with all of it.

        A row that may be anybody's may be an outsider's whom others name, or that of anybody in the tables.
        """
        people, outsiders = self._people, self._outsiders
        links = [*self._links, *product(self._anybodys, outsiders), *product(outsiders, self._anybodys)]
        everybody = dict.fromkeys((*people.mentee_ids, *people.mentor_ids))
        apart = product(self._anybodys, everybody)
        fields = {
            "links": with_more(people.links, (pair for pair in links if pair[0] != pair[1])),
            "avoided": with_more(people.avoided, (pair for pair in apart if pair[0] != pair[1])),
        }
        forms = {shape(one) for one in everybody}
        ids = [one for one in outsiders if shape(one) in forms]
        known_as = self._known_as + [(one, name, name) for one, name in product(ids, self._nameless)]
        if not known_as:
            return people.with_same_names(**fields)
        return people.replace(**fields, known_as=with_more(people.known_as, known_as))


def _certain(register: Register, written: str) -> bool:
    meaning = register.meant(written)
    return bool(meaning.people) and meaning.sure


def _lines(entry: Entry) -> Iterator[Pair]:
    """Yield the reporting lines of a row, each (person, their superior)."""
    yield from ((entry.said, superior) for superior in entry.ids("independent_of"))
    yield from ((person, entry.said) for person in entry.ids("supervises"))


def _nameless(rows: TableRows, entry: Entry, texts: Iterable[str]) -> Unread:
    named = (one for field in PROTECTING for one in entry.ids(field))
    own = tuple(filter(None, map(readable, (entry.name, entry.email or ""))))
    return Unread(rows.sheet.file, entry.row, "", own, tuple(dict.fromkeys((*named, *texts))))


def _person(rows: TableRows, cells: Sequence[str]) -> str:
    """Return what is in the place of the id."""
    own = [column.index for column in rows.plan.columns if column.field == "id"]
    return readable(" ".join(cells[index] for index in own if index < len(cells)))


def _other_cells(rows: TableRows, cells: Sequence[str]) -> list[str]:
    """Return the cells that are not there to name somebody."""
    naming = {column.index for column in rows.plan.columns if column.field in {"id", *PROTECTING}}
    return [cell for index, cell in enumerate(cells) if index not in naming]


def _texts(cells: Sequence[str], separators: str) -> tuple[str, ...]:
    """Return whatever may name somebody, in whatever cell."""
    texts = (text for cell in cells for one in separators for text in entries(cell, one))
    found = (readable(text) for text in texts if len(text) <= MAX_LINE)
    return tuple(dict.fromkeys(text for text in found if text))
