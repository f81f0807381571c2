"""Growth and relative share: where segments stand in the grid of the Boston Consulting Group."""

import numpy as np

from mktlab.lab import streams
from mktlab.market.inputs import MarketContext

LEADING, FAST = 1.0, 0.10  # relative share and market growth from which a field begins
FIELDS = {
    (True, True): "star",
    (True, False): "cash cow",
    (False, True): "question mark",
    (False, False): "dog",
}


def relative_share(own, rival):
    """Give our share as a multiple of the largest rival's; infinite where that has none."""
    own, rival = np.asarray(own, dtype="float64"), np.asarray(rival, dtype="float64")
    return np.divide(own, rival, out=np.full(own.shape, np.inf), where=rival > 0)


def name_field(share: float, growth: float) -> str:
    """Name the field a share and a growth lie in; a border belongs to the higher."""
    return FIELDS[(share >= LEADING, growth >= FAST)]


def field_of(share: np.ndarray, growth: np.ndarray) -> tuple[str, float]:
    """Give the field in which most draws lie, and the share of them there."""
    names = [name_field(one, other) for one, other in zip(share, growth, strict=True)]
    found, times = np.unique(names, return_counts=True)
    return str(found[np.argmax(times)]), float(times.max() / len(names))


def draw(
    context: MarketContext, names: list[str], draws: int, seed: int
) -> dict[str, tuple[np.ndarray, np.ndarray]]:
    """Draw relative share and market growth of the segments for which the analyst gave both.

    Parameters
    ----------
    context
        What the analyst knows of the market.
    names
        Segments, in order.
    draws, seed
        How many, and the start of the pseudo-random stream.
    """
    rng = streams.stream(seed, "market.standing")
    found = {}
    for name in names:
        own = context.segments.get(name)
        if own is None or own.own_share is None or own.market_growth is None:
            continue
        share = relative_share(
            own.own_share.draw(draws, rng), own.largest_rival_share.draw(draws, rng)
        )
        if np.isfinite(share).all():
            found[name] = (share, own.market_growth.draw(draws, rng))
    return found
