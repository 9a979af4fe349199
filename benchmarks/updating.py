"""How long candidates and scores take after a change, beside finding and scoring all of them.

Run ``python benchmarks/updating.py``. A made-up regional scheme, seeded, every criterion filled in; then 200
people join, leave or change, again and again, each time after the last. Prints medians of processor
seconds, since the machine may be shared; the candidates are compared with those that a fresh search finds.
"""

from __future__ import annotations

import argparse
import statistics
from collections.abc import Iterator
from typing import Any

import numpy as np

from mentormatch.candidates.search import Candidates, find_candidates
from mentormatch.people.model import Mentee, Mentor, People
from mentormatch.people.places import Location
from mentormatch.policy import Policy
from mentormatch.rematching.update_pairs import update_pairs
from mentormatch.scoring import Scores, score_pairs
from scoring import LEISURE, WORK, _stems, person, timed

MENTORS_A_MENTEE = 0.7
N_CHANGED = 200


class Region:
    """People around towns, as many as are asked for.

    Parameters
    ----------
    n_mentees : int
    seed : int
    km : float
        Farthest that anybody would travel; the number of pairs grows with its square.
    """

    def __init__(self, n_mentees: int, seed: int, km: float) -> None:
        self.rng, self.km = np.random.default_rng(seed), km
        stems = _stems(self.rng, 1_300)
        self.vocabulary = (
            WORK + LEISURE + [f"{stem}{tail}" for tail in ("", "ist", "ology") for stem in stems]
        )
        towns = max(n_mentees // 100, 1)
        self.towns = np.column_stack((self.rng.uniform(50.8, 54.5, towns), self.rng.uniform(-3, 0.5, towns)))
        self.mentee_ids = [f"e{k:06}" for k in range(n_mentees)]
        self.mentor_ids = [f"r{k:06}" for k in range(int(n_mentees * MENTORS_A_MENTEE))]

    def people(self) -> People:
        """Return everybody."""
        return People(
            mentees=tuple(map(self.mentee, self.mentee_ids)), mentors=tuple(map(self.mentor, self.mentor_ids))
        )

    def mentee(self, person_id: str) -> Mentee:
        """Return a mentee of that id."""
        return Mentee(id=person_id, wants=self._levels(), **self._person(self.mentor_ids))

    def mentor(self, person_id: str) -> Mentor:
        """Return a mentor of that id."""
        capacity = int(self.rng.integers(1, 4))
        return Mentor(id=person_id, offers=self._levels(), capacity=capacity, **self._person(self.mentee_ids))

    def _person(self, others: list[str]) -> dict[str, Any]:
        town = self.towns[self.rng.integers(len(self.towns))] + self.rng.normal(0, 0.03, 2)
        line = (str(self.rng.choice(self.mentor_ids)), f"Dr Outside {self.rng.integers(500)}")
        return {
            **person(self.rng, self.vocabulary, others, text=True),
            "consent": True,
            "location": Location(latitude=float(town[0]), longitude=float(town[1])),
            "max_km": float(self.rng.integers(round(self.km / 4), round(self.km))),
            "independent_of": line,
        }

    def _levels(self) -> dict[str, int]:
        return {str(a): int(self.rng.integers(1, 6)) for a in self.rng.choice(WORK, 4, replace=False)}


def changed(people: People, region: Region, round_: int, count: int) -> People:
    """Return the people after so many changes: a quarter left, a quarter joined, half are all new."""
    sides: dict[str, tuple[Any, ...]] = {}
    for side, make in (("mentees", region.mentee), ("mentors", region.mentor)):
        some = getattr(people, side)
        half = count // 2
        places = region.rng.choice(len(some), half - half // 4, replace=False).tolist()
        leave, other = set(places[: half // 4]), set(places[half // 4 :])
        stay = [make(p.id) if k in other else p for k, p in enumerate(some) if k not in leave]
        join = [make(f"{some[0].id[0]}9{round_:03}{k:03}") for k in range(half // 4)]
        sides[side] = tuple(sorted((*stay, *join), key=lambda p: p.id))
    return people.replace(**sides)


def rounds(region: Region, n_rounds: int, count: int) -> Iterator[tuple[float, float, int]]:
    """Yield seconds of finding and scoring all, seconds of the update, and pairs, time after time."""
    policy, people = Policy(), region.people()
    candidates, scores = found(people, policy)  # once untimed: libraries are imported
    for number in range(n_rounds):
        after = changed(people, region, number, count)
        anew: list[Candidates] = []
        _, whole = timed(lambda after=after, anew=anew: anew.append(found(after, policy)[0]))
        updated: list[Any] = []
        _, part = timed(
            lambda: updated.append(update_pairs(people, after, candidates, scores, policy))  # noqa: B023
        )
        people, candidates, scores = after, updated[0].candidates, updated[0].scores
        same = (np.array_equal(getattr(anew[0], c), getattr(candidates, c)) for c in ("mentee", "mentor"))
        assert all(same)
        assert anew[0].excluded == candidates.excluded
        yield whole, part, len(candidates)


def found(people: People, policy: Policy) -> tuple[Candidates, Scores]:
    """Return all candidates and their scores."""
    candidates = find_candidates(people, policy)
    return candidates, score_pairs(people, candidates, policy)


def main() -> None:
    """Run and print."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--seed", type=int, default=20_260)
    arguments.add_argument("--mentees", type=int, default=20_000)
    arguments.add_argument("--km", type=float, nargs="+", default=[14.0, 20.0])
    arguments.add_argument("--changed", type=int, default=N_CHANGED)
    arguments.add_argument("--rounds", type=int, default=3)
    given = arguments.parse_args()
    print("| mentees | pairs | changed | all, s | update, s | ratio |\n|---:|---:|---:|---:|---:|---:|")
    for km in given.km:
        runs = list(rounds(Region(given.mentees, given.seed, km), given.rounds, given.changed))
        whole, part = (statistics.median(run[k] for run in runs) for k in (0, 1))
        print(
            f"| {given.mentees:,} | {runs[-1][2]:,} | {given.changed} | {whole:.2f} | {part:.3f} "
            f"| {100 * part / whole:.1f}% |",
            flush=True,
        )


if __name__ == "__main__":
    main()
