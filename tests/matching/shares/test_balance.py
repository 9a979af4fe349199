"""Shares of organisations: against all matchings with the most pairs, and over rounds and changes."""

from __future__ import annotations

import random
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import mentormatch as mm
from helpers.rule_reference import answers
from helpers.small_scheme import mentee, mentor
from mentormatch.matching.shares.balance import closest_counts
from mentormatch.problem.shares import PLACE, Counts, Organisations, without_shares
from mentormatch.rules import (
    KeepApart,
    KeepTogether,
    MinimumLoad,
    MinimumLoadIfUsed,
    NoMutual,
    PairCount,
    Require,
    Rule,
)

CRITERION = {"name": "organisation", "kind": "same", "weight": 0}
TRUSTS = ("Trust A", "Trust B", "Trust C")


def drawn(draw: random.Random, *, ruled: bool) -> tuple[mm.Problem, Organisations]:
    """Return a small problem with organisations, and side rules of which some need a solver."""
    n, m, k = draw.randint(3, 6), draw.randint(2, 3), draw.randint(2, 4)
    pairs = [(i, j) for i in range(n) for j in range(m) if draw.random() < 0.6][:11] or [(0, 0)]
    one = draw.randrange(len(pairs))
    some = draw.sample(range(n), 2)
    kinds: list[Rule] = [
        KeepApart(mentees=some),
        KeepTogether(mentees=some),
        PairCount(pairs=sorted(draw.sample(range(len(pairs)), min(3, len(pairs)))), at_most=1),
        MinimumLoadIfUsed(mentor=draw.randrange(m), load=2),
        MinimumLoad(mentor=draw.randrange(m), load=1),
        Require(pair=one),
        NoMutual(same=((0, 0), (1, 1))),
    ]
    problem = mm.Problem(
        n, m, [i for i, _ in pairs], [j for _, j in pairs], [draw.randint(0, 8) for _ in pairs],
        capacity=[draw.randint(0, 2) for _ in range(m)], demand=[draw.randint(1, 2) for _ in range(n)],
        rules=draw.sample(kinds, draw.randint(1, 2)) if ruled else (),
    )  # fmt: skip
    credit = [round(draw.choice([0, 0, 0.5, -0.5, 1 / 3, -1 / 3]) * PLACE) for _ in range(k)]
    return problem, Organisations(
        tuple("ABCD"[:k]), np.array([draw.randrange(k) for _ in range(n)]),
        np.array([draw.randrange(k) for _ in range(m)]),
        draw.choice([None, tuple(float(draw.randint(1, 3)) for _ in range(k))]),
        np.array(credit), draw.random() < 0.5, "organisation",
    )  # fmt: skip


def best(problem: mm.Problem, of: Organisations) -> tuple[list[int], int] | None:
    """Return the distances, the farthest first, and the points of the best of all sets of pairs."""
    all_answers = list(answers(problem))
    most = max(map(len, all_answers), default=-1)
    found = []
    for chosen in all_answers:
        if len(chosen) == most:
            pairs = np.array(chosen, np.int64)
            places = np.bincount(of.of_mentee[problem.mentee[pairs]], minlength=len(of.names))
            far = sorted(np.abs(of.targets(problem, most) - places * PLACE).tolist(), reverse=True)
            found.append(([-one for one in far], int(problem.score[pairs].sum())))
    if not found:
        return None
    far, points = max(found)
    return [-one for one in far], points


def reached(problem: mm.Problem, of: Organisations, **fields: object) -> tuple[list[int], int] | None:
    try:
        counts = closest_counts(problem, of, mm.Policy(**fields), time.monotonic() + 60)
    except mm.InfeasibleError:
        return None
    assert counts.proved
    assert counts.places is not None
    solution = mm.solve(problem.replace(rules=[*problem.rules, *of.ceilings(problem, counts.places)]))
    assert solution.status is mm.Status.OPTIMAL
    assert of.places(problem, solution.chosen).tolist() == list(counts.places)
    return of.distances(problem, counts.places), solution.score


