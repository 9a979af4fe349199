"""Tags as people spell them, made comparable: spellings, typing errors, synonyms.

A tag counts as

1. the one that the policy's ``synonyms`` name for it, through chains of them. A coordinator who lists
   ``hepatology = "hepatology"`` protects a tag: it counts as itself, whatever follows here;
2. the thing that it names in the vocabulary: "A&E" is "emergency medicine". Only for professional tags, with
   ``scoring.vocabulary = "health"``;
3. all tags that are spelt alike: case, blanks, hyphens, apostrophes, plurals, British and American spellings
   do not count (`spelling`), and with the vocabulary a field is one with its people
   (`vocabulary.word_form`). What most people wrote stands for all, then the first in the alphabet;
4. the tag of which it is a typing error.

It is a typing error if

- one person wrote it, in whatever spelling, and more people wrote the other;
- `rapidfuzz.fuzz.ratio` of the two (100 x (1 - insertions and deletions / both lengths), 0 to 100) is at
  least the policy's ``tag_similarity``;
- both begin with the same letter, where typing errors are rare (Kukich, "Techniques for automatically
  correcting words in text", ACM Computing Surveys 24 (1992) 377-439), and each word that differs is a typing
  error of a safe kind (`typing_errors`);
- no such word is in use elsewhere: in another tag of the scheme, or in the vocabulary.

If several fit, the one spelt most alike wins, then the most common, then the first in the alphabet. People
are counted, not rows, so that the order of rows cannot matter. Nothing is silent: `readings` lists every tag
that counts as another one.

How alike the tags of two people are is in `LearntTags`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from typing import NamedTuple, Self

import numpy as np

from mentormatch.arrays import Floats, distinct
from mentormatch.criteria import is_no_answer
from mentormatch.criteria.synonyms import followed
from mentormatch.people.model import People
from mentormatch.pickling import FieldsOnly
from mentormatch.policy import Scoring
from mentormatch.scoring.known import Found
from mentormatch.scoring.rows import SparseRows, Table, tabulated
from mentormatch.scoring.text.spelling import form_of, joined, words_of
from mentormatch.scoring.text.tokens import is_placeholder
from mentormatch.scoring.text.typing_errors import mistyped_words
from mentormatch.scoring.text.vocabulary import tag_form, thing, word_form, words_in_use
from mentormatch.text import folded

TAG_FIELDS = ("professional_tags", "personal_tags", "values")
PROFESSIONAL = "professional_tags"
"""The field whose tags are read with the vocabulary: as a hobby, "sim" does not mean simulation training."""


def standard_form(scoring: Scoring, *, health: bool) -> Callable[[str], str]:
    """Return a function that folds a tag and replaces it by its synonym; typing errors are left.

    Parameters
    ----------
    health : bool
        Whether to use the vocabulary for tags without a synonym.
    """
    ends = {folded(key): folded(end) for key, end in followed(scoring.synonyms).items()}

    def standard(tag: str) -> str:
        plain = folded(tag)
        meant = ends.get(plain, plain)
        return tag_form(meant) if health and meant not in ends else meant

    return standard


@dataclass(frozen=True, eq=False)
class Spelling(FieldsOnly):
    """How tags are spelt in a scheme.

    Parameters
    ----------
    counts : mapping of str to int
        Folded tag -> how many people gave it.
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
        """Return the tag as which a tag counts, empty for a placeholder such as "N/A".

        A tag that nobody in the scheme gave counts as given by one person.
        """
        plain = _plain(tag, asked=self.asked)
        if plain not in self._forms:
            self._forms[plain] = self._form(self._spelt(plain)) if plain else ""
        return self._forms[plain]

    def is_named(self, tag: str) -> bool:
        """Return whether the policy or the vocabulary names a folded tag."""
        return self._spelt(tag).known

    def is_answered(self, tag: str) -> bool:
        """Return whether the policy says as what a folded tag counts."""
        return tag in self._ends

    @cached_property
    def _forms(self) -> dict[str, str]:
        """Folded tag -> the tag as which it counts, for those asked for: people mostly give the same."""
        return {}

    def _form(self, spelt: _Spelt) -> str:
        if spelt.known or self._people.get(spelt.key, 1) > 1:
            return self._shown.get(spelt.key, spelt.meant)
        model = self._corrector.correction(spelt.text, int(spelt.key in self._people))
        key = spelt.key if model is None else self._keys[model]
        return self._shown.get(key, key)

    def _spelt(self, tag: str) -> _Spelt:
        """Return the spelling of a folded tag."""
        meant = self._ends.get(tag, tag)
        forms = map(form_of, words_of(meant))
        text = " ".join(map(word_form, forms) if self.health else forms) or meant
        if meant in self._ends:
            return _Spelt(meant, text, f"={meant}", known=True)
        if self.health and (name := thing(meant)) is not None:
            return _Spelt(name, text, f"={name}", known=True)
        return _Spelt(meant, text, joined(text), known=tag in self._ends)

    @cached_property
    def _ends(self) -> Mapping[str, str]:
        return {folded(key): folded(end) for key, end in followed(self.scoring.synonyms).items()}

    @cached_property
    def _all(self) -> Mapping[str, _Spelt]:
        """The spelling of every tag of the scheme."""
        return {tag: self._spelt(tag) for tag in self.counts}

    @cached_property
    def _people(self) -> Counter[str]:
        """Key of a spelling -> how many people gave such a tag."""
        people: Counter[str] = Counter()
        for tag, spelt in self._all.items():
            people[spelt.key] += self.counts[tag]
        return people

    @cached_property
    def _keys(self) -> Mapping[str, str]:
        """Tag, each word in its form -> the key of its spelling."""
        return {spelt.text: spelt.key for spelt in self._all.values()}

    @cached_property
    def _shown(self) -> Mapping[str, str]:
        """Key of a spelling -> the tag that stands for all."""
        best: dict[str, tuple[int, str]] = {}
        for tag, spelt in self._all.items():
            rank = (-self.counts[tag], spelt.meant)
            best[spelt.key] = min(best.get(spelt.key, rank), rank)
        return {key: shown for key, (_, shown) in best.items()}

    @cached_property
    def _corrector(self) -> _Corrector:
        people = {text: self._people[key] for text, key in self._keys.items()}
        return _Corrector(people, self.scoring.tag_similarity, words_in_use() if self.health else frozenset())


