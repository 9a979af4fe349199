"""Where compiled code is kept, that nothing depends on it, and that compiling counts as time."""

from __future__ import annotations

import math
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import numba
import pytest

from mentormatch.engine.clock import OutOfTimeError, look
from mentormatch.engine.compiled import keep_in_temporary_folder, ready

PROGRAM = """
from mentormatch.engine.compiled import jit
@jit
def double(x):
    return 2 * x
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


class Compiled:
    """A function that is compiled once its example has run."""

    def __init__(self) -> None:
        self.signatures: list[str] = []
        self.calls, self.go = 0, threading.Event()

    def example(self) -> None:
        self.calls += 1
        self.go.wait()
        self.signatures.append("()")


def test_an_example_that_takes_too_long_goes_on_and_is_not_begun_again_afterwards() -> None:
    function = Compiled()
    with pytest.raises(OutOfTimeError):
        ready(function, function.example, time.monotonic() + 0.01)
    assert not function.signatures
    function.go.set()
    while not function.signatures:
        time.sleep(0.01)
    ready(function, function.example, time.monotonic() - 1)
    assert function.calls == 1


def test_an_example_that_ends_in_time() -> None:
    function = Compiled()
    function.go.set()
    ready(function, function.example, time.monotonic() + 60)
    assert function.signatures == ["()"]


def test_without_a_deadline_nothing_is_compiled_beforehand() -> None:
    function = Compiled()
    ready(function, function.example, math.inf)
    assert not function.calls


def test_the_clock() -> None:
    look(time.monotonic() + 60)
    with pytest.raises(OutOfTimeError):
        look(time.monotonic())
