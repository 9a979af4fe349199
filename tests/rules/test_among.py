"""Rules follow their pairs when a problem loses some of them."""

import numpy as np
import pytest

from mentormatch.rules import Floor, Hours, Keep, MinimumLoad, PairCount, Require, Rule, Stable

KEPT = np.array([1, 2, 4])


@pytest.mark.parametrize(
    ("rule", "then"),
    [
        (Require(pair=4), Require(pair=2)),
        (Keep(pairs=[4, 1]), Keep(pairs=[0, 2])),
        (PairCount(pairs=[4, 3, 0, 2], at_least=1), PairCount(pairs=[1, 2], at_least=1)),
        (PairCount(pairs=[0, 5], at_most=2), PairCount(pairs=[], at_most=2)),
        (Hours(hours=[5, 6, 7, 8, 9], budget=[3]), Hours(hours=[6, 7, 9], budget=[3])),
        (Hours(hours=2, budget={0: 4}), Hours(hours=2, budget={0: 4})),
        (Floor(total=3), Floor(total=3)),
        (Floor(total=3, score=[5, 6, 7, 8, 9]), Floor(total=3, score=[6, 7, 9])),
        (MinimumLoad(mentor=0, load=1), MinimumLoad(mentor=0, load=1)),
        (
            Stable(mentee_rank=[1, 2, 3, 4, 5], mentor_rank=[5, 4, 3, 2, 1]),
            Stable(mentee_rank=[2, 3, 5], mentor_rank=[4, 3, 1]),
        ),
    ],
)  # fmt: skip
def test_follow_their_pairs(rule: Rule, then: Rule) -> None:
    assert rule.among(KEPT) == then
