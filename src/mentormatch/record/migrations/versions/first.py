"""The first schema."""

from __future__ import annotations

from pathlib import Path

from alembic import op

revision, down_revision = "first", None


def upgrade() -> None:
    """Create all tables."""
    sql = Path(__file__).with_suffix(".sql").read_text("utf-8")
    if op.get_bind().dialect.name != "sqlite":
        sql = sql.replace(" STRICT", "")
    for statement in filter(str.strip, sql.partition("\n")[2].split(";")):
        op.execute(statement)
