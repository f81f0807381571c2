"""CDNOW's customers as papers on lifetime value count them, with what they bought afterwards."""

from datetime import date

import numpy as np
import pandas as pd
from builders import collect_section
from scipy import optimize

from mktlab.clv.states import States
from mktlab.collect import customer_history, open_source, orders, sift, split

AS_OF = date(1997, 9, 30)
HOLDOUT_WEEKS = 39.0  # to 1998-06-30, the last day of the file


def customers(con) -> pd.DataFrame:
    """Give the customers of the 1/10 sample, by their id in the master file.

    Returns
    -------
    pandas.DataFrame
        ``frequency``, ``recency_days``, ``T_days``, ``monetary_value``, ``customers`` (1 each), and
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


def optimum(model, data, start: dict[str, float]) -> tuple[dict[str, float], float]:
    """Maximise a log-likelihood without priors, as the papers did.

    Parameters
    ----------
    model, data
        What to maximise.
    start
        Positive parameters; those left out of a model are 0.

    Returns
    -------
    tuple
        The parameters there, and the log-likelihood.
    """

    def parameters(logs):
        found = dict(zip(start, np.exp(logs), strict=True))
        return {name: found.get(name, 0.0) for name in model.parameters}

    def down(logs):
        p = {name: np.array([[value]]) for name, value in parameters(logs).items()}
        return -float(model.log_likelihood(p, data)[0])

    found = optimize.minimize(
        down,
        np.log(list(start.values())),
        method="Nelder-Mead",
        options={"xatol": 1e-8, "fatol": 1e-9, "maxiter": 4_000, "maxfev": 4_000},
    )
    assert found.success
    return parameters(found.x), -found.fun


def foreseen(model, p: dict[str, float], frame: pd.DataFrame) -> pd.DataFrame:
    """Give each customer's ``alive`` (a chance) and ``expected`` purchases in the 39 weeks after."""
    own = {name: np.array([value]) for name, value in p.items()}
    x = frame["frequency"].to_numpy("float64")
    t_x, T = (frame[name].to_numpy("float64") / 7 for name in ("recency_days", "T_days"))
    alive = 1 / (1 + np.exp(model.log_odds_gone(own, x, t_x, T)))
    expected = alive * model.expected_if_active(own, x, T, HOLDOUT_WEEKS)
    return pd.DataFrame({"alive": alive, "expected": expected}, index=frame.index)


def scores(found: pd.DataFrame, actual: pd.Series) -> dict[str, float]:
    """Say how far off the expected purchases were."""
    off = found["expected"] - actual
    return {
        "total": found["expected"].sum(),
        "mae": off.abs().mean(),
        "rmse": np.sqrt((off**2).mean()),
        "corr": found["expected"].corr(actual),
        "alive": found["alive"].mean(),
    }
