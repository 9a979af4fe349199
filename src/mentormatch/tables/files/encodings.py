"""Which encoding a text file is in: UTF-8, or by the letters within its words Windows-1252 or Mac Roman.

Any bytes can be read as Mac Roman and nearly any as Windows-1252, and a wrong choice changes ids without an
error: the pairs that they forbid would be allowed. So a file is read as one of the two only if its words are
words in it and not in the other; in doubt it is refused.
"""

from __future__ import annotations

import re

from mentormatch.errors import RecordError
from mentormatch.tables.files.sheets import file_error

SAVE_AS = "a CSV file in UTF-8; in Excel: Save As, 'CSV UTF-8 (Comma delimited)'"
UTF_8 = "utf-8-sig"
NAMES = {"cp1252": "Windows-1252 (cp1252)", "mac_roman": "Mac Roman"}
"""Encodings that are read with a warning -> their names."""

_MAJORITY = 4  # times as many words for one encoding as for the other

_WORD = re.compile(rb"[\w'\x80-\xff-]*[\x80-\xff][\w'\x80-\xff-]*")
_OPENING, _CLOSING = "‘“«¿¡(•–—€£", "’”»…,.;:!?)–—°®©™€"
# What no word of a form holds, though a letter of the other encoding would be read as it.
_RARE = frozenset("†‡ˆ‰‹›¸¯˜ˇ˘˙˚˝˛∆◊≈∞√∂∑∏π∫ªºΩƒ¬≠≤≥⁄ﬁﬂı¤¦×÷±µ¶¨´¹²³Þþð")
_ALONE = frozenset("àÀéÉèÈáíóú")
# Capitals and first letters that are frequent in no language, though bytes of Windows-1252 would be read so.
_SELDOM_IN_MAC = frozenset("ÈÊËÌÎÏÒÔÙÛÀÂÃÕŒŸ")
_SELDOM_FIRST_IN_MAC = frozenset("ìîëùûòôïÿ")
# "don’t" and "it’s" would be "donít" and "itís".
_CONTRACTED = re.compile(
    r"(?:\w*n|i|we|you|they|he|she|it|who|that|there)í(?:t|m|re|ve|ll|d)"
    r"|(?:it|he|she|that|what|who|let|men|here|how|where|one|day|year|team|\w{5,})ís",
    re.IGNORECASE,
)


def without_utf16(data: bytes, file: str) -> bytes:
    """Return a text in UTF-8 that may be in UTF-16, with the mark that says so.

    Spreadsheets save "Unicode text" in this way, and survey programs their tables with tabs.

    Raises
    ------
    RecordError
        If it is marked as UTF-16, but is not.
    """
    if data[:2] not in {b"\xff\xfe", b"\xfe\xff"} or data[:4] == b"\xff\xfe\0\0":
        return data
    try:
        return data.decode("utf-16").encode("utf-8")
    except UnicodeError:
        raise file_error(file, "is marked as UTF-16, but is not in it throughout", SAVE_AS) from None


def encoding_of(data: bytes, file: str) -> str:
    """Return the encoding of a text: ``"utf-8-sig"``, ``"cp1252"`` or ``"mac_roman"``.

    Raises
    ------
    RecordError
        If it is in UTF-16 without its mark, in UTF-8 but for single bytes, or in an encoding that cannot
        be told.
    """
    if data[:2] in {b"\xff\xfe", b"\xfe\xff"} or data[:400].count(0) > len(data[:400]) // 4:
        wrong = "is in UTF-16 without its mark, in UTF-32, or is not text at all"
        raise file_error(file, wrong, SAVE_AS)
    try:
        data.decode(UTF_8)
    except UnicodeDecodeError as error:
        return _by_words(data, file, error.start)
    return UTF_8


def _by_words(data: bytes, file: str, first_damaged: int) -> str:
    words = set(_WORD.findall(data))
    votes = {name: {word for word in words if _is_plausible(word, name)} for name in NAMES}
    only = {name: len(votes[name] - votes[other]) for name, other in zip(NAMES, reversed(NAMES), strict=True)}
    if _is_damaged(data, words, votes["cp1252"] | votes["mac_roman"]):
        line = 1 + data.count(b"\n", 0, first_damaged)
        wrong = f"is in UTF-8 except for some letters, the first of them in line {line}"
        raise file_error(file, wrong, f"the right letter there, and {SAVE_AS}")
    if not _decodes(data, "cp1252"):
        if only["mac_roman"] < _MAJORITY * len(words - votes["mac_roman"]) or not only["mac_roman"]:
            raise file_error(file, "is neither in UTF-8 nor in Windows-1252 nor in Mac Roman", SAVE_AS)
        return "mac_roman"
    for name, other in zip(NAMES, reversed(NAMES), strict=True):
        if only[name] and only[name] >= _MAJORITY * only[other]:
            return name
    if all(word.decode("cp1252") == word.decode("mac_roman") for word in words):
        return "cp1252"
    raise _undecided(file)


def _undecided(file: str) -> RecordError:
    wrong = "is not in UTF-8, and it cannot be told whether its accents are in Windows-1252 or in Mac Roman"
    return file_error(file, wrong, SAVE_AS)


def _decodes(data: bytes, encoding: str) -> bool:
    try:
        data.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _is_damaged(data: bytes, words: set[bytes], plausible: set[bytes]) -> bool:
    """Return whether a text is in UTF-8 but for single bytes."""
    read = data.decode("utf-8", "surrogateescape")
    damaged = sum("\udc80" <= letter <= "\udcff" for letter in read)
    whole = sum(letter > "\x7f" for letter in read) - damaged
    if not whole:
        return False
    return whole >= damaged or any(_has_utf8(word) for word in words - plausible)


def _has_utf8(word: bytes) -> bool:
    return any("\x7f" < c < "\udc80" or c > "\udcff" for c in word.decode("utf-8", "surrogateescape"))


def _is_plausible(word: bytes, encoding: str) -> bool:
    """Return whether bytes that hang together are words in an encoding."""
    if not _decodes(word, encoding):
        return False
    parts = word.decode(encoding).split()
    return all(_is_word(part) and (encoding == "cp1252" or _is_mac_word(part)) for part in parts)


def _is_word(part: str) -> bool:
    if not _RARE.isdisjoint(part):
        return False
    core = part.lstrip(_OPENING).rstrip(_CLOSING)
    if len(core) == 1 and not core.isascii():
        return core in _ALONE
    written_small = any("a" <= letter <= "z" for letter in core)
    for before, letter, after in zip(f" {core}", core, f"{core[1:]} ", strict=False):
        if letter.isascii():
            continue
        if letter.isalpha():
            if letter.isupper() and before.isalpha() and written_small:
                return False
        elif letter != "’" and not (before.isdigit() or after.isdigit()):
            return False
    return True


def _is_mac_word(part: str) -> bool:
    core = part.lstrip(_OPENING).rstrip(_CLOSING)
    shouted = core.isupper() and sum(map(str.isalpha, core)) > 1
    if part.endswith("…") and core[-1:].isupper():
        return False  # "JOSÉ" in Windows-1252
    if not shouted and not _SELDOM_IN_MAC.isdisjoint(core):
        return False
    return core[:1] not in _SELDOM_FIRST_IN_MAC and _CONTRACTED.fullmatch(core) is None
