"""What is due as a calendar (RFC 5545): all-day events, which name people by their pseudonyms."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

_MOST = 75
"""Octets in a line."""


def calendar(due: pd.DataFrame, today: date) -> bytes:
    r"""Return a calendar; what should have been done before is on the day of today.

    Parameters
    ----------
    due : DataFrame
        From `mentormatch.Record.due`.

    Examples
    --------
    >>> import pandas as pd
    >>> row = {"due": "2026-03-31", "what": "offer is not answered", "pair": "7", "mentee": "P1",
    ...        "mentor": "P2", "command": "mentormatch scheme accept 7", "uid": "offer-7@x"}
    >>> print(calendar(pd.DataFrame([row]), date(2026, 3, 1)).decode().replace(chr(13), ""))
    BEGIN:VCALENDAR
    VERSION:2.0
    PRODID:-//mentormatch//scheme record//EN
    BEGIN:VEVENT
    UID:offer-7@x
    DTSTAMP:20260301T000000Z
    DTSTART;VALUE=DATE:20260331
    SUMMARY:offer is not answered: pair 7\, P1\, P2
    DESCRIPTION:since 2026-03-31\nmentormatch scheme accept 7
    TRANSP:TRANSPARENT
    END:VEVENT
    END:VCALENDAR
    <BLANKLINE>
    """
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//mentormatch//scheme record//EN"]
    for row in due.to_dict("records"):
        pair = f"pair {row['pair']}" if row["pair"] else ""
        about = ", ".join(filter(None, (pair, row["mentee"], row["mentor"])))
        words = ": ".join(filter(None, (row["what"], about)))
        more = f"since {row['due']}\n{row['command']}"
        lines += [
            "BEGIN:VEVENT",
            f"UID:{row['uid']}",
            f"DTSTAMP:{today:%Y%m%d}T000000Z",
            f"DTSTART;VALUE=DATE:{max(row['due'], today.isoformat()).replace('-', '')}",
            f"SUMMARY:{_escaped(words)}",
            f"DESCRIPTION:{_escaped(more)}",
            "TRANSP:TRANSPARENT",
            "END:VEVENT",
        ]
    return "".join(_folded(line) for line in [*lines, "END:VCALENDAR"]).encode()


def _escaped(words: str) -> str:
    for sign in "\\;,":
        words = words.replace(sign, f"\\{sign}")
    return words.replace("\n", "\\n")


def _folded(line: str) -> str:
    """Return a line in parts that are short enough, of whole characters."""
    parts, room = [""], _MOST
    for sign in line:
        size = len(sign.encode())
        if size > room:
            parts.append("")
            room = _MOST - 1
        parts[-1] += sign
        room -= size
    return "\r\n ".join(parts) + "\r\n"
