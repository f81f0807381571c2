"""Who may own something: the roles of ``team.yaml``, and what is said of an owner who is none of them."""

from pathlib import Path

from pydantic import Field

from mktlab.lab import settings, texts
from mktlab.lab.settings import Name, Section

TEAM = "team.yaml"


class Team(Section):
    """``team.yaml``: who may own a target, an experiment, a task or a criterion."""

    illustrative: bool = Field(description="Whether this is an example, to be replaced.")
    roles: dict[Name, str] = Field(min_length=1, description="Roles, and what each answers for.")


def roles(folder: Path) -> set[str]:
    """Read which roles there are.

    Parameters
    ----------
    folder
        ``data/inputs``.

    Raises
    ------
    SettingsError
        The file is missing or cannot be understood.
    """
    return set(settings.read_input(folder / TEAM, Team).roles)


def strange(owner: str, known: set[str]) -> str | None:
    """Say that an owner is no role; None where it is one."""
    if owner in known:
        return None
    return f"{texts.shown(owner)} is no role of {TEAM}{settings.nearest(owner, known)}"
