"""Forms drawn at random, with what people meant by what they wrote, and what a coordinator would answer."""

from __future__ import annotations

import random
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from helpers.table_files import write_xlsx

MILE = 1.609344
SHARED: Mapping[str, Sequence[str]] = {
    "email": ["Email Address:", "What is your work e-mail?", "EMAIL"],
    "name": ["Name:", "Your full name", "What is your name?", "First name|Surname", "Forename|Family name"],
    "grade": ["Current job role (grade):", "What grade are you?", "AfC band"],
    "workplace": ["Place of work:", "Which hospital do you work in?", "Where do you work?"],
    "max_km": [
        "How far would you travel?",
        "Maximum distance\nyou are willing to travel",
        "Travel distance (km)",
    ],
    "online": ["Would you be happy to meet online?", "Are you willing to meet virtually?"],
    "consent": ["Do you consent to your details being shared?", "I agree to my information being shared"],
    "personal_interests": ["Hobbies", "What do you enjoy outside work?"],
}
OWN: Mapping[str, Mapping[str, Sequence[str]]] = {
    "mentees": {
        "wants": ["What would you like help with?", "Areas of support"],
        "demand": ["How many mentors would you like?"],
    },
    "mentors": {
        "offers": ["What can you offer?", "Areas of expertise"],
        "capacity": ["How many mentees could you take on?", "Number of mentees"],
        "trained": ["Have you completed a mentoring training course?", "Have you been trained as a mentor?"],
    },
}
SAID: Mapping[str, Mapping[str, object]] = {
    "max_km": {
        "10 miles": 10 * MILE, "Up to 25 km": 25, "anywhere": None, "n/a": None, "30": 30,
        "5-10 miles": 10 * MILE,
    },
    "online": {"Yes": True, "Yes, Teams": True, "No thanks": False, "Maybe": False},
    "consent": {"Yes": True, "I consent": True},
    "trained": {"Yes": True, "Booked": False, "Yes - 2023": True, "No": False},
    "capacity": {"two": 2, "1-2": 2, "3": 3, "One mentee only, please!": 1},
    "demand": {"1": 1, "two": 2},
    "grade": {"F2": 7, "ST3": 10, "Consultant": 16, "Band 7": 7},
    "answers": {"Strongly agree": 5, "Agree": 4, "Neutral": 3, "Disagree": 2},
}  # fmt: skip
ODD: Mapping[str, Mapping[str, tuple[object, object, bool]]] = {
    # word -> what is meant, what one would type, whether the proposal finds it
    "max_km": {
        "As far as Leeds": (40, 40, False), "20 miles, not on Fridays": (20 * MILE, "20 miles", True),
        "Not far at all": (5, "5 km", False),
    },
    "online": {
        "Not my first preference, but I'd manage": (True, "yes", False),
        "Yes - works well with my rota": (True, "yes", True), "Only face to face": (False, "no", False),
    },
    "consent": {"Fine by me": (True, "yes", False), "Only my name, nothing else": (False, "no", False)},
    "trained": {"ILM Level 5": (True, "yes", False), "A day at work once": (False, "no", False)},
    "capacity": {"2 if they are nearby": (2, 2, True), "As many as you need": (4, 4, False)},
    "demand": {"just 1, not more": (1, 1, True)},
    "grade": {"Practice manager": (9, 9, False), "Head of \"quality\"": (12, 12, False)},
    "answers": {"Strongly agreee": (5, 5, True), "It is complicated": (3, 3, False)},
}  # fmt: skip
ROLES: Mapping[str, tuple[str, bool]] = {
    "Mentee": ("mentee", False), "I would like to be a mentor": ("mentor", False), "Both": ("both", False),
    "I'd like to be mentored": ("mentee", True), "Mentor someone else": ("mentor", True),
    "A new starter": ("mentee", True), "I'd give mentoring": ("mentor", True),
}  # fmt: skip
ROLE_HEADINGS = ["Would you like to be a mentor or a mentee?", "I would like to be a", "Role"]
TOPICS = ["Career advice", "Exams", "Leadership (teams, budgets)", "Research", "Teaching, training and audit"]
SITES = ["Fen Hospital", "Wold Infirmary", "Marsh House", "The Old Surgery"]
STATEMENTS = ["Ask before you tell", "Plans matter"]
SERVICE = ["Start time", "IP Address", "Response Type"]
PROTECTED = ["Gender", "Which ethnic group are you?", "Date of birth"]
MISSES = [
    "Quiz result", "Dietary needs", "T-shirt", "Parking", "Room", "Batch", "Week", "Colour", "Lunch", "Badge",
]  # fmt: skip


