"""Rows that are no people: further heading rows of survey programs, repeated headings, totals, notes.

What is certain is left out with a warning that gives its row; what is in doubt is a row error. A row that
may be a person's, or that may forbid a pair, is never left out here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from immutabledict import immutabledict

from mentormatch.errors import RowProblem
from mentormatch.tables.files.expected import Row, heading_key
from mentormatch.tables.files.sheets import Sheet
from mentormatch.tables.rows.headings import Plan
from mentormatch.tables.rows.rows import PROTECTING
from mentormatch.text import shape

MAX_FOOT = 20
"""Totals and notes are looked for in the last rows of a table, as many as this."""

_IMPORT_ID = re.compile(r"""\{\s*['"]+ImportId['"]+\s*:""")
_TOTAL = re.compile(
    r"(?:(?:grand|sub)[ -]?)?(?:totals?|sum|averages?|mean|count|number)\b"
    r"(?:\W|\d|\b(?:of|number|mentees?|mentors?|people|persons|rows|responses?|applicants?|applications?|"
    r"records?|entries|in|all|the)\b)*",
    re.IGNORECASE,
)
_NOTE = re.compile(
    r"(?:notes?\b|n\.?b\b|(?:source|key|legend)\s*:|(?:exported|generated|printed|downloaded|created|updated)"
    r" (?:on|by|from|at|in)\b|last (?:updated|changed)\b|(?:data )?as (?:of|at)\b|end of\b|page \d"
    r"|confidential\b|official\b|please\b|[*†‡©]|[-=_]{2,})",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"[-+]?\d+(?:[.,]\d+)*%?")
_SURVEY_WORDS = frozenset({"response", "open ended response"})
_EXAMPLE = re.compile(r"(?:example|e\.?g\.?|sample)\b.*", re.IGNORECASE)
_HAS_NUMBER = re.compile(r"[@\d]")
_FEW = 2
_LONG = 4  # words; ids are seldom that long

_SURVEY = "is a further heading row of a survey program"
_REPEATED = "repeats the headings"
_SUM = "is a total"
_FOOTNOTE = "is a note under the table"


def is_import_id(cell: str) -> bool:
    """Return whether a survey program wrote this cell, in its own heading row below the headings."""
    return "{" in cell and _IMPORT_ID.match(cell.strip()) is not None


def without_other_rows(sheet: Sheet, plan: Plan) -> Sheet:
    """Return the table without rows that are no people; warnings say which, errors what is in doubt."""
    found = _Finder(sheet, plan)
    aside = found.headings() | found.foot()
    doubts = found.doubts(aside)
    if not aside and not doubts:
        return sheet
    broken = zip(sheet.broken, sheet.ragged, strict=True)
    kept = [(problem, row) for problem, row in broken if row[0] not in aside]
    said = tuple(
        RowProblem(
            sheet.file, row, "", "", f"{what}, and was left out",
            "no correction if this is no person's row; otherwise an id of its own",
        )
        for row, what in sorted(aside.items())
    )  # fmt: skip
    return replace(
        sheet,
        rows=tuple(row for row in sheet.rows if row[0] not in aside),
        broken=tuple(problem for problem, _ in kept),
        ragged=tuple(row for _, row in kept),
        warnings=(*sheet.warnings, *said),
        wrong_rows=immutabledict({**sheet.wrong_rows, **doubts}),
    )


def _squashed(text: str) -> str:
    return heading_key(text).replace(" ", "")


def _is_prose(text: str) -> bool:
    return text.endswith("?") or len(text.split()) >= _LONG


def _is_phrase(text: str) -> bool:
    return " " in text or not text[:1].isalnum()


@dataclass
class _Finder:
    sheet: Sheet
    plan: Plan

    def __post_init__(self) -> None:
        self.at = [column.index for column in self.plan.columns if column.field == "id"]
        self.ids = self.plan.texts("id", self.sheet.rows)
        self.fields = {column.index: column.field for column in self.plan.columns}

    def headings(self) -> dict[int, str]:
        """Return row -> what it is, for rows of headings below the headings."""
        found = {}
        own = _squashed(" ".join(self.sheet.header[index] for index in self.at))
        for text, (number, cells) in zip(self.ids, self.sheet.rows, strict=True):
            if text[:1] == "{" and _IMPORT_ID.match(text):
                found[number] = _SURVEY
            elif text[:1].casefold() == own[:1] and _squashed(text) == own:
                # One cell could be somebody's word; the other cells then are data of theirs.
                found |= {number: _REPEATED} if self._only_words(cells) else {}
        for position, (number, cells) in enumerate(self.sheet.rows[:2]):
            if any(map(is_import_id, cells)):
                found[number] = _SURVEY
                if position and not self._is_like_others(self.ids[0]):
                    found[self.sheet.rows[0][0]] = _SURVEY  # the texts of the questions
            elif not position and self._has_survey_words(cells):
                found[number] = _SURVEY
        return found

    def _only_words(self, cells: Sequence[str]) -> bool:
        return not any("@" in cell or _NUMBER.fullmatch(cell.strip()) for cell in cells)

    def _has_survey_words(self, cells: Sequence[str]) -> bool:
        own = self.ids[0]
        keys = {heading_key(cell) for cell in cells}
        return (not own or heading_key(own) in _SURVEY_WORDS) and bool(keys & _SURVEY_WORDS)

    def _is_like_others(self, text: str) -> bool:
        """Return whether an id is made of letters, digits and signs as one of those from the third row on."""
        return bool(text) and shape(text) in set(map(shape, self.ids[2:]))

    def foot(self) -> dict[int, str]:
        """Return row -> what it is, for totals and notes in the last rows."""
        width = len(self.sheet.header)
        short = [
            (number, [*cells, *[""] * (width - len(cells))])
            for number, cells in self.sheet.ragged if len(cells) < width
        ]  # fmt: skip
        last = sorted([*self.sheet.rows[-MAX_FOOT:], *short[-MAX_FOOT:]], key=lambda row: row[0])
        found: dict[int, str] = {}
        for number, cells in reversed(last[-MAX_FOOT:]):
            what = self._below(number, cells)
            if what is not None:
                found[number] = what
            elif not self._is_doubtful(self._id(cells)):
                break
        return found

    def _id(self, cells: Sequence[str]) -> str:
        return " ".join(text for index in self.at if (text := cells[index].strip()))

    def _filled(self, number: int, cells: Sequence[str]) -> dict[int, str]:
        filled = {index: text for index, cell in enumerate(cells) if (text := cell.strip())}
        if len(filled) > 1 and len(set(filled.values())) == 1:
            first = min(filled)  # merged cells, each with the text of the first
            if all((number, index) in self.sheet.bad_cells for index in filled if index != first):
                return {first: filled[first]}
        return filled

    def _has_one_cell(self, number: int, cells: Sequence[str]) -> bool:
        texts = filter(None, map(str.strip, cells))
        first = next(texts, "")
        alike = bool(first) and all(text == first for text in texts)  # seldom: that is quick to see
        return alike and len(self._filled(number, cells)) == 1

    def _below(self, number: int, cells: Sequence[str]) -> str | None:
        """Return what a row at the foot is, if it is certain that it is no person."""
        filled = self._filled(number, cells)
        if not filled:
            return None
        label = self._id(cells) if len(filled) > 1 else ""
        label = label or next(iter(filled.values()))
        others = [text for text in filled.values() if text != label]
        if _TOTAL.fullmatch(label) and all(map(_NUMBER.fullmatch, others)):
            return _SUM
        if len(filled) == 1:
            index, text = next(iter(filled.items()))
            return _FOOTNOTE if self._is_note(index, text) else self._sum(number, filled)
        return self._sum(number, filled)

    def _is_note(self, index: int, text: str) -> bool:
        field = self.fields.get(index)
        if field in {"id", "name"}:
            return _NOTE.match(text) is not None
        return field is None or (field not in {"email", *PROTECTING} and _is_prose(text))

    def _sum(self, number: int, filled: Mapping[int, str]) -> str | None:
        """Return that a row without id holds sums, counts or means of what is above in all its cells."""
        if any(self.fields.get(index) in {"id", "name", "email", *PROTECTING} for index in filled):
            return None
        above = [cells for row, cells in self.sheet.rows if row < number]
        return _SUM if all(_adds_up(text, [c[i] for c in above]) for i, text in filled.items()) else None

    def _is_doubtful(self, text: str) -> bool:
        return text[:1] == "{" or _TOTAL.fullmatch(text) is not None

    def doubts(self, aside: Mapping[int, str]) -> dict[int, RowProblem]:
        """Return row -> error, for rows whose id looks as if it were none."""
        numbered = zip(self.ids, self.sheet.rows, strict=True)
        rows = [(text, row) for text, row in numbered if row[0] not in aside]
        odd = self._odd_ends(rows) | self._sections(rows)
        heading = self.plan.headings_of("id")
        return {
            number: RowProblem(
                self.sheet.file, number, heading, text,
                "does not look like an id: the row may be a heading, a total or a note",
                "an id; or the row deleted, if it is no person's",
                text,
            )
            for text, (number, _) in zip(self.ids, self.sheet.rows, strict=True)
            if text and number not in aside and (number in odd or self._is_doubtful(text))
        }  # fmt: skip

    def _sections(self, rows: Sequence[tuple[str, Row]]) -> set[int]:
        """Return the rows of words alone, such as "North", that head other rows whose ids are no words."""
        alone = [(text, row[0]) for text, row in rows[:-1] if text and self._has_one_cell(*row)]
        numbers = {number for _, number in alone}
        others = [text for text, row in rows if row[0] not in numbers]
        return {number for text, number in alone if len(others) >= _FEW and _is_word_among(text, others)}

    def _is_sum_of_words(self, text: str, row: Row, others: Sequence[str]) -> bool:
        """Return whether a last row has sums in all its cells beside a word for an id: "Gesamt"."""
        number, cells = row
        rest = {i: cell for i, cell in self._filled(number, cells).items() if i not in self.at}
        return bool(rest) and _is_word_among(text, others) and self._sum(number, rest) is not None

    def _odd_ends(self, rows: Sequence[tuple[str, Row]]) -> set[int]:
        """Return the first and the last row, where its id is unlike all others and like no id."""
        if len(rows) <= 2:
            return set()
        found = set()
        for at in (0, -1):
            text, (number, cells) = rows[at]
            others = [one for one, _ in (rows[1:] if at == 0 else rows[:-1])]
            lone = at == -1 and len(self._filled(number, cells)) == 1
            if (
                (_is_prose(text) and not any(map(_is_prose, others)))
                or ("@" not in text and all("@" in one for one in others))
                or (at == -1 and self._is_sum_of_words(text, rows[at][1], others))
                or _EXAMPLE.fullmatch(text)
                or (lone and _is_phrase(text) and shape(text) not in set(map(shape, others)))
            ):
                found.add(number)
        return found


def _is_word_among(text: str, others: Sequence[str]) -> bool:
    """Return whether an id is made of words, and none of the others is."""
    return _HAS_NUMBER.search(text) is None and all(map(_HAS_NUMBER.search, others))


def _adds_up(text: str, above: Sequence[str]) -> bool:
    """Return whether a cell is the sum, the mean or the count of at least two cells above it."""
    filled = [cell.strip() for cell in above if cell.strip()]
    if len(filled) < 2 or not _is_plain(text):
        return False
    value = float(text)
    if value == len(filled):
        return True
    if not all(map(_is_plain, filled)):
        return False
    total = sum(map(float, filled))
    return min(abs(value - total), abs(value - total / len(filled))) <= 1e-6 * max(1.0, abs(total))


def _is_plain(text: str) -> bool:
    return re.fullmatch(r"[-+]?\d+(?:\.\d+)?", text) is not None
