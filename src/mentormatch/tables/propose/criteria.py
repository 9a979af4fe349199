"""Criteria proposed for columns that no field is for: blocks to paste into the policy, as comments."""

from __future__ import annotations

import json
import re
import textwrap
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import pstdev

from immutabledict import immutabledict
from rapidfuzz import fuzz

from mentormatch.criteria import Near
from mentormatch.people.protected.words import asks_for_protected, is_protected
from mentormatch.policy import DEFAULT_WEIGHTS
from mentormatch.tables.files.expected import heading_key
from mentormatch.tables.forms.declared import answer_to
from mentormatch.tables.forms.scales import LEVELS
from mentormatch.tables.forms.wording import Wording
from mentormatch.tables.rows.cells import CellError, entries
from mentormatch.tables.rows.fields import TABLES, Table
from mentormatch.text import folded

Unplaced = Mapping[Table, Mapping[str, Sequence[str]]]
"""Table -> heading of a column that no field is for -> its cells that hold something."""

_ALIKE = 85  # of 100: headings spelt so much alike ask the same
_MOST = 0.8
_FEW = 12  # different answers of a question with one of a few
_STEPS = 7
_PROSE = 5  # words; ticked options are seldom longer
_WIDTH = 79
_TIMES = re.compile(
    r"\b(mon|tue|wed|thu|fri|sat|sun)([a-z]*day|s|rs)?\b|\b\d{1,2}([:.]\d\d)?\s*[ap]m\b|\b\d\d:\d\d\b"
    r"|\b(mornings?|afternoons?|evenings?|weekends?|weekdays?)\b"
)
_NAMES_NOTHING = (
    "a about an and any are as at both by can could do does for from have how i if in is it like many may me "
    "much my of on or our please select should so tell that the their these they this those to us want we "
    "what when where which who why will with would you your"
)
_SMALL = frozenset(_NAMES_NOTHING.split())
_TOP = (
    "Criteria for columns that no field is for. To use one, put its lines without the first \"# \" into the "
    "policy; the column map may go on ignoring the column."
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Guess:
    """What a criterion may be.

    Parameters
    ----------
    more : tuple of str
        Further lines of TOML.
    signs : dict
        Table -> what is between the entries of its lists, where some cell has several.
    """

    kind: str
    why: str
    more: tuple[str, ...] = ()
    signs: Mapping[Table, str] = immutabledict()


def propose_criteria(unplaced: Unplaced, separators: Mapping[Table, str] = immutabledict()) -> str:
    """Return criteria for columns that no field is for, as comments in TOML; empty if there are none.

    Columns of the two forms whose headings are alike become one criterion. `separators` are those of the
    column map for each table, a semicolon where it has none.
    """
    names: set[str] = set(DEFAULT_WEIGHTS)
    blocks = []
    for headings in _pairs(unplaced):
        guess = _guess({table: unplaced[table][heading] for table, heading in headings.items()}, headings)
        if guess is not None:
            name = _name(next(iter(headings.values())), names)
            names.add(name)
            blocks.append("\n".join(_block(name, headings, guess, separators)))
    if not blocks:
        return ""
    return "\n#\n".join(["\n".join(f"# {line}" for line in textwrap.wrap(_TOP, _WIDTH - 2)), *blocks]) + "\n"


def _pairs(unplaced: Unplaced) -> Iterator[dict[Table, str]]:
    """Yield the headings of each question: in both tables where one is alike, the best first."""
    own = {table: [one for one in unplaced.get(table, {}) if not _is_protected(one)] for table in TABLES}
    ranked = sorted(
        (-fuzz.ratio(heading_key(one), heading_key(other)), at, one, other)
        for at, one in enumerate(own["mentees"])
        for other in own["mentors"]
    )
    paired: dict[str, str] = {}
    for score, _, one, other in ranked:
        if -score >= _ALIKE and one not in paired and other not in paired.values():
            paired[one] = other
    for one in own["mentees"]:
        yield {"mentees": one, "mentors": paired[one]} if one in paired else {"mentees": one}
    for other in own["mentors"]:
        if other not in paired.values():
            yield {"mentors": other}


def _is_protected(heading: str) -> bool:
    return is_protected(heading) or asks_for_protected(heading)


def _guess(cells: Mapping[Table, Sequence[str]], headings: Mapping[Table, str]) -> Guess | None:
    every = [cell for table in cells for cell in cells[table]]
    if not every:
        return None
    signs = {table: sign for table in cells if (sign := _sign(cells[table]))}
    parts = [
        part for table in cells for cell in cells[table] for part in entries(cell, signs.get(table, ";"))
    ]
    if _share(parts, lambda part: _TIMES.search(folded(part)) is not None) >= _MOST:
        return Guess("when", "days or times")  # "Mon, Wed am" is one entry
    if _share(parts, lambda part: len(part.split()) > _PROSE) > 1 - _MOST:
        return Guess("text", "free text")
    found = _scale(every) or _number(every, next(iter(headings.values())))
    if found is None and len(parts) > len(every) and _repeat(parts):
        return Guess("shared", "lists", signs=immutabledict(signs))
    return found or _one(every)


def _sign(cells: Sequence[str]) -> str:
    """Return what is between the entries of lists; nothing if no cell has several."""
    return next((sign for sign, seen in ((";", ";"), (",", ", ")) if any(seen in cell for cell in cells)), "")


def _scale(cells: Sequence[str]) -> Guess | None:
    """Return the guess for few words that stand in an order."""
    words = {folded(cell): cell for cell in cells}
    if not 2 <= len(words) <= _STEPS or not all(word in LEVELS for word in words):
        return None
    order = sorted(words.values(), key=lambda word: LEVELS[folded(word)])
    return Guess("order", "words in an order: right?", (f"order = {_text(order)}",))


def _number(cells: Sequence[str], heading: str) -> Guess | None:
    reading = answer_to(Near(name="number", tolerance=1), Wording("number"), heading)
    numbers = []
    for cell in cells:
        try:
            value = reading.said(cell).value
        except CellError:
            continue
        numbers += [] if value is None else [float(value)]
    if len(numbers) < _MOST * len(cells):
        return None
    tolerance = max(1.0, float(f"{2 * pstdev(numbers):.1g}"))
    more = ("ideal = 0  # the mentor's less the mentee's", f"tolerance = {tolerance:g}  # scores 0 from here")
    return Guess("near", "numbers", more)


def _one(cells: Sequence[str]) -> Guess | None:
    if 2 <= len({folded(cell) for cell in cells}) <= _FEW and _repeat(cells):
        return Guess("same", 'one of a few answers; or "different"')
    return None


def _repeat(words: Iterable[str]) -> bool:
    """Return whether words are given twice on average."""
    counts = Counter(map(folded, words))
    return counts.total() >= 2 * len(counts)


def _share(parts: Sequence[str], holds: Callable[[str], bool]) -> float:
    return sum(map(holds, parts)) / max(len(parts), 1)


def _name(heading: str, taken: Collection[str]) -> str:
    words = [word for word in re.findall(r"[a-z]+", folded(heading)) if word not in _SMALL]
    name = "_".join(words[:3])[:40].strip("_") or "criterion"
    name = "criterion" if _is_protected(name) else name
    return next(one for k in range(1, 1000) if (one := name if k == 1 else f"{name}_{k}") not in taken)


def _block(
    name: str, headings: Mapping[Table, str], guess: Guess, separators: Mapping[Table, str]
) -> Iterator[str]:
    """Yield the lines of one criterion."""
    for table, sign in guess.signs.items():
        if sign != separators.get(table, ";"):
            yield f'# # The column map then needs [{table}.separators] {name} = "{sign}"'
    yield "# [[criteria]]"
    yield f'# name = "{name}"'
    yield f'# kind = "{guess.kind}"  # {guess.why}'
    for table in TABLES:
        side = "mentee" if table == "mentees" else "mentor"
        if table in headings:
            yield f"# {side} = {_text(headings[table])}"
        else:
            yield f'# {side} = "?"  # no column of the {table} is alike: which heading, or field?'
    yield from (f"# {line}" for line in guess.more)
    yield "# weight = 1"
    if guess.kind not in {"text", "near", "order"}:
        yield "# must = false  # true: those who do not meet it never meet"


def _text(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
