"""A real mail server on this computer, which can be told to misbehave."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP
from typing import Any, cast

from aiosmtpd import smtp
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, Envelope, Session


@dataclass
class Mailbox:
    """What a server has accepted, and how it answers.

    Parameters
    ----------
    mails : list of (recipients, message)
    recipients : dict of str to str
        Address -> the answer to it as a recipient.
    texts : dict of str to str
        Address -> the answer to the text for it; ``lost`` takes it and cuts the connection, ``cut`` does not
        take it and cuts the connection.
    most : int
        How many e-mails it takes by one connection, before it closes it; 0 for any number.
    """

    mails: list[tuple[list[str], EmailMessage]] = field(default_factory=list)
    recipients: dict[str, str] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    most: int = 0
    sessions: int = 0
    port: int = 0

    @property
    def to(self) -> list[str]:
        """The recipients, in the order of arrival."""
        return [one for recipients, _ in self.mails for one in recipients]

    async def handle_EHLO(  # noqa: N802
        self, _: smtp.SMTP, session: Session, __: Envelope, hostname: str, answers: list[str]
    ) -> list[str]:
        session.host_name = hostname
        self.sessions += 1
        session.taken = 0  # type: ignore[attr-defined]
        return answers

    async def handle_RCPT(  # noqa: N802
        self, _: smtp.SMTP, session: Session, envelope: Envelope, address: str, __: list[str]
    ) -> str:
        if self.most and session.taken >= self.most:  # type: ignore[attr-defined]
            return "421 too many on this connection"
        answer = self.recipients.get(address, "250 OK")
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: smtp.SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        answer = self.texts.get(envelope.rcpt_tos[0], "250 OK")
        if answer[:3] in {"250", "los"}:
            message = cast("EmailMessage", message_from_bytes(cast("bytes", envelope.content), policy=SMTP))
            self.mails.append((list(envelope.rcpt_tos), message))
            session.taken += 1  # type: ignore[attr-defined]
        if answer in {"lost", "cut"}:
            cast("asyncio.Transport", server.transport).abort()
        return answer if answer not in {"lost", "cut"} else "250 OK"


@contextmanager
def served(mailbox: Mailbox | None = None, **options: Any) -> Iterator[Mailbox]:
    """Yield a mailbox with a server on a free port."""
    box = mailbox or Mailbox()
    # aiosmtpd asks itself whether it is there, by the port that it was given: a free one is found before.
    controller = Controller(box, hostname="127.0.0.1", port=_free_port(), **options)
    controller.start()
    try:
        box.port = controller.port
        yield box
    finally:
        controller.stop()


def _free_port() -> int:
    import socket

    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def login(user: str, password: str) -> Any:
    """Return what lets in this user alone."""

    def check(_: object, __: object, ___: object, mechanism: str, data: Any) -> AuthResult:
        right = (data.login, data.password) == (user.encode(), password.encode())
        return AuthResult(success=right, handled=right or mechanism == "")

    return check


def encrypted(certificate: str, key: str) -> ssl.SSLContext:
    """Return what a server encrypts with."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate, key)
    return context
