"""Changes that name people by name: certain ones are as good as ids, others are refused or forbid."""

from __future__ import annotations

import random

import pandas as pd
import pytest

import mentormatch as mm
from helpers.small_scheme import mentee, mentor
from mentormatch.changes.apply import apply_changes
from mentormatch.errors import ReadingWarning
from mentormatch.tables.read_changes import read_change_tables

GIVEN = ("Amy", "Bob", "Siân", "José", "Priya", "Olusegun", "Wei", "Zoë")
FAMILY = ("Ashworth", "Birchall", "Corcoran", "Dogwood", "Elmslie", "Fairfax")
COLUMNS = ("change", "mentee", "mentor", "person", "role")


pytestmark = pytest.mark.filterwarnings("ignore::mentormatch.errors.ReadingWarning")


def scheme(draw: random.Random) -> mm.Matching:
    """Return a matching of five mentees with five mentors of different names."""
    names = draw.sample([f"{given} {family}" for given in GIVEN for family in FAMILY], 10)
    email = [f"{name.replace(' ', '.').lower()}@h.example" for name in names]
    people = mm.People(
        mentees=[mentee(f"staff-{k}", name=names[k], email=email[k]) for k in range(5)],
        mentors=[mentor(f"staff-{k}", name=names[k], email=email[k]) for k in range(5, 10)],
    )
    return mm.match(people).begin()


def exact(draw: random.Random, person: mm.Mentee | mm.Mentor) -> str:
    given, family = person.name.split()
    ways = [
        person.id, person.id.upper(), person.id.replace("-", "\u2013"), f"#{person.id}", person.name,
        f"Dr {person.name}", f"{family}, {given}", f"{person.name} (Ward 5)", person.email,
        f"{person.name} <{person.email}>", f"mailto:{person.email}", f"Prof. {family.upper()}, {given} FRCP",
    ]  # fmt: skip
    return draw.choice([way for way in ways if way])


def doubtful(draw: random.Random, person: mm.Mentee | mm.Mentor) -> str:
    given, family = person.name.split()
    return draw.choice(
        [f"{given[0]}. {family}", f"Dr {family}", f"{family} {given[0]}", f"{given} {family}q"]
    )


def drawn(draw: random.Random, matching: mm.Matching) -> tuple[str, dict[str, mm.Mentee | mm.Mentor]]:
    """Return a kind of change and whom it is about."""
    who = {one.id: one for one in (*matching.people.mentees, *matching.people.mentors)}
    kind = draw.choice(["dissolve", "avoid", "extend", "complete", "leave"])
    if kind == "leave":
        return kind, {"person": who[draw.choice(sorted(who))]}
    pair = draw.choice(matching.pair_ids)
    if kind == "avoid":
        pair = draw.choice(matching.people.mentee_ids), draw.choice(matching.people.mentor_ids)
    return kind, {"mentee": who[pair[0]], "mentor": who[pair[1]]}


def change(kind: str, named: dict[str, str]) -> mm.Change:
    kinds = {"dissolve": mm.Dissolve, "avoid": mm.Avoid, "extend": mm.Extend, "complete": mm.Complete}
    return mm.Leave(named["person"]) if kind == "leave" else kinds[kind](**named)


def table(kind: str, named: dict[str, str]) -> pd.DataFrame:
    return pd.DataFrame([{name: named.get(name, "") for name in COLUMNS} | {"change": kind}], dtype=str)


@pytest.mark.parametrize("seed", range(150))
def test_a_certain_name_is_as_good_as_an_id(seed: int) -> None:
    draw = random.Random(seed)
    matching = scheme(draw)
    kind, who = drawn(draw, matching)
    by_id = change(kind, {part: one.id for part, one in who.items()})
    named = {part: exact(draw, one) for part, one in who.items()}
    expected = apply_changes(matching.people, matching.pair_ids, [by_id])
    assert apply_changes(matching.people, matching.pair_ids, [change(kind, named)]) == expected
    reading = read_change_tables(table(kind, named), matching=matching)
    assert reading.changes == (by_id,)
    means = {(one.written, one.means, one.sure) for one in reading.resolved}
    assert means == {(named[part], (one.id,), True) for part, one in who.items() if named[part] != one.id}
    assert len(reading.warnings) == len([part for part, one in who.items() if named[part] != one.id])


@pytest.mark.parametrize("seed", range(150))
def test_what_is_not_certain_is_refused_but_forbids(seed: int) -> None:
    draw = random.Random(seed)
    matching = scheme(draw)
    kind, who = drawn(draw, matching)
    part = draw.choice(sorted(who))
    named = {name: doubtful(draw, one) if name == part else one.id for name, one in who.items()}
    if kind != "avoid":
        with pytest.raises(mm.ChangeError, match=who[part].id):
            mm.rematch(matching, [change(kind, named)])
        with pytest.raises(mm.RecordError) as caught:
            mm.read_changes(table(kind, named), matching=matching)
        (problem,) = caught.value.problems
        assert (problem.row, problem.column) == (2, part)
        assert who[part].id in problem.wrong
        return
    (avoid,) = read_change_tables(table(kind, named), matching=matching).changes
    again = mm.rematch(matching, [avoid])
    pair = who["mentee"].id, who["mentor"].id
    assert pair not in again.pair_ids
    assert [reason.code for reason in mm.why_not(again.people, again.policy, *pair)] == ["avoids"]
    # Until somebody says who is meant, and whoever joins meanwhile.
    settled = mm.rematch(again, [mm.Settle(named[part], who[part].id, same=False)])
    assert not mm.why_not(settled.people, settled.policy, *pair)


