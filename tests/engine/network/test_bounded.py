"""Assignments are the best, whatever is switched off."""

from functools import partial

import numpy as np
import pytest

from helpers.bounded_graphs import faults, graph
from mentormatch.engine.network import bounded, lottery
from mentormatch.engine.network import solve as solving
from mentormatch.engine.network.bounded import assign, splitting
from mentormatch.engine.network.kernel.cut import tightest_cut
from mentormatch.engine.network.kernel.order import local_orders
from mentormatch.engine.network.kernel.placing import Settings
from mentormatch.engine.solve import solve
from mentormatch.errors import InfeasibleError
from mentormatch.problem.problem import Problem
from mentormatch.rules import MinimumLoad

SWITCHES = {
    "everything": Settings(),
    "no bids": Settings(bids=0),
    "no pruning": Settings(prune=False),
    "one thread": Settings(threads=1),
    "nothing": Settings(bids=0, prune=False, threads=1),
}


@pytest.fixture(autouse=True)
def _as_if_large(monkeypatch: pytest.MonkeyPatch) -> None:
    """Use local orders and threads for small graphs too."""
    monkeypatch.setattr(bounded, "LOCAL", 1)
    monkeypatch.setattr(bounded, "local_orders", partial(local_orders, few=1))
    monkeypatch.setattr(bounded, "_WORTH_A_THREAD", 1)


@pytest.mark.parametrize("with_bonus", [True, False])
@pytest.mark.parametrize("name", SWITCHES)
def test_prices_prove_assignments(name: str, with_bonus: bool) -> None:
    kinds = set()
    for seed in range(100):
        instance, inside = graph(seed)
        weight = instance.weight
        spread = int(weight.max(initial=0)) - int(weight.min(initial=0))
        subsidy = (len(weight) + 1) * spread + max(0, -int(weight.min(initial=0))) + 1
        bonus = splitting(subsidy, int(weight.max(initial=0))) if with_bonus else 0
        # Units below a minimum come before all others.
        most = subsidy + (len(weight) + 2) * bonus
        splits = bounded._single(instance)
        found = assign(instance, inside, subsidy if splits else most, bonus, SWITCHES[name])
        assert faults(instance, inside, bonus, found) == [], seed
        kinds.add((splits, bool(found.searches)))
    assert {(False, True), (True, True)} <= kinds


def _problem(seed: int) -> Problem:
    instance, inside = graph(seed)
    rules = [
        MinimumLoad(mentor=int(j), load=1)
        for j in np.flatnonzero(instance.capacity_least)[:2]
        if (inside & (instance.mentor == j)).any()
    ]
    return Problem(
        len(instance.demand), len(instance.capacity), instance.mentee[inside], instance.mentor[inside],
        instance.weight[inside], instance.capacity, instance.demand, rules if seed % 2 else [],
    )  # fmt: skip


def _answer(problem: Problem, objective: tuple[str, ...]) -> tuple[object, ...] | None:
    """Return the bytes and values of a proved answer, None where the rules contradict each other."""
    try:
        solution = solve(problem, objective)
    except InfeasibleError:
        return None
    assert solution.certificate.proof == "prices"
    return solution.chosen.tobytes(), *((stage.value, stage.bound) for stage in solution.stages)


def test_the_answer_does_not_depend_on_switches(monkeypatch: pytest.MonkeyPatch) -> None:
    ties, proved = 0, 0
    for seed in range(0, 60, 3):
        problem = _problem(seed)
        for objective in (("matched", "score"), ("score",)):
            answers = set()
            for settings in SWITCHES.values():
                for module in (solving, lottery):
                    monkeypatch.setattr(module, "assign", partial(assign, settings=settings))
                answers.add(_answer(problem, objective))
            assert len(answers) == 1, (seed, objective)
            proved += answers.pop() is not None
        ties += len(np.unique(problem.score)) < problem.n_pairs
    assert ties > 5
    assert proved > 30


def test_the_way_to_the_cut_does_not_matter(monkeypatch: pytest.MonkeyPatch) -> None:
    for seed in range(0, 60, 4):
        problem = _problem(seed)
        answers = set()
        for scans in (-1, 0.01, 100):
            monkeypatch.setattr(bounded, "tightest_cut", partial(tightest_cut, scans=scans))
            answers.add(solve(problem).chosen.tobytes())
        assert len(answers) == 1, seed
