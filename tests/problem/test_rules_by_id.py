"""Rules that name people by name: certain ones are as good as ids, doubt forbids or is refused."""

from __future__ import annotations

import random
from itertools import combinations
from pathlib import Path

import pytest

import mentormatch as mm
from helpers.small_scheme import mentee, mentor
from mentormatch.errors import ReadingWarning
from mentormatch.people.who import Who
from mentormatch.problem.rules_by_id import policy_by_id, without_doubt

GIVEN = ("Amy", "Bob", "Siân", "José", "Priya", "Olusegun", "Wei", "Zoë")
FAMILY = ("Ashworth", "Birchall", "Corcoran", "Dogwood", "Elmslie", "Fairfax")


pytestmark = pytest.mark.filterwarnings("ignore::mentormatch.errors.ReadingWarning")


def scheme(draw: random.Random) -> mm.People:
    names = draw.sample([f"{given} {family}" for given in GIVEN for family in FAMILY], 10)
    return mm.People(
        mentees=[mentee(f"e{k}", name=names[k], email=f"e{k}@h.example") for k in range(5)],
        mentors=[mentor(f"r{k}", name=names[k], capacity=3, email=f"r{k}@h.example") for k in range(5, 10)],
    )


def exact(draw: random.Random, person: mm.Mentee | mm.Mentor) -> str:
    given, family = person.name.split()
    return draw.choice(
        [
            person.id,
            person.id.upper(),
            person.name,
            f"Dr {person.name}",
            f"{family}, {given}",
            str(person.email),
        ]
    )


def doubtful(draw: random.Random, person: mm.Mentee | mm.Mentor) -> str:
    given, family = person.name.split()
    return draw.choice([f"{given[0]}. {family}", f"Dr {family}", f"{given} {family}q"])


def rules(names: dict[str, str]) -> list[dict[str, object]]:
    """Return one rule of each kind that names people."""
    n = names
    return [
        {"rule": "Require", "pair": [n["e0"], n["r5"]]},
        {"rule": "Forbid", "pair": [n["e1"], n["r5"]]},
        {"rule": "Keep", "pairs": [[n["e0"], n["r5"]]]},
        {"rule": "MinimumLoad", "mentor": n["r6"], "load": 1},
        {"rule": "MinimumLoadIfUsed", "mentor": n["r7"], "load": 2},
        {"rule": "KeepApart", "mentees": [n["e1"], n["e2"], n["e3"]]},
        {"rule": "KeepApart", "mentors": [n["r8"], n["r9"]]},
        {"rule": "KeepTogether", "mentees": [n["e3"], n["e4"]]},
        {"rule": "PairCount", "pairs": [[n["e1"], n["r6"]], [n["e2"], n["r7"]]], "at_most": 1},
        {"rule": "Hours", "hours": 2, "budget": {n["r5"]: 6, n["r9"]: 2}},
    ]


@pytest.mark.parametrize("seed", range(60))
def test_certain_names_are_as_good_as_ids(seed: int) -> None:
    draw = random.Random(seed)
    people = scheme(draw)
    who = {one.id: one for one in (*people.mentees, *people.mentors)}
    by_id = mm.Policy(rules=rules({one: one for one in who}))
    named = mm.Policy(rules=rules({one: exact(draw, person) for one, person in who.items()}))
    found = policy_by_id(people, named)
    assert found.policy == by_id
    assert all(one.sure for one in found.resolved)
    matching = mm.match(people, named)
    assert matching.policy == by_id
    assert matching.problem.rules == mm.match(people, by_id).problem.rules


@pytest.mark.parametrize("seed", range(60))
def test_a_rule_that_asks_for_something_has_to_be_certain(seed: int) -> None:
    draw = random.Random(seed)
    people = scheme(draw)
    who = {one.id: one for one in (*people.mentees, *people.mentors)}
    written: dict[str, str] = {}
    for one, person in who.items():
        words = doubtful(draw, person)
        written[one] = f"{person.name}q" if words in written.values() else words
    for rule, one in zip(
        rules(written), ("e0", "e1", "e0", "r6", "r7", "e1", "r8", "e3", "e1", "r5"), strict=True
    ):
        policy = mm.Policy(rules=[rule])
        if rule["rule"] in {"Forbid", "KeepApart"}:
            assert policy_by_id(people, policy).policy == policy
            continue
        with pytest.raises(mm.PolicyError, match=rf"may mean .*\b{one}\b.*give the id of one men"):
            mm.match(people, policy)


def people_of_one_name() -> mm.People:
    names = {"e1": "Amy Ash", "e2": "Anna Ash", "e3": "Bo Birch", "r1": "Cy Dogwood", "r2": "Clare Dogwood"}
    return mm.People(
        mentees=[mentee(one, name=name) for one, name in names.items() if one[0] == "e"],
        mentors=[mentor(one, name=name, capacity=3) for one, name in names.items() if one[0] == "r"],
    )


