"""Compatibility of candidate pairs: one file a criterion, `combine` weighs them.

A criterion is anything with a name and a `score`, as `Scorer` says; pass it to `score_pairs` beside
`DEFAULT_SCORERS` to add it. One that depends on everybody in the scheme may be `Learning` or `Relating` too,
so that pairs can be scored again after a change without all others.
"""

from mentormatch.scoring.base import Learning, Relating, Scorer
from mentormatch.scoring.combine import DEFAULT_SCORERS, SCALE, Scores, score_more, score_pairs, with_learnt
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
    "Encoder",
    "Interests",
    "Knowledge",
    "Learning",
    "Preferences",
    "Relating",
    "Scorer",
    "Scores",
    "Seniority",
    "Travel",
    "Values",
    "score_more",
    "score_pairs",
    "with_learnt",
]
