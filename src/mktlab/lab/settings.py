"""``params.yaml`` as typed, validated and frozen settings.

Every parameter lives in ``params.yaml`` and nowhere else: the models below and in the rooms have no
defaults, so a missing key is an error as much as an unknown one.
"""

import difflib
import math
import re
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Annotated, Any, Literal, get_args

import yaml
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    field_validator,
)
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from mktlab.lab import paths, texts
from mktlab.lab.errors import SettingsError
from mktlab.lab.scratch import Scratch

FILE = "params.yaml"
SPILLS = "run-"  # start of the names of folders under machine.spill
MACHINE = "machine"  # the section that concerns no stage
LARGEST = 300_000  # characters of a YAML file
LONGEST_NAME = 80  # characters
DEEPEST = 30  # levels of a YAML file within each other


def _named(value: str) -> str:
    if value != value.strip() or not value:
        raise ValueError("a name has no blanks at its ends, and is not empty")
    if len(value) > LONGEST_NAME:
        raise ValueError(
            f"a name has at most {LONGEST_NAME} characters, so that charts and tables can hold it"
        )
    if texts.plain(value) != value or len(value.splitlines()) > 1:
        raise ValueError("it holds a line break or a character that is not seen; write it again")
    return value


# What readers call something, in charts, tables and sentences.
Name = Annotated[str, AfterValidator(_named)]


def refuse_alike(names: Iterable[str], what: str) -> None:
    """Refuse names that readers cannot tell apart.

    Raises
    ------
    ValueError
        Two of them differ only in capitals or blanks.
    """
    if found := texts.alike(list(names)):
        raise ValueError(
            f"{what} {texts.shown(found[0])} and {texts.shown(found[1])} differ only in capitals or blanks; "
            "write them alike, or rename one"
        )


def _written_day(value: Any) -> Any:
    """Refuse what is not written as a day: a bare number would be read as seconds since 1970."""
    text = isinstance(value, str) and re.fullmatch(r"\d{4}-\d{2}-\d{2}", value)
    if not text and not isinstance(value, date):
        raise ValueError("a day is written as 2017-09-30")
    return value


# A day, as text or as YAML knows it.
Day = Annotated[date, Field(strict=False), BeforeValidator(_written_day)]


