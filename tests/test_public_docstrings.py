"""Public names say what they take, return and raise, and show it: numpydoc's checks, and all examples run."""

from __future__ import annotations

import doctest
import inspect
from enum import Enum
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from numpydoc.docscrape import get_doc_object
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
    described = _described(here)
    for other in set(here.see_also) & set(PUBLIC):
        described |= _described(_read(other))
    assert _parameters(name) - described == set()


def _described(read: Validator) -> set[str]:
    """Return the parameters of which something is said; numpydoc lets those with a list of values go."""
    return {name for name, (_, words) in read.doc_all_parameters.items() if words}


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
