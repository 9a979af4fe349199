"""The script of docs/explanation/personal-check.md, run on statements in this process."""

from __future__ import annotations

import contextlib
import io
import re
import sys
from pathlib import Path
from unittest import mock

from helpers.paths import ROOT


def script() -> str:
    page = (ROOT / "docs/explanation/personal-check.md").read_text(encoding="utf-8")
    (block,) = re.findall(r"```python\n(.*?)```", page, flags=re.DOTALL)
    return str(block)


COMPILED = compile(script(), "check.py", "exec")


def passes(statement: str, seal: str, folder: Path) -> bool:
    """Return whether the script finds a statement right; whatever it cannot read is not right either."""
    file = folder / "statement.json"
    file.write_text(statement, encoding="utf-8")
    with (
        mock.patch.object(sys, "argv", ["check.py", str(file), seal]),
        contextlib.redirect_stdout(io.StringIO()),
    ):
        try:
            exec(COMPILED, {"__name__": "check"})  # noqa: S102  (the script of our own page)
        except SystemExit as end:
            return end.code is None
        except (ValueError, KeyError, TypeError, AttributeError):
            return False
    raise AssertionError("the script did not end by itself")
