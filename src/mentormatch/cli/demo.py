"""``mentormatch demo``: the example scheme that comes with the package, matched."""

from __future__ import annotations

from pathlib import Path

from mentormatch.cli.history import history_in
from mentormatch.cli.match import match_and_write
from mentormatch.cli.options import Fresh, Out
from mentormatch.cli.reading import print_reading, read, read_policy, with_policy_warnings


def demo(out: Out = Path("demo-output"), fresh: Fresh = False) -> None:
    """Match the example scheme that comes with the package."""
    from mentormatch.example import EXAMPLE_FILES, example_path

    history_in(out, fresh=fresh)
    mentees, mentors, places, policy = (example_path(name) for name in EXAMPLE_FILES)
    rules = read_policy(policy)
    reading = with_policy_warnings(read(mentees, mentors, None, None, places, None, None, None), rules)
    print_reading(reading)
    match_and_write(reading, rules, out, [mentees, mentors, places, policy], 60.0)
