"""``mentormatch report templates``: our templates, to be edited."""

from __future__ import annotations

from mentormatch.cli.console import err_console
from mentormatch.cli.report.given import Folder
from mentormatch.files import shown, write_set


def templates(out: Folder) -> None:
    """Write our templates into a folder, to edit; delete those that you leave as they are.

    Example:
    mentormatch report templates --out templates
    """
    from mentormatch.report.agreements import FIELDS, NAME
    from mentormatch.report.editable import editable
    from mentormatch.report.rendering import PACKAGED, Templates

    files = {one.name: one.read_bytes() for one in sorted(PACKAGED.iterdir())}
    write_set(out, {**files, f"{NAME}.docx": editable(Templates(), NAME, FIELDS)})
    err_console.print(f"Written to {shown(out)}. Use them by --templates {shown(out)}.")
