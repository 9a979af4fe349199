"""The plan of the house: imports point one way, by type too; folders stay small; tests mirror modules."""

from __future__ import annotations

import ast
from collections import Counter
from pathlib import Path

import grimp
import numpy as np
import pytest
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from helpers.paths import ROOT

SOURCE = ROOT / "src" / "mentormatch"
MOST_AT_THE_ROOT, MOST_IN_A_FOLDER, MOST_LINES = 8, 16, 420


@pytest.fixture(scope="module")
def graph() -> grimp.ImportGraph:
    """All imports, those for types included."""
    return grimp.build_graph("mentormatch", exclude_type_checking_imports=False)


def python_files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.glob("*.py") if path.name not in {"__init__.py", "__main__.py"})


def folders() -> list[Path]:
    return sorted(
        path
        for path in SOURCE.rglob("*")
        if path.is_dir() and path.name != "__pycache__" and list(path.glob("*.py"))
    )


def test_no_circle_of_files(graph: grimp.ImportGraph) -> None:
    modules = sorted(graph.modules)
    at = {name: place for place, name in enumerate(modules)}
    arrows = [
        (at[name], at[other]) for name in modules for other in graph.find_modules_directly_imported_by(name)
    ]
    tail, head = np.array(arrows).T
    n = len(modules)
    _, circle = connected_components(
        coo_array((np.ones(len(tail)), (tail, head)), (n, n)), connection="strong"
    )
    size = Counter(circle.tolist())
    assert not [name for name, number in zip(modules, circle.tolist(), strict=True) if size[number] > 1]


def test_nobody_imports_the_root(graph: grimp.ImportGraph) -> None:
    assert not graph.find_modules_that_directly_import("mentormatch") - {"mentormatch.__main__"}


def test_folders_stay_small() -> None:
    assert len(python_files(SOURCE)) <= MOST_AT_THE_ROOT
    crowded = {str(f.relative_to(SOURCE)): len(list(f.glob("*.py"))) for f in folders()}
    assert not {name: n for name, n in crowded.items() if n > MOST_IN_A_FOLDER}


def lines_of_code(file: Path) -> int:
    """Return the lines without those of docstrings, which are as long as their examples need."""
    text = file.read_text("utf-8")
    holders = (ast.Module, ast.ClassDef, ast.FunctionDef)
    found = [
        node for node in ast.walk(ast.parse(text)) if isinstance(node, holders) and ast.get_docstring(node)
    ]
    docstrings = [node.body[0] for node in found]
    return len(text.splitlines()) - sum(one.end_lineno - one.lineno + 1 for one in docstrings)


def test_a_concept_is_no_longer_than_it_needs() -> None:
    lines = {str(path.relative_to(SOURCE)): lines_of_code(path) for path in SOURCE.rglob("*.py")}
    assert not {name: n for name, n in lines.items() if n > MOST_LINES}


@pytest.mark.parametrize("folder", folders()[1:], ids=lambda f: str(f.relative_to(SOURCE)))
def test_every_folder_says_what_it_holds(folder: Path) -> None:
    first = (folder / "__init__.py").read_text("utf-8").splitlines()[0]
    assert first.startswith('"""')
    assert first.rstrip('"').endswith(".")


def test_tests_stand_where_modules_do() -> None:
    tests = ROOT / "tests"
    inside = {path.relative_to(tests).parent for path in tests.rglob("test_*.py")}
    known = {folder.relative_to(SOURCE) for folder in folders()} | {
        Path("benchmarks"),
        Path("golden"),
        Path(),
    }
    assert not inside - known
