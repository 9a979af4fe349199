"""Distances over the earth's surface, on a sphere."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from mentormatch.arrays import Floats

EARTH_RADIUS_KM = 6371.0088
"""Mean radius (2a + b) / 3 of the WGS 84 ellipsoid, in kilometres (IUGG)."""


def great_circle_km(lat1: ArrayLike, lon1: ArrayLike, lat2: ArrayLike, lon2: ArrayLike) -> Floats:
    """Return great-circle distances on a sphere of `EARTH_RADIUS_KM`.

    Parameters
    ----------
    lat1, lon1, lat2, lon2 : array_like of float
        Degrees; the four broadcast against each other. nan gives nan.

    Returns
    -------
    float64 array
        Kilometres, in the broadcast shape.

    Notes
    -----
    The haversine formula (Sinnott, "Virtues of the Haversine", Sky and Telescope 68, 1984), which keeps its
    precision at short distances. Against the WGS 84 ellipsoid the largest error measured is 0.562 %, on short
    ways north or south at the equator, or 112 m in 20 km; it is 0.447 % at the poles, 0.112 % along the
    equator and at most 0.37 % between points in the British Isles. `tests/people/test_places.py` measures it
    with Vincenty's formulae.
    """
    phi1, lambda1, phi2, lambda2 = (np.radians(np.asarray(x, np.float64)) for x in (lat1, lon1, lat2, lon2))
    half = np.sin((phi2 - phi1) / 2) ** 2
    half = half + np.cos(phi1) * np.cos(phi2) * np.sin((lambda2 - lambda1) / 2) ** 2
    # Rounding can lift the sine of opposite points a little above 1.
    return np.asarray(2 * EARTH_RADIUS_KM * np.arcsin(np.sqrt(np.minimum(half, 1.0))), np.float64)


def unit_vectors(lat: ArrayLike, lon: ArrayLike) -> Floats:
    """Return points on the unit sphere, whose straight-line distances sort as great-circle distances do.

    Parameters
    ----------
    lat, lon : array_like of float, shape (n,)
        Degrees.

    Returns
    -------
    float64 array, shape (n, 3)
    """
    phi, lam = np.radians(np.asarray(lat, np.float64)), np.radians(np.asarray(lon, np.float64))
    return np.stack([np.cos(phi) * np.cos(lam), np.cos(phi) * np.sin(lam), np.sin(phi)], axis=-1)
