"""Files of two forms that both count their rows: drawn at random, with whom each number means."""

from __future__ import annotations

import random
import warnings

import pandas as pd
import pytest

import mentormatch as mm
from mentormatch.tables.rows.running_numbers import Who, are_only_running, told_apart

Row = dict[str, str]


def forms(draw: random.Random, *, named: bool, gaps: bool = False) -> tuple[list[Row], list[Row]]:
    """Return the rows of two forms about different people, in the order of their numbers."""
    names = draw.sample([f"{given} {family}" for given in GIVEN for family in FAMILY], 20)
    tables: tuple[list[Row], list[Row]] = ([], [])
    for rows in tables:
        n = draw.randint(2, 6)
        numbers = sorted(draw.sample(range(1, 2 * n), n)) if gaps else range(1, n + 1)
        for number in numbers:
            row = {"ID": str(number), "consent": "yes"}
            if named:
                name = names.pop()
                row |= {"name": name, "email": f"{name.replace(' ', '.').lower()}@h.example"}
            rows.append(row)
    return tables


GIVEN = ("Amy", "Bo", "Cy", "Di", "Ed", "Flo")
FAMILY = ("Ash", "Birch", "Dogwood", "Elm", "Fir", "Hazel")


def read(mentees: list[Row], mentors: list[Row], **more: object) -> mm.Reading:
    return mm.read_tables(mentees=pd.DataFrame(mentees), mentors=pd.DataFrame(mentors), **more)


@pytest.mark.parametrize("named", [True, False])
@pytest.mark.parametrize("seed", range(25))
def test_nobody_is_taken_for_somebody_of_the_other_form(seed: int, named: bool) -> None:
    draw = random.Random(seed)
    mentees, mentors = forms(draw, named=named, gaps=seed % 2 == 1)
    common = {row["ID"] for row in mentees} & {row["ID"] for row in mentors}
    for row in (*mentees, *mentors):
        row["professional_tags"] = f"topic {row['ID']}"
    found = read(mentees, mentors)
    if not common:
        return
    assert found.people.mentee_ids == tuple(f"mentee-{row['ID']}" for row in mentees)
    assert found.people.mentor_ids == tuple(f"mentor-{row['ID']}" for row in mentors)
    assert sum("running numbers" in warning.wrong for warning in found.warnings) == 2
    pairs = set(mm.match(found.people).pair_ids)
    assert {(f"mentee-{number}", f"mentor-{number}") for number in common} <= pairs
    assert read(mentees, mentors).people == found.people


@pytest.mark.parametrize("key", ["name", "email"])
@pytest.mark.parametrize("seed", range(10))
def test_numbers_are_ids_where_the_people_agree(seed: int, key: str) -> None:
    draw = random.Random(seed)
    mentees, mentors = forms(draw, named=True)
    both = min(len(mentees), len(mentors))
    for row in (*mentees, *mentors):
        del row["name" if key == "email" else "email"]
    for one, other in zip(mentees, mentors, strict=False):
        other[key] = one[key]
    found = read(mentees, mentors)
    assert found.people.mentee_ids == tuple(row["ID"] for row in mentees)
    matching = mm.match(found.people)
    assert not any(mentee == mentor for mentee, mentor in matching.pair_ids)
    assert matching.candidates.excluded["self"] == both


@pytest.mark.parametrize(
    ("mentees", "mentors"),
    [
        (["1", "2", "3"], ["r1", "2", "3"]),
        (["1", "2"], ["3", "4"]),  # one series for both
        (["4711", "815"], ["4711", "99"]),  # numbers of staff
        (["e1"], ["e1"]),
        ([], ["1"]),
    ],
)
def test_other_ids_stay(mentees: list[str], mentors: list[str]) -> None:
    def who(ids: list[str]) -> list[Who]:
        return [Who(one, "", "") for one in ids]

    assert not are_only_running(who(mentees), who(mentors))
    assert are_only_running(who(["1", "2", "3"]), who(["1", "2", "4"]))
    assert are_only_running(who(["01", "02"]), who(["02", "01", ""]))


