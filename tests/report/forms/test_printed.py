"""Forms as pages, Word documents and workbooks: all rows are there, all can be filled in, all is as typed."""

from __future__ import annotations

import io
import re
from datetime import date
from pathlib import Path

import docx
import openpyxl
import pandas as pd
import pytest
from playwright.sync_api import Browser

import mentormatch as mm
from helpers.browser import check_html, opened, serious
from mentormatch.report.forms.form import EXPECTED, Form, named_forms
from mentormatch.report.forms.printed import form_files, form_page, form_table
from mentormatch.report.rendering import Templates
from mentormatch.tables.rows.fields import Kind

FORMS = named_forms(Templates())
NASTY = ("<script>alert(1)</script>", "{{7*7}}", "=1+1", "x" * 200, 'O\'Neil & "Söhne"', "مرحبا 👍", "@cmd")


@pytest.fixture(scope="module")
def files() -> dict[str, bytes]:
    return form_files(Templates(), FORMS, "Drovemoor mentoring", date(2026, 9, 1))


def texts(form: Form) -> list[str]:
    """Return everything that a form says."""
    found = [form.title, form.about, form.source]
    for part in form.parts:
        cells = [line for row in part.rows for cell in row for line in cell]
        found += [part.title, part.text, *part.items, *form.headings(part) * bool(cells), *cells]
        found += [form.wording[one][0] for one in part.fields]
    return [one for one in found if one]


@pytest.mark.parametrize("name", FORMS)
def test_a_page_is_valid_and_says_all(
    name: str, files: dict[str, bytes], browser: Browser, tmp_path: Path
) -> None:
    html = files[f"{name}.html"].decode()
    check_html(html)
    (tmp_path / "form.html").write_text(html, encoding="utf-8")
    with opened(browser, tmp_path / "form.html") as tab:
        assert serious(tab) == []
        said = " ".join(tab.inner_text("body").split())
        assert all(" ".join(one.split()) in said for one in ["Drovemoor mentoring", *texts(FORMS[name])])
        fields = tab.locator("[data-heading]")
        assert [one.get_attribute("data-heading") for one in fields.all()] == [
            one.heading for one in FORMS[name].questions
        ]
        assert tab.locator("#save").count() == bool(FORMS[name].questions)


@pytest.mark.parametrize("name", FORMS)
def test_a_word_document_says_all(name: str, files: dict[str, bytes]) -> None:
    document = docx.Document(io.BytesIO(files[f"{name}.docx"]))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    said = "\n".join([*(one.text for one in document.paragraphs), *cells])
    assert all(one in said for one in ["Drovemoor mentoring", *texts(FORMS[name])])
    for table in document.tables:  # where an answer is written there is nothing but what is expected
        if len(table.columns) > 1 and name != "mentor-specification":
            assert {row.cells[-1].text for row in table.rows[1:]} <= {"", *EXPECTED.values()}


def test_dates_of_phases_are_there_only_if_the_begin_is_known(files: dict[str, bytes]) -> None:
    assert "between 1 March 2026 and 1 June 2026" in files["setting-up.html"].decode()
    without = form_page(Templates(), "setting-up", FORMS["setting-up"]).html
    assert "Starts" not in without
    assert "Name of the scheme: ____" in without


@pytest.mark.parametrize(
    ("begins", "expected"),
    [
        ("2026-09-01", [
            ("between 1 March 2026 and 1 June 2026", "1 September 2026"),
            ("1 September 2026", "between 1 September 2027 and 1 March 2028"),
            ("between 1 September 2027 and 1 March 2028", "between 1 October 2027 and 1 May 2028"),
        ]),
        ("2027-08-31", [
            ("between 28 February 2027 and 31 May 2027", "31 August 2027"),
            ("31 August 2027", "between 31 August 2028 and 28 February 2029"),
            ("between 31 August 2028 and 28 February 2029", "between 30 September 2028 and 30 April 2029"),
        ]),
    ],
)  # fmt: skip
def test_phases_are_dated_from_the_day_on_which_the_scheme_begins(
    begins: str, expected: list[tuple[str, str]]
) -> None:
    html = form_page(Templates(), "x", FORMS["setting-up"], begins=date.fromisoformat(begins)).html
    assert re.findall(r"<strong>Starts</strong> (.*); <strong>ends</strong> (.*)\.</p>", html) == expected


