"""Whether the mentor knows what the mentee wants them to know."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain
from math import lcm
from typing import TYPE_CHECKING, ClassVar

import numpy as np
from numpy.typing import NDArray

from mentormatch.candidates import Candidates
from mentormatch.people import LEVELS, People
from mentormatch.policy import Scoring
from mentormatch.scoring.rows import Table, ratio, row_dots, tabulated
from mentormatch.scoring.tags import standard_form

if TYPE_CHECKING:
    from scipy.sparse import csr_array

_UNIT = lcm(*range(1, LEVELS[1] + 1))  # 60: every 1 / wanted level is a whole number of 60ths


@dataclass(frozen=True)
class Knowledge:
    """How much of the wanted knowledge the mentor offers.

    The mean over the wanted areas of min(offered level / wanted level, 1); an area that the mentor does not
    offer counts 0. Unknown where the mentee wants nothing in particular or the mentor offers nothing. Areas
    compare by `text.folded` and the policy's ``synonyms``; of two spellings of one area the higher level
    counts.

    "What level of interest and knowledge does the mentor need in (a) disability, (b) the mentee's skill area,
    and (c) mentorship or supervision?" ("Designing cross-agency mentorship").
    """

    name: ClassVar[str] = "knowledge"

    def score(self, people: People, candidates: Candidates, scoring: Scoring) -> NDArray[np.float64]:
        """Return the score of every pair, nan where unknown; see `Scorer.score`."""
        everyone = [*(m.wants for m in people.mentees), *(m.offers for m in people.mentors)]
        levels = chain.from_iterable(own.values() for own in everyone)
        table = tabulated(everyone, standard_form(scoring), levels)
        split = len(people.mentees)
        sizes = np.bincount(table.row, minlength=table.n_rows)
        wanted, offered = sizes[:split][candidates.mentee], sizes[split:][candidates.mentor]
        met = row_dots(*_steps(table, split), candidates)
        return ratio(met, _UNIT * wanted.astype(np.float64), (wanted > 0) & (offered > 0))


def _steps(table: Table, split: int) -> tuple[csr_array[np.float64], csr_array[np.float64]]:
    """Return mentees' and mentors' levels as rows whose product is the sum of `_UNIT` x min(o / w, 1).

    min(o, w) / w is the sum over the steps t = 1..w of 1 / w where t <= o, so that every area has a column
    for each step: 1 / w in the first w columns of who wants level w, 1 in the first o columns of who offers
    o. In `_UNIT`-ths all are whole numbers, and the sum is exact.
    """
    from scipy.sparse import csr_array

    entry = np.repeat(np.arange(len(table.row)), table.high)
    step = np.arange(len(entry)) - np.repeat(np.cumsum(table.high) - table.high, table.high)
    row, column = table.row[entry], table.word[entry] * LEVELS[1] + step
    data = np.where(row < split, _UNIT / table.high[entry], 1.0)
    matrix = csr_array((data, (row, column)), shape=(table.n_rows, len(table.words) * LEVELS[1]))
    return matrix[:split], matrix[split:]
