"""Methods that need an environment of their own: packages that clash, or that the project does not use.

The environments lie in ``benchmarks/.peers``, one per package, made when they are first needed (by
`make_ready`, before anything is measured). A package that cannot be installed is shown so.
"""

from __future__ import annotations

import json
import subprocess
import venv
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from suite.data.instance import Instance, Ints
from suite.methods.ours import changed
from suite.methods.solvers import one_each
from suite.registry import METHODS, Answer, Method, Unfit

HERE = Path(__file__).parent
ENVIRONMENTS = HERE.parents[1] / ".peers"
INSTALLING = 300.0
"""Seconds that an installation may take."""


@dataclass(frozen=True)
class Peer:
    """A package, and the script that runs it.

    Parameters
    ----------
    requirement : str
        As pip takes it, with its version.
    script, says : str
    exact : bool
    one_each : bool
        Whether it takes only mentees who want one mentor.
    warm : bool
        Whether it solves a scheme after changes from its answer to the one before.
    """

    requirement: str
    script: str
    says: str
    exact: bool = False
    one_each: bool = False
    warm: bool = False

    @property
    def python(self) -> Path:
        """Interpreter that has the package."""
        return ENVIRONMENTS / self.requirement / "bin" / "python"

    @property
    def complaint(self) -> Path:
        """File that says why the package cannot be installed."""
        return ENVIRONMENTS / f"{self.requirement}.failed"


KWOK, LEMON, WARM = "kwok", "LEMON", "LEMON, warm"
PEERS = {
    KWOK: Peer(
        "kwok==1.1.7",
        "maximum_weight.py",
        "Maximum weight matching by `kwok` 1.1.7: one to one, so that every mentor is copied for each mentee "
        "they may take; a bonus for every pair. Its lists of Python numbers are in the building; "
        "weights beyond 32 bits are floats.",
        exact=True,
        one_each=True,
    ),
    LEMON: Peer(
        "pylmcf==1.3.0",
        "lemon.py",
        "Network simplex of LEMON, through `pylmcf` 1.3.0, from scratch; an arc past the mentors for who "
        "finds none.",
        exact=True,
    ),
    WARM: Peer(
        "pylmcf==1.3.0",
        "lemon.py",
        "The same from the basis of the scheme before: costs are set and it is solved again.",
        exact=True,
        warm=True,
    ),
    "networkx": Peer(
        "networkx==3.6.1", "networkx_simplex.py", "Network simplex of networkx 3.6.1.", exact=True
    ),
    "deferred acceptance": Peer(
        "matching==1.4.3",
        "deferred_acceptance.py",
        "Hospital-resident by `matching` 1.4.3, mentees propose; equal scores in row order.",
        one_each=True,
    ),
    "Munkres rounds": Peer(
        "mentor-match==7.0.1",
        "civil_service.py",
        "The Civil Service tool, `mentor-match` 7.0.1: rounds of Munkres, one partner each.",
    ),
}


def make_ready(tell: Callable[[str], None]) -> None:
    """Install what is not there yet; note the reason where that fails."""
    ENVIRONMENTS.mkdir(exist_ok=True)
    (ENVIRONMENTS / ".gitignore").write_text("*\n", encoding="utf-8")
    for peer in PEERS.values():  # two of one package share an environment
        if peer.python.exists() and not peer.complaint.exists():
            continue
        tell(f"installing {peer.requirement} in an environment of its own")
        peer.complaint.unlink(missing_ok=True)
        fault = _installed(peer)
        if fault:
            peer.complaint.write_text(fault, encoding="utf-8")


def _installed(peer: Peer) -> str:
    """Install a package; return what went wrong, or nothing."""
    venv.create(peer.python.parents[1], with_pip=True, clear=True)
    pip = [str(peer.python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    try:
        done = subprocess.run(
            [*pip, peer.requirement], capture_output=True, text=True, timeout=INSTALLING, check=False
        )
    except subprocess.TimeoutExpired:
        return f"not installed in {INSTALLING:.0f} s"
    lines = done.stderr.strip().splitlines()
    return "" if done.returncode == 0 else (lines[-1] if lines else f"pip ended with {done.returncode}")


def run(peer: Peer, instance: Instance, limit: float) -> Answer:
    """Run a peer's script on an instance; the seconds are those between reading and printing."""
    if peer.complaint.exists() or not peer.python.exists():
        why = peer.complaint.read_text(encoding="utf-8") if peer.complaint.exists() else "not installed"
        raise Unfit(f"{peer.requirement} cannot be installed: {why}")
    if peer.one_each:
        one_each(instance)
    try:
        done = subprocess.run(
            [str(peer.python), str(HERE / "outside" / peer.script)],
            input=packed(instance, warm=peer.warm), capture_output=True, check=False, timeout=2 * limit,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        # The original message quotes paths of this machine.
        raise RuntimeError(f"did not end within {2 * limit:.0f} s") from None
    if done.returncode != 0:
        lines = done.stderr.decode(errors="replace").strip().splitlines()
        raise RuntimeError(lines[-1] if lines else f"ended with code {done.returncode}")
    answer = json.loads(done.stdout)
    pairs = np.array(answer["pairs"], np.int64).reshape(-1, 2)
    return Answer(pairs, float(answer["build"]), float(answer["solving"]))


def packed(instance: Instance, *, warm: bool) -> bytes:
    """Return an instance as scripts read it: a line of JSON, and the numbers of each array in bytes."""
    arrays = {name: getattr(instance, name) for name in ("mentee", "mentor", "score", "capacity", "demand")}
    arrays |= _before_and_after(instance) if warm else {}
    header = {
        "numbers": {"bonus": instance.bonus},
        "arrays": {name: len(column) for name, column in arrays.items()},
    }
    columns = (np.ascontiguousarray(column, np.int64).tobytes() for column in arrays.values())
    return b"".join((json.dumps(header).encode(), b"\n", *columns))


def _before_and_after(instance: Instance) -> dict[str, Ints]:
    """Return all pairs that there are before or after changes, and flags of when each may meet."""
    scheme = changed(instance)
    gone, was = scheme.gone, scheme.was
    found: dict[str, Any] = {
        name: np.concatenate((getattr(scheme, name), getattr(was, name)[gone]))
        for name in ("mentee", "mentor", "score")
    }
    left = np.zeros(len(gone), np.int64)
    found["open_before"] = np.concatenate((~scheme.new, left + 1))
    found["open_after"] = np.concatenate((np.ones(scheme.n_pairs, np.int64), left))
    return found


for _name, _peer in PEERS.items():
    METHODS.add(_name, Method(partial(run, _peer), _peer.says, _peer.exact))
