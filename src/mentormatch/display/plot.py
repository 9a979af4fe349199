"""`Plot`: a drawing with a title and alternative text, as the same bytes of SVG or PNG each time."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass
from os import PathLike
from pathlib import Path
from typing import Any

from mentormatch.arguments import check_arguments
from mentormatch.display.style import in_style, matplotlib
from mentormatch.errors import OutputError
from mentormatch.files import shown, write_atomically

SUFFIXES = (".svg", ".png")


def refuse_plot(path: Path) -> None:
    """Raise `OutputError` if no plot can be written there: by its name, or without matplotlib."""
    if path.suffix.lower() not in SUFFIXES:
        raise OutputError(f"a plot is an .svg or .png file, but {shown(path)} is neither: choose such a name")
    matplotlib()


@dataclass(frozen=True, eq=False)
class Plot:
    """A drawing, and what it shows in words.

    Parameters
    ----------
    title : str
        Above the drawing.
    alt : str
        Alternative text, for those who cannot see it; it is in the files, too.
    figure : matplotlib.figure.Figure
        To be drawn on further, or saved otherwise.

    Notes
    -----
    Nothing is told by colour alone.

    Examples
    --------
    >>> people = mm.People(mentees=[{"id": "e1", "consent": True}], mentors=[{"id": "r1", "consent": True}])
    >>> plot = mm.frontier(mm.match(people).begin()).plot()
    >>> plot.title, plot.svg()[:5], plot.save("frontier.png")
    ('What dissolving kept pairs gains', b'<?xml', None)
    """

    title: str
    alt: str
    figure: Any

    @classmethod
    def of(cls, title: str, alt: str, *, height: float = 4.5) -> tuple[Plot, Any]:
        """Return an empty plot and its axes; its width is that of a page of A4, its height is in inches.

        What is drawn outside `mentormatch.display.style.in_style` has the user's own style.

        Raises
        ------
        OutputError
            If matplotlib is not installed.
        """
        with in_style():
            from matplotlib.figure import Figure

            figure = Figure(layout="constrained")
            figure.set_figheight(height)
            axes = figure.subplots()
            axes.set_title(title)
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
        with in_style():
            self.figure.savefig(written, format=kind, metadata=metadata)
        return written.getvalue()

    def save(self, path: str | PathLike[str]) -> None:
        """Write the plot to a file, as SVG or PNG by its suffix.

        Raises
        ------
        OutputError
            If the suffix is another one, or the file cannot be written.
        """
        check_arguments(Plot.save, locals())
        path = Path(path)
        refuse_plot(path)
        write_atomically(path, self.svg() if path.suffix.lower() == ".svg" else self.png())

    def _repr_svg_(self) -> str:
        return self.svg().decode()
