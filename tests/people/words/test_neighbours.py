"""Words one typing error apart."""

from __future__ import annotations

import random

from mentormatch.people.words.neighbours import Index, Neighbours, one_error_apart


def test_one_error() -> None:
    assert all(one_error_apart("elm", other) for other in ("el", "elmm", "eln", "lem"))
    assert not any(one_error_apart("elm", other) for other in ("elm", "e", "mle"))
    assert Neighbours(["elm", "ash", "elms"]).near("elm") == ["elms"]


def test_looking_up_finds_what_comparing_finds() -> None:
    draw = random.Random(0)
    words = ["".join(draw.choices("abc", k=draw.randint(2, 5))) for _ in range(200)]
    neighbours = Neighbours(words)
    for word in words:
        assert set(neighbours.near(word)) == {other for other in words if one_error_apart(word, other)}


def test_each_value_once_and_no_empty_key() -> None:
    index = Index([("a", 1), ("b", 2), ("a", 1), ("", 3), ("a", 0)])
    assert dict(index.items()) == {"a": (1, 0), "b": (2,)}
    assert (index.get(""), index.get("c")) == ((), ())
