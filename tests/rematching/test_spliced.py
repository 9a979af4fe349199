"""Columns that are put together when they are read, against columns copied after every change."""

from __future__ import annotations

import pickle

import numpy as np
import pytest

from mentormatch.candidates.search import Candidates
from mentormatch.rematching.spliced import (
    Columns,
    Spliced,
    SplicedCandidates,
    SplicedScores,
    origin_of,
    put_together,
)
from mentormatch.scoring import Scores


def drawn(random: np.random.Generator, n: int) -> Columns:
    return Columns(random.random(n), random.random(n) < 0.5, random.random((n, 2), np.float32))


def read(candidates: Candidates, scores: Scores) -> Columns:
    return Columns(candidates.km, candidates.online, scores.contributions)


def assert_same(found: Columns, expected: Columns) -> None:
    for one, other in zip(found, expected, strict=True):
        assert one.dtype == other.dtype
        assert not one.flags.writeable
        np.testing.assert_array_equal(one, other)


@pytest.mark.parametrize("often", [0.0, 0.3, 1.0])
def test_columns_are_those_copied_after_every_change(often: float) -> None:
    random = np.random.default_rng(1)
    expected = drawn(random, 5)
    people = np.zeros(5, np.int32)
    candidates = Candidates(1, 1, people, people, expected.km, expected.online, {})
    scores = Scores(("a", "b"), expected.contributions, np.ones(2), np.zeros(5, np.int64))
    for size in random.integers(0, 9, 50).tolist():
        n = len(expected.km)
        kept = np.flatnonzero(random.random(n) < random.choice([0.0, 0.7, 0.9, 1.0], p=[0.1, 0.3, 0.3, 0.3]))
        fresh = np.sort(random.choice(len(kept) + size, size, replace=False))
        origin = np.full(len(kept) + size, -1)
        origin[np.delete(np.arange(len(origin)), fresh)] = kept
        np.testing.assert_array_equal(origin_of(np.setdiff1d(np.arange(n), kept), fresh, n), origin)
        found = drawn(random, size)
        both = (np.concatenate(pair) for pair in zip(expected, found, strict=True))
        rows = origin.copy()
        rows[fresh] = n + np.arange(size)
        expected = Columns(*(column[rows] for column in both))
        columns = Spliced.of(candidates, scores, found, np.setdiff1d(np.arange(n), kept), fresh)
        candidates = put_together(SplicedCandidates, columns, mentee=rows, mentor=rows, grounds=None)
        scores = put_together(SplicedScores, columns, criteria=("a", "b"), points=rows)
        if random.random() < often:
            assert_same(read(candidates, scores), expected)
    assert_same(read(candidates, scores), expected)


def test_columns_go_into_another_process_as_fields() -> None:
    random = np.random.default_rng(2)
    first, found = drawn(random, 3), drawn(random, 1)
    people = np.zeros(3, np.int32)
    candidates = Candidates(1, 1, people, people, first.km, first.online, {})
    scores = Scores(("a", "b"), first.contributions, np.ones(2), np.zeros(3, np.int64))
    columns = Spliced.of(candidates, scores, found, np.array([1]), np.array([1]))
    fields = {"criteria": ("a", "b"), "weights": np.ones(2), "points": np.zeros(3, np.int64)}
    there = put_together(SplicedScores, columns, **fields, learnt=(), expected={})
    again = pickle.loads(pickle.dumps(there))  # noqa: S301
    assert "spliced" not in vars(again)
    expected = np.vstack([first.contributions[0], found.contributions[0], first.contributions[2]])
    np.testing.assert_array_equal(again.contributions, expected)
