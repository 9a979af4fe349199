"""Blocking pairs: two who are no pair, and would both rather have each other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mentormatch.arrays import Ints, counted
from mentormatch.matching.base import MatchingData
from mentormatch.problem.ranks import By, Ranks
from mentormatch.proof.rules import Chosen, blocking
from mentormatch.rules import Stable
from mentormatch.rules.stable import StableRecord
from mentormatch.scoring import SCALE

if TYPE_CHECKING:
    import pandas as pd


def blocking_table(matching: MatchingData, by: By | None = None) -> pd.DataFrame:
    """Return the blocking pairs; see `Matching.blocking_pairs`."""
    import pandas as pd

    people, problem = matching.people, matching.problem
    pairs = blocking_pairs(matching, by or judged_by(matching))
    mentee, mentor = problem.mentee[pairs].tolist(), problem.mentor[pairs].tolist()
    mentee_rank, mentor_rank = _ranks(matching).by_wishes
    now: dict[str, list[str]] = {}
    for one, other in matching.pair_ids:
        now.setdefault(one, []).append(other)
    return pd.DataFrame({
        "mentee_id": [people.mentees[i].id for i in mentee],
        "mentor_id": [people.mentors[j].id for j in mentor],
        "mentee_wish": _places(mentee_rank[pairs], problem.n_mentors),
        "mentor_wish": _places(mentor_rank[pairs], problem.n_mentees),
        "score": matching.scores.points[pairs] / SCALE,
        "mentee_has": ["; ".join(now.get(people.mentees[i].id, ())) for i in mentee],
    })  # fmt: skip


def blocking_pairs(matching: MatchingData, by: By) -> Ints:
    """Return the candidate pairs that block, by index, ascending; forbidden ones do not."""
    answer = Chosen(matching.problem, matching.solution.chosen)
    return blocking(answer, StableRecord(*_ranks(matching).by(by)))


def judged_by(matching: MatchingData) -> By:
    """Return by what people are taken to rank each other: what `Stable` says, or wishes if there are any."""
    for rule in matching.policy.rules:
        if isinstance(rule, Stable) and rule.by is not None:
            return rule.by
    return "wishes" if _ranks(matching).anybody_wishes else "scores"


def blocking_fact(matching: MatchingData) -> str:
    """Return how many pairs block, in words; empty where nobody has wishes and the policy asks for none."""
    by = judged_by(matching)
    if by == "scores" and not any(isinstance(rule, Stable) for rule in matching.policy.rules):
        return ""
    return in_words(len(blocking_pairs(matching, by)), by)


def in_words(n: int, by: By) -> str:
    """Return how many pairs block: ``2 pairs would both rather have each other, by their wishes``."""
    would = f"{counted(n, 'pair')} would both" if n else "no two would both"
    return f"{would} rather have each other, by {'their wishes' if by == 'wishes' else 'the scores'}"


def _ranks(matching: MatchingData) -> Ranks:
    return Ranks(matching.people, matching.candidates, matching.scores.points)


def _places(rank: Ints, not_listed: int) -> pd.Series[Any]:
    """Return places on lists, from 1; None for who is not on the list."""
    import pandas as pd

    return pd.Series([k + 1 if k < not_listed else None for k in rank.tolist()], dtype=object)
