"""A record to test with, on both databases."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import count

import psycopg
import pytest

from helpers.postgres import server
from mentormatch.record.record import Record

_numbers = count(1)


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The URL of a server that runs until the tests end."""
    with server() as url:
        yield url


@pytest.fixture(scope="module", params=["sqlite", "postgres"])
def new_url(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Callable[[], str]:
    """Return what returns the address of a place without a record."""
    if request.param == "sqlite":
        return lambda: str(tmp_path_factory.mktemp("record") / "scheme.db")
    url = request.getfixturevalue("postgres")
    return lambda: fresh_schema(url)


def fresh_schema(url: str) -> str:
    """Return the URL of a new schema of a PostgreSQL database."""
    name = f"t{next(_numbers)}"
    with psycopg.connect(url, autocommit=True) as db:
        db.execute(f"CREATE SCHEMA {name}")
    return f"{url}?options=-csearch_path%3D{name}"


@pytest.fixture
def url(new_url: Callable[[], str]) -> str:
    """The address of a place without a record."""
    return new_url()


@pytest.fixture
def record(url: str) -> Iterator[Record]:
    """An empty record."""
    with Record.open(url) as found:
        yield found
