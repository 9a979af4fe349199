"""``mentormatch blocking``: pairs that were not made, although both would rather have each other."""

from __future__ import annotations

from typing import Annotated, Literal, Optional

import typer

from mentormatch.cli.comparing.results import AsJson, print_json
from mentormatch.cli.console import err_console, out_console, print_frame
from mentormatch.cli.history import refuse_existing
from mentormatch.cli.options import File, file_option
from mentormatch.cli.questions.asked import From, matching_from
from mentormatch.files import csv_bytes, shown, write_atomically

What = Annotated[
    Optional[Literal["wishes", "scores"]],  # noqa: UP045  (typer reads the annotation at run time)
    typer.Option(
        "--by", help="How people rank each other; without it wishes, or scores if nobody has wishes."
    ),
]
Out = Annotated[File, file_option("CSV file to write the pairs to.", "--out")]


def blocking(before: From, by: What = None, out: Out = None, as_json: AsJson = False) -> None:
    """List the pairs who would both rather have each other than whom they have."""
    from mentormatch.matching.costs.blocking import blocking_table, in_words, judged_by

    refuse_existing(out)
    matching = matching_from(before)
    what = by or judged_by(matching)
    table = blocking_table(matching, what)
    if as_json:
        print_json({"by": what, "pairs": table.to_dict("records")})
    else:
        sentence = f"{in_words(len(table), what).capitalize()}."
        headings = {
            "mentee_id": "mentee",
            "mentor_id": "mentor",
            "mentee_has": "mentee has",
            "mentee_wish": "mentee's wish",
            "mentor_wish": "mentor's wish",
            "score": "score",
        }
        print_frame(sentence, table, headings)
        if table.empty:
            out_console.print(sentence)
    if out is not None:
        write_atomically(out, csv_bytes(table))
        err_console.print(f"Written to {shown(out)}.")
