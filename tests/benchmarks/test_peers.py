"""Peers of the benchmark suite in environments of their own: they agree with this library where installed.

`make bench` installs them in ``benchmarks/.peers``; a test of a peer that is not there is skipped.
"""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

import mentormatch as mm

PARTS = ("registry", "measuring", "data.instance", "data.towns", "data.changed", "methods.elsewhere")
EXACT = ("kwok", "LEMON", "networkx")
OURS = "mentormatch"


def method(suite: Any, name: str) -> Any:
    peer = suite.elsewhere.PEERS[name]
    if not peer.python.exists() or peer.complaint.exists():
        pytest.skip(f"{peer.requirement} is not in benchmarks/.peers: `make bench` installs it")
    return suite.registry.METHODS[name]


def drawn(suite: Any, seed: int, *, most: int = 1) -> Any:
    """Return a random instance with empty rows, ties, negative scores, and people without any room."""
    rng = np.random.default_rng(seed)
    shape = int(rng.integers(2, 12)), int(rng.integers(2, 9))
    mentee, mentor = np.nonzero(rng.random(shape) < 0.4)
    score = rng.integers(-3, 9, len(mentee))
    capacity, demand = rng.integers(0, 4, shape[1]), rng.integers(0, most + 1, shape[0])
    return suite.instance.Instance.plain(shape, mentee, mentor, score, capacity, demand)


def value(suite: Any, instance: Any, answer: Any) -> tuple[int, int]:
    chosen, fault = suite.measuring.checked(instance, answer.pairs)
    assert fault == ""
    return len(chosen), int(instance.score[chosen].sum())


@pytest.mark.peers
@pytest.mark.parametrize("name", EXACT)
def test_exact_peers_agree_with_ours(suite: Any, name: str) -> None:
    peer, ours = method(suite, name), suite.registry.METHODS[OURS]
    instances = [drawn(suite, seed) for seed in range(12)]
    instances += [replace(one, score=one.score * 10**9) for one in instances[:6]]  # beyond 32 bits
    instances += [suite.towns.regional(60, regime, 1) for regime in ("plenty", "scarce", "mixed")]
    if name != "kwok":
        instances += [drawn(suite, seed, most=3) for seed in range(4)]
    for number, instance in enumerate(instances):
        answers = [value(suite, instance, one.solve(instance, 60.0)) for one in (peer, ours)]
        assert answers[0] == answers[1], number


@pytest.mark.peers
@pytest.mark.parametrize("data", ["1 dissolved, plenty", "100 dissolved, scarce", "100 joined, mixed"])
def test_the_warm_network_simplex_agrees_with_repair(suite: Any, data: str) -> None:
    warm = method(suite, "LEMON, warm")
    for seed in (0, 1):
        scheme = suite.registry.DATA[data].make(60, seed)
        repair = suite.registry.METHODS["mentormatch, repair"].solve(scheme, 60.0)
        assert value(suite, scheme, warm.solve(scheme, 60.0)) == value(suite, scheme, repair)


@pytest.mark.peers
def test_kwok_refuses_mentees_who_want_several(suite: Any) -> None:
    with pytest.raises(suite.registry.Unfit, match="one mentor only"):
        method(suite, "kwok").solve(drawn(suite, 0, most=3), 60.0)


def test_what_only_repairs_refuses_a_scheme_without_changes(suite: Any) -> None:
    with pytest.raises(suite.registry.Unfit, match="nothing to repair"):
        suite.registry.METHODS["mentormatch, repair"].solve(drawn(suite, 0), 60.0)


def test_instances_are_handed_over_in_bytes(suite: Any) -> None:
    scheme = suite.registry.DATA["100 dissolved, plenty"].make(60, 0)
    line, _, rest = suite.elsewhere.packed(scheme, warm=True).partition(b"\n")
    header, at, found = json.loads(line), 0, {}
    for name, length in header["arrays"].items():
        found[name] = np.frombuffer(rest[at : at + 8 * length], np.int64)
        at += 8 * length
    assert at == len(rest)
    assert header["numbers"]["bonus"] == scheme.bonus
    before = {tuple(pair) for pair in np.column_stack((scheme.was.mentee, scheme.was.mentor)).tolist()}
    ends = np.column_stack((found["mentee"], found["mentor"]))
    assert {tuple(pair) for pair in ends[found["open_before"] == 1].tolist()} == before
    assert np.array_equal(ends[found["open_after"] == 1], np.column_stack((scheme.mentee, scheme.mentor)))
    assert mm.solve(scheme.problem()).n_matched <= scheme.most


def test_a_peer_that_is_not_installed_says_so(suite: Any) -> None:
    peer = suite.elsewhere.Peer("no-such-package==0", "lemon.py", "")
    with pytest.raises(suite.registry.Unfit, match="cannot be installed: not installed"):
        suite.elsewhere.run(peer, drawn(suite, 0), 1.0)
