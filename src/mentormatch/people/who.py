"""Who is meant in a place where only people in one role can be, such as the mentor of a pair."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property

from immutabledict import immutabledict

from mentormatch.people.identity import Register
from mentormatch.people.meaning import Answers, Meaning
from mentormatch.people.model import People
from mentormatch.people.person import ROLES, Mentee, Mentor, Role


class Who:
    """Everybody in a scheme by role, and those who were in it.

    Parameters
    ----------
    more : sequence of Mentee or Mentor
        Further people, who are about to join.
    meanings : sequence of (str, str, bool)
        Further answers, which count before those of the people.
    """

    def __init__(
        self,
        people: People,
        more: Sequence[Mentee | Mentor] = (),
        meanings: Sequence[tuple[str, str, bool]] = (),
    ) -> None:
        self._people, self._more = people, more
        self._meanings = (*people.meanings, *meanings)
        self._registers: dict[tuple[Role, ...], Register] = {}

    @cached_property
    def ids(self) -> Mapping[Role, frozenset[str]]:
        """Role -> ids of those who have it."""
        now = {"mentee": self._people.mentee_ids, "mentor": self._people.mentor_ids}
        return immutabledict({role: frozenset(now[role]) for role in ROLES})

    @cached_property
    def soon(self) -> Mapping[Role, frozenset[str]]:
        """The same, with those who are about to join."""
        if not self._more:
            return self.ids
        return immutabledict({role: self.ids[role].union(p.id for p in self._new(role)) for role in ROLES})

    def meant(self, written: str, roles: tuple[Role, ...]) -> Meaning:
        """Return who is meant, of those who have one of the roles; and an id means its person."""
        if any(written in self.soon[role] for role in ROLES):
            return Meaning((written,))
        if roles not in self._registers:
            self._registers[roles] = self._register(roles)
        return self._registers[roles].meant(written)

    def _register(self, roles: tuple[Role, ...]) -> Register:
        others = frozenset().union(*self.soon.values()).difference(*(self.soon[role] for role in roles))
        people = [one for role in roles for one in (*self._side(role), *self._new(role))]
        before = [known for known in self._people.known_as if known[0] not in others]
        return Register(
            (*((one.id, one.email, one.name) for one in people), *before), Answers.of(self._meanings)
        )

    def _side(self, role: Role) -> Sequence[Mentee | Mentor]:
        return self._people.mentees if role == "mentee" else self._people.mentors

    def _new(self, role: Role) -> list[Mentee | Mentor]:
        return [one for one in self._more if isinstance(one, Mentee) == (role == "mentee")]
