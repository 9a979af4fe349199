"""The command line of a benchmark that measures by sections: `engine.py` and `rematch.py`."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Collection
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

RESULTS = Path(__file__).parent / "results"

G = TypeVar("G", bound=Any)


def parser_of(doc: str | None, sections: Collection[str]) -> argparse.ArgumentParser:
    """Return a parser of what all such benchmarks take."""
    parser = argparse.ArgumentParser(description=doc, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "sections", nargs="*", default=list(sections), metavar="SECTION",
        help=f"of {', '.join(sections)}, or report; all without any",
    )  # fmt: skip
    parser.add_argument("--sizes", type=int, nargs="+", help="mentees, in place of a section's own sizes")
    parser.add_argument("--repeats", type=int, help="in place of a section's own number")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--out", type=Path, default=RESULTS, help="folder of the results")
    parser.add_argument("--job", type=json.loads, help="measure this in this process and print it as JSON")
    return parser


def parsed(parser: argparse.ArgumentParser, sections: Collection[str]) -> argparse.Namespace:
    """Return the arguments of the command line; sections that there are not are refused."""
    given = parser.parse_args()
    unknown = set(given.sections) - {*sections, "report"}
    if unknown:
        parser.error(f"no section {', '.join(sorted(unknown))}: choose of {', '.join(sections)} or report")
    return given


def wanted(default: G, given: argparse.Namespace, **more: Any) -> G:
    """Return what is asked of a section, given what it measures by itself."""
    changed: dict[str, Any] = {"seed": given.seed, **more}
    if given.sizes:
        changed["sizes"] = tuple(given.sizes)
    if given.repeats:
        changed["repeats"] = given.repeats
    return replace(default, **changed)


def measured(given: argparse.Namespace, measure: Callable[[str], list[str]]) -> list[str]:
    """Measure the sections asked for in turn, and return what was found wrong with them."""
    found: list[str] = []
    for name in given.sections:
        if name != "report":
            print(f"== {name}", file=sys.stderr, flush=True)
            found += measure(name)
    return found
