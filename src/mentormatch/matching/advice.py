"""What a coordinator can do for a person without a partner, in a sentence each."""

from __future__ import annotations

from collections.abc import Mapping

from immutabledict import immutabledict

from mentormatch.candidates.reason import RECRUIT
from mentormatch.candidates.reasons import PERSON_CODES, REASONS
from mentormatch.candidates.reasons.must import PREFIX

_MUST = (
    "Ask for the answers to '{name}' that are missing, recruit {others} accordingly, or let it only score."
)

ADVICE: Mapping[str, str] = immutabledict({
    **{reason.code: reason.advice for reason in REASONS},
    "waiting": "Ask one of their candidates to take one more mentee, or recruit mentors; they keep their "
    "place in the queue in a rematch.",
    "left_out": "Change what is named as the reason if it is no longer needed, then match again.",
    "not_needed": "Nothing: keep them for mentees who join or who need another mentor.",
})  # fmt: skip
"""Code of an exclusion, or reason of `Unmatched` -> what to do."""


def advice_for(role: str, reason: str, counts: Mapping[str, int] = immutabledict()) -> str:
    """Return what to do for an unmatched person.

    Parameters
    ----------
    reason : str
        As in `Unmatched`.
    counts : mapping of str to int
        Without candidates: code of an exclusion -> how many people it rules out; the most frequent counts.
    """
    others = "mentors" if role == "mentee" else "mentees"
    if reason == "no_candidate":
        reason = min(counts, key=lambda code: (-counts[code], code), default="")
        # What lies in the others, not in this person, is put right with them.
        if reason in PERSON_CODES:
            reason = ""
    if reason.startswith(PREFIX):
        return _MUST.format(others=others, name=reason.removeprefix(PREFIX))
    return ADVICE.get(reason, RECRUIT).format(others=others)
