"""Which groups an audit may show, so that no count under a limit can be worked out.

The table has one row for each group: how many of them are matched, and how many are not. Its totals are
known to whoever holds the matching. A row with a count under the limit is hidden as a whole; further rows are
hidden with it until all the hidden ones together could be shown as one row. Then each hidden count may be
anything in a range at least as wide as the limit.
"""

from __future__ import annotations

import numpy as np

from mentormatch.arrays import Bools, Ints

LEAST = 8
"""The least count that is shown."""


def shown_groups(matched: Ints, unmatched: Ints) -> Bools:
    """Return which groups may be shown.

    Only if nobody at all is unmatched, which everybody knows, the zeros of the groups are no secret.

    Parameters
    ----------
    matched, unmatched : int64 arrays, shape (n_groups,)
        How many people of each group are, and are not, matched.

    Returns
    -------
    bool array, shape (n_groups,)

    Examples
    --------
    >>> import numpy as np
    >>> shown_groups(np.array([40, 30, 5]), np.array([20, 10, 9])).tolist()
    [True, False, False]
    """
    counts = matched[:, None] if not unmatched.any() else np.column_stack([matched, unmatched])
    shown = np.asarray((counts >= LEAST).all(axis=1), np.bool_)
    for row in np.argsort(matched + unmatched, kind="stable").tolist():
        if _safe(counts[~shown]):
            break
        shown[row] = False
    return shown if _safe(counts[~shown]) else np.zeros(len(counts), np.bool_)


def _safe(hidden: Ints) -> bool:
    """Return whether there are no hidden rows, or their totals leave each of their counts open."""
    rows = len(hidden)
    # Each group has at least one person: that is known, too.
    spread = rows > 1 and int(hidden.sum()) - rows >= LEAST
    return not rows or (spread and bool((hidden.sum(axis=0) >= LEAST).all()))
