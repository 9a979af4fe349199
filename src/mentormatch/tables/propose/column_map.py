"""A proposal as a column map in TOML, each line with its reason; what a person has to look at has a ``?``.

Nothing is written that the program reads without it. A line whose answer is open is a comment, so that the
map can be used as it is: the program then says what is missing.
"""

from __future__ import annotations

import json
import textwrap
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from mentormatch.errors import nearest
from mentormatch.people.person import Mentee, Mentor
from mentormatch.people.protected.words import asks_for_protected
from mentormatch.tables.files.expected import heading_key
from mentormatch.tables.forms.grades import TABLES as GRADE_TABLES
from mentormatch.tables.propose.columns import PROTECTED, Column, statement_of
from mentormatch.tables.propose.proposal import NAMES_PEOPLE, Proposal, Proposed
from mentormatch.tables.propose.signs import is_named
from mentormatch.tables.propose.words import Word, unread_grades
from mentormatch.tables.rows.fields import TARGETS, Table
from mentormatch.tables.rows.headings import FORBIDDING
from mentormatch.text import folded

WIDTH = 79
_MANY = 8
"""More headings than this that are not known are left unread by one line."""
_MOST_WORDS = 25
_ASK = "? "
_OPEN = "?"

_EXPECTED: Mapping[str, str] = {
    "max_km": 'a distance such as "10 miles" or 15 (km), "" for no limit',
    "max_miles": 'a distance such as 10 (miles) or "15 km", "" for no limit',
    "capacity": "how many mentees, such as 2",
    "demand": "how many mentors, such as 1",
    "minimum_load": "the fewest mentees, such as 1",
    "hours_a_month": "hours, such as 2",
    "trained_on": 'a date such as "2022-03-31" or "March 2022", "" for none',
    "answers": 'a level from 1 to 5, "" for no answer',
    "wants": "a level from 1 to 5",
    "offers": "a level from 1 to 5",
    "seniority": "a level from 0 to 100",
}


def expected_in(field: str) -> str:
    """Return what a word in the column of a field may stand for."""
    if field in _EXPECTED:
        return _EXPECTED[field]
    fields = Mentee.model_fields | Mentor.model_fields
    described = fields[field].description or ""
    return '"yes" or "no"' if described == "yes or no" else described


@dataclass(frozen=True, slots=True)
class Rendered:
    """A column map.

    Parameters
    ----------
    text : str
        TOML.
    questions : int
        How many lines a person has to look at.
    """

    text: str
    questions: int


def as_toml(proposal: Proposal, files: Sequence[str]) -> Rendered:
    """Return the proposal as a TOML file; `files` are the names of the forms, for people to read."""
    writer = _Writer(proposal)
    blocks = [
        *(filter(None, (writer.about_rows(), writer.ignored()))),
        *chain.from_iterable(map(writer.table, proposal.tables)),
        *filter(None, writer.shared()),
    ]
    body = "\n\n".join("\n".join(block) for block in blocks)
    return Rendered(
        f"{_top(files, writer.questions, is_empty=not blocks)}\n{body}\n".rstrip("\n") + "\n",
        writer.questions,
    )


def _top(files: Sequence[str], n: int, *, is_empty: bool) -> str:
    lines = [f"# A column map, proposed from {' and '.join(dict.fromkeys(files))}."]
    if is_empty:
        return lines[0] + "\n# All headings are names of fields: no map is needed."
    if not n:
        lines.append("# Nothing in it is in doubt; give it by --columns.")
    else:
        look = 'One line has a "?": look at it' if n == 1 else f'{n} lines have a "?": look at them'
        lines.append(f"# {look}, and correct or delete what is wrong.")
        lines.append('# What begins with "#" is not read until you answer it and take the "#" away.')
    return "\n".join(part for line in lines for part in _wrapped(line)) + "\n"


def separators_of(proposal: Proposal) -> dict[Table, str]:
    """Return what the map has between the entries of lists, for each table."""
    map_of = _Writer(proposal)
    return {
        table: map_of.one_sign or _only(signs.values()) or ";" for table, signs in map_of.separators.items()
    }


