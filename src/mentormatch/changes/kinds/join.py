"""`Join`: a person is new in the scheme."""

from __future__ import annotations

from immutabledict import immutabledict

from mentormatch.changes.base import Entry, OfRecord, Rejection
from mentormatch.models import Frozen
from mentormatch.people.model import Mentee, Mentor


class Join(OfRecord):
    """A person joins the scheme, in one role.

    Parameters
    ----------
    person : Mentee, Mentor or Entry
        Their id must not be taken in that role; an `Entry` is for `mentormatch.repair`.

    Examples
    --------
    >>> people = mm.People(mentees=[{"id": "e1", "consent": True}])
    >>> again = mm.rematch(mm.match(people), [mm.Join(mm.Mentor(id="r1", consent=True))])
    >>> again.pair_ids
    (('e1', 'r1'),)
    """

    name = "join"
    known = False
    contradicts = immutabledict(leave="they also leave")

    def __init__(self, person: Mentee | Mentor | Entry, **unknown: object) -> None:
        Frozen.__init__(self, person=person, **unknown)

    def misfit(self, person: str, ids: frozenset[str]) -> Rejection:  # noqa: ARG002  (the id is there)
        """Return the error for a person who is already in the matching."""
        said = f"there is already a {self.role} with that id; to change them, use Update"
        return Rejection(
            "person",
            said,
            f"is already a {self.role} in the matching",
            "a new id, or `update` to change this person",
        )
