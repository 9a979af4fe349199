"""Changes to people: what they do, and what is wrong with them, all at once."""

import random

import pytest

import mentormatch as mm
from helpers.small_scheme import mentee, mentor, small_scheme
from mentormatch.changes.apply import apply_changes
from mentormatch.errors import ChangeError, RecordError

PAIRS = (("e1", "r1"), ("e3", "r2"))


def errors(*changes: object) -> tuple[str, ...]:
    with pytest.raises(ChangeError) as caught:
        apply_changes(small_scheme(), PAIRS, changes)
    return caught.value.problems


def test_all_changes_at_once() -> None:
    before = small_scheme()
    after = apply_changes(
        before,
        PAIRS,
        [
            mm.Dissolve("e1", "r1"),
            mm.Complete("e3", "r2"),
            mm.Avoid("e2", "r3"),
            mm.Leave("e4"),
            mm.Join(mentee("e5")),
            mm.Update(mentor("r3", capacity=4)),
        ],
    )
    assert after.people.mentee_ids == ("e1", "e2", "e3", "e5")
    assert after.people.dissolved == (("e1", "r1"),)
    states = mm.PairState
    assert after.became == {states.DISSOLVED: (("e1", "r1"),), states.COMPLETED: (("e3", "r2"),)}
    assert (after.ended, after.short) == ({("e1", "r1"), ("e3", "r2")}, {"e1"})
    people = {person.id: person for person in after.people.mentees}
    assert people["e3"].demand == 0
    assert after.people.avoided == (("e2", "r3"),)
    assert after.people.mentors[2].capacity == 4
    assert after.mentees == {"e3", "e5"}
    assert after.mentors == {"r3"}
    assert before == small_scheme()


def test_nothing_changes() -> None:
    after = apply_changes(small_scheme(), PAIRS, [])
    assert after.people == small_scheme()
    assert after.mentees == after.mentors == frozenset()


def test_a_person_in_both_roles_leaves_one_or_both() -> None:
    both = mm.People(mentees=(mentee("a"), mentee("b")), mentors=(mentor("a"),))
    assert apply_changes(both, (), [mm.Leave("a", "mentor")]).people.mentee_ids == ("a", "b")
    assert apply_changes(both, (), [mm.Leave("a", "mentor")]).people.mentor_ids == ()
    gone = apply_changes(both, (), [mm.Leave("a")]).people
    assert (gone.mentee_ids, gone.mentor_ids) == (("b",), ())


def test_avoiding_a_person_who_joins() -> None:
    after = apply_changes(small_scheme(), PAIRS, [mm.Avoid("e9", "r1"), mm.Join(mentee("e9"))])
    assert after.people.avoided == (("e9", "r1"),)


def test_the_order_of_changes_does_not_matter() -> None:
    changes = [
        mm.Complete("e3", "r2"),
        mm.Update(mentee("e3", demand=2)),
        mm.Avoid("e3", "r1"),
        mm.Leave("r1"),
    ]
    assert apply_changes(small_scheme(), PAIRS, changes) == apply_changes(
        small_scheme(), PAIRS, changes[::-1]
    )
    assert apply_changes(small_scheme(), PAIRS, changes).people.mentees[2].demand == 1


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (mm.Dissolve("e1", "r2"), "Dissolve(e1, r2): they are not a pair"),
        (mm.Complete("e2", "r2"), "Complete(e2, r2): they are not a pair"),
        (
            mm.Extend("e11", "r1"),
            "Extend(e11, r1): there is no mentee with the id 'e11' (did you mean 'e1'?)",
        ),
        (mm.Avoid("e1", "x"), "Avoid(e1, x): there is no mentor with the id 'x'"),
        (mm.Leave("r1", "mentee"), "Leave(r1, mentee): there is no mentee with that id"),
        (mm.Leave("zz"), "Leave(zz): there is no mentee or mentor with that id"),
        (mm.Join(mentee("e1")), "Join(mentee e1): there is already a mentee with that id; to change"),
        (mm.Update(mentor("e1")), "Update(mentor e1): there is no mentor with that id"),
        (mm.Dissolve(0, 1), "Dissolve(0, 1): there is no mentee with the id '0'"),
        (mm.Join(mm.Entry(role="mentee", partners=[], scores=[])), "an Entry is for arrays; give a Mentee"),
        ("dissolve", "change 0 is a str, not one of mentormatch's changes"),
    ],
)  # fmt: skip
def test_changes_that_do_not_fit(change: object, said: str) -> None:
    assert said in errors(change)[0]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ([mm.Dissolve("e1", "r1")] * 2, "Dissolve(e1, r1): is given 2 times"),
        ([mm.Join(mentee("e9"))] * 3, "Join(mentee e9): is given 3 times"),
        ([mm.Dissolve("e1", "r1"), mm.Complete("e1", "r1")], "Complete(e1, r1): it is also dissolved"),
        ([mm.Dissolve("e1", "r1"), mm.Extend("e1", "r1")], "Extend(e1, r1): it also ends"),
        (
            [mm.Avoid("e1", "r1"), mm.Extend("e1", "r1")],
            "Extend(e1, r1): the two are also to avoid each other",
        ),
        ([mm.Leave("r1"), mm.Extend("e1", "r1")], "Extend(e1, r1): mentor r1 also leaves"),
        ([mm.Leave("e1"), mm.Update(mentee("e1"))], "Update(mentee e1): they also leave"),
    ],
)
def test_changes_that_contradict_each_other(changes: list[object], said: str) -> None:
    assert errors(*changes) == (said,)


