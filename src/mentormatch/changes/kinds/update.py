"""`Update`: a person has changed."""

from __future__ import annotations

from immutabledict import immutabledict

from mentormatch.changes.base import Entry, OfRecord, Rejection
from mentormatch.errors import did_you_mean
from mentormatch.models import Frozen
from mentormatch.people.model import Mentee, Mentor


class Update(OfRecord):
    """A person has changed: another post, location, grade, appraiser, travel limit or capacity.

    Parameters
    ----------
    person : Mentee, Mentor or Entry
        As they are now; they are found by id (or index) and role. With an `Entry` the partners are all
        people on the other side that the person may meet from now on.

    Examples
    --------
    >>> people = mm.People(mentees=[{"id": "e1", "consent": True}], mentors=[{"id": "r1", "consent": True}])
    >>> matching = mm.match(people).begin()
    >>> again = mm.rematch(matching, [mm.Update(mm.Mentor(id="r1", consent=True, capacity=3))])
    >>> again.pair_ids, again.people.mentors[0].capacity
    ((('e1', 'r1'),), 3)
    """

    name = "update"
    known = True
    contradicts = immutabledict(leave="they also leave")

    def __init__(self, person: Mentee | Mentor | Entry, **unknown: object) -> None:
        Frozen.__init__(self, person=person, **unknown)

    def misfit(self, person: str, ids: frozenset[str]) -> Rejection:
        """Return the error for a person who is not in the matching."""
        near = did_you_mean(person, ids)
        said = f"there is no {self.role} with that id{near}; to add them, use Join"
        wrong, expected = (
            f"is not a {self.role} in the matching",
            f"the id of a {self.role}{near}, or `join` to add this person",
        )
        return Rejection("person", said, wrong, expected)
