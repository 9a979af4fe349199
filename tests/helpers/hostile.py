"""Texts as people type them, and as nobody should."""

from __future__ import annotations

from hypothesis import strategies as st

HOSTILE = (
    "{{7*7}}", "{% for x in y %}", "{# gone #}", "{_{ }_} {_% %_}", "<script>alert(1)</script>", "<w:p/>",
    "a & b &amp; c", "=1+1", "None", "nan", "x" * 200,
    "O'Neil & Söhne \"§\"", "שלום \N{ARABIC LETTER AIN}", "👩‍⚕️", "two  blanks ",
    "one\ntwo", "a\tb", "]]>", "\N{LINE SEPARATOR}", "%s {0} $x \\1",
)  # fmt: skip
_MARKS = st.text("{}%#_<>&;\"' \n\tab", max_size=40)
TYPED = st.one_of(st.sampled_from(HOSTILE), st.text(max_size=80), _MARKS)
