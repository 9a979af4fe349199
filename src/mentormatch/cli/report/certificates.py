"""``mentormatch report certificates``: what mentors have done, for each of them."""

from __future__ import annotations

from datetime import UTC, datetime

from mentormatch.cli.report.agreements import AsPages, Folder, say_written
from mentormatch.cli.report.given import OwnTemplates, templates_of
from mentormatch.cli.scheme.opened import DEFAULT, Place, opened


def certificates(
    out: Folder, html: AsPages = False, templates: OwnTemplates = None, at: Place = DEFAULT
) -> None:
    """Write the certificate of each mentor: training, meetings, feedback from three people up."""
    from mentormatch.report.certificates import save_certificates

    with opened(at) as record:
        today = datetime.now(UTC).date()
        written = save_certificates(record, out, today, templates_of(templates), html=html)
    say_written("certificate", len(written), out)
