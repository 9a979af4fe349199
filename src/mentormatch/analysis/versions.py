"""What runs here, for a report of a defect: versions of this program and of what it stands on."""

from __future__ import annotations

import os
import platform
import re
import sys
from importlib.metadata import PackageNotFoundError, requires, version

_DISTRIBUTION = "mentormatch-engine"
_REQUIREMENT = re.compile(r"(?P<name>[\w.-]+)[^;]*(?:;.*extra == ['\"](?P<extra>\w+)['\"])?")
_OF_DEVELOPERS = {"dev", "docs"}


def show_versions() -> None:
    """Print versions of this program, of Python and of the libraries, and what the machine is.

    A report of a defect should begin with it. It loads none of the libraries, and prints no name of a
    computer, a person or a folder.

    See Also
    --------
    mentormatch.CertificateError : The defect that should always be reported.

    Examples
    --------
    >>> mm.show_versions()  # doctest: +ELLIPSIS
    mentormatch-engine ...
    Python ...
    """
    system = f"{platform.system()} {platform.release()}, {platform.machine()}, {os.cpu_count()} cores"
    lines = [
        ("mentormatch-engine", version(_DISTRIBUTION)),
        ("Python", f"{platform.python_version()} ({platform.python_implementation()})"),
        ("system", system),
    ]
    lines += [(_named(name, extras), _version(name)) for name, extras in libraries().items()]
    width = max(len(name) for name, _ in lines)
    sys.stdout.writelines(f"{name:{width}}  {what}\n" for name, what in lines)


def libraries() -> dict[str, list[str]]:
    """Return the libraries, those that are always needed first, and the extras that need each of them."""
    found: dict[str, list[str]] = {}
    for requirement in requires(_DISTRIBUTION) or ():
        read = _REQUIREMENT.match(requirement)
        if read is None or read["extra"] in _OF_DEVELOPERS or read["name"] == _DISTRIBUTION:
            continue
        found.setdefault(read["name"], []).extend([read["extra"]] if read["extra"] else [])
    return found


def _named(name: str, extras: list[str]) -> str:
    return f"{name} [{', '.join(extras)}]" if extras else name


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "not installed"
