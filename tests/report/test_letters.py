"""Mail merge: a row holds one person and their own partners, whatever the pairs."""

from __future__ import annotations

from random import Random

import pytest

from helpers.small_scheme import mentee, mentor
from mentormatch.people.model import People
from mentormatch.report.letters import BETWEEN, letters


def scheme(random: Random) -> tuple[People, list[tuple[str, str]]]:
    """Return people with marks that occur nowhere else, some in both roles, and some pairs."""
    ids = [f"p{k}" for k in range(10)]

    def marked(one: str) -> dict[str, str]:
        return {"name": f"Name-{one}.", "email": f"{one}@h.example", "workplace": f"Ward-{one}."}

    people = People(
        mentees=tuple(mentee(one, **marked(one)) for one in ids[:6]),
        mentors=tuple(mentor(one, **marked(one)) for one in ids[4:]),
    )
    all_pairs = [(e, r) for e in ids[:6] for r in ids[4:] if e != r]
    return people, random.sample(all_pairs, random.randint(0, 12))


@pytest.mark.parametrize("seed", range(20))
def test_each_row_holds_the_person_and_their_partners_alone(seed: int) -> None:
    people, pairs = scheme(Random(seed))
    frame = letters(people, pairs)
    assert sorted(frame.id) == sorted({one for pair in pairs for one in pair})
    for row in frame.to_dict("records"):
        me = row["id"]
        mentors = sorted(r for e, r in pairs if e == me)
        mentees = sorted(e for e, r in pairs if r == me)
        assert row["email"] == f"{me}@h.example"
        for of, partners in (("mentors", mentors), ("mentees", mentees)):
            assert row[of].split(BETWEEN) == [f"Name-{one}." for one in partners] or not partners
            assert row[f"email_of_{of}"] == BETWEEN.join(f"{one}@h.example" for one in partners)
            assert row[f"about_{of}"] == BETWEEN.join(f"Name-{one}. (Ward-{one}.)" for one in partners)
        known = {me, *mentors, *mentees}
        text = " ".join(map(str, row.values()))
        assert not [one for one in {*people.mentee_ids, *people.mentor_ids} - known if f"-{one}." in text]


def test_who_has_no_name_or_address_is_called_by_id() -> None:
    people = People(mentees=(mentee("e1"),), mentors=(mentor("r1", name="Cy", role="GP"),))
    rows = letters(people, [("e1", "r1")]).set_index("id")
    assert rows.loc["r1", ["mentees", "email_of_mentees", "about_mentees"]].tolist() == ["e1", "", "e1"]
    assert rows.loc["e1", "about_mentors"] == "Cy (GP)"
