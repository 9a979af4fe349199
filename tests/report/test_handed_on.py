"""The files with names of a matching: all in them, nothing changed beside the names."""

from __future__ import annotations

import io

import openpyxl
import pandas as pd
import pytest

import mentormatch as mm
from helpers.small_scheme import random_people
from mentormatch.people.model import People
from mentormatch.report.handed_on import named_files, named_pairs, named_table, named_unmatched


@pytest.fixture(scope="module", params=range(3))
def matching(request: pytest.FixtureRequest) -> mm.Matching:
    drawn = random_people(request.param)
    people = People(
        mentees=tuple(one.replace(name=f"Mentee {one.id}") for one in drawn.mentees),
        mentors=tuple(one.replace(name=f"=Mentor {one.id}") for one in drawn.mentors),
    )
    return mm.match(people)


def test_names_are_added_and_nothing_is_lost(matching: mm.Matching) -> None:
    pairs = named_pairs(matching)
    assert sorted(zip(pairs.mentee_id, pairs.mentor_id, strict=True)) == sorted(matching.pair_ids)
    assert (pairs.mentee_name == "Mentee " + pairs.mentee_id).all()
    assert (pairs.mentor_name == "=Mentor " + pairs.mentor_id).all()
    same = pairs[matching.pairs.columns].sort_values(["mentee_id", "mentor_id"], ignore_index=True)
    pd.testing.assert_frame_equal(same, matching.pairs.sort_values(["mentee_id", "mentor_id"]))


def test_the_unmatched_have_a_sentence_that_says_what_to_do(matching: mm.Matching) -> None:
    unmatched = named_unmatched(matching)
    assert len(unmatched) == len(matching.unmatched_people) > 0
    said = {(u.person_id, u.role): (u.reason, u.advice) for u in matching.unmatched_people}
    for row in unmatched.to_dict("records"):
        assert (row["reason"], row["what_to_do"]) == said[row["person_id"], row["role"]]
        assert row["what_to_do"].endswith(".")
        assert row["name"]


def test_the_workbook_says_the_same_as_the_tables(matching: mm.Matching) -> None:
    files = named_files(matching)
    book = openpyxl.load_workbook(io.BytesIO(files["pairs.xlsx"]))
    for sheet, file in (("pairs", "pairs.csv"), ("letters", "letters.csv"), ("unmatched", "unmatched.csv")):
        table = pd.read_csv(io.BytesIO(files[file]), dtype=str, encoding="utf-8-sig", keep_default_na=False)
        rows = list(book[sheet].values)
        assert list(rows[0]) == [name.replace("_", " ") for name in table.columns]
        first = [row[0] for row in rows[1:]]
        assert first == table.iloc[:, 0].tolist()


def test_tables_of_a_rematch_have_the_names_of_all_whose_ids_they_hold(matching: mm.Matching) -> None:
    lost = min(mentor for _, mentor in matching.pair_ids)
    again = mm.rematch(matching, [mm.Leave(lost, "mentor")])
    names = {one.id: one.name for one in again.people.mentors}
    for table in (again.moved, again.disturbed, again.newly_matched, again.still_waiting, again.freed_places):
        named = named_table(table, again.people)
        assert len(named) == len(table)
        for row in named.to_dict("records"):
            for column in ("mentor_id", "mentor_before", "mentor_after"):
                if column in row:
                    name = row[f"{column.removesuffix('_id')}_name"]
                    assert name == names.get(row[column], "")
            if "mentee_id" in row:
                assert row["mentee_name"] == f"Mentee {row['mentee_id']}"
