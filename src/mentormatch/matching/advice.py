"""What a coordinator can do for a person without a partner, in a sentence each."""

from __future__ import annotations

from collections.abc import Mapping

from immutabledict import immutabledict

from mentormatch.candidates.reasons import PERSON_CODES
from mentormatch.candidates.reasons.must import PREFIX

_RECRUIT = "Recruit more {others}, or change what rules them out, then match again."

_MUST = (
    "Ask for the answers to '{name}' that are missing, recruit {others} accordingly, or let it only score."
)

ADVICE: Mapping[str, str] = immutabledict({
    "no_consent": "Ask whether they consent to taking part; if so, record it and match again.",
    "not_trained": "Arrange the training, or record when it was completed, then match again.",
    "no_places": "Nothing, unless they want to take part now: then record how many {others} they take.",
    "required_knowledge": "Ask whether their form lists all they offer, or change `required_knowledge`.",
    "registered_twice": "Say in the table for --same-people whether the two records are one person.",
    "self": _RECRUIT,
    "same_person": "Say in the table for --same-people whether the two records are one person.",
    "avoids": _RECRUIT,
    "dissolved": _RECRUIT,
    "not_independent": "Recruit {others} from outside their reporting line.",
    "place_unknown": "Find the location of those without one (correct the postcode, or complete the table of "
    "places), or ask whether they would meet online.",
    "too_far": "Ask whether they would travel farther or meet online, or recruit {others} nearby.",
    "seniority_gap": "Check the grades, recruit other {others}, or change `minimum_seniority_gap`.",
    "knowledge": "Ask what else would help, recruit {others} accordingly, or change `minimum_knowledge`.",
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
    return ADVICE.get(reason, _RECRUIT).format(others=others)
