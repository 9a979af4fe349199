"""``mentormatch demo``: the example scheme that comes with the package, matched."""

from __future__ import annotations

from pathlib import Path

from mentormatch.cli.history import history_in
from mentormatch.cli.match import match_and_write
from mentormatch.cli.options import Fresh, Out
from mentormatch.cli.reading import print_reading, read, read_policy


def demo(out: Out = Path("demo-output"), fresh: Fresh = False) -> None:
    """Match the example scheme that comes with the package."""
    from mentormatch.example import EXAMPLE_FILES, example_path

    history_in(out, fresh=fresh)
    mentees, mentors, places, policy = (example_path(name) for name in EXAMPLE_FILES)
    reading = read(mentees, mentors, None, None, places, None, None, None)
    print_reading(reading)
    match_and_write(reading, read_policy(policy), out, [mentees, mentors, places, policy], 60.0)
