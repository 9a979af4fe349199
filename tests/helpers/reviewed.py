"""A scheme to review, and decisions about it filled in as a person or the page would."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import openpyxl

import mentormatch as mm
from helpers.small_scheme import random_people
from mentormatch.report.review.decisions import FORMAT
from mentormatch.report.review.shown import Shown
from mentormatch.report.review.workbook import review_workbook

Pair = tuple[str, str]
HOSTILE = (
    "=1+1", "{{7*7}}", "<script>alert(1)</script>", "n" * 200, "محمد العربي", "🩺 Zoë", "-2+3", "@SUM(A1)",
    "#N/A",
    "'quoted'", '"double"', "TRUE", "007", "1e5",
)  # fmt: skip
"""Names as people type them into forms."""


def hostile_people(seed: int = 3) -> mm.People:
    """Return a scheme whose names are hostile."""
    people = random_people(seed)
    sides = {
        role: [one.replace(name=HOSTILE[(at + shift) % len(HOSTILE)], workplace=HOSTILE[at % len(HOSTILE)])
               for at, one in enumerate(getattr(people, role))]
        for role, shift in (("mentees", 0), ("mentors", 5))
    }  # fmt: skip
    return people.replace(**sides)


def opened(shown: Shown) -> Any:
    """Return the workbook of a review as a spreadsheet program opens it."""
    return openpyxl.load_workbook(io.BytesIO(review_workbook(shown)))


def column(sheet: Any, heading: str) -> int:
    """Return the number of a column by its heading."""
    return next(cell.column for cell in sheet[1] if cell.value == heading)


def filled(
    path: Path, shown: Shown, words: Mapping[Pair, str], comments: Mapping[Pair, str], reviewer: str = "Ann"
) -> Any:
    """Fill in the workbook as a person does, save it and return it."""
    book = opened(shown)
    book["about"]["B2"] = reviewer
    sheet = book["pairs"]
    ids = column(sheet, "mentee id"), column(sheet, "mentor id")
    for row in range(2, sheet.max_row + 1):
        pair = sheet.cell(row, ids[0]).value, sheet.cell(row, ids[1]).value
        sheet.cell(row, column(sheet, "decision")).value = words.get(pair)
        comment = sheet.cell(row, column(sheet, "comment"))
        comment.value = comments.get(pair)
        if comment.value is not None:
            comment.data_type = "s"
    book.save(path)
    return book


def page_file(
    shown: Shown, words: Mapping[Pair, str], comments: Mapping[Pair, str], **more: Any
) -> dict[str, Any]:
    """Return what the page downloads."""
    entries = [
        {"mentee_id": one.mentee_id, "mentor_id": one.mentor_id,
         "decision": words.get((one.mentee_id, one.mentor_id), ""),
         "comment": comments.get((one.mentee_id, one.mentor_id), ""), "seen": at % 2 == 0}
        for at, one in enumerate(shown.pairs)
    ]  # fmt: skip
    times = {"started": "2026-03-01T10:00:00.000Z", "finished": "2026-03-01T11:00:00.000Z"}
    keys = {"format": FORMAT, "matching": shown.matching, "shown": shown.key}
    return {**keys, "reviewer": "Ann", **times, "decisions": entries, **more}


def saved(path: Path, given: object) -> Path:
    """Write JSON to a file and return it."""
    path.write_text(json.dumps(given), encoding="utf-8")
    return path
