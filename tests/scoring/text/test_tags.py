"""Tags made comparable: case, synonyms, typing errors."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.scoring_cases import schemes, scorings
from mentormatch.errors import PolicyError
from mentormatch.people.model import Mentee, Mentor, People
from mentormatch.policy import Scoring
from mentormatch.scoring.text.tags import Entries, Spelling, followed, readings, standard_form
from mentormatch.scoring.text.vocabulary import names

LOOSE = Scoring(tag_similarity=50)


def corrected_tags(counts: dict[str, int], scoring: Scoring, *, health: bool = False) -> dict[str, str]:
    """Return the tags that count as other ones."""
    spelling = Spelling(counts, scoring, health)
    return {tag: form for tag in counts if (form := spelling.form(tag)) != tag}


def test_one_other_letter_is_another_word_however_loose_the_policy() -> None:
    """Medicine has words that differ by a letter: only a swapped or a doubled letter is an error."""
    assert corrected_tags({"hematology": 9, "hepatology": 1}, Scoring()) == {}
    assert corrected_tags({"hematology": 9, "hepatology": 1}, LOOSE) == {}
    assert corrected_tags({"cardiology": 9, "cardiolgy": 1}, LOOSE) == {}


def test_a_tag_given_once_and_spelt_like_a_common_one_is_corrected() -> None:
    assert corrected_tags({"cardiology": 2, "cardiollogy": 1, "radiology": 9}, Scoring()) == {
        "cardiollogy": "cardiology"
    }


@pytest.mark.parametrize(
    ("counts", "why"),
    [
        ({"cardiology": 1, "cardiollogy": 1}, "neither is more common"),
        ({"cardiology": 300, "cardiollogy": 2}, "what two people write is a word in use"),
        ({"type 2 diabetes": 50, "type 1 diabetes": 1}, "other digits"),
        ({"urology": 50, "neurology": 1}, "another first letter"),
        ({"oncology": 50, "ontology": 1}, "not alike enough"),
        ({"icu": 50, "itu": 1}, "too short to be sure"),
        ({"cardiology": 9, "cardiollogy": 1, "cardiollogy wards": 1}, "the word is in another tag"),
    ],
)
def test_what_is_not_corrected(counts: dict[str, int], why: str) -> None:
    assert corrected_tags(counts, Scoring()) == {}, why


def test_a_listed_tag_is_protected() -> None:
    scoring = Scoring(synonyms={"Cardiollogy": "cardiollogy"})
    assert corrected_tags({"cardiology": 9, "cardiollogy": 1}, scoring) == {}


def test_similarity_100_corrects_nothing() -> None:
    assert corrected_tags({"cardiology": 9, "cardiollogy": 1}, Scoring(tag_similarity=100)) == {}


def test_the_nearest_then_the_most_common_then_the_first_is_the_correction() -> None:
    assert corrected_tags({"communnication": 2, "communicatino": 9, "communication": 1}, LOOSE) == {
        "communication": "communnication"
    }
    assert corrected_tags({"immunollogy": 5, "immunnology": 9, "immunology": 1}, LOOSE) == {
        "immunology": "immunnology"
    }
    assert corrected_tags({"immunollogy": 5, "immunnology": 5, "immunology": 1}, LOOSE) == {
        "immunology": "immunnology"
    }


@pytest.mark.parametrize(
    ("counts", "form"),
    [
        ({"portfolio pathway": 1, "portfolio pathways": 1}, "portfolio pathway"),
        ({"portfolio pathway": 2, "portfolio pathways": 9}, "portfolio pathways"),
        ({"x-ray reporting": 3, "xray reporting": 2, "x ray reporting": 2}, "x-ray reporting"),
        ({"men's health": 2, "mens health": 5}, "mens health"),
        ({"organisational change": 4, "organizational changes": 4}, "organisational change"),
    ],
)
def test_however_many_wrote_them_spellings_are_one_tag_as_most_people_wrote_it(
    counts: dict[str, int], form: str
) -> None:
    spelling = Spelling(counts, Scoring(), False)
    assert {spelling.form(tag.upper()) for tag in counts} == {form}
    for tag in counts:
        protected = Spelling(counts, Scoring(synonyms={tag: tag}), False)
        assert protected.form(tag) == tag
        assert all(protected.form(other) != tag for other in counts if other != tag)


def test_new_tags_that_are_spelt_alike_are_one() -> None:
    spelling = Spelling({"audit": 2}, Scoring(), False)
    assert spelling.form("New Pathways") == spelling.form("new-pathway")
    assert spelling.form("audits") == "audit"


LONG_WORDS = st.text("bcd", min_size=8, max_size=11).map(lambda end: f"lead{end}")


@st.composite
def misspelt_schemes(draw: st.DrawFn) -> dict[str, int]:
    """Draw tags that several people gave, and typing errors of them that one person made."""
    counts = draw(st.dictionaries(LONG_WORDS, st.integers(2, 300), min_size=1, max_size=6))
    for word in draw(st.lists(st.sampled_from(sorted(counts)), max_size=6)):
        at = draw(st.integers(5, len(word) - 2))
        counts.setdefault(word[: at + 1] + word[at:], 1)
    return counts


@given(misspelt_schemes(), st.randoms())
def test_corrections_do_not_depend_on_order(counts: dict[str, int], rng: random.Random) -> None:
    shuffled = list(counts.items())
    rng.shuffle(shuffled)
    found = corrected_tags(counts, LOOSE)
    assert corrected_tags(dict(shuffled), LOOSE) == found
    assert not set(found.values()) & set(found)
    assert all(counts[model] > counts[tag] == 1 for tag, model in found.items())
    assert set(found) == {tag for tag, count in counts.items() if count == 1}


def test_chains_of_synonyms_are_followed_whatever_their_case() -> None:
    scoring = Scoring(synonyms={"ED": "Emergency  Department", "emergency department": "A&E", "QI": "QI"})
    standard = standard_form(scoring, health=False)
    assert [standard(t) for t in ("ed", "EMERGENCY DEPARTMENT", "a&e", "qi", "ward")] == [
        "a&e", "a&e", "a&e", "qi", "ward",
    ]  # fmt: skip


def in_health(tag: str, **scoring: object) -> str:
    return standard_form(Scoring(**scoring), health=True)(tag)


@pytest.mark.parametrize("tag", ["A&E", "ed", "Accident and Emergency", "EMERGENCY  DEPARTMENT"])
def test_names_of_one_thing_are_one_tag(tag: str) -> None:
    assert in_health(tag) == "emergency medicine"
    assert standard_form(Scoring(), health=False)(tag) != "emergency medicine"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("paediatric oncology", "Pediatric Oncology"),
        ("Rheumatologist", "rheumatology"),
        ("CAMHS", "child psychiatry"),
    ],
)
def test_both_spellings_and_the_people_of_a_field_are_one_tag(one: str, other: str) -> None:
    assert in_health(one) == in_health(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("IT", "it support"), ("neurology", "nephrology"), ("type 1 diabetes", "type 2 diabetes"), ("IT", "of")],
)
def test_other_tags_stay_apart(one: str, other: str) -> None:
    assert in_health(one) != in_health(other)


def test_every_name_in_the_vocabulary_is_known_as_a_tag() -> None:
    for name, others in names().items():
        for other in (name, *others):
            assert {in_health(other), in_health(other.lower()), in_health(other.upper())} == {name}


def test_the_policy_comes_before_the_vocabulary() -> None:
    assert in_health("A&E", synonyms={"A&E": "front door"}) == "front door"
    assert in_health("A&E", synonyms={"A&E": "A&E"}) == "a&e"
    assert in_health("casualty", synonyms={"casualty": "A&E"}) == "emergency medicine"
    assert in_health("ITU", synonyms={"A&E": "A&E"}) == "intensive care"


def test_a_name_in_the_vocabulary_is_not_a_typing_error() -> None:
    counts = {"haematoolgist": 300, "haematologist": 1}
    assert corrected_tags(counts, LOOSE) == {"haematologist": "haematoolgist"}
    assert corrected_tags(counts, LOOSE, health=True)["haematologist"] == "haematology"


def test_every_tag_that_counts_as_another_is_listed_unless_the_policy_says_so() -> None:
    people = People(
        mentees=(
            Mentee(id="x", professional_tags=("A&E", "Cardiollogy", "n/a", "QI", "audit")),
            Mentee(id="y", professional_tags=("a&e", "cardiology", "Pathways")),
        ),
        mentors=(
            Mentor(id="x", professional_tags=("A&E", "AUDIT")),
            Mentor(id="z", professional_tags=("Cardiology", "pathway", "pathway ")),
        ),
    )
    scoring = Scoring(synonyms={"QI": "improvement"})
    found = readings(Entries.of(people, "professional_tags", scoring), scoring)
    assert found == [
        ("x", "A&E", "emergency medicine", False),
        ("x", "Cardiollogy", "cardiology", True),
        ("y", "a&e", "emergency medicine", False),
        ("y", "Pathways", "pathway", True),
    ]


def test_only_professional_tags_are_read_with_the_vocabulary() -> None:
    tags = ("A&E", "emergency medicine")
    people = People(mentees=(Mentee(id="x", professional_tags=tags, personal_tags=tags, values=tags),))
    words = {
        field: Entries.of(people, field, Scoring()).table(Scoring())[0].words
        for field in ("professional_tags", "personal_tags", "values")
    }
    both = ("a&e", "emergency medicine")
    assert words == {
        "professional_tags": ("emergency medicine",), "personal_tags": both, "values": both,
    }  # fmt: skip
    assert (
        Entries.of(people, "professional_tags", Scoring(vocabulary="none"))
        .table(Scoring(vocabulary="none"))[0]
        .words
        == both
    )


@pytest.mark.parametrize(
    ("synonyms", "words"),
    [
        ({"a": "b", "B": "c", "C": "A"}, "form a circle: b -> c -> a -> b"),
        ({"a": "b", "b": "a"}, "form a circle"),
        ({"A": "b", "a": "c"}, "two different meanings"),
    ],
)
def test_synonyms_that_contradict_each_other(synonyms: dict[str, str], words: str) -> None:
    with pytest.raises(PolicyError, match=words):
        followed(synonyms)


def test_a_person_who_is_both_counts_once() -> None:
    people = People(
        mentees=(Mentee(id="x", values=("cardiology",)), Mentee(id="y", values=("cardiollogy",))),
        mentors=(Mentor(id="x", values=("Cardiology", "n/a")),),
    )
    assert Entries.of(people, "values", Scoring()).table(Scoring())[0].words == ("cardiollogy", "cardiology")
    third = people.replace(mentors=(*people.mentors, Mentor(id="z", values=("CARDIOLOGY",))))
    assert Entries.of(third, "values", Scoring()).table(Scoring())[0].words == ("cardiology",)


@given(schemes("professional_tags"), scorings)
def test_a_table_has_an_entry_for_each_person_and_tag(
    scheme: tuple[People, object], scoring: Scoring
) -> None:
    people, _ = scheme
    table, _ = Entries.of(people, "professional_tags", scoring).table(scoring)
    entries = list(zip(table.row.tolist(), table.word.tolist(), strict=True))
    assert entries == sorted(set(entries))
    given_some = {
        k for k, p in enumerate((*people.mentees, *people.mentors)) if set(p.professional_tags) - {"N/A"}
    }
    assert {row for row, _ in entries} == given_some
    matrix = table.matrix()
    assert (len(matrix.sizes), matrix.width) == (len(people.mentees) + len(people.mentors), len(table.words))
