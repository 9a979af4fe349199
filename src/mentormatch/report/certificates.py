"""Certificates of mentors: their training, meetings and feedback, and nothing of any mentee."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mentormatch.report.of_record import Documents, OfRecord, save_each
from mentormatch.report.rendering import Templates

if TYPE_CHECKING:
    from mentormatch.record.record import Record


def certificates(record: Record, day: date) -> Documents:
    """Return what can be certified, on a day, of the mentors who were trained or have met mentees.

    Returns
    -------
    mapping
        Name of a file -> pseudonyms of all who are named in it, and what ``certificate.html`` is filled with.
    """
    known = OfRecord(record)
    mentor_of = {row["id"]: row["mentor"] for row in known.rows("pair")}
    trained: dict[int, set[tuple[str, str]]] = {}
    met: dict[int, list[dict[str, Any]]] = {}
    for row in known.rows("training"):
        trained.setdefault(row["person"], set()).add((row["day"], row["topic"]))
    for row in known.rows("meeting"):
        met.setdefault(mentor_of[row["pair"]], []).append(row)
    leads = known.officers.get("lead", {})
    found = {}
    for (role, number), form in sorted(known.forms.items(), key=lambda one: one[0]):
        training, meetings = sorted(trained.get(number, ())), met.get(number, [])
        if role == "mentor" and (training or meetings):
            days = [row["day"] for row in meetings]
            values = {
                "day": day, "scheme": known.scheme, "leads": list(leads.values()), "training": training,
                "mentor": {field: form.get(field) for field in ("id", "name", "role", "workplace")},
                "meetings": len(meetings), "minutes": sum(row["minutes"] for row in meetings),
                "first": min(days, default=None), "last": max(days, default=None),
                "feedback": record.feedback_results("mentee_on_mentor", f"P{number}").to_dict("records"),
            }  # fmt: skip
            about = tuple(dict.fromkeys(f"P{one}" for one in (number, *leads)))
            found[f"certificate-P{number}"] = (about, values)
    return found


def save_certificates(
    record: Record, folder: str | Path, day: date, templates: Templates | None = None, *, html: bool = False
) -> list[Path]:
    """Write certificates to a folder, as Word documents or pages; see `save_agreements`."""
    templates = templates or Templates()

    def written(values: Mapping[str, Any]) -> bytes:
        page = templates.page("certificate.html", None, **values)
        return page.html.encode() if html else page.docx()

    return save_each(record, folder, ".html" if html else ".docx", certificates(record, day), written)
