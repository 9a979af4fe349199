"""The benchmark suite: metrics on cases done by hand, made-up schemes, the months, the report."""

from __future__ import annotations

import json
import re
import time
from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from mentormatch.candidates.search import find_candidates

PARTS = (
    "loading", "measuring", "metrics", "months", "process", "registry", "runner", "data.churn",
    "data.instance", "data.region", "data.schemes", "plans.all", "plans.comparison", "report.pages",
    "report.seeds",
)  # fmt: skip
OURS = "mentormatch"
EXACT = (OURS, "OR-Tools flow", "scipy, dense", "scipy, sparse", "HiGHS", "CP-SAT")


@pytest.fixture(scope="module")
def suite(suite: Any) -> Any:
    suite.loading.everything_registered()
    return suite


@pytest.fixture
def small(suite: Any) -> Any:
    """Three mentees, two mentors; the second has two places. Scores in tenths.

    | | r0 | r1 |
    | e0 | 9 | 8 |
    | e1 | 7 | - |
    | e2 | 5 | 4 |
    """
    mentee, mentor = np.array([0, 0, 1, 2, 2]), np.array([0, 1, 0, 0, 1])
    score = np.array([9, 8, 7, 5, 4])
    return suite.instance.Instance.plain((3, 2), mentee, mentor, score, np.array([1, 2]), scale=10)


def test_metrics_of_the_greedy_answer(suite: Any, small: Any) -> None:
    found = suite.metrics.measured(small, np.array([0, 4]))  # e0-r0, e2-r1; e1 has nobody
    assert found["matched"] == 2
    assert found["total"] == pytest.approx(1.3)
    assert found["mean"] == pytest.approx(0.65)
    assert found["worst-off"] == pytest.approx(0.4)
    # 0, 4, 9: differences 4, 9, 5 in both directions, over 2 x 9 x the mean of 13/3.
    assert found["Gini"] == pytest.approx(2 * 18 / (2 * 9 * 13 / 3))
    assert found["blocking pairs"] == 0
    assert found["envious"] == pytest.approx(2 / 3)  # e1 and e2 would rather have r0
    assert found["km"] is None
    assert found["load spread"] == pytest.approx(0.25)  # of 1 and 0.5
    assert found["top 3"] == pytest.approx(2 / 3)
    assert found["wish met"] is None


def test_metrics_of_the_best_answer(suite: Any, small: Any) -> None:
    found = suite.metrics.measured(small, np.array([1, 2, 4]))  # e0-r1, e1-r0, e2-r1
    assert (found["matched"], found["total"]) == (3, pytest.approx(1.9))
    assert found["blocking pairs"] == 1  # e0 and r0
    assert found["envious"] == pytest.approx(2 / 3)
    assert found["load spread"] == 0


def test_wishes_and_kilometres(suite: Any, small: Any) -> None:
    changed = suite.instance.Instance(
        small.mentee, small.mentor, small.score, small.capacity, small.demand, small.mentee_ids,
        small.mentor_ids, np.array([1.0, 2.0, 3.0, np.nan, 6.0]), np.array([1, 0, 4, 2, 0]), 10,
    )  # fmt: skip
    found = suite.metrics.measured(changed, np.array([0, 3]))
    assert found["km"] == 1.0
    assert found["wish met"] == 1.0  # a fourth wish is none of the first three
    assert suite.metrics.measured(changed, np.array([1]))["wish met"] == 0.0


def test_nobody_is_matched(suite: Any, small: Any) -> None:
    found = suite.metrics.measured(small, np.zeros(0, np.int64))
    assert (found["matched"], found["total"], found["envious"]) == (0, 0.0, 0.0)
    assert (found["mean"], found["worst-off"], found["Gini"]) == (None, None, None)
    assert found["blocking pairs"] == small.n_pairs


def test_exact_methods_agree(suite: Any, small: Any) -> None:
    for name in EXACT:
        method = suite.registry.METHODS[name]
        chosen, fault = suite.measuring.checked(small, method.solve(small, 20.0).pairs)
        assert (chosen.tolist(), fault) == ([1, 2, 4], ""), name
    greedy = suite.registry.METHODS["greedy"].solve(small, 1.0).pairs
    assert greedy.tolist() == [[0, 0], [2, 1]]


def test_broken_rules_are_seen(suite: Any, small: Any) -> None:
    for pairs, fault in (
        ([[1, 1]], "1 pairs may not meet"),
        ([[0, 0], [1, 0]], "has 2 mentees; the capacity is 1"),
        ([[0, 0], [0, 1]], "has 2 mentors; the demand is 1"),
        ([[-1, 0]], "1 pairs may not meet"),
    ):
        assert fault in suite.measuring.checked(small, np.array(pairs))[1]


