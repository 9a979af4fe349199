"""Words of health care that mean the same: names of one thing, and forms of one word.

Separate from `tokens`, which reads any English text: used only with ``scoring.vocabulary = "health"``.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from functools import cache, lru_cache
from importlib.resources import files

from mentormatch.scoring.text.spelling import KEPT, british, form_of, words_of
from mentormatch.scoring.text.tokens import tokens
from mentormatch.text import folded

_FIELDS = tuple(
    (re.compile(pattern), form)
    for pattern, form in (
        (r"(?<=[a-z])olog(ist|ic|ical)$", "ology"),  # urologist
        (r"iatr(ician|ist|ic|ics|ical)$", "iatry"),  # paediatrician, podiatrist
        (r"anesth(etic|etist|esiology|esiologist)$", "anesthesia"),
        (r"therap(ist|eutic)$", "therapy"),
        (r"graph(er|ic)$", "graphy"),
        (r"pharmacist$", "pharmacy"),
        (r"(?<=^surg)(eon|ical)$", "ery"),
        (r"^nursing$", "nurse"),
    )
)
"""A field, the person who works in it, and the adjective."""
_SHORTEST = 5


@lru_cache(KEPT)
def word_form(word: str) -> str:
    """Return the form in which `word` counts: one for both spellings, and for a field and its people.

    Parameters
    ----------
    word : str
        As returned by `tokens`.
    """
    word = british(word)
    if len(word) >= _SHORTEST and word.isalpha():
        for pattern, form in _FIELDS:
            word = pattern.sub(form, word)
    return word


@cache
def names() -> Mapping[str, tuple[str, ...]]:
    """Return the names in ``health.toml``: first name of a thing -> its other names."""
    text = files("mentormatch.scoring").joinpath("health.toml").read_text(encoding="utf-8")
    return {name: tuple(others) for name, others in tomllib.loads(text).items()}


def formed(words: Iterable[str]) -> tuple[str, ...]:
    """Return the forms in which words count."""
    return tuple(map(word_form, words))


@cache
def things() -> Mapping[tuple[str, ...], str]:
    """Return every name in ``health.toml``, as `formed` words -> first name of the thing."""
    return {formed(tokens(other)): name for name, other in _pairs()}


def _pairs() -> Iterator[tuple[str, str]]:
    return ((name, other) for name, others in names().items() for other in (name, *others))


@cache
def _tags() -> Mapping[tuple[str, ...], str]:
    """Return `things` for folded names: in lower case "CAMHS" looks like a plural."""
    return {formed(tokens(folded(other))): name for name, other in _pairs()}


@cache
def words_in_use() -> frozenset[str]:
    """Return the words of all names in the vocabulary, each in its `spelling.form_of`."""
    return frozenset(form_of(word) for _, other in _pairs() for word in words_of(folded(other)))


@lru_cache(KEPT)
def thing(tag: str) -> str | None:
    """Return the first name of the thing that a folded tag names in the vocabulary, or None."""
    return _tags().get(formed(tokens(tag)))


def tag_form(tag: str) -> str:
    """Return the form in which a tag counts: the thing it names, or else its words in one spelling.

    Parameters
    ----------
    tag : str
        As returned by `text.folded`.
    """
    return thing(tag) or " ".join(formed(tag.split()))
