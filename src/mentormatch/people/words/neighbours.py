"""Words one typing error apart, found without comparing each with all others."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Generic, TypeVar

Key = TypeVar("Key")
Value = TypeVar("Value")


class Neighbours:
    """Words within one typing error of each other: a letter too many, too few, wrong, or two swapped.

    Two words that differ so have a form in common in which one letter is left out (Garbe's symmetric
    deletion), so that finding them is looking up, not comparing with everybody.
    """

    def __init__(self, words: Iterable[str]) -> None:
        self._index = Index((form, word) for word in words for form in shortened(word))

    def near(self, word: str) -> list[str]:
        """Return the words that are one typing error away; not the word itself."""
        found = dict.fromkeys(near for form in shortened(word) for near in self._index.get(form))
        return [near for near in found if near != word and one_error_apart(word, near)]


def one_error_apart(one: str, other: str) -> bool:
    """Return whether one letter is wrong, left out or added, or two next to each other are swapped."""
    from rapidfuzz.distance import OSA

    return int(OSA.distance(one, other, score_cutoff=1)) == 1


def shortened(word: str) -> set[str]:
    """Return a word, and all that it leaves without one letter."""
    return {word, *(word[:k] + word[k + 1 :] for k in range(len(word)))}


class Index(Generic[Key, Value]):
    """Values by key, each once and in order; nothing is kept by an empty key.

    Nearly every key has one value, so that few lists are made, each of which would cost the garbage collector
    a look.
    """

    def __init__(self, pairs: Iterable[tuple[Key, Value]]) -> None:
        self._first: dict[Key, Value] = {}
        self._others: dict[Key, dict[Value, None]] = {}
        for key, value in pairs:
            if key and self._first.setdefault(key, value) != value:
                self._others.setdefault(key, {})[value] = None

    def __iter__(self) -> Iterator[Key]:
        return iter(self._first)

    def get(self, key: Key) -> tuple[Value, ...]:
        """Return the values of a key; nothing if there is none."""
        if key not in self._first:
            return ()
        return (self._first[key], *self._others.get(key, ()))

    def items(self) -> Iterator[tuple[Key, tuple[Value, ...]]]:
        """Yield each key with its values."""
        return ((key, self.get(key)) for key in self._first)
