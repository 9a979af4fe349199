"""Every figure of the annual report is what loops over the rows count; small groups do not show."""

from __future__ import annotations

import statistics
from collections.abc import Mapping
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.lived import FIRST, LAST, N_PAIRS, Plan, begin, by_hand, live
from mentormatch.record.record import Record
from mentormatch.report.annual.facts import KINDS, TOPICS, facts
from mentormatch.report.annual.page import period_before

YEAR = (LAST - FIRST).days
NEAR = st.sampled_from([-400, -30, -1, 0, 1, 100, 200, YEAR - 1, YEAR, YEAR + 1, YEAR + 60])
"""Days at the borders of the year, before, in and after it."""
PLANS = st.builds(
    Plan,
    began=st.none() | NEAR,
    meetings=st.lists(st.tuples(NEAR, st.integers(1, 200), st.booleans()), max_size=3).map(tuple),
    ended=st.none() | NEAR,
    how=st.sampled_from(["complete", "dissolve", "end"]),
    significant=st.sampled_from(["", "none", "referred"]),
    agreed=st.integers(0, 3),
    trained=st.lists(st.tuples(st.sampled_from([*TOPICS, "refresher"]), NEAR), max_size=3).map(tuple),
    levels=st.lists(
        st.tuples(
            st.sampled_from(list(KINDS)), st.sampled_from(["helpful", "$x$"]), st.integers(1, 5), NEAR
        ),
        max_size=3, unique_by=lambda one: one[:2],
    ).map(tuple),
)  # fmt: skip
GROUPS = st.lists(st.tuples(PLANS, st.sampled_from([1, 3, 7, 8, 9, 16, 20])), min_size=1, max_size=6)
"""Plans, each with how many pairs live by it."""


