"""Tables of scored forecasts, as a reader reads them."""

from functools import partial

import numpy as np
import pandas as pd

from mktlab.figures import count, money, share
from mktlab.review.forecasts.choices import Choice
from mktlab.review.forecasts.customers import ALL, NAIVE
from mktlab.review.forecasts.findings import measure
from mktlab.review.forecasts.happening import Happened
from mktlab.review.forecasts.lapses import EVERYBODY, HIGH, LIKELY, MONEY, Lapses


def customers(summed: pd.DataFrame, currency: str, least: int) -> pd.DataFrame:
    """Write purchases and spend by segment, expected and actual; small segments are in the sum only."""
    rows = []
    for name, row in summed.iterrows():
        if name != ALL and row["customers"] < least:
            continue
        told = {
            "Segment": name,
            "Customers": count(row["customers"]),
            "Purchase days expected": count(row["expected_bought"]),
            "Came": count(row["bought"]),
            "Error by customer (CRPS)": f"{row['crps']:.2f}",
        }
        if pd.notna(row["expected_paid"]):
            told |= {
                "Spend expected": money(row["expected_paid"], currency),
                "Spend came": money(row["paid"], currency),
                "Error in money": money(row["expected_paid"] - row["paid"], currency),
            }
        rows.append(told)
    return pd.DataFrame(rows)


def naive(summed: pd.DataFrame, currency: str) -> pd.DataFrame:
    """Write errors beside those of naive forecasts, for all customers: numbers with numbers, spread with spread."""
    whole = summed.loc[ALL]
    own = {"error": whole["error"], "crps": whole["crps"], "spend": whole["spend_error"]}
    rows = {"This plan": own | {"spread": whole["spend_score"]}}
    for name, label in NAIVE.items():
        if pd.notna(whole[name]):
            beside = {"error": whole[name], "crps": whole[f"crps_{name}"]}
            rows[label] = beside | {"spend": whole[f"spend_{name}"], "spread": np.nan}
    told = []
    for label, row in rows.items():
        cells = {
            "Forecast": label,
            "Purchase days: error as one number": f"{row['error']:.2f}",
            "As a distribution (CRPS)": f"{row['crps']:.2f}",
        }
        if pd.notna(whole["spend_score"]):
            cells |= {
                "Spend: error as one number": money(row["spend"], currency, cents=True),
                "As quantiles (interval score)": "–"
                if pd.isna(row["spread"])
                else money(row["spread"], currency, cents=True),
            }
        told.append(cells)
    return pd.DataFrame(told)


def lapses(found: Lapses, currency: str, least: int) -> pd.DataFrame:
    """Write who was expected not to buy, and who did not."""
    rows = {
        EVERYBODY: ("All customers: not to buy", count),
        HIGH: (f"Given {share(LIKELY)} or more: not to buy", count),
        MONEY: ("Value at risk, of customers who bought again", partial(money, currency=currency)),
    }
    return pd.DataFrame(
        {
            "What": label,
            "Of": write(own["customers"]),
            "Expected": write(own["expected"]),
            "90 % range": f"{write(own['low'])} to {write(own['high'])}",
            "Came": write(own["came"]),
        }
        for name, (label, write) in rows.items()
        if name in found.told.index
        for own in [found.told.loc[name]]
        if name == MONEY or own["customers"] >= least
    )


def coverage(covered: pd.DataFrame) -> pd.DataFrame:
    """Write what intervals held."""
    return pd.DataFrame(
        {
            "Interval": share(level),
            "Purchases held": share(row["purchases"], 1),
            "Spend held": share(row["spend"], 1) if pd.notna(row["spend"]) else "–",
        }
        for level, row in covered.iterrows()
    )


