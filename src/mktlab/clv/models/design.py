"""Which customers share parameters, and how parameters differ between them.

A profile is a group and a set of covariates, both fixed before the first purchase that is counted. A
parameter of a profile is, on the scale of its link, a common value, plus the group's own deviation from
it, plus the covariates' effects. Deviations have a common spread that is itself estimated, so that a
small group is pulled towards the others (partial pooling).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from mktlab.clv.models.algebra import Algebra

ALONE = np.zeros(1, dtype="int64")


@dataclass(frozen=True)
class Prior:
    """Independent normal priors on the scale of the link.

    Attributes
    ----------
    name
        Name of the parameter there, such as ``log_r``.
    mean, sd
        Of the normal distribution.
    size
        0 for a number, else how many there are.
    """

    name: str
    mean: float
    sd: float
    size: int = 0

    @property
    def width(self) -> int:
        """How many numbers."""
        return self.size or 1


@dataclass(frozen=True)
class Design:
    """Profiles of customers.

    Attributes
    ----------
    groups
        Names of the groups; none for one common population.
    group
        Group of each profile, counted from 0.
    covariates
        Names of the covariates.
    values
        Covariates of each profile: profiles × covariates.
    """

    groups: tuple[str, ...] = ()
    group: np.ndarray = field(default_factory=lambda: ALONE)
    covariates: tuple[str, ...] = ()
    values: np.ndarray = field(default_factory=lambda: np.zeros((1, 0)))

    def varying(self, name: str, sd: float) -> list[Prior]:
        """List the priors of how a parameter differs between profiles.

        The spread between groups is log-normal around .2 on the scale of the link (a fifth, for a
        rate), from .04 to 1 with 95 % probability: never quite zero, so that its posterior has no
        funnel.
        """
        found = []
        if self.groups:
            found += [Prior(f"log_sd_{name}", np.log(0.2), 0.8)]
            found += [Prior(f"z_{name}", 0.0, 1.0, len(self.groups))]
        if self.covariates:
            found += [Prior(f"beta_{name}", 0.0, sd, len(self.covariates))]
        return found

    def of_profiles(self, name: str, values: Mapping[str, Any], algebra: Algebra) -> Any:
        """Give a parameter's value on its link for each profile: draws × profiles."""
        found = values[name][..., None] + np.zeros(len(self.group))
        if self.groups:
            spread = algebra.exp(values[f"log_sd_{name}"])[..., None]
            found = found + spread * values[f"z_{name}"][..., self.group]
        if self.covariates:
            found = found + values[f"beta_{name}"] @ self.values.T
        return found


COMMON = Design()
