"""What the XML of a workbook says and the spreadsheet reader does not pass on.

Formulas that were never calculated and error values such as ``#N/A`` arrive as empty cells from the
reader; ids shown as ``007`` by a number format arrive as 7; a stray cell in the last row makes a table of
billions of cells. All of these are found here, in one pass over the XML, before the reader is asked.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from xml.parsers import expat

NOT_CALCULATED = ("is a formula without a calculated value", "a value; open the file in Excel and save it")
ERROR_VALUE = ("is an error value such as #N/A or #REF!", "a value, or an empty cell")

_Start = Callable[[str, dict[str, str]], None]
_REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_TRUE = frozenset({"1", "true"})
_ZEROS = re.compile(r"0{2,20}")


class XmlRefusedError(ValueError):
    """XML that is malformed or declares entities."""


def walk(data: bytes, start: _Start, end: Callable[[str], None] | None = None) -> None:
    """Call `start` and `end` for each element, with names free of namespace prefixes.

    Raises
    ------
    XmlRefusedError
        If the XML is malformed, or has a document type: no spreadsheet program writes one.
    """
    parser = _parser()
    parser.StartElementHandler = lambda name, attributes: start(_local(name), attributes)
    if end is not None:
        finish = end
        parser.EndElementHandler = lambda name: finish(_local(name))
    _parse(parser, data)


def _parser() -> expat.XMLParserType:
    def refuse(*_: object) -> None:
        raise XmlRefusedError

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = refuse
    return parser


def _parse(parser: expat.XMLParserType, data: bytes) -> None:
    try:
        parser.Parse(data, True)
    except expat.ExpatError:
        raise XmlRefusedError from None


def _local(name: str) -> str:
    return name.rpartition(":")[2] if ":" in name else name


def sheet_parts(members: Mapping[str, bytes]) -> dict[str, str]:
    """Return sheet name -> name of the archive member that holds it.

    Raises
    ------
    KeyError, XmlRefusedError
        If the workbook lacks its parts.
    """
    targets: dict[str, str] = {}

    def relation(name: str, attributes: dict[str, str]) -> None:
        if name == "Relationship":
            targets[attributes["Id"]] = _member_name(attributes["Target"])

    walk(members["xl/_rels/workbook.xml.rels"], relation)
    parts: dict[str, str] = {}

    def sheet(name: str, attributes: dict[str, str]) -> None:
        if name == "sheet":
            key = next(v for k, v in attributes.items() if _local(k) == "id")
            parts[attributes["name"]] = targets[key]

    walk(members["xl/workbook.xml"], sheet)
    return parts


def _member_name(target: str) -> str:
    path = PurePosixPath(target.lstrip("/")) if target.startswith("/") else PurePosixPath("xl", target)
    return str(path)


def zero_padded_styles(members: Mapping[str, bytes]) -> dict[str, int]:
    """Return style number -> digits shown, for number formats of zeros alone such as ``000``."""
    formats: dict[str, int] = {}
    styles: dict[str, int] = {}
    inside: list[str] = []
    count = 0

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal count
        inside.append(name)
        if name == "numFmt" and _ZEROS.fullmatch(attributes.get("formatCode", "")):
            formats[attributes["numFmtId"]] = len(attributes["formatCode"])
        elif name == "xf" and "cellXfs" in inside:
            digits = formats.get(attributes.get("numFmtId", ""))
            if digits is not None:
                styles[str(count)] = digits
            count += 1

    def end(_: str) -> None:
        inside.pop()

    if "xl/styles.xml" in members:
        walk(members["xl/styles.xml"], start, end)
    return styles


@dataclass
class Scan:
    """Result of one pass over a worksheet's XML; rows and columns count from 0.

    Attributes
    ----------
    rows, columns : int
        Extent of the cells that hold anything.
    faults : dict of (int, int) to (str, str)
        Cells without a usable value: what is wrong, what is expected.
    padded : dict of (int, int) to int
        Number cells shown with leading zeros: how many digits are shown.
    hidden_rows : int
        Hidden or filtered-out rows that hold cells.
    hidden_columns : bool
    """

    rows: int = 0
    columns: int = 0
    faults: dict[tuple[int, int], tuple[str, str]] = field(default_factory=dict)
    padded: dict[tuple[int, int], int] = field(default_factory=dict)
    hidden_rows: int = 0
    hidden_columns: bool = False


def scan(data: bytes, zero_padded: Mapping[str, int]) -> Scan:
    """Return what the XML of one worksheet says beyond its values.

    Raises
    ------
    XmlRefusedError
        If the XML is malformed.
    """
    scanner = _Scanner(zero_padded)
    scanner.run(data)
    return scanner.found


class _Scanner:
    """Follows rows and cells; positions may be left out of the XML, and then follow the one before.

    There are millions of elements, so that each costs as little as it can: no handler for ends (a cell ends
    where the next begins), and none for text but within the value of a formula.
    """

    def __init__(self, zero_padded: Mapping[str, int]) -> None:
        self.found = Scan()
        self._zero_padded = zero_padded
        self._row = self._column = -1
        self._row_hidden = self._row_counted = False
        self._kind = self._style = ""
        self._formula = self._filled = False
        self._text: list[str] = []
        self._columns: dict[str, int] = {}
        self._parser = _parser()
        self._parser.StartElementHandler = self._start

    def run(self, data: bytes) -> None:
        _parse(self._parser, data)
        self._finish()

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "c":
            if self._formula:
                self._finish()
            self._kind = attributes.get("t", "")
            self._style = attributes.get("s", "")
            reference = attributes.get("r")
            if reference is None:
                self._column += 1
            else:
                self._place(reference)
        elif name in {"v", "is"}:
            self._value()
        elif name == "f":
            self._formula = True
            self._grow()
        elif name == "row":
            self._next_row(attributes)
        elif name == "col":
            self.found.hidden_columns |= attributes.get("hidden") in _TRUE
        elif ":" in name:
            self._start(name.rpartition(":")[2], attributes)

    def _place(self, reference: str) -> None:
        letters = reference.rstrip("0123456789")
        column = self._columns.get(letters)
        if column is None:
            column = self._columns[letters] = position(reference)[1]
        self._column = column
        self._row = int(reference[len(letters) :]) - 1

    def _next_row(self, attributes: dict[str, str]) -> None:
        if self._formula:
            self._finish()
        self._row = int(attributes["r"]) - 1 if "r" in attributes else self._row + 1
        self._column = -1
        self._row_hidden = attributes.get("hidden") in _TRUE
        self._row_counted = False

    def _value(self) -> None:
        self._grow()
        if self._kind == "e":
            self.found.faults[self._row, self._column] = ERROR_VALUE
        elif self._style in self._zero_padded and self._kind in {"", "n"}:
            self.found.padded[self._row, self._column] = self._zero_padded[self._style]
        if self._formula:
            self._filled = True
            self._parser.CharacterDataHandler = self._text.append

    def _grow(self) -> None:
        found = self.found
        if self._row >= found.rows:
            found.rows = self._row + 1
        if self._column >= found.columns:
            found.columns = self._column + 1
        if self._row_hidden and not self._row_counted:
            found.hidden_rows += 1
            self._row_counted = True

    def _finish(self) -> None:
        """Judge the formula in the cell that has just ended, if there was one."""
        if self._formula and self._kind != "e":
            # A formula whose value is the empty text says so by its type.
            calculated = self._filled and (self._kind == "str" or "".join(self._text).strip())
            if not calculated:
                self.found.faults[self._row, self._column] = NOT_CALCULATED
        self._formula = self._filled = False
        self._text.clear()
        self._parser.CharacterDataHandler = None


def position(reference: str) -> tuple[int, int]:
    """Return row and column, from 0, of a reference such as ``B7``.

    Raises
    ------
    XmlRefusedError
        If it is not a reference.
    """
    match = _REFERENCE.fullmatch(reference)
    if match is None:
        raise XmlRefusedError
    column = 0
    for letter in match[1]:
        column = 26 * column + ord(letter) - ord("A") + 1
    return int(match[2]) - 1, column - 1
