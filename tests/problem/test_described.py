"""Rules over groups, workplaces and job roles: the pairs that a plain reading of them gives."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

import mentormatch as mm
from helpers.command_line import run
from helpers.small_scheme import mentee, mentor
from mentormatch.cli.console import BAD_POLICY, PROVED
from mentormatch.engine.network.solve import unsupported
from mentormatch.errors import PolicyError
from mentormatch.rules import Described, Named, PairCount
from mentormatch.text import folded

TEAMS = ("ward 4", "Ward 5", "theatre", "ÉCOLE")
Pair = tuple[str, str]


def scheme(draw: random.Random, n_mentees: int = 7, n_mentors: int = 5) -> mm.People:
    """People with teams written in several ways, of whom not all may meet."""

    def common() -> dict[str, object]:
        groups = [spelt(draw, one) for one in draw.sample(TEAMS, draw.randint(0, 2))]
        return {
            "groups": groups,
            "workplace": draw.choice(["", *(spelt(draw, one) for one in TEAMS)]),
            "role": draw.choice(["", "GP", "gp ", "nurse"]),
            "professional_tags": draw.sample(["audit", "rota", "QI"], 2),
        }

    mentees = [
        mentee(
            f"e{k}",
            **common(),
            independent_of=[f"r{draw.randrange(n_mentors)}"],
            demand=draw.choice([1, 1, 2]),
        )
        for k in range(n_mentees)
    ]
    return mm.People(
        mentees=mentees,
        mentors=[mentor(f"r{k}", **common(), capacity=draw.randint(0, 3)) for k in range(n_mentors)],
    )


def spelt(draw: random.Random, team: str) -> str:
    return draw.choice([team, team.upper(), team.lower(), team.replace(" ", "  ")])


def values(person: mm.Mentee | mm.Mentor, trait: str) -> set[str]:
    own = getattr(person, trait)
    return {folded(one) for one in ([own] if isinstance(own, str) else own)} - {""}


def is_meant(person: mm.Mentee | mm.Mentor, named: Named | None) -> bool:
    if named is None:
        return True
    if isinstance(named, tuple):
        return person.id in named
    return all(
        values(person, trait) & {folded(one) for one in wanted}
        for trait in ("groups", "workplace", "role")
        if (wanted := getattr(named, trait))
    )


def meant(people: mm.People, may: set[Pair], rule: PairCount) -> Iterator[tuple[Pair, ...]]:
    """Yield the pairs of a rule, or of it for each value, in plain Python."""
    own = [
        (e, r)
        for e in people.mentees
        for r in people.mentors
        if (e.id, r.id) in may and is_meant(e, rule.mentees) and is_meant(r, rule.mentors)
    ]
    by = [one.each if isinstance(one, Described) else None for one in (rule.mentees, rule.mentors)]
    if by == [None, None]:
        yield tuple((e.id, r.id) for e, r in own)
        return
    field = by[0] or by[1]
    sides = [side for side, of in zip((people.mentees, people.mentors), by, strict=True) if of]
    found = [set().union(*(values(person, field) for person in side)) for side in sides]
    for value in sorted(set.intersection(*found)):
        yield tuple(
            (e.id, r.id)
            for e, r in own
            if (not by[0] or value in values(e, field)) and (not by[1] or value in values(r, field))
        )


def drawn_side(
    draw: random.Random, side: tuple[mm.Mentee | mm.Mentor, ...], each: str | None
) -> Named | None:
    kind = draw.choice(["nobody named", "ids", "one", "two"])
    if kind == "ids" and each is None:
        return tuple(one.id for one in draw.sample(side, 2))
    traits = ["groups"] if kind == "one" else ["workplace", "role"]
    if kind == "nobody named":
        return None if each is None else Described(each=each)
    known = {trait: sorted(set().union(*(values(one, trait) for one in side))) for trait in traits}
    named = {
        trait: [spelt(draw, one) for one in draw.sample(some, min(len(some), 2))]
        for trait, some in known.items()
    }
    return Described(**named, each=each) if any(named.values()) or each else None


def drawn_rule(draw: random.Random, people: mm.People) -> PairCount:
    each = draw.choice([None, None, "groups", "workplace"])
    sides = draw.choice([(each, None), (None, each), (each, each)])
    mentees = drawn_side(draw, people.mentees, sides[0])
    mentors = drawn_side(draw, people.mentors, sides[1])
    if mentees is None and mentors is None:
        mentors = tuple(people.mentor_ids[:2])
    return PairCount(mentees=mentees, mentors=mentors, at_most=draw.randint(0, 3))


def outcome(people: mm.People, rules: list[PairCount], **fields: object) -> tuple[object, ...]:
    try:
        found = mm.match(people, mm.Policy(rules=rules, **fields))
    except PolicyError as error:
        return ("refused", *error.problems)
    except mm.InfeasibleError:
        return ("infeasible",)
    return (str(found.status), found.pair_ids, found.objective)


@pytest.mark.parametrize("seed", range(120))
def test_a_described_rule_is_the_list_of_its_pairs(seed: int) -> None:
    draw = random.Random(seed)
    people = scheme(draw)
    bare = mm.match(people)
    problem = bare.problem
    may = {
        (problem.mentee_ids[i], problem.mentor_ids[j])
        for i, j in zip(problem.mentee, problem.mentor, strict=True)
    }
    rule = drawn_rule(draw, people)
    if draw.random() < 0.3:
        rule = rule.replace(at_least=1, at_most=None)
    bounds = {"at_least": rule.at_least, "at_most": rule.at_most}
    listed = [PairCount(pairs=pairs, **bounds) for pairs in meant(people, may, rule) if pairs]
    empty_floor = rule.at_least and not all(meant(people, may, rule))
    found = outcome(people, [rule])
    if found[0] == "refused":
        assert "no ment" in str(found[1])
        return
    assert found == (("infeasible",) if empty_floor else outcome(people, listed))


def test_a_ceiling_of_none_keeps_a_department_apart_in_the_network() -> None:
    people = scheme(random.Random(3), 30, 20)
    rule = PairCount(mentees={"each": "workplace"}, mentors={"each": "workplace"}, at_most=0)
    found = mm.match(people, mm.Policy(rules=[rule]))
    assert found.status is mm.Status.OPTIMAL
    assert found.solution.certificate.proof == "prices"
    places = {one.id: values(one, "workplace") for one in (*people.mentees, *people.mentors)}
    assert found.pair_ids
    assert not any(places[e] & places[r] for e, r in found.pair_ids)


def test_nested_ceilings_are_left_to_the_network() -> None:
    people = scheme(random.Random(5), 20, 20)
    rules = [
        PairCount(mentors={"each": "workplace"}, at_most=2),
        PairCount(mentors={"workplace": ["ward 4", "ward 5"]}, at_most=3),
    ]
    problem = mm.match(people, mm.Policy(rules=rules)).problem
    assert len(problem.rules) > 2
    assert not unsupported(problem)


def test_nobody_has_the_value() -> None:
    people = mm.People(
        mentees=[mentee("e1", groups=["students"])],
        mentors=[mentor("r1", groups=["ward 4"], workplace="Ward 4")],
    )
    rules = [
        PairCount(mentors={"groups": ["ward 4", "wrad 4"]}, at_most=1),
        PairCount(mentors={"groups": "students"}, at_most=1),
        PairCount(mentees={"each": "workplace"}, at_most=1),
        mm.rules.Forbid(pair=("e9", "r1")),
    ]
    with pytest.raises(PolicyError) as caught:
        mm.match(people, mm.Policy(rules=rules))
    assert [problem.split(" (did")[0] for problem in caught.value.problems[:3]] == [
        "PairCount: no mentor has the group 'wrad 4'",
        "PairCount: no mentor has the group 'students', though a mentee has",
        "PairCount: no mentee has a workplace",
    ]
    assert "did you mean 'ward 4'" in caught.value.problems[0]
    assert len(caught.value.problems) == 4


def team(n_mentees: int = 3, **more: object) -> mm.People:
    return mm.People(
        mentees=[mentee(f"e{k}") for k in range(n_mentees)],
        mentors=[
            mentor("r1", capacity=2, groups=["Ward  4"]),
            mentor("r2", capacity=2, groups=["ward 4"]),
            mentor("r3", capacity=1, **more),
        ],
    )


POLICY = mm.Policy(rules=[PairCount(mentors={"groups": "ward 4"}, at_most=2)])


def in_team(matching: mm.Matching) -> int:
    of = {one.id for one in matching.people.mentors if "ward 4" in map(folded, one.groups)}
    return sum(mentor_id in of for _, mentor_id in matching.pair_ids)


def test_whoever_is_left_without_is_told_the_group() -> None:
    found = mm.match(team(4), POLICY)
    assert len(found.pair_ids) == 3
    (said,) = found.unmatched.query("role == 'mentee'").detail
    assert "at most 2 of 8 pairs of mentors with group 'Ward  4' may be chosen (rule PairCount)" in said


def test_a_floor_that_cannot_be_met_names_the_group() -> None:
    floor = PairCount(mentors={"groups": "ward 4"}, at_least=5)
    with pytest.raises(mm.InfeasibleError, match="at least 5 of 6 pairs of mentors with group 'Ward  4'"):
        mm.match(team(), mm.Policy(rules=[floor]))


def test_who_joins_is_covered() -> None:
    before = mm.match(team(4), POLICY).begin()
    new = mentor("r9", capacity=3, groups=["WARD 4"])
    again = mm.rematch(before, [mm.Join(new), mm.Join(mentee("e9"))])
    assert in_team(again) == 2
    outside = mm.rematch(before, [mm.Join(new.replace(groups=["ward 5"]))])
    assert len(outside.pair_ids) == 4


def test_who_moves_into_a_full_group_is_no_contradiction() -> None:
    before = mm.match(team(), POLICY).begin()
    assert in_team(before) == 2
    moved = before.people.mentors[2].replace(groups=("ward 4",))
    again = mm.rematch(before, [mm.Update(moved)])
    assert in_team(again) == 2
    assert len(again.freed) == 1


def test_a_new_ceiling_never_ends_what_is_active() -> None:
    before = mm.match(team(4)).begin()
    with pytest.raises(mm.InfeasibleError, match="group 'Ward  4'"):
        mm.rematch(before, [], mm.Policy(rules=[PairCount(mentors={"groups": "ward 4"}, at_most=1)]))


def test_the_last_of_a_group_may_leave(tmp_path: Path) -> None:
    rule = PairCount(mentors={"groups": ["ward 4", "ward 5"]}, at_most=2)
    before = mm.match(team(groups=["ward 5"]), mm.Policy(rules=[rule])).begin()
    again = mm.rematch(before, [mm.Leave("r3", "mentor")])
    (one,) = again.suspended
    assert one.left == PairCount(mentors={"groups": "ward 4"}, at_most=2)
    assert "no mentor has the group 'ward 5'" in one.why
    again.save(tmp_path / "m.mm")
    loaded = mm.Matching.load(tmp_path / "m.mm")
    back = mm.rematch(loaded, [mm.Join(mentor("r3", groups=["ward 5"]))])
    assert not back.suspended
    nobody = mm.rematch(again, [mm.Leave("r1", "mentor"), mm.Leave("r2", "mentor")])
    assert nobody.suspended[0].left is None


def test_saved_and_loaded(tmp_path: Path) -> None:
    policy = mm.Policy(rules=[*POLICY.rules, PairCount(mentors={"each": "groups"}, at_most=2)])
    found = mm.match(team(4), policy)
    found.save(tmp_path / "m.mm")
    loaded = mm.Matching.load(tmp_path / "m.mm")
    assert loaded.policy == policy
    assert loaded.pair_ids == found.pair_ids
    assert loaded.problem.rules == found.problem.rules


@pytest.mark.parametrize("seed", range(15))
def test_random_changes_keep_the_ceilings(seed: int) -> None:
    draw = random.Random(seed)
    people = scheme(draw)
    rule = PairCount(mentors={"each": "groups"}, at_most=2)
    if not any(one.groups for one in people.mentors):
        return
    matching = mm.match(people, mm.Policy(rules=[rule])).begin()
    for step in range(4):
        one = draw.choice(matching.people.mentors)
        changes = [
            mm.Update(one.replace(groups=tuple(draw.sample(TEAMS, draw.randint(1, 2))))),
            mm.Join(mentor(f"n{step}", capacity=2, groups=[draw.choice(TEAMS)])),
            mm.Join(mentee(f"m{step}")),
        ]
        matching = mm.rematch(matching, changes).begin()
        holders = {r.id: values(r, "groups") for r in matching.people.mentors}
        counts = [team for _, r in matching.pair_ids for team in holders[r]]
        assert max(np.unique(counts, return_counts=True)[1], default=0) <= 2


@pytest.mark.parametrize(
    ("stated", "most", "code"),
    [
        ('mentors = { groups = "WARD 4" }', 2, PROVED),
        ('mentors = { workplace = "ward 4" }', 2, PROVED),
        ('mentors = ["r1", "r2"]', 2, PROVED),
        ('mentors = { each = "workplace" }', 2, PROVED),
        ('mentors = { groups = "wrd 4" }', 0, BAD_POLICY),
    ],
)
def test_on_the_command_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], stated: str, most: int, code: int
) -> None:
    (tmp_path / "mentees.csv").write_text(
        "id,consent,line_manager\ne1,yes,r1\ne2,yes,\ne3,yes,\n", encoding="utf-8"
    )
    (tmp_path / "mentors.csv").write_text(
        "id,consent,capacity,groups,workplace\n"
        "r1,yes,2,ward 4,Ward 4\nr2,yes,2,ward 4,Ward 4\nr3,yes,2,,Ward 5\n",
        encoding="utf-8",
    )
    policy = tmp_path / "policy.toml"
    policy.write_text(f'[[rules]]\nrule = "PairCount"\n{stated}\nat_most = 2\n', encoding="utf-8")
    given = ("--mentees", tmp_path / "mentees.csv", "--mentors", tmp_path / "mentors.csv", "--policy", policy)
    assert run("check", *given) == code
    assert run("match", *given, "--out", tmp_path / "out") == code
    if code == BAD_POLICY:
        assert "no mentor has the group 'wrd 4' (did you mean 'ward 4'?)" in " ".join(
            capsys.readouterr().err.split()
        )
        return
    rows = (tmp_path / "out" / "pairs.csv").read_text(encoding="utf-8-sig").splitlines()[1:]
    assert len(rows) == 3
    assert sum(row.split(",")[1] in {"r1", "r2"} for row in rows) <= most
