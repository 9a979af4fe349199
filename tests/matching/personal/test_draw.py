"""A public draw: the seed follows from inputs and value, and neither can be changed unnoticed."""

from __future__ import annotations

import random
from hashlib import sha256

import pytest

import mentormatch as mm
from helpers.small_scheme import random_people, small_scheme
from mentormatch.matching.personal.draw import Commitment
from mentormatch.policy import PUBLIC, SEEDS, is_public

FILES = [{"file": f"{k}.csv", "sha256": sha256(bytes([k])).hexdigest()} for k in range(4)]
PUBLIC_POLICY = mm.Policy(seed="public")  # type: ignore[arg-type]


def test_a_public_seed_is_no_number_until_it_is_drawn() -> None:
    assert is_public(PUBLIC_POLICY.seed)
    assert mm.Policy() != PUBLIC_POLICY
    assert is_public(PUBLIC_POLICY.replace(explore=0.1).seed)
    assert mm.Policy.model_validate_json(PUBLIC_POLICY.model_dump_json()) == PUBLIC_POLICY
    assert PUBLIC_POLICY.model_dump()["seed"] == "public"
    assert mm.Policy(seed=0).seed != PUBLIC
    with pytest.raises(mm.PolicyError, match='seed = "public" is not drawn yet: commit to the inputs'):
        mm.match(small_scheme(), PUBLIC_POLICY)
    with pytest.raises(mm.PolicyError, match="is not drawn yet"):
        mm.rematch(mm.match(small_scheme()), [], PUBLIC_POLICY)


def test_the_seed_follows_from_inputs_value_and_words_alone() -> None:
    first = Commitment.of(FILES, "the draw of Friday")
    assert Commitment.of(FILES[::-1], "  the draw of Friday ") == first
    assert first.seed(" 3 11  24 ") == first.seed("3 11 24")
    others = {
        first.seed("3 11 25"),
        Commitment.of(FILES[:3], "the draw of Friday").seed("3 11 24"),
        Commitment.of(FILES, "the draw of Saturday").seed("3 11 24"),
    }
    assert len({first.seed("3 11 24"), *others}) == 4
    drawn = [first.seed(str(k)) for k in range(4000)]
    assert 0 <= min(drawn) <= max(drawn) < SEEDS
    assert sum(drawn) / len(drawn) == pytest.approx(SEEDS / 2, rel=0.05)


def test_no_change_after_the_commitment_goes_unnoticed_in_1000_tries() -> None:
    published = Commitment.of(FILES, "the draw of Friday")
    rng, noticed = random.Random(0), 0
    for k in range(1000):
        files = [dict(one) for one in FILES]
        if k % 3 == 0:
            rng.choice(files)["sha256"] = sha256(rng.randbytes(8)).hexdigest()
        elif k % 3 == 1:
            files.pop(rng.randrange(len(files)))
        else:
            files.append({"file": "more.csv", "sha256": sha256(rng.randbytes(8)).hexdigest()})
        with pytest.raises(mm.PolicyError):
            published.drawn(PUBLIC_POLICY, files, "3 11 24")
        noticed += Commitment.of(files, "the draw of Friday").hash != published.hash
    assert noticed == 1000


def test_the_drawn_policy_matches() -> None:
    published = Commitment.of(FILES, "the draw of Friday")
    policy = published.drawn(PUBLIC_POLICY, FILES, "3 11 24")
    assert policy == mm.Policy(seed=published.seed("3 11 24"))
    assert mm.match(random_people(0), policy).policy.seed == policy.seed


def test_what_cannot_be_drawn_is_a_sentence() -> None:
    published = Commitment.of(FILES, "the draw of Friday")
    with pytest.raises(mm.PolicyError, match='needs seed = "public"'):
        published.drawn(mm.Policy(), FILES, "1")
    with pytest.raises(mm.PolicyError, match="the public value is empty"):
        published.seed("  ")
    with pytest.raises(mm.PolicyError, match=r"commitment: value_from"):
        Commitment.of(FILES, "  ")
    with pytest.raises(mm.PolicyError, match="commitment: inputs"):
        Commitment(inputs=("short",), value_from="x")
