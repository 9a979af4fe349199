"""What the package promises to export, and that importing it is light."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import mentormatch as mm
from helpers.annotations import annotated, classes_in
from helpers.paths import ROOT


def test_every_export_exists() -> None:
    for name in mm.__all__:
        assert getattr(mm, name) is not None


def test_exports_are_complete() -> None:
    promised = {
        "read_people", "Policy", "match", "Matching", "Problem", "solve", "certify", "Mentee", "Mentor",
        "People", "Status", "rules",
    }  # fmt: skip
    assert promised <= set(mm.__all__)
    assert sorted(mm.__all__) == sorted(set(mm.__all__))


def test_all_is_what_is_found_lazily() -> None:
    assert set(mm._MODULE_OF) | MODULES == set(mm.__all__)


def test_dir_shows_the_public_names_and_no_helpers() -> None:
    import mentormatch.errors  # noqa: F401  (a loaded submodule is not a public name)

    assert {name for name in dir(mm) if not name.startswith("__")} == set(mm.__all__)


MODULES = {"criteria", "rules"}
# Internal to the engine, or a cache: a user never builds one, and can only pass it on.
INSIDE = ("misfit", "misfits")
"""Methods of a change for the check of a batch: only for those who add a kind."""
HANDED_ON = {
    "Candidates.grounds", "Problem.records", "Rematching.was",
    "People.mentee_side: return", "People.mentor_side: return",
    *(f"{one}.{what}" for one in ("Matching", "Rematching") for what in
      ("index: return", "kept: return", "terms")),
}  # fmt: skip


@pytest.mark.parametrize("name", sorted(set(mm.__all__) - {"State"} - MODULES))
def test_what_is_taken_or_returned_is_exported(name: str) -> None:
    exported = {getattr(mm, one) for one in mm.__all__ if one not in {"DEFAULT_SCORERS"} | MODULES}
    exported |= {getattr(module, one) for module in (mm.criteria, mm.rules) for one in module.__all__}
    named = {
        (f"{name}.{where}", kind)
        for where, hint in annotated(getattr(mm, name))
        for kind in classes_in(hint)
        if where.split(":")[0] not in INSIDE
    }
    assert {(where, kind.__name__) for where, kind in named if kind not in exported} == {
        (where, kind.__name__) for where, kind in named if where in HANDED_ON
    }


def test_the_walk_finds_types() -> None:
    seen = {kind for _, hint in annotated(mm.Matching) for kind in classes_in(hint)}
    assert {mm.People, mm.Policy, mm.Explanation, mm.Cost, mm.Unmatched, mm.Scores, mm.Status} <= seen
    assert mm.ColumnMap in {kind for _, hint in annotated(mm.read_people) for kind in classes_in(hint)}


def test_a_users_script_is_typed_without_a_plugin_and_mistakes_are_found(tmp_path: Path) -> None:
    wrong = ["mm.Mentee(id=3)", "mm.Mentor(id='r1', capasity=3)", "mm.Mentee()", "mm.match({})"]
    (tmp_path / "wrong.py").write_text("\n".join(["import mentormatch as mm", *wrong]), encoding="utf-8")
    (tmp_path / "mypy.ini").write_text("[mypy]\nstrict = true\n", encoding="utf-8")  # without our plugin
    command = [sys.executable, "-m", "mypy", "--config-file", "mypy.ini", "--cache-dir", ".", "wrong.py"]
    right = str(ROOT / "tests" / "user_script.py")
    done = subprocess.run([*command, right], capture_output=True, text=True, check=False, cwd=tmp_path)
    assert f"Found {len(wrong)} errors in 1 file (checked 2 source files)" in done.stdout, done.stdout
    assert "user_script.py" not in done.stdout


def test_the_users_script_runs() -> None:
    script = ROOT / "tests" / "user_script.py"
    done = subprocess.run([sys.executable, str(script)], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "0 () True"


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


def test_a_small_scheme_is_matched_without_what_it_does_not_need(tmp_path: Path) -> None:
    """So a warm run takes a second, and the very first one compiles nothing."""
    code = (
        "import atexit, sys; from mentormatch.cli.main import main;"
        "atexit.register(lambda: print(' '.join(sys.modules), file=sys.stderr));"
        f"main(['demo', '--out', {str(tmp_path)!r}])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = set(done.stderr.splitlines()[-1].split())
    assert "numpy" in loaded
    assert not {"numba", "ortools", "sklearn", "scipy", "pandas", "joblib", "narwhals", "openpyxl"} & loaded
    assert "numpy.ma" not in loaded
    later = {"changes.listed", "engine.repair", "engine.state", "matching.loading", "tables.files.workbooks"}
    assert not {f"mentormatch.{name}" for name in later} & loaded


def test_the_command_looks_for_garbage_less_often_and_the_library_leaves_that_alone() -> None:
    code = (
        "import gc, sys; sys.argv[1:] = ['--version']; atexit.register(lambda: print(gc.get_threshold()[0]));"
    )
    for started in ("runpy.run_module('mentormatch', run_name='__main__')", "mentormatch.match"):
        done = subprocess.run(
            [sys.executable, "-c", f"import atexit, mentormatch, runpy; {code} {started}"],
            capture_output=True, text=True, check=True,
        )  # fmt: skip
        rare = done.stdout.split()[-1] == "10000"
        assert rare == ("run_module" in started)


def test_the_command_line_begins_without_what_its_commands_need() -> None:
    code = "import sys, mentormatch.cli.main; print(' '.join({m.split('.')[0] for m in sys.modules}))"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    heavy = {"numpy", "pandas", "pydantic", "ortools", "numba", "sqlalchemy", "jinja2", "docx", "matplotlib"}
    assert not heavy & {*loaded.split()}
