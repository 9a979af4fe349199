"""The outbox: a file for each e-mail, and tables for a mail merge and for GOV.UK Notify, one row for each."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, time
from email.headerregistry import HeaderRegistry
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from mentormatch.files import csv_bytes
from mentormatch.report.emails.compose import Composed, Email

if TYPE_CHECKING:
    from mentormatch.record.record import Record

LETTER = " letter"
"""After the kind, in the log, of what goes by letter."""
DRAFT = b"X-Unsent: 1\r\n"
"""By it a mail program opens the file as a draft that can be sent."""


class _Remembered(HeaderRegistry):
    """Most headers are the same in all e-mails, and parsing them would take most of the time."""

    __call__ = lru_cache(HeaderRegistry.__call__)


_POLICY = SMTP.clone(header_factory=_Remembered())


def as_bytes(email: Email) -> bytes:
    """Return an e-mail as an .eml file: the same bytes for the same e-mail."""
    message = EmailMessage(_POLICY)
    message["From"] = email.sender
    message["To"] = email.address
    message["Subject"] = email.subject
    message["Date"] = format_datetime(datetime.combine(email.day, time(12), UTC))
    message["Message-ID"] = f"<{email.news.key}@{email.sender.rpartition('@')[2]}>"
    message.set_content(email.text, cte="quoted-printable")
    if email.statement:
        message.add_attachment(
            email.statement.encode(), maintype="application", subtype="json", filename="statement.json"
        )
        message.set_boundary(email.news.key[:40])
    # Python loses blanks where it folds encoded words, so that the head is not folded.
    return DRAFT + message.as_bytes(policy=_POLICY.clone(max_line_length=900))


def write(record: Record, composed: Composed, folder: Path) -> list[Path]:
    """Write e-mails to a folder and to the log of the record, and return the files.

    Killed meanwhile it can be done again: either all of them are in the log, or none. Files go when somebody
    in them is erased.

    Returns
    -------
    list of Path
        A file for each e-mail; ``notify-KIND-ROLE-N.csv`` with the same for GOV.UK Notify or a mail merge,
        and ``letters-N.csv`` for those without an address. N is the running number of the first.
    """
    first = len(record.rows("email")) + 1
    files: list[tuple[Path, bytes, str | None]] = [
        (folder / f"{one.news.name}.eml", data, who)
        for one in composed.emails if one.address for data in [as_bytes(one)] for who in one.about
    ]  # fmt: skip
    tables: dict[str, list[Email]] = {}
    for one in composed.emails:
        name = f"notify-{one.news.kind}-{one.news.role}" if one.address else "letters"
        tables.setdefault(f"{name}-{first}.csv", []).append(one)
    files += [(folder / name, _table(these), None) for name, these in sorted(tables.items())]
    log = [
        {"key": one.news.key, "kind": f"{one.news.kind}{'' if one.address else LETTER}",
         "person": one.news.person, "run": one.news.run, "pair": one.news.pair}
        for one in composed.emails
    ]  # fmt: skip
    record.write_files(files, log)
    return sorted({path for path, _, _ in files})


def _table(emails: Sequence[Email]) -> bytes:
    """Return a row for each e-mail, whose address is first: GOV.UK Notify takes the others for ((name))."""
    import pandas as pd

    return csv_bytes(pd.DataFrame([one.columns for one in emails]).fillna(""))
