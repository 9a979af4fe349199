"""What the tests of the commands share."""

from __future__ import annotations

from pathlib import Path

import pytest

from helpers.command_line import write_scheme


@pytest.fixture
def scheme(tmp_path: Path) -> Path:
    """A folder with the files of four people."""
    write_scheme(tmp_path)
    return tmp_path