def test_doubt_forbids_each_who_may_be_meant(tmp_path: Path) -> None:
    policy = mm.Policy(rules=[{"rule": "Forbid", "pair": ["A. Ash", "Dogwood"]}])
    matching = mm.match(people_of_one_name(), policy)
    assert {one for one, _ in matching.pair_ids} == {"e3"}
    matching.save(tmp_path / "m.mm")
    loaded = mm.Matching.load(tmp_path / "m.mm")
    assert (loaded.pair_ids, loaded.policy) == (matching.pair_ids, policy)
    # Somebody who joins may be meant, too; an answer settles who is.
    new = mm.Join(mentor("r3", name="Carl Dogwood", capacity=3))
    assert {one for one, _ in mm.rematch(loaded, [new]).pair_ids} == {"e3"}
    answers = [mm.Settle("dogwood", "r1"), mm.Settle("A. Ash", "e2")]
    pairs = mm.rematch(loaded, [new, *answers]).problem.rules
    assert len(pairs) == 1
    with pytest.raises(mm.PolicyError, match="there is no mentor 'Zelda Quince'"):
        mm.match(people_of_one_name(), mm.Policy(rules=[{"rule": "Forbid", "pair": ["e1", "Zelda Quince"]}]))


@pytest.mark.parametrize("seed", range(40))
def test_doubt_keeps_apart_whoever_is_meant(seed: int) -> None:
    """Whatever the words turn out to mean, the rule that then is the right one holds."""
    draw = random.Random(seed)
    people = scheme(draw)
    people = people.replace(
        mentees=tuple(one.replace(name=f"{one.name[0]}anna {one.name.split()[1]}") for one in people.mentees)
    )
    named = draw.sample([*people.mentees], 3)
    words = tuple(dict.fromkeys(draw.choice([one.id, doubtful(draw, one), one.name]) for one in named))
    policy = mm.Policy(rules=[mm.rules.KeepApart(mentees=words)])
    register = {word: [o.id for o in people.mentees if may_be(word, o)] for word in words}
    apart = {frozenset(rule.mentees) for rule in without_doubt(Who(people), *policy.rules)}
    together = {frozenset(two) for some in apart for two in combinations(some, 2)}
    wanted = {
        frozenset((one, other))
        for first, second in combinations(words, 2)
        for one in register[first]
        for other in register[second]
        if one != other
    }
    assert wanted == together


def may_be(word: str, person: mm.Mentee) -> bool:
    """Return whether the words are the id, or agree with the name as the spellings above are drawn."""
    given, family = person.name.split()
    if word in {person.id, person.name}:
        return True
    parts = word.replace("Dr ", "").replace(". ", " ").split()
    if len(parts) == 1:
        return parts[0] == family
    if len(parts[0]) == 1:
        return (parts[0], parts[1]) == (given[0], family)
    return (parts[0], parts[1]) == (given, f"{family}q")


def test_a_rule_may_not_name_a_person_twice_behind_names() -> None:
    people = people_of_one_name()
    for rule in (
        {"rule": "KeepTogether", "mentees": ["e1", "Amy Ash"]},
        {"rule": "Hours", "hours": 1, "budget": {"r1": 2, "Dr Cy Dogwood": 3}},
    ):
        with pytest.raises(mm.PolicyError, match="twice"):
            mm.match(people, mm.Policy(rules=[rule]))


def test_what_nobody_sees_is_refused_in_rules() -> None:
    policy = mm.Policy(rules=[{"rule": "Forbid", "pair": ["e1", "r1\u3164"]}])
    with pytest.raises(mm.PolicyError, match=r"U\+3164"):
        mm.match(people_of_one_name(), policy)


def test_a_policy_without_names_is_the_same_policy() -> None:
    policy = mm.Policy(rules=[{"rule": "Forbid", "pair": ["e1", "r1"]}])
    assert policy_by_id(people_of_one_name(), policy).policy is policy


def test_a_python_warning_says_whom_names_mean() -> None:
    policy = mm.Policy(rules=[{"rule": "Forbid", "pair": ["e1", "Dr Cy Dogwood"]}])
    with pytest.warns(ReadingWarning, match=r"rules: is taken to mean r1 \(name\)"):
        mm.match(people_of_one_name(), policy)


def test_who_has_left_is_still_known_by_name() -> None:
    policy = mm.Policy(rules=[{"rule": "Forbid", "pair": ["e1", "Dr Cy Dogwood"]}])
    before = mm.match(people_of_one_name(), policy)
    after = mm.rematch(before, [mm.Join(mentor("r4", name="Gus Fir"))], policy)
    assert after.policy == before.policy
    assert after.policy.rules[0].pair == ("e1", "r1")
