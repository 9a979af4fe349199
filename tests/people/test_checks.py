"""What must hold between people."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentormatch.errors import RecordError, RowProblem
from mentormatch.people.checks import find_problems
from mentormatch.people.model import Mentee, Mentor, People
from mentormatch.people.warnings import find_warnings


def at(problems: list[RowProblem]) -> list[tuple[str, int | None, str, str]]:
    return [(p.file, p.row, p.column, p.value) for p in problems]


class TestProblems:
    def test_none(self) -> None:
        assert find_problems([Mentee(id="a"), Mentee(id="b")], [Mentor(id="a"), Mentor(id="c")]) == []

    def test_a_duplicate_id_is_reported_on_all_rows(self) -> None:
        mentees = [Mentee(id="a"), Mentee(id="b"), Mentee(id="a"), Mentee(id="a")]
        found = find_problems(mentees, [Mentor(id="a")])
        assert at(found) == [("mentees", 1, "id", "a"), ("mentees", 3, "id", "a"), ("mentees", 4, "id", "a")]
        assert {p.wrong for p in found} == {"is in 3 rows"}

    @pytest.mark.parametrize(("one", "other"), [("E1", "e1"), ("Zoë", "ZOË"), ("e 1", "e  1"), ("ｅ1", "e1")])
    def test_ids_that_differ_in_case_alone(self, one: str, other: str) -> None:
        found = find_problems([Mentee(id=one), Mentee(id="x")], [Mentor(id=other)])
        assert at(found) == [("mentees", 1, "id", one), ("mentors", 1, "id", other)]

    def test_composed_and_decomposed_are_one_id(self) -> None:
        ids = [unicodedata.normalize(form, "Zoë") for form in ("NFC", "NFD")]  # type: ignore[arg-type]
        assert len(set(ids)) == 2
        found = find_problems([Mentee(id=i) for i in ids], [])
        assert at(found) == [("mentees", 1, "id", "Zoë"), ("mentees", 2, "id", "Zoë")]

    def test_one_email_under_two_ids(self) -> None:
        mentees = [Mentee(id="a", email="X@x.org"), Mentee(id="b"), Mentee(id="c", email="x@X.org")]
        found = find_problems(mentees, [])
        assert at(found) == [("mentees", 1, "email", "X@x.org"), ("mentees", 3, "email", "x@X.org")]

    def test_one_email_under_two_ids_in_two_roles_is_one_person(self) -> None:
        assert find_problems([Mentee(id="a", email="X@x.org")], [Mentor(id="d", email="x@X.org")]) == []

    def test_the_same_person_in_both_tables_has_one_email(self) -> None:
        assert find_problems([Mentee(id="a", email="a@x.org")], [Mentor(id="a", email="A@x.org")]) == []

    def test_nobody_has_the_same_missing_email(self) -> None:
        assert find_problems([Mentee(id="a"), Mentee(id="b")], []) == []

    @pytest.mark.parametrize(
        ("written", "means"),
        [
            ("R7", "is taken to mean r7 (id)"),
            ("r 7", "is taken to mean r7 (id)"),
            ("ANN@x.org", "is taken to mean r7 (e-mail address)"),
            ("Dr Other, Ann", "is taken to mean r7 (name)"),
            ("r7, r8", "is taken to mean r7, r8 (id)"),
            ("A. Other", "may mean r7 (initials)"),
            ("Ann Othre", "may mean r7 (one typing error away)"),
            ("r7 and Bob", "may mean r7"),
        ],
    )
    @pytest.mark.parametrize("field", ["independent_of", "avoids"])
    def test_a_reference_that_is_no_id_is_resolved_and_reported(
        self, field: str, written: str, means: str
    ) -> None:
        mentors = [Mentor(id="r7", name="Ann Other", email="ann@x.org"), Mentor(id="r8")]
        mentee = Mentee(id="e1", **{field: (written,)})
        assert find_problems([mentee], mentors) == []
        warnings = find_warnings(People(mentees=(mentee,), mentors=tuple(mentors)))
        (found,) = [w for w in warnings if w.column == field]
        assert (found.file, found.row, found.value, found.id) == ("mentees", 1, written, "e1")
        assert means in found.wrong

    @pytest.mark.parametrize(("known", "written"), [("007", "7"), ("7", "007"), ("7", "7.0"), ("0", "00")])
    def test_numbers_that_a_spreadsheet_changed(self, known: str, written: str) -> None:
        people = People(mentees=(Mentee(id="e1", independent_of=(written,)),), mentors=(Mentor(id=known),))
        (found,) = [w for w in find_warnings(people) if w.column == "independent_of"]
        assert f"is taken to mean {known}" in found.wrong

    @pytest.mark.parametrize("written", ["r9", "Carl Smith", "carl@x.org", "r77", "x, y"])
    def test_an_outsider_is_no_problem(self, written: str) -> None:
        mentor = Mentor(id="r7", name="Ann Other", email="ann@x.org", supervises=(written,))
        assert find_problems([], [mentor]) == []

    def test_an_id_that_is_known_is_right_even_if_it_is_a_persons_name(self) -> None:
        assert find_problems([Mentee(id="Ann", avoids=("Bo",))], [Mentor(id="Bo", name="Ann")]) == []

    def test_people_refuses_them_all_at_once(self) -> None:
        with pytest.raises(RecordError) as caught:
            People(
                mentees=(Mentee(id="a"), Mentee(id="a"), Mentee(id="b", email="x@x.org")),
                mentors=(Mentor(id="r", email="y@x.org"), Mentor(id="s", email="Y@x.org")),
            )
        assert len(caught.value.problems) == 4

    @given(st.lists(st.sampled_from(["a", "A", "b", "c", "é", "E\u0301"]), max_size=6))
    def test_whatever_is_accepted_is_unique_when_folded(self, ids: list[str]) -> None:
        mentees = [Mentee(id=i) for i in ids]
        unique = len({i.id.casefold() for i in mentees}) == len(ids)
        assert (find_problems(mentees, []) == []) == unique
