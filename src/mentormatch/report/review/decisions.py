"""`read_decisions`: what a person decided, from the workbook that they filled in or the file of the page."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from os import PathLike, fspath
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from mentormatch.changes.history import Pair
from mentormatch.errors import RecordError, RowProblem, did_you_mean
from mentormatch.files import read_file, shown_name
from mentormatch.matching.base import MatchingData
from mentormatch.report.named import everybody
from mentormatch.report.review.shown import hash_of
from mentormatch.report.review.workbook import CHOICES, KEY, MATCHING, REVIEWER, TEXT
from mentormatch.tables.files.sheets import OLE_MAGIC, ZIP_MAGIC, file_error, index_of
from mentormatch.tables.files.workbooks import Workbook, open_workbook
from mentormatch.text import folded

FORMAT = "mentormatch-decisions-1"
"""What the file that the page downloads says it is."""

_LARGEST = 64 * 2**20
_ONE_OF = f"one of {', '.join(CHOICES)}, or nothing"
_FILES = "the workbook (.xlsx) that was filled in, or the decisions (.json) that the page downloads"
_NAMELESS = ("", "names no reviewer", "the name of whoever decided")
_AS_WRITTEN = "the ids as they were written: take them from a new file of this review"


@dataclass(frozen=True)
class Decision:
    """What a person decided about a pair.

    Parameters
    ----------
    decision : {"accept", "lock", "forbid", ""}
        Nothing if they decided nothing.
    seen : bool
        Whether they opened the pair; of a workbook, whether they wrote anything beside it.
    """

    mentee_id: str
    mentor_id: str
    decision: str
    comment: str = ""
    seen: bool = False

    @property
    def pair(self) -> Pair:
        """Return both ids."""
        return self.mentee_id, self.mentor_id


@dataclass(frozen=True)
class Decisions:
    """What a person decided about all pairs that they were shown.

    Parameters
    ----------
    matching, shown : str
        `Shown.matching` and `Shown.key` of what they were shown, as their file says.
    started, finished : str
        When, as ISO; empty for a workbook, which does not say.
    decisions : tuple of Decision
        One for each pair, in the order of the matching.
    warnings : tuple of RowProblem
        Hidden rows and struck words, which were read.
    """

    matching: str
    shown: str
    reviewer: str
    started: str
    finished: str
    decisions: tuple[Decision, ...]
    warnings: tuple[RowProblem, ...] = ()

    def of(self, what: str) -> tuple[Pair, ...]:
        """Return the pairs about which they decided this, by ids."""
        return tuple(one.pair for one in self.decisions if one.decision == what)


@dataclass(frozen=True)
class _Read:
    """What a file says, as it is there, and what is wrong with it whatever the matching."""

    given: Decisions
    file: str
    numbers: Sequence[int]
    """Of the rows of the decisions."""
    problems: Sequence[RowProblem]


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
    if found.given.matching != hash_of(matching):
        raise file_error(
            file, "is of another matching, or this one has changed since",
            "the file of this matching: write a new one with mentormatch report review",
        )  # fmt: skip
    if problems := [*found.problems, *_wrong(found, matching, file)]:
        raise RecordError(problems)
    decided = {one.pair: one for one in found.given.decisions}
    return replace(found.given, decisions=tuple(decided[pair] for pair in matching.pair_ids))


def keys_in(path: str | PathLike[str]) -> tuple[str, str]:
    """Return the hashes of the matching and of what was shown, from a file of decisions."""
    given = _read(path).given
    return given.matching, given.shown


def _read(path: str | PathLike[str]) -> _Read:
    source = Path(fspath(path))
    file = shown_name(source)
    try:
        data = read_file(source, _LARGEST)
    except OSError as error:
        raise file_error(file, f"cannot be opened ({error.strerror})", "a file that you may read") from error
    is_book = data.startswith((ZIP_MAGIC, OLE_MAGIC))
    return _of_workbook(open_workbook(data, file)) if is_book else _of_page(data, file)


def _wrong(found: _Read, matching: MatchingData, file: str) -> Iterator[RowProblem]:
    """Yield what is wrong, row by row, then the pairs without a row."""
    pairs, people = frozenset(matching.pair_ids), everybody(matching.people)
    first: dict[Pair, tuple[int, str]] = {}
    for number, one in zip(found.numbers, found.given.decisions, strict=True):
        if one.decision not in {*CHOICES, ""}:
            near = _ONE_OF + did_you_mean(one.decision, CHOICES)
            yield RowProblem(found.file, number, "decision", one.decision, "is no decision", near)
        before, decided = first.setdefault(one.pair, (number, one.decision))
        if one.pair not in pairs:
            both, wrong = " and ".join(one.pair), "are no pair that was shown"
            yield RowProblem(found.file, number, "mentee id, mentor id", both, wrong, _AS_WRITTEN)
        elif one.decision != decided:
            wrong = f"is decided otherwise in row {before}, where it is '{decided}'"
            expected = "one decision for a pair: delete one of the two rows"
            yield RowProblem(found.file, number, "decision", one.decision, wrong, expected)
    for pair in matching.pair_ids:
        if pair not in first:
            both = " and ".join(f"{people[one].name or one} ({one})" for one in pair)
            yield RowProblem(
                file, None, "", both, "have no row, so nothing was decided about them",
                "a row for each pair: take it from a new file of this review; its decision may be empty",
            )  # fmt: skip


def _of_workbook(book: Workbook) -> _Read:
    about, name = book.sheet(book.named("about")), book.named("pairs")
    sheet, formulas = book.sheet(name), book.formulas(name)
    what, text = index_of(about, "what"), index_of(about, TEXT)
    said = {folded(cells[what]): (number, " ".join(cells[text].split())) for number, cells in about.rows}
    (_, matching), (_, key) = (said.get(folded(one), (0, "")) for one in (MATCHING, KEY))
    number, reviewer = said.get(folded(REVIEWER), (about.header_row, ""))
    problems = [] if reviewer else [RowProblem(about.file, number, TEXT, *_NAMELESS)]
    columns = [index_of(sheet, one) for one in ("mentee id", "mentor id", "decision", "comment")]
    problems += [*about.broken, *sheet.broken]
    problems += [one for (_, column), one in sheet.bad_cells.items() if column in columns]
    decisions = []
    for number, cells in sheet.rows:
        mentee, mentor, decision, comment = (cells[at].strip() for at in columns)
        if (number - 1, columns[2]) in formulas and (number, columns[2]) not in sheet.bad_cells:
            wrong, expected = "is a formula", f"{_ONE_OF}, typed"
            problems.append(RowProblem(sheet.file, number, "decision", decision, wrong, expected))
            decision = ""
        seen = bool(decision or comment)
        decisions.append(Decision(mentee, mentor, folded(decision), comment, seen))
    warnings = (*about.warnings, *sheet.warnings)
    given = Decisions(matching, key, reviewer, "", "", tuple(decisions), warnings)
    return _Read(given, sheet.file, [number for number, _ in sheet.rows], problems)


def _of_page(data: bytes, file: str) -> _Read:
    entries = f"{file}, decisions"
    try:
        # Half a surrogate pair, which no file or database takes, is replaced.
        given = json.loads(json.dumps(json.loads(data), ensure_ascii=False).encode("utf-8", "replace"))
    except (ValueError, RecursionError):
        raise file_error(file, "is neither a workbook nor the decisions of a page", _FILES) from None
    if not isinstance(given, Mapping) or given.get("format") != FORMAT:
        raise file_error(file, f"does not say that it is '{FORMAT}'", _FILES)
    try:
        text = json.dumps({**given, "warnings": []})
        page = TypeAdapter(Decisions).validate_json(text, strict=True)
    except ValidationError as error:
        places = [one["loc"] for one in error.errors()]
        if any(len(place) < 2 for place in places):
            raise file_error(file, "lacks a part of what a page writes", _FILES) from None
        wrong = ("", "", "is no decision about a pair", "what the page wrote")
        numbers = sorted({int(place[1]) + 1 for place in places})
        raise RecordError([RowProblem(entries, number, *wrong) for number in numbers]) from None
    decisions = tuple(
        replace(one, decision=folded(one.decision), comment=one.comment.strip()) for one in page.decisions
    )
    reviewer = " ".join(page.reviewer.split())
    problems = [] if reviewer else [RowProblem(file, None, "reviewer", *_NAMELESS)]
    found = replace(page, reviewer=reviewer, decisions=decisions)
    return _Read(found, entries, range(1, len(decisions) + 1), problems)
