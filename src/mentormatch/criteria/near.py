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
