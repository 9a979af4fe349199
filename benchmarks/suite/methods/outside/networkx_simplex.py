"""The network simplex of networkx on scored pairs, with an arc past everybody for what finds no mentor.

Run by an interpreter that has `networkx`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import networkx as nx  # type: ignore[import-not-found,import-untyped,unused-ignore]
from exchange import Given, answer


def build(instance: Given) -> Callable[[], Any]:
    """Make the graph."""
    n, wanted = len(instance["demand"]), sum(instance["demand"])
    top = max(instance["score"], default=0)
    graph = nx.DiGraph()
    graph.add_node("source", demand=-wanted)
    graph.add_node("sink", demand=wanted)
    graph.add_edge("source", "sink", capacity=wanted, weight=top + instance["bonus"])
    demands, capacities = enumerate(instance["demand"]), enumerate(instance["capacity"])
    graph.add_edges_from(("source", i, {"capacity": d, "weight": 0}) for i, d in demands)
    ends = zip(instance["mentee"], instance["mentor"], instance["score"], strict=True)
    graph.add_edges_from((i, n + j, {"capacity": 1, "weight": top - s}) for i, j, s in ends)
    graph.add_edges_from((n + j, "sink", {"capacity": c, "weight": 0}) for j, c in capacities)
    return lambda: nx.network_simplex(graph)[1]


def read(instance: Given, flow: Any) -> Iterator[tuple[int, int]]:
    """Yield the pairs with flow."""
    n = len(instance["demand"])
    return ((i, j - n) for i in range(n) for j, through in flow.get(i, {}).items() if through)


answer(build, read)
