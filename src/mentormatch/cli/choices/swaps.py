"""``mentormatch swaps``: people who would move exchange mentors, and nobody is worse off."""

from __future__ import annotations

from typing import Annotated

import typer

from mentormatch.cli.console import NOT_PROVED, err_console, out_console, print_frame, step
from mentormatch.cli.given.options import TimeLimit, WithNames
from mentormatch.cli.questions.asked import matching_from, person_asked
from mentormatch.cli.rematch import Apply, Before, Begun, Out, check_folder, write_rematching
from mentormatch.cli.results import AsJson, print_json
from mentormatch.files import RECORD, csv_bytes, shown

WouldMove = Annotated[
    list[str],
    typer.Argument(
        metavar="PERSON...",
        help="Mentees who would have another mentor, and mentors who would give up a mentee: id, name or "
        "e-mail address of each.",
        show_default=False,
    ),
]
_HEADINGS = {
    "swap": "swap",
    "mentee_id": "mentee",
    "mentor_before": "mentor before",
    "mentor_after": "after",
    "wish_before": "wish before",
    "wish_after": "after",
    "score_before": "score before",
    "score_after": "after",
}


def swaps(
    would_move: WouldMove,
    before: Before,
    begun: Begun = False,
    time_limit: TimeLimit = 60.0,
    out: Out = None,
    apply: Apply = False,
    with_names: WithNames = False,
    as_json: AsJson = False,
) -> None:
    """Show the swaps of mentors in which nobody is worse off; make them with --apply.

    Example:
    mentormatch swaps e1 e2 --from results/matching.mm
    """
    from mentormatch.analysis.run_record import hashes
    from mentormatch.people.person import ROLES
    from mentormatch.rematching.swaps import swaps as found_swaps
    from mentormatch.tables.read_changes import ChangeReading
    from mentormatch.tables.read_people import RowCount

    check_folder(before, out, apply=apply)
    matching = matching_from(before, begun=begun)
    read_from = hashes([before])
    ids = [person_asked(matching.people, one, ROLES) for one in would_move]
    with step("Looking for swaps"):
        found = found_swaps(matching, ids, time_limit=time_limit)
    n = len(found.table)
    if as_json:
        print_json({"proved": found.proved, "moves": found.table})
    else:
        print_frame("Swaps: those with one number are made together or not at all", found.table, _HEADINGS)
        out_console.print(
            f"{n} of {len(ids)} people would move, and nobody would be worse off."
            if n
            else "There is no swap that leaves somebody better off and nobody worse off."
        )
        if not found.proved:
            out_console.print("Not all were looked at in time: allow more with --time-limit.")
    screen = err_console if as_json else out_console
    if n and apply and out is not None:
        reading = ChangeReading((), {"swap": n}, RowCount("swaps", n, n, 0), (), ())
        more = {"swaps.csv": csv_bytes(found.table)}
        files = write_rematching(
            found.matching, reading, read_from, out, begun=begun, with_names=with_names, more=more
        )
        screen.print(f"\nWritten to {shown(out)}: {', '.join([*files, RECORD])}")
    else:
        screen.print("\nNothing was written." + (" To make them: --out FOLDER --apply" if n else ""))
    if not found.proved:
        raise typer.Exit(NOT_PROVED)
