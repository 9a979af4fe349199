"""Public data in the benchmark suite: what is read from files of the same form, and the real folder."""

from __future__ import annotations

import json
from dataclasses import fields
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import mentormatch as mm

MENTEE = "first name,last name,email address,both mentor and mentee,job title,grade,organisation,profession,\
match with similar identity,identity to match,biography"
MENTOR = "first name,last name,email address,both mentor and mentee,job title,grade,organisation,profession,\
characteristics,biography"


PARTS = ("data.public_people", "data.public_cases", "data.schemes")


def written(folder: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def row(who: str, grade: str, profession: str) -> str:
    return f"{who},x,{who}@example.org,no,Some role,{grade},Somewhere,{profession},,"


def test_an_empty_folder_has_nothing(suite: Any, tmp_path: Path) -> None:
    assert list(suite.public_people.open_instances(tmp_path, 0)) == []
    assert {name: solve(tmp_path)[:2] for name, solve in suite.public_cases.KNOWN_CASES.items()} == {
        "paper matcher": (0, 0),
        "stable matchings": (0, 0),
    }


def test_civil_servants_have_mentors_of_a_higher_grade(suite: Any, tmp_path: Path) -> None:
    mentees = [MENTEE, row("a", "HEO", "Policy") + ",", row("b", "Grade 6", "Security") + ","]
    mentors = [MENTOR, row("y", "SEO", "Policy"), row("z", "SCS2", "Security")]
    files = {"small_mentees.csv": "\n".join(mentees), "small_mentors.csv": "\n".join(mentors)}
    written(tmp_path / "mentors_jonodrew", files)
    ((name, found),) = suite.public_people.open_instances(tmp_path, 0)
    assert (name, found.n_mentees, found.n_mentors) == ("civil service, small", 2, 2)
    ids = zip(found.mentee_ids[found.mentee], found.mentor_ids[found.mentor], strict=True)
    score = {(i[0], j[0]): int(points) for (i, j), points in zip(ids, found.score, strict=True)}
    # Same profession counts 3; seniority counts 2, and is best two grades up, 0 at four grades more or less.
    of_one = {pair: points / found.scale for pair, points in score.items()}
    assert of_one == {("a", "y"): (3 + 2 * 0.75) / 5, ("a", "z"): 2 * 0.25 / 5, ("b", "z"): 1.0}
    assert found.capacity.tolist() == found.demand.tolist() == [1, 1]
    assert not found.wish.any()
    assert mm.solve(found.problem()).n_matched == 2


PERSON = """
[[{role}]]
wwid = {number}
gender = "{gender}"
location = "{location}"
preference_yes = {yes}
preference_maybe = {maybe}
preference_no = {no}
"""


def person(role: str, number: int, answers: str, more: str) -> str:
    """Return a table of TOML; `answers` say yes, maybe or no (y, m, n) to north, south, female, male."""
    gender, location = ("female", "north") if number % 2 else ("male", "south")
    said: dict[str, list[str]] = {letter: [] for letter in "ymn"}
    for what, letter in zip(("north", "south", "female", "male"), answers, strict=True):
        said[letter].append(what)
    return PERSON.format(
        role=role, number=number, gender=gender, location=location,
        yes=said["y"], maybe=said["m"], no=said["n"],
    ) + more  # fmt: skip


def test_applicants_are_scored_by_their_answers(suite: Any, tmp_path: Path) -> None:
    mentees = [
        person("mentees", 1, "yyyy", "preferred_wwids = []"),
        person("mentees", 2, "nnnn", "preferred_wwids = [7, 5]"),  # nobody but whom they name
    ]
    mentors = [
        person("mentors", 5, "mmmm", "max_mentee_count = 2"),
        person("mentors", 6, "yyny", "max_mentee_count = 1"),  # not the first mentee, who is female
        person("mentors", 7, "ynyy", "max_mentee_count = 1"),  # not the second, who is in the south
    ]
    files = {"mentees.toml": "\n".join(mentees), "mentors.toml": "\n".join(mentors)}
    written(tmp_path / "mentors_chukinas", files)
    ((name, found),) = suite.public_people.open_instances(tmp_path, 0)
    assert name == "applicants, fictional"
    ends = zip(found.mentee_ids[found.mentee], found.mentor_ids[found.mentor], strict=True)
    rows = dict(zip(ends, zip(found.score.tolist(), found.wish.tolist(), strict=True), strict=True))
    assert rows == {
        ("1", "5"): (2 + 2 + 1 + 1, 0),
        ("1", "7"): (2 + 2 + 2 + 2, 0),
        ("2", "5"): (0 + 0 + 1 + 1 + 4, 2),
    }
    assert found.capacity.tolist() == [2, 1, 1]
    assert found.scale == 12  # two answers each way, all yes, of a mentor who is named


def test_people_at_given_sites(suite: Any, tmp_path: Path) -> None:
    table = "OrganisationName,City,Latitude,Longitude\nA,York,53.96,-1.08\nB,york ,53.97,-1.07\n"
    table += "C,Leeds,53.80,-1.55\nD,Hull,,\n"
    path = written(tmp_path, {"sites.csv": table}) / "sites.csv"
    region = suite.public_people.region_of_sites(path, 3)
    assert region.town.tolist() == [0, 0, 1]
    one, other = (suite.schemes.populated(suite.public_people.region_of_sites(path, 3), 40) for _ in range(2))
    assert one.people == other.people
    assert len(one.people.mentees) == 24
    for who in (*one.people.mentees, *one.people.mentors):
        assert who.location is not None
        assert abs(who.location.latitude - region.latitude[one.site[who.id]]) < 0.2


def test_the_scheme_at_hospital_sites_depends_on_the_seed_alone(
    suite: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    table = "OrganisationName,City,Latitude,Longitude\nA,York,53.96,-1.08\nB,Leeds,53.80,-1.55\n"
    written(tmp_path, {"nhs_hospitals/NHSHospitals.csv": table})
    monkeypatch.setattr(suite.public_people, "SITES_PEOPLE", 60)
    ((name, one),), ((_, again),), ((_, other),) = (
        suite.public_people.open_instances(tmp_path, seed) for seed in (3, 3, 4)
    )
    assert (name, one.n_mentees, one.n_mentors) == ("hospital sites", 36, 24)
    for field in fields(one):
        np.testing.assert_array_equal(getattr(one, field.name), getattr(again, field.name), field.name)
    assert not (one.n_pairs == other.n_pairs and np.array_equal(one.score, other.score))
    assert one.n_pairs > 0
    assert one.km.max() <= 15.0


def blocking(case: dict[str, Any], made: set[tuple[str, str]]) -> set[tuple[str, str]]:
    """Return the pairs of whom both would rather have each other, by their lists alone."""
    mine, theirs = case["resident_prefs"], case["hospital_prefs"]

    def rather(ranking: list[str], whom: str, have: list[str], places: int) -> bool:
        return len(have) < places or any(ranking.index(whom) < ranking.index(one) for one in have)

    return {
        (i, j)
        for i, listed in mine.items()
        for j in listed
        if i in theirs[j] and (i, j) not in made
        if rather(listed, j, [b for a, b in made if a == i], 1)
        if rather(theirs[j], i, [a for a, b in made if b == j], case.get("capacity", {}).get(j, 1))
    }


def test_nobody_blocks_a_stable_matching(suite: Any) -> None:
    """Two places at X, for which it likes c least; a comes second everywhere."""
    case = {
        "resident_prefs": {"a": ["X", "Y"], "b": ["X"], "c": ["X", "Y"]},
        "hospital_prefs": {"X": ["b", "a", "c"], "Y": ["c", "a"]},
        "capacity": {"X": 2, "Y": 1},
    }
    assert blocking(case, {("b", "X"), ("c", "X"), ("a", "Y")}) == {("a", "X")}
    made = suite.public_cases._best_for_mentees(case)
    assert made == {("a", "X"), ("b", "X"), ("c", "Y")}
    assert blocking(case, made) == set()


def test_stable_cases_are_told_right_from_wrong(suite: Any, tmp_path: Path) -> None:
    """Two stable matchings: everybody's first wish on either side; the mentees' is the best for them."""
    case = {
        "resident_prefs": {"a": ["X", "Y"], "b": ["Y", "X"]},
        "hospital_prefs": {"X": ["b", "a"], "Y": ["a", "b"]},
    }
    mentees, mentors = {"X": ["a"], "Y": ["b"]}, {"X": ["b"], "Y": ["a"]}
    given = {"sm": [case | {"resident_optimal": mentees}, case | {"resident_optimal": mentors}]}
    written(tmp_path / "hospital_residents", {"small_cases.json": json.dumps(given)})
    assert suite.public_cases.stable_cases(tmp_path)[:2] == (1, 2)


@pytest.mark.data
def test_the_real_folder(suite: Any, data_dir: Path) -> None:
    found = dict(suite.public_people.open_instances(data_dir, 0))
    assert list(found) == [
        "civil service, small", "civil service, large", "applicants, fictional", "hospital sites",
    ]  # fmt: skip
    for name, instance in found.items():
        assert instance.n_pairs > 0, name
        assert np.all(instance.wish >= 0), name
        solution = mm.solve(instance.problem())
        assert mm.certify(instance.problem(), solution).proved, name
    for name, solve in suite.public_cases.KNOWN_CASES.items():
        right, cases, _ = solve(data_dir)
        assert right == cases > 0, name
    given = json.loads((data_dir / "hospital_residents" / "small_cases.json").read_text("utf-8"))
    for case in (*given["hr"], *given["sm"]):
        assert blocking(case, suite.public_cases._best_for_mentees(case)) == set(), case["id"]
