"""Customers with equal histories as one weighted row.

What a purchase model needs of a customer is (frequency x, recency t_x, age T) and the profile. Customers
who share all four add the same term to the log-likelihood, so counting them changes nothing in it.
Days are the grain; formulas take weeks.
"""

import dataclasses
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

DAYS_PER_WEEK = 7.0
BLOCK = 32_768  # small enough for a processor's cache


def take(data, places: np.ndarray):
    """Take some rows of a dataclass of arrays."""
    fields = dataclasses.fields(data)
    return type(data)(**{field.name: getattr(data, field.name)[places] for field in fields})


@dataclass(frozen=True)
class Distinct:
    """Distinct values of one column within profiles.

    Attributes
    ----------
    value, profile
        One each per distinct pair.
    customers, purchases
        Customers and repeat purchases behind each.
    index
        Where each state's pair stands.
    """

    value: np.ndarray
    profile: np.ndarray
    customers: np.ndarray
    purchases: np.ndarray
    index: np.ndarray


@dataclass(frozen=True)
class States:
    """Distinct histories: arrays of one length.

    Attributes
    ----------
    frequency
        Repeat purchase days x.
    recency, T
        Weeks from the first purchase day to the last, and to the end of what is known.
    profile
        Profile, counted from 0.
    customers
        How many customers have this history.
    """

    frequency: np.ndarray
    recency: np.ndarray
    T: np.ndarray
    profile: np.ndarray
    customers: np.ndarray

    @classmethod
    def of(cls, frame: pd.DataFrame) -> "States":
        """Take states from a frame: ``frequency``, ``recency_days``, ``T_days``, ``customers`` and
        perhaps ``profile``.
        """
        profile = frame["profile"] if "profile" in frame else np.zeros(len(frame))
        return cls(
            frequency=frame["frequency"].to_numpy("float64"),
            recency=frame["recency_days"].to_numpy("float64") / DAYS_PER_WEEK,
            T=frame["T_days"].to_numpy("float64") / DAYS_PER_WEEK,
            profile=np.asarray(profile, dtype="int64"),
            customers=frame["customers"].to_numpy("float64"),
        )

    def __len__(self) -> int:
        return len(self.frequency)

    @property
    def scale(self) -> float:
        """Weeks between purchases, roughly: what priors on times are scaled by.

        Half a purchase is added, so that customers who never came back have a scale too.
        """
        weeks = float(self.customers @ self.T)
        return max(weeks, 1 / DAYS_PER_WEEK) / (float(self.customers @ self.frequency) + 0.5)

    @cached_property
    def blocks(self) -> list["States"]:
        """The same states, sorted, some at a time: log-likelihoods of blocks add up."""
        order = np.lexsort([self.recency, self.T, self.frequency, self.profile])
        return [take(self, order[i : i + BLOCK]) for i in range(0, len(self), BLOCK)]

    @cached_property
    def by_frequency(self) -> Distinct:
        """Distinct frequencies."""
        return self._distinct(self.frequency)

    @cached_property
    def by_recency(self) -> Distinct:
        """Distinct recencies."""
        return self._distinct(self.recency)

    @cached_property
    def by_T(self) -> Distinct:
        """Distinct ages."""
        return self._distinct(self.T)

    def _distinct(self, values: np.ndarray) -> Distinct:
        keys = pd.MultiIndex.from_arrays([self.profile, values])
        index, found = keys.factorize(sort=True)
        return Distinct(
            value=found.get_level_values(1).to_numpy("float64"),
            profile=found.get_level_values(0).to_numpy("int64"),
            customers=np.bincount(index, self.customers, len(found)),
            purchases=np.bincount(index, self.customers * self.frequency, len(found)),
            index=index,
        )
