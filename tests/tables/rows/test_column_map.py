"""The column map: its file, its errors, and the plan that it makes of headings."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.paths import DOCS, EXAMPLES
from mentormatch.errors import RecordError
from mentormatch.people.person import LEVELS, Mentee, Mentor
from mentormatch.people.protected.words import PROTECTED, languages
from mentormatch.tables.files.expected import heading_key
from mentormatch.tables.files.sheets import MAX_CELL, Sheet, build
from mentormatch.tables.files.sources import MAX_BYTES
from mentormatch.tables.files.workbooks import MAX_CELLS
from mentormatch.tables.files.zipped import MAX_INFLATED
from mentormatch.tables.rows.column_map import ColumnMap, expected_headings
from mentormatch.tables.rows.fields import TABLES, TARGETS, Kind, Table
from mentormatch.tables.rows.headings import Plan, make_plan
from mentormatch.text import MAX_LINE, MAX_TEXT

MAPS = sorted(EXAMPLES.glob("*.toml"))


def from_text(tmp_path: Path, text: str) -> ColumnMap:
    (tmp_path / "map.toml").write_text(text, encoding="utf-8")
    return ColumnMap.from_toml(tmp_path / "map.toml")


def sheet(*headings: str, row: Sequence[str] | None = None) -> Sheet:
    return build("m.csv", [(1, headings), (2, row or [""] * len(headings))])


def plan(*headings: str, table: Table = "mentees", **columns: object) -> Plan:
    return make_plan(sheet(*headings), table, ColumnMap(**columns))


def fed(plan: Plan) -> dict[str, list[str]]:
    return {c.field: [d.heading for d in plan.columns if d.field == c.field] for c in plan.columns}


def errors(*headings: str, table: Table = "mentees", **columns: object) -> list[tuple[str, str]]:
    with pytest.raises(RecordError) as caught:
        plan(*headings, table=table, **columns)
    return [(p.column, f"{p.wrong}; {p.expected}") for p in caught.value.problems]


class TestFile:
    def test_an_empty_file_equals_no_map(self, tmp_path: Path) -> None:
        assert from_text(tmp_path, "") == ColumnMap()

    def test_everything_that_can_be_set(self, tmp_path: Path) -> None:
        columns = from_text(
            tmp_path,
            """
            separator = ","
            ignore = ["notes"]
            [constants]
            consent = true
            [grades]
            ST1 = 1
            "Grade 7" = 7
            [mentees]
            id = "staff number"
            name = ["first name", "last name"]
            ignore = "gender"
            both = "both?"
            [mentees.answers]
            "I plan" = "Q1"
            [mentees.constants]
            demand = 2
            [mentors]
            offers = "expertise"
            [both]
            missing = "create"
            [places]
            postcode = "pcd"
            [links]
            superior = "boss"
            [dissolved]
            mentee = "who"
            """,
        )
        assert columns.mentees.fields == {"id": ("staff number",), "name": ("first name", "last name")}
        assert columns.mentees.answers == {"I plan": "Q1"}
        assert columns.constants_for("mentees") == {"consent": "yes", "demand": "2"}
        assert columns.constants_for("mentors") == {"consent": "yes"}
        assert columns.ignored("mentees") == {"notes", "gender"}
        assert columns.ignored("mentors") == {"notes"}
        assert columns.grades == {"ST1": 1, "Grade 7": 7}
        assert (columns.separator, columns.both.missing, columns.mentees.both) == (",", "create", "both?")
        assert columns.places == {"postcode": "pcd"}
        assert columns == ColumnMap.model_validate(columns.model_dump())

    def test_the_same_from_python(self) -> None:
        columns = ColumnMap(mentees={"id": "email", "answers": {"I plan": "Q1"}})
        assert columns.mentees.fields == {"id": ("email",)}
        assert columns.mentees.answers == {"I plan": "Q1"}

    def test_is_frozen_and_hashable(self) -> None:
        columns = ColumnMap(mentees={"id": "email"})
        assert hash(columns) == hash(ColumnMap(mentees={"id": "email"}))
        with pytest.raises(TypeError):
            columns.mentees.fields["id"] = ("x",)  # type: ignore[index]

    @pytest.mark.parametrize(
        ("text", "where", "wrong"),
        [
            ("seperator = ','", "seperator", "mean 'separator'"),
            ("[mentes]\nid = 'x'", "mentes", "mean 'mentees'"),
            ("[mentees]\nidd = 'x'", "mentees", "'idd' (did you mean 'id'?)"),
            ("[mentees]\ncapacity = 'x'", "mentees", "unknown key 'capacity'"),
            ("[mentors]\nwants = 'x'", "mentors", "unknown key 'wants'"),
            ("[mentees]\nmax_km = ['a', 'b']", "mentees", "takes one heading"),
            ("[mentees]\nname = []", "mentees.fields.name", "at least 1"),
            ("[mentees]\nname = 3", "mentees.fields.name", "Input should be a list"),
            ("[mentees]\nfields = 3", "mentees.fields", "Input should be a mapping of keys to values"),
            ("mentees = 3", "mentees", "Input should be a mapping of keys to values"),
            ("[constants]\nconsnt = true", "constants", "mean 'consent'"),
            ("[constants]\nid = 'x'", "constants", "unknown key 'id'"),
            ("[constants]\ngrade = 'x'", "constants", "unknown key 'grade'"),
            ("[mentees.constants]\nemail = 'x'", "mentees", "unknown key 'email'"),
            ("[grades]\nST1 = 101", "grades.ST1", "less than or equal to 100"),
            ("[grades]\nST1 = '1'", "grades.ST1", "Input should be a whole number"),
            ("[grades]\nST1 = 1\nst1 = 2", "grades", "twice"),
            ("[both]\nmissing = 'maybe'", "both.missing", "'warn' or 'create'"),
            ("[both]\nmising = 'warn'", "both.mising", "mean 'missing'"),
            ("[places]\nlat = 'x'", "places", "unknown key 'lat'"),
            ("[links]\nboss = 'x'", "links", "unknown key 'boss'"),
            ("[dissolved]\nmentees = 'x'", "dissolved", "mean 'mentee'"),
            ("separator = ':'", "separator", "is not a single separator"),
            ("separator = ' '", "separator", "is not a single separator"),
            ("separator = ', '", "separator", "is not a single separator"),
            ("separator = 'x'", "separator", "is not a single separator"),
            ("x = ", "", "cannot be read as TOML"),
        ],
    )
    def test_faults_say_where_and_name_the_nearest_key(
        self, tmp_path: Path, text: str, where: str, wrong: str
    ) -> None:
        with pytest.raises(RecordError) as caught:
            from_text(tmp_path, text)
        (problem,) = caught.value.problems
        assert (problem.file, problem.column) == ("map.toml", where)
        assert wrong in problem.wrong

    def test_all_faults_at_once(self) -> None:
        with pytest.raises(RecordError) as caught:
            ColumnMap(separator="ab", mentees={"idd": "x"}, both={"missing": 1})
        assert len(caught.value.problems) == 3

    def test_no_such_file(self, tmp_path: Path) -> None:
        with pytest.raises(RecordError, match="No such file"):
            ColumnMap.from_toml(tmp_path / "map.toml")

    @pytest.mark.parametrize("path", MAPS, ids=lambda p: p.name)
    def test_the_examples_of_the_documentation(self, path: Path) -> None:
        assert ColumnMap.from_toml(path) != ColumnMap()


class TestDocumentation:
    """`docs/reference/file-formats.md` names all that can be written."""

    TEXT = (DOCS / "reference/file-formats.md").read_text(encoding="utf-8")

    @pytest.mark.parametrize("name", sorted({name for targets in TARGETS.values() for name in targets}))
    def test_every_column(self, name: str) -> None:
        assert f"`{name}`" in self.TEXT

    def test_the_map_is_a_map_that_uses_every_key(self, tmp_path: Path) -> None:
        (block,) = re.findall(r"```toml\n(.*?)```", self.TEXT, flags=re.DOTALL)
        columns = from_text(tmp_path, block)
        assert columns.model_fields_set == set(ColumnMap.model_fields)
        assert columns.mentees.model_fields_set == set(type(columns.mentees).model_fields)

    def test_the_limits(self) -> None:
        assert MAX_BYTES == MAX_INFLATED == 256 * 2**20
        for limit in (
            f"{MAX_CELLS // 10**6} million cells",
            f"{MAX_CELL:,} char",
            f"{MAX_LINE} char",
            f"{MAX_TEXT:,} char",
        ):
            assert limit in self.TEXT


class TestFields:
    @pytest.mark.parametrize(("table", "model"), [("mentees", Mentee), ("mentors", Mentor)])
    def test_every_field_has_a_column(self, table: Table, model: type[Mentee] | type[Mentor]) -> None:
        fields = {target.field for target in TARGETS[table].values()}
        assert fields - {"latitude", "longitude"} == set(model.model_fields) - {"location", "declared"}

    @pytest.mark.parametrize("table", TABLES)
    def test_a_kind_fits_its_field(self, table: Table) -> None:
        person = Mentee(id="x") if table == "mentees" else Mentor(id="x")
        for target in TARGETS[table].values():
            default = getattr(person, target.field, None)
            kinds = {tuple: Kind.LIST, str: Kind.TEXT, bool: Kind.YES_NO}
            if type(default) in kinds:
                assert target.kind is kinds[type(default)], target

    def test_levels(self) -> None:
        assert LEVELS == (1, 5)


class TestHeadings:
    @pytest.mark.parametrize("table", TABLES)
    def test_every_name_is_read(self, table: Table) -> None:
        names = [name for name in TARGETS[table] if name not in {"max_miles", "grade"}]
        assert make_plan(sheet(*names), table, ColumnMap()).fields == {
            target.field for target in TARGETS[table].values()
        }

    @pytest.mark.parametrize("heading", ["Max km", "max_km", "MAX-KM", " max  km ", "Ｍａｘ km"])
    def test_case_blanks_underscores_and_hyphens_do_not_count(self, heading: str) -> None:
        assert fed(plan("id", heading)) == {"id": ["id"], "max_km": [heading.strip()]}

    def test_reporting_columns_feed_independence(self) -> None:
        headings = [
            "appraiser",
            "Educational Supervisor",
            "line manager",
            "professional adviser",
            "independent_of",
        ]
        assert fed(plan("id", *headings))["independent_of"] == headings

    def test_answers(self) -> None:
        found = plan("id", "answer: I like to plan: yes", "Answer:I ask")
        assert [c.read("4") for c in found.columns[1:]] == [{"I like to plan: yes": 4}, {"I ask": 4}]

    def test_an_answer_to_nothing(self) -> None:
        assert "names no statement" in errors("id", "answer: ")[0][1]

    def test_miles(self) -> None:
        column = plan("id", "max miles").columns[1]
        assert (column.field, column.read("10")) == ("max_km", pytest.approx(16.09344))

    def test_a_grade_feeds_the_role(self) -> None:
        assert fed(plan("id", "grade")) == {"id": ["id"], "role": ["grade"]}

    def test_a_grade_feeds_seniority_through_the_grades(self) -> None:
        found = plan("id", "Grade", grades={"ST 3": 3})
        assert fed(found) == {"id": ["id"], "role": ["Grade"], "seniority": ["Grade"]}
        assert found.columns[2].read("st  3") == 3

    def test_a_grade_leaves_the_role_to_its_own_column(self) -> None:
        assert fed(plan("id", "role", "grade", grades={"a": 1})) == {
            "id": ["id"], "role": ["role"], "seniority": ["grade"],
        }  # fmt: skip

    def test_a_grade_without_use(self) -> None:
        ((column, text),) = errors("id", "role", "grade")
        assert column == "grade"
        assert "is not needed" in text

    def test_an_unknown_heading_names_the_nearest(self) -> None:
        ((column, text),) = errors("id", "Max kms")
        assert column == "Max kms"
        assert "did you mean 'max km'" in text

    def test_a_missing_id_lists_the_headings(self) -> None:
        ((column, text),) = errors("name", "e-mail", "ids", ignore=["ids", "e-mail"])
        assert column == "id"
        assert "name, e-mail, ids" in text
        assert "did you mean 'ids'" in text

    def test_all_faults_at_once(self) -> None:
        assert [column for column, _ in errors("nam", "gender", "latitude")] == [
            "gender",
            "nam",
            "id",
            "latitude",
        ]

    @pytest.mark.parametrize(("one", "other"), [("latitude", "longitude"), ("longitude", "latitude")])
    def test_half_a_location(self, one: str, other: str) -> None:
        assert errors("id", one) == [(one, f"is given without {other}; a heading '{other}' too")]

    def test_kilometres_and_miles(self) -> None:
        assert errors("id", "max km", "max miles")[0][0] == "max_miles"

    def test_row_1_without_headings_is_not_quoted(self) -> None:
        with pytest.raises(RecordError) as caught:
            plan("e1", "Quentin Zwicky", "q@x.org")
        assert "Zwicky" not in str(caught.value)
        assert "Zwicky" in caught.value.problems[0].value

    @pytest.mark.parametrize("heading", PROTECTED)
    def test_protected_characteristics_are_refused(self, heading: str) -> None:
        ((column, text),) = errors("id", heading.title())
        assert column == heading.title()
        assert "never used to match people" in text
        assert "equality audit" in text

    @pytest.mark.parametrize("heading", ["What is your gender?", "Religion or faith", "Sex (optional)"])
    def test_questions_for_them_too(self, heading: str) -> None:
        assert "never used to match people" in errors("id", heading)[0][1]

    def test_not_even_by_map_or_as_an_answer(self) -> None:
        assert errors("id", "gender", mentees={"groups": "gender"})[0][0] == "gender"
        assert errors("id", "answer: religion")[0][0] == "answer: religion"

    @pytest.mark.parametrize("around", ["What is your {}?", "{} (optional)", "Mentor's {}"])
    @pytest.mark.parametrize("field", ["groups", "other", "seniority", "professional_interests"])
    def test_not_by_a_map_from_a_question_in_any_language_until_lifted_by_name(
        self, field: str, around: str
    ) -> None:
        for words in languages().values():
            heading = around.format(words[0])
            ((column, text),) = errors("id", heading, mentees={field: heading})
            assert column == heading
            assert "never used to match people" in text
            line = f'not_protected = ["{heading}"]'
            assert line in text
            lifted = tomllib.loads(line)
            assert fed(plan("id", heading, mentees={field: heading}, **lifted))[field] == [heading]

    def test_nor_statements_about_them(self) -> None:
        statement = "My faith shapes my work"
        ((column, text),) = errors("id", "Q1", mentees={"answers": {statement: "Q1"}})
        assert column == statement
        assert f'not_protected = ["{statement}"]' in text
        assert errors("id", f"answer: {statement}")[0][0] == f"answer: {statement}"
        for lifted in (statement, f"Answer: {statement}"):
            assert "answers" in fed(plan("id", f"answer: {statement}", not_protected=lifted))
        assert plan("id", "Q1", mentees={"answers": {statement: "Q1"}}, not_protected=[statement])

    @pytest.mark.parametrize("heading", PROTECTED)
    def test_the_characteristic_itself_is_never_lifted(self, heading: str) -> None:
        with pytest.raises(RecordError, match="never used"):
            ColumnMap(not_protected=[heading.title()])

    def test_unless_ignored(self) -> None:
        assert fed(plan("id", "Gender", "notes", ignore=["gender"], mentees={"ignore": "Notes"})) == {
            "id": ["id"]
        }


class TestMap:
    def test_what_it_names_goes_before_names(self) -> None:
        found = plan("email", "role", "x", mentees={"id": "email", "name": "x"})
        assert fed(found) == {"id": ["email"], "name": ["x"], "role": ["role"]}

    def test_one_column_may_feed_two_fields(self) -> None:
        found = plan("E-mail address", mentees={"id": "e mail address", "email": "E-Mail address"})
        assert fed(found) == {"id": ["E-mail address"], "email": ["E-mail address"]}

    def test_several_columns_feed_one_in_the_order_of_the_map(self) -> None:
        found = plan("last", "first", "id", mentees={"name": ["first", "last"]})
        assert found.headings_of("name") == "first, last"

    def test_a_heading_that_the_file_lacks(self) -> None:
        ((column, text),) = errors("id", "e-mails", mentees={"email": "e-mail"}, ignore=["e-mails"])
        assert column == "e-mail"
        assert "did you mean 'e-mails'" in text

    def test_a_field_twice(self) -> None:
        ((column, text),) = errors("id", "role", "job", mentees={"role": "job"})
        assert column == "role"
        assert "second column for 'role'" in text

    def test_a_list_may_have_both(self) -> None:
        assert fed(plan("id", "values", "more", mentees={"values": "more"}))["values"] == ["more", "values"]

    @pytest.mark.parametrize("part", [{"answers": {"I plan": "Q1"}}, {"both": "both?"}])
    def test_other_headings_that_the_file_lacks(self, part: dict[str, object]) -> None:
        assert "is in the column map but not among the headings" in errors("id", mentees=part)[0][1]

    def test_the_grade_may_have_another_heading(self) -> None:
        found = plan("id", "band", mentees={"grade": "band"}, grades={"B5": 5})
        assert fed(found) == {"id": ["id"], "role": ["band"], "seniority": ["band"]}

    def test_used_and_ignored(self) -> None:
        assert (
            "both in use and under `ignore`" in errors("id", "x", ignore=["x"], mentees={"role": "x"})[0][1]
        )

    def test_constants(self) -> None:
        found = plan("id", constants={"consent": "yes", "capacity": 2, "values": "a; b", "max_miles": 10})
        assert found.constants == {"consent": True, "values": ("a", "b"), "max_km": pytest.approx(16.09344)}

    @pytest.mark.parametrize(
        ("constants", "wrong"),
        [
            ({"consent": "perhaps"}, "neither yes nor no"),
            ({"role": "GP"}, "also given by a column"),
            ({"max_km": 3, "max_miles": 2}, "also given by a column"),
            ({"seniority": "ST9"}, "not a grade"),
        ],
    )
    def test_constants_that_do_not_fit(self, constants: dict[str, object], wrong: str) -> None:
        ((_, text),) = errors("id", "role", constants=constants, grades={"ST1": 1})
        assert wrong in text

    @pytest.mark.parametrize(("value", "level"), [("ST1", 1), (4, 4)])
    def test_a_constant_seniority(self, value: object, level: int) -> None:
        assert plan("id", constants={"seniority": value}, grades={"ST1": 1}).constants == {"seniority": level}

    def test_a_seniority_by_its_own_name_is_a_number(self) -> None:
        assert plan("id", "seniority", grades={"ST1": 1}).columns[1].read("4") == 4

    def test_ids_that_arrived_as_fractions(self) -> None:
        frame = build("mentees", [(1, ["id", "appraiser"]), (2, ["7", "8"])], float_columns=frozenset({0, 1}))
        with pytest.raises(RecordError, match="dtype=str") as caught:
            make_plan(frame, "mentees", ColumnMap())
        assert [p.column for p in caught.value.problems] == ["id", "appraiser"]


class TestOtherHeadings:
    @given(st.lists(st.text("qxz ?", min_size=1, max_size=12).filter(str.strip), max_size=5))
    def test_they_are_left_unread_on_request_and_listed(self, headings: list[str]) -> None:
        columns = ColumnMap(other="ignore", mentees={"id": "Q1"})
        rows = [(1, ["Q1", "name", *headings]), (2, ["e1", "Amy", *headings])]
        table = build("m.csv", rows, expected=expected_headings(columns, "mentees"))
        made = make_plan(table, "mentees", columns)
        assert sorted(column.field for column in made.columns) == ["id", "name"]
        assert made.unread == tuple(heading.strip() for heading in headings if heading_key(heading))

    @pytest.mark.parametrize(
        "heading", [*PROTECTED[:5], "Your gender, if you like", "avoid", "Line manger", "supervise"]
    )
    def test_protected_ones_and_near_names_of_columns_that_forbid_are_refused(self, heading: str) -> None:
        ((column, _),) = errors("id", heading, "what else", other="ignore", table="mentors")
        assert column == heading
