"""Where compiled code is kept, and that nothing depends on it."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import numba
import pytest

from mentormatch.engine.compiler import keep_in_temporary_folder

PROGRAM = """
from mentormatch.engine.compiled import SMALL, decide, jit
@jit
def double(x):
    return 2 * x
decide(SMALL + 1)
print(double(21))
"""


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setattr(numba.config, "CACHE_DIR", "")
    return tmp_path


@pytest.mark.parametrize("blocks", ["0", "unlimited"])
def test_a_disk_that_is_full_while_compiling(tmp_path: Path, blocks: str) -> None:
    (tmp_path / "program.py").write_text(PROGRAM)
    bash = shutil.which("bash")
    if bash is None:
        pytest.skip("needs bash")
    line = f"ulimit -f {blocks}; NUMBA_CACHE_DIR={tmp_path}/kept {sys.executable} {tmp_path}/program.py | cat"
    found = subprocess.run([bash, "-c", line], capture_output=True, text=True, check=True)
    assert found.stdout == "42\n", found.stderr
    assert bool(list(tmp_path.rglob("*.nbc"))) is (blocks == "unlimited")


def test_a_folder_of_this_user_alone_is_used_again(temporary: Path) -> None:
    for _ in range(2):
        with pytest.warns(UserWarning, match="it is kept in"):
            assert keep_in_temporary_folder()
        (folder,) = temporary.iterdir()
        assert folder.stat().st_mode & 0o777 == 0o700
        assert str(folder) == numba.config.CACHE_DIR


def test_a_folder_that_others_can_write_to_is_not_used(temporary: Path) -> None:
    with pytest.warns(UserWarning, match="it is kept in"):
        keep_in_temporary_folder()
    (theirs,) = temporary.iterdir()
    theirs.chmod(0o777)
    with pytest.warns(UserWarning, match="it is kept in"):
        keep_in_temporary_folder()
    assert str(theirs) != numba.config.CACHE_DIR


def test_no_folder_at_all(temporary: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(temporary / "missing" / "folder"))
    with pytest.warns(UserWarning, match="every run compiles again"):
        assert not keep_in_temporary_folder()
