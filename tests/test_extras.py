"""Every package of every extra, missing: one sentence says which extra to install."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Mapping
from importlib import import_module

import pytest

import mentormatch as mm
from mentormatch.analysis.versions import libraries
from mentormatch.batch.backends import dask
from mentormatch.report.editable import filled
from mentormatch.report.rendering import Page, Templates
from mentormatch.tables.files.parquet import opened

NEEDING: Mapping[str, Callable[[], object]] = {
    "alembic": lambda: import_module("mentormatch.record"),
    "distributed": lambda: dask("tcp://127.0.0.1:9").__enter__(),
    "docx": lambda: Page("").docx(),
    "docxtpl": lambda: filled(b"", "agreement", {}),
    "jinja2": lambda: Templates().text("base.html"),
    "matplotlib": lambda: mm.Plot.of("title", "alternative text"),
    "psycopg": lambda: mm.Record.open("postgresql://nowhere.example/record"),
    "pyarrow": lambda: opened(b"", "mentees.parquet"),
    "sqlalchemy": lambda: import_module("mentormatch.record"),
}
"""Package -> what cannot be done without it."""
OF_OTHERS = {"docx": "docxtpl"}
"""Packages that come with another one."""


def test_every_package_of_an_extra_is_tried() -> None:
    assert {name for name, extras in libraries().items() if extras} == NEEDING.keys() - OF_OTHERS.keys()


@pytest.mark.parametrize("package", NEEDING)
def test_a_missing_package_is_one_sentence(package: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, package, None)
    monkeypatch.delitem(sys.modules, "mentormatch.record", raising=False)
    with pytest.raises(mm.MentorMatchError) as caught:
        NEEDING[package]()
    words = rf"this needs {package}, which is not installed: pip install 'mentormatch-engine\[(\w+)\]'"
    found = re.search(words, str(caught.value))
    assert found
    assert found[1] in libraries()[OF_OTHERS.get(package, package)]
