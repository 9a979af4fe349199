"""``mentormatch verify-draw``: whether a matching was drawn as was committed to."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from mentormatch.cli.console import BAD_POLICY, err_console, fact_table, out_console, step
from mentormatch.cli.draw.commit import Inputs, commitment_in
from mentormatch.cli.options import file_option
from mentormatch.cli.questions.asked import From, matching_from

Committed = Annotated[Path, file_option("The commitment that was published.", "--commitment")]
Value = Annotated[str, typer.Option("--public-value", help="The public value that the commitment names.")]


def verify_draw(inputs: Inputs, commitment: Committed, public_value: Value, before: From) -> None:
    """Recompute the seed of a draw, and match again with it; exit code 4 if anything differs."""
    from mentormatch.cli.run_record import hashes
    from mentormatch.matching.match import match

    found = commitment_in(commitment)
    matching = matching_from(before)
    seed, used = found.seed(public_value), matching.policy.seed
    out_console.print(
        fact_table(
            [
                ("Commitment", found.hash),
                ("Value from", found.value_from),
                ("Seed", f"{seed} from the value, {used} in the matching"),
            ]
        )
    )
    wrong = found.unlike(hashes(inputs))
    if seed != used:
        wrong.append(f"the matching was drawn with seed {used}, but {seed} follows from the value")
    with step("Matching again"):
        again = match(matching.people, matching.policy.replace(seed=seed))
    if again.pair_ids != matching.pair_ids:
        wrong.append("with this seed its people and policy give other pairs")
    for clause in wrong:
        err_console.print(f"NOT RIGHT: {clause}.")
    if wrong:
        raise typer.Exit(BAD_POLICY)
    out_console.print("The draw is right: files, seed and pairs are as committed to.")
