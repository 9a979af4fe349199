"""The Civil Service tool, `mentor-match`, on scored pairs: rounds of Munkres, as it runs them itself.

Run by an interpreter that has `mentor-match`; reads an instance from standard input and prints pairs. The
tool gives everybody one partner a round, up to three rounds; its own rules (`Disqualify`) leave out whom may
not meet and who has all they want, so that with as many rounds as the largest capacity its answers fit the
scheme.
"""

from __future__ import annotations

import json
import sys
import time

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


def main() -> None:
    """Match and print."""
    given = json.load(sys.stdin)
    began = time.perf_counter()
    ends = list(zip(given["mentee"], given["mentor"], strict=True))
    points = dict(zip(ends, given["score"], strict=True))
    lowest = min(given["score"], default=0)
    points = {pair: score - min(lowest, 0) for pair, score in points.items()}
    demand, capacity = given["demand"], given["capacity"]
    mentees = [Mentee(grade=0, email=i) for i in range(len(demand))]
    mentors = [Mentor(grade=1, email=j) for j in range(len(capacity))]
    # Who is asked of an e-mail address has it equal to somebody's on the other side: the tool would take the
    # two for one person.
    for mentor in mentors:
        mentor.email += len(demand)
    points = {(i, j + len(demand)): score for (i, j), score in points.items()}
    rules = [
        Points(points),
        Disqualify(lambda match: len(match.mentee.mentors) >= demand[match.mentee.email]),
        Disqualify(lambda match: len(match.mentor.mentees) >= capacity[match.mentor.email - len(demand)]),
        Disqualify(lambda match: (match.mentee.email, match.mentor.email) not in points),
    ]
    rounds = max([*capacity, *demand], default=0)
    process.process_data(mentors, mentees, [list(rules) for _ in range(rounds)])
    pairs = [[m.email, r.email - len(demand)] for m in mentees for r in m.mentors]
    print(json.dumps({"pairs": pairs, "seconds": time.perf_counter() - began}))


main()
