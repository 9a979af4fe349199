"""Names beside ids, in the order of the names."""

from __future__ import annotations

import pandas as pd

from helpers.small_scheme import mentee, mentor
from mentormatch.people.model import People
from mentormatch.report.named import with_names

PEOPLE = People(
    mentees=(
        mentee("e1", name="Zoe Ash", email="zoe@h.example", role="FY2", workplace="City"),
        mentee("e2", name="amy Birch"),
        mentee("b", name="Bo", workplace="North"),
    ),
    mentors=(mentor("r1", name="Cy Dogwood"), mentor("b", name="Bo", workplace="South")),
)


def test_everybody_is_described_in_the_role_that_they_have_in_the_row() -> None:
    frame = pd.DataFrame({
        "mentee_id": ["e1", "e2", "b"], "mentor_id": ["b", "r1", "gone"], "score": [0.1, 0.2, 0.3],
    })  # fmt: skip
    named = with_names(frame, PEOPLE, {"mentee_id": "mentee_", "mentor_id": "mentor_"})
    details = ["id", "name", "email", "job_role", "workplace"]
    assert list(named.columns) == [f"{side}_{one}" for side in ("mentee", "mentor") for one in details] + [
        "score"
    ]
    assert named.mentee_name.tolist() == ["amy Birch", "Bo", "Zoe Ash"]
    assert named.score.tolist() == [0.2, 0.3, 0.1]
    last = named.iloc[2]
    assert (last.mentee_email, last.mentee_job_role, last.mentee_workplace) == (
        "zoe@h.example",
        "FY2",
        "City",
    )
    assert named.mentee_workplace.tolist() == ["", "North", "City"]
    assert named.mentor_workplace.tolist() == ["", "", "South"]
    assert named.mentor_name.tolist() == ["Cy Dogwood", "", "Bo"]
    assert list(frame.columns) == ["mentee_id", "mentor_id", "score"]


def test_an_empty_table_has_the_columns_too() -> None:
    named = with_names(pd.DataFrame({"person_id": []}), PEOPLE, {"person_id": ""})
    assert list(named.columns) == ["person_id", "name", "email", "job_role", "workplace"]
    assert named.empty
