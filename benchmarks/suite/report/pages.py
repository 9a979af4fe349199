"""The pages: HTML that needs nothing else, and the same tables as Markdown."""

from __future__ import annotations

import html
import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from suite.methods.elsewhere import PEERS
from suite.plans.target import table
from suite.registry import METHODS, Facts
from suite.report.blocks import Block, Heading, Picture, Points
from suite.report.table import Table

if TYPE_CHECKING:
    from suite.plans.section import Plan

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
p,li{max-width:75ch}.note{color:#555;font-size:13px;margin:.2rem 0}
summary{cursor:pointer;margin:.5rem 0;font-weight:bold}
"""
ELSEWHERE = """\
[{name}.html]({name}.html) has the same with pictures; [docs/benchmarks.md](../../docs/benchmarks.md) says
how to run it."""


def latest(folder: Path, plan: str) -> Facts | None:
    """Return the newest results of a plan in a folder, if there are any of this form."""
    for path in sorted(folder.glob(f"????-??-??-{plan}.json"), reverse=True):
        page: Facts = json.loads(path.read_text(encoding="utf-8"))
        if "sections" in page:
            return page
    return None


def write_report(page: Facts, plan: Plan, folder: Path) -> list[Path]:
    """Write both pages beside the folder of the results."""
    base = folder.parent / plan.page
    texts = {base.with_suffix(".html"): as_html(page, plan), base.with_suffix(".md"): as_markdown(page, plan)}
    for path, text in texts.items():
        path.write_text(text, encoding="utf-8")
    return list(texts)


def setting(page: Facts) -> str:
    """Return when, where and with what was measured."""
    machine = page["machine"]
    versions = ", ".join(f"{name} {version}" for name, version in machine["versions"].items())
    load = " and ".join(f"{value:.1f}" for value in page["load"])
    return (
        f"{page['date']}, commit {page['commit']}, `{page['command']}`, first seed {page['seed']}, "
        f"{page['seconds'] / 60:.1f} minutes in all. "
        f"{machine['cores']} cores ({machine['processor']}, {machine['system']}), load at beginning and end "
        f"{load}; Python {machine['python']}, {versions}; peers {', '.join(machine['peers'])}."
    )


def blocks(page: Facts, plan: Plan) -> list[Block]:
    """Return everything that a page shows below its heading and what it says in short."""
    found = [block for name, facts in page["sections"].items() for block in plan.named[name].blocks(facts)]
    used = {name: None for facts in page["sections"].values() for name in facts.get("methods", ())}
    return [*found, *([Heading("What the words mean"), methods(used)] if used else [])]


def in_short(page: Facts, plan: Plan) -> list[Block]:
    """Return what a page begins with: what its plan aims at, and what it has to say in short."""
    said = [Points("In short", plan.in_short(page["sections"]))] if plan.in_short else []
    return [*said, *table(plan.targets, page["sections"])]


def methods(names: Iterable[str]) -> Table:
    """Return what the methods are."""
    rows = [
        [name, one.says, "yes" if one.exact else "no", "yes" if name in PEERS else "no"]
        for name, one in METHODS.parts.items()
        if name in names
    ]
    return Table(
        "Methods", ["method", "what it is", "exact", "in an environment of its own"], rows, words=True
    )


def as_html(page: Facts, plan: Plan) -> str:
    """Return the page."""
    body = [
        f"<h1>{html.escape(plan.title)}</h1>",
        *map(_html, in_short(page, plan)),
        f"<p class='note'>{html.escape(setting(page)).replace('`', '')}</p>",
        *(f"<p>{html.escape(part)}</p>" for part in plan.reading.split("\n\n")),
        *map(_html, blocks(page, plan)),
    ]
    return (
        f"<!doctype html><html lang='en'><head><meta charset='utf-8'><title>{html.escape(plan.title)}</title>"
        f"<meta name='viewport' content='width=device-width'><style>{STYLE}</style></head>"
        f"<body>{''.join(body)}</body></html>\n"
    )


def _html(block: Block) -> str:
    match block:
        case Heading():
            note = f"<p class='note'>{html.escape(block.note)}</p>" if block.note else ""
            return f"<h2>{html.escape(block.text)}</h2>{note}"
        case Picture():
            return block.svg
        case Points():
            points = "".join(f"<li>{html.escape(one)}</li>" for one in block.sentences)
            return f"<h2>{html.escape(block.text)}</h2><ul>{points}</ul>"
        case Table(folded=True):
            return f"<details><summary>{html.escape(block.title)}</summary>{_html_table(block)}</details>"
    return _html_table(block)


def _html_table(table: Table) -> str:
    head = "".join(f"<th>{html.escape(cell)}</th>" for cell in table.head)
    rows = "".join(f"<tr>{_html_row(table, number, row)}</tr>" for number, row in enumerate(table.rows))
    kind = " class='words'" if table.words else ""
    return (
        f"<h3>{html.escape(table.title)}</h3><p class='note'>{html.escape(table.note)}</p>"
        f"<div class='wide'><table{kind}><tr>{head}</tr>{rows}</table></div>"
    )


def _html_row(table: Table, number: int, row: Sequence[str]) -> str:
    return "".join(
        f"<td{' class=best' if (number, column) in table.best else ''}>{html.escape(cell)}</td>"
        for column, cell in enumerate(row)
    )


def as_markdown(page: Facts, plan: Plan) -> str:
    """Return the tables as Markdown."""
    parts = [f"# {plan.title}", *(part for block in in_short(page, plan) for part in _markdown(block, "##"))]
    parts += [setting(page), plan.reading, ELSEWHERE.format(name=plan.page)]
    parts += [part for block in blocks(page, plan) for part in _markdown(block)]
    return "\n\n".join(parts) + "\n"


def _markdown(block: Block, level: str = "###") -> list[str]:
    match block:
        case Heading():
            return [f"## {block.text}", *([block.note] if block.note else [])]
        case Picture():
            return []
        case Points():
            return [f"## {block.text}", "\n".join(f"- {one}" for one in block.sentences)]
    return _markdown_table(block, level)


def _markdown_table(table: Table, level: str) -> list[str]:
    lines = [
        "| " + " | ".join(map(_escaped, table.head)) + " |",
        "|---|" + "---:|" * (len(table.head) - 1),
        *(_markdown_row(table, number, row) for number, row in enumerate(table.rows)),
    ]
    return [f"{level} {table.title}", *([table.note] if table.note else []), "\n".join(lines)]


def _markdown_row(table: Table, number: int, row: Sequence[str]) -> str:
    cells = (
        f"**{_escaped(cell)}**" if (number, column) in table.best else _escaped(cell)
        for column, cell in enumerate(row)
    )
    return "| " + " | ".join(cells) + " |"


def _escaped(cell: str) -> str:
    return cell.replace("|", "\\|")
