"""Shared interests: what both wrote about themselves, and the tags both gave.

The application form asks for professional interests and, apart from them, for personal interests and hobbies
(Health Education England, "How to set up a Mentoring Scheme"); each is a criterion of its own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, Self

import numpy as np
from numpy.typing import NDArray

from mentormatch.candidates import Candidates
from mentormatch.people import People, Person
from mentormatch.policy import Scoring
from mentormatch.scoring.known import Found, Known
from mentormatch.scoring.rows import Bools, Floats, known_mean, row_dots, stacked
from mentormatch.scoring.tags import LearntTags, followed
from mentormatch.scoring.tokens import read_texts

if TYPE_CHECKING:
    from scipy.sparse import csr_array
    from sklearn.feature_extraction.text import TfidfVectorizer

Kind = Literal["professional", "personal"]
Words = list[str]


@dataclass(frozen=True)
class Interests:
    """How alike the interests of two people are.

    The mean of what is known of

    - text, where both wrote some: the cosine of their TF-IDF vectors (Salton and Buckley, "Term-weighting
      approaches in automatic text retrieval", IPM 24 (1988) 513-523). A word said tf times weighs
      (1 + ln tf) (1 + ln((1 + n) / (1 + df))): n people wrote something, df of them used the word. Someone
      who is both mentee and mentor is one person. Words are read by `tokens` and compared by the policy's
      ``synonyms``.
    - tags, where both gave some: shared / sqrt(tags of one x tags of the other), the same cosine for sets
      (Ochiai 1957). Tags are compared as `tags` says.

    Where one only wrote and the other only gave tags, these are read as text. Otherwise it is unknown.

    Parameters
    ----------
    kind : {"professional", "personal"}
    """

    kind: Kind

    @property
    def name(self) -> str:
        """Key of the criterion: ``professional_interests`` or ``personal_interests``."""
        return f"{self.kind}_interests"

    def score(self, people: People, candidates: Candidates, scoring: Scoring) -> NDArray[np.float64]:
        """Return the score of every pair, nan where unknown; see `Scorer.score`."""
        return self.learn(people, scoring).score(people, candidates, scoring)

    def learn(self, people: People, scoring: Scoring) -> LearntInterests:
        """Learn how rare words are and how tags are spelt; see `Learning.learn`."""
        tags = LearntTags.of(people, f"{self.kind}_tags", scoring)
        return LearntInterests(self.kind, Known.of(people), tags, LearntTexts.of(people, self.kind, scoring))


@dataclass(frozen=True, eq=False)
class LearntInterests:
    """`Interests`, with the words and tags of a scheme.

    A word that nobody in it used weighs as one of which df = 0. Of a scheme in which nobody wrote anything
    there is nothing to compare a text with, and only tags count.

    Parameters
    ----------
    kind : {"professional", "personal"}
    known : Known
    tags : LearntTags
    texts : LearntTexts, optional
        None where nobody wrote anything.
    """

    kind: Kind
    known: Known
    tags: LearntTags
    texts: LearntTexts | None

    @property
    def name(self) -> str:
        """Key of the criterion, as that of `Interests`."""
        return f"{self.kind}_interests"

    def score(self, people: People, candidates: Candidates, scoring: Scoring) -> NDArray[np.float64]:
        """Return the score of every pair, nan where unknown; see `Scorer.score`."""
        found = self.known.find(people, candidates)
        counts = self.tags.count(found)
        by_tags = counts.share_of(np.sqrt(counts.mentee * counts.mentor))
        if self.texts is None:
            return by_tags
        by_words, both_wrote = self.texts.compare(found, self.kind, scoring)
        score = known_mean([by_tags, np.where(both_wrote, by_words, np.nan)])
        return np.where(np.isnan(score), by_words, score)


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
        The same of a word that nobody used.
    vectors : csr_array of float64, shape (n_people, n_words)
        TF-IDF, of length 1, or 0 where there are no words; the mentees' rows, then the mentors'.
    wrote : bool array, shape (n_people,)
        Whether the words are from a text, and not from tags in place of one.
    """

    column: Mapping[str, int]
    weight: Floats
    weight_of_new: float
    vectors: csr_array[np.float64]
    wrote: Bools

    @classmethod
    def of(cls, people: People, kind: Kind, scoring: Scoring) -> Self | None:
        """Learn the words of these people, or nothing where nobody wrote."""
        everyone = (*people.mentees, *people.mentors)
        written = _written(everyone, kind, scoring)
        if not any(written):
            return None
        words, wrote = _with_tags(written, everyone, kind, scoring)
        by_person: dict[str, Words] = {}
        for person, own in zip(people.mentee_ids + people.mentor_ids, words, strict=True):
            by_person[person] = by_person.get(person, []) + own
        some = [own for own in by_person.values() if own]
        vectorizer = _vectorizer().fit(some)
        vectors = _unit_vectors(vectorizer, words)
        return cls(vectorizer.vocabulary_, vectorizer.idf_, 1.0 + np.log(1 + len(some)), vectors, wrote)

    def compare(self, found: Found, kind: Kind, scoring: Scoring) -> tuple[Floats, Bools]:
        """Return the cosine of each pair's vectors, nan where one has no words, and whether both wrote."""
        vectors, wrote = self.vectors, self.wrote
        if found.strangers:  # the vectorizer takes no empty lists
            written = _written(found.strangers, kind, scoring)
            words, they_wrote = _with_tags(written, found.strangers, kind, scoring)
            vectors, wrote = stacked(vectors, self._vectors(words)), np.concatenate([wrote, they_wrote])
        some, left, right = np.diff(vectors.indptr) > 0, found.left, found.right
        cosine = np.minimum(row_dots(vectors, left, right), 1.0)
        return np.where(some[left] & some[right], cosine, np.nan), wrote[left] & wrote[right]

    def _vectors(self, words: Sequence[Words]) -> csr_array[np.float64]:
        """Return vectors of further people; new words have columns after all others."""
        new = sorted({word for own in words for word in own}.difference(self.column))
        columns = {**self.column, **{word: len(self.column) + k for k, word in enumerate(new)}}
        vectorizer = _vectorizer(columns)
        vectorizer.idf_ = np.concatenate([self.weight, np.full(len(new), self.weight_of_new)])
        return _unit_vectors(vectorizer, words)


def _written(people: Sequence[Person], kind: Kind, scoring: Scoring) -> list[Words]:
    texts = (getattr(p, f"{kind}_interests") for p in people)
    return read_texts(texts, followed(scoring.synonyms))


def _with_tags(
    written: Sequence[Words], people: Sequence[Person], kind: Kind, scoring: Scoring
) -> tuple[list[Words], Bools]:
    """Return everybody's words, those of their tags where they wrote none, and who wrote some."""
    tags = (getattr(p, f"{kind}_tags") for p in people)
    in_place = ("" if w else ", ".join(t) for w, t in zip(written, tags, strict=True))
    tagged = read_texts(in_place, followed(scoring.synonyms))
    wrote = np.fromiter(map(bool, written), np.bool_, len(written))
    return [text or instead for text, instead in zip(written, tagged, strict=True)], wrote


def _vectorizer(columns: Mapping[str, int] | None = None) -> TfidfVectorizer:
    from sklearn.feature_extraction.text import TfidfVectorizer

    return TfidfVectorizer(analyzer=_as_read, norm=None, sublinear_tf=True, vocabulary=columns)


def _unit_vectors(vectorizer: TfidfVectorizer, words: Sequence[Words]) -> csr_array[np.float64]:
    """Return one TF-IDF vector of length 1 a row, or of length 0 where there are no words.

    The vectorizer sorts its vocabulary but not the words within a row, which stand by first appearance; the
    rows are sorted before anything is summed, so that the order of people cannot change a last digit.
    """
    from scipy.sparse import csr_array

    vectors = csr_array(vectorizer.transform(words))
    vectors.sort_indices()
    lengths = np.sqrt(vectors.multiply(vectors).sum(axis=1))
    vectors.data /= np.repeat(lengths, np.diff(vectors.indptr))
    return vectors


def _as_read(words: Words) -> Words:
    return words
