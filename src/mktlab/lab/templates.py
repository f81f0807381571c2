"""Our HTML templates. Whatever is put into one is escaped, and made fit to stand between other texts."""

import re
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from mktlab.lab import texts

FOLDER = Path(__file__).parent / "template"
_SIGN = re.compile(r"(?<=\d) (?=[%×])")
_DAY = re.compile(r"\b\d{4}-\d{2}-\d{2}\b")


@cache
def _environment() -> Environment:
    made = Environment(
        loader=FileSystemLoader(FOLDER),
        autoescape=True,
        finalize=_fit,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["unbroken"] = _unbroken
    return made


def _fit(value: object) -> object:
    """Make a text that is put into a template do no harm to what is around it; HTML of ours stays."""
    if not isinstance(value, str) or isinstance(value, Markup):
        return value
    # A number and its sign belong on one line.
    return _SIGN.sub("\u00a0", texts.safe(value))


def _unbroken(value: str) -> Markup:
    """Keep days whole, which browsers would break at their hyphens; for texts, not for attributes."""
    return Markup(
        _DAY.sub(r'<span style="white-space:nowrap">\g<0></span>', str(escape(_fit(value))))
    )


def render(name: str, **values) -> str:
    """Render one of the templates in ``template/``."""
    return _environment().get_template(name).render(**values)


def style() -> Markup:
    """Return the one style sheet of every page, which is ours and not to be escaped."""
    return Markup((FOLDER / "style.css").read_text(encoding="utf-8"))
