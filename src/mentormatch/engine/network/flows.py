"""Flows through people and nested groups: OR-Tools finds flows, a label-correcting search their prices.

Flow runs from the root to groups of mentees, mentees, mentors, groups of mentors and back to the root. The
limit of a person or a group is the capacity of the arc between it and the node above it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from mentormatch.arrays import Bools, Indices, Ints
from mentormatch.engine.compiled import jit, step
from mentormatch.engine.network.nested import Nest
from mentormatch.errors import CertificateError, ProblemError
from mentormatch.problem.problem import LIMIT


@dataclass(frozen=True, eq=False)
class Tree:
    """People and groups as nodes: mentees, mentors, groups, then the root."""

    nest: Nest

    @property
    def n_mentees(self) -> int:
        """Number of mentees; node ``n_mentees + j`` is mentor j."""
        return len(self.nest.of_mentee)

    @property
    def root(self) -> int:
        """The root; also the number of people and groups."""
        return self.n_mentees + len(self.nest.of_mentor) + len(self.nest.most)

    @cached_property
    def above(self) -> Ints:
        """The node above each person and group; shape (root,)."""
        group = np.concatenate((self.nest.of_mentee, self.nest.of_mentor, self.nest.parent))
        return np.where(group < 0, self.root, self.root - len(self.nest.most) + group)

    @cached_property
    def downward(self) -> Bools:
        """Whether flow enters a person or group from above, as on the mentees' side; shape (root,)."""
        n_mentors = len(self.nest.of_mentor)
        return np.concatenate(
            (np.ones(self.n_mentees, bool), np.zeros(n_mentors, bool), self.nest.of_mentees)
        )

    def arcs(self, nodes: Ints, most: Ints, cost: int = 0) -> Arcs:
        """Return the arcs between some people or groups and the nodes above them."""
        down, above = self.downward[nodes], self.above[nodes]
        tail, head = np.where(down, above, nodes), np.where(down, nodes, above)
        return Arcs(tail, head, most, np.full(len(nodes), cost, np.int64))

    def split(self, potential: Ints) -> tuple[Ints, Ints, Ints]:
        """Return the prices of mentees, mentors and groups that potentials imply.

        Parameters
        ----------
        potential : int64 array, shape (root + 1,)
            No arc with room left costs less than the fall of the potential along it.
        """
        whole = np.where(self.downward, 1, -1) * (potential[:-1] - potential[-1])
        whole = np.append(whole, 0)
        price = np.zeros(self.root, np.int64)
        first = self.root - len(self.nest.most)
        # Outer groups come before inner ones. Nodes without flow may be priced up to the node above.
        for k in range(first, self.root):
            whole[k] = max(whole[k], whole[self.above[k]])
            price[k] = whole[k] - whole[self.above[k]]
        price[:first] = whole[:first] - whole[self.above[:first]]
        return np.maximum(price[: self.n_mentees], 0), price[self.n_mentees : first], price[first:]


@dataclass(frozen=True, eq=False)
class Arcs:
    """Arcs of a network with costs per unit; flows are not negative.

    Parameters
    ----------
    tail, head, most, cost : int64 arrays, shape (n_arcs,)
    """

    tail: Ints
    head: Ints
    most: Ints
    cost: Ints

    def __add__(self, other: Arcs) -> Arcs:
        """Return the arcs of both, in this order."""
        both = ((getattr(a, name) for a in (self, other)) for name in ("tail", "head", "most", "cost"))
        return Arcs(*map(np.concatenate, map(tuple, both)))


def pair_arcs(tree: Tree, mentee: Indices, mentor: Indices, weight: Ints) -> Arcs:
    """Return an arc for each pair; its cost is minus the weight."""
    tail, head = mentee.astype(np.int64), tree.n_mentees + mentor.astype(np.int64)
    return Arcs(tail, head, np.ones(len(weight), np.int64), -weight)


