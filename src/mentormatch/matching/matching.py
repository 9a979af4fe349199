"""`match`: people and a policy become a `Matching`, the answer with everything that explains it."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from os import PathLike
from typing import TYPE_CHECKING

import numpy as np

from mentormatch.candidates.search import Candidates, find_candidates, ids_of_pairs
from mentormatch.changes.history import NO_HISTORY, History, Pair
from mentormatch.engine.solve import solve
from mentormatch.errors import ChangeError
from mentormatch.matching import saving
from mentormatch.matching.explain import Cost, Explanation, alternatives, cost_of, explain
from mentormatch.matching.summary import as_html, as_text, facts_of
from mentormatch.matching.unmatched import Unmatched, find_unmatched
from mentormatch.objectives import SCORE
from mentormatch.people.model import People
from mentormatch.policy import Policy
from mentormatch.problem.build import NO_TERMS, Terms, assemble
from mentormatch.problem.problem import Problem
from mentormatch.problem.solution import Progress as SolverProgress
from mentormatch.problem.solution import Solution, Status
from mentormatch.scoring import DEFAULT_SCORERS, SCALE, Scorer, Scores, score_pairs

if TYPE_CHECKING:
    import pandas as pd

Progress = Callable[[str], None]


def match(
    people: People,
    policy: Policy | None = None,
    *,
    scorers: Sequence[Scorer] = DEFAULT_SCORERS,
    time_limit: float = 60.0,
    verbose: bool = False,
    progress: Progress | None = None,
) -> Matching:
    """Match mentees with mentors: the best matching that the policy allows, with its proof.

    Parameters
    ----------
    people : People
    policy : Policy, optional
        The defaults where it is left out.
    scorers : sequence of Scorer
        Criteria; add your own to `mentormatch.scoring.DEFAULT_SCORERS`.
    time_limit : float
        Seconds for the solver.
    verbose : bool
        Whether to print what is being done, with times, to standard error.
    progress : callable, optional
        Called with a sentence before each step.

    Returns
    -------
    Matching
        The order of the people given has no influence on it.

    Raises
    ------
    PolicyError, CandidateError, ProblemError, InfeasibleError, CertificateError
        See `mentormatch.errors`.
    """
    policy = Policy() if policy is None else policy
    people = people.in_id_order()
    tell = teller(progress, verbose)
    tell(f"Looking for pairs that may meet ({len(people.mentees)} mentees, {len(people.mentors)} mentors)")
    candidates = find_candidates(people, policy)
    tell(f"Scoring {len(candidates)} pairs")
    scores = score_pairs(people, candidates, policy, scorers)
    tell(f"Choosing among {len(candidates)} pairs")
    problem = assemble(people, policy, candidates, scores.points)
    solution = solve(
        problem, policy.objective, time_limit=time_limit, seed=policy.seed, progress=in_sentences(tell)
    )
    tell(f"Done: {solution.status}, {solution.n_matched} pairs")
    return Matching(people, policy, candidates, scores, problem, solution)


def teller(progress: Progress | None, verbose: bool) -> Progress:
    """Return what passes a sentence on to `progress`, and prints it if `verbose`."""
    began = time.monotonic()

    def tell(step: str) -> None:
        if progress is not None:
            progress(step)
        if verbose:
            print(f"[{time.monotonic() - began:7.2f} s] {step}", file=sys.stderr)  # noqa: T201

    return tell


def in_sentences(tell: Progress) -> Callable[[SolverProgress], None]:
    """Return what tells of a solver's progress in sentences."""
    return lambda far: tell(f"Best so far in {far.objective}: {far.best}, at most {far.bound}")


