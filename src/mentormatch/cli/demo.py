"""``mentormatch demo``: the example scheme that comes with the package, matched."""

from __future__ import annotations

from pathlib import Path

from mentormatch.cli.given.options import Fresh, Out
from mentormatch.cli.given.people_files import PeopleFiles
from mentormatch.cli.given.reading import print_reading, read_policy, with_policy_warnings
from mentormatch.cli.history import history_in
from mentormatch.cli.match import match_and_write


def demo(out: Out = Path("demo-output"), fresh: Fresh = False) -> None:
    """Match the example scheme that comes with the package.

    Example:
    mentormatch demo --out demo-output
    """
    from mentormatch.example import EXAMPLE_FILES, example_path

    history_in(out, fresh=fresh)
    mentees, mentors, places, policy = (example_path(name) for name in EXAMPLE_FILES)
    files = PeopleFiles(mentees=mentees, mentors=mentors, places=places, policy=policy)
    rules = read_policy(policy)
    reading = with_policy_warnings(files.read(rules), rules)
    print_reading(reading)
    match_and_write(reading, rules, out, files.given, 60.0)
