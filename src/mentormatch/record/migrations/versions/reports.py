"""Tables for reviews, skills and e-mails."""

from __future__ import annotations

from mentormatch.record.migrations.versions import run_script

revision, down_revision = "reports", "first"


def upgrade() -> None:
    """Create them."""
    run_script("reports.sql")
