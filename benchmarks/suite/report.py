"""The report: one HTML page that needs nothing else, and the same tables as Markdown."""

from __future__ import annotations

import html
import json
from collections.abc import Sequence
from pathlib import Path

from suite import pictures, tables
from suite.churn_table import churn
from suite.process import Facts
from suite.seeds import DONE
from suite.table import Page, Table

STYLE = """
body{font:15px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:1280px;padding:0 1rem;color:#1b1b1b}
h1{margin-bottom:0}h2{margin-top:2.5rem;border-bottom:1px solid #ccc}h3{margin-bottom:.3rem}
table{border-collapse:collapse;font-size:13px;margin:.5rem 0}
.wide{overflow-x:auto}
th,td{padding:.25rem .6rem;border-bottom:1px solid #e3e3e3;text-align:right;vertical-align:top}
th{background:#f5f5f5;vertical-align:bottom}
td{white-space:nowrap}td:first-child,.words td{white-space:normal}
th:first-child,td:first-child,.words th,.words td{text-align:left}
td.best{font-weight:bold;background:#eef7ee}
svg{max-width:100%;height:auto;display:block;margin:1rem 0}
p{max-width:75ch}.note{color:#555;font-size:13px;margin:.2rem 0}
summary{cursor:pointer;margin:.5rem 0;font-weight:bold}
"""

READING = """\
Every method gets the same scored pairs and the same time, one process a method. Time is that of the
method from arrays to pairs, the fastest of a few runs, with the building of whatever it takes; for this
library it includes the check of its proof, which no other has. The best in a column stands out; in that
of times, the fastest exact method. A method that ran out of time, cannot take an instance, failed or
broke a rule is shown so. Both sides like a pair as much as it scores, so that deferred acceptance comes
to what greedy does, but for ties."""
HONEST = """\
Exact methods find equally good answers: what tells them apart is time, and which of several equally
good answers they return. A matching with the highest total has blocking pairs, as it must: nobody's
wish counts more than everybody's sum. Schemes are made up; their scores are spread as this library's
criteria spread them."""
ELSEWHERE = """\
[{name}.html]({name}.html) has the same with pictures; [docs/benchmarks.md](../../docs/benchmarks.md) says
how to run it."""


def latest(folder: Path, plan: str) -> Page | None:
    """Return the newest results of a plan in a folder, if there are any."""
    paths = sorted(folder.glob(f"*-*-*-{plan}.json"))
    return json.loads(paths[-1].read_text(encoding="utf-8")) if paths else None


def write_report(page: Page, folder: Path) -> list[Path]:
    """Write both pages beside the folder of the results: those of ``bench-full`` end in ``-full``."""
    base = folder.with_name(page["plan"].replace("bench", folder.name))
    texts = {base.with_suffix(".html"): as_html(page), base.with_suffix(".md"): as_markdown(page, base.name)}
    for path, text in texts.items():
        path.write_text(text, encoding="utf-8")
    return list(texts)


def setting(page: Page) -> str:
    """Return when, where and with what was measured."""
    machine = page["machine"]
    versions = ", ".join(f"{name} {version}" for name, version in machine["versions"].items())
    load = " and ".join(f"{value:.1f}" for value in page["load"])
    return (
        f"{page['date']}, commit {page['commit']}, `{page['command']}`, seeds "
        f"{', '.join(map(str, page['seeds']))}, {page['limit']:g} s a method and scheme, "
        f"{page['seconds'] / 60:.1f} minutes in all. "
        f"{machine['cores']} cores ({machine['processor']}, {machine['system']}), load at beginning and end "
        f"{load}; Python {machine['python']}, {versions}; peers {', '.join(machine['peers'])}."
    )


