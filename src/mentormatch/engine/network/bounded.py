"""A bipartite graph with bounds on both sides, solved in blocks, each from its shorter side."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property, partial

import numpy as np

from mentormatch.arrays import Bools, Int32s, Ints
from mentormatch.engine.network.grouping import component_of, grouped
from mentormatch.engine.network.kernel.cut import Cut, Placing, tightest_cut
from mentormatch.engine.network.kernel.order import LOCAL, Order, local_orders
from mentormatch.engine.network.kernel.pairs import Pairs, mark, starts
from mentormatch.engine.network.kernel.placing import DEFAULT, Columns, Placed, Rows, Settings, place_all
from mentormatch.engine.network.kernel.threads import side_by_side

_HIDDEN = 2**60
"""Price of a column that belongs to another block."""
_MANY = 2**31 - 1
_WORTH_A_THREAD = 500
"""Blocks of at least so many people to place are solved side by side."""


@dataclass(frozen=True, eq=False)
class Bounded:
    """Pairs with weights, and how many pairs each person has at least and at most.

    Parameters
    ----------
    mentee, mentor : int32 arrays, shape (n_pairs,)
    weight : int64 array, shape (n_pairs,)
    demand, demand_least : int64 arrays, shape (n_mentees,)
    capacity, capacity_least : int64 arrays, shape (n_mentors,)
    """

    mentee: Int32s
    mentor: Int32s
    weight: Ints
    demand: Ints
    demand_least: Ints
    capacity: Ints
    capacity_least: Ints


@dataclass(frozen=True, eq=False)
class Assignment:
    """Pairs of greatest total weight, with prices that prove it.

    Parameters
    ----------
    mentee_price, mentor_price : int64 arrays
    searches : int
        Number of searches made.
    marked : callable
        Returns which pairs are taken.
    """

    mentee_price: Ints
    mentor_price: Ints
    searches: int
    marked: Callable[[], Bools] = field(repr=False)

    @cached_property
    def taken(self) -> Bools:
        """Which pairs are taken; shape (n_pairs,). Where prices suffice, nobody looks for them."""
        return self.marked()


def assign(
    graph: Bounded, inside: Bools, subsidy: int, bonus: int = 0, settings: Settings = DEFAULT
) -> Assignment:
    """Return the pairs of greatest weight among those `inside`.

    Parameters
    ----------
    inside : bool array, shape (n_pairs,)
        Pairs that may be chosen.
    subsidy : int
        Extra value of each unit below a minimum, above any swing of a path. Minimums that cannot all be met
        are met as far as possible.
    bonus : int
        Added to every weight. The prices of a tightest cut are used if it is `splitting` or more.
    """
    u, p = np.zeros(len(graph.demand), np.int64), np.zeros(len(graph.capacity), np.int64)
    both, numbers = _grouped(graph, inside)
    pairs = both.by_mentee
    if not len(pairs.column):
        return Assignment(u, p, 0, lambda: np.zeros(len(graph.weight), np.bool_))
    splits = _single(graph) and bonus >= splitting(subsidy, int(graph.weight.max()))
    placing = Placing.greedy(pairs, graph.capacity) if splits or len(u) >= LOCAL else None
    orders = local_orders(pairs, None if placing is None else placing.mentor_of, len(u), len(p))
    own = bonus
    if placing is not None and splits:
        cut = tightest_cut(pairs, lambda: both.by_mentor, placing)
        own = subsidy  # all rows of a block can be placed, so a smaller bonus does
    else:
        cut = _short_sides(graph, inside)
    blocks = list(_blocks(graph, both, cut, orders, subsidy))
    found = _all_placed(blocks, own, subsidy, settings)
    for block, placed in zip(blocks, found, strict=True):
        rows, columns = (u, p) if block.of_mentees else (p, u)
        rows[block.rows.origin] = placed.price + (bonus - own)
        columns[block.people] = block.columns.price[:-1]

    def marked() -> Bools:
        taken = np.zeros(len(graph.weight), np.bool_)
        for block, placed in zip(blocks, found, strict=True):
            mark(
                pairs.start, pairs.column, numbers, block.rows.origin, block.people, block.of_mentees,
                placed.column, placed.place, taken,
            )  # fmt: skip
        return taken

    return Assignment(u, p, sum(placed.searches for placed in found), marked)


def compile_blocks() -> None:
    """Have compiled what only large or uneven graphs call."""
    for n in (2, 3):  # fewer, or more, of them wait than there are places
        pairs = Pairs(np.arange(n + 1), np.zeros(n, np.int32), np.zeros(n, np.int64))
        placing = Placing.greedy(pairs, np.ones(2, np.int64))
        tightest_cut(pairs, partial(pairs.transposed, 2), placing, scans=-1)
        local_orders(pairs, placing.mentor_of, n, 2, few=0)


def splitting(subsidy: int, highest: int) -> int:
    """Return the bonus from which on the blocks of the tightest cut are solved by themselves.

    With half of it in each block, and half of it in the price of whom a largest matching always places, a
    pair across the cut is worth no more than its prices.
    """
    return 2 * subsidy + max(highest, 0) + 1


def _single(graph: Bounded) -> bool:
    """Return whether the tightest cut is known: mentees want one mentor each, and there are no minimums."""
    least = graph.demand_least.any() or graph.capacity_least.any()
    return not least and int(graph.demand.max(initial=0)) <= 1


@dataclass(frozen=True, eq=False)
class _Sides:
    """The pairs grouped by mentee, and by mentor when they are first needed."""

    by_mentee: Pairs
    n_mentors: int

    @cached_property
    def by_mentor(self) -> Pairs:
        return self.by_mentee.transposed(self.n_mentors)


def _grouped(graph: Bounded, inside: Bools) -> tuple[_Sides, Ints]:
    """Return the pairs inside grouped by mentee, and their numbers; no numbers if they lie in that order."""
    n_mentees, n_mentors = len(graph.demand), len(graph.capacity)
    start = np.empty(n_mentees + 1, np.int64)
    if inside.all() and starts(graph.mentee, start):
        return _Sides(Pairs(start, graph.mentor, graph.weight), n_mentors), np.zeros(0, np.int64)
    start, numbers = grouped(graph.mentee, inside, n_mentees)
    return _Sides(Pairs(start, graph.mentor[numbers], graph.weight[numbers]), n_mentors), numbers


def _short_sides(graph: Bounded, inside: Bools) -> Cut:
    """Return the people of components whose demand is at most their capacity."""
    of_mentee, of_mentor, n = component_of(
        len(graph.demand), len(graph.capacity), graph.mentee, graph.mentor, inside
    )
    wanted = np.bincount(of_mentee, weights=graph.demand, minlength=n)
    offered = np.bincount(of_mentor, weights=graph.capacity, minlength=n)
    plenty = wanted <= offered
    return Cut(plenty[of_mentee], plenty[of_mentor])


@dataclass(frozen=True, eq=False)
class _Block:
    """People to place, and the people they are placed with.

    Parameters
    ----------
    of_mentees : bool
        Whether mentees are placed.
    pairs : Pairs
        Grouped by those who are placed.
    people : int32 array, shape (n_columns - 1,)
        The people behind the columns. The last column is everybody in the other block, at a price at which
        nobody wants them.
    """

    of_mentees: bool
    pairs: Pairs
    rows: Rows
    columns: Columns
    people: Int32s


def _blocks(
    graph: Bounded, both: _Sides, cut: Cut, orders: tuple[Order, Order], subsidy: int
) -> Iterator[_Block]:
    """Yield the blocks on the two sides of a cut, if anybody with pairs is there."""
    mentees = orders[0], graph.demand, graph.demand_least
    mentors = orders[1], graph.capacity, graph.capacity_least
    for of_mentees in (True, False):
        rows, columns = (mentees, mentors) if of_mentees else (mentors, mentees)
        mine, theirs = (cut.mentees, cut.mentors) if of_mentees else (~cut.mentors, ~cut.mentees)
        if not mine.any():
            continue
        pairs = both.by_mentee if of_mentees else both.by_mentor
        origin = rows[0].people[(mine & (pairs.start[1:] > pairs.start[:-1]))[rows[0].people]]
        if len(origin):
            people = columns[0].people[theirs[columns[0].people]]
            yield _Block(
                of_mentees,
                pairs,
                _rows(origin, *rows[1:]),
                _columns(pairs, people, *columns[1:], subsidy),
                people,
            )


def _rows(origin: Int32s, most: Ints, least: Ints) -> Rows:
    own = least[origin]
    return Rows(origin, np.minimum(most[origin], _MANY), own if own.any() else own[:0])


def _columns(pairs: Pairs, people: Int32s, most: Ints, least: Ints, subsidy: int) -> Columns:
    n = len(people)
    position = np.full(len(most), n, np.int32)
    position[people] = np.arange(n, dtype=np.int32)
    places, floors, price = np.zeros((3, n + 1), np.int64)
    places[:n], floors[:n] = np.minimum(most[people], _MANY), np.minimum(least[people], _MANY)
    price[:n], price[n] = np.where(floors[:n] > 0, -subsidy, 0), _HIDDEN
    slots = places
    if floors.any() or int(places.sum()) > 2 * len(pairs.column):
        # Places beyond the number of pairs can never be taken.
        present = np.bincount(pairs.column, minlength=len(most))[people]
        slots = np.append(np.minimum(places[:n], present), 0)
        price[:n][present == 0] = 0
    return Columns(position, places, floors, slots, price)


def _all_placed(blocks: Sequence[_Block], bonus: int, subsidy: int, settings: Settings) -> list[Placed]:
    """Solve all blocks, side by side if they are large."""

    def placed(block: _Block) -> Placed:
        return place_all(block.pairs, block.rows, block.columns, bonus, subsidy, settings)

    large = bool(blocks) and min(len(block.rows.origin) for block in blocks) >= _WORTH_A_THREAD
    return side_by_side(placed, blocks, settings.threads if large else 1)
