"""`compose`: the words of every e-mail that is due, each with the right other person's name and address."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from mentormatch.errors import OutputError, RecordError, RowProblem
from mentormatch.files import as_text
from mentormatch.policy import Policy
from mentormatch.record.documents import day_text
from mentormatch.report.emails.news import OTHER, Facts, News
from mentormatch.report.letters import job_and_place
from mentormatch.report.of_record import OfRecord
from mentormatch.report.rendering import Templates
from mentormatch.report.rendering import day as in_words
from mentormatch.text import clean_email, clean_line

if TYPE_CHECKING:
    from mentormatch.matching.result import Matching
    from mentormatch.record.record import Record

_OFFICES = ("administrator", "organiser", "lead")
_OF_CONCERNS = ("escalation", "supervision", *_OFFICES)
_PER_ROLE, _TOLD = {"matched", "rematch"}, {"matched", "rematch", "waiting"}
_SUBJECT = "Subject: "
_UNSAFE = "holds what a mail program could read as something else"
_ADDRESS = "one e-mail address of plain letters and digits that does not begin with = + - or @"
_COLUMNS = {"name": "partner", "email address": "partner_address", "role and workplace": "partner_is"}
"""Of the partner: column of a mail merge -> what a template calls it."""


@dataclass(frozen=True)
class Email:
    """An e-mail to one person; a letter, if the scheme has no address of theirs.

    Parameters
    ----------
    news : News
    address, sender : str
    subject, text : str
    about : tuple of str
        Ids of the people whose data it holds.
    columns : mapping of str to str
        The same for a mail merge.
    day : date
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
    """What is due, and who is not told.

    Parameters
    ----------
    emails : tuple of Email
        Those that were not written yet.
    left_out : tuple of News
        For those who have left, or withdrawn their consent, or whose partner has.
    first : int
        Running number of the first of them in the log.
    """

    emails: tuple[Email, ...]
    left_out: tuple[News, ...]
    first: int


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
    record : Record
    run : str, optional
        An approved run, by its id or the beginning of it; the last one if it is left out.
    ask : str
        The address that they come from, and that people write to if they have questions.
    day : date, optional
        The day that they bear; today if it is left out.
    contact_by : date, optional
        By when mentees are to get in touch; ``follow_up.offer_days`` of the policy after `day` if left out.
    matching : Matching, optional
        The matching of the run, of which everybody gets a statement that they can check.
    templates : Templates, optional

    Raises
    ------
    StoreError
        If the run was not approved.
    RecordError
        Lists all addresses and subjects that cannot stand in the head of an e-mail.
    """
    facts = Facts.of(record)
    number, today = facts.approved(run), date.fromisoformat(day_text(day))
    due = list(facts.news(number, today))
    if matching is not None:
        _refuse_other(facts, number, matching)
        told = [
            facts.of_result(one) for one in due
            if one.kind in _TOLD and getattr(facts.who(one.person, one.role), "email", None)
        ]  # fmt: skip
        due += {one.key: one for one in told}.values()
    due = [one for one in due if one.key not in facts.logged]
    going = [one for one in due if facts.may_be_told(one)]
    waits = any(one.kind == "waiting" for one in going)
    days = (record.policy() or Policy()).follow_up.offer_days
    writer = _Writer(
        facts, ask, today, templates or Templates(), matching,
        {one.person_id: one.reason for one in record.matching().unmatched_people} if waits else {},
        {"contact_by": contact_by or today + timedelta(days=days), "ask": ask, **_of_scheme(record)},
    )  # fmt: skip
    emails = tuple(map(writer.email, going))
    problems = [problem for one in emails for problem in _problems(one)]
    if not _plain_address(ask):
        problems.append(RowProblem("", None, "--ask", ask, _UNSAFE, _ADDRESS))
    if problems:
        raise RecordError(problems)
    left_out = tuple(one for one in due if not facts.may_be_told(one))
    return Composed(emails, left_out, len(facts.emails) + 1)


def _refuse_other(facts: Facts, run: int, matching: Matching) -> None:
    """Raise `OutputError` if a matching is not that of a run."""
    there = {(facts.ids.get(one.mentee), facts.ids.get(one.mentor)): one.run for one in facts.pairs.values()}
    mine = {both for both, of in there.items() if of == run and None not in both}
    if not mine <= set(matching.pair_ids) <= there.keys():
        raise OutputError("the saved matching is not that of the run: give the one whose pairs were approved")


def _of_scheme(record: Record) -> dict[str, str]:
    """Return the name of the scheme, whom to ask, and who hears of concerns; empty where nobody is named."""
    said = OfRecord(record)

    def last(offices: Sequence[str]) -> str:
        return next((name for one in offices for name in reversed(said.officers.get(one, {}).values())), "")

    name = said.scheme["name"] or "the mentoring scheme"
    return {"scheme": name, "officer": last(_OFFICES), "concerns": last(_OF_CONCERNS)}


@dataclass(frozen=True)
class _Writer:
    """Words the news: with what is true of the scheme, and the reason of each who waits."""

    facts: Facts
    ask: str
    day: date
    templates: Templates
    matching: Matching | None
    reasons: Mapping[str, str]
    said: Mapping[str, Any]

    def email(self, news: News) -> Email:
        me, other = self.facts.who(news.person, news.role), OTHER[news.role]
        if me is None:
            raise AssertionError  # who may not be told
        partner = self.facts.who(news.partner, other)
        of_both = {"name": me.name or me.id, **dict.fromkeys(_COLUMNS.values(), "")}
        if partner is not None:
            detail = partner.name or partner.id, partner.email or "", job_and_place(partner)
            of_both |= dict(zip(_COLUMNS.values(), detail, strict=True))
        seal = statement = ""
        if news.kind == "result" and self.matching is not None:
            seal, statement = self.matching.seal, self.matching.statement(me.id).to_json()
        kind = f"{news.kind}_{news.role}" if news.kind in _PER_ROLE else news.kind
        text = self.templates.text(
            f"email_{kind}.txt", role=news.role, other=other, begun=news.begun, seal=seal,
            reason=self.reasons.get(me.id, ""), **of_both, **self.said,
        )  # fmt: skip
        head, _, body = text.partition("\n\n")
        if not head.startswith(_SUBJECT):
            raise OutputError(
                f"the template email_{kind}.txt has to begin with {_SUBJECT}and what it is about"
            )
        subject = head.removeprefix(_SUBJECT).strip()
        columns = {
            "email address": me.email or "", "name": of_both["name"],
            **{f"{other} {what}": of_both[key] for what, key in _COLUMNS.items() if partner is not None},
            "workplace": me.workplace, "contact by": in_words(self.said["contact_by"]),
            "subject": subject, "message": body.strip(),
        }  # fmt: skip
        about = (me.id, *([partner.id] if partner is not None else []))
        return Email(
            news, me.email or "", self.ask, subject, body.strip() + "\n", about, columns, self.day, statement
        )


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
