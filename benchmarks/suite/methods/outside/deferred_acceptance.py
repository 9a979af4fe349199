"""Deferred acceptance by `matching` on scored pairs: both sides like a pair as much as it scores.

Run by an interpreter that has `matching`. Equal scores keep the order of the rows, since the package takes
strict lists only. It copies its players deeply, through everybody who is on anybody's list, which needs a
deeper stack than Python gives from 150 people on.
"""

from __future__ import annotations

import sys
import threading
import warnings
from collections.abc import Callable, Iterator
from typing import Any

from exchange import Given, answer
from matching.games import HospitalResident  # type: ignore[import-not-found]


def build(instance: Given) -> Callable[[], Any]:
    """Make the lists of both sides."""
    assert max(instance["demand"], default=0) <= 1, "it takes mentees who want one mentor only"
    residents: dict[int, list[int]] = {}
    hospitals: dict[int, list[int]] = {}
    score = instance["score"]
    for pair in sorted(range(len(score)), key=lambda pair: -score[pair]):
        i, j = instance["mentee"][pair], instance["mentor"][pair]
        if instance["demand"][i] and instance["capacity"][j]:
            residents.setdefault(i, []).append(j)
            hospitals.setdefault(j, []).append(i)
    capacities = {j: instance["capacity"][j] for j in hospitals}
    return lambda: HospitalResident.create_from_dictionaries(residents, hospitals, capacities).solve()


def read(instance: Given, solved: Any) -> Iterator[tuple[int, int]]:  # noqa: ARG001
    """Yield residents and hospitals."""
    return ((one.name, hospital.name) for hospital, chosen in solved.items() for one in chosen)


def main() -> None:
    """Match and print; what the package warns of is an error."""
    warnings.simplefilter("error")
    answer(build, read)


sys.setrecursionlimit(10**7)
threading.stack_size(2**30)
worker = threading.Thread(target=main)
worker.start()
worker.join()
