from __future__ import annotations

import numpy as np
import pytest

from mentormatch.candidates.radius import BAND, Points, RadiusSearch, StripSearch, chord, kilometres
from mentormatch.people.geodesy import great_circle_km, unit_vectors


def points(n: int, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Degrees, and the same on the unit sphere; every tenth place is unknown."""
    degrees = np.column_stack([rng.normal(51.5, 0.3, n), rng.normal(0, 0.5, n)])
    degrees[::10] = np.nan
    return degrees, unit_vectors(*degrees.T).T


@pytest.mark.parametrize("seed", range(5))
def test_every_pair_within_the_smaller_limit_is_found_once(seed: int) -> None:
    rng = np.random.default_rng(seed)
    (here, mentees), (there, mentors) = points(80, rng), points(60, rng)
    # Continuous limits, so that people of different limits share a band, and a few without one.
    of_mentee, of_mentor = rng.uniform(0, 60, 80), rng.uniform(0, 60, 60)
    of_mentee[::7], of_mentor[::7] = np.inf, np.inf
    km = great_circle_km(here[:, :1], here[:, 1:], there[:, 0], there[:, 1])
    limit = np.minimum.outer(of_mentee, of_mentor)
    wanted = set(zip(*np.nonzero((km <= limit) & np.isfinite(limit)), strict=True))
    search = RadiusSearch(mentees, mentors, of_mentee, of_mentor)
    cuts = ((0, 33), (33, 60), (60, 80))
    cells = [start * 60 + cells for start, stop in cuts for cells in search.cells(start, stop, 60)]
    found = list(zip(*np.divmod(np.concatenate(cells), 60), strict=True))
    assert len(found) == len(set(found)) == sum(search.count(*cut) for cut in cuts)
    assert wanted <= set(found)
    # Not much too much: each band looks at most as far as its widest limit.
    assert all(km[pair] <= BAND * limit[pair] + 1e-3 for pair in found)


@pytest.mark.parametrize("km", [0.0, 0.001, 1.0, 20.0, 500.0, 10_000.0, 20_015.0, 20_016.0, 25_000.0])
def test_a_chord_is_just_longer_than_its_kilometres(km: float) -> None:
    longer = float(kilometres(np.array([chord(km)]))[0])
    assert longer >= min(km, 20_015.1)
    assert longer - km < 0.6


@pytest.mark.parametrize(("few", "seed"), [(few, seed) for few in (1, 12, 60) for seed in range(3)])
def test_strips_find_just_the_pairs_within_the_smaller_limit(few: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    (here, mentees), (there, mentors) = points(80, rng), points(60, rng)
    of_mentee, of_mentor = rng.uniform(0, 60, 80), rng.uniform(0, 60, 60)
    of_mentee[::7], of_mentor[::7] = np.inf, np.inf
    some = np.sort(rng.choice(80, few, replace=False))
    km = great_circle_km(here[some, :1], here[some, 1:], there[:, 0], there[:, 1])
    limit = np.minimum.outer(of_mentee[some], of_mentor)
    wanted = np.argwhere((km <= limit) & np.isfinite(limit))
    search = StripSearch(Points.of(mentees, of_mentee).among(some), Points.of(mentors, of_mentor))
    (cells,) = search.cells(0, few, 60)
    assert np.sort(cells).tolist() == (wanted[:, 0] * 60 + wanted[:, 1]).tolist()
    assert search.count(0, few) == len(wanted)
