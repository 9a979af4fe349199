"""Compatibility of candidate pairs: one file per criterion; `combine` weights them.

A criterion is any object with a name and a `score` method (see `Scorer`); to add one, pass it to
`score_pairs` together with `DEFAULT_SCORERS`. A criterion that depends on everyone in the scheme may also be
`Learning` or `Relating`, so that after a change only the affected pairs need be scored again.
"""

from mentormatch.scoring.base import Composite, Learning, PairByPair, Relating, Saying, Scorer
from mentormatch.scoring.combine import (
    DEFAULT_SCORERS,
    SCALE,
    Scores,
    reweighted,
    score_more,
    score_pairs,
    with_learnt,
)
from mentormatch.scoring.interests import Interests
from mentormatch.scoring.knowledge import Knowledge
from mentormatch.scoring.preferences import Preferences
from mentormatch.scoring.seniority import Seniority
from mentormatch.scoring.text.embedding import Encoder
from mentormatch.scoring.travel import Travel
from mentormatch.scoring.values import Values

__all__ = [
    "DEFAULT_SCORERS",
    "SCALE",
    "Composite",
    "Encoder",
    "Interests",
    "Knowledge",
    "Learning",
    "PairByPair",
    "Preferences",
    "Relating",
    "Saying",
    "Scorer",
    "Scores",
    "Seniority",
    "Travel",
    "Values",
    "reweighted",
    "score_more",
    "score_pairs",
    "with_learnt",
]
