"""Each relaxation, its size and what it costs others, against matching again with every size in turn."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from itertools import product

import numpy as np
import pytest

import mentormatch as mm
from helpers.small_scheme import mentee, mentor
from mentormatch.people.geodesy import great_circle_km
from mentormatch.people.model import Mentee, Mentor, People
from mentormatch.people.person import Person

POLICY = {"mutual_pairs": True, "scoring": {"unknown": "zero"}}
LIMITS = {"max_km": 12.0, "minimum_seniority_gap": 1, "training_required": True}
SEEDS = range(6)


def scheme(seed: int, n_mentees: int = 7, n_mentors: int = 6) -> People:
    """Few places, and something against most pairs."""
    rng = random.Random(seed)
    tags = ["QI", "research", "teaching", "rota"]

    def common() -> dict[str, object]:
        return {
            "professional_tags": rng.sample(tags, 2),
            "seniority": rng.choice([None, 1, 2, 3, 4, 5]),
            "location": mm.Location(latitude=52 + rng.random() / 3, longitude=rng.random() / 3),
            "online": rng.random() < 0.4,
        }

    mentees = [mentee(f"e{k}", **common() | {"seniority": rng.randint(1, 3)}, demand=rng.choice([1, 1, 2]))
               for k in range(n_mentees)]  # fmt: skip
    mentors = [
        mentor(f"r{k}", **common(), capacity=rng.choice([1, 1, 2]), trained=rng.random() < 0.8)
        for k in range(n_mentors)
    ]
    return People(mentees=tuple(mentees), mentors=tuple(mentors))


def with_person(people: People, changed: Person) -> People:
    side = "mentors" if isinstance(changed, Mentor) else "mentees"
    return people.replace(
        **{side: tuple(changed if one.id == changed.id else one for one in getattr(people, side))}
    )


def person_of(people: People, person_id: str) -> Mentee | Mentor:
    return next(one for one in (*people.mentees, *people.mentors) if one.id == person_id)


def apart(one: Person, other: Person) -> float:
    here, there = one.location, other.location
    assert here is not None and there is not None  # noqa: PT018
    return float(great_circle_km(here.latitude, here.longitude, there.latitude, there.longitude))


def value(matching: mm.Matching) -> tuple[int, int]:
    return matching.solution.n_matched, matching.points


def surely(people: People, policy: mm.Policy, person_id: str) -> mm.Matching | None:
    """The best matching, if it is worse without the person."""
    one = person_of(people, person_id)
    out = one.replace(**{"demand" if isinstance(one, Mentee) else "capacity": 0})
    best = mm.match(people, policy)
    return best if value(best) > value(mm.match(with_person(people, out), policy)) else None


def smallest(
    people: People, policy: mm.Policy, person_id: str, changed: list[Person]
) -> tuple[int, mm.Matching] | None:
    """The first of some changed records with which the person surely has somebody."""
    for k, one in enumerate(changed):
        found = surely(with_person(people, one), policy, person_id)
        if found is not None:
            return k, found
    return None


def check(found: mm.Relaxation | None, expected: mm.Matching | None, now: mm.Matching) -> bool:
    """Compare the totals, and what others lose; return whether there is a relaxation."""
    assert (found is None) == (expected is None)
    if found is None or expected is None:
        return False
    assert found.exact
    assert found.matched == expected.solution.n_matched - now.solution.n_matched
    own = found.matched + found.others_matched
    assert len(found.partner_ids) == own > 0
    pairs = expected.frame(np.arange(expected.problem.n_pairs))
    mine = (pairs.mentee_id == found.person_id) | (pairs.mentor_id == found.person_id)
    theirs = pairs.mentor_id.isin(found.partner_ids) | pairs.mentee_id.isin(found.partner_ids)
    gained = expected.pairs.score.sum() - now.pairs.score.sum()
    assert pairs[mine & theirs].score.sum() - found.others_score == pytest.approx(gained, abs=1e-9)
    assert all(one in found.detail for one in (found.person_id, *found.partner_ids))
    return True


def asked(
    seed: int, n_mentees: int = 7, **limits: object
) -> Iterator[tuple[mm.Matching, str, dict[str, mm.Relaxation]]]:
    """Everybody without a partner, with what is found for them by kind."""
    matching = mm.match(scheme(seed, n_mentees), mm.Policy(**POLICY, limits=LIMITS | limits))
    for person_id in matching.unmatched.person_id:
        yield matching, person_id, {one.kind: one for one in matching.relax(person_id)}


def test_the_fewest_kilometres() -> None:
    found = 0
    for seed in SEEDS:
        for now, person_id, relaxed in asked(seed):
            people, one = now.people, person_of(now.people, person_id)
            others = people.mentors if isinstance(one, Mentee) else people.mentees
            far = sorted({apart(one, other) for other in others})
            expected = smallest(
                people, now.policy, person_id, [one.replace(max_km=km * (1 + 1e-9)) for km in far]
            )
            found += check(relaxed.get("km"), None if expected is None else expected[1], now)
            if expected is not None:
                assert relaxed["km"].amount == pytest.approx(far[expected[0]])
    assert found > 5


def test_meeting_online() -> None:
    found = 0
    for seed in SEEDS:
        for now, person_id, relaxed in asked(seed, online=True):
            one = person_of(now.people, person_id)
            changed = with_person(now.people, one.replace(online=True))
            expected = None if one.online else surely(changed, now.policy, person_id)
            found += check(relaxed.get("online"), expected, now)
        assert not any("online" in relaxed for _, _, relaxed in asked(seed, online=False))
    assert found > 3


def test_the_training_of_a_mentor() -> None:
    found = 0
    for seed in SEEDS:
        for now, person_id, relaxed in asked(seed):
            one = person_of(now.people, person_id)
            if isinstance(one, Mentor):
                trained = surely(with_person(now.people, one.replace(trained=True)), now.policy, person_id)
                found += check(relaxed.get("training"), None if one.trained else trained, now)
            elif (best := relaxed.get("training")) is not None:
                other = person_of(now.people, best.at)
                changed = with_person(now.people, other.replace(trained=True))
                found += check(best, surely(changed, now.policy, person_id), now)
            else:
                for other in now.people.mentors:
                    if not other.trained:
                        changed = with_person(now.people, other.replace(trained=True))
                        then = surely(changed, now.policy, person_id)
                        # It may help them without being their mentor, which is not looked for.
                        assert then is None or other.id not in set(then.alternatives(person_id).mentor_id)
    assert found > 3


def test_the_smaller_gap() -> None:
    """A policy cannot make an exception for one person, so the pairs are added to the problem by hand."""
    found = 0
    for seed in SEEDS:
        for now, person_id, relaxed in asked(seed, minimum_seniority_gap=3):
            loose = mm.match(now.people, now.policy.replace(limits=LIMITS | {"minimum_seniority_gap": -9}))
            every = loose.frame(np.arange(loose.problem.n_pairs))
            level = {one.id: one.seniority for one in (*now.people.mentees, *now.people.mentors)}
            gap = every.mentor_id.map(level).to_numpy() - every.mentee_id.map(level).to_numpy()
            mine = ((every.mentee_id == person_id) | (every.mentor_id == person_id)).to_numpy()
            expected = None
            for least in range(2, -9, -1):
                pairs = np.flatnonzero((gap >= 3) | (mine & (gap >= least)))
                problem = mm.Problem(
                    loose.problem.n_mentees, loose.problem.n_mentors, loose.problem.mentee[pairs],
                    loose.problem.mentor[pairs], loose.problem.score[pairs], loose.problem.capacity,
                    loose.problem.demand,
                )  # fmt: skip
                then = mm.solve(problem)
                if (then.n_matched, then.score) > value(now):
                    expected = least, then
                    break
            assert ("seniority_gap" in relaxed) == (expected is not None)
            if expected is not None:
                best = relaxed["seniority_gap"]
                assert best.amount == expected[0]
                assert best.matched == expected[1].n_matched - now.solution.n_matched
                found += 1
    assert found > 3


def test_the_least_of_capacity_or_demand() -> None:
    found: Counter[tuple[str, int]] = Counter()
    for seed, n_mentees in product(SEEDS, (7, 3)):
        for now, person_id, relaxed in asked(seed, n_mentees, max_km=40.0, minimum_seniority_gap=-1):
            one = person_of(now.people, person_id)
            kind, other = ("capacity", "mentor_id") if isinstance(one, Mentee) else ("demand", "mentee_id")
            candidates = [person_of(now.people, p) for p in now.alternatives(person_id)[other]]
            best, at, amount = None, "", 0
            while candidates and best is None:  # enough at one of them at the latest with room for everybody
                amount += 1
                assert amount < 9
                for c in candidates:
                    more = c.replace(**{kind: getattr(c, kind) + amount})
                    then = surely(with_person(now.people, more), now.policy, person_id)
                    if then is not None and (best is None or value(then) > value(best)):
                        best, at = then, c.id
            check(relaxed.get(kind), best, now)
            if best is not None:
                assert relaxed[kind].amount == amount
                changed = person_of(now.people, relaxed[kind].at)
                changed = changed.replace(**{kind: getattr(changed, kind) + amount})
                then = surely(with_person(now.people, changed), now.policy, person_id)
                assert then is not None
                assert value(then) == value(best), at
                found[kind, amount] += 1
    assert {("capacity", 1), ("capacity", 2), ("demand", 1)} <= found.keys()


def test_under_rules_all_of_it_is_solved_again() -> None:
    found: Counter[str] = Counter()
    for seed in range(6):
        people = scheme(seed).in_id_order()
        limits = {"max_km": 15.0}
        plain = mm.match(people, mm.Policy(**POLICY, limits=limits))
        load = Counter(plain.pairs.mentor_id)
        apart_from = plain.pairs[plain.pairs.mentor_id == max(load, key=load.__getitem__)].mentee_id
        rules = [
            {"rule": "KeepApart", "mentees": tuple(dict.fromkeys([*apart_from, *people.mentee_ids[:3]]))}
        ]
        policy = mm.Policy(**POLICY, limits=limits, rules=rules)
        now = mm.match(people, policy)
        for person_id in now.unmatched.person_id:
            relaxed = {one.kind: one for one in now.relax(person_id)}
            expected = surely(people, policy.replace(rules=()), person_id)
            found["rule"] += check(relaxed.get("rule"), expected, now)
            one = person_of(people, person_id)
            others = people.mentors if isinstance(one, Mentee) else people.mentees
            far = sorted(km for km in (apart(one, other) for other in others) if km > 15.0)
            least = smallest(people, policy, person_id, [one.replace(max_km=km * (1 + 1e-9)) for km in far])
            found["km"] += check(relaxed.get("km"), None if least is None else least[1], now)
            if (more := relaxed.get("capacity")) is not None:
                other = person_of(people, more.at)
                changed = with_person(people, other.replace(capacity=other.capacity + 1))
                found["capacity"] += check(more, surely(changed, policy, person_id), now)
    assert min(found[kind] for kind in ("rule", "km", "capacity")) > 0


def test_a_pair_that_is_forbidden_or_has_ended_is_never_offered() -> None:
    near, far = (
        {"location": mm.Location(latitude=52.0, longitude=0.0)},
        mm.Location(latitude=53.0, longitude=0.0),
    )
    people = People(mentees=(mentee("e1", **near, max_km=5.0),), mentors=(mentor("r1", location=far),))
    (one,) = mm.match(people).relax("e1")
    assert one.kind == "km"
    assert one.amount == pytest.approx(111.2, abs=0.2)
    assert (
        one.detail == "Travelling up to 111.2 km would match e1 with r1; it would cost nobody else anything."
    )
    rules = [{"rule": "Forbid", "pair": ("e1", "r1")}]
    assert mm.match(people, mm.Policy(rules=rules)).relax("e1") == ()
    met = People(mentees=(mentee("e1", **near, max_km=500.0),), mentors=(mentor("r1", location=far),))
    ended = mm.rematch(mm.match(met).begin(), [mm.Complete("e1", "r1"), mm.Update(people.mentees[0])])
    assert "km" not in {relaxation.kind for relaxation in ended.relax("e1")}


def test_who_has_a_partner_or_no_consent_needs_or_gets_no_relaxation() -> None:
    people = People(mentees=(mentee("e1"), mentee("e2", consent=False)), mentors=(mentor("r1"),))
    matching = mm.match(people)
    assert matching.relax("e1") == matching.relax("e2") == ()
    with pytest.raises(mm.UnknownIdError):
        matching.relax("e9")
