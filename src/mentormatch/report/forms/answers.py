"""Filled-in forms, read into the record: how mentors see their skills, and answers to checklists."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from mentormatch.errors import RecordError, RowProblem, did_you_mean
from mentormatch.files import as_typed
from mentormatch.people.person import LEVELS
from mentormatch.record.documents import FEWEST
from mentormatch.report.forms.form import EXPECTED, Form
from mentormatch.report.forms.printed import UPRIGHT
from mentormatch.tables.files.expected import find_heading, heading_key
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

Rows = dict[tuple[str, str], dict[str, Any]]
"""Rows of the record: (person, aspect) of a skill, or (list, item) of a checklist -> its columns."""
_SKILL = ("expert", "how_often")


class Given(NamedTuple):
    """A cell of a filled-in form: where it is, the question, and the answer."""

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
    asked, answer = (find_heading(name, sheet.header) for name in UPRIGHT[1:])
    if asked is not None and answer is not None:
        filled = [
            [Given(row, as_typed(c[asked].strip()), as_typed(c[answer].strip())) for row, c in sheet.rows]
        ]
        headings = filled[0]
    else:
        filled = [
            [Given(row, name, as_typed(cell.strip())) for name, cell in zip(sheet.header, cells, strict=True)]
            for row, cells in sheet.rows
        ]
        headings = [Given(sheet.header_row, name, "") for name in sheet.header if name]
    reader = _Reader(sheet, _form_of(sheet, headings, forms))
    reader.problems.extend([*sheet.broken, *sheet.bad_cells.values(), *reader.unknown(headings)])
    rows = Rows()
    named = ((name, one.id) for one in record.people().mentors for name in (one.email, one.id) if name)
    mentors = {folded(name): who for name, who in named}
    for answers in filled:
        rows |= reader.checklist(answers) if reader.form.is_upright else reader.skills(answers, mentors)
    if reader.problems:
        raise RecordError(reader.problems)
    table = "answer" if reader.form.is_upright else "skill"
    held = _held(record, table, {of for of, _ in rows})
    new = [row for key, row in rows.items() if key not in held or not held[key].items() <= row.items()]
    for row in new:
        record.add(table, day=day, **row)
    return len(new)


def _form_of(sheet: Sheet, headings: Sequence[Given], forms: Mapping[str, Form]) -> Form:
    """Return the form that has most of the headings."""
    keys = {heading_key(one.heading) for one in headings}
    fitting = {
        name: sum(heading_key(one.heading) in keys for one in form.questions) for name, form in forms.items()
    }
    name = max(fitting, key=fitting.__getitem__)
    if not fitting[name]:
        raise file_error(sheet.file, "has no question of a form", f"a form: {', '.join(forms)}")
    if forms[name].people:
        wrong = f"is the form {name}, whose answers are people"
        raise file_error(sheet.file, wrong, "this file with mentormatch scheme import, or check and match")
    return forms[name]


@dataclass(frozen=True)
class _Reader:
    """Turns the cells of one person into rows of the record; what is wrong is added to `problems`."""

    sheet: Sheet
    form: Form
    problems: list[RowProblem] = field(default_factory=list)

    def _wrong(self, given: Given, wrong: str, expected: str) -> None:
        self.problems.append(RowProblem(self.sheet.file, *given, wrong, expected))

    def unknown(self, headings: Sequence[Given]) -> Iterator[RowProblem]:
        """Yield an error for each heading that is no question of the form, and is of no form service."""
        asked = [one.heading for one in self.form.questions]
        known = {*map(heading_key, asked), *service_keys()}
        for row, heading, _ in headings:
            if heading_key(heading) not in known:
                wrong = f"is no question of the form '{self.form.title}'"
                guess = f"a question of it{did_you_mean(heading, asked)}"
                yield RowProblem(self.sheet.file, row, heading, "", wrong, guess)

    def _said(self, answers: Sequence[Given]) -> dict[tuple[str, str], Given]:
        """Return what each answer is about -> the answer; a field of a person has no list."""
        about = {heading_key(one.heading): one.about for one in self.form.questions}
        keys = ((heading_key(one.heading), one) for one in answers if one.text)
        return {about[key]: one for key, one in keys if key in about}

    def checklist(self, answers: Sequence[Given]) -> Rows:
        """Return the rows of a checklist."""
        rows, said = Rows(), self._said(answers)
        by = said.pop(("", "name"), Given(0, "", "")).text or None
        for (name, item), given in said.items():
            try:
                rows[name, item] = {"list": name, "item": item, "answer": clean(given.text), "by": by}
            except ValueError as error:
                self._wrong(given, str(error), "plain text")
        return rows

    def skills(self, answers: Sequence[Given], mentors: Mapping[str, str]) -> Rows:
        """Return the rows of an audit; `mentors` is what may name one, folded -> the id."""
        rows, said = Rows(), self._said(answers)
        who = said.pop(("", "email"), Given(answers[0].row, "Email address", ""))
        if folded(who.text) not in mentors:
            self._wrong(who, "is no mentor in the record", "the e-mail address or id of a mentor")
        person = mentors.get(folded(who.text), "")
        for (aspect, rated), given in said.items():
            level = _level(given.text)
            if level is None:
                self._wrong(given, "is no level", f"a whole number, {EXPECTED[Kind.LEVELS]}")
            if not all((aspect, one) in said for one in self.form.rates):
                wrong = "has an answer, but the other question about it has none"
                self._wrong(given, wrong, "answers to both, or to neither")
            row = rows.setdefault((person, aspect), {"person": person, "aspect": aspect})
            row[_SKILL[self.form.rates.index(rated)]] = level
        return rows


def _level(text: str) -> int | None:
    try:
        level: int = (answer_reader("", Wording("answers")).said(text).value or {}).get("", 0)
    except CellError:
        return None
    return level if LEVELS[0] <= level <= LEVELS[1] else None


def _held(record: Record, table: str, people: Iterable[str]) -> Rows:
    """Return the last row of each answer that the record holds; of skills, those of some people."""
    rows = record.rows(table).to_dict("records")
    if table == "answer":
        return {(row["list"], row["item"]): {"answer": row["answer"]} for row in rows}
    ids = {record.pseudonym(one): one for one in people}
    known = ((ids.get(f"P{row['person']}", ""), row) for row in rows)
    return {(person, row["aspect"]): {name: row[name] for name in _SKILL} for person, row in known}


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
    found = of[[*_SKILL]].mean().assign(people=of.size()).reset_index()
    shown = found[found.people >= FEWEST].sort_values([*_SKILL, "aspect"], ignore_index=True)
    return shown[["aspect", "people", *_SKILL]]
