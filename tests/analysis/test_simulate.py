"""Simulated histories against matching each day anew, with pairs that go on required."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, timedelta

import pandas as pd
import pytest

import mentormatch as mm
from helpers.small_scheme import mentee, mentor
from mentormatch.people.model import People
from mentormatch.scoring import SCALE

START = date(2026, 1, 20)
WEIGHTS = dict.fromkeys(mm.Policy().weights, 0.0) | {"seniority": 1.0, "travel": 2.0}
"""Criteria that are known of everybody and learn from nobody, so that days do not depend on each other."""


def drawn_history(seed: int) -> tuple[People, pd.DataFrame]:
    """A scheme whose people come and go within ten weeks."""
    rng = random.Random(seed)

    def fields() -> dict[str, object]:
        place = mm.Location(latitude=52 + rng.random(), longitude=rng.random())
        return {"location": place, "seniority": rng.randint(1, 8), "max_km": 60.0}

    people = People(
        mentees=tuple(mentee(f"e{k}", **fields()) for k in range(9)),
        mentors=tuple(mentor(f"r{k}", **fields(), capacity=rng.randint(1, 2)) for k in range(6)),
    )
    rows = []
    for one in (*people.mentees, *people.mentors):
        joined = START + timedelta(days=rng.randrange(70))
        left = joined + timedelta(days=rng.randrange(60)) if rng.random() < 0.4 else None
        rows.append((one.id, joined.isoformat(), "" if left is None else left.isoformat()))
    rows[0] = (rows[0][0], START.isoformat(), "")
    rows[-1] = (rows[-1][0], "", rows[-1][2])
    return people, pd.DataFrame(rows, columns=["person", "joined", "left"])


def plainly(
    people: People, dates: pd.DataFrame, policy: mm.Policy, days: list[date]
) -> Iterator[tuple[str, str, date, int]]:
    """Yield the pairs made on these days, each day matched from scratch."""
    at = {
        row.person: (
            date.fromisoformat(row.joined or START.isoformat()),
            date.fromisoformat(row.left or "9999-01-01"),
        )
        for row in dates.itertuples()
    }
    going: set[tuple[str, str]] = set()
    for day in days:
        there = {i for i, (joined, left) in at.items() if joined <= day < left}
        going = {pair for pair in going if there.issuperset(pair)}
        present = people.replace(
            mentees=tuple(m for m in people.mentees if m.id in there),
            mentors=tuple(m for m in people.mentors if m.id in there),
        )
        rules = [{"rule": "Require", "pair": pair} for pair in sorted(going)]
        now = set(mm.match(present, policy.replace(rules=rules)).pair_ids)
        assert going <= now
        for one, other in sorted(now - going):
            yield one, other, day, (day - at[one][0]).days
        going = now


@pytest.mark.parametrize("seed", range(5))
def test_each_day_is_matched_as_if_anew(seed: int) -> None:
    people, dates = drawn_history(seed)
    policy = mm.Policy(weights=WEIGHTS, rematch={"first": "nobody"})
    found = mm.simulate(people, dates, policy)
    full = mm.match(people, policy)
    frame = full.frame(range(full.problem.n_pairs))
    ids = zip(frame.mentee_id, frame.mentor_id, strict=True)
    score = dict(zip(ids, full.scores.points.tolist(), strict=True))
    for schedule, days in found.days.items():
        expected = list(plainly(people, dates, policy, list(days)))
        made = [one for one in found.made if one.schedule == schedule]
        assert [(one.mentee_id, one.mentor_id, one.day, one.waited) for one in made] == expected
        assert [round(one.score * SCALE) for one in made] == [score[i, j] for i, j, *_ in expected]
        row = found.table.set_index("schedule").loc[schedule]
        first: dict[str, int] = {}
        for one, _, _, waited in expected:
            first.setdefault(one, waited)
        never = set(people.mentee_ids) - first.keys()
        gone = set(dates.person[dates.left != ""])
        assert (row.matched, row.pairs) == (len(first), len(expected))
        assert row.wait == pytest.approx(sum(first.values()) / len(first))
        assert row.longest == max(first.values())
        assert (row.left, row.waiting) == (len(never & gone), len(never - gone))


def test_days_of_the_schedules() -> None:
    people, _ = drawn_history(0)
    dates = pd.DataFrame(
        {
            "person": ["e0", "r0", "e1"],
            "joined": ["2026-01-20", "2026-02-01", "2026-03-15"],
            "left": ["", "", "2026-03-20"],
        }
    )
    days = mm.simulate(people, dates).days
    assert days["arrival"] == tuple(date(2026, *day) for day in ((1, 20), (2, 1), (3, 15), (3, 20)))
    assert days["weekly"] == tuple(date(2026, *day) for day in ((1, 20), (2, 3), (3, 17), (3, 24)))
    assert days["monthly"] == (date(2026, 2, 1), date(2026, 4, 1))
    assert days["cohort"] == (date(2026, 4, 1),)
    never = dates.assign(left=["9999-12-31", "", "2026-03-20"])
    assert mm.simulate(people, never).days == days
    given = mm.simulate(people, dates, cohorts=[date(2026, 3, 1), date(2026, 2, 1)]).days
    assert given["cohort"] == (date(2026, 2, 1), date(2026, 3, 1))


def test_the_same_again_and_nobody_matched() -> None:
    people, dates = drawn_history(1)
    one, two = (mm.simulate(people, dates) for _ in range(2))
    pd.testing.assert_frame_equal(one.pairs, two.pairs)
    alone = mm.simulate(people.replace(mentors=()), dates[dates.person.str.startswith("e")])
    assert alone.table.matched.tolist() == [0, 0, 0, 0]
    assert alone.table.score.isna().all()


def test_rules_that_need_people_from_the_start_are_refused() -> None:
    people, dates = drawn_history(1)
    policy = mm.Policy(rules=[{"rule": "MinimumLoad", "mentor": "r0", "load": 1}])
    with pytest.raises(mm.PolicyError, match="before anybody has joined"):
        mm.simulate(people, dates, policy)


def test_rules_that_hold_from_the_start_are_kept() -> None:
    people, dates = drawn_history(2)
    policy = mm.Policy(rules=[{"rule": "KeepApart", "mentees": ["e1", "e2", "e3", "e4"]}])
    found = mm.simulate(people, dates, policy)
    for _, pairs in found.pairs.groupby("schedule"):
        mine = pairs[pairs.mentee_id.isin(["e1", "e2", "e3", "e4"])].drop_duplicates(
            ["mentee_id", "mentor_id"]
        )
        there = dates.set_index("person").left.eq("")
        staying = mine[mine.mentee_id.map(there)]
        assert staying.mentor_id.is_unique