@dataclass
class Person:
    """What somebody meant: field -> value."""

    tables: frozenset[str]
    meant: dict[str, object] = field(default_factory=dict)


@dataclass
class Drawn:
    """Forms in files, and the truth about them."""

    files: list[Path]
    people: list[Person]
    n_misses: int
    answers: dict[str, object] = field(default_factory=dict)
    found: dict[str, object] = field(default_factory=dict)  # words whose meaning the proposal has to find
    ignored: set[str] = field(default_factory=set)
    asks_consent: bool = True


class Drawer:
    """Draws one scheme."""

    def __init__(self, seed: int, folder: Path) -> None:
        self.draw = random.Random(seed)
        self.folder = folder
        self.one_form = seed % 3 == 0
        self.again = seed % 4 == 1
        self.drawn = Drawn([], [], self.draw.choice([1, len(MISSES)]), asks_consent=seed % 5 != 0)
        self.sign = self.draw.choice([";", ", ", "|", "\n"])
        self.grid = self.draw.random() < 0.5

    def forms(self) -> Drawn:
        """Write the forms; return the files and the truth."""
        tables = [("mentees", "mentors")] if self.one_form else [("mentees",), ("mentors",)]
        sheets = {"-".join(names): self._form(names) for names in tables}
        style = self.draw.choice(["csv", "xlsx", "book"])
        if style == "book" and not self.one_form:
            path = self.folder / "all.xlsx"
            named = {f"{name.removesuffix('s').title()} responses": rows for name, rows in sheets.items()}
            write_xlsx(path, {**named, "Notes": [["Chase the late ones"]]})
            self.drawn.files = [path]
        elif style == "csv":
            self.drawn.files = [self._csv(name, rows) for name, rows in sheets.items()]
        else:
            for name, rows in sheets.items():
                title = [["Mentoring scheme 2026"], []] if self.draw.random() < 0.5 else []
                path = self.folder / f"{name}.xlsx"
                write_xlsx(path, {"Form1": [*title, *rows]})
                self.drawn.files.append(path)
        return self.drawn

    def _csv(self, name: str, rows: list[list[str]]) -> Path:
        import csv

        path = self.folder / f"{name}.csv"
        with path.open("w", newline="", encoding="utf-8") as file:
            csv.writer(file).writerows(rows)
        return path

    def _form(self, tables: Sequence[str]) -> list[list[str]]:
        draw = self.draw
        asks = {**SHARED} | {f: h for table in tables for f, h in OWN[table].items()}
        if not self.drawn.asks_consent:
            del asks["consent"]
        headings = {field: draw.choice(list(many)) for field, many in asks.items()}
        columns = {heading: field for field, heading in headings.items()}
        form_own = dict.fromkeys([*SERVICE, *PROTECTED, *MISSES[: self.drawn.n_misses]], "-")
        statements = {f"Do you agree? [{one}]" if self.grid else one: f"answer {one}" for one in STATEMENTS}
        role = {draw.choice(ROLE_HEADINGS): "tables"} if self.one_form else {}
        mixed = [*columns.items(), *form_own.items(), *statements.items(), *role.items()]
        draw.shuffle(mixed)
        mixed.insert(0, ("Completion time", "sent"))
        self.drawn.ignored |= {*PROTECTED}
        rows = [[part for heading, _ in mixed for part in heading.split("|")]]
        people = [self._person(tables, k, asks) for k in range(24)]
        written = people + (people[:2] if self.again else [])
        for number, (_, said) in enumerate(written):
            is_old = self.again and number < len(written) - len(people)
            cells = {**said, "personal_interests": "an earlier answer"} if is_old else said
            row = []
            for heading, asked in mixed:
                row += self._cell(heading, asked, number, cells).split("|" if "|" in heading else "\0")
            rows.append(row)
        self.drawn.people += [person for person, _ in people]
        return rows

    def _cell(self, heading: str, asked: str, number: int, cells: Mapping[str, str]) -> str:
        if asked == "sent":
            return f"2026-03-{1 + number // 24:02d} {8 + number % 12:02d}:{number % 60:02d}"
        if asked == "name" and "|" in heading:
            return cells["name"].replace(" ", "|")
        if asked == "-":
            return f"{heading[:3]} {number % 5}"
        return cells.get(asked, "")

    def _person(
        self, tables: Sequence[str], k: int, asks: Mapping[str, object]
    ) -> tuple[Person, dict[str, str]]:
        draw, kind = self.draw, "".join(name[3] for name in tables)
        word = draw.choice(list(ROLES))
        role, is_odd = ROLES[word]
        in_tables = {"mentee": {"mentees"}, "mentor": {"mentors"}, "both": {"mentees", "mentors"}}[role]
        person = Person(frozenset(in_tables if self.one_form else tables))
        cells = {"tables": word, "email": f"{kind}{k}@h.example", "name": f"{kind.title()}{k} Ash"}
        if is_odd and self.one_form:
            self.drawn.answers[word] = role
        for asked in asks:
            if asked in SAID:
                cells[asked], person.meant[asked] = self._said(asked)
        for statement in STATEMENTS:
            cells[f"answer {statement}"], person.meant[f"answer {statement}"] = self._said("answers")
        cells["workplace"] = draw.choice(SITES)
        cells["personal_interests"] = f"choir {k}"
        for areas in ("wants", "offers"):
            ticked = draw.sample(TOPICS, 2)
            cells[areas] = self.sign.join(ticked) + (";" if self.sign == ";" else "")
            person.meant[areas] = set(ticked)
        person.meant |= {one: cells[one] for one in ("email", "name", "workplace", "personal_interests")}
        return person, cells

    def _said(self, asked: str) -> tuple[str, object]:
        if self.draw.random() < 0.15:
            word = self.draw.choice(list(ODD[asked]))
            meant, typed, is_found = ODD[asked][word]
            self.drawn.answers[word] = typed
            if is_found:
                self.drawn.found[word] = typed
            return word, meant
        word = self.draw.choice(list(SAID[asked]))
        return word, SAID[asked][word]


_OPEN_LINE = re.compile(r'# (?P<key>".*"|\w+) = \?(?P<rest>  # .*)?')


def answered(text: str, drawn: Drawn) -> str:
    """Return a proposed map with its questions answered, as somebody does who knows what people meant."""
    lines = []
    for line in text.splitlines():
        open_line = _OPEN_LINE.fullmatch(line)
        if open_line is not None:
            lines.append(f"{open_line['key']} = {_typed(_answer(open_line['key'], drawn))}")
        elif re.fullmatch(r'# (\[(\w+\.)?constants\]|consent = "yes")', line):
            lines.append(line.removeprefix("# "))
        else:  # who gave no unit meant kilometres
            lines.append(re.sub(r"^(max|\[values\.max)_miles", r"\1_km", line))
    return "\n".join(lines)


def _answer(key: str, drawn: Drawn) -> object:
    import json

    return 0.8 if key == "km_per_minute" else drawn.answers[json.loads(key)]


def _typed(value: object) -> str:
    return f'"{value}"' if isinstance(value, str) else str(value)
