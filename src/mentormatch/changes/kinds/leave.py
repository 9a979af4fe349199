"""`Leave`: a person is no longer in the scheme."""

from __future__ import annotations

from mentormatch.changes.base import Key, OfRole, Someone
from mentormatch.models import Frozen
from mentormatch.people.person import Role


class Leave(OfRole):
    """A person leaves the scheme; their pairs end.

    Parameters
    ----------
    person : str or int
        Id, or index in `mentormatch.repair`.
    role : {"mentee", "mentor"}, optional
        Needed with an index; without it a person in both roles leaves both.

    Examples
    --------
    >>> people = mm.People(mentees=[{"id": "e1", "consent": True}], mentors=[{"id": "r1", "consent": True}])
    >>> matching = mm.match(people).begin()
    >>> again = mm.rematch(matching, [mm.Leave("r1")])
    >>> again.people.mentor_ids, again.still_waiting["mentee_id"].tolist()
    ((), ['e1'])
    """

    name = "leave"
    places = 0

    def __init__(self, person: Key, role: Role | None = None, **unknown: object) -> None:
        Frozen.__init__(self, person=person, role=role, **unknown)

    def after(self, person: Someone) -> Someone | None:  # noqa: ARG002  (the same for everybody)
        """Return nobody."""
        return None
