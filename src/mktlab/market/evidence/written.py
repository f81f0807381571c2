"""Small tables on what segments are like, as a reader reads them."""

from datetime import date

import numpy as np
import pandas as pd

from mktlab.figures import count, money, share
from mktlab.market.criteria import CRITERIA
from mktlab.market.evidence import rivalry, sizes, standing
from mktlab.market.evidence.gathering import ANALYST, DAYS, EXAMPLE, MODEL, ORDERS, Evidence
from mktlab.market.evidence.growth import Growth
from mktlab.market.evidence.rivalry import Crowding

SOURCES = {
    ORDERS: "orders",
    MODEL: "the value stage",
    ANALYST: "analyst",
    EXAMPLE: "example (illustrative)",
}


# How the grid of growth and share is drawn; where its fields are named, in shares of the axes.
GRID = {
    "cuts": ((standing.LEADING,), (standing.FAST,)),
    "names": (
        (0.99, 0.98, standing.FIELDS[(True, True)]),
        (0.99, 0.02, standing.FIELDS[(True, False)]),
        (0.01, 0.98, standing.FIELDS[(False, True)]),
        (0.01, 0.02, standing.FIELDS[(False, False)]),
    ),
    "percent": (False, True),
    "limits": ((0, None), None),
}


def percent(value: float) -> str:
    """Write a rate, which may be below 0, in whole per cent."""
    return f"{100 * value:+.0f}\u00a0%".replace("-", "\N{MINUS SIGN}")


def value(amount: float, unit: str) -> str:
    """Write the value of a customer: money, or purchase days."""
    return f"{amount:.1f}" if unit == DAYS else money(amount, unit)


def write(name: str, number: float, unit: str) -> str:
    """Write a number of a criterion."""
    if np.isnan(number):
        return "–"
    if name == "growth":
        return percent(number)
    if name == "value":
        return value(number, unit)
    return count(number) if name in ("size", "competition") else f"{number:.1f}"


def criteria(evidence: Evidence) -> pd.DataFrame:
    """Write every criterion of every segment with its 90 % interval."""
    table = {"Segment": evidence.names}
    for name, drawn in evidence.draws.items():
        low, high = np.quantile(drawn, [0.05, 0.95], axis=0)
        title = CRITERIA[name].title + (" (example)" if evidence.sources[name] == EXAMPLE else "")
        table[title] = [
            "not known"
            if np.isnan(own).any()
            else f"{write(name, np.median(own), evidence.unit)} "
            f"({write(name, one, evidence.unit)} to {write(name, other, evidence.unit)})"
            for own, one, other in zip(drawn.T, low, high, strict=True)
        ]
    return pd.DataFrame(table)


def sizes_of(segments: pd.DataFrame, currency: str) -> pd.DataFrame:
    """Write customers and spend of segments, and their shares."""
    return pd.DataFrame(
        {
            "Segment": segments["segment_name"],
            "Customers": segments["customers"].map(count),
            "Of customers": segments["customer_share"].map(share),
            "Spend so far": [money(amount, currency) for amount in segments["spend"]],
            "Of spend": segments["spend_share"].map(share),
        }
    )


def growth(found: Growth, names: list[str], places: list[int], currency: str) -> pd.DataFrame:
    """Write growth, and what the next weeks are expected to bring."""
    rows = []
    for name, place in zip(names, places, strict=True):
        rate, active, spend = (part[:, place] for part in (found.rate, found.active, found.spend))
        ends = np.quantile(rate, [0.05, 0.95])
        people = np.quantile(active, [0.05, 0.95])
        each = np.quantile(spend, [0.05, 0.95])
        rows.append(
            {
                "Segment": name,
                "Growth by year": f"{percent(np.median(rate))} ({percent(ends[0])} to {percent(ends[1])})",
                "Probability of growth": share(float((rate > 0).mean())),
                "Of active customers": percent(np.median(found.people[:, place])),
                "Of spend of one": percent(np.median(found.each[:, place])),
                f"Active, next {found.weeks[1]} weeks": f"{count(active.mean())} ({count(people[0])} to {count(people[1])})",
                "Weekly spend of one": f"{money(spend.mean(), currency, cents=True)} "
                f"({money(each[0], currency, cents=True)} to {money(each[1], currency, cents=True)})",
            }
        )
    return pd.DataFrame(rows)


