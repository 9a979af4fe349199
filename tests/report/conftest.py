"""What the tests of reports share: a browser, and a record of a scheme that has run for a year."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from helpers.browser import launched
from helpers.scheme_year import year
from mentormatch.record.record import Record


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A browser for all tests; skip them if there is none, unless it is required."""
    with launched() as found:
        yield found


@pytest.fixture(scope="session")
def _year(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    place = tmp_path_factory.mktemp("year") / "scheme.db"
    year(place)
    return place.read_bytes()


@pytest.fixture
def a_year(_year: bytes, tmp_path: Path) -> Iterator[Record]:
    """A record of a scheme that has run for a year, see `helpers.scheme_year`."""
    (tmp_path / "scheme.db").write_bytes(_year)
    with Record.open(tmp_path / "scheme.db") as found:
        yield found
