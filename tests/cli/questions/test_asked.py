"""People are given by id, or by what certainly means one; otherwise a sentence says who it may be."""

from __future__ import annotations

import pytest
import typer

from helpers.small_scheme import mentee, mentor
from mentormatch.cli.console import USAGE
from mentormatch.cli.questions.asked import called, person_asked
from mentormatch.people.model import People
from mentormatch.people.person import ROLES, Role

PEOPLE = People(
    mentees=(
        mentee("e1", name="Ann Ashworth", email="ann@h.example"),
        mentee("e2", name="Bo Birch"),
        mentee("e3", name="Bo Birch"),
    ),
    mentors=(mentor("r1", name="Cy Dogwood", email="cy@h.example"),),
)


@pytest.mark.parametrize(
    ("written", "roles", "person"),
    [
        ("e1", ROLES, "e1"),
        (" e1 ", ("mentee",), "e1"),
        ("Ann Ashworth", ROLES, "e1"),
        ("ann@h.example", ("mentee",), "e1"),
        ("Dr Cy Dogwood", ("mentor",), "r1"),
    ],
)
def test_who_is_certain_is_found(written: str, roles: tuple[Role, ...], person: str) -> None:
    assert person_asked(PEOPLE, written, roles) == person


def test_a_name_is_noted(capsys: pytest.CaptureFixture[str]) -> None:
    person_asked(PEOPLE, "Ann Ashworth", ROLES)
    assert capsys.readouterr().err == "'Ann Ashworth' is taken to mean e1 (Ann Ashworth) (name).\n"


@pytest.mark.parametrize(
    ("written", "roles", "says"),
    [
        ("e11", ROLES, "there is no mentee or mentor 'e11' (did you mean 'e1'"),
        ("Anne Ashwort", ROLES, "Ann Ashworth"),
        ("Bo Birch", ROLES, "'Bo Birch' may mean e2 (Bo Birch), e3 (Bo Birch) (name): give the id"),
        ("e1", ("mentor",), "there is no mentor 'e1' (it is the id of a mentee)"),
        ("", ROLES, "is empty"),
    ],
)
def test_who_is_not_certain_is_a_sentence(
    written: str, roles: tuple[Role, ...], says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(typer.Exit) as stop:
        person_asked(PEOPLE, written, roles)
    assert stop.value.exit_code == USAGE
    said = capsys.readouterr().err
    assert says in said
    assert said.count("\n") == 1


def test_people_are_called_by_id_and_name() -> None:
    assert called(PEOPLE, "e1") == "e1 (Ann Ashworth)"
    assert called(PEOPLE, "gone") == "gone"
