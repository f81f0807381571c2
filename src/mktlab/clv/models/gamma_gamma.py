"""The Gamma-Gamma model of spend per purchase day.

Amounts z of a customer are Gamma(p, ν) with a rate ν ~ Gamma(q, γ) of their own, so the mean over x
purchase days, m, depends on x only through its sureness (P. S. Fader and B. G. S. Hardie, The
Gamma-Gamma model of monetary value, 2013). That customers who buy more often spend neither more nor
less per purchase is an assumption; where the data deny it, γ may depend on x:
γ_x = γ · ((1 + x)/(1 + x̄))^δ.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from mktlab.clv.models.algebra import NUMPY, Algebra, of
from mktlab.clv.models.design import Design, Prior
from mktlab.clv.states import BLOCK, take


@dataclass(frozen=True)
class Spenders:
    """Customers with a repeat purchase of more than nothing: arrays of one length.

    Attributes
    ----------
    frequency
        Repeat purchase days x, at least 1.
    monetary_value
        Their mean net amount, above 0.
    profile
        Profile, counted from 0.
    customers
        How many customers have these values.
    """

    frequency: np.ndarray
    monetary_value: np.ndarray
    profile: np.ndarray
    customers: np.ndarray

    @classmethod
    def of(cls, frame: pd.DataFrame) -> "Spenders":
        """Take spenders from a frame: ``frequency``, ``monetary_value``, ``customers`` and perhaps
        ``profile``; rows without a positive mean are left out.
        """
        frame = frame[(frame["frequency"] > 0) & (frame["monetary_value"] > 0)]
        profile = frame["profile"] if "profile" in frame else np.zeros(len(frame))
        return cls(
            frequency=frame["frequency"].to_numpy("float64"),
            monetary_value=frame["monetary_value"].to_numpy("float64"),
            profile=np.asarray(profile, dtype="int64"),
            customers=frame["customers"].to_numpy("float64"),
        )

    def __len__(self) -> int:
        return len(self.frequency)

    @property
    def scale(self) -> float:
        """Mean amount per purchase day: what the prior on γ is scaled by."""
        return float(np.average(self.monetary_value, weights=self.customers * self.frequency))

    @property
    def log_mean_frequency(self) -> float:
        """The log of 1 + the mean frequency."""
        return float(np.log1p(np.average(self.frequency, weights=self.customers)))

    @cached_property
    def blocks(self) -> list["Spenders"]:
        """The same spenders, sorted, some at a time: log-likelihoods of blocks add up."""
        order = np.lexsort([self.monetary_value, self.frequency, self.profile])
        return [take(self, order[i : i + BLOCK]) for i in range(0, len(self), BLOCK)]

    @cached_property
    def by_frequency(self) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
        """Distinct frequencies, their profiles, the customers behind each, and each one's place."""
        keys = pd.MultiIndex.from_arrays([self.profile, self.frequency])
        index, found = keys.factorize(sort=True)
        return (
            found.get_level_values(1).to_numpy("float64"),
            found.get_level_values(0).to_numpy("int64"),
            np.bincount(index, self.customers, len(found)),
            index,
        )

    @cached_property
    def log_means(self) -> tuple[float, float]:
        """Σ log m and Σ x log m over customers: all that p needs of the amounts themselves."""
        logs = self.customers * np.log(self.monetary_value)
        return float(logs.sum()), float(logs @ self.frequency)


@dataclass(frozen=True)
class GammaGamma:
    """The model; ``trend`` lets the level of spend depend on frequency, around ``centre``.

    Attributes
    ----------
    trend
        Whether δ is estimated; 0 otherwise.
    centre
        log(1 + x̄).
    """

    trend: bool = False
    centre: float = 0.0
    name: str = "gamma_gamma"
    title: str = "Gamma-Gamma"
    parameters: tuple[str, ...] = ("p", "q", "gamma", "trend")

    def priors(self, scale: float, design: Design) -> list[Prior]:
        """List the priors.

        q stays above 1: with less, customers without a repeat purchase would be expected to spend
        without end. Only groups vary; covariates of the rates do not touch spend.
        """
        found = [
            Prior("log_p", 0.7, 1.0),
            Prior("log_q_above_1", 0.7, 1.0),
            Prior("log_gamma", float(np.log(scale)), 1.5),
        ]
        if self.trend:
            found.append(Prior("trend", 0.0, 0.5))
        return found + [
            prior for prior in design.varying("log_gamma", 0.5) if not prior.name.startswith("beta")
        ]

    def natural(self, values, design: Design, algebra: Algebra = NUMPY) -> dict[str, Any]:
        """Turn values on the links into p, q, γ and δ: draws × profiles each."""
        only_groups = Design(groups=design.groups, group=design.group)
        gamma = algebra.exp(only_groups.of_profiles("log_gamma", values, algebra))
        even = 0 * gamma
        return {
            "p": algebra.exp(values["log_p"])[..., None] + even,
            "q": 1 + algebra.exp(values["log_q_above_1"])[..., None] + even,
            "gamma": gamma,
            "trend": (values["trend"][..., None] if self.trend else 0.0) + even,
        }

    def level(self, p: dict[str, Any], frequency, algebra: Algebra = NUMPY) -> Any:
        """Give γ at a frequency."""
        if not self.trend:
            return p["gamma"]
        return p["gamma"] * algebra.exp(p["trend"] * (np.log1p(frequency) - self.centre))

    def log_likelihood(
        self, p: dict[str, Any], spenders: Spenders, algebra: Algebra = NUMPY
    ) -> Any:
        """Give the log-likelihood of all spenders: one number per draw."""
        x, profile, c, index = spenders.by_frequency
        own = {name: of(value, profile) for name, value in p.items()}
        shape, q = own["p"], own["q"]
        level = self.level(own, x, algebra)
        total = (
            c
            * (
                algebra.gammaln(shape * x + q)
                - algebra.gammaln(shape * x)
                - algebra.gammaln(q)
                + q * algebra.log(level)
                + shape * (x * np.log(x))
            )
        ).sum(-1)
        plain, powered = spenders.log_means
        total = total + p["p"][..., 0] * powered - plain  # p is common to all profiles
        spent = spenders.frequency * spenders.monetary_value
        rates = algebra.log(of(level, index) + spent)
        return total - (spenders.customers * (shape * x + q).take(index, -1) * rates).sum(-1)

    def expected_spend(self, p, frequency, monetary_value) -> np.ndarray:
        """Give the expected amount of a customer's next purchase: p(γ_x + x m)/(px + q − 1).

        Parameters broadcast against histories; ``monetary_value`` counts as 0 where x is 0.
        """
        spent = np.where(frequency > 0, frequency * np.nan_to_num(monetary_value), 0.0)
        return p["p"] * (self.level(p, frequency) + spent) / (p["p"] * frequency + p["q"] - 1)


def choose(
    spenders: Spenders, related: tuple[float, float, float], trend: str | bool, limit: float
) -> GammaGamma | None:
    """Choose the form of the model.

    Parameters
    ----------
    spenders
        Customers with amounts.
    related
        Rank correlation of frequency and spend, with its interval.
    trend
        auto, or whether spend may depend on frequency.
    limit
        Under auto it may where the whole interval lies beyond this, on either side.

    Returns
    -------
    GammaGamma or None
        None without a customer whose repeat purchases have an amount.
    """
    if not len(spenders):
        return None
    if trend == "auto":
        _, low, high = related
        trend = bool(low > limit or high < -limit)
    return GammaGamma(trend, spenders.log_mean_frequency)
