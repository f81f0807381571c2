"""From predictions to a decision: how long the list is, what it brings, what it can teach."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from mktlab.clv import predicting
from mktlab.clv.contacts import learning, profit
from mktlab.clv.contacts.choosing import Size
from mktlab.clv.contacts.profit import OWN, Profit
from mktlab.clv.fitting import Posterior
from mktlab.clv.settings import Settings

DRAWS = 200  # enough for the ends of a 90 % interval that the uplift makes wide


@dataclass(frozen=True)
class Decision:
    """Whom to contact.

    Attributes
    ----------
    size
        How long the list is.
    profit
        What contacting so many brings, by way of choosing them.
    detectable
        Smallest uplift that the customers left alone can tell from none.
    """

    size: Size
    profit: Profit
    detectable: float

    def gain(self, way: str = OWN) -> tuple[float, float, float]:
        """Give the gain expected of those contacted, with its 90 % interval; of a list of any way."""
        return self.profit.at(way, self.size.listed, self.size.part)

    @property
    def better(self) -> tuple[float, float, float]:
        """What that is beyond a list by RFM score, with its 90 % interval."""
        return self.profit.better(self.size.listed, self.size.part)

    @property
    def given_up(self) -> float:
        """Gain expected that is given up by leaving some alone."""
        return self.profit.at(OWN, self.size.affordable)[0] - self.gain()[0]


def decide(
    predicted: pd.DataFrame,
    members: pd.DataFrame,
    purchases: Posterior,
    spend: Posterior | None,
    settings: Settings,
    seed: int,
    memory: float | None,
) -> Decision | None:
    """Decide how many to contact; None without amounts.

    Parameters
    ----------
    predicted
        Cells with ``clv_mean``, ``clv_sd``, ``customers``.
    members
        ``cell``, ``rfm_cell``, ``customers``.
    purchases, spend, memory
        What the predictions were made with.
    """
    if spend is None:
        return None
    response = settings.response
    gains = response.gain(predicted["clv_mean"].to_numpy()) > 0
    size = Size.of(
        int(np.sum(predicted["customers"].to_numpy()[gains])), response, settings.contacts
    )
    cuts = (size.gaining, size.affordable, size.listed)
    of_groups, ways = profit.groups(predicted, members, cuts)
    totals = predicting.sums(
        predicted,
        of_groups,
        purchases,
        spend,
        settings.terms,
        min(settings.draws, DRAWS),
        seed,
        memory,
    )
    mean, sd = learning.spread(predicted, size.listed)
    return Decision(
        size,
        Profit.of(totals, ways, response, seed),
        learning.detectable(mean, sd, size),
    )
