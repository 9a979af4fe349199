"""Forms drawn with a known answer: the proposed map, its questions answered, reads what people meant."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

import mentormatch as mm
from helpers.drawn_forms import PROTECTED, STATEMENTS, Drawer, Drawn, answered
from mentormatch.tables.propose.column_map import as_toml
from mentormatch.tables.propose.form import read_forms
from mentormatch.tables.propose.proposal import propose
from mentormatch.tables.read_people import Reading, read_tables


def read(drawn: Drawn, columns: Path) -> Reading:
    if len(drawn.files) == 1:
        return read_tables(drawn.files[0], columns=columns)
    return read_tables(mentees=drawn.files[0], mentors=drawn.files[1], columns=columns)


@pytest.mark.parametrize("seed", range(60))
def test_what_people_meant_is_read(seed: int, tmp_path: Path) -> None:
    drawn = Drawer(seed, tmp_path).forms()
    found = as_toml(propose(*read_forms(*drawn.files)), ["form"])
    columns = tmp_path / "columns.toml"
    columns.write_text(found.text, encoding="utf-8")
    as_it_is = read(drawn, columns)  # an open answer is a row error, or nobody's consent, and no more
    columns.write_text(answered(found.text, drawn), encoding="utf-8")
    reading = read(drawn, columns)
    assert not reading.rejected
    assert len(as_it_is.rejected) >= len(reading.rejected)
    expected = {(table, person.meant["email"]): person for person in drawn.people for table in person.tables}
    people = reading.people
    got = {("mentees", one.id): one for one in people.mentees} | {
        ("mentors", one.id): one for one in people.mentors
    }
    assert got.keys() == expected.keys()
    for (table, name), one in got.items():
        compare(table, one, expected[table, name].meant)


def compare(table: str, one: mm.Mentee | mm.Mentor, meant: dict[str, object]) -> None:
    for field in ("email", "name", "workplace", "personal_interests", "online"):
        assert getattr(one, field) == meant[field]
    assert one.consent == meant.get("consent", True)
    assert one.max_km == (None if meant["max_km"] is None else pytest.approx(meant["max_km"]))
    assert one.seniority == meant["grade"]
    assert one.answers == {name: meant[f"answer {name}"] for name in STATEMENTS}
    if isinstance(one, mm.Mentor):
        assert (one.capacity, one.trained) == (meant["capacity"], meant["trained"])
        assert set(one.offers) == meant["offers"]
    else:
        assert one.demand == meant["demand"]
        assert set(one.wants) == meant["wants"]


@pytest.mark.parametrize("seed", range(30))
def test_the_map_is_small_and_says_what_is_open(seed: int, tmp_path: Path) -> None:
    drawn = Drawer(seed, tmp_path).forms()
    found = as_toml(propose(*read_forms(*drawn.files)), ["form"])
    given = tomllib.loads(found.text)
    words = {word: cell for table in given.get("values", {}).values() for word, cell in table.items()}
    assert {word: cell for word, cell in words.items() if word in drawn.found} == {
        word: cell for word, cell in drawn.found.items() if word in words
    }
    assert words.keys() <= drawn.answers.keys()  # what is understood has no line
    assert found.questions == sum(1 for line in found.text.splitlines() if "# ? " in line or " = ?" in line)
    assert set(PROTECTED) <= set(given["ignore"])
    used = str({key: part for key, part in given.items() if key != "ignore"})
    assert not any(one in used for one in PROTECTED)
    assert all(len(line) < 80 or '"' in line for line in found.text.splitlines())
    assert ("other" in given) == (drawn.n_misses > 8)
