"""Parameters to change, as a diff that can be applied.

Only the value is replaced in the text of ``params.yaml``: comments, order and spacing stay as the analyst wrote them.
"""

import difflib
import math
from collections.abc import Sequence

import yaml

from mktlab.lab.errors import SettingsError
from mktlab.review.closing.lessons import Update

FILE = "params.yaml"


def apply(text: str, updates: Sequence[Update]) -> str:
    """Put new values into the text of ``params.yaml``.

    Parameters
    ----------
    text
        As it stands.
    updates
        What to change; a place given twice takes the last.

    Raises
    ------
    SettingsError
        A place is not there, or holds more than one value.
    """
    root = yaml.compose(text, Loader=yaml.SafeLoader)
    places = {}
    for update in updates:
        node = _find(root, update.place)
        places[(node.start_mark.index, node.end_mark.index)] = _written(update.value)
    for (start, end), value in sorted(places.items(), reverse=True):
        text = f"{text[:start]}{value}{text[end:]}"
    return text


def _find(node, place: str):
    for part in place.split("."):
        keys = {} if not isinstance(node, yaml.MappingNode) else {k.value: v for k, v in node.value}
        if part not in keys:
            raise SettingsError(f"{FILE}: {place} is not there ({part!r} is unknown)")
        node = keys[part]
    if not isinstance(node, yaml.ScalarNode):
        raise SettingsError(f"{FILE}: {place} holds more than one value")
    return node


def _written(value: float | int | str) -> str:
    """Write a value so that every reader of YAML takes it for what it is."""
    if isinstance(value, bool | str):
        return yaml.safe_dump(value, default_flow_style=True).splitlines()[0]
    if isinstance(value, float) and not math.isfinite(value):
        raise ValueError(f"{value} is no parameter")
    # No exponents: 1e-05 is a text to one reader and a number to another.
    return f"{value:.10f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)


def current(text: str, place: str) -> float | int | str | None:
    """Look up the present value.

    Raises
    ------
    SettingsError
        As :func:`apply`.
    """
    return yaml.safe_load(_find(yaml.compose(text, Loader=yaml.SafeLoader), place).value)


def diff(text: str, updates: Sequence[Update]) -> str:
    """Write the change as a unified diff, for ``git apply``; empty where nothing changes.

    Parameters
    ----------
    text, updates
        As :func:`apply`.
    """
    lines = difflib.unified_diff(
        text.splitlines(keepends=True), apply(text, updates).splitlines(keepends=True),
        f"a/{FILE}", f"b/{FILE}",
    )  # fmt: skip
    return "".join(lines)
