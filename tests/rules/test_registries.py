"""Every rule is registered in the union, the problem, the engine, the checker, the reference, and the docs.

A rule that was forgotten somewhere fails here by its name, before somebody meets a `KeyError`.
"""

import re
from typing import Any, get_args

import numpy as np
import pytest
from pydantic import TypeAdapter

from helpers.paths import ROOT
from helpers.rule_reference import EXAMPLES, KEPT, PROBLEM, certified, with_rules
from mentormatch import rules
from mentormatch.engine.core.parts import part_of
from mentormatch.engine.core.pruning import pruned
from mentormatch.engine.cpsat.rows import RowModel
from mentormatch.engine.network.solve import supported, unsupported
from mentormatch.engine.rules import ENGINE_RULES, engine_rules
from mentormatch.proof.rules import CHECKS
from mentormatch.rules import Rule, SideRule
from mentormatch.rules.base import Record

UNION: tuple[type[SideRule], ...] = get_args(get_args(Rule)[0])
RULES = tuple(
    rule for rule in UNION if rule is not rules.GroupCount
)  # a problem has `PairCount` in its place
NAMES = [rule.__name__ for rule in RULES]
every_rule = pytest.mark.parametrize("rule", RULES, ids=NAMES)


def snake(rule: type[SideRule]) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "_", rule.__name__).lower()


def text(path: str) -> str:
    return (ROOT / path).read_text(encoding="utf-8")


def test_every_rule_there_is_belongs_to_the_union() -> None:
    public = [getattr(rules, name) for name in rules.__all__]
    classes = {c for c in public if isinstance(c, type) and issubclass(c, SideRule)} - {SideRule}
    assert classes == set(UNION)


@pytest.mark.parametrize("registry", [EXAMPLES, ENGINE_RULES, KEPT], ids=["examples", "engine", "reference"])
def test_registries_hold_the_rules_and_nothing_else(registry: dict[type, Any]) -> None:
    assert sorted(rule.__name__ for rule in registry) == sorted(NAMES)


def test_the_checker_checks_the_records_of_the_rules_and_nothing_else() -> None:
    problem = with_rules(PROBLEM, *EXAMPLES.values())
    assert set(CHECKS) == {type(record) for record in problem.records}


@every_rule
def test_has_a_file_of_its_own_everywhere(rule: type[SideRule]) -> None:
    assert rule.__module__ == f"mentormatch.rules.{snake(rule)}"
    assert ENGINE_RULES[rule].__module__ == f"mentormatch.engine.rules.{snake(rule)}"
    assert (ROOT / f"tests/rules/test_{snake(rule)}.py").exists()


@every_rule
def test_is_identified_by_its_name(rule: type[SideRule]) -> None:
    example = EXAMPLES[rule]
    assert example.rule == rule.__name__
    assert TypeAdapter(Rule).validate_json(example.model_dump_json()) == example


@every_rule
def test_becomes_a_record_of_numbers_alone(rule: type[SideRule]) -> None:
    (record,) = with_rules(PROBLEM, EXAMPLES[rule]).records
    assert isinstance(record, Record)
    assert type(record).__name__ == f"{rule.__name__}Record"
    for name in type(record).__slots__:
        value = getattr(record, name)
        assert type(value) is int or (isinstance(value, np.ndarray) and value.dtype == np.int64), name


@every_rule
def test_the_engine_can_do_all_with_it(rule: type[SideRule]) -> None:
    problem = with_rules(PROBLEM, EXAMPLES[rule])
    (own,) = engine_rules(problem)
    own.build(RowModel(problem))
    assert own.words()
    assert own.given is EXAMPLES[rule]
    everything = np.arange(problem.n_pairs)
    assert set(pruned(problem, everything).tolist()) <= set(everything.tolist())
    taken = np.zeros(problem.n_pairs, np.bool_)
    part = part_of(problem, taken, everything, np.arange(problem.n_mentees))
    assert part.problem.n_pairs <= problem.n_pairs
    assert bool(supported(problem)) == own.in_network
    assert not (supported(problem) and unsupported(problem))


@every_rule
def test_checker_and_reference_agree_on_nothing_and_on_everything(rule: type[SideRule]) -> None:
    problem = with_rules(PROBLEM, EXAMPLES[rule])
    for chosen in ((), tuple(range(problem.n_pairs))):
        assert certified(problem, chosen).feasible == KEPT[rule](problem, chosen, EXAMPLES[rule])


@every_rule
def test_is_documented(rule: type[SideRule]) -> None:
    page = text("docs/reference/policy.md")
    assert f"`{rule.__name__}`" in page or f'rule = "{rule.__name__}"' in page


@every_rule
def test_what_is_left_of_it_after_a_change_is_as_documented(rule: type[SideRule]) -> None:
    left, example = EXAMPLES[rule].prohibition(), EXAMPLES[rule]
    rows = text("docs/reference/rules.md").splitlines()
    said = {row.split(" | ")[-1].strip(" |") for row in rows if row.startswith(f"| [`{rule.__name__}`]")}
    assert said == {"nothing" if left is None else "all of it" if left == example else "the ceiling"}
