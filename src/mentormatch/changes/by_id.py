"""Changes that name people otherwise than by id, and whom they mean.

A change has to be certain: one that may mean several people, or only perhaps one, is refused with their ids.
But doubt forbids: `Avoid` then stays as it was written, and keeps apart everybody who may be meant.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from mentormatch.arrays import first_ten
from mentormatch.changes.base import Change, Entry, OfPair, OfRecord, OfRole, Rejection
from mentormatch.changes.kinds.settle import Settle
from mentormatch.errors import RowProblem
from mentormatch.people.meaning import Meaning, Resolved
from mentormatch.people.model import People
from mentormatch.people.person import Role
from mentormatch.people.who import Who
from mentormatch.text import folded


@dataclass(frozen=True, slots=True)
class Reference:
    """What a change has in the place of an id.

    Parameters
    ----------
    position : int
        Of the change.
    part : str
        ``mentee``, ``mentor`` or ``person``.
    """

    position: int
    part: str
    written: str
    meaning: Meaning


@dataclass(frozen=True)
class ById:
    """Changes with ids wherever it is certain who is meant.

    Parameters
    ----------
    references : tuple of Reference
        What was no id, but means or may mean somebody.
    errors : tuple of Rejection
        For those that are not certain enough, and for answers that contradict each other.
    who : Who
        The people before the changes, and those who join.
    """

    changes: tuple[Change, ...]
    references: tuple[Reference, ...]
    errors: tuple[Rejection, ...]
    who: Who

    @property
    def resolved(self) -> tuple[Resolved, ...]:
        """Each reference once, and whom it is taken to mean."""
        once = {one.written: one.meaning for one in self.references}
        return tuple(Resolved(text, m.people, m.sure, str(m.how)) for text, m in sorted(once.items()))

    def written(self, role: Role) -> frozenset[str]:
        """Return what is written in the place of a person in this role, and may mean somebody."""
        return frozenset(one.written for one in self.references if one.part == role)

    @property
    def warnings(self) -> list[RowProblem]:
        """What a person should look at: whom the references are taken to mean."""
        return [
            RowProblem(f"changes[{one.position}]", None, one.part, one.written, *one.meaning.words)
            for one in self.references
        ]


def by_id(people: People, changes: Sequence[Change]) -> ById:
    """Return changes with ids for everybody who is certain, and what cannot be told.

    Parameters
    ----------
    changes : sequence of changes
        Settled answers among them count for the others.
    """
    new = [change.person for change in changes if isinstance(change, OfRecord) and not change.known]
    answers = [change.meaning for change in changes if isinstance(change, Settle)]
    who = Who(people, [one for one in new if not isinstance(one, Entry)], answers)
    references = list(_references(changes, who))
    ids: dict[int, dict[str, str]] = {}
    errors = list(_contradictions(changes))
    for one in references:
        change, meaning = changes[one.position], one.meaning
        if meaning.one is not None:
            ids.setdefault(one.position, {})[one.part] = meaning.one
        elif not (isinstance(change, OfPair) and change.link and not change.needs_pair):
            wrong, expected = uncertain(meaning)
            sentence = f"what is given as {one.part} {wrong}; expected {expected}"
            errors.append(Rejection(one.part, sentence, wrong, expected, one.position))
    found = [change.replace(**ids[at]) if at in ids else change for at, change in enumerate(changes)]
    return ById(tuple(found), tuple(references), tuple(errors), who)


def _references(changes: Sequence[Change], who: Who) -> Iterator[Reference]:
    """Yield whatever is no id but means, or may mean, somebody."""
    for position, change in enumerate(changes):
        named: tuple[tuple[str, tuple[Role, ...]], ...] = ()
        if isinstance(change, OfPair):
            named = (("mentee", ("mentee",)), ("mentor", ("mentor",)))
        elif isinstance(change, OfRole):
            named = (("person", change.roles),)
        for part, roles in named:
            written = getattr(change, part)
            meaning = who.meant(written, roles) if isinstance(written, str) else Meaning()
            if meaning.people not in {(), (written,)}:
                yield Reference(position, part, written, meaning)


def uncertain(meaning: Meaning) -> tuple[str, str]:
    """Return what is wrong with a change that names somebody so, and what is expected."""
    may = "means" if meaning.sure else "may mean"
    wrong = f"{may} {first_ten(sorted(meaning.people))} ({meaning.how}), and a change has to be certain"
    return wrong, "the id of one person, or an answer in the table given by --same-people"


def _contradictions(changes: Sequence[Change]) -> Iterator[Rejection]:
    """Yield answers that say both yes and no."""
    said: dict[tuple[str, str], bool] = {}
    for position, change in enumerate(changes):
        if isinstance(change, Settle):
            before = said.setdefault((folded(change.written), change.person), change.same)
            if before != change.same:
                wrong = "is answered by both yes and no"
                yield Rejection("", wrong, wrong, "one answer about each person", position)
