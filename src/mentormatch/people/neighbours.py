"""Words one typing error apart, found without comparing each with all others."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any


class Neighbours:
    """Words within one typing error of each other: a letter too many, too few, wrong, or two swapped.

    Two words that differ so have a form in common in which one letter is left out (Garbe's symmetric
    deletion), so that finding them is looking up, not comparing with everybody.
    """

    def __init__(self, words: Iterable[str]) -> None:
        self._index = indexed((form, word) for word in words for form in _shortened(word))

    def near(self, word: str) -> list[str]:
        """Return the words that are one typing error away; not the word itself."""
        found = dict.fromkeys(near for form in _shortened(word) for near in self._index.get(form, ()))
        return [near for near in found if near != word and one_error_apart(word, near)]


def one_error_apart(one: str, other: str) -> bool:
    """Return whether one letter is wrong, left out or added, or two next to each other are swapped."""
    from rapidfuzz.distance import OSA

    return int(OSA.distance(one, other, score_cutoff=1)) == 1


def _shortened(word: str) -> set[str]:
    return {word, *(word[:k] + word[k + 1 :] for k in range(len(word)))}


def indexed(pairs: Iterable[tuple[Any, Any]]) -> dict[Any, list[Any]]:
    """Return key -> values, each once and in order."""
    found: dict[Any, dict[Any, None]] = {}
    for key, value in pairs:
        if key:
            found.setdefault(key, {})[value] = None
    return {key: list(values) for key, values in found.items()}