def cheapest(arcs: Arcs, supply: Ints, *, largest: bool = False) -> Ints:
    """Return the flow on each arc in a flow of least cost, or of least cost among the largest.

    Parameters
    ----------
    supply : int64 array, shape (n_nodes,)
        Inflow at each node; below 0, outflow.
    largest : bool
        Whether supplies are upper limits rather than requirements.

    Raises
    ------
    ProblemError
        If the costs are too large for exact arithmetic in OR-Tools.
    CertificateError
        If OR-Tools finds no flow: a defect.
    """
    from ortools.graph.python.min_cost_flow import SimpleMinCostFlow

    # OR-Tools multiplies costs by the number of nodes.
    if 2 * (len(supply) + 1) * int(np.abs(arcs.cost).max(initial=0)) >= LIMIT:
        raise ProblemError(["scores with nested ceilings could overflow 2^62: divide all scores"])
    graph = SimpleMinCostFlow()
    graph.add_arcs_with_capacity_and_unit_cost(
        arcs.tail.astype(np.int32), arcs.head.astype(np.int32), arcs.most, arcs.cost
    )
    graph.set_nodes_supplies(np.arange(len(supply), dtype=np.int32), supply)
    status = graph.solve_max_flow_with_min_cost() if largest else graph.solve()
    if status != graph.OPTIMAL:
        raise CertificateError(f"OR-Tools found no flow: {status.name}")
    return np.asarray(graph.flows(np.arange(len(arcs.tail), dtype=np.int32)))


def potentials(arcs: Arcs, flow: Ints, guess: Ints, n_hubs: int) -> Ints:
    """Return potentials that prove a flow the cheapest: no arc with room left gains by them.

    Parameters
    ----------
    flow : int64 array, shape (n_arcs,)
    guess : int64 array, shape (n_nodes,)
        Any potentials; good ones save time.
    n_hubs : int
        This many nodes at the end have many arcs, so they wait until the others have settled.

    Raises
    ------
    CertificateError
        If the flow is not the cheapest: a defect.
    """
    more, back = flow < arcs.most, flow > 0
    tail = np.concatenate((arcs.tail[more], arcs.head[back]))
    head = np.concatenate((arcs.head[more], arcs.tail[back]))
    cost = np.concatenate((arcs.cost[more], -arcs.cost[back]))
    order = np.argsort(tail, kind="stable")
    start = np.concatenate(([0], np.cumsum(np.bincount(tail, minlength=len(guess)))))
    potential = guess.copy()
    if not correct(start, head[order], cost[order], potential, len(guess) - n_hubs):
        raise CertificateError("the flow from OR-Tools is not the cheapest")
    return potential


@step
def _lowest_hub(potential, queued, n_plain):  # type: ignore[no-untyped-def]
    """Return the hub of lowest potential among those in the queue; -1 if there is none."""
    lowest = -1
    for hub in range(n_plain, len(potential)):
        if queued[hub] and (lowest < 0 or potential[hub] < potential[lowest]):
            lowest = hub
    return lowest


def compile_potentials() -> None:
    """Call `potentials` on as little as possible."""
    nothing = np.zeros(1, np.int64)
    potentials(Arcs(nothing, nothing, nothing, nothing), nothing, np.zeros(2, np.int64), 1)


@jit
def correct(start, head, cost, potential, n_plain):  # type: ignore[no-untyped-def]
    """Lower potentials until no arc gains (Ford's method, first in first out); return whether that ended."""
    n = len(potential)
    queue = np.arange(n_plain)
    queued = np.ones(n, np.bool_)
    visits = np.zeros(n, np.int64)
    first, size = 0, n_plain
    while True:
        if size > 0:
            node = queue[first]
            first = (first + 1) % n_plain
            size -= 1
        else:
            node = _lowest_hub(potential, queued, n_plain)
            if node < 0:
                return True
        queued[node] = False
        visits[node] += 1
        if visits[node] > n * (n - n_plain + 1):  # endless: some cycle gains
            return False
        for k in range(start[node], start[node + 1]):
            other = head[k]
            reached = potential[node] + cost[k]
            if reached < potential[other]:
                potential[other] = reached
                if not queued[other]:
                    queued[other] = True
                    if other < n_plain:
                        queue[(first + size) % n_plain] = other
                        size += 1
