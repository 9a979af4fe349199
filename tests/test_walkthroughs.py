"""Who follows a page word for word sees what it shows."""

from __future__ import annotations

from pathlib import Path

import pytest

from helpers.hints import assert_hints_can_be_typed
from helpers.paths import PAGES, ROOT
from helpers.walkthrough import followed, steps, walk

FOLLOWED = [ROOT / "README.md", *PAGES]
CHAINS = followed(FOLLOWED)


@pytest.mark.parametrize("chain", CHAINS, ids=[chain[0].stem for chain in CHAINS])
def test_commands_print_what_the_page_shows(chain: list[Path], tmp_path: Path) -> None:
    for step, said in walk(chain, tmp_path):
        assert step.prints(said), f"{step.page.name}: {step.command}\n{said}"
        if step.command.startswith("mentormatch"):
            assert_hints_can_be_typed(said)


def test_every_page_with_a_prompt_is_followed() -> None:
    pages = {page for page in FOLLOWED if steps(page)}
    assert pages <= {page for chain in CHAINS for page in chain}
    assert len(pages) > 0
