"""Changes of ``params.yaml``, as text and as a diff that can be applied.

Only the value is replaced in the text: comments, order and spacing stay as the analyst wrote them.
"""

import difflib
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

import yaml
from yaml.constructor import SafeConstructor

from mktlab.lab.errors import SettingsError
from mktlab.lab.settings import FILE

type Scalar = float | int | str | None
type Value = Scalar | Sequence[str]


class Update(Protocol):
    """What names a place in ``params.yaml``, as ``clv.memory``, and what is to stand there."""

    @property
    def place(self) -> str:
        """Where."""

    @property
    def value(self) -> Value:
        """What."""


@dataclass(frozen=True)
class Change:
    """An :class:`Update` and nothing else."""

    place: str
    value: Value


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
        A place is not there, or holds more than one value. A list takes the place of a list of single values.
    """
    root = yaml.compose(text, Loader=yaml.SafeLoader)
    places = {}
    for update in updates:
        node = _find(root, update.place, lists=isinstance(update.value, list | tuple))
        start, end = node.start_mark.index, _end(node)
        # Where nothing stands after the colon, a space must.
        places[start, end] = f"{' ' if start == end else ''}{spelt(update.value)}"
    for (start, end), value in sorted(places.items(), reverse=True):
        text = f"{text[:start]}{value}{text[end:]}"
    return text


def _end(node) -> int:
    """Find where a value ends; a list written in lines would otherwise take the comments after it."""
    lines = isinstance(node, yaml.SequenceNode) and not node.flow_style
    return _end(node.value[-1]) if lines else node.end_mark.index


def _find(node, place: str, *, lists: bool = False):
    for part in place.split("."):
        keys = {} if not isinstance(node, yaml.MappingNode) else {k.value: v for k, v in node.value}
        if part not in keys:
            raise SettingsError(f"{FILE}: {place} is not there ({part!r} is unknown)")
        node = keys[part]
    plain = isinstance(node, yaml.SequenceNode) and all(
        isinstance(item, yaml.ScalarNode) for item in node.value
    )
    if not isinstance(node, yaml.ScalarNode) and not (lists and plain):
        raise SettingsError(f"{FILE}: {place} holds more than one value")
    return node


def spelt(value: Value) -> str:
    """Write a value so that every reader of YAML takes it for what it is."""
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(spelt, value))}]"
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, str):
        return value if _is_word(value) else _quoted(value)
    if isinstance(value, float) and not math.isfinite(value):
        raise ValueError(f"{value} is no parameter")
    # No exponents: 1e-05 is a text to one reader and a number to another.
    if not isinstance(value, float):
        return str(value)
    text = f"{Decimal(repr(float(value))):f}"
    return text if "." in text else f"{text}.0"


def _is_word(text: str) -> bool:
    """Say whether a text needs no quotes: letters that YAML takes for nothing else."""
    return bool(re.fullmatch(r"[A-Za-z]+(_[A-Za-z]+)*", text)) and yaml.safe_load(text) == text


def _quoted(text: str) -> str:
    """Put a text in quotes, on one line however long it is."""
    style = {"default_style": '"', "allow_unicode": True, "width": math.inf}
    return yaml.safe_dump(text, **style).removesuffix("\n")


def current(text: str, place: str) -> Scalar:
    """Look up the present value.

    Raises
    ------
    SettingsError
        As :func:`apply`.
    """
    node = _find(yaml.compose(text, Loader=yaml.SafeLoader), place)
    return SafeConstructor().construct_document(node)  # what is in quotes stays a text


def diff(text: str, updates: Sequence[Update], context: int = 3) -> str:
    """Write the change as a unified diff, for ``git apply``; empty where nothing changes.

    Parameters
    ----------
    text, updates
        As :func:`apply`.
    context
        Lines shown before and after a change.
    """
    old, new = (_lines(own) for own in (text, apply(text, updates)))
    return "".join(
        line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"
        for line in difflib.unified_diff(old, new, f"a/{FILE}", f"b/{FILE}", n=context)
    )


def _lines(text: str) -> list[str]:
    """Split as git does: at line feeds and nowhere else."""
    return re.findall(r"[^\n]*\n|[^\n]+", text)
