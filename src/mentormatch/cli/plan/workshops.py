"""``mentormatch plan workshops``: how many training workshops, where and when, and who goes to which."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from mentormatch.cli.console import step
from mentormatch.cli.given.people_files import PeopleFiles
from mentormatch.cli.given.said_once import said_once
from mentormatch.cli.plan.given import Asked, Planning, planning

if TYPE_CHECKING:
    from collections.abc import Collection

Least = Annotated[int, typer.Option("--least", min=1, help="Fewest people with whom a workshop runs.")]
Everybody = Annotated[bool, typer.Option("--everybody", help="Plan for trained mentors too.")]


@said_once
def workshops(files: PeopleFiles, asked: Asked, least: Least = 6, everybody: Everybody = False) -> None:
    r"""Plan training: as many mentors as possible in the fewest workshops, with the least travel.

    Example:
    mentormatch plan workshops --from results/matching.mm --slots slots.csv \
        --venues venues.csv
    """
    from mentormatch.planning.workshops import plan_workshops

    venues, slots = asked.read(files.places)
    with planning(files, asked) as given:
        mentors = given.people.mentor_ids if everybody else _to_train(given)
        with step("Planning the workshops"):
            plan = plan_workshops(
                given.people, venues, slots, given.policy, mentors=mentors, least=least,
                time_limit=asked.time_limit,
            )  # fmt: skip
        given.give(plan, asked)


def _to_train(given: Planning) -> Collection[str] | None:
    """Return the mentors who lack training by the record; without one, None for those not trained."""
    if given.record is None:
        return None
    from mentormatch.record.training import lacking_training

    return lacking_training(given.record, given.policy.follow_up.training)