@pytest.mark.parametrize("data", ["plenty", "coarse"])
def test_shuffling_keeps_the_people(suite: Any, data: str) -> None:
    instance = suite.registry.DATA[data].make(100, 3)
    other = instance.shuffled(1)
    assert _named(instance) == _named(other)
    assert instance.mentee_ids.tolist() != other.mentee_ids.tolist()
    ours = suite.registry.METHODS[OURS]
    chosen = suite.measuring.checked(instance, ours.solve(instance, 20.0).pairs)[0]
    assert suite.measuring.same_when_shuffled(ours, instance, chosen, 20.0) == 1.0


def _named(instance: Any) -> set[tuple[str, str, int, float, int]]:
    numbers = (instance.score.tolist(), instance.km.tolist(), instance.wish.tolist())
    ids = instance.mentee_ids[instance.mentee].tolist(), instance.mentor_ids[instance.mentor].tolist()
    return set(zip(*ids, *numbers, strict=True))


def test_instances_come_back_from_a_file(suite: Any, small: Any, tmp_path: Path) -> None:
    small.save(tmp_path / "small.npz")
    again = suite.instance.Instance.load(tmp_path / "small.npz")
    for name, value in vars(small).items():
        np.testing.assert_array_equal(getattr(again, name), value)


def test_made_up_schemes_are_the_same_each_time_and_keep_the_rules(suite: Any) -> None:
    one, other = (suite.schemes.draw_scheme(150, 5, "scarce").people for _ in range(2))
    assert one == other != suite.schemes.draw_scheme(150, 6, "scarce").people
    assert (len(one.mentees), len(one.mentors)) == (90, 60)
    rank = {person.id: person.seniority for person in (*one.mentees, *one.mentors)}
    for person in (*one.mentees, *one.mentors):
        assert all(rank[boss] > rank[person.id] for boss in person.independent_of)
        assert not set(person.independent_of) & set(person.prefers)
        assert not set(person.avoids) & set(person.prefers)
    assert any(person.independent_of for person in one.mentees)
    assert any(person.prefers for person in one.mentees)
    assert all(mentor.capacity == 1 for mentor in one.mentors)
    policy = suite.schemes.POLICY
    found = find_candidates(one.in_id_order(), policy)
    bosses = [{*mentee.independent_of, *mentee.avoids} for mentee in one.in_id_order().mentees]
    ids = one.in_id_order().mentor_ids
    pairs = zip(found.mentee.tolist(), found.mentor.tolist(), strict=True)
    assert not any(ids[j] in bosses[i] for i, j in pairs)
    assert found.km.max() <= max(limit for limit in suite.region.MAX_KM if limit)


def test_the_months_are_the_same_each_time(suite: Any) -> None:
    one, other = (suite.churn.simulate(suite.schemes.draw_scheme(120, 5, "plenty"), 4) for _ in range(2))
    assert [vars(month) for month in one] == [vars(month) for month in other]
    for before, month in pairwise(one):
        was, now = ({p.id for p in (*m.people.mentees, *m.people.mentors)} for m in (before, month))
        assert was - now == set(month.leaves)
        assert now - was == {person.id for person in month.joins}
        assert {person.id for person in month.moves} <= was & now
        assert month.breaks <= now
    assert any(month.leaves and month.joins and month.breaks for month in one)


def test_rematching_breaks_nothing_and_starting_from_scratch_does(suite: Any, tmp_path: Path) -> None:
    for seed in (2, 3):  # months of different seeds lie side by side
        suite.months.prepare(100, seed, 4, tmp_path)
    job = {"n": 100, "seed": 2, "folder": str(tmp_path), "limit": 20.0}
    rematch, keep, fresh = (
        list(suite.months.follow(job | {"method": method, "way": way}))
        for method, way in ((OURS, "rematch"), ("greedy", "keep"), (OURS, "from scratch"))
    )
    for months in (rematch, keep, fresh):
        assert [month["month"] for month in months] == [0, 1, 2, 3, 4]
        assert not any(month["fault"] for month in months)
    assert sum(month["broken"] for month in rematch + keep) == 0
    assert sum(month["broken"] for month in fresh) > 0
    for name in ("pairs", "total", "waiting"):
        assert rematch[0][name] == fresh[0][name]