def test_every_fault_is_named_and_very_many_are_counted() -> None:
    found = errors(*(mm.Leave(f"nobody-{k}") for k in range(60)))
    assert len(found) == 51
    assert found[-1] == "and 10 more"


def test_people_who_do_not_fit_together_afterwards() -> None:
    with pytest.raises(RecordError, match="differs from another id only in case"):
        apply_changes(small_scheme(), PAIRS, [mm.Join(mentee("E1"))])


@pytest.mark.parametrize("kind", [mm.Dissolve, mm.Avoid, mm.Extend, mm.Complete])
def test_no_reason_is_taken(kind: type) -> None:
    with pytest.raises(ChangeError) as caught:
        kind("e1", "r1", reason="canary-of-a-reason")
    assert caught.value.problems == (
        f"{kind.__name__}: reason is not a field; note that changes have no field for a reason",
    )
    with pytest.raises(ChangeError) as caught:
        kind.model_validate({"mentee": "e1", "mentor": ["canary-of-a-reason"]})
    assert "canary" not in str(caught.value)


def test_changes_are_frozen_and_compared_by_what_they_say() -> None:
    assert mm.Dissolve("e1", "r1") == mm.Dissolve(mentee="e1", mentor="r1") != mm.Avoid("e1", "r1")
    assert len({mm.Leave("e1"), mm.Leave("e1", "mentee"), mm.Leave("e1")}) == 2
    with pytest.raises(ValueError, match="frozen"):
        mm.Dissolve("e1", "r1").mentee = "e2"


NAMES = [
    f"{given} {family}"
    for given in ("Amy", "Bo", "Cyd", "Dee")
    for family in ("Ashworth", "Birchall", "Elmslie")
]


@pytest.mark.parametrize("seed", range(40))
def test_reporting_lines_outlive_people_however_they_were_written(seed: int) -> None:
    rng = random.Random(seed)
    ids = [f"e{k}" for k in range(5)] + [f"r{k}" for k in range(5)]
    name = dict(zip(ids, rng.sample(NAMES, len(ids)), strict=True))

    def reference(person: str) -> str:
        given, family = name[person].split()
        return rng.choice([person, f"Dr {name[person]}", f"{family}, {given} (manager)", person.upper()])

    def others(person: str) -> list[str]:
        return [reference(one) for one in rng.sample(ids, 2) if one != person]

    people = mm.People(
        mentees=tuple(mentee(one, name=name[one], independent_of=others(one)) for one in ids[:5]),
        mentors=tuple(
            mentor(one, name=name[one], independent_of=others(one), supervises=others(one)) for one in ids[5:]
        ),
        links=[(reference(rng.choice(ids)), reference(rng.choice(ids)))],
    )
    limits = mm.Limits(independence_levels=rng.choice([1, 2, 3]))
    gone = set(rng.sample(ids, 2))
    after = apply_changes(people, (), [mm.Leave(one) for one in gone]).people

    def allowed(some: mm.People) -> set[tuple[str, str]]:
        found = mm.find_candidates(some, mm.Policy(limits=limits))
        pairs = zip(found.mentee.tolist(), found.mentor.tolist(), strict=True)
        return {(some.mentee_ids[i], some.mentor_ids[j]) for i, j in pairs}

    before = {pair for pair in allowed(people) if not gone & set(pair)}
    assert allowed(after) == before
