"""The report of methods on instances of which everything is measured: quality, speed, known optima."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from suite.methods.ours import OURS
from suite.registry import METHODS, METRICS, Facts
from suite.report import pictures
from suite.report.blocks import Block, Heading, Picture
from suite.report.seeds import DONE, Spread
from suite.report.selection import made, of_size, public
from suite.report.table import NONE, Table, best_of, cell, ends, failure, seconds

if TYPE_CHECKING:
    from suite.plans.comparison import Comparison


def blocks(section: Comparison, page: Facts) -> list[Block]:  # noqa: ARG001
    """Return everything: in short, quality against speed, growth, known optima."""
    best = optima(page)
    return [
        in_short(page),
        Heading("Quality against speed"),
        Picture(pictures.quality_and_speed(page, shown(page))),
        *qualities(page),
        Heading("Growth"),
        Picture(pictures.growth(page)),
        *(replace(table, folded=True) for table in growth(page)),
        *([Heading("Known optima"), best] if best else []),
        *([cases(page)] if page["cases"] else []),
        replace(metrics(), words=True),
    ]


def shown(page: Facts) -> list[Facts]:
    """Return what the picture shows: of people, a middling size and the largest; of numbers, the largest."""
    sizes: dict[str, list[Facts]] = {}
    for group in made(page):
        sizes.setdefault(group[0]["data"], []).append(group[0])
    plenty = sizes.get("plenty", [])
    found = [plenty[len(plenty) // 3], plenty[-1]] if len(plenty) > 2 else plenty
    return [one for one in [*found, *sizes.get("numeric", [])[-1:]] if _any_done(page, one)]


def _any_done(page: Facts, one: Facts) -> bool:
    return any(row["status"] in DONE for row in of_size(page, one["data"], one["n"]))


def qualities(page: Facts) -> list[Table]:
    """Return the tables of quality, that of the first picture first; those of several seeds with spreads."""
    first = [(one["data"], one["n"]) for one in shown(page)[:1]]
    schemes = [*made(page), *([one] for one in public(page, known=False))]
    schemes.sort(key=lambda group: (group[0]["data"], group[0]["n"]) not in first)
    found = []
    for group in schemes:
        found.append(replace(quality(page, group), folded=bool(found)))
        if len(group) > 1:
            found.append(replace(spread(page, group), folded=True))
    return found


def in_short(page: Facts) -> Table:
    """Return how this library compares with the fastest other exact method, and what greedy loses."""
    rows = [
        _short_row(group, {row["method"]: row for row in of_size(page, group[0]["data"], group[0]["n"])})
        for group in made(page)
    ]
    other = ["fastest other exact method", "its time", "times ours"]
    head = ["schemes", OURS, *other, "greedy fills", "greedy scores"]
    note = (
        "Times ours: how many times as long the other one takes. Greedy: its filled demand and total score "
        f"as shares of those of {OURS}."
    )
    return Table("In short", head, rows, note)


def _short_row(group: Sequence[Facts], rows: Mapping[str, Facts]) -> list[str]:
    ours, greedy = rows[OURS], rows["greedy"]
    if ours["status"] not in DONE:
        return [title(group), failure(ours), *[NONE] * 5]
    others = [row for name, row in rows.items() if name != OURS and _exact_answer(row)]
    best = min(others, key=lambda row: row["seconds"].middle, default=None)
    own, shares = ours["seconds"].middle, [NONE, NONE]
    if greedy["status"] in DONE:
        both = ((_metric(greedy, name), _metric(ours, name)) for name in ("matched", "total"))
        shares = [f"{some / most:.1%}" if some is not None and most else NONE for some, most in both]
    other = [NONE] * 3
    if best is not None:
        time = best["seconds"].middle
        other = [best["method"], seconds(time), f"{time / own:.2g}"]
    return [title(group), seconds(own), *other, *shares]


def quality(page: Facts, group: Sequence[Facts]) -> Table:
    """Return what every method came to on schemes of a kind and size: means, and medians of times."""
    names = list(METRICS.parts)
    rows = of_size(page, group[0]["data"], group[0]["n"])
    best = [
        (number, 3 + column)
        for column, name in enumerate(names)
        for number in best_of([_metric(row, name) for row in rows], METRICS[name].better, METRICS[name].form)
    ]
    exact = [row["seconds"].middle if _exact_answer(row) else None for row in rows]
    best += [(number, 1) for number in best_of(exact, "low", ".3g")]
    return Table(
        title(group), _head(names), [_quality_row(row, names) for row in rows], about(group), frozenset(best)
    )


def spread(page: Facts, group: Sequence[Facts]) -> Table:
    """Return how far the figures of `quality` spread over the seeds."""
    names = list(METRICS.parts)
    rows = [row for row in of_size(page, group[0]["data"], group[0]["n"]) if row["status"] in DONE]
    return Table(
        f"{title(group)}: lowest and highest of {len(group)} schemes",
        _head(names),
        [_spread_row(row, names) for row in rows],
    )


def title(group: Sequence[Facts]) -> str:
    """Return what a kind and size is called."""
    return f"{group[0]['data'].capitalize()}, {group[0]['n']:,} people"


def about(group: Sequence[Facts]) -> str:
    """Return how large the schemes of a kind and size are."""
    sizes = {
        name: Spread.of([one[name] for one in group]).written("{:,}".format)
        for name in ("mentees", "wanted", "mentors", "capacity", "pairs")
    }
    seeds = (
        f" Means of {len(group)} schemes from different seeds; of times, the median."
        if len(group) > 1
        else ""
    )
    return (
        f"{sizes['mentees']} mentees who want {sizes['wanted']} mentors, {sizes['mentors']} mentors with "
        f"capacity for {sizes['capacity']}, {sizes['pairs']} pairs that may meet.{seeds}"
    )


def _head(names: Sequence[str]) -> list[str]:
    return ["method", "time", "of it building", *names, "same when shuffled"]


def _exact_answer(row: Facts) -> bool:
    return METHODS[row["method"]].exact and row["status"] in DONE


def _metric(row: Facts, name: str) -> float | None:
    found: Spread | None = row["metrics"][name] if row["status"] in DONE else None
    return None if found is None else found.middle


def _quality_row(row: Facts, names: Sequence[str]) -> list[str]:
    if row["status"] not in DONE:
        return [row["method"], failure(row), *[NONE] * (len(names) + 2)]
    label = row["method"] + (f" (breaks rules: {row['fault']})" if row["status"] == "wrong" else "")
    cells = (cell(_metric(row, name), METRICS[name].form) for name in names)
    same = None if row["same"] is None else row["same"].middle
    return [label, seconds(row["seconds"].middle), seconds(row["build"].middle), *cells, cell(same, ".1%")]


def _spread_row(row: Facts, names: Sequence[str]) -> list[str]:
    cells = (ends(row["metrics"][name], METRICS[name].form) for name in names)
    return [
        row["method"],
        row["seconds"].written(seconds),
        row["build"].written(seconds),
        *cells,
        ends(row["same"], ".1%"),
    ]


def growth(page: Facts) -> list[Table]:
    """Return seconds over sizes, a table for each kind of data that comes in several sizes."""
    found = []
    for data in dict.fromkeys(group[0]["data"] for group in made(page)):
        sizes = [group[0]["n"] for group in made(page) if group[0]["data"] == data]
        if len(sizes) < 2:
            continue
        rows = {(row["method"], n): row for n in sizes for row in of_size(page, data, n)}
        cells = [[name, *(_time(page, rows[name, n]) for n in sizes)] for name in page["methods"]]
        found.append(Table(f"Time, {data}", ["method", *(f"{n:,} people" for n in sizes)], cells))
    return found


def _time(page: Facts, row: Facts) -> str:
    if row["status"] in DONE:
        return seconds(row["seconds"].middle)
    return {"late": f"> {page['limit']:g} s", "unfit": "cannot"}.get(row["status"], "failed")


def optima(page: Facts) -> Table | None:
    """Return which methods reach the known optima of the public instances, and in what time."""
    instances = public(page, known=True)
    if not instances:
        return None
    known = {one["data"] for one in instances}
    cells = {(row["method"], row["data"]): _reached(row) for row in page["rows"] if row["data"] in known}
    rows = [[name, *(cells.get((name, one["data"]), NONE) for one in instances)] for name in page["methods"]]
    head = ["method", *(f"{one['data']} ({one['pairs']:,} pairs)" for one in instances)]
    return Table("Public instances: is the known optimum reached?", head, rows)


def _reached(row: Facts) -> str:
    if row["status"] not in DONE:
        return failure(row)
    return ("yes, " if row["reached"] else "no, ") + seconds(row["seconds"])


def cases(page: Facts) -> Table:
    """Return how many public cases with side rules come out as known."""
    rows = [
        [one["name"], f"{one['right']} of {one['cases']}", seconds(one["seconds"])] for one in page["cases"]
    ]
    return Table("Public cases with side rules", ["cases", "as known", "time, all together"], rows)


def metrics() -> Table:
    """Return what the metrics are."""
    words = {"high": "higher", "low": "lower", "neither": NONE}
    rows = [[name, one.says, words[one.better]] for name, one in METRICS.parts.items()]
    rows.append(["same when shuffled", "Share of the pairs made again when all rows are shuffled.", "higher"])
    return Table("Metrics", ["metric", "what it is", "better"], rows)