def test_months_by_hand(suite: Any, small: Any) -> None:
    before = {("e0", "r0"), ("e2", "r1"), ("e9", "r0"), ("e1", "r1")}  # e9 has left; e1 and r1 may not meet
    found = suite.months.judged(small, before, {("e0", "r1"), ("e2", "r1")})
    assert found == {"pairs": 2, "total": 1.2, "waiting": 1, "broken": 1, "ended": 2, "fault": ""}
    assert suite.months.longer(small, {("e0", "r1")}, {"e1": 2}) == {"e1": 3, "e2": 1}
    month = SimpleNamespace(leaves=("r1",), breaks=frozenset({"e0", "e2"}))
    assert suite.months.dissolving(month, before) == {("e0", "r0")}
    left = suite.months.open_pairs(small, {("e0", "r0"), ("e9", "r0")})
    assert left.n_pairs == small.n_pairs - 1


def test_a_peer_that_is_late_fails_or_breaks_rules_is_shown_so(suite: Any) -> None:
    status = suite.process.status
    assert status({"late": "more than 10 s"}, 10.0)["status"] == "late"
    assert status({"seconds": 11.0}, 10.0)["status"] == "late"
    assert status({"seconds": 1.0, "fault": "has 2 mentees; the capacity is 1"}, 10.0)["status"] == "wrong"
    assert status({"error": "MemoryError"}, 10.0)["why"] == "MemoryError"
    assert status({"seconds": 1.0, "fault": ""}, 10.0)["status"] == "done"
    lines = [{"begun": True, "n": 1}, {"seconds": 2}, {"begun": True, "n": 2}, {"late": "more than 1 s"}]
    assert list(suite.process.parts(lines)) == [lines[:2], lines[2:]]


def test_a_process_that_fails_says_why(suite: Any) -> None:
    job = {"task": "compare", "method": "no such method", "instances": [], "limit": 1.0}
    assert "no such method" in list(suite.process.measure(job, 1.0))[-1]["error"]


