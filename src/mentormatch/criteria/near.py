"""`Near`: numbers at an ideal difference."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from mentormatch.criteria.base import Holds, Numeric, Value


class Near(Numeric):
    """How near the difference of two numbers, the mentor's less the mentee's, is to the ideal one.

    Parameters
    ----------
    ideal : float
        The ideal difference; 0 if it is left out.
    tolerance : float
        Distance from it at which the score is 0.

    See Also
    --------
    mentormatch.criteria.Criterion : The fields that all kinds have.

    Examples
    --------
    >>> policy = mm.Policy(criteria=[mm.criteria.Near(name="years", tolerance=8)])
    >>> people = mm.People(
    ...     mentees=[{"id": "e1", "consent": True, "declared": {"years": 3.0}}],
    ...     mentors=[{"id": "r1", "consent": True, "declared": {"years": 7.0}}],
    ... )
    >>> mm.match(people, policy).pairs["years"].item()
    0.5
    """

    kind: Literal["near"] = "near"
    holds: ClassVar[Holds] = "number"
    tolerance: Annotated[float, Field(gt=0, le=1e6, allow_inf_nan=False)]

    @property
    def reach(self) -> float:
        """Distance from the ideal difference at which the score is 0."""
        return self.tolerance

    def number(self, value: Value) -> float:
        """Return the number itself."""
        return float(value) if isinstance(value, int | float) else float("nan")
