"""Words for no answer."""

from __future__ import annotations

import pytest

from mentormatch.criteria import is_no_answer


@pytest.mark.parametrize(
    "text", ["", "N/A", "n/a.", " None ", "-", "—", "Prefer not to say", "Don’t know", "TBC"]
)
def test_what_says_nothing(text: str) -> None:
    assert is_no_answer(text)


@pytest.mark.parametrize(
    "text", ["No", "Yes", "any", "X", "Nonetheless", "none of the mornings, but evenings"]
)
def test_what_says_something(text: str) -> None:
    assert not is_no_answer(text)
