"""`FreeText`: texts about the same things."""

from __future__ import annotations

from typing import ClassVar, Literal, Self

from pydantic import model_validator

from mentormatch.criteria.base import Criterion, Holds


class FreeText(Criterion):
    """How alike two texts are: the cosine of the words in them, the rarer the more; see `scoring.interests`.

    It cannot be a must: nobody can be sure of what a text means.

    See Also
    --------
    mentormatch.criteria.Criterion : The fields that all kinds have.

    Examples
    --------
    >>> policy = mm.Policy(criteria=[mm.criteria.FreeText(name="aims")])
    >>> people = mm.People(
    ...     mentees=[{"id": "e1", "consent": True, "declared": {"aims": "palliative care"}}],
    ...     mentors=[{"id": "r1", "consent": True, "declared": {"aims": "care homes, palliative medicine"}}],
    ... )
    >>> mm.match(people, policy).pairs["aims"].item() > 0
    True
    """

    kind: Literal["text"] = "text"
    holds: ClassVar[Holds] = "text"

    @model_validator(mode="after")
    def _only_a_score(self) -> Self:
        if self.is_must:
            raise ValueError("a text cannot be a must; ask for entries, and compare them by 'shared'")
        return self
