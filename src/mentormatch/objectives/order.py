"""`Order`: objectives in the order in which they are pursued."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from mentormatch.objectives.balance import BALANCE
from mentormatch.objectives.base import Objective
from mentormatch.objectives.matched import MATCHED
from mentormatch.objectives.score import SCORE


@dataclass(frozen=True)
class Order:
    """Objectives in order: a later one decides only among the answers that are best in all earlier ones.

    Parameters
    ----------
    objectives : tuple of Objective

    Examples
    --------
    >>> Order.of(["matched", "score"]).names
    ('matched', 'score')
    """

    objectives: tuple[Objective, ...]

    @classmethod
    def of(cls, names: Iterable[str]) -> Order:
        """Return the order of these names.

        Raises
        ------
        ValueError
            If there is no such order; the message lists the known ones.
        """
        if isinstance(names, str):
            raise ValueError(f'"{names}" is a string where a list is expected: write ["{names}"]')  # noqa: TRY004
        given = tuple(names)
        for order in ORDERS:
            if order.names == given:
                return order
        known = ", ".join(_listed(order.names) for order in ORDERS)
        raise ValueError(f"{_listed(given)} is not one of {known}")

    def __iter__(self) -> Iterator[Objective]:
        return iter(self.objectives)

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the objectives."""
        return tuple(objective.name for objective in self.objectives)

    @property
    def matched_first(self) -> bool:
        """Whether filled demand comes before everything else."""
        return self.objectives[0] is MATCHED

    @property
    def by_score(self) -> bool:
        """Whether `score` is among the objectives."""
        return SCORE in self.objectives

    @property
    def balanced(self) -> bool:
        """Whether `balance` is among the objectives."""
        return BALANCE in self.objectives

    @property
    def last(self) -> Objective:
        """The last objective."""
        return self.objectives[-1]


def _listed(names: tuple[str, ...]) -> str:
    return "[" + ", ".join(f'"{name}"' for name in names) + "]"


DEFAULT = Order((MATCHED, SCORE))
ORDERS = (
    DEFAULT,
    Order((SCORE,)),
    Order((MATCHED,)),
    Order((MATCHED, BALANCE, SCORE)),
    Order((MATCHED, SCORE, BALANCE)),
    Order((MATCHED, BALANCE)),
    Order((SCORE, BALANCE)),
)
"""All known orders."""
