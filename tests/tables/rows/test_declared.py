"""Columns that the criteria of a policy name: found, read, missing, protected, in every table of people."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

import mentormatch as mm
from mentormatch.errors import RowProblem
from mentormatch.tables.read_people import ReadingWarning, read_tables
from mentormatch.tables.rows.column_map import ColumnMap

LANGUAGES = {"name": "languages", "kind": "shared", "mentee": "Languages you speak", "mentor": "Languages"}


def policy_of(*criteria: dict[str, Any], **more: Any) -> mm.Policy:
    return mm.Policy.model_validate({"criteria": criteria, **more})


def frame(prefix: str, n: int = 2, **columns: list[str]) -> pd.DataFrame:
    return pd.DataFrame({"id": [f"{prefix}{k}" for k in range(n)], "consent": ["yes"] * n, **columns})


def read(policy: mm.Policy, mentees: dict[str, Any], mentors: dict[str, Any], **more: Any) -> mm.People:
    return mm.read_people(mentees=frame("e", **mentees), mentors=frame("r", **mentors), policy=policy, **more)


def refused(
    policy: mm.Policy, mentees: dict[str, Any], mentors: dict[str, Any], **more: Any
) -> list[RowProblem]:
    with pytest.raises(mm.RecordError) as caught:
        read(policy, mentees, mentors, **more)
    return list(caught.value.problems)


SPOKEN = {"languages  you SPEAK:": ["Welsh; English", ""]}
SPEAKS = {"Languages": ["Welsh", "n/a"]}


def test_columns_are_read_by_kind_under_the_name_of_the_criterion() -> None:
    years = {"name": "years", "kind": "near", "tolerance": 3}
    people = read(
        policy_of(LANGUAGES, years), {**SPOKEN, "Years": ["2", "5"]}, {**SPEAKS, "YEARS?": ["", "7"]}
    )
    assert [dict(m.declared) for m in people.mentees] == [
        {"languages": ("Welsh", "English"), "years": 2.0}, {"years": 5.0},
    ]  # fmt: skip
    assert [dict(m.declared) for m in people.mentors] == [{"languages": ("Welsh",)}, {"years": 7.0}]


def test_a_column_may_feed_a_field_and_several_criteria() -> None:
    team = {"name": "team", "kind": "same", "mentee": "Team", "mentor": "Team"}
    other = {**team, "name": "other_team", "kind": "different"}
    people = read(
        policy_of(team, other), {"Team": ["A", "B"]}, {"Team": ["A", "C"]},
        columns=ColumnMap(mentees={"workplace": "Team"}, mentors={"ignore": ["Team"]}),
    )  # fmt: skip
    assert people.mentees[0].workplace == "A"
    assert people.mentors[0].workplace == ""
    assert people.mentors[1].declared == {"team": ("C",), "other_team": ("C",)}


def test_a_heading_that_is_a_field_feeds_both() -> None:
    role = {"name": "post", "kind": "order", "order": ["F2", "ST3"], "mentee": "Role", "mentor": "role"}
    people = read(
        policy_of({**role, "mentee": "Grade", "mentor": "Grade"}),
        {"Grade": ["F2", "st3"]},
        {"Grade": ["F2", ""]},
    )
    assert (people.mentees[1].role, people.mentees[1].declared["post"]) == ("st3", "ST3")


def test_a_field_of_a_person_needs_no_column() -> None:
    site = {"name": "site", "kind": "different", "mentee": "workplace", "mentor": "workplace"}
    people = read(policy_of(site), {"workplace": ["A", "B"]}, {})
    assert not people.mentees[0].declared


def test_a_grid_gives_areas_with_levels() -> None:
    topics = {"name": "topics", "kind": "offered", "mentee": "I want", "mentor": "I offer [*]"}
    people = read(
        policy_of(topics),
        {"I want [Audit]": ["4", ""], "I want [Exams]:": ["Agree", "n/a"]},
        {"I offer [Audit]": ["5", "1"]},
    )
    assert people.mentees[0].declared == {"topics": {"Audit": 4, "Exams": 4}}
    assert people.mentees[1].declared == {}
    assert people.mentors[1].declared == {"topics": {"Audit": 1}}


def test_a_grid_of_boxes_gives_the_options_ticked() -> None:
    asked = {"name": "languages", "kind": "shared", "mentee": "I speak [*]", "mentor": "Speaks - *"}
    people = read(
        policy_of(asked),
        {"I speak [Welsh]": ["x", "no"], "I speak [English]:": ["yes", "1"]},
        {"Speaks - Welsh": ["TRUE", ""], "Speaks - Polish": ["", ""]},
    )
    assert [m.declared.get("languages") for m in people.mentees] == [("Welsh", "English"), ("English",)]
    assert [m.declared.get("languages") for m in people.mentors] == [("Welsh",), None]


def test_every_missing_heading_of_both_tables_is_named_at_once() -> None:
    years = {"name": "years", "kind": "near", "tolerance": 3}
    problems = refused(policy_of(LANGUAGES, years), {"Langauges you speak": ["", ""]}, {"Years": ["", ""]})
    lacking = [problem for problem in problems if "looks for" in problem.wrong]
    assert [(p.file, p.column) for p in lacking] == [
        ("mentees", "Languages you speak"), ("mentees", "years"), ("mentors", "Languages"),
    ]  # fmt: skip
    assert "criterion 'languages'" in lacking[0].wrong
    assert "did you mean 'Langauges you speak'" in lacking[0].expected
    assert "`mentee` of this criterion" in lacking[0].expected
    (unknown,) = (problem for problem in problems if problem not in lacking and problem.column != "Years")
    assert unknown.wrong == "is not a known heading"


@pytest.mark.parametrize(
    ("heading", "name"),
    [("What is your gender?", "question"), ("Votre âge", "question"), ("Q17", "your_religion")],
)
def test_protected_characteristics_are_refused_even_if_the_map_ignores_them(heading: str, name: str) -> None:
    asks = {"name": name, "kind": "same", "mentee": heading, "mentor": "Site"}
    columns, lifted = ({"ignore": [heading]}, {"ignore": [heading], "not_protected": [heading, name]})
    cells = {heading: ["a", "b"]}, {"Site": ["a", "b"]}
    problems = refused(policy_of(asks), *cells, columns=ColumnMap.model_validate(columns))
    assert all("protected characteristic" in p.wrong for p in problems)
    assert [p.column for p in problems] == ([heading] if name == "question" else [heading, "Site"])
    assert f'not_protected = ["{heading}"]' in problems[0].expected
    people = read(policy_of(asks), *cells, columns=ColumnMap.model_validate(lifted))
    assert people.mentees[0].declared[name] == ("a",)


def test_a_cell_error_says_where_and_offers_the_line() -> None:
    often = {
        "name": "often",
        "kind": "order",
        "order": ["Never", "Often"],
        "mentee": "How often?",
        "mentor": "Often",
    }
    cells = {"How often?": ["never", "daily"]}, {"Often": ["Often", ""]}
    (problem,) = refused(policy_of(often), *cells)
    assert (problem.file, problem.row, problem.column, problem.value) == ("mentees", 3, "How often?", "daily")
    assert problem.with_value().expected == (
        'one of Never, Often, or [values.often] "daily" = … in the column map'
    )
    for name in ("often", "How often"):
        columns = ColumnMap.model_validate({"values": {name: {"Daily": "Often"}}})
        assert read(policy_of(often), *cells, columns=columns).mentees[1].declared == {"often": "Often"}


def test_separators_options_and_levels_by_the_name_of_a_criterion() -> None:
    topics = {"name": "topics", "kind": "offered"}
    columns = ColumnMap.model_validate({
        "separators": {"languages": ","}, "options": {"Languages": ["Welsh, spoken"]},
        "levels": {"topics": 3}, "mentees": {"separators": {"topics": "|"}},
    })  # fmt: skip
    people = read(
        policy_of(LANGUAGES, topics),
        {"Languages you speak": ["English, Welsh", ""], "Topics": ["Audit | Exams:5", ""]},
        {"Languages": ["English, Welsh, spoken", ""], "topics": ["Audit", ""]}, columns=columns,
    )  # fmt: skip
    assert people.mentees[0].declared == {
        "languages": ("English", "Welsh"), "topics": {"Audit": 3, "Exams": 5},
    }  # fmt: skip
    assert people.mentors[0].declared == {"languages": ("English", "Welsh, spoken"), "topics": {"Audit": 3}}


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        (
            {"values": {"langages": {"w": "Welsh"}}},
            "unknown field 'langages' under [values] (did you mean 'languages'?)",
        ),
        ({"levels": {"languges": 3}}, "unknown key 'languges' under [levels] (did you mean 'languages'?)"),
        ({"mentors": {"options": {"Languages you speak": ["a;b"]}}}, "unknown field 'Languages you speak'"),
        ({"values": {"years": {"long": "ages"}}}, '[values.years] "long" stands for what is not a number'),
    ],
)
def test_what_the_map_cannot_mean(columns: dict[str, Any], said: str) -> None:
    years = {"name": "years", "kind": "near", "tolerance": 3}
    problems = refused(policy_of(LANGUAGES, years), SPOKEN, SPEAKS, columns=ColumnMap.model_validate(columns))
    assert said in problems[0].wrong
    assert "--policy" in problems[0].expected


def test_without_the_policy_a_criterion_is_unknown() -> None:
    columns = ColumnMap.model_validate({"separators": {"languages": ","}})
    problems = refused(mm.Policy(), {}, {}, columns=columns)
    assert "unknown field 'languages' under [separators]" in problems[0].wrong


def test_one_form_for_both_roles() -> None:
    form = frame(
        "p", 3, **{"I am a": ["mentee", "mentor", "both"], "Speaks": ["Welsh"] * 3, "Asks": ["a", "", "b"]}
    )
    asked = {"name": "languages", "kind": "shared", "mentee": "Asks", "mentor": "Speaks"}
    columns = ColumnMap.model_validate({"role": "I am a"})
    people = mm.read_people(mentees=form, mentors=form, columns=columns, policy=policy_of(asked))
    assert [m.declared.get("languages") for m in people.mentees] == [("a",), ("b",)]
    assert [m.declared.get("languages") for m in people.mentors] == [("Welsh",), ("Welsh",)]


def test_people_added_by_their_flag_keep_answers_asked_alike_in_both_forms() -> None:
    same, own = {"name": "site", "kind": "same"}, LANGUAGES
    columns = ColumnMap.model_validate({"both": {"missing": "create"}, "mentees": {"both": "Both"}})
    reading = read_tables(
        mentees=frame("e", **SPOKEN, Site=["A", "B"], Both=["yes", "no"]),
        mentors=frame("r", **SPEAKS, Site=["A", "B"]), columns=columns, policy=policy_of(same, own),
    )  # fmt: skip
    (added,) = (mentor for mentor in reading.people.mentors if mentor.id == "e0")
    assert added.declared == {"site": ("A",)}


def scheme() -> tuple[mm.Policy, mm.Matching]:
    policy = policy_of({**LANGUAGES, "must": True}, {"name": "years", "kind": "near", "tolerance": 3})
    mentees = {"Languages you speak": ["Welsh", "Polish"], "Years": ["2", "4"]}
    people = read(policy, mentees, {"Languages": ["Welsh", "Polish"], "Years": ["3", "5"]})
    return policy, mm.match(people, policy)


def test_joiners_and_updates_bring_answers_and_keep_the_others() -> None:
    _, matching = scheme()
    table = pd.DataFrame({"change": ["update", "join"], "person": ["e0", "e9"], "role": ["mentee", "mentee"]})
    rows = pd.DataFrame(
        {"id": ["e0", "e9"], "consent": ["yes", "yes"], "languages you speak": ["Polish", "Welsh"]}
    )
    with pytest.warns(ReadingWarning, match="criterion 'years'"):
        update, join = mm.read_changes(table, matching=matching, mentees=rows)
    assert update.person.declared == {"languages": ("Polish",), "years": 2.0}
    assert join.person.declared == {"languages": ("Welsh",)}
    again = mm.rematch(matching, [update, join])
    assert ("e9", "r0") in again.pair_ids
    assert ("e0", "r0") not in again.pair_ids


def test_an_emptied_cell_takes_an_answer_back() -> None:
    _, matching = scheme()
    table = pd.DataFrame({"change": ["update"], "person": ["e0"], "role": ["mentee"]})
    rows = pd.DataFrame({"id": ["e0"], "consent": ["yes"], "Languages you speak": [""], "Years": ["9"]})
    (update,) = mm.read_changes(table, matching=matching, mentees=rows)
    assert update.person.declared == {"years": 9.0}


def test_everybody_new_joins_with_answers_by_another_policy() -> None:
    policy, matching = scheme()
    other = policy.replace(criteria=policy.criteria[1:])
    rows = frame("e", 3, Years=["1", "2", "6"])
    (join,) = mm.read_changes(matching=matching, mentees=rows, all_new_join=True, policy=other)
    assert join.person.declared == {"years": 6.0}
