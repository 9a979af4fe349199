"""Spares against solving without the pair, and against trying every exchange."""

from __future__ import annotations

from collections import Counter
from itertools import product

import numpy as np
import pandas as pd
import pytest

import mentormatch as mm
from helpers.small_scheme import mentee, mentor, random_people
from mentormatch.scoring import SCALE


def exchanged(matching: mm.Matching, pair: int, other: int, apart: list[str]) -> bool:
    """Whether those kept apart still have different mentors with another pair in place of one."""
    chosen = [*(k for k in matching.solution.chosen.tolist() if k != pair), other]
    ids = matching.people.mentee_ids
    theirs = [matching.problem.mentor[k] for k in chosen if ids[matching.problem.mentee[k]] in apart]
    return len(theirs) == len(set(theirs))


def without(matching: mm.Matching, pair: int) -> mm.Solution:
    """The best answer without a pair, and with its place empty."""
    problem = matching.problem
    mentor = int(problem.mentor[pair])
    capacity = problem.capacity.copy()
    capacity[mentor] -= 1
    rules = [*problem.rules, mm.rules.Forbid(pair=pair)]
    return mm.solve(problem.replace(rules=rules, capacity=capacity), matching.policy.objective)


@pytest.mark.parametrize("n_apart", [0, 4])
@pytest.mark.parametrize("seed", range(8))
def test_each_spare_is_the_best_there_is(seed: int, n_apart: int) -> None:
    people = random_people(seed, 10, 14)
    apart = list(people.in_id_order().mentee_ids[:n_apart])
    rules = [{"rule": "KeepApart", "mentees": apart}] if apart else []
    matching = mm.match(people, mm.Policy(rules=rules, mutual_pairs=True))
    problem, points = matching.problem, matching.scores.points
    load = np.bincount(problem.mentor[matching.solution.chosen], minlength=problem.n_mentors)
    table = matching.spares()
    assert tuple(zip(table.mentee_id, table.mentor_id, strict=True)) == matching.pair_ids
    for pair, row in zip(matching.solution.chosen.tolist(), table.itertuples(), strict=True):
        mine = problem.pairs_of_mentee(int(problem.mentee[pair])).tolist()
        free = [
            one
            for one in mine
            if one not in matching.solution.chosen
            and load[problem.mentor[one]] < problem.capacity[problem.mentor[one]]
            and exchanged(matching, pair, one, apart)
        ]
        if free:
            best = max(points[one] for one in free)
            assert row.free
            assert row.others == 0
            assert row.score == best / SCALE
            assert row.cost == pytest.approx((points[pair] - best) / SCALE)
            continue
        then = without(matching, pair)
        assert row.exact
        assert not row.free
        if then.n_matched < len(matching.pair_ids):
            assert pd.isna(row.spare_id)
            assert np.isnan(row.cost)
            continue
        if not pd.isna(row.spare_id):
            assert row.cost == pytest.approx((matching.solution.score - then.score) / SCALE)
            assert row.others > 0
            assert row.chain.count("->") == row.others


def test_the_schemes_drawn_have_all_kinds() -> None:
    drawn = (mm.match(random_people(seed, 10, 14), mm.Policy(mutual_pairs=True)) for seed in range(8))
    found = pd.concat([one.spares() for one in drawn])
    assert (found.others > 0).sum() > 5
    assert found.free.sum() > 5
    assert found.spare_id.isna().sum() > 5


@pytest.mark.parametrize("seed", range(6))
def test_together_no_place_is_promised_twice(seed: int) -> None:
    matching = mm.match(random_people(seed, 9, 8), mm.Policy(mutual_pairs=True))
    alone, both = matching.spares(), matching.spares(together=True)
    load = Counter(mentor for _, mentor in matching.pair_ids)
    load.update(both.spare_id.dropna())
    assert all(load[one.id] <= one.capacity for one in matching.people.mentors)
    promised = both.dropna(subset="spare_id")
    taken = [*matching.pair_ids, *zip(promised.mentee_id, promised.spare_id, strict=True)]
    assert len(set(taken)) == len(taken)
    assert set(np.flatnonzero(both.free)) <= set(np.flatnonzero(alone.free))
    assert both.exact.all()
    # As many as there can be: by brute force over one spare, or none, for each pair.
    options = [
        [None, *(a.mentor_id for a in matching.alternatives(i).itertuples() if a.free and not a.chosen)]
        for i, _ in matching.pair_ids
    ]
    if np.prod([len(one) for one in options]) < 50_000:
        places = {one.id: one.capacity - n for one in matching.people.mentors
                  for n in [sum(j == one.id for _, j in matching.pair_ids)]}  # fmt: skip
        most = 0
        for some in product(*options):
            uses = Counter(one for one in some if one)
            pairs = Counter((i, one) for (i, _), one in zip(matching.pair_ids, some, strict=True) if one)
            if all(n <= places[one] for one, n in uses.items()) and max(pairs.values(), default=1) == 1:
                most = max(most, sum(uses.values()))
        assert int(both.free.sum()) == most


def test_one_free_mentor_is_the_spare_of_all_or_of_one() -> None:
    people = mm.People(
        mentees=tuple(mentee(f"e{k}", prefers=[f"r{k}"]) for k in (1, 2)),
        mentors=tuple(mentor(f"r{k}") for k in (1, 2, 3)),
    )
    matching = mm.match(people)
    assert matching.spares().spare_id.tolist() == ["r3", "r3"]
    assert sorted(matching.spares(together=True).spare_id.fillna("")) == ["", "r3"]


def test_kept_and_required_pairs_have_spares_too() -> None:
    people = random_people(3, 9, 7)
    matching = mm.match(people, mm.Policy(mutual_pairs=True)).begin()
    again = mm.rematch(matching, [mm.Dissolve(*matching.pair_ids[0])])
    rule = {"rule": "Require", "pair": matching.pair_ids[1]}
    required = mm.match(people, mm.Policy(mutual_pairs=True, rules=[rule]))
    for one in (again, required):
        table = one.spares()
        assert table.spare_id.notna().sum() > 1
        # Whoever else would move is in no pair that is kept.
        must = {(one.people.mentee_ids[one.problem.mentee[k]]) for k in one.terms.kept.tolist()}
        for chain in table.chain[table.others > 0]:
            assert not {move.split()[0] for move in chain.split("; ")} & must


def test_without_prices_a_chain_is_solved_for() -> None:
    policy = mm.Policy(objective=("matched", "balance", "score"), mutual_pairs=True)
    matching = mm.match(random_people(1, 8, 7), policy)
    assert matching.kept is None
    table = matching.spares()
    assert table.exact.all()
    late = matching.spares(time_limit=1e-9)
    assert late.free.tolist() == table.free.tolist()
    assert not late.exact[~late.free].any()
