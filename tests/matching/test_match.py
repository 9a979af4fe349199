"""`match` from people to a proved matching, and what must not change it."""

from __future__ import annotations

import random
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import mentormatch as mm
from helpers.small_scheme import mentee, mentor, random_people, small_scheme
from mentormatch.candidates.all_reasons import AllReasons
from mentormatch.matching.result import Matching
from mentormatch.people.model import People

SEEDS = st.integers(0, 10_000)


def made(matching: Matching) -> set[tuple[str, str]]:
    return set(zip(matching.pairs.mentee_id, matching.pairs.mentor_id, strict=True))


def test_small_scheme_is_matched_proved_and_explained() -> None:
    matching = mm.match(small_scheme())
    # e2 may not have r1 (line manager), r3 is out of reach, so r2 goes to one of e2 and e3.
    assert made(matching) == {("e1", "r1"), ("e2", "r2")} or made(matching) == {("e1", "r1"), ("e3", "r2")}
    assert matching.status is mm.Status.OPTIMAL
    assert matching.gap == 0.0
    assert matching.bound == matching.objective
    assert matching.solution.certificate is not None
    assert matching.solution.certificate.proof == "prices"


@pytest.mark.parametrize(
    "people",
    [
        People(),
        People(mentees=(mentee("e1"),)),
        People(mentors=(mentor("r1"),)),
        People(mentees=(mentee("e1", consent=False),), mentors=(mentor("r1"),)),
    ],
    ids=["nobody", "no mentors", "no mentees", "no consent"],
)
def test_a_scheme_without_people_gives_an_empty_matching(people: People) -> None:
    matching = mm.match(people)
    assert matching.pairs.empty
    assert matching.status is mm.Status.OPTIMAL
    assert len(matching.unmatched) == len(people.mentees) + len(people.mentors)
    assert "no pairs" in matching.summary()


def test_a_person_who_is_both_mentors_neither_themself_nor_their_own_mentor() -> None:
    both = [("a", "b"), ("b", "a")]
    people = People(
        mentees=tuple(mentee(i, prefers=[j]) for i, j in both), mentors=tuple(mentor(i) for i, _ in both)
    )
    apart = mm.match(people)
    assert len(apart.pairs) == 1
    assert apart.status is mm.Status.OPTIMAL
    allowed = mm.match(people, mm.Policy(mutual_pairs=True))
    assert made(allowed) == {("a", "b"), ("b", "a")}


def test_zero_scores_do_not_allow_a_forbidden_pair() -> None:
    people = People(
        mentees=(mentee("e1", seniority=None, avoids=["r1"]), mentee("e2", seniority=None)),
        mentors=(mentor("r1", seniority=None), mentor("r2", seniority=None)),
    )
    matching = mm.match(people)
    assert matching.solution.score == 0
    assert made(matching) == {("e1", "r2"), ("e2", "r1")}


def test_rules_of_a_policy_have_ids() -> None:
    policy = mm.Policy(rules=[{"rule": "Require", "pair": ["e3", "r2"]}])
    assert ("e3", "r2") in made(mm.match(small_scheme(), policy))


def test_rules_with_unknown_ids_or_excluded_pairs_are_reported_together() -> None:
    rules = [
        {"rule": "Require", "pair": ["e2", "r1"]},
        {"rule": "MinimumLoad", "mentor": "r9", "load": 1},
        {"rule": "Require", "pair": ["e33", "r2"]},
    ]
    with pytest.raises(mm.PolicyError) as caught:
        mm.match(small_scheme(), mm.Policy(rules=rules))
    assert len(caught.value.problems) == 3
    message = str(caught.value)
    assert "may not meet" in message
    assert "'r9'" in message
    assert "did you mean 'e3'" in message


def test_minimum_load_that_cannot_be_met_is_explained() -> None:
    people = People(mentees=(mentee("e1"),), mentors=(mentor("r1", capacity=2, minimum_load=2),))
    with pytest.raises(mm.InfeasibleError, match="mentor r1 must have at least 2 mentees"):
        mm.match(people)


