"""An answer and the run that found it: two objects that read as one."""

import numpy as np
import pytest

from mentormatch.problem.solution import Answer, Solution, Stage, Status, relative_gap

SCORES = np.array([5, 7, 2])
ANSWER = Answer.of(np.array([0, 1]), SCORES, (Stage("matched", 2, 2), Stage("score", 12, 15)))


def test_an_answer_of_chosen_pairs() -> None:
    assert (ANSWER.n_matched, ANSWER.score, ANSWER.bound, ANSWER.gap) == (2, 12, 15, 3 / 12)
    assert not ANSWER.proved
    with pytest.raises(ValueError, match="read-only"):
        ANSWER.chosen[0] = 2


def test_a_solution_reads_like_its_answer() -> None:
    solution = Solution(ANSWER, Status.FEASIBLE, seconds=1.5)
    assert solution.chosen is ANSWER.chosen
    assert (solution.n_matched, solution.score, solution.bound, solution.gap) == (2, 12, 15, 3 / 12)
    assert solution.state is None


def test_replace_reaches_both() -> None:
    solution = Solution(ANSWER, Status.FEASIBLE).replace(score=13, seconds=2.0)
    assert (solution.score, solution.seconds, ANSWER.score) == (13, 2.0, 12)
    with pytest.raises(TypeError):
        solution.replace(luck=1)


@pytest.mark.parametrize(
    ("stages", "gap"),
    [
        ((), None),
        ((Stage("matched", 3, 3),), 0.0),
        ((Stage("matched", 0, 2),), 2.0),
        ((Stage("matched", 3, 3), Stage("score", -4, -2)), 0.5),
        ((Stage("loads", 4, 2),), 0.5),
    ],
)
def test_the_gap_is_that_of_the_first_open_stage(stages: tuple[Stage, ...], gap: float | None) -> None:
    assert relative_gap(stages) == gap
