"""Small tables on how forecasts came out, as a reader reads them."""

import numpy as np
import pandas as pd

from mktlab.clv.proof import revenue
from mktlab.clv.proof.validating import Test
from mktlab.figures import count, money, share


def coverage(tested: Test) -> pd.DataFrame:
    """Write what central intervals held, as levels × (all of history, with forgetting)."""
    plain, own = tested.coverage("plain"), tested.coverage()
    table = {"Interval": [f"Central {share(level)}" for level in own]}
    if tested.memory is None:
        return pd.DataFrame(table | {"Held": [share(v, 1) for v in own.values()]})
    return pd.DataFrame(
        table
        | {
            "Held, history fading": [share(v, 1) for v in own.values()],
            "Held, all of history": [share(v, 1) for v in plain.values()],
        }
    )


def baselines(compared: pd.DataFrame) -> pd.DataFrame:
    """Write the model beside what needs none."""
    return pd.DataFrame(
        {
            "Forecast": compared.index,
            "CRPS": compared["crps"].map(lambda v: f"{v:.2f}"),
            "Mean error": compared["error"].map(lambda v: f"{v:.2f}"),
            "Expected of actual": compared["total"].map(lambda v: share(v, 1)),
            "CRPS above the model's": [
                "–"
                if row.Index == "The model"
                else f"{row.worse:.2f} ({row.low:.2f} to {row.high:.2f})".replace("-", "−")
                for row in compared.itertuples()
            ],
        }
    )


def classes(frame: pd.DataFrame, what: str, least: int) -> pd.DataFrame:
    """Write expected and actual purchases by class; classes of too few customers are left out."""
    shown = frame[frame["customers"] >= least]
    return pd.DataFrame(
        {
            what: shown.index.astype(str),
            "Customers": shown["customers"].map(count),
            "Purchase days": shown["actual"].map(lambda v: f"{v:.2f}"),
            "Expected": shown["expected"].map(lambda v: f"{v:.2f}"),
            "80 % interval held": shown["within_80"].map(share),
        }
    )


def deciles(frame: pd.DataFrame) -> pd.DataFrame:
    """Write purchases by tenth of customers."""
    return pd.DataFrame(
        {
            "Tenth by forecast": frame["label"],
            "Purchase days": frame["actual"].map(count),
            "Expected": frame["mean"].map(count),
        }
    )


def spend(compared: pd.DataFrame, currency: str) -> pd.DataFrame:
    """Write the forecast of spend beside what needs no model."""
    return pd.DataFrame(
        {
            "Forecast": compared.index,
            "Mean error": [money(v, currency) for v in compared["error"]],
            "Expected of actual": compared["total"].map(lambda v: share(v, 1)),
            "Error above the model's": [
                "–"
                if row.Index == compared.index[0]
                else f"{money(row.worse, currency)} ({money(row.low, currency)} to {money(row.high, currency)})"
                for row in compared.itertuples()
            ],
        }
    )


def money_deciles(frame: pd.DataFrame, currency: str) -> pd.DataFrame:
    """Write spend by tenth of customers."""
    return pd.DataFrame(
        {
            "Tenth by forecast": frame["label"],
            "Spent": [money(v, currency) for v in frame["actual"]],
            "Expected": [money(v, currency) for v in frame["mean"]],
        }
    )


def rivals(compared: pd.DataFrame) -> pd.DataFrame:
    """Write models beside each other on the weeks tested."""
    return pd.DataFrame(
        {
            "Model": compared.index,
            "Log score": compared["log_score"].map(lambda v: f"{v:.3f}".replace("-", "−")),
            "CRPS": compared["crps"].map(lambda v: f"{v:.3f}"),
            "80 % interval held": compared["within_80"].map(share),
            "Expected of actual": compared["total"].map(lambda v: share(v, 1)),
            "Log score above the first": [
                "–"
                if place == 0
                else f"{-row.ahead:+.4f} ({-row.high:+.4f} to {-row.low:+.4f})".replace("-", "−")
                for place, row in enumerate(compared.itertuples())
            ],
        }
    )


def rolling(tests: list[Test]) -> pd.DataFrame:
    """Write how each window was foreseen, latest first."""
    rows = []
    for test in tests:
        held, c = test.coverage(), test.scored["customers"]
        row = {
            "Forecast from": test.window.origin.isoformat(),
            "Customers": count(c.sum()),
            "CRPS": f"{(test.scored['crps'] @ c) / c.sum():.2f}",
            "Expected of actual": share(test.total, 1),
        }
        row |= {f"{share(level)} interval held": share(v) for level, v in held.items()}
        row["Memory"] = "all" if test.memory is None else f"{test.memory:.0f} weeks"
        rows.append(row)
    return pd.DataFrame(rows)


def tracking(came: pd.Series, expected: pd.DataFrame, every: int) -> pd.DataFrame:
    """Write purchases by week at every so many weeks."""
    rows = expected.iloc[::every]
    return pd.DataFrame(
        {
            "Week": [f"{week:d}".replace("-", "−") for week in rows.index],
            "Came": came.loc[rows.index].map(count),
            "Expected": rows["mean"].map(count),
            "90 % range": [
                f"{count(low)} to {count(high)}"
                for low, high in zip(rows["low"], rows["high"], strict=True)
            ],
        }
    )


def captured(frame: pd.DataFrame) -> pd.DataFrame:
    """Write the share of later spend by way of choosing customers."""
    rows = []
    for way, own in frame.groupby("way", sort=False):
        own = own.set_index("top")
        row = {"Customers put first by": way}
        row |= {f"Best {share(top)} made": share(own.loc[top, "share"], 1) for top in revenue.TOPS}
        lead = own.loc[revenue.TOPS[1]]
        row[f"Model's lead at {share(revenue.TOPS[1])}"] = (
            "–"
            if np.isnan(lead["lead"]) or (lead["lead"] == 0 and lead["low"] == lead["high"])
            else f"{100 * lead['lead']:.1f} points ({100 * lead['low']:.1f} to {100 * lead['high']:.1f})".replace(
                "-", "−"
            )
        )
        rows.append(row)
    return pd.DataFrame(rows)
