"""`Comparison`: which pairs of two matchings differ, each with its causes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from mentormatch.analysis.comparing.causes import Cause
from mentormatch.changes.history import Pair
from mentormatch.display.facts import Facts, as_html, as_text
from mentormatch.matching.result import Matching
from mentormatch.rematching.result import Exchange
from mentormatch.scoring import SCALE

if TYPE_CHECKING:
    import pandas as pd

    from mentormatch.files import Columns

SEVERAL = "no single cause: several together"
_CHANGES = ("changed", "new", "gone")


@dataclass(frozen=True)
class Difference:
    """One pair that is not the same in both matchings.

    Parameters
    ----------
    mentee_id : str
        Whose mentor is not the same.
    mentor_before, mentor_after : str or None
        None where the mentee has one mentor fewer.
    causes : tuple of Cause
        Each of which alone, undone, brings back what was before; or all of one kind, if only these do.
    among : tuple of Cause
        If no single cause brings it back: those without which it could not be, since a person joined or left.

    Examples
    --------
    >>> mentee = mm.Mentee(id="e1", consent=True, wants={"audit": 3})
    >>> mentors = [mm.Mentor(id=i, consent=True, offers={"audit": n}) for i, n in (("r1", 2), ("r2", 4))]
    >>> few = mm.match(mm.People(mentees=(mentee,), mentors=mentors[:1]))
    >>> more = mm.match(mm.People(mentees=(mentee,), mentors=mentors))
    >>> difference = mm.compare(few, more).differences[0]
    >>> difference.change, difference.mentor_before, difference.mentor_after, difference.words
    ('changed', 'r1', 'r2', 'mentors joined: r2')
    """

    mentee_id: str
    mentor_before: str | None
    mentor_after: str | None
    causes: tuple[Cause, ...] = ()
    among: tuple[Cause, ...] = ()

    @property
    def change(self) -> Literal["changed", "new", "gone"]:
        """Whether the mentee has another mentor, one more, or one fewer."""
        if self.mentor_before is None:
            return "new"
        return "gone" if self.mentor_after is None else "changed"

    @property
    def exchange(self) -> Exchange:
        """Mentee, mentor before and mentor after."""
        return self.mentee_id, self.mentor_before, self.mentor_after

    @property
    def words(self) -> str:
        """The causes, with the people of this pair before others."""
        mine = [one for one in self.exchange if one is not None]
        if self.causes:
            return "; ".join(cause.named(mine) for cause in self.causes)
        return ", among them ".join(filter(None, [SEVERAL, "; ".join(c.named(mine) for c in self.among)]))

    @property
    def explained(self) -> bool:
        """Whether a single cause explains it."""
        return any(cause.kind != "together" for cause in self.causes)


@dataclass(frozen=True, eq=False)
class Comparison:
    """Two matchings compared: pairs that are the same, changed, new and gone, with their causes.

    Parameters
    ----------
    before, after : Matching
        As they were given to `compare`.
    differences : tuple of Difference
        By mentee.
    causes : tuple of Cause
        Everything that differs between the two, whether or not it changes a pair.
    stuck : mapping of Cause to str
        Causes that cannot be undone by themselves, and why.
    exact : bool
        Whether every matching that was made to find causes is proved to be the best.
    traced : bool
        Whether causes were looked for.

    Examples
    --------
    >>> mentee = mm.Mentee(id="e1", consent=True, wants={"audit": 3})
    >>> mentors = [mm.Mentor(id=i, consent=True, offers={"audit": n}) for i, n in (("r1", 2), ("r2", 4))]
    >>> few = mm.match(mm.People(mentees=(mentee,), mentors=mentors[:1]))
    >>> more = mm.match(mm.People(mentees=(mentee,), mentors=mentors))
    >>> comparison = mm.compare(few, more)
    >>> comparison.same, comparison.counts, comparison.share_changed
    ((), {'same': 0, 'changed': 1, 'new': 0, 'gone': 0}, 1.0)
    """

    before: Matching
    after: Matching
    differences: tuple[Difference, ...]
    causes: tuple[Cause, ...] = ()
    stuck: Mapping[Cause, str] = field(default_factory=dict)
    exact: bool = True
    traced: bool = True

    def __repr__(self) -> str:
        return f"Comparison({', '.join(f'{n} {change}' for change, n in self.counts.items())})"

    @cached_property
    def same(self) -> tuple[Pair, ...]:
        """Mentee id and mentor id of the pairs that are in both."""
        return tuple(sorted({*self.before.pair_ids} & {*self.after.pair_ids}))

    @cached_property
    def counts(self) -> Mapping[str, int]:
        """How many pairs are the same, changed, new and gone."""
        found = Counter[str](one.change for one in self.differences)
        return {"same": len(self.same), **{change: found[change] for change in _CHANGES}}

    @property
    def share_changed(self) -> float:
        """Pairs that are changed, new or gone / these and those that are the same; 0 to 1."""
        total = sum(self.counts.values())
        return len(self.differences) / total if total else 0.0

    @cached_property
    def pairs(self) -> pd.DataFrame:
        """All pairs.

        Returns
        -------
        DataFrame
            Columns mentee_id, change (same, changed, new, gone), mentor_before, mentor_after (None if there
            is none), score_before, score_after (0 to 1; nan if there is none), cause (in words; empty for
            pairs that are the same, or if causes were not looked for); by mentee.
        """
        import pandas as pd

        was, now = _scores(self.before), _scores(self.after)
        rows: list[tuple[str | None, ...]] = [
            (one.mentee_id, one.change, one.mentor_before, one.mentor_after, one.words if self.traced else "")
            for one in self.differences
        ]
        rows += [(mentee, "same", mentor, mentor, "") for mentee, mentor in self.same]
        names = ["mentee_id", "change", "mentor_before", "mentor_after", "cause"]
        frame = pd.DataFrame(rows, columns=names).sort_values("mentee_id", kind="stable", ignore_index=True)
        for side, scores in (("before", was), ("after", now)):
            both = zip(frame["mentee_id"], frame[f"mentor_{side}"], strict=True)
            frame[f"score_{side}"] = np.array([scores.get(pair, np.nan) for pair in both], np.float64)
        return frame[[*names[:4], "score_before", "score_after", "cause"]]

    @cached_property
    def causes_table(self) -> pd.DataFrame:
        """What differs between the two matchings.

        Returns
        -------
        DataFrame
            Columns cause, kind, people (how many rows differ), pairs (how many are as before if this alone is
            undone), detail; those that explain most first.
        """
        import pandas as pd

        rows = [
            (c.key if len(c.people) != 1 else c.named(), c.kind, len(c.people), pairs, self._detail(c))
            for c, pairs in self._explains.items()
        ]
        return pd.DataFrame(rows, columns=["cause", "kind", "people", "pairs", "detail"])

    @cached_property
    def _explains(self) -> Mapping[Cause, int]:
        """How many pairs each cause explains, those that explain most first."""
        explains = Counter(cause for one in self.differences for cause in one.causes)
        known = [*self.causes, *(cause for cause in explains if cause not in self.causes)]
        return {cause: explains[cause] for cause in sorted(known, key=lambda cause: -explains[cause])}

    def _detail(self, cause: Cause) -> str:
        why = self.stuck.get(cause)
        return cause.detail if why is None else f"{cause.detail} It cannot be undone by itself: {why}"

    @property
    def unexplained(self) -> int:
        """How many differing pairs no single cause explains."""
        return sum(not one.explained for one in self.differences)

    @cached_property
    def facts(self) -> Facts:
        """The lines of `summary`, as (name, text)."""
        words = {"same": "The same", "changed": "With another mentor", "new": "New", "gone": "Gone"}
        facts = [(words[change], str(n)) for change, n in self.counts.items()]
        facts.append(("Share changed", f"{100 * self.share_changed:.1f}%"))
        if not self.traced or not self.differences:
            return tuple(facts)
        explained = len(self.differences) - self.unexplained
        facts.append(("Explained by one cause", f"{explained} of {len(self.differences)}"))
        proof = "each proved to be the best" if self.exact else "not all proved: allow more time"
        facts.append(("How", f"one cause undone at a time and matched again, {proof}"))
        return tuple(facts)

    def summary(self) -> str:
        """Return the comparison in a few lines of text."""
        return as_text(self.facts)

    def _repr_html_(self) -> str:
        explains = self._explains
        causes: Columns = {
            "cause": [one.detail or one.key for one in explains],
            "people": [len(one.people) for one in explains],
            "pairs explained": list(explains.values()),
        }
        return as_html(repr(self), self.facts, {"What differs": causes})

    def as_dict(self) -> dict[str, Any]:
        """Return the comparison as plain values for JSON: ids, scores and causes, no other data of people."""
        differing = self.pairs[self.pairs["change"] != "same"]
        pairs = [
            {str(key): None if value != value else value for key, value in row.items()}  # noqa: PLR0124  (nan)
            for row in differing.to_dict("records")
        ]
        return {
            **self.counts,
            "share_changed": self.share_changed,
            "unexplained": self.unexplained if self.traced else None,
            "exact": self.exact,
            "causes": self.causes_table.to_dict("records"),
            "pairs": pairs,
        }


def _scores(matching: Matching) -> dict[Pair, float]:
    points: Sequence[int] = matching.scores.points[matching.solution.chosen].tolist()
    return {pair: one / SCALE for pair, one in zip(matching.pair_ids, points, strict=True)}
