"""Who is meant in a place where only people in one role can be."""

from __future__ import annotations

from mentormatch.people.meaning import Answers, How, Meaning
from mentormatch.people.model import Mentee, Mentor, People
from mentormatch.people.who import Who

PEOPLE = People(
    mentees=(Mentee(id="a", name="Amy Ash"), Mentee(id="b", name="Bo Birch")),
    mentors=(Mentor(id="c", name="Amy Ash"), Mentor(id="b", name="Bo Birch")),
    known_as=(("gone", "cy@h.example", "Cy Dogwood"), ("a", "", "Amy Elm")),
)


def test_only_people_in_the_role_are_meant() -> None:
    who = Who(PEOPLE)
    assert who.meant("Dr Amy Ash", ("mentee",)).one == "a"
    assert who.meant("Dr Amy Ash", ("mentor",)).one == "c"
    assert who.meant("Dr Amy Ash", ("mentee", "mentor")) == Meaning(("a", "c"), sure=False, how=How.NAME)
    assert who.meant("Birch, Bo", ("mentee", "mentor")).one == "b"
    assert who.meant("Elm, Amy", ("mentee",)).one == "a"
    assert who.meant("Elm, Amy", ("mentor",)).people == ()


def test_an_id_means_its_person_in_whatever_role() -> None:
    assert Who(PEOPLE).meant("a", ("mentor",)) == Meaning(("a",))
    assert Who(PEOPLE).ids == {"mentee": {"a", "b"}, "mentor": {"b", "c"}}


def test_who_left_and_who_joins_are_known() -> None:
    new = Mentee(id="new", name="Zelda Quince")
    who = Who(PEOPLE, [new])
    assert who.meant("cy@h.example", ("mentor",)).one == "gone"
    assert who.meant("Quince, Zelda", ("mentee",)).one == "new"
    assert who.meant("Quince, Zelda", ("mentor",)).people == ()
    assert who.soon["mentee"] == {"a", "b", "new"}
    assert who.soon["mentor"] == who.ids["mentor"]


def test_answers_count() -> None:
    assert Who(PEOPLE, meanings=[("Amy Ash", "c", False)]).meant("amy ash", ("mentee", "mentor")).one is None
    settled = Who(PEOPLE, meanings=[("Amy Ash", "c", False), ("Amy Ash", "a", True)])
    assert settled.meant("amy  ash", ("mentee", "mentor")).one == "a"
    assert Answers.of([("Amy", "a", True), ("AMY", "a", False)]).about("amy") == {"a": False}
