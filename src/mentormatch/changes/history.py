"""What happened to pairs and people: which pairs have begun or ended, and who has waited how long."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from immutabledict import immutabledict

from mentormatch.arguments import check_arguments

Pair = tuple[str, str]
"""Mentee id, mentor id."""


class PairState(StrEnum):
    """State of a pair.

    Examples
    --------
    >>> people = mm.People(mentees=[{"id": "e1", "consent": True}], mentors=[{"id": "r1", "consent": True}])
    >>> matching = mm.match(people).begin()
    >>> matching.history.state(("e1", "r1"))
    <PairState.ACTIVE: 'active'>
    >>> mm.PairState.PAUSED.has_begun
    True
    """

    PROPOSED = "proposed"
    """Chosen by a matching, but not begun: the mentee may still move."""
    ACTIVE = "active"
    """Begun."""
    PAUSED = "paused"
    """Begun, and resting for a while: kept as an active one is."""
    COMPLETED = "completed"
    """Ended as contracted."""
    DISSOLVED = "dissolved"
    """Ended without fault; never matched again."""
    ENDED = "ended"
    """Had begun and ended otherwise: a person left, a limit forbids it now, or one of the two was moved."""
    DECLINED = "declined"
    """Proposed and not accepted; never proposed again."""
    EXPIRED = "expired"
    """Proposed and not answered in time."""

    @property
    def has_begun(self) -> bool:
        """Whether a pair in this state has begun and not ended."""
        return self in {PairState.ACTIVE, PairState.PAUSED}


@dataclass(frozen=True)
class History:
    """What was before; immutable.

    Parameters
    ----------
    active : frozenset of (str, str)
        Pairs (mentee id, mentor id) that have begun and not ended, paused ones too.
    ended : tuple of (str, str, PairState)
        Pairs that were completed or dissolved, or had begun and ended otherwise, in the order in which they
        ended.
    waited : mapping of str to int
        Mentee id -> after how many rounds they had fewer mentors than they want, active or proposed, when the
        last matching was made; see `mentormatch.rematching.queue`.
    proposed : mapping of str to int
        Mentee id -> how many rounds they had only proposed mentors meanwhile; these do not end a wait.
    paused : frozenset of (str, str)
        Those of the active pairs that are paused.
    offered : frozenset of (str, str)
        Proposed pairs that the two have been told of; a rematch keeps them as it keeps active ones.

    Examples
    --------
    >>> people = mm.People(mentees=[{"id": "e1", "consent": True}], mentors=[{"id": "r1", "consent": True}])
    >>> matching = mm.match(people).begin()
    >>> later = mm.rematch(matching, [mm.Complete("e1", "r1")]).history
    >>> sorted(matching.history.active), later.ended
    ([('e1', 'r1')], (('e1', 'r1', <PairState.COMPLETED: 'completed'>),))
    """

    active: frozenset[Pair] = frozenset()
    ended: tuple[tuple[str, str, PairState], ...] = ()
    waited: Mapping[str, int] = immutabledict()
    proposed: Mapping[str, int] = immutabledict()
    paused: frozenset[Pair] = frozenset()
    offered: frozenset[Pair] = frozenset()

    def begun(self, pairs: Iterable[Pair]) -> History:
        """Return the history in which these pairs have begun."""
        check_arguments(History.begun, locals())
        these = frozenset(pairs)
        return replace(self, active=self.active | these, offered=self.offered - these)

    def ending(self, pairs: Iterable[Pair], state: PairState) -> History:
        """Return the history in which these pairs have ended, in this order and with this state."""
        check_arguments(History.ending, locals())
        gone = tuple(pairs)
        if not gone:
            return self
        ended = tuple((*pair, state) for pair in gone)
        left = {name: getattr(self, name).difference(gone) for name in ("active", "paused", "offered")}
        return replace(self, ended=self.ended + ended, **left)

    def becoming(self, pairs: Iterable[Pair], state: PairState) -> History:
        """Return the history in which these pairs have begun, or have ended with this state."""
        check_arguments(History.becoming, locals())
        if not state.has_begun:
            return self.ending(pairs, state)
        these = frozenset(pairs)
        resting = self.paused | these if state is PairState.PAUSED else self.paused - these
        return replace(self.begun(these), paused=resting)

    def state(self, pair: Pair) -> PairState:
        """Return the state of a pair of the matching."""
        check_arguments(History.state, locals())
        if pair in self.paused:
            return PairState.PAUSED
        return PairState.ACTIVE if pair in self.active else PairState.PROPOSED


NO_HISTORY = History()
