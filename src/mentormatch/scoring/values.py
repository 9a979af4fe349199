"""Shared values: answers to the same statements, and values as tags."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from mentormatch.candidates import Candidates
from mentormatch.people import LEVELS, People
from mentormatch.policy import Scoring
from mentormatch.scoring.rows import Floats, blocks, known_mean, ratio, tabulated
from mentormatch.scoring.tags import count_tags
from mentormatch.text import folded

_STATEMENTS = 64  # answers to so many statements at a time are held dense, a byte each


@dataclass(frozen=True)
class Values:
    """How far two people share the same values.

    The mean of what is known of

    - answers, 1 to 5, over the statements that both answered: 1 - mean |a - b| / 4. Statements compare by
      `text.folded`; a statement answered twice by one person, differently, counts as not answered.
    - values as tags, where both gave some: the tags they share / the tags that either has (Jaccard 1912).

    "Do the mentor and mentee share the same values (not just the same language) of promoting independence,
    safety, participation and disability?" ("Designing cross-agency mentorship").
    """

    name: ClassVar[str] = "values"

    def score(self, people: People, candidates: Candidates, scoring: Scoring) -> NDArray[np.float64]:
        """Return the score of every pair, nan where unknown; see `Scorer.score`."""
        counts = count_tags(people, "values", candidates, scoring)
        by_tags = counts.share_of(counts.mentee + counts.mentor - counts.shared)
        return known_mean([_agreement(people, candidates), by_tags])


def _agreement(people: People, candidates: Candidates) -> Floats:
    """Return 1 - mean |a - b| / 4 over the statements that both answered; nan where there is none."""
    answers = [p.answers for p in (*people.mentees, *people.mentors)]
    table = tabulated(answers, folded, chain.from_iterable(own.values() for own in answers))
    table = table.kept(table.low == table.high)
    matrix, split = table.matrix(table.high.astype(np.float64)), len(people.mentees)
    apart, count = np.zeros(len(candidates)), np.zeros(len(candidates))
    for some in blocks(len(table.words), _STATEMENTS):
        dense = matrix[:, some].toarray().astype(np.int8)
        _add_answers(dense[:split], dense[split:], candidates, apart, count)
    return 1.0 - ratio(apart, count, count > 0) / (LEVELS[1] - LEVELS[0])


def _add_answers(
    left: NDArray[np.int8], right: NDArray[np.int8], candidates: Candidates, apart: Floats, count: Floats
) -> None:
    """Add to `apart` how far the answers are apart, to `count` how many both gave; 0 is no answer."""
    for block in blocks(len(candidates)):
        mine, theirs = left[candidates.mentee[block]], right[candidates.mentor[block]]
        both = (mine > 0) & (theirs > 0)
        apart[block] += (np.abs(mine - theirs) * both).sum(axis=1)
        count[block] += both.sum(axis=1)
