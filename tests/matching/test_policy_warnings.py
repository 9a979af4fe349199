"""Warnings that need the policy: tags read as typing errors, limits without locations."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentormatch.matching.policy_warnings import policy_warnings, tags_table
from mentormatch.people.model import People
from mentormatch.people.person import Mentee, Mentor
from mentormatch.people.places import Location
from mentormatch.policy import Limits, Policy, Scoring
from mentormatch.scoring.declared import tags_given

HERE = Location(latitude=51.5, longitude=-0.1)


def tagged(*tags: tuple[str, ...]) -> tuple[Mentor, ...]:
    return tuple(Mentor(id=f"r{k}", professional_tags=own) for k, own in enumerate(tags, start=1))


class TestTags:
    def test_each_mended_tag_is_said_with_its_person(self) -> None:
        people = People(
            mentees=(Mentee(id="e1"), Mentee(id="e2", professional_tags=("Endocrinollogy", "safeguarding"))),
            mentors=tagged(("endocrinology",), ("endocrinology", "safeguardings"), ("safeguarding",)),
        )
        first, second = policy_warnings(people, Policy())
        assert (first.file, first.row, first.id) == ("mentees", 2, "e2")
        assert (first.column, first.value) == ("professional_tags", "Endocrinollogy")
        assert "read as 'endocrinology'" in first.wrong
        assert "synonyms" in first.expected
        assert (second.file, second.row, second.id, second.value) == ("mentors", 2, "r2", "safeguardings")

    def test_a_person_in_both_tables_is_told_once_until_the_tag_is_protected(self) -> None:
        own = ("endocrinollogy",)
        people = People(
            mentees=(Mentee(id="x", professional_tags=own),),
            mentors=(*tagged(("endocrinology",), ("endocrinology",)), Mentor(id="x", professional_tags=own)),
        )
        (only,) = policy_warnings(people, Policy())
        assert (only.file, only.id) == ("mentees", "x")
        synonyms = {"endocrinollogy": "endocrinollogy"}
        assert policy_warnings(people, Policy(scoring=Scoring(synonyms=synonyms))) == []


@pytest.mark.parametrize("kind", ["shared", "same", "different"])
@pytest.mark.parametrize("seed", range(5))
class TestDeclared:
    """Entries of declared criteria are listed as what they score."""

    def people(self, seed: int, holds: type) -> People:
        draw = random.Random(seed)
        words = [f"{word} clinics" for word in ("communication", "endocrinology", "safeguarding")]
        given = [draw.choice(words) for _ in range(12)] + [word.replace("n", "nn", 1) for word in words]
        own = [{"topics": (word,) if holds is tuple else word} for word in given]
        return People(
            mentees=[Mentee(id=f"e{k}", declared=one) for k, one in enumerate(own)],
            mentors=[Mentor(id=f"r{k}", declared=one) for k, one in enumerate(own[:12])],
        )

    def test_what_is_listed_is_what_counts_as_another_one(self, kind: str, seed: int) -> None:
        people = self.people(seed, tuple if kind == "shared" else str)
        policy = Policy(criteria=[{"name": "topics", "kind": kind}])
        columns = tags_table(people, policy)
        table = dict(zip(columns["written"], columns["read_as"], strict=True))
        warned = {(one.column, one.value) for one in policy_warnings(people, policy)}
        assert warned == {("topics", word) for word in table}
        (entries,) = [one for one in tags_given(people, policy) if one.name == "topics"]
        spelling = entries.table(policy.scoring)[1]
        assert table == {tag: form for tag in spelling.counts if (form := spelling.form(tag)) != tag}
        assert table

    def test_a_criterion_that_does_not_score_says_nothing(self, kind: str, seed: int) -> None:
        people = self.people(seed, tuple if kind == "shared" else str)
        policy = Policy(criteria=[{"name": "topics", "kind": kind, "weight": 0}])
        assert not any(map(len, tags_table(people, policy).values()))
        assert policy_warnings(people, policy) == []


class TestTable:
    def test_it_counts_people_by_what_they_wrote(self) -> None:
        people = People(
            mentees=(
                Mentee(id="e1", professional_tags=("A&E", "pathways"), values=("Pathways",)),
                Mentee(id="e2", professional_tags=("a&e", "Endocrinollogy")),
                Mentee(id="e3", professional_tags=("A&E",), personal_tags=("A&E",)),
            ),
            mentors=tagged(("endocrinology", "pathway"), ("endocrinology", "pathway")),
        )
        table = tags_table(people, Policy())
        assert table == {
            "written": ["A&E", "Endocrinollogy", "pathways"],
            "read_as": ["emergency medicine", "endocrinology", "pathway"],
            "people": [3, 1, 1],
        }
        nothing = tags_table(people.replace(mentees=()), Policy())
        assert nothing == {"written": [], "read_as": [], "people": []}


class TestLimits:
    def test_those_without_a_location_are_counted_for_each_table(self) -> None:
        people = People(
            mentees=(
                Mentee(id="e1", max_km=10),
                Mentee(id="e2", max_km=10, online=True),
                Mentee(id="e3", max_km=10, location=HERE),
                Mentee(id="e4"),
            ),
            mentors=(Mentor(id="r1"), Mentor(id="r2", location=HERE)),
        )
        mentees, mentors = policy_warnings(people, Policy())
        assert mentees.wrong.startswith("no location is known for 2 of 4 mentees")
        assert mentees.wrong.endswith("which 1 of them may not")
        assert mentors.wrong.startswith("no location is known for 1 of 2 mentors")

    @given(st.lists(st.tuples(st.booleans(), st.booleans()), min_size=1), st.booleans())
    def test_without_any_limit_nothing_is_said(self, given: list[tuple[bool, bool]], by_policy: bool) -> None:
        mentees = tuple(
            Mentee(id=f"e{k}", location=HERE if placed else None, online=online)
            for k, (placed, online) in enumerate(given)
        )
        people = People(mentees=mentees, mentors=(Mentor(id="r1", location=HERE),))
        found = policy_warnings(people, Policy(limits=Limits(max_km=20 if by_policy else None)))
        lacking = [mentee for mentee in mentees if mentee.location is None]
        assert len(found) == int(by_policy and bool(lacking))
        for one in found:
            assert f"for {len(lacking)} of {len(mentees)} mentees" in one.wrong
            not_online = sum(not m.online for m in lacking)
            which = f"{not_online} of them may not" if not_online else "all of them may"
            assert one.wrong.endswith(f"online, which {which}")

    def test_the_limit_of_a_mentor_asks_for_the_location_of_every_mentee(self) -> None:
        people = People(mentees=(Mentee(id="e1"),), mentors=(Mentor(id="r1", max_km=5, location=HERE),))
        (only,) = policy_warnings(people, Policy())
        assert only.file == "mentees"
