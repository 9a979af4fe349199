"""The settings of the core: each has a reason, and each is used."""

from __future__ import annotations

import ast
from dataclasses import fields
from itertools import pairwise

from helpers.paths import ROOT
from mentormatch.engine.core.settings import SETTINGS, CoreSettings

FOLDER = ROOT / "src" / "mentormatch" / "engine" / "core"


def test_every_setting_has_a_reason() -> None:
    tree = ast.parse((FOLDER / "settings.py").read_text("utf-8"))
    (body,) = (node.body for node in tree.body if isinstance(node, ast.ClassDef))
    explained = {
        before.target.id
        for before, after in pairwise(body)
        if isinstance(before, ast.AnnAssign)
        and isinstance(before.target, ast.Name)
        and isinstance(after, ast.Expr)
    }
    assert explained == {setting.name for setting in fields(CoreSettings)}


def test_every_setting_is_used() -> None:
    text = "".join(path.read_text("utf-8") for path in FOLDER.glob("*.py"))
    assert not [setting.name for setting in fields(SETTINGS) if f"SETTINGS.{setting.name}" not in text]
