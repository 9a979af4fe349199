"""Text as people type it, made comparable: blanks, Unicode forms, look-alikes.

Nothing here guesses: text that could hide something is refused, never silently changed.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Annotated

from pydantic import AfterValidator, Field

# Zero-width characters, soft hyphen, bidirectional marks, embeddings, overrides and isolates:
# two ids that differ only by these look the same on every screen.
_INVISIBLE = re.compile("[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_EMAIL = re.compile(r"[^\s@<>(),;:\\\"\[\]%]+@[^\s@<>(),;:\\\"\[\]%.]+(\.[^\s@<>(),;:\\\"\[\]%.]+)+")

MAX_LINE = 200
MAX_TEXT = 20_000


def clean(text: str) -> str:
    """Return `text` in NFC without outer blanks (no-break spaces too).

    Raises
    ------
    ValueError
        If it contains zero-width, bidirectional or control characters.
    """
    if text.isascii() and text.isprintable():
        return text.strip()  # the most frequent case by far, and nothing else can be wrong with it
    if _INVISIBLE.search(text):
        raise ValueError("contains invisible or direction-changing characters")
    if _CONTROL.search(text):
        raise ValueError("contains control characters")
    return unicodedata.normalize("NFC", text).strip()


def clean_line(text: str) -> str:
    """Return `text` cleaned; it has to be one line."""
    cleaned = clean(text)
    if not cleaned.isprintable() and re.search(r"[\n\r\t\u2028\u2029]", cleaned):
        raise ValueError("contains a line break or a tab")
    return cleaned


def clean_id(text: str) -> str:
    """Return an id cleaned; it may not be empty."""
    cleaned = clean_line(text)
    if not cleaned:
        raise ValueError("is empty")
    return cleaned


def clean_email(text: str) -> str:
    """Return one e-mail address; several, or anything around it, are refused."""
    cleaned = clean_line(text)
    if not _EMAIL.fullmatch(cleaned) or len(cleaned) > 254:
        raise ValueError("is not a single e-mail address")
    return cleaned


Line = Annotated[str, Field(strict=True, max_length=MAX_LINE), AfterValidator(clean_line)]
Text = Annotated[str, Field(strict=True, max_length=MAX_TEXT), AfterValidator(clean)]
Id = Annotated[str, Field(strict=True, max_length=MAX_LINE), AfterValidator(clean_id)]
Email = Annotated[str, Field(strict=True), AfterValidator(clean_email)]


def folded(text: str) -> str:
    """Return the form in which two spellings of one name or id compare equal.

    Case, Unicode compatibility forms and runs of blanks do not count.
    """
    # NFKC and casefold leave plain ASCII as `lower` makes it; most ids and words are that, without any blank.
    if not text.isascii():
        return " ".join(unicodedata.normalize("NFKC", text).casefold().split())
    return text.lower() if " " not in text and text.isprintable() else " ".join(text.lower().split())