class _Spelt(NamedTuple):
    """What a tag means, with each word in its form; a key for all its spellings; whether it has a name."""

    meant: str
    text: str
    key: str
    known: bool


@dataclass(frozen=True, eq=False)
class _Corrector:
    """Finds the tag of which another one is a typing error.

    Parameters
    ----------
    people : mapping of str to int
        Tag, each word in its form -> how many people gave it.
    similarity : float
        The policy's ``tag_similarity``.
    in_use : frozenset of str
        Words that are no typing errors.
    """

    people: Mapping[str, int]
    similarity: float
    in_use: Set[str]

    def correction(self, tag: str, own: int) -> str | None:
        """Return the tag of which `tag` is a typing error, None if of none; `own` of the scheme's are it."""
        common = self._common.get(tag[:1])
        if self.similarity >= 100 or not common:
            return None
        from rapidfuzz import fuzz, process

        found = process.extract(tag, common, scorer=fuzz.ratio, score_cutoff=self.similarity, limit=None)
        fitting = [
            (-score, -self.people[one], one)
            for one, score, _ in found
            if (words := mistyped_words(tag, one)) is not None
            and not any(self._tags_with[word] > own or word in self.in_use for word in words)
        ]
        return min(fitting)[2] if fitting else None

    @cached_property
    def _common(self) -> Mapping[str, list[str]]:
        """First letter -> the tags that several people gave."""
        common: dict[str, list[str]] = {}
        for tag, people in self.people.items():
            if people > 1:
                common.setdefault(tag[:1], []).append(tag)
        return common

    @cached_property
    def _tags_with(self) -> Counter[str]:
        """Word -> how many tags of the scheme contain it."""
        return Counter(word for tag in self.people for word in set(words_of(tag)))


@dataclass(frozen=True, eq=False)
class Entries:
    """What everybody in a scheme gave under one heading: the mentees, then the mentors.

    Parameters
    ----------
    name : str
        Field of a person, or criterion that the policy declares.
    given : sequence of collection of str, one each
        Placeholders such as "N/A" count as nothing.
    health : bool
        Whether to use the vocabulary.
    asked : bool
        Whether they answer a criterion of the policy, so that "no" is no placeholder.
    """

    name: str
    given: Sequence[Collection[str]]
    ids: Sequence[str]
    health: bool = False
    asked: bool = False

    @classmethod
    def of(cls, people: People, field: str, scoring: Scoring) -> Self:
        """Return what people gave in a field of `TAG_FIELDS`."""
        everyone = (*people.mentees, *people.mentors)
        health = field == PROFESSIONAL and scoring.vocabulary == "health"
        return cls(field, [getattr(p, field) for p in everyone], [p.id for p in everyone], health)

    def plain(self, tag: str) -> str:
        """Return a tag, folded; empty for a placeholder."""
        return _plain(tag, asked=self.asked)

    def table(self, scoring: Scoring) -> tuple[Table, Spelling]:
        """Return everyone's tags in their standard form, and what determined the forms."""
        table = tabulated(self.given, self.plain)
        spelling = self._spelling(table, scoring)
        return table.renamed({tag: spelling.form(tag) for tag in table.words}), spelling

    def spelling(self, scoring: Scoring) -> Spelling:
        """Return what determines the forms of everyone's tags."""
        return self._spelling(tabulated(self.given, self.plain), scoring)

    def _spelling(self, table: Table, scoring: Scoring) -> Spelling:
        return Spelling(_counts(table, self.ids), scoring, self.health, self.asked)


