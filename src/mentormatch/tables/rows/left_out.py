"""What rows that are left out leave behind: whatever they forbid still holds, so none of them allows a pair.

Somebody whose row was rejected takes no part, but appraises and reports as before. Where it cannot be told
which cell is what, or whose row it is, doubt forbids: everybody named in the row counts as linked.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, permutations, product

from mentormatch.arrays import with_more
from mentormatch.errors import RowProblem
from mentormatch.people.identity import Register
from mentormatch.people.model import People, register_of
from mentormatch.tables.rows.between_rows import TableRows
from mentormatch.tables.rows.cells import entries
from mentormatch.tables.rows.rows import PROTECTING, Entry
from mentormatch.text import MAX_LINE, readable

Pair = tuple[str, str]

_LETTERS, _DIGITS = re.compile(r"[^\W\d_]+"), re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Unread:
    """A row in which it cannot be told which cell is what, or whose row it is.

    Parameters
    ----------
    file : str
    row : int
    person : str
        Id of its person, as far as it can be told; empty if it may be anybody's.
    texts : tuple of str
        Whatever may name somebody.
    """

    file: str
    row: int
    person: str
    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Rows that are left out.

    Parameters
    ----------
    read : tuple of Entry
        Those with an id and with cells that can be told apart.
    unread : tuple of Unread
        The others.
    """

    read: tuple[Entry, ...]
    unread: tuple[Unread, ...]

    @classmethod
    def of(cls, tables: Sequence[TableRows], out: Collection[tuple[str, int]], separator: str) -> LeftOut:
        """Return the rows of the tables that are left out; `out` has table and row of those with cells."""
        left = [(rows, entry) for rows in tables for entry in rows.entries if (rows.table, entry.row) in out]
        nameless = [_nameless(rows, entry) for rows, entry in left if not entry.said]
        known = {entry.said for rows in tables for entry in rows.entries}
        ragged = [
            _ragged(rows, row, cells, known, separator) for rows in tables for row, cells in rows.sheet.ragged
        ]
        return cls(tuple(entry for _, entry in left if entry.said), (*nameless, *ragged))

    def kept_in(self, people: People) -> People:
        """Return the people with everything that can be read of these rows and forbids pairs."""
        known_as = [(one.said, readable(one.email or ""), readable(one.name)) for one in self.read]
        known_as += [(one.person, "", "") for one in self.unread if one.person]
        if not known_as:
            return people
        return people.replace(
            links=with_more(people.links, chain.from_iterable(map(_lines, self.read))),
            avoided=with_more(
                people.avoided, ((one.said, x) for one in self.read for x in one.ids("avoids"))
            ),
            known_as=with_more(people.known_as, known_as),
        )

    def doubted_in(self, people: People) -> People:
        """Return the people that `kept_in` gives, with everybody linked whom an unread row names."""
        if not self.unread:
            return people
        register = register_of(people)
        outsiders = sorted({one for one in people.references if not _certain(register, one)})
        outside = Register((one, None, one) for one in outsiders)
        links: list[Pair] = []
        unknown: set[str] = set()
        for one in self.unread:
            named = [(*register.meant(text).people, *outside.meant(text).people) for text in one.texts]
            linked = [(one.person,), *named] if one.person else named
            links += chain.from_iterable(product(some, others) for some, others in permutations(linked, 2))
            unknown.update(() if one.person else chain.from_iterable(named))
        # A row that may be anybody's: an outsider's whom others name, or that of anybody in the tables.
        either_way = (pair for pair in product(sorted(unknown), outsiders) for pair in (pair, pair[::-1]))
        everybody = dict.fromkeys((*people.mentee_ids, *people.mentor_ids))
        return people.with_same_names(
            links=with_more(people.links, (pair for pair in (*links, *either_way) if pair[0] != pair[1])),
            avoided=with_more(
                people.avoided, (p for p in product(sorted(unknown), everybody) if p[0] != p[1])
            ),
        )

    def warnings(self) -> Iterator[RowProblem]:
        """Yield a warning for each row that forbids more than it would if it could be read."""
        for one in self.unread:
            if one.person or one.texts:
                whom = "linked with each other" if one.person else "linked with anybody"
                wrong = f"was rejected and cannot be read in full, so the people it names count as {whom}"
                yield RowProblem(one.file, one.row, "", "", wrong, "the row corrected", one.person)


def _certain(register: Register, written: str) -> bool:
    meaning = register.meant(written)
    return bool(meaning.people) and meaning.sure


def _lines(entry: Entry) -> Iterator[Pair]:
    """Yield the reporting lines of a row, each (person, their superior)."""
    yield from ((entry.said, superior) for superior in entry.ids("independent_of"))
    yield from ((person, entry.said) for person in entry.ids("supervises"))


def _nameless(rows: TableRows, entry: Entry) -> Unread:
    named = tuple(one for field in PROTECTING for one in entry.ids(field))
    known_by = tuple(filter(None, map(readable, (entry.name, entry.email or ""))))
    return Unread(rows.sheet.file, entry.row, "", (*known_by, *named) if named else ())


def _ragged(
    rows: TableRows, row: int, cells: Sequence[str], known: Collection[str], separator: str
) -> Unread:
    """Return a row with too many cells, too few, or some that are no text."""
    own = [column.index for column in rows.plan.columns if column.field == "id"]
    person = readable(" ".join(cells[index] for index in own if index < len(cells)))
    if len(cells) < len(rows.sheet.header) and (person in known or not _is_like(person, rows)):
        person = ""  # the id may be what is missing
    texts = [readable(text) for cell in cells for text in entries(cell, separator) if len(text) <= MAX_LINE]
    return Unread(rows.sheet.file, row, person, tuple(dict.fromkeys(text for text in texts if text)))


def _is_like(person: str, rows: TableRows) -> bool:
    """Return whether this has the form of the ids of a table: letters and digits in the same places."""
    return _form(person) in {_form(entry.said) for entry in rows.entries}


def _form(text: str) -> str:
    return _DIGITS.sub("9", _LETTERS.sub("a", text))
