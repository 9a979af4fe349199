from __future__ import annotations

import pytest


@pytest.fixture(autouse=True)
def _nothing_by_columns(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave to the core what `solve` would solve by columns, so that these tests are of the core."""
    monkeypatch.setattr("mentormatch.engine.columns.choices.by_sets", lambda _: False)
