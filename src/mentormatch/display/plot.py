"""`Plot`: a drawing with a title and alternative text, as the same bytes of SVG or PNG each time."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mentormatch.errors import OutputError
from mentormatch.files import shown, write_atomically

SUFFIXES = (".svg", ".png")
_WIDTH, _DPI = 7.5, 150
"""Inches: what A4 leaves between its margins; and dots an inch of a PNG."""
_SAME = {"svg.hashsalt": "mentormatch", "svg.fonttype": "path"}


def refuse_plot(path: Path) -> None:
    """Raise `OutputError` if no plot can be written there: by its name, or without matplotlib."""
    if path.suffix.lower() not in SUFFIXES:
        raise OutputError(f"a plot is an .svg or .png file, but {shown(path)} is neither: choose such a name")
    _matplotlib()


def _matplotlib() -> Any:
    try:
        import matplotlib as mpl
    except ImportError:
        raise OutputError(
            "plots need matplotlib, which is not installed: pip install 'mentormatch-engine[plot]'"
        ) from None
    return mpl


@dataclass(frozen=True, eq=False)
class Plot:
    """A drawing, and what it shows in words.

    Parameters
    ----------
    title : str
    alt : str
        Alternative text, for those who cannot see it; it is in the files, too.
    figure : matplotlib.figure.Figure

    Notes
    -----
    Nothing is told by colour alone.
    """

    title: str
    alt: str
    figure: Any

    @classmethod
    def of(cls, title: str, alt: str, *, height: float = 4.5) -> tuple[Plot, Any]:
        """Return an empty plot and its axes; its width is that of a page of A4, its height is in inches.

        Raises
        ------
        OutputError
            If matplotlib is not installed.
        """
        _matplotlib()
        from matplotlib.figure import Figure

        figure = Figure(figsize=(_WIDTH, height), layout="constrained")
        axes = figure.subplots()
        axes.set_title(title)
        axes.spines[["top", "right"]].set_visible(False)
        return cls(title, alt, figure), axes

    def svg(self) -> bytes:
        """Return the plot as SVG, with its title and alternative text for screen readers."""
        date = {"Date": None, "Creator": None, "Format": None, "Type": None}
        head, rest = self._bytes("svg", date).split(b"<svg ", 1)
        opened, rest = rest.split(b">", 1)
        from xml.sax.saxutils import escape

        words = f"<title>{escape(self.title)}</title><desc>{escape(self.alt)}</desc>"
        return head + b'<svg role="img" ' + opened + b">\n " + words.encode() + rest

    def png(self) -> bytes:
        """Return the plot as PNG, with its title and alternative text as text chunks."""
        return self._bytes("png", {"Title": self.title, "Description": self.alt, "Software": None})

    def _bytes(self, kind: str, metadata: Mapping[str, str | None]) -> bytes:
        written = io.BytesIO()
        with _matplotlib().rc_context(_SAME):
            self.figure.savefig(written, format=kind, dpi=_DPI, metadata=metadata)
        return written.getvalue()

    def save(self, path: str | Path) -> None:
        """Write the plot to a file, as SVG or PNG by its suffix.

        Raises
        ------
        OutputError
            If the suffix is another one, or the file cannot be written.
        """
        path = Path(path)
        refuse_plot(path)
        write_atomically(path, self.svg() if path.suffix.lower() == ".svg" else self.png())

    def _repr_svg_(self) -> str:
        return self.svg().decode()
