"""The plans of the benchmark suite: every section on a tiny size, and the data that they are made of."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import mentormatch as mm

PARTS = ("registry", "runner", "process", "data.changed", "data.towns", "plans.all", "plans.measurement",
         "plans.section", "plans.target", "report.pages", "report.speed")  # fmt: skip
TINY, LIMIT = 60, 20.0
HERE = (
    "mentormatch",
    "mentormatch, repair",
    "OR-Tools flow",
    "OR-Tools flow, with groups",
    "CP-SAT, level 2",
)
"""Methods that need no environment of their own, and prove tiny instances at once."""
STUDIES = ("engine", "rematch", "people", "scoring")
LARGER = {"frontier": 200, "people": 200, "endurance": 240, "candidates": 200}
"""Mentees of sections for whose changes, or reach, the tiny size is too small."""


def tiny(section: Any) -> Any:
    """Return a section on one tiny size, the last of its data and one peer that need not be installed."""
    small = section.sized([LARGER.get(section.name, TINY)], LIMIT)
    if hasattr(small, "methods"):
        some = dict(list(small.sizes.items())[-1:])
        others = [name for name in small.methods if name in HERE and name != small.ours]
        return replace(small, sizes=some, methods=(small.ours, *others[-1:]))
    if small.probe == "compiling":  # compiling everything again takes as long as all else together
        return replace(small, probe="first solutions", cases={"cache at hand": {"n": TINY}})
    return replace(small, rounds=1, cases=dict(list(small.cases.items())[-1:]))


@pytest.mark.parametrize("plan", STUDIES)
def test_every_section_measures_and_reports(suite: Any, plan: str, tmp_path: Path) -> None:
    whole = suite.all.PLANS[plan]
    given = suite.section.Given(0, tmp_path, [].append)
    small = replace(whole, sections=tuple(map(tiny, whole.sections)))
    measured = {section.name: section.measure(given) for section in small.sections}
    page = page_of(suite, plan, measured)
    assert suite.runner.faults(page, small) == []
    for name, facts in measured.items():
        assert facts["rows"], name
        for row in facts["rows"]:
            assert row.get("status", "done") == "done", row
    suite.runner.write(page, tmp_path / "results")
    folder = tmp_path / "results"
    assert suite.pages.latest(folder, plan)["sections"].keys() == measured.keys()
    written = suite.pages.write_report(page, small, folder)
    assert [path.name for path in written] == [f"{plan}.html", f"{plan}.md"]
    text = written[1].read_text("utf-8")
    for section in small.sections:
        assert section.title in text
    assert "nan" not in text


def test_sections_measured_on_one_day_are_on_one_page(suite: Any, tmp_path: Path) -> None:
    first = page_of(suite, "speed", {"kernel": 1, "rules": 2})
    suite.runner.write(first, tmp_path)
    again = page_of(suite, "speed", {"rules": 3}) | {"command": "python -m suite speed rules", "commit": "1"}
    both = suite.runner.with_earlier(again, tmp_path)
    assert both["sections"] == {"kernel": 1, "rules": 3}
    assert both["command"] == "python -m suite and python -m suite speed rules"
    assert (both["commit"], both["seconds"]) == ("0 and 1", 2.0)
    assert suite.runner.with_earlier(first, tmp_path) == first
    assert suite.runner.with_earlier(again, tmp_path / "elsewhere") == again


def page_of(suite: Any, plan: str, measured: dict[str, Any]) -> dict[str, Any]:
    return {
        "plan": plan, "date": "2026-01-01", "command": "python -m suite", "seed": 0, "commit": "0",
        "machine": suite.runner.machine(), "load": [0.0, 0.1], "seconds": 1.0, "sections": measured,
    }  # fmt: skip


def test_every_target_is_of_a_section_and_long_ones_are_asked_for(suite: Any) -> None:
    plan = suite.all.PLANS["speed"]
    assert set(plan.targets) == set(plan.named)
    assert set(plan.named) - {section.name for section in plan.sections} == {"proof"}


class TestTargets:
    INSTANCES = ({"data": "a", "n": 9}, {"data": "b", "n": 9})

    def facts(self, **rows: Any) -> dict[str, Any]:
        """Return facts of a comparison: method and data -> seconds, or what else a row says."""
        found = []
        for key, said in rows.items():
            method, data = key.split("_")
            own = said if isinstance(said, dict) else {"status": "done", "seconds": said}
            found.append({"method": method, "data": data, "n": 9, "seed": 0, "why": ""} | own)
        names = list(dict.fromkeys(one["method"] for one in found))
        return {"rows": found, "methods": names, "ours": "mentormatch", "instances": list(self.INSTANCES)}

    def row(self, target: Any, facts: Any) -> list[str]:
        (found,) = target.rows(facts)
        return list(found[1:])

    def test_pages_begin_with_them(self, suite: Any) -> None:
        plan = suite.all.PLANS["speed"]
        page = page_of(suite, "speed", {"rules": self.facts(mentormatch_a=1.0)})
        text = suite.pages.as_markdown({**page, "sections": {}}, plan)
        assert "### Targets" not in text
        page["sections"]["rules"]["instances"] = [{"data": "all four, plenty", "n": 9}]
        page["sections"]["rules"]["rows"][0]["data"] = "all four, plenty"
        (table,) = suite.pages.in_short(page, plan)
        assert table.rows == [["all four, plenty: proved, 9", "–", "1 s", "at most 1.5 s", "yes"]]

    def test_the_best_peer_is_the_fastest_that_is_done(self, suite: Any) -> None:
        late = {"status": "late", "why": "more than 10 s"}
        facts = self.facts(mentormatch_a=2.0, slow_a=9.0, fast_a=5.0, none_a=late)
        assert self.row(suite.target.ahead("a", 4), facts) == [
            "fast, 5 s; ours 2 s", "2.5 x", "at least 4 x", "NO",
        ]  # fmt: skip
        assert self.row(suite.target.close("a", 1.5), facts)[1:] == ["0.4 x", "at most 1.5 x", "yes"]

    def test_without_an_answer_a_target_is_not_met(self, suite: Any) -> None:
        late = {"status": "late", "why": "more than 10 s, gap 0.2000%", "gap": 0.002}
        facts = self.facts(mentormatch_a=late, fast_a=5.0, mentormatch_b=1.0)
        for target in (suite.target.ahead("a", 4), suite.target.close("a", 4), suite.target.within("a", 4)):
            assert self.row(target, facts)[0] == "> 10 s, gap 0.2000%"
            assert self.row(target, facts)[-1] == "NO"
        assert self.row(suite.target.ahead("b", 4), facts)[0] == "no peer is done"
        assert self.row(suite.target.near("a", 0.01), facts)[1:] == ["0.2%", "at most 1%", "yes"]
        assert self.row(suite.target.near("a", 0.001), facts)[-1] == "NO"
        assert self.row(suite.target.beside("a", "b", 2), facts)[-1] == "NO"

    def test_one_kind_of_data_beside_another(self, suite: Any) -> None:
        facts = self.facts(mentormatch_a=3.0, mentormatch_b=2.0)
        assert self.row(suite.target.beside("a", "b", 2), facts)[1:] == ["1.5 x", "at most 2 x", "yes"]
        assert self.row(suite.target.within("b", 2.0), facts)[1:] == ["2 s", "at most 2 s", "yes"]

    def test_a_case_of_a_measurement(self, suite: Any) -> None:
        target = suite.target.of_case("x", "one", 0.1, lambda row: row["s"])
        rows = [{"case": "one", "n": 0, "s": s} for s in (0.3, 0.05, 0.06)]
        assert list(target.rows({"rows": [*rows, {"case": "other", "n": 0}]})) == [
            ["x", "–", "60 ms", "at most 100 ms", "yes"]
        ]
        failed = {"rows": [{"case": "one", "n": 7, "error": "no memory"}]}
        assert list(target.rows(failed)) == [["x, 7", "no memory", "–", "at most 100 ms", "NO"]]


def test_all_plans_have_peers_in_their_tables_of_speed(suite: Any) -> None:
    for plan, section in (("bench", "methods"), ("bench-full", "methods"), ("engine", "growth"),
                          ("speed", "kernel")):  # fmt: skip
        assert {"kwok", "LEMON"} < set(suite.all.PLANS[plan].named[section].methods)
    assert {"kwok", "LEMON", "LEMON, warm"} < set(suite.all.PLANS["rematch"].named["numeric"].methods)


def test_methods_and_data_of_all_plans_are_registered(suite: Any) -> None:
    for plan in suite.all.PLANS.values():
        for section in plan.sections:
            assert set(getattr(section, "methods", ())) <= suite.registry.METHODS.parts.keys()
            assert set(getattr(section, "sizes", ())) <= {*suite.registry.DATA.parts, *range(1_000_000)}
            if hasattr(section, "probe"):
                assert section.probe in suite.registry.PROBES.parts


def test_options_change_sizes_and_limits(suite: Any) -> None:
    growth = suite.all.PLANS["engine"].named["growth"].sized([7], 3.0)
    assert set(growth.sizes.values()) == {(7,)}
    assert growth.limit == 3.0
    kept = suite.all.PLANS["engine"].named["growth"].sized(None, None)
    assert kept == suite.all.PLANS["engine"].named["growth"]
    compiling = suite.all.PLANS["engine"].named["compiling"]
    assert compiling.sized([7], None) == compiling  # it has no size


@pytest.mark.parametrize("data", ["100 dissolved, plenty", "100 joined, mixed"])
def test_changed_schemes_are_what_their_changes_make(suite: Any, data: str, tmp_path: Path) -> None:
    scheme = suite.registry.DATA[data].make(TINY, 3)
    state = mm.solve(scheme.was.problem(), keep_state=True).state
    assert state is not None
    again, fresh = mm.repair(state, scheme.changes()), mm.solve(scheme.problem())
    assert (again.n_matched, again.score) == (fresh.n_matched, fresh.score)
    scheme.save(tmp_path / "scheme.npz")
    back = suite.changed.load(tmp_path / "scheme.npz")
    for name in ("mentee", "mentor", "score", "capacity", "demand", "gone"):
        np.testing.assert_array_equal(getattr(back, name), getattr(scheme, name))
    np.testing.assert_array_equal(back.was.score, scheme.was.score)


def test_schemes_follow_from_their_seed(suite: Any) -> None:
    for data in ("towns, mixed", "stable, 5 grades", "nested ceilings, scarce"):
        one, same, other = (suite.registry.DATA[data].make(TINY, seed) for seed in (3, 3, 4))
        np.testing.assert_array_equal(one.mentor, same.mentor)
        assert not np.array_equal(one.mentor, other.mentor)
        assert one.rules == same.rules or len(one.rules) == len(same.rules)


def test_ratios_are_medians_over_seeds(suite: Any) -> None:
    done = {"data": "towns, plenty", "n": 9, "status": "done", "why": ""}
    rows = [
        done | {"method": method, "seed": seed, "seconds": taken}
        for method, all_taken in (("ours", (1.0, 2.0, 4.0)), ("other", (3.0, 4.0, 40.0)))
        for seed, taken in enumerate(all_taken)
    ]
    page = {"rows": rows, "ours": "ours", "methods": ["ours", "other"]}
    assert suite.speed.times_ours(page, "other", ("towns, plenty", 9)) == 3.0
    assert suite.speed.cell(page, "other", ("towns, plenty", 9)) == "4 s (3 x)"
    rows[-1] |= {"status": "late", "why": "more than 10 s"}
    assert suite.speed.cell(page, "other", ("towns, plenty", 9)) == "3.5 s (2 of 3 in time) (2.5 x)"


def test_solving_alone_is_beside_building_and_solving(suite: Any) -> None:
    done = {"data": "numeric", "n": 9, "seed": 0, "status": "done", "why": ""}
    rows = [
        done | {"method": "ours", "seconds": 3.0, "solving": 2.0},
        done | {"method": "other", "seconds": 6.0, "solving": 1.0},
        done | {"method": "late", "status": "late", "why": "more than 10 s"},
    ]
    page = {"rows": rows, "ours": "ours", "methods": ["ours", "other"], "unit": "people",
            "instances": [{"data": "numeric", "n": 9, "pairs": 5}]}  # fmt: skip
    both, alone = suite.speed.tables(page | {"whole": True}, [("numeric", 9)])
    assert (both.head[0], alone.head[0]) == ("building and solving", "solving")
    assert [table.rows[1][1] for table in (both, alone)] == ["6 s (2 x)", "1 s (0.5 x)"]
    assert len(suite.speed.tables(page, [("numeric", 9)])) == 1


def test_the_exponent_is_that_of_a_power_law(suite: Any) -> None:
    columns = [("towns, plenty", n) for n in (10, 100, 1_000)]
    rows = [
        {"data": data, "n": n, "seed": 0, "method": "ours", "status": "done", "seconds": 0.1 * n**1.5}
        for data, n in columns
    ]
    assert suite.speed.exponent({"rows": rows}, "ours", columns) == "1.50"
    assert suite.speed.exponent({"rows": rows[:2]}, "ours", columns) == "–"


def test_an_answer_without_proof_is_late(suite: Any) -> None:
    assert suite.process.status({"seconds": 1.0, "gap": 0.001}, 10.0)["why"] == "more than 10 s, gap 0.1000%"
    assert suite.process.status({"seconds": 1.0, "gap": None}, 10.0)["why"] == "more than 10 s, no bound"
    assert suite.process.status({"seconds": 1.0, "gap": 0.0}, 10.0)["status"] == "done"


def test_rounds_come_to_medians(suite: Any) -> None:
    rows = [
        {"case": "a", "n": 9, "seconds": s, "steps": {"Looking": 2 * s}, "proved": True}
        for s in (1.0, 9.0, 2.0)
    ]
    found = suite.measurement.over_rounds(rows)
    assert found == {"case": "a", "n": 9, "seconds": 2.0, "steps": {"Looking": 4.0}, "proved": True}
    assert suite.measurement.over_rounds([*rows, {"case": "a", "n": 9, "error": "MemoryError"}])["error"]


def test_a_measurement_that_is_not_proved_is_a_fault(suite: Any) -> None:
    section = suite.all.PLANS["rematch"].named["frontier"]
    facts = {
        "rows": [{"case": "plenty", "n": 9, "proved": False}, {"case": "scarce", "n": 9, "error": "late"}]
    }
    assert section.faults(facts) == ["Frontier, plenty, 9: not proved", "Frontier, scarce, 9: late"]
