"""Text as people type it, made comparable: blanks, Unicode forms, look-alikes.

Nothing here guesses: text that could hide something is refused, never silently changed.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from typing import Annotated

from pydantic import AfterValidator, Field

# Zero-width characters, soft hyphen, bidirectional marks, embeddings, overrides and isolates:
# two texts that differ only by these look the same on every screen.
_TURNING = "\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff"
# Further characters that are drawn as nothing: Unicode's Default_Ignorable_Code_Point, the format characters
# (Cf), and two blanks that count as signs. A name may hold some of them, such as the selector of an emoji.
_UNDRAWN = (
    "\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\uffa0\ufff0-\ufffb"
    "\u0600-\u0605\u06dd\u070f\u0890\u0891\u08e2\U00016fe4\U000110bd\U000110cd\U00013430-\U0001343f"
    "\U0001bca0-\U0001bca3\U0001d159\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
_INVISIBLE = re.compile(f"[{_TURNING}]")
_UNSEEN = re.compile(f"[{_TURNING}{_UNDRAWN}]")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_EMAIL = re.compile(r"[^\s@<>(),;:\\\"\[\]%]+@[^\s@<>(),;:\\\"\[\]%.]+(\.[^\s@<>(),;:\\\"\[\]%.]+)+")

_LETTERS, _DIGITS = re.compile(r"[^\W\d_]+"), re.compile(r"\d+")

MAX_LINE = 200
MAX_TEXT = 20_000


def clean(text: str) -> str:
    """Return `text` in NFC without outer blanks (no-break spaces too).

    Raises
    ------
    ValueError
        If it contains zero-width, direction-changing or control characters.
    """
    if text.isascii() and text.isprintable():
        return text.strip()  # the most frequent case by far, and nothing else can be wrong with it
    _refuse_unseen(_INVISIBLE, text)
    if _CONTROL.search(text):
        raise ValueError("contains control characters")
    return unicodedata.normalize("NFC", text).strip()


def _refuse_unseen(kind: re.Pattern[str], text: str) -> None:
    found = kind.search(text)
    if found is not None:
        name = unicodedata.name(found.group(), "")
        code = f"U+{ord(found.group()):04X}{f' ({name})' if name else ''}"
        raise ValueError(f"contains {code}, an invisible or direction-changing character")


def seen(text: str) -> str:
    """Return `text` without the characters that nobody sees."""
    return text if text.isascii() else _UNSEEN.sub("", text)


def readable(text: str) -> str:
    """Return what can be read of an id or a name that may have to be refused, on one short line."""
    on_one_line = "".join(c if c.isprintable() else " " for c in seen(unicodedata.normalize("NFC", text)))
    return " ".join(on_one_line.split())[:MAX_LINE].rstrip()


def clean_line(text: str) -> str:
    """Return `text` cleaned; it has to be one line."""
    if text.isascii() and text.isprintable():
        return text.strip()  # as `clean` does, without asking twice
    cleaned = clean(text)
    if not cleaned.isprintable() and re.search(r"[\n\r\t\u2028\u2029]", cleaned):
        raise ValueError("contains a line break or a tab")
    return cleaned


def clean_id(text: str) -> str:
    """Return an id, or a reference to a person, cleaned.

    Raises
    ------
    ValueError
        If it is empty, or contains a character that nobody sees: two ids that look the same would be two.
    """
    if not text.isascii():
        _refuse_unseen(_UNSEEN, text)
    cleaned = clean_line(text)
    if not cleaned:
        raise ValueError("is empty")
    return cleaned


def clean_email(text: str) -> str:
    """Return one e-mail address; several, or anything around it, are refused."""
    if not text.isascii():
        _refuse_unseen(_UNSEEN, text)
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


def all_folded(texts: Sequence[str]) -> list[str]:
    """Return `folded` of each text; of many plain ones at once."""
    together = "\n".join(texts)
    # Without blanks and what is not printed nothing is at stake but letters; a break in a text adds a line.
    if together.isascii() and " " not in together and together.replace("\n", "").isprintable():
        lines = together.lower().split("\n")
        if len(lines) == len(texts):
            return lines
    return list(map(folded, texts))


def shape(text: str) -> str:
    """Return where an id has letters and digits; those of one table mostly have few shapes."""
    return _DIGITS.sub("9", _LETTERS.sub("a", text))
