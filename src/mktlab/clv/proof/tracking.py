"""Purchases week by week beside what the model makes of them: the field's tracking plot.

Up to the day of the forecast the model says how new customers come to buy, from each one's first day on;
after it, what these customers will do, of whom everything up to that day is known.
"""

from datetime import date, timedelta

import ibis
import ibis.expr.types as ir
import numpy as np
import pandas as pd
from scipy import special

from mktlab.clv import forgetting
from mktlab.clv.proof.validating import Test
from mktlab.clv.states import DAYS_PER_WEEK
from mktlab.lab import streams

DRAWS = 50


def came(then: ir.Table, orders: ir.Table, origin: date, weeks: int) -> pd.Series:
    """Count repeat purchase days by week of the customers known on a day.

    Parameters
    ----------
    then
        ``customer_id`` and ``first_day``.
    orders
        ``orders`` under its contract.
    origin, weeks
        The day, and how many weeks after it are counted.

    Returns
    -------
    pandas.Series
        By week's end, counted in weeks from ``origin``: …, −1, 0 before it and 1, 2, … after. Weeks before
        the first with seven days in the data are left out.
    """
    end = origin + timedelta(weeks=weeks)
    days = orders.filter(orders.is_purchase, orders.order_date <= ibis.date(end))
    days = days.select("customer_id", "order_date").distinct().inner_join(then, "customer_id")
    apart = days.order_date.delta(ibis.date(origin), unit="day")
    days = days.mutate(week=(apart / DAYS_PER_WEEK).ceil().cast("int64"), apart=apart)
    repeats = days.filter(days.order_date > days.first_day)
    found = repeats.group_by("week").aggregate(days=repeats.count()).order_by("week").to_pandas()
    start = int(days.apart.min().execute())
    first = -(
        (-start - 6) // 7
    )  # the week whose first day is on or after the first day of the data
    whole = range(first, weeks + 1)
    return found.set_index("week")["days"].reindex(whole, fill_value=0).astype("int64")


def expected(tested: Test, came: pd.Series, seed: int) -> pd.DataFrame:
    """Give what the model expects of these weeks.

    Returns
    -------
    pandas.DataFrame
        By week as in ``came``: ``mean``, and the range ``low`` to ``high`` (90 %) that parameters and chance
        leave, customers taken for independent and weekly counts for Poisson.
    """
    window = tested.window
    posterior = window.posterior.thinned(DRAWS)
    known, model = window.known, posterior.model
    own = {name: values[:, 0, None] for name, values in posterior.draws.items()}
    before = np.arange(came.index[0] - 1, 1)
    ages = known.groupby("T_days")["customers"].sum()
    lived = np.maximum(ages.index.to_numpy() / DAYS_PER_WEEK + before[:, None], 0.0)
    zero = np.zeros(1)
    alive = special.expit(-model.log_odds_gone(own, 0.0, zero, zero))
    size = ages.to_numpy("float64")
    reached = [alive * model.expected_if_active(own, 0.0, zero, row) @ size for row in lived]
    past = np.diff(np.column_stack([part.reshape(len(alive)) for part in reached]), axis=1)
    ahead = np.zeros((len(alive), window.weeks))
    for frequency, group in known.groupby("frequency", sort=True):
        T = group["T_days"].to_numpy() / DAYS_PER_WEEK
        t_x = group["recency_days"].to_numpy() / DAYS_PER_WEEK
        x, c = float(frequency), group["customers"].to_numpy("float64")
        weights = c * special.expit(-model.log_odds_gone(own, x, t_x, T))
        kept = forgetting.forget(own, x, T, tested.memory)
        sums = [
            (weights * model.expected_if_active(kept, x, T, week)).sum(axis=1)
            for week in range(1, window.weeks + 1)
        ]
        ahead += np.diff(np.column_stack([np.zeros(len(alive)), *sums]), axis=1)
    whole = np.column_stack([past, ahead])
    drawn = streams.stream(seed, "clv.proof.tracking").poisson(np.maximum(whole, 0.0))
    low, high = np.percentile(drawn, [5, 95], axis=0)
    return pd.DataFrame({"mean": whole.mean(axis=0), "low": low, "high": high}, index=came.index)
