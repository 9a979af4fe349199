"""What a person decided is read back as they typed it, and all that is wrong is said at once, with where."""

from __future__ import annotations

import io
import random
import re
import zipfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest

import mentormatch as mm
from helpers.reviewed import HOSTILE, column, filled, hostile_people, page_file, saved
from mentormatch.errors import RecordError, RowProblem
from mentormatch.report.review.decisions import Decisions, keys_in, read_decisions
from mentormatch.report.review.shown import Shown, shown

WORDS = {
    "accept": ["accept", "Accept", " ACCEPT "],
    "lock": ["lock", "LOCK\u00a0"],
    "forbid": ["forbid", "Forbid "],
    "": ["", "  "],
}


@cache
def reviewed() -> mm.Matching:
    return mm.match(hostile_people())


@pytest.fixture(scope="module")
def given() -> Shown:
    return shown(reviewed())


def typed(given: Shown, draw: random.Random) -> tuple[dict[Any, str], dict[Any, str], dict[Any, str]]:
    """Return what was meant, how it was typed, and comments."""
    pairs = [(one.mentee_id, one.mentor_id) for one in given.pairs]
    meant = {pair: draw.choice([*WORDS]) for pair in pairs}
    return (
        meant,
        {pair: draw.choice(WORDS[what]) for pair, what in meant.items()},
        {pair: draw.choice(HOSTILE) for pair in pairs if draw.random() < 0.5},
    )


@pytest.mark.parametrize("seed", range(5))
def test_both_forms_are_read_back_as_they_were_filled_in(seed: int, given: Shown, tmp_path: Path) -> None:
    meant, words, comments = typed(given, random.Random(seed))
    filled(tmp_path / "w.xlsx", given, words, comments, " Ann  Other ")
    saved(tmp_path / "d.json", page_file(given, words, comments, reviewer=" Ann  Other "))
    for name in ("w.xlsx", "d.json"):
        found = read_decisions(tmp_path / name, reviewed())
        assert keys_in(tmp_path / name) == (given.matching, given.key)
        assert found.shown == given.key
        assert found.reviewer == "Ann Other"
        assert {one.pair: one.decision for one in found.decisions} == meant
        assert {one.pair: one.comment for one in found.decisions if one.comment} == comments
        assert [one.pair for one in found.decisions] == [*reviewed().pair_ids]
        assert {*found.of("lock")} == {pair for pair, what in meant.items() if what == "lock"}
    opened = {(one.mentee_id, one.mentor_id) for one in given.pairs[::2]}
    assert {one.pair for one in found.decisions if one.seen} == opened
    assert (found.started, found.finished) == ("2026-03-01T10:00:00.000Z", "2026-03-01T11:00:00.000Z")
    of_book = read_decisions(tmp_path / "w.xlsx", reviewed()).decisions
    assert all(one.seen == bool(meant[one.pair] or comments.get(one.pair)) for one in of_book)


def test_rows_may_be_sorted_and_columns_moved_added_or_left_out(given: Shown, tmp_path: Path) -> None:
    meant, words, comments = typed(given, random.Random(9))
    book = filled(tmp_path / "w.xlsx", given, words, comments)
    sheet = book["pairs"]
    rows = [list(row) for row in sheet.iter_rows(values_only=True)]
    order = [column(sheet, one) - 1 for one in ("decision", "mentor id", "mentee id", "comment")]
    book.remove(sheet)
    other = book.create_sheet("Pairs ", 0)
    body = rows[1:]
    random.Random(1).shuffle(body)
    for row in [rows[0], *body]:
        other.append([*(row[at] for at in order), "mine"])
        for cell in other[other.max_row]:
            cell.data_type = "s" if isinstance(cell.value, str) else cell.data_type
    book.save(tmp_path / "w.xlsx")
    found = read_decisions(tmp_path / "w.xlsx", reviewed())
    assert {one.pair: one.decision for one in found.decisions} == meant


Change = Callable[[Any], None]


def cell(row: int, heading: str, value: object) -> Change:
    def change(book: Any) -> None:
        sheet = book["pairs"]
        sheet.cell(row, column(sheet, heading)).value = value

    return change


def swap(book: Any) -> None:
    sheet = book["pairs"]
    at = column(sheet, "mentor id")
    first = sheet.cell(2, at).value
    other = next(k for k in range(3, sheet.max_row + 1) if sheet.cell(k, at).value != first)
    sheet.cell(2, at).value = sheet.cell(other, at).value


