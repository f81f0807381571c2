"""Tables of customers' risk, as a reader reads them."""

from collections.abc import Callable

import pandas as pd

from mktlab.figures import count, money, share
from mktlab.risk.customers.calibrating import Test
from mktlab.risk.customers.findings import few
from mktlab.risk.customers.lapsing import ALL


def _with_range(row: pd.Series, name: str, write: Callable[[float], str]) -> str:
    return f"{write(row[name])} ({write(row[f'{name}_low'])}–{write(row[f'{name}_high'])})"


def segments(found: pd.DataFrame, currency: str, least: int) -> pd.DataFrame:
    """Write risk by segment; segments too small are left out, and are in the sum."""
    rows = []
    for name, row in found.iterrows():
        if name != ALL and row["customers"] < least:
            continue
        told = {
            "Segment": name,
            "Customers": count(row["customers"]),
            "Expected not to buy": _with_range(row, "lapsing", few),
        }
        if pd.notna(row["value_at_risk"]):
            whole = found.loc[ALL, "value_at_risk"]
            told |= {
                "Value at risk": _with_range(row, "value_at_risk", lambda v: money(v, currency)),
                "Share of it": share(row["value_at_risk"] / whole) if whole > 0 else "–",
                "Value expected": money(row["value"], currency),
            }
        rows.append(told)
    return pd.DataFrame(rows)


def reliability(test: Test) -> pd.DataFrame:
    """Write the classes of chance."""
    return pd.DataFrame(
        {
            "Class": str(place),
            "Customers": count(row.customers),
            "Expected to stay away": share(row.expected, 1),
            "Stayed away": share(row.actual, 1),
            "95 % interval": f"{share(row.low, 1)}–{share(row.high, 1)}",
        }
        for place, row in enumerate(test.reliability.itertuples(), start=1)
    )


def lift(test: Test) -> pd.DataFrame:
    """Write how many of those who stayed away the riskiest held."""
    return pd.DataFrame(
        {
            "Customers, riskiest first": share(top),
            "Of those who stayed away": share(row["caught"]),
            "95 % interval": f"{share(row['caught_low'])}–{share(row['caught_high'])}",
            "Times as many as by chance": f"{row['lift']:.1f}",
        }
        for top, row in test.lift.iterrows()
    )


def by_segment(found: pd.DataFrame) -> pd.DataFrame:
    """Write expected and actual shares by segment then."""
    return pd.DataFrame(
        {
            "Segment then": name,
            "Customers": count(row["customers"]),
            "Expected to stay away": share(row["expected"], 1),
            "Stayed away": share(row["actual"], 1),
            "95 % interval": f"{share(row['low'], 1)}–{share(row['high'], 1)}",
        }
        for name, row in found.iterrows()
    )


def win_back(found: pd.DataFrame, currency: str) -> pd.DataFrame:
    """Write what winning silent customers back may gain."""
    return pd.DataFrame(
        {
            "Guess": name,
            "Share won back": share(row["share"], 1),
            "Worth contacting": count(row["worth"]),
            "Net gain of these": money(row["gain"], currency),
        }
        for name, row in found.iterrows()
    )
