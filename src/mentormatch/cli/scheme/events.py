"""``mentormatch scheme accept | decline | ... | meeting | consent``: a command for what happens."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any, Literal, Optional

import typer

from mentormatch.cli.console import out_console
from mentormatch.cli.scheme.opened import DEFAULT, By, Day, Pair, Person, Place, day_of, opened

EVENTS = {
    "accept": "Write that both have accepted the offer.",
    "decline": "Write that the offer was declined: the two are not matched again.",
    "expire": "Write that the offer has expired.",
    "begin": "Write that the two have begun.",
    "resume": "Write that they meet again.",
    "complete": "Write that they have completed what they agreed.",
    "dissolve": "Write that the pair has ended early, without fault: no reason is asked for or kept.",
}
Until = Annotated[Optional[Any], typer.Option(parser=day_of, metavar="DAY", help="When to ask again.")]  # noqa: UP045
Minutes = Annotated[int, typer.Option(min=1, help="How long they met, in minutes.", show_default=False)]
Online = Annotated[bool, typer.Option("--online", help="They met online.")]
Given = Annotated[Literal["yes", "no"], typer.Argument(help="no withdraws it.", show_default=False)]


def event(what: str) -> Callable[..., None]:
    """Return the command for an event of a pair."""

    def command(pair: Pair, by: By = None, on: Day = None, at: Place = DEFAULT) -> None:
        with opened(at) as record:
            record.happened(pair, what, by=by, day=on)
        _said(what, pair)

    return command


def pause(pair: Pair, until: Until = None, by: By = None, on: Day = None, at: Place = DEFAULT) -> None:
    """Write that they do not meet for a while.

    Example:
    mentormatch scheme pause e1,r1 --until 2026-09-01
    """
    with opened(at) as record:
        record.happened(pair, "pause", by=by, day=on, until=until)
    _said("pause", pair)


def meeting(
    pair: Pair, minutes: Minutes, online: Online = False, on: Day = None, at: Place = DEFAULT
) -> None:
    """Write that the two have met; what they talked about is not asked for.

    Example:
    mentormatch scheme meeting e1,r1 --minutes 60
    """
    with opened(at) as record:
        record.meeting(pair, minutes=minutes, online=online, day=on)
    _said("meeting", pair)


def consent(person: Person, given: Given, on: Day = None, at: Place = DEFAULT) -> None:
    """Write that somebody has given consent, or withdrawn it: then no pair of theirs is released.

    Example:
    mentormatch scheme consent e1 no
    """
    with opened(at) as record:
        record.consent(person, given == "yes", day=on)
    out_console.print(f"Written: consent {given}.")


def _said(what: str, pair: Any) -> None:
    named = pair if isinstance(pair, int) else " and ".join(pair)
    out_console.print(f"Written: {what}, pair {named}.")
