"""Everybody in a scheme, checked as a whole."""

from __future__ import annotations

import pickle
from typing import Any

import pytest

from mentormatch.errors import RecordError
from mentormatch.people.model import Mentee, Mentor, People, register_of


class TestPeople:
    def test_none_at_all(self) -> None:
        assert People().mentee_ids == ()

    def test_a_person_may_be_both(self) -> None:
        people = People(
            mentees=(Mentee(id="a", email="a@x.org"),), mentors=(Mentor(id="a", email="a@x.org"),)
        )
        assert people.mentee_ids == people.mentor_ids == ("a",)

    def test_in_id_order(self) -> None:
        people = People(mentees=(Mentee(id="b"), Mentee(id="a")), links=(("a", "b"),))
        assert people.in_id_order().mentee_ids == ("a", "b")
        assert people.in_id_order().links == (("a", "b"),)
        assert people.in_id_order().in_id_order() is not people

    def test_what_words_mean_is_found_out_once(self) -> None:
        people = People(
            mentees=(Mentee(id="b", independent_of=("Dr Amy Ash",)), Mentee(id="a", name="Amy Ash"))
        )
        register = register_of(people)
        assert register_of(people) is register_of(people.in_id_order()) is register
        assert register_of(people.with_same_names(links=(("a", "x"),))) is register
        assert register_of(people.replace(meanings=(("x", "a", True),))) is not register
        assert people == People(mentees=people.mentees)
        assert hash(people) == hash(People(mentees=people.mentees))
        assert people.model_dump() == People(mentees=people.mentees).model_dump()
        again = pickle.loads(pickle.dumps(people))  # noqa: S301
        assert again == people
        assert vars(again).keys() == People.model_fields.keys()

    def test_who_has_left_is_known(self) -> None:
        people = People(
            mentees=(Mentee(id="b", independent_of=("Dr Amy Ash",)),), known_as=(("a", "", "Amy Ash"),)
        )
        assert [one.means for one in people.resolved()] == [("a",)]
        assert People.model_validate_json(people.model_dump_json()) == people

    @pytest.mark.parametrize("pairs", [(("e1",),), (("e1", ""),), ((1, "r1"),), (("e1", "r\u200b1"),)])
    def test_bad_links(self, pairs: Any) -> None:
        with pytest.raises(RecordError):
            People(links=pairs)
        with pytest.raises(RecordError):
            People(dissolved=pairs)