def blocks(
    counted: pd.DataFrame, customers: pd.Series, names: pd.Series, as_of: date
) -> pd.DataFrame:
    """Write how many customers each segment had on each day of classification, and how many then bought.

    Parameters
    ----------
    counted
        From :func:`mktlab.market.evidence.growth.blocks`.
    customers
        On the day of the plan, by number of the segment.
    names
        Of the segments told of, by number.
    as_of
        Day of the plan.
    """
    laid = counted.pivot(index="segment", columns="start", values=["customers", "active"])
    laid = laid.reindex(names.index)
    table = {"Segment": names.to_numpy()}
    for start in sorted(counted["start"].unique()):
        table[str(start)] = [
            f"{count(whole)}, {count(bought)} active"
            for whole, bought in zip(laid["customers", start], laid["active", start], strict=True)
        ]
    table[str(as_of)] = [count(number) for number in customers.reindex(names.index)]
    return pd.DataFrame(table)


def crowding(found: Crowding, names: list[str], places: list[int]) -> pd.DataFrame:
    """Write concentration of makers, within categories and over baskets."""
    rows = []
    for name, place in zip(names, places, strict=True):
        told = found.counted.iloc[place]
        ends = np.quantile(found.index[:, place], [0.05, 0.95])
        four = np.quantile(found.four[:, place], [0.05, 0.5, 0.95])
        middle = float(np.median(found.index[:, place]))
        known = np.isfinite(ends).all()
        rows.append(
            {
                "Segment": name,
                "Categories": count(told["categories"]),
                "Makers": count(told["makers"]),
                "Index within categories": f"{count(middle)} ({count(ends[0])} to {count(ends[1])})"
                if known
                else "–",
                "Band": rivalry.band(middle),
                "Four largest": f"{share(four[1])} ({share(four[0])} to {share(four[2])})"
                if known
                else "–",
                "Index over baskets": count(told["basket_index"]),
                "Four largest over baskets": share(told["basket_four"]),
            }
        )
    return pd.DataFrame(rows)


def band(curve: pd.DataFrame) -> pd.DataFrame:
    """Give the curve of value by share of customers as a chart takes it, in per cent."""
    value = 100 * curve["value"].to_numpy()
    return pd.DataFrame(
        {"mean": value, "low": value, "high": value}, index=100 * curve["customers"].to_numpy()
    )


def even(curve: pd.DataFrame) -> pd.Series:
    """Give the curve there would be if all customers were alike, in per cent."""
    return pd.Series(100 * curve["customers"].to_numpy(), index=100 * curve["customers"].to_numpy())


def pareto(curve: pd.DataFrame) -> pd.DataFrame:
    """Write the share of value that the best customers hold."""
    shares = [0.05, 0.1, 0.2, 0.3, 0.5, 0.8, 1.0]
    return pd.DataFrame(
        {
            "Best of customers": [share(part) for part in shares],
            "Of value": [share(sizes.at(curve, part)) for part in shares],
        }
    )


def fields(placed: dict) -> pd.DataFrame:
    """Write relative share and market growth, and the field they lie in."""
    rows = []
    for name, (part, rate) in placed.items():
        ends, other = np.quantile(part, [0.05, 0.95]), np.quantile(rate, [0.05, 0.95])
        field, chance = standing.field_of(part, rate)
        rows.append(
            {
                "Segment": name,
                "Share to largest rival's": f"{part.mean():.2f} ({ends[0]:.2f} to {ends[1]:.2f})",
                "Market growth": f"{percent(rate.mean())} ({percent(other[0])} to {percent(other[1])})",
                "Field": field,
                "Probability": share(chance),
            }
        )
    return pd.DataFrame(rows)
