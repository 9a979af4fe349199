"""Makes the packaged example scheme: people and places of the made-up county of Fenwold.

Run as ``python -m example.make [FOLDER]`` with ``benchmarks`` on the path; without a folder it writes into
the package. The files are the same, byte for byte, on each run. The policy beside them is written by hand.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from random import Random

from example.links import add_supervised, add_supervision, add_wishes, close_a_cycle
from example.mess import touch, untidy
from example.people import (
    MENTEE_COLUMNS,
    MENTOR_COLUMNS,
    Draft,
    Row,
    draw_name,
    draw_person,
    mentee_row,
    mentor_row,
)
from example.phrases import GROUPS
from example.words import COAST_WORKPLACES, PARTNERS, PLACES, WORKPLACES, Workplace

SEED = 2026
PLACE_COLUMNS = ("postcode", "latitude", "longitude", "town")
FOLDER = Path(__file__).parents[2] / "src" / "mentormatch" / "example"

N_MENTEES, N_COAST_MENTEES = 114, 18
N_MENTORS, N_COAST_MENTORS = 74, 4
N_BOTH = 6

MENTEE_RUNGS, MENTOR_RUNGS, BOTH_RUNGS = (1, 5), (5, 9), (4, 5)


def make(folder: Path) -> None:
    """Write mentees.csv, mentors.csv and places.csv into `folder`."""
    mentees, mentors = draw_scheme(Random(SEED))  # noqa: S311 - no secret depends on it
    _write(folder / "mentees.csv", MENTEE_COLUMNS, mentees)
    _write(folder / "mentors.csv", MENTOR_COLUMNS, mentors)
    places = [dict(zip(PLACE_COLUMNS, map(str, place), strict=True)) for place in PLACES]
    _write(folder / "places.csv", PLACE_COLUMNS, places)


def draw_scheme(rng: Random) -> tuple[list[Row], list[Row]]:
    """Return the rows of the mentees and of the mentors."""
    taken: set[str] = set()
    mentees = _draw(rng, _ids("e", N_MENTEES), N_COAST_MENTEES, MENTEE_RUNGS, taken)
    mentors = _draw(rng, _ids("r", N_MENTORS), N_COAST_MENTORS, MENTOR_RUNGS, taken)
    both = _draw(rng, _ids("b", N_BOTH), 0, BOTH_RUNGS, taken)
    add_supervision(rng, [*mentees, *mentors, *both])
    close_a_cycle(mentors)
    add_wishes(rng, mentees, mentors, 0.45)
    add_wishes(rng, mentors, mentees, 0.15)
    _prefer_the_boss(mentees, {mentor.id for mentor in mentors})
    _add_groups(rng, [*mentees, *mentors, *both])
    mentees, mentors = [*mentees, *both], [*mentors, *both]
    mentee_rows = [mentee_row(rng, draft) for draft in mentees]
    mentor_rows = [mentor_row(rng, draft) for draft in mentors]
    add_supervised(rng, mentees, mentors, mentor_rows)
    for row in (*mentee_rows, *mentor_rows):
        untidy(rng, row)
    touch(rng, (*mentee_rows, *mentor_rows))
    return mentee_rows, mentor_rows


def _ids(letter: str, count: int) -> list[str]:
    ids = [f"{letter}{number:03}" for number in range(1, count + 1)]
    # One id that a careless reader would turn into the number 7.
    return ["007" if person_id == "e007" else person_id for person_id in ids]


def _draw(
    rng: Random, ids: Sequence[str], n_coast: int, rungs: tuple[int, int], taken: set[str]
) -> list[Draft]:
    """Return a person for each id; the last `n_coast` work on the coast."""
    inland = len(ids) - n_coast
    return [
        draw_person(rng, person_id, draw_name(rng, taken), _workplace(rng, position >= inland), rungs)
        for position, person_id in enumerate(ids)
    ]


def _workplace(rng: Random, on_coast: bool) -> Workplace:
    if on_coast:
        return rng.choice(COAST_WORKPLACES)
    # Large employers count once for each profession that they list.
    return rng.choice([workplace for workplace in WORKPLACES for _ in workplace.kinds])


def _prefer_the_boss(mentees: Sequence[Draft], mentor_ids: set[str]) -> None:
    """Let one mentee wish for their own line manager, who stays out of reach all the same."""
    hopeful = next(m for m in mentees if m.cells["line_manager"] in mentor_ids)
    hopeful.cells["prefers"] = hopeful.cells["line_manager"]


def _add_groups(rng: Random, everybody: Sequence[Draft]) -> None:
    for person in everybody:
        groups = ["coast"] if person.on_coast else []
        groups += ["partner agency"] if person.kind in PARTNERS else []
        groups += [rng.choice(GROUPS)] if rng.random() < 0.3 else []
        person.cells["groups"] = "; ".join(groups)


def _write(path: Path, columns: Sequence[str], rows: Iterable[Row]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


if __name__ == "__main__":
    make(Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER)
