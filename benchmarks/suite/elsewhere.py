"""Methods that need an environment of their own: packages that clash, or that the project does not use.

The environments lie in ``benchmarks/.peers``, one a package, made when they are first needed (by
`make_ready`, before anything is measured). A package that cannot be installed is shown so.
"""

from __future__ import annotations

import json
import subprocess
import venv
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import NamedTuple

import numpy as np

from suite.instance import Instance
from suite.methods import one_a_mentee
from suite.registry import METHODS, Method, Pairs, Unfit

HERE = Path(__file__).parent
ENVIRONMENTS = HERE.parent / ".peers"
INSTALLING = 300.0
"""Seconds that an installation may take."""


class Peer(NamedTuple):
    """A package, and the script that runs it."""

    requirement: str
    script: str
    says: str
    exact: bool = False
    one_each: bool = False

    @property
    def python(self) -> Path:
        """Interpreter that has the package."""
        return ENVIRONMENTS / self.requirement / "bin" / "python"

    @property
    def complaint(self) -> Path:
        """File that says why the package cannot be installed."""
        return ENVIRONMENTS / f"{self.requirement}.failed"


PEERS = {
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
    "networkx": Peer(
        "networkx==3.6.1", "network_simplex.py", "Network simplex of networkx 3.6.1.", exact=True
    ),
}


def make_ready(tell: Callable[[str], None]) -> None:
    """Install what is not there yet; note the reason where that fails."""
    ENVIRONMENTS.mkdir(exist_ok=True)
    (ENVIRONMENTS / ".gitignore").write_text("*\n", encoding="utf-8")
    for peer in PEERS.values():
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
    command = [
        str(peer.python),
        "-m",
        "pip",
        "install",
        "--quiet",
        "--disable-pip-version-check",
        peer.requirement,
    ]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=INSTALLING, check=False)
    except subprocess.TimeoutExpired:
        return f"not installed in {INSTALLING:.0f} s"
    lines = done.stderr.strip().splitlines()
    return "" if done.returncode == 0 else (lines[-1] if lines else f"pip ended with {done.returncode}")


def run(peer: Peer, instance: Instance, limit: float) -> tuple[Pairs, float | None]:
    """Run a peer's script on an instance; the seconds are those between reading and printing."""
    if peer.complaint.exists() or not peer.python.exists():
        why = peer.complaint.read_text(encoding="utf-8") if peer.complaint.exists() else "not installed"
        raise Unfit(f"{peer.requirement} cannot be installed: {why}")
    if peer.one_each:
        one_a_mentee(instance)
    done = subprocess.run(
        [str(peer.python), str(HERE / "outside" / peer.script)],
        input=json.dumps(_as_lists(instance)), capture_output=True, text=True, check=False, timeout=2 * limit,
    )  # fmt: skip
    if done.returncode != 0:
        lines = done.stderr.strip().splitlines()
        raise RuntimeError(lines[-1] if lines else f"ended with code {done.returncode}")
    answer = json.loads(done.stdout)
    return np.array(answer["pairs"], np.int64).reshape(-1, 2), float(answer["seconds"])


def _as_lists(instance: Instance) -> dict[str, object]:
    names = ("mentee", "mentor", "score", "capacity", "demand")
    return {name: getattr(instance, name).tolist() for name in names} | {"bonus": instance.bonus}


for _name, _peer in PEERS.items():
    METHODS.add(_name, Method(partial(run, _peer), _peer.says, _peer.exact))
