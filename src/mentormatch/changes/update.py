"""`Update`: somebody has changed."""

from __future__ import annotations

from immutabledict import immutabledict

from mentormatch.changes.base import Entry, OfRecord, Rejection
from mentormatch.errors import did_you_mean
from mentormatch.models import Frozen
from mentormatch.people.model import Mentee, Mentor


class Update(OfRecord):
    """Somebody has changed: another post, location, grade, appraiser, limit, number of places.

    Parameters
    ----------
    person : Mentee, Mentor or Entry
        As they are now; they are found by id (or index) and role. With an `Entry` the partners are all those
        whom the person may meet from now on.
    """

    name = "update"
    known = True
    contradicts = immutabledict(leave="they leave as well")

    def __init__(self, person: Mentee | Mentor | Entry, **unknown: object) -> None:
        Frozen.__init__(self, person=person, **unknown)

    def misfit(self, person: str, ids: frozenset[str]) -> Rejection:
        """Return the error of somebody who is not there."""
        near = did_you_mean(person, ids)
        said = f"there is no {self.role} of that id{near}; to add them, use Join"
        wrong, expected = (
            f"is no {self.role} of the matching",
            f"the id of a {self.role}{near}, or join, to add them",
        )
        return Rejection("person", said, wrong, expected)
