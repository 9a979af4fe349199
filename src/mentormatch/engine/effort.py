"""What a search may spend, and where it reports its progress."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from mentormatch.arrays import Ints
from mentormatch.errors import InfeasibleError
from mentormatch.problem.problem import Problem
from mentormatch.problem.solution import Progress, Stage
from mentormatch.progress import LOGGER


@dataclass(frozen=True)
class Effort:
    """Time, seed and listeners of one search.

    Parameters
    ----------
    began, deadline : float
        Values of `time.monotonic`.
    progress : callable, optional
        Called with each `Progress`.
    hint : int64 array, optional
        Pairs to start from.
    lottery : bool
        Whether to draw among equally good answers of CP-SAT.
    even : bool
        Whether to draw only among those of them that have the most even loads.
    log : list of Progress
        All progress reported so far, latest last.
    """

    began: float
    deadline: float
    seed: int
    progress: Callable[[Progress], None] | None = None
    hint: Ints | None = None
    lottery: bool = True
    even: bool = False
    log: list[Progress] = field(default_factory=list)

    def report(self, stages: tuple[Stage, ...]) -> None:
        """Report an answer by its first objective that is not proved, or else by the last."""
        stage = next((s for s in stages if s.value != s.bound), stages[-1])
        news = Progress(stage.objective, stage.value, stage.bound, time.monotonic() - self.began)
        self.log.append(news)
        LOGGER.info(news)
        if self.progress is not None:
            self.progress(news)

    def contradiction(self, problem: Problem) -> InfeasibleError:
        """Return the error that names the rules that contradict each other."""
        from mentormatch.engine.cpsat.conflict import contradiction

        return contradiction(problem, self.seed, self.deadline)
