"""`Plot`: alternative text in both kinds of files, the same bytes each time, errors in a sentence."""

from __future__ import annotations

import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from mentormatch.display.plot import Plot
from mentormatch.errors import OutputError

DRAW = """
import sys
from mentormatch.display.plot import Plot
plot, axes = Plot.of("A & B", "rises from <1> to 3")
axes.plot([1, 2], [1, 3], marker="o")
sys.stdout.buffer.write(plot.svg() + plot.png())
"""


def drawn() -> Plot:
    plot, axes = Plot.of("A & B", "rises from <1> to 3")
    axes.plot([1, 2], [1, 3], marker="o")
    return plot


def test_svg_has_title_and_alternative_text() -> None:
    root = ET.fromstring(drawn().svg())  # noqa: S314  (made by us)
    assert root.get("role") == "img"
    title, text = root[0], root[1]
    assert (title.tag.split("}")[1], title.text) == ("title", "A & B")
    assert (text.tag.split("}")[1], text.text) == ("desc", "rises from <1> to 3")
    assert len(list(root.iter(title.tag))) == 1


def test_png_has_the_same_text() -> None:
    data = drawn().png()
    assert data.startswith(b"\x89PNG")
    assert b"Description\x00rises from <1> to 3" in data


def test_the_bytes_are_the_same_each_time_and_in_another_process() -> None:
    both = drawn().svg() + drawn().png()
    assert subprocess.run([sys.executable, "-c", DRAW], capture_output=True, check=True).stdout == both


def test_the_suffix_decides(tmp_path: Path) -> None:
    drawn().save(tmp_path / "a.svg")
    drawn().save(tmp_path / "a.PNG")
    assert (tmp_path / "a.svg").read_bytes() == drawn().svg()
    assert (tmp_path / "a.PNG").read_bytes() == drawn().png()
    with pytest.raises(OutputError, match=r"an \.svg or \.png file"):
        drawn().save(tmp_path / "a.pdf")


def test_without_matplotlib(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    with pytest.raises(OutputError, match=r"pip install 'mentormatch-engine\[plot\]'"):
        Plot.of("A", "b")
