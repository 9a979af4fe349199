"""Not trained: the policy asks mentors to have completed training."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Self

import numpy as np
from immutabledict import immutabledict

from mentormatch.candidates.reason import PersonReason
from mentormatch.candidates.scheme import Scheme
from mentormatch.people.person import Mentor

_NEVER, _ON_SOME_DAY = -1, 0


class NotTrained(PersonReason):
    """The mentor has not completed training, or not recently enough, or it is not known when."""

    code: ClassVar[str] = "not_trained"
    counted: ClassVar[str] = "without the required training"
    advice: ClassVar[str] = "Arrange the training, or record when it was completed, then match again."
    alone: ClassVar[Mapping[str, str]] = immutabledict(
        mentor="The policy requires training; no completed training that counts is recorded."
    )

    @classmethod
    def of(cls, scheme: Scheme) -> Self | None:
        """Look at the training of every mentor."""
        if not scheme.limits.training_required:
            return None
        since = scheme.limits.trained_since
        first = _ON_SOME_DAY if since is None else since.toordinal()
        trained = scheme.mentor_side.read(_trained_on, np.int64) >= first
        return cls(scheme, np.zeros(scheme.n_mentees, np.bool_), ~trained)

    def detail(self, mentee: int, mentor: int) -> str:  # noqa: ARG002
        """Say whether the training or its date is missing."""
        who, since = self.scheme.people.mentors[mentor], self.scheme.limits.trained_since
        name = self.scheme.mentor(mentor)
        if not who.trained:
            found, change = f"{name} has not completed training", "Offer them a course"
        elif who.trained_on is None:
            found, change = f"it is not known when {name} completed training", "Record the date"
        else:
            found, change = f"{name} completed training before that", "Offer them a refresher"
        asked = "completed training" if since is None else f"training completed on or after {since}"
        return (
            f"The policy asks mentors for {asked}, and {found}. {change}, or change `training_required` "
            "or `trained_since`."
        )


def _trained_on(mentor: Mentor) -> int:
    """Return the day as a number; the number for an unknown day is before all days."""
    if not mentor.trained:
        return _NEVER
    return _ON_SOME_DAY if mentor.trained_on is None else mentor.trained_on.toordinal()
