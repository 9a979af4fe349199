"""A saved matching to ask about."""

from __future__ import annotations

from pathlib import Path

import pytest

import mentormatch as mm
from helpers.small_scheme import mentee, mentor


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    """e1 has r1 and e2 has r2; e3 reports to r1, e4 waits since r2 is full, e5 may not have r2."""
    people = mm.People(
        mentees=(
            mentee("e1", name="Ann Ash", prefers=["r1"]),
            mentee("e2", name="Bo Birch", prefers=["r2"]),
            mentee("e3", name="Di Elm", independent_of=["r1", "r2"]),
            mentee("e4", name="Ed Fir", independent_of=["r1"]),
        ),
        mentors=(mentor("r1", name="Cy Dogwood"), mentor("r2", name="Flo Gorse")),
    )
    path = tmp_path / "m.mm"
    mm.match(people).save(path)
    return path
