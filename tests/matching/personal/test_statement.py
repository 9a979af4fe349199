"""The personal check: it holds for everybody in a proved matching, and never for all in a tampered one."""

from __future__ import annotations

import json
import random
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import mentormatch as mm
from helpers.by_sets import proved_by_sets
from helpers.personal_check import passes, script
from helpers.small_scheme import mentee, mentor, random_people
from mentormatch.matching.personal.sealing import SealedList
from mentormatch.matching.personal.statement import Register, _Settled
from mentormatch.problem.solution import Answer

pytestmark = pytest.mark.filterwarnings("ignore::ResourceWarning")  # a short script leaves closing to Python


def everybody(matching: mm.Matching) -> list[str]:
    return sorted({*matching.people.mentee_ids, *matching.people.mentor_ids})


def test_the_script_is_short_and_needs_nothing() -> None:
    code = [line for line in script().splitlines() if line.strip()]
    assert len(code) <= 32
    assert {line for line in code if "import" in line} == {
        "import json",
        "import sys",
        "from hashlib import sha256",
    }


@pytest.mark.parametrize("objective", [("matched", "score"), ("score",), ("matched", "score", "balance")])
@pytest.mark.parametrize("seed", range(12))
def test_everybody_finds_a_proved_matching_right(
    seed: int, objective: tuple[str, ...], tmp_path: Path
) -> None:
    matching = mm.match(random_people(seed), mm.Policy(objective=objective))
    matching.save(tmp_path / "m.mm")
    loaded = mm.Matching.load(tmp_path / "m.mm")
    for person in everybody(matching):
        assert passes(matching.statement(person).to_json(), matching.seal, tmp_path)
    assert loaded.seal == matching.seal
    assert loaded.statement(person) == matching.statement(person)


@pytest.mark.parametrize("seed", range(6))
def test_with_rules_of_many_kinds_and_after_a_rematch(seed: int, tmp_path: Path) -> None:
    people = random_people(seed)
    first = mm.match(people)
    (kept_mentee, kept_mentor), (_, mentor_id), *_ = first.pair_ids
    rules = (
        mm.rules.Require(pair=(kept_mentee, kept_mentor)),
        mm.rules.Forbid(pair=first.pair_ids[2]),
        mm.rules.MinimumLoad(mentor=mentor_id, load=1),
    )
    matching = mm.match(people, mm.Policy(rules=rules)).begin()
    leaving = next(one for _, one in matching.pair_ids if one not in {kept_mentor, mentor_id})
    again = mm.rematch(matching, [mm.Leave(leaving)], matching.policy)
    for one in (matching, again):
        for person in everybody(one):
            assert passes(one.statement(person).to_json(), one.seal, tmp_path)


def test_a_ceiling_has_a_price_too(tmp_path: Path) -> None:
    people = mm.People(
        mentees=[mentee(f"e{k}", groups=["a" if k < 4 else "b"], wants={"x": 1 + k % 5}) for k in range(8)],
        mentors=[mentor(f"r{k}", capacity=2, offers={"x": 1 + k}) for k in range(3)],
    )
    rule = mm.rules.PairCount(mentees={"groups": "a"}, at_most=2)
    matching = mm.match(people, mm.Policy(rules=(rule,)))
    assert matching.solution.stages[-1].prices is not None
    assert all(
        passes(matching.statement(one).to_json(), matching.seal, tmp_path) for one in everybody(matching)
    )


def test_any_change_of_a_statement_is_caught_in_1000_of_1000_tries(tmp_path: Path) -> None:
    matching = mm.match(random_people(5))
    rng, caught = random.Random(0), 0
    for _ in range(1000):
        found = json.loads(matching.statement(rng.choice(everybody(matching))).to_json())
        one = rng.choice(found["sealed"])
        part = rng.choice(["entry", "nonce", "path", "person"])
        if part == "person":
            found["person"] = "somebody else"
        elif part == "path":
            one["path"] = one["path"][:-1] if rng.random() < 0.3 else [*one["path"][1:], "0" * 64]
        else:
            at = rng.randrange(len(one[part]))
            other = rng.choice([c for c in "0123456789abcdef" if c != one[part][at]])
            one[part] = one[part][:at] + other + one[part][at + 1 :]
        caught += not passes(json.dumps(found), matching.seal, tmp_path)
    assert caught == 1000


def tampered(matching: mm.Matching, rng: random.Random) -> mm.Matching | None:
    """Return the matching with one mentee given to another mentor, two swapped, or one left out.

    None if it is no worse, or breaks a rule that anybody sees.
    """
    problem, chosen = matching.problem, matching.solution.chosen.tolist()
    at = {(int(i), int(j)): k for k, (i, j) in enumerate(zip(problem.mentee, problem.mentor, strict=True))}
    new = set(chosen)
    kind = rng.choice(["drop", "move", "swap", "replace"])
    one, other = rng.sample(chosen, 2)
    new.discard(one)
    if kind == "swap":
        new.discard(other)
        crossed = ((one, other), (other, one))
        new |= {at.get((int(problem.mentee[a]), int(problem.mentor[b])), -1) for a, b in crossed}
    elif kind == "move":
        new.add(rng.choice(problem.pairs_of_mentee(int(problem.mentee[one])).tolist()))
    elif kind == "replace":
        new.add(rng.choice(problem.pairs_of_mentor(int(problem.mentor[one])).tolist()))
    pairs = np.array(sorted(new), np.int64)
    if -1 in new or len(np.bincount(pairs)) == 0:
        return None
    over = np.any(np.bincount(problem.mentor[pairs], minlength=problem.n_mentors) > problem.capacity)
    over |= np.any(np.bincount(problem.mentee[pairs], minlength=problem.n_mentees) > problem.demand)
    value = (len(pairs), int(problem.score[pairs].sum()))
    if over or value >= (len(chosen), int(problem.score[matching.solution.chosen].sum())):
        return None
    answer = Answer.of(pairs, problem.score, matching.solution.stages)
    return replace(matching, solution=replace(matching.solution, answer=answer))


