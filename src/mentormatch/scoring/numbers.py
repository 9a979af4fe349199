"""Numbers that are compared by how far their difference is from an ideal one."""

from __future__ import annotations

import numpy as np

from mentormatch.arrays import Floats


def nearness(difference: Floats, ideal: float, reach: float) -> Floats:
    """Return max(0, 1 - |difference - ideal| / reach).

    Parameters
    ----------
    difference : float64 array, shape (n_pairs,)
        The mentor's number less the mentee's; nan where one is unknown.

    Returns
    -------
    float64 array, shape (n_pairs,)
        nan where the difference is unknown.
    """
    return 1.0 - np.minimum(np.abs(difference - ideal), reach) / reach
