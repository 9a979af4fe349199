"""``mentormatch scheme add | challenge | sign | ...``: documents, by the columns of their tables."""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import StrEnum
from typing import Annotated, Any, Literal, Optional

import typer

from mentormatch.cli.console import out_console
from mentormatch.cli.scheme.opened import (
    DEFAULT,
    Author,
    Day,
    Pair,
    Person,
    Place,
    day_of,
    opened,
    pair_of,
    typed_with,
)
from mentormatch.errors import StoreError

Document = Annotated[str, typer.Argument(help="Which kind of document.", show_default=False)]
Values = Annotated[
    list[str],
    typer.Argument(metavar="COLUMN=VALUE...", help="What it says, column by column.", show_default=False),
]
Topic = StrEnum("Topic", ["concept", "skills", "model", "confidentiality", "refresher"])
Due = Annotated[Optional[Any], typer.Option(parser=day_of, metavar="DAY", help="When a refresher is due.")]  # noqa: UP045
Topics = Annotated[
    list[Topic], typer.Argument(metavar="TOPIC...", help="What they were trained in.", show_default=False)
]
Kind = Annotated[
    Literal["mentee_on_mentor", "mentee_on_scheme", "mentor_on_scheme", "mentor_reflection"],
    typer.Argument(help="Who says it, and of what.", show_default=False),
]
Ratings = Annotated[
    list[str], typer.Argument(metavar="QUESTION=LEVEL...", help="Levels from 1 to 5.", show_default=False)
]


def add(table: Document, values: Values, on: Day = None, at: Place = DEFAULT) -> None:
    """Write a document: agreement, ending, officer, answer, resource, concern and others.

    People are typed as ids or P12, pairs as numbers or e1,r1. To correct a document, write another one.

    Example:
    mentormatch scheme add resource kind=referral name=Helpline how="page 12"
    """
    with opened(at) as record:
        number = record.add(table, day=on, **_typed(table, values))
    out_console.print(f"Written: {table}, number {number}.")


def challenge(
    person: Person,
    run: Annotated[
        str, typer.Argument(metavar="RUN", help="Id of the run that gave the result.", show_default=False)
    ],
    said: Annotated[str, typer.Argument(metavar="WORDS", help="What they say.", show_default=False)],
    on: Day = None,
    at: Place = DEFAULT,
) -> None:
    """Write what a person says about their result; why it is as it is is written beside it.

    Example:
    mentormatch scheme challenge e6 RUN "I would like to know why"
    """
    with opened(at) as record:
        number = record.challenge(person, run, said, day=on)
    following = typed_with(f"mentormatch scheme move challenge {number} answer --by NAME", at)
    out_console.print(f"Written: challenge, number {number}. Next: {following}")


def move(
    table: Annotated[
        Literal["concern", "challenge"], typer.Argument(help="Which of the two.", show_default=False)
    ],
    number: Annotated[int, typer.Argument(help="Its number, as it was printed.", show_default=False)],
    what: Annotated[
        Literal["refer", "close", "uphold", "answer"],
        typer.Argument(help="What became of it.", show_default=False),
    ],
    by: Author,
    on: Day = None,
    at: Place = DEFAULT,
) -> None:
    """Write what became of a concern (refer, close) or a challenge (uphold, answer).

    Example:
    mentormatch scheme move challenge NUMBER answer --by "Lea Lead"
    """
    with opened(at) as record:
        record.move(table, number, what, by=by, day=on)
    out_console.print(f"Written: {table} {number}, {what}.")


def sign(
    pair: Pair,
    person: Annotated[Optional[str], typer.Argument(help="Both, if left out.", show_default=False)] = None,  # noqa: UP045
    on: Day = None,
    at: Place = DEFAULT,
) -> None:
    """Write that both, or one of them, have signed the agreement that was written last.

    Example:
    mentormatch scheme sign e1,r1
    """
    with opened(at) as record:
        pairs, agreements = record.rows("pair"), record.rows("agreement")
        if isinstance(pair, int):
            mine = pairs[pairs.id == pair]
        else:
            both = [int(record.pseudonym(one)[1:]) for one in pair]
            mine = pairs[(pairs.mentee == both[0]) & (pairs.mentor == both[1])]
        signed = agreements[agreements.pair.isin(mine.id)].tail(1)
        if signed.empty:
            raise StoreError("this pair has no agreement: write it by mentormatch scheme add agreement")
        number = int(signed.pair.iloc[0])
        (row,) = pairs[pairs.id == number].itertuples()
        for who in (f"P{row.mentee}", f"P{row.mentor}") if person is None else (person,):
            record.add("signature", agreement=int(signed.id.iloc[0]), pair=number, person=who, day=on)
    out_console.print(f"Written: signature, pair {number}.")


def training(
    person: Person, topics: Topics, on: Day = None, due: Due = None,
    at: Place = DEFAULT,
) -> None:  # fmt: skip
    """Write that somebody was trained.

    Example:
    mentormatch scheme training r1 concept skills
    """
    with opened(at) as record:
        for topic in topics:
            record.add("training", person=person, topic=topic, day=on, due=due)
    out_console.print(f"Written: training, {', '.join(topics)}.")


def feedback(
    pair: Pair, kind: Kind, person: Person, ratings: Ratings, on: Day = None, at: Place = DEFAULT
) -> None:
    """Write that somebody has given feedback; results are shown from three people up.

    Example:
    mentormatch scheme feedback e1,r1 mentee_on_mentor e1 helpful=5
    """
    levels = dict(map(_split, ratings))
    if not all(re.fullmatch("[1-5]", level) for level in levels.values()):
        raise typer.BadParameter("feedback is QUESTION=LEVEL with levels from 1 to 5")
    with opened(at) as record:
        record.feedback(pair, kind, person, {name: int(level) for name, level in levels.items()}, day=on)
    out_console.print(f"Written: feedback, answers to {len(levels)}.")


def _split(written: str) -> tuple[str, str]:
    name, sign, value = written.partition("=")
    if not sign:
        raise typer.BadParameter("values are typed as COLUMN=VALUE")
    return name, value


def _typed(table: str, values: Sequence[str]) -> dict[str, Any]:
    """Return values as the columns of a table want them; what does not fit is refused by the record."""
    from mentormatch.record.tables import SCHEMA

    kinds = dict(re.findall(r"~?(\w+)[?!]?([>:=]\S+)?", SCHEMA.get(table, "")))
    return {name: _value(name, kinds.get(name, ""), value) for name, value in map(_split, values)}


def _value(name: str, kind: str, written: str) -> Any:
    if kind == ":day":
        return day_of(written)
    if kind == ":yes":
        if written not in {"yes", "no"}:
            raise typer.BadParameter(f"{name} is yes or no")
        return written == "yes"
    if kind == ">pair":
        return pair_of(written)
    number = ".." in kind or kind == ">agreement"
    if number and not written.isdecimal():
        raise typer.BadParameter(f"{name} is a whole number")
    return int(written) if number else written
