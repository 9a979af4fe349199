"""`what_if`: a matching compared with what it would be under another policy, or after changes."""

from __future__ import annotations

from collections.abc import Sequence

from mentormatch.analysis.comparing.compare import compare
from mentormatch.analysis.comparing.comparison import Comparison
from mentormatch.arguments import check_arguments
from mentormatch.changes.apply import apply_changes
from mentormatch.changes.base import Change
from mentormatch.matching.arguments import changes_given, policy_given
from mentormatch.matching.match import match
from mentormatch.matching.result import Matching
from mentormatch.policy import Policy
from mentormatch.progress import Progress, Steps, shown
from mentormatch.rematching.rematch import rematch
from mentormatch.scoring import DEFAULT_SCORERS, Scorer


def what_if(
    matching: Matching,
    policy: Policy | None = None,
    changes: Sequence[Change] = (),
    *,
    causes: bool = True,
    scorers: Sequence[Scorer] = DEFAULT_SCORERS,
    time_limit: float = 60.0,
    verbose: bool = False,
    progress: Progress | None = None,
) -> Comparison:
    """Compare a matching with what it would be under another policy, after changes, or both.

    Where pairs are active it would be what `rematch` makes of it; otherwise all are matched from scratch.

    Parameters
    ----------
    matching : Matching
        It is not changed.
    policy : Policy, optional
        That of `matching` if it is left out.
    changes : sequence of changes
        As for `rematch`.
    causes : bool
        Whether to trace each difference to its causes, see `compare`.
    scorers : sequence of Scorer
        Those with which `matching` was made.
    time_limit : float
        Seconds of the solver for each matching that is made.
    verbose, progress : optional
        As for `match`.

    Returns
    -------
    Comparison
        ``comparison.after`` is the matching that it would be.

    Raises
    ------
    ArgumentError, ChangeError, RecordError, PolicyError, CandidateError, ProblemError, InfeasibleError
        As for `match` and `rematch`.

    Examples
    --------
    >>> mentee = mm.Mentee(id="e1", consent=True, wants={"audit": 3})
    >>> mentors = tuple(mm.Mentor(id=i, consent=True, offers={"audit": n}) for i, n in (("r1", 2), ("r2", 4)))
    >>> matching = mm.match(mm.People(mentees=(mentee,), mentors=mentors))
    >>> one = mm.what_if(matching, changes=[mm.Leave("r2")]).differences[0]
    >>> one.mentor_after, one.words
    ('r1', 'mentors left: r2')
    """
    check_arguments(what_if, locals())
    changes = changes_given(changes)
    policy = policy_given(policy, matching.policy)
    with shown(verbose):
        if matching.history.active:
            after: Matching = rematch(
                matching, changes, policy, scorers=scorers, time_limit=time_limit, progress=progress
            )
        else:
            report = Steps(progress)
            report("Applying the changes")
            people = (
                apply_changes(matching.people, matching.pair_ids, changes).people
                if changes
                else matching.people
            )
            after = match(people, policy, scorers=scorers, time_limit=time_limit, progress=progress)
        return compare(
            matching, after, causes=causes, scorers=scorers, time_limit=time_limit, progress=progress
        )
