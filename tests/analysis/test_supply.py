"""Supply and demand by location, grade and interest, counted by hand."""

from __future__ import annotations

import numpy as np
import pytest

import mentormatch as mm
from mentormatch.analysis.supply import locations, supply_table

LEEDS = mm.Location(latitude=53.80, longitude=-1.55)
NEAR_LEEDS = mm.Location(latitude=53.85, longitude=-1.50)
WIGHT = mm.Location(latitude=50.69, longitude=-1.30)


def people() -> mm.People:
    mentees = (
        mm.Mentee(
            id="e1", workplace="St Mary's", location=LEEDS, seniority=2, professional_tags=["QI"], demand=2
        ),
        mm.Mentee(id="e2", workplace="st mary's ", seniority=2, wants={"Audit": 3, "QI": 2}),
        mm.Mentee(id="e3", location=NEAR_LEEDS, seniority=4),
        mm.Mentee(id="e4", location=WIGHT),
        mm.Mentee(id="e5"),
        mm.Mentee(id="e6", workplace="Elsewhere", seniority=2),
    )  # fmt: skip
    mentors = (
        mm.Mentor(id="r1", workplace="St Mary's", seniority=4, capacity=2, offers={"audit": 4}),
        mm.Mentor(id="r2", location=WIGHT, seniority=3, professional_tags=["qi"]),
    )
    return mm.People(mentees=mentees, mentors=mentors)


def table(policy: mm.Policy, by: str) -> dict[str, tuple[int, ...]]:
    part, without = np.array([True] * 5 + [False]), np.array([False] * 4 + [True] * 2)
    found = supply_table(people(), policy, part, np.array([True, True]), without)
    rows = found[found["by"] == by].drop(columns="by").itertuples(index=False)
    return {row.value: tuple(row)[1:] for row in rows}


def test_locations_are_workplaces_or_the_nearest_or_cells() -> None:
    everybody = [*people().mentees, *people().mentors]
    expected = ["St Mary's"] * 3 + ["50.5 N 1.5 W", "unknown", "Elsewhere", "St Mary's", "50.5 N 1.5 W"]
    assert locations(everybody) == expected
    assert locations([mm.Mentee(id="e", location=LEEDS)]) == ["53.5 N 2 W"]
    assert locations([]) == []


def test_supply_and_demand_add_up() -> None:
    # mentees, demand, mentors, capacity, short, without
    assert table(mm.Policy(), "location") == {
        "St Mary's": (3, 4, 1, 2, 2, 0),
        "unknown": (1, 1, 0, 0, 1, 1),
        "50.5 N 1.5 W": (1, 1, 1, 1, 0, 0),
    }
    assert table(mm.Policy(), "interest") == {
        "audit": (1, 1, 1, 2, 0, 0),
        "quality improvement": (2, 3, 1, 1, 2, 0),
    }


@pytest.mark.parametrize(
    ("gap", "short"), [(None, [0, 0, 0]), (0, [1, 0, 0]), (1, [1, 0, 1]), (2, [2, 1, 1])]
)
def test_grades_are_short_of_those_far_enough_above(gap: int | None, short: list[int]) -> None:
    found = table(mm.Policy(limits={"minimum_seniority_gap": gap}), "grade")
    assert found["level 2"][:4] == (2, 3, 0, 0)
    assert found["level 4"][:4] == (1, 1, 1, 2)
    assert found["unknown"][4] == 0
    assert [found[f"level {level}"][4] for level in (2, 3, 4)] == short
