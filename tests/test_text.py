"""Text as people type it: trimmed, normalised, or refused; never silently changed."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentormatch.text import MAX_TEXT, all_folded, clean, clean_email, clean_id, clean_line, folded, seen

PLAIN = st.text(st.characters(categories=("L", "N", "P", "S"))).filter(
    lambda t: t == unicodedata.normalize("NFC", t)
)


@pytest.mark.parametrize("blanks", [" ", "\u00a0", "\t", "\n", "\u2003", "\u3000", " \u00a0\u202f "])
def test_outer_blanks_are_trimmed(blanks: str) -> None:
    assert clean(f"{blanks}Ann Other{blanks}") == "Ann Other"


def test_inner_blanks_stay() -> None:
    assert clean("Ann  Other\u00a0Jr") == "Ann  Other\u00a0Jr"


@pytest.mark.parametrize(
    "hidden",
    ["\u200b", "\u200c", "\u200d", "\u200e", "\u200f", "\u202a", "\u202e", "\u2060", "\u2066", "\u2069",
     "\ufeff", "\u00ad", "\u061c", "\u180e"],
)  # fmt: skip
def test_invisible_and_turning_characters_are_refused(hidden: str) -> None:
    with pytest.raises(ValueError, match="invisible or direction-changing"):
        clean(f"e{hidden}1")
    with pytest.raises(ValueError, match="invisible or direction-changing"):
        clean(f"e1{hidden}")


def unseen() -> list[str]:
    """Return every character that nobody sees, after Unicode's data and not after the code."""
    ignorable = [
        0xAD, 0x34F, 0x61C, 0x115F, 0x1160, 0x17B4, 0x17B5, *range(0x180B, 0x1810), *range(0x200B, 0x2010),
        *range(0x202A, 0x202F), *range(0x2060, 0x2070), 0x3164, *range(0xFE00, 0xFE10), 0xFEFF, 0xFFA0,
        *range(0xFFF0, 0xFFF9), *range(0x1BCA0, 0x1BCA4), *range(0x1D173, 0x1D17B), *range(0xE0000, 0xE1000),
    ]  # fmt: skip
    formats = [code for code in range(0x110000) if unicodedata.category(chr(code)) == "Cf"]
    return [chr(code) for code in sorted({*ignorable, *formats, 0x2800})]


def test_what_nobody_sees_is_refused_in_ids_by_its_code_point() -> None:
    for hidden in unseen():
        for text in (f"e{hidden}1", f"e1{hidden}", f"{hidden}e1", hidden):
            with pytest.raises(ValueError, match=rf"U\+{ord(hidden):04X}\b.*invisible"):
                clean_id(text)


@pytest.mark.parametrize("drawn", ["é", "\u4e00", "\U0001f600", "\u0e33", "a\u0301", "ß", "\u2019"])
def test_what_is_seen_may_be_in_an_id(drawn: str) -> None:
    assert clean_id(f" e{drawn}\u00a0") == unicodedata.normalize("NFC", f"e{drawn}")


def test_text_may_hold_the_selector_of_an_emoji() -> None:
    assert clean_line("Amy \u2764\ufe0f Ash") == "Amy \u2764\ufe0f Ash"
    assert seen("A\ufe0fm\u3164y") == "Amy"


@pytest.mark.parametrize("control", ["\0", "\x07", "\x1b", "\x7f", "\x85", "\x9f"])
def test_control_characters_are_refused(control: str) -> None:
    with pytest.raises(ValueError, match="control characters"):
        clean(f"e1{control}x")


@pytest.mark.parametrize("break_", ["\n", "\r", "\r\n", "\t", "\u2028", "\u2029"])
def test_a_line_is_one_line(break_: str) -> None:
    assert clean(f"a{break_}b")
    with pytest.raises(ValueError, match="line break or a tab"):
        clean_line(f"a{break_}b")


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_composed_and_decomposed_are_one(form: str) -> None:
    assert clean(unicodedata.normalize(form, "Zoë")) == "Zoë"  # type: ignore[arg-type]


@given(PLAIN)
def test_plain_text_is_not_changed(text: str) -> None:
    assert clean(text) == text


@given(st.text(max_size=50))
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    try:
        once = clean(text)
    except ValueError:
        return
    assert clean(once) == once


@pytest.mark.parametrize("address", ["a@x.org", "first.last+tag@sub.nhs.uk", "O'Neil@x.co"])
def test_one_address(address: str) -> None:
    assert clean_email(f" {address} ") == address


@pytest.mark.parametrize(
    "address",
    ["a@x, b@y", "a@x.org, b@y.org", "a@x.org;b@y.org", "a@x.org b@y.org", "Ann <a@x.org>", "a@x", "@x.org",
     "a@", "a", "a@x.org\nBcc: b@y.org", "a@x.org%0aBcc:b@y.org", "a@@x.org", "a@x..org",
     "a" * 250 + "@x.org"],
)  # fmt: skip
def test_anything_else_is_refused(address: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        clean_email(address)


@pytest.mark.parametrize(
    ("one", "other"), [("E1", "e1"), ("Straße", "STRASSE"), ("ｅ１", "e1"), ("a  b", "A B"), ("Zoë", "zoë")]
)
def test_folded_alike(one: str, other: str) -> None:
    assert folded(one) == folded(other)


@pytest.mark.parametrize(("one", "other"), [("e1", "e01"), ("а", "a"), ("Zoe", "Zoë"), ("a b", "ab")])
def test_folded_apart(one: str, other: str) -> None:
    assert folded(one) != folded(other)


def test_the_limit_is_a_limit_of_use() -> None:
    assert MAX_TEXT >= 20_000


@given(st.text(max_size=12) | st.text(" \t\n\x0b\x1c\u00a0aB\u00df\u2167", max_size=8))
def test_folding_is_its_definition(text: str) -> None:
    assert folded(text) == " ".join(unicodedata.normalize("NFKC", text).casefold().split())


@given(st.lists(st.text(st.sampled_from("aZ ß\n\x1fıK"), max_size=4)))
def test_texts_are_folded_at_once_as_one_by_one(texts: list[str]) -> None:
    assert all_folded(texts) == [folded(text) for text in texts]
