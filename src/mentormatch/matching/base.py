"""What a matching holds, and its tables; read by the modules that explain, summarise and save it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from mentormatch.arrays import Floats
from mentormatch.candidates.search import Candidates, ids_of_pairs, reasons_of
from mentormatch.changes.history import NO_HISTORY, History, Pair
from mentormatch.matching.shares.table import table_of
from mentormatch.matching.unmatched import Unmatched, find_unmatched
from mentormatch.objectives import SCORE, Objective, Order
from mentormatch.people.model import People
from mentormatch.pickling import FieldsOnly
from mentormatch.policy import Policy
from mentormatch.problem.build import NO_TERMS, PairIndex, Terms
from mentormatch.problem.problem import Problem
from mentormatch.problem.solution import Solution, Status
from mentormatch.problem.suspended import Suspended
from mentormatch.scoring import DEFAULT_SCORERS, SCALE, Scorer, Scores, with_learnt
from mentormatch.scoring.combine import learnt_again

if TYPE_CHECKING:
    import pandas as pd

    from mentormatch.matching.costs.kept import Kept


@dataclass(frozen=True, eq=False)
class MatchingData(FieldsOnly):
    """The fields of a `Matching`, and what is computed from them directly.

    Parameters
    ----------
    people : People
        In the order of their ids.
    history : History
        Which pairs are active or have ended, and who has waited.
    terms : Terms
        What a rematch added to the problem.
    """

    people: People
    policy: Policy
    candidates: Candidates
    scores: Scores
    problem: Problem
    solution: Solution
    history: History = NO_HISTORY
    terms: Terms = NO_TERMS

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.solution.n_matched} pairs, {self.status})"

    @property
    def status(self) -> Status:
        """Whether the answer is proved to be the best possible one."""
        return self.solution.status

    @property
    def as_asked(self) -> bool:
        """Whether the answer is proved to be the best, or as near to it as the policy explores."""
        if self.terms.shares is not None and not self.terms.shares.proved:
            return False
        near = self.solution.drawn is not None and self.gap is not None and self.gap <= self.policy.explore
        return self.status is Status.OPTIMAL or near

    @property
    def objective(self) -> int:
        """Value of the last objective: for ``score``, total points."""
        last, stages = self._last, self.solution.stages
        if stages and stages[-1].level is not None:
            return stages[-1].value
        return self.points if last is SCORE else last.value(self.problem, self.solution.chosen)

    @property
    def bound(self) -> int | None:
        """Upper bound on `objective`, given the objectives before it and the priorities of a rematch."""
        if self.solution.bound is None or self._last is not SCORE:
            return self.solution.bound
        return self.solution.bound - self.terms.on_top(self.solution.chosen)

    @property
    def _last(self) -> Objective:
        return Order.of(self.policy.objective).last

    @property
    def points(self) -> int:
        """Sum of the pairs' scores, in points."""
        return int(self.scores.points[self.solution.chosen].sum())

    @property
    def suspended(self) -> tuple[Suspended, ...]:
        """Rules that cannot hold after the changes of a rematch, each with the reason and the choices."""
        return self.terms.suspended

    @property
    def gap(self) -> float | None:
        """Relative gap of the first objective that is not proved; 0.0 if all are proved."""
        return self.solution.gap

    @property
    def seconds(self) -> float:
        """Wall-clock seconds of the solver."""
        return self.solution.seconds

    @cached_property
    def scorers(self) -> tuple[Scorer, ...]:
        """The criteria with what they have learnt: from these people, if the scores were read from a file.

        Criteria of one's own are missing there.
        """
        return self.scores.learnt or learnt_again(self.scores, self.people, self.policy)

    @cached_property
    def pairs(self) -> pd.DataFrame:
        """The chosen pairs.

        Returns
        -------
        DataFrame
            Columns mentee_id, mentor_id, score (0 to 1), known (the share of the weight that is known for
            the pair, 0 to 1), one for each criterion (0 to 1, nan where unknown), km, online (whether they
            may only meet online) and, if the policy explores, chance (with which the pair was drawn, 0 to 1);
            sorted by mentee, then mentor.
        """
        return self.frame(self.solution.chosen)

    def frame(self, pairs: Sequence[int] | np.ndarray) -> pd.DataFrame:
        """Return candidate pairs, by index, as a DataFrame with the columns of `pairs`."""
        import pandas as pd

        return pd.DataFrame(self.pair_columns(pairs))

    def pair_columns(self, pairs: Sequence[int] | np.ndarray) -> dict[str, Sequence[str] | np.ndarray]:
        """Return the same as plain columns."""
        take = np.asarray(pairs, dtype=np.int64)
        mentee, mentor = self.problem.mentee[take], self.problem.mentor[take]
        chances = self.chances
        return {
            "mentee_id": [self.people.mentees[i].id for i in mentee],
            "mentor_id": [self.people.mentors[j].id for j in mentor],
            "score": self.scores.points[take] / SCALE,
            "known": self.scores.known(take),
            **{
                name: self.scores.contributions[take, k].astype(np.float64)
                for k, name in enumerate(self.scores.criteria)
            },
            "km": self.candidates.km[take],
            "online": self.candidates.online[take],
            **({} if chances is None else {"chance": chances[take]}),
        }

    @cached_property
    def chances(self) -> Floats | None:
        """Chance with which each candidate pair was drawn; None unless the policy explores."""
        drawn = self.solution.drawn
        return None if drawn is None else drawn.chances(self.problem.n_pairs)

    @cached_property
    def shares(self) -> pd.DataFrame | None:
        """What each organisation gave, was due and had; None unless the policy has shares.

        Returns
        -------
        DataFrame
            Columns: the field of the shares; intake, what it gives; credit_before; target, its share of the
            filled places with its credit; matched, the places that its mentees have; deviation, matched less
            target; and credit_after, its credit for the next round. In places; sorted by name, the first one
            empty if there are people who gave none.
        """
        return table_of(self.people, self.policy, self.candidates, self.problem, self.solution)

    @cached_property
    def pair_ids(self) -> tuple[Pair, ...]:
        """Mentee id and mentor id of each pair, in the order of ``solution.chosen``."""
        return ids_of_pairs(self.people, self.candidates, self.solution.chosen)

    @cached_property
    def pair_set(self) -> frozenset[Pair]:
        """The same as `pair_ids`, as a set."""
        return frozenset(self.pair_ids)

    @cached_property
    def index(self) -> PairIndex:
        """Finds people and candidate pairs by id."""
        return PairIndex(self.people, self.policy, self.candidates)

    @cached_property
    def scores_with_learnt(self) -> Scores:
        """The scores with what the criteria learnt, so that further pairs can be scored."""
        return with_learnt(self.scores, self.people, self.policy, DEFAULT_SCORERS)

    @cached_property
    def kept(self) -> Kept | None:
        """The state that questions about the matching are repaired from; None if prices do not prove it."""
        from mentormatch.matching.costs.kept import keep

        return keep(self.problem, self.solution, Order.of(self.policy.objective), self.policy.seed)

    @cached_property
    def unfilled(self) -> Mapping[str, int]:
        """Mentees who have fewer mentors than they want -> how many more they want."""
        problem = self.problem
        got = np.bincount(problem.mentee[self.solution.chosen], minlength=problem.n_mentees)
        short = problem.demand - got
        return {self.people.mentees[i].id: int(short[i]) for i in np.flatnonzero(short > 0).tolist()}

    @cached_property
    def states(self) -> pd.DataFrame:
        """State of every pair, past ones too: columns mentee_id, mentor_id, state (a `PairState`)."""
        import pandas as pd

        return pd.DataFrame(self.states_columns)

    @property
    def states_columns(self) -> dict[str, list[str]]:
        """The same as plain columns."""
        now = {pair: self.history.state(pair) for pair in self.pair_ids}
        # A pair may end, be made again and end once more: its last state counts.
        past = {(mentee, mentor): state for mentee, mentor, state in self.history.ended}
        rows = [(*pair, state.value) for pair, state in {**now, **past, **now}.items()]
        return {name: [row[k] for row in rows] for k, name in enumerate(("mentee_id", "mentor_id", "state"))}

    @cached_property
    def unmatched(self) -> pd.DataFrame:
        """Everyone without a partner: columns person_id, role, reason (a code), detail (a sentence)."""
        import pandas as pd

        return pd.DataFrame(self.unmatched_columns)

    @property
    def unmatched_columns(self) -> dict[str, list[str]]:
        """The same as plain columns."""
        names = ("person_id", "role", "reason", "detail")
        return {name: [getattr(one, name) for one in self.unmatched_people] for name in names}

    @cached_property
    def unmatched_people(self) -> tuple[Unmatched, ...]:
        """The same as `unmatched`, as records."""
        reasons = reasons_of(self.candidates, self.people, self.policy)
        ended = frozenset(self.terms.ended.tolist())
        return tuple(find_unmatched(self.people, reasons, self.problem, self.solution, ended))
