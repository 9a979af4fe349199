"""``mentormatch report atrs | dpia | decisions``: how it is decided, and who answers for it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from mentormatch.cli.report.given import OwnTemplates, PageFile, check_page, templates_of, write_page
from mentormatch.cli.scheme.opened import DEFAULT, Place, opened


def atrs(out: PageFile, templates: OwnTemplates = None, at: Place = DEFAULT) -> None:
    """Write a record for the UK's Algorithmic Transparency Recording Standard, to be completed.

    Example:
    mentormatch report atrs --out atrs.html
    """
    _write("atrs", out, templates, at)


def dpia(out: PageFile, templates: OwnTemplates = None, at: Place = DEFAULT) -> None:
    """Write a data protection impact assessment, to be completed and signed off.

    Example:
    mentormatch report dpia --out dpia.docx
    """
    _write("dpia", out, templates, at)


def decisions(out: PageFile, templates: OwnTemplates = None, at: Place = DEFAULT) -> None:
    """Write a page for participants: who decides, how to object, and how that is answered.

    Example:
    mentormatch report decisions --out decisions.html
    """
    _write("decisions", out, templates, at)


def _write(name: str, out: Path, templates: Path | None, at: str) -> None:
    from mentormatch.report.accountability import accountability

    check_page(out)
    with opened(at) as record:
        facts = accountability(record, datetime.now(UTC).date())
    write_page(templates_of(templates).page(f"{name}.html", **facts), out)
