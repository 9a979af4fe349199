"""Places: distances on the sphere, tables of postcodes, and what is refused in them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from helpers.vincenty import vincenty_km
from mentormatch.errors import RecordError
from mentormatch.people.places import (
    EARTH_RADIUS_KM,
    Location,
    Places,
    great_circle_km,
    location_error,
    unit_vectors,
)

LATITUDES = st.floats(-90, 90)
LONGITUDES = st.floats(-180, 180)
TABLE = Places({"EC1A": (51.5203, -0.1024), "M1": (53.4772, -2.2358), "LS1 4DY": (53.799, -1.549)})


def error(lat1: float, lon1: float, lat2: float, lon2: float) -> float:
    exact = vincenty_km(lat1, lon1, lat2, lon2)
    return (float(great_circle_km(lat1, lon1, lat2, lon2)) - exact) / exact


class TestDistance:
    def test_the_ellipsoid_itself_is_right(self) -> None:
        """Flinders Peak to Buninyong, the example of the Geodetic Datum of Australia: 54.972271 km."""
        peaks = (-37.95103341666667, 144.42486788888889, -37.65282113888889, 143.92649552777778)
        assert vincenty_km(*peaks) == pytest.approx(54.972271, abs=1e-6)

    def test_the_stated_error_against_the_ellipsoid(self) -> None:
        """The figures in the docstring of `great_circle_km`."""
        north = [abs(error(lat, 0, lat + 0.01, 0)) for lat in np.linspace(-90, 89.99, 721)]
        assert max(north) == pytest.approx(0.00562, abs=1e-5)
        assert abs(error(89.9, 0, 90, 0)) == pytest.approx(0.00447, abs=1e-5)
        assert abs(error(0, 0, 0, 0.1)) == pytest.approx(0.00112, abs=1e-5)

    def test_no_way_is_worse(self) -> None:
        rng = np.random.default_rng(0)
        ways = np.column_stack([rng.uniform(-90, 90, (4000, 2)), rng.uniform(-180, 180, (4000, 2))])
        # Vincenty's formula fails for opposite points only.
        ways = ways[great_circle_km(ways[:, 0], ways[:, 2], ways[:, 1], ways[:, 3]) < 19_000]
        assert max(abs(error(a, c, b, d)) for a, b, c, d in ways) < 0.00562

    def test_the_stated_error_in_the_british_isles(self) -> None:
        rng = np.random.default_rng(1)
        ways = np.column_stack([rng.uniform(49, 61, (4000, 2)), rng.uniform(-11, 2, (4000, 2))])
        assert 0.0030 < max(abs(error(a, c, b, d)) for a, b, c, d in ways) < 0.0037

    def test_broadcasts_and_passes_on_nan(self) -> None:
        km = great_circle_km([51.5, np.nan], [0.0, 0.0], 51.5, [[0.0], [1.0]])
        assert km.shape == (2, 2)
        assert km[0, 0] == 0
        assert np.isnan(km[:, 1]).all()

    def test_opposite_points_are_half_a_circle_apart(self) -> None:
        assert great_circle_km(33.3, 44.4, -33.3, -135.6) == pytest.approx(np.pi * EARTH_RADIUS_KM)

    @given(LATITUDES, LONGITUDES, LATITUDES, LONGITUDES)
    def test_unit_vectors_give_the_same_distance(self, a: float, b: float, c: float, d: float) -> None:
        one, other = unit_vectors([a, c], [b, d])
        assert_allclose(np.linalg.norm([one, other], axis=1), 1)
        chord = np.linalg.norm(one - other)
        assert 2 * EARTH_RADIUS_KM * np.arcsin(min(chord / 2, 1)) == pytest.approx(
            float(great_circle_km(a, b, c, d)), abs=1e-3
        )

    @given(LATITUDES, LONGITUDES, LATITUDES, LONGITUDES)
    def test_is_symmetric_and_bounded(self, a: float, b: float, c: float, d: float) -> None:
        there, back = great_circle_km(a, b, c, d), great_circle_km(c, d, a, b)
        assert there == pytest.approx(float(back))
        assert 0 <= there <= np.pi * EARTH_RADIUS_KM + 1e-6


class TestLocation:
    @pytest.mark.parametrize(
        ("latitude", "longitude"),
        [(91, 0), (-91, 0), (0, 181), (float("nan"), 0), (0, float("inf")), ("1", 0)],
    )
    def test_refuses(self, latitude: float, longitude: float) -> None:
        with pytest.raises(RecordError):
            Location(latitude=latitude, longitude=longitude)

    @pytest.mark.parametrize("point", [(99.999999, 0.0), (0.0, 0.0)])
    def test_what_stands_for_no_location_does_not_look_swapped(self, point: tuple[float, float]) -> None:
        found = location_error(*point)
        assert found is not None
        assert "swapped" not in found[1]
        assert "empty" in found[2]


class TestFind:
    @pytest.mark.parametrize("postcode", ["EC1A", "ec1a", " ec 1a ", "EC1A 1BB", "ec1a1bb", "EC1A-1BB"])
    def test_by_the_outward_part_in_any_spelling(self, postcode: str) -> None:
        assert TABLE.find(postcode) == Location(latitude=51.5203, longitude=-0.1024)

    def test_the_whole_postcode_goes_before_its_outward_part(self) -> None:
        places = Places({"LS1": (53.79, -1.54), "LS1 4DY": (53.799, -1.549)})
        assert places.find("ls14dy") == Location(latitude=53.799, longitude=-1.549)
        assert places.find("LS1 9ZZ") == Location(latitude=53.79, longitude=-1.54)

    @pytest.mark.parametrize("postcode", ["EC1", "EC1 1B", "M11AE1", "LS1 4DZ", "", "nowhere"])
    def test_nothing_else_is_found(self, postcode: str) -> None:
        assert TABLE.find(postcode) is None

    @pytest.mark.parametrize(
        ("postcode", "near"),
        [
            ("EC1B 1BB", "EC1A"),
            ("ls1 4dz", "LS1 4DY"),
            ("LSI 4DY", "LS1 4DY"),
            ("EC1B 1", "EC1A"),
            ("QQQQ", None),
        ],
    )
    def test_nearest_spelling(self, postcode: str, near: str | None) -> None:
        assert TABLE.nearest(postcode) == near

    def test_is_frozen(self) -> None:
        with pytest.raises(TypeError):
            TABLE.points["M1"] = (0.0, 1.0)  # type: ignore[index]

    @pytest.mark.parametrize("point", [(0.0, 0.0), (91.0, 1.0), (1.0, -181.0)])
    def test_a_point_that_is_no_place(self, point: tuple[float, float]) -> None:
        with pytest.raises(RecordError):
            Places({"M1": point})
