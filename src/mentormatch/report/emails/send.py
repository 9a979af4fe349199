"""`send`: e-mails of the outbox, one after another, each certainly once, or said to be uncertain."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, field
from datetime import date
from email import message_from_bytes
from email.policy import SMTP
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from mentormatch.errors import OutputError, StoreError
from mentormatch.record.documents import day_text
from mentormatch.report.emails.news import Facts, file_name
from mentormatch.report.emails.outbox import DRAFT, LETTER

if TYPE_CHECKING:
    from mentormatch.record.record import Record

_PATIENCE = 60.0
_REFUSED, _CLOSING = 400, 421
"""Codes of answers: from which on it is none, and that the server closes the connection."""
_OPEN = {"sending", "uncertain"}


@dataclass(frozen=True)
class Server:
    """A mail server.

    Parameters
    ----------
    starttls : bool
        Whether the connection is encrypted, with a certificate that has to be right.
    user, password : str, optional
        To log in with; never without encryption.
    """

    host: str
    port: int
    starttls: bool = False
    user: str | None = None
    password: str = field(default="", repr=False)


@dataclass(frozen=True)
class Sent:
    """What became of the e-mails of an outbox; e-mails are named as their files.

    Parameters
    ----------
    refused : tuple of (str, int)
        Certainly not delivered, with the code of the server; they are tried again next time.
    held_back : tuple of (str, str)
        Not sent, and why: it is no longer so, or its file is not what was written.
    uncertain : tuple of (str, str)
        Names and keys of those that may have been delivered or not; nothing is sent after the first.
    """

    sent: tuple[str, ...] = ()
    refused: tuple[tuple[str, int], ...] = ()
    held_back: tuple[tuple[str, str], ...] = ()
    uncertain: tuple[tuple[str, str], ...] = ()


def send(record: Record, server: Server, *, resend: Sequence[str] = (), day: date | None = None) -> Sent:
    """Send the e-mails that are in the outbox and in the log, and were not sent yet.

    The log says that one is being sent before, and that it was sent after. If it is not certain whether the
    server has one, nothing more is sent until somebody has decided: `resend` it, or `Record.deliver` it as
    ``sent``.

    Parameters
    ----------
    resend : sequence of str
        Keys of uncertain e-mails to send once more.

    Raises
    ------
    OutputError
        If the server cannot be used.
    """
    facts = Facts(record)
    names = {
        number: file_name(row["person"], row["kind"], row["key"]) for number, row in facts.emails.items()
    }
    keys = {number: key for key, number in facts.logged.items()}
    again = {_uncertain(facts, key) for key in resend}
    for number, state in facts.state.items():
        if state == "sending":  # whoever was sending it has ended, or is still at it
            record.deliver(keys[number], "uncertain", day=day)
    open_ = sorted(n for n, state in facts.state.items() if state in _OPEN and n not in again)
    queue = [] if open_ else sorted(
        number for number, row in facts.emails.items()
        if number in again or (number not in facts.state and not row["kind"].endswith(LETTER))
    )  # fmt: skip
    content = _contents(facts, names, date.fromisoformat(day_text(day)))
    sent: list[str] = []
    refused: list[tuple[str, int]] = []
    held_back: list[tuple[str, str]] = []
    uncertain = [(names[number], keys[number][:12]) for number in open_]
    with closing(_Line(server)) as line:
        for number in queue:
            name, key = names[number], keys[number]
            found = content(number)
            if isinstance(found, str):
                held_back.append((name, found))
                continue
            code = line.offer(found)
            if code < _REFUSED:
                record.deliver(key, "sending", day=day)
                code = line.hand_over(found)
                what = "uncertain" if not code else "sent" if code < _REFUSED else "refused"
                record.deliver(key, what, day=day)
            if not code:
                uncertain.append((name, key[:12]))
                break
            if code < _REFUSED:
                sent.append(name)
            else:
                refused.append((name, code))
                line.reset()
    return Sent(tuple(sent), tuple(refused), tuple(held_back), tuple(uncertain))


def _uncertain(facts: Facts, key: str) -> int:
    found = [number for whole, number in facts.logged.items() if key and whole.startswith(key)]
    if len(found) != 1 or facts.state.get(found[0]) not in _OPEN:
        raise StoreError("there is no uncertain e-mail of that key: give it as it was printed")
    return found[0]


@dataclass(frozen=True)
class _Content:
    sender: str
    address: str
    data: bytes


def _contents(facts: Facts, names: Mapping[int, str], today: date) -> Callable[[int], _Content | str]:
    """Return what returns the content of an e-mail, or why it must not be sent."""
    written = {Path(row["path"]): row["sha256"] for row in facts.known.rows("export")}
    files = {path.stem: path for path in written if path.suffix == ".eml"}
    runs = {row["run"] for row in facts.emails.values()}
    due = {key: one for run in runs for key, one in facts.news(run, today).items() if facts.may_be_told(one)}

    def content(number: int) -> _Content | str:
        file, told = files.get(names[number]), due.get(facts.emails[number]["key"])
        if told is None:
            return "it is no longer so, or somebody has left or withdrawn their consent"
        try:
            data = b"" if file is None else file.read_bytes()
        except OSError:
            data = b""
        if file is None or sha256(data).hexdigest() != written[file]:
            return "its file is gone, or is not what was written"
        head = message_from_bytes(data, policy=SMTP)
        if head["To"] != facts.people[told.role, told.person].email:
            return "the person has another address now"
        return _Content(head["From"], head["To"], data.removeprefix(DRAFT))

    return content


class _Line:
    """A connection to a server, opened when it is needed, and once more if the server has closed it."""

    def __init__(self, server: Server) -> None:
        if server.user is not None and not server.starttls:
            raise OutputError("a password goes over an encrypted connection alone: add --starttls")
        self._server = server
        self._smtp: smtplib.SMTP | None = None

    def close(self) -> None:
        """Close it, if it is open."""
        with suppress(OSError):
            if self._smtp is not None:
                self._smtp.quit()
        self._smtp = None

    def _open(self) -> smtplib.SMTP:
        if self._smtp is None:
            smtp = smtplib.SMTP(self._server.host, self._server.port, timeout=_PATIENCE)
            self._smtp = smtp
            if self._server.starttls:
                smtp.starttls(context=ssl.create_default_context())
            if self._server.user is not None:
                smtp.login(self._server.user, self._server.password)
            smtp.ehlo_or_helo_if_needed()
        return self._smtp

    def offer(self, content: _Content) -> int:
        """Name sender and recipient, and return the code of the answer; nothing is delivered by it.

        Raises
        ------
        OutputError
            If the server cannot be reached, or refuses the sender.
        """
        why = ""
        for _ in range(2):
            try:
                code, _ = self._open().mail(content.sender)
                if code < _REFUSED:
                    code, _ = self._open().rcpt(content.address)
                    if code != _CLOSING:
                        return code
                why = f"it answered {code}"
            except OSError as error:  # those of smtplib too, whose words may quote addresses
                why = f"{type(error).__name__} {getattr(error, 'smtp_code', '')}".strip()
            self.close()
        raise OutputError(
            f"the mail server did not take connection, user or sender ({why}): what was sent is in the log; "
            "check the settings, and type the same again"
        )

    def hand_over(self, content: _Content) -> int:
        """Send the text, and return the code of the answer; 0 if it is uncertain what became of it."""
        try:
            code, _ = self._open().data(content.data)
        except smtplib.SMTPDataError as error:
            code = error.smtp_code
        except OSError:
            return 0
        return code if code // 100 in {2, 4, 5} else 0

    def reset(self) -> None:
        """Forget a recipient that was refused."""
        with suppress(OSError):
            self._open().rset()