@pytest.mark.parametrize("seed", range(150))
def test_the_closest_of_all_matchings_with_the_most_pairs_and_then_the_best_score(seed: int) -> None:
    problem, of = drawn(random.Random(seed), ruled=False)
    assert reached(problem, of) == best(problem, of)


@pytest.mark.parametrize("seed", range(150))
def test_the_closest_under_side_rules(seed: int) -> None:
    problem, of = drawn(random.Random(seed), ruled=True)
    found, expected = reached(problem, of), best(problem, of)
    assert (found is None) == (expected is None)
    if found is not None and expected is not None:
        assert found[0] == expected[0]
        assert found[1] <= expected[1]


def test_ceilings_that_cross_the_organisations_are_left_to_the_solver() -> None:
    of = Organisations(("A", "B"), np.array([0, 0, 1, 1]), np.zeros(2, np.int64), (1.0, 1.0),
                       np.zeros(2, np.int64), by_capacity=True, what="organisation")  # fmt: skip
    problem = mm.Problem(4, 2, [0, 1, 2, 3] * 2, [0] * 4 + [1] * 4, [9, 9, 1, 1] * 2, capacity=2)
    crossing = PairCount(pairs=[1, 2, 5, 6], at_most=1)
    problem = problem.replace(rules=[crossing])
    found, expected = reached(problem, of), best(problem, of)
    assert found is not None
    assert expected is not None
    assert found[0] == expected[0]


def test_no_time_keeps_no_numbers_and_says_so() -> None:
    problem, of = drawn(random.Random(4), ruled=False)
    assert not closest_counts(problem, of, mm.Policy(), time.monotonic() - 1).proved


def scheme(draw: random.Random, n_mentees: int = 14, n_mentors: int = 6) -> mm.People:
    """More mentees than places, of three organisations."""

    def trust() -> dict[str, object]:
        return {"declared": {"organisation": draw.choice([*TRUSTS[:2], *TRUSTS])}}

    mentees = [
        mentee(
            f"e{k:02}",
            wants={"audit": draw.randint(1, 5)},
            **trust(),
            avoids=[f"r{draw.randrange(n_mentors)}"],
        )
        for k in range(n_mentees)
    ]
    mentors = [
        mentor(f"r{k}", offers={"audit": draw.randint(1, 5)}, capacity=draw.randint(1, 2), **trust())
        for k in range(n_mentors)
    ]
    return mm.People(mentees=mentees, mentors=mentors)


def policy(credits_before: dict[str, float] | None = None, **more: object) -> mm.Policy:
    shares = {"field": "organisation", "credits": credits_before or {}, **more}
    return mm.Policy(criteria=[CRITERION], shares=shares)


@pytest.mark.parametrize("seed", range(8))
def test_neither_the_order_of_people_nor_their_ids_nor_spelling_matters(seed: int) -> None:
    draw = random.Random(seed)
    people = scheme(draw)
    found = mm.match(people, policy())
    shuffled = mm.People(
        mentees=draw.sample(people.mentees, len(people.mentees)),
        mentors=draw.sample(people.mentors, len(people.mentors)),
    )
    assert mm.match(shuffled, policy()).pair_ids == found.pair_ids
    renamed = mm.People(
        mentees=[
            one.replace(id=f"x{k}", avoids=[f"y{one.avoids[0]}"]) for k, one in enumerate(people.mentees)
        ],
        mentors=[
            one.replace(id=f"y{one.id}", declared={"organisation": str(one.declared["organisation"]).upper()})
            for one in people.mentors
        ],
    )
    other = mm.match(renamed, policy())
    assert other.shares is not None
    assert found.shares is not None
    assert other.shares.equals(found.shares)
    assert other.points == found.points


