"""What is told of few people: nobody is lost in the counts, and nothing rare is shown."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import mentormatch as mm
from helpers.small_scheme import SPOTS, mentee, mentor
from mentormatch.analysis.audit.hiding import LEAST
from mentormatch.report.committee.few import NOT_SHOWN, reasons_without, recruits_shown

OWN = {"no_consent", "not_trained", "no_places", "required_knowledge", "registered_twice"}
WORDS = {code: code for code in ("waiting", "no_candidate", "left_out", "not_needed", "own", *OWN)}


def scheme(consent: int, waiting: int, far: int, idle: int, trained: int) -> mm.Matching:
    """So many mentees without consent, waiting and too far away; mentors without mentees and training."""
    here, there = {"location": SPOTS["here"], "max_km": 20.0}, {"location": SPOTS["far"], "max_km": 20.0}
    mentees = [
        *(mentee(f"a{k}", consent=False) for k in range(consent)),
        *(mentee(f"b{k}", **here) for k in range(waiting + 1)),
        *(mentee(f"c{k}", **there) for k in range(far)),
    ]
    near = {"location": SPOTS["here"], "trained": True}
    mentors = [
        mentor("r", **near),
        *(mentor(f"s{k}", capacity=0, **near) for k in range(idle)),
        *(mentor(f"t{k}", trained=False, location=SPOTS["here"]) for k in range(trained)),
    ]
    policy = mm.Policy(limits=mm.Limits(training_required=True))
    return mm.match(mm.People(mentees=mentees, mentors=mentors), policy)


@given(*[st.integers(0, 2 * LEAST)] * 5)
@settings(max_examples=25)
def test_everybody_is_counted_and_reasons_of_few_are_together(
    consent: int, waiting: int, far: int, idle: int, trained: int
) -> None:
    matching = scheme(consent, waiting, far, idle, trained)
    for role in ("mentee", "mentor"):
        found = reasons_without(matching, role, WORDS)
        alone = matching.unmatched[matching.unmatched["role"] == role]
        counts = Counter(alone["reason"])
        assert sum(one.people for one in found) == len(alone)
        apart = {one.words[0]: one.people for one in found if one.words[0] in counts and len(one.words) == 1}
        assert {code: n for code, n in apart.items() if n >= LEAST} == {
            code: n for code, n in counts.items() if n >= LEAST
        }
        rare = {code for code, n in counts.items() if n < LEAST}
        told = set(found[-1].words) if rare else set()
        assert told == {"own" if code in OWN else code for code in rare}


@pytest.mark.parametrize("many", [LEAST - 1, LEAST])
def test_a_place_and_an_interest_are_shown_only_if_enough_mentees_have_them(many: int) -> None:
    there = {"workplace": "Lighthouse", "location": SPOTS["far"], "professional_tags": ["lamps"]}
    here = {"workplace": "Town", "location": SPOTS["here"], "professional_tags": ["QI"]}
    people = mm.People(
        mentees=[
            *(mentee(f"e{k}", max_km=20.0, **there) for k in range(many)),
            *(mentee(f"f{k}", max_km=20.0, **here) for k in range(30)),
        ],
        mentors=[mentor("r", capacity=30, **here), *(mentor(f"s{k}", **there) for k in range(4))],
    )
    found = mm.recruit(mm.match(people), 2)
    assert set(found.recruits["location"]) == {"Lighthouse"}
    cells = {(row[1], row[3]) for row in recruits_shown(found)}
    assert cells == {("Lighthouse", "lamps") if many >= LEAST else (NOT_SHOWN, NOT_SHOWN)}