@pytest.fixture(scope="module")
def start(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("start") / "scheme.db"
    begin(place)
    return place


def lived(start: Path, folder: Path, plans: list[Plan]) -> Path:
    place = folder / "scheme.db"
    place.write_bytes(start.read_bytes())
    with Record.open(place) as record:
        live(record, plans)
    return place


def figures(place: Path, first: date = FIRST, last: date = LAST) -> dict[str, Any]:
    with Record.open(place) as record:
        return facts(record, first, last)


def parts_of(found: Mapping[str, Any]) -> dict[str, Mapping[str, int | None]]:
    return {name: of for name, of in found.items() if isinstance(of, Mapping)}


def expected(counts: Mapping[str, int], *, shown: bool = True) -> dict[str, int | None]:
    """Return what may be shown of parts, said in another way than in the code."""
    few = any(n < 8 for n in counts.values())
    all_in_one = max(counts.values()) == sum(counts.values()) and sum(counts.values()) not in range(1, 16)
    return dict(counts) if shown and (not few or all_in_one) else dict.fromkeys(counts)


def check(found: Mapping[str, Any], hand: Mapping[str, Any]) -> None:
    """Raise an error if a figure is not what was counted by hand, or shown or hidden against the rules."""
    for name in ("mentees", "mentors", "at_start", "began", "ended", "at_end"):
        assert found[name] == hand[name], name
    assert found["at_start"] + found["began"] == found["pairs"] == found["ended"] + found["at_end"]

    def split(of: str, *names: str, shown: bool = True) -> None:
        assert found[of] == expected({name: hand[name] for name in names}, shown=shown), of

    split("outcomes", "completed", "ended early")
    early_shown = found["outcomes"]["ended early"] is not None
    split("confirmed", "confirmed", "not confirmed yet", shown=early_shown)
    confirmed_shown = found["confirmed"]["confirmed"] is not None
    split("significant", "no significant event", "what occurred was referred", shown=confirmed_shown)
    assert found["all_confirmed"] == (hand["not confirmed yet"] == 0)
    split("with_agreement", "with an agreement", "without one on record")
    agreed_shown = found["with_agreement"]["with an agreement"] is not None
    split("contracts", "all agreed meetings held", "fewer held", shown=agreed_shown)
    known, rest = hand["with an agreement"], found["pairs"] - hand["with an agreement"]
    sums = agreed_shown and known >= 8 and rest not in range(1, 8)
    assert (found["agreed"], found["held"]) == ((hand["agreed"], hand["held"]) if sums else (None, None))
    met = hand["met"] >= 8 or (found["pairs"] == 0 and hand["meetings"] == 0)
    assert found["meetings"] == (hand["meetings"] if met else None)
    assert found["hours"] == (round(hand["minutes"] / 60, 1) if met else None)
    split("modes", "in person", "online", shown=met)
    months = found["months"]
    assert not months or sum(n or 0 for n in months.values()) == hand["meetings"]
    for name, key in {"refreshed": "refreshed", **{f"trained in {topic}": topic for topic in TOPICS}}.items():
        assert found[name] == expected({"yes": hand[key], "no": hand["mentors"] - hand[key]})
    means = {
        (one["kind"], one["question"]): (one["people"], pytest.approx(one["mean"]))
        for one in found["feedback"]
    }
    assert means == hand["feedback"]
    waits, ends = hand["waits"], [-1, 28, 91, 182, 10**9]
    counts = [sum(low < one <= high for one in waits) for low, high in pairwise(ends)]
    assert found["waits"] == expected(dict(zip(found["waits"], counts, strict=True)))
    assert found["median_wait"] == (statistics.median(waits) if len(waits) >= 8 else None)


@settings(max_examples=12)
@given(groups=GROUPS)
def test_every_figure_is_what_loops_count(
    start: Path, tmp_path_factory: pytest.TempPathFactory, groups: list[tuple[Plan, int]]
) -> None:
    plans = [plan for plan, n in groups for _ in range(n)][:N_PAIRS]
    place = lived(start, tmp_path_factory.mktemp("lived"), plans)
    for first, last in (
        (FIRST, LAST),
        period_before(FIRST, LAST),
        (FIRST, FIRST),
        (LAST + timedelta(1), LAST + timedelta(90)),
    ):
        check(figures(place, first, last), by_hand(place, first, last))
    reconstruct(place)


def reconstruct(place: Path) -> None:
    """Raise an error if a hidden count follows from all that is shown of two years."""
    years = [period_before(FIRST, LAST), (FIRST, LAST)]
    equations: list[dict[tuple[int, str, str], int]] = []
    cells: dict[tuple[int, str, str], int | None] = {}
    whole_of = {"outcomes": "ended", "with_agreement": "ended", "modes": "meetings", "months": "meetings"}
    inside = {"confirmed": ("outcomes", "ended early"), "significant": ("confirmed", "confirmed"),
              "contracts": ("with_agreement", "with an agreement")}  # fmt: skip
    for year, (first, last) in enumerate(years):
        found = figures(place, first, last)
        for of, split in parts_of(found).items():
            cells |= {(year, of, name): n for name, n in split.items()}
            known = {(year, of, name): 1 for name in split}
            if of in inside:
                equations.append({**known, (year, *inside[of]): -1})
            elif of != "waits" and found[whole_of.get(of, "mentors")] is not None:
                equations.append(known)
    names = list(cells)
    hidden = [name for name in names if cells[name] is None]
    shown = [{name: 1} for name in names if cells[name] is not None]
    matrix = np.array([[each.get(name, 0) for name in names] for each in (*equations, *shown)])
    rank = np.linalg.matrix_rank(matrix)
    for name in hidden:
        row = np.array([[int(one == name) for one in names]])
        assert np.linalg.matrix_rank(np.vstack([matrix, row])) == rank + 1, (
            f"{name} follows from what is shown"
        )


def test_on_the_borders_of_the_year_both_days_count(start: Path, tmp_path: Path) -> None:
    one = Plan(began=0, ended=YEAR, meetings=((0, 60, False), (YEAR, 60, False)))
    outside = Plan(began=-1, ended=-1, meetings=((-1, 60, False), (YEAR + 1, 60, False)))
    place = lived(start, tmp_path, [one] * 20 + [outside] * 20)
    found = figures(place)
    assert (found["began"], found["ended"], found["at_start"], found["at_end"]) == (20, 20, 0, 0)
    assert found["meetings"] == 40
    assert figures(place, FIRST + timedelta(1), LAST - timedelta(1))["meetings"] is None
    assert figures(place, *period_before(FIRST, LAST))["ended"] == 20


def test_a_pair_that_ended_on_paper_before_it_began_is_counted_once(start: Path, tmp_path: Path) -> None:
    place = lived(start, tmp_path, [Plan(began=10, ended=-10)] * 20)
    assert (figures(place)["pairs"], figures(place, *period_before(FIRST, LAST))["ended"]) == (0, 20)


def test_nothing_is_counted_where_nothing_is(start: Path, tmp_path: Path) -> None:
    with Record.open(tmp_path / "empty.db") as record:
        nothing = facts(record, FIRST, LAST)
    assert nothing == figures(lived(start, tmp_path, []))
    assert (nothing["pairs"], nothing["meetings"], nothing["feedback"]) == (0, 0, [])
    assert {n for of in parts_of(nothing).values() for n in of.values()} == {0}


def test_months_are_shown_where_each_has_enough_else_quarters(start: Path, tmp_path: Path) -> None:
    each_month = tuple((15 + 30 * k, 60, False) for k in range(12))
    full = figures(lived(start, tmp_path, [Plan(meetings=each_month)] * 10))
    assert list(full["months"])[:2] == ["Sep 2024", "Oct 2024"]
    assert set(full["months"].values()) == {10}
    three = figures(lived(start, tmp_path, [Plan(meetings=each_month)] * 3))
    assert three["months"] == {}
    quarters = figures(lived(start, tmp_path, [Plan(meetings=each_month[:11])] * 10))
    assert list(quarters["months"])[::3] == ["Sep 2024 to Nov 2024", "Jun 2025 to Aug 2025"]
    assert list(quarters["months"].values()) == [30, 30, 30, 20]


def test_feedback_of_two_is_not_shown(start: Path, tmp_path: Path) -> None:
    said = (("mentee_on_mentor", "helpful", 4, 10),)
    for people, shown in ((2, 0), (3, 1)):
        assert len(figures(lived(start, tmp_path, [Plan(levels=said)] * people))["feedback"]) == shown
    twice = (*said, ("mentee_on_mentor", "helpful", 5, 11))
    assert figures(lived(start, tmp_path, [Plan(levels=twice)] * 2))["feedback"] == []
