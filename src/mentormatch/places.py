"""Where somebody is: latitude and longitude, and great-circle kilometres."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

EARTH_RADIUS_KM = 6371.0088
"""Mean radius (2a + b) / 3 of the WGS 84 ellipsoid, in kilometres (IUGG)."""


class Location(BaseModel):
    """A point on the earth, in degrees.

    Parameters
    ----------
    latitude : float
        -90 to 90.
    longitude : float
        -180 to 180.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    latitude: Annotated[float, Field(ge=-90, le=90, allow_inf_nan=False, strict=True)]
    longitude: Annotated[float, Field(ge=-180, le=180, allow_inf_nan=False, strict=True)]
