"""How much of the knowledge that the mentee wants the mentor offers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import chain
from math import lcm
from typing import ClassVar, Self

import numpy as np

from mentormatch.arrays import Bools, Floats, Ints
from mentormatch.candidates.search import Candidates
from mentormatch.criteria.base import Form
from mentormatch.people.model import People
from mentormatch.people.person import LEVELS, Mentee, Mentor
from mentormatch.pickling import FieldsOnly
from mentormatch.policy import Scoring
from mentormatch.scoring.known import Found, Known
from mentormatch.scoring.rows import SparseRows, Table, ratio, tabulated
from mentormatch.scoring.text.tags import standard_form
from mentormatch.scoring.words import levels_met

Areas = Mapping[str, int]

_UNIT = lcm(*range(1, LEVELS[1] + 1))  # 60: every 1 / wanted level is a whole number of 60ths


@dataclass(frozen=True)
class Knowledge:
    """How much of the wanted knowledge the mentor offers.

    The mean over the wanted areas of min(offered level / wanted level, 1); an area that the mentor does not
    offer counts 0. Unknown if the mentee wants no area or the mentor offers none. Areas are compared
    by `text.folded`, the policy's ``synonyms`` and its ``vocabulary``; if a person gives one area under two
    names, the higher level counts.

    "What level of interest and knowledge does the mentor need in (a) disability, (b) the mentee's skill area,
    and (c) mentorship or supervision?" ("Designing cross-agency mentorship").
    """

    name: ClassVar[str] = "knowledge"

    def score(self, people: People, candidates: Candidates, scoring: Scoring) -> Floats:
        """Return the score of every pair, nan where unknown; see `Scorer.score`."""
        return self.learn(people, scoring).score(people, candidates, scoring)

    def learn(self, people: People, scoring: Scoring) -> LearntKnowledge:
        """Read once what everyone wants or offers; see `Learning.learn`."""
        health = scoring.vocabulary == "health"
        wants, offers = [m.wants for m in people.mentees], [m.offers for m in people.mentors]
        return LearntKnowledge(Known.of(people), LearntLevels.of(wants, offers, scoring, health=health))


@dataclass(frozen=True, eq=False)
class LearntKnowledge:
    """`Knowledge`, with the areas of a scheme."""

    known: Known
    levels: LearntLevels
    name: ClassVar[str] = Knowledge.name
    pair_by_pair: ClassVar[bool] = True

    def score(self, people: People, candidates: Candidates, scoring: Scoring) -> Floats:  # noqa: ARG002
        """Return the score of every pair, nan where unknown; see `Scorer.score`."""
        found = self.known.find(people, candidates)
        wants, offers = [m.wants for m in found.mentees], [m.offers for m in found.mentors]
        return self.levels.met(wants, offers, found)

    def said(self, mentee: Mentee, mentor: Mentor, km: float, scoring: Scoring) -> str:  # noqa: ARG002
        """Return at which level each wanted area is offered; see `Saying.said`."""
        return levels_met(mentee.wants, mentor.offers, self.levels.form)


@dataclass(frozen=True, eq=False)
class LearntLevels(FieldsOnly):
    """Areas that people want or offer, each at a level.

    Parameters
    ----------
    health : bool
        Whether areas are read with the vocabulary.
    areas : tuple of str
        In their standard form.
    steps : SparseRows, shape (n_people, n_columns)
        See `_steps`; the mentees' rows, then the mentors'.
    sizes : int64 array, shape (n_people,)
        Number of areas of each person.
    """

    scoring: Scoring
    health: bool
    areas: tuple[str, ...]
    steps: SparseRows
    sizes: Ints

    @classmethod
    def of(
        cls, wants: Sequence[Areas], offers: Sequence[Areas], scoring: Scoring, *, health: bool = False
    ) -> Self:
        """Learn the areas of all mentees and mentors."""
        form = cache(standard_form(scoring, health=health))
        table = _areas([*wants, *offers], form)
        steps = _steps(table, np.arange(table.n_rows) < len(wants))
        found = cls(scoring, health, table.words, steps, _sizes(table))
        vars(found)["form"] = form  # which knows most areas already
        return found

    @cached_property
    def form(self) -> Form:
        """The form in which an area counts."""
        return cache(standard_form(self.scoring, health=self.health))

    def met(self, wants: Sequence[Areas], offers: Sequence[Areas], found: Found) -> Floats:
        """Return how much of what the mentee wants the mentor offers, pair by pair; nan where unknown.

        Parameters
        ----------
        wants, offers : sequence of mapping of str to int
            What the mentees and the mentors gave who are new or changed.
        """
        table = _areas([*wants, *offers], self.form, self.areas)
        more = _steps(table, np.arange(table.n_rows) < len(wants))
        steps, left, right = self.steps.with_more(more, found.left, found.right)
        sizes = np.concatenate([self.sizes, _sizes(table)])
        wanted, offered = sizes[found.left], sizes[found.right]
        met = steps.dots(left, right)
        return ratio(met, _UNIT * wanted.astype(np.float64), (wanted > 0) & (offered > 0))


def _areas(rows: Sequence[Areas], form: Form, known: Sequence[str] = ()) -> Table:
    levels = chain.from_iterable(own.values() for own in rows)
    return tabulated(rows, form, levels, known)


def _sizes(table: Table) -> Ints:
    return np.bincount(table.row, minlength=table.n_rows)


def _steps(table: Table, wants: Bools) -> SparseRows:
    """Return levels as rows: a mentee's row times a mentor's row is the sum of `_UNIT` x min(o / w, 1).

    min(o, w) / w is the sum over the steps t = 1..w of 1 / w where t <= o. So every area has a column for
    each step: 1 / w in the first w columns of a mentee who wants level w, and 1 in the first o columns of a
    mentor who offers level o. In units of 1 / `_UNIT` all are whole numbers, and the sum is exact.

    Parameters
    ----------
    wants : bool array, shape (n_rows,)
        Whether the row belongs to a mentee.
    """
    entry = np.repeat(np.arange(len(table.row)), table.high)
    step = np.arange(len(entry)) - np.repeat(np.cumsum(table.high) - table.high, table.high)
    row, column = table.row[entry], table.word[entry] * LEVELS[1] + step
    data = np.where(wants[row], _UNIT / table.high[entry], 1.0)
    return SparseRows.of(row, column, data, (table.n_rows, len(table.words) * LEVELS[1]))
