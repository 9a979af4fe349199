"""One form for both roles: which tables a row goes into, by the words in its column of roles."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from immutabledict import immutabledict

from mentormatch.errors import RowProblem
from mentormatch.tables.files.expected import Row
from mentormatch.tables.files.sheets import Sheet, index_of
from mentormatch.tables.rows.fields import TABLES, Table
from mentormatch.text import folded

Roles = frozenset[str]

_BOTH: Roles = frozenset(TABLES)
ROLE_WORDS: Mapping[str, Roles] = immutabledict(
    {
        "mentee": frozenset({"mentees"}),
        "mentees": frozenset({"mentees"}),
        "mentor": frozenset({"mentors"}),
        "mentors": frozenset({"mentors"}),
        "both": _BOTH,
    }
)
"""Words that name a role -> the tables of this role."""

# Words around a role that do not change it; "or", "not" and "for" are not among them.
_AROUND = frozenset({
    "i", "d", "a", "an", "the", "would", "like", "want", "wish", "to", "be", "become", "being", "as", "and",
    "am", "please", "only", "role", "roles",
})  # fmt: skip
_WORD = re.compile(r"\w+")
# "I would like a mentor" is what a mentee says; as an answer to "What are you looking for?" so is "A mentor".
_A_PARTNER = re.compile(
    r"\b(?:like|want|wish|need|have|get|find|seek|request|require|(?:look|search|hop)ing for"
    r"|match(?:ed)? with)"
    r"\s+(?:for\s+)?(?:an?\s+|the\s+|your\s+|my\s+)?ment(?:or|ee)s?\b"
)
_FOR_WHOM = re.compile(
    r"\b(?:look(?:ing)? for|seek(?:ing)?|search(?:ing)? for|in need of|do you need"
    r"|(?:would you|i would|i.d) like\W*$)"
)


def tables_of(text: str, words: Mapping[str, str] = immutabledict(), question: str = "") -> Roles | None:
    """Return the tables that a cell names; None if it is not certain.

    Parameters
    ----------
    text : str
        Such as "Mentee", "I would like to be a mentor", "Mentor; Mentee" or "Both".
    words : mapping of str to str
        The scheme's own words -> "mentee", "mentor" or "both".
    question : str
        Heading of the column. If it asks whom people look for, only the scheme's own words count.

    Examples
    --------
    >>> sorted(tables_of("Mentor and mentee")), tables_of("I would like a mentor")
    (['mentees', 'mentors'], None)
    """
    for own, role in words.items():
        if folded(own) == folded(text):
            return ROLE_WORDS[role]
    asked = folded(question)
    if any(map(_A_PARTNER.search, (folded(text), asked))) or _FOR_WHOM.search(asked):
        return None
    named = [word for word in _WORD.findall(folded(text)) if word not in _AROUND]
    if not named or not all(word in ROLE_WORDS for word in named):
        return None
    return frozenset().union(*(ROLE_WORDS[word] for word in named))


def in_role(sheet: Sheet, table: Table, role: str, words: Mapping[str, str], *, one_form: bool) -> Sheet:
    """Return the rows of one table, by the column of roles.

    A row whose role is empty or unknown is in both tables, with an error, so that what it forbids holds.

    Parameters
    ----------
    role : str
        Heading of the column of roles.
    words : mapping of str to str
        As in `tables_of`.
    one_form : bool
        Whether both tables come from this sheet; otherwise a row of the other role is an error.
    """
    at = index_of(sheet, role)
    meanings: dict[str, Roles | None] = {}

    def meaning(cells: Sequence[str]) -> Roles | None:
        cell = cells[at]
        if cell not in meanings:
            meanings[cell] = tables_of(cell, words, sheet.header[at])
        return meanings[cell]

    def belongs(row: Row) -> bool:
        named = meaning(row[1])
        return named is None or table in named or not one_form

    rows = tuple(filter(belongs, sheet.rows))
    wrong = {
        number: _error(sheet, number, sheet.header[at], cells[at], table, known=named is not None)
        for number, cells in rows
        if (named := meaning(cells)) is None or table not in named
    }
    return replace(
        sheet,
        rows=rows,
        replaced=tuple(filter(belongs, sheet.replaced)),
        wrong_rows=immutabledict({**sheet.wrong_rows, **wrong}),
    )


def _error(sheet: Sheet, row: int, heading: str, value: str, table: Table, *, known: bool) -> RowProblem:
    line = 'a line such as "words of the form" = "mentee" under [roles] in the column map'
    if known:
        wrong, expected = f"names another role than that of the {table}", "the row in the file of its role"
    elif not value.strip():
        wrong, expected = ("is empty, so that the person has no role", "mentee, mentor or both")
    else:
        wrong, expected = "is not a known role", f"mentee, mentor or both; or {line}"
    return RowProblem(sheet.file, row, heading, value, wrong, expected)
