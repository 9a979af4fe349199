"""The quick check for confusable people is never False where the full one finds an error."""

from hypothesis import assume, given, settings
from hypothesis import strategies as st

import mentormatch as mm
from helpers.small_scheme import mentee, mentor, small_scheme
from mentormatch.people.checks import find_problems
from mentormatch.people.quick_check import needs_full_check

NAMES = st.sampled_from(["a", "A", "b", "7", "07", "007.0", "a; b", "Ann Li", "ann  li", "x@y.org", "c"])
EMAILS = st.sampled_from([None, None, "x@y.org", "X@Y.org", "z@y.org"])


@st.composite
def any_person(draw: st.DrawFn) -> mm.Mentee | mm.Mentor:
    fields: dict[str, object] = {
        "name": draw(st.sampled_from(["", "Ann Li", "Bob"])), "email": draw(EMAILS),
        "avoids": draw(st.lists(NAMES, max_size=2)), "prefers": draw(st.lists(NAMES, max_size=1)),
    }  # fmt: skip
    return draw(st.sampled_from([mentee, mentor]))(draw(NAMES), **fields)


def problems(people: list[mm.Mentee | mm.Mentor]) -> list[object]:
    return list(find_problems(
        [p for p in people if isinstance(p, mm.Mentee)], [p for p in people if isinstance(p, mm.Mentor)]
    ))  # fmt: skip


@settings(max_examples=400)
@given(st.lists(any_person(), max_size=4), st.lists(any_person(), max_size=2), st.integers(0, 4))
def test_errs_on_the_side_of_yes(before: list, new: list, leaving: int) -> None:
    assume(not problems(before))
    replaced = {(type(person), person.id) for person in new}
    assume(len(replaced) == len(new))
    unchanged = [p for p in before[leaving:] if (type(p), p.id) not in replaced]
    now = {(type(p), p.id) for p in [*unchanged, *new]}
    left = {p.id for p in before if (type(p), p.id) not in now}
    if problems([*unchanged, *new]):
        assert needs_full_check(unchanged, new, left)


def test_false_where_nothing_is_alike() -> None:
    people = [*small_scheme().mentees, *small_scheme().mentors]
    new = [mentee("e9", avoids=["r1"]), mentor("r9", name="Somebody New")]
    assert not needs_full_check(people, new, ["e0"])
    assert needs_full_check(people, [mentee("E1")], [])
