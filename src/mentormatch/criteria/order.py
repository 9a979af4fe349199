"""`Ordered`: words that stand in an order, such as never, sometimes, often."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from mentormatch.criteria.base import Holds, Numeric, Value
from mentormatch.text import Line, folded


def _distinct(words: tuple[str, ...]) -> tuple[str, ...]:
    if len({folded(word) for word in words}) < len(words):
        raise ValueError("has a word twice")
    return words


class Ordered(Numeric):
    """How near two words are in an order: their positions are compared as numbers.

    Parameters
    ----------
    order : tuple of str
        The words, lowest first.
    ideal : float
        How many steps the mentor's word is ideally above the mentee's.
    tolerance : float, optional
        Steps from the ideal at which the score is 0; the length of the order if it is left out, so that the
        farthest words score little, but not 0. A must needs it, or `at_least`.

    See Also
    --------
    mentormatch.criteria.Criterion : The fields that all kinds have.

    Examples
    --------
    >>> policy = mm.Policy(criteria=[mm.criteria.Ordered(name="grade", order=["ST1", "ST2"], tolerance=2)])
    >>> people = mm.People(
    ...     mentees=[{"id": "e1", "consent": True, "declared": {"grade": "ST1"}}],
    ...     mentors=[{"id": "r1", "consent": True, "declared": {"grade": "ST2"}}],
    ... )
    >>> mm.match(people, policy).pairs["grade"].item()
    0.5
    """

    kind: Literal["order"] = "order"
    holds: ClassVar[Holds] = "line"
    order: Annotated[tuple[Line, ...], Field(min_length=2), AfterValidator(_distinct)]
    tolerance: Annotated[float, Field(gt=0, le=1e6, allow_inf_nan=False)] | None = None

    @model_validator(mode="after")
    def _must_exclude(self) -> Self:
        if self.must and self.tolerance is None and self.at_least is None:
            raise ValueError("a must needs tolerance (steps in the order) or at_least (a score)")
        return self

    @property
    def reach(self) -> float:
        """Steps from the ideal difference at which the score is 0."""
        return self.tolerance or float(len(self.order))

    def number(self, value: Value) -> float:
        """Return the position of a word in the order, from 0; nan for another word."""
        position = self._positions.get(folded(value)) if isinstance(value, str) else None
        return float("nan") if position is None else float(position)

    def problem(self, value: Value) -> str:
        """Return what is wrong with an answer, in words."""
        wrong = super().problem(value)
        if wrong or (isinstance(value, str) and folded(value) in self._positions):
            return wrong
        return "is none of the words in the order of the criterion"

    @property
    def expected(self) -> str:
        """What an answer is, in words."""
        return f"one of {', '.join(self.order)}"

    @property
    def _positions(self) -> dict[str, int]:
        return {folded(word): k for k, word in enumerate(self.order)}

    def _fields(self) -> tuple[str, ...]:
        return ("role",)
