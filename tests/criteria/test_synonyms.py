"""Synonyms of the policy, by which musts compare words."""

from __future__ import annotations

import pytest

from mentormatch.criteria.synonyms import by_synonyms, followed
from mentormatch.errors import PolicyError


def test_chains_are_followed_to_their_end() -> None:
    form = by_synonyms({"Cymraeg": "Welsh", "welsh": "Cymru"})
    assert form("CYMRAEG ") == form("Welsh") == "cymru"
    assert form("Irish  Gaelic") == "irish gaelic"


def test_no_answer_is_no_word_unless_it_has_a_synonym() -> None:
    assert by_synonyms({})("N/A") == ""
    assert by_synonyms({"none": "English"})("None") == "english"


@pytest.mark.parametrize("synonyms", [{"a": "b", "b": "a"}, {"a": "b", "A": "c"}])
def test_contradictions_are_errors(synonyms: dict[str, str]) -> None:
    with pytest.raises(PolicyError):
        followed(synonyms)
