"""Filled-in forms, read into the record: feedback, how mentors see their skills, answers to checklists."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
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
from mentormatch.tables.rows.fields import Kind, Table, service_keys
from mentormatch.text import clean, clean_line, folded

if TYPE_CHECKING:
    from datetime import date

    import pandas as pd

    from mentormatch.record.record import Record
    from mentormatch.tables.files.sources import Source

_SKILL = ("expert", "how_often")
_COLUMNS = {
    "answer": (("list", "item"), ("answer",)),
    "skill": (("person", "aspect"), _SKILL),
    "feedback": (("kind", "pair", "by"), ("ratings",)),
}
"""Table of the record -> what an answer is about, and what it says."""
_PEOPLE = {"skill": "person", "feedback": "by"}
"""Table of the record -> the column that says who answered."""


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
    people = _People(record, form.feedback_of or "mentors")
    rows: list[dict[str, Any]] = []
    for number, cells in filled:
        keys = ((heading_key(one.heading), one) for one in cells if one.text)
        said = {about[key]: one for key, one in keys if key in about}
        rows += _answers(said, wrong) if form.is_upright else _of_person(form, people, number, said, wrong)
    if problems:
        raise RecordError(problems)
    table = "answer" if form.is_upright else "feedback" if form.feedback_of else "skill"
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


class _People:
    """Those of one side who may answer, by address or id, and their pairs that have begun."""

    def __init__(self, record: Record, side: Table) -> None:
        self.role = side.removesuffix("s")
        people = record.people()
        those = people.mentees if side == "mentees" else people.mentors
        self._id = {folded(name): one.id for one in those for name in (one.email, one.id) if name}
        self._record = record

    def named(self, who: Given, wrong: Wrong) -> str:
        """Return the id of whoever answered; empty if it is nobody's."""
        found = self._id.get(folded(who.text), "")
        if not found:
            wrong(who, f"is no {self.role} in the record", f"the e-mail address or id of a {self.role}")
        return found

    @cached_property
    def _begun(self) -> dict[Any, list[tuple[int, str]]]:
        """Pairs that have begun, and their states, by the number of the person, the first one first."""
        events, pairs = self._record.rows("event"), self._record.rows("pair")
        began = pairs[pairs.id.isin(events.pair[events.event == "begin"])]
        return {number: list(zip(of.id, of.state, strict=True)) for number, of in began.groupby(self.role)}

    def pair_of(self, person: str, who: Given, wrong: Wrong) -> int | None:
        """Return the pair that feedback is on: the one that goes on, or else the last one that had begun."""
        begun = self._begun.get(int(self._record.pseudonym(person)[1:]), [])
        going = [one for one in begun if one[1] in {"active", "paused"}]
        if not begun:
            met = "feedback on a pair that has begun, which mentormatch scheme begin writes"
            wrong(who, "has no pair that has begun", met)
        elif len(going) > 1 and self.role == "mentee":
            wrong(who, "has several mentors", "feedback on each of them by mentormatch scheme feedback")
        return (going or begun)[-1][0] if begun else None


def _of_person(form: Form, people: _People, number: int, said: Said, wrong: Wrong) -> list[dict[str, Any]]:
    """Return the rows of one person's feedback, or of one mentor's audit."""
    who = said.pop(("", "email"), Given(number, "Email address", ""))
    person = people.named(who, wrong)
    if not form.feedback_of:
        return _skills(form.rates, person, said, wrong)
    levels = _levels(said, wrong)
    pair = people.pair_of(person, who, wrong) if person and levels else None
    return [{"kind": kind, "pair": pair, "by": person, "ratings": of} for kind, of in levels.items()]


def _levels(said: Said, wrong: Wrong) -> dict[str, dict[str, int]]:
    """Return the levels of one person's feedback: kind -> question -> level."""
    found: dict[str, dict[str, int]] = {}
    for (kind, question), given in said.items():
        level = _level(given.text)
        if level is None:
            wrong(given, "is no level", f"a whole number, {EXPECTED[Kind.LEVELS]}")
        found.setdefault(kind, {})[question] = level or 0
    return found


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
    if who := _PEOPLE.get(table):
        ids = {record.pseudonym(one): one for one in {row[who] for row in last.values()}}
        held[who] = [ids.get(f"P{number}") for number in held[who]]
    if table == "feedback":
        held["ratings"] = held.ratings.map(json.loads)
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
