"""Filled-in forms, read into the record: how mentors see their skills, and answers to checklists."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
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
from mentormatch.text import clean, clean_line, folded

if TYPE_CHECKING:
    from datetime import date

    import pandas as pd

    from mentormatch.record.record import Record
    from mentormatch.tables.files.sources import Source

_SKILL = ("expert", "how_often")
_COLUMNS = {"answer": (("list", "item"), ("answer",)), "skill": (("person", "aspect"), _SKILL)}
"""Table of the record -> what an answer is about, and what it says."""


class Given(NamedTuple):
    """A cell of a filled-in form: where it is, the question, and the answer."""

    row: int
    heading: str
    text: str


Said = dict[tuple[str, str], Given]
"""What an answer is about (see `Question`) -> the answer."""
Wrong = Callable[[Given, str, str], None]
"""Takes note of an answer that cannot be used: what is wrong, and what was expected."""


def read_form(source: Source, forms: Mapping[str, Form], record: Record, day: date | None = None) -> int:
    """Write the answers of a filled-in form to the record; those that it holds already are not written again.

    Parameters
    ----------
    source : path or DataFrame
        A form's workbook or CSV file, or the export of a form service with its questions as headings.
    forms : mapping of str to Form
        What it may be: the one with most of its headings.
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
    headings, filled = _cells(sheet)
    form = _form_of(sheet, headings, forms)
    problems = [*sheet.broken, *sheet.bad_cells.values()]

    def wrong(given: Given, what: str, expected: str) -> None:
        problems.append(RowProblem(sheet.file, *given, what, expected))

    about = {heading_key(one.heading): one.about for one in form.questions}
    for one in headings:
        if heading_key(one.heading) not in about.keys() | service_keys().keys():
            guess = did_you_mean(one.heading, [asked.heading for asked in form.questions])
            wrong(one._replace(text=""), f"is no question of the form '{form.title}'", f"one of it{guess}")
    named = ((name, one.id) for one in record.people().mentors for name in (one.email, one.id) if name)
    mentors = {folded(name): who for name, who in named}
    rows: list[dict[str, Any]] = []
    for number, cells in filled:
        keys = ((heading_key(one.heading), one) for one in cells if one.text)
        said = {about[key]: one for key, one in keys if key in about}
        if form.is_upright:
            rows += _answers(said, wrong)
        else:
            who = said.pop(("", "email"), Given(number, "Email address", ""))
            if folded(who.text) not in mentors:
                wrong(who, "is no mentor in the record", "the e-mail address or id of a mentor")
            rows += _skills(form.rates, mentors.get(folded(who.text), ""), said, wrong)
    if problems:
        raise RecordError(problems)
    table = "answer" if form.is_upright else "skill"
    new = _not_held(record, table, rows)
    for row in new:
        record.add(table, day=day, **row)
    return len(new)


def _cells(sheet: Sheet) -> tuple[list[Given], list[tuple[int, list[Given]]]]:
    """Return the headings, and the number and cells of each row; of a checklist all cells are one row."""
    asked, answer = (find_heading(name, sheet.header) for name in UPRIGHT[1:])
    if asked is not None and answer is not None:
        whole = [Given(row, as_typed(c[asked].strip()), as_typed(c[answer].strip())) for row, c in sheet.rows]
        return whole, [(sheet.header_row, whole)]
    headings = [Given(sheet.header_row, name, "") for name in sheet.header if name]
    filled = []
    for row, cells in sheet.rows:
        both = zip(sheet.header, cells, strict=True)
        filled.append((row, [Given(row, name, as_typed(text.strip())) for name, text in both]))
    return headings, filled


def _form_of(sheet: Sheet, headings: Iterable[Given], forms: Mapping[str, Form]) -> Form:
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


def _answers(said: Said, wrong: Wrong) -> list[dict[str, Any]]:
    """Return the rows of a checklist."""
    rows = []
    for about, given in said.items():
        try:
            rows.append((about, clean(given.text) if about[0] else clean_line(given.text)))
        except ValueError as error:
            wrong(given, str(error), "plain text")
    by = dict(rows).get(("", "name"))
    return [{"list": of, "item": item, "answer": text, "by": by} for (of, item), text in rows if of]


def _skills(rates: list[str], person: str, said: Said, wrong: Wrong) -> list[dict[str, Any]]:
    """Return the rows of one mentor's audit."""
    rows: dict[str, dict[str, Any]] = {}
    for (aspect, rated), given in said.items():
        level = _level(given.text)
        if level is None:
            wrong(given, "is no level", f"a whole number, {EXPECTED[Kind.LEVELS]}")
        if not all((aspect, one) in said for one in rates):
            what = "has an answer, but the other question about it has none"
            wrong(given, what, "answers to both, or to neither")
        row = rows.setdefault(aspect, {"person": person, "aspect": aspect})
        row[_SKILL[rates.index(rated)]] = level
    return list(rows.values())


def _level(text: str) -> int | None:
    try:
        level: int = (answer_reader("", Wording("answers")).said(text).value or {}).get("", 0)
    except CellError:
        return None
    return level if LEVELS[0] <= level <= LEVELS[1] else None


def _not_held(record: Record, table: str, rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the last row about each thing, unless the last one about it in the record says the same."""
    keys, values = _COLUMNS[table]
    last = {tuple(row[name] for name in keys): row for row in rows}
    held = record.rows(table)
    if table == "skill":
        ids = {record.pseudonym(one): one for one in {row["person"] for row in last.values()}}
        held["person"] = [ids.get(f"P{number}") for number in held.person]
    known = {tuple(row[name] for name in keys): row for row in held.to_dict("records")}
    return [
        row for key, row in last.items()
        if key not in known or any(row[name] != known[key][name] for name in values)
    ]  # fmt: skip


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
