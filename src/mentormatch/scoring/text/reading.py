"""Free text to the words by which people are compared: `tokens`, the policy's synonyms, then the vocabulary.

With ``scoring.vocabulary = "health"``, for professional interests only,

- all spellings of a word count as one, and so do a field and those who work in it (`vocabulary.word_form`);
- a name in ``health.toml`` counts as the thing itself and as the words of its first name: "ICU" shares all of
  "intensive care" with "critical care", and the word "care" with "palliative care".

A word or phrase for which the policy has a synonym is not looked up in any of these.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from typing import NamedTuple

import numpy as np

from mentormatch.arrays import Bools
from mentormatch.criteria.synonyms import followed
from mentormatch.pickling import FieldsOnly
from mentormatch.policy import Scoring
from mentormatch.scoring.text.tokens import Phrases, phrases_of, read_texts, replaced, tokens
from mentormatch.scoring.text.vocabulary import formed, things, word_form

Words = list[str]


class Texts(NamedTuple):
    """What people wrote, and what to read instead if that contains no words."""

    written: Sequence[str]
    instead: Sequence[str]


@dataclass(frozen=True, eq=False)
class Read:
    """The words that were read.

    Parameters
    ----------
    texts : list of str
        The text of each person that was read, empty if there was none.
    words : list of list of str
        The words of each text.
    wrote : bool array, shape (n_people,)
        Whether it is what they wrote, and not what was read instead.
    """

    texts: list[str]
    words: list[Words]
    wrote: Bools


@dataclass(frozen=True)
class Reader(FieldsOnly):
    """Reads texts.

    Parameters
    ----------
    health : bool
        Whether to use the vocabulary.
    """

    scoring: Scoring
    health: bool

    def read(self, texts: Texts) -> Read:
        """Return the words of each text."""
        plain = _plain(self.scoring, texts)
        if not self.health:
            return plain
        forms = {word: word_form(word) for word in set(chain.from_iterable(plain.words))}
        words = [replaced([forms[word] for word in own], self._phrases) for own in plain.words]
        return Read(plain.texts, words, plain.wrote)

    @cached_property
    def _phrases(self) -> Phrases:
        """The names in the vocabulary for which the policy has no synonym, and what each counts as."""
        own = {formed(tokens(word)) for word in self.scoring.synonyms}
        return phrases_of((key, meant) for key, meant in _named().items() if key not in own)


def _plain(scoring: Scoring, texts: Texts) -> Read:
    """Read texts without a vocabulary."""
    synonyms = followed(scoring.synonyms)
    words = read_texts(texts.written, synonyms)
    wrote = np.fromiter(map(bool, words), np.bool_, len(words))
    in_place = ("" if own else text for own, text in zip(words, texts.instead, strict=True))
    instead = read_texts(in_place, synonyms)
    both = [own or other for own, other in zip(words, instead, strict=True)]
    chosen = zip(both, wrote.tolist(), texts.written, texts.instead, strict=True)
    return Read([(own if w else other) if some else "" for some, w, own, other in chosen], both, wrote)


def _named() -> dict[tuple[str, ...], Words]:
    """Return vocabulary name -> a mark for the thing, which is not a word in any text, and its words."""
    return {key: [f"={name}", *formed(tokens(name))] for key, name in things().items()}
