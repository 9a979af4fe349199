"""Every kind of plot looks as it did when somebody last looked at it.

The pictures are by the matplotlib of ``constraints.txt``; other versions place letters otherwise. Where a
plot is meant to look otherwise, look at the picture that the failed test names, and copy it over the one in
``pictures/``.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from matplotlib.testing.compare import compare_images

import mentormatch as mm
from mentormatch.analysis.comparing.sensitivity import Sensitivity, Shift
from mentormatch.analysis.fairness import Fairness, FairPoint
from mentormatch.analysis.recruiting.scheme_map import draw_map
from mentormatch.display.plot import Plot
from mentormatch.display.style import ORANGE, in_style
from mentormatch.people.places import Location
from mentormatch.rematching.frontier import Frontier, Point
from mentormatch.report.annual.plots import plots_of
from mentormatch.report.committee.figures import figures

PICTURES = Path(__file__).parent / "pictures"
TOLERANCE = 4.0
"""Root of the mean squared difference of the pixels, of 255; one line in another colour gives more than 9."""
DPI = 60


def frontier() -> Plot:
    steps = [(0, 90, 40.5), (1, 91, 41.0), (2, 93, 41.25), (3, 93, 42.0)]
    return Frontier(tuple(Point(k, k, n, 0, score, proved=True) for k, n, score in steps)).plot()


def fairness() -> Plot:
    points = [(0.125, 50.0, 0), (0.25, 49.5, 4), (0.375, 47.0, 20)]
    return Fairness(
        tuple(FairPoint(w, 100, t, t / 100, w, w, 0.9, 0.2, m, proved=True) for w, t, m in points),
        proved=True,
    ).plot()


def sensitivity() -> Plot:
    of = tuple((f"e{k}", f"r{k}") for k in range(10))
    lost = [("travel", "-20%", 3), ("travel", "+20%", 1), ("values", "-20%", 5), ("values", "+20%", 0)]
    return Sensitivity(of, tuple(Shift(one, 1.0, by, of[:n], proved=True) for one, by, n in lost)).plot()


def scheme_map() -> Plot:
    at = [Location(latitude=52 + k / 10, longitude=k % 3 / 5) for k in range(6)]
    mentees = [mm.Mentee(id=f"e{k}", consent=True, location=one) for k, one in enumerate(at)]
    mentors = [mm.Mentor(id=f"r{k}", consent=True, location=at[2 * k]) for k in range(3)]
    recruits = pd.DataFrame({"location": ["A", "B"], "latitude": [52.1, 52.5], "longitude": [0.2, 0.4]})
    return draw_map(mm.match(mm.People(mentees=mentees, mentors=mentors)), recruits)


def of_matching(name: str) -> Callable[[], Plot]:
    score = np.linspace(0.25, 0.95, 40)
    numbers = {
        "score": score,
        "of_candidates": score**2,
        "tenths": np.quantile(score, (0.1, 0.5, 0.9)),
        "km": np.linspace(0, 45, 40),
        "load": np.repeat([0, 1, 2], (8, 20, 9)),
        "full": np.arange(37) % 3 == 0,
    }
    return lambda: figures(numbers)[name]


def of_year(name: str) -> Callable[[], Plot]:
    found = {
        "months": {"2026-01": 12, "2026-02": 30, "2026-03": 21},
        "feedback": [
            {"kind": "mentee_on_mentor", "question": "My mentor listened, for $5", "mean": 4.5, "people": 30},
            {"kind": "mentor_on_scheme", "question": "I was prepared", "mean": 3.25, "people": 12},
        ],
    }
    return lambda: plots_of(found)[name]


KINDS = {
    "frontier": frontier,
    "fairness": fairness,
    "sensitivity": sensitivity,
    "map": scheme_map,
    **{name: of_matching(name) for name in ("score", "km", "load")},
    **{name: of_year(name) for name in ("meetings", "feedback")},
}


def drawn(plot: Plot, path: Path) -> str:
    with in_style():
        plot.figure.savefig(path, dpi=DPI)
    return str(path)


@pytest.mark.parametrize("name", KINDS)
def test_it_looks_as_before(name: str, tmp_path: Path) -> None:
    new = drawn(KINDS[name](), tmp_path / f"{name}.png")
    assert compare_images(str(PICTURES / f"{name}.png"), new, TOLERANCE) is None


def test_another_colour_is_another_picture(tmp_path: Path) -> None:
    plot = fairness()
    plot.figure.axes[0].lines[0].set_color(ORANGE)
    assert compare_images(str(PICTURES / "fairness.png"), drawn(plot, tmp_path / "new.png"), TOLERANCE)


def test_the_style_of_the_user_changes_nothing(tmp_path: Path) -> None:
    import matplotlib as mpl

    with mpl.rc_context({"font.size": 20, "lines.linewidth": 9, "axes.facecolor": "black"}):
        new = drawn(frontier(), tmp_path / "new.png")
    assert compare_images(str(PICTURES / "frontier.png"), new, TOLERANCE) is None
