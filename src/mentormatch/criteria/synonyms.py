"""Synonyms of the policy: words that count as others."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from mentormatch.criteria.answers import is_no_answer
from mentormatch.criteria.base import Form
from mentormatch.errors import PolicyError
from mentormatch.text import folded


def followed(synonyms: Mapping[str, str]) -> dict[str, str]:
    """Return `synonyms` with chains followed to their end; keys and ends as the policy spells them.

    Raises
    ------
    PolicyError
        If they form a circle, or one word has two different synonyms.
    """
    steps: dict[str, str] = {}
    for key, target in sorted(synonyms.items()):
        if folded(steps.setdefault(folded(key), target)) != folded(target):
            raise PolicyError([f"scoring.synonyms: {key!r} is given two different meanings"])
    return {key: _end(key, steps) for key in sorted(synonyms)}


def _end(word: str, steps: Mapping[str, str]) -> str:
    path = [folded(word)]
    while path[-1] in steps:
        word = steps[path[-1]]
        if folded(word) == path[-1]:  # "ENT" = "ENT" protects a word from correction
            break
        if folded(word) in path:
            circle = " -> ".join([*path, folded(word)])
            raise PolicyError([f"scoring.synonyms: these form a circle: {circle}"])
        path.append(folded(word))
    return word


def by_synonyms(synonyms: Mapping[str, str]) -> Form:
    """Return a function that folds a word and replaces it by its synonym, if it has one.

    What says that there is no answer, and has no synonym, becomes empty.
    """
    ends = {folded(key): folded(end) for key, end in followed(synonyms).items()}

    def form(word: str) -> str:
        plain = folded(word)
        return ends.get(plain, "" if is_no_answer(plain) else plain)

    return lru_cache(maxsize=4096)(form)  # people give the same entries again and again
