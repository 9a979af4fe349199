"""What must hold between people, and what gives rise to doubt."""

from __future__ import annotations

import unicodedata
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentormatch.errors import RecordError, RowProblem
from mentormatch.people.checks import find_problems, find_warnings
from mentormatch.people.lookalikes import LOOKS_LIKE, alphabets, look_alikes, looks_converted, skeleton
from mentormatch.people.model import Mentee, Mentor, People
from mentormatch.people.places import Location
from mentormatch.people.warnings import circles


def at(problems: list[RowProblem]) -> list[tuple[str, int | None, str, str]]:
    return [(p.file, p.row, p.column, p.value) for p in problems]


def warned(people: People, word: str) -> list[tuple[str, int | None, str, str]]:
    return at([p for p in find_warnings(people) if word in p.wrong])


CYRILLIC_A = "\N{CYRILLIC SMALL LETTER A}"


class TestProblems:
    def test_none(self) -> None:
        assert find_problems([Mentee(id="a"), Mentee(id="b")], [Mentor(id="a"), Mentor(id="c")]) == []

    def test_a_duplicate_id_is_reported_on_all_rows(self) -> None:
        mentees = [Mentee(id="a"), Mentee(id="b"), Mentee(id="a"), Mentee(id="a")]
        found = find_problems(mentees, [Mentor(id="a")])
        assert at(found) == [("mentees", 1, "id", "a"), ("mentees", 3, "id", "a"), ("mentees", 4, "id", "a")]
        assert {p.wrong for p in found} == {"stands in 3 rows"}

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
        mentees = [Mentee(id="a", email="X@x.org"), Mentee(id="b"), Mentee(id="c")]
        found = find_problems(mentees, [Mentor(id="d", email="x@X.org")])
        assert at(found) == [("mentees", 1, "email", "X@x.org"), ("mentors", 1, "email", "x@X.org")]

    def test_the_same_person_in_both_tables_has_one_email(self) -> None:
        assert find_problems([Mentee(id="a", email="a@x.org")], [Mentor(id="a", email="A@x.org")]) == []

    def test_nobody_has_the_same_missing_email(self) -> None:
        assert find_problems([Mentee(id="a"), Mentee(id="b")], []) == []

    @pytest.mark.parametrize(
        ("written", "wrong"),
        [
            ("R7", "nearly an id"),
            ("r 7", "nearly an id"),
            ("ANN@x.org", "e-mail address"),
            ("ann  other", "somebody's name"),
            ("r7, r8", "several ids in one"),
            ("r7/x9", "several ids in one"),
            ("r7 and Bob", "several ids in one"),
        ],
    )
    @pytest.mark.parametrize("field", ["independent_of", "avoids", "prefers"])
    def test_a_reference_that_nearly_matches(self, field: str, written: str, wrong: str) -> None:
        mentors = [Mentor(id="r7", name="Ann Other", email="ann@x.org"), Mentor(id="r8")]
        (problem,) = find_problems([Mentee(id="e1", **{field: (written,)})], mentors)
        assert (problem.file, problem.row, problem.column, problem.id) == ("mentees", 1, field, "e1")
        assert wrong in problem.wrong
        assert written not in problem.wrong + problem.expected

    @pytest.mark.parametrize(("known", "written"), [("007", "7"), ("7", "007"), ("7", "7.0"), ("0", "00")])
    def test_numbers_that_a_spreadsheet_changed(self, known: str, written: str) -> None:
        (problem,) = find_problems([Mentee(id="e1", independent_of=(written,))], [Mentor(id=known)])
        assert "leading zeros" in problem.wrong

    @pytest.mark.parametrize("written", ["r9", "Carl Smith", "carl@x.org", "r77", "x, y"])
    def test_an_outsider_is_no_problem(self, written: str) -> None:
        mentor = Mentor(id="r7", name="Ann Other", email="ann@x.org", supervises=(written,))
        assert find_problems([], [mentor]) == []

    def test_an_id_that_is_known_is_right_even_if_it_is_somebodys_name(self) -> None:
        assert find_problems([Mentee(id="Ann", avoids=("Bo",))], [Mentor(id="Bo", name="Ann")]) == []

    def test_people_refuses_them_all_at_once(self) -> None:
        with pytest.raises(RecordError) as caught:
            People(
                mentees=(Mentee(id="a"), Mentee(id="a"), Mentee(id="b", avoids=("R",))),
                mentors=(Mentor(id="r"),),
            )
        assert len(caught.value.problems) == 3

    @given(st.lists(st.sampled_from(["a", "A", "b", "c", "é", "E\u0301"]), max_size=6))
    def test_whatever_is_accepted_is_unique_when_folded(self, ids: list[str]) -> None:
        mentees = [Mentee(id=i) for i in ids]
        unique = len({i.id.casefold() for i in mentees}) == len(ids)
        assert (find_problems(mentees, []) == []) == unique


