"""`settle`: what a person decided becomes the next matching, and the record of the review."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from mentormatch.errors import ChangeError
from mentormatch.matching.result import Matching
from mentormatch.rematching.around import rematch_around
from mentormatch.rematching.result import exchanges
from mentormatch.report.review.decisions import Decisions
from mentormatch.report.review.shown import hash_of
from mentormatch.rules import Forbid, Require

if TYPE_CHECKING:
    from mentormatch.record.record import Record

FORMAT = "mentormatch-review-1"
"""What the record of a review says it is."""
CHANGED = ("mentee_id", "mentor_before", "mentor_after")
"""What is said of a mentee whose mentor is another one."""


@dataclass(frozen=True, eq=False)
class Settled:
    """A review and what it led to.

    Parameters
    ----------
    before, after : Matching
        The same one if nothing had to change.
    """

    before: Matching
    after: Matching
    decisions: Decisions

    @cached_property
    def changed(self) -> list[dict[str, str | None]]:
        """Whose mentor is another one, by the names in `CHANGED`; None for no mentor."""
        found = exchanges(self.before.pair_ids, self.after.pair_ids)
        return [dict(zip(CHANGED, one, strict=True)) for one in found]

    @property
    def counts(self) -> dict[str, int]:
        """How many pairs were decided how, were left undecided, and were not opened."""
        found = Counter(one.decision for one in self.decisions.decisions)
        return {
            "accepted": found["accept"], "locked": found["lock"], "forbidden": found["forbid"],
            "not decided": found[""], "not opened": sum(not one.seen for one in self.decisions.decisions),
        }  # fmt: skip

    def as_dict(self, *, comments: bool = True) -> dict[str, Any]:
        """Return the record of the review, for JSON: who was shown what when, decided what, what changed."""
        given = self.decisions
        return {
            "format": FORMAT, "reviewer": given.reviewer, "started": given.started,
            "finished": given.finished, "shown": given.shown,
            "pairs": [
                {"mentee_id": one.mentee_id, "mentor_id": one.mentor_id, "opened": one.seen,
                 "decision": one.decision, **({"comment": one.comment} if comments else {})}
                for one in given.decisions
            ],
            "counts": self.counts, "changed": self.changed,
            "before": hash_of(self.before), "after": hash_of(self.after),
        }  # fmt: skip

    def into(self, record: Record, *, known: bool) -> tuple[str, ...]:
        """Write the review to a record, and return the ids of the runs that have pairs to be approved.

        The matching that it led to is proposed; so is the one before, unless it is `known` to be what the
        record proposes. Again it changes nothing.
        """
        given = self.decisions
        decided = {one.pair: one.decision for one in given.decisions if one.decision}
        seen = [one.pair for one in given.decisions if one.seen]
        both = [self.before] * (not known) + [self.after] * (self.after is not self.before)
        return record.review(given.reviewer, given.shown, seen, decided, both)


def settle(matching: Matching, decisions: Decisions, *, time_limit: float = 60.0) -> Settled:
    """Match again as a person decided: what they locked and accepted stays, what they forbade does not.

    Parameters
    ----------
    matching : Matching
        That of which the decisions are.
    time_limit : float
        Seconds for the solver, for each of two steps.

    Returns
    -------
    Settled
        Its matching has the locks and bans as rules `Require` and `Forbid` of its policy, so that they hold
        in rematches of it. Of the other pairs as few move as possible.

    Raises
    ------
    ChangeError
        If a pair is forbidden that has begun: it has to end first.
    InfeasibleError
        If what was decided contradicts itself or the policy; names the rules.
    """
    begun = [pair for pair in decisions.of("forbid") if pair in matching.history.active]
    if begun:
        raise ChangeError([
            f"{mentee} and {mentor} have begun, so they cannot be forbidden: dissolve the pair, or take the "
            "decision back" for mentee, mentor in begun
        ])  # fmt: skip
    locks = (Require(pair=one) for one in decisions.of("lock"))
    bans = (Forbid(pair=one) for one in decisions.of("forbid"))
    new = [rule for rule in (*locks, *bans) if rule not in matching.policy.rules]
    if not new:
        return Settled(matching, matching, decisions)
    policy = matching.policy.replace(rules=(*matching.policy.rules, *new))
    staying = (*decisions.of("lock"), *decisions.of("accept"))
    after = rematch_around(matching, staying, policy, time_limit=time_limit)
    return Settled(matching, after, decisions)
