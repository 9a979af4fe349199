"""The network simplex of networkx on scored pairs, with an arc past everybody for what finds no place.

Run by an interpreter that has `networkx`; reads an instance from standard input and prints pairs.
"""

from __future__ import annotations

import json
import sys
import time

import networkx as nx  # type: ignore[import-not-found,import-untyped,unused-ignore]


def main() -> None:
    """Match and print."""
    given = json.load(sys.stdin)
    began = time.perf_counter()
    n, wanted = len(given["demand"]), sum(given["demand"])
    top = max(given["score"], default=0)
    graph = nx.DiGraph()
    graph.add_node("source", demand=-wanted)
    graph.add_node("sink", demand=wanted)
    graph.add_edge("source", "sink", capacity=wanted, weight=top + given["bonus"])
    graph.add_edges_from(("source", i, {"capacity": d, "weight": 0}) for i, d in enumerate(given["demand"]))
    ends = zip(given["mentee"], given["mentor"], given["score"], strict=True)
    graph.add_edges_from((i, n + j, {"capacity": 1, "weight": top - s}) for i, j, s in ends)
    places = enumerate(given["capacity"])
    graph.add_edges_from((n + j, "sink", {"capacity": c, "weight": 0}) for j, c in places)
    _, flow = nx.network_simplex(graph)
    pairs = [[i, j - n] for i in range(n) for j, taken in flow.get(i, {}).items() if taken]
    print(json.dumps({"pairs": pairs, "seconds": time.perf_counter() - began}))


main()