class _Writer:
    """Writes the parts of a map and counts the lines that ask something."""

    def __init__(self, proposal: Proposal) -> None:
        self.proposal = proposal
        self.questions = 0
        tables = proposal.tables
        self.separators = {table.table: dict(table.separators) for table in tables}
        self.used = {
            table.table: {heading_key(column.heading) for column in table.columns if column.field}
            for table in tables
        }
        self.one_sign = _only(sign for found in self.separators.values() for sign in found.values())
        self.keeps = [table for table in tables if table.sent is not None]
        self.all_sent = {table.sent.heading for table in tables if table.sent is not None}
        everywhere = set[str].intersection(*(set(table.form.headings) for table in tables))
        self.shares_time = len(self.all_sent) == 1 and self.all_sent <= everywhere

    def ask(self, why: str = "") -> str:
        """Return a reason that has to be looked at, and count it."""
        self.questions += 1
        return f"{_ASK}{why}".strip()

    # What holds for all rows

    def about_rows(self) -> list[str]:
        """Return the lines about the role of a row, a form sent twice, separators, times of travel."""
        return [*self._role(), *self._keep(), *self._separator(), *self._dates(), *self._minutes()]

    def _role(self) -> Iterator[str]:
        roles = self.proposal.roles
        if roles is not None:
            yield from _line("role", _text(roles.heading), "says who is a mentor and who a mentee")
        elif self.proposal.one_form:
            yield f"# role = {_OPEN}  # {self.ask('the heading that says who is mentor and who mentee')[2:]}"

    def _keep(self) -> Iterator[str]:
        if not self.keeps:
            return
        n = max(table.sent.people for table in self.keeps if table.sent is not None)
        people = "somebody" if n == 1 else f"{n} people"
        yield from _line("keep", '"latest"', self.ask(f"{people} sent the form again: the newest counts"))
        if self.shares_time:
            yield from _line("sent", _text(next(iter(self.all_sent))), "when a form was sent")

    def _separator(self) -> Iterator[str]:
        if self.one_sign not in {"", ";"}:
            yield from _line("separator", _text(self.one_sign), "between the entries of lists")

    def _dates(self) -> Iterator[str]:
        order = self.proposal.day_first
        if order is not None:
            date = "3 April" if order else "4 March"
            yield from _line("day_first", str(order).lower(), f"03/04/2026 is {date}, as other dates show")

    def _minutes(self) -> Iterator[str]:
        n = self.proposal.times
        if n:
            cells = "One cell gives" if n == 1 else f"{n} cells give"
            yield f"# {cells} a time of travel: how many kilometres is a minute?"
            yield f"# km_per_minute = {_OPEN}  # {self.ask('such as 0.8')[2:]}"

    # Headings that are not read

    def ignored(self) -> list[str]:
        """Return the headings that neither table reads, and those of many that are not known."""
        left = {
            heading_key(column.heading): column
            for table in self.proposal.tables
            for column in table.columns
            if not column.field
            and not self._is_about_rows(table, column.heading)
            and not self._is_used(column)
        }
        unknown = [column for column in left.values() if not column.sure and not _stays_listed(column)]
        many = len(unknown) > _MANY
        rest = [column for column in left.values() if not many or _stays_listed(column)]
        lines = list(self._list(rest))
        if many:
            why = self.ask(f"{len(unknown)} headings that ask for nothing that is known are not read:")
            lines += ['other = "ignore"  # ' + why, *(_cut(f"#     {column.heading}") for column in unknown)]
        return lines

    def _is_about_rows(self, table: Proposed, heading: str) -> bool:
        own = {table.sent.heading} if table.sent is not None else set()
        return heading in (self.all_sent if self.shares_time else own)

    def _all_used(self) -> set[str]:
        return set().union(*self.used.values())

    def _is_used(self, column: Column) -> bool:
        return heading_key(column.heading) in self._all_used()

    def _list(self, columns: Iterable[Column]) -> Iterator[str]:
        entries = [
            line
            for column in sorted(columns, key=lambda column: column.sure)
            for line in _line("", _text(column.heading), self._why(column), end=",", indent="    ")
        ]
        if entries:
            yield from ("ignore = [", *entries, "]")

    def _why(self, column: Column) -> str:
        return column.why if column.sure else self.ask(column.why)

    # One table

    def table(self, table: Proposed) -> Iterator[list[str]]:
        """Yield the parts about one table."""
        own = [*self._sheet(table), *self._missing_id(table), *self._fields(table), *self._own_lists(table)]
        if own:
            yield [f"[{table.table}]", *self._known(table), *own]
        statements = list(self._answers(table))
        if statements:
            yield [f"[{table.table}.answers]", *statements]
        separators = self._own_separators(table)
        if separators and not _only(self.separators[table.table].values()):
            yield [f"[{table.table}.separators]", *separators]
        if "consent" not in table.fields and "consent" in self.proposal.fields:
            yield self._consent(f"{table.table}.constants", table.table)

    def _sheet(self, table: Proposed) -> Iterator[str]:
        if table.form.title and table.form.title.casefold() != table.table:
            same = self.proposal.one_form and table.table == "mentors"
            yield from _line(
                "sheet", _text(table.form.title), "the same" if same else "of several in the workbook"
            )

    def _missing_id(self, table: Proposed) -> Iterator[str]:
        if "id" not in table.fields:
            yield f"# id = {_OPEN}  # {self.ask('no column tells people apart, as a number would')[2:]}"

    def _fields(self, table: Proposed) -> Iterator[str]:
        for field in dict.fromkeys(column.field for column in table.columns):
            columns = [column for column in table.columns if column.field == field]
            if field in {"", "answers"} or all(column.named for column in columns):
                continue
            headings = list(_with_grids(columns, table))
            value = _text(headings[0]) if len(headings) == 1 else f"[{', '.join(map(_text, headings))}]"
            doubtful = next((column for column in columns if not column.sure), None)
            grid = "is a grid" if columns[0].grid else columns[0].why
            yield from _line(field, value, grid if doubtful is None else self.ask(doubtful.why))
        sign = _only(self.separators[table.table].values())
        if sign not in {"", ";"} and not self.one_sign:
            yield from _line("separator", _text(sign), "between the entries of lists")
        if table.sent is not None and not self.shares_time:
            yield from _line("sent", _text(table.sent.heading), "when a form was sent")

    def _known(self, table: Proposed) -> Iterator[str]:
        """Yield the headings that need no line, so that nobody looks for them in vain."""
        known = [f"#     {column.heading}: {column.field}" for column in table.columns if column.named]
        if known:
            yield "# Read without a line:"
            yield from map(_cut, known)

    def _own_lists(self, table: Proposed) -> Iterator[str]:
        if self.proposal.one_form:
            return  # what one role reads and the other does not is left unread without a line
        used = self.used[table.table]
        yield from self._list(
            column
            for column in table.columns
            if not column.field and self._is_used(column) and not self._is_about_rows(table, column.heading)
            and (heading_key(column.heading) not in used or column.heading in table.form.keys)
        )  # fmt: skip

    def _answers(self, table: Proposed) -> Iterator[str]:
        columns = [column for column in table.columns if column.field == "answers" and not column.named]
        grids = dict.fromkeys(column.grid for column in columns if column.grid)
        if len(grids) == 1 and len(columns) > 1:
            grid = next(iter(grids))
            rows = [column for column in columns if column.grid]
            if list(_with_grids(rows, table)) == [f"{grid} [*]"]:
                yield from _line('"*"', _text(f"{grid} [*]"), "every statement of the grid")
                columns = [column for column in columns if not column.grid]
        for column in columns:
            yield from _line(_text(statement_of(column)), _text(column.heading), column.why)

    def _own_separators(self, table: Proposed) -> list[str]:
        if self.one_sign:
            return []
        signs = self.separators[table.table]
        return [f"{field} = {_text(sign)}" for field, sign in signs.items() if sign != ";"]

    def _consent(self, section: str, people: str) -> list[str]:
        why = self.ask(f"no heading asks for consent; if all {people} agreed by sending the form:")
        return [*_wrapped(f"# {why}"), f"# [{section}]", '# consent = "yes"']

    # Cells of both tables

    def shared(self) -> Iterator[list[str]]:
        """Yield the parts about words in cells, each of which may be empty."""
        if "consent" not in self.proposal.fields:
            yield self._consent("constants", "people")
        yield self._roles()
        yield self._grades()
        yield self._levels()
        yield self._options()
        for field, words in self.proposal.words.items():
            yield [*_line(f"[values.{field}]", "", expected_in(field)), *self._words(words)]
        yield self._workplaces()

    def _words(self, words: Sequence[Word]) -> Iterator[str]:
        for word in words[:_MOST_WORDS]:
            n = "1 row" if word.rows == 1 else f"{word.rows} rows"
            if word.guess:
                yield from _line(_text(word.text), _value(word.guess), self.ask(n))
            else:
                self.questions += 1
                yield from _line(f"# {_text(word.text)}", _OPEN, n)
        if len(words) > _MOST_WORDS:
            yield f"# {len(words) - _MOST_WORDS} further words: `mentormatch check` says which."

    def _roles(self) -> list[str]:
        roles = self.proposal.roles
        if roles is None or not roles.words:
            return []
        return [*_line("[roles]", "", '"mentee", "mentor" or "both"'), *self._words(roles.words)]

    def _grades(self) -> list[str]:
        """Return the levels of grades: a table that is known, and a line for each grade that is not in it."""
        grades = self.proposal.grades
        if not grades:
            return []
        written = [grade for grade, n in grades.most_common() for _ in range(n)]
        unknown = unread_grades(written, GRADE_TABLES["nhs"])
        use = 2 * sum(word.rows for word in unknown) <= len(written)
        if not use:
            unknown = tuple(Word(grade, "", n) for grade, n in _as_written(written).items())
        lines = ["[grades]", 'table = "nhs"  # the grades of the NHS'] if use else ["[grades]"]
        if unknown:
            why = "these are not in it" if use else "seniority is unknown without them"
            lines.append(f"# A level from 0 to 100 for each grade: {why}.")
        return [*lines, *self._words(unknown)]

    def _levels(self) -> list[str]:
        ticked = list(dict.fromkeys(field for table in self.proposal.tables for field in table.ticked))
        if not ticked:
            return []
        return [
            "[levels]  # how much, 1 to 5, where a box was only ticked",
            *(f"{field} = 3" for field in ticked),
        ]

    def _options(self) -> list[str]:
        found: dict[str, list[str]] = {}
        for table in self.proposal.tables:
            for field, options in table.options.items():
                found[field] = list(dict.fromkeys([*found.get(field, ()), *options]))
        lines = []
        for field, named in found.items():
            lines += [f"{field} = [  # {self.ask('one entry each, though it holds the separator')}"]
            lines += [*(f"    {_text(option)}," for option in named), "]"]
        return ["[options]", *lines] if lines else []

    def _workplaces(self) -> list[str]:
        workplaces = self.proposal.workplaces
        if not workplaces:
            return []
        about = (
            "# No column asks for a postcode: people are where they work, if that is a name in the table of "
            "places (--places, with the headings name, latitude and longitude). It needs:"
        )
        lines = [
            *_wrapped(about),
            *(_cut(f"#     {one.name} ({one.people})") for one in workplaces if not one.near),
        ]
        near = [one for one in workplaces if one.near]
        if near:
            lines += ["# [values.workplace]  # the same by another name?"]
        for one in near:
            lines += _line(
                f"# {_text(one.name)}",
                _text(one.near),
                self.ask(f"{one.people} {'person' if one.people == 1 else 'people'}"),
            )
        return lines


