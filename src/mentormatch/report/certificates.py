"""Certificates of mentors: their training, meetings and feedback, and nothing of any mentee."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mentormatch.report.agreements import save_each
from mentormatch.report.of_record import OfRecord, plain
from mentormatch.report.rendering import Templates

if TYPE_CHECKING:
    from mentormatch.record.record import Record


@dataclass(frozen=True)
class Certificate:
    """What can be certified of a mentor.

    Parameters
    ----------
    mentor : str
        Pseudonym.
    about : tuple of str
        Pseudonyms of all who are named in it.
    values : mapping
        What ``certificate.html`` is filled with.
    """

    mentor: str
    about: tuple[str, ...]
    values: Mapping[str, Any]


def certificates(record: Record) -> list[Certificate]:
    """Return the certificates of the mentors who were trained or have met mentees, by pseudonym."""
    known = OfRecord(record)
    mentor_of = {row["id"]: row["mentor"] for row in known.rows("pair")}
    trained: dict[int, list[dict[str, Any]]] = {}
    met: dict[int, list[dict[str, Any]]] = {}
    for row in known.rows("training"):
        trained.setdefault(row["person"], []).append(row)
    for row in known.rows("meeting"):
        met.setdefault(mentor_of[row["pair"]], []).append(row)
    leads = known.officers.get("lead", {})
    found = []
    for (role, number), form in sorted(known.forms.items()):
        training, meetings = trained.get(number, []), met.get(number, [])
        if role == "mentor" and (training or meetings):
            who = f"P{number}"
            days = sorted(row["day"] for row in meetings)
            values = {
                "scheme": known.scheme, "leads": list(leads.values()),
                "mentor": {field: form.get(field) for field in ("id", "name", "role", "workplace")},
                "training": sorted({(row["day"], row["topic"]) for row in training}),
                "meetings": len(meetings), "minutes": sum(row["minutes"] for row in meetings),
                "first": days[0] if days else None, "last": days[-1] if days else None,
                "feedback": plain(record.feedback_results("mentee_on_mentor", who)),
            }  # fmt: skip
            about = tuple(dict.fromkeys((who, *(f"P{one}" for one in leads))))
            found.append(Certificate(who, about, values))
    return found


def save_certificates(
    record: Record, folder: str | Path, day: date, templates: Templates | None = None, *, html: bool = False
) -> list[Path]:
    """Write certificates to a folder; each is deleted when somebody who is named in it is erased.

    Parameters
    ----------
    record : Record
    folder : path
    day : date
        When they are issued.
    templates : Templates, optional
    html : bool
        As pages in the place of Word documents.

    Returns
    -------
    list of Path
        Named by pseudonyms.

    Raises
    ------
    OutputError
        If the template is wrong, or one of the files is there.
    """
    pages = [
        (one, (templates or Templates()).page("certificate.html", day=day, **one.values))
        for one in certificates(record)
    ]
    return save_each(record, (
        (
            Path(folder) / f"certificate-{one.mentor}.{'html' if html else 'docx'}",
            page.html.encode() if html else page.docx(),
            one.about,
        )
        for one, page in pages
    ))  # fmt: skip
