"""`Order`: objectives in the order in which they are pursued."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from mentormatch.errors import did_you_mean
from mentormatch.objectives.balance import BALANCE
from mentormatch.objectives.base import Objective
from mentormatch.objectives.fewest import FEWEST
from mentormatch.objectives.leximin import LEXIMIN, WORST_OFF, Leximin
from mentormatch.objectives.matched import MATCHED
from mentormatch.objectives.preference import PREFERENCE
from mentormatch.objectives.score import SCORE

OBJECTIVES: dict[str, Objective] = {
    objective.name: objective
    for objective in (MATCHED, SCORE, BALANCE, FEWEST, WORST_OFF, LEXIMIN, PREFERENCE)
}
"""Name -> objective."""


@dataclass(frozen=True)
class Order:
    """Objectives in order: a later one decides only among the answers that are best in all earlier ones.

    Examples
    --------
    >>> Order.of(["matched", "score"]).names
    ('matched', 'score')
    """

    objectives: tuple[Objective, ...]

    @classmethod
    def of(cls, names: Iterable[str]) -> Order:
        """Return the order of these names; ``"leximin 5"`` is `leximin` for the 5 worst off.

        Raises
        ------
        ValueError
            If there is no such objective, or if they cannot be pursued in this order.
        """
        if isinstance(names, str):
            raise ValueError(f'"{names}" is a string where a list is expected: write ["{names}"]')  # noqa: TRY004
        given = tuple(names)
        if given == DEFAULT.names:
            return DEFAULT
        order = cls(tuple(map(_objective, given)))
        fault = order._fault()
        if fault:
            raise ValueError(f"{_listed(order.names)}: {fault}")
        return order

    def _fault(self) -> str:
        """Return why the objectives cannot be pursued in this order, or an empty string."""
        names = self.names
        twice = next((name for name in names if names.count(name) > 1), None)
        totals = [one for one in self if isinstance(one, Leximin)]
        faults = (
            (not names, f"names no objective; expected some of {_KNOWN}"),
            (twice, f"{twice} is there twice: leave one out"),
            (MATCHED in self.objectives[1:], "matched has to come first, as scores need equally many pairs"),
            (len(totals) > 1, "leximin begins with whoever is worst off: leave the other one out"),
            (
                self.objectives[:1] == (BALANCE,),
                "balance needs matched or score before it, as nothing is as even as nobody matched",
            ),
            (
                self.objectives[:1] == (FEWEST,),
                "fewest needs matched or score before it, as nothing is as few as nobody matched",
            ),
            (
                self.fewest and (self.balanced or self.by_levels),
                f"fewest cannot be combined with balance, {', '.join(_BY_LEVELS)}: leave one of them out",
            ),
            (
                self.balanced and self.by_levels,
                f"balance cannot be combined with {', '.join(_BY_LEVELS)}: leave one of them out",
            ),
        )
        return next((words for holds, words in faults if holds), "")

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
    def fewest(self) -> bool:
        """Whether `fewest` is among the objectives."""
        return FEWEST in self.objectives

    @property
    def by_levels(self) -> bool:
        """Whether `worst_off`, `leximin` or `preference` is among the objectives."""
        return PREFERENCE in self.objectives or any(isinstance(one, Leximin) for one in self)

    @property
    def last(self) -> Objective:
        """The last objective."""
        return self.objectives[-1]


def _listed(names: tuple[str, ...]) -> str:
    return "[" + ", ".join(f'"{name}"' for name in names) + "]"


def _objective(name: object) -> Objective:
    """Return the objective of a name."""
    first, _, depth = name.partition(" ") if isinstance(name, str) else ("", "", "")
    if first == LEXIMIN.name and depth.isascii() and depth.isdigit() and 0 < int(depth) <= _DEEPEST:
        return LEXIMIN if int(depth) == LEXIMIN.depth else Leximin(f"{first} {int(depth)}", int(depth))
    if first not in OBJECTIVES or depth:
        raise ValueError(f"{name!r} is not one of {_KNOWN}{did_you_mean(str(name), OBJECTIVES)}")
    return OBJECTIVES[first]


_DEEPEST = 10**9
_BY_LEVELS = (WORST_OFF.name, LEXIMIN.name, PREFERENCE.name)
_KNOWN = f'{", ".join(OBJECTIVES)} ("leximin 5" counts the 5 worst off, leximin alone {LEXIMIN.depth})'
DEFAULT = Order((MATCHED, SCORE))
ORDERS = (
    DEFAULT,
    Order((SCORE,)),
    Order((MATCHED,)),
    Order((MATCHED, BALANCE, SCORE)),
    Order((MATCHED, SCORE, BALANCE)),
    Order((MATCHED, BALANCE)),
    Order((SCORE, BALANCE)),
    Order((MATCHED, WORST_OFF, SCORE)),
    Order((MATCHED, LEXIMIN, SCORE)),
    Order((MATCHED, PREFERENCE, SCORE)),
    Order((PREFERENCE, SCORE)),
    Order((LEXIMIN, SCORE)),
    Order((MATCHED, PREFERENCE, LEXIMIN)),
)
"""Orders that are useful; others may be too."""
