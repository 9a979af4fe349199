"""Public instances with known answers, from a folder that is not part of the project."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from suite.data.instance import Instance

Known = tuple[str, Instance, tuple[int, int]]
"""Name, instance, and the best answer: filled places and score."""

QUARTERS = 4
PAPERS, PAPERS_BEST = (3, 6), 124.25
"""Reviewers a paper and papers a reviewer; the best total similarity, from the folder's README."""


def known_instances(folder: Path) -> Iterator[Known]:
    """Yield those without side rules."""
    yield from _or_library(folder / "orlib_assign")
    yield from _lapsolver(folder / "lapsolver")
    yield from _paper_review(folder / "paperreview" / "preflib1.in")


def _assignment(cost: NDArray[np.float64]) -> Instance:
    """Return an assignment problem to be minimised; nan is no pair."""
    mentee, mentor = np.nonzero(~np.isnan(cost))
    return Instance.plain(
        (cost.shape[0], cost.shape[1]), mentee, mentor, -cost[mentee, mentor].astype(np.int64)
    )


def _or_library(folder: Path) -> Iterator[Known]:
    if not folder.is_dir():
        return
    optima = dict(line.split() for line in (folder / "assignopt.txt").read_text().splitlines()[1:])
    for name in sorted(optima):
        file = folder / f"{name}.txt"
        if file.exists():
            size, *costs = map(int, file.read_text().split())
            cost = np.array(costs, np.float64).reshape(size, size)
            yield f"OR-Library {name}", _assignment(cost), (size, -int(optima[name]))


def _lapsolver(folder: Path) -> Iterator[Known]:
    for path in sorted(folder.glob("costs*.npz")):
        with np.load(path) as file:
            cost, total = file["costs"], int(file["total_cost"])
        yield f"lapsolver {path.stem}", _assignment(cost), (len(cost), -total)


def _paper_review(path: Path) -> Iterator[Known]:
    if not path.exists():
        return
    (papers, reviewers), *rows = [line.split() for line in path.read_text().splitlines() if line]
    similarity = np.round(np.array(rows, np.float64) * QUARTERS).astype(np.int64)
    shape = int(papers), int(reviewers)
    mentee, mentor = np.indices(shape).reshape(2, -1)
    demand, capacity = PAPERS
    instance = Instance.plain(shape, mentee, mentor, similarity.ravel(), capacity, demand, QUARTERS)
    yield "paper review", instance, (shape[0] * demand, round(PAPERS_BEST * QUARTERS))
