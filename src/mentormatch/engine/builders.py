"""One builder a rule: what it adds to a `PairModel`.

Each builder takes a literal under which alone the rule holds, so that contradictions can be found.
"""

from __future__ import annotations

from mentormatch.engine.model import PairModel
from mentormatch.rules import MinimumLoad, NoMutual, Require, Rule


def add_rule(model: PairModel, rule: Rule, literal: int | None = None) -> None:
    """Add a rule that carries indices; it holds if `literal` does, or always without one."""
    match rule:
        case Require(pair=int(pair)):
            model.at_least([pair], 1, literal)
        case MinimumLoad(mentor=int(mentor), load=load):
            model.at_least(model.problem.pairs_of_mentor(mentor), load, literal)
        case NoMutual():
            _no_mutual(model, rule, literal)
        case _:
            raise TypeError(f"{rule.rule} does not carry indices")


def _no_mutual(model: PairModel, rule: NoMutual, literal: int | None) -> None:
    for one, other in mutual_pairs(model, rule):
        model.at_most([one, other], 1, literal)


def mutual_pairs(model: PairModel, rule: NoMutual) -> list[tuple[int, int]]:
    """Return the pairs of pairs in which two people would mentor each other."""
    problem = model.problem
    mentor_of = {i: j for i, j in rule.same if isinstance(i, int) and isinstance(j, int)}
    mentee_of = {j: i for i, j in mentor_of.items()}
    at: dict[tuple[int, int], int] = {}
    for i in mentor_of:
        for pair in problem.pairs_of_mentee(i).tolist():
            if int(problem.mentor[pair]) in mentee_of:
                at[i, int(problem.mentor[pair])] = pair
    found = []
    for (i, j), pair in at.items():
        other = at.get((mentee_of[j], mentor_of[i]))
        if other is not None and pair < other:
            found.append((pair, other))
    return found
