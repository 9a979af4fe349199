"""The steps, each with the schema as it was then."""

from __future__ import annotations

from pathlib import Path

from alembic import op


def run_script(name: str) -> None:
    """Execute the statements of a file that is here, after its first line."""
    sql = (Path(__file__).parent / name).read_text("utf-8")
    if op.get_bind().dialect.name != "sqlite":
        sql = sql.replace(" STRICT", "")
    for statement in filter(str.strip, sql.partition("\n")[2].split(";")):
        op.execute(statement)
