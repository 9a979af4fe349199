"""Small random schemes with cycles, outsiders, people in both roles and missing locations."""

from __future__ import annotations

from datetime import date
from typing import Any

from hypothesis import strategies as st

from mentormatch.people.model import Mentee, Mentor, People
from mentormatch.people.places import Location
from mentormatch.policy import Policy

BOTH = ("x1", "x2")
MENTEES = ("a", "b", "c", *BOTH)
MENTORS = ("r", "s", "t", *BOTH)
NAMES = ("", "", "Ann Lee", "ann  lee", "Lee, Dr Ann", "A. Lee", "Ann J. Lee", "Bob", "a")
MAILBOX = {"a": "q.one", "b": "qone", "c": "c", "r": "q-one+r", "s": "c+s", "t": "t", "x1": "x1", "x2": "x2"}
IDS = st.sampled_from((*MENTEES, *MENTORS))
REFERENCES = (
    *MENTEES, *MENTORS, "A", "X1", "R@example.org", "ANN LEE", "bob", "Dr Outside", "dr outside", "Prof Far",
)  # fmt: skip
# London, 11 km north of it, 14 km east of it, Manchester, two sides of the date line, a pole.
PLACES = (
    (51.5, -0.1),
    (51.6, -0.1),
    (51.5, 0.1),
    (53.5, -2.2),
    (-17.0, 179.95),
    (-17.0, -179.95),
    (90.0, 0.0),
)

maybe = st.booleans()
likely = st.integers(0, 9).map(lambda n: n > 0)
references = st.lists(st.sampled_from(REFERENCES), max_size=2).map(tuple)
links = st.lists(st.tuples(st.sampled_from(REFERENCES), st.sampled_from(REFERENCES)), max_size=4).map(tuple)
known_as = st.lists(
    st.tuples(
        st.sampled_from(["a", "r", "gone"]), st.just(""), st.sampled_from(["Prof Far", "Bob", "Dr Out"])
    ),
    max_size=2,
).map(tuple)
kilometres = st.sampled_from([None, None, 0.0, 12.0, 13.0, 30.0, 300.0, 20_000.0, 25_000.0])
locations = st.none() | st.sampled_from(PLACES).map(lambda p: Location(latitude=p[0], longitude=p[1]))
areas = st.dictionaries(
    st.sampled_from(["Audit", "audit ", "QI", "Mentoring", "MENTORING"]), st.integers(1, 5), max_size=3
)
seniority = st.none() | st.integers(1, 4)


def common(person_id: str) -> dict[str, st.SearchStrategy[Any]]:
    return {
        "id": st.just(person_id),
        "name": st.sampled_from(NAMES),
        "email": st.sampled_from([None, None, f"{person_id}@example.org", f"{MAILBOX[person_id]}@nhs.uk"]),
        "workplace": st.sampled_from(["", "St X", "st  x", "St Y"]),
        "location": locations,
        "max_km": kilometres,
        "online": maybe,
        "seniority": seniority,
        "independent_of": references,
        "avoids": references,
        "consent": likely,
    }


def mentee(person_id: str) -> st.SearchStrategy[Mentee]:
    return st.fixed_dictionaries({
        **common(person_id), "wants": areas, "demand": st.sampled_from([0, 1, 1, 2])
    }).map(Mentee.model_validate)  # fmt: skip


def mentor(person_id: str) -> st.SearchStrategy[Mentor]:
    return st.fixed_dictionaries({
        **common(person_id), "offers": areas, "capacity": st.sampled_from([0, 1, 1, 3]), "trained": likely,
        "trained_on": st.sampled_from([None, date(2024, 2, 29), date(2025, 6, 1)]), "supervises": references,
    }).map(Mentor.model_validate)  # fmt: skip


@st.composite
def schemes(draw: st.DrawFn) -> People:
    mentees = draw(st.lists(st.sampled_from(MENTEES), unique=True))
    mentors = draw(st.lists(st.sampled_from(MENTORS), unique=True))
    return People(
        mentees=tuple(draw(mentee(i)) for i in mentees),
        mentors=tuple(draw(mentor(i)) for i in mentors),
        links=draw(links),
        dissolved=draw(links),
        meanings=draw(st.lists(st.tuples(IDS, IDS, maybe), max_size=2).map(tuple)),
        placed=draw(st.lists(st.tuples(st.just("mentee"), st.sampled_from(MENTEES)), max_size=2).map(tuple)),
        known_as=draw(known_as),
    )


LIMITS: dict[str, st.SearchStrategy[object]] = {
    "max_km": st.sampled_from([None, 0.0, 12.0, 30.0, 300.0]),
    "online": maybe,
    "independence_levels": st.sampled_from([1, 2, 3, 20]),
    "training_required": maybe,
    "trained_since": st.sampled_from([None, date(2025, 1, 1)]),
    "minimum_seniority_gap": st.sampled_from([None, None, -1, 0, 2]),
    "minimum_knowledge": st.sampled_from([0, 0, 1, 3]),
    "required_knowledge": st.sampled_from([{}, {}, {"mentoring": 2}, {"mentoring": 0, "QI": 3}]),
}
policies = st.fixed_dictionaries(LIMITS).map(lambda limits: Policy.model_validate({"limits": limits}))