def shown(page: Page) -> list[Facts]:
    """Return what the picture shows: of people, a middling size and the largest; of numbers, the largest."""
    sizes: dict[str, list[Facts]] = {}
    for group in tables.made(page):
        sizes.setdefault(group[0]["data"], []).append(group[0])
    plenty = sizes.get("plenty", [])
    found = [plenty[len(plenty) // 3], plenty[-1]] if len(plenty) > 2 else plenty
    return [one for one in [*found, *sizes.get("numeric", [])[-1:]] if _any_done(page, one)]


def _any_done(page: Page, one: Facts) -> bool:
    return any(row["status"] in DONE for row in tables.of_size(page, one["data"], one["n"]))


def as_html(page: Page) -> str:
    """Return the page."""
    first, *others = _qualities(page)
    optima = tables.optima(page)
    body = [
        "<h1>Mentor matching: methods side by side</h1>",
        f"<p class='note'>{html.escape(setting(page)).replace('`', '')}</p>",
        f"<p>{READING}</p><p>{HONEST}</p>",
        _html(tables.in_short(page)),
        "<h2>Quality against speed</h2>",
        pictures.quality_and_speed(page, shown(page)),
        _html(first),
        *map(_folded, others),
        "<h2>Growth</h2>",
        pictures.growth(page),
        *map(_folded, tables.growth(page)),
        "<h2>Churn</h2>",
        pictures.churn(page),
        _html(churn(page)),
        *(["<h2>Known optima</h2>", _html(optima)] if optima else []),
        "<h2>What the words mean</h2>",
        _html(tables.metrics(), "words"),
        _html(tables.methods(), "words"),
    ]
    return (
        f"<!doctype html><html lang='en'><head><meta charset='utf-8'><title>Mentor matching: methods</title>"
        f"<meta name='viewport' content='width=device-width'><style>{STYLE}</style></head>"
        f"<body>{''.join(body)}</body></html>\n"
    )


def _qualities(page: Page) -> list[Table]:
    """Return the tables of quality, that of the first picture first; those of several seeds with spreads."""
    first = [(one["data"], one["n"]) for one in shown(page)[:1]]
    schemes = [*tables.made(page), *([one] for one in tables.public(page, known=False))]
    schemes.sort(key=lambda group: (group[0]["data"], group[0]["n"]) not in first)
    found = []
    for group in schemes:
        found.append(tables.quality(page, group))
        if len(group) > 1:
            found.append(tables.spread(page, group))
    return found


def _html(table: Table, kind: str = "") -> str:
    head = "".join(f"<th>{html.escape(cell)}</th>" for cell in table.head)
    rows = "".join(
        "<tr>"
        + "".join(
            f"<td{' class=best' if (number, column) in table.best else ''}>{html.escape(cell)}</td>"
            for column, cell in enumerate(row)
        )
        + "</tr>"
        for number, row in enumerate(table.rows)
    )
    return (
        f"<h3>{html.escape(table.title)}</h3><p class='note'>{html.escape(table.note)}</p>"
        f"<div class='wide'><table class='{kind}'><tr>{head}</tr>{rows}</table></div>"
    )


def _folded(table: Table) -> str:
    return f"<details><summary>{html.escape(table.title)}</summary>{_html(table)}</details>"


def as_markdown(page: Page, name: str = "suite") -> str:
    """Return the tables as Markdown; `name` is that of the page with pictures beside it."""
    optima = tables.optima(page)
    parts = [
        "# Methods side by side",
        setting(page),
        READING,
        HONEST,
        ELSEWHERE.format(name=name),
        *_markdown(tables.in_short(page)),
        *_section("Quality", _qualities(page)),
        *_section("Growth", tables.growth(page)),
        *_section("Churn", [churn(page)]),
        *_section("Known optima", [optima] if optima else []),
        *_section("What the words mean", [tables.metrics(), tables.methods()]),
    ]
    return "\n\n".join(parts) + "\n"


def _section(title: str, found: Sequence[Table]) -> list[str]:
    if not found:
        return []
    return [f"## {title}", *(part for table in found for part in _markdown(table))]


def _escaped(cell: str) -> str:
    return cell.replace("|", "\\|")


def _markdown(table: Table) -> list[str]:
    lines = [
        "| " + " | ".join(map(_escaped, table.head)) + " |",
        "|---|" + "---:|" * (len(table.head) - 1),
        *(
            "| "
            + " | ".join(
                f"**{_escaped(cell)}**" if (number, column) in table.best else _escaped(cell)
                for column, cell in enumerate(row)
            )
            + " |"
            for number, row in enumerate(table.rows)
        ),
    ]
    return [f"### {table.title}", *([table.note] if table.note else []), "\n".join(lines)]
