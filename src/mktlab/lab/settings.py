"""``params.yaml`` as typed, validated and frozen settings.

Every parameter lives in ``params.yaml`` and nowhere else: the models below and in the rooms have no
defaults, so a missing key is an error as much as an unknown one.
"""

import difflib
import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Literal, get_args

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from mktlab.lab import paths
from mktlab.lab.errors import SettingsError

FILE = "params.yaml"
MACHINE = "machine"  # the section that concerns no stage


class Section(BaseModel):
    """Base of every section of ``params.yaml``: frozen, strict, no unknown keys."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Shared(Section):
    """What every stage reads."""

    as_of: date | None = Field(
        strict=False,
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
    threads: int | None = Field(ge=1, description="Cores it may use; null: all.")
    spill: str = Field(min_length=1, description="Folder for what memory does not hold.")
    spark: str = Field(min_length=1, description="Master URL of Spark, such as local[*].")

    def spill_folder(self) -> Path:
        """The folder for what memory does not hold, made if it is not there."""
        folder = paths.root() / self.spill
        folder.mkdir(parents=True, exist_ok=True)
        return folder


def read_yaml(path: Path) -> dict[str, Any]:
    """Read a YAML file so that every tool in the pipeline agrees on what it says.

    DVC reads YAML 1.2 and Papermill YAML 1.1, in which ``1e-3``, ``yes``, ``010`` and ``12:30`` mean
    different things. Both readings are taken; where they differ, the scalar is refused.

    Raises
    ------
    SettingsError
        The file is missing, is not YAML, holds a key twice or an ambiguous scalar.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise SettingsError(
            f"{path.name} is missing from {path.parent}; restore it from git"
        ) from None
    except UnicodeDecodeError as error:
        raise SettingsError(f"{path.name} is not UTF-8 text ({error.reason})") from None
    try:
        modern = YAML(typ="safe", pure=True).load(text)
        legacy = yaml.safe_load(text)
    except (YAMLError, yaml.YAMLError) as error:
        mark = getattr(error, "problem_mark", None)
        where = f", line {mark.line + 1}" if mark else ""
        problem = getattr(error, "problem", None) or "not YAML"
        raise SettingsError(f"{path.name}{where}: {problem}") from None
    if not isinstance(modern, dict):
        raise SettingsError(
            f"{path.name} holds no sections; it should be a mapping such as 'shared:'"
        )
    for key, one, other in _differences(modern, legacy):
        raise SettingsError(
            f"{path.name}: {key} is read as {one!r} by one tool and {other!r} by another; "
            "put it in quotes if it is text, or write the number or boolean out "
            "(0.001, true, false)"
        )
    return modern


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
        problems = []
        for item in error.errors():
            where = ".".join(str(part) for part in item["loc"])
            said = item["msg"].removeprefix("Value error, ")
            problems.append(f"{where}: {said}" if where else said)
        raise SettingsError(f"{source}: {'; '.join(problems)}") from None


def unknown_sections(values: Mapping[str, Any], known: set[str]) -> list[str]:
    """Explain each section of params that no stage of the pipeline declares."""
    return [
        f"section {name!r} is unknown{nearest(name, known)}" for name in values if name not in known
    ]


def _explain(section: str, model: type[Section], error: Mapping[str, Any]) -> str:
    where = ".".join([section, *(str(part) for part in error["loc"])])
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
    said = f"{said[0].lower()}{said[1:]}"
    # A value may be a secret in the wrong place, and a whole section tells nobody anything.
    if (
        "password" in said
        or "://" in str(error["input"])
        or isinstance(error["input"], Mapping | BaseModel)
    ):
        return f"{where}: {said}"
    return f"{where} is {error['input']!r}: {said}"


def _section_of(annotation: Any) -> type[BaseModel] | None:
    """Find the section that a field holds, by itself, by name or in a list."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    found = (_section_of(part) for part in get_args(annotation))
    return next((part for part in found if part), None)


def nearest(name: str, known: set[str]) -> str:
    """Say what a name that is not known may have meant, and what is known."""
    close = difflib.get_close_matches(name, sorted(known), n=1)
    return f"; did you mean {close[0]!r}?" if close else f"; known are {', '.join(sorted(known))}"
