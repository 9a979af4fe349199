r"""The loss of departing from the best prices: the arithmetic of the reduced-cost core.

Let :math:`w` be the weights of the pairs, :math:`A x + B z \le b` the rows of the side rules and
:math:`\lambda \ge 0` any multipliers for them. The network kernel prices the weights
:math:`w - A^T\lambda` with :math:`u, p`. For every matching :math:`x` that keeps the rules

.. math::

   T - \sum w x = \sum rc^+ x + \sum rc^- (1 - x) + \sum_i u_i \cdot unfilled_i + \sum_j p_j \cdot unfilled_j
                  + \lambda \cdot slack + \dots

with :math:`rc = u + p + A^T\lambda - w`: every term is a loss, none is negative (Lagrangian duality; Held and
Karp 1971 for the idea, Fisher 1981 for a survey). So :math:`T` bounds all matchings, and a matching that
loses at most delta has no pair with :math:`rc > delta` and leaves no unit unfilled whose price is above
delta. Any multipliers are valid; good ones, from linear programming, give bad pairs large losses.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from mentormatch.arrays import Bools, Ints
from mentormatch.engine.cpsat.rows import Rows
from mentormatch.engine.network.bounded import Assignment
from mentormatch.engine.network.requirements import Left, minimum_loads, required_pairs
from mentormatch.engine.network.solve import priced
from mentormatch.errors import ProblemError
from mentormatch.problem.problem import LIMIT, Problem

_SAFE = 2.0**61
"""Sums of products below this in floating point fit into int64."""
_COUNTED = 2.0**29
"""With fewer units than this, sums of half-words also fit into int64."""
_TOO_LARGE = "scores with the prices of the side rules could overflow 2^62: divide all scores"
FORBIDDEN = LIMIT
"""Loss of a pair that no matching under the rules contains."""


@dataclass(frozen=True, eq=False)
class Losses:
    """Losses of single pairs and unfilled units against a bound on the total weight, in units of 1 / `scale`.

    Parameters
    ----------
    scale, bonus : int
        A pair weighs ``scale * (score + bonus)``.
    total : int
        A bound on the weight of any matching.
    pair : int64 array, shape (n_pairs,)
        The least loss of choosing each pair; if negative, minus the least loss of not choosing it; 0 for
        required pairs, `FORBIDDEN` for pairs that the rules close.
    direct : int64 array, shape (n_pairs,)
        Price of both people less the weight: the loss without the share of the rules' rows.
    mentee, mentor : int64 arrays
        Prices: the loss of an unfilled unit; if below 0 for a mentor, the loss of each mentee above the
        minimum load.
    least : int64 array, shape (n_mentors,)
        Minimum loads.
    row : int64 array, shape (n_rows,)
        The multipliers.
    taken : bool array, shape (n_pairs,)
        The pairs that the kernel chose.
    """

    scale: int
    bonus: int
    total: int
    pair: Ints
    direct: Ints
    mentee: Ints
    mentor: Ints
    least: Ints
    row: Ints
    taken: Bools

    def of(self, problem: Problem, chosen: Ints) -> int:
        """Return the loss of a matching."""
        return self.total - self.scale * (self.bonus * len(chosen) + int(problem.score[chosen].sum()))

    def largest(self) -> int:
        """Return the largest single loss: a core that allows it is the whole problem."""
        pair = self.pair[self.pair < FORBIDDEN]
        return max((int(np.abs(a).max()) for a in (pair, self.mentee, self.mentor) if len(a)), default=0)

    def bound(self) -> int:
        """Return the bound on the sum of ``score + bonus`` over the chosen pairs."""
        return self.total // self.scale

    def worth(self, problem: Problem, capacity: Ints) -> int:
        """Return the value of all demand and some capacity of each mentor at their prices."""
        return _dot(problem.demand, self.mentee) + _dot(capacity, self.mentor)

    def reach(self, count: int) -> int:
        """Return a loss that at least `count` pairs do not exceed, or all that may be chosen."""
        if count >= len(self.pair):
            return max(self.largest(), 1)
        return max(min(int(np.partition(self.pair, count)[count]), self.largest()), 1)

    def within(self, count: int) -> Bools:
        """Return the `count` pairs with the least loss, and ties."""
        return np.asarray(self.pair <= self.reach(count))


def scale_of(problem: Problem, bonus: int, digits: int) -> int:
    """Return a power of two that keeps the digits of rounded prices, and the sums within int64."""
    size, most, scale = max(1, *map(abs, problem.score_range)), problem.n_pairs + 1, 1
    while scale * size < digits and 64 * scale * (size + bonus) * most < LIMIT:
        scale *= 2
    return scale


def losses(problem: Problem, bonus: int, rows: Rows, multipliers: Ints, scale: int) -> Losses:
    """Return the losses that multipliers imply; the network kernel prices every pair again.

    Parameters
    ----------
    bonus : int
        Added to the score of every pair.
    multipliers : int64 array, shape (n_rows,)
        At least 0, in units of 1 / `scale`.

    Raises
    ------
    ProblemError
        If the numbers could leave int64.
    """
    _refuse_large(rows, multipliers)
    plain = scale * (problem.score + bonus)
    shifted = plain - rows.pairs.T @ multipliers
    found = assigned(problem, rows.closed, shifted)
    u, p = found.mentee_price, found.mentor_price
    both = u[problem.mentee] + p[problem.mentor]
    pair, required = both - shifted, required_pairs(problem)
    least = minimum_loads(problem)
    given = -np.minimum(pair, 0)
    given[rows.closed] = 0
    given[required] = -pair[required]
    extra = -np.minimum(rows.extras.T @ multipliers, 0)
    total = (
        _dot(problem.demand, u)
        + _dot(np.where(p >= 0, problem.capacity, least), p)
        + _dot(np.ones_like(given), given)
    )
    total += _dot(rows.most, multipliers) + _dot(rows.highest, extra)
    pair[required] = 0
    pair[rows.closed] = FORBIDDEN
    return Losses(scale, bonus, total, pair, both - plain, u, p, least, multipliers, found.taken)


def relaxed_under(problem: Problem, losses: Losses, rows: Rows, factor: int) -> Ints:
    """Return the heaviest matching when breaking a row costs its multiplier times a factor.

    Raises
    ------
    ProblemError
        As for `losses`.
    """
    _refuse_large(rows, losses.row, factor)
    weight = losses.scale * (problem.score + losses.bonus) - rows.pairs.T @ (factor * losses.row)
    taken = assigned(problem, rows.closed, weight).taken
    taken[required_pairs(problem)] = True
    return np.flatnonzero(taken)


def _refuse_large(rows: Rows, multipliers: Ints, factor: int = 1) -> None:
    """Refuse multipliers whose products with the rows could wrap around."""
    size = factor * multipliers.astype(float)
    shares = (abs(matrix).T @ size for matrix in (rows.pairs, rows.extras))
    if max((float(share.max()) for share in (size, *shares) if len(share)), default=0.0) >= _SAFE / 16:
        raise ProblemError([_TOO_LARGE])


def assigned(problem: Problem, closed: Bools, weight: Ints) -> Assignment:
    """Return the pairs of greatest weight besides the required ones, with their prices.

    Parameters
    ----------
    closed : bool array, shape (n_pairs,)
        Pairs that may not be chosen.
    weight : int64 array, shape (n_pairs,)

    Raises
    ------
    ProblemError
        If prices could leave int64.
    """
    left = Left.of(problem)
    left = replace(left, open=left.open & ~closed)
    subsidy = _swing(problem, weight) if left.least.any() else 1
    if 16 * (subsidy + _magnitude(weight)) >= LIMIT:
        raise ProblemError([_TOO_LARGE])
    return priced(problem, left, weight, subsidy)


def _swing(problem: Problem, weight: Ints) -> int:
    """Return a number above what any alternating path can lose in weight."""
    if not len(weight):
        return 1
    most = min(problem.most_filled, problem.n_pairs)
    return (most + 1) * (int(weight.max()) - int(weight.min())) + 2 * _magnitude(weight) + 1


def _magnitude(values: Ints) -> int:
    return int(np.abs(values).max()) if len(values) else 0


def _dot(count: Ints, values: Ints) -> int:
    """Return the sum of products as a Python integer."""
    if float(np.abs(count.astype(float)) @ np.abs(values.astype(float))) < _SAFE:
        return int(count @ values)
    if float(np.abs(count.astype(float)).sum()) < _COUNTED:
        # Half-words are added separately: neither sum can leave int64.
        return (int(count @ (values >> 31)) << 31) + int(count @ (values & (2**31 - 1)))
    return sum(int(a) * int(b) for a, b in zip(count.tolist(), values.tolist(), strict=True))
