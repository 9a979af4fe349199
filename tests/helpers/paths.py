"""Folders of the project that tests use."""

from pathlib import Path

ROOT = Path(__file__).parents[2]
BENCHMARKS = ROOT / "benchmarks"
DOCS = ROOT / "docs"
MADE = DOCS / "generated"
"""Pages that `make docs` writes."""
_MADE = {"_build", MADE.name}
PAGES = sorted(page for page in DOCS.rglob("*.md") if page.relative_to(DOCS).parts[0] not in _MADE)
"""Those that people write: the others are made by `make docs`."""
EXAMPLES = DOCS / "examples"