@pytest.mark.parametrize("seed", range(6))
def test_credits_add_up_to_nothing_and_rounds_even_out(seed: int) -> None:
    draw = random.Random(seed)
    credits_before: dict[str, float] = {}
    people = mm.People(
        mentees=[mentee(f"e{k}", declared={"organisation": TRUSTS[k % 3]}) for k in range(12)],
        mentors=[mentor(f"r{k}", declared={"organisation": TRUSTS[k]}) for k in range(2)],
    )
    if draw.random() < 0.5:
        people = people.replace(mentors=(*people.mentors, mentor("r9", declared={"organisation": "Trust A"})))
    gave = dict.fromkeys(TRUSTS, 0.0)
    had = dict.fromkeys(TRUSTS, 0)
    for _ in range(6):
        matching = mm.match(people, policy(credits_before, quotas={"Trust A": 1, "Trust B": 1, "Trust C": 1}))
        table = matching.shares
        assert table is not None
        assert abs(table.credit_after.sum()) < 1e-8
        assert (table.credit_after == -table.deviation).all()
        assert table.deviation.abs().max() < 1
        credits_before = dict(zip(table.organisation, table.credit_after, strict=True))
        for row in table.itertuples():
            had[row.organisation] += row.matched
            gave[row.organisation] += len(matching.pair_ids) / 3
    assert all(abs(had[name] - gave[name]) < 1e-6 for name in TRUSTS)


@pytest.mark.parametrize("seed", range(6))
def test_kept_through_changes_and_saving(seed: int, tmp_path: Path) -> None:
    draw = random.Random(seed)
    matching = mm.match(scheme(draw), policy())
    matching.save(tmp_path / "m.mm")
    loaded = mm.Matching.load(tmp_path / "m.mm")
    assert matching.shares is not None
    assert loaded.shares is not None
    assert loaded.shares.equals(matching.shares)
    assert loaded.problem.rules == matching.problem.rules
    begun = loaded.begin(matching.pair_ids[:3])
    new = mentor("n1", capacity=3, declared={"organisation": "Trust C"}, offers={"audit": 5})
    again = mm.rematch(begun, [mm.Join(new), mm.Leave(begun.people.mentees[-1].id, "mentee")])
    of = Organisations.of(again.people, again.policy.shares, again.index.traits)
    bare = without_shares(again.problem)
    expected = closest_counts(bare, of, again.policy, time.monotonic() + 60)
    assert again.terms.shares is not None
    assert of.distances(bare, again.terms.shares.places) == of.distances(bare, expected.places)
    again.save(tmp_path / "n.mm")
    assert mm.Matching.load(tmp_path / "n.mm").pair_ids == again.pair_ids
    assert mm.compare(matching, mm.match(matching.people, policy())).differences == ()


def held_back(**more: object) -> mm.Matching:
    """Trust A gives both places, so that the mentee of trust B waits though their score would be better."""
    mentees = [
        mentee("a0", wants={"audit": 5}, declared={"organisation": "Trust A"}),
        mentee("a1", wants={"audit": 5}, declared={"organisation": "Trust A"}),
        mentee("b0", wants={"audit": 1}, declared={"organisation": "Trust B"}),
    ]
    r1 = mentor("r1", capacity=2, offers={"audit": 1}, declared={"organisation": "Trust A"}, **more)
    return mm.match(mm.People(mentees=mentees, mentors=[r1]), policy())


def test_what_holds_a_person_back_can_be_relaxed() -> None:
    found = held_back()
    assert [mentee_id for mentee_id, _ in found.pair_ids] == ["a0", "a1"]
    assert found.facts[-2] == (
        "Shares by organisation",
        "at most 0.00 places from what any is due; no matching of as many pairs is closer",
    )
    (detail,) = found.unmatched.detail
    assert detail.endswith(
        "At most 0 of 1 pair of mentees with organisation 'Trust B' (policy: shares) may be chosen."
    )
    assert not found.cost_of("b0", "r1").possible
    relaxed = {one.kind: one for one in found.relax("b0")}
    assert relaxed["capacity"].others_matched == 0
    assert "(policy: shares)" in relaxed["rule"].at
    assert relaxed["rule"].others_matched == 1


