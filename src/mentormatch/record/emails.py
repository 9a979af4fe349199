"""The log of e-mails: each is written once, and what became of it is known before and after it is sent."""

from __future__ import annotations

from sqlalchemy import Connection, select

from mentormatch.errors import EventError, StoreError
from mentormatch.record.chain import append, remove
from mentormatch.record.tables import metadata

LEAST = 12
"""Characters of a key by which an e-mail is named."""
_EMAIL, _DELIVERY = metadata.tables["email"], metadata.tables["delivery"]
_NEXT = {
    "": ("sending", "sent"),
    "sending": ("sent", "uncertain", "refused"),
    "uncertain": ("sent", "sending"),
    "sent": (),
}
"""What is known of an e-mail -> what may become of it."""


def deliver(db: Connection, key: str, what: str, day: str) -> None:
    """Write what became of an e-mail; see `Record.deliver`."""
    numbers = db.scalars(select(_EMAIL.c.id).where(_EMAIL.c.key.startswith(key, autoescape=True))).all()
    if len(numbers) != 1 or len(key) < LEAST:
        raise StoreError("there is no such e-mail in the record: give its key as it was printed")
    query = select(_DELIVERY.c.id, _DELIVERY.c.what).where(_DELIVERY.c.email == numbers[0])
    last = db.execute(query.order_by(_DELIVERY.c.id.desc()).limit(1)).first()
    state = "" if last is None else last.what
    if what not in _NEXT[state]:
        expected = ", ".join(_NEXT[state]) or "nothing more"
        raise EventError(
            f"e-mail {key[:LEAST]} is {state or 'not sent'}: expected {expected}, but got {what}"
        )
    if last is not None and what == "refused":
        # Certainly not delivered, so that it is as if nobody had tried.
        remove(db, "replaced", [(_DELIVERY, [last.id])])
    else:
        append(db, _DELIVERY, [{"email": numbers[0], "what": what, "day": day}])
