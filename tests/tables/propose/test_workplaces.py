"""Workplaces: each once, the most frequent first, spellings of one place asked about."""

from __future__ import annotations

from mentormatch.tables.propose.workplaces import Workplace, workplaces_in


def test_spellings() -> None:
    cells = ["Fen Hospital"] * 3 + [
        "fen  hospital",
        "The Fen Hospital",
        "Fen Hosptal",
        "Wold & Co",
        "Wold and Co",
    ]
    assert workplaces_in(cells) == (
        Workplace("Fen Hospital", 5, ""), Workplace("Wold & Co", 2, ""),
        Workplace("Fen Hosptal", 1, "Fen Hospital"),
    )  # fmt: skip
    assert workplaces_in([]) == ()