@pytest.mark.parametrize("name", FORMS)
def test_tables_have_all_questions(name: str, files: dict[str, bytes]) -> None:
    form = FORMS[name]
    if not form.questions:
        assert f"{name}.csv" not in files
        return
    headings = [one.heading for one in form.questions]
    (sheet,) = openpyxl.load_workbook(io.BytesIO(files[f"{name}.xlsx"])).worksheets
    csv = pd.read_csv(io.BytesIO(files[f"{name}.csv"]), dtype=str, encoding="utf-8-sig")
    if form.is_upright:
        assert [cell.value for cell in sheet["B"]] == ["Question", *headings]
        assert {cell.value for cell in sheet["A"]} == {"Part", *(part.title for part in form.parts)}
        assert csv["Question"].tolist() == headings
    else:
        assert [cell.value for cell in sheet[1]] == headings == list(csv.columns)
        assert len(sheet.data_validations.dataValidation) == sum(
            q.kind in {Kind.YES_NO, Kind.LEVELS} for q in form.questions
        )


@pytest.mark.parametrize("typed", NASTY)
def test_what_a_scheme_writes_shows_as_typed(typed: str, tmp_path: Path) -> None:
    form = Form(title=typed, about=typed, source=typed, parts=[
        {"title": typed, "text": typed, "columns": [typed], "rate": ["How?"], "rows": [[typed]]},
        {"title": "b", "items": [typed], "columns": ["A", "B"], "rows": [["a", [typed, "b"]]]},
    ])  # fmt: skip
    found = form_files(Templates(), {"ours": form}, typed)
    html = found["ours.html"].decode()
    check_html(html)
    import html5lib

    tree = html5lib.parse(html, namespaceHTMLElements=False)
    assert [tree.find(path).text for path in (".//h1", ".//h2", ".//ol/li", ".//td/ul/li")] == [typed] * 4
    assert tree.find(".//select").get("data-heading") == f"How? [{typed}]"
    document = docx.Document(io.BytesIO(found["ours.docx"]))
    assert sum(one.text == typed for one in document.paragraphs) == 7
    assert document.tables[1].cell(1, 1).text == f"• {typed}\n• b"
    (sheet,) = openpyxl.load_workbook(io.BytesIO(found["ours.xlsx"])).worksheets
    assert (sheet["A1"].value, sheet["A1"].data_type) == (f"How? [{typed}]", "s")


def test_what_is_filled_in_on_the_page_is_read(browser: Browser, tmp_path: Path) -> None:
    for role in ("mentee", "mentor"):
        name = f"{role}-application"
        form_page(Templates(), name, FORMS[name]).save(tmp_path / f"{name}.html")
        with opened(browser, tmp_path / f"{name}.html") as tab:
            # By their labels, as somebody who does not see the page fills it in.
            tab.get_by_label("Your name").fill('Ann, "Æ" O\'Neil')
            tab.get_by_label("Email address").fill(f"{role}@h.example")
            tab.get_by_label("maximum distance").fill("12.5")
            tab.get_by_label("meet online").select_option("yes")
            tab.get_by_label("Why do you want").fill("=HYPERLINK(1)\nand more")
            tab.get_by_label("Career planning").select_option("4")
            tab.get_by_label("Safety").select_option("yes")
            tab.get_by_label("appraiser").fill("Dr Oak; elm@h.example")
            tab.get_by_label("Do you agree that").select_option("yes")
            with tab.expect_download() as saved:
                tab.get_by_role("button").click()
            assert saved.value.suggested_filename == f"{name}.csv"
            saved.value.save_as(tmp_path / f"{role}s.csv")
    reading = mm.read_tables(mentees=tmp_path / "mentees.csv", mentors=tmp_path / "mentors.csv")
    assert not reading.rejected
    mentee, mentor = reading.people.mentees[0], reading.people.mentors[0]
    for one in (mentee, mentor):
        assert (one.name, one.online, one.consent) == ('Ann, "Æ" O\'Neil', True, True)
        assert one.max_km == pytest.approx(12.5 * 1.609344)
        assert one.motivation == "'=HYPERLINK(1)\nand more"  # so that no spreadsheet runs it
        assert (one.values, one.independent_of) == (("Safety",), ("Dr Oak", "elm@h.example"))
    assert mentee.wants == mentor.offers == {"Career planning": 4}


def test_the_table_of_an_application_is_empty() -> None:
    assert len(form_table(FORMS["mentee-application"])) == 0
