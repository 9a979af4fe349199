"""What to do for somebody without a partner: a sentence for every reason."""

from __future__ import annotations

import pytest

from mentormatch.matching.advice import ADVICE, advice_for
from mentormatch.matching.unmatched import UNMATCHED_WORDS


def test_every_reason_has_advice() -> None:
    assert ADVICE.keys() >= {*UNMATCHED_WORDS} - {"no_candidate"}


@pytest.mark.parametrize(("role", "others"), [("mentee", "mentors"), ("mentor", "mentees")])
@pytest.mark.parametrize("reason", [*ADVICE, "no_candidate"])
def test_advice_is_a_sentence_without_gaps(role: str, others: str, reason: str) -> None:
    advice = advice_for(role, reason, {"too_far": 1})
    assert advice.endswith(".")
    assert "{" not in advice
    if reason == "no_candidate":
        assert f"recruit {others} nearby" in advice


def test_the_most_frequent_exclusion_counts() -> None:
    assert "postcode" in advice_for("mentee", "no_candidate", {"too_far": 2, "place_unknown": 5})
    assert "Recruit more mentors" in advice_for("mentee", "no_candidate", {"no_consent": 5, "too_far": 2})
    assert "Recruit more mentees" in advice_for("mentor", "no_candidate")
