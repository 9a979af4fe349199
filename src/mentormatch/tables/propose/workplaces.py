"""Workplaces as locations, where a form asks for no postcode."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from mentormatch.people.locations.sites import name_key

_NEAR = 85


@dataclass(frozen=True, slots=True)
class Workplace:
    """A workplace that needs coordinates.

    Parameters
    ----------
    name : str
        As most people write it.
    near : str
        A workplace that more people name and that is spelt like it; empty if there is none.
    """

    name: str
    people: int
    near: str


def workplaces_in(cells: Iterable[str]) -> tuple[Workplace, ...]:
    """Return the workplaces in the cells of both forms, the most frequent first."""
    from rapidfuzz import fuzz, process

    spelt = Counter(" ".join(cell.split()) for cell in cells)
    people: Counter[str] = Counter()
    names: dict[str, str] = {}
    for name, n in spelt.most_common():
        people[name_key(name)] += n
        names.setdefault(name_key(name), name)
    found: list[Workplace] = []
    for key, n in people.most_common():
        known = {one.name: name_key(one.name) for one in found if not one.near and one.people > n}
        near = process.extractOne(key, known, scorer=fuzz.ratio, score_cutoff=_NEAR)
        found.append(Workplace(names[key], n, "" if near is None else str(near[2])))
    return tuple(found)
