"""``mentormatch batch``: many schemes in one run, each on its own, with a summary."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, Optional

import typer

from mentormatch.cli.console import (
    MANY_CHANGED,
    NOT_PROVED,
    SOME_FAILED,
    err_console,
    fact_table,
    out_console,
    print_frame,
)
from mentormatch.cli.given.options import File, folder_option
from mentormatch.cli.history import refuse_folder
from mentormatch.cli.results import AsJson, print_json
from mentormatch.files import shown

if TYPE_CHECKING:
    from mentormatch.batch.outcomes import BatchResult, SchemeOutcome

    Note = Callable[[SchemeOutcome], None]

Run = Annotated[
    Path,
    typer.Argument(metavar="RUN.TOML", help="What is to be done with which schemes (TOML).", readable=False),
]
Out = Annotated[File, folder_option("Folder for the results, instead of that in the file.")]
Before = Annotated[
    File,
    typer.Option(metavar="FOLDER", help="Results of a batch to start from, instead of those in the file."),
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Only say what would be done with each scheme.")]
Where = Annotated[
    Literal["loky", "dask", "serial"],
    typer.Option("--backend", help="Processes here, those of a Dask cluster, or one after another."),
]
Workers = Annotated[
    Optional[int],  # noqa: UP045  (typer reads the annotation at run time)
    typer.Option("--workers", min=1, help="Processes at a time; as many as processors if left out."),
]
Scheduler = Annotated[
    Optional[str],  # noqa: UP045
    typer.Option("--scheduler", metavar="TCP://...", help="Address of the Dask scheduler."),
]


def batch(
    run: Run,
    out: Out = None,
    before: Before = None,
    dry_run: DryRun = False,
    backend: Where = "loky",
    workers: Workers = None,
    scheduler: Scheduler = None,
    as_json: AsJson = False,
) -> None:
    """Match, rematch or report many schemes; failures are reported, and the others go on.

    Example:
    mentormatch batch run.toml --dry-run
    """
    from mentormatch.batch.jobs import Batch, jobs_of
    from mentormatch.batch.run import run_batch

    asked = Batch.from_toml(run)
    given = {"out": out, "before": before}
    asked = asked.replace(**{name: path.absolute() for name, path in given.items() if path is not None})
    refuse_folder(asked.root / asked.out)
    try:
        with _progress(len(jobs_of(asked))) as note:
            found = run_batch(
                asked, backend=backend, workers=workers, scheduler=scheduler, dry_run=dry_run, progress=note
            )
    except KeyboardInterrupt:
        again = f"mentormatch batch {shown(run)}{'' if out is None else f' --out {shown(out)}'}"
        err_console.print(
            f"Interrupted. What is done is written, and nothing is written in part. To go on: {again}"
        )
        raise typer.Exit(130) from None
    if as_json:
        print_json(found.as_dict())
    else:
        _print(found, asked.root / asked.out, dry_run=dry_run)
    if code := 0 if dry_run else _code(found):
        raise typer.Exit(code)


def _code(found: BatchResult) -> int:
    if found.counts.get("failed"):
        return SOME_FAILED
    if found.counts.get("held back"):
        return MANY_CHANGED
    return 0 if all(one.proved for one in found.outcomes) else NOT_PROVED


def _print(found: BatchResult, out: Path, *, dry_run: bool) -> None:
    listed = found if dry_run else found.not_done
    if listed.outcomes:
        names = ("scheme", "task", "state", "detail")
        title = "What would be done" if dry_run else "Not done"
        print_frame(title, listed.frame, dict(zip(names, names, strict=True)))
    unproved = sum(not one.proved for one in found.outcomes)
    facts = [(state, str(n)) for state, n in found.counts.items()]
    out_console.print(fact_table([*facts, *([("not proved", str(unproved))] if unproved else [])]))
    if not dry_run:
        out_console.print(
            f"\nWritten to {shown(out)}: a folder for each that is done, batch.csv and batch.json."
        )


@contextmanager
def _progress(total: int) -> Iterator[Note]:
    """Show a bar with counts, failures and the time left; nothing unless this is a terminal."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    counts = {"failed": 0, "held back": 0}
    columns = (
        BarColumn(), MofNCompleteColumn(), TextColumn("{task.description}"),
        TimeRemainingColumn(compact=True), TextColumn("left"),
    )  # fmt: skip
    with Progress(*columns, console=err_console, transient=True, disable=not err_console.is_terminal) as bar:
        task = bar.add_task("starting", total=total)

        def note(outcome: SchemeOutcome) -> None:
            if outcome.state.value in counts:
                counts[outcome.state.value] += 1
            words = ", ".join(f"{n} {state}" for state, n in counts.items() if n)
            bar.update(task, advance=1, description=words or "none failed")

        yield note
