"""The network simplex of LEMON, through `pylmcf`, on scored pairs: from nothing, or from a kept basis.

Run by an interpreter that has `pylmcf`. Every mentee's supply goes to mentors and on to a sink, or straight
there at a cost above any score. With ``open_before`` the same graph is solved first as it was before some
changes, which is not counted; then costs are changed and it is solved again from the basis that is left. A
pair that may not meet costs more than going straight: of the changes that LEMON keeps a basis after, that of
costs is the cheapest (capacities, beyond a few, make it start from nothing).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pylmcf  # type: ignore[import-not-found]
from exchange import Given, answer


def columns(instance: Given) -> dict[str, Any]:
    """Return the numbers as numpy arrays."""
    return {name: np.frombuffer(one, np.int64) for name, one in instance.items() if not isinstance(one, int)}


def graph(instance: Given) -> tuple[Any, Any]:
    """Return the graph without costs, and the order of its arcs among pairs, mentees' and mentors'."""
    own = columns(instance)
    n, m = len(own["demand"]), len(own["capacity"])
    sink = n + m
    tail = np.concatenate((own["mentee"], np.arange(n), n + np.arange(m)))
    head = np.concatenate((n + own["mentor"], np.full(n + m, sink)))
    room = np.concatenate((np.ones(len(own["mentee"]), np.int64), own["demand"], own["capacity"]))
    order = np.lexsort((head, tail))  # the package wants them so
    found = pylmcf.Graph(sink + 1, tail[order], head[order])
    found.set_node_supply(np.concatenate((own["demand"], np.zeros(m, np.int64), [-own["demand"].sum()])))
    found.set_edge_capacities(room[order])
    return found, order


def costs(instance: Given, order: Any, *, allowed: str = "") -> Any:
    """Return the cost of each arc; of pairs, where only some may meet, the name of the flags is given."""
    own = columns(instance)
    n, m = len(own["demand"]), len(own["capacity"])
    top = int(own["score"].max(initial=0))
    past = top + instance["bonus"]
    pairs = top - own["score"]
    if allowed:
        pairs = np.where(own[allowed], pairs, 4 * past)
    return np.concatenate((pairs, np.full(n, past), np.zeros(m, np.int64)))[order]


def build(instance: Given) -> Callable[[], Any]:
    """Build the graph; with ``open_before``, solve it as it was."""
    flow, order = graph(instance)
    instance["order"] = order
    warm = "open_before" in instance
    after = costs(instance, order, allowed="open_after" if warm else "")
    if warm:
        flow.set_edge_costs(costs(instance, order, allowed="open_before"))
        flow.solve()
    else:
        flow.set_edge_costs(after)

    def run() -> Any:
        if warm:
            flow.set_edge_costs(after)
        flow.solve()
        return flow

    return run


def read(instance: Given, flow: Any) -> Iterator[tuple[int, int]]:
    """Yield mentees and mentors of the pairs with flow."""
    if "open_before" in instance and not flow.warm_start_count():
        raise RuntimeError("the basis was not kept")
    through = np.empty(len(instance["order"]), np.int64)
    through[instance["order"]] = flow.result()
    chosen = np.flatnonzero(through[: len(instance["mentee"])]).tolist()
    return ((instance["mentee"][pair], instance["mentor"][pair]) for pair in chosen)


answer(build, read)
