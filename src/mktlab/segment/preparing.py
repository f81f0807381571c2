"""Variables brought to an even scale, in a form that can be kept and run in the engine.

What is learned from customers (fills, bounds, powers, means) is learned once, on a sample, and kept as
plain numbers: later customers are prepared the same way without learning anew.
"""

import math
from collections.abc import Mapping

import ibis
import ibis.expr.types as ir
import numpy as np
import pandas as pd
from pydantic import BaseModel, ConfigDict
from scipy import stats

from mktlab.segment.settings import Transform

CONSTANT = "the same for all customers"
MISSING = "known for too few customers"


class Scale(BaseModel):
    """How one variable is prepared: fill, pull in, transform, standardise.

    Attributes
    ----------
    name
        The variable.
    transform
        ``none``; ``log``, the logarithm of one more than the value (least 0); or ``yeo-johnson``,
        their power (I.-K. Yeo and R. Johnson, Biometrika, 2000) with ``power`` by maximum likelihood.
    fill
        What stands for a missing value: the median.
    low, high
        Values beyond are pulled in to these.
    power, mean, sd
        Of the transform, and of what it gives.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    transform: Transform
    fill: float
    low: float
    high: float
    power: float
    mean: float
    sd: float

    def numbers(self, values: pd.Series) -> np.ndarray:
        """Prepare values, (n,) to (n,)."""
        raw = values.astype("float64").fillna(self.fill).clip(self.low, self.high).to_numpy()
        return (_transformed(raw, self.transform, self.power) - self.mean) / self.sd

    def expression(self, values: ir.NumericColumn) -> ir.FloatingValue:
        """Prepare values in the engine, the same way."""
        raw = values.cast("float64").fill_null(self.fill)
        raw = ibis.greatest(ibis.least(raw, self.high), self.low)
        if self.transform == "log":
            raw = (ibis.greatest(raw, 0.0) + 1).ln()
        elif self.transform == "yeo-johnson":
            raw = ibis.ifelse(
                raw >= 0,
                _power(ibis.greatest(raw, 0.0) + 1, self.power),
                -_power(1 - ibis.least(raw, 0.0), 2 - self.power),
            )
        return (raw - self.mean) / self.sd


def _power(base: ir.FloatingValue, power: float) -> ir.FloatingValue:
    """Box and Cox's transform of a base of one or more."""
    return base.ln() if abs(power) < 1e-12 else (base.pow(power) - 1) / power


def _transformed(values: np.ndarray, transform: Transform, power: float) -> np.ndarray:
    if transform == "log":
        return np.log1p(np.maximum(values, 0))
    if transform == "yeo-johnson":
        return stats.yeojohnson(values, power)
    return values


class Preparation(BaseModel):
    """How every variable is prepared, and which are left out and why."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    scales: tuple[Scale, ...]
    left_out: dict[str, str]

    @property
    def names(self) -> list[str]:
        """Variables that are used."""
        return [scale.name for scale in self.scales]

    def numbers(self, frame: pd.DataFrame) -> np.ndarray:
        """Prepare customers, (n, variables)."""
        columns = [scale.numbers(frame[scale.name]) for scale in self.scales]
        return np.column_stack(columns) if columns else np.empty((len(frame), 0))

    def expressions(self, table: ir.Table) -> list[ir.FloatingValue]:
        """Prepare customers in the engine, one expression per variable used."""
        return [scale.expression(table[scale.name]) for scale in self.scales]


def prepare(
    frame: pd.DataFrame,
    transforms: Mapping[str, Transform],
    *,
    most_missing: float,
    outliers: float,
) -> Preparation:
    """Learn how to prepare variables.

    Parameters
    ----------
    frame
        One row per customer, one column per variable.
    transforms
        Transform by variable.
    most_missing
        A variable missing for a larger share of customers is left out.
    outliers
        This share of values at each end is pulled in to the value at its border.
    """
    scales, left_out = [], {}
    for name, transform in transforms.items():
        values = frame[name].astype("float64").replace([np.inf, -np.inf], np.nan)
        known = values.dropna()
        if known.empty or values.isna().mean() > most_missing:
            left_out[name] = MISSING
            continue
        low, high = known.quantile(outliers), known.quantile(1 - outliers)
        raw = values.fillna(known.median()).clip(low, high).to_numpy()
        if np.ptp(raw) <= 1e-12 * max(1.0, abs(low)):
            left_out[name] = CONSTANT
            continue
        power = 1.0
        if transform == "yeo-johnson":
            power = float(stats.yeojohnson_normmax(raw))
            power = round(power, 6) if math.isfinite(power) else 1.0
        made = _transformed(raw, transform, power)
        if made.std() < 1e-12:
            left_out[name] = CONSTANT
            continue
        scale = Scale(
            name=name,
            transform=transform,
            fill=float(known.median()),
            low=float(low),
            high=float(high),
            power=power,
            mean=float(made.mean()),
            sd=float(made.std()),
        )
        scales.append(scale)
    return Preparation(scales=tuple(scales), left_out=left_out)
