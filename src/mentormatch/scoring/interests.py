"""Shared interests: what both wrote about themselves, and the tags both gave.

The application form asks for professional interests and, apart from them, for personal interests and hobbies
(Health Education England, "How to set up a Mentoring Scheme"); each is a criterion of its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
from numpy.typing import NDArray

from mentormatch.candidates import Candidates
from mentormatch.people import People
from mentormatch.policy import Scoring
from mentormatch.scoring.rows import Bools, Floats, known_mean, row_dots
from mentormatch.scoring.tags import count_tags, followed
from mentormatch.scoring.tokens import read_texts

if TYPE_CHECKING:
    from scipy.sparse import csr_array

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

    kind: Literal["professional", "personal"]

    @property
    def name(self) -> str:
        """Key of the criterion: ``professional_interests`` or ``personal_interests``."""
        return f"{self.kind}_interests"

    def score(self, people: People, candidates: Candidates, scoring: Scoring) -> NDArray[np.float64]:
        """Return the score of every pair, nan where unknown; see `Scorer.score`."""
        counts = count_tags(people, f"{self.kind}_tags", candidates, scoring)
        by_tags = counts.share_of(np.sqrt(counts.mentee * counts.mentor))
        everyone = (*people.mentees, *people.mentors)
        synonyms = followed(scoring.synonyms)
        written = read_texts((getattr(p, self.name) for p in everyone), synonyms)
        if not any(written):
            return by_tags
        tags = (getattr(p, f"{self.kind}_tags") for p in everyone)
        instead = read_texts(
            ("" if w else ", ".join(t) for w, t in zip(written, tags, strict=True)), synonyms
        )
        words = [text or tagged for text, tagged in zip(written, instead, strict=True)]
        by_words = _cosine(words, people, candidates)
        score = known_mean([by_tags, np.where(_both(written, people, candidates), by_words, np.nan)])
        return np.where(np.isnan(score), by_words, score)


def _both(words: Sequence[Words], people: People, candidates: Candidates) -> Bools:
    """Tell for every pair whether both have words; shape (n_pairs,)."""
    some, split = np.fromiter(map(bool, words), np.bool_, len(words)), len(people.mentees)
    return some[:split][candidates.mentee] & some[split:][candidates.mentor]


def _cosine(words: Sequence[Words], people: People, candidates: Candidates) -> Floats:
    """Return the cosine of each pair's TF-IDF vectors; nan where one has no words."""
    vectors, split = _unit_vectors(words, people.mentee_ids + people.mentor_ids), len(people.mentees)
    cosine = row_dots(vectors[:split], vectors[split:], candidates)
    return np.where(_both(words, people, candidates), np.minimum(cosine, 1.0), np.nan)


def _unit_vectors(words: Sequence[Words], ids: Sequence[str]) -> csr_array[np.float64]:
    """Return one TF-IDF vector of length 1 a row, or of length 0 where there are no words.

    The vectorizer sorts its vocabulary but not the words within a row, which stand by first appearance; the
    rows are sorted before anything is summed, so that the order of people cannot change a last digit.
    """
    from scipy.sparse import csr_array
    from sklearn.feature_extraction.text import TfidfVectorizer

    by_person: dict[str, Words] = {}
    for person, own in zip(ids, words, strict=True):
        by_person[person] = by_person.get(person, []) + own
    vectorizer = TfidfVectorizer(analyzer=_as_read, norm=None, sublinear_tf=True)
    vectorizer.fit([own for own in by_person.values() if own])
    vectors = csr_array(vectorizer.transform(words))
    vectors.sort_indices()
    lengths = np.sqrt(vectors.multiply(vectors).sum(axis=1))
    vectors.data /= np.repeat(lengths, np.diff(vectors.indptr))
    return vectors


def _as_read(words: Words) -> Words:
    return words
