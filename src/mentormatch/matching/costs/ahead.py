"""By how much others are ahead of a person without a partner: what the total would lose by matching them."""

from __future__ import annotations

import numpy as np

from mentormatch.engine.repair.delta import Delta
from mentormatch.matching.base import MatchingData
from mentormatch.people.person import Role
from mentormatch.rules.fields.pairs import positions_among


def ahead(matching: MatchingData, role: Role, position: int) -> int | None:
    """Return how much more score a person would have needed with one of their candidates.

    It is what the total score would lose if the person were matched: with a greater score of one pair, every
    best matching would have it, and with a smaller one none.

    Parameters
    ----------
    position : int
        Of a person who has candidates and no partner.

    Returns
    -------
    int or None
        Points; None where prices do not prove it, or rules leave no room for the person.
    """
    kept, problem = matching.kept, matching.problem
    if kept is None:
        return None
    mine = problem.pairs_of_mentee(position) if role == "mentee" else problem.pairs_of_mentor(position)
    numbers = positions_among(kept.pairs, mine)
    # With this much more for each of their pairs, the person takes a place from somebody if anything does.
    enough = problem.score_spread + 1
    then = kept.repaired(Delta(rescored=numbers, score=problem.score[kept.pairs[numbers]] + enough))
    gained, lost = then.differences(kept.state)
    if len(np.intersect1d(gained, numbers)) != 1 or then.n_matched != kept.state.n_matched:
        return None
    chosen = matching.solution.chosen
    if not kept.holds(lambda: np.union1d(np.setdiff1d(chosen, kept.pairs[lost]), kept.pairs[gained])):
        return None
    return kept.state.score - (then.score - enough)
