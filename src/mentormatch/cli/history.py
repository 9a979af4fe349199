"""What happened to pairs isn't lost: a folder whose matching has a history is not matched into unasked."""

from __future__ import annotations

import os
from pathlib import Path

from mentormatch.errors import MatchingFileError, OutputError
from mentormatch.files import MATCHING, finish_set, shown


def refuse_folder(out: Path) -> None:
    """Refuse a folder that cannot be written to or made, before anything is worked out for it.

    Raises
    ------
    OutputError
        If it, or what is there of its path, is a file or may not be written to.
    """
    there = next(one for one in (out, *out.parents) if one.exists())
    if not there.is_dir():
        raise OutputError(f"{shown(there)} is a file, not a folder: choose another folder")
    if not os.access(there, os.W_OK):
        raise OutputError(f"{shown(there)} may only be read: choose a folder that you can write to")


def history_in(out: Path, *, fresh: bool) -> bool:
    """Return whether the matching in a folder has a history, which a new match would lose.

    Raises
    ------
    OutputError
        If it has one, or may have one, and this is not to be a fresh start; or if it is a file.
    """
    refuse_folder(out)
    finish_set(out)
    found = _found(out / MATCHING)
    if found and not fresh:
        raise OutputError(
            f"{shown(out)} holds a matching {found}, which a new match would lose: continue from it with "
            f"mentormatch rematch --from {shown(out / MATCHING)}, choose another folder, "
            "or start again with --fresh"
        )
    return bool(found)


def _found(matching: Path) -> str:
    if not os.path.lexists(matching):
        return ""
    from mentormatch.changes.history import NO_HISTORY
    from mentormatch.matching.loading import load_history

    try:
        history = load_history(matching)
    except MatchingFileError:
        return "that cannot be read and may have a history"
    counts = {"active": len(history.active), "ended": len(history.ended)}
    pairs = " and ".join(f"{number} {state}" for state, number in counts.items() if number)
    waiting = f"{len(history.waited)} waiting mentees" if history.waited else ""
    words = ", ".join(filter(None, [f"{pairs} pairs" if pairs else "", waiting])) or "rounds of matching"
    return "" if history == NO_HISTORY else f"with history ({words})"
