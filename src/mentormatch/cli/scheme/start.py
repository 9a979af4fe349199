"""``mentormatch scheme init | import``: the registration, and the people."""

from __future__ import annotations

import shlex
from datetime import UTC, datetime
from typing import Annotated, Any, Literal, Optional

import typer

from mentormatch.cli.console import BAD_ROWS, out_console
from mentormatch.cli.given.people_files import PeopleFiles
from mentormatch.cli.given.reading import print_reading, with_policy_warnings
from mentormatch.cli.given.said_once import said_once
from mentormatch.cli.match import Skip
from mentormatch.cli.scheme.opened import DEFAULT, IMPORT, Place, day_of, opened, typed_with

Name = Annotated[str, typer.Option(metavar="NAME", show_default=False, help="What the scheme is called.")]
Aim = Annotated[str, typer.Option(show_default=False, help="What it is for, in a sentence.")]
Begins = Annotated[
    Any, typer.Option(parser=day_of, metavar="DAY", show_default="today", help="Its first day.")
]
Ends = Annotated[
    Optional[Any],  # noqa: UP045
    typer.Option(parser=day_of, metavar="DAY", help="Its last day, if that is known."),
]
Intake = Annotated[
    Literal["cohort", "rolling"],
    typer.Option(help="Whether people join on set days, or at any time."),
]
Meetings = Annotated[int, typer.Option(min=1, help="How many times a pair meets.")]
Minutes = Annotated[int, typer.Option(min=1, help="How long a meeting is, in minutes.")]
Months = Annotated[int, typer.Option(min=1, help="For how many months a pair meets.")]
Weeks = Annotated[
    int, typer.Option(min=1, help="How often a pair meets: weeks from one meeting to the next.")
]
Office = Annotated[
    list[str],
    typer.Option(
        "--officer", metavar="ROLE=NAME",
        help="lead, organiser, administrator, supervision or escalation; may be given again.",
    ),
]  # fmt: skip


def init(  # noqa: PLR0913, PLR0917  (one parameter per column of the registration)
    name: Name,
    aim: Aim,
    begins: Begins = None,
    ends: Ends = None,
    intake: Intake = "cohort",
    meetings: Meetings = 6,
    minutes: Minutes = 90,
    months: Months = 12,
    weeks_between: Weeks = 8,
    officer: Office = [],  # noqa: B006  (typer's way to say a list)
    at: Place = DEFAULT,
) -> None:
    """Create the record and register the scheme; again, it writes what has changed.

    Example:
    mentormatch scheme init --name Fenwold --aim "Support in new posts"
    """
    offices = [one.partition("=") for one in officer]
    if not all(role and who for role, _, who in offices):
        raise typer.BadParameter('an officer is ROLE=NAME, such as lead="A Name"')
    with opened(at, new=True) as record:
        rows = record.rows("scheme")
        last = rows.astype(object).where(rows.notna(), None).tail(1).to_dict("records")
        before = last[0] if last else {"begins": datetime.now(UTC).date().isoformat()}
        scheme: dict[str, Any] = {
            "name": name, "aim": aim, "begins": begins.isoformat() if begins else before["begins"],
            "ends": ends and ends.isoformat(), "intake": intake, "meetings": meetings, "minutes": minutes,
            "months": months, "weeks_between": weeks_between,
        }  # fmt: skip
        if not scheme.items() <= before.items():
            record.add("scheme", **scheme)
        known = record.with_names(record.rows("officer").assign(person=lambda f: "P" + f.person.astype(str)))
        there = set(zip(known.role, known.person, strict=True))
        for role, _, who in offices:
            if (role, who) not in there:
                record.add("officer", role=role, person=who)
        out_console.print(f"The record is ready. Next: {typed_with(IMPORT, at)}\nHead {record.head}")


@said_once
def import_(
    files: PeopleFiles,
    skip_rejected: Skip = False,
    at: Place = DEFAULT,
) -> None:
    """Add people from files, or correct what is known of them; nobody leaves by it.

    Example:
    mentormatch scheme import --mentees mentees.csv --mentors mentors.csv
    """
    from mentormatch.policy import Policy

    with opened(at) as record:
        rules = Policy.from_toml(files.policy) if files.policy else record.policy() or Policy()
        reading = files.read(rules)
        reading = with_policy_warnings(reading, rules)
        print_reading(reading)
        if reading.rejected and not skip_rejected:
            out_console.print("Nothing was written. Fix the rows above, or use --skip-rejected.")
            raise typer.Exit(BAD_ROWS)
        record.import_people(reading.people)
        there = record.people()
        named = "FILE" if files.policy is None else shlex.quote(str(files.policy))
        policy = "" if record.policy() else f" --policy {named}"  # later, that of the last run counts
        out_console.print(
            f"The record holds {len(there.mentees)} mentees and {len(there.mentors)} mentors. "
            f"Next: {typed_with(f'mentormatch scheme match{policy}', at)}"
        )