@pytest.mark.parametrize("seed", range(10))
def test_a_bare_number_means_either_unless_its_column_tells_the_role(seed: int) -> None:
    draw = random.Random(seed)
    mentees, mentors = forms(draw, named=seed % 2 == 0)
    mentees[0] |= {"prefers": "2", "line_manager": "2"}
    mentors[0]["supervises"] = "2"
    links = pd.DataFrame([{"person": "2", "superior": "mentor-1"}])
    dissolved = pd.DataFrame([{"mentee": "2", "mentor": "2"}])
    found = read(mentees, mentors, links=links, dissolved=dissolved)
    assert found.people.dissolved == (("mentee-2", "mentor-2"),)
    assert found.people.mentees[0].prefers == ("mentor-2",)
    doubt = {resolved.written: (set(resolved.means), resolved.sure) for resolved in found.resolved}
    assert doubt == {"2": ({"mentee-2", "mentor-2"}, False)}
    forbidden = {("mentee-1", "mentor-2"), ("mentee-2", "mentor-1"), ("mentee-2", "mentor-2")}
    candidates = mm.match(found.people).candidates
    pairs = {
        (found.people.mentee_ids[i], found.people.mentor_ids[j])
        for i, j in zip(candidates.mentee.tolist(), candidates.mentor.tolist(), strict=True)
    }
    assert not pairs & forbidden
    answers = pd.DataFrame([
        {"written": "2", "is": "no", "id": "mentor-2"}, {"written": "2", "is": "yes", "id": "mentee-2"},
    ])  # fmt: skip
    settled = read(mentees, mentors, links=links, same_people=answers).people
    assert ("mentee-1", "mentor-2") in {
        (settled.mentee_ids[i], settled.mentor_ids[j]) for i, j in _candidates(settled)
    }


def _candidates(people: mm.People) -> list[tuple[int, int]]:
    found = mm.match(people).candidates
    return list(zip(found.mentee.tolist(), found.mentor.tolist(), strict=True))


@pytest.mark.parametrize("seed", range(10))
def test_changes_may_still_say_the_number(seed: int) -> None:
    draw = random.Random(seed)
    mentees, mentors = forms(draw, named=seed % 2 == 0)
    before = mm.match(read(mentees, mentors).people)
    mentee, mentor = (one.partition("-")[2] for one in before.pair_ids[0])
    new = str(len(mentees) + 1)
    rows = [
        {"change": "dissolve", "mentee": mentee, "mentor": mentor},
        {"change": "leave", "person": str(len(mentors)), "role": "mentor"},
        {"change": "join", "person": new, "role": "mentee"},
        {"change": "update", "person": "1", "role": "mentee"},
    ]
    table = pd.DataFrame(rows).fillna("")
    people = pd.DataFrame(
        [{"id": new, "consent": "yes", "demand": "1"}, {"id": "1", "consent": "yes", "demand": "2"}]
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        changes = mm.read_changes(table, matching=before, mentees=people)
    after = mm.rematch(before, changes)
    assert ("mentee-" + mentee, "mentor-" + mentor) in after.people.dissolved
    assert f"mentor-{len(mentors)}" not in after.people.mentor_ids
    assert f"mentee-{new}" in after.people.mentee_ids
    assert next(one for one in after.people.mentees if one.id == "mentee-1").demand == 2


def test_a_change_without_a_role_asks_for_it_unless_one_person_has_the_number() -> None:
    rows = [{"ID": str(n), "consent": "yes"} for n in (1, 2)]
    before = mm.match(read(rows, [*rows, {"ID": "3", "consent": "yes"}]).people)
    [change] = mm.read_changes(pd.DataFrame([{"change": "leave", "person": "3"}]), matching=before)
    assert change == mm.Leave("mentor-3")
    with pytest.raises(mm.RecordError, match="the number is that of a mentee and of a mentor"):
        mm.read_changes(pd.DataFrame([{"change": "leave", "person": "2"}]), matching=before)


def test_only_numbers_get_a_role() -> None:
    assert told_apart("mentee", "12") == "mentee-12"
    assert told_apart("mentee", "mentor-12") == "mentor-12"
