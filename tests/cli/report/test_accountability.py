"""``mentormatch report atrs | dpia | decisions``: a page each, from the record."""

from __future__ import annotations

from pathlib import Path

import pytest

from helpers.browser import check_html
from helpers.command_line import run
from helpers.record_people import approved
from mentormatch.cli.console import NOT_WRITTEN, PROVED
from mentormatch.record.record import Record
from mentormatch.report.accountability import PAGES


@pytest.mark.parametrize("name", PAGES)
def test_it_is_a_page_or_a_document(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with Record.open(tmp_path / "scheme.db") as record:
        approved(record)
    for file in (f"{name}.html", f"{name}.docx"):
        assert run("report", name, "--out", file) == PROVED
        assert run("report", name, "--out", file) == NOT_WRITTEN
    assert run("report", name, "--out", "page.pdf") == NOT_WRITTEN
    check_html((tmp_path / f"{name}.html").read_text("utf-8"))
