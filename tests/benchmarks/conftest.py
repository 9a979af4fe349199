"""What the tests of benchmarks share: the programs in that folder, which are no package."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest

from helpers.paths import BENCHMARKS


@pytest.fixture(scope="module", autouse=True)
def _on_the_path() -> Iterator[None]:
    sys.path.insert(0, str(BENCHMARKS))
    yield
    sys.path.remove(str(BENCHMARKS))


@pytest.fixture(scope="module")
def suite(request: pytest.FixtureRequest) -> Any:
    """The parts of the suite that a test file lists, by the last word of their names."""
    parts = request.module.PARTS
    return SimpleNamespace(
        **{name.rpartition(".")[2]: importlib.import_module(f"suite.{name}") for name in parts}
    )
