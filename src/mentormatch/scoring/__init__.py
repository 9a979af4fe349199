"""Compatibility of candidate pairs: one file a criterion, `combine` weighs them.

A criterion is anything with a name and a `score`, as `Scorer` says; pass it to `score_pairs` beside
`DEFAULT_SCORERS` to add it.
"""

from mentormatch.scoring.base import Scorer
from mentormatch.scoring.combine import DEFAULT_SCORERS, SCALE, Scores, score_pairs
from mentormatch.scoring.interests import Interests
from mentormatch.scoring.knowledge import Knowledge
from mentormatch.scoring.preferences import Preferences
from mentormatch.scoring.seniority import Seniority
from mentormatch.scoring.travel import Travel
from mentormatch.scoring.values import Values

__all__ = [
    "DEFAULT_SCORERS",
    "SCALE",
    "Interests",
    "Knowledge",
    "Preferences",
    "Scorer",
    "Scores",
    "Seniority",
    "Travel",
    "Values",
    "score_pairs",
]
