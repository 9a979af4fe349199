"""Parquet files: read as their tables are, or refused in words."""

from __future__ import annotations

from pathlib import Path
from unittest.mock import patch

import pandas as pd
import pyarrow as pa
import pytest
from pyarrow import parquet

import mentormatch as mm
from mentormatch.tables.files.parquet import MAX_INFLATED, opened

MENTEES = pa.table({"id": ["007", "e2"], "consent": [True, True], "values": [["candour"], None]})
MENTORS = pa.table({"id": ["r1", "r2"], "consent": [True, True], "capacity": [2, 1]})


@pytest.fixture
def paths(tmp_path: Path) -> tuple[Path, Path]:
    found = tmp_path / "mentees.parquet", tmp_path / "mentors.parquet"
    for path, table in zip(found, (MENTEES, MENTORS), strict=True):
        parquet.write_table(table, path)
    return found


def test_files_are_read_as_tables_are(paths: tuple[Path, Path]) -> None:
    people = mm.read_people(mentees=paths[0], mentors=str(paths[1]))
    assert people == mm.read_people(mentees=MENTEES, mentors=MENTORS)
    assert people.mentees[0].id == "007"


def test_pairs_go_out_and_dissolved_pairs_come_in(paths: tuple[Path, Path], tmp_path: Path) -> None:
    matching = mm.match(mm.read_people(mentees=paths[0], mentors=paths[1]))
    pairs = tmp_path / "pairs.parquet"
    matching.pairs.to_parquet(pairs)
    pd.testing.assert_frame_equal(parquet.read_table(pairs).to_pandas(), matching.pairs)
    ended = matching.pairs[["mentee_id", "mentor_id"]].set_axis(["mentee", "mentor"], axis=1)
    ended.to_parquet(pairs)
    people = mm.read_people(mentees=paths[0], mentors=paths[1], dissolved=pairs)
    assert people.dissolved == matching.pair_ids


def error(path: Path, mentors: Path) -> str:
    with pytest.raises(mm.RecordError) as found:
        mm.read_people(mentees=path, mentors=mentors)
    return str(found.value)


@pytest.mark.parametrize("cut", [5, 100, 300])
def test_a_damaged_file(paths: tuple[Path, Path], cut: int) -> None:
    paths[0].write_bytes(paths[0].read_bytes()[:-cut])
    assert "mentees.parquet: is damaged" in error(*paths)


def test_an_ending_that_disagrees(paths: tuple[Path, Path], tmp_path: Path) -> None:
    renamed = tmp_path / "mentees.csv"
    renamed.write_bytes(paths[0].read_bytes())
    assert "is a parquet file by its contents but is not named .parquet" in error(renamed, paths[1])
    paths[0].write_bytes(b"id,consent\ne1,yes\n")
    assert "is named .parquet but is not a parquet file" in error(*paths)


def test_a_sheet_is_asked_for(paths: tuple[Path, Path]) -> None:
    with pytest.raises(mm.RecordError, match="is a parquet file, and has no sheet 'people'"):
        mm.read_people(mentees=paths[0], mentors=paths[1], sheet="people")


def test_wrong_values_are_row_errors(tmp_path: Path, paths: tuple[Path, Path]) -> None:
    parquet.write_table(pa.table({"id": ["e1"], "max_km": ["far"]}), paths[0])
    assert "mentees.parquet row 2, max_km" in error(*paths)


def test_too_large_once_it_is_inflated(paths: tuple[Path, Path]) -> None:
    data = paths[0].read_bytes()
    with (
        patch("mentormatch.tables.files.parquet.MAX_INFLATED", 10),
        pytest.raises(mm.RecordError, match="too large once it is inflated"),
    ):
        opened(data, "mentees.parquet")
    assert MAX_INFLATED > 10
