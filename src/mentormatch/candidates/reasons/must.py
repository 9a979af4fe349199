"""Musts: criteria that the policy declares, below whose threshold two people may not meet.

A must compares what people gave, in the same words or by the policy's ``synonyms``; typing errors are not
corrected here, since that would depend on everybody.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, Self, TypeVar

import numpy as np

from mentormatch.arrays import Bools, Floats, Indices
from mentormatch.candidates.bits import Words, both_as_bits, shared_bits
from mentormatch.candidates.reason import Reason
from mentormatch.candidates.scheme import Scheme
from mentormatch.criteria import Criterion, Different, Numeric, Period, Wordy
from mentormatch.criteria import Side as SideName
from mentormatch.criteria.period import days_shared
from mentormatch.criteria.synonyms import by_synonyms
from mentormatch.people.side import Side

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

    @classmethod
    def of_criterion(cls, scheme: Scheme, criterion: Wordy) -> Self:
        form = by_synonyms(scheme.synonyms)

        def words(side: Side, name: SideName) -> list[frozenset[str]]:
            given = criterion.all_given(side.people, name)
            return [frozenset() if one is None else criterion.words(one, name, form) for one in given]

        mentees, mentors = words(scheme.mentee_side, "mentee"), words(scheme.mentor_side, "mentor")
        return cls(scheme, criterion, _some(mentees), _some(mentors), *both_as_bits(mentees, mentors))

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

    @classmethod
    def of_criterion(cls, scheme: Scheme, criterion: Numeric) -> Self:
        def numbers(side: Side, name: SideName) -> Floats:
            return criterion.numbers(criterion.all_given(side.people, name))

        mentees, mentors = numbers(scheme.mentee_side, "mentee"), numbers(scheme.mentor_side, "mentor")
        return cls(scheme, criterion, ~np.isnan(mentees), ~np.isnan(mentors), mentees, mentors)

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

    @classmethod
    def of_criterion(cls, scheme: Scheme, criterion: Period) -> Self:
        mentees = criterion.all_days(criterion.all_given(scheme.mentee_side.people, "mentee"))
        mentors = criterion.all_days(criterion.all_given(scheme.mentor_side.people, "mentor"))
        known = ~np.isnan(mentees[0]), ~np.isnan(mentors[0])
        return cls(scheme, criterion, *known, mentees, mentors)

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
    if isinstance(criterion, Wordy):
        yield _MustShare.of_criterion(scheme, criterion)
    elif isinstance(criterion, Numeric):
        yield _MustBeNear.of_criterion(scheme, criterion)
    elif isinstance(criterion, Period):
        yield _MustOverlap.of_criterion(scheme, criterion)
