"""Free text to the words by which people are compared: `tokens`, the policy's synonyms, then the vocabulary.

With ``scoring.vocabulary = "health"``, for professional interests only,

- all spellings of a word count as one, and so do a field and those who work in it (`vocabulary.word_form`);
- the scheme's own abbreviations count as the long form, and two words as their compound (`shorthand`);
- a name in ``health.toml`` counts as the thing itself and as the words of its first name: "ICU" shares all of
  "intensive care" with "critical care", and the word "care" with "palliative care".

A word or phrase for which the policy has a synonym is not looked up in any of these.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import NamedTuple, Self

import numpy as np

from mentormatch.arrays import Bools, Ints
from mentormatch.criteria.synonyms import followed
from mentormatch.policy import Scoring
from mentormatch.scoring.text.shorthand import abbreviations, compounds, hyphened, joined, phrases_for
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


@dataclass(frozen=True, eq=False)
class Reader:
    """Reads the texts of a scheme, with what it learnt from them.

    Parameters
    ----------
    scoring : Scoring
    health : bool
        Whether to use the vocabulary.
    hyphenless : frozenset of str
        Words that some write with a hyphen and others without.
    phrases : mapping of str to list of (words, words)
        What to replace, by first word; see `tokens.replaced`.
    """

    scoring: Scoring
    health: bool
    hyphenless: frozenset[str] = frozenset()
    phrases: Phrases = field(default_factory=dict, repr=False)

    @classmethod
    def learn(cls, scoring: Scoring, texts: Texts, owner: Ints, health: bool) -> tuple[Self, Read]:
        """Learn how the people of a scheme abbreviate and join words, and read their texts.

        Parameters
        ----------
        scoring : Scoring
        texts : Texts
        owner : int64 array, shape (n_texts,)
            Number of the person who wrote each.
        health : bool
            Whether to use the vocabulary.
        """
        spelt: dict[str, str] = {}
        plain = _plain(scoring, texts, spelt)
        if not health:
            return cls(scoring, health), plain
        known = set(chain.from_iterable(plain.words))
        own = {formed(tokens(word)) for word in scoring.synonyms}
        named = {key: meant for key, meant in _named().items() if key not in own}
        by_name = phrases_of(named.items())
        learnt: dict[tuple[str, ...], Words] = dict(compounds(set(map(word_form, known))))
        for short, phrase in phrases_for(abbreviations(spelt), plain.words, owner).items():
            learnt[formed([short])] = list(formed(phrase))
        learnt = {key: replaced(meant, by_name) for key, meant in learnt.items() if key not in own}
        hyphenless = frozenset(hyphened(plain.texts) & known)
        reader = cls(scoring, health, hyphenless, phrases_of({**learnt, **named}.items()))
        return reader, reader._meant(plain)

    def read(self, texts: Texts) -> Read:
        """Read more texts in the same way."""
        return self._meant(_plain(self.scoring, texts, {}))

    def _meant(self, plain: Read) -> Read:
        """Return the words after replacement by the vocabulary and what was learnt."""
        if not self.health:
            return plain
        words, synonyms = list(plain.words), followed(self.scoring.synonyms)
        for k, text in enumerate(plain.texts) if self.hyphenless else ():
            if (other := joined(text, self.hyphenless)) != text:
                (words[k],) = read_texts([other], synonyms)
        forms = {word: word_form(word) for word in set(chain.from_iterable(words))}
        words = [replaced([forms[word] for word in own], self.phrases) for own in words]
        return Read(plain.texts, words, plain.wrote)


def _plain(scoring: Scoring, texts: Texts, spelt: dict[str, str]) -> Read:
    """Read texts without a vocabulary."""
    synonyms = followed(scoring.synonyms)
    words = read_texts(texts.written, synonyms, spelt)
    wrote = np.fromiter(map(bool, words), np.bool_, len(words))
    in_place = ("" if own else text for own, text in zip(words, texts.instead, strict=True))
    instead = read_texts(in_place, synonyms, spelt)
    both = [own or other for own, other in zip(words, instead, strict=True)]
    chosen = zip(both, wrote.tolist(), texts.written, texts.instead, strict=True)
    return Read([(own if w else other) if some else "" for some, w, own, other in chosen], both, wrote)


def owners(ids: Sequence[str]) -> Ints:
    """Return a number for every id, equal for equal ids."""
    number = {one: k for k, one in enumerate(dict.fromkeys(ids))}
    return np.fromiter(map(number.__getitem__, ids), np.int64, len(ids))


def _named() -> dict[tuple[str, ...], Words]:
    """Return vocabulary name -> a mark for the thing, which is not a word in any text, and its words."""
    return {key: [f"={name}", *formed(tokens(name))] for key, name in things().items()}
