"""The command line of the suite; see the package."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path


def parsed(arguments: Sequence[str]) -> argparse.Namespace:
    """Return what is asked for."""
    parser = argparse.ArgumentParser(prog="python -m suite", description=__doc__)
    parser.add_argument("plan", nargs="?", default="bench", help="a plan, or report (no measuring)")
    parser.add_argument("sections", nargs="*", help="sections of the plan; all without any")
    parser.add_argument("--sizes", type=int, nargs="+", help="in place of every section's own sizes")
    parser.add_argument("--limit", type=float, help="seconds per method and instance, in place of their own")
    parser.add_argument("--seed", type=int, default=0, help="the first seed")
    parser.add_argument("--data", type=Path, help="folder of public instances, for bench and bench-full")
    parser.add_argument("--out", type=Path, help="folder of the results; the pages are written beside it")
    parser.add_argument("--job", type=json.loads, help="do this in this process and print JSON lines")
    return parser.parse_args(arguments)


def main(arguments: Sequence[str]) -> None:
    """Carry out a plan and write the report, or do one measurement in this process."""
    given = parsed(arguments)
    if given.job:
        from suite.measuring import work

        work(given.job)
        return
    from suite.plans.all import PLANS
    from suite.report.pages import latest, write_report
    from suite.runner import RESULTS, Run, faults, with_earlier, write

    folder = (given.out or RESULTS).resolve()
    if given.plan == "report":
        found = [(plan, page) for name, plan in PLANS.items() if (page := latest(folder, name)) is not None]
        print(*(path for plan, page in found for path in write_report(page, plan, folder)), sep="\n")
        return
    if given.plan not in PLANS:
        sys.exit(f"there is no plan '{given.plan}': choose one of {', '.join(PLANS)}, or report")
    plan = PLANS[given.plan]
    unknown = set(given.sections) - set(plan.named)
    if unknown:
        sys.exit(f"{given.plan} has no section {', '.join(sorted(unknown))}: it has {', '.join(plan.named)}")
    asked = given.sections or [section.name for section in plan.sections]
    sections = [plan.named[name].sized(given.sizes, given.limit) for name in asked]
    # Results are kept: they name no folder of this machine.
    command = " ".join(["python -m suite", *(Path(one).name if "/" in one else one for one in arguments)])
    page = Run(given.plan, sections, command, given.seed, given.data).everything()
    page = with_earlier(page, folder)
    path = write(page, folder)
    print(*write_report(page, plan, folder), path, sep="\n")
    wrong = faults(page, plan)
    if wrong:
        sys.exit("\n".join(["this must not be:", *wrong]))


if __name__ == "__main__":
    main(sys.argv[1:])
