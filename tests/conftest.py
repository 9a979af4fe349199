"""Options and fixtures that all tests share."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

if TYPE_CHECKING:
    from playwright.sync_api import Browser

_CALM = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow]}
settings.register_profile("gate", derandomize=True, **_CALM)
"""What has to be green before a change lands: the same examples each time, so that luck lands nothing."""
settings.register_profile("soak", **_CALM)
"""New examples each time: `make soak`."""
settings.load_profile(os.environ.get("MENTORMATCH_EXAMPLES", "gate"))


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--data", type=Path, default=None, help="folder of public instances with known answers")


def pytest_configure(config: pytest.Config) -> None:
    folder = config.getoption("--data")
    if folder is not None and not folder.is_dir():
        raise pytest.UsageError(f"--data: {folder} is no folder; name the one with the public instances")


@pytest.fixture
def data_dir(request: pytest.FixtureRequest) -> Path:
    folder = request.config.getoption("--data")
    if folder is None:
        pytest.skip("no folder of public instances: give it with --data")
    return folder


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A browser for all tests; skip them if there is none, unless it is required."""
    from helpers.browser import launched

    with launched() as found:
        yield found


@pytest.fixture(scope="session")
def compiled() -> None:
    """Have compiled what side rules need, before a test looks at the clock."""
    from mentormatch import Problem, solve
    from mentormatch.rules import Hours

    hours = Hours(hours=1, budget=[1])
    solve(Problem(2, 1, [0, 1], [0, 0], [1, 1], capacity=2, rules=[hours]), time_limit=600)
