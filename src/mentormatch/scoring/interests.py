"""Shared interests: the texts and the tags of both people.

The application form asks for professional interests and, separately, for personal interests and hobbies
(Health Education England, "How to set up a Mentoring Scheme"); each is a criterion of its own.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Literal, Self

import numpy as np

from mentormatch.arrays import Bools, Floats
from mentormatch.candidates.search import Candidates
from mentormatch.errors import ProblemError
from mentormatch.people.model import People
from mentormatch.people.person import Mentee, Mentor, Person
from mentormatch.policy import Scoring
from mentormatch.scoring.known import Found, Known
from mentormatch.scoring.rows import SparseRows, sums
from mentormatch.scoring.text.embedding import Encoded, Encoder
from mentormatch.scoring.text.reading import Read, Reader, Texts
from mentormatch.scoring.text.tags import Entries, LearntTags
from mentormatch.scoring.unknown import mean_of_parts
from mentormatch.scoring.words import in_common, texts_in_common

Kind = Literal["professional", "personal"]
Words = list[str]


@dataclass(frozen=True)
class Interests:
    """How alike the interests of two people are.

    The mean of two parts (see `Composite` for a pair of which only one is known):

    - text, if both wrote some: the cosine of their TF-IDF vectors (Salton and Buckley, "Term-weighting
      approaches in automatic text retrieval", IPM 24 (1988) 513-523). A word used tf times has the weight
      (1 + ln tf) (1 + ln((1 + n) / (1 + df))), if n people wrote a text and df of them used the word. A
      person who is both mentee and mentor counts once. Words are read as described in `reading`, with the
      policy's ``synonyms`` and, for professional interests, its ``vocabulary``. With an encoder, the mean of
      this and the cosine of the encoder's vectors for the two texts, at least 0.
    - tags, if both gave some: the cosine of the two sets, in which a rare tag weighs more than a common one
      (`tags.LearntTags`). Tags are compared as described in `tags`.

    If one person wrote a text and the other gave only tags, the tags are read as text. Otherwise the part is
    unknown.

    Parameters
    ----------
    encoder : callable, optional
        Takes n distinct texts, as they were written, and returns an array of numbers, shape (n, d), one row
        per text; for example a sentence model. It is called once for a scheme, and once more for people who
        have joined or changed since. If a row is all zeros, only the words count.
    encoder_share : float
        Weight of the encoder's cosine in that mean, above 0 and at most 1; with 1 it replaces the words'
        cosine wherever it is known.

    Raises
    ------
    ProblemError
        If the encoder does not return such an array.
    """

    kind: Kind
    encoder: Encoder | None = None
    encoder_share: float = 0.5

    def __post_init__(self) -> None:
        if not 0.0 < self.encoder_share <= 1.0:
            raise ProblemError([f"encoder_share must be above 0 and at most 1, not {self.encoder_share!r}"])

    @property
    def name(self) -> str:
        """Key of the criterion: ``professional_interests`` or ``personal_interests``."""
        return f"{self.kind}_interests"

    def score(self, people: People, candidates: Candidates, scoring: Scoring) -> Floats:
        """Return the score of every pair, nan where unknown; see `Scorer.score`."""
        return self.learn(people, scoring).score(people, candidates, scoring)

    def learn(self, people: People, scoring: Scoring) -> LearntInterests:
        """Learn how rare words are and how tags are spelt; see `Learning.learn`."""
        tags = LearntTags.of(Entries.of(people, f"{self.kind}_tags", scoring), scoring)
        texts = LearntTexts.of(people, self, scoring)
        return LearntInterests(self.kind, Known.of(people), tags, texts)


@dataclass(frozen=True, eq=False)
class LearntInterests:
    """`Interests`, with the words and tags of a scheme.

    A word that nobody in the scheme used has the weight of df = 0. In a scheme in which nobody wrote a text,
    only tags count.

    Parameters
    ----------
    texts : LearntTexts, optional
        None if nobody wrote anything.
    """

    kind: Kind
    known: Known
    tags: LearntTags
    texts: LearntTexts | None

    @property
    def name(self) -> str:
        """Key of the criterion, as that of `Interests`."""
        return f"{self.kind}_interests"

    @property
    def pair_by_pair(self) -> bool:
        """Whether it may be given the pairs in blocks: an encoder is called once for all new people."""
        return self.texts is None or self.texts.encoded is None

    def score(self, people: People, candidates: Candidates, scoring: Scoring) -> Floats:
        """Return the score of every pair, nan where unknown; see `Scorer.score`."""
        return mean_of_parts(self.parts(people, candidates, scoring))

    def said(self, mentee: Mentee, mentor: Mentor, km: float, scoring: Scoring) -> str:  # noqa: ARG002
        """Return which tags they share, and which words of their texts; see `Saying.said`."""
        mine, theirs = (getattr(person, f"{self.kind}_tags") for person in (mentee, mentor))
        wrote = [getattr(person, self.name) for person in (mentee, mentor)]
        one, other = (text or ", ".join(tags) for text, tags in zip(wrote, (mine, theirs), strict=True))
        words = texts_in_common(one, other, scoring) if any(wrote) else ""
        return "; ".join(filter(None, (in_common(mine, theirs, self.tags.spelling.form), words)))

    def parts(self, people: People, candidates: Candidates, scoring: Scoring) -> dict[str, Floats]:  # noqa: ARG002
        """Return the scores of ``tags`` and ``text``; see `Composite.parts`."""
        found = self.known.find(people, candidates)
        by_tags = self.tags.cosine(found)
        if self.texts is None:
            return {"tags": by_tags}
        by_words, both_wrote = self.texts.compare(found, self.kind)
        return {"tags": by_tags, "text": np.where(both_wrote | np.isnan(by_tags), by_words, np.nan)}


@dataclass(frozen=True, eq=False)
class LearntTexts:
    """What the people of a scheme wrote.

    Parameters
    ----------
    column : mapping of str to int
        Word -> its column.
    weight : float64 array, shape (n_words,)
        1 + ln((1 + n) / (1 + df)) of each.
    weight_of_new : float
        The weight of a word that nobody used.
    vectors : SparseRows, shape (n_people, n_words)
        TF-IDF, of length 1, or 0 where there are no words; the mentees' rows, then the mentors'.
    wrote : bool array, shape (n_people,)
        Whether the words come from a text, and not from tags read as text.
    encoded : Encoded, optional
        None without an encoder.
    share : float
        Weight of the encoder's cosine.
    """

    column: Mapping[str, int]
    weight: Floats
    weight_of_new: float
    vectors: SparseRows
    wrote: Bools
    reader: Reader
    encoded: Encoded | None
    share: float

    @classmethod
    def of(cls, people: People, interests: Interests, scoring: Scoring) -> Self | None:
        """Learn the words of these people; return None if nobody wrote a text."""
        texts = _texts((*people.mentees, *people.mentors), interests.kind)
        if not any(texts.written):
            return None  # before tags are read as texts, which is slow
        ids = people.mentee_ids + people.mentor_ids
        health = interests.kind == "professional" and scoring.vocabulary == "health"
        return cls.of_texts(texts, ids, scoring, interests, health=health)

    @classmethod
    def of_texts(
        cls,
        texts: Texts,
        ids: Sequence[str],
        scoring: Scoring,
        interests: Interests | None = None,
        *,
        health: bool = False,
    ) -> Self | None:
        """Learn the words of texts by people with these ids; return None if nobody wrote any."""
        reader = Reader(scoring, health)
        read = reader.read(texts)
        if not read.wrote.any():
            return None
        by_person: dict[str, Words] = {}
        for person, own in zip(ids, read.words, strict=True):
            by_person[person] = by_person.get(person, []) + own
        some = [own for own in by_person.values() if own]
        column, weight = _rarity(some)
        encoder = None if interests is None else interests.encoder
        return cls(
            column=column,
            weight=weight,
            weight_of_new=1.0 + np.log(1 + len(some)),
            vectors=_unit_vectors(column, weight, read.words),
            wrote=read.wrote,
            reader=reader,
            encoded=None if encoder is None else Encoded.of(encoder, read.texts),
            share=0.0 if interests is None else interests.encoder_share,
        )

    def compare(self, found: Found, kind: Kind) -> tuple[Floats, Bools]:
        """Return the similarity of each pair's texts, nan if one has no words, and whether both wrote."""
        return self.compare_with(_texts(found.strangers, kind), found)

    def compare_with(self, texts: Texts, found: Found) -> tuple[Floats, Bools]:
        """Return the same where those who are new or changed wrote these texts."""
        read = self.reader.read(texts)
        by_words, both_wrote = self._by_words(found, read)
        if self.encoded is None:
            return by_words, both_wrote
        by_meaning = self.encoded.with_further(read.texts).cosines(found.left, found.right)
        mean = (1.0 - self.share) * by_words + self.share * by_meaning
        return np.where(np.isnan(by_meaning), by_words, mean), both_wrote

    def _by_words(self, found: Found, read: Read) -> tuple[Floats, Bools]:
        wrote = np.concatenate([self.wrote, read.wrote])
        vectors, left, right = self.vectors.with_more(self._vectors(read.words), found.left, found.right)
        some, cosine = vectors.sizes > 0, np.minimum(vectors.dots(left, right), 1.0)
        return np.where(some[left] & some[right], cosine, np.nan), wrote[found.left] & wrote[found.right]

    def _vectors(self, words: Sequence[Words]) -> SparseRows:
        """Return vectors of more people; new words get columns after all others."""
        new = sorted({word for own in words for word in own}.difference(self.column))
        columns = {**self.column, **{word: len(self.column) + k for k, word in enumerate(new)}}
        weight = np.concatenate([self.weight, np.full(len(new), self.weight_of_new)])
        return _unit_vectors(columns, weight, words)


def _texts(people: Sequence[Person], kind: Kind) -> Texts:
    """Return what people wrote about their interests, and their tags to be read if they wrote nothing."""
    written = [getattr(person, f"{kind}_interests") for person in people]
    return Texts(written, [", ".join(getattr(person, f"{kind}_tags")) for person in people])


def _rarity(texts: Sequence[Words]) -> tuple[dict[str, int], Floats]:
    """Return the column of each word, in alphabetical order, and 1 + ln((1 + n) / (1 + df)) of each."""
    users = Counter(chain.from_iterable(map(set, texts)))
    words = sorted(users)
    df = np.fromiter(map(users.__getitem__, words), np.float64, len(words))
    return {word: k for k, word in enumerate(words)}, np.log((1 + len(texts)) / (1 + df)) + 1.0


def _unit_vectors(column: Mapping[str, int], weight: Floats, words: Sequence[Words]) -> SparseRows:
    """Return one TF-IDF vector of length 1 per row, or of length 0 if there are no words.

    Words are in the order of their columns, not of appearance, before anything is summed, so that the order
    of people cannot change a last digit.
    """
    of_row = np.fromiter(map(len, words), np.int64, len(words))
    used = np.fromiter(map(column.__getitem__, chain.from_iterable(words)), np.int64, int(of_row.sum()))
    key, times = np.unique(np.repeat(np.arange(len(words)), of_row) * len(column) + used, return_counts=True)
    row, word = np.divmod(key, max(len(column), 1))
    value = (np.log(times.astype(np.float64)) + 1.0) * weight[word]
    lengths = np.sqrt(sums(row, value * value, len(words)))
    return SparseRows.of(row, word, value / lengths[row], (len(words), len(column)))
