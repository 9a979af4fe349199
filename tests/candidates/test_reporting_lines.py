"""Superiors after changes, against those found by climbing from everybody."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from mentormatch.candidates.reporting_lines import Superiors
from mentormatch.candidates.scheme import Scheme
from mentormatch.people.model import Mentee, Mentor, People
from mentormatch.policy import Policy

# Ids of people in either role or in both, of people who join or leave, and of nobody.
IDS = st.integers(0, 5).map("p{}".format)
LINES = st.lists(IDS | st.sampled_from(["Ann Ash", "ann ash", "B. Oak"]), max_size=2, unique=True)
SIDE = st.dictionaries(IDS, LINES, max_size=5)
SCHEMES = st.builds(
    lambda mentees, mentors, links: People(
        mentees=tuple(Mentee(id=one, independent_of=lines) for one, lines in sorted(mentees.items())),
        mentors=tuple(Mentor(id=one, supervises=lines) for one, lines in sorted(mentors.items())),
        links=tuple(dict.fromkeys(links)),
    ),
    SIDE, SIDE, st.lists(st.tuples(IDS, IDS).filter(lambda link: link[0] != link[1]), max_size=4),
)  # fmt: skip


def reached(found: Superiors) -> list[tuple[int, int]]:
    return sorted(zip(found.below.tolist(), found.above.tolist(), strict=True))


@settings(max_examples=30)
@given(st.lists(SCHEMES, min_size=2, max_size=4), st.integers(1, 3))
def test_superiors_after_changes_are_those_of_everybody(chain: list[People], levels: int) -> None:
    policy = Policy(limits={"independence_levels": levels})
    scheme = Scheme(chain[0], policy)
    for people in chain[1:]:
        same = {one: one for one in (*scheme.people.mentees, *scheme.people.mentors)}
        after = people.replace(
            mentees=tuple(same.get(one, one) for one in people.mentees),
            mentors=tuple(same.get(one, one) for one in people.mentors),
        )
        scheme = Scheme(after, policy, before=scheme)
        assert reached(scheme.superiors) == reached(Scheme(after, policy).superiors)