@dataclass(frozen=True, eq=False)
class Matching:
    """Who is with whom, how well, how surely, and why not otherwise.

    Parameters
    ----------
    people : People
        In the order of their ids.
    policy : Policy
    candidates : Candidates
    scores : Scores
    problem : Problem
    solution : Solution
    history : History
        Which pairs have begun or ended, and who has waited.
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
        return f"Matching({self.solution.n_matched} pairs, {self.status})"

    @property
    def status(self) -> Status:
        """How the answer stands to the best possible one."""
        return self.solution.status

    @property
    def objective(self) -> int:
        """Value of the last objective: for ``score``, total points."""
        last = self.policy.order.last
        return self.points if last is SCORE else last.value(self.problem, self.solution.chosen)

    @property
    def bound(self) -> int | None:
        """What `objective` cannot exceed, given the objectives before it and who comes first in a rematch."""
        if self.solution.bound is None or self.policy.order.last is not SCORE:
            return self.solution.bound
        return self.solution.bound - self.terms.on_top(self.solution.chosen)

    @property
    def points(self) -> int:
        """Sum of the pairs' scores, in points."""
        return int(self.scores.points[self.solution.chosen].sum())

    @property
    def gap(self) -> float | None:
        """Relative gap of the first objective that is not proved; 0.0 if all are."""
        return self.solution.gap

    @property
    def seconds(self) -> float:
        """Wall-clock seconds of the solver."""
        return self.solution.seconds

    @cached_property
    def pairs(self) -> pd.DataFrame:
        """The pairs made.

        Returns
        -------
        DataFrame
            Columns mentee_id, mentor_id, score (0 to 1), one for each criterion (0 to 1, nan where
            unknown), km, online (whether they may only meet online); sorted by mentee, then mentor.
        """
        return self.frame(self.solution.chosen)

    def frame(self, pairs: Sequence[int] | np.ndarray) -> pd.DataFrame:
        """Return candidate pairs, by index, as a DataFrame with the columns of `pairs`."""
        import pandas as pd

        take = np.asarray(pairs, dtype=np.int64)
        mentee, mentor = self.problem.mentee[take], self.problem.mentor[take]
        return pd.DataFrame(
            {
                "mentee_id": [self.people.mentees[i].id for i in mentee],
                "mentor_id": [self.people.mentors[j].id for j in mentor],
                "score": self.scores.points[take] / SCALE,
                **{
                    name: self.scores.contributions[take, k].astype(np.float64)
                    for k, name in enumerate(self.scores.criteria)
                },
                "km": self.candidates.km[take],
                "online": self.candidates.online[take],
            }
        )

    @cached_property
    def pair_ids(self) -> tuple[Pair, ...]:
        """Mentee id and mentor id of each pair, in the order of ``solution.chosen``."""
        return ids_of_pairs(self.people, self.candidates, self.solution.chosen)

    @cached_property
    def unfilled(self) -> Mapping[str, int]:
        """Mentees who have fewer mentors than they want -> how many more they want."""
        problem = self.problem
        got = np.bincount(problem.mentee[self.solution.chosen], minlength=problem.n_mentees)
        short = problem.demand - got
        return {self.people.mentees[i].id: int(short[i]) for i in np.flatnonzero(short > 0).tolist()}

    @cached_property
    def states(self) -> pd.DataFrame:
        """State of every pair that there is or was: columns mentee_id, mentor_id, state (a `PairState`)."""
        import pandas as pd

        now = [(*pair, self.history.state(pair)) for pair in self.pair_ids]
        rows = [*now, *self.history.ended]
        return pd.DataFrame(
            [(mentee, mentor, state.value) for mentee, mentor, state in rows],
            columns=["mentee_id", "mentor_id", "state"],
        )

    def begin(self, pairs: Iterable[Pair] | None = None) -> Matching:
        """Return the matching in which pairs have begun: they are active, and a rematch keeps them.

        Parameters
        ----------
        pairs : iterable of (str, str), optional
            Mentee id and mentor id of each; all pairs, if it is left out.

        Raises
        ------
        ChangeError
            If some of them are no pairs of this matching: all of them.
        """
        begun = self.pair_ids if pairs is None else tuple((str(i), str(j)) for i, j in pairs)
        strangers = sorted(set(begun) - set(self.pair_ids))
        if strangers:
            raise ChangeError([f"{mentee} and {mentor} are not a pair" for mentee, mentor in strangers])
        return replace(self, history=self.history.begun(begun))

    @cached_property
    def unmatched(self) -> pd.DataFrame:
        """Everybody without a partner: columns person_id, role, reason (a code), detail (a sentence)."""
        import pandas as pd

        return pd.DataFrame(
            [[u.person_id, u.role, u.reason, u.detail] for u in self.unmatched_people],
            columns=["person_id", "role", "reason", "detail"],
        )

    @cached_property
    def unmatched_people(self) -> tuple[Unmatched, ...]:
        """The same as `unmatched`, as records."""
        return tuple(find_unmatched(self.people, self.policy, self.problem, self.solution))

    def explain(self, mentee_id: str) -> Explanation:
        """Return why a mentee has the mentors they have, or why none.

        Raises
        ------
        PolicyError
            If there is no such mentee.
        """
        return explain(self, mentee_id)

    def alternatives(self, mentee_id: str) -> pd.DataFrame:
        """Return all mentors that a mentee may meet, the best score first.

        Returns
        -------
        DataFrame
            The columns of `pairs`, with chosen (bool) and free_places (int) of the mentor.
        """
        return alternatives(self, mentee_id)

    def cost_of(self, mentee_id: str, mentor_id: str) -> Cost:
        """Return what it would cost everybody to make a pair that was not made."""
        return cost_of(self, mentee_id, mentor_id)

    def summary(self) -> str:
        """Return the answer in a few lines of text."""
        return as_text(self.facts)

    def _repr_html_(self) -> str:
        return as_html(self.facts)

    @cached_property
    def facts(self) -> tuple[tuple[str, str], ...]:
        """What `summary` says, as (name, value)."""
        return facts_of(self)

    def save(self, path: str | PathLike[str]) -> None:
        """Write the matching to one file, without pickle; it appears whole or not at all.

        Raises
        ------
        OutputError
            If it cannot be written.
        """
        saving.save(self, path)

    @classmethod
    def load(cls, path: str | PathLike[str]) -> Matching:
        """Read a matching that was saved, and have it checked again; what a rematch changed is not in it.

        Raises
        ------
        MatchingFileError
            If the file is damaged, or of a format that this version cannot read.
        """
        return Matching(*saving.load(path))
