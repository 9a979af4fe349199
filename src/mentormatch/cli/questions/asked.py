"""Which matching is asked about, and about whom: people are given by id, or by what certainly means one."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from mentormatch.cli.console import USAGE, err_console, step
from mentormatch.cli.given.options import file_option
from mentormatch.files import finish_set

if TYPE_CHECKING:
    from mentormatch.matching.result import Matching
    from mentormatch.people.model import People
    from mentormatch.people.person import Role

From = Annotated[Path, file_option("The matching: matching.mm.", "--from")]
MatchingFile = Annotated[
    Path, typer.Argument(metavar="MATCHING", help="The matching: matching.mm.", readable=False)
]
Person = Annotated[str, typer.Argument(help="Id, name or e-mail address.", show_default=False)]


def matching_from(path: Path, *, begun: bool = False) -> Matching:
    """Return the matching in a file, with all its pairs begun if so."""
    from mentormatch.matching.result import Matching

    finish_set(path.parent)
    with step("Reading the matching"):
        matching = Matching.load(path)
    return matching.begin() if begun else matching


def person_asked(people: People, written: str, roles: tuple[Role, ...]) -> str:
    """Return the id of the person whom somebody wrote; a note says so where it was no id.

    Raises
    ------
    typer.Exit
        If nobody, or not certainly one person, is meant; a sentence has said whom it may be.
    """
    from mentormatch.arrays import first_ten
    from mentormatch.errors import UnknownIdError
    from mentormatch.people.who import Who
    from mentormatch.text import clean_id

    who = Who(people)
    have = sorted(frozenset().union(*(who.ids[role] for role in roles)))
    try:
        meaning = who.meant(clean_id(written), roles)
    except ValueError as error:
        raise _refused(
            f"what is given for a person {error}: give an id, a name or an e-mail address"
        ) from None
    found = [one for one in meaning.people if one in have]
    if meaning.one in have and meaning.one is not None:
        if meaning.how is not None:
            err_console.print(f"'{written}' is taken to mean {called(people, meaning.one)} ({meaning.how}).")
        return meaning.one
    if found:
        may = "means" if meaning.sure else "may mean"
        shown = first_ten([called(people, one) for one in sorted(found)])
        raise _refused(f"'{written}' {may} {shown} ({meaning.how}): give the id of one person")
    role = roles[0] if len(roles) == 1 else "person"
    names = [
        one.name for side in (people.mentees, people.mentors) for one in side if one.id in have and one.name
    ]
    others = {*people.mentee_ids, *people.mentor_ids}.difference(have)
    raise _refused(str(UnknownIdError(written, role, dict.fromkeys([*have, *names]), others)))


def _refused(sentence: str) -> typer.Exit:
    err_console.print(sentence)
    return typer.Exit(USAGE)


def called(people: People, person_id: str) -> str:
    """Return a person as a table of results may name them: ``e7 (Ann Ash)``."""
    name = name_of(people, person_id)
    return f"{person_id} ({name})" if name else person_id


def name_of(people: People, person_id: str) -> str:
    """Return the name of a person; empty if there is none."""
    sides = (people.mentees, people.mentors)
    return next((one.name for side in sides for one in side if one.id == person_id and one.name), "")