def test_a_process_that_takes_too_long_is_ended(suite: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(suite.process, "STARTING", 0.05)
    job = {"task": "prepare", "n": 1_000, "seed": 0, "months": 24, "folder": "nowhere"}
    began = time.monotonic()
    assert list(suite.process.measure(job, 0.05)) == [{"late": "more than 0.05 s"}]
    assert time.monotonic() - began < 5.0


def test_a_process_that_nobody_listens_to_is_ended(suite: Any, tmp_path: Path) -> None:
    """The second scheme would take a minute; leaving waits for the process to end."""
    wanted = [
        {"data": "plenty", "n": n, "seed": 0, "file": str(tmp_path / f"{n}.npz")} for n in (100, 100_000)
    ]
    lines = suite.process.measure({"task": "make", "instances": wanted}, 300.0)
    assert next(lines)["n"] == 100
    began = time.monotonic()
    lines.close()
    assert time.monotonic() - began < 5.0
    assert [path.name for path in tmp_path.iterdir()] == ["100.npz"]


def test_several_seeds_come_to_one_row(suite: Any) -> None:
    rows = [
        {
            "method": "a",
            "data": "plenty",
            "n": 9,
            "status": "done",
            "why": "",
            "seconds": seconds,
            "build": seconds / 2,
            "same": same,
        }
        | {"metrics": {"total": total, "km": km}}
        for seconds, same, total, km in ((1.0, 1.0, 5.0, None), (9.0, 0.5, 7.0, 2.0), (2.0, None, 3.0, 4.0))
    ]
    found, spread = suite.seeds.row_over_seeds(rows), suite.seeds.Spread
    assert found["seconds"] == spread(2.0, 1.0, 9.0)  # the median: one slow run is no news
    assert found["build"] == spread(1.0, 0.5, 4.5)
    assert found["metrics"] == {"total": spread(5.0, 3.0, 7.0), "km": spread(3.0, 2.0, 4.0)}
    assert found["same"] == spread(0.75, 0.5, 1.0)
    broken = [rows[0], rows[1] | {"status": "wrong", "fault": "has 2 mentees; the capacity is 1"}]
    assert suite.seeds.row_over_seeds(broken)["fault"] == "has 2 mentees; the capacity is 1"
    late = rows[2] | {"status": "late", "why": "more than 4 s"}
    assert suite.seeds.row_over_seeds([*broken, late]) == late
    assert spread(2.0, 1.0, 9.0).written("{:.0f}".format) == "1–9"
    assert spread(1.01, 1.0, 1.02).written("{:.0f}".format) == "1"


def test_who_was_late_is_not_asked_for_as_much_again(suite: Any) -> None:
    one = {"family": "made", "data": "plenty", "n": 400, "seed": 1}
    assert suite.comparison.like(one, one | {"seed": 0})
    assert suite.comparison.like(one | {"data": "numeric", "n": 100_000}, one)
    assert not suite.comparison.like(one | {"data": "scarce", "n": 100}, one)
    assert not suite.comparison.like(one | {"family": "lapsolver"}, one)


def test_the_report_has_every_row(suite: Any, small: Any) -> None:
    page, plan = _page(suite, small), suite.all.PLANS["bench"]
    assert suite.runner.faults(page, plan) == []
    text, markup = suite.pages.as_markdown(page, plan), suite.pages.as_html(page, plan)
    for name in (*page["sections"]["methods"]["methods"], *suite.registry.METRICS.parts):
        assert name in text
        assert name in markup
    assert "> 10 s" in text
    assert "5–6 pairs that may meet" in text
    assert "| 0.5 (0.0–1.0) |" in text  # pairs broken a month, of two seeds
    assert "| stable matchings | 3 of 3 |" in text
    assert not re.findall(r'(?:src|href)="(?!#)[^"]*"|@import|url\((?!#)', markup)  # nothing from elsewhere
    rows = page["sections"]["methods"]["rows"]
    flow = next(row for row in rows if row["method"] == "OR-Tools flow")
    flow["got"] = flow["got"] | {"score": 18}
    assert "exact methods differ" in suite.runner.faults(page, plan)[0]
    page["sections"]["methods"]["cases"][0]["right"] = 2
    assert "public cases" in suite.runner.faults(page, plan)[-1]


def test_an_unproved_answer_may_not_beat_a_proved_one(suite: Any, small: Any) -> None:
    page, plan = _page(suite, small), suite.all.PLANS["bench"]
    late = next(row for row in page["sections"]["methods"]["rows"] if row["status"] == "late")
    late["got"] = {"matched": 3, "score": 19}
    assert suite.runner.faults(page, plan) == []
    late["got"] = {"matched": 3, "score": 20}
    assert "CP-SAT" in suite.runner.faults(page, plan)[0]


def _row(suite: Any, small: Any, name: str, n: int) -> dict[str, Any]:
    method = suite.registry.METHODS[name]
    row = {
        "method": name,
        "data": "plenty",
        "n": n,
        "why": "",
        "status": "done",
        "seconds": 0.001 * n,
        "build": 0.0,
    }
    if name == "CP-SAT" and n > 100:
        return row | {"status": "late", "why": "more than 10 s"}
    chosen = np.array([1, 2, 4]) if method.exact else np.array([0, 4])
    got = {"matched": len(chosen), "score": int(small.score[chosen].sum())}
    return row | {"fault": "", "metrics": suite.metrics.measured(small, chosen), "same": 1.0, "got": got}


def _page(suite: Any, small: Any) -> dict[str, Any]:
    methods = list(suite.all.PLANS["bench"].named["methods"].methods)
    sizes = {"mentees": 3, "mentors": 2, "wanted": 3, "capacity": 3, "best": None, "family": "made"}
    rows = [
        _row(suite, small, name, n) | {"seed": seed}
        for n in (100, 200, 300)
        for name in methods
        for seed in (0, 1)
    ]
    made = [
        {"data": "plenty", "n": n, "seed": seed, "pairs": 5 + seed} | sizes
        for n in (100, 200, 300)
        for seed in (0, 1)
    ]
    month = {
        "pairs": 2,
        "total": 1.2,
        "waiting": 1,
        "long": 0,
        "broken": 0,
        "ended": 0,
        "fault": "",
        "month": 0,
    }
    months = [
        {"method": OURS, "way": "rematch", "n": 5, "seed": seed, "status": "done", "why": ""}
        | {"months": [month, month | {"broken": seed}]}
        for seed in (0, 1)
    ]
    late = {
        "method": "greedy",
        "way": "from scratch",
        "n": 5,
        "seed": 0,
        "status": "late",
        "why": "more than 10 s",
    }
    sections = {
        "methods": {
            "limit": 10.0, "unit": "people", "ours": OURS, "methods": methods,
            "instances": made, "rows": rows,
            "cases": [{"name": "stable matchings", "right": 3, "cases": 3, "seconds": 0.1}],
        },
        "churn": {"seeds": [0, 1], "months": [*months, late | {"months": [month]}]},
    }  # fmt: skip
    page = {
        "plan": "bench", "date": "2026-01-01", "command": "make bench", "seed": 0, "commit": "0",
        "machine": suite.runner.machine(), "load": [0.0, 0.1], "seconds": 1.0, "sections": sections,
    }  # fmt: skip
    return json.loads(json.dumps(page))