def transform(shape: np.ndarray) -> pd.DataFrame:
    """Write the histogram of the transform."""
    many = len(shape)
    return pd.DataFrame(
        {
            "Place in the forecast's distribution": f"{share(k / many)}–{share((k + 1) / many)}",
            "Customers": share(value, 1),
            "If forecasts are right": share(1 / many, 1),
        }
        for k, value in enumerate(shape)
    )


def transform_bars(shape: np.ndarray, customers: int) -> pd.DataFrame:
    """Give the histogram as it is drawn: counts against the range that chance gives."""
    many = len(shape)
    even = customers / many
    wide = 1.96 * np.sqrt(customers / many * (1 - 1 / many))
    return pd.DataFrame(
        {
            "label": [f"{100 * k // many}–{100 * (k + 1) // many}" for k in range(many)],
            "actual": shape * customers,
            "mean": even, "low": even - wide, "high": even + wide,
        }
    )  # fmt: skip


def _figure(value: float, unit: str) -> str:
    if pd.isna(value):
        return "–"
    if unit == "share":
        # Next to nothing has no sign: −0.0 % beside +0.0 % reads as a difference.
        told = f"{100 * value:+.1f} %"
        return told[1:] if float(told[:-2]) == 0 else told.replace("-", "−")
    return count(value)


def ahead(scored: pd.DataFrame) -> str:
    """Say for how many weeks figures of segments were foreseen."""
    weeks = sorted({int(each) for each in scored["horizon_weeks"]})
    return " or ".join(f"{each} week{'' if each == 1 else 's'}" for each in weeks)


def segments(scored: pd.DataFrame) -> pd.DataFrame:
    """Write figures of segments, expected and actual."""
    return pd.DataFrame(
        {
            "Segment": row.segment_name,
            "Figure": measure(row.measure),
            "Unit": row.unit,
            "Expected": _figure(row.mean, row.unit),
            "90 % interval": f"{_figure(row.p05, row.unit)} to {_figure(row.p95, row.unit)}",
            "As before": _figure(row.naive, row.unit),
            "Came": _figure(row.actual, row.unit),
            "Within": "yes" if row.inside else "no",
        }
        for row in scored.sort_values(["measure", "segment"]).itertuples(index=False)
    )


def choice(found: Choice, currency: str) -> pd.DataFrame:
    """Write the plan's choice beside what customers spent."""
    return pd.DataFrame(
        {
            "Segment": name,
            "Decision": row["decision"],
            "Chance to be best": share(row["p_best"], 1),
            "Chance to be valuable": share(row["p_valuable"])
            if pd.notna(row["p_valuable"])
            else "–",
            "Customers": count(row["customers"]),
            "Spend a week per customer": money(row["each"], currency, cents=True),
            "Came out valuable": "yes" if row["is_valuable"] else "no",
        }
        for name, row in found.segments.iterrows()
    )


def risks(found: Happened, currency: str) -> pd.DataFrame:
    """Write risks, the likeliest first, and whether they happened."""
    return pd.DataFrame(
        {
            "Risk": row.name,
            "Chance in these days": share(row.chance, 1),
            "Recorded as happened": "yes" if row.happened else "–",
            "Loss": money(row.loss, currency) if row.happened else "–",
            "Loss expected": money(row.expected, currency),
        }
        for row in found.risks.sort_values("chance", ascending=False).itertuples(index=False)
    )


def warned(table: pd.DataFrame) -> pd.DataFrame:
    """Write warnings beside what came."""
    return pd.DataFrame(
        {
            "Warning": row.title,
            "On the day of the plan": row.light,
            "Value then": _value(row.value, row.unit),
            "Came": _value(row.came, row.unit),
            "That would be": row.would if isinstance(row.would, str) else "–",
            "Verdict": row.verdict,
        }
        for row in table.itertuples(index=False)
    )


def _value(value: float | None, unit: str) -> str:
    if value is None or pd.isna(value):
        return "–"
    if unit == "share":
        return share(value, 1)
    return f"{value:,.0f}" if unit == "days" else f"{value:.2f}"
