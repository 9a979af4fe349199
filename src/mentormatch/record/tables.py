"""The schema: every table of a scheme record, and what may become of a pair, a person and a run.

A row is written once, under the number of its entry in the chain, and never altered; only columns marked
``~`` follow from later rows, and are checked against them. Personal data is in one table of its own, and
everything else names people by the number of their `person`. No table has a column for a reason.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Integer, MetaData, Table, Text, text

LIVE = ("proposed", "accepted", "active", "paused")
SCHEMA: Mapping[str, str] = {
    # Everybody, by a number that says nothing of them.
    "person": "since:day ~state=in|left|erased",
    # Records of mentees and mentors, what the scheme knows of them together, names of officers, the policy.
    "personal": "person?>person kind key data",
    # Registration: the last row counts.
    "scheme": "name aim begins:day ends?:day intake=cohort|rolling meetings=1..1000 minutes=1..1440 "
    "months=1..240 weeks_between=1..520",
    "officer": "role=lead|organiser|administrator|supervision|escalation person>person day:day",
    # Checklists of the three phases and of cross-agency mentoring; evidence of the standards.
    "answer": "list=foundations|managing|review|cross_agency|standards item answer by?>person day:day",
    # Referral pathways, and what mentees can be signposted to.
    "resource": "kind=referral|resource name how day:day",
    "consent": "person>person given:yes day:day",
    "training": "person>person topic=concept|skills|model|confidentiality|refresher day:day due?:day",
    # A matching that was made; ``key`` is the hash of its inputs, policy and version.
    "run": "key! inputs policy seed=0..2147483647 versions result waiting "
    "~state=proposed|approved|rejected ~asked?",
    # Who approved it, the hash of what they were shown, and the pairs that they, or consent, took out.
    "approval": "run!>run by>person shown? changed",
    # That a person looked at a run before it was approved: the hash of what they were shown, the pairs that
    # they looked at, what they decided, and what changed by it.
    "review": "run>run by>person shown seen decisions changed day:day",
    # A pair; ``unit`` says which unit of the mentee's demand it fills.
    "pair": "run>run mentee>person mentor>person unit=1..10000 points=0..2147483647 "
    f"~state={'|'.join(LIVE)}|declined|expired|withdrawn|completed|dissolved|ended",
    # What the two have agreed; a change is a new row, which both sign again.
    "agreement": "pair>pair meetings=1..1000 minutes=1..1440 weeks_between=1..520 months=1..240 location "
    "contact arranging focus confidentiality:yes limits:yes boundaries:yes no_fault:yes day:day",
    "signature": "agreement>agreement pair>pair person>person day:day",
    # That the two met, and nothing of what they said.
    "meeting": "pair>pair day:day minutes=1..1440 online:yes",
    # Questions with levels from 1 to 5; shown only as the results of at least three people.
    "feedback": "kind=mentee_on_mentor|mentee_on_scheme|mentor_on_scheme|mentor_reflection pair>pair "
    "by>person ratings day:day",
    # Of a pair that ended early: that no significant event occurred, or that it was referred.
    "ending": "pair!>pair significant=none|referred by>person day:day",
    # That a concern was raised, and with whom; restricted, and without its content.
    "concern": "by>person raised_with>person ~state=open|referred|closed day:day",
    # What a person said about their result, and what was worked out in answer.
    "challenge": "person>person run>run said answer ~state=open|upheld|answered day:day",
    # How a mentor sees their own skills: the audit tables.
    "skill": "person>person aspect expert=1..5 how_often=1..5 day:day",
    # E-mails, each once: under a ``key`` that says which it is, for whom and about what; what became of it.
    "email": "key! kind person>person run?>run pair?>pair day:day",
    "delivery": "email>email what=sending|sent|uncertain day:day",
    # Files with personal data that the record has written, to be deleted with what is in them.
    "export": "person?>person path sha256 day:day",
    # Which rows are gone; ``cleaned`` once nothing of them is left in the files of the database.
    "removal": "kind=replaced|erased|expired entries ~cleaned:yes",
    # What happened to one of these; its state follows from it.
    "event": "event person?>person run?>run pair?>pair concern?>concern challenge?>challenge by?>person "
    "until?:day day:day",
}
"""Table -> its columns: text, or ``:day``, ``:yes``, ``=words``, ``=numbers``, ``>table``; ``?`` may be left
out, ``!`` is unique."""

ERASED = ("personal", "agreement", "signature", "feedback", "concern", "challenge", "skill", "export")
"""Tables of which an erased person's rows go: what somebody said, wrote or is called."""

YEARS = {
    "person": 6,
    "agreement": 6,
    "signature": 6,
    "meeting": 6,
    "feedback": 2,
    "concern": 6,
    "challenge": 6,
}
"""Table -> how long its rows are kept after a pair has ended, or a person has left."""

_COLUMN = re.compile(r"(~?)(\w+)([?!]?)(?:([>:=])(\S+))?")
_NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}
metadata = MetaData(naming_convention=_NAMES)


