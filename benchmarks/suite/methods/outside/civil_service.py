"""The Civil Service tool, `mentor-match`, on scored pairs: rounds of Munkres, as it runs them itself.

Run by an interpreter that has `mentor-match`. The tool gives everybody one partner a round, up to three
rounds; its own rules (`Disqualify`) leave out those who may not meet and those who have all they want, so
that with as many rounds as the largest capacity its answers fit the scheme.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from exchange import Given, answer
from matching.match import Match  # type: ignore[import-not-found]
from matching.mentee import Mentee  # type: ignore[import-not-found]
from matching.mentor import Mentor  # type: ignore[import-not-found]
from matching.rules.rule import Disqualify  # type: ignore[import-not-found]

from matching import process  # type: ignore[import-not-found]


class Points:
    """The score of a pair, as a rule of the tool."""

    def __init__(self, points: dict[tuple[int, int], int]) -> None:
        self.points = points

    def apply(self, match: Match) -> int:
        """Return the points; the tool adds them up."""
        return self.points.get((match.mentee.email, match.mentor.email), 0)


def build(instance: Given) -> Callable[[], Any]:
    """Make people and rules.

    Mentors' addresses are numbered on from the mentees': the tool would take two people with one address for
    one person.
    """
    demand, capacity = instance["demand"], instance["capacity"]
    n, lowest = len(demand), min(0, min(instance["score"], default=0))
    ends = zip(instance["mentee"], instance["mentor"], instance["score"], strict=True)
    points = {(i, n + j): score - lowest for i, j, score in ends}
    mentees = [Mentee(grade=0, email=i) for i in range(n)]
    mentors = [Mentor(grade=1, email=n + j) for j in range(len(capacity))]
    rules = [
        Points(points),
        Disqualify(lambda match: len(match.mentee.mentors) >= demand[match.mentee.email]),
        Disqualify(lambda match: len(match.mentor.mentees) >= capacity[match.mentor.email - n]),
        Disqualify(lambda match: (match.mentee.email, match.mentor.email) not in points),
    ]
    rounds = [list(rules) for _ in range(max([*capacity, *demand], default=0))]

    def run() -> Any:
        process.process_data(mentors, mentees, rounds)
        return mentees

    return run


def read(instance: Given, mentees: Any) -> Iterator[tuple[int, int]]:
    """Yield mentees and their mentors."""
    n = len(instance["demand"])
    return ((one.email, mentor.email - n) for one in mentees for mentor in one.mentors)


answer(build, read)
