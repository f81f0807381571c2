"""Our HTML templates. Whatever is put into one is escaped, and made fit to stand between other texts."""

from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from mktlab.lab import texts

FOLDER = Path(__file__).parent / "template"


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(FOLDER),
        autoescape=True,
        finalize=_fit,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _fit(value: object) -> object:
    """Make a text that is put into a template do no harm to what is around it; HTML of ours stays."""
    return texts.safe(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def render(name: str, **values) -> str:
    """Render one of the templates in ``template/``."""
    return _environment().get_template(name).render(**values)


def style() -> Markup:
    """Return the one style sheet of every page, which is ours and not to be escaped."""
    return Markup((FOLDER / "style.css").read_text(encoding="utf-8"))
