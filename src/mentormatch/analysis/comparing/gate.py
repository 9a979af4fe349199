"""A gate on changed pairs: how many may differ before a person has to look."""

from __future__ import annotations

import re

_AMOUNT = re.compile(r"(\d+(?:\.\d+)?)%|(\d+)", re.ASCII)
_WHOLE = 100.0
EXPECTED = "a share such as 5%, or a number of pairs such as 20"


def is_amount(written: str) -> bool:
    """Return whether this is what `EXPECTED` says."""
    found = _AMOUNT.fullmatch(written)
    return found is not None and float(found[1] or 0) <= _WHOLE


def exceeds(changed: int, total: int, most: str) -> bool:
    """Return whether more pairs are changed, new or gone than may be.

    Parameters
    ----------
    changed, total : int
        Pairs that differ; these and those that are the same.
    most : str
        A share of `total`, or a number of pairs.

    Examples
    --------
    >>> exceeds(3, 40, "5%"), exceeds(3, 40, "3")
    (True, False)
    """
    return 100 * changed > float(most[:-1]) * total if most.endswith("%") else changed > int(most)
