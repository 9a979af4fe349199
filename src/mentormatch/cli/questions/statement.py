"""``mentormatch statement``: what a person needs to check their own result, without the data of others."""

from __future__ import annotations

from typing import Annotated

from mentormatch.cli.console import out_console, print_frame, step
from mentormatch.cli.given.options import File, file_option
from mentormatch.cli.questions.asked import From, Person, called, matching_from, person_asked
from mentormatch.cli.results import AsJson, check_file
from mentormatch.files import shown, write_atomically

Out = Annotated[File, file_option("File (JSON) to write the statement to, for this person alone.", "--out")]


def statement(person: Person, before: From, out: Out = None, as_json: AsJson = False) -> None:
    """Give a person what they need to check their own result: their scores, cutoffs, and the seal.

    Example:
    mentormatch statement e1 --from results/matching.mm
    """
    import pandas as pd

    from mentormatch.matching.personal.statement import as_rows
    from mentormatch.people.person import ROLES

    check_file(out)
    matching = matching_from(before)
    person_id = person_asked(matching.people, person, ROLES)
    with step("Sealing"):
        found = matching.statement(person_id)
    if out is not None:
        write_atomically(out, found.to_json().encode())
    if as_json:
        out_console.print(found.to_json(), end="", soft_wrap=True)
        return
    frame = pd.DataFrame(as_rows(found))
    if not frame.empty:
        frame["now"] = [
            "required" if one.chosen and one.fixed else "chosen" if one.chosen else "forbidden" * one.fixed
            for one in found.cutoffs
        ]
        print_frame(
            f"Mentors whom {called(matching.people, person_id)} may meet",
            frame,
            {"mentor_id": "mentor", "score": "score", "cutoff": "cutoff", "now": "now"},
        )
        out_console.print(
            "A mentor who is not chosen is within reach only with a score above the cutoff; "
            "one who is chosen stays down to it."
        )
    out_console.print(f"Seal: {found.seal}")
    if out is None:
        out_console.print("For the statement that can be checked: --out FILE")
    else:
        out_console.print(f"Written to {shown(out)}; for {called(matching.people, person_id)} alone.")
