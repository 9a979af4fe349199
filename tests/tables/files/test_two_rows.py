"""Headings over two rows, as survey programs and merged cells have them, and rows of people that are none."""

from __future__ import annotations

import random
from pathlib import Path

import openpyxl
import pytest

from helpers.command_line import run
from helpers.table_files import write_xlsx
from mentormatch.errors import RecordError
from mentormatch.tables.propose.form import read_forms
from mentormatch.tables.read_people import read_tables

TOPICS = ("Audit", "Exams", "Career advice", "Other (please specify)")
MAP = """
[constants]
consent = "yes"
[mentees]
id = "Respondent ID"
wants = "What would you like help with? [*]"
workplace = "Where do you work?"
[mentors]
id = "id"
[levels]
wants = 3
"""


def exported(seed: int, n: int = 6) -> tuple[list[list[str]], list[set[str]]]:
    """Return the rows of a survey with ticked boxes, and what each person ticked."""
    draw = random.Random(seed)
    ticked = [set(draw.sample(TOPICS[:3], draw.randint(0, 3))) for _ in range(n)]
    head = ["Respondent ID", "What would you like help with?", "", "", "", "Where do you work?"]
    rows = [
        [f"p{k}", *(topic if topic in own else "" for topic in TOPICS), "Fen Hospital"]
        for k, own in enumerate(ticked)
    ]
    return [head, ["", *TOPICS, draw.choice(["Response", "Open-Ended Response", ""])], *rows], ticked


def write(folder: Path, rows: list[list[str]], ending: str) -> Path:
    path = folder / f"mentees.{ending}"
    if ending == "csv":
        path.write_text("\n".join(",".join(f'"{cell}"' for cell in row) for row in rows), encoding="utf-8")
        return path
    write_xlsx(path, {"Sheet": rows})
    if ending == "xlsx":
        book = openpyxl.load_workbook(path)
        for cells in ("A1:A2", "B1:E1"):
            book.active.merge_cells(cells)
        book.save(path)
    return path


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
@pytest.mark.parametrize("seed", range(5))
def test_options_below_a_question_are_a_grid(ending: str, seed: int, tmp_path: Path) -> None:
    rows, ticked = exported(seed)
    mentees = write(tmp_path, rows, ending)
    (tmp_path / "mentors.csv").write_text("id\nr1\n", encoding="utf-8")
    (tmp_path / "map.toml").write_text(MAP, encoding="utf-8")
    reading = read_tables(mentees=mentees, mentors=tmp_path / "mentors.csv", columns=tmp_path / "map.toml")
    assert not reading.rejected
    assert [set(one.wants) for one in reading.people.mentees] == ticked
    assert {one.workplace for one in reading.people.mentees} == {"Fen Hospital"}
    (said,) = [one for one in reading.warnings if "[option]" in one.wrong]
    assert said.row == 2
    assert reading.row_of("mentees", "p0") == 3
    form, _ = read_forms(mentees)
    assert form.headings[1:3] == [f"What would you like help with? [{topic}]" for topic in TOPICS[:2]]


def test_the_map_proposed_reads_them(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows, ticked = exported(1)
    mentees = write(tmp_path, rows, "csv")
    (tmp_path / "mentors.csv").write_text("id,consent,Audit\nr1,yes,x\n", encoding="utf-8")
    assert run("columns", mentees, tmp_path / "mentors.csv") == 0
    text = capsys.readouterr().out.replace("# [mentees.constants]", "[mentees.constants]")
    (tmp_path / "map.toml").write_text(text.replace("# consent =", "consent ="), encoding="utf-8")
    reading = read_tables(mentees=mentees, mentors=tmp_path / "mentors.csv", columns=tmp_path / "map.toml")
    assert len(reading.people.mentees) == len(ticked)


@pytest.mark.parametrize(
    "rows",
    [
        [["id", "", "consent"], ["e1", "a note", ""], ["e2", "another", "yes"]],
        [["id", "consent", ""], ["e1", "yes", "a note"], ["e2", "yes", ""]],
        [["id", "consent", ""], ["", "yes", "yes"], ["e2", "yes", "x"]],
        [["id", "consent", ""], ["", "", "note"], ["e2", "yes", "x"]],
        [["", "id", "consent"], ["x", "e1", "yes"]],
    ],
)
def test_a_value_under_an_empty_heading_stays_an_error(rows: list[list[str]], tmp_path: Path) -> None:
    path = write(tmp_path, rows, "csv")
    with pytest.raises(RecordError, match="a value under an empty heading"):
        read_tables(mentees=path, mentors=path)
