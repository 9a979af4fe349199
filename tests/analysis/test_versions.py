"""`show_versions`: versions and the machine, in a fresh process that loads no library for it."""

from __future__ import annotations

import subprocess
import sys
from importlib.metadata import version

import pytest

import mentormatch as mm
from mentormatch.analysis.versions import _version


def test_it_names_what_an_answer_may_depend_on(capsys: pytest.CaptureFixture[str]) -> None:
    mm.show_versions()
    shown = dict(line.split("  ", 1) for line in capsys.readouterr().out.splitlines())
    shown = {name: what.strip() for name, what in shown.items()}
    assert shown["mentormatch-engine"] == mm.__version__
    for name in ("numpy", "pandas", "scipy", "ortools", "numba", "pydantic", "scikit-learn"):
        assert shown[name] == version(name)
    assert shown["Python"].startswith(f"{sys.version_info.major}.{sys.version_info.minor}.")
    assert shown["system"].endswith(" cores")


def test_extras_are_named_and_tools_of_developers_are_not(capsys: pytest.CaptureFixture[str]) -> None:
    mm.show_versions()
    shown = capsys.readouterr().out
    assert "pyarrow [arrow]" in shown
    assert "matplotlib [plot, report]" in shown
    assert "pytest" not in shown


def test_an_extra_that_is_not_installed_is_shown_as_that() -> None:
    assert _version("no-such-library") == "not installed"


def test_it_loads_no_library() -> None:
    code = "import sys, mentormatch; mentormatch.show_versions(); print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = {name.split(".")[0] for name in done.stdout.splitlines()[-1].split()}
    assert not {"numpy", "pandas", "scipy", "ortools", "numba", "pydantic", "sklearn", "sqlalchemy"} & loaded
