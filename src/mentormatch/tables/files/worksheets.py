"""What the XML of a workbook says and the spreadsheet reader does not pass on.

Formulas that were never calculated and error values such as ``#N/A`` arrive as empty cells from the
reader; ids shown as ``007`` by a number format arrive as 7; a stray cell in the last row makes a table of
billions of cells. All of these are found here, in one pass over the XML, before the reader is asked.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from posixpath import join, normpath
from xml.parsers import expat

Cell = tuple[int, int]
"""Row and column, from 0."""

_LETTERS = re.compile(r"[A-Z]{1,3}")
_TRUE = frozenset({"1", "true"})
_STRIKE = re.compile(rb"<(?:\w+:)?strike(?:\s+val=[\"'](?:1|true)[\"'])?\s*/")
_ZEROS = re.compile(r"0{2,20}")


def walk(data: bytes, start: Callable[[str, dict[str, str]], None]) -> None:
    """Call `start` for each element with its attributes, all names free of prefixes.

    Nothing of the document is kept: millions of elements cost no memory.

    Raises
    ------
    ValueError
        If the XML is malformed, or has a document type: no spreadsheet program writes one.
    """

    def refuse(*_: object) -> None:
        raise ValueError

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = refuse
    parser.StartElementHandler = lambda name, own: start(
        name.rpartition(":")[2] if ":" in name else name, own
    )
    try:
        parser.Parse(data, True)
    except expat.ExpatError:
        raise ValueError from None


def sheet_parts(members: Mapping[str, bytes]) -> dict[str, str]:
    """Return sheet name -> name of the archive member that holds it.

    Raises
    ------
    KeyError, StopIteration, ValueError
        If the workbook lacks its parts.
    """
    targets: dict[str, str] = {}
    parts: dict[str, str] = {}

    def relation(name: str, attributes: dict[str, str]) -> None:
        if name == "Relationship":
            targets[attributes["Id"]] = normpath(join("/xl", attributes["Target"]))[1:]

    def sheet(name: str, attributes: dict[str, str]) -> None:
        if name == "sheet":
            key = next(value for name, value in attributes.items() if name.rpartition(":")[2] == "id")
            parts[attributes["name"]] = targets[key]

    walk(members["xl/_rels/workbook.xml.rels"], relation)
    walk(members["xl/workbook.xml"], sheet)
    return parts


@dataclass(frozen=True, slots=True)
class Styles:
    """What the styles of a workbook say about cells; styles are numbers, written as text.

    Parameters
    ----------
    padded : mapping of str to int
        Style -> digits shown, for number formats of zeros alone such as ``000``.
    struck : frozenset of str
        Styles that strike their text out.
    struck_words : bool
        Whether words within cells are struck out, in the texts that the sheets share.
    """

    padded: Mapping[str, int]
    struck: frozenset[str]
    struck_words: bool


def cell_styles(members: Mapping[str, bytes]) -> Styles:
    """Return what the styles of a workbook say about cells."""
    formats: dict[str, int] = {}
    fonts: list[bool] = []
    padded: dict[str, int] = {}
    struck: set[str] = set()
    number = 0
    list_of = ""

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal list_of, number
        if name == "numFmt" and _ZEROS.fullmatch(attributes.get("formatCode", "")):
            formats[attributes["numFmtId"]] = len(attributes["formatCode"])
        elif name in {"fonts", "cellStyleXfs", "cellXfs", "dxfs"}:
            list_of = name
        elif name == "font" and list_of == "fonts":
            fonts.append(False)
        elif name == "strike" and list_of == "fonts":
            fonts[-1] = attributes.get("val", "1") in _TRUE
        elif name == "xf" and list_of == "cellXfs":
            if digits := formats.get(attributes.get("numFmtId", "")):
                padded[str(number)] = digits
            font = int(attributes.get("fontId", 0))
            if font < len(fonts) and fonts[font]:
                struck.add(str(number))
            number += 1

    walk(members.get("xl/styles.xml", b"<none/>"), start)
    return Styles(padded, frozenset(struck), has_struck_words(members.get("xl/sharedStrings.xml", b"")))


def has_struck_words(data: bytes) -> bool:
    """Return whether texts in XML have words that are struck out."""
    return _STRIKE.search(data) is not None


class Scan:
    """What one pass over a worksheet's XML finds; positions may be left out of it, and then follow the last.

    Attributes
    ----------
    rows, columns : int
        Extent of the cells that hold anything.
    filled : int
        How many cells hold anything.
    errors : set of (int, int)
        Cells that hold an error value.
    formulas : dict of (int, int) to bool
        Cells that hold a formula -> whether its value is a text, which may be empty.
    padded : dict of (int, int) to int
        Number cells shown with leading zeros: how many digits are shown.
    hidden_rows : set of int
        Hidden or filtered-out rows that hold cells.
    hidden_columns : bool
    struck : set of (int, int)
        Cells that are struck out as a whole.
    struck_words : bool
        Whether words within cells are struck out, in this sheet or in the texts that all share.

    Raises
    ------
    ValueError
        If the XML is malformed.
    """

    def __init__(self, data: bytes, styles: Styles) -> None:
        self.rows = self.columns = self.filled = 0
        self.errors: set[Cell] = set()
        self.formulas: dict[Cell, bool] = {}
        self.padded: dict[Cell, int] = {}
        self.hidden_rows: set[int] = set()
        self.hidden_columns = False
        self.struck: set[Cell] = set()
        self.struck_words = styles.struck_words or has_struck_words(data)
        self._styles = styles
        self._at: Cell = -1, -1
        self._hidden = False
        self._cell: dict[str, str] = {}
        walk(data, self._start)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "c":
            self._cell = attributes
            reference = attributes.get("r")
            self._at = position(reference) if reference else (self._at[0], self._at[1] + 1)
        elif name in {"v", "is", "f"}:
            self._content(name)
        elif name == "row":
            self._at = int(attributes.get("r", self._at[0] + 2)) - 1, -1
            self._hidden = attributes.get("hidden") in _TRUE
        elif name == "col":
            self.hidden_columns |= attributes.get("hidden") in _TRUE

    def _content(self, name: str) -> None:
        """Record a cell that has a value or a formula."""
        row, column = at = self._at
        self.filled += name != "f"
        if row >= self.rows:
            self.rows = row + 1
        if column >= self.columns:
            self.columns = column + 1
        if self._hidden:
            self.hidden_rows.add(row)
        style = self._cell.get("s", "")
        if style in self._styles.struck:
            self.struck.add(at)
        kind = self._cell.get("t", "")
        if name == "f":
            self.formulas[at] = False
            return
        if kind == "e":
            self.errors.add(at)
        if at in self.formulas:
            self.formulas[at] = kind == "str"
        if kind in {"", "n"} and (digits := self._styles.padded.get(style)):
            self.padded[at] = digits


def position(reference: str) -> Cell:
    """Return row and column, from 0, of a reference such as ``B7``.

    Raises
    ------
    ValueError
        If it is not a reference.
    """
    letters = reference.rstrip("0123456789")
    return int(reference[len(letters) :]) - 1, _column(letters)


@lru_cache
def _column(letters: str) -> int:
    if not _LETTERS.fullmatch(letters):
        raise ValueError
    column = 0
    for letter in letters:
        column = 26 * column + ord(letter) - ord("A") + 1
    return column - 1
