"""`recruit`: every gain is that of matching again, and the greedy choice that of trying everybody."""

from __future__ import annotations

import pytest

import mentormatch as mm
from helpers.small_scheme import mentee, mentor, random_people
from mentormatch.analysis.recruiting.profiles import as_mentors, profiles
from mentormatch.scoring import SCALE

ALONE = mm.Policy(mutual_pairs=True)


def scheme(seed: int) -> mm.People:
    """More mentees than mentors, and nobody in both roles."""
    return random_people(seed, n_mentees=14, n_mentors=6)


def value(matching: mm.Matching) -> tuple[int, int]:
    return matching.solution.n_matched, matching.points


def with_capacity(people: mm.People, mentor_id: str) -> mm.People:
    more = [m.replace(capacity=m.capacity + 1) if m.id == mentor_id else m for m in people.mentors]
    return people.replace(mentors=tuple(more))


@pytest.mark.parametrize("policy", [ALONE, mm.Policy()], ids=["by repair", "with a rule"])
@pytest.mark.parametrize("seed", range(8))
def test_one_more_mentee_is_as_if_matched_again(seed: int, policy: mm.Policy) -> None:
    people = scheme(seed)
    matching = mm.match(people, policy)
    found = mm.recruit(matching, 0)
    assert found.by_prices == (policy is ALONE)
    known = set(matching.frame(range(matching.problem.n_pairs))["mentor_id"])
    assert set(found.capacity["mentor_id"]) == known
    for one in found.capacity.itertuples():
        then, now = value(mm.match(with_capacity(people, one.mentor_id), policy)), value(matching)
        gain = one.more_matched, round(one.more_score * SCALE)
        assert (*gain, one.exact) == (then[0] - now[0], then[1] - now[1], True)
    assert list(found.capacity["more_matched"]) == sorted(found.capacity["more_matched"], reverse=True)


def joined(matching: mm.Matching, recruits: list[mm.Mentor]) -> tuple[int, int]:
    """Return the value of a matching with further mentors, scored with what was learnt before."""
    joins = [mm.Join(one) for one in recruits]
    return value(mm.rematch(matching, joins, matching.policy.replace(rematch=mm.Rematch(first="nobody"))))


@pytest.mark.parametrize("policy", [ALONE, mm.Policy(mutual_pairs=True, objective=("score",))])
@pytest.mark.parametrize("seed", range(6))
def test_the_greedy_choice_is_that_of_trying_everybody(seed: int, policy: mm.Policy) -> None:
    matching = mm.match(scheme(seed), policy)
    tried = profiles(matching)
    found, chosen, before = mm.recruit(matching, 2, capacity=2), [], value(matching)
    for one in found.recruits.itertuples():
        gains = []
        for profile in tried:
            (new,) = as_mentors(matching, [profile], 2)
            then = joined(matching, [*chosen, new.replace(id=f"new{len(chosen)}")])
            gains.append((then[0] - before[0], then[1] - before[1]))
        most = max(gains) if "matched" in policy.objective else max(gains, key=lambda gain: gain[1])
        assert (one.more_matched, round(one.more_score * SCALE)) == most
        best = next(
            p for p in tried
            if (p.location, p.level, ", ".join(p.interests)) == (one.location, one.level, one.interests)
        )  # fmt: skip
        (new,) = as_mentors(matching, [best], 2)
        chosen.append(new.replace(id=f"new{len(chosen)}"))
        before = joined(matching, chosen)
    assert len(found.recruits) == 2


def as_chosen(matching: mm.Matching, found: mm.Recruiting, n: int) -> list[mm.Mentor]:
    """Return the first n recruits of a result as people."""
    tried = {(one.location, one.level, ", ".join(one.interests)): one for one in profiles(matching)}
    wanted = [tried[one.location, one.level, one.interests] for one in found.recruits[:n].itertuples()]
    return list(as_mentors(matching, wanted, 2))


