"""Criteria that a scheme declares in its policy, as data: one file per kind.

form -> `holds` (what a cell of the column holds) -> `Person.declared` -> `given` -> words or a number

A criterion of a policy names a column of the form on either side and how the two are compared. What it
scores is in `mentormatch.scoring.declared`; whom it keeps apart, if it is a must, in
`mentormatch.candidates.reasons.must`.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from mentormatch.criteria.answers import is_no_answer
from mentormatch.criteria.base import FIELDS, Criterion, Holds, Numeric, Side, Value, Wordy
from mentormatch.criteria.near import Near
from mentormatch.criteria.offered import Offered
from mentormatch.criteria.order import Ordered
from mentormatch.criteria.period import Period
from mentormatch.criteria.same import Different, Same
from mentormatch.criteria.shared import Shared
from mentormatch.criteria.text import FreeText
from mentormatch.criteria.when import When

KINDS: tuple[type[Criterion], ...] = (
    Shared, Offered, Same, Different, Near, Ordered, FreeText, When, Period,
)  # fmt: skip

AnyCriterion = Annotated[
    Shared | Offered | Same | Different | Near | Ordered | FreeText | When | Period,
    Field(discriminator="kind"),
]
"""Any of the kinds, distinguished by the field ``kind``."""

__all__ = [
    "FIELDS",
    "KINDS",
    "AnyCriterion",
    "Criterion",
    "Different",
    "FreeText",
    "Holds",
    "Near",
    "Numeric",
    "Offered",
    "Ordered",
    "Period",
    "Same",
    "Shared",
    "Side",
    "Value",
    "When",
    "Wordy",
    "is_no_answer",
]
