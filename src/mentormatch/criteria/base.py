"""What all kinds of criteria share."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from operator import attrgetter
from typing import Annotated, Any, ClassVar, Literal, Protocol, Self

import numpy as np
from immutabledict import immutabledict
from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from mentormatch.arrays import Floats
from mentormatch.errors import PolicyError
from mentormatch.models import FieldErrors, Frozen, without_prefix
from mentormatch.text import MAX_LINE, clean_line, folded

Side = Literal["mentee", "mentor"]
Holds = Literal["tags", "levels", "number", "line", "text"]
"""What a cell holds: a list, areas with levels, a number, one line, free text."""

Value = str | float | tuple[str, ...] | Mapping[str, int]
Form = Callable[[str], str]
"""Returns the form in which a word counts; empty if it counts as none."""

FIELDS: Mapping[Holds, tuple[str, ...]] = immutabledict(
    {
        "tags": ("professional_tags", "personal_tags", "values", "groups", "independent_of"),
        "levels": ("wants", "offers"),
        "number": ("seniority", "hours_a_month"),
        "line": ("role", "workplace"),
        "text": ("professional_interests", "personal_interests"),
    }
)
"""What a field of a person holds -> the fields that a criterion may compare."""

_FIELDS = frozenset(name for names in FIELDS.values() for name in names)
_NAME = re.compile(r"[a-z][a-z0-9_]{0,49}")


class Declaring(Protocol):
    """A person, as far as criteria read them."""

    @property
    def declared(self) -> Mapping[str, Value]:
        """Name of a criterion -> what they gave in its column."""


def _column(written: str) -> str:
    """Return the heading of a column, or the name of the field that is called so."""
    field = folded(written).replace(" ", "_")
    return field if field in _FIELDS else written


def _headings(written: object) -> tuple[str, ...]:
    given = written if isinstance(written, list | tuple) else (written,)
    columns = tuple(
        _column(clean_line(one)) for one in given if isinstance(one, str) and len(one) <= MAX_LINE
    )
    if len(columns) < max(len(given), 1) or not all(columns):
        raise ValueError("must be the heading of a column, or a list of headings")
    return columns


def _is_name(name: str) -> str:
    if _NAME.fullmatch(name) is None:
        raise ValueError("must begin with a small letter and hold small letters, digits and '_' alone")
    return name


Columns = Annotated[str | tuple[str, ...], BeforeValidator(_headings)]


class Criterion(Frozen):
    """A criterion that a scheme declares: two columns, and how they are compared.

    Parameters
    ----------
    name : str
        Key of its weight, and name of its column in the pairs table: small letters, digits and ``_``.
    mentee, mentor : str or tuple of str, optional
        Heading of the column in the mentees' and in the mentors' form, or a field of `Mentee` and `Mentor`
        such as ``workplace``; `name` if it is left out. Several headings for kinds whose answers may be in
        `several` columns.
    weight : float
        Unless ``[weights]`` of the policy has another one. With 0 it does not score.
    must : bool
        Whether pairs that do not meet the criterion may not meet at all.
    at_least : float, optional
        How much a pair needs that it may meet, which makes the criterion a must.
    unknown : {"forbid", "allow"}
        For a must: what holds where one of the two gave no answer.

    Examples
    --------
    >>> criterion = mm.criteria.Same(name="site", mentee="Where do you work?", mentor="workplace")
    >>> criterion.column("mentee"), criterion.field("mentee"), criterion.field("mentor")
    ('Where do you work?', None, 'workplace')
    """

    kind: str
    holds: ClassVar[Holds]
    several: ClassVar[bool] = False
    """Whether an answer may be in several columns of a form; see `completed`."""

    name: Annotated[str, Field(strict=True), AfterValidator(_is_name)]
    mentee: Columns | None = None
    mentor: Columns | None = None
    weight: Annotated[float, Field(ge=0, le=1e6, allow_inf_nan=False)] = 1.0
    must: Annotated[bool, Field(strict=True)] = False
    at_least: Annotated[float, Field(gt=0, le=1e6, allow_inf_nan=False)] | None = None
    unknown: Literal["forbid", "allow"] = "forbid"

    @classmethod
    def _error(cls, faults: FieldErrors, data: Any) -> PolicyError:  # noqa: ARG003  (a policy quotes nothing)
        found = [(".".join(map(str, e["loc"])), without_prefix(e["msg"])) for e in faults]
        return PolicyError([f"{path}: {why}" if path else why for path, why in found], "criteria")

    @model_validator(mode="after")
    def _fitting_fields(self) -> Self:
        sides: tuple[Side, Side] = ("mentee", "mentor")
        for side, column in [(one, column) for one in sides for column in self.columns(one)]:
            if len(self.columns(side)) > 1 and not self.several:
                raise ValueError(f"{side}: '{self.kind}' compares one column of a form, not several")
            if column in _FIELDS and column not in self._fields():
                wanted = ", ".join(self._fields()) or "no field, but a column of the form"
                raise ValueError(f"'{column}' cannot be compared by '{self.kind}', which takes {wanted}")
        return self

    def _fields(self) -> tuple[str, ...]:
        return FIELDS[self.holds]

    @property
    def is_must(self) -> bool:
        """Whether pairs below a threshold may not meet."""
        return self.must or self.at_least is not None

    def columns(self, side: Side) -> tuple[str, ...]:
        """Return the headings, or the field, that one side's answers are in."""
        written = (self.mentee if side == "mentee" else self.mentor) or self.name
        return (written,) if isinstance(written, str) else written

    def column(self, side: Side) -> str:
        """Return the first of `columns`."""
        return self.columns(side)[0]

    @property
    def asked(self) -> tuple[str, ...]:
        """Its name and what its columns are called."""
        return (self.name, *self.columns("mentee"), *self.columns("mentor"))

    def completed(self, answer: Value, side: Side, place: int = 0, area: str = "") -> Value:  # noqa: ARG002
        """Return what one of several columns says, so that it can be read without the heading.

        Parameters
        ----------
        answer : tuple of str, mapping of str to int, float or str
        side : {"mentee", "mentor"}
        place : int
            Which of `columns` it is in.
        area : str
            What the column is about, if it is in a grid of the form: ``Monday`` of ``When? [Monday]``.
        """
        return answer

    def field(self, side: Side) -> str | None:
        """Return the field of a person that one side's answers are in; None if the form has a column."""
        return column if (column := self.column(side)) in _FIELDS else None

    def given(self, person: Declaring, side: Side) -> Value | None:
        """Return what a person answered; None if it is unknown."""
        return self.all_given((person,), side)[0]

    def all_given(self, people: Sequence[Declaring], side: Side) -> list[Value | None]:
        """Return what people answered, one each; None if it is unknown."""
        field, name = self.field(side), self.name
        written: Iterable[Value | None]
        if field is None:
            written = [one.declared.get(name) for one in people]
        else:
            written = map(attrgetter(field), people)
        return [one if one or one == 0 else None for one in written]  # 0 is a number, all else empty

    def problem(self, value: Value) -> str:
        """Return what is wrong with an answer, in words; empty if it can be compared."""
        kinds: Mapping[Holds, type | tuple[type, ...]] = {
            "tags": tuple, "levels": Mapping, "number": (int, float), "line": str, "text": str,
        }  # fmt: skip
        return "" if isinstance(value, kinds[self.holds]) else f"is not {_IN_WORDS[self.holds]}"

    @property
    def expected(self) -> str:
        """What an answer is, in words."""
        return _IN_WORDS[self.holds]


