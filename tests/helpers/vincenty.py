"""Distances on the WGS 84 ellipsoid, to measure the error of the sphere."""

from __future__ import annotations

import math

_A = 6_378.137
_F = 1 / 298.257223563
_B = _A * (1 - _F)


def vincenty_km(lat1: float, lon1: float, lat2: float, lon2: float) -> float:
    """Return the geodesic's length by Vincenty's inverse formula (Survey Review 23, 1975).

    It does not converge for points nearly opposite each other: those raise.
    """
    u1 = math.atan((1 - _F) * math.tan(math.radians(lat1)))
    u2 = math.atan((1 - _F) * math.tan(math.radians(lat2)))
    start = lam = math.radians(lon2 - lon1)
    for _ in range(200):
        sin_sigma = math.hypot(
            math.cos(u2) * math.sin(lam),
            math.cos(u1) * math.sin(u2) - math.sin(u1) * math.cos(u2) * math.cos(lam),
        )
        if sin_sigma == 0:
            return 0.0
        cos_sigma = math.sin(u1) * math.sin(u2) + math.cos(u1) * math.cos(u2) * math.cos(lam)
        sigma = math.atan2(sin_sigma, cos_sigma)
        sin_alpha = math.cos(u1) * math.cos(u2) * math.sin(lam) / sin_sigma
        cos2_alpha = 1 - sin_alpha**2
        middle = cos_sigma - 2 * math.sin(u1) * math.sin(u2) / cos2_alpha if cos2_alpha > 1e-15 else 0.0
        c = _F / 16 * cos2_alpha * (4 + _F * (4 - 3 * cos2_alpha))
        before = lam
        lam = start + (1 - c) * _F * sin_alpha * (
            sigma + c * sin_sigma * (middle + c * cos_sigma * (2 * middle**2 - 1))
        )
        if abs(lam - before) < 1e-12:
            break
    else:
        raise ArithmeticError("no convergence: the points are nearly opposite each other")
    u = cos2_alpha * (_A**2 - _B**2) / _B**2
    big_a = 1 + u / 16384 * (4096 + u * (-768 + u * (320 - 175 * u)))
    big_b = u / 1024 * (256 + u * (-128 + u * (74 - 47 * u)))
    turn = (
        big_b
        * sin_sigma
        * (
            middle
            + big_b
            / 4
            * (
                cos_sigma * (2 * middle**2 - 1)
                - big_b / 6 * middle * (4 * sin_sigma**2 - 3) * (4 * middle**2 - 3)
            )
        )
    )
    return _B * big_a * (sigma - turn)
