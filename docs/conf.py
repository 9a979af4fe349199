"""The pages as a site: `make docs`. It is built without the network, and a warning is an error.

Its source is the whole repository, so that a link in a page leads to the same file here and there.
"""

from __future__ import annotations

import logging
import re
from pathlib import Path
from typing import TYPE_CHECKING

import typer
from docutils.nodes import SkipNode
from docutils.utils.math.latex2mathml import tex2mathml
from pygments.lexers.special import TextLexer
from typer.cli import get_docs_for_click
from typer.main import get_command

import mentormatch as mm
from mentormatch.cli.main import app_with

if TYPE_CHECKING:
    from docutils.nodes import math, math_block
    from sphinx.application import Sphinx
    from sphinx.writers.html5 import HTML5Translator

project = "mentormatch"
author = "The mentormatch authors"
project_copyright = author
version = release = mm.__version__
extensions = [
    "myst_parser",
    "sphinx.ext.autodoc",
    "sphinx.ext.autosummary",
    "sphinx.ext.napoleon",
]
root_doc = "docs/index"
include_patterns = ["*.md", "docs/**.md", "docs/generated/*.rst", "benchmarks/results/*.md"]
# By the full path, since the summaries of names look for it from the root of the repository.
templates_path = [str(Path(__file__).parent / "_templates")]
default_role = "code"
# Where case does not count in names of files, Fairness and fairness would be one file.
autosummary_filename_map = {
    f"mentormatch.{name}": f"mentormatch.{name}-class"
    for name in mm.__all__
    if name.lower() in {*mm.__all__} - {name}
}

html_theme = "furo"
html_title = f"mentormatch {release}"
html_math_renderer = "mathml"
html_show_sourcelink = False
html_additional_pages = {"index": "first.html"}  # the first page is in docs/, where it is in the repository
smartquotes_action = "qe"  # no dashes: an option begins with two hyphens

# Links to headings are written as on a page of the repository.
myst_heading_anchors = 5
myst_enable_extensions = ["dollarmath", "colon_fence"]
# As a page of the repository has them: between dollars it would lose the backslash of \{ and of \,.
myst_fence_as_directive = ["math"]

autodoc_member_order = "bysource"
autodoc_typehints = "none"
autodoc_preserve_defaults = True  # DEFAULT_SCORERS, not what is in it
autodoc_default_options = {  # scikit-learn, pydantic and our own base add some
    "exclude-members": "set_fit_request, set_predict_request, set_score_request, get_metadata_routing, "
    "model_config, model_post_init, all_fields, builder, stated_in"
}
napoleon_google_docstring = False
napoleon_use_ivar = True
napoleon_use_rtype = False

logging.getLogger("alembic").setLevel(logging.WARNING)  # the theme's styles make it talk


def commands() -> str:
    """Return the page of all commands, from what their help says, examples as they are typed."""
    command = get_command(app_with())
    listed = get_docs_for_click(obj=command, ctx=typer.Context(command, info_name="mentormatch"))
    listed = re.sub(r"\nExample:\n((?:.+\n)+)", r"\n```console\n$ \1```\n", listed)
    parts = re.split(r"^(?=#+ `)", listed, flags=re.MULTILINE)
    return "".join(map(_linked, parts)).replace("# `mentormatch`", "# Commands", 1)


def _linked(part: str) -> str:
    """Return the part of a group of commands with a link to each of them."""
    name = part.partition("`")[2].partition("`")[0].replace(" ", "-")
    return re.sub(r"^\* (`([a-z][a-z-]*)`):", rf"* [\1](#{name}-\2):", part, flags=re.MULTILINE)


def show_math(writer: HTML5Translator, node: math) -> None:
    """Write a formula as MathML, which browsers read without a script."""
    writer.body.append(tex2mathml(node.astext()))
    raise SkipNode


def show_formula(writer: HTML5Translator, node: math_block) -> None:
    """Write a formula on lines of its own."""
    formula = tex2mathml(node.astext(), as_block=True)
    # The theme scrolls what is wide, and would show a scroll bar beside what is high.
    writer.body.append(f'<div class="math" style="overflow-y: hidden; padding: 0.6em 0">{formula}</div>')
    raise SkipNode


def setup(app: Sphinx) -> None:
    """Add what is particular to these pages."""
    app.add_lexer("csv", TextLexer)
    app.add_html_math_renderer("mathml", (show_math, None), (show_formula, None))
    generated = Path(__file__).parent / "generated"
    generated.mkdir(exist_ok=True)
    (generated / "commands.md").write_text(commands(), encoding="utf-8")
