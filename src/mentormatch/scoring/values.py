"""Shared values: answers to the same statements, and values as tags."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from mentormatch.arrays import Floats, Ints
from mentormatch.candidates.search import Candidates
from mentormatch.people.model import People
from mentormatch.people.person import LEVELS, Mentee, Mentor, Person
from mentormatch.policy import Scoring
from mentormatch.scoring.known import Found, Known
from mentormatch.scoring.rows import SparseRows, Table, blocks, ratio, tabulated
from mentormatch.scoring.text.tags import Entries, LearntTags
from mentormatch.scoring.unknown import mean_of_parts
from mentormatch.scoring.words import in_common
from mentormatch.text import folded

_STATEMENTS = 64  # statements whose answers are held dense at a time, a byte each


@dataclass(frozen=True)
class Values:
    """How far two people share the same values.

    The mean of two parts (see `Composite` for a pair of which only one is known):

    - answers, 1 to 5, over the statements that both answered: 1 - mean |a - b| / 4. Statements are
      compared by `text.folded`; a statement that one person answered twice, differently, counts as not
      answered.
    - values as tags, if both gave some: the cosine of the two sets, in which a rare value weighs more than a
      common one (`tags.LearntTags`).

    "Do the mentor and mentee share the same values (not just the same language) of promoting independence,
    safety, participation and disability?" ("Designing cross-agency mentorship").
    """

    name: ClassVar[str] = "values"

    def score(self, people: People, candidates: Candidates, scoring: Scoring) -> Floats:
        """Return the score of every pair, nan where unknown; see `Scorer.score`."""
        return self.learn(people, scoring).score(people, candidates, scoring)

    def learn(self, people: People, scoring: Scoring) -> LearntValues:
        """Learn the values that people gave and their spelling; see `Learning.learn`."""
        table = _answers((*people.mentees, *people.mentors))
        tags = LearntTags.of(Entries.of(people, "values", scoring), scoring)
        return LearntValues(Known.of(people), tags, table.words, _levels(table))


@dataclass(frozen=True, eq=False)
class LearntValues:
    """`Values`, with the values of a scheme.

    Parameters
    ----------
    statements : tuple of str
        Folded, one for each column.
    answers : SparseRows, shape (n_people, n_statements)
        Answers, 1 to 5; the mentees' rows, then the mentors'.
    """

    known: Known
    tags: LearntTags
    statements: tuple[str, ...]
    answers: SparseRows
    name: ClassVar[str] = Values.name
    pair_by_pair: ClassVar[bool] = True

    def score(self, people: People, candidates: Candidates, scoring: Scoring) -> Floats:
        """Return the score of every pair, nan where unknown; see `Scorer.score`."""
        return mean_of_parts(self.parts(people, candidates, scoring))

    def said(self, mentee: Mentee, mentor: Mentor, km: float, scoring: Scoring) -> str:  # noqa: ARG002
        """Return how many answers agree, and which values they share; see `Saying.said`."""
        mine, theirs = ({folded(one): level for one, level in p.answers.items()} for p in (mentee, mentor))
        both = mine.keys() & theirs.keys()
        same = sum(mine[one] == theirs[one] for one in both)
        answers = f"the same answer to {same} of {len(both)} statements" if both else ""
        tags = in_common(mentee.values, mentor.values, self.tags.spelling.form)
        return "; ".join(filter(None, (answers, tags)))

    def parts(self, people: People, candidates: Candidates, scoring: Scoring) -> dict[str, Floats]:  # noqa: ARG002
        """Return the scores of ``answers`` and ``tags``; see `Composite.parts`."""
        found = self.known.find(people, candidates)
        return {"answers": self._agreement(found), "tags": self.tags.cosine(found)}

    def _agreement(self, found: Found) -> Floats:
        """Return 1 - mean |a - b| / 4 over the statements that both answered; nan if there is none."""
        more = _levels(_answers(found.strangers, self.statements))
        answers, left, right = self.answers.with_more(more, found.left, found.right)
        apart, count = np.zeros(len(left)), np.zeros(len(left))
        for some in blocks(answers.width, _STATEMENTS):
            levels = answers.dense(some.start, some.stop).astype(np.int8)
            _add_answers(levels, left, right, apart, count)
        return 1.0 - ratio(apart, count, count > 0) / (LEVELS[1] - LEVELS[0])


def _answers(people: Sequence[Person], known: Sequence[str] = ()) -> Table:
    answers = [p.answers for p in people]
    levels = chain.from_iterable(own.values() for own in answers)
    table = tabulated(answers, folded, levels, known)
    return table.kept(table.low == table.high)


def _levels(table: Table) -> SparseRows:
    return table.matrix(table.high.astype(np.float64))


def _add_answers(levels: NDArray[np.int8], left: Ints, right: Ints, apart: Floats, count: Floats) -> None:
    """Add the differences of the answers to `apart`, and the number that both gave to `count`; 0 is none."""
    for block in blocks(len(left)):
        mine, theirs = levels[left[block]], levels[right[block]]
        both = (mine > 0) & (theirs > 0)
        apart[block] += (np.abs(mine - theirs) * both).sum(axis=1)
        count[block] += both.sum(axis=1)
