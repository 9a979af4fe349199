"""`shared`: entries, and how many two people must have in common."""

from __future__ import annotations

from mentormatch.criteria import Shared


def test_one_is_enough_unless_the_policy_asks_for_more() -> None:
    assert Shared(name="languages", must=True).least == 1
    assert Shared(name="languages", at_least=3).least == 3


def test_entries_compare_without_case_and_blanks() -> None:
    assert Shared(name="languages").words(("Welsh ", "WELSH", "French"), "mentee") == {"welsh", "french"}