def twice(book: Any) -> None:
    sheet = book["pairs"]
    sheet.append([one.value for one in sheet[2]])
    sheet.cell(sheet.max_row, column(sheet, "decision")).value = "forbid"


def reviewer(book: Any) -> None:
    book["about"]["B2"] = "  "


BOOK: list[tuple[str, Change, str, str, str]] = [
    ("word", cell(3, "decision", "lokc"), "pairs row 3, decision", "is no decision", "did you mean 'lock'"),
    ("number", cell(3, "decision", 1), "pairs row 3, decision", "is no decision", "accept, lock, forbid"),
    ("formula", cell(3, "decision", '="lock"'), "sheet pairs row 3, decision", "is a formula", "value"),
    ("mentee", cell(4, "mentee id", "nobody"), "pairs row 4, mentee id", "no pair that", "as they were"),
    ("mentor", cell(4, "mentor id", "nobody"), "row 4, mentee id, mentor id", "no pair that", "as they were"),
    ("not a pair", swap, "sheet pairs row 2", "no pair that", "as they were"),
    ("twice", twice, "decision", "is decided otherwise in row 2", "one decision"),
    ("deleted", lambda book: book["pairs"].delete_rows(5), "w.xlsx", "have no row", "a row for each pair"),
    ("reviewer", reviewer, "sheet about row 2", "names no reviewer", "whoever decided"),
]  # fmt: skip


def problems(path: Path, given: Shown) -> tuple[RowProblem, ...]:
    with pytest.raises(RecordError) as caught:
        read_decisions(path, reviewed())
    return caught.value.problems


@pytest.mark.parametrize(("name", "change", "where", "wrong", "expected"), BOOK, ids=[one[0] for one in BOOK])
def test_errors_in_a_workbook(
    name: str, change: Change, where: str, wrong: str, expected: str, given: Shown, tmp_path: Path
) -> None:
    book = filled(tmp_path / "w.xlsx", given, {}, {})
    change(book)
    book.save(tmp_path / "w.xlsx")
    said = problems(tmp_path / "w.xlsx", given)
    assert any(where in one.where and wrong in one.wrong and expected in one.expected for one in said), name
    if name == "deleted":
        (one,) = said
        gone = given.pairs[3]
        assert gone.mentee_id in one.value
        assert gone.mentor_name in one.value


def test_all_errors_are_said_at_once(given: Shown, tmp_path: Path) -> None:
    book = filled(tmp_path / "w.xlsx", given, {}, {})
    for name, change, *_ in BOOK:
        if name not in {"not a pair", "twice", "deleted"}:
            change(book)
    book["pairs"].delete_rows(7)
    book.save(tmp_path / "w.xlsx")
    wrong = " ".join(one.wrong for one in problems(tmp_path / "w.xlsx", given))
    for said in ("is a formula", "no pair that was shown", "have no row", "names no reviewer"):
        assert said in wrong


