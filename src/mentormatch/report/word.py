"""A page as a Word document: its headings, paragraphs, lists, tables and figures, with Word's own styles."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from mentormatch.display.plot import Plot
from mentormatch.errors import OutputError
from mentormatch.extras import require

if TYPE_CHECKING:
    from docx.document import Document
    from docx.text.paragraph import Paragraph

_SKIPPED = frozenset(
    {"head", "hr", "script", "style", "nav", "button", "input", "select", "textarea", "template"}
)
_INLINE = frozenset({"a", "abbr", "b", "br", "code", "em", "i", "label", "small", "span", "strong", "time"})
_NO_CHARACTERS = "".join(chr(plane << 16 | last) for plane in range(17) for last in (0xFFFE, 0xFFFF))
_UNPRINTABLE = re.compile(f"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef{_NO_CHARACTERS}]")
_WIDTH_CM = 16.0
_LONGEST_TITLE = 255
_BEGAN = (1980, 1, 1, 0, 0, 0)


def printable(text: str) -> str:
    """Return a text with a mark in the place of what no document can hold."""
    return _UNPRINTABLE.sub("\N{REPLACEMENT CHARACTER}", text)


def undated(docx: bytes) -> bytes:
    """Return a docx file without the times at which its parts were written: equal pages are equal bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(docx)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(zipfile.ZipInfo(name, _BEGAN), old.read(name), zipfile.ZIP_DEFLATED)
    return out.getvalue()


def docx_of(html: str, plots: Mapping[str, Plot]) -> bytes:
    """Return a page as a docx file.

    Parameters
    ----------
    plots : mapping of str to Plot
        What figures show: ``<figure data-plot="name">``.
    """
    require("report", "docx", "lxml", error=OutputError)
    from docx import Document
    from docx.shared import Cm
    from lxml.html import document_fromstring

    tree = document_fromstring(html)
    document = Document()
    (section,) = document.sections
    section.page_width, section.page_height = Cm(21.0), Cm(29.7)
    section.left_margin = section.right_margin = Cm((21.0 - _WIDTH_CM) / 2)
    document.core_properties.author = document.core_properties.comments = ""
    document.core_properties.title = (tree.findtext("head/title") or "").strip()[:_LONGEST_TITLE]
    document.core_properties.language = tree.get("lang", "en-GB")
    _Writer(document, plots).children(tree.find("body"))
    out = io.BytesIO()
    document.save(out)
    return undated(out.getvalue())


class _Writer:
    """Appends elements of HTML to a document."""

    def __init__(self, document: Document, plots: Mapping[str, Plot]) -> None:
        self._document, self._plots = document, plots
        self._of: Mapping[str, Callable[[Any], None]] = {
            **{f"h{level}": self._heading for level in range(1, 7)},
            **dict.fromkeys((*_INLINE, "p", "pre"), self._paragraph),
            **dict.fromkeys(_SKIPPED, lambda _: None), "caption": self._caption, "dl": self._terms,
            "ul": self._list, "ol": self._list, "table": self._table, "figure": self._figure,
        }  # fmt: skip

    def children(self, element: Any) -> None:
        """Append all that is in an element; text beside other elements is a paragraph."""
        if (element.text or "").strip():
            self._text(self._document.add_paragraph(), element.text)
        for child in element.iterchildren("*"):
            self._of.get(child.tag, self.children)(child)
            if (child.tail or "").strip():
                self._text(self._document.add_paragraph(), child.tail)

    def _heading(self, element: Any) -> None:
        self._document.add_heading(_words(element), level=int(element.tag[1]))

    def _paragraph(self, element: Any) -> None:
        self._inline(self._document.add_paragraph(), element)

    def _caption(self, element: Any) -> None:
        self._document.add_paragraph(_words(element), style="Caption")

    def _list(self, element: Any) -> None:
        number = self._restarted() if element.tag == "ol" else None
        for item in element.iterchildren("li"):
            paragraph = self._document.add_paragraph(style="List Number" if number else "List Bullet")
            if number:
                properties = paragraph._p.get_or_add_pPr().get_or_add_numPr()  # noqa: SLF001  (no public way)
                properties.get_or_add_ilvl().val = 0
                properties.get_or_add_numId().val = number
            self._inline(paragraph, item)

    def _restarted(self) -> int:
        """Return a numbering that begins at 1: by its style alone a list would continue the one before."""
        numbering = self._document.part.numbering_part.element
        of_style = self._document.styles["List Number"].element.pPr.numPr.numId.val
        found = numbering.add_num(numbering.num_having_numId(of_style).abstractNumId.val)
        found.add_lvlOverride(ilvl=0).add_startOverride(1)
        return int(found.numId)

    def _terms(self, element: Any) -> None:
        for each in element.iter("dt", "dd"):
            if each.tag == "dt":
                paragraph = self._document.add_paragraph()
                self._text(paragraph, f"{_words(each)}: ", bold=True)
            else:
                self._inline(paragraph, each)

    def _table(self, element: Any) -> None:
        from docx.oxml import OxmlElement

        for caption in element.iterchildren("caption"):
            self._caption(caption)
        rows = {row: list(row.iterchildren("th", "td")) for row in element.iter("tr")}
        if not rows:
            return
        table = self._document.add_table(len(rows), max(map(len, rows.values())), style="Table Grid")
        for (row, cells), line in zip(rows.items(), table.rows, strict=True):
            # The cells of a line are found anew each time they are asked for, which is slow.
            for cell, place in zip(cells, line.cells, strict=False):
                (paragraph,) = place.paragraphs
                self._inline(paragraph, cell, bold=cell.tag == "th")
            if row.getparent().tag == "thead":  # repeated on each page
                line._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))  # noqa: SLF001  (no public way)
        self._document.add_paragraph()

    def _figure(self, element: Any) -> None:
        from docx.shared import Cm

        plot = self._plots.get(element.get("data-plot", ""))
        if plot is not None:
            shape = self._document.add_picture(io.BytesIO(plot.png()), width=Cm(_WIDTH_CM))
            about = shape._inline.docPr  # noqa: SLF001  (no public way)
            about.set("descr", plot.alt)
            about.set("title", plot.title)
        for caption in element.iterchildren("figcaption"):
            self._caption(caption)

    def _inline(
        self, paragraph: Paragraph, element: Any, *, bold: bool = False, italic: bool = False
    ) -> None:
        bold, italic = bold or element.tag in {"b", "strong"}, italic or element.tag in {"em", "i"}
        if element.tag == "br" or (element.tag == "li" and element.getprevious() is not None):
            paragraph.add_run().add_break()
        if element.tag == "li" and "List" not in str(paragraph.style and paragraph.style.name):
            paragraph.add_run("• ")  # of a list within a cell
        self._text(paragraph, element.text, bold=bold, italic=italic)
        for child in element.iterchildren("*"):
            if child.tag not in _SKIPPED:
                self._inline(paragraph, child, bold=bold, italic=italic)
            self._text(paragraph, child.tail, bold=bold, italic=italic)

    @staticmethod
    def _text(paragraph: Paragraph, text: str | None, *, bold: bool = False, italic: bool = False) -> None:
        text = printable(re.sub(r"[ \t\r\n]+", " ", text or ""))
        if not paragraph.runs:
            text = text.lstrip(" ")
        if text:
            run = paragraph.add_run(text)
            run.bold, run.italic = bold or None, italic or None


def _words(element: Any) -> str:
    return printable(" ".join(element.text_content().split()))
