"""Public names say what they take, return and raise, and show it: numpydoc's checks, and all examples run.

Other docstrings say nothing that is in the code beside them.
"""

from __future__ import annotations

import ast
import doctest
import inspect
from enum import Enum
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from numpydoc.docscrape import NumpyDocString, get_doc_object
from numpydoc.validate import Validator, validate

import mentormatch as mm
from helpers.paths import ROOT

LEFT_OPEN = {
    "ES01",  # a summary may be enough
    "PR01",  # a class that See Also names may describe parameters: `test_every_parameter_is_described`
    "SA01",  # not every name has relatives
}
PUBLIC: dict[str, Any] = {
    f"{module.__name__}.{name}": getattr(module, name)
    for module in (mm, mm.criteria, mm.rules)
    for name in module.__all__
    if inspect.isclass(getattr(module, name)) or inspect.isfunction(getattr(module, name))
}
DISCRIMINATORS = {"kind", "rule"}
"""Fields that hold the name of the class, for files."""


@pytest.mark.parametrize("name", sorted(PUBLIC))
def test_numpydoc_finds_nothing_wrong(name: str) -> None:
    assert [error for error in validate(name)["errors"] if error[0] not in LEFT_OPEN] == []


def _read(name: str) -> Validator:
    return Validator(get_doc_object(PUBLIC[name]))


def _parameters(name: str) -> set[str]:
    """Return the parameters to be described: not those of a protocol or an enumeration, which has members."""
    kind = PUBLIC[name]
    if inspect.isclass(kind) and issubclass(kind, Enum):
        return set()
    given = {one for one in _read(name).signature_parameters if not one.startswith(("_", "*"))}
    return given - DISCRIMINATORS


@pytest.mark.parametrize("name", sorted(PUBLIC))
def test_every_parameter_is_described(name: str) -> None:
    """By the name itself, or by another public one that it points to."""
    here = _read(name)
    described = set(here.doc_all_parameters)
    for other in set(here.see_also) & set(PUBLIC):
        described |= set(_read(other).doc_all_parameters)
    assert _parameters(name) - described == set()


def _repeated(path: Path) -> list[str]:
    """Return the parameters of what is not public of which a docstring gives only what is in the code.

    The shape of an array is not in the code, and arrays may share what is below the last of them.
    """
    module, found = ".".join(path.relative_to(ROOT / "src").with_suffix("").parts), []
    public = {kind.__name__ for kind in PUBLIC.values() if kind.__module__ == module}
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and node.name not in public:
            inner = (one for one in ast.walk(node) if isinstance(one, ast.FunctionDef | ast.ClassDef))
            for doc in (doc for doc in map(ast.get_docstring, inner) if doc and "Parameters\n" in doc):
                entries = NumpyDocString(doc)["Parameters"]
                found += [
                    f"{module}: {one.name}" for one in entries if not one.desc and "array" not in one.type
                ]
    return found


def test_no_docstring_repeats_an_annotation() -> None:
    assert [one for path in sorted((ROOT / "src").rglob("*.py")) for one in _repeated(path)] == []


def _modules_with_examples() -> list[str]:
    source = ROOT / "src"
    files = sorted(path for path in source.rglob("*.py") if ">>> " in path.read_text(encoding="utf-8"))
    return [
        ".".join(path.relative_to(source).with_suffix("").parts).removesuffix(".__init__") for path in files
    ]


@pytest.mark.parametrize("module", _modules_with_examples())
def test_examples_run(module: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Those of public names know nothing but ``mm``, those of others what is in their module."""
    loaded = import_module(module)
    runner = doctest.DocTestRunner(verbose=False, optionflags=doctest.NORMALIZE_WHITESPACE)
    public = {kind.__name__ for kind in PUBLIC.values() if kind.__module__ == module}
    examples = [one for one in doctest.DocTestFinder().find(loaded, module) if one.examples]
    for number, one in enumerate(examples):
        name = one.name.removeprefix(f"{module}.").split(".")[0]
        one.globs = {"mm": mm} if name in public else {**vars(loaded), "mm": mm}
        (tmp_path / str(number)).mkdir()
        monkeypatch.chdir(tmp_path / str(number))
        runner.run(one)
    assert runner.tries > 0
    assert runner.failures == 0