class Section(BaseModel):
    """Base of every section of ``params.yaml``: frozen, strict, no unknown keys."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, allow_inf_nan=False)


class Shared(Section):
    """What every stage reads."""

    as_of: Day | None = Field(
        description="Day the plan is made, end of day included; null asks the source.",
    )
    time_unit: Literal["day", "week"] = Field(
        description="Unit of recency and T. A week is seven days; purchases stay counted by day.",
    )
    seed: int = Field(ge=0, description="Start of every pseudo-random stream.")
    engine: str = Field(
        description="What runs the Ibis expressions: duckdb, pyspark, or the URL of an Ibis back end."
    )
    min_group_size: int = Field(
        ge=2, description="Groups with fewer customers than this are merged or hidden in reports."
    )

    @field_validator("engine")
    @classmethod
    def _known_engine(cls, value: str) -> str:
        if not re.fullmatch(r"duckdb|pyspark|[a-z0-9+]+://.*", value):
            raise ValueError(
                "it is neither duckdb nor pyspark nor the URL of an Ibis back end, such as datafusion://"
            )
        return value


class Machine(Section):
    """What the engine may use of the machine: nothing here changes a result, so no stage depends on it."""

    memory: str | None = Field(
        pattern=r"^[1-9]\d*(MB|GB)$", description="Memory the engine may take, such as 6GB."
    )
    threads: int | None = Field(ge=1, description="Cores to work on; null: all.")
    spill: str = Field(min_length=1, description="Folder for what memory does not hold.")
    spark: str = Field(min_length=1, description="Master URL of Spark, such as local[*].")

    def spill_folder(self) -> Scratch:
        """Make a folder of its own for what memory does not hold, so that it can go when its maker is gone."""
        return Scratch(paths.root() / self.spill, SPILLS)


def read_yaml(path: Path) -> dict[str, Any]:
    """Read a YAML file so that every tool in the pipeline agrees on what it says.

    DVC reads YAML 1.2 and Papermill YAML 1.1, in which ``1e-3``, ``yes``, ``010`` and ``12:30`` mean
    different things. Both readings are taken; where they differ, the scalar is refused.

    Anchors and aliases are refused: a value stands where it is used, and a few lines of them can stand for more
    than any memory holds.

    Raises
    ------
    SettingsError
        The file cannot be read, is not YAML, holds a key twice, an alias, a number without an end, or an ambiguous
        scalar.
    """
    text = texts.read(path)
    if len(text) > LARGEST:
        raise SettingsError(
            f"{path.name} has {len(text):,} characters; such a file has at most {LARGEST:,}: leave out what "
            "does not belong there"
        )
    try:
        _refuse_bombs(text, path.name)
        modern = YAML(typ="safe", pure=True).load(text)
        legacy = yaml.safe_load(text)
    except (YAMLError, yaml.YAMLError) as error:
        mark = getattr(error, "problem_mark", None)
        where = f", line {mark.line + 1}" if mark else ""
        problem = getattr(error, "problem", None) or getattr(error, "reason", None) or "not YAML"
        raise SettingsError(f"{path.name}{where}: {problem}") from None
    except ValueError as error:  # a day that does not exist, a whole number of thousands of digits
        raise SettingsError(
            f"{path.name}{_unreadable(text)}: {error}; correct it, or put it in quotes if it is text"
        ) from None
    if not isinstance(modern, dict):
        raise SettingsError(
            f"{path.name} holds no sections; it should be a mapping such as 'shared:'"
        )
    for key, number in _endless(modern):
        raise SettingsError(
            f"{path.name}: {key} is {number}, or a number too large to be held; write a finite number"
        )
    for key, one, other in _differences(modern, legacy):
        raise SettingsError(
            f"{path.name}: {key} is read as {texts.shown(one)} by one tool and {texts.shown(other)} by "
            "another; put it in quotes if it is text, or write the number or boolean out "
            "(0.001, true, false)"
        )
    return modern


def _refuse_bombs(text: str, name: str) -> None:
    """Refuse what grows when it is read, walking through the file without building anything of it."""
    depth = documents = 0
    for event in yaml.parse(text, Loader=yaml.SafeLoader):
        where = f"{name}, line {event.start_mark.line + 1}"
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise SettingsError(
                f"{where}: anchors and aliases (&, *, <<) are not read; write the value out where it is used"
            )
        documents += isinstance(event, yaml.DocumentStartEvent)
        if documents > 1:
            raise SettingsError(
                f"{where}: a second document begins (---); leave one, as only one is read"
            )
        depth += isinstance(event, yaml.CollectionStartEvent)
        depth -= isinstance(event, yaml.CollectionEndEvent)
        if depth > DEEPEST:
            raise SettingsError(
                f"{where}: more than {DEEPEST} levels within each other; is a bracket not closed?"
            )


def _unreadable(text: str) -> str:
    """Find the line of the first value that cannot be understood."""
    for event in yaml.parse(text, Loader=yaml.SafeLoader):
        if isinstance(event, yaml.ScalarEvent) and event.implicit[0]:
            try:
                yaml.safe_load(event.value)
            except ValueError:
                return f", line {event.start_mark.line + 1}"
            except yaml.YAMLError:
                continue
    return ""


def _endless(values: Any, key: str = ""):
    if isinstance(values, dict):
        for name, value in values.items():
            yield from _endless(value, f"{key}.{name}".lstrip("."))
    elif isinstance(values, list):
        for number, value in enumerate(values):
            yield from _endless(value, f"{key}[{number}]")
    elif isinstance(values, float) and not math.isfinite(values):
        yield key, values


def _differences(one: Any, other: Any, key: str = ""):
    if isinstance(one, dict) and isinstance(other, dict):
        if list(one) != list(other):
            yield key or "a key", list(one), list(other)
            return
        for name in one:
            yield from _differences(one[name], other[name], f"{key}.{name}".lstrip("."))
    elif isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        for number, (left, right) in enumerate(zip(one, other, strict=True)):
            yield from _differences(left, right, f"{key}[{number}]")
    elif type(one) is not type(other) or one != other:
        yield key, one, other


def read_params(root: Path | None = None) -> dict[str, Any]:
    """Read ``params.yaml`` of the project as plain values."""
    return read_yaml((root or paths.root()) / FILE)


def load(params: Mapping[str, Any] | None, **rooms: type[Section]) -> SimpleNamespace:
    """Validate sections of params and return them as attributes.

    Parameters
    ----------
    params
        Sections by name as plain values, the way the runner injects them; None (a notebook opened
        by hand) reads ``params.yaml``.
    **rooms
        The settings model of each section wanted besides ``shared``, such as
        ``collect=collect.Settings``.

    Returns
    -------
    SimpleNamespace
        ``.shared`` and one frozen model for each section in ``rooms``.

    Raises
    ------
    SettingsError
        A section or key is missing or unknown, or a value does not fit. Every problem is listed.
    """
    values = read_params() if params is None else params
    models = {"shared": Shared, **rooms}
    problems: list[str] = []
    loaded: dict[str, Section] = {}
    for name, model in models.items():
        if not isinstance(values.get(name), Mapping):
            problems.append(f"section {name!r} is missing; restore it from git")
            continue
        try:
            loaded[name] = model.model_validate(dict(values[name]))
        except ValidationError as error:
            problems += [_explain(name, model, item) for item in error.errors()]
    if problems:
        raise SettingsError(f"{FILE}: " + "; ".join(problems))
    return SimpleNamespace(**loaded)


def machine() -> Machine:
    """Read the section ``machine``, which concerns this machine and no stage.

    Raises
    ------
    SettingsError
        See :func:`load`.
    """
    return load(None, **{MACHINE: Machine}).machine


def read_input[Input: BaseModel](path: Path, model: type[Input]) -> Input:
    """Read a small table that an analyst writes as YAML; see :func:`understand`."""
    return understand(read_yaml(path), model, path.name)


def understand[Input: BaseModel](
    values: Mapping[str, Any], model: type[Input], source: str
) -> Input:
    """Validate what an analyst wrote.

    Parameters
    ----------
    values
        Plain values.
    model
        What they should look like.
    source
        Name of the file, for messages.

    Raises
    ------
    SettingsError
        A key is missing or unknown, or a value does not fit. Every problem is told with its place.
    """
    try:
        return model.model_validate(dict(values))
    except ValidationError as error:
        problems = [_explain("", model, item) for item in error.errors()]
        raise SettingsError(f"{source}: {'; '.join(problems)}") from None


def unknown_sections(values: Mapping[str, Any], known: set[str]) -> list[str]:
    """Explain each section of params that no stage of the pipeline declares."""
    return [
        f"section {texts.shown(name)} is unknown{nearest(name, known)}"
        for name in values
        if name not in known
    ]


def _explain(section: str, model: type[Section], error: Mapping[str, Any]) -> str:
    where = ".".join([*filter(None, [section]), *(str(part) for part in error["loc"])])
    where = texts.shortened(texts.plain(where), 2 * texts.SHOWN)
    for part in error["loc"][:-1]:  # the section within the section that the key is in
        field = model.model_fields.get(str(part)) if isinstance(model, type) else None
        if field is not None:
            model = _section_of(field.annotation) or model
    if error["type"] == "extra_forbidden":
        return f"{where} is unknown{nearest(str(error['loc'][-1]), set(model.model_fields))}"
    if error["type"] == "missing":
        field = model.model_fields.get(str(error["loc"][-1]))
        about = f" ({field.description})" if field and field.description else ""
        return f"{where} is missing{about}"
    said = error["msg"].removeprefix("Value error, ")
    if error["type"] != "value_error":  # ours are worded already
        said = f"{said[0].lower()}{said[1:]}{remedy(error)}"
    if not where:
        return said
    # A value may be a secret in the wrong place, and a whole section tells nobody anything.
    if (
        "password" in said
        or "://" in str(error["input"])
        or isinstance(error["input"], Mapping | BaseModel | list)
    ):
        return f"{where}: {said}"
    return f"{where} is {texts.shown(error['input'])}: {said}"


def remedy(error: Mapping[str, Any]) -> str:
    """Say how a number is to be written, where a text that was meant for one is no number."""
    given = error["input"]
    if not isinstance(given, str) or error["type"].partition("_")[0] not in ("float", "int"):
        return ""
    if re.fullmatch(r"[-+]?[\d.,]+\s*%", given.strip()):
        return "; a percentage is written as a share: 30 % is 0.3"
    if re.fullmatch(r"[-+]?\d+(,\d+)+", given.strip()):
        return "; write a point for the decimal mark, and nothing between thousands"
    if error["type"].endswith("_type") and re.fullmatch(r"[-+]?\d*\.?\d+", given.strip()):
        return "; take it out of its quotes"
    return ""


def _section_of(annotation: Any) -> type[BaseModel] | None:
    """Find the section that a field holds, by itself, by name or in a list."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    found = (_section_of(part) for part in get_args(annotation))
    return next((part for part in found if part), None)


def nearest(name: str, known: set[str]) -> str:
    """Say what a name that is not known may have meant, and what is known."""
    close = difflib.get_close_matches(str(name)[:200], sorted(known), n=1)
    if close:
        return f"; did you mean {texts.shown(close[0])}?"
    listed = texts.shortened(", ".join(sorted(known)), 8 * texts.SHOWN)
    return f"; known are {texts.plain(listed)}"
