"""``mentormatch plan learning-sets``: groups of mentors who meet regularly, where and when."""

from __future__ import annotations

from typing import Annotated

import typer

from mentormatch.cli.console import step
from mentormatch.cli.given.people_files import PeopleFiles
from mentormatch.cli.given.said_once import said_once
from mentormatch.cli.plan.given import Asked, planning

Least = Annotated[int, typer.Option("--least", min=2, help="Fewest mentors in a set.")]
Most = Annotated[int, typer.Option("--most", min=2, help="Most mentors in a set.")]
Independent = Annotated[
    bool, typer.Option(help="Whether nobody is in a set with somebody above them in the reporting lines.")
]


@said_once
def learning_sets(
    files: PeopleFiles, asked: Asked, least: Least = 4, most: Most = 8, independent: Independent = True
) -> None:
    """Plan learning sets: each mentor in one, at a workplace or a venue, at a time when all can come.

    Example:
    mentormatch plan learning-sets --from results/matching.mm --slots slots.csv
    """
    from mentormatch.planning.learning_sets import plan_learning_sets

    if least > most:
        raise typer.BadParameter("--least is above --most")
    venues, slots = asked.read(files.places)
    with planning(files, asked) as given:
        with step("Planning the learning sets"):
            plan = plan_learning_sets(
                given.people, slots, venues, given.policy, least=least, most=most, independent=independent,
                time_limit=asked.time_limit,
            )  # fmt: skip
        given.give(plan, asked)
