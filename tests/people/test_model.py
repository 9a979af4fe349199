"""Everybody in a scheme, checked as a whole."""

from __future__ import annotations

from typing import Any

import pytest

from mentormatch.errors import RecordError
from mentormatch.people.model import Mentee, Mentor, People


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

    @pytest.mark.parametrize("pairs", [(("e1",),), (("e1", ""),), ((1, "r1"),), (("e1", "r\u200b1"),)])
    def test_bad_links(self, pairs: Any) -> None:
        with pytest.raises(RecordError):
            People(links=pairs)
        with pytest.raises(RecordError):
            People(dissolved=pairs)
