"""The proposal in TOML: what is printed where, open answers, nothing that is not needed."""

from __future__ import annotations

import random
import tomllib
from collections import Counter

import pandas as pd
import pytest

import mentormatch as mm
from mentormatch.tables.files.sheets import Sheet
from mentormatch.tables.propose.column_map import Rendered, as_toml, expected_in
from mentormatch.tables.propose.form import Form, form_of
from mentormatch.tables.propose.proposal import propose
from mentormatch.tables.rows.fields import TARGETS, Kind

FIELDS = mm.Mentee.model_fields | mm.Mentor.model_fields
PEOPLE = {"id": ["a", "b"], "consent": ["yes", "yes"]}


def form(columns: dict[str, list[str]], title: str = "") -> Form:
    rows = tuple(enumerate(zip(*columns.values(), strict=True), start=2))
    return form_of(Sheet("f.csv", tuple(columns), rows), title)


def rendered(mentees: dict[str, list[str]], mentors: dict[str, list[str]] | None = None) -> Rendered:
    one = form(mentees)
    found = as_toml(propose(one, one if mentors is None else form(mentors)), ["a.csv", "b.csv"])
    mm.ColumnMap.model_validate(tomllib.loads(found.text))
    return found


@pytest.mark.parametrize("kind", [Kind.WHOLE, Kind.NUMBER, Kind.YES_NO, Kind.DATE])
def test_what_is_expected_of_a_word_fits_its_column(kind: Kind) -> None:
    columns = TARGETS["mentees"] | TARGETS["mentors"]
    found = {name: expected_in(name) for name, one in columns.items() if one.kind is kind and name in FIELDS}
    assert found
    assert {name for name, words in found.items() if words == '"yes" or "no"'} == (
        found.keys() if kind is Kind.YES_NO else set()
    )


def test_no_map_where_none_is_needed() -> None:
    found = rendered(PEOPLE, {**PEOPLE, "capacity": ["two", "1-2"], "Max km": ["anywhere", "10 miles"]})
    assert found == Rendered(
        "# A column map, proposed from a.csv and b.csv.\n"
        "# All headings are names of fields: no map is needed.\n",
        0,
    )


def test_headings_and_words_of_all_characters_are_text_in_the_map() -> None:
    odd = 'Name "in full"\\ (please)'
    found = rendered({**PEOPLE, odd: ["Bo", "Cy"], "online": ['a "b" \\\n c', "yes"]}, PEOPLE)
    given = tomllib.loads(found.text)
    assert given["mentees"]["name"] == odd
    assert given["values"] == {"online": {}}
    assert found.questions == 1


def test_headings_that_need_no_line_are_named_beside_the_others() -> None:
    found = rendered({**PEOPLE, "How far would you travel?": ["10 miles", "5 km"]}, PEOPLE)
    known = [line.removeprefix("#     ") for line in found.text.splitlines() if line.startswith("#     ")]
    assert known == [f"{heading}: {heading.lower()}" for heading in PEOPLE]
    assert set(tomllib.loads(found.text)["mentees"]) == {"max_km"}


GRADES = ["F1", "ST5 Anaesthetics", "Band 6 (acting)", "Ward manager, Band 7", "Space traveller", "f1"]


@pytest.mark.parametrize("seed", range(20))
def test_grades_that_are_read_are_not_listed(seed: int) -> None:
    draw = random.Random(seed)
    grades = draw.choices(GRADES, k=8)
    found = rendered({"id": list("abcdefgh"), "consent": ["yes"] * 8, "Grade": grades}, PEOPLE).text
    listed = found.partition("[grades]")[2]
    unread = grades.count("Space traveller")
    assert ('table = "nhs"' in listed) == (unread <= 4)
    assert ('"Space traveller" = ?' in listed) == bool(unread)
    if unread <= 4:
        assert not any(f'"{grade}"' in listed for grade in GRADES if grade != "Space traveller")
    else:
        assert all(f'"{grade}"'.casefold() in listed.casefold() for grade in grades)


@pytest.mark.parametrize(
    ("dates", "line"),
    [
        (["03/04/2024", "25/12/2024", "1/2/2024"], "day_first = true  # 03/04/2026 is 3 April"),
        (["03/04/2024", "12/25/2024", "Spring 2022"], "day_first = false  # 03/04/2026 is 4 March"),
        (["03/04/2024", "1/2/2024", "5 May 2024"], ""),
        (["13/04/2024", "04/04/2024", "2024-05-03"], ""),
        (["13/04/2024", "1/2/2024", "12/25/2024"], ""),
    ],
)
def test_the_order_of_dates_is_proposed_where_one_is_settled(dates: list[str], line: str) -> None:
    mentors = {"id": list("abc"), "consent": ["yes"] * 3, "trained": ["yes"] * 3, "trained_on": dates}
    found = rendered(PEOPLE, mentors)
    assert ("day_first" in found.text) == bool(line)
    assert line in found.text
    assert not line or "[values.trained_on]" not in found.text


