"""The first schema."""

from __future__ import annotations

from mentormatch.record.migrations.versions import run_script

revision, down_revision = "first", None


def upgrade() -> None:
    """Create all tables."""
    run_script("first.sql")
