"""`GroupCount`: against the plain reading of it, and through everything that a matching goes through."""

from __future__ import annotations

import random
from itertools import combinations
from pathlib import Path

import pytest

import mentormatch as mm
from helpers.small_scheme import mentee, mentor
from mentormatch.errors import PolicyError, ProblemError
from mentormatch.rules import GroupCount
from mentormatch.text import folded

TRUSTS = ("Trust A", "Trust B", "Trust C")
CRITERION = {"name": "organisation", "kind": "same", "weight": 0}
FIELDS = ("organisation", "groups", "workplace", "seniority")


def spelt(draw: random.Random, word: str) -> str:
    return draw.choice([word, word.upper(), word.replace(" ", "  ")])


def scheme(draw: random.Random, n_mentees: int = 6, n_mentors: int = 4) -> mm.People:
    """People with values in several fields, of whom not all may meet."""

    def common() -> dict[str, object]:
        trust = draw.choice(["", *TRUSTS])
        return {
            "declared": {"organisation": spelt(draw, trust)} if trust else {},
            "groups": [spelt(draw, one) for one in draw.sample(TRUSTS, draw.randint(0, 2))],
            "workplace": spelt(draw, draw.choice(["", *TRUSTS])),
            "seniority": draw.choice([None, 1, 2, 3]),
        }

    mentees = [
        mentee(
            f"e{k}",
            **common(),
            avoids=[f"r{draw.randrange(n_mentors)}"],
            demand=draw.choice([1, 1, 2]),
            wants={"audit": draw.randint(1, 5)},
        )
        for k in range(n_mentees)
    ]
    mentors = [
        mentor(f"r{k}", **common(), capacity=draw.randint(0, 2), offers={"audit": draw.randint(1, 5)})
        for k in range(n_mentors)
    ]
    return mm.People(mentees=mentees, mentors=mentors)


def values(person: mm.Mentee | mm.Mentor, field: str) -> set[str]:
    own = person.declared.get(field) if field == "organisation" else getattr(person, field)
    listed = () if own is None else own if isinstance(own, tuple) else (str(own),)
    return {folded(one) for one in listed} - {""}


def keeps(people: mm.People, pairs: set[tuple[str, str]], rule: GroupCount) -> bool:
    """Return whether some pairs keep a rule, by its definition."""
    side, at = (people.mentees, 0) if rule.of == "mentees" else (people.mentors, 1)
    have = {one.id: values(one, rule.field) for one in side}
    together = (
        [{folded(one) for one in rule.value}]
        if rule.value
        else [{one} for one in set().union(*have.values())]
    )
    counts = [sum(bool(have[pair[at]] & group) for pair in pairs) for group in together]
    return all((rule.at_least or 0) <= n <= (99 if rule.at_most is None else rule.at_most) for n in counts)


def best(matching: mm.Matching, rules: list[GroupCount]) -> tuple[int, int] | None:
    """Return pairs and points of the best of all sets of pairs that keep the rules."""
    problem, found = matching.problem, []
    for size in range(problem.most_filled + 1):
        for chosen in combinations(range(problem.n_pairs), size):
            loads = [0] * problem.n_mentors
            wants = [0] * problem.n_mentees
            for pair in chosen:
                loads[problem.mentor[pair]] += 1
                wants[problem.mentee[pair]] += 1
            if any(map(int.__gt__, loads, problem.capacity.tolist())):
                continue
            if any(map(int.__gt__, wants, problem.demand.tolist())):
                continue
            ids = {
                (problem.mentee_ids[problem.mentee[one]], problem.mentor_ids[problem.mentor[one]])
                for one in chosen
            }
            if all(keeps(matching.people, ids, rule) for rule in rules):
                found.append((size, int(problem.score[list(chosen)].sum())))
    return max(found, default=None)


def drawn_rule(draw: random.Random, people: mm.People) -> GroupCount | None:
    of, field = draw.choice(["mentees", "mentors"]), draw.choice(FIELDS)
    known = sorted(set().union(*(values(one, field) for one in getattr(people, of))))
    if not known:
        return None
    value = draw.sample(known, min(len(known), draw.choice([0, 1, 2])))
    ends = draw.choice([{"at_most": draw.randint(0, 2)}, {"at_least": 1}, {"at_least": 1, "at_most": 2}])
    return GroupCount(field=field, of=of, value=value, **ends)


@pytest.mark.parametrize("seed", range(60))
def test_the_best_of_all_sets_of_pairs(seed: int) -> None:
    draw = random.Random(seed)
    people = scheme(draw, 4, 3)
    rules = [rule for rule in (drawn_rule(draw, people) for _ in range(2)) if rule is not None]
    expected = best(mm.match(people), rules)
    try:
        found = mm.match(people, mm.Policy(criteria=[CRITERION], rules=rules))
    except mm.InfeasibleError:
        assert expected is None
        return
    assert found.status is mm.Status.OPTIMAL
    assert (len(found.pair_ids), found.points) == expected
    assert all(keeps(people, set(found.pair_ids), rule) for rule in rules)


