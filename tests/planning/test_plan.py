"""Plans against all assignments, and what must hold of any plan: limits, times, sizes, reporting lines."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import product

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import mentormatch as mm
from mentormatch.planning.sessions import ORDER

DAYS = ("Monday", "Tuesday", "Wednesday")
HOURS = (9, 10, 11)
WHEN = mm.criteria.When(name="availability")
POLICY = mm.Policy(criteria=[WHEN], limits={"max_km": 60})
WHERE = [(52.0, 0.0), (52.0, 0.5), (52.4, 0.5), (53.0, 2.0)]
"""About 34, 44 and 120 km from one to the next."""


def slot(day: str, first: int, last: int) -> mm.Slot:
    return mm.Slot(day, f"{first:02}:00-{last:02}:00")


def venue(name: str, at: int, capacity: int) -> mm.Venue:
    return mm.Venue(name, location(at), capacity)


def location(at: int) -> mm.Location:
    return mm.Location(latitude=WHERE[at][0], longitude=WHERE[at][1])


def km(one: int, other: int) -> float:
    """Return the great-circle distance, by the law of cosines."""
    (lat, lon), (to_lat, to_lon) = (map(math.radians, WHERE[at]) for at in (one, other))
    along = math.sin(lat) * math.sin(to_lat) + math.cos(lat) * math.cos(to_lat) * math.cos(lon - to_lon)
    return 6371.0088 * math.acos(min(along, 1.0))


@st.composite
def schemes(draw: st.DrawFn, most: int = 5) -> dict[str, object]:
    """Draw people, each with where they are, how far they go, and the hours in which they are free."""
    n = draw(st.integers(1, most))
    hours = st.sets(st.sampled_from([(day, hour) for day in DAYS for hour in HOURS]), min_size=1)
    people = draw(
        st.lists(
            st.tuples(
                st.integers(0, 3),
                st.sampled_from([None, 0.0, 36.0, 50.0, 500.0]),
                st.one_of(st.none(), hours),
                st.sampled_from([None, *range(n)]),
            ),
            min_size=n, max_size=n,
        )
    )  # fmt: skip
    times = st.tuples(st.sampled_from(DAYS), st.sampled_from([(9, 10), (9, 11), (10, 12)]))
    return {
        "people": people,
        "venues": draw(st.lists(st.tuples(st.integers(0, 3), st.integers(1, 4)), min_size=1, max_size=2)),
        "slots": draw(st.lists(times, min_size=1, max_size=2, unique=True)),
        "least": draw(st.integers(1, 3)),
    }


def built(scheme: dict, names: Sequence[str] = tuple("abcdefgh")) -> tuple[mm.People, list, list]:
    mentors = []
    for k, (at, limit, free, boss) in enumerate(scheme["people"]):
        answer = {} if free is None else {
            "availability": tuple(f"{day} {h:02}:00-{h + 1:02}:00" for day, h in sorted(free))
        }  # fmt: skip
        mentors.append(
            mm.Mentor(
                id=names[k], consent=True, location=location(at), max_km=limit, declared=answer,
                workplace=f"place {at}",
                independent_of=() if boss is None or boss == k else (names[boss],),
            )
        )  # fmt: skip
    venues = [venue(f"v{k}", *one) for k, one in enumerate(scheme["venues"])]
    return mm.People(mentors=tuple(mentors)), venues, [slot(day, *time) for day, time in scheme["slots"]]


def may(person: tuple, at: int, day: str, time: tuple[int, int]) -> bool:
    home, limit, free, _ = person
    near = km(home, at) <= (60 if limit is None else limit) + 1e-9
    return near and (free is None or all((day, hour) in free for hour in range(*time)))


def assignments(
    scheme: dict, places: Sequence[tuple[int, int]], *, apart: bool
) -> Iterator[tuple[int, int, float]]:
    """Yield people served, minus sessions, and minus travel in tenths of a km of all that is allowed."""
    people, least = scheme["people"], scheme["least"]
    runs = [(at, capacity, *slot) for at, capacity in places for slot in scheme["slots"]]
    chances = [
        [None, *(k for k, (at, _, day, time) in enumerate(runs) if may(one, at, day, time))] for one in people
    ]
    levels = above(people)
    for chosen in product(*chances):
        sizes = Counter(k for k in chosen if k is not None)
        if any(not least <= size <= runs[k][1] for k, size in sizes.items()):
            continue
        if apart and any(chosen[i] is not None and chosen[i] == chosen[j] for i, j in levels):
            continue
        travel = sum(
            round(10 * km(one[0], runs[k][0])) for one, k in zip(people, chosen, strict=True) if k is not None
        )
        yield sum(sizes.values()), -len(sizes), -travel


def above(people: Sequence[tuple]) -> set[tuple[int, int]]:
    """Return who is one or two steps below whom: as far as independence reaches by default."""
    boss = {k: one[3] for k, one in enumerate(people) if one[3] is not None and one[3] != k}
    steps = {(k, other) for k, one in boss.items() for other in (one, boss.get(one))}
    return {(k, other) for k, other in steps if other is not None and other != k}


def reached(plan: mm.Plan) -> tuple[int, int, int]:
    assert plan.solution.certificate.proved
    values = {stage.objective: stage.value for stage in plan.solution.stages}
    return values["matched"], -values["fewest"], values["score"]


@settings(max_examples=40)
@given(schemes())
def test_workshops_against_all_assignments(scheme: dict) -> None:
    people, venues, slots = built(scheme)
    plan = mm.plan_workshops(people, venues, slots, POLICY, least=scheme["least"])
    assert reached(plan) == max(assignments(scheme, scheme["venues"], apart=False))
    assert {*plan.people.person_id, *plan.unplaced.person_id} == {*people.mentor_ids}
    assert (plan.sessions.people <= plan.sessions.capacity).all()
    assert (plan.sessions.people >= scheme["least"]).all()


@settings(max_examples=40)
@given(schemes(4), st.booleans())
def test_learning_sets_against_all_assignments(scheme: dict, independent: bool) -> None:
    people, _, slots = built(scheme)
    places = [(at, 3) for at in sorted({one[0] for one in scheme["people"]})]
    plan = mm.plan_learning_sets(
        people, slots, policy=POLICY, least=scheme["least"], most=3, independent=independent
    )
    assert reached(plan) == max(assignments(scheme, places, apart=independent))
    of = dict(zip(plan.people.person_id, plan.people.session, strict=True))
    if independent:
        both = [("abcdefgh"[i], "abcdefgh"[j]) for i, j in above(scheme["people"])]
        assert not [1 for i, j in both if i in of and of[i] == of.get(j)]


@settings(max_examples=30)
@given(schemes(8))
def test_nobody_goes_too_far_or_when_they_are_busy(scheme: dict) -> None:
    people, venues, slots = built(scheme)
    plan = mm.plan_workshops(people, venues, slots, POLICY, least=scheme["least"])
    where, times = {one.name: at for one, (at, _) in zip(venues, scheme["venues"], strict=True)}, dict(
        zip(map(str, slots), scheme["slots"], strict=True)
    )  # fmt: skip
    for row in plan.people.itertuples():
        person = scheme["people"]["abcdefgh".index(row.person_id)]
        assert may(person, where[row.venue], *times[row.when])
        assert row.km == pytest.approx(km(person[0], where[row.venue]), abs=0.06)
    for row in plan.unplaced.itertuples():
        person = scheme["people"]["abcdefgh".index(row.person_id)]
        far = not any(
            may((person[0], person[1], None, None), at, "Monday", (9, 10)) for at, _ in scheme["venues"]
        )
        busy = not any(may((0, 999.0, person[2], None), 0, *one) for one in scheme["slots"])
        assert ("too far from all venues" in row.reason) == far
        assert ("is not free" in row.reason) == (busy and not far)


@settings(max_examples=15)
@given(schemes(6), st.randoms(use_true_random=False))
def test_order_and_names_do_not_matter(scheme: dict, random) -> None:
    people, venues, slots = built(scheme)
    plan = mm.plan_workshops(people, venues, slots, POLICY, least=scheme["least"])
    turned = [random.sample(list(some), len(some)) for some in (people.mentors, venues, slots)]
    again = mm.plan_workshops(mm.People(mentors=turned[0]), *turned[1:], POLICY, least=scheme["least"])
    for name in ("sessions", "people", "unplaced"):
        pd.testing.assert_frame_equal(getattr(plan, name), getattr(again, name))
    renamed, venues, _ = built(scheme, "hgfedcba")
    venues = [replace(one, name=f"x{9 - k}") for k, one in enumerate(venues)]
    assert reached(mm.plan_workshops(renamed, venues, slots, POLICY, least=scheme["least"])) == reached(plan)


@settings(max_examples=15)
@given(schemes(6), st.integers(0, 3), st.integers(1, 4))
def test_another_venue_is_never_worse(scheme: dict, at: int, capacity: int) -> None:
    people, venues, slots = built(scheme)
    plan = mm.plan_workshops(people, venues, slots, POLICY, least=scheme["least"])
    more = [*venues, venue("another", at, capacity)]
    assert reached(mm.plan_workshops(people, more, slots, POLICY, least=scheme["least"])) >= reached(plan)


def mentors(n: int, **fields: object) -> mm.People:
    return mm.People(
        mentors=tuple(mm.Mentor(id=f"r{k}", consent=True, location=location(0), **fields) for k in range(n))
    )


def test_who_is_to_be_trained() -> None:
    people = mm.People(
        mentors=(
            mm.Mentor(id="r1", consent=True, location=location(0)),
            mm.Mentor(id="r2", consent=True, location=location(0), trained=True),
            mm.Mentor(id="r3", location=location(0)),
        )
    )
    given = ([venue("v", 0, 9)], [slot("Monday", 9, 12)])
    assert mm.plan_workshops(people, *given, least=1).people.person_id.tolist() == ["r1"]
    both = mm.plan_workshops(people, *given, mentors=["r2", "r1"], least=1)
    assert both.people.person_id.tolist() == ["r1", "r2"]
    with pytest.raises(mm.UnknownIdError):
        mm.plan_workshops(people, *given, mentors=["r9"])
    with pytest.raises(mm.ProblemError, match="nobody to plan for"):
        mm.plan_workshops(people, *given, mentors=[])
    with pytest.raises(mm.ProblemError, match=r"there is no venue: .*; there is no time"):
        mm.plan_workshops(people, [], [])


def test_dates_are_days_of_the_week_and_within_a_period() -> None:
    dates = mm.criteria.Period(name="dates")
    policy = mm.Policy(criteria=[WHEN, dates])
    answers = (
        {"availability": ("Tuesday 14:00-16:00",)},
        {"availability": ("Wednesday 14:00-16:00",)},
        {"dates": "from 2026-03-11"},
        {"dates": "until March 2026", "availability": ("weekdays pm",)},
        {},
    )
    people = mm.People(mentors=tuple(
        mm.Mentor(id=f"r{k}", consent=True, declared=one) for k, one in enumerate(answers)
    ))  # fmt: skip
    plan = mm.plan_workshops(people, [venue("v", 0, 9)], [mm.Slot("2026-03-10", "2-4pm")], policy, least=1)
    assert plan.people.person_id.tolist() == ["r0", "r3", "r4"]
    assert plan.unplaced.reason.str.startswith("is not free").all()
    assert any("1 mentor did not say when they have time, and are taken to be free: r4" in one
               for one in plan.notes)  # fmt: skip
    assert plan.people.km.isna().all()


def test_time_zones_and_words_of_the_policy() -> None:
    criterion = mm.criteria.When(name="availability", zone="UTC+1", times={"early": "07:00-15:00"})
    answers = ("Monday early", "Monday 8:00-10:00 UTC", "Monday 9:00-11:00 UTC")
    people = mm.People(mentors=tuple(
        mm.Mentor(id=f"r{k}", consent=True, declared={"availability": (said,)})
        for k, said in enumerate(answers)
    ))  # fmt: skip
    plan = mm.plan_workshops(
        people, [venue("v", 0, 9)], [slot("Monday", 9, 11)], mm.Policy(criteria=[criterion]), least=1
    )
    assert plan.people.person_id.tolist() == ["r0", "r1"]


def test_everybody_is_told_why() -> None:
    slots = [slot("Monday", 9, 11)]
    crowded = mm.plan_workshops(mentors(5), [venue("v", 0, 3)], slots, least=2)
    assert crowded.unplaced.reason.str.contains("that are full or do not run").all()
    assert len(crowded.unplaced) == 2
    few = mm.plan_workshops(mentors(3), [venue("v", 0, 9)], slots, least=4)
    assert few.unplaced.reason.str.contains("fewer than 4 people").all()
    assert len(few.sessions) == 0
    assert str(few).startswith("0 of 3 mentors can go to 0 workshops")
    lost = mm.People(mentors=(mm.Mentor(id="r1", consent=True, max_km=20.0),))
    unknown = mm.plan_workshops(lost, [venue("v", 0, 9)], slots, least=1)
    assert "not known from where" in unknown.unplaced.reason[0]
    torn = mm.People(mentors=tuple(
        mm.Mentor(id=f"r{k}", consent=True, location=location(at), max_km=1.0)
        for k, at in enumerate((0, 0, 1, 1, 1))
    ))  # fmt: skip
    apart = mm.plan_learning_sets(torn, slots, [venue("v", 0, 9), venue("w", 1, 9)], least=3)
    assert apart.sessions.venue.tolist() == ["w"]
    assert apart.unplaced.reason.str.contains("fewer than 3").all()
    boss = mm.People(mentors=(
        mm.Mentor(id="r1", consent=True, workplace="x", location=location(0), supervises=("r2",)),
        *(mm.Mentor(id=f"r{k}", consent=True, location=location(0)) for k in (2, 3)),
    ))  # fmt: skip
    ruled = mm.plan_learning_sets(boss, slots, least=2)
    assert ruled.unplaced.reason.str.contains("with somebody in their reporting line").all()
    assert len(ruled.people) == 2
    assert len(mm.plan_learning_sets(boss, slots, least=2, independent=False).people) == 3


def test_people_needed_elsewhere() -> None:
    """The two in between could go to either venue; at the second there are three others."""
    limits = ((0, 1.0), (0, 50.0), (0, 50.0), (1, 1.0), (1, 1.0))
    people = mm.People(mentors=tuple(
        mm.Mentor(id=f"r{k}", consent=True, location=location(at), max_km=limit)
        for k, (at, limit) in enumerate(limits)
    ))  # fmt: skip
    venues = [venue("v", 0, 9), venue("w", 1, 9)]
    two = mm.plan_workshops(people, venues, [slot("Monday", 9, 11)], least=2)
    assert two.sessions.people.tolist() == [3, 2]
    three = mm.plan_workshops(people, venues, [slot("Monday", 9, 11)], least=3)
    assert three.people.person_id.tolist() == ["r1", "r2", "r3", "r4"]
    assert three.unplaced.reason.tolist() == [
        "could go only to sessions that could run only with people who are needed in others"
    ]


def test_a_wrong_answer_is_refused_by_the_checker() -> None:
    plan = mm.plan_workshops(
        mentors(7), [venue("v", 0, 4), venue("w", 1, 4)], [slot("Monday", 9, 11)], least=3
    )
    problem, solution = plan.problem, plan.solution
    assert [stage.objective for stage in solution.stages] == list(ORDER)
    for chosen, said in (
        (np.delete(solution.chosen, 0), "claims"),
        (np.r_[problem.pairs_of_mentor(0)[:5], problem.pairs_of_mentor(1)[5:7]], "the capacity is 4"),
        (np.r_[problem.pairs_of_mentor(0)[:4], problem.pairs_of_mentor(1)[5:7]], "at least 3"),
    ):
        told = mm.certify(problem, solution.replace(chosen=np.sort(chosen)))
        assert not told.feasible
        assert any(said in one for one in told.violations), told.violations


def test_without_time_a_plan_says_what_is_not_proved() -> None:
    draw = np.random.default_rng(1)
    people = mm.People(mentors=tuple(
        mm.Mentor(id=f"r{k:03}", consent=True, max_km=60.0,
                  location=mm.Location(latitude=52 + draw.random(), longitude=draw.random()))
        for k in range(150)
    ))  # fmt: skip
    venues = [
        mm.Venue(f"v{k}", mm.Location(latitude=52 + draw.random(), longitude=draw.random()), 8)
        for k in range(12)
    ]
    slots = [slot(day, 9, 11) for day in DAYS]
    plan = mm.plan_workshops(people, venues, slots, least=5, time_limit=0.3)
    assert "Not proved to be the best" in str(plan)
    assert not plan.solution.certificate.proved
    assert plan.unplaced.reason.str.contains("time allowed|full|too far|fewer than").all()
    nothing = replace(plan, solution=plan.solution.replace(status=mm.Status.UNKNOWN))
    assert str(nothing) == "No plan was found in the time allowed: allow more."
