"""``mentormatch learn``: what became of pairs, and the weights that would have foretold it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from mentormatch.cli.console import err_console, out_console, print_problems, step
from mentormatch.cli.given.options import TABLE, File, file_option
from mentormatch.cli.questions.asked import From, matching_from
from mentormatch.cli.results import AsJson, check_file, print_json
from mentormatch.errors import OutcomeError, RowProblem
from mentormatch.files import shown

if TYPE_CHECKING:
    from mentormatch.matching.result import Matching
    from mentormatch.policy import Policy
    from mentormatch.scoring.learn.learner import WeightLearner
    from mentormatch.tables.read_outcomes import OutcomeRow, OutcomeTable

OutcomeFile = Annotated[
    Path,
    typer.Argument(
        metavar="OUTCOMES",
        help=f"{TABLE}: columns mentee_id, mentor_id, outcome (kept going or ended early, or 1 to 5).",
        readable=False,
    ),
]
Out = Annotated[File, file_option("Policy (TOML) to write, with the learnt weights.", "--out")]


def learn(outcomes: OutcomeFile, before: From, out: Out = None, as_json: AsJson = False) -> None:
    """Learn from past pairs how much each criterion should count.

    Example:
    mentormatch learn outcomes.csv --from results/matching.mm
    """
    from mentormatch.scoring.learn.outcomes import SATISFIED, WORDS
    from mentormatch.tables.read_outcomes import SATISFACTION, read_outcomes

    check_file(out)
    table = read_outcomes(outcomes, WORDS)
    matching = matching_from(before)
    found = _found(matching, table)
    in_numbers = bool(table.rows) and table.rows[0].outcome in SATISFACTION
    good_from = float(SATISFIED) if in_numbers else None
    with step("Learning"):
        learner = _learnt(matching, found, good_from)
    sentences = [learner.summary()]
    if matching.chances is not None:
        sentences.append(_other_weights(matching, found, learner, good_from))
    if as_json:
        lines = [line for text in sentences for line in text.splitlines()]
        print_json({"weights": learner.policy().weights, "sentences": lines})
    else:
        out_console.print("\n".join(sentences))
    if out is not None:
        _write(learner.policy(), learner, out)
    elif not as_json:
        out_console.print("\nNothing was written. To write a policy with these weights: --out FILE")


def _found(matching: Matching, table: OutcomeTable) -> Mapping[int, OutcomeRow]:
    """Return candidate pair -> its row, and print which rows are of no candidate pair."""
    from mentormatch.problem.build import PairIndex

    index = PairIndex(matching.people, matching.policy, matching.candidates)
    people = matching.people
    mentee = {one: k for k, one in enumerate(people.mentee_ids)}
    mentor = {one: k for k, one in enumerate(people.mentor_ids)}
    found: dict[int, OutcomeRow] = {}
    others = []
    for row in table.rows:
        i, j = mentee.get(row.mentee), mentor.get(row.mentor)
        pair = None if i is None or j is None else index.find(i, j)
        if pair is None:
            wrong, expected = "are no candidate pair of this matching", "the matching that they are from"
            value = f"{row.mentee} and {row.mentor}"
            others.append(RowProblem(table.file, row.row, "", value, wrong, expected, row.mentee))
        else:
            found[pair] = row
    err_console.print(
        f"{table.file}: {len(table.rows) + table.open} rows, {len(found)} used, {len(others)} of other "
        f"pairs, {table.open} without an outcome"
    )
    if others:
        print_problems("Warnings (these rows were left out)", others, "warning")
    return found


def _learnt(matching: Matching, found: Mapping[int, OutcomeRow], good_from: float | None) -> WeightLearner:
    from mentormatch.scoring.learn.learner import WeightLearner

    pairs = matching.frame(list(found))
    policy, expected = matching.policy, matching.scores.expected
    learner = WeightLearner(policy, expected=expected, good_from=good_from, random_state=policy.seed)
    return learner.fit(pairs[list(matching.scores.criteria)], _outcomes(found, good_from), pairs["mentee_id"])


def _outcomes(found: Mapping[int, OutcomeRow], good_from: float | None) -> list[str] | list[int]:
    words = [row.outcome for row in found.values()]
    return words if good_from is None else [int(word) for word in words]


def _other_weights(
    matching: Matching, found: Mapping[int, OutcomeRow], learner: WeightLearner, good_from: float | None
) -> str:
    """Return what the learnt weights would have done, or why that is not known."""
    from mentormatch.matching.off_policy import off_policy

    chosen = set(matching.pair_ids)
    values = zip(found.values(), _outcomes(found, good_from), strict=True)
    outcomes = {pair: value for row, value in values if (pair := (row.mentee, row.mentor)) in chosen}
    try:
        estimate = off_policy(matching, outcomes, learner.policy(), learner=learner, good_from=good_from)
    except OutcomeError as error:
        return f"What the learnt weights would have done is not known: {error}."
    return estimate.summary()


def _write(policy: Policy, learner: WeightLearner, out: Path) -> None:
    from mentormatch.scoring.learn.learner import DIGITS

    scaled = f"Weights are scaled to the sum they had, and rounded to {DIGITS} digits after the point."
    policy.to_toml(out, f"{learner.summary()}\n{scaled}")
    weights = ", ".join(f"{name} {weight:g}" for name, weight in policy.weights.items())
    err_console.print(f"Written to {shown(out)}, with the weights {weights}.")
