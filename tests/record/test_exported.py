"""Files that the record writes go when somebody in them is erased."""

from __future__ import annotations

from pathlib import Path

import pytest

import mentormatch as mm
from helpers.record_people import approved
from mentormatch.record.record import Record


def test_a_file_goes_with_the_people_in_it(record: Record, tmp_path: Path) -> None:
    approved(record)
    about = {"one": "e1", "other": "e2", "third": record.pseudonym("e1"), "several": None}
    files = [(tmp_path / f"{name}.txt", name.encode(), who) for name, who in about.items()]
    record.write_files(files)
    assert [path.read_bytes() for path, *_ in files] == [data for _, data, _ in files]
    record.erase("e1")
    assert sorted(path.name for path in tmp_path.glob("*.txt")) == ["other.txt"]
    assert record.verify().faults == ()


def test_a_file_about_nobody_we_know_is_not_written(record: Record, tmp_path: Path) -> None:
    approved(record)
    with pytest.raises(mm.StoreError, match="nobody in the record"):
        record.write_files([(tmp_path / "one.txt", b"x", "no-such-id")])
    assert not list(tmp_path.glob("*.txt"))
