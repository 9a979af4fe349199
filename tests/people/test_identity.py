"""Who is meant: spellings drawn by a generator, each with what is right for it."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass

import pytest

from mentormatch.people.identity import Register, agreement
from mentormatch.people.meaning import Answers, How, Meaning
from mentormatch.people.words.forms import family_words, id_key, name_words
from mentormatch.people.words.titles import POSTS

GIVEN = ("Amy", "Bo", "Siân", "José", "Mary", "Priya", "Olusegun", "Wei", "Anne", "Zoë", "Łukasz", "Cy", "Di")
FAMILY = (
    "Ash",
    "Birch",
    "O'Brien",
    "Smith-Jones",
    "Dogwood",
    "Elm",
    "Nguyễn",
    "Adebayo",
    "Müller",
    "Ward",
    "Li",
)
TITLES = ("Dr", "Prof.", "Mr", "Ms", "MRS", "Miss", "Assoc Prof", "Sir", "dr.")
AFTER = ("MBBS", "FRCP", "PhD", "MRCGP, FRCS", "RN", "OBE")


@dataclass(frozen=True)
class Drawn:
    """Somebody in the scheme."""

    id: str
    email: str
    given: str
    family: str

    @property
    def name(self) -> str:
        return f"{self.given} {self.family}"


Spelling = Callable[[random.Random, Drawn], str]

EXACT: dict[str, Spelling] = {
    "id": lambda _, p: p.id,
    "id in another case": lambda _, p: p.id.upper(),
    "id with #": lambda _, p: f"#{p.id}",
    "id with a full stop": lambda _, p: f"{p.id}.",
    "id with zeros": lambda _, p: p.id[0] + "00" + p.id[1:],
    "id with a dash": lambda _, p: f"{p.id[0]}\u2013{p.id[1:]}",
    "address": lambda _, p: p.email.upper(),
    "mailto": lambda _, p: f"mailto:{p.email}",
    "name and address": lambda _, p: f"{p.given} {p.family} <{p.email}>",
    "address and remark": lambda _, p: f"{p.email} (line manager)",
    "name": lambda _, p: f"  {p.given}  {p.family} ",
    "small letters": lambda _, p: f"{p.given} {p.family}".lower(),
    "title": lambda r, p: f"{r.choice(TITLES)} {p.given} {p.family}",
    "post-nominals": lambda r, p: f"{p.given} {p.family} {r.choice(AFTER)}",
    "title and post-nominals": lambda r, p: f"{r.choice(TITLES)} {p.given} {p.family}, {r.choice(AFTER)}",
    "family name first": lambda _, p: f"{p.family}, {p.given}",
    "family name first, title": lambda r, p: f"{p.family.upper()}, {r.choice(TITLES)} {p.given}",
    "remark in brackets": lambda _, p: f"{p.given} {p.family} (Ward 5)",
    "remark behind a dash": lambda _, p: f"{p.given} {p.family} - Consultant",
    "other quotes": lambda _, p: f"{p.given} {p.family}".replace("'", "\u2019").replace("-", "\u2011"),
    "letters of another alphabet": lambda _, p: f"{p.given} {p.family}".replace("A", "\u0410").replace(
        "o", "\u043e"
    ),
}
"""What is certain wherever nobody else bears the name."""

DOUBTFUL: dict[str, Spelling] = {
    "initial": lambda _, p: f"{p.given[0]}. {p.family}",
    "initial behind": lambda _, p: f"{p.family} {p.given[0]}",
    "title and initial": lambda r, p: f"{r.choice(TITLES)} {p.given[0]} {p.family}",
    "family name": lambda r, p: (
        f"{r.choice(TITLES)} {p.family}" if len(p.family) > 2 else f"{p.given} {p.family}"
    ),
    "middle name": lambda _, p: f"{p.given} Xavier {p.family}",
    "typing error": lambda r, p: (
        f"{p.given} {typo(r, p.family)}" if len(p.family) > 3 else f"{p.given} {p.family}"
    ),
    "other domain": lambda _, p: p.email.partition("@")[0] + "@nhs.net",
    "typing error in the address": lambda r, p: typo(r, p.email),
    "mail name alone": lambda _, p: p.email.partition("@")[0],
    "two in one cell": lambda _, p: f"{p.given[0]}. {p.family} and Dr Quentin Xylophone",
}
"""What may mean them: forbidden for them, and asked about."""


def typo(draw: random.Random, text: str) -> str:
    """Return the text with one letter left out, doubled, wrong, or two swapped; never in the first two."""
    at = draw.randrange(2, len(text) - 1)
    return draw.choice(
        [
            text[:at] + text[at + 1 :],
            text[:at] + text[at] + text[at:],
            text[:at] + "q" + text[at + 1 :],
            text[:at] + text[at + 1] + text[at] + text[at + 2 :],
        ]
    )


def scheme(draw: random.Random) -> list[Drawn]:
    """Return ten people of different names."""
    names = draw.sample([(given, family) for given in GIVEN for family in FAMILY], 10)
    return [
        Drawn(f"r{k + 1}", f"{plain_mail(given)}.{plain_mail(family)}@h.example", given, family)
        for k, (given, family) in enumerate(names)
    ]


def register_of(people: list[Drawn]) -> Register:
    return Register((p.id, p.email, p.name) for p in people)


def plain_mail(name: str) -> str:
    return "".join(name_words(name))


@pytest.mark.parametrize("spelling", EXACT.values(), ids=EXACT)
def test_exact_spellings_are_resolved(spelling: Spelling) -> None:
    right = 0
    for seed in range(100):
        draw = random.Random(seed)
        people = scheme(draw)
        person = draw.choice(people)
        written = spelling(draw, person)
        meaning = register_of(people).meant(written)
        assert person.id in meaning.people, written
        right += meaning.people == (person.id,) and meaning.sure
    assert right >= 99


@pytest.mark.parametrize("spelling", DOUBTFUL.values(), ids=DOUBTFUL)
def test_doubtful_spellings_never_lose_the_person(spelling: Spelling) -> None:
    for seed in range(100):
        draw = random.Random(seed)
        people = scheme(draw)
        person = draw.choice(people)
        written = spelling(draw, person)
        assert person.id in register_of(people).meant(written).people, written


def test_similar_names_are_never_said_to_be_one() -> None:
    """Ten thousand draws: who is certain is the one who was drawn, or the words were theirs, too."""
    for seed in range(10_000):
        draw = random.Random(seed)
        given, family = draw.choice(GIVEN), draw.choice(FAMILY)
        similar = [
            (given, family),
            (typo(draw, f"{given}xx")[:-2] or given, family),
            (given, typo(draw, f"{family}xx")[:-2] or family),
            (given, draw.choice(FAMILY)),
        ]
        people = [(f"p{k}", None, f"{g} {f}") for k, (g, f) in enumerate(similar)]
        written = draw.randrange(len(people))
        meaning = Register(people).meant(people[written][2])
        same = {p for p, _, name in people if name_words(name) == name_words(people[written][2])}
        assert set(meaning.people) >= same
        assert not meaning.sure or set(meaning.people) == same
        assert meaning.sure == (len(same) == 1)


@pytest.mark.parametrize(
    "written", ["Jane Xenakis", "none", "n/a", "Dr Quince", "p99@other.example", "x17", ""]
)
def test_outsiders_are_nobody_here(written: str) -> None:
    people = [("r1", "cy.dogwood@h.example", "Cy Dogwood"), ("r2", "di.elm@h.example", "Di Elm")]
    assert Register(people).meant(written) == Meaning()


OUTSIDE = ("Xanthe", "Yorick", "Quentin", "Hedwig", "Ignatius", "Ulrike")


@pytest.mark.parametrize("seed", range(200))
def test_family_and_given_name_of_an_outsider_are_one_name(seed: int) -> None:
    draw = random.Random(seed)
    people = scheme(draw)
    register, person, given = register_of(people), draw.choice(people), draw.choice(OUTSIDE)
    spelling = draw.choice(
        [
            "{f}, {g}",
            "{f},{g}",
            "{f}, {t} {g}",
            "{F}, {g}",
            "{f}, {g} (Ward 5)",
            "{t} {f}, {g}",
            "{f}, {g} FRCP",
        ]
    )
    written = spelling.format(f=person.family, F=person.family.upper(), g=given, t=draw.choice(TITLES))
    assert register.meant(written) == Meaning(), written


@pytest.mark.parametrize("seed", range(400))
def test_two_people_or_a_post_behind_a_comma_lose_nobody(seed: int) -> None:
    draw = random.Random(seed)
    people = scheme(draw)
    one, other = draw.sample(people, 2)
    names: dict[str, Callable[[Drawn], str]] = {
        "family": lambda p: p.family,
        "title": lambda p: f"{draw.choice(TITLES)} {p.family}",
        "initial": lambda p: f"{p.given[0]}. {p.family}",
        "whole": lambda p: p.name,
        "typing error": lambda p: (
            typo(draw, p.family) if len(p.family) > 4 and p.family.isalpha() else p.family
        ),
    }
    first, second = draw.choice(list(names)), draw.choice(list(names))
    written = f"{names[first](one)}, {names[second](other)}"
    meant = register_of(people).meant(written)
    assert {one.id, other.id} <= set(meant.people), written
    post = draw.choice(sorted(POSTS))
    behind = draw.choice([post, post.upper(), f"{post} 5", f"clinical {post}", f"Dr, {post}", "Dr", "QXZ"])
    assert one.id in register_of(people).meant(f"{names[first](one)}, {behind}").people, (first, behind)


def test_first_names_of_two_are_not_one_name() -> None:
    register = Register([("r1", None, "Amy Ash"), ("r2", None, "Bob Elm")])
    assert set(register.meant("Amy, Bob").people) == {"r1", "r2"}
    assert register.meant("Amy, Xanthe").people == ("r1",)
    assert register.meant("Ash, Xanthe").people == ()


@pytest.mark.parametrize(
    ("name", "family"),
    [
        ("Dr Amy Ash FRCP", ("ash",)),
        ("Ash, Amy", ("ash",)),
        ("Amy Ash, FRCP", ("ash",)),
        ("Mary Smith-Jones", ("smith", "jones")),
        ("Jan van der Berg", ("berg",)),
        ("van der Berg, Jan", ("van", "der", "berg")),
        ("Ash", ("ash",)),
        ("", ()),
    ],
)
def test_family_words(name: str, family: tuple[str, ...]) -> None:
    assert family_words(name) == family


def test_a_surname_of_two_letters_is_enough() -> None:
    register = Register([("r1", None, "Wei Li"), ("r2", None, "Li Jun"), ("r3", None, "Ann Ng")])
    assert register.meant("Dr Li").people == ("r1",)
    assert register.meant("Prof Ng").people == ("r3",)
    assert register.meant("Li, Ng").people == ("r1", "r3")


def test_a_person_may_have_had_another_name() -> None:
    register = Register(
        [("r1", None, "Amy Elm"), ("r1", "amy.ash@h.example", "Amy Ash"), ("r2", None, "Bo Fir")]
    )
    for written in ("Dr Amy Ash", "Elm, Amy", "amy.ash@h.example"):
        assert register.meant(written) == Meaning(("r1",), how=register.meant(written).how)
    assert register.meant("A. Ash").people == register.meant("A. Elm").people == ("r1",)


def test_an_id_comes_before_everything_else() -> None:
    people = [("Cy Dogwood", None, "Di Elm"), ("r2", None, "Cy Dogwood")]
    assert Register(people).meant("Cy Dogwood").people == ("Cy Dogwood",)


def test_an_id_in_a_row_is_no_typing_error() -> None:
    people = [(f"m10000{k}", None, "") for k in range(9)]
    assert Register(people).meant("m100009").people == ()
    alone = Register([("m482917", None, "")])
    assert alone.meant("m482971") == Meaning(("m482917",), sure=False, how=How.TYPING_ERROR)


def test_two_of_one_name_are_both_meant() -> None:
    register = Register([("a", None, "Amy Ash"), ("b", None, "Dr Ash, Amy")])
    assert register.meant("amy ash") == Meaning(("a", "b"), sure=False, how=How.NAME)


def test_an_address_that_is_somebodys_id() -> None:
    register = Register([("amy@h.example", None, "Amy Ash"), ("M1", "Amy@h.example", "Amy Ash")])
    assert set(register.meant("mailto:AMY@h.example").people) == {"amy@h.example", "M1"}


def test_answers_settle_it() -> None:
    people = [("r1", None, "Cy Dogwood"), ("r2", None, "Clare Dogwood")]
    assert Register(people).meant("C. Dogwood").people == ("r1", "r2")
    no = Register(people, Answers({"c. dogwood": {"r1": False}})).meant("C.  Dogwood")
    assert no == Meaning(("r2",), sure=False, how=How.INITIALS)
    yes = Register(people, Answers({"c. dogwood": {"r1": True, "r2": False}})).meant("C. Dogwood")
    assert (yes.people, yes.sure) == (("r1",), True)
    nobody = Register(people, Answers({"c. dogwood": {"r1": False, "r2": False}})).meant("C. Dogwood")
    assert nobody == Meaning()


@pytest.mark.parametrize(
    ("written", "name", "how"),
    [
        ("cy dogwood", "cy dogwood", How.NAME),
        ("c dogwood", "cy dogwood", How.INITIALS),
        ("cy dogwod", "cy dogwood", How.TYPING_ERROR),
        ("dogwood", "cy dogwood", How.PART_OF_NAME),
        ("cy", "cy dogwood", None),
        ("c d", "cy dogwood", None),
        ("di dogwood", "cy dogwood", None),
        ("cx dogwod", "cy dogwood", None),
    ],
)
def test_agreement(written: str, name: str, how: How | None) -> None:
    assert agreement(tuple(written.split()), tuple(name.split())) is how


def test_ids_compare_without_what_people_add() -> None:
    assert {id_key(i) for i in ("r-7", "R–007", "#r7", "r7.", " r 7 ", "ID r7")} == {"r7"}
    assert id_key("1-01") != id_key("101")


@pytest.mark.parametrize("seed", range(20))
def test_everybody_whose_name_agrees_is_found(seed: int) -> None:
    rng = random.Random(seed)
    letters = "abe"

    def name(most: int) -> str:
        return " ".join(
            "".join(rng.choice(letters) for _ in range(rng.randint(1, 4)))
            for _ in range(rng.randint(1, most))
        )

    people = {f"r{k}": name(3) for k in range(60)}
    register = Register((person, None, called) for person, called in people.items())
    for _ in range(40):
        written = name(4)
        words = name_words(written)
        meant = register.meant(written)
        if meant.how is not How.NAME:  # otherwise the whole name of somebody, or of two
            agreeing = {
                one
                for one, called in people.items()
                if agreement(words, name_words(called))
                or (len(words[0]) == 2 and words == name_words(called)[-1:])
            }
            assert set(meant.people) == agreeing, written


def test_a_register_with_more_people_is_that_of_all_of_them() -> None:
    draw = random.Random(5)
    given, family = ("Amy", "Ann", "Anne", "Bo", "Cy"), ("Ash", "Ashe", "Elm", "Ann", "Elm-Ash")
    words = [f"{a} {b}" for a in given for b in family] + [f"{b}, {a}" for a in given for b in family]
    words += [f"{a[0]}. {b}" for a in given for b in family] + [
        "Ash",
        "annash",
        "p1002",
        "P-1002",
        "q1000",
        "p10011",
        "x@a.example",
    ]
    words += [f"{a} {b}; p1001" for a, b in zip(given, family, strict=True)] + ["x@b.example", "7", "p10"]
    for _ in range(60):
        people = [
            (draw.choice([f"p{1000 + k}", f"mentee-{k}", f"{draw.choice(given)} {draw.choice(family)} {k}"]),
             draw.choice([None, "x@a.example", f"{draw.choice(given)}{k}@a.example".lower()]),
             draw.choice(["", f"{draw.choice(given)} {draw.choice(family)}"]))
            for k in range(12)
        ]  # fmt: skip
        # Some get another name, and one another address.
        people[7:9] = [(people[k][0], people[k][1], "Bo Elm") for k in (0, 1)]
        people[10] = (people[2][0], "x@b.example", people[2][2])
        register = Register(people[:6])
        for number in (7, 9, 12):
            before = {one: register.meant(one) for one in draw.sample(words, 40)}
            more = register.with_more(people[number - 3 : number], Answers({}))
            assert before == {one: register.meant(one) for one in before}
            register, fresh = more, Register([*people[:number]])
            assert {one: register.meant(one) for one in words} == {one: fresh.meant(one) for one in words}
            ids = [(one, email) for one, email, _ in people]
            assert [register.has_another(*one) for one in ids] == [fresh.has_another(*one) for one in ids]


def test_whoever_has_or_had_an_id_or_an_address() -> None:
    register = Register([("r1", "a@h.example", ""), ("R2", None, "")]).with_more(
        [("r3", "b@h.example", "")], Answers({})
    )
    assert register.has_another("x", "A@h.example")
    assert register.has_another("r2", None)
    assert not register.has_another("r1", "a@h.example")
    assert not register.has_another("r4", None)