def _as_written(grades: Sequence[str]) -> Counter[str]:
    """Return grade, as most people write it -> how many have it, the most frequent first."""
    first: dict[str, str] = {}
    for grade in grades:
        first.setdefault(folded(grade), grade)
    return Counter(dict(Counter(first[folded(grade)] for grade in grades).most_common()))


def _only(signs: Iterable[str]) -> str:
    """Return the only separator there is; nothing if there are several."""
    found = set(signs)
    return found.pop() if len(found) == 1 else ""


def _with_grids(columns: Sequence[Column], table: Proposed) -> Iterator[str]:
    """Yield the headings that feed a field, a whole grid as one."""
    done = set[str]()
    for column in columns:
        rows = {one.heading for one in columns if one.grid and one.grid == column.grid}
        whole = {h for h in table.form.headings if column.grid and h.startswith(f"{column.grid} [")}
        if len(rows) < 2 or whole - rows - {h for h in whole if asks_for_protected(h)}:
            yield column.heading
        elif column.grid not in done:
            done.add(column.grid)
            yield f"{column.grid} [*]"


def _stays_listed(column: Column) -> bool:
    """Return whether a heading is refused or read unless it is listed."""
    key = heading_key(column.heading)
    named = any(is_named(key, table) for table in TARGETS)
    return column.why in {PROTECTED, NAMES_PEOPLE} or named or nearest(key, FORBIDDING) is not None


def _line(key: str, value: str, why: str, *, end: str = "", indent: str = "") -> list[str]:
    """Return a line with its reason behind it, or above it where that would be too wide."""
    line = f"{indent}{key} = {value}{end}" if key and value else f"{indent}{key}{value}{end}"
    if len(line) + len(why) + 4 <= WIDTH:
        return [f"{line}  # {why}"]
    return [f"{indent}# {why}", line]


def _wrapped(text: str) -> list[str]:
    """Return a comment on as many lines as it needs."""
    return textwrap.wrap(text, WIDTH, subsequent_indent="# ", break_long_words=False, break_on_hyphens=False)


def _cut(text: str) -> str:
    return text if len(text) <= WIDTH else f"{text[: WIDTH - 1]}…"


def _value(guess: str) -> str:
    """Return a guess as a value of TOML."""
    return guess if guess.isdecimal() and str(int(guess)) == guess else _text(guess)


def _text(text: str) -> str:
    """Return a string of TOML."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
