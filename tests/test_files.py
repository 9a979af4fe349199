"""Files that appear whole, cells that are no formulas."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pandas as pd
import pytest

from mentormatch.errors import OutputError
from mentormatch.files import as_text, csv_bytes, write_atomically


@pytest.mark.parametrize("start", [*list("=+-@\t\r\n"), "＝", "＋", "－", "＠"])
def test_formulas_are_written_as_text(start: str) -> None:
    cell = f"{start}HYPERLINK(1)"
    rows = list(csv.reader(io.StringIO(csv_bytes(pd.DataFrame({"x": [cell]})).decode("utf-8-sig"))))
    assert rows[1] == [f"'{cell}"]


@pytest.mark.parametrize("cell", ["O'Brien", "<script>", "{{7*7}}", "", "a=b", 3, 2.5, None, True])
def test_other_cells_stay_as_they_are(cell: object) -> None:
    assert as_text(cell) is cell


def test_headings_are_guarded_and_the_frame_is_not_changed() -> None:
    frame = pd.DataFrame({"=x": ["=1"], "n": [-1.5]})
    before = frame.copy()
    text = csv_bytes(frame).decode("utf-8-sig")
    assert text == "'=x,n\r\n'=1,-1.5\r\n"
    assert frame.equals(before)


def test_csv_has_the_mark_that_spreadsheets_need() -> None:
    assert csv_bytes(pd.DataFrame({"é": ["ß"]})).startswith(b"\xef\xbb\xbf")


def test_a_failed_write_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "x.csv"
    write_atomically(file, b"old")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("mentormatch.files.os.fsync", full)
    with pytest.raises(OutputError, match="No space left on device"):
        write_atomically(file, b"new")
    assert file.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [file]
