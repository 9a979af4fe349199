"""`worst_off`, `leximin` and `preference`: seconds at a size, and papers against FairIR.

`make bench-fairness` draws schemes of the three regimes, and instances of the shape of a conference (118
papers with 3 reviewers each, 177 reviewers with at most 4 papers). FairIR (Kobren, Saha and McCallum, "Paper
matching with local fairness constraints", KDD 2019) is the published linear programme with rounding, written
here from the paper: the highest least total of a paper by bisection, then papers with few fractional pairs
are freed. A file of similarities may be given too: papers and reviewers, then a row for each paper.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.optimize import linprog

import mentormatch as mm
from suite.data.towns import regional

Floats = NDArray[np.float64]
ORDERS = (
    ("matched", "score"),
    ("matched", "worst_off", "score"),
    ("matched", "leximin 10", "score"),
    ("matched", "preference", "score"),
)
SCALE = 10_000
EACH, HALVINGS, FEW, NEAR = 3, 14, 3, 1e-7


def schemes(n_mentees: int, seed: int) -> None:
    """Print the seconds of every order in every regime."""
    random = np.random.default_rng(seed)
    for regime in ("plenty", "scarce", "mixed"):
        drawn = regional(n_mentees, regime, seed)
        wished = random.random(len(drawn.mentee)) < 0.05
        problem = mm.Problem(
            len(drawn.demand), len(drawn.capacity), drawn.mentee, drawn.mentor, drawn.score, drawn.capacity,
            drawn.demand, rank=np.where(wished, random.integers(1, 6, len(wished)), 0),
        )  # fmt: skip
        mm.solve(problem)  # compiled by now
        for order in ORDERS:
            began = time.perf_counter()
            found = mm.solve(problem, order, even=True)
            lowest = [stage.value for stage in found.stages if stage.level]
            seconds, proof = time.perf_counter() - began, found.certificate.proof if found.certificate else ""
            print(
                f"{regime:7} {problem.n_pairs} pairs  {' '.join(order):26} {seconds:6.2f} s  "
                f"{found.status.value}, {proof}, score {found.score}, levels {lowest[:3]}"
            )


def drawn_papers(seed: int, shape: tuple[int, int] = (118, 177), topics: int = 15) -> Floats:
    """Draw similarities: many papers on topics that few reviewers know well."""
    random = np.random.default_rng(seed)
    popular = 1 / np.arange(1, topics + 1)
    popular /= popular.sum()
    papers = random.dirichlet(0.175 + popular, shape[0])
    reviewers = random.dirichlet(3.6 * popular, shape[1])
    both = [side / np.linalg.norm(side, axis=1)[:, None] for side in (papers, reviewers)]
    return np.round(np.clip(0.62 * both[0] @ both[1].T + random.normal(0, 0.04, shape), 0, 1), 4)


def relaxed(similar: Floats, most: int, least: float, pairs: Sequence[Floats], held: Sequence[int]) -> Any:
    """Return the linear programme's answer in which the papers held have at least so much each."""
    n, m = similar.shape
    rows = sparse.vstack([
        sparse.kron(np.ones((1, n)), sparse.eye(m)),
        sparse.block_diag(list(-similar[:, None, :])).tocsr()[held],
    ])  # fmt: skip
    bounds = np.concatenate((np.full(m, most), np.full(len(held), -least)))
    return linprog(
        -similar.ravel(), rows, bounds, sparse.kron(sparse.eye(n), np.ones((1, m))), np.full(n, EACH),
        np.column_stack(pairs), method="highs",
    )  # fmt: skip


def fair_ir(similar: Floats, most: int) -> tuple[float, NDArray[np.bool_]]:
    """Return the highest least total of the linear programme, and FairIR's pairs."""
    held, bounds = list(range(len(similar))), (np.zeros(similar.size), np.ones(similar.size))
    low, high = 0.0, float(EACH * similar.max())
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        low, high = (
            (middle, high) if relaxed(similar, most, middle, bounds, held).status == 0 else (low, middle)
        )
    while True:
        share = relaxed(similar, most, low, bounds, held).x
        bounds[0][share > 1 - NEAR], bounds[1][share < NEAR] = 1, 0
        fractional = (bounds[0] != bounds[1]).reshape(similar.shape).sum(axis=1)
        if not fractional.any():
            return low, bounds[0].reshape(similar.shape) > 0
        freed = [k for k in held if 0 < fractional[k] <= FEW] or [max(held, key=lambda k: fractional[k])]
        held = [k for k in held if k not in freed]


def papers(name: str, similar: Floats, most: int, limit: float) -> None:
    """Print total and worst paper of FairIR and of ours."""
    began = time.perf_counter()
    bound, pairs = fair_ir(similar, most)
    _row(name, f"FairIR (bound {bound:.4f})", similar, pairs, time.perf_counter() - began)
    paper, reviewer = np.indices(similar.shape).reshape(2, -1)
    points = np.round(similar.ravel() * SCALE)
    problem = mm.Problem(*similar.shape, paper, reviewer, points, most, EACH)
    for order in ORDERS[:2]:
        began = time.perf_counter()
        found = mm.solve(problem, order, time_limit=limit)
        pairs = np.isin(np.arange(problem.n_pairs), found.chosen).reshape(similar.shape)
        _row(name, f"{' '.join(order)} ({found.status.value})", similar, pairs, time.perf_counter() - began)


def _row(name: str, method: str, similar: Floats, pairs: NDArray[np.bool_], seconds: float) -> None:
    totals = (similar * pairs).sum(axis=1)
    print(f"{name:10} {method:38} total {totals.sum():9.4f}  worst {totals.min():.4f}  {seconds:6.1f} s")


def main() -> int:
    """Measure what was asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", type=int, default=2_000, help="mentees")
    parser.add_argument("--limit", type=float, default=120.0, help="seconds for each answer with papers")
    parser.add_argument("--draws", type=int, default=3, help="instances of papers")
    parser.add_argument(
        "--similarities", type=Path, help="a file of similarities, at most 6 papers a reviewer"
    )
    options = parser.parse_args()
    schemes(options.size, 1)
    for seed in range(1, options.draws + 1):
        papers(f"drawn {seed}", drawn_papers(seed), 4, options.limit)
    if options.similarities:
        rows = [line.split() for line in options.similarities.read_text("utf-8").splitlines() if line]
        papers(options.similarities.stem, np.array(rows[1:], float), 6, options.limit)
    return 0


if __name__ == "__main__":
    sys.exit(main())