@pytest.mark.parametrize("mentors", [[], [mentor("r1")]])
@pytest.mark.parametrize("mentees", [[], [mentee("e1", avoids=["r1"])]])
def test_nobody_to_match_is_no_error(
    mentees: list[mm.Mentee], mentors: list[mm.Mentor], tmp_path: Path
) -> None:
    found = mm.match(mm.People(mentees=mentees, mentors=mentors), policy())
    assert found.shares is not None
    assert not found.shares.matched.any()
    found.save(tmp_path / "m.mm")
    assert mm.Matching.load(tmp_path / "m.mm").pair_ids == ()


def test_places_count_and_not_people() -> None:
    people = mm.People(
        mentees=[mentee(f"e{k}", declared={"organisation": TRUSTS[k % 2]}, demand=2) for k in range(2)],
        mentors=[mentor(f"r{k}", capacity=1, declared={"organisation": "Trust A"}) for k in range(3)],
    )
    closest = mm.match(people, policy())
    assert closest.shares is not None
    assert closest.shares.matched.tolist() == [2, 1]


def test_several_organisations_and_quotas_of_nobody_are_errors() -> None:
    two = mentee("e1", groups=["Trust A", "Trust B"])
    people = mm.People(mentees=[two], mentors=[mentor("r1", groups=["Trust A"])])
    shares = {"field": "groups", "quotas": {"Trsut A": 2}}
    with pytest.raises(mm.PolicyError) as caught:
        mm.match(people, mm.Policy(shares=shares))
    assert list(caught.value.problems) == [
        "shares: nobody has the group 'Trsut A' of quotas (did you mean 'Trust A'?)",
        "shares: several values for group at e1: expected one each",
    ]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"shares": {"field": "organisaton"}}, "did you mean 'organisation'"),
        ({"shares": {"field": "organisation", "quota": {}}}, "unknown key 'shares.quota' .*'quotas'"),
        ({"shares": {"field": "organisation", "credits": {"A": 1, "a ": 2}}}, "names an organisation twice"),
        ({"shares": {"field": "organisation"}, "objective": ["score"]}, 'put "matched" first'),
        ({"shares": {"field": "organisation"}, "explore": 0.1}, "leave out explore or shares"),
    ],
)
def test_bad_policies(given: dict[str, object], said: str) -> None:
    with pytest.raises(mm.PolicyError, match=said):
        mm.Policy(criteria=[CRITERION], **given)


def test_a_policy_file_is_read_as_it_was_written(tmp_path: Path) -> None:
    written = policy({"Trust A": -1 / 3, "": 0.25}, quotas={"Trust A": 2})
    written.to_toml(tmp_path / "policy.toml")
    assert mm.Policy.from_toml(tmp_path / "policy.toml") == written


def test_a_file_with_other_numbers_is_refused(tmp_path: Path) -> None:
    found = held_back()
    assert found.terms.shares is not None
    places = dict(zip(found.shares.organisation, found.terms.shares.places, strict=True))
    assert places == {"Trust A": 2, "Trust B": 0}
    forged = replace(
        found, terms=replace(found.terms, shares=Counts((1, 1), proved=True)),
        solution=mm.solve(found.problem.replace(rules=[PairCount(pairs=[0, 1], at_most=1)])),
    )  # fmt: skip
    forged.save(tmp_path / "m.mm")
    with pytest.raises(mm.MatchingFileError, match="not the closest to what organisations are due"):
        mm.Matching.load(tmp_path / "m.mm")
    replace(found, terms=replace(found.terms, shares=None)).save(tmp_path / "n.mm")
    with pytest.raises(mm.MatchingFileError, match="only one has shares"):
        mm.Matching.load(tmp_path / "n.mm")