@pytest.mark.parametrize("seed", range(4))
def test_under_rules_gains_are_those_of_matching_again(seed: int) -> None:
    people = scheme(seed).replace(
        mentors=tuple(m.replace(minimum_load=min(2, m.capacity)) for m in scheme(seed).mentors)
    )
    matching = mm.match(people, mm.Policy(mutual_pairs=True))
    found = mm.recruit(matching, 2, capacity=2)
    assert not found.by_prices
    assert "MinimumLoad" in str(found)
    for k, one in enumerate(found.recruits.itertuples()):
        then, now = joined(matching, as_chosen(matching, found, k + 1)), value(matching)
        assert (one.total_matched, round(one.total_score * SCALE)) == (then[0] - now[0], then[1] - now[1])


@pytest.mark.parametrize("seed", range(4))
def test_after_a_rematch_kept_pairs_stay_and_who_waited_comes_first(seed: int) -> None:
    matching = mm.match(scheme(seed), ALONE).begin()
    matching = mm.rematch(matching, [mm.Leave(matching.pair_ids[0][1])])
    found = mm.recruit(matching, 1, capacity=2)
    assert found.by_prices
    rounds = {i: n for i, n in matching.history.waited.items() if n}
    assert rounds
    again = mm.rematch(matching, [mm.Join(one) for one in as_chosen(matching, found, 1)])
    assert found.recruits["more_matched"].item() == again.solution.n_matched - matching.solution.n_matched


def test_a_recruit_is_trained_knows_what_is_required_and_has_an_id_of_their_own() -> None:
    people = mm.People(
        mentees=(mentee("e1", wants={"audit": 3}),),
        mentors=(mentor("recruit-1", trained=True, offers={"mentoring": 4}, capacity=0),),
    )
    limits = mm.Limits(training_required=True, required_knowledge={"mentoring": 4}, minimum_knowledge=2)
    found = mm.recruit(mm.match(people, mm.Policy(limits=limits)), 3)
    assert found.recruits[["more_matched", "interests", "location"]].values.tolist() == [[1, "audit", ""]]


def test_nobody_to_match_and_nobody_there() -> None:
    for people in (mm.People(), mm.People(mentors=(mentor("r1"),))):
        found = mm.recruit(mm.match(people))
        assert "No further mentor" in str(found)
        assert found.capacity.empty
        assert found.recruits.empty


def test_under_shares_what_further_mentors_gain_is_not_called_exact() -> None:
    people = scheme(2)
    groups = [("north",), ("south",)]
    people = people.replace(
        mentees=[one.replace(groups=groups[at % 2]) for at, one in enumerate(people.mentees)],
        mentors=[one.replace(groups=groups[at % 3 % 2]) for at, one in enumerate(people.mentors)],
    )
    found = mm.recruit(mm.match(people, mm.Policy(shares={"field": "groups"})), 2)
    assert len(found.recruits)
    assert not found.recruits["exact"].any()
    assert "without shares" in str(found)


def test_where_time_ends_it_is_said() -> None:
    found = mm.recruit(mm.match(scheme(1), mm.Policy()), 1, time_limit=1e-6)
    assert not found.complete
    assert found.capacity.empty
    assert "allow more" in str(found)
    assert "No further mentor" not in str(found)


def test_arguments_are_checked() -> None:
    with pytest.raises(mm.ProblemError, match="n must be at least 0; got -1"):
        mm.recruit(mm.match(mm.People()), -1)
    with pytest.raises(mm.ProblemError, match="capacity must be at least 1; got 0"):
        mm.recruit(mm.match(mm.People()), 1, capacity=0)
    with pytest.raises(mm.ArgumentError):
        mm.recruit("m.mm", 1)  # type: ignore[arg-type]


def test_the_map_says_in_words_what_it_shows() -> None:
    found = mm.recruit(mm.match(scheme(1), ALONE), 2)
    svg = found.plot().svg()
    assert svg == mm.recruit(mm.match(scheme(1), ALONE), 2).plot().svg()
    text = svg.decode()
    assert "<title>Where to recruit mentors</title>" in text
    assert "1: {}; 2: {}.".format(*found.recruits["location"]) in text
    assert "Map of 8 mentors, " in text
    assert mm.recruit(mm.match(mm.People())).plot().svg()
