"""`same` and `different`: entries, or one line."""

from __future__ import annotations

from mentormatch.criteria import Different, Same


def test_a_line_counts_as_one_entry() -> None:
    one = Same(name="site", mentee="workplace")
    assert one.words("Fen  Hospital", "mentee") == one.words(("fen hospital",), "mentor") == {"fen hospital"}
    assert Different(name="site").words((), "mentee") == frozenset()


def test_lines_and_entries_can_be_compared() -> None:
    one = Different(name="site")
    assert one.problem("Fen") == one.problem(("Fen", "Wold")) == ""
    assert one.problem(3.0)
