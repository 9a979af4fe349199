"""``mentormatch blocking``: pairs that were not made, although both would rather have each other."""

from __future__ import annotations

from typing import Annotated, Literal, Optional

import typer

from mentormatch.cli.console import out_console, print_frame
from mentormatch.cli.questions.asked import From, matching_from
from mentormatch.cli.results import AsJson, TableFile, check_file, give

What = Annotated[
    Optional[Literal["wishes", "scores"]],  # noqa: UP045  (typer reads the annotation at run time)
    typer.Option(
        "--by", help="How people rank each other; without it wishes, or scores if nobody has wishes."
    ),
]
_HEADINGS = {
    "mentee_id": "mentee",
    "mentor_id": "mentor",
    "mentee_has": "mentee has",
    "mentee_wish": "mentee's wish",
    "mentor_wish": "mentor's wish",
    "score": "score",
}


def blocking(before: From, by: What = None, out: TableFile = None, as_json: AsJson = False) -> None:
    """List the pairs who would both rather have each other than whom they have.

    Example:
    mentormatch blocking --from results/matching.mm
    """
    from mentormatch.matching.costs.blocking import blocking_table, in_words, judged_by

    check_file(out)
    matching = matching_from(before)
    what = by or judged_by(matching)
    table = blocking_table(matching, what)
    sentence = f"{in_words(len(table), what).capitalize()}."

    def text() -> None:
        print_frame(sentence, table, _HEADINGS)
        if table.empty:
            out_console.print(sentence)

    give({"by": what, "pairs": table}, table, text, out=out, as_json=as_json)
