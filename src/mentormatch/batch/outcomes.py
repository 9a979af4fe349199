"""What became of each scheme of a batch: rows of a table, as a child hands them back and people read them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from mentormatch.analysis.comparing.gate import exceeds

if TYPE_CHECKING:
    import pandas as pd

    from mentormatch.batch.jobs import Job
    from mentormatch.errors import MentorMatchError


class SchemeState(StrEnum):
    """What became of a scheme in a batch.

    Examples
    --------
    >>> [state.value for state in mm.SchemeState]
    ['done', 'done before', 'held back', 'failed', 'to do']
    """

    DONE = "done"
    """Its results are written."""
    SKIPPED = "done before"
    """The same inputs, policy and versions have given its results already."""
    HELD_BACK = "held back"
    """More pairs would change than ``max_changed`` allows: nothing was written."""
    FAILED = "failed"
    """An error, in `SchemeOutcome.detail`; the other schemes go on."""
    TO_DO = "to do"
    """The batch was interrupted before it, or only a dry run was asked for."""


@dataclass(frozen=True)
class SchemeOutcome:
    """What became of one scheme.

    Parameters
    ----------
    scheme, task : str
        What the scheme is called, and what was to be done with it.
    state : SchemeState
        Whether it was done.
    detail : str
        Why it failed or is held back, or what would be done, in words.
    run : str
        Hash of inputs, policy, task and versions.
    status : str
        Of the matching, such as ``optimal``.
    matched, mentees : int, optional
        Filled places, and mentees.
    changed, pairs : int, optional
        Pairs that are changed, new or gone; these and those that are the same. None for the first matching.
    seconds : float
        Wall-clock seconds that it took.

    Examples
    --------
    >>> batch = mm.Batch(out="results", schemes=[{"at": "no such folder"}])
    >>> outcome = mm.run_batch(batch, backend="serial").outcomes[0]
    >>> outcome.scheme, outcome.task, outcome.state
    ('no such folder', 'match', <SchemeState.FAILED: 'failed'>)
    """

    scheme: str
    task: str
    state: SchemeState
    detail: str = ""
    run: str = ""
    status: str = ""
    matched: int | None = None
    mentees: int | None = None
    changed: int | None = None
    pairs: int | None = None
    seconds: float = 0.0

    @property
    def proved(self) -> bool:
        """Whether there is no matching of it that is not proved."""
        return self.status in {"", "optimal"}

    def gated(self, most: str | int | None) -> SchemeOutcome:
        """Return it held back if more pairs are changed than may be."""
        if most is None or self.changed is None or self.pairs is None:
            return self
        if not exceeds(self.changed, self.pairs, str(most)):
            return self
        detail = (
            f"{self.changed} of {self.pairs} pairs differ, more than max_changed = {most} allows, so nothing "
            "was written: look at the inputs, then allow more for this scheme"
        )
        return replace(self, state=SchemeState.HELD_BACK, detail=detail)


@dataclass(frozen=True, eq=False)
class Made:
    """What a child hands back: the outcome, and the files that are still to be written.

    Parameters
    ----------
    record : mapping
        For the record of the run.
    """

    outcome: SchemeOutcome
    files: Mapping[str, bytes] = field(default_factory=dict)
    record: Mapping[str, Any] = field(default_factory=dict)


def failed(job: Job, why: str | MentorMatchError | OSError) -> Made:
    """Return what a scheme comes to that failed."""
    if isinstance(why, OSError):  # whose own words name files
        why = f"the system refused to go on ({why.strerror or type(why).__name__})"
    return Made(SchemeOutcome(job.name, job.settings.task, SchemeState.FAILED, str(why)))


def differences(before: Sequence[tuple[str, str]], after: Sequence[tuple[str, str]]) -> dict[str, int]:
    """Return how many pairs are changed, new or gone, and how many there are with those that are the same."""
    from mentormatch.rematching.result import exchanges

    changed = len(exchanges(before, after))
    return {"changed": changed, "pairs": changed + len({*before} & {*after})}


@dataclass(frozen=True)
class BatchResult:
    """What became of all schemes of a batch.

    Parameters
    ----------
    outcomes : tuple of SchemeOutcome
        In the order of the schemes; those that an interrupted batch did not come to are `SchemeState.TO_DO`.

    Examples
    --------
    >>> batch = mm.Batch(out="results", schemes=[{"at": "no such folder"}])
    >>> result = mm.run_batch(batch, backend="serial")
    >>> result.counts, result.succeeded
    ({'failed': 1}, False)
    """

    outcomes: tuple[SchemeOutcome, ...]

    def __repr__(self) -> str:
        return f"BatchResult({', '.join(f'{n} {state}' for state, n in self.counts.items())})"

    @property
    def counts(self) -> Mapping[str, int]:
        """SchemeState -> how many schemes, of those that there are."""
        found = Counter(one.state for one in self.outcomes)
        return {state.value: found[state] for state in SchemeState if found[state]}

    @property
    def succeeded(self) -> bool:
        """Whether every scheme is done, now or before."""
        return not self.not_done.outcomes

    @property
    def not_done(self) -> BatchResult:
        """What became of the schemes that are done neither now nor before."""
        done = {SchemeState.DONE, SchemeState.SKIPPED}
        return BatchResult(tuple(one for one in self.outcomes if one.state not in done))

    @property
    def frame(self) -> pd.DataFrame:
        """The outcomes, one row each, with the fields of `SchemeOutcome` as columns."""
        import pandas as pd

        whole = dict.fromkeys(("matched", "mentees", "changed", "pairs"), "Int64")
        return pd.DataFrame(self.columns).astype(whole)

    @property
    def columns(self) -> Mapping[str, Sequence[object]]:
        """The same as plain columns."""
        rows = self._rows
        return {name: [row[name] for row in rows] for name in SchemeOutcome.__dataclass_fields__}

    @property
    def _rows(self) -> Sequence[dict[str, Any]]:
        return [{**asdict(one), "state": one.state.value} for one in self.outcomes]

    def as_dict(self) -> dict[str, Any]:
        """Return everything, as JSON can hold it."""
        return {"succeeded": self.succeeded, "counts": dict(self.counts), "schemes": self._rows}
