"""`repair`: a solved state and some changes become the next best answer, at the cost of what changed."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from mentormatch.changes.kinds import Change
from mentormatch.engine.repair.network import repair_network
from mentormatch.engine.repair.translate import translated
from mentormatch.engine.state.state import State
from mentormatch.errors import CertificateError
from mentormatch.problem.problem import Problem
from mentormatch.problem.solution import Certificate, Solution, Status
from mentormatch.proof.certificate import certify


def repair(state: State, changes: Sequence[Change], *, time_limit: float = 60.0) -> Repaired:
    """Return the best answer after changes; `state` stays as it is, so that they can be undone by going back.

    People keep their index for good; whoever joins is numbered on, mentees and mentors apart, and whoever
    leaves stays with a demand or a capacity of 0. Without side rules the work grows with the changes and how
    far they reach; with side rules the problem is solved anew, from what the changes left of the answer.

    Parameters
    ----------
    state : State
        ``solve(problem, keep_state=True).state``, or that of an earlier repair.
    changes : sequence of changes
        With indices and `Entry`; see `mentormatch.changes`. Every pair may move: `Extend` only asks for the
        pair to be there. People whose pair was dissolved, or who avoid each other, are never paired again,
        even if a later `Entry` lists them.
    time_limit : float
        Seconds for the solver, where there are side rules.

    Returns
    -------
    Repaired

    Raises
    ------
    ChangeError
        If changes do not fit the state or each other: all of them.
    ProblemError
        If numbers could overflow, or rules that list every pair know nothing of new ones.
    InfeasibleError
        If the rules contradict each other after the changes.
    """
    began = time.monotonic()
    delta, avoided = translated(state, changes)
    after = repair_network(state, delta, time_limit)
    if avoided or state.avoided:
        after = replace(after, avoided=state.avoided | avoided)
    return Repaired(after, time.monotonic() - began)


@dataclass(frozen=True, eq=False)
class Repaired:
    """The answer after a repair; it reads like a `Solution`, whose arrays are only made when asked for.

    Parameters
    ----------
    state : State
        To go on from.
    seconds : float
        Wall-clock time of the repair.
    """

    state: State
    seconds: float

    @property
    def anew(self) -> str:
        """Why the problem was solved anew; empty if it was repaired."""
        return self.state.made.anew

    @property
    def n_matched(self) -> int:
        """Filled mentee places."""
        return self.state.n_matched

    @property
    def score(self) -> int:
        """Sum of the scores of the pairs taken."""
        return self.state.score

    @property
    def problem(self) -> Problem:
        """The problem after the changes, without pairs that are gone; made once, when asked for."""
        return self.state.problem()

    @cached_property
    def solution(self) -> Solution:
        """The answer with its certificate, checked against `problem`.

        Raises
        ------
        CertificateError
            If the checker does not confirm it: a defect.
        """
        found = replace(self.state.solution(), seconds=self.seconds)
        certificate = certify(self.problem, found)
        if found.status is not Status.UNKNOWN and not certificate.feasible:
            raise CertificateError("; ".join(certificate.violations))
        return replace(found, certificate=certificate, state=self.state)

    @property
    def chosen(self) -> NDArray[np.int64]:
        """Pairs taken, as indices into the pairs of `problem`."""
        return self.solution.chosen

    @property
    def status(self) -> Status:
        """How the answer stands to the best possible one."""
        return self.solution.status

    @property
    def bound(self) -> int | None:
        """Bound on the last objective."""
        return self.solution.bound

    @property
    def gap(self) -> float | None:
        """Relative gap of the first objective that is not proved."""
        return self.solution.gap

    @property
    def certificate(self) -> Certificate | None:
        """The checker's word."""
        return self.solution.certificate
