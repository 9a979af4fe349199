"""Two saved matchings to compare."""

from __future__ import annotations

from pathlib import Path

import pytest

import mentormatch as mm
from helpers.small_scheme import small_scheme


@pytest.fixture
def two(tmp_path: Path) -> tuple[Path, Path]:
    """The small scheme with all mentors, and without r1."""
    people, paths = small_scheme(), (tmp_path / "a.mm", tmp_path / "b.mm")
    mm.match(people).save(paths[0])
    mm.match(people.replace(mentors=people.mentors[1:])).save(paths[1])
    return paths
