"""Required knowledge: what the policy wants of every mentor, such as knowledge of mentoring itself."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Self

import numpy as np
from immutabledict import immutabledict

from mentormatch.candidates.reason import PersonReason
from mentormatch.candidates.reasons.knowledge import offered_levels
from mentormatch.candidates.scheme import Scheme
from mentormatch.text import folded


class RequiredKnowledge(PersonReason):
    """The mentor does not offer an area that the policy requires, or not at its level."""

    code: ClassVar[str] = "required_knowledge"
    counted: ClassVar[str] = "without the knowledge required of mentors"
    advice: ClassVar[str] = "Ask whether their form lists all they offer, or change `required_knowledge`."
    alone: ClassVar[Mapping[str, str]] = immutabledict(
        mentor="Does not offer the knowledge that the policy requires of mentors."
    )

    @classmethod
    def of(cls, scheme: Scheme) -> Self | None:
        """Look at what every mentor offers."""
        required = scheme.limits.required_knowledge
        if not required:
            return None
        offered = scheme.mentor_side.read(offered_levels)
        lacking = np.fromiter((bool(_lacking(own, required)) for own in offered), np.bool_, len(offered))
        return cls(scheme, np.zeros(scheme.n_mentees, np.bool_), lacking)

    def detail(self, mentee: int, mentor: int) -> str:  # noqa: ARG002
        """Name the areas and levels that are required and not offered."""
        lacking = _lacking(
            offered_levels(self.scheme.people.mentors[mentor]), self.scheme.limits.required_knowledge
        )
        asked = ", ".join(f"'{area}' at level {level}" for area, level in lacking.items())
        return (
            f"{self.scheme.mentor(mentor)} does not offer what the policy requires of every mentor: "
            f"{asked}. Update what they offer, offer training, or change `required_knowledge`."
        )


def _lacking(offered: Mapping[str, int], required: Mapping[str, int]) -> dict[str, int]:
    return {area: level for area, level in required.items() if offered.get(folded(area), 0) < level}
