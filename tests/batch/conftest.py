"""A few schemes, and the files that a batch makes of them one after another in one process."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from helpers.batch_folders import N, Served, contents, write_batch, write_schemes
from mentormatch.batch.run import run_batch


@pytest.fixture(scope="session")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> Served:
    """Schemes that nobody changes, with their results."""
    folder = tmp_path_factory.mktemp("batch")
    write_schemes(folder / "schemes", N)
    write_batch(folder / "run.toml")
    assert run_batch(folder / "run.toml", backend="serial").counts == {"done": N}
    return Served(folder, contents(folder / "results"))


@pytest.fixture
def fresh(drawn: Served, tmp_path: Path) -> Served:
    """The same schemes without results."""
    shutil.copytree(drawn.folder / "schemes", tmp_path / "schemes")
    write_batch(tmp_path / "run.toml")
    return Served(tmp_path, drawn.expected)


@pytest.fixture
def matched(drawn: Served, tmp_path: Path) -> Served:
    """The same schemes with results."""
    folder = tmp_path / "matched"
    shutil.copytree(drawn.folder, folder)
    return Served(folder, drawn.expected)