class TestLookAlikes:
    @pytest.mark.parametrize("letter", sorted(LOOKS_LIKE))
    def test_every_letter_is_of_another_alphabet_and_looks_latin(self, letter: str) -> None:
        assert unicodedata.name(letter).split()[0] in {"CYRILLIC", "GREEK"}
        assert LOOKS_LIKE[letter].isascii()
        assert skeleton(letter) == LOOKS_LIKE[letter].lower()

    @pytest.mark.parametrize(
        ("one", "other"),
        [
            ("a1", CYRILLIC_A + "1"),
            ("HOPE", "НОРЕ"),
            ("Kos", "Κοs"),
            ("e7", "e007"),
            ("7", "07"),
            ("e1-2", "e01-02"),
        ],
    )
    def test_alike(self, one: str, other: str) -> None:
        assert look_alikes([one, "x", other]) == [tuple(sorted((one, other)))]

    @pytest.mark.parametrize(("one", "other"), [("e7", "e70"), ("е7", "e8"), ("иван", "ivan"), ("0", "")])
    def test_apart(self, one: str, other: str) -> None:
        assert look_alikes([one, other]) == []

    def test_alphabets(self) -> None:
        assert alphabets("r" + CYRILLIC_A) == {"LATIN", "CYRILLIC"}
        assert alphabets("иван7") == {"CYRILLIC"}
        assert alphabets("7-7") == frozenset()

    @pytest.mark.parametrize("text", ["2026-03-01", "1E+05", "1.5e+10", "7.0"])
    def test_what_a_spreadsheet_makes_of_ids(self, text: str) -> None:
        assert looks_converted(text)

    @pytest.mark.parametrize("text", ["007", "1E05", "e1", "7.5.2", "a@x.org", "2026-03"])
    def test_what_it_leaves_alone(self, text: str) -> None:
        assert not looks_converted(text)

    def test_they_warn_and_are_never_merged(self) -> None:
        people = People(mentees=(Mentee(id="a1"),), mentors=(Mentor(id=CYRILLIC_A + "1"),))
        assert warned(people, "looks like another id") == [
            ("mentees", 1, "id", f"a1 / {CYRILLIC_A}1"),
            ("mentors", 1, "id", f"{CYRILLIC_A}1 / a1"),
        ]

    def test_mixed_alphabets_warn(self) -> None:
        people = People(mentees=(Mentee(id="p" + CYRILLIC_A),))
        assert warned(people, "several alphabets") == [("mentees", 1, "id", "p" + CYRILLIC_A)]


class TestWarnings:
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
        assert warned(people, "stays forbidden") == [
            ("mentees", 1, "independent_of", "gone"),
            ("mentors", 1, "supervises", "e9"),
        ]

    def test_unknown_in_links_and_dissolved(self) -> None:
        people = People(
            mentees=(Mentee(id="e1"),), mentors=(Mentor(id="r1"),),
            links=(("e1", "x"), ("x", "y")), dissolved=(("e1", "r1"), ("e1", "r9"), ("r1", "e1")),
        )  # fmt: skip
        assert warned(people, "neither is in the scheme") == [("links", 2, "", "x, y")]
        assert warned(people, "stays forbidden should they join") == [
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
        assert warned(people, "is no mentor") == [("mentees", 1, "prefers", "e2")]
        assert warned(people, "is no mentee") == [("mentors", 1 + 1, "prefers", "r1")]

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
        assert [p[:3] for p in warned(people, "differs from what stands")] == [("mentors", 1, field)]

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
        assert "an id of their own for each" in " ".join(p.expected for p in find_warnings(people))

    def test_one_person_with_two_ids(self) -> None:
        people = People(
            mentees=(
                Mentee(id="a", name="Ann Other", workplace="St Mary's"),
                Mentee(id="c", name="Ann Other"),
            ),
            mentors=(Mentor(id="b", name="ann  other", workplace="ST MARY'S"),),
        )
        assert warned(people, "under another id") == [
            ("mentees", 1, "name", "Ann Other"),
            ("mentors", 1, "name", "ann  other"),
        ]

    def test_what_one_side_alone_knows(self) -> None:
        people = People(
            mentees=(Mentee(id="e1", answers={"I plan": 3}, wants={"audit": 2}),),
            mentors=(Mentor(id="r1", answers={"I plan!": 3}, offers={"Audit": 2}),),
        )
        assert warned(people, "alone answer") == [
            ("mentees", None, "answers", "I plan"),
            ("mentors", None, "answers", "I plan!"),
        ]
        assert warned(people, "no mentor offers") == [("mentees", None, "wants", "audit")]

    def test_a_date_of_training_without_training(self) -> None:
        people = People(mentors=(Mentor(id="r1", trained_on=date(2026, 3, 31)),))
        assert warned(people, "date of training") == [("mentors", 1, "trained_on", "2026-03-31")]

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
