"""`shortlist`: whom each mentee talks to before the final match, so that no mentor has too many talks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from mentormatch.arguments import check_arguments
from mentormatch.arrays import Ints, counted
from mentormatch.display.facts import Facts, as_text
from mentormatch.errors import PolicyError
from mentormatch.matching.arguments import policy_given
from mentormatch.matching.match import match
from mentormatch.matching.result import Matching
from mentormatch.people.model import People
from mentormatch.policy import Policy
from mentormatch.progress import Progress
from mentormatch.rules import Forbid
from mentormatch.scoring import DEFAULT_SCORERS, Scorer
from mentormatch.tables.read_ratings import RATINGS

if TYPE_CHECKING:
    import pandas as pd

_ALL = 10_000
"""The most talks of one mentor where no ceiling is asked for: as many as a person may take."""


def shortlist(
    people: People,
    policy: Policy | None = None,
    *,
    talks: int = 3,
    most: int | None = None,
    scorers: Sequence[Scorer] = DEFAULT_SCORERS,
    time_limit: float = 60.0,
    verbose: bool = False,
    progress: Progress | None = None,
) -> Shortlist:
    """Choose whom each mentee talks to before the final match.

    Parameters
    ----------
    people : People
        Everybody in the scheme.
    policy : Policy, optional
        As for `match`. Of its rules those hold that forbid a pair; the others are for the final match.
    talks : int
        With how many mentors each mentee talks, or as many as they want mentors if that is more.
    most : int, optional
        With how many mentees a mentor talks at most. Below that the scores are as high as possible; without
        it the talks are spread over the mentors as evenly as possible, and then the scores are.
    scorers, time_limit, verbose, progress : optional
        As for `match`.

    Returns
    -------
    Shortlist
        Its table goes out; filled in, `read_ratings` makes wishes of it for the final match.

    Raises
    ------
    PolicyError
        If `talks` or `most` is below 1; and as for `match`.
    ArgumentError, RecordError, CandidateError, ProblemError
        As for `match`.

    Examples
    --------
    >>> mentees = [mm.Mentee(id=f"e{k}", consent=True) for k in range(4)]
    >>> mentors = [mm.Mentor(id=f"r{k}", consent=True) for k in range(3)]
    >>> found = mm.shortlist(mm.People(mentees=mentees, mentors=mentors), talks=2)
    >>> len(found.table), found.talks_of_mentors.tolist()
    (8, [3, 3, 2])
    """
    check_arguments(shortlist, locals())
    policy = policy_given(policy, Policy())
    limit = _ALL if most is None else most
    if min(talks, limit) < 1:
        raise PolicyError(["talks and most have to be at least 1"], "shortlist")
    talking = people.with_same_names(
        mentees=[m.replace(demand=m.demand and max(m.demand, talks)) for m in people.mentees],
        mentors=[m.replace(capacity=m.capacity and limit, minimum_load=0) for m in people.mentors],
    )
    spread = ("matched", "balance", "score") if most is None else ("matched", "score")
    rules = [rule for rule in policy.rules if isinstance(rule, Forbid)]
    of_talks = policy.replace(rules=rules, mutual_pairs=True, objective=spread, explore=0.0)
    return Shortlist(
        match(talking, of_talks, scorers=scorers, time_limit=time_limit, verbose=verbose, progress=progress)
    )


@dataclass(frozen=True, eq=False)
class Shortlist:
    """Who talks to whom before the final match.

    Parameters
    ----------
    matching : Matching
        The talks, as a matching of its own: its pairs are no final pairs.

    Examples
    --------
    >>> mentees = [mm.Mentee(id=f"e{k}", consent=True) for k in range(2)]
    >>> mentors = [mm.Mentor(id=f"r{k}", consent=True) for k in range(2)]
    >>> mm.shortlist(mm.People(mentees=mentees, mentors=mentors), talks=2).table.iloc[:, :4]
      mentee_id mentor_id  score  km
    0        e0        r0    0.0 NaN
    1        e0        r1    0.0 NaN
    2        e1        r0    0.0 NaN
    3        e1        r1    0.0 NaN
    """

    matching: Matching

    @cached_property
    def table(self) -> pd.DataFrame:
        """What goes out, and comes back with ratings.

        Returns
        -------
        DataFrame
            Columns mentee_id, mentor_id, score (0 to 1), km, online, and the empty mentee_rating and
            mentor_rating; by mentee, the best score first.
        """
        frame = self.matching.pairs[["mentee_id", "mentor_id", "score", "km", "online"]]
        frame = frame.sort_values(
            ["mentee_id", "score"], ascending=[True, False], kind="stable", ignore_index=True
        )
        return frame.assign(**dict.fromkeys(RATINGS, ""))

    @cached_property
    def talks_of_mentees(self) -> Ints:
        """How many talks each mentee has, int64, shape (n_mentees,), in the order of their ids."""
        problem = self.matching.problem
        return np.bincount(problem.mentee[self.matching.solution.chosen], minlength=problem.n_mentees)

    @cached_property
    def talks_of_mentors(self) -> Ints:
        """How many talks each mentor has, int64, shape (n_mentors,), in the order of their ids."""
        problem = self.matching.problem
        return np.bincount(problem.mentor[self.matching.solution.chosen], minlength=problem.n_mentors)

    @cached_property
    def facts(self) -> Facts:
        """The lines of `summary`, as (name, text)."""
        problem, talks = self.matching.problem, self.talks_of_mentees
        wanted, busy = problem.demand > 0, self.talks_of_mentors[self.talks_of_mentors > 0]
        loads = (
            f"{busy.min()} to {busy.max()} each, by {counted(len(busy), 'mentor')}" if len(busy) else "none"
        )
        return (
            ("Talks", str(self.matching.solution.n_matched)),
            ("Mentees with all", f"{np.count_nonzero(wanted & (talks == problem.demand))} of {wanted.sum()}"),
            ("Mentees with none", str(np.count_nonzero(wanted & (talks == 0)))),
            ("Talks of mentors", loads),
        )

    def summary(self) -> str:
        """Return the numbers of talks in a few lines of text."""
        return as_text(self.facts)
