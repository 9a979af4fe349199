"""``mentormatch verify-draw``: whether a matching is what the files, a commitment and a public value give."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from mentormatch.cli.console import BAD_POLICY, err_console, fact_table, out_console, step
from mentormatch.cli.draw.commit import commitment_in
from mentormatch.cli.given.options import Ratings, TimeLimit, file_option
from mentormatch.cli.given.people_files import PeopleFiles
from mentormatch.cli.given.reading import read_policy, with_ratings
from mentormatch.cli.given.said_once import said_once
from mentormatch.cli.questions.asked import From, matching_from
from mentormatch.cli.results import AsJson, TableFile, check_file, give

Committed = Annotated[Path, file_option("The commitment that was published (JSON).", "--commitment")]
Value = Annotated[
    str, typer.Option("--public-value", metavar="VALUE", help="The public value that the commitment names.")
]


@said_once
def verify_draw(
    before: From,
    commitment: Committed,
    public_value: Value,
    files: PeopleFiles,
    ratings: Ratings = None,
    time_limit: TimeLimit = 60.0,
    out: TableFile = None,
    as_json: AsJson = False,
) -> None:
    r"""Match again from files, commitment and public value, and compare; exit code 4 if anything differs.

    Example:
    mentormatch verify-draw --from drawn/matching.mm --people people.xlsx \
        --policy public.toml --commitment commitment.json --public-value 31124
    """
    import pandas as pd

    from mentormatch.analysis.run_record import hashes
    from mentormatch.matching.match import match

    check_file(out)
    found, matching, rules = commitment_in(commitment), matching_from(before), read_policy(files.policy)
    inputs = hashes([*files.given, ratings])
    seed = found.seed(public_value)
    seeds = f"{seed} from the value, {matching.policy.seed} in the matching"
    facts = [("Commitment", found.hash), ("Value from", found.value_from), ("Seed", seeds)]
    reading = files.read(rules)
    reading = with_ratings(reading, ratings)
    with step("Matching again"):
        again = match(reading.people, found.drawn(rules, inputs, public_value), time_limit=time_limit)
    differ = {
        f"the matching was drawn with seed {matching.policy.seed}, not {seed}": seed != matching.policy.seed,
        "its policy is not that of the file": again.policy.replace(seed=0) != matching.policy.replace(seed=0),
        "its people are not those in the files": again.people != matching.people,
        "its pairs are not those that the draw gives": again.pair_ids != matching.pair_ids,
    }
    wrong = [clause for clause, holds in differ.items() if holds]
    shown = {**{name.lower(): value for name, value in facts}, "right": not wrong, "wrong": wrong}
    table = pd.DataFrame([*facts, *(("Not right", clause) for clause in wrong)], columns=["what", "found"])
    give(shown, table, lambda: _print(facts, wrong), out=out, as_json=as_json)
    if wrong:
        raise typer.Exit(BAD_POLICY)


def _print(facts: Sequence[tuple[str, str]], wrong: Sequence[str]) -> None:
    out_console.print(fact_table(facts))
    for clause in wrong:
        err_console.print(f"NOT RIGHT: {clause}.")
    if not wrong:
        out_console.print("The draw is right: files, policy, people, seed and pairs are as committed to.")