@pytest.mark.parametrize("seed", range(12))
def test_kept_through_saving_and_every_change(seed: int, tmp_path: Path) -> None:
    draw = random.Random(seed)
    rule = GroupCount(field="organisation", of=draw.choice(["mentees", "mentors"]), at_most=2)
    policy = mm.Policy(criteria=[CRITERION], rules=[rule])
    matching = mm.match(scheme(draw, 12, 8), policy).begin()
    for step in range(3):
        moves = draw.choice(matching.people.mentees)
        joins = mentor(f"n{step}", capacity=2, declared={"organisation": draw.choice(TRUSTS)})
        matching = mm.rematch(
            matching,
            [
                mm.Update(moves.replace(declared={"organisation": "trust a"})),
                mm.Join(joins),
                mm.Join(mentee(f"m{step}", declared={"organisation": "TRUST A"})),
            ],
        ).begin()
        assert keeps(matching.people, set(matching.pair_ids), rule)
        matching.save(tmp_path / "m.mm")
        matching = mm.Matching.load(tmp_path / "m.mm")
        assert matching.policy == policy


def people_of(n: int = 4) -> mm.People:
    return mm.People(
        mentees=[mentee(f"e{k}", declared={"organisation": "Trust A"}, seniority=k) for k in range(n)],
        mentors=[mentor("r1", capacity=9, postcode="LE1 7RH"), mentor("r2", capacity=9, postcode="LE1 9QQ")],
    )


def matched(**rule: object) -> mm.Matching:
    return mm.match(people_of(), mm.Policy(criteria=[CRITERION], rules=[{"rule": "GroupCount", **rule}]))


def test_numbers_and_the_outward_part_of_a_postcode_are_values() -> None:
    assert len(matched(field="seniority", value=[0, 1, 2], at_most=1).pair_ids) == 2
    assert len(matched(field="postcode", of="mentors", value="le1", at_most=3).pair_ids) == 3


def test_who_is_held_back_is_told_by_which_rule() -> None:
    found = matched(field="organisation", at_most=2)
    assert found.solution.certificate.proof == "prices"
    said = "at most 2 of 8 pairs of mentees with organisation 'Trust A' (rule GroupCount) may be chosen."
    one, _ = found.unmatched.detail
    assert one.endswith(said)
    (relaxed,) = (one for one in found.relax(found.unmatched.person_id[0]) if one.kind == "rule")
    assert relaxed.matched == 2


def test_a_floor_that_cannot_be_met_names_rule_and_value() -> None:
    with pytest.raises(
        mm.InfeasibleError, match=r"of mentees with organisation 'Trust A' \(rule GroupCount\) must"
    ):
        matched(field="organisation", at_least=5)


def test_a_value_that_nobody_has_is_named() -> None:
    with pytest.raises(
        PolicyError, match=r"no mentee has the organisation 'Trsut A' \(did you mean 'Trust A'\?\)"
    ):
        matched(field="organisation", value="Trsut A", at_most=1)
    with pytest.raises(PolicyError, match="no mentor has a value for organisation"):
        matched(field="organisation", of="mentors", at_most=1)


def test_the_last_with_a_value_may_leave() -> None:
    rule = GroupCount(field="seniority", value=[0, 1], at_most=1)
    before = mm.match(people_of(), mm.Policy(rules=[rule])).begin()
    after = mm.rematch(before, [mm.Leave("e0")])
    assert after.suspended[0].left == rule.replace(value=("1",))
    gone = mm.rematch(after, [mm.Leave("e1")])
    assert gone.suspended[0].left is None


@pytest.mark.parametrize(
    "given",
    [
        {"field": "organisation"},
        {"field": "organisation", "value": "", "at_most": 1},
        {"field": "organisation", "value": True, "at_most": 1},
        {"field": "organisation", "at_least": 2, "at_most": 1},
        {"at_most": 1},
    ],
)
def test_bad_rules(given: dict[str, object]) -> None:
    with pytest.raises(PolicyError):
        GroupCount(**given)


def test_a_field_that_is_not_known_is_named_with_the_nearest() -> None:
    with pytest.raises(PolicyError, match=r"'organisaton' is neither .* \(did you mean 'organisation'\?\)"):
        matched(field="organisaton", at_most=1)


def test_a_policy_file_is_read_as_it_was_written(tmp_path: Path) -> None:
    rules = [
        GroupCount(field="seniority", of="mentors", value=3, at_least=1),
        GroupCount(field="role", at_most=2),
    ]
    policy = mm.Policy(rules=rules)
    policy.to_toml(tmp_path / "policy.toml")
    assert mm.Policy.from_toml(tmp_path / "policy.toml") == policy


def test_a_problem_has_pair_counts_in_its_place() -> None:
    with pytest.raises(ProblemError, match="use PairCount with pairs"):
        mm.Problem(1, 1, [0], [0], [1], rules=[GroupCount(field="role", at_most=1)])
