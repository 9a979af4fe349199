"""The files with names of a matching: all in them, nothing changed beside the names."""

from __future__ import annotations

import io

import openpyxl
import pandas as pd
import pytest

import mentormatch as mm
from helpers.small_scheme import random_people
from mentormatch.people.model import People
from mentormatch.report.handed_on import named_files, named_pairs, named_unmatched


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
        assert list(rows[0]) == list(table.columns)
        first = [row[0] for row in rows[1:]]
        assert first == table.iloc[:, 0].tolist()
