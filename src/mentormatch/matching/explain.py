"""Why this pair, why nobody, and what another pair would cost."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from mentormatch.engine.solve import solve
from mentormatch.errors import InfeasibleError
from mentormatch.problem.build import PairIndex
from mentormatch.rules import Require
from mentormatch.scoring import SCALE

if TYPE_CHECKING:
    import pandas as pd

    from mentormatch.matching.matching import Matching


@dataclass(frozen=True)
class Explanation:
    """Why a mentee has the mentors they have.

    Parameters
    ----------
    mentee_id : str
    mentor_ids : tuple of str
        Mentors given; empty if none.
    sentences : tuple of str
        The reasons, one a line.
    """

    mentee_id: str
    mentor_ids: tuple[str, ...]
    sentences: tuple[str, ...]

    def __str__(self) -> str:
        return "\n".join(self.sentences)


@dataclass(frozen=True)
class Cost:
    """What it would cost to make a pair.

    Parameters
    ----------
    possible : bool
        Whether the rules allow the pair at all; if not, the others are None.
    matched, score : int or None
        By how many filled places, and by how many points, the best matching with the pair is worse.
    exact : bool
        Whether both matchings are proved; otherwise the cost is that of the best ones found.
    """

    possible: bool
    matched: int | None
    score: int | None
    exact: bool


def explain(matching: Matching, mentee_id: str) -> Explanation:
    """Return why a mentee has the mentors they have, or why none; see `Matching.explain`."""
    mentee = _index(matching).mentee(mentee_id)
    mine = matching.problem.pairs_of_mentee(mentee)
    chosen = mine[np.isin(mine, matching.solution.chosen)]
    if not len(chosen):
        detail = next(
            u.detail for u in matching.unmatched_people if (u.person_id, u.role) == (mentee_id, "mentee")
        )
        return Explanation(mentee_id, (), (f"{mentee_id} has no mentor. {detail}",))
    mentors = tuple(matching.people.mentors[j].id for j in matching.problem.mentor[chosen])
    sentences = [sentence for pair in chosen.tolist() for sentence in _why(matching, mine, pair)]
    return Explanation(mentee_id, mentors, tuple(sentences))


def _why(matching: Matching, mine: np.ndarray, pair: int) -> list[str]:
    problem, scores = matching.problem, matching.scores
    points = scores.points[mine]
    rank = 1 + int(np.count_nonzero(points > scores.points[pair]))
    mentee = matching.people.mentees[problem.mentee[pair]].id
    mentor = matching.people.mentors[problem.mentor[pair]].id
    known = [
        (name, float(value), weight)
        for name, value, weight in zip(
            scores.criteria, scores.contributions[pair], scores.weights, strict=True
        )
        if not np.isnan(value)
    ]
    total = sum(weight for _, _, weight in known)
    parts = sorted(((v * w / total, name, v, w / total) for name, v, w in known), reverse=True)
    score = scores.points[pair] / SCALE
    lines = [f"{mentee} is with {mentor}: score {score:.3f}, number {rank} of {len(mine)} they may meet."]
    if pair in matching.terms.kept:
        lines.append("  they were a pair before, which the rematch was to keep")
    lines += [
        f"  {name} {value:.2f} x {share:.0%} of the weight = {part:.3f}" for part, name, value, share in parts
    ]
    unknown = [name for name, value in zip(scores.criteria, scores.contributions[pair], strict=True)
               if np.isnan(value)]  # fmt: skip
    if unknown:
        lines.append(f"  not known for this pair, so not counted: {', '.join(unknown)}")
    return lines


def alternatives(matching: Matching, mentee_id: str) -> pd.DataFrame:
    """Return all mentors that a mentee may meet; see `Matching.alternatives`."""
    problem = matching.problem
    mine = problem.pairs_of_mentee(_index(matching).mentee(mentee_id))
    ranked = mine[np.argsort(-matching.scores.points[mine], kind="stable")]
    load = np.bincount(problem.mentor[matching.solution.chosen], minlength=problem.n_mentors)
    frame = matching.frame(ranked)
    frame["chosen"] = np.isin(ranked, matching.solution.chosen)
    frame["free_places"] = (problem.capacity - load)[problem.mentor[ranked]]
    return frame


def cost_of(matching: Matching, mentee_id: str, mentor_id: str, time_limit: float = 60.0) -> Cost:
    """Return what a pair would cost everybody: the best matching that has it, against this one.

    Raises
    ------
    PolicyError
        If there are no such people, or they may not meet; it says why.
    """
    problem, now, points = matching.problem, matching.solution, matching.scores.points
    pair = _index(matching).pair(mentee_id, mentor_id)
    forced = problem.replace(rules=(*problem.rules, Require(pair=pair)))
    try:
        then = solve(forced, matching.policy.objective, time_limit=time_limit, seed=matching.policy.seed)
    except InfeasibleError:
        return Cost(possible=False, matched=None, score=None, exact=True)
    return Cost(
        possible=True,
        matched=now.n_matched - then.n_matched,
        score=int(points[now.chosen].sum() - points[then.chosen].sum()),
        exact=now.gap == 0.0 and then.gap == 0.0,
    )


def _index(matching: Matching) -> PairIndex:
    return PairIndex(matching.people, matching.policy, matching.candidates)
