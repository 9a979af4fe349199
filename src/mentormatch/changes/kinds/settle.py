"""`Settle`: whom a reference means."""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import StrictBool

from mentormatch.changes.base import Change, Rejection, Scheme, Subject
from mentormatch.models import Frozen
from mentormatch.people.person import Mentee, Mentor
from mentormatch.text import Id


class Settle(Change):
    """Somebody has said whether words mean a person. It holds from now on, for all that is written so.

    It comes from a table of answers, not from a table of changes, and is kept in `People.meanings`.

    Parameters
    ----------
    written : str
        A reference as it was written.
    person : str
        Id.
    same : bool
        Whether this person is meant.

    Examples
    --------
    >>> people = mm.People(
    ...     mentees=[{"id": "e1", "consent": True, "avoids": ["Dr Hill"]}],
    ...     mentors=[{"id": "r1", "name": "Amy Hill", "consent": True}],
    ... )
    >>> again = mm.rematch(mm.match(people), [mm.Settle("Dr Hill", "r1", same=False)])
    >>> again.pair_ids, again.people.meanings
    ((('e1', 'r1'),), (('Dr Hill', 'r1', False),))
    """

    name = "settle"
    columns = ()

    written: Id
    person: Id
    same: StrictBool

    def __init__(self, written: str, person: str, same: bool = True, **unknown: object) -> None:
        Frozen.__init__(self, written=written, person=person, same=same, **unknown)

    @property
    def meaning(self) -> tuple[str, str, bool]:
        """The answer as `People.meanings` holds it."""
        return self.written, self.person, self.same

    def in_words(self) -> str:
        """Return the change in words."""
        return f"Settle({self.written}, {self.person}, {self.same})"

    def subjects(self) -> tuple[Subject, ...]:
        """Return nothing: the same answer may be given twice."""
        return ()

    def misfits(self, scheme: Scheme) -> Iterator[Rejection]:  # noqa: ARG002
        """Yield nothing: an answer may be about people who take no part."""
        yield from ()

    def take_effect(self, mentees: dict[str, Mentee], mentors: dict[str, Mentor]) -> None:
        """Change nobody's record."""