@pytest.mark.parametrize("seed", range(20))
def test_in_one_form_a_person_with_both_roles_is_counted_once(seed: int) -> None:
    draw = random.Random(seed)
    n = 12
    places = draw.choices(["Fen Hospital", "Wold House"], k=n)
    words = draw.choices(["Now and then", "yes"], k=n)
    roles = ["Mentee", "Mentor", *draw.choices(["Mentee", "Mentor", "Both"], k=n - 2)]
    proposal = propose(*[form({
        "id": [f"p{k}" for k in range(n)],
        "Are you a mentor or a mentee?": roles,
        "Where do you work?": places, "Are you happy to meet online?": words,
        "Grade": ["Space traveller"] * n,
    })] * 2)  # fmt: skip
    assert {one.name: one.people for one in proposal.workplaces} == dict(Counter(places))
    told = {word.text: word.rows for word in proposal.words.get("online", ())}
    assert told == {word: k for word, k in Counter(words).items() if word != "yes"}
    assert proposal.grades == {"Space traveller": n}


def test_open_questions_are_comments() -> None:
    mentees = {"Name?": ["Bo", "Bo"], "Job title": ["Porter", "Clerk"], "Travel": ["30 mins", "9 km"]}
    found = rendered({**mentees}, PEOPLE)
    assert "# id = ?  # no column tells people apart, as a number would" in found.text
    assert "# km_per_minute = ?  # such as 0.8" in found.text
    assert "# ? no heading asks for consent; if all mentees agreed by sending the form:" in found.text
    assert found.questions == 3
    assert "1 line" not in found.text
    assert '3 lines have a "?"' in found.text


def test_a_workplace_spelt_like_another_may_be_read_as_that() -> None:
    places = ["Tidewater General", "Tidewater General", "Tidewatr General"]
    people = {"email": [f"{n}@h.example" for n in "abc"], "consent": ["yes"] * 3, "workplace": places}
    text = rendered(people, PEOPLE).text
    assert '# "Tidewatr General" = "Tidewater General"  # ? 1 person' in text
    answered = text.replace("# [values.workplace]", "[values.workplace]").replace('# "Tidewatr', '"Tidewatr')
    found = mm.read_tables(
        mentees=pd.DataFrame(people), mentors=pd.DataFrame(PEOPLE),
        columns=mm.ColumnMap.model_validate(tomllib.loads(answered)),
    )  # fmt: skip
    assert {one.workplace for one in found.people.mentees} == {"Tidewater General"}


def test_one_form_without_a_column_of_roles_asks_for_it() -> None:
    assert "# role = ?" in rendered(PEOPLE).text


def test_a_heading_that_one_table_reads_is_ignored_in_the_other_alone() -> None:
    given = tomllib.loads(rendered(
        {**PEOPLE, "Where from?": ["x", "y"], "Topics?": ["a", "b"]},
        {**PEOPLE, "How many mentors?": ["1", "2"]},
    ).text)  # fmt: skip
    assert given["ignore"] == ["Where from?", "How many mentors?"]
    given = tomllib.loads(rendered(
        {**PEOPLE, "How many mentors?": ["1", "2"]}, {**PEOPLE, "How many mentors?": ["1", "2"]}
    ).text)  # fmt: skip
    assert given["mentors"]["ignore"] == ["How many mentors?"]


def test_columns_that_name_people_are_asked_about_even_among_many() -> None:
    misses = {f"Zz{k}": ["p", "q"] for k in range(12)}
    named = {**PEOPLE, "name": ["Bo Birch", "Cy Cole"]}
    found = rendered({**PEOPLE, **misses, "Who looks after you?": ["Dr Bo Birch (ward 5)", ""]}, named)
    given = tomllib.loads(found.text)
    assert (given["other"], given["ignore"]) == ("ignore", ["Who looks after you?"])
    assert "? names people of the scheme" in found.text


def test_a_sheet_is_named_unless_it_is_called_as_the_table() -> None:
    proposal = propose(form(PEOPLE, "Mentees"), form(PEOPLE, "Form 2"))
    given = tomllib.loads(as_toml(proposal, ["a.xlsx"]).text)
    assert given == {"mentors": {"sheet": "Form 2"}}


def test_times_of_each_form() -> None:
    times = ["2026-01-01 10:00", "2026-01-02 10:00"]
    one = {"email": ["a@h.example"] * 2, "consent": ["yes"] * 2, "Completion time": times}
    given = tomllib.loads(rendered(one, {**PEOPLE, "Timestamp": times}).text)
    assert (given["keep"], given["mentees"]["sent"], given["ignore"]) == (
        "latest",
        "Completion time",
        ["Timestamp"],
    )
    given = tomllib.loads(rendered(one, {**PEOPLE, "Completion time": times}).text)
    assert (given["sent"], "ignore" in given) == ("Completion time", False)


def test_grades_of_no_known_table_are_open() -> None:
    found = rendered({**PEOPLE, "Pay grade": ["HEO", "SEO"]}, PEOPLE)
    assert tomllib.loads(found.text)["grades"] == {}
    assert found.questions == 2
