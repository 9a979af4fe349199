"""Allow ``python -m mentormatch``."""

from mentormatch.cli.main import main

if __name__ == "__main__":
    main()
