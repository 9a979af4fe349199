"""The packaged example scheme: made by the script, valid row by row, and with the mess it promises."""

import csv
import importlib
import unicodedata
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from helpers.paths import BENCHMARKS
from mentormatch.example import EXAMPLE_FILES, example_path
from mentormatch.matching.match import match
from mentormatch.people.model import Mentee, Mentor, People
from mentormatch.people.person import Person
from mentormatch.policy import Policy
from mentormatch.problem.solution import Status
from mentormatch.rules import MinimumLoad, Require
from mentormatch.tables.read_people import Reading, read_people, read_tables

SUPERVISION = ("appraiser", "educational_supervisor", "line_manager", "professional_adviser")
IDS = ("prefers", "avoids", "supervises")
TAGS = ("professional_tags", "personal_tags", "values", "groups")
OUTSIDER = "gmc-40917"
CIRCLE = ("r020", "r022", "r023")
TABLES: dict[str, Any] = {name: example_path(f"{name}.csv") for name in ("mentees", "mentors", "places")}

Row = dict[str, str]


@pytest.fixture
def script(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(str(BENCHMARKS))
    return importlib.import_module("example.make")


@pytest.fixture(scope="module")
def mentee_rows() -> list[Row]:
    return _rows("mentees.csv")


@pytest.fixture(scope="module")
def mentor_rows() -> list[Row]:
    return _rows("mentors.csv")


@pytest.fixture(scope="module")
def people(mentee_rows: list[Row], mentor_rows: list[Row]) -> People:
    return People(
        mentees=tuple(Mentee(**_fields(row)) for row in mentee_rows),
        mentors=tuple(Mentor(**_fields(row)) for row in mentor_rows),
    )


@pytest.fixture(scope="module")
def reading() -> Reading:
    return read_tables(**TABLES)


def _rows(name: str) -> list[Row]:
    with example_path(name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _split(cell: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in cell.split(";")) if cell.strip() else ()


def _fields(row: Row) -> dict[str, Any]:
    """Turn a row into fields with as little as possible, so as not to hide what the row holds."""
    fields: dict[str, Any] = {"answers": {}, "independent_of": ()}
    for column, cell in row.items():
        if column in SUPERVISION:
            fields["independent_of"] += _split(cell)
        elif column in (*IDS, *TAGS):
            fields[column] = _split(cell)
        elif not (text := cell.strip()):
            continue
        elif column.startswith("answer: "):
            fields["answers"][column.removeprefix("answer: ")] = int(text)
        else:
            fields[column] = _value(column, text)
    return fields


def _value(column: str, text: str) -> object:
    if column in {"online", "consent", "trained"}:
        return {"yes": True, "no": False}[text.lower()]
    if column in {"seniority", "demand", "capacity", "minimum_load"}:
        return int(text)
    if column in {"max_km", "hours_a_month"}:
        return float(text)
    if column in {"wants", "offers"}:
        return {area.strip(): int(level) for area, level in (p.rsplit(":", 1) for p in text.split(";"))}
    return date.fromisoformat(text) if column == "trained_on" else text


def _everybody(people: People) -> Iterator[Person]:
    yield from people.mentees
    yield from people.mentors


def test_files_are_what_the_script_makes(script: ModuleType, tmp_path: Path) -> None:
    script.make(tmp_path)
    made = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    assert set(made) == set(EXAMPLE_FILES) - {"policy.toml"}
    for name, content in made.items():
        assert example_path(name).read_bytes() == content, f"{name}: run `make example`"


def test_the_path_knows_its_files() -> None:
    assert all(example_path(name).is_file() for name in EXAMPLE_FILES)
    assert example_path().is_dir()
    with pytest.raises(ValueError, match="no such file"):
        example_path("../people.py")


def test_everybody_is_valid(people: People) -> None:
    assert (len(people.mentees), len(people.mentors)) == (120, 80)
    assert set(people.mentee_ids) & set(people.mentor_ids) == {f"b{n:03}" for n in range(1, 7)}
    assert sum(not p.consent for p in _everybody(people)) == 5


def test_addresses_are_made_up_and_nobodys_twice(people: People) -> None:
    emails = {p.id: p.email for p in _everybody(people) if p.email}
    assert all(email.endswith((".example", ".example.org")) for email in emails.values())
    assert len({email.casefold() for email in emails.values()}) == len(emails)
    assert any("'" in email for email in emails.values())


def test_places_are_made_up_and_known(people: People) -> None:
    places = {row["postcode"]: row for row in _rows("places.csv")}
    assert all(outcode.startswith("QF") for outcode in places)
    assert all(52 < float(p["latitude"]) < 53 and 0 < float(p["longitude"]) < 2 for p in places.values())
    used = {p.postcode.upper().split()[0] for p in _everybody(people) if p.postcode}
    assert used <= set(places)
    assert len(used) >= 15
    nowhere = [p for p in _everybody(people) if not p.postcode and p.id not in {"e096", "r070"}]
    assert [p.id for p in nowhere if not p.online] == ["e022"]
    assert len(nowhere) == 10


def test_only_one_named_person_is_unknown(people: People) -> None:
    known = {p.id for p in _everybody(people)}
    named = {i for p in _everybody(people) for i in (*p.independent_of, *p.prefers, *p.avoids)}
    named |= {i for mentor in people.mentors for i in mentor.supervises}
    assert named - known == {OUTSIDER}


def test_one_appraisal_cycle_and_long_lines(people: People) -> None:
    above: dict[str, set[str]] = {}
    for person in _everybody(people):
        above.setdefault(person.id, set()).update(person.independent_of)
    for mentor in people.mentors:
        for below in mentor.supervises:
            above.setdefault(below, set()).add(mentor.id)
    in_cycle = {person for person in above if person in _line(person, above)}
    assert in_cycle == set(CIRCLE)
    assert max(_height(p.id, above) for p in people.mentees) >= 4


def test_managers_of_managers_mentor_too(mentee_rows: list[Row], mentor_rows: list[Row]) -> None:
    manager = {row["id"]: row["line_manager"] for row in mentee_rows + mentor_rows}
    mentors = {row["id"] for row in mentor_rows}
    seconds = [manager.get(manager[row["id"]], "") for row in mentee_rows]
    assert sum(second in mentors for second in seconds) >= 10
    hopeful = [row for row in mentee_rows if row["prefers"] and row["prefers"] == row["line_manager"]]
    assert len(hopeful) == 1
    assert hopeful[0]["line_manager"] in mentors


def _line(person: str, above: dict[str, set[str]]) -> set[str]:
    """Everybody up the line from `person`."""
    found: set[str] = set()
    ahead = set(above.get(person, ()))
    while ahead:
        found |= ahead
        ahead = {up for one in ahead for up in above.get(one, ())} - found
    return found


def _height(person: str, above: dict[str, set[str]], below: frozenset[str] = frozenset()) -> int:
    """How many levels the longest line up from `person` has."""
    lines = [1 + _height(up, above, below | {person}) for up in above.get(person, ()) if up not in below]
    return max(lines, default=0)


def test_every_row_is_accepted_as_it_stands(reading: Reading, people: People) -> None:
    assert reading.rejected == ()
    counts = {name: (c.read, c.accepted, c.rejected) for name, c in reading.counts.items()}
    assert counts == {"mentees": (120, 120, 0), "mentors": (80, 80, 0)}
    assert read_people(**TABLES) == reading.people
    read, expected = list(_everybody(reading.people)), list(_everybody(people))
    assert [p.replace(location=None) for p in read] == expected
    assert [p.location is None for p in read] == [p.postcode is None for p in read]


def test_the_doubtful_is_pointed_out(reading: Reading) -> None:
    circle = {w.id for w in reading.warnings if "circle" in w.wrong}
    assert circle == set(CIRCLE)
    unknown = [(w.id, w.value) for w in reading.warnings if "not in the scheme" in w.wrong]
    assert unknown == [("e017", OUTSIDER)]
    # One wishes for their own line manager; one area that mentees want is offered by nobody.
    others = [w.column for w in reading.warnings if w.id not in {*CIRCLE, "e017"}]
    assert sorted(others) == ["prefers", "wants"]


def test_supervisors_in_both_tables_agree(mentee_rows: list[Row], mentor_rows: list[Row]) -> None:
    mentors = {row["id"]: row for row in mentor_rows}
    for row in mentee_rows:
        twin = mentors.get(row["id"], row)
        assert all(row[column] == twin[column] for column in (*SUPERVISION, "email", "avoids"))


def test_the_promised_mess_is_there(mentee_rows: list[Row], mentor_rows: list[Row]) -> None:
    rows = mentee_rows + mentor_rows
    cells = [cell for row in rows for cell in row.values()]
    names = [row["name"] for row in rows]
    assert any(not unicodedata.is_normalized("NFC", name) for name in names)
    assert any(name.isascii() is False and unicodedata.is_normalized("NFC", name) for name in names)
    assert any("cardiolgy" in row["professional_tags"] for row in rows)
    assert any("A&E:" in row.get("wants", "") for row in rows)
    assert any("C++" in row["professional_tags"] for row in rows)
    assert any(cell.endswith("\N{NO-BREAK SPACE}") for cell in cells)
    assert sum(name.startswith("=") for name in names) == 1
    assert sum("<script>" in cell for cell in cells) == 1
    assert sum("{{7*7}}" in cell for cell in cells) == 1
    assert max(map(len, cells)) > 5_000
    assert {int(row["capacity"]) for row in mentor_rows} == {1, 2, 3, 4}
    assert any(row["trained"].lower() == "no" for row in mentor_rows)
    assert any(row["max_km"] == "" for row in mentee_rows)
    assert "007" in [row["id"] for row in mentee_rows]


def test_more_people_want_a_mentor_on_the_coast_than_can_have_one(people: People) -> None:
    def alone(person: Person) -> bool:
        return "coast" in person.groups and person.consent

    local = [m for m in people.mentees if alone(m) and not m.online]
    places = sum(m.capacity for m in people.mentors if alone(m) and m.trained)
    assert len(local) > places > 0


def test_the_policy_is_valid_and_names_people_who_take_part(people: People) -> None:
    policy = Policy.from_toml(example_path("policy.toml"))
    assert policy.limits.training_required
    assert policy.limits.independence_levels == 2
    assert policy.limits.max_km == 30
    assert policy.scoring.synonyms["A&E"] == "emergency medicine"
    mentors = {m.id: m for m in people.mentors}
    for rule in policy.rules:
        if isinstance(rule, Require):
            assert isinstance(rule.pair, tuple)
            assert rule.pair[0] in people.mentee_ids
            assert rule.pair[1] in mentors
        if isinstance(rule, MinimumLoad):
            assert mentors[str(rule.mentor)].capacity >= rule.load


def test_it_is_matched_with_a_waiting_list_on_the_coast(reading: Reading) -> None:
    matching = match(reading.people, Policy.from_toml(example_path("policy.toml")))
    assert matching.status is Status.OPTIMAL
    assert len(matching.pairs) > 100
    waiting = set(matching.unmatched.query("reason == 'waiting'")["person_id"])
    coast = {m.id for m in reading.people.mentees if "coast" in m.groups}
    assert len(waiting) >= 5
    assert waiting <= coast
    assert set(matching.unmatched["reason"]) == {
        "waiting", "no_candidate", "no_consent", "not_trained", "not_needed",
    }  # fmt: skip
