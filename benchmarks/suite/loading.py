"""Imports every module that registers something, in the order in which the reports show methods."""

from __future__ import annotations

from importlib import import_module

MODULES = (
    "methods.ours",
    "methods.baselines",
    "methods.solvers",
    "methods.constraints",
    "methods.elsewhere",
    "data.schemes",
    "data.towns",
    "data.side_rules",
    "data.hospitals",
    "data.changed",
    "metrics",
    "probes.compiling",
    "probes.starting",
    "probes.memory",
    "probes.rematching",
    "probes.endurance",
    "probes.candidates",
    "probes.scoring",
    "probes.unknown",
    "probes.gaming",
    "probes.labelled",
    "probes.declared",
    "probes.updating",
    "probes.matching",
    "probes.analysis",
    "probes.fairness",
)


def everything_registered(*, probes: bool = True) -> None:
    """Import them all, or all but probes, which take longer to import than the rest."""
    for name in MODULES:
        if probes or not name.startswith("probes."):
            import_module(f"suite.{name}")
