"""Templates: packaged, and replaced by those of the same name in a folder of the user's own.

A template fills a page of HTML, which `Page` also turns into a Word document, or a text. Whatever is put in
shows as typed, and a name that a template misspells is an error.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mentormatch.display.plot import Plot
from mentormatch.errors import OutputError
from mentormatch.extras import require
from mentormatch.files import shown, write_atomically
from mentormatch.report.word import docx_of, printable

if TYPE_CHECKING:
    from jinja2 import Environment
    from markupsafe import Markup

PACKAGED = Path(__file__).parent / "templates"


@dataclass(frozen=True, eq=False)
class Page:
    """A page as HTML that stands alone: no script, style, font or picture of it is elsewhere.

    Parameters
    ----------
    plots : mapping of str to Plot
        What its figures show, by their names.
    """

    html: str
    plots: Mapping[str, Plot] = field(default_factory=dict)

    def docx(self) -> bytes:
        """Return the page as a Word document."""
        return docx_of(self.html, self.plots)

    def save(self, path: str | Path) -> None:
        """Write the page to a file, as HTML or docx by its suffix.

        Raises
        ------
        OutputError
            If the suffix is another one, or the file cannot be written.
        """
        path = Path(path)
        refuse_page(path)
        write_atomically(path, self.docx() if path.suffix.lower() == ".docx" else self.html.encode())


def refuse_page(path: Path) -> None:
    """Raise `OutputError` if the name is that of no page."""
    if path.suffix.lower() not in {".html", ".docx"}:
        raise OutputError(
            f"a page is an .html or .docx file, but {shown(path)} is neither: choose such a name"
        )


@dataclass(frozen=True)
class Templates:
    """Where templates come from.

    Parameters
    ----------
    folder : Path, optional
        Templates that replace packaged ones of the same name.
    """

    folder: Path | None = None

    def page(self, template: str, /, plots: Mapping[str, Plot] | None = None, **values: Any) -> Page:
        """Return a filled template of HTML; it shows figures by ``figure(plots.name)``.

        Raises
        ------
        OutputError
            If the template is wrong: names it, and the line where that is known.
        """
        plots = dict(plots or {})
        return Page(printable(self.text(template, plots=plots, **values)), plots)

    def text(self, template: str, /, **values: Any) -> str:
        """Return a filled template; what is put into one whose name ends in ``.html`` is escaped."""
        require("report", "jinja2", error=OutputError)
        import jinja2

        try:
            return self._environment.get_template(template).render(**values)
        except jinja2.TemplateError as error:
            line = getattr(error, "lineno", None)
            where = f"{getattr(error, 'name', None) or template}{f', line {line}' if line else ''}"
            raise OutputError(f"the template {where} cannot be used: {error}") from error

    def file(self, name: str) -> Path:
        """Return where a template is that is no text, such as a docx file."""
        own = self.folder / name if self.folder is not None else None
        return own if own is not None and own.exists() else PACKAGED / name

    @cached_property
    def _environment(self) -> Environment:
        import jinja2

        if self.folder is not None and not self.folder.is_dir():
            there = shown(self.folder)
            raise OutputError(
                f"there is no folder of templates at {there}: "
                f"mentormatch report templates --out {there} writes one"
            )
        folders = [self.folder] if self.folder is not None else []
        environment = jinja2.Environment(
            loader=jinja2.FileSystemLoader([*folders, PACKAGED]),
            autoescape=jinja2.select_autoescape(["html"], default=False),
            undefined=jinja2.StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
        )
        environment.filters.update(day=day, percent=percent)
        environment.globals.update(figure=figure)
        return environment


def day(when: date | str | None) -> str:
    """Return a day as a letter writes it: 31 March 2026; empty for none."""
    if not when:
        return ""
    when = date.fromisoformat(when) if isinstance(when, str) else when
    return f"{when.day} {when:%B %Y}"


def percent(share: float | None) -> str:
    """Return a share as a percentage; a dash where there is none."""
    return "–" if share is None or share != share else f"{share:.0%}"  # noqa: PLR0124  (nan)


def figure(plot: Plot, name: str) -> Markup:
    """Return a plot as part of a page, under a name of its own: ids of several plots must differ."""
    from markupsafe import Markup, escape

    svg = plot.svg().decode()
    svg = svg[svg.index("<svg ") :]
    svg = re.sub(r'(\bid="|href="#|url\(#)', rf"\g<1>{name}-", svg)
    return Markup(f'<figure data-plot="{escape(name)}">{svg}</figure>')  # noqa: S704  (ours, and escaped)
