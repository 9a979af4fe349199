"""`text` only scores."""

from __future__ import annotations

import pytest

from mentormatch.criteria import FreeText
from mentormatch.errors import PolicyError


def test_a_text_is_no_must() -> None:
    assert not FreeText(name="about").is_must
    with pytest.raises(PolicyError, match="compare them by 'shared'"):
        FreeText(name="about", at_least=0.5)
