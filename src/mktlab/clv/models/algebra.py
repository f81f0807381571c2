"""The functions that formulas are written in, for numbers and for PyMC's graphs alike.

A likelihood stands in this package once. Evaluated with :data:`NUMPY` it gives numbers, for many draws of
the parameters at a time; with :func:`pytensor` it gives the graph that NUTS takes gradients of.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import special


@dataclass(frozen=True)
class Algebra:
    """Functions by element; arrays of either kind understand ``+``, ``*``, indexing and ``.sum``."""

    exp: Callable[[Any], Any]
    log: Callable[[Any], Any]
    log1p: Callable[[Any], Any]
    expm1: Callable[[Any], Any]
    gammaln: Callable[[Any], Any]
    sigmoid: Callable[[Any], Any]
    softplus: Callable[[Any], Any]
    minimum: Callable[[Any, Any], Any]
    maximum: Callable[[Any, Any], Any]


def of(values: Any, profile: np.ndarray) -> Any:
    """Give each place the value of its profile; one that all share is left to broadcast.

    Picking it out for each would cost a graph a good part of its compiling.
    """
    shape = getattr(values, "type", values).shape
    return values if shape[-1] == 1 else values[..., profile]


def _softplus(values):
    # numpy's logaddexp takes ten times as long.
    return np.maximum(values, 0) + np.log1p(np.exp(-np.abs(values)))


NUMPY = Algebra(
    exp=np.exp,
    log=np.log,
    log1p=np.log1p,
    expm1=np.expm1,
    gammaln=special.gammaln,
    sigmoid=special.expit,
    softplus=_softplus,
    minimum=np.minimum,
    maximum=np.maximum,
)


def pytensor() -> Algebra:
    """Give the functions PyMC's graphs are made of."""
    import pytensor.tensor as pt

    return Algebra(
        exp=pt.exp,
        log=pt.log,
        log1p=pt.log1p,
        expm1=pt.expm1,
        gammaln=pt.gammaln,
        sigmoid=pt.sigmoid,
        softplus=pt.softplus,
        minimum=pt.minimum,
        maximum=pt.maximum,
    )
