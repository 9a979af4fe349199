"""Filled-in forms, read into the record: how mentors see their skills, and answers to checklists."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from mentormatch.errors import RecordError, RowProblem, did_you_mean
from mentormatch.files import as_typed
from mentormatch.people.person import LEVELS
from mentormatch.report.forms.form import EXPECTED, Form, Question
from mentormatch.report.forms.printed import UPRIGHT
from mentormatch.tables.files.expected import heading_key
from mentormatch.tables.files.sheets import Sheet, file_error
from mentormatch.tables.files.sources import read_table
from mentormatch.tables.forms.readers import answer_reader
from mentormatch.tables.forms.wording import Wording
from mentormatch.tables.rows.cells import CellError
from mentormatch.tables.rows.fields import Kind, service_keys
from mentormatch.text import clean, folded

if TYPE_CHECKING:
    import pandas as pd

    from mentormatch.record.record import Record
    from mentormatch.tables.files.sources import Source

Key = tuple[str, str]
"""Person and aspect of a skill, or list and item of a checklist."""
Rows = dict[Key, dict[str, Any]]
"""Rows of the record by what they are about."""
_SKILL = ("expert", "how_often")


@dataclass(frozen=True)
class Given:
    """A cell of a filled-in form: where it is, and what it says."""

    row: int
    heading: str
    text: str


def read_form(source: Source, forms: Mapping[str, Form], record: Record, day: date | None = None) -> int:
    """Write the answers of a filled-in form to the record; those that it holds already are not written again.

    Parameters
    ----------
    source : path or DataFrame
        A form's workbook or CSV file, or the export of a form service with its questions as headings.
    forms : mapping of str to Form
        What it may be: the one with most of its headings.
    record : Record
    day : date, optional
        When it was filled in; today if it is left out.

    Returns
    -------
    int
        How many rows were written. Where a question is answered several times, the last answer counts.

    Raises
    ------
    RecordError
        With every error at once; nothing is written then.
    """
    sheet = read_table(source, "answers")
    form, filled = _form_of(sheet, forms)
    problems = [*sheet.broken, *_unknown(sheet, form, filled)]
    reader, rows, people = _Reader(sheet.file, form, problems), Rows(), _known(record)
    for answers in filled:
        rows |= reader.checklist(answers) if form.is_upright else reader.skills(answers, people)
    if problems:
        raise RecordError(problems)
    table = "answer" if form.is_upright else "skill"
    if table == "skill":
        pseudonyms = {one: record.pseudonym(one) for one, _ in rows}
        rows = {(pseudonyms[one], aspect): row for (one, aspect), row in rows.items()}
    held = _held(record, table)
    new = {key: row for key, row in rows.items() if key not in held or not held[key].items() <= row.items()}
    for row in new.values():
        record.add(table, day=day, **row)
    return len(new)


def _form_of(sheet: Sheet, forms: Mapping[str, Form]) -> tuple[Form, list[list[Given]]]:
    """Return which form it is, and the cells of each person who filled it in."""
    if [*map(heading_key, sheet.header)] == [*map(heading_key, UPRIGHT)]:
        filled = [[Given(row, cells[0].strip(), as_typed(cells[1].strip())) for row, cells in sheet.rows]]
    else:
        filled = [
            [
                Given(row, *pair)
                for pair in zip(sheet.header, (as_typed(c.strip()) for c in cells), strict=True)
            ]
            for row, cells in sheet.rows
        ]
    headings = {heading_key(one.heading) for one in (filled or [[]])[0]}
    fitting = {name: len(headings & _questions(form).keys()) for name, form in forms.items()}
    name = max(fitting, key=fitting.__getitem__)
    if not fitting[name]:
        raise file_error(sheet.file, "has no question of a form", f"a form: {', '.join(forms)}")
    if forms[name].people:
        wrong = f"is the form {name}, whose answers are people"
        raise file_error(sheet.file, wrong, "this file with mentormatch scheme import, or check and match")
    return forms[name], filled


def _questions(form: Form) -> dict[str, Question]:
    return {heading_key(one.heading): one for one in form.questions}


def _unknown(sheet: Sheet, form: Form, filled: Sequence[Sequence[Given]]) -> Iterator[RowProblem]:
    """Yield an error for each heading that is no question, and for each cell that could not be read."""
    questions = _questions(form)
    for one in filled[0] if filled else ():
        if one.heading and heading_key(one.heading) not in {*questions, *service_keys()}:
            row = one.row if form.is_upright and len(sheet.header) == len(UPRIGHT) else sheet.header_row
            guess = did_you_mean(one.heading, [asked.heading for asked in questions.values()])
            wrong = f"is no question of the form '{form.title}'"
            yield RowProblem(sheet.file, row, one.heading, "", wrong, f"a question of it{guess}")
    yield from sheet.bad_cells.values()


def _known(record: Record) -> dict[str, str]:
    """Return what may name a mentor, folded -> their id."""
    mentors = record.people().mentors
    return {folded(name): one.id for one in mentors for name in (one.email, one.id) if name}


@dataclass(frozen=True)
class _Reader:
    """Turns the cells of one person into rows of the record; what is wrong with them is added to `problems`."""

    file: str
    form: Form
    problems: list[RowProblem]

    def _wrong(self, given: Given, wrong: str, expected: str) -> None:
        self.problems.append(RowProblem(self.file, given.row, given.heading, given.text, wrong, expected))

    def said(self, answers: Sequence[Given]) -> dict[Key, Given]:
        """Return what each answer is about -> the answer; fields of people have no list."""
        questions = _questions(self.form)
        asked = ((questions.get(heading_key(one.heading)), one) for one in answers if one.text)
        return {question.about: one for question, one in asked if question is not None}

    def checklist(self, answers: Sequence[Given]) -> Rows:
        """Return the rows of a checklist."""
        rows, said = Rows(), self.said(answers)
        by = {"by": said["", "name"].text} if ("", "name") in said else {}
        for (of, item), given in said.items():
            try:
                rows |= (
                    {(of, item): {"list": of, "item": item, "answer": clean(given.text), **by}} if of else {}
                )
            except ValueError as error:
                self._wrong(given, str(error), "plain text")
        return rows

    def skills(self, answers: Sequence[Given], people: Mapping[str, str]) -> Rows:
        """Return the rows of an audit; `people` is what may name a mentor -> their id."""
        said = self.said(answers)
        who = said.pop(("", "email"), Given(answers[0].row, "Email address", ""))
        if folded(who.text) not in people and (said or who.text):
            self._wrong(who, "is no mentor in the record", "the e-mail address or id of a mentor")
        rows = Rows()
        for (aspect, rated), given in said.items():
            level = _level(given.text)
            if level is None:
                self._wrong(given, "is no level", f"a whole number, {EXPECTED[Kind.LEVELS]}")
            row = rows.setdefault((people.get(folded(who.text), ""), aspect), {"aspect": aspect})
            row[_SKILL[self.form.rates.index(rated)]] = level
            if len(said.keys() & {(aspect, one) for one in self.form.rates}) < len(_SKILL):
                self._wrong(
                    given, "has an answer, but the other question about it has none", "both or neither"
                )
        return {(who, aspect): {"person": who, **row} for (who, aspect), row in rows.items()}


def _level(text: str) -> int | None:
    try:
        said = answer_reader("", Wording("answers")).said(text).value
    except CellError:
        return None
    level: int = (said or {}).get("", 0)
    return level if LEVELS[0] <= level <= LEVELS[1] else None


def _held(record: Record, table: str) -> Rows:
    """Return the last row of each answer that the record holds; people are named by pseudonym."""
    rows = record.rows(table).to_dict("records")
    if table == "answer":
        return {(row["list"], row["item"]): {"answer": row["answer"]} for row in rows}
    return {(f"P{row['person']}", row["aspect"]): {name: row[name] for name in _SKILL} for row in rows}


def skills_needed(record: Record) -> pd.DataFrame:
    """Return how mentors see their skills, those first in which they are least expert.

    Returns
    -------
    DataFrame
        Columns aspect, people, expert and how_often (means, 1 to 5): of aspects that at least three people
        have rated, by what each said last.
    """
    rows = record.rows("skill").drop_duplicates(["person", "aspect"], keep="last")
    of = rows.groupby("aspect")
    found = of[[*_SKILL]].mean().assign(people=of.size()).query("people >= @FEWEST").reset_index()
    columns = ["aspect", "people", *_SKILL]
    return found[columns].sort_values([*_SKILL, "aspect"], ignore_index=True)
