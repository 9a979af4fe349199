"""``mentormatch report emails`` and ``send``: what people are told, once each."""

from __future__ import annotations

import os
from collections import Counter
from shlex import quote
from typing import Annotated, Any, Optional

import typer

from mentormatch.cli.console import NOT_WRITTEN, err_console, fact_table, out_console
from mentormatch.cli.given.options import File, file_option
from mentormatch.cli.history import refuse_folder
from mentormatch.cli.questions.asked import matching_from
from mentormatch.cli.report.given import Folder, OwnTemplates, templates_of
from mentormatch.cli.scheme.opened import DEFAULT, Place, day_of, opened, typed_with
from mentormatch.files import shown

Run = Annotated[
    Optional[str],  # noqa: UP045  (typer reads the annotation at run time)
    typer.Option(
        metavar="RUN", help="An approved run; the last one if left out, and what nobody has answered."
    ),
]
ContactBy = Annotated[
    Optional[Any],  # noqa: UP045
    typer.Option("--contact-by", parser=day_of, metavar="DAY", help="By when mentees get in touch."),
]
Bears = Annotated[
    Optional[Any],  # noqa: UP045
    typer.Option("--on", parser=day_of, metavar="DAY", help="The day that they bear; today if left out."),
]
Statements = Annotated[
    File,
    file_option(
        "The matching of the run (matching.mm): everybody gets their statement of it too.", "--statements"
    ),
]
Again = Annotated[list[str], typer.Option("--resend", metavar="KEY", help="An uncertain one: send it again.")]
Arrived = Annotated[
    list[str], typer.Option("--sent", metavar="KEY", help="An uncertain one: it has arrived.")
]
PASSWORD = "MENTORMATCH_SMTP_PASSWORD"  # noqa: S105  (its name)


def emails(
    out: Folder,
    ask: Annotated[str, typer.Option(metavar="ADDRESS", help="Sender, to whom people write back.")],
    run: Run = None,
    contact_by: ContactBy = None,
    statements: Statements = None,
    own: OwnTemplates = None,
    on: Bears = None,
    at: Place = DEFAULT,
) -> None:
    """Write e-mails about an approved run, and about pairs that are over: those not written before.

    Example:
    mentormatch report emails --out outbox --ask mentoring@trust.example
    """
    from mentormatch.report.emails.compose import compose
    from mentormatch.report.emails.outbox import write

    refuse_folder(out)
    with opened(at) as record:
        matching = None if statements is None else matching_from(statements)
        found = compose(
            record,
            run,
            ask=ask,
            day=on,
            contact_by=contact_by,
            matching=matching,
            templates=templates_of(own),
        )
        write(record, found, out)
    counts = Counter(f"{one.news.kind}, to {one.news.role}s" for one in found.emails if one.address)
    out_console.print(fact_table([(kind, str(n)) for kind, n in sorted(counts.items())]))
    for what, whom in (
        ("Without an e-mail address, so by letter", [one.news for one in found.emails if not one.address]),
        ("Not told, since they or their partner have left or given no consent", found.left_out),
    ):
        if whom:
            out_console.print(f"{what}: {', '.join(f'P{one.person} ({one.kind})' for one in whom)}.")
    if not found.emails:
        out_console.print("There is nothing new to tell anybody.")
    elif counts:
        err_console.print(
            f"Written to {shown(out)}. Send them with your mail program or GOV.UK Notify, or type "
            f"{typed_with('mentormatch report send --smtp HOST:PORT', at)}"
        )


def send(
    smtp: Annotated[str, typer.Option(metavar="HOST:PORT", help="The mail server.")],
    starttls: Annotated[bool, typer.Option("--starttls", help="Encrypt the connection.")] = False,
    user: Annotated[
        Optional[str],  # noqa: UP045
        typer.Option(metavar="NAME", help=f"Log in; the password is in the variable {PASSWORD}."),
    ] = None,
    resend: Again = [],  # noqa: B006  (typer's way to say a list)
    sent: Arrived = [],  # noqa: B006
    at: Place = DEFAULT,
) -> None:
    """Send the e-mails that report emails has written, each once; stop where it is not certain.

    Example:
    mentormatch report send --smtp mail.trust.example:587 --starttls
    """
    from mentormatch.report.emails.send import Server
    from mentormatch.report.emails.send import send as send_all

    host, _, port = smtp.rpartition(":")
    if not host or not port.isdecimal():
        raise typer.BadParameter("a mail server is written as HOST:PORT, such as mail.example:587")
    with opened(at) as record:
        for key in sent:
            record.deliver(key, "sent")
        found = send_all(
            record, Server(host, int(port), starttls, user, os.environ.get(PASSWORD, "")), resend=resend
        )
    secured = f"{' --starttls' if starttls else ''}{f' --user {quote(user)}' if user else ''}"
    out_console.print(fact_table([("Sent", str(len(found.sent)))]))
    for name, code in found.refused:
        out_console.print(
            f"Refused by the server ({code}), so not sent: {name}; it is tried again next time."
        )
    for name, why in found.held_back:
        out_console.print(f"Not sent: {name}; {why}.")
    for name, key in found.uncertain:
        again = typed_with(f"mentormatch report send --smtp {smtp}{secured}", at)
        out_console.print(
            f"Uncertain, so that nothing more is sent: {name}. The server has not confirmed it, or somebody "
            f"is sending it just now. Find out whether it has arrived. If it has, type {again} --sent {key}; "
            f"if it has not, {again} --resend {key}."
        )
    if found.refused or found.held_back or found.uncertain:
        raise typer.Exit(NOT_WRITTEN)
