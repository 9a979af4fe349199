"""Packages that only some tasks need: each set of them is an extra of the distribution."""

from __future__ import annotations

from collections.abc import Callable
from importlib.util import find_spec


def require(extra: str, *packages: str, error: Callable[[str], Exception]) -> None:
    """Raise an error that says what to install, if one of the packages is missing.

    Parameters
    ----------
    extra : str
        The extra that they belong to.
    *packages : str
        Names that are going to be imported.
    error : callable
        Makes the error from its message.
    """
    for package in packages:
        if find_spec(package) is None:
            raise error(
                f"this needs {package}, which is not installed: pip install 'mentormatch-engine[{extra}]'"
            )
