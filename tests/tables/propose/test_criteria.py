"""Criteria proposed for columns that no field is for."""

from __future__ import annotations

import random
from collections.abc import Sequence

import pytest

from mentormatch.criteria import AnyCriterion
from mentormatch.policy import Policy
from mentormatch.tables.propose.criteria import propose_criteria


def cells(seed: int, words: Sequence[str], n: int, between: str = "") -> list[str]:
    draw = random.Random(seed)
    return [between.join(draw.sample(list(words), 2 if between else 1)) for _ in range(n)]


def proposed(text: str) -> tuple[AnyCriterion, ...]:
    """Return the criteria in a proposal, with their lines no comments."""
    blocks = text.split("\n#\n")[1:]
    toml = "\n".join(line.removeprefix("# ") for block in blocks for line in block.splitlines())
    import tomllib

    return Policy.model_validate(tomllib.loads(toml)).criteria


LANGUAGES = ("English", "Welsh", "Polish", "Urdu")
SHIFTS = ("Mon am", "Tuesday pm", "Wed evening", "18:00 on Fri")
PROSE = [f"I would like to see how you run a ward and teach {k} students" for k in range(9)]


@pytest.mark.parametrize(
    ("heading", "values", "kind"),
    [
        ("Which languages do you speak?", cells(1, LANGUAGES, 20, "; "), "shared"),
        ("Which languages do you speak?", cells(1, LANGUAGES, 20, ", "), "shared"),
        ("Directorate", cells(2, ("Surgery", "Medicine", "Women and children"), 20), "same"),
        ("How often would you meet?", cells(3, ("Never", "Sometimes", "Often"), 20), "order"),
        ("Years in practice", cells(4, ("1", "2", "seven", "8 years", "11"), 20), "near"),
        ("What should a mentor know?", PROSE, "text"),
    ],
)
@pytest.mark.parametrize("both", [True, False])
def test_the_kind_is_guessed_from_the_cells(heading: str, values: list[str], kind: str, both: bool) -> None:
    other = {heading.rstrip("?").upper(): values[::-1]} if both else {}
    (one,) = proposed(propose_criteria({"mentees": {heading: values}, "mentors": other}))
    assert one.kind == kind
    assert one.column("mentee") == heading
    assert one.column("mentor") == (heading.rstrip("?").upper() if both else "?")


def test_days_and_times_are_some_kind_of_their_own() -> None:
    (one,) = proposed(propose_criteria({"mentees": {"When are you free?": cells(5, SHIFTS, 12, "; ")}}))
    assert one.kind in {"when", "shared"}


@pytest.mark.parametrize(
    ("heading", "values"),
    [
        ("What is your gender?", ["m", "w"] * 9),
        ("Religion", ["a", "b"] * 9),
        ("Anything else?", []),
        ("Line manager's name", [f"Dr A{k}" for k in range(20)]),
        ("All the same", ["yes"] * 20),
    ],
)
def test_nothing_is_proposed(heading: str, values: list[str]) -> None:
    assert propose_criteria({"mentees": {heading: values}, "mentors": {}}) == ""


def test_every_line_is_a_comment_that_fits_and_names_differ() -> None:
    long = "Which of these languages do you speak well enough to mentor in?"
    text = propose_criteria({
        "mentees": {long: cells(1, LANGUAGES, 20, ", "), f"{long} (others)": cells(2, ("a", "b"), 20)},
        "mentors": {},
    })  # fmt: skip
    assert all(line.startswith("#") for line in text.splitlines())
    assert '[mentees.separators] languages_speak_well = ","' in text
    assert [one.name for one in proposed(text)] == ["languages_speak_well", "languages_speak_well_2"]


@pytest.mark.parametrize(("between", "of_map"), [(", ", ";"), ("; ", ","), (", ", ","), ("; ", ";")])
def test_a_separator_that_the_map_has_not_is_said(between: str, of_map: str) -> None:
    lists = {"mentees": {"Languages": cells(1, LANGUAGES, 20, between)}, "mentors": {}}
    needed = f'# # The column map then needs [mentees.separators] languages = "{between[0]}"'
    assert (needed in propose_criteria(lists, {"mentees": of_map})) == (between[0] != of_map)


def test_headings_are_paired_the_most_alike_first() -> None:
    values = cells(1, LANGUAGES, 20, "; ")
    text = propose_criteria({
        "mentees": {"Languages spoken": values, "Languages you speak": values},
        "mentors": {"Languages you speak:": values, "Languages spoken?": values},
    })  # fmt: skip
    assert [(one.column("mentee"), one.column("mentor")) for one in proposed(text)] == [
        ("Languages spoken", "Languages spoken?"), ("Languages you speak", "Languages you speak:"),
    ]  # fmt: skip