def test_a_formula_that_was_calculated_is_no_decision(given: Shown, tmp_path: Path) -> None:
    """As LibreOffice and Excel save them: the value beside the formula."""
    book = filled(tmp_path / "w.xlsx", given, {}, {})
    cell(3, "decision", '="lock"')(book)
    book.save(tmp_path / "w.xlsx")
    changed = io.BytesIO()
    with zipfile.ZipFile(tmp_path / "w.xlsx") as old, zipfile.ZipFile(changed, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            if b"<f>" in data:
                data = re.sub(
                    rb'(<c r="E3"[^>]*?)(?: t="\w+")?>(<f>[^<]*</f>)<v ?/?>(</v>)?',
                    rb'\1 t="str">\2<v>lock</v>',
                    data,
                )
                assert b"<v>lock</v>" in data
            new.writestr(name, data)
    (tmp_path / "w.xlsx").write_bytes(changed.getvalue())
    (one,) = problems(tmp_path / "w.xlsx", given)
    assert (one.row, one.column, one.wrong) == (3, "decision", "is a formula")


def change_entry(at: int, **fields: object) -> Change:
    def change(data: Any) -> None:
        data["decisions"][at].update(fields)

    return change


def again(data: Any) -> None:
    data["decisions"].append({**data["decisions"][0], "decision": "lock"})


PAGE: list[tuple[str, Change, str, str]] = [
    ("word", change_entry(2, decision="maybe"), "decisions row 3, decision", "is no decision"),
    ("id", change_entry(2, mentee_id="nobody"), "decisions row 3, mentee id", "no pair that was shown"),
    ("number", change_entry(2, mentee_id=7), "decisions row 3", "is no decision about a pair"),
    ("seen", change_entry(2, seen="yes"), "decisions row 3", "is no decision about a pair"),
    ("twice", again, "decision", "is decided otherwise in row 1"),
    ("gone", lambda data: data["decisions"].pop(), "d.json", "have no row"),
    ("reviewer", lambda data: data.update(reviewer=" "), "d.json, reviewer", "names no reviewer"),
    ("key", lambda data: data.update(matching="0" * 64), "d.json", "is of another matching"),
    ("format", lambda data: data.update(format="x"), "d.json", "does not say that it is"),
    ("list", lambda data: data.update(decisions={}), "d.json", "lacks a part"),
    ("text", lambda data: data.update(reviewer=None), "d.json", "lacks a part"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "change", "where", "wrong"), PAGE, ids=[one[0] for one in PAGE])
def test_errors_in_the_file_of_a_page(
    name: str, change: Change, where: str, wrong: str, given: Shown, tmp_path: Path
) -> None:
    data = page_file(given, {}, {})
    change(data)
    said = problems(saved(tmp_path / "d.json", data), given)
    assert any(where in one.where and wrong in one.wrong for one in said), (name, said)


@pytest.mark.parametrize(
    ("data", "wrong"),
    [
        (b"", "neither a workbook nor"),
        (b"mentee_id,mentor_id\ne1,r1\n", "neither a workbook nor"),
        (b"[" * 100_000, "neither a workbook nor"),
        (b"\xff\xfe\x00", "neither a workbook nor"),
        (b"[]", "does not say that it is"),
        (b"PK\x03\x04 damaged", "damaged"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old Excel format"),
    ],
)
def test_files_of_another_kind(data: bytes, wrong: str, given: Shown, tmp_path: Path) -> None:
    (tmp_path / "f").write_bytes(data)
    (one,) = problems(tmp_path / "f", given)
    assert wrong in one.wrong
    (one,) = problems(tmp_path / "missing", given)
    assert "cannot be opened" in one.wrong


def test_a_workbook_of_another_matching_or_another_kind(given: Shown, tmp_path: Path) -> None:
    other = shown(mm.match(hostile_people(4)))
    filled(tmp_path / "w.xlsx", other, {}, {})
    (one,) = problems(tmp_path / "w.xlsx", given)
    assert "is of another matching" in one.wrong
    assert "report review" in one.expected
    book = filled(tmp_path / "w.xlsx", given, {}, {})
    book["pairs"].title = "elsewhere"
    book.save(tmp_path / "w.xlsx")
    (one,) = problems(tmp_path / "w.xlsx", given)
    assert "has no sheet 'pairs'" in one.wrong


def test_half_a_surrogate_pair_is_replaced(given: Shown, tmp_path: Path) -> None:
    pair = given.pairs[0].mentee_id, given.pairs[0].mentor_id
    path = saved(tmp_path / "d.json", page_file(given, {}, {pair: "\ud83d"}, reviewer="A\ud800"))
    found: Decisions = read_decisions(path, reviewed())
    assert found.reviewer.encode()
    assert next(one for one in found.decisions if one.pair == pair).comment == "?"


def test_hidden_rows_are_read_and_said(given: Shown, tmp_path: Path) -> None:
    book = filled(tmp_path / "w.xlsx", given, {}, {})
    book["pairs"].row_dimensions[3].hidden = True
    book.save(tmp_path / "w.xlsx")
    found = read_decisions(tmp_path / "w.xlsx", reviewed())
    assert any("hidden" in one.wrong for one in found.warnings)


def test_a_row_too_many_is_said_where_no_pair_was_shown(given: Shown, tmp_path: Path) -> None:
    nobody = reviewed().people.replace(mentors=[])
    matching = mm.match(nobody)
    data = page_file(given, {}, {}, matching=shown(matching).matching)
    with pytest.raises(RecordError) as caught:
        read_decisions(saved(tmp_path / "d.json", data), matching)
    assert {one.wrong for one in caught.value.problems} == {"are no pair that was shown"}
