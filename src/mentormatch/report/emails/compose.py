"""`compose`: the words of every e-mail that is due, each with the right other person's name and address."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from mentormatch.errors import OutputError, RecordError, RowProblem
from mentormatch.files import as_text
from mentormatch.people.person import Person
from mentormatch.policy import Policy
from mentormatch.record.documents import day_text
from mentormatch.report.emails.news import OF_PAIR, OTHER, Facts, News
from mentormatch.report.letters import job_and_place
from mentormatch.report.of_record import OfRecord
from mentormatch.report.rendering import Templates
from mentormatch.report.rendering import day as in_words
from mentormatch.text import clean_email, clean_line

if TYPE_CHECKING:
    from mentormatch.matching.result import Matching
    from mentormatch.record.record import Record

_OFFICES = ("administrator", "organiser", "lead")
_SUBJECT = "Subject: "
_UNSAFE = "holds what a mail program could read as something else"
_ADDRESS = "one e-mail address of plain letters and digits that does not begin with = + - or @"
_COLUMNS = {"partner": "name", "partner_address": "email address", "partner_is": "role and workplace"}
"""Of the partner: what a template calls it -> column of a mail merge."""


@dataclass(frozen=True)
class Email:
    """An e-mail to one person; a letter, if the scheme has no address of theirs.

    Parameters
    ----------
    about : tuple of str
        Ids of the people whose data it holds.
    columns : mapping of str to str
        The same for a mail merge.
    statement : str
        What is attached: a statement as JSON, or nothing.
    """

    news: News
    address: str
    sender: str
    subject: str
    text: str
    about: tuple[str, ...]
    columns: Mapping[str, str]
    day: date
    statement: str = ""


@dataclass(frozen=True, eq=False)
class Composed:
    """What is due, and what is not told since somebody has left or withdrawn their consent."""

    emails: tuple[Email, ...]
    left_out: tuple[News, ...]


def compose(
    record: Record,
    run: str | None = None,
    *,
    ask: str,
    day: date | None = None,
    contact_by: date | None = None,
    matching: Matching | None = None,
    templates: Templates | None = None,
) -> Composed:
    """Return the e-mails that are due and not yet written; see `mentormatch.report.emails.outbox.write`.

    Parameters
    ----------
    run : str, optional
        An approved run, by its id or the beginning of it; the last one if it is left out, with the pairs of
        earlier ones that nobody has answered.
    ask : str
        The address that they come from, and that people write to if they have questions.
    day : date, optional
        The day that they bear; today if it is left out.
    contact_by : date, optional
        By when mentees are to get in touch; ``follow_up.offer_days`` of the policy after `day` if left out.
    matching : Matching, optional
        The matching of the run, of which everybody gets a statement that they can check.

    Raises
    ------
    StoreError
        If the run was not approved.
    RecordError
        Lists all addresses and subjects that cannot stand in the head of an e-mail.
    """
    facts = Facts(record)
    number, today = facts.approved(run), date.fromisoformat(day_text(day))
    if matching is not None:
        _refuse_other(facts, number, matching)
    due = [
        one for key, one in facts.news(number, today).items()
        if key not in facts.logged
        and (one.kind != "result" or (matching is not None and _address(facts.who(one.person, one.role))))
    ]  # fmt: skip
    going = [one for one in due if facts.may_be_told(one)]
    waits = any(one.kind == "waiting" for one in going)
    days = (record.policy() or Policy()).follow_up.offer_days
    said = {
        "contact_by": contact_by or today + timedelta(days=days), "ask": ask,
        "seal": matching.seal if matching is not None else "", **_of_scheme(facts.known),
    }  # fmt: skip
    reasons = {one.person_id: one.reason for one in record.matching().unmatched_people} if waits else {}
    writer = _Writer(facts, today, templates or Templates(), matching, reasons, said)
    emails = tuple(map(writer.email, going))
    problems = [problem for one in emails for problem in _problems(one)]
    if not _plain_address(ask):
        problems.append(RowProblem("", None, "--ask", ask, _UNSAFE, _ADDRESS))
    if problems:
        raise RecordError(problems)
    left_out = tuple(one for one in due if not facts.may_be_told(one))
    return Composed(emails, left_out)


def _refuse_other(facts: Facts, run: int, matching: Matching) -> None:
    """Raise `OutputError` if a matching is not that of a run."""
    ids = {number: form["id"] for (_, number), form in facts.known.forms.items()}
    there = {(ids.get(one["mentee"]), ids.get(one["mentor"])): one["run"] for one in facts.pairs.values()}
    mine = {both for both, of in there.items() if of == run and None not in both}
    if not mine <= set(matching.pair_ids) <= there.keys():
        raise OutputError("the saved matching is not that of the run: give the one whose pairs were approved")


def _of_scheme(known: OfRecord) -> dict[str, str]:
    """Return the name of the scheme, whom to ask, and who hears of concerns; empty where nobody is named."""

    def last(*offices: str) -> str:
        return next((name for one in offices for name in reversed(known.officers.get(one, {}).values())), "")

    return {
        "scheme": known.scheme["name"] or "the mentoring scheme",
        "officer": last(*_OFFICES),
        "concerns": last("escalation", "supervision", *_OFFICES),
    }


@dataclass(frozen=True)
class _Writer:
    """Words the news: with what is true of the scheme, and the reason of each who waits."""

    facts: Facts
    day: date
    templates: Templates
    matching: Matching | None
    reasons: Mapping[str, str]
    said: Mapping[str, Any]

    def email(self, news: News) -> Email:
        me, other = self.facts.people[news.role, news.person], OTHER[news.role]
        partner = self.facts.who(news.partner, other)
        name, address, about = me.name or me.id, _address(me), [me.id]
        of_partner = dict.fromkeys(_COLUMNS, "")
        columns = {"email address": address, "name": name}
        if partner is not None:
            about.append(partner.id)
            details = partner.name or partner.id, _address(partner), job_and_place(partner)
            of_partner = dict(zip(_COLUMNS, details, strict=True))
            columns |= {f"{other} {column}": of_partner[key] for key, column in _COLUMNS.items()}
        kind = f"{news.kind}_{news.role}" if news.kind in OF_PAIR else news.kind
        text = self.templates.text(
            f"email_{kind}.txt", name=name, role=news.role, other=other, begun=news.begun,
            reason=self.reasons.get(me.id, ""), **of_partner, **self.said,
        )  # fmt: skip
        head, _, body = text.partition("\n\n")
        if not head.startswith(_SUBJECT):
            raise OutputError(
                f"the template email_{kind}.txt has to begin with {_SUBJECT}and what it is about"
            )
        subject, body = head.removeprefix(_SUBJECT).strip(), body.strip()
        columns |= {
            "workplace": me.workplace, "contact by": in_words(self.said["contact_by"]),
            "subject": subject, "message": body,
        }  # fmt: skip
        statement = ""
        if news.kind == "result" and self.matching is not None:
            statement = self.matching.statement(me.id).to_json()
        return Email(
            news, address, self.said["ask"], subject, f"{body}\n", tuple(about), columns, self.day, statement
        )


def _address(person: Person | None) -> str:
    return (person and person.email) or ""


def _problems(email: Email) -> Iterator[RowProblem]:
    """Yield what cannot stand in the head of an e-mail: it could be read as another line or address."""
    where, person = f"P{email.news.person}, {email.news.kind}", email.about[0]
    if email.address and not _plain_address(email.address):
        yield RowProblem(where, None, "email", email.address, _UNSAFE, _ADDRESS, person)
    if not _plain(email.subject, clean_line):
        yield RowProblem(where, None, "Subject", email.subject, _UNSAFE, "one line of plain text", person)


def _plain(text: str, clean: Callable[[str], str]) -> bool:
    """Return whether a text is as a reader takes it; an encoded word could hold a line break."""
    try:
        return bool(text) and clean(text) == text and "=?" not in text
    except ValueError:
        return False


def _plain_address(address: str) -> bool:
    # What looks like a formula would be another address in a table of a mail merge.
    return _plain(address, clean_email) and address.isascii() and as_text(address) == address
