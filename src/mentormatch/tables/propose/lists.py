"""Lists in cells: what is between entries, which options hold that sign, which boxes are only ticked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from mentormatch.tables.forms.lists import Cutter, are_whole_names
from mentormatch.tables.forms.readers import Levels
from mentormatch.tables.forms.said import word_key
from mentormatch.tables.forms.wording import Wording
from mentormatch.tables.forms.yes_no import TICKED
from mentormatch.tables.rows.cells import CellError

USUAL = ";"
_SIGNS = (USUAL, "|", "\n", ",")
"""In the order in which they are looked for: a comma may be part of an entry."""


def separator_of(cells: Sequence[str], *, of_people: bool) -> str:
    """Return what is between the entries of lists; nothing if every cell has one entry.

    Between people a comma needs whole names or addresses on both sides: "Ash, Amy" is one person.
    """
    for sign in _SIGNS:
        cut = [cell.strip(sign).split(sign) for cell in cells if sign in cell.strip(sign)]
        parts = [part.strip() for entries in cut for part in entries]
        if parts:
            return USUAL if of_people and sign == "," and not are_whole_names(parts) else sign
    return ""


def options_of(cells: Sequence[str], separator: str) -> tuple[str, ...]:
    """Return the options that hold the separator themselves: "Teaching, training and exams".

    Options of a form begin with a capital; what goes on in small letters behind the separator, and always
    behind the same entry, is the rest of an option.
    """
    entries = [Cutter(separator).cut(cell) for cell in cells]
    firsts = [cut[0] for cut in entries if cut]
    if 2 * sum(first[:1].isupper() for first in firsts) <= len(firsts):
        return ()
    joined = [list(_joined(cut, separator)) for cut in entries]
    whole = Counter(
        one for cut in joined for one in cut if separator in one and not _in_brackets(one, separator)
    )
    before = Counter(one for cut in joined for one in cut)
    return tuple(one for one in whole if one.split(separator)[0].strip() not in before)


def are_ticked(cells: Sequence[str], separator: str) -> bool:
    """Return whether some entry of areas has no level."""
    levels = Levels(Wording("wants", separator=separator))
    for cell in cells:
        try:
            levels.said(cell)
        except CellError:
            return True
    return False


def are_boxes(cells: Sequence[str], option: str) -> bool:
    """Return whether a column of a grid has ticks, or the option itself, in the place of levels."""
    ticks = (TICKED - {"1"}) | {word_key(option)}
    return any(word_key(cell) in ticks for cell in cells)


def _in_brackets(entry: str, separator: str) -> bool:
    return len(Cutter(separator).cut(entry)) == 1


def _joined(entries: Sequence[str], separator: str) -> Iterator[str]:
    """Yield the entries, each with those in small letters behind it."""
    open_entry = ""
    for entry in entries:
        if open_entry and entry[:1].islower():
            open_entry += f"{separator} {entry}" if separator != "\n" else f" {entry}"
        else:
            if open_entry:
                yield open_entry
            open_entry = entry
    if open_entry:
        yield open_entry