def test_progress_is_reported_step_by_step() -> None:
    steps: list[str] = []
    mm.match(small_scheme(), progress=steps.append)
    assert len(steps) == 4
    assert "optimal" in steps[-1]


@settings(max_examples=20)
@given(SEEDS)
def test_the_order_of_rows_changes_nothing(seed: int) -> None:
    people = random_people(seed)
    rng = random.Random(seed)
    mentees, mentors = list(people.mentees), list(people.mentors)
    rng.shuffle(mentees)
    rng.shuffle(mentors)
    shuffled = People(mentees=tuple(mentees), mentors=tuple(mentors))
    one, other = mm.match(people), mm.match(shuffled)
    assert one.pairs.equals(other.pairs)
    assert one.unmatched.equals(other.unmatched)


@settings(max_examples=20)
@given(SEEDS)
def test_new_ids_give_an_equally_good_matching(seed: int) -> None:
    # Not the same pairs: ids take part in the lottery that decides between equally good ones.
    people = random_people(seed)
    old = sorted({p.id for p in (*people.mentees, *people.mentors)})
    new = {i: f"x{k:03}" for k, i in enumerate(old)}

    def renamed(person: mm.Mentee | mm.Mentor) -> object:
        lists = {f: [new[i] for i in getattr(person, f)] for f in ("independent_of", "avoids", "prefers")}
        return person.replace(id=new[person.id], **lists)

    other = People(
        mentees=tuple(renamed(p) for p in people.mentees), mentors=tuple(renamed(p) for p in people.mentors)
    )
    one, two = mm.match(people), mm.match(other)
    assert one.objective == two.objective
    assert len(one.pairs) == len(two.pairs)
    assert one.status is two.status is mm.Status.OPTIMAL


@settings(max_examples=15)
@given(SEEDS)
def test_scaled_weights_change_nothing(seed: int) -> None:
    people = random_people(seed)
    policy = mm.Policy()
    scaled = mm.Policy(weights={name: 8 * weight for name, weight in policy.weights.items()})
    assert mm.match(people, policy).pairs.equals(mm.match(people, scaled).pairs)


@settings(max_examples=20)
@given(SEEDS)
def test_one_more_mentor_is_never_worse_and_one_more_conflict_never_better(seed: int) -> None:
    people = random_people(seed)
    # Interests are weighed by how rare a word is, which one more person changes: left out here.
    policy = mm.Policy(weights={"professional_interests": 0, "personal_interests": 0})
    before = mm.match(people, policy).solution
    more = people.replace(mentors=(*people.mentors, mentor("zz", capacity=2)))
    after = mm.match(more, policy).solution
    assert (after.n_matched, after.score) >= (before.n_matched, before.score)
    victim = people.mentees[0]
    fewer = people.replace(
        mentees=(victim.replace(avoids=(*victim.avoids, people.mentors[0].id)), *people.mentees[1:])
    )
    worse = mm.match(fewer, policy).solution
    assert (worse.n_matched, worse.score) <= (before.n_matched, before.score)


@settings(max_examples=20)
@given(SEEDS)
def test_no_forbidden_pair_is_ever_chosen(seed: int) -> None:
    people = random_people(seed)
    matching = mm.match(people)
    reasons = AllReasons.of(matching.people, matching.policy)
    for i, j in zip(
        matching.problem.mentee[matching.solution.chosen],
        matching.problem.mentor[matching.solution.chosen],
        strict=True,
    ):
        assert reasons.exclusions(int(i), int(j)) == ()
    load = Counter(matching.pairs.mentor_id)
    assert all(load[m.id] <= m.capacity for m in people.mentors)


