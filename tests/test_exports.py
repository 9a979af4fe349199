"""What the package promises to export, and that importing it is light."""

from __future__ import annotations

import subprocess
import sys

import pytest

import mentormatch as mm


def test_every_export_exists() -> None:
    for name in mm.__all__:
        assert getattr(mm, name) is not None


def test_exports_are_those_of_the_design() -> None:
    promised = {
        "read_people", "Policy", "match", "Matching", "Problem", "solve", "certify", "Mentee", "Mentor",
        "People", "Status", "rules",
    }  # fmt: skip
    assert promised <= set(mm.__all__)
    assert sorted(mm.__all__) == sorted(set(mm.__all__))


def test_all_is_what_is_found_lazily() -> None:
    assert set(mm._MODULE_OF) | {"rules"} == set(mm.__all__)
    assert set(mm.__all__) <= set(dir(mm))


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'matsch'"):
        mm.matsch  # noqa: B018


def test_importing_loads_nothing_heavy() -> None:
    code = "import sys, mentormatch; print(','.join(sorted({m.split('.')[0] for m in sys.modules})))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    heavy = {"pandas", "scipy", "sklearn", "ortools", "numba", "matplotlib", "numpy", "pydantic"}
    assert not heavy & set(done.stdout.strip().split(","))


def test_reading_people_loads_no_solver() -> None:
    code = "import sys, mentormatch as m; m.read_people, m.Policy; print(' '.join(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = set(done.stdout.split())
    assert not {"pandas", "scipy", "sklearn", "ortools", "numba"} & loaded
