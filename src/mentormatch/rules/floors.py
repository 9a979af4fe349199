"""`Floor`."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from mentormatch.rules.base import Lookup, SideRule, Sizes


class Floor(SideRule):
    """Every matched mentee's total score over their mentors is at least this.

    Parameters
    ----------
    total : int
        In the units of the scores; may be negative.
    """

    rule: Literal["Floor"] = "Floor"
    total: Annotated[int, Field(strict=True, ge=-(2**62), le=2**62)]

    def faults(self, sizes: Sizes) -> list[str]:  # noqa: ARG002  (fits problems of any size)
        """Return why a problem of these sizes cannot take the rule: never."""
        return []

    def indexed(self, lookup: Lookup) -> Floor:  # noqa: ARG002  (names nobody)
        """Return the rule itself: it names nobody."""
        return self
