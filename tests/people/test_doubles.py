"""Records that may be one person, drawn at random with who each of them is."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass
from itertools import combinations
from typing import Any
from unittest.mock import patch

import pytest

import mentormatch as mm
from mentormatch.people import doubles
from mentormatch.people.doubles import Double, Names, alike, compare_names, organisation, set_aside
from mentormatch.people.model import doubles_in, doubles_of
from mentormatch.people.person import Mentee, Mentor
from mentormatch.people.places import Location
from mentormatch.people.warnings import double_warnings

GIVEN = ("Amy", "Bo", "Siân", "José", "Mary Ann", "Priya", "Olusegun", "Wei", "Zoë", "Łukasz")
FAMILY = ("Ash", "Birch", "O'Brien", "Smith-Jones", "Dogwood", "Elm", "Nguyễn", "Adebayo", "Müller", "Ward")

Fields = dict[str, Any]
Kind = type[Mentee] | type[Mentor]


@dataclass(frozen=True)
class Someone:
    """A human being, who may be in the scheme more than once."""

    number: int
    given: str
    family: str

    @property
    def name(self) -> str:
        return f"{self.given} {self.family}"

    @property
    def initials(self) -> str:
        return " ".join(f"{word[0]}." for word in self.given.split())

    @property
    def mailbox(self) -> str:
        return f"person.{self.number}"


SECOND: dict[str, Any] = {
    "the same address": lambda p: ({"email": f"{p.mailbox}@nhs.net"}, {"email": f"{p.mailbox}@NHS.net"}),
    "id is the address": lambda p: ({"email": f"{p.mailbox}@nhs.net"}, {"id": f"{p.mailbox}@nhs.net"}),
    "both ids addresses": lambda p: ({"id": f"{p.mailbox}@nhs.net"}, {"id": f"{p.mailbox}@trust.nhs.uk"}),
    "another domain": lambda p: ({"email": f"{p.mailbox}@nhs.net"}, {"email": f"{p.mailbox}@nhs.uk"}),
    "a mailbox with a tag": lambda p: ({"email": f"{p.mailbox}@h.org"}, {"email": f"{p.mailbox}+m@h.org"}),
    "name and workplace": lambda p: ({"name": p.name, "workplace": "St X"},
                                     {"name": p.name.upper(), "workplace": "st.  x"}),
    "title, order, workplace": lambda p: ({"name": f"Dr {p.name}", "workplace": "St X"},
                                          {"name": f"{p.family}, {p.given}", "workplace": "St X"}),
    "middle initial, postcode": lambda p: ({"name": f"{p.given} Q. {p.family}", "postcode": "QF1 1AA"},
                                           {"name": p.name, "postcode": "qf11aa"}),
    "initial, workplace": lambda p: ({"name": p.name, "workplace": "St X"},
                                     {"name": f"{p.family} {p.initials}", "workplace": "St X"}),
    "name and location": lambda p: ({"name": p.name, "location": Location(latitude=51.0, longitude=0.5)},
                                    {"name": p.name, "location": Location(latitude=51.0, longitude=0.5)}),
    "ids that look alike, one name": lambda p: ({"id": f"s-0{p.number}", "name": p.name},
                                                {"id": f"S{p.number}", "name": p.name}),
}  # fmt: skip
"""What makes it likely that two records are of one person: the fields of both."""

DOUBTFUL: dict[str, Any] = {
    "name alone": lambda p: ({"name": p.name}, {"name": p.name.lower()}),
    "name, other workplaces": lambda p: ({"name": p.name, "workplace": "St X"},
                                         {"name": p.name, "workplace": "St Y"}),
    "initial": lambda p: ({"name": p.name}, {"name": f"{p.given[0]}. {p.family}"}),
    "middle name": lambda p: ({"name": p.name}, {"name": f"{p.given} Xavier {p.family}"}),
    "typing error at one workplace": lambda p: ({"name": p.name, "workplace": "St X"},
                                                {"name": f"{p.name}q", "workplace": "St X"}),
    "a mailbox of one name": lambda p: ({"name": f"Bob {p.family}", "email": f"{p.mailbox}@nhs.net"},
                                        {"name": p.name, "email": f"{p.mailbox}@gmail.com"}),
    "id is the name of the mailbox": lambda p: ({"id": p.mailbox}, {"email": f"{p.mailbox}@nhs.net"}),
    "ids that look alike": lambda p: ({"id": f"s-0{p.number}"}, {"id": f"S{p.number}"}),
    "another domain and name": lambda p: ({"email": f"{p.mailbox}@nhs.net", "name": p.name},
                                          {"email": f"{p.mailbox}@nhs.uk", "name": "Quentin Xylophone"}),
}  # fmt: skip
"""What only forbids that the two are paired with each other."""


def somebody(draw: random.Random, n: int) -> list[Someone]:
    """Return people of whom no two have a name or a mailbox in common."""
    given, family = draw.sample(GIVEN, n), draw.sample(FAMILY, n)
    return [Someone(k, *names) for k, names in enumerate(zip(given, family, strict=True), start=1)]


def record(
    kind: type[Mentee] | type[Mentor], person: Someone, number: int, fields: Fields
) -> Mentee | Mentor:
    return kind(**{"id": f"{kind.__name__[:4]}{person.number}x{number}", "consent": True, **fields})


@pytest.mark.parametrize("how", [*SECOND, *DOUBTFUL])
def test_nobody_is_their_own_mentor(how: str) -> None:
    for seed in range(20):
        draw = random.Random(seed)
        person, other = somebody(draw, 2)
        fields = list({**SECOND, **DOUBTFUL}[how](person))
        draw.shuffle(fields)
        people = mm.People(
            mentees=(record(Mentee, person, 1, fields[0]),),
            mentors=(record(Mentor, person, 2, fields[1]), record(Mentor, other, 1, {"name": other.name})),
        )
        matching = mm.match(people)
        assert matching.pair_ids == ((people.mentee_ids[0], people.mentor_ids[1]),)
        assert matching.candidates.excluded == {"same_person": 1}
        (question,) = people.resolved()
        assert {question.written, *question.means} == {people.mentee_ids[0], people.mentor_ids[0]}
        said = people.replace(meanings=((question.written, question.means[0], False),))
        assert len(mm.match(said).candidates) == 2


@pytest.mark.parametrize("role", [Mentee, Mentor])
@pytest.mark.parametrize("how", SECOND)
def test_nobody_registered_twice_has_two_places(how: str, role: Kind) -> None:
    if how == "the same address":
        return  # a row error within one role
    for seed in range(10):
        draw = random.Random(seed)
        person, other, *more = somebody(draw, 4)
        fields = list(SECOND[how](person))
        draw.shuffle(fields)
        twice = [record(role, person, k, one) for k, one in enumerate(fields)]
        once = record(role, other, 0, {"name": other.name, "email": f"{other.mailbox}@nhs.net"})
        opposite = Mentor if role is Mentee else Mentee
        others = [record(opposite, p, 0, {"name": p.name}) for p in more]
        sides = {"mentees": (*twice, once), "mentors": others}
        if role is Mentor:
            sides = {"mentees": others, "mentors": (*twice, once)}
        people = mm.People(**sides)
        matching = mm.match(people)
        matched = {one for pair in matching.pair_ids for one in pair}
        first, second = sorted(one.id for one in twice)
        assert first in matched
        assert second not in matched
        assert once.id in matched
        (why,) = [u for u in matching.unmatched_people if u.person_id == second]
        assert why.reason == "registered_twice"
        assert second in matching.explain(second).sentences[0]
        two = mm.match(people.replace(meanings=((first, second, False),)))
        assert len(two.candidates) == len(others) * 3


@pytest.mark.parametrize("how", DOUBTFUL)
def test_doubt_alone_takes_no_place_unless_a_person_says_that_it_is_one(how: str) -> None:
    for seed in range(10):
        draw = random.Random(seed)
        person, *more = somebody(draw, 3)
        twice = [record(Mentee, person, k, one) for k, one in enumerate(DOUBTFUL[how](person))]
        people = mm.People(mentees=tuple(twice), mentors=[record(Mentor, p, 0, {}) for p in more])
        assert len(mm.match(people).pair_ids) == 2
        one, other = people.mentee_ids
        said = people.replace(meanings=((one, other, True),))
        assert [mentee for mentee, _ in mm.match(said).pair_ids] == [min(one, other)]
        assert said.resolved() == ()


@pytest.mark.parametrize("seed", range(40))
def test_any_mixture(seed: int) -> None:
    """People of whom some are in the scheme several times, in one role or two."""
    draw = random.Random(seed)
    people: dict[str, list[Mentee | Mentor]] = {"mentees": [], "mentors": []}
    owner: dict[str, int] = {}
    for person in somebody(draw, 8):
        kinds = draw.choice([[Mentee], [Mentor], [Mentee, Mentee], [Mentor, Mentor], [Mentee, Mentor]])
        ways = SECOND if len(set(kinds)) < len(kinds) else {**SECOND, **DOUBTFUL}
        how = draw.choice([one for one in ways if one != "the same address"])
        for number, (kind, fields) in enumerate(zip(kinds, ways[how](person), strict=False)):
            made = record(kind, person, number, fields)
            owner[made.id] = person.number
            people["mentees" if kind is Mentee else "mentors"].append(made)
    for group in people.values():
        draw.shuffle(group)
    scheme = mm.People(**people)
    matching = mm.match(scheme)
    load = Counter(("mentee", owner[mentee]) for mentee, _ in matching.pair_ids)
    load += Counter(("mentor", owner[mentor]) for _, mentor in matching.pair_ids)
    assert set(load.values()) <= {1}
    assert not [pair for pair in matching.pair_ids if owner[pair[0]] == owner[pair[1]]]
    out = [u for u in matching.unmatched_people if u.reason == "registered_twice"]
    twice = Counter((u.role, owner[u.person_id]) for u in out)
    for role, group in (("mentee", scheme.mentees), ("mentor", scheme.mentors)):
        for person, times in Counter(owner[one.id] for one in group).items():
            assert twice[role, person] == times - 1


def test_different_people_with_common_names_keep_their_places() -> None:
    united = 0
    for seed in range(10_000):
        draw = random.Random(seed)
        one, other = (
            Mentee(
                id=f"e{k}", consent=True, name=f"{draw.choice(GIVEN[:4])} {draw.choice(FAMILY[:4])}",
                email=f"{draw.choice('abcdef')}{k}.{seed}@h.example", workplace=f"St {k}",
            )
            for k in range(2)
        )  # fmt: skip
        double = alike(one, other)
        united += double is not None and double.likely
    assert united == 0


@pytest.mark.parametrize("seed", range(30))
def test_what_shares_a_key_is_all_that_is_alike(seed: int) -> None:
    draw = random.Random(seed)
    names = [
        *(f"{given} {family}" for given in ("Amy", "Ann", "Aki") for family in ("Ash", "Asch", "Birch")),
        "A. Ash", "Ash A", "Amy J Ash", "Amy Jane Ash", "AJ Ash", "Amyash", "Amy", "Ash", "", "Ash, Dr Amy",
        "J R", "R. J.",
    ]  # fmt: skip
    mails = [None, None, "amy.ash@nhs.net", "amyash@nhs.uk", "a.ash@h.org", "amy.ash@other.org"]
    people = [
        Mentor(
            id=draw.choice([f"r{k}", f"r-{k}", f"ash{k}@nhs.net", f"Ash, A{k}"]), name=draw.choice(names),
            email=None if (mail := draw.choice(mails)) is None else mail.replace("@", f"+{k}@"),
            workplace=draw.choice(["", "St X", "St Y"]), postcode=draw.choice([None, "QF1"]),
        )
        for k in range(25)
    ]  # fmt: skip
    scheme = mm.People(mentors=tuple(people))
    right = {
        d.ids: d.likely for one, other in combinations(people, 2) if (d := alike(one, other)) is not None
    }
    assert {double.ids: double.likely for double in doubles_of(scheme)} == right


def test_a_name_that_very_many_share_is_none() -> None:
    people = mm.People(mentees=tuple(Mentee(id=f"e{k}", name="Test Person", consent=True) for k in range(60)))
    assert doubles_of(people) == ()


@pytest.mark.parametrize(
    ("domain", "name"),
    [
        ("nhs.net", "nhs"), ("nhs.uk", "nhs"), ("gosh.nhs.uk", "nhs"), ("ox.ac.uk", "ox"), ("h.example", "h"),
        ("googlemail.com", "gmail"), ("co.uk", "co"), ("localhost", "localhost"),
        ("doctors.org.uk", "doctors"),
    ],
)  # fmt: skip
def test_organisations(domain: str, name: str) -> None:
    assert organisation(domain) == name


@pytest.mark.parametrize(
    ("one", "other", "right"),
    [
        ("Dr Amy Ash", "ASH, Amy", Names.SAME),
        ("Mary Ann Ash", "Maryann Ash", Names.SAME),
        ("Amy J. Ash", "Amy Ash", Names.SAME),
        ("A. Ash", "Amy Ash", Names.INITIALS),
        ("Amy Jane Ash", "Amy Ash", Names.SIMILAR),
        ("Amy Ash", "Amy Asj", Names.MISSPELT),
        ("Amy Ash", "Amy Birch", Names.DIFFERENT),
        ("Test User 1", "Test User 2", Names.DIFFERENT),
        ("Test User 1", "Test User", Names.SAME),
        ("Amy", "Amy Ash", Names.DIFFERENT),
        ("", "Amy Ash", Names.UNKNOWN),
    ],
)
def test_names(one: str, other: str, right: Names) -> None:
    assert compare_names(Mentee(id="e1", name=one), Mentor(id="r1", name=other)) is right


def test_the_first_record_counts_and_one_without_consent_takes_no_place() -> None:
    doubles = [Double(("a", "b"), "", likely=True), Double(("b", "c"), "", likely=True)]
    records = [Mentee(id=one, consent=True) for one in "abc"]
    assert set_aside(records, doubles, ()) == {"b"}
    assert set_aside(records, doubles, ["b"]) == {"a", "c"}
    assert set_aside(records, doubles, ["b", "c"]) == {"a"}  # both had places before
    said = [Double(("a", "b"), "", likely=True, settled=True), doubles[1]]
    assert set_aside(records, said, ["a", "b", "c"]) == {"b"}
    assert set_aside([records[0].replace(consent=False), *records[1:]], doubles, ()) == {"c"}
    assert set_aside(records, [Double(("a", "b"), "", likely=False)], ()) == set()


@pytest.mark.parametrize("how", SECOND)
def test_two_ids_of_one_person_count_as_one_for_mutual_pairs(how: str) -> None:
    person, other = somebody(random.Random(1), 2)
    fields = SECOND[how](person)
    people = mm.People(
        mentees=(record(Mentee, person, 1, fields[0]), Mentee(id="both", name=other.name, consent=True)),
        mentors=(record(Mentor, person, 2, fields[1]), Mentor(id="both", name=other.name, consent=True)),
    )
    assert len(mm.match(people).pair_ids) == 1
    assert len(mm.match(people, mm.Policy(mutual_pairs=True)).pair_ids) == 2


def test_a_mentor_set_aside_asks_for_no_minimum_load() -> None:
    amy = {"name": "Amy Ash", "workplace": "St X", "consent": True}
    people = mm.People(
        mentees=(Mentee(id="e1", consent=True),),
        mentors=(Mentor(id="r1", **amy), Mentor(id="r2", minimum_load=1, **amy)),
    )
    assert mm.match(people).pair_ids == (("e1", "r1"),)


def namesakes() -> mm.People:
    """Pairs of one name: near each other, far apart, somewhere unknown, and far apart in one organisation."""
    north, south, near = ((56.0, -3.0), (51.0, 0.0), (51.1, 0.1))
    named = {
        "e1": ("Amy Ash", "A", south), "e2": ("Amy Ash", "B", near),
        "e3": ("Bo Birch", "C", south), "e4": ("Bo Birch", "D", north),
        "e5": ("Cy Elm", "E", south), "e6": ("Cy Elm", "F", None),
        "e7": ("Di Fir", "G", south), "e8": ("Di Fir", "G", north),
    }  # fmt: skip

    def where(at: tuple[float, float] | None) -> Location | None:
        return None if at is None else Location(latitude=at[0], longitude=at[1])

    return mm.People(
        mentees=tuple(
            Mentee(id=one, name=name, workplace=work, location=where(at))
            for one, (name, work, at) in named.items()
        )
    )


def test_where_namesakes_are_the_rule_those_far_apart_are_different_people() -> None:
    apart = ("e3", "e4")
    pairs = [("e1", "e2"), apart, ("e5", "e6"), ("e7", "e8")]
    assert [double.ids for double in doubles_of(namesakes())] == pairs
    with patch.object(doubles, "MOST_NAMESAKES", 2):
        found, people = doubles_in(namesakes()), namesakes()
        (said,) = (one for one in double_warnings(people) if one.row is None)
    assert [double.ids for double in found.found] == [pair for pair in pairs if pair != apart]
    assert found.far_apart == 1
    assert "1 pair of records" in said.wrong
    assert not any(one.row is None for one in double_warnings(namesakes()))
