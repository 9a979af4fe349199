"""`Join`: somebody is new in the scheme."""

from __future__ import annotations

from immutabledict import immutabledict

from mentormatch.changes.base import Entry, OfRecord, Rejection
from mentormatch.models import Frozen
from mentormatch.people.model import Mentee, Mentor


class Join(OfRecord):
    """Somebody joins the scheme, in one role.

    Parameters
    ----------
    person : Mentee, Mentor or Entry
    """

    name = "join"
    known = False
    contradicts = immutabledict(leave="they leave as well")

    def __init__(self, person: Mentee | Mentor | Entry, **unknown: object) -> None:
        Frozen.__init__(self, person=person, **unknown)

    def misfit(self, person: str, ids: frozenset[str]) -> Rejection:  # noqa: ARG002  (the id is there)
        """Return the error of somebody who is there already."""
        said = f"there is a {self.role} of that id already; to change them, use Update"
        return Rejection(
            "person", said, f"is a {self.role} of the matching already", "update, to change them"
        )
