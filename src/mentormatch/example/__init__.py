"""The example scheme: 120 mentees and 80 mentors of a made-up county, as files.

``mentees.csv``, ``mentors.csv`` and ``places.csv`` are made by ``make example``;
``policy.toml`` is written by hand. Nobody and nothing in them is real.
"""

from __future__ import annotations

from pathlib import Path

EXAMPLE_FILES = ("mentees.csv", "mentors.csv", "places.csv", "policy.toml")
"""Names of the files of the example scheme."""


def example_path(name: str = "") -> Path:
    """Return the path of a file of the example scheme, or of its folder.

    Parameters
    ----------
    name : str, optional
        One of `EXAMPLE_FILES`; without it, the folder is meant.

    Raises
    ------
    ValueError
        For a name that is not among `EXAMPLE_FILES`.
    """
    if name and name not in EXAMPLE_FILES:
        raise ValueError(f"the example scheme has no such file; it has {', '.join(EXAMPLE_FILES)}")
    return Path(__file__).parent / name


__all__ = ["EXAMPLE_FILES", "example_path"]
