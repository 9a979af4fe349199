"""Ratings after talks: read, refused with every bad row at once, and turned into wishes."""

from __future__ import annotations

import random
from pathlib import Path

import pandas as pd
import pytest

import mentormatch as mm
from mentormatch.errors import RecordError
from mentormatch.files import csv_bytes
from mentormatch.tables.read_ratings import rated, read_ratings

PEOPLE = mm.People(
    mentees=[{"id": "e1", "prefers": ["R9", "r2", "r3"], "consent": True}, {"id": "e2", "consent": True}],
    mentors=[{"id": f"r{k}", "prefers": ["e2"], "consent": True} for k in (1, 2, 3, 9)],
)


def table(*rows: tuple[str, str, str, str], **columns: list[str]) -> pd.DataFrame:
    names = ["mentee_id", "mentor_id", "mentee_rating", "mentor_rating"]
    return pd.DataFrame(rows, columns=names).assign(**columns)


def wishes(people: mm.People) -> dict[str, tuple[str, ...]]:
    return {person.id: person.prefers for person in (*people.mentees, *people.mentors)}


def problems(frame: pd.DataFrame) -> list[tuple[int | None, str, str]]:
    with pytest.raises(RecordError) as caught:
        read_ratings(frame, PEOPLE)
    return [(p.row, p.column, p.wrong) for p in caught.value.problems]


def test_good_ratings_come_first_and_poor_ones_are_no_wishes() -> None:
    found = wishes(
        read_ratings(table(("e1", "r1", "5", "2"), ("e1", "r2", "2", "4"), ("e2", "r1", "", "3")), PEOPLE)
    )
    assert found["e1"] == ("r1", "R9", "r3")
    assert found["e2"] == ()
    assert found["r1"] == ("e2",)
    assert found["r2"] == ("e1", "e2")
    assert found["r3"] == ("e2",)


def test_among_equal_ratings_the_score_decides_and_not_the_row() -> None:
    rows = [("e1", "r3", "4", "", "0.2"), ("e1", "r1", "4", "", "0.9"), ("e1", "r2", "5", "", "")]
    for seed in range(4):
        random.Random(seed).shuffle(rows)
        frame = table(*(row[:4] for row in rows), score=[row[4] for row in rows])
        assert wishes(read_ratings(frame, PEOPLE))["e1"] == ("r2", "r1", "r3", "R9")


def test_a_side_that_was_not_asked_keeps_its_wishes() -> None:
    frame = table(("e1", "r1", "5", "")).drop(columns="mentor_rating")
    found = wishes(read_ratings(frame, PEOPLE))
    assert found["e1"][0] == "r1"
    assert found["r1"] == ("e2",)


def test_the_table_that_went_out_comes_back(tmp_path: Path) -> None:
    people = mm.People(mentees=[{"id": "=e1", "consent": True}], mentors=[{"id": "@r1", "consent": True}])
    frame = mm.shortlist(people).table.assign(mentee_rating="4.0")
    (tmp_path / "back.csv").write_bytes(csv_bytes(frame))
    after, count = rated(tmp_path / "back.csv", people)
    assert after.mentees[0].prefers == ("@r1",)
    assert str(count) == "back.csv: 1 row read = 1 accepted + 0 rejected"


def test_every_bad_row_is_listed() -> None:
    found = problems(table(
        ("e9", "r1", "5", ""), ("r1", "e1", "5", "5"), ("", "r1", "1", "1"), ("e1", "r1", "6", "good"),
        ("e2", "r2", "4", "4"), ("e2", "r2", "4", "4"),
    ))  # fmt: skip
    assert found == [
        (2, "mentee_id", "is not the id of a mentee in the scheme"),
        (3, "mentee_id", "is not the id of a mentee in the scheme"),
        (3, "mentor_id", "is not the id of a mentor in the scheme"),
        (4, "mentee_id", "is empty"),
        (5, "mentee_rating", "is not a rating"),
        (5, "mentor_rating", "is not a rating"),
        (7, "", "is about a pair that another row is about too"),
    ]
    assert problems(table(("e1", "r1", "5", ""), score=["much"])) == [(2, "score", "is not a number")]


def test_headings_that_are_missing() -> None:
    assert [(row, column) for row, column, _ in problems(pd.DataFrame({"mentee_id": ["e1"]}))] == [
        (1, "mentor_id"),
        (1, "mentee_rating"),
    ]


def test_the_final_match_follows_the_ratings() -> None:
    people = mm.People(
        mentees=[{"id": f"e{k}", "consent": True} for k in (1, 2)],
        mentors=[{"id": f"r{k}", "consent": True} for k in (1, 2)],
    )
    back = mm.shortlist(people, talks=2).table.assign(mentee_rating=["3", "5", "5", "3"])
    for policy in (mm.Policy(), mm.Policy(rules=[mm.rules.Stable(by="wishes")])):
        matching = mm.match(read_ratings(back, people), policy)
        liked = back[back.mentee_rating == "5"]
        assert matching.pair_ids == tuple(zip(liked.mentee_id, liked.mentor_id, strict=True))
