"""`Leave`: somebody is no longer in the scheme."""

from __future__ import annotations

from pydantic import BaseModel

from mentormatch.changes.base import Key, OfRole, Role, Someone


class Leave(OfRole):
    """Somebody leaves the scheme; their pairs end.

    Parameters
    ----------
    person : str or int
    role : {"mentee", "mentor"}, optional
        In which role: needed of an index; without it somebody who is both leaves altogether.
    """

    name = "leave"
    places = 0

    def __init__(self, person: Key, role: Role | None = None, **unknown: object) -> None:
        BaseModel.__init__(self, person=person, role=role, **unknown)

    def after(self, person: Someone) -> Someone | None:  # noqa: ARG002  (whoever it is)
        """Return nobody."""
        return None
