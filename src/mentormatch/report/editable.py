"""Documents whose words are edited in Word: fields in double braces in a docx file, filled as typed."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Mapping

from mentormatch.errors import OutputError
from mentormatch.extras import require
from mentormatch.report.rendering import Templates
from mentormatch.report.word import printable, undated

_AS_TYPED = str.maketrans({"{": "&#123;", "}": "&#125;", "\r": "\n"})
"""Braces that were typed, so that nothing takes them for a field; and one kind of line break."""


def editable(templates: Templates, name: str, fields: Iterable[str]) -> bytes:
    """Return a template to edit in Word: the user's own, or one made from the page of that name.

    Parameters
    ----------
    name : str
        Such as ``agreement``, for ``agreement.docx`` and ``agreement.html``.
    fields : iterable of str
        What the page is filled with; each stays as ``{{ field }}``.
    """
    own = templates.file(f"{name}.docx")
    if own.exists():
        return own.read_bytes()
    return templates.page(f"{name}.html", None, **{one: f"{{{{ {one} }}}}" for one in fields}).docx()


def filled(template: bytes, name: str, fields: Mapping[str, str]) -> bytes:
    """Return a docx file with its fields filled.

    Parameters
    ----------
    template : bytes
        What `editable` returned.
    name : str
        As there.

    Raises
    ------
    OutputError
        If the template is no docx file, or has a field that there is not: names it.
    """
    require("report", "docxtpl", "jinja2", error=OutputError)
    from docxtpl import DocxTemplate
    from jinja2 import StrictUndefined, TemplateError
    from jinja2.sandbox import SandboxedEnvironment
    from markupsafe import Markup, escape

    values = {
        one: Markup(str(escape(printable(text).replace("\r\n", "\n"))).translate(_AS_TYPED))  # noqa: S704
        for one, text in fields.items()
    }
    # Documents are passed around, so what is in one may not run.
    environment = SandboxedEnvironment(undefined=StrictUndefined, autoescape=True)
    document, out = DocxTemplate(io.BytesIO(template)), io.BytesIO()
    try:
        document.render(values, environment)
    except (zipfile.BadZipFile, KeyError, ValueError):
        raise OutputError(f"the template {name}.docx is no Word document: save it as .docx") from None
    except TemplateError as error:
        raise OutputError(
            f"the template {name}.docx cannot be used: {error}. Its fields are {', '.join(fields)}"
        ) from error
    document.save(out)
    return undated(out.getvalue())
