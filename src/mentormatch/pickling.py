"""How our frozen dataclasses are pickled: their fields alone, with arrays that are read-only again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

import numpy as np


class FieldsOnly:
    """Mixin of frozen dataclasses that keep results in caches, or hold arrays.

    Caches are left out: they would be larger than the fields, and some are valid in one process only. NumPy
    does not pickle that an array is read-only, so this is restored.
    """

    def __getstate__(self) -> dict[str, Any]:
        return {field.name: getattr(self, field.name) for field in fields(self)}  # type: ignore[arg-type]

    def __setstate__(self, state: Mapping[str, Any]) -> None:
        for value in state.values():
            if isinstance(value, np.ndarray):
                value.setflags(write=False)
        vars(self).update(state)
