"""Application forms that people drawn at random have filled in, as scheme and form services export them."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import date

import mentormatch as mm
from mentormatch.report.forms.form import Form
from mentormatch.tables.rows.fields import Kind

TEXTS = (
    "To learn; and to listen", "=1+1", "{{7*7}}", "<script>alert(1)</script>", "Zoë O'Neil, \"ST5\"", "مرحبا",
    "line one\nline two", "👍 care", "x" * 200, "+44 20 7946 0000", "-", "café",
)  # fmt: skip
SAFE = tuple(one for one in TEXTS if one[0] not in "=+-" and "\n" not in one and ";" not in one)
SERVICES = {
    "plain": [],
    "microsoft": ["ID", "Start time", "Completion time", "Email", "Name"],
    "google": ["Timestamp"],
    "google with addresses": ["Timestamp", "Email Address"],
}


def drawn(form: Form, draw: random.Random, n: int) -> list[mm.Mentee] | list[mm.Mentor]:
    """Return people who gave any of the answers that a form asks for."""
    role = "mentee" if form.people == "mentees" else "mentor"
    model = mm.Mentee if role == "mentee" else mm.Mentor
    ids = [f"{role}{at}@h.example" for at in range(n)]
    return [model(id=one, email=one, **_answers(form, draw, role)) for one in ids]


def _answers(form: Form, draw: random.Random, role: str) -> dict[str, object]:
    def some(values: Sequence[str], of: str = "") -> tuple[str, ...]:
        return tuple(f"{of}{one}" for one in draw.sample(values, draw.randint(0, min(2, len(values)))))

    rows = {part.grid: [" ".join(row[0]) for row in part.rows] for part in form.parts if part.grid}
    values = set(some(rows["values"]))
    found: dict[str, object] = {
        "name": draw.choice(["Ann Ash", "Bo Ęlm", *SAFE]),
        "role": draw.choice(["", "ST5", "Band 7 nurse"]), "workplace": draw.choice(["", *SAFE]),
        "postcode": draw.choice([None, "LE1 5WW"]), "max_km": draw.choice([None, 16.09344, 0.0]),
        "online": draw.random() < 0.5, "seniority": draw.choice([None, 7]), "consent": draw.random() < 0.8,
        **{name: draw.choice(["", *TEXTS]) for name in
           ("motivation", "other", "professional_interests", "personal_interests")},
        "values": tuple(one for one in rows["values"] if one in values),
        "answers": {one: draw.randint(1, 5) for one in some(rows["answers"])},
        "independent_of": tuple(dict.fromkeys(some(["a@h.example", "Dr B. Oak", "c9"], "out-"))),
        "avoids": some(["x1", "x2"]), "prefers": some(["y1", "y2"]),
    }  # fmt: skip
    levels = {one: draw.randint(1, 5) for one in some(rows["wants" if role == "mentee" else "offers"])}
    if role == "mentee":
        return {**found, "wants": levels, "demand": draw.randint(1, 3)}
    trained = draw.random() < 0.5
    return {
        **found, "offers": levels, "capacity": draw.randint(0, 4), "hours_a_month": draw.choice([None, 2.5]),
        "trained": trained, "trained_on": date(2025, 3, 31) if trained else None, "supervises": some(["z1"]),
    }  # fmt: skip


def cells(form: Form, person: mm.Mentee | mm.Mentor) -> dict[str, str]:
    """Return heading -> what the person fills in."""
    lines = list(person.independent_of)
    found = {}
    for question in form.questions:
        of, name = question.about
        if of:
            value = getattr(person, of)
            if question.kind is Kind.YES_NO:
                found[question.heading] = "yes" if name in value else ""
            else:
                found[question.heading] = str(value.get(name, ""))
            continue
        if name == "max_miles":
            value = None if person.max_km is None else round(person.max_km / 1.609344, 6)
        elif name in {"appraiser", "educational_supervisor", "line_manager"}:
            value = lines.pop(0) if lines else ""
        elif name == "professional_adviser":
            value = tuple(lines)
        else:
            value = getattr(person, "role" if name == "grade" else name)
        found[question.heading] = _typed(value)
    return found


def _typed(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return "; ".join(value)
    return "" if value is None else str(value)


def export(form: Form, people: Sequence[mm.Mentee | mm.Mentor], service: str) -> list[list[str]]:
    """Return headings and rows as a service exports them."""
    first = SERVICES[service]
    rows = [cells(form, person) for person in people]
    own = [one.heading for one in form.questions if one.heading.lower() not in map(str.lower, first)]
    given = [
        {"ID": str(at), "Start time": "2026-03-02 09:12:40", "Completion time": "2026-03-02 09:20:01",
         "Email": "anonymous", "Name": "", "Timestamp": "02/03/2026 09:12:40", "Email Address": person.id}
        for at, person in enumerate(people, 1)
    ]  # fmt: skip
    return [
        [*first, *own],
        *([*(about[one] for one in first), *(row[one] for one in own)]
          for about, row in zip(given, rows, strict=True)),
    ]  # fmt: skip
