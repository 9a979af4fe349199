"""Repair gives the same answers as plain Python as when compiled."""

import json

import numpy as np

from helpers.solving import scheme, without_jit
from mentormatch.engine.repair.delta import Delta
from mentormatch.engine.repair.repair import repair_network
from mentormatch.engine.state.state import State
from mentormatch.proof.certificate import certify

SCRIPT = """
import json, sys
from engine.state.test_kernel_without_jit import answers
from mentormatch.engine.state import kernel
assert kernel.restore.dispatcher is kernel.restore.py_func, "the repair is compiled"
json.dump(answers(), sys.stdout)
"""


def answers() -> list[object]:
    """Return the results of changes of every kind, as far as JSON can hold them."""
    found: list[object] = []
    for seed in range(4):
        random = np.random.default_rng(seed)
        n_mentees, n_mentors = [(12, 5), (5, 12)][seed % 2]
        state = State.of(scheme(seed, n_mentees, n_mentors, 0.7, low=-50), matched_first=seed < 2)
        for k in range(8):
            alive = random.permutation(state.pair_numbers)
            delta = Delta(
                removed=alive[:1], rescored=alive[1:6], score=random.integers(-50, 1000, 5),
                mentees=[k % n_mentees], demand=random.integers(0, 3, 1),
                mentors=[k % n_mentors], capacity=random.integers(0, 4, 1),
                new_demand=[1], new_capacity=[1], new_mentee=[state.n_mentees, state.n_mentees, k % 5],
                new_mentor=[k % n_mentors, state.n_mentors, state.n_mentors],
                new_score=random.integers(-50, 1000, 3),
            )  # fmt: skip
            state = repair_network(state, delta)
            now = state.arrays()
            prices = (now.mentee_price.tolist(), now.mentor_price.tolist())
            proof = certify(state.problem(), state.solution()).proof
            found.append([state.chosen.tolist(), state.n_matched, state.score, proof, *prices])
    return found


def test_plain_python_agrees() -> None:
    assert without_jit(SCRIPT) == json.loads(json.dumps(answers()))


def test_the_answers_are_proved() -> None:
    assert {proof for _, _, _, proof, *_ in answers()} == {"prices"}
