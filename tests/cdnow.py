"""CDNOW's customers as the CLV papers count them: by day, to the end of September 1997."""

from datetime import date

import pandas as pd
from builders import collect_section

from mktlab.clv.states import States
from mktlab.collect import customer_history, open_source, orders, sift, split

AS_OF = date(1997, 9, 30)
HOLDOUT_WEEKS = 39.0  # to 1998-06-30, the last day of the file


def customers(con) -> pd.DataFrame:
    """Give one row per customer of the 1/10 sample.

    Returns
    -------
    pandas.DataFrame
        ``frequency``, ``recency_days``, ``T_days``, ``monetary_value``, ``customers`` (1 each) and
        ``bought``, the purchase days of the 39 weeks after.
    """
    section = collect_section()
    lines = sift(open_source(con, section), section).accepted.drop("source_amount")
    plan, outcome = split(lines, "order_date", AS_OF)
    history = con.to_pandas(customer_history(plan, orders(plan), None, AS_OF, "day"))
    history = history.set_index("customer_id").sort_index()
    after = con.to_pandas(outcome.select("customer_id", "order_date").distinct())
    return pd.DataFrame(
        {
            "frequency": history["frequency"],
            "recency_days": history["recency"],
            "T_days": history["T"],
            "monetary_value": history["monetary_value"],
            "customers": 1,
            "bought": after.value_counts("customer_id").reindex(history.index, fill_value=0),
        }
    )


def states(frame: pd.DataFrame) -> States:
    """Count equal customers."""
    keys = ["frequency", "recency_days", "T_days"]
    return States.of(frame.groupby(keys, as_index=False)["customers"].sum())
