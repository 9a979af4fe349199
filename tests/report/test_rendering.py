"""Templates: what is put in shows as typed, ours can be replaced, a wrong one is named."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path

import pytest

import mentormatch as mm
from helpers.browser import check_html
from mentormatch.display.plot import Plot
from mentormatch.report.rendering import Page, Templates, day, percent

NASTY = ("<script>alert(1)</script>", "{{7*7}}", "=1+1", "x" * 200, 'O\'Neil & Söhne "§"')
BODY = """{% extends "base.html" %}{% block title %}{{ name }}{% endblock %}
{% block main %}<h1>{{ name }}</h1>{{ parts.table(name, [name, "n"], [[name, 1]], numbers=[1]) }}
{% for name, plot in plots.items() %}{{ figure(plot, name) }}{% endfor %}{% endblock %}"""


def written(folder: Path, text: str, name: str = "page.html") -> Templates:
    (folder / name).write_text(text, encoding="utf-8")
    return Templates(folder)


@pytest.mark.parametrize("typed", NASTY)
def test_what_is_put_in_shows_as_typed(tmp_path: Path, typed: str) -> None:
    import docx
    import html5lib

    page = written(tmp_path, BODY).page("page.html", name=typed)
    check_html(page.html)
    tree = html5lib.parse(page.html, namespaceHTMLElements=False)
    cells = [tree.find(".//h1"), *tree.findall(".//caption"), *tree.findall(".//th")]
    assert [cell.text for cell in cells] == [typed, typed, typed, "n", typed]
    page.save(tmp_path / "page.docx")
    document = docx.Document(str(tmp_path / "page.docx"))
    assert document.paragraphs[0].text == typed
    assert document.tables[0].cell(1, 0).text == typed


def test_a_text_is_not_escaped(tmp_path: Path) -> None:
    text = written(tmp_path, "Dear {{ name }}", "letter.txt").text("letter.txt", name="O'Neil & <b>")
    assert text == "Dear O'Neil & <b>"


@pytest.mark.parametrize(
    ("text", "words"),
    [("a\n{{ nmae }}", "nmae"), ("a\n{% if %}", "line 2"), ("{% include 'no.html' %}", "no.html")],
)
def test_a_wrong_template_is_named(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(mm.OutputError, match=words) as error:
        written(tmp_path, text).page("page.html", name="x")
    assert "html" in str(error.value)


def test_a_folder_and_a_name_that_cannot_be(tmp_path: Path) -> None:
    with pytest.raises(mm.OutputError, match="no folder of templates"):
        Templates(tmp_path / "none").page("base.html")
    with pytest.raises(mm.OutputError, match="choose such a name"):
        Page("").save(tmp_path / "page.pdf")


def test_figures_are_in_both_and_their_ids_differ(tmp_path: Path) -> None:
    import docx

    plots = {}
    for name in ("one", "two"):
        plots[name], axes = Plot.of(name, f"a line called {name}")
        axes.plot([1, 2], [1, 2], label="x")
    page = written(tmp_path, BODY).page("page.html", plots, name="n")
    check_html(page.html)
    page.save(tmp_path / "page.docx")
    shapes = docx.Document(str(tmp_path / "page.docx")).inline_shapes
    assert [one._inline.docPr.get("descr") for one in shapes] == ["a line called one", "a line called two"]


def test_days_and_shares_as_they_are_read() -> None:
    assert day(date(2026, 3, 1)) == day("2026-03-01") == "1 March 2026"
    assert day(None) == ""
    assert (percent(0.255), percent(None), percent(float("nan"))) == ("26%", "–", "–")


def test_every_numbered_list_begins_at_one_in_word() -> None:
    import docx

    lists = "<ol><li>a</li><li>b</li></ol><p>x</p><ol><li>c</li></ol>"
    document = docx.Document(io.BytesIO(Page(f"<html><body>{lists}</body></html>").docx()))
    a, b, c = (one._p.pPr.numPr.numId.val for one in document.paragraphs if one.text != "x")
    assert a == b != c
    overrides = document.part.numbering_part.element.xpath(f"w:num[@w:numId={c}]//w:startOverride/@w:val")
    assert overrides == ["1"]


def test_the_same_page_is_the_same_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import time

    page = written(tmp_path, BODY).page("page.html", name="n")
    first, now = page.docx(), time.time()
    monkeypatch.setattr(time, "time", lambda: now + 86_400)
    assert page.docx() == first
