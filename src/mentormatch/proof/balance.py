r"""The bound that prices prove where each further mentee of a mentor costs more.

With a price :math:`q \ge 0` on squares, the :math:`k`-th mentee of a mentor costs :math:`q (2k - 1)`. For any
prices :math:`u \ge 0` of mentees, :math:`\mu \ge 0` of ceilings, and weights :math:`w` of pairs, weak duality
gives for every matching that keeps the rules

.. math::

   \sum w x - q \sum_j n_j^2 \le \sum_i d_i u_i + \sum_r b_r \mu_r
      + \sum_j \max_S \sum_{k = 1}^{|S|} \big(w_{S_k j} - u_{S_k} - \mu_{S_k j} - q (2k - 1)\big),

where :math:`S` runs through the sets of mentees that mentor :math:`j` may have by capacity, minimum load and
required pairs. The best set holds the required pairs and then the pairs worth most, in order, as long as
the next one is worth more than it costs. No prices of mentors are needed.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from mentormatch.arrays import Bools, Int32s, Ints


@dataclass(frozen=True, eq=False)
class Worth:
    """What pairs are worth above the prices of their mentees and rules, and the bounds of their mentors.

    Parameters
    ----------
    pair : int64 array, shape (n_pairs,)
    mentor : int array, shape (n_pairs,)
    required : bool array, shape (n_pairs,)
    capacity, least : int64 arrays, shape (n_mentors,)
    """

    pair: Ints
    mentor: Int32s
    required: Bools
    capacity: Ints
    least: Ints


def best_sets(worth: Worth, square: int) -> tuple[Ints, Ints]:
    """Return the pairs in their mentors' best sets, and what each adds: the last term of the bound.

    Parameters
    ----------
    square : int
        Price of a square, at least 0.

    Returns
    -------
    pairs : int64 array
        By mentor.
    adds : int64 array, shape as `pairs`
    """
    # Other pairs never add anything, not even as a mentor's first, and most pairs are such.
    may_add = np.flatnonzero(worth.required | (worth.pair > square) | (worth.least > 0)[worth.mentor])
    order = may_add[np.lexsort((-worth.pair[may_add], ~worth.required[may_add], worth.mentor[may_add]))]
    mentor = worth.mentor[order]
    start = np.searchsorted(mentor, np.arange(len(worth.capacity)))
    rank = np.arange(len(order)) - start[mentor] + 1
    # A mentor takes no mentees beyond their capacity; ranks stay low, so costs cannot overflow.
    inside = rank <= worth.capacity[mentor]
    order, mentor, rank = order[inside], mentor[inside], rank[inside]
    adds = worth.pair[order] - square * (2 * rank - 1)
    best = worth.required[order] | (rank <= worth.least[mentor]) | (adds > 0)
    return order[best], adds[best]