def forged(matching: mm.Matching, honest: Register) -> Register:
    """Return the register of a tampered matching, with the honest one's prices, but for all its checks."""
    register = object.__new__(Register)
    register.__dict__.update(honest.__dict__)
    register.__dict__.pop("list", None)
    register._matching = matching
    register._settles = _Settled(matching.problem, matching.solution.chosen, honest._prices)
    register.__dict__["list"] = SealedList(register.entries(), b"key")
    return register


def test_a_matching_tampered_with_before_sealing_is_caught_in_1000_of_1000_tries(tmp_path: Path) -> None:
    """Whoever seals another matching than the best one cannot make everybody's check hold."""
    rng, tries, caught = random.Random(1), 0, 0
    schemes = [mm.match(random_people(seed).replace()) for seed in range(20)]
    honest = [Register(one) for one in schemes]
    while tries < 1000:
        k = rng.randrange(len(schemes))
        other = tampered(schemes[k], rng)
        if other is None:
            continue
        tries += 1
        register = forged(other, honest[k])
        # The people whom the change concerns look first.
        changed = {one for pair in {*other.pair_ids} ^ {*schemes[k].pair_ids} for one in pair}
        caught += any(
            not passes(register.statement(one).to_json(), register.list.seal, tmp_path)
            for one in sorted(changed)
        )
    assert caught == 1000


def test_a_tampered_matching_gets_no_statement() -> None:
    matching, rng = mm.match(random_people(2)), random.Random(3)
    others = [one for _ in range(60) if (one := tampered(matching, rng)) is not None]
    assert others
    for one in others:
        with pytest.raises(mm.PolicyError, match="nobody can check this matching alone"):
            one.statement(one.people.mentee_ids[0])


@pytest.mark.parametrize("seed", range(8))
def test_up_to_its_cutoff_a_score_changes_nothing(seed: int) -> None:
    matching = mm.match(random_people(seed))
    problem, best = matching.problem, matching.solution
    rng = random.Random(seed)
    for person in rng.sample(list(matching.people.mentee_ids), 5):
        for one in matching.statement(person).cutoffs:
            pair = next(k for k in problem.pairs_of_mentee(matching.people.mentee_ids.index(person)).tolist()
                        if matching.people.mentors[problem.mentor[k]].id == one.mentor_id)  # fmt: skip
            score = problem.score.copy()
            score[pair] = round(one.cutoff * 1_000_000)
            then = mm.solve(problem.replace(score=score))
            assert then.n_matched == best.n_matched
            assert then.score == score[best.chosen].sum()


def test_only_what_concerns_a_person_is_in_the_statement() -> None:
    matching = mm.match(random_people(4))
    for person in matching.people.mentee_ids:
        found = json.loads(matching.statement(person).to_json())
        entries = [json.loads(one["entry"]) for one in found["sealed"]]
        own = [one for one in entries if one["kind"] in {"mentee", "mentor"}]
        assert {one["id"] for one in own} == {person}
        named = {one["id"] for one in entries if one["kind"] == "price"}
        mine = next(one for one in own if one["kind"] == "mentee")
        assert named <= {*mine["scores"], person}
        others = {*matching.people.mentee_ids} - {person} - {*matching.people.mentor_ids}
        mentees = {one for entry in own for one in entry.get("mentees", ())}
        assert not [one for one in others - mentees if f'"{one}"' in json.dumps(entries)]


@pytest.mark.parametrize(
    ("policy", "why"),
    [
        ({"objective": ("matched",)}, "the objective has no score"),
        ({"objective": ("matched", "balance", "score")}, "the objective has balance"),
    ],
)
def test_what_cannot_be_checked_alone_is_a_sentence(policy: dict[str, object], why: str) -> None:
    with pytest.raises(mm.PolicyError, match=why):
        mm.match(random_people(1), mm.Policy(**policy)).statement("p1")


def test_an_unproved_or_drawn_matching_has_no_statements() -> None:
    matching = mm.match(random_people(1))
    near = replace(matching, solution=matching.solution.replace(status=mm.Status.FEASIBLE))
    with pytest.raises(mm.PolicyError, match="was drawn from several"):
        near.statement("p1")


def test_sets_of_mentees_give_mentors_no_prices() -> None:
    with pytest.raises(mm.PolicyError, match="proved by sets of mentees"):
        proved_by_sets(mm.match(random_people(1))).statement("p1")


def test_who_is_not_there_is_an_error() -> None:
    with pytest.raises(mm.UnknownIdError, match="there is no mentee or mentor 'px'"):
        mm.match(random_people(1)).statement("px")
