"""Results for users stay the same, byte for byte, unless a change is meant to change them."""

import json
from pathlib import Path

import pytest

from golden.cases import packaged, public

HERE = Path(__file__).parent


def test_packaged_results_are_unchanged() -> None:
    assert dict(packaged()) == json.loads((HERE / "packaged.json").read_text())


@pytest.mark.data
def test_public_results_are_unchanged(data_dir: Path) -> None:
    assert dict(public(data_dir)) == json.loads((HERE / "public.json").read_text())
