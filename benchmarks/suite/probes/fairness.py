"""`worst_off`, `leximin` and `preference` on schemes, and papers and reviewers beside FairIR.

FairIR (Kobren, Saha and McCallum, "Paper matching with local fairness constraints", KDD 2019) is the
published linear programme with rounding, written here from the paper: the highest least total of a paper by
bisection, then papers with few fractional pairs are freed.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.optimize import linprog

import mentormatch as mm
from suite.data.towns import regional
from suite.registry import Facts, Unfit, probe
from suite.timing import timed

Floats = NDArray[np.float64]
ORDERS = (
    ("matched", "score"),
    ("matched", "worst_off", "score"),
    ("matched", "leximin 10", "score"),
    ("matched", "preference", "score"),
)
SCALE = 10_000
EACH, HALVINGS, FEW, NEAR = 3, 14, 3, 1e-7
FILE = "paperreview/preflib1.in"


@probe("orders")
def orders(case: Facts) -> Facts:
    """Solve a scheme by each order of objectives, proof included."""
    random, drawn = np.random.default_rng(case["seed"]), regional(case["n"], case["regime"], case["seed"])
    wished = random.random(len(drawn.mentee)) < 0.05
    problem = mm.Problem(
        len(drawn.demand), len(drawn.capacity), drawn.mentee, drawn.mentor, drawn.score, drawn.capacity,
        drawn.demand, rank=np.where(wished, random.integers(1, 6, len(wished)), 0),
    )  # fmt: skip
    mm.solve(problem)  # compiled by now
    parts = {}
    for order in ORDERS:
        found, taken = timed(
            lambda order=order: mm.solve(problem, order, even=True, time_limit=case["limit"])
        )
        check, levels = found.certificate, [stage.value for stage in found.stages if stage.level]
        parts[", ".join(order)] = {
            "pairs": problem.n_pairs, "worked": taken.worked, "score": found.score, "levels": levels[:3],
            "proof": check.proof if check else "none", "proved": check is not None and check.proved,
        }  # fmt: skip
    return {"parts": parts}


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


def similarities(case: Facts) -> tuple[Floats, int]:
    """Return how similar papers and reviewers are, and how many papers a reviewer may have."""
    if case["drawn"]:
        return drawn_papers(case["drawn"]), 4
    if case["folder"] is None:
        raise Unfit("the public instance is not here")
    rows = (Path(case["folder"]) / FILE).read_text("utf-8").splitlines()
    return np.array([line.split() for line in rows[1:] if line], float), 6


@probe("papers")
def papers(case: Facts) -> Facts:
    """Give each paper 3 reviewers, by FairIR and by two orders of ours."""
    similar, most = similarities(case)
    (bound, pairs), taken = timed(lambda: fair_ir(similar, most))
    parts = {
        "FairIR": _facts(similar, pairs) | {"worked": taken.worked, "status": f"worst at most {bound:.4f}"}
    }
    paper, reviewer = np.indices(similar.shape).reshape(2, -1)
    points = np.round(similar.ravel() * SCALE)
    problem = mm.Problem(*similar.shape, paper, reviewer, points, most, EACH)
    for order in ORDERS[:2]:
        found, taken = timed(lambda order=order: mm.solve(problem, order, time_limit=case["limit"]))
        pairs = np.isin(np.arange(problem.n_pairs), found.chosen).reshape(similar.shape)
        facts = {"worked": taken.worked, "status": found.status.value}
        parts[", ".join(order)] = _facts(similar, pairs) | facts
    return {"parts": parts}


def _facts(similar: Floats, pairs: NDArray[np.bool_]) -> Facts:
    totals = (similar * pairs).sum(axis=1)
    return {"total": float(totals.sum()), "worst": float(totals.min())}
