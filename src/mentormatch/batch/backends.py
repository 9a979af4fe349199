"""Where the schemes of a batch are worked on: here one after another, on this machine, or with Dask on many.

Each backend starts the work on a scheme and returns a `Future`; whoever asks for results writes them.
"""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import AbstractContextManager, contextmanager
from queue import Empty, SimpleQueue
from typing import Any

from mentormatch.analysis.run_record import versions
from mentormatch.batch.child import Child, without_ctrl_c
from mentormatch.batch.jobs import Job
from mentormatch.batch.outcomes import Made, failed
from mentormatch.errors import BackendError
from mentormatch.extras import require

Start = Callable[[Job], Future[Made]]
"""Starts the work on a scheme."""
_PLUGIN = "mentormatch-children"
_ANSWER = 10
"""Seconds within which a scheduler has to answer."""


@contextmanager
def serial() -> Iterator[tuple[Start, int]]:
    """Yield what works on schemes in this process, without limits: for looking at what goes wrong."""
    from mentormatch.batch.work import work

    def start(job: Job) -> Future[Made]:
        future: Future[Made] = Future()
        future.set_result(work(job))
        return future

    yield start, 1


@contextmanager
def loky(workers: int | None) -> Iterator[tuple[Start, int]]:
    """Yield what works on so many schemes at a time, or one for each processor, in processes of their own."""
    from joblib import cpu_count

    workers, children = workers or cpu_count(), _Children()
    with ThreadPoolExecutor(workers, initializer=without_ctrl_c) as pool:
        try:
            yield lambda job: pool.submit(children.run, job), workers
        finally:
            pool.shutdown(wait=False, cancel_futures=True)
            children.close()


@contextmanager
def dask(scheduler: str) -> Iterator[tuple[Start, int]]:
    """Yield what works on schemes on the workers of a Dask cluster, in a process of each worker's thread.

    Raises
    ------
    BackendError
        If Dask is not installed, or there is no scheduler or no worker.
    """
    require("dask", "distributed", error=BackendError)
    from distributed import Client
    from distributed.client import ClosedClientError

    try:
        # Not the default one: this call has nothing to do with others that the caller makes.
        client: Any = Client(scheduler, timeout=_ANSWER, set_as_default=False)  # type: ignore[no-untyped-call]
    except (OSError, ValueError) as error:
        raise BackendError(
            f"no Dask scheduler answers at {scheduler} ({type(error).__name__}): start one with "
            "`dask scheduler`, and give the address that it prints"
        ) from None
    with client:
        threads = sum(client.nthreads().values())
        if not threads:
            raise BackendError(f"the Dask scheduler at {scheduler} has no workers: start `dask worker`")
        for worker, found in client.run(versions, on_error="return").items():
            there = found if isinstance(found, dict) else {}
            if other := [f"{name} {one}" for name, one in versions().items() if there.get(name) != one]:
                raise BackendError(
                    f"the Dask worker at {worker} has other versions, whose results may differ: install "
                    f"{', '.join(other)} there"
                )
        client.register_plugin(_plugin(), name=_PLUGIN)
        executor = client.get_executor(pure=False)
        try:
            yield lambda job: executor.submit(_on_worker, job), threads
        except ClosedClientError:
            raise BackendError(
                f"the Dask scheduler at {scheduler} is gone; what is done is written: start it again, and "
                "then the batch"
            ) from None
        finally:
            if client.status == "running":
                executor.shutdown(wait=False)
                client.unregister_worker_plugin(_PLUGIN)


def _on_worker(job: Job) -> Made:
    from distributed import get_worker

    plugin: Any = get_worker().plugins[_PLUGIN]
    made: Made = plugin.children.run(job)
    return made


def _plugin() -> Any:
    from distributed import WorkerPlugin

    class Plugin(WorkerPlugin):
        """Keeps the processes of a worker, and ends them with it."""

        def setup(self, worker: Any) -> None:  # noqa: ARG002
            # A worker that a nanny started may have no processes of its own otherwise.
            multiprocessing.current_process().daemon = False
            self.children = _Children()

        def teardown(self, worker: Any) -> None:  # noqa: ARG002
            self.children.close()

    return Plugin()


class _Children:
    """Processes that are waiting for work; there are as many as have ever been needed at once."""

    def __init__(self) -> None:
        self._idle: SimpleQueue[Child] = SimpleQueue()
        self._all: list[Child] = []

    def run(self, job: Job) -> Made:
        """Work on a scheme in one of them."""
        try:
            child = self._idle.get_nowait()
        except Empty:
            self._all.append(child := Child())
        try:
            return child.run(job)
        finally:
            self._idle.put(child)

    def close(self) -> None:
        """Kill them all."""
        for child in self._all:
            child.close()


def results(
    backend: AbstractContextManager[tuple[Start, int]], jobs: Iterable[Job]
) -> Generator[Made, None, None]:
    """Yield what each scheme comes to as soon as it does; few are started ahead of the others.

    Whoever stops early closes this iterator, and everything is stopped at once.
    """
    with backend as (start, slots):
        running: dict[Future[Made], Job] = {}
        for job in jobs:
            running[start(job)] = job
            if len(running) >= 2 * slots:
                yield from _finished(running)
        while running:
            yield from _finished(running)


def _finished(running: dict[Future[Made], Job]) -> Iterator[Made]:
    done, _ = wait(running, return_when=FIRST_COMPLETED)
    for future in done:
        yield _made(future, running.pop(future))


def _made(future: Future[Made], job: Job) -> Made:
    try:
        return future.result()
    except Exception as error:  # noqa: BLE001  (Dask's: too many workers have died, or the scheduler is gone)
        return failed(job, f"the backend gave it up ({type(error).__name__}): run it again")
