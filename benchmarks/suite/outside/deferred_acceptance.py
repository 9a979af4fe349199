"""Deferred acceptance by `matching` on scored pairs: both sides like a pair as much as it scores.

Run by an interpreter that has `matching`; reads an instance from standard input and prints pairs. Equal
scores keep the order of the rows, since the package takes strict lists only. It copies its players deeply,
through everybody who is on anybody's list, which needs a deeper stack than Python gives from 150 people on.
"""

from __future__ import annotations

import json
import sys
import threading
import time
import warnings

from matching.games import HospitalResident  # type: ignore[import-not-found]


def main() -> None:
    """Match and print."""
    given = json.load(sys.stdin)
    assert max(given["demand"], default=0) <= 1, "it takes mentees who want one mentor only"
    began = time.perf_counter()
    residents: dict[int, list[int]] = {}
    hospitals: dict[int, list[int]] = {}
    order = sorted(range(len(given["score"])), key=lambda pair: -given["score"][pair])
    for pair in order:
        i, j = given["mentee"][pair], given["mentor"][pair]
        if given["demand"][i] and given["capacity"][j]:
            residents.setdefault(i, []).append(j)
            hospitals.setdefault(j, []).append(i)
    capacities = {j: given["capacity"][j] for j in hospitals}
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        game = HospitalResident.create_from_dictionaries(residents, hospitals, capacities)
        solved = game.solve()
    pairs = [[resident.name, hospital.name] for hospital, chosen in solved.items() for resident in chosen]
    print(json.dumps({"pairs": pairs, "seconds": time.perf_counter() - began}))


sys.setrecursionlimit(10**7)
threading.stack_size(2**30)
worker = threading.Thread(target=main)
worker.start()
worker.join()
