"""Tags as people spell them, made comparable: case, typing errors, synonyms.

Tags are folded (`text.folded`), then typing errors are corrected, and then every tag is replaced according to
the policy's ``synonyms``, through chains of them. With ``scoring.vocabulary = "health"``, a professional tag
without a synonym counts as the thing that it names in the vocabulary, "A&E" as "emergency medicine", or else
in one spelling (`vocabulary.tag_form`). A tag counts as a typing error of another one if

- one person gave it and more gave the other: what several people write is a word in use;
- `rapidfuzz.fuzz.ratio` of the two (100 x (1 - insertions and deletions / both lengths), 0 to 100) is at
  least the policy's ``tag_similarity``;
- both begin with the same letter, where typing errors are rare (Kukich, "Techniques for automatically
  correcting words in text", ACM Computing Surveys 24 (1992) 377-439), and each word that differs is a typing
  error of a safe kind (`text.typing_errors`);
- no such word is in use elsewhere: in another tag of the scheme, or in the vocabulary;
- it is not in ``synonyms`` (a coordinator who lists ``hepatology = "hepatology"`` protects it), and is not a
  name in the vocabulary.

If several fit, the one spelt most alike wins, then the most common, then the first in the alphabet. People
are counted, not rows, so that the order of rows cannot matter. Every correction is in the warnings
(`corrections`), so that it can be protected.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Self

import numpy as np

from mentormatch.arrays import Floats
from mentormatch.criteria import is_no_answer
from mentormatch.criteria.synonyms import followed
from mentormatch.people.model import People
from mentormatch.pickling import FieldsOnly
from mentormatch.policy import Scoring
from mentormatch.scoring.known import Found
from mentormatch.scoring.rows import Table, ratio, row_dots, stacked, tabulated
from mentormatch.scoring.text.tokens import is_placeholder
from mentormatch.scoring.text.typing_errors import mistyped_words, words_of
from mentormatch.scoring.text.vocabulary import tag_form, thing, words_in_use
from mentormatch.text import folded

if TYPE_CHECKING:
    from scipy.sparse import csr_array

TAG_FIELDS = ("professional_tags", "personal_tags", "values")
PROFESSIONAL = "professional_tags"
"""The field whose tags are read with the vocabulary: as a hobby, "sim" does not mean simulation training."""


def standard_form(scoring: Scoring, *, health: bool = False) -> Callable[[str], str]:
    """Return a function that folds a tag and replaces it by its synonym; typing errors are left.

    Parameters
    ----------
    scoring : Scoring
    health : bool
        Whether to use the vocabulary for tags without a synonym.
    """
    ends = {folded(key): folded(end) for key, end in followed(scoring.synonyms).items()}

    def standard(tag: str) -> str:
        plain = folded(tag)
        meant = ends.get(plain, plain)
        return tag_form(meant) if health and meant not in ends else meant

    return standard


def corrected_tags(counts: Mapping[str, int], scoring: Scoring, *, health: bool = False) -> dict[str, str]:
    """Return the tags that count as typing errors, each with the one it counts as.

    Parameters
    ----------
    counts : mapping of str to int
        Folded tag -> how many people gave it.
    scoring : Scoring
    health : bool
        Whether names in the vocabulary are protected from correction.

    Returns
    -------
    dict of str to str
        In alphabetical order; see the module's docstring for the rule.
    """
    return _Corrector(counts, scoring, health).all()


@dataclass(frozen=True, eq=False)
class _Corrector:
    """Finds the tags of which others are typing errors; parameters as for `corrected_tags`."""

    counts: Mapping[str, int]
    scoring: Scoring
    health: bool

    def all(self) -> dict[str, str]:
        once = sorted(tag for tag, count in self.counts.items() if count == 1)
        return {tag: one for tag in once if (one := self.correction(tag)) is not None}

    def correction(self, tag: str) -> str | None:
        """Return the tag of which `tag`, which one person gave, is a typing error; None if of none."""
        common = self._common.get(tag[:1])
        if self.scoring.tag_similarity >= 100 or not common or self._is_known(tag):
            return None
        from rapidfuzz import fuzz, process

        cutoff = self.scoring.tag_similarity
        found = process.extract(tag, common, scorer=fuzz.ratio, score_cutoff=cutoff, limit=None)
        own = int(tag in self.counts)
        fitting = [
            (-score, -self.counts[one], one)
            for one, score, _ in found
            if (words := mistyped_words(tag, one)) is not None
            and not any(self._is_in_use(word, own) for word in words)
        ]
        return min(fitting)[2] if fitting else None

    def _is_known(self, tag: str) -> bool:
        return tag in self._protected or (self.health and thing(tag) is not None)

    def _is_in_use(self, word: str, own: int) -> bool:
        """Return whether a word is in the vocabulary, or in more than its `own` tag."""
        return self._tags_with[word] > own or (self.health and word in words_in_use())

    @cached_property
    def _common(self) -> Mapping[str, list[str]]:
        """First letter -> the tags that several people gave."""
        common: dict[str, list[str]] = {}
        for tag, count in self.counts.items():
            if count > 1:
                common.setdefault(tag[:1], []).append(tag)
        return common

    @cached_property
    def _protected(self) -> Set[str]:
        return {folded(word) for pair in self.scoring.synonyms.items() for word in pair}

    @cached_property
    def _tags_with(self) -> Counter[str]:
        """Word -> how many tags of the scheme contain it."""
        return Counter(word for tag in self.counts for word in set(words_of(tag)))


@dataclass(frozen=True, eq=False)
class Spelling(FieldsOnly):
    """How tags are spelt in a scheme.

    Parameters
    ----------
    counts : mapping of str to int
        Folded tag -> how many people gave it.
    scoring : Scoring
    health : bool
        Whether to use the vocabulary.
    asked : bool
        Whether the tags answer a criterion of the policy, so that "no" is no placeholder.
    """

    counts: Mapping[str, int]
    scoring: Scoring
    health: bool
    asked: bool = False

    def form(self, tag: str) -> str:
        """Return the form in which a tag counts, empty for a placeholder such as "N/A".

        A tag that nobody in the scheme gave counts as given by one person.
        """
        plain = (_folded_answer if self.asked else _folded_tag)(tag)
        if not plain:
            return ""
        correction = self.corrected.get(plain) if plain in self.counts else self._corrector.correction(plain)
        return self._standard(correction or plain)

    @cached_property
    def _corrector(self) -> _Corrector:
        return _Corrector(self.counts, self.scoring, self.health)

    @cached_property
    def _standard(self) -> Callable[[str], str]:
        return standard_form(self.scoring, health=self.health)

    @cached_property
    def corrected(self) -> Mapping[str, str]:
        """Folded tags of the scheme that count as typing errors -> the one that each counts as."""
        return self._corrector.all()


def tag_table(people: People, field: str, scoring: Scoring) -> tuple[Table, Spelling]:
    """Return everyone's tags in their standard form: the mentees' rows, then the mentors'.

    Parameters
    ----------
    people : People
    field : str
        Field that contains the tags. Placeholders such as "N/A" are left out.
    scoring : Scoring

    Returns
    -------
    Table
    Spelling
        What determined the forms.
    """
    everyone = (*people.mentees, *people.mentors)
    health = field == PROFESSIONAL and scoring.vocabulary == "health"
    return _spelt([getattr(p, field) for p in everyone], [p.id for p in everyone], scoring, health=health)


def _spelt(
    entries: Sequence[Collection[str]],
    ids: Sequence[str],
    scoring: Scoring,
    *,
    health: bool = False,
    asked: bool = False,
) -> tuple[Table, Spelling]:
    table = tabulated(entries, _folded_answer if asked else _folded_tag)
    spelling = Spelling(_counts(table, ids), scoring, health, asked)
    return table.renamed({tag: spelling.form(tag) for tag in table.words}), spelling


def corrections(people: People, field: str, scoring: Scoring) -> list[tuple[str, str, str]]:
    """Return the tags that count as typing errors: id of the person, tag as given, tag that it counts as."""
    _, spelling = tag_table(people, field, scoring)
    corrected = spelling.corrected
    if not corrected:
        return []
    everyone = (*people.mentees, *people.mentors)
    found = ((p.id, tag, corrected.get(_folded_tag(tag))) for p in everyone for tag in getattr(p, field))
    # A person in both tables gives a tag twice, and is told once.
    return list({(one, meant): (one, tag, meant) for one, tag, meant in found if meant is not None}.values())


def _folded_tag(tag: str) -> str:
    return "" if is_placeholder(tag) else folded(tag)


def _folded_answer(tag: str) -> str:
    return "" if is_no_answer(tag) else folded(tag)


def _counts(table: Table, ids: Sequence[str]) -> dict[str, int]:
    """Return how many people gave each tag; a person who is both mentee and mentor counts once."""
    number = {person: k for k, person in enumerate(dict.fromkeys(ids))}
    person = np.fromiter((number[i] for i in ids), np.int64, len(ids))[table.row]
    once = np.unique(person * len(table.words) + table.word) % max(1, len(table.words))
    return dict(zip(table.words, np.bincount(once, minlength=len(table.words)).tolist(), strict=True))


@dataclass(frozen=True, eq=False)
class TagCounts:
    """How many tags each pair has; float64 arrays of whole numbers, shape (n_pairs,).

    Parameters
    ----------
    shared : float64 array
        Tags that both have.
    mentee, mentor : float64 array
        Tags that each of them has.
    """

    shared: Floats
    mentee: Floats
    mentor: Floats

    def share_of(self, whole: Floats) -> Floats:
        """Return shared tags / `whole`; nan if one of the two has no tags."""
        return ratio(self.shared, whole, (self.mentee > 0) & (self.mentor > 0))


@dataclass(frozen=True, eq=False)
class LearntTags:
    """The tags of a scheme.

    Parameters
    ----------
    field : str
        Field that contains them; empty if no field does.
    spelling : Spelling
    words : tuple of str
        Standard forms, one for each column.
    rows : csr_array of float64, shape (n_people, n_words)
        1 where a person has a tag; the mentees' rows, then the mentors'.
    """

    field: str
    spelling: Spelling
    words: tuple[str, ...]
    rows: csr_array[np.float64]

    @classmethod
    def of(cls, people: People, field: str, scoring: Scoring) -> Self:
        """Learn the tags of these people; see `tag_table`."""
        table, spelling = tag_table(people, field, scoring)
        return cls(field, spelling, table.words, table.matrix())

    @classmethod
    def of_entries(cls, entries: Sequence[Collection[str]], ids: Sequence[str], scoring: Scoring) -> Self:
        """Learn what people with these ids gave: the mentees, then the mentors."""
        table, spelling = _spelt(entries, ids, scoring, asked=True)
        return cls("", spelling, table.words, table.matrix())

    def count(self, found: Found) -> TagCounts:
        """Count the tags of every pair, and those they share."""
        return self.count_with([getattr(person, self.field) for person in found.strangers], found)

    def count_with(self, given: Sequence[Collection[str]], found: Found) -> TagCounts:
        """Count the same where those who are new or changed gave this."""
        rows = stacked(self.rows, tabulated(given, self.spelling.form, known=self.words).matrix())
        sizes = np.diff(rows.indptr).astype(np.float64)
        shared = row_dots(rows, found.left, found.right)
        return TagCounts(shared, sizes[found.left], sizes[found.right])
