"""`compare`: two matchings become a `Comparison`, in which one cause is undone at a time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Sequence
from dataclasses import dataclass, field, replace

from mentormatch.analysis.comparing.causes import Cause, Kind, Step, causes_of, needed_by, together
from mentormatch.analysis.comparing.comparison import Comparison, Difference
from mentormatch.analysis.comparing.inputs import Maker, Run
from mentormatch.arguments import check_arguments
from mentormatch.changes.history import Pair
from mentormatch.errors import CandidateError, InfeasibleError, PolicyError, RecordError
from mentormatch.matching.result import Matching
from mentormatch.progress import Progress, Steps, shown
from mentormatch.rematching.result import exchanges
from mentormatch.scoring import DEFAULT_SCORERS, Scorer

VERSION = Cause(
    "version", "program",
    "Made again from the same people and policy it would differ: it was made by another version, in earlier "
    "rounds of rematches, or without proof.",
)  # fmt: skip
LEARNT = Cause(
    "scheme", "scheme as a whole",
    "What scoring learns from all people: how rare a tag or word is, what is expected of unknown answers.",
)  # fmt: skip
_TOGETHER: tuple[Kind, ...] = ("people", "policy")
_FEW = 3
_STUCK = (RecordError, PolicyError, CandidateError, InfeasibleError)


def compare(
    before: Matching,
    after: Matching,
    *,
    causes: bool = True,
    split: int = 12,
    scorers: Sequence[Scorer] = DEFAULT_SCORERS,
    time_limit: float = 60.0,
    verbose: bool = False,
    progress: Progress | None = None,
) -> Comparison:
    """Compare two matchings: pairs the same, changed, new and gone, each traced to its causes.

    One cause at a time is undone in what `after` was made from, and the matching is made again: a cause
    explains a difference if the pair then is as it was in `before`. Causes are keys of the policy; people who
    joined or left, by role; changed answers, by question; what a rematch keeps; what scoring has learnt from
    the scheme as a whole, which stays when others are undone (of at most 3 causes, each is also undone
    together with it); and another version of the program.

    Parameters
    ----------
    before, after : Matching
        Neither is changed; a rematch is compared with the one before by its own attributes, too.
    causes : bool
        Whether to look for causes.
    split : int
        A cause that concerns several people and explains something is also undone for each of them alone, as
        long as these are at most so many in all.
    scorers : sequence of Scorer
        Those with which both were matched.
    time_limit : float
        Seconds of the solver for each matching that is made again.
    verbose, progress : optional
        As for `match`.

    Returns
    -------
    Comparison
        All differences, each with what explains it.

    Raises
    ------
    ArgumentError
        If an argument has the wrong type.
    ProblemError
        If a number is out of range.
    PolicyError
        If a criterion of theirs is not among the scorers.

    Examples
    --------
    >>> mentee = mm.Mentee(id="e1", consent=True, wants={"audit": 3})
    >>> mentors = [mm.Mentor(id=i, consent=True, offers={"audit": n}) for i, n in (("r1", 2), ("r2", 4))]
    >>> few = mm.match(mm.People(mentees=(mentee,), mentors=(mentors[0],)))
    >>> more = mm.match(mm.People(mentees=(mentee,), mentors=tuple(mentors)))
    >>> mm.compare(few, more).differences[0].words
    'mentors joined: r2'
    """
    check_arguments(compare, locals())
    differing = exchanges(before.pair_ids, after.pair_ids)
    differences = tuple(Difference(*one) for one in differing)
    bare = Comparison(before, after, differences, traced=causes)
    if not causes or not differences:
        return bare
    with shown(verbose):
        maker = Maker(scorers, time_limit, Steps(progress))
        return _Trace(bare, maker, Run.of(before, scorers), Run.of(after, scorers)).traced(split)


@dataclass(eq=False)
class _Trace:
    """The search for causes; `found` holds the differences, by number, that each cause explains."""

    bare: Comparison
    maker: Maker
    before: Run
    after: Run
    found: dict[Cause, frozenset[int]] = field(default_factory=dict)
    stuck: dict[Cause, str] = field(default_factory=dict)
    proved: bool = True

    def traced(self, split: int) -> Comparison:
        """Return the comparison with its causes."""
        self._repeat()
        steps = causes_of(self.before.inputs, self.after.inputs)
        for step in steps:
            self._undo(step)
        if self.before.scores.expected != self.after.scores.expected or any(step.edits for step in steps):
            self.maker.report(f"Undoing: {LEARNT.key}")
            taught = self.maker.taught(self.after, self.before)
            self._note(LEARNT, taught)
            # What is learnt follows from the other causes; of few, each is also undone with what follows.
            for step in steps if len(steps) <= _FEW and self._open else ():
                self._undo(step, taught)
        for part in self._parts(steps, split):
            self._undo(part)
        of_kind = Counter(step.cause.kind for step in steps)
        for kind in _TOGETHER if len(of_kind) > 1 else ():
            if self._open and of_kind[kind] > 1:
                self._undo(together(kind, steps))
        return self._comparison(steps)

    def _repeat(self) -> None:
        """Make both again: what does not differ then is due to the program."""
        self.maker.report("Making both matchings again")
        before, after = self.maker.repeated(self.before), self.maker.repeated(self.after)
        if (before.pairs, after.pairs) != (self.before.pairs, self.after.pairs):
            still = {
                number
                for number, one in enumerate(self.bare.differences)
                if _as_in(one, before.pairs) and _as_in(one, after.pairs, after=True)
            }
            self.found[VERSION] = frozenset(range(len(self.bare.differences))) - still
        self.before, self.after = before, after
        self.proved = before.proved and after.proved

    def _undo(self, step: Step, near: Run | None = None) -> None:
        self.maker.report(f"Undoing: {step.cause.named()}")
        try:
            self._note(step.cause, self.maker.made(step.undo(self.after.inputs), near or self.after))
        except _STUCK as error:
            self.stuck[step.cause] = _in_short(error)

    def _note(self, cause: Cause, run: Run) -> None:
        explained = frozenset(
            number
            for number, one in enumerate(self.bare.differences)
            if _as_in(one, run.pairs) and not _as_in(one, self.after.pairs)
        )
        # Several together, or with what follows, explain only what nothing explains alone.
        more = cause.kind == "together" or cause in self.found
        self.found[cause] = self.found.get(cause, frozenset()) | (
            explained - self._done if more else explained
        )
        self.proved &= run.proved

    def _parts(self, steps: Sequence[Step], split: int) -> list[Step]:
        """Return each person alone, of causes that explain something, unless these are too many."""
        several = [one for one in steps if self.found.get(one.cause) and len(one.cause.people) > 1]
        if sum(len(one.cause.people) for one in several) > split:
            return []
        return [part for one in several for part in one.parts(self.before.inputs)]

    @property
    def _open(self) -> bool:
        """Whether there are differences that nothing explains yet."""
        return len(self._done) < len(self.bare.differences)

    @property
    def _done(self) -> frozenset[int]:
        return frozenset[int]().union(*self.found.values())

    def _comparison(self, steps: Sequence[Step]) -> Comparison:
        causes = [step.cause for step in steps]
        listed = [*causes, *(cause for cause in self.found if cause not in set(causes))]
        differences = tuple(
            replace(one, causes=_sharpest([cause for cause in listed if number in self.found.get(cause, ())]))
            for number, one in enumerate(self.bare.differences)
        )
        differences = tuple(
            one
            if one.explained
            else replace(one, among=tuple(s.cause for s in steps if needed_by(s, one.exchange)))
            for one in differences
        )
        return replace(
            self.bare, differences=differences, causes=tuple(listed), stuck=self.stuck, exact=self.proved
        )


def _as_in(one: Difference, pairs: Container[Pair], *, after: bool = False) -> bool:
    """Return whether a difference is in some pairs as it was before, or as it is after."""
    was, now = one.mentor_before, one.mentor_after
    there, away = (now, was) if after else (was, now)
    here = there is None or (one.mentee_id, there) in pairs
    return here and (away is None or (one.mentee_id, away) not in pairs)


def _sharpest(causes: Sequence[Cause]) -> tuple[Cause, ...]:
    """Return the causes without groups of people of whom one alone explains the same."""
    alone = {(one.key, *one.people) for one in causes if len(one.people) == 1}
    return tuple(
        cause
        for cause in causes
        if len(cause.people) < 2 or not any((cause.key, person) in alone for person in cause.people)
    )


def _in_short(error: Exception) -> str:
    """Return the first line of an error, as the end of a sentence."""
    lines = str(error).splitlines()
    return " ".join(line.strip(" -") for line in lines[:2])
