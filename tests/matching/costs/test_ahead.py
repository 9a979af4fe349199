"""By how much others are ahead, against requiring each of a person's pairs in turn."""

from __future__ import annotations

import pytest

import mentormatch as mm
from helpers.small_scheme import mentee, mentor, random_people
from mentormatch.matching.costs.ahead import ahead
from mentormatch.people.person import ROLES


@pytest.mark.parametrize("shape", [(14, 5), (5, 12)])
def test_it_is_the_least_that_the_total_loses(shape: tuple[int, int]) -> None:
    compared = 0
    for seed in range(8):
        people = random_people(seed, *shape).in_id_order()
        people = people.replace(mentees=[one.replace(demand=1) for one in people.mentees])
        matching = mm.match(people, mm.Policy(mutual_pairs=True))
        problem, now = matching.problem, matching.solution
        for role in ROLES:
            side = problem.mentee if role == "mentee" else problem.mentor
            for position in sorted(set(side.tolist()) - set(side[now.chosen].tolist())):
                mine = [pair for pair in range(problem.n_pairs) if side[pair] == position]
                best = [mm.solve(problem.replace(rules=[mm.rules.Require(pair=pair)])) for pair in mine]
                assert {one.n_matched for one in best} <= {now.n_matched, now.n_matched - 1}
                equal = [now.score - one.score for one in best if one.n_matched == now.n_matched]
                found = ahead(matching, role, position)
                if role == "mentee":
                    assert found == min(equal)
                else:
                    assert found in {min(equal), None}
                compared += found is not None
    assert compared > 8


def test_with_rules_on_several_pairs_it_is_given_where_they_hold() -> None:
    people = mm.People(
        mentees=(mentee("e1", prefers=["r1"]), mentee("e2"), mentee("e3", prefers=["r1"])),
        mentors=(mentor("r1", capacity=2),),
    )
    free = mm.match(people)
    assert {one for one, _ in free.pair_ids} == {"e1", "e3"}
    lead = ahead(free, "mentee", 1)
    assert lead is not None
    assert lead > 0
    for apart in (["e2", "e3"], ["e1", "e2"]):
        rules = [{"rule": "KeepApart", "mentees": apart}]
        matching = mm.match(people, mm.Policy(rules=rules))
        assert matching.kept is not None
        # Whoever is not replaced may be the one who must be kept apart from them.
        assert ahead(matching, "mentee", 1) in {lead, None}
    rules = [{"rule": "MinimumLoad", "mentor": "r1", "load": 1}]
    assert ahead(mm.match(people, mm.Policy(rules=rules)), "mentee", 1) == lead