def _words(kind: str) -> str:
    """Return what a column takes, for people to read; empty for any text."""
    if ".." in kind:
        return f"a whole number from {' to '.join(kind.split('..'))}"
    return {"day": "a day", "yes": "yes or no"}.get(kind, " or ".join(kind.split("|")))


def _column(written: str) -> Column[Any]:
    moving, name, mark, sign, kind = re.fullmatch(_COLUMN, written).groups()  # type: ignore[union-attr]
    if sign == ">":
        typed: list[Any] = [Integer, ForeignKey(f"{kind}.id")]
    elif kind == "day":
        typed = [Text, CheckConstraint(f"{name} LIKE '____-__-__'", name)]
    elif kind == "yes" or ".." in (kind or ""):
        least, most = ("0", "1") if kind == "yes" else kind.split("..")
        typed = [Integer, CheckConstraint(f"{name} BETWEEN {least} AND {most}", name)]
    elif kind:
        listed = ", ".join(f"'{word}'" for word in kind.split("|"))
        typed = [Text, CheckConstraint(f"{name} IN ({listed})", name)]
    else:
        typed = [Text]
    unique = True if mark == "!" else None
    info = {"moving": bool(moving), "words": _words(kind or "") if sign != ">" else ""}
    return Column(
        name, *typed, nullable=mark == "?", unique=unique, index=sign == ">" and not unique, info=info
    )


def _table(name: str, columns: str) -> Table:
    """Return a table of rows, each under the number of its entry in the chain."""
    number = Column("id", Integer, ForeignKey("chain.seq"), primary_key=True, autoincrement=False)
    salt = Column("salt", Text, nullable=False)
    return Table(name, metadata, number, salt, *map(_column, columns.split()), sqlite_strict=True)


chain = Table(
    "chain",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=False),
    *(Column(name, Text, nullable=False) for name in ("at", "kind", "commitment", "hash")),
    CheckConstraint("at LIKE '____-__-__T__:__:__Z'", "utc"),
    sqlite_strict=True,
)
"""One entry for every row ever written; append-only, and without anybody's data."""

for _name, _columns in SCHEMA.items():
    _table(_name, _columns)

person, personal, consent, run, approval, pair, export, removal, event = (
    metadata.tables[name]
    for name in ("person", "personal", "consent", "run", "approval", "pair", "export", "removal", "event")
)
_subject = CheckConstraint("coalesce(person, run, pair, concern, challenge) IS NOT NULL", "subject")
event.append_constraint(_subject)
_live = text(f"state IN {LIVE}")
Index("ix_meeting_pair_day", metadata.tables["meeting"].c.pair, metadata.tables["meeting"].c.day)
Index("uq_personal_kind_key", personal.c.kind, personal.c.key, unique=True)
for _index, _of in (("uq_pair_unit_of_demand", pair.c.unit), ("uq_pair_live", pair.c.mentor)):
    Index(_index, pair.c.mentee, _of, unique=True, sqlite_where=_live, postgresql_where=_live)


def _moves(*lines: tuple[str, Iterable[str], str]) -> Mapping[tuple[str, str], str]:
    return {(state, name): to for name, states, to in lines for state in states}


MOVES: Mapping[str, Mapping[tuple[str, str], str]] = {
    "person": _moves(
        ("join", ["", "left"], "in"), ("leave", ["in"], "left"), ("erase", ["in", "left"], "erased")
    ),
    "run": _moves(
        ("propose", [""], "proposed"),
        ("approve", ["proposed"], "approved"),
        ("reject", ["proposed"], "rejected"),
    ),
    "pair": _moves(
        ("propose", [""], "proposed"),
        ("accept", ["proposed"], "accepted"),
        ("begin", ["accepted"], "active"),
        ("pause", ["active"], "paused"),
        ("resume", ["paused"], "active"),
        ("complete", ["active", "paused"], "completed"),
        ("dissolve", LIVE, "dissolved"),
        ("decline", ["proposed", "accepted"], "declined"),
        ("expire", ["proposed"], "expired"),
        ("withdraw", ["proposed", "accepted"], "withdrawn"),
        ("end", ["active", "paused"], "ended"),
    ),
    "concern": _moves(
        ("raise", [""], "open"), ("refer", ["open"], "referred"), ("close", ["open", "referred"], "closed")
    ),
    "challenge": _moves(
        ("raise", [""], "open"), ("uphold", ["open"], "upheld"), ("answer", ["open"], "answered")
    ),
}  # fmt: skip
"""Table -> (state, event) -> next state; a row begins in the state ""."""


def path(table: str, state: str, to: str) -> Sequence[str] | None:
    """Return the shortest series of events that leads from one state to another; None if none does."""
    paths: dict[str, tuple[str, ...]] = {state: ()}
    for reached in (queue := [state]):
        for (before, name), after in MOVES[table].items():
            if before == reached and after not in paths:
                paths[after] = (*paths[reached], name)
                queue.append(after)
    return paths.get(to)


@cache
def committed(table: Table) -> list[str]:
    """Return the columns that an entry of the chain commits to, in the order of the table."""
    return [one.name for one in table.columns if one.name != "salt" and not one.info.get("moving")]