def test_a_custom_scorer() -> None:
    class Alphabet:
        name = "alphabet"

        def score(self, people: People, candidates: mm.Candidates, scoring: object) -> np.ndarray:
            return np.array([float(people.mentors[j].id == "r2") for j in candidates.mentor])

    policy = mm.Policy(weights={"alphabet": 50})
    matching = mm.match(small_scheme(), policy, scorers=[*mm.DEFAULT_SCORERS, Alphabet()])
    assert "alphabet" in matching.pairs.columns


BEYOND_REASON = [
    "9223372036854775808", f"1{'0' * 30}", "-9223372036854775809", "-1", "1e999", "nan", "1e308", "5e-324",
]  # fmt: skip
KEYS = {
    "": ["seed"],
    "weights": list(mm.Policy().weights),
    "limits": ["max_km", "independence_levels", "minimum_seniority_gap", "max_pairs", "minimum_knowledge"],
    "limits.required_knowledge": ["audit"],
    "scoring": ["ideal_gap", "gap_tolerance", "travel_scale_km", "tag_similarity"],
    "rematch": ["budget", "price", "bonus"],
}
RULES = [
    ("load", 'rule = "MinimumLoad"\nmentor = "r1"\nload = {}'),
    ("load", 'rule = "MinimumLoadIfUsed"\nmentor = "r1"\nload = {}'),
    ("at_least", 'rule = "PairCount"\npairs = [["e1", "r1"]]\nat_least = {}'),
    ("at_most", 'rule = "PairCount"\npairs = [["e1", "r1"]]\nat_most = {}'),
    ("hours", 'rule = "Hours"\nbudget = {{ r1 = 24 }}\nhours = {}'),
    ("budget", 'rule = "Hours"\nhours = 12\nbudget = {{ r1 = {} }}'),
    ("total", 'rule = "Floor"\ntotal = {}'),
]
NUMBERS = [(key, f"[{table}]\n{key} = {{}}".removeprefix("[]\n")) for table in KEYS for key in KEYS[table]]
NUMBERS += [(key, f"[[rules]]\n{rule}") for key, rule in RULES]


def refusal(policy: Path) -> str:
    """Return why a policy cannot be used, by match or rematch; nothing if it can or contradicts itself."""
    try:
        rules = mm.Policy.from_toml(policy)
        mm.rematch(mm.match(small_scheme(), rules).begin(), [], rules)
    except (mm.PolicyError, mm.ProblemError) as error:
        return str(error)
    except mm.InfeasibleError:
        pass
    return ""


@pytest.mark.parametrize(("key", "text"), NUMBERS)
def test_numbers_beyond_reason_are_refused_by_their_key_or_do_no_harm(
    tmp_path: Path, key: str, text: str
) -> None:
    policy, refused = tmp_path / "policy.toml", []
    for number in BEYOND_REASON:
        policy.write_text(text.format(number), encoding="utf-8")
        refused.append(refusal(policy))
    assert all(key in why for why in refused if why)
    assert sum(map(bool, refused)) >= 2


def test_robust_leaves_spares_where_it_costs_nothing() -> None:
    """e1 may have r1 or r2, equally well; only r2 could stand in for e2's r3."""
    people = mm.People(
        mentees=(mentee("e1", avoids=["r3"]), mentee("e2", avoids=["r1"], prefers=["r3"])),
        mentors=tuple(mentor(f"r{k}") for k in (1, 2, 3)),
    )
    drawn, robust = (
        {mm.match(people, mm.Policy(seed=seed, robust=one)).pair_ids for seed in range(8)}
        for one in (False, True)
    )
    assert drawn == {(("e1", "r1"), ("e2", "r3")), (("e1", "r2"), ("e2", "r3"))}
    assert robust == {(("e1", "r1"), ("e2", "r3"))}
    taken = mm.match(people, mm.Policy(rules=[{"rule": "Require", "pair": ("e1", "r2")}]))
    policy = mm.Policy(robust=True)
    assert mm.rematch(taken, [], policy).pair_ids == (("e1", "r1"), ("e2", "r3"))
