"""One person: `Mentee` and `Mentor`, frozen and validated.

The fields follow the application form and the scheme standards of Health Education England ("How to set
up a Mentoring Scheme"): job role, place of work, maximum travel distance, interests, hobbies; mentors
independent of appraisal and supervision; voluntary; open at all performance levels, so that there is no
field for performance. Protected characteristics have no field either: they never enter a score.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Annotated, Any, Literal, Self

import numpy as np
from immutabledict import immutabledict
from pydantic import (
    AfterValidator,
    Field,
    PlainSerializer,
    model_validator,
)

from mentormatch.arrays import Floats
from mentormatch.criteria import Value
from mentormatch.errors import RecordError, RowProblem
from mentormatch.models import AS_DICT, FREEZE
from mentormatch.people.places import Location
from mentormatch.people.protected.words import is_protected
from mentormatch.people.record import PROTECTED_WRONG, Record
from mentormatch.text import Email, Id, Line, Text

Role = Literal["mentee", "mentor"]
ROLES: tuple[Role, Role] = ("mentee", "mentor")

LEVELS = (1, 5)
"""Lowest and highest level of knowledge, and of an answer to a statement."""

REFERENCES: Mapping[str, tuple[str, ...]] = immutabledict(
    mentees=("independent_of", "prefers", "avoids"),
    mentors=("independent_of", "prefers", "avoids", "supervises"),
)
"""Table -> fields that hold ids of other people."""


def _unique(items: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(items)) if len(items) > 1 else items


Level = Annotated[int, Field(strict=True, ge=LEVELS[0], le=LEVELS[1])]
Count = Annotated[int, Field(strict=True, ge=0, le=10_000)]
Km = Annotated[float, Field(ge=0, le=25_000, allow_inf_nan=False, strict=True)]
Ids = Annotated[tuple[Id, ...], AfterValidator(_unique)]
Tags = Annotated[tuple[Line, ...], AfterValidator(_unique)]
Levels = Annotated[Mapping[Line, Level], FREEZE, AS_DICT]


def _none_protected(declared: Mapping[str, Value]) -> Mapping[str, Value]:
    if any(map(is_protected, declared)):
        raise ValueError(PROTECTED_WRONG)
    return declared


def _plain(declared: Mapping[str, Value]) -> dict[str, Any]:
    return {name: dict(value) if isinstance(value, Mapping) else value for name, value in declared.items()}


Number = Annotated[float, Field(strict=True, allow_inf_nan=False)]
Declared = Annotated[
    Mapping[Line, Number | Text | Tags | Levels],
    AfterValidator(_none_protected),
    FREEZE,
    PlainSerializer(_plain, return_type=dict),
]


class Person(Record):
    """What mentees and mentors have in common; `Mentee` describes the fields."""

    id: Id = Field(description="an id")
    name: Line = Field(default="", description="a name on one line")
    email: Email | None = Field(default=None, description="one e-mail address")
    role: Line = Field(default="", description="a job role or grade on one line")
    workplace: Line = Field(default="", description="a place of work on one line")
    postcode: Line | None = Field(default=None, description="a postcode or its outward part")
    location: Location | None = Field(default=None, description="a latitude and a longitude in degrees")
    max_km: Km | None = Field(default=None, description="kilometres, 0 to 25000")
    online: bool = Field(default=False, strict=True, description="yes or no")
    motivation: Text = Field(default="", description="text of at most 20,000 characters")
    other: Text = Field(default="", description="text of at most 20,000 characters")
    professional_interests: Text = Field(default="", description="text of at most 20,000 characters")
    personal_interests: Text = Field(default="", description="text of at most 20,000 characters")
    professional_tags: Tags = Field(default=(), description="a list of tags")
    personal_tags: Tags = Field(default=(), description="a list of tags")
    seniority: Annotated[int, Field(strict=True, ge=0, le=100)] | None = Field(
        default=None, description="a whole number, 0 to 100"
    )
    answers: Levels = Field(default=immutabledict(), description="answers from 1 to 5")
    values: Tags = Field(default=(), description="a list of tags")
    independent_of: Ids = Field(default=(), description="a list of ids")
    prefers: Ids = Field(default=(), description="a list of ids, best first")
    avoids: Ids = Field(default=(), description="a list of ids")
    groups: Tags = Field(default=(), description="a list of groups")
    declared: Declared = Field(default=immutabledict(), description="answers to criteria of the policy")
    consent: bool = Field(default=False, strict=True, description="yes or no")

    def __repr__(self) -> str:
        # Personal data must not reach a log or a traceback through a repr.
        return f"{type(self).__name__}(id={getattr(self, 'id', '...')!r})"

    __str__ = __repr__

    @property
    def lines(self) -> tuple[tuple[str, str], ...]:
        """Reporting lines that this record gives, each (person, their superior)."""
        return tuple((self.id, superior) for superior in self.independent_of)

    @property
    def references(self) -> tuple[str, ...]:
        """All that this record has to name somebody else."""
        return (*self.independent_of, *self.avoids, *self.prefers)


class Mentee(Person):
    """A person who wants a mentor.

    Parameters
    ----------
    id : str
        Key of the person in the scheme; text, so that ``007`` stays ``007``.
    name : str
        As people know them; other records may name them by it where it is certain who is meant.
    email : str, optional
        One address, which nobody else in the same role may have.
    role : str
        Job role or grade in words.
    workplace : str
        Hospital, surgery or site.
    postcode : str, optional
        Looked up in a postcode table if `location` is not given.
    location : Location, optional
        Where the person would set out from.
    max_km : float, optional
        Farthest they would travel to meet, in kilometres; None leaves it to the policy.
    online : bool
        Whether meeting online is acceptable to them.
    motivation : str
        Why they take part; never scored.
    other : str
        Anything else that the form asked for; never scored.
    professional_interests : str
        Free text, compared with that of the other side.
    personal_interests : str
        Free text, such as hobbies.
    professional_tags : tuple of str
        Professional interests, each in a word or two.
    personal_tags : tuple of str
        Personal interests, each in a word or two.
    seniority : int, optional
        Level of the grade, 0 to 100; what the steps mean is the scheme's choice.
    answers : mapping of str to int
        Answers, 1 to 5, to statements about values.
    values : tuple of str
        Values as tags, such as independence, safety, participation, disability.
    independent_of : tuple of str
        Ids of this person's appraiser, educational supervisor, line manager and professional adviser.
    prefers : tuple of str
        Ids of people they would like to be paired with, best first.
    avoids : tuple of str
        Ids of people they must not be paired with.
    groups : tuple of str
        Wards, teams, practices or courses they belong to. Rules of a policy may count the pairs of a group;
        scored only by a criterion that the policy declares.
    declared : mapping of str to (tuple of str, mapping of str to int, float or str)
        Criterion that the policy declares -> what this person gave in its column: entries, areas with
        levels, a number, or a line or text; see `mentormatch.criteria`.
    consent : bool
        Taking part is voluntary: without consent nobody is matched.
    wants : mapping of str to int
        Areas of knowledge they want in a mentor (the subject, their skill area, mentoring itself) and
        the level, 1 to 5, that they want.
    demand : int
        How many mentors they want at a time.

    Raises
    ------
    RecordError
        Lists every field that cannot be used, with what is expected.

    Examples
    --------
    >>> mentee = mm.Mentee(id="e1", consent=True, wants={"audit": 3}, prefers=("r1",))
    >>> mentee.demand, mentee.wants["audit"], mentee.online
    (1, 3, False)
    >>> mm.Mentee(id="e1", wants={"audit": 7})
    Traceback (most recent call last):
        ...
    mentormatch.errors.RecordError: 1 error:
      Mentee, wants: has an entry that is more than 5; expected areas with levels from 1 to 5
    """

    wants: Levels = Field(default=immutabledict(), description="areas with levels from 1 to 5")
    demand: Count = Field(default=1, description="a whole number of mentors, 0 to 10000")


class Mentor(Person):
    """A person who offers to mentor others.

    Parameters
    ----------
    offers : mapping of str to int
        Areas of knowledge (the subject, skill areas, mentoring itself) and the level, 1 to 5, of each.
    capacity : int
        How many mentees they take at a time.
    minimum_load : int
        Fewest mentees that they must have; the engine keeps to it as a rule.
    hours_a_month : float, optional
        Time they can give, in hours a month.
    trained : bool
        Whether training in mentoring is completed.
    trained_on : date, optional
        When it was completed.
    supervises : tuple of str
        Ids of people they appraise, supervise or manage.

    Raises
    ------
    RecordError
        Lists every field that cannot be used, with what is expected.

    See Also
    --------
    mentormatch.Mentee : The fields that mentees and mentors have in common.

    Examples
    --------
    >>> mentor = mm.Mentor(id="r1", consent=True, offers={"audit": 4}, capacity=2)
    >>> mentor.capacity, mentor.minimum_load, mentor.trained
    (2, 0, False)
    """

    offers: Levels = Field(default=immutabledict(), description="areas with levels from 1 to 5")
    capacity: Count = Field(default=1, description="a whole number of mentees, 0 to 10000")
    minimum_load: Count = Field(default=0, description="a whole number of mentees, 0 to capacity")
    hours_a_month: Annotated[float, Field(ge=0, le=744, allow_inf_nan=False, strict=True)] | None = Field(
        default=None, description="hours a month, 0 to 744"
    )
    trained: bool = Field(default=False, strict=True, description="yes or no")
    trained_on: date | None = Field(default=None, description="a date such as 2026-03-31")
    supervises: Ids = Field(default=(), description="a list of ids")

    @property
    def lines(self) -> tuple[tuple[str, str], ...]:
        """Reporting lines that this record gives, each (person, their superior)."""
        return super().lines + tuple((junior, self.id) for junior in self.supervises)

    @property
    def references(self) -> tuple[str, ...]:
        """All that this record has to name somebody else."""
        return (*super().references, *self.supervises)

    @model_validator(mode="after")
    def _loads_fit(self) -> Self:
        if self.minimum_load > self.capacity:
            raise RecordError([
                RowProblem(
                    "Mentor", None, "minimum_load", str(self.minimum_load),
                    f"is above the capacity of {self.capacity}", "at most the capacity", self.id,
                )
            ])  # fmt: skip
        return self


def column(people: Sequence[Person], field: str, missing: float = np.nan) -> Floats:
    """Return a numeric field as float64, `missing` where it is None; shape (n_people,)."""
    values = (getattr(p, field) for p in people)
    return np.fromiter((missing if v is None else v for v in values), np.float64, len(people))
