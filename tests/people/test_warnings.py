"""What a coordinator should look at before matching."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentormatch.errors import RowProblem
from mentormatch.people.model import Mentee, Mentor, People
from mentormatch.people.places import Location
from mentormatch.people.warnings import circles, find_warnings


def at(problems: list[RowProblem]) -> list[tuple[str, int | None, str, str]]:
    return [(p.file, p.row, p.column, p.value) for p in problems]


def warned(people: People, word: str) -> list[tuple[str, int | None, str, str]]:
    return at([p for p in find_warnings(people) if word in p.wrong])


CYRILLIC_A = "\N{CYRILLIC SMALL LETTER A}"


class TestWarnings:
    def test_look_alikes_warn_and_are_never_merged(self) -> None:
        people = People(mentees=(Mentee(id="a1"),), mentors=(Mentor(id=CYRILLIC_A + "1"),))
        assert warned(people, "looks like another id") == [
            ("mentees", 1, "id", f"a1 / {CYRILLIC_A}1"),
            ("mentors", 1, "id", f"{CYRILLIC_A}1 / a1"),
        ]

    def test_mixed_alphabets_warn(self) -> None:
        people = People(mentees=(Mentee(id="p" + CYRILLIC_A),))
        assert warned(people, "several alphabets") == [("mentees", 1, "id", "p" + CYRILLIC_A)]

    def test_nothing_to_say(self) -> None:
        people = People(
            mentees=(
                Mentee(id="e1", consent=True, prefers=("r1",), wants={"audit": 3}, answers={"I plan": 3}),
            ),
            mentors=(
                Mentor(id="r1", consent=True, prefers=("e1",), offers={"audit": 3}, answers={"I plan": 1}),
            ),
            links=(("e1", "outsider"),),
            dissolved=(("e1", "r1"),),
        )
        assert find_warnings(people) == []
        assert find_warnings(People()) == []

    @pytest.mark.parametrize("field", ["independent_of", "avoids", "prefers"])
    def test_unknown_people(self, field: str) -> None:
        people = People(mentees=(Mentee(id="e1"), Mentee(id="e2", **{field: ("gone", "e1")})))
        assert ("mentees", 2, field, "gone") in warned(people, "is not in the scheme")
        assert "gone" not in " ".join(p.wrong + p.expected for p in find_warnings(people))

    def test_an_unknown_appraiser_is_said_to_stay_forbidden(self) -> None:
        people = People(
            mentees=(Mentee(id="e1", independent_of=("gone",)),),
            mentors=(Mentor(id="r1", supervises=("e9",)),),
        )
        assert warned(people, "will stay forbidden") == [
            ("mentees", 1, "independent_of", "gone"),
            ("mentors", 1, "supervises", "e9"),
        ]

    def test_unknown_in_links_and_dissolved(self) -> None:
        people = People(
            mentees=(Mentee(id="e1"),), mentors=(Mentor(id="r1"),),
            links=(("e1", "x"), ("x", "y")), dissolved=(("e1", "r1"), ("e1", "r9"), ("r1", "e1")),
        )  # fmt: skip
        assert warned(people, "two people outside the scheme") == [("links", 2, "", "x, y")]
        assert warned(people, "will stay forbidden if they join") == [
            ("dissolved", 2, "mentor", "r9"),
            ("dissolved", 3, "mentee", "r1"),
            ("dissolved", 3, "mentor", "e1"),
        ]

    @pytest.mark.parametrize("field", ["independent_of", "avoids", "prefers"])
    def test_ones_own_id(self, field: str) -> None:
        people = People(mentees=(Mentee(id="e1", **{field: ("e1",)}),))
        assert ("mentees", 1, field, "e1") in warned(people, "own id")

    def test_wishes_that_cannot_be_met(self) -> None:
        mentee = Mentee(id="e1", prefers=("r1", "r2", "e2"), avoids=("r1",), independent_of=("r2",))
        people = People(
            mentees=(mentee, Mentee(id="e2")), mentors=(Mentor(id="r1"), Mentor(id="r2", prefers=("r1",)))
        )
        assert warned(people, "both preferred and avoided") == [("mentees", 1, "prefers", "r1")]
        assert warned(people, "independence forbids") == [("mentees", 1, "prefers", "r2")]
        assert warned(people, "is not a mentor") == [("mentees", 1, "prefers", "e2")]
        assert warned(people, "is not a mentee") == [("mentors", 1 + 1, "prefers", "r1")]

    def test_appraisal_in_a_circle_through_everything_that_links(self) -> None:
        people = People(
            mentees=(Mentee(id="e1", independent_of=("r1",)), Mentee(id="e2", independent_of=("r1",))),
            mentors=(Mentor(id="r1"), Mentor(id="r2", supervises=("x",))),
            links=(("r1", "x"), ("r2", "e1")),
        )
        assert warned(people, "a circle of 4") == [
            ("mentees", 1, "", "e1, r1, r2, x"),
            ("mentors", 1, "", "e1, r1, r2, x"),
            ("mentors", 2, "", "e1, r1, r2, x"),
        ]

    def test_a_circle_of_outsiders(self) -> None:
        people = People(mentees=(Mentee(id="e1"),), links=(("x", "y"), ("y", "x")))
        assert warned(people, "a circle of 2") == [("links", 1, "", "x, y"), ("links", 2, "", "x, y")]

    @pytest.mark.parametrize(
        ("field", "one", "other"),
        [("name", "Ann", "Bo"), ("email", "a@x.org", "b@x.org"), ("seniority", 3, 4),
        ("postcode", "M1", "M2"),
         ("location", Location(latitude=1.0, longitude=2.0), Location(latitude=1.0, longitude=3.0))],
    )  # fmt: skip
    def test_facts_that_differ_between_the_tables(self, field: str, one: object, other: object) -> None:
        people = People(
            mentees=(Mentee(id="a", **{field: one}),), mentors=(Mentor(id="a", **{field: other}),)
        )
        assert [p[:3] for p in warned(people, "differs from the row")] == [("mentors", 1, field)]

    def test_facts_that_do_not_differ(self) -> None:
        mentee, mentor = (
            Mentee(id="a", name="ANN", role="", max_km=3.0),
            Mentor(id="a", name="Ann", role="GP"),
        )
        assert warned(People(mentees=(mentee,), mentors=(mentor,)), "differs") == []

    def test_two_people_with_one_id(self) -> None:
        people = People(
            mentees=(Mentee(id="1", name="Ann", email="a@x.org"),),
            mentors=(Mentor(id="1", name="Bo", email="b@x.org"),),
        )
        assert "two different ids" in " ".join(p.expected for p in find_warnings(people))

    def test_one_person_with_two_ids(self) -> None:
        people = People(
            mentees=(
                Mentee(id="a", name="Ann Other", workplace="St Mary's"),
                Mentee(id="c", name="Ann Other"),
            ),
            mentors=(Mentor(id="b", name="ann  other", workplace="ST MARY'S"),),
        )
        assert warned(people, "may be in both tables") == [
            ("mentees", 1, "id", "a, b"), ("mentees", 2, "id", "c, b"),
            ("mentors", 1, "id", "b, a"), ("mentors", 1, "id", "b, c"),
        ]  # fmt: skip
        assert len(warned(people, "workplace or location): the two are never paired")) == 2
        assert len(warned(people, "(the same name): the two are never paired")) == 2
        assert warned(people, "registered twice, under these ids (the same name): both get partners") == [
            ("mentees", 1, "id", "a, c"), ("mentees", 2, "id", "c, a"),
        ]  # fmt: skip

    def test_a_record_that_gets_no_place_is_named_with_what_settles_it(self) -> None:
        people = People(mentees=tuple(
            Mentee(id=one, name="Ann Other", workplace="St M", consent=True) for one in ("b", "a")
        ))  # fmt: skip
        assert warned(people, "this record gets no partner") == [("mentees", 1, "id", "b, a")]
        assert warned(people, "the other record gets no partner") == [("mentees", 2, "id", "a, b")]
        placed = people.replace(placed=(("mentee", "b"),))
        assert warned(placed, "this record gets no partner") == [("mentees", 2, "id", "a, b")]
        assert find_warnings(people.replace(meanings=(("b", "a", False),))) == []
        assert find_warnings(people.replace(meanings=(("B", "a", True),))) == []

    def test_what_one_side_alone_knows(self) -> None:
        people = People(
            mentees=(Mentee(id="e1", answers={"I plan": 3}, wants={"audit": 2}),),
            mentors=(Mentor(id="r1", answers={"I plan!": 3}, offers={"Audit": 2}),),
        )
        assert warned(people, "that only") == [
            ("mentees", None, "answers", "I plan"),
            ("mentors", None, "answers", "I plan!"),
        ]
        assert warned(people, "no mentor offers") == [("mentees", None, "wants", "audit")]

    def test_a_date_of_training_without_training(self) -> None:
        people = People(mentors=(Mentor(id="r1", trained_on=date(2026, 3, 31)),))
        assert warned(people, "training date") == [("mentors", 1, "trained_on", "2026-03-31")]

    def test_nobody_consents(self) -> None:
        people = People(mentees=(Mentee(id="e1"),), mentors=(Mentor(id="r1", consent=True),))
        assert warned(people, "has consented") == [("mentees", None, "consent", "")]


class TestCircles:
    @pytest.mark.parametrize(
        ("lines", "found"),
        [
            ([], []),
            ([("a", "b"), ("b", "c")], []),
            ([("a", "a")], []),
            ([("a", "b"), ("b", "a"), ("c", "a")], [("a", "b")]),
            ([("d", "c"), ("c", "d"), ("b", "a"), ("a", "b"), ("a", "d")], [("a", "b"), ("c", "d")]),
        ],
    )
    def test_small(self, lines: list[tuple[str, str]], found: list[tuple[str, ...]]) -> None:
        assert circles(lines) == found

    def test_a_very_long_one(self) -> None:
        n = 50_000
        (circle,) = circles([(str(i), str((i + 1) % n)) for i in range(n)])
        assert len(circle) == n

    @given(st.lists(st.tuples(st.sampled_from("abcdef"), st.sampled_from("abcdef")), max_size=12))
    def test_members_are_those_who_reach_each_other(self, lines: list[tuple[str, str]]) -> None:
        reach = {one: {other for start, other in lines if start == one} for one in "abcdef"}
        for via in "abcdef":
            for one in "abcdef":
                if via in reach[one]:
                    reach[one] |= reach[via]
        mutual = {one: {o for o in reach[one] if one in reach[o]} | {one} for one in "abcdef"}
        assert {frozenset(c) for c in circles(lines)} == {frozenset(m) for m in mutual.values() if len(m) > 1}
