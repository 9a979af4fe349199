"""`Offered`: what the mentee wants and the mentor offers, with levels."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Literal

from mentormatch.criteria.base import Form, Holds, Side, Value, Wordy
from mentormatch.text import folded


class Offered(Wordy):
    """How much of what the mentee wants the mentor offers: areas, each with a level from 1 to 5.

    As a must, the mentor offers `at_least` of the wanted areas (default 1) at the level wanted, under the
    same name or by the policy's ``synonyms``.

    See Also
    --------
    mentormatch.criteria.Criterion : The fields that all kinds have.

    Examples
    --------
    >>> policy = mm.Policy(criteria=[mm.criteria.Offered(name="skills")])
    >>> people = mm.People(
    ...     mentees=[{"id": "e1", "consent": True, "declared": {"skills": {"audit": 4}}}],
    ...     mentors=[{"id": "r1", "consent": True, "declared": {"skills": {"audit": 3}}}],
    ... )
    >>> mm.match(people, policy).pairs["skills"].item()
    0.75
    """

    kind: Literal["offered"] = "offered"
    holds: ClassVar[Holds] = "levels"

    def words(self, value: Value, side: Side, form: Form = folded) -> frozenset[str]:
        """Return a word for every area at the level wanted, or at every level that is offered."""
        levels: dict[str, int] = {}
        for area, level in (value if isinstance(value, Mapping) else {}).items():
            name = form(area)
            levels[name] = max(level, levels.get(name, 0))
        lowest = {name: level if side == "mentee" else 1 for name, level in levels.items() if name}
        return frozenset(f"{at} {name}" for name in lowest for at in range(lowest[name], levels[name] + 1))
