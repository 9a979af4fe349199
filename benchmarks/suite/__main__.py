"""The command line of the suite; see the package."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path


def parsed() -> argparse.Namespace:
    """Return what is asked for."""
    parser = argparse.ArgumentParser(prog="python -m suite", description=__doc__)
    parser.add_argument(
        "plan", nargs="?", default="bench", help="bench, bench-full, or report (no measuring)"
    )
    parser.add_argument("--data", type=Path, help="folder of public instances with known optima")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--out", type=Path, help="folder of the results")
    parser.add_argument("--job", type=json.loads, help="do this in this process and print JSON lines")
    return parser.parse_args()


def main() -> None:
    """Carry out a plan and write the report, or do one measurement in this process."""
    given = parsed()
    if given.job:
        from suite.measuring import work

        work(given.job)
        return
    from suite.plans import PLANS
    from suite.report import latest, write_report
    from suite.runner import RESULTS, Run, faults, write

    folder = given.out or RESULTS
    if given.plan == "report":
        pages = [page for plan in PLANS if (page := latest(folder, plan)) is not None]
        print(*(path for page in pages for path in write_report(page, folder)), sep="\n")
        return
    if given.plan not in PLANS:
        sys.exit(f"no plan '{given.plan}': choose of {', '.join(PLANS)}, or report")
    page = Run(given.plan, PLANS[given.plan], given.seed, given.data).everything()
    path = write(page, folder)
    print(*write_report(page, folder), path, sep="\n")
    found = faults(page)
    assert not found, "\n".join(found)


if __name__ == "__main__":
    main()