_IN_WORDS: Mapping[Holds, str] = immutabledict(
    {
        "tags": "a list of entries",
        "levels": "areas with levels from 1 to 5",
        "number": "a number",
        "line": "an entry on one line",
        "text": "text of at most 20,000 characters",
    }
)


class Wordy(Criterion):
    """A criterion by the words that two people have in common.

    As a must, it asks for `at_least` of them (default 1).

    See Also
    --------
    mentormatch.criteria.Criterion : The fields that all kinds have.

    Examples
    --------
    >>> criterion = mm.criteria.Shared(name="languages")
    >>> isinstance(criterion, mm.criteria.Wordy), sorted(criterion.words(("Welsh", "WELSH "), "mentee"))
    (True, ['welsh'])
    """

    per_unit: ClassVar[int] = 1
    """Common words that count as 1 of `at_least`."""
    unit: ClassVar[str] = ""
    """What `at_least` counts, in words, where it is not entries."""

    def words(self, value: Value, side: Side, form: Form = folded) -> frozenset[str]:
        """Return the words of an answer, in the form in which they count."""
        raise NotImplementedError

    @property
    def least(self) -> float:
        """Words that two people must have in common, where the criterion is a must."""
        return 1 if self.at_least is None else self.at_least * self.per_unit


class Numeric(Criterion):
    """A criterion by the difference of two numbers, the mentor's less the mentee's.

    It scores max(0, 1 - |difference - `ideal`| / `reach`). As a must, it asks for a score of `at_least`;
    without it, for a difference at most `reach` from the ideal.

    Parameters
    ----------
    ideal : float
        Difference at which the score is 1; 0 if it is left out.

    See Also
    --------
    mentormatch.criteria.Criterion : The fields that all kinds have.

    Examples
    --------
    >>> criterion = mm.criteria.Near(name="years", ideal=5, tolerance=4)
    >>> isinstance(criterion, mm.criteria.Numeric), criterion.reach, criterion.numbers([3.0, None]).tolist()
    (True, 4.0, [3.0, nan])
    """

    ideal: Annotated[float, Field(ge=-1e6, le=1e6, allow_inf_nan=False)] = 0.0

    @property
    def reach(self) -> float:
        """Distance from the ideal difference at which the score is 0."""
        raise NotImplementedError

    def number(self, value: Value) -> float:
        """Return the number that an answer stands for."""
        raise NotImplementedError

    def numbers(self, given: Sequence[Value | None]) -> Floats:
        """Return the number of each answer; nan where there is none. Equal answers are read once."""
        number = {one: np.nan if one is None else self.number(one) for one in set(given)}
        return np.fromiter(map(number.__getitem__, given), np.float64, len(given))

    @property
    def farthest(self) -> float:
        """Distance from the ideal difference that two people may have, where the criterion is a must."""
        return self.reach * (1.0 - (self.at_least or 0.0))

    @model_validator(mode="after")
    def _at_least_is_a_score(self) -> Self:
        if self.at_least is not None and self.at_least > 1:
            raise ValueError("at_least is a score here, at most 1")
        return self
