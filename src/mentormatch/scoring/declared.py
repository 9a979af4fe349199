"""Criteria that a policy declares, scored by the same code as those that every scheme has."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Protocol

import numpy as np

from mentormatch.arrays import Floats
from mentormatch.candidates.bits import Words, shared_bits
from mentormatch.candidates.search import Candidates
from mentormatch.criteria import Criterion, Different, Numeric, Offered, Ordered, Period, Same, Shared, When
from mentormatch.criteria.period import days_shared
from mentormatch.criteria.when import WIDTH
from mentormatch.people.model import People
from mentormatch.people.person import Mentee, Mentor
from mentormatch.policy import Policy, Scoring
from mentormatch.scoring.base import Scorer
from mentormatch.scoring.interests import LearntTexts
from mentormatch.scoring.knowledge import LearntLevels
from mentormatch.scoring.known import Found, Known
from mentormatch.scoring.numbers import nearness
from mentormatch.scoring.text.reading import Texts
from mentormatch.scoring.text.tags import TAG_FIELDS, Entries, LearntTags
from mentormatch.scoring.words import in_common, levels_met, texts_in_common

Given = list[Any]
"""What people gave, one each; None where unknown."""
_OF_ENTRIES = (Shared, Same, Different)
"""Kinds whose answers are read as tags."""


class Rows(Protocol):
    """What everybody in a scheme gave to one criterion."""

    def score(self, mentees: Given, mentors: Given, found: Found) -> Floats:
        """Return the score of every pair, where those who are new or changed gave this; nan where unknown."""

    def said(self, mine: Any, theirs: Any) -> str:
        """Return in words what the score of a mentee's and a mentor's answer comes from."""


@dataclass(frozen=True)
class Declared:
    """A criterion that a policy declares.

    - ``shared``: the weight of the entries that both gave / sqrt(weight of one's x weight of the other's),
      the rarer an entry the heavier, as for tags of interests; typing errors are corrected alike (`tags`).
    - ``offered``: as `Knowledge`.
    - ``same``: 1 if the two gave an entry in common, otherwise 0; ``different``: the other way round.
    - ``near``, ``order``: max(0, 1 - |difference - ideal| / tolerance), as `Seniority`.
    - ``when``: min(1, hours of the week in common / `enough`); ``period``: min(1, days in common / `enough`).
    - ``text``: as the texts of `Interests`.

    Unknown if one of the two gave nothing.
    """

    criterion: Criterion

    @property
    def name(self) -> str:
        """Key of the criterion."""
        return self.criterion.name

    def score(self, people: People, candidates: Candidates, scoring: Scoring) -> Floats:
        """Return the score of every pair, nan where unknown; see `Scorer.score`."""
        return self.learn(people, scoring).score(people, candidates, scoring)

    def learn(self, people: People, scoring: Scoring) -> LearntDeclared:
        """Read once what everybody gave; see `Learning.learn`."""
        mentees, mentors = _given(self.criterion, people.mentees, people.mentors)
        ids = (*people.mentee_ids, *people.mentor_ids)
        rows = _rows_of(self.criterion, mentees, mentors, ids, scoring)
        return LearntDeclared(self.criterion, Known.of(people), rows)


@dataclass(frozen=True, eq=False)
class LearntDeclared:
    """`Declared`, with what a scheme gave."""

    criterion: Criterion
    known: Known
    rows: Rows
    pair_by_pair: ClassVar[bool] = True

    @property
    def name(self) -> str:
        """Key of the criterion."""
        return self.criterion.name

    def said(self, mentee: Mentee, mentor: Mentor, km: float, scoring: Scoring) -> str:  # noqa: ARG002
        """Return what the score of two people comes from; see `Saying.said`."""
        mine, theirs = self.criterion.given(mentee, "mentee"), self.criterion.given(mentor, "mentor")
        return "" if mine is None or theirs is None else self.rows.said(mine, theirs)

    def score(self, people: People, candidates: Candidates, scoring: Scoring) -> Floats:  # noqa: ARG002
        """Return the score of every pair, nan where unknown; see `Scorer.score`."""
        found = self.known.find(people, candidates)
        return self.rows.score(*_given(self.criterion, found.mentees, found.mentors), found)


@dataclass(frozen=True, eq=False)
class _Entries:
    kind: str
    tags: LearntTags

    def score(self, mentees: Given, mentors: Given, found: Found) -> Floats:
        cosine = self.tags.cosine_with(_listed([*mentees, *mentors]), found)
        if self.kind == "shared":
            return cosine
        wanted = (cosine > 0) == (self.kind == "same")
        return np.where(np.isnan(cosine), np.nan, wanted.astype(np.float64))

    def said(self, mine: Any, theirs: Any) -> str:
        gave, other = _listed([mine, theirs])
        return in_common(gave, other, self.tags.spelling.form)


@dataclass(frozen=True, eq=False)
class _Levels:
    levels: LearntLevels

    def score(self, mentees: Given, mentors: Given, found: Found) -> Floats:
        return self.levels.met(_mapped(mentees), _mapped(mentors), found)

    def said(self, mine: Any, theirs: Any) -> str:
        return levels_met(mine, theirs, self.levels.form)


@dataclass(frozen=True, eq=False)
class _Numbers:
    criterion: Numeric
    numbers: Floats

    def score(self, mentees: Given, mentors: Given, found: Found) -> Floats:
        numbers = np.concatenate([self.numbers, self.criterion.numbers([*mentees, *mentors])])
        difference = numbers[found.right] - numbers[found.left]
        return nearness(difference, self.criterion.ideal, self.criterion.reach)

    def said(self, mine: Any, theirs: Any) -> str:
        if isinstance(self.criterion, Ordered):
            return f"{mine} and {theirs}"
        difference = self.criterion.number(theirs) - self.criterion.number(mine)
        return f"a difference of {difference:g} (ideal {self.criterion.ideal:g})"


@dataclass(frozen=True, eq=False)
class _Hours:
    criterion: When
    slots: Words

    def score(self, mentees: Given, mentors: Given, found: Found) -> Floats:
        slots = np.hstack([self.slots, _slots(self.criterion, [*mentees, *mentors])])
        some = np.any(slots != 0, axis=0)
        hours = shared_bits(slots, slots, found.left, found.right) / self.criterion.per_unit
        known = some[found.left] & some[found.right]
        return np.where(known, np.minimum(hours / self.criterion.enough, 1.0), np.nan)

    def said(self, mine: Any, theirs: Any) -> str:
        shared = self.criterion.words(mine, "mentee") & self.criterion.words(theirs, "mentor")
        return _amount_in_common(len(shared) / self.criterion.per_unit, "hour", " of the week")


@dataclass(frozen=True, eq=False)
class _Days:
    criterion: Period
    days: Floats

    def score(self, mentees: Given, mentors: Given, found: Found) -> Floats:
        days = np.hstack([self.days, self.criterion.all_days([*mentees, *mentors])])
        shared = days_shared(days[:, found.left], days[:, found.right])
        return np.minimum(shared / self.criterion.enough, 1.0)

    def said(self, mine: Any, theirs: Any) -> str:
        mentee, mentor = self.criterion.all_days([mine, theirs]).T
        shared = float(days_shared(mentee[:, None], mentor[:, None])[0])
        return (
            _amount_in_common(shared, "day") if np.isfinite(shared) else "all days from a date on in common"
        )


@dataclass(frozen=True, eq=False)
class _Texts:
    texts: LearntTexts | None

    def score(self, mentees: Given, mentors: Given, found: Found) -> Floats:
        if self.texts is None:
            return np.full(len(found.left), np.nan)
        return self.texts.compare_with(_written([*mentees, *mentors]), found)[0]

    def said(self, mine: Any, theirs: Any) -> str:
        return "" if self.texts is None else texts_in_common(mine, theirs, self.texts.reader.scoring)


def _amount_in_common(n: float, unit: str, of: str = "") -> str:
    return f"{n:g} {unit}{'' if n == 1 else 's'}{of} in common" if n else "nothing in common"


def _rows_of(
    criterion: Criterion, mentees: Given, mentors: Given, ids: Sequence[str], scoring: Scoring
) -> Rows:
    if isinstance(criterion, Numeric):
        return _Numbers(criterion, criterion.numbers([*mentees, *mentors]))
    if isinstance(criterion, Period):
        return _Days(criterion, criterion.all_days([*mentees, *mentors]))
    if isinstance(criterion, When):
        return _Hours(criterion, _slots(criterion, [*mentees, *mentors]))
    if isinstance(criterion, Offered):
        return _Levels(LearntLevels.of(_mapped(mentees), _mapped(mentors), scoring))
    if isinstance(criterion, _OF_ENTRIES):
        entries = _entries(criterion, mentees, mentors, ids)
        return _Entries(criterion.kind, LearntTags.of(entries, scoring))
    return _Texts(LearntTexts.of_texts(_written([*mentees, *mentors]), ids, scoring))


def _entries(criterion: Criterion, mentees: Given, mentors: Given, ids: Sequence[str]) -> Entries:
    return Entries(criterion.name, _listed([*mentees, *mentors]), ids, asked=True)


def _given(criterion: Criterion, mentees: Sequence[Mentee], mentors: Sequence[Mentor]) -> tuple[Given, Given]:
    return criterion.all_given(mentees, "mentee"), criterion.all_given(mentors, "mentor")


def _listed(given: Given) -> list[tuple[str, ...]]:
    return [() if one is None else (one,) if isinstance(one, str) else one for one in given]


def _mapped(given: Given) -> list[Mapping[str, int]]:
    return [{} if one is None else one for one in given]


def _slots(criterion: When, given: Given) -> Words:
    weeks = [bytes(WIDTH) if one is None else criterion.quarters(one) for one in given]
    return np.frombuffer(b"".join(weeks), "<u8").astype(np.uint64).reshape(-1, WIDTH // 8).T


def _written(given: Given) -> Texts:
    return Texts(["" if one is None else one for one in given], [""] * len(given))


def declared_scorers(policy: Policy) -> tuple[Scorer, ...]:
    """Return a scorer for each criterion that a policy declares, in their order."""
    return tuple(Declared(criterion) for criterion in policy.criteria)


def tags_given(people: People, policy: Policy) -> Iterator[Entries]:
    """Yield what is read as tags: the fields, and the entries of declared criteria that have a weight."""
    yield from (Entries.of(people, field, policy.scoring) for field in TAG_FIELDS)
    ids = (*people.mentee_ids, *people.mentor_ids)
    for one in policy.criteria:
        if isinstance(one, _OF_ENTRIES) and policy.all_weights[one.name] > 0:
            yield _entries(one, *_given(one, people.mentees, people.mentors), ids)
