"""A form that somebody sent twice: on request the newest counts, and the others are said."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from itertools import combinations

from immutabledict import immutabledict

from mentormatch.errors import RowProblem
from mentormatch.people.doubles import Names, compare_names
from mentormatch.people.person import Mentee
from mentormatch.tables.exports.times import times_of
from mentormatch.tables.files.sheets import Sheet, index_of
from mentormatch.tables.rows.headings import Plan
from mentormatch.text import folded, readable

SENT_TWICE = 'or, for a form sent twice, keep = "latest" and sent = (heading of the time) in the column map'
"""What a duplicate id is told."""
_SHARED = (
    "is the address in several rows, under names that differ",
    "an address or an id of their own for each person",
)


def keeping_latest(sheet: Sheet, plan: Plan, sent: str) -> Sheet:
    """Return the table with only the newest row of each id, by the column of times called `sent`.

    An id without a certain newest row keeps all of them, each with an error; so does an address that people
    of different names share.
    """
    at = index_of(sheet, sent)
    groups: dict[str, list[int]] = {}
    for position, text in enumerate(plan.texts("id", sheet.rows)):
        groups.setdefault(folded(text) if "@" in text else text, []).append(position)
    again = [group for one, group in groups.items() if one and len(group) > 1]
    if not again:
        return sheet
    times = times_of([cells[at] for _, cells in sheet.rows])
    ids, names = (plan.texts(field, sheet.rows) for field in ("id", "name"))
    replaced: dict[int, int] = {}
    wrong: dict[int, RowProblem] = {}
    for group in again:
        newest = _newest(group, times)
        is_shared = "@" in ids[group[0]] and _are_different([names[position] for position in group])
        for position in group:
            number, cells = sheet.rows[position]
            if is_shared:
                wrong[number] = RowProblem(
                    sheet.file, number, plan.headings_of("id"), ids[position], *_SHARED, ids[position]
                )
            elif newest is None:
                wrong[number] = _uncertain(sheet, number, sheet.header[at], cells[at])
            elif position != newest:
                replaced[number] = sheet.rows[newest][0]
    id_of = dict(zip((number for number, _ in sheet.rows), ids, strict=True))
    said = [
        RowProblem(
            sheet.file, number, sheet.header[at], "",
            f"was sent earlier than row {newer} by the same person, and was replaced by it",
            'no correction if the newest row counts, as keep = "latest" in the column map says',
            id_of[number],
        )
        for number, newer in sorted(replaced.items())
    ]  # fmt: skip
    return replace(
        sheet,
        rows=tuple(row for row in sheet.rows if row[0] not in replaced),
        replaced=tuple(row for row in sheet.rows if row[0] in replaced),
        warnings=(*sheet.warnings, *said),
        wrong_rows=immutabledict({**sheet.wrong_rows, **wrong}),
    )


def _are_different(names: Sequence[str]) -> bool:
    """Return whether the names are certainly not all those of one person."""
    said = [Mentee(id="-", name=readable(one)) for one in dict.fromkeys(names)]
    return any(compare_names(*two) is Names.DIFFERENT for two in combinations(said, 2))


def _newest(group: Sequence[int], times: Sequence[Sequence[datetime | None]]) -> int | None:
    """Return the position of the row that is newest in every reading of the times."""
    newest = set()
    for reading in range(len(times[0])):
        known = [(time, position) for position in group if (time := times[position][reading]) is not None]
        ranked = sorted(known)
        if len(ranked) < len(group) or ranked[-1][0] == ranked[-2][0]:
            return None
        newest.add(ranked[-1][1])
    return newest.pop() if len(newest) == 1 else None


def _uncertain(sheet: Sheet, number: int, heading: str, value: str) -> RowProblem:
    return RowProblem(
        sheet.file, number, heading, value,
        "does not show which row of this id is the newest",
        "times such as 2026-03-31 09:30 in all rows of this id, no two of them equal; or one row left",
    )  # fmt: skip
