"""No consent: taking part is voluntary."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Self

from immutabledict import immutabledict

from mentormatch.candidates.reason import PersonReason
from mentormatch.candidates.scheme import Scheme
from mentormatch.people.person import ROLES


class NoConsent(PersonReason):
    """One of the two has not agreed to take part."""

    code: ClassVar[str] = "no_consent"
    counted: ClassVar[str] = "without consent"
    advice: ClassVar[str] = "Ask whether they consent to taking part; if so, record it and match again."
    alone: ClassVar[Mapping[str, str]] = immutabledict.fromkeys(
        ROLES, "Has not given consent; nobody is matched without it."
    )

    @classmethod
    def of(cls, scheme: Scheme) -> Self:
        """Look at the consent of everybody."""
        return cls(scheme, ~scheme.mentee_side.consenting, ~scheme.mentor_side.consenting)

    def detail(self, mentee: int, mentor: int) -> str:
        """Name who has not agreed."""
        who = [self.scheme.mentee(mentee)] * bool(self.mentee_out[mentee])
        who += [self.scheme.mentor(mentor)] * bool(self.mentor_out[mentor])
        return (
            f"No consent is recorded for {' and '.join(who)}, and nobody is matched without it. "
            "Ask them, and record the answer under `consent`."
        )
