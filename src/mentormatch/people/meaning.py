"""Whom words mean, how that is known, and what people have said about it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from mentormatch.arrays import first_ten
from mentormatch.text import folded


class How(StrEnum):
    """What connects what was written with somebody."""

    ID = "id"
    EMAIL = "e-mail address"
    NAME = "name"
    PART_OF_NAME = "part of a name, or more than a name"
    INITIALS = "initials"
    TYPING_ERROR = "one typing error away"
    OTHER_DOMAIN = "the same address at another mail domain"


@dataclass(frozen=True, slots=True)
class Meaning:
    """Who is meant.

    Parameters
    ----------
    people : tuple of str
        Ids of everybody who is, or may be, meant; empty for an outsider.
    sure : bool
        Whether these people and nobody else are meant. An outsider is sure, too.
    how : How or None
        What connects the words with them: of several, the weakest.
    """

    people: tuple[str, ...] = ()
    sure: bool = True
    how: How | None = None

    @property
    def one(self) -> str | None:
        """The id of the one person who is certainly meant; None if it is nobody, or not certain."""
        return self.people[0] if self.sure and len(self.people) == 1 else None

    @property
    def words(self) -> tuple[str, str]:
        """What becomes of a reference that means somebody, and what to do about it."""
        shown = first_ten(sorted(self.people))
        if self.sure:
            return f"is taken to mean {shown} ({self.how})", "nothing, if this is right"
        wrong = f"may mean {shown} ({self.how}): until this is settled it counts as each of them"
        return wrong, "the id, or an answer in the table given by --same-people"


@dataclass(frozen=True, slots=True)
class Resolved:
    """A reference that is nobody's id, and whom it is taken to mean.

    Parameters
    ----------
    written : str
        As it is in the table.
    means : tuple of str
        Ids.
    sure : bool
        Whether these are meant; otherwise it counts as each of them until a person says whom it means.
    how : str
        What connects what was written with them.

    Examples
    --------
    >>> import pandas as pd
    >>> mentees = pd.DataFrame({"id": ["e1"], "consent": ["yes"], "independent_of": ["Dr Amy Hill"]})
    >>> mentors = pd.DataFrame({"id": ["r1"], "name": ["Amy Hill"], "consent": ["yes"]})
    >>> mm.read_tables(mentees=mentees, mentors=mentors).resolved
    (Resolved(written='Dr Amy Hill', means=('r1',), sure=True, how='name'),)
    """

    written: str
    means: tuple[str, ...]
    sure: bool
    how: str


@dataclass(frozen=True)
class Answers:
    """What a person has said about whom words mean, settled for good.

    Parameters
    ----------
    said : mapping of str to mapping of str to bool
        Words in the form in which they compare -> id -> whether they mean that person.
    """

    said: Mapping[str, Mapping[str, bool]] = field(default_factory=dict)

    @classmethod
    def of(cls, meanings: Iterable[tuple[str, str, bool]]) -> Answers:
        """Return answers given as words, somebody's id, and whether they are meant; the last one counts."""
        said: dict[str, dict[str, bool]] = {}
        for written, person, yes in meanings:
            said.setdefault(folded(written), {})[person] = yes
        return cls(said)

    def about(self, written: str) -> Mapping[str, bool]:
        """Return what has been said about some words."""
        return self.said.get(folded(written), {})


NO_ANSWERS = Answers()
