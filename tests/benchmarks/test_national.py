"""The national scheme: the same for the same numbers, and one that is read without an error."""

from __future__ import annotations

import importlib
from pathlib import Path
from types import ModuleType

import pytest

import mentormatch as mm


@pytest.fixture
def national() -> ModuleType:
    return importlib.import_module("national")


def test_the_same_for_the_same_numbers(national: ModuleType) -> None:
    assert national.draw(300, 1) == national.draw(300, 1)
    assert national.draw(300, 1) != national.draw(300, 2)


def test_files_become_a_proved_matching(national: ModuleType, tmp_path: Path) -> None:
    mentees, mentors = national.write(tmp_path, 300)
    reading = mm.read_tables(mentees=mentees, mentors=mentors, policy=national.policy())
    assert not reading.rejected
    assert (len(reading.people.mentees), len(reading.people.mentors)) == (300, 210)
    matching = mm.match(reading.people, national.policy())
    assert matching.status is mm.Status.OPTIMAL
    assert 10 < len(matching.candidates) / 300 < 80
