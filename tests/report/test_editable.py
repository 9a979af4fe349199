"""Templates that are edited in Word: filled as typed, whatever was edited; what is wrong is named."""

from __future__ import annotations

import io
import re
from pathlib import Path

import docx
import pytest
from hypothesis import given, settings

import mentormatch as mm
from helpers.hostile import HOSTILE, TYPED
from mentormatch.report.editable import editable, filled
from mentormatch.report.rendering import Templates
from mentormatch.report.word import printable

PAGE = """{% extends "base.html" %}{% block main %}
<h1>Of {{ one }}</h1><p>{{ one }}</p><p>Then <b>{{ other }}</b>.</p>
<table><tr><td>{{ one }}</td><td>{{ other }}</td></tr></table>{% endblock %}"""


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    folder = tmp_path_factory.mktemp("own")
    (folder / "letter.html").write_text(PAGE, encoding="utf-8")
    return editable(Templates(folder), "letter", ["one", "other"])


def texts(data: bytes) -> list[str]:
    document = docx.Document(io.BytesIO(data))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return [*(one.text for one in document.paragraphs), *cells]


def as_read(text: str) -> str:
    return printable(text).replace("\r\n", "\n").replace("\r", "\n")


@pytest.mark.parametrize(("one", "other"), [*zip(HOSTILE[::2], HOSTILE[1::2], strict=False)])
def test_what_nobody_should_type_shows_as_typed(template: bytes, one: str, other: str) -> None:
    assert texts(filled(template, "letter", {"one": one, "other": other}))[1:3] == [one, f"Then {other}."]


@settings(max_examples=20)
@given(TYPED, TYPED)
def test_what_is_put_in_shows_as_typed(template: bytes, one: str, other: str) -> None:
    found = texts(filled(template, "letter", {"one": one, "other": other}))
    one, other = as_read(one), as_read(other)
    assert found == [f"Of {one}", one, f"Then {other}.", "", one, other]


def test_the_same_is_the_same_bytes(template: bytes) -> None:
    fields = {"one": "a", "other": "b"}
    assert filled(template, "letter", fields) == filled(template, "letter", fields)


def edited(template: bytes, old: str, new: str = "") -> docx.document.Document:
    """Return a template in whose paragraphs one text was replaced, as by hand."""
    document = docx.Document(io.BytesIO(template))
    for paragraph in document.paragraphs:
        for run in paragraph.runs:
            run.text = run.text.replace(old, new)
    return document


def saved(document: docx.document.Document) -> bytes:
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def test_an_edited_template_is_filled(template: bytes) -> None:
    document = edited(template, "Of {{ one }}", "For you")
    moved = document.paragraphs[0].insert_paragraph_before("New: ")
    # As Word saves a field in the middle of which something was marked, or corrected.
    for part, bold in (("{", False), ("{ ", True), ("ot", True), ("her }", False), ("}", False)):
        moved.add_run(part).bold = bold
    document.sections[0].header.paragraphs[0].text = "Above: {{ one }}"
    data = filled(saved(document), "letter", {"one": "{{ other }} & <b>", "other": "b"})
    assert texts(data)[:3] == ["New: b", "For you", "{{ other }} & <b>"]
    (section,) = docx.Document(io.BytesIO(data)).sections
    assert section.header.paragraphs[0].text == "Above: {{ other }} & <b>"


@pytest.mark.parametrize(
    ("written", "named"),
    [
        ("{{ oen }}", "'oen' is undefined"), ("{{ one other }}", "letter.docx"), ("{% if %}", "letter.docx"),
        ("{{ one.__class__.__mro__ }}", "unsafe"),
    ],
)  # fmt: skip
def test_a_wrong_field_is_named(template: bytes, written: str, named: str) -> None:
    wrong = saved(edited(template, "{{ one }}", written))
    with pytest.raises(mm.OutputError, match=named) as error:
        filled(wrong, "letter", {"one": "SECRET", "other": "b"})
    assert "one, other" in str(error.value)
    assert "SECRET" not in str(error.value)


@pytest.mark.parametrize("data", [b"", b"no docx", b"PK\x03\x04"])
def test_what_is_no_document_is_refused(data: bytes) -> None:
    with pytest.raises(mm.OutputError, match=r"letter\.docx is no Word document"):
        filled(data, "letter", {})


def test_ones_own_comes_first(tmp_path: Path, template: bytes) -> None:
    (tmp_path / "letter.docx").write_bytes(saved(edited(template, "Then", "And then")))
    own = editable(Templates(tmp_path), "letter", [])
    assert re.search("And then b", "\n".join(texts(filled(own, "letter", {"one": "a", "other": "b"}))))
