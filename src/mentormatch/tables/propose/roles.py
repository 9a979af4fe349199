"""One form for both roles: which column says who is a mentor and who a mentee, and what its words mean."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from mentormatch.people.protected.words import asks_for_protected
from mentormatch.tables.exports.roles import ROLE_WORDS, tables_of
from mentormatch.tables.propose.form import Form
from mentormatch.tables.propose.signs import asks_for_role
from mentormatch.tables.propose.words import Word
from mentormatch.tables.rows.fields import TABLES, Table
from mentormatch.text import folded

_MOST_WORDS = 12
_ENOUGH = 0.6
_MENTEE = re.compile(
    r"\bmentees?\b|\bmentored\b|\b(have|find|get|need|want|receive|seeking|looking for|assigned|given) "
    r"(an? )?mentor(ing|s)?\b|\breceiv(e|ing)\b"
)
_MENTOR = re.compile(
    r"\b(be|being|become|becoming|act as|acting as|volunteer as) an? mentor\b|^(an? )?mentors?\b"
    r"|\bmentor (someone|somebody|others|another|people|a )|\bmentoring (someone|others|people)\b"
    r"|\b(give|giving|provide|providing|offer|offering) (\w+ )?mentor"
)
_BOTH = re.compile(r"\b(both|either)\b")
_NEITHER = re.compile(r"\b(not|neither|unsure|undecided|maybe|don't|no longer)\b|n't\b|\?")


@dataclass(frozen=True, slots=True)
class Roles:
    """The column of roles.

    Parameters
    ----------
    words : tuple of Word
        Words in it that are not understood without the map.
    """

    heading: str
    words: tuple[Word, ...]

    def tables(self, cell: str) -> frozenset[str]:
        """Return the tables that a row belongs to; both if that is not known."""
        meant = {word.text: word.guess for word in self.words if word.guess}
        return tables_of(cell, meant) or frozenset(TABLES)


def find_roles(form: Form) -> Roles | None:
    """Return the column of roles of a form, if it has one."""
    found = [(_share(form, heading), heading) for heading in form.headings if _may_say(form, heading)]
    share, heading = max(found, key=lambda one: one[0], default=(0.0, ""))
    if share < _ENOUGH and not (heading and asks_for_role(form.asked(heading))):
        return None
    times = Counter(cell for cell in form.cells(heading) if tables_of(cell) is None)
    first = {folded(cell): cell for cell in reversed(times)}
    words = (
        Word(cell, _guess(cell), sum(n for other, n in times.items() if folded(other) == key))
        for key, cell in first.items()
    )
    return Roles(heading, tuple(sorted(words, key=lambda word: -word.rows)))


def is_about_roles(form: Form, heading: str) -> bool:
    """Return whether every cell of a column says that somebody is a mentor, a mentee or both."""
    cells = form.cells(heading)
    return bool(cells) and all(tables_of(cell) is not None for cell in cells)


def rows_of(form: Form, table: Table, roles: Roles | None) -> Form:
    """Return the rows of one table."""
    if roles is None:
        return form
    return form.where([table in roles.tables(cell) for cell in form.all_cells(roles.heading)])


def _may_say(form: Form, heading: str) -> bool:
    cells = {folded(cell) for cell in form.cells(heading)}
    if not 0 < len(cells) <= _MOST_WORDS or asks_for_protected(form.asked(heading)):
        return False
    named = frozenset[str]().union(
        *(tables_of(cell) or ROLE_WORDS.get(_guess(cell), set()) for cell in cells)
    )
    return named == set(TABLES)


def _share(form: Form, heading: str) -> float:
    """Return the share of the cells of a column whose role is told."""
    cells = form.cells(heading)
    return sum(1 for cell in cells if tables_of(cell) or _guess(cell)) / len(cells)


def _guess(cell: str) -> str:
    """Return what a cell may mean: mentee, mentor, both, or nothing if that is open."""
    text = folded(cell).replace("\u2019", "'")
    if _NEITHER.search(text):
        return ""
    mentee, mentor = _MENTEE.search(text) is not None, _MENTOR.search(text) is not None
    if (_BOTH.search(text) and "mentor" in text) or (mentee and mentor):
        return "both"
    return "mentee" if mentee else "mentor" if mentor else ""
