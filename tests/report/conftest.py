"""What the tests of reports share: a record that is new, and one of a scheme that has run for a year."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from helpers.scheme_year import year
from mentormatch.record.record import Record


@pytest.fixture(scope="session")
def _year(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    place = tmp_path_factory.mktemp("year") / "scheme.db"
    year(place)
    return place.read_bytes()


@pytest.fixture
def record(tmp_path: Path) -> Record:
    """A record in which nothing has happened."""
    return Record.open(tmp_path / "scheme.db")


@pytest.fixture
def a_year(_year: bytes, tmp_path: Path) -> Iterator[Record]:
    """A record of a scheme that has run for a year, see `helpers.scheme_year`."""
    (tmp_path / "scheme.db").write_bytes(_year)
    with Record.open(tmp_path / "scheme.db") as found:
        yield found
