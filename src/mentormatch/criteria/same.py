"""`Same` and `Different`: whether two people gave an entry in common."""

from __future__ import annotations

from typing import ClassVar, Literal, Self

from pydantic import model_validator

from mentormatch.criteria.base import FIELDS, Form, Holds, Side, Value, Wordy
from mentormatch.text import folded


class _OneEntry(Wordy):
    holds: ClassVar[Holds] = "tags"

    def _fields(self) -> tuple[str, ...]:
        return (*FIELDS["line"], *FIELDS["tags"])

    def words(self, value: Value, side: Side, form: Form = folded) -> frozenset[str]:  # noqa: ARG002
        """Return the entries of an answer, or the one line, in the form in which they count."""
        entries = value if isinstance(value, tuple) else (value,) if isinstance(value, str) else ()
        return frozenset(filter(None, map(form, entries)))

    def problem(self, value: Value) -> str:
        """Return what is wrong with an answer, in words."""
        return "" if isinstance(value, str) else super().problem(value)

    @model_validator(mode="after")
    def _no_count(self) -> Self:
        if self.at_least is not None:
            raise ValueError(f"at_least does not go with '{self.kind}'; use must = true")
        return self


class Same(_OneEntry):
    """Whether two people are in the same team, organisation or the like: 1 if they are, otherwise 0.

    See Also
    --------
    mentormatch.criteria.Criterion : The fields that all kinds have.

    Examples
    --------
    >>> policy = mm.Policy(criteria=[mm.criteria.Same(name="organisation")])
    >>> people = mm.People(
    ...     mentees=[{"id": "e1", "consent": True, "declared": {"organisation": ("North",)}}],
    ...     mentors=[{"id": "r1", "consent": True, "declared": {"organisation": ("North", "South")}}],
    ... )
    >>> mm.match(people, policy).pairs["organisation"].item()
    1.0
    """

    kind: Literal["same"] = "same"


class Different(_OneEntry):
    """Whether two people are in different teams, organisations or the like: 0 in the same one, otherwise 1.

    As a must, people in the same one never meet.

    See Also
    --------
    mentormatch.criteria.Criterion : The fields that all kinds have.

    Examples
    --------
    >>> policy = mm.Policy(criteria=[mm.criteria.Different(name="organisation")])
    >>> people = mm.People(
    ...     mentees=[{"id": "e1", "consent": True, "declared": {"organisation": ("North",)}}],
    ...     mentors=[{"id": "r1", "consent": True, "declared": {"organisation": ("South",)}}],
    ... )
    >>> mm.match(people, policy).pairs["organisation"].item()
    1.0
    """

    kind: Literal["different"] = "different"
