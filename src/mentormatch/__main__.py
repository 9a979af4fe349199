"""The command line as a process of its own: ``mentormatch``, and ``python -m mentormatch``."""

from __future__ import annotations

import gc


def run() -> None:
    """Run the command line."""
    # Starting makes 100,000 objects that stay: looking for garbage after every 700 is a twelfth of a match.
    gc.set_threshold(10_000)
    from mentormatch.cli.main import main

    main()


if __name__ == "__main__":
    run()
