"""Musts: criteria that the policy declares, below whose threshold two people may not meet.

A must compares what people gave, in the same words or by the policy's ``synonyms``; typing errors are not
corrected here, since that would depend on everybody.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

import numpy as np

from mentormatch.arrays import Bools, Floats, Indices
from mentormatch.candidates.bits import Words, both_as_bits, shared_bits
from mentormatch.candidates.reason import Reason
from mentormatch.candidates.scheme import Scheme
from mentormatch.criteria import Criterion, Different, Numeric, Period, Wordy
from mentormatch.criteria.period import days_shared
from mentormatch.criteria.synonyms import by_synonyms

Kind = TypeVar("Kind", bound=Criterion)

PREFIX = "must_"
"""Begins the codes of these reasons; the name of the criterion follows."""


@dataclass(frozen=True, eq=False)
class Must(Reason, Generic[Kind]):
    """Two people do not meet a criterion that is a must, or one of them gave no answer.

    Parameters
    ----------
    mentee_known : bool array, shape (n_mentees,)
    mentor_known : bool array, shape (n_mentors,)
        Who gave an answer.
    """

    criterion: Kind
    mentee_known: Bools
    mentor_known: Bools

    @property
    def code(self) -> str:
        """``must_`` and the name of the criterion."""
        return f"{PREFIX}{self.criterion.name}"

    def mask(self, mentee: Indices, mentor: Indices) -> Bools:
        """Return which pairs do not meet the criterion for certain."""
        known = self.mentee_known[mentee] & self.mentor_known[mentor]
        unknown_out = self.criterion.unknown == "forbid"
        return np.where(known, self.failed(mentee, mentor), unknown_out)

    @abstractmethod
    def failed(self, mentee: Indices, mentor: Indices) -> Bools:
        """Return which pairs, of those in which both gave an answer, do not meet the criterion."""

    def detail(self, mentee: int, mentor: int) -> str:
        """Name the criterion, or who gave no answer; what people gave is theirs to tell."""
        name, scheme = self.criterion.name, self.scheme
        silent = [scheme.mentee(mentee)] * (not self.mentee_known[mentee])
        silent += [scheme.mentor(mentor)] * (not self.mentor_known[mentor])
        if silent:
            return (
                f"{' and '.join(silent)} gave no answer to '{name}', which is a must. Ask, or set "
                f'unknown = "allow" for this criterion.'
            )
        return (
            f"{scheme.both(mentee, mentor)} do not meet '{name}', which is a must: {self._asked}. Check "
            "both answers, or change the criterion."
        )

    @property
    @abstractmethod
    def _asked(self) -> str: ...


@dataclass(frozen=True, eq=False)
class _MustShare(Must[Wordy]):
    mentee_words: Words
    mentor_words: Words

    def failed(self, mentee: Indices, mentor: Indices) -> Bools:
        shared = shared_bits(self.mentee_words, self.mentor_words, mentee, mentor)
        if isinstance(self.criterion, Different):
            return shared > 0
        return shared < self.criterion.least

    @property
    def _asked(self) -> str:
        if isinstance(self.criterion, Different):
            return "they gave the same entry"
        return f"they have {_too_little(self.criterion.at_least, self.criterion.unit)} in common"


@dataclass(frozen=True, eq=False)
class _MustBeNear(Must[Numeric]):
    mentee_number: Floats
    mentor_number: Floats

    def failed(self, mentee: Indices, mentor: Indices) -> Bools:
        apart = np.abs(self.mentor_number[mentor] - self.mentee_number[mentee] - self.criterion.ideal)
        return ~(apart <= self.criterion.farthest)

    @property
    def _asked(self) -> str:
        return f"they differ by more than {self.criterion.farthest:g} from the ideal"


@dataclass(frozen=True, eq=False)
class _MustOverlap(Must[Period]):
    mentee_days: Floats
    mentor_days: Floats

    def failed(self, mentee: Indices, mentor: Indices) -> Bools:
        return ~(
            days_shared(self.mentee_days[:, mentee], self.mentor_days[:, mentor]) >= self.criterion.least
        )

    @property
    def _asked(self) -> str:
        return f"their dates have {_too_little(self.criterion.at_least, 'day')} in common"


def _too_little(least: float | None, unit: str) -> str:
    if least is None:
        return f"no {unit}s" if unit else "nothing"
    return f"less than {least:g} {unit}{'s' if unit and least != 1 else ''}".rstrip()


def _some(rows: Sequence[Collection[str]]) -> Bools:
    return np.fromiter(map(bool, rows), np.bool_, len(rows))


def musts(scheme: Scheme) -> list[Reason]:
    """Return one reason for each criterion of the policy that is a must, in their order."""
    return [reason for one in scheme.musts for reason in _must(scheme, one)]


def _must(scheme: Scheme, criterion: Criterion) -> Iterator[Reason]:
    mentees = criterion.all_given(scheme.mentee_side.people, "mentee")
    mentors = criterion.all_given(scheme.mentor_side.people, "mentor")
    if isinstance(criterion, Wordy):
        form = by_synonyms(scheme.synonyms)
        mine = [frozenset() if one is None else criterion.words(one, "mentee", form) for one in mentees]
        theirs = [frozenset() if one is None else criterion.words(one, "mentor", form) for one in mentors]
        yield _MustShare(scheme, criterion, _some(mine), _some(theirs), *both_as_bits(mine, theirs))
    elif isinstance(criterion, Numeric):
        one, other = criterion.numbers(mentees), criterion.numbers(mentors)
        yield _MustBeNear(scheme, criterion, ~np.isnan(one), ~np.isnan(other), one, other)
    elif isinstance(criterion, Period):
        one, other = criterion.all_days(mentees), criterion.all_days(mentors)
        yield _MustOverlap(scheme, criterion, ~np.isnan(one[0]), ~np.isnan(other[0]), one, other)
