"""A solver patched to make false claims: the checker rejects all of them."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from helpers.solving import BOTH, by_objective
from mentormatch.engine.core.solve import PairSearch
from mentormatch.engine.cpsat.run import run
from mentormatch.engine.cpsat.solve import solve_cpsat
from mentormatch.engine.network.solve import solve_network
from mentormatch.engine.solve import solve
from mentormatch.errors import CertificateError
from mentormatch.problem.problem import Problem
from mentormatch.problem.solution import Stage
from mentormatch.rules import MinimumLoad, NoMutual, Require

LIES = {
    "a pair dropped": lambda a: {"chosen": a.chosen[:-1]},
    "nothing chosen": lambda a: {"chosen": a.chosen[:0]},
    "everything chosen": lambda _: {"chosen": np.array([0, 1, 2, 3])},
    "a mentor over capacity": lambda _: {"chosen": np.array([0, 2])},
    "a pair chosen twice": lambda _: {"chosen": np.array([1, 1, 2])},
    "pairs backwards": lambda a: {"chosen": a.chosen[::-1]},
    "mentees too cheap": lambda a: {"mentee_price": a.mentee_price - 1},
    "mentors without prices": lambda a: {"mentor_price": a.mentor_price * 0},
    "negative prices": lambda a: {"mentor_price": -a.mentor_price - 1},
    "a price missing": lambda a: {"mentee_price": a.mentee_price[:-1]},
    "prices of the wrong side": lambda a: {
        "mentee_price": a.mentor_price,
        "mentor_price": a.mentee_price,
    },
    "prices with a point": lambda a: {"mentor_price": a.mentor_price.astype(float)},
    "prices beyond counting": lambda a: {"mentor_price": np.full_like(a.mentor_price, 2**62)},
}
"""False claims about any objective."""

SCORE_LIES = {
    "a worse answer": lambda _: {"chosen": np.array([0, 3])},
    "the greedy answer": lambda _: {"chosen": np.array([0])},
    "mentees without prices": lambda a: {"mentee_price": a.mentee_price * 0},
    "mentees too expensive": lambda a: {"mentee_price": a.mentee_price + 1},
}
"""Claims that are false for the score, but true for the number matched."""


class TestLies:
    # Two mentees compete for mentor 0: the best is pairs 1 and 2, the greedy choice is worse.
    PROBLEM = Problem(3, 2, [0, 0, 1, 2], [0, 1, 0, 1], [9, 8, 7, -2], capacity=1)
    BEST = (1, 2)

    def network(self, monkeypatch: pytest.MonkeyPatch, lie: Callable[[Any], dict[str, Any]]) -> None:
        def lying(*arguments: Any, **options: Any) -> Any:
            answer = solve_network(*arguments, **options)
            return replace(answer, **lie(answer))

        monkeypatch.setattr("mentormatch.engine.solve.solve_network", lying)

    def cpsat(self, monkeypatch: pytest.MonkeyPatch, lie: Callable[[Any], dict[str, Any]]) -> None:
        def lying(*arguments: Any, **options: Any) -> Any:
            answer = solve_cpsat(*arguments, **options)
            return replace(answer, **lie(answer))

        monkeypatch.setattr("mentormatch.engine.cpsat.solve.solve_cpsat", lying)

    def test_true_claims_are_accepted(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.network(monkeypatch, lambda _: {})
        self.cpsat(monkeypatch, lambda _: {})
        for method in ("network", "cpsat"):
            assert tuple(solve(self.PROBLEM, BOTH, method).chosen) == self.BEST

    @by_objective
    @pytest.mark.parametrize("lie", LIES.values(), ids=LIES)
    def test_network(
        self, monkeypatch: pytest.MonkeyPatch, lie: Callable[[Any], dict[str, Any]], objective: Sequence[str]
    ) -> None:
        self.network(monkeypatch, lie)
        with pytest.raises(CertificateError, match="the checker does not confirm the answer: "):
            solve(self.PROBLEM, objective, "network")

    @pytest.mark.parametrize("objective", [BOTH, ("score",)], ids="-".join)
    @pytest.mark.parametrize("lie", SCORE_LIES.values(), ids=SCORE_LIES)
    def test_network_about_the_score(
        self, monkeypatch: pytest.MonkeyPatch, lie: Callable[[Any], dict[str, Any]], objective: Sequence[str]
    ) -> None:
        self.network(monkeypatch, lie)
        with pytest.raises(CertificateError, match="the checker does not confirm the answer: "):
            solve(self.PROBLEM, objective, "network")

    def test_network_about_its_bonus(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.network(monkeypatch, lambda a: {"bonus": a.bonus + 1000})
        with pytest.raises(CertificateError, match="the checker does not confirm the answer: "):
            solve(self.PROBLEM, BOTH, "network")

    @by_objective
    @pytest.mark.parametrize("rule", [Require(pair=2), MinimumLoad(mentor=1, load=1)])
    def test_network_that_forgets_a_rule(
        self, monkeypatch: pytest.MonkeyPatch, rule: Any, objective: Sequence[str]
    ) -> None:
        self.network(monkeypatch, lambda _: {"chosen": np.array([0])})
        with pytest.raises(CertificateError, match="required"):
            solve(self.PROBLEM.replace(rules=[rule]), objective, "network")

    @pytest.mark.parametrize("rules", [[], [Require(pair=2)], [MinimumLoad(mentor=1, load=1)]], ids=str)
    def test_network_that_finds_no_answer(self, monkeypatch: pytest.MonkeyPatch, rules: list[Any]) -> None:
        self.network(monkeypatch, lambda _: {"feasible": False})
        with pytest.raises(CertificateError):
            solve(self.PROBLEM.replace(rules=rules), BOTH, "network")

    @pytest.mark.parametrize("rules", [[], [Require(pair=2)], [NoMutual(same=((0, 1), (1, 0)))]], ids=str)
    def test_cpsat_that_finds_no_answer(self, monkeypatch: pytest.MonkeyPatch, rules: list[Any]) -> None:
        self.cpsat(monkeypatch, lambda _: {"infeasible": True, "chosen": None, "stages": ()})
        with pytest.raises(CertificateError):
            solve(self.PROBLEM.replace(rules=rules), BOTH, "cpsat")

    @pytest.mark.parametrize(
        "lie",
        [
            lambda a: {"stages": (a.stages[0], replace(a.stages[1], bound=a.stages[1].bound - 1))},
            lambda a: {"stages": (replace(a.stages[0], bound=1), a.stages[1])},
            lambda a: {"stages": (a.stages[0], replace(a.stages[1], value=16, bound=16))},
            lambda a: {"stages": (replace(a.stages[0], value=3, bound=3), a.stages[1])},
            lambda a: {"stages": (a.stages[0], Stage("luck", 1, 1))},
            lambda a: {"stages": a.stages[:1]},
            lambda a: {"stages": a.stages[1:]},
            lambda a: {"chosen": a.chosen[:-1]},
            lambda _: {"chosen": np.array([0, 2])},
            lambda _: {"chosen": np.array([0, 1, 2, 3])},
            lambda _: {"chosen": np.array([0, 3, 3])},
            lambda _: {"chosen": np.array([1, 0])},
        ],
        ids=[
            "a bound below the score", "a bound below the number", "a better score", "a better number",
            "an objective of its own", "the score left out", "the number left out", "a pair dropped",
            "a mentor over capacity", "everything chosen", "a pair chosen twice", "pairs backwards",
        ],
    )  # fmt: skip
    def test_cpsat(self, monkeypatch: pytest.MonkeyPatch, lie: Callable[[Any], dict[str, Any]]) -> None:
        self.cpsat(monkeypatch, lie)
        with pytest.raises(CertificateError, match="the checker does not confirm the answer: "):
            solve(self.PROBLEM, BOTH, "cpsat")

    def test_cpsat_that_lets_two_mentor_each_other(self, monkeypatch: pytest.MonkeyPatch) -> None:
        rules = [NoMutual(same=((0, 0), (1, 1)))]
        problem = Problem(2, 2, [0, 0, 1, 1], [0, 1, 0, 1], [1, 9, 9, 1], rules=rules)
        assert solve(problem).score == 2
        stages = (Stage("matched", 2, 2), Stage("score", 18, 18))
        self.cpsat(monkeypatch, lambda _: {"chosen": np.array([1, 2]), "stages": stages})
        with pytest.raises(CertificateError, match="mentee 0 and mentor 1 mentor each other"):
            solve(problem, method="cpsat")

    @pytest.mark.parametrize(
        "lie",
        [
            lambda _: {"chosen": np.array([1, 2])},
            lambda a: {"bound": a.bound - 1},
            lambda _: {"chosen": None, "infeasible": True},
        ],
        ids=["a rule broken", "a bound too low", "no answer"],
    )
    def test_core(self, monkeypatch: pytest.MonkeyPatch, lie: Callable[[Any], dict[str, Any]]) -> None:
        def lying(search: PairSearch) -> Any:
            answer = run(search)
            return replace(answer, **lie(answer))

        run = PairSearch.run
        rules = [NoMutual(same=((0, 0), (1, 1)))]
        problem = Problem(2, 2, [0, 0, 1, 1], [0, 1, 0, 1], [1, 9, 9, 1], rules=rules)
        assert solve(problem).score == 2
        monkeypatch.setattr(PairSearch, "run", lying)
        with pytest.raises(CertificateError):
            solve(problem)

    @pytest.mark.parametrize("bound", [-100, 0, 1])
    def test_a_bound_below_the_answer_is_not_corrected(
        self, monkeypatch: pytest.MonkeyPatch, bound: int
    ) -> None:
        def lying(*arguments: Any, **options: Any) -> Any:
            return replace(run(*arguments, **options), bound=bound)

        monkeypatch.setattr("mentormatch.engine.cpsat.solve.run", lying)
        with pytest.raises(CertificateError):
            solve(self.PROBLEM, ("score",), "cpsat")

    def test_pairs_beyond_demand(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def lying(*arguments: Any, **options: Any) -> Any:
            return replace(run(*arguments, **options), chosen=np.array([0, 1]), bound=17)

        monkeypatch.setattr("mentormatch.engine.cpsat.solve.run", lying)
        with pytest.raises(CertificateError, match="mentee 0 has 2 mentors; the demand is 1"):
            solve(self.PROBLEM, ("score",), "cpsat")