def test_several_people_are_named_by_their_ids() -> None:
    people = mm.People(
        mentees=[mentee("e1")],
        mentors=[mentor("r1", name="Cy Dogwood"), mentor("r2", name="Cy Dogwood"), mentor("r3")],
    )
    with pytest.raises(mm.ChangeError) as caught:
        apply_changes(people, (), [mm.Leave("Dr Cy Dogwood")])
    (said,) = caught.value.problems
    assert said.startswith(
        "Leave(Dr Cy Dogwood): what is given as person may mean r1, r2 (name), and a change"
    )
    assert said.endswith("the id of one person, or an answer in the table given by --same-people")
    answered = [mm.Leave("Dr Cy Dogwood"), mm.Settle("dr cy dogwood", "r2")]
    assert apply_changes(people, (), answered).people.mentor_ids == ("r1", "r3")
    both = apply_changes(people, (), [mm.Avoid("e1", "Cy Dogwood")]).people
    policy = mm.Policy()
    assert [bool(mm.why_not(both, policy, "e1", one)) for one in ("r1", "r2", "r3")] == [True, True, False]


def test_the_role_may_tell_who_is_meant() -> None:
    people = mm.People(mentees=[mentee("e1", name="Amy Ash")], mentors=[mentor("r1", name="Amy Ash")])
    changes = [mm.Avoid("Ash, Amy", "Dr Amy Ash")]
    assert apply_changes(people, (), changes).people.avoided == (("e1", "r1"),)


def test_nobody_is_meant_by_the_name_of_an_outsider() -> None:
    people = mm.People(mentees=[mentee("e1", name="Amy Ash")], mentors=[mentor("r1", name="Bo Elm")])
    for unknown in (mm.Avoid("e1", "Zelda Quince"), mm.Leave("Zelda Quince"), mm.Avoid("e1", "e1x")):
        with pytest.raises(mm.ChangeError, match="there is no"):
            apply_changes(people, (), [unknown])


def test_who_joins_may_be_named() -> None:
    people = mm.People(mentees=[mentee("e1")], mentors=[mentor("r1")])
    new = mm.Join(mentor("r2", name="Zelda Quince"))
    assert apply_changes(people, (), [mm.Avoid("e1", "Quince, Zelda"), new]).people.avoided == (("e1", "r2"),)


def test_contradictions_are_found_behind_names() -> None:
    draw = random.Random(0)
    matching = scheme(draw)
    pair = matching.pair_ids[0]
    name = {one.id: one.name for one in (*matching.people.mentees, *matching.people.mentors)}
    with pytest.raises(mm.ChangeError, match="it also ends"):
        mm.rematch(matching, [mm.Dissolve(*pair), mm.Extend(name[pair[0]], name[pair[1]])])


def test_answers_that_contradict_each_other_are_refused() -> None:
    people = mm.People(mentees=[mentee("e1")], mentors=[mentor("r1")])
    answers = [mm.Settle("Cy", "r1"), mm.Settle("CY", "r1", same=False)]
    with pytest.raises(mm.ChangeError, match="is answered by both yes and no"):
        apply_changes(people, (), answers)
    once = apply_changes(people, (), [answers[0], answers[0]]).people
    assert once.meanings == (("Cy", "r1", True),)
    assert apply_changes(once, (), answers[1:]).people.meanings == (("CY", "r1", False),)


def test_a_python_warning_says_whom_names_mean() -> None:
    matching = scheme(random.Random(1))
    person = matching.people.mentors[0]
    with pytest.warns(ReadingWarning, match=rf"changes\[0\], person: is taken to mean {person.id} \(name\)"):
        mm.rematch(matching, [mm.Leave(f"Dr {person.name}")])


def test_rows_of_those_who_join_and_change_are_found_by_name() -> None:
    matching = scheme(random.Random(2))
    known, other = matching.people.mentees[:2]
    changes = pd.DataFrame(
        [{"change": "join", "person": "Quince, Zelda"}, {"change": "update", "person": f"Dr {known.name}"}]
    )
    mentees = pd.DataFrame({
        "id": ["new", known.id], "name": ["Zelda Quince", ""], "consent": ["yes", "yes"],
        "prefers": [f"Prof {matching.people.mentors[0].name}", ""], "avoids": [f"Dr {other.name}", ""],
    })  # fmt: skip
    reading = read_change_tables(changes, matching=matching, mentees=mentees)
    joined, updated = (one.person for one in reading.changes)
    assert (joined.id, joined.prefers) == ("new", (matching.people.mentors[0].id,))
    assert (updated.id, updated.name) == (known.id, "")
    assert {one.written: one.means for one in reading.resolved} == {f"Dr {other.name}": (other.id,)}
    # Who has another name now, or none, is still found by the old one.
    again = mm.rematch(matching, [*reading.changes, mm.Avoid(known.name, matching.people.mentors[1].id)])
    assert again.people.avoided == ((known.id, matching.people.mentors[1].id),)
    later = mm.rematch(again, [mm.Leave(f"Ms {known.name}")])
    assert known.id not in later.people.mentee_ids


def test_kinds_that_name_nobody_stay_as_they_are() -> None:
    settle = mm.Settle("Cy", "r1")
    assert settle.subjects() == ()
    assert settle.in_words() == "Settle(Cy, r1, True)"
    with pytest.raises(mm.ChangeError, match="same"):
        mm.Settle("Cy", "r1", same="perhaps")
    state = mm.solve(mm.Problem(1, 1, [0], [0], [1]), keep_state=True).state
    with pytest.raises(mm.ChangeError, match="by index"):
        mm.repair(state, [settle])
