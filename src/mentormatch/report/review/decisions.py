"""`read_decisions`: what a person decided, from the workbook that they filled in or the file of the page."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from os import PathLike, fspath
from pathlib import Path
from typing import Any

from mentormatch.errors import RecordError, RowProblem, did_you_mean
from mentormatch.files import read_file, shown_name
from mentormatch.matching.base import MatchingData
from mentormatch.report.named import everybody
from mentormatch.report.review.shown import hash_of
from mentormatch.report.review.workbook import CHOICES, KEY, MATCHING, REVIEWER, TEXT
from mentormatch.tables.files.sheets import Sheet, file_error, index_of
from mentormatch.tables.files.workbooks import OLE_MAGIC, ZIP_MAGIC, Workbook, open_workbook
from mentormatch.text import folded

FORMAT = "mentormatch-decisions-1"
"""What the file that the page downloads says it is."""

_LARGEST = 64 * 2**20
_ONE_OF = f"one of {', '.join(CHOICES)}, or nothing"
_FILES = "the workbook (.xlsx) that was filled in, or the decisions (.json) that the page downloads"
_AS_WRITTEN = "the ids as they were written: take them from a new file of this review"


@dataclass(frozen=True)
class Decision:
    """What a person decided about a pair.

    Parameters
    ----------
    mentee_id, mentor_id : str
    decision : {"accept", "lock", "forbid", ""}
        Nothing if they decided nothing.
    comment : str
    seen : bool
        Whether they opened the pair; of a workbook, whether they wrote anything beside it.
    """

    mentee_id: str
    mentor_id: str
    decision: str
    comment: str = ""
    seen: bool = False

    @property
    def pair(self) -> tuple[str, str]:
        """Return both ids."""
        return self.mentee_id, self.mentor_id


@dataclass(frozen=True)
class Decisions:
    """What a person decided about all pairs that they were shown.

    Parameters
    ----------
    shown : str
        `Shown.key` of what they were shown, as their file says.
    reviewer : str
    started, finished : str
        When, as ISO; empty for a workbook, which does not say.
    decisions : tuple of Decision
        One for each pair, in the order of the matching.
    warnings : tuple of RowProblem
        Hidden rows and struck words, which were read.
    """

    shown: str
    reviewer: str
    started: str
    finished: str
    decisions: tuple[Decision, ...]
    warnings: tuple[RowProblem, ...] = ()

    def of(self, what: str) -> tuple[tuple[str, str], ...]:
        """Return the pairs about which they decided this, by ids."""
        return tuple(one.pair for one in self.decisions if one.decision == what)


@dataclass(frozen=True)
class _Row:
    """A decision as it is written, and where."""

    file: str
    number: int
    mentee_id: str
    mentor_id: str
    decision: str
    comment: str
    seen: bool


@dataclass(frozen=True)
class _Read:
    matching: str
    shown: str
    reviewer: str
    where: RowProblem
    """Where the reviewer is named."""
    rows: Sequence[_Row]
    times: tuple[str, str] = ("", "")
    problems: Sequence[RowProblem] = ()
    warnings: Sequence[RowProblem] = ()


def read_decisions(path: str | PathLike[str], matching: MatchingData) -> Decisions:
    """Read what a person decided.

    Parameters
    ----------
    path : str or path
        The workbook of `review_workbook`, filled in; or the file that the page downloads.
    matching : Matching
        That of which the decisions are.

    Raises
    ------
    RecordError
        If it is another file or that of another matching; or with all that is wrong in it at once: no
        reviewer, unknown words, formulas, unknown ids, a pair that is missing or is there twice.
    """
    found, file = _read(path), shown_name(Path(fspath(path)))
    if found.matching != hash_of(matching):
        raise file_error(
            file, "is of another matching, or this one has changed since",
            "the file of this matching: write a new one with mentormatch report review",
        )  # fmt: skip
    problems = [*found.problems, *_wrong(found, matching, file)]
    if problems:
        raise RecordError(problems)
    decided = {
        (one.mentee_id, one.mentor_id): Decision(
            one.mentee_id, one.mentor_id, _word(one), one.comment.strip(), one.seen
        )
        for one in found.rows
    }
    order = tuple(decided[one] for one in matching.pair_ids)
    return Decisions(found.shown, found.reviewer, *found.times, order, tuple(found.warnings))


def keys_in(path: str | PathLike[str]) -> tuple[str, str]:
    """Return the hashes of the matching and of what was shown, from a file of decisions."""
    found = _read(path)
    return found.matching, found.shown


def _read(path: str | PathLike[str]) -> _Read:
    source = Path(fspath(path))
    file = shown_name(source)
    try:
        data = read_file(source, _LARGEST)
    except OSError as error:
        raise file_error(file, f"cannot be opened ({error.strerror})", "a file that you may read") from error
    is_book = data.startswith((ZIP_MAGIC, OLE_MAGIC))
    return _of_workbook(open_workbook(data, file)) if is_book else _of_page(data, file)


def _word(row: _Row) -> str:
    return folded(row.decision)


def _wrong(found: _Read, matching: MatchingData, file: str) -> Iterator[RowProblem]:
    """Yield what is wrong, the reviewer first, then row by row, then the pairs without a row."""
    if not found.reviewer:
        yield found.where
    pairs, people = frozenset(matching.pair_ids), everybody(matching.people)
    first: dict[tuple[str, str], _Row] = {}
    for row in found.rows:
        pair, word = (row.mentee_id, row.mentor_id), _word(row)
        if word not in {*CHOICES, ""}:
            near = _ONE_OF + did_you_mean(word, CHOICES)
            yield RowProblem(row.file, row.number, "decision", row.decision, "is no decision", near)
        if pair not in pairs:
            yield from _unknown(row, pairs)
        elif pair in first and word != _word(first[pair]):
            wrong = f"is decided otherwise in row {first[pair].number}, where it is '{first[pair].decision}'"
            expected = "one decision for a pair: delete one of the two rows"
            yield RowProblem(row.file, row.number, "decision", row.decision, wrong, expected)
        first.setdefault(pair, row)
    for pair in matching.pair_ids:
        if pair not in first:
            both = " and ".join(f"{people[one].name or one} ({one})" for one in pair)
            yield RowProblem(
                file, None, "", both, "have no row, so nothing was decided about them",
                "a row for each pair: take it from a new file of this review; its decision may be empty",
            )  # fmt: skip


def _unknown(row: _Row, pairs: Collection[tuple[str, str]]) -> Iterator[RowProblem]:
    """Yield what is wrong with a pair that was not shown."""
    mentees, mentors = ({one[at] for one in pairs} for at in (0, 1))
    strangers = [(column, one) for column, one, known in
                 (("mentee id", row.mentee_id, mentees), ("mentor id", row.mentor_id, mentors))
                 if one not in known]  # fmt: skip
    for column, one in strangers:
        yield RowProblem(row.file, row.number, column, one, "is in no pair shown", _AS_WRITTEN)
    if not strangers:
        both = f"{row.mentee_id} and {row.mentor_id}"
        yield RowProblem(row.file, row.number, "", both, "are not a pair", _AS_WRITTEN)


def _of_workbook(book: Workbook) -> _Read:
    about, name = book.sheet(book.named("about")), book.named("pairs")
    sheet = book.sheet(name)
    said = dict(_said(about))
    names = ("mentee id", "mentor id", "decision", "comment")
    columns = [index_of(sheet, one) for one in names]
    formulas = book.formulas(name)
    at_decision = columns[2]
    problems = [*about.broken, *sheet.broken]
    problems += [one for (_, column), one in sheet.bad_cells.items() if column in columns]
    rows = []
    for number, cells in sheet.rows:
        mentee, mentor, decision, comment = (cells[at].strip() for at in columns)
        if (number - 1, at_decision) in formulas and (number, at_decision) not in sheet.bad_cells:
            wrong = "is a formula"
            problems.append(RowProblem(sheet.file, number, "decision", decision, wrong, f"{_ONE_OF}, typed"))
            decision = ""
        rows.append(
            _Row(sheet.file, number, mentee, mentor, decision, comment, seen=bool(decision or comment))
        )
    number, reviewer = said.get(folded(REVIEWER), (about.header_row, ""))
    where = RowProblem(about.file, number, TEXT, "", "names no reviewer", "the name of whoever decided")
    matching, key = (said.get(folded(one), (0, ""))[1] for one in (MATCHING, KEY))
    warnings = [*about.warnings, *sheet.warnings]
    return _Read(matching, key, reviewer, where, rows, problems=problems, warnings=warnings)


def _said(about: Sheet) -> Iterator[tuple[str, tuple[int, str]]]:
    """Yield what each row of the sheet about the review says, and its number."""
    what, text = index_of(about, "what"), index_of(about, TEXT)
    for number, cells in about.rows:
        yield folded(cells[what]), (number, " ".join(cells[text].split()))


def _of_page(data: bytes, file: str) -> _Read:
    try:
        # Half a surrogate pair, which no file or database takes, is replaced.
        given = json.loads(json.dumps(json.loads(data), ensure_ascii=False).encode("utf-8", "replace"))
    except (ValueError, RecursionError):
        raise file_error(file, "is neither a workbook nor the decisions of a page", _FILES) from None
    if not isinstance(given, Mapping) or given.get("format") != FORMAT:
        raise file_error(file, f"does not say that it is '{FORMAT}'", _FILES)
    texts = {name: given.get(name, "") for name in ("matching", "shown", "reviewer", "started", "finished")}
    entries = given.get("decisions")
    if not isinstance(entries, list) or not all(isinstance(one, str) for one in texts.values()):
        raise file_error(file, "lacks a part of what a page writes", _FILES)
    where = RowProblem(file, None, "reviewer", "", "names no reviewer", "the name of whoever decided")
    rows, problems = [], []
    for number, one in enumerate(entries, 1):
        row = _entry(one, f"{file}, decisions", number)
        if row is None:
            wrong = "is no decision about a pair"
            problems.append(RowProblem(f"{file}, decisions", number, "", "", wrong, "what the page wrote"))
        else:
            rows.append(row)
    reviewer = " ".join(texts["reviewer"].split())
    times = texts["started"], texts["finished"]
    return _Read(texts["matching"], texts["shown"], reviewer, where, rows, times, problems)


def _entry(given: Any, file: str, number: int) -> _Row | None:
    names = ("mentee_id", "mentor_id", "decision", "comment")
    if not isinstance(given, Mapping) or not isinstance(given.get("seen", False), bool):
        return None
    texts = [given.get(name, "") for name in names]
    if not all(isinstance(one, str) for one in texts):
        return None
    mentee, mentor, decision, comment = texts
    return _Row(file, number, mentee, mentor, decision, comment, seen=given.get("seen", False))