class TagReading(NamedTuple):
    """A tag that counts as another one.

    Parameters
    ----------
    person : str
        Id of the person.
    written, read_as : str
        The tag as given, and the one as which it counts.
    alone : bool
        Whether nobody else wrote it so, and the vocabulary does not know it: it may be something else.
    """

    person: str
    written: str
    read_as: str
    alone: bool


def readings(entries: Entries, scoring: Scoring) -> list[TagReading]:
    """Return the tags that count as other ones, but for those that the policy's ``synonyms`` name.

    A person in both tables, who gives a tag twice, is listed once; case and blanks make no other tag.
    """
    spelling = entries.spelling(scoring)
    forms = {tag: spelling.form(tag) for tag in spelling.counts if not spelling.is_answered(tag)}
    changed = {tag: form for tag, form in forms.items() if form != tag}
    alone = {tag for tag in changed if spelling.counts[tag] == 1 and not spelling.is_named(tag)}
    plain = {tag: entries.plain(tag) for tag in set(chain.from_iterable(entries.given))}
    found = {
        (person, plain[tag]): TagReading(person, tag, changed[plain[tag]], plain[tag] in alone)
        for person, own in zip(entries.ids, entries.given, strict=True)
        for tag in own
        if plain[tag] in changed
    }
    return list(found.values())


def _plain(tag: str, *, asked: bool) -> str:
    """Return a tag, folded; empty if it says that there is no answer, which fewer words do if asked."""
    return "" if (is_no_answer if asked else is_placeholder)(tag) else folded(tag)


def _counts(table: Table, ids: Sequence[str]) -> dict[str, int]:
    """Return how many people gave each tag; a person who is both mentee and mentor counts once."""
    number = {person: k for k, person in enumerate(dict.fromkeys(ids))}
    person = np.fromiter((number[i] for i in ids), np.int64, len(ids))[table.row]
    once = distinct(person * len(table.words) + table.word) % max(1, len(table.words))
    return dict(zip(table.words, np.bincount(once, minlength=len(table.words)).tolist(), strict=True))


@dataclass(frozen=True, eq=False)
class LearntTags:
    """The tags of a scheme, and how rare each is.

    Two people are as alike as the cosine of their rows: the weight of the tags that both have, divided by the
    geometric mean of the weights of what each has. A tag that df of the n people who gave any have weighs
    1 + ln((1 + n) / (1 + df)) (Sparck Jones, "A statistical interpretation of term specificity", Journal of
    Documentation 28 (1972) 11-21), so that a rare tag says more than one that everybody has; one that nobody
    gave has the weight of df = 0. How this compares with others: ``benchmarks/results/tags.md``.

    Parameters
    ----------
    field : str
        Field of a person, or criterion, under which they were given.
    words : tuple of str
        Standard forms, one for each column.
    weight : float64 array, shape (n_words,)
        The weight of each.
    weight_of_new : float
        The weight of any other.
    rows : SparseRows, shape (n_people, n_words)
        Of length 1, or 0 for people without tags; the mentees' rows, then the mentors'.
    """

    field: str
    spelling: Spelling
    words: tuple[str, ...]
    weight: Floats
    weight_of_new: float
    rows: SparseRows

    @classmethod
    def of(cls, entries: Entries, scoring: Scoring) -> Self:
        """Learn what people gave."""
        table, spelling = entries.table(scoring)
        having = _counts(table, entries.ids)
        n = len({entries.ids[row] for row in distinct(table.row).tolist()})
        df = np.fromiter(having.values(), np.float64, len(having))
        weight = 1.0 + np.log((1 + n) / (1 + df))
        rows = _unit_rows(table, weight)
        return cls(entries.name, spelling, table.words, weight, 1.0 + np.log(1 + n), rows)

    def cosine(self, found: Found) -> Floats:
        """Return how alike the tags of every pair are, from 0 to 1; nan if one of the two has none."""
        return self.cosine_with([getattr(person, self.field) for person in found.strangers], found)

    def cosine_with(self, given: Sequence[Collection[str]], found: Found) -> Floats:
        """Return the same where those who are new or changed gave this."""
        table = tabulated(given, self.spelling.form, known=self.words)
        new = np.full(len(table.words) - len(self.words), self.weight_of_new)
        more = _unit_rows(table, np.concatenate([self.weight, new]))
        rows, left, right = self.rows.with_more(more, found.left, found.right)
        some = rows.sizes > 0
        return np.where(some[left] & some[right], np.minimum(rows.dots(left, right), 1.0), np.nan)


def _unit_rows(table: Table, weight: Floats) -> SparseRows:
    """Return the square roots of the weights of each person's tags, divided by the length of the row."""
    own = weight[table.word]
    total = np.bincount(table.row, own, minlength=table.n_rows)
    return table.matrix(np.sqrt(own / total[table.row]))
