"""Encodings: names in each are read as they were written, or refused; never as other letters."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from mentormatch.errors import RecordError
from mentormatch.tables.files.delimited import read_delimited
from mentormatch.tables.files.encodings import encoding_of
from mentormatch.tables.files.sheets import Sheet
from mentormatch.tables.read_people import read_tables

NAMES = [
    "José Nuñez", "Zoë", "François", "Jürgen Müller", "Björn Åkesson", "Søren", "Siân", "Seán Ó Briain",
    "Émile", "Chloé", "Renée O’Neill", "Inés", "Gráinne", "Núñez", "João", "Hélène", "Ramón", "Élodie",
    "jörg.weiß", "Ærø", "Ñusta Peña", "josé.garcía", "Bébé d’Arcy", "MÜLLER",
    "été – hiver", "“garçon”", "l’été",
]  # fmt: skip
UNCLEAR = {"Ærø", "l’été", "Björn Åkesson", "Seán Ó Briain", "Émile", "Élodie"}
"""Names that alone may be refused."""
SIGNS = ["£5", "5 – 6", "• audit", "don’t", "it’s “good”", "teacher’s", "etc…", "2020–2021", "18 °C"]
CLEAR = st.lists(st.sampled_from(NAMES), min_size=3, max_size=8, unique=True)


def text(names: list[str]) -> str:
    return "id,name\n" + "".join(f"e{n},{name}\n" for n, name in enumerate(names))


def read(data: bytes) -> Sheet | str:
    try:
        return read_delimited(data, "m.csv")
    except RecordError as error:
        return str(error)


@given(CLEAR, st.lists(st.sampled_from(SIGNS), max_size=3), st.sampled_from(["cp1252", "mac_roman"]))
def test_names_are_read_as_they_were_written_or_refused(
    names: list[str], signs: list[str], encoding: str
) -> None:
    found = read(text([*names, *signs]).encode(encoding))
    if isinstance(found, str):
        assert "cannot be told" in found or "except for some letters" in found
    else:
        assert [cells[1] for _, cells in found.rows] == [*names, *signs]
        assert any("was read as" in warning.wrong for warning in found.warnings)


@given(CLEAR, st.sampled_from(["cp1252", "mac_roman"]))
def test_files_of_names_are_hardly_ever_refused(names: list[str], encoding: str) -> None:
    assert not isinstance(read(text([*NAMES[:8], *names]).encode(encoding)), str)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("encoding", ["cp1252", "mac_roman"])
def test_most_names_alone_are_enough(name: str, encoding: str) -> None:
    data = text([name]).encode(encoding)
    if name in UNCLEAR and isinstance(read(data), str):
        return
    assert encoding_of(data, "m.csv") == encoding


@given(CLEAR, st.data())
def test_utf8_with_one_damaged_letter_is_refused(names: list[str], data: st.DataObject) -> None:
    good = text(names).encode()
    starts = [at for at, byte in enumerate(good) if byte >= 0xC0]
    at = data.draw(st.sampled_from(starts))
    letter = good[at:].decode("utf-8", "ignore")[0]
    bad = good[:at] + letter.encode("cp1252") + good[at + len(letter.encode()) :]
    assume(any(byte >= 0xC0 for byte in bad[:at] + bad[at + 1 :]))
    line = good[:at].count(b"\n") + 1
    with pytest.raises(RecordError, match=f"except for some letters, the first of them in line {line}"):
        encoding_of(bad, "m.csv")


def test_signs_that_are_the_same_in_both() -> None:
    assert encoding_of("id,name\ne1,£5\n".encode("cp1252"), "m.csv") == "cp1252"


@pytest.mark.parametrize("word", [b"Bj\x9arn", b"\x8elodie", b"Lu\x92s"])
def test_what_may_be_either_is_refused(word: bytes) -> None:
    with pytest.raises(RecordError, match="cannot be told"):
        encoding_of(b"id,name\ne1," + word + b"\n", "m.csv")


def test_a_pair_stays_forbidden_across_encodings(tmp_path: Path) -> None:
    mentees, mentors = tmp_path / "mentees.csv", tmp_path / "mentors.csv"
    mentees.write_bytes("id,name,consent\njosé.nuñez,José Nuñez,yes\n".encode("mac_roman"))
    mentors.write_text("id,consent,supervises\nr1,yes,josé.nuñez\n", encoding="utf-8")
    people = read_tables(mentees=mentees, mentors=mentors).people
    assert people.mentors[0].supervises == people.mentee_ids == ("josé.nuñez",)
