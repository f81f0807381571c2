"""Simulated customers on both sides of a day, what plain pandas says of them, and targets in known shapes."""

from datetime import date, timedelta
from pathlib import Path

import ibis
import numpy as np
import pandas as pd

from mktlab.review.targets import measuring
from mktlab.review.targets.attaining import Attainment
from mktlab.review.targets.customers import Tables
from mktlab.review.targets.judging import Judged
from mktlab.review.targets.kpi import Kpi
from mktlab.review.targets.periods import Period

ROOT = Path(__file__).parents[1]
AS_OF = date(2020, 3, 31)
FIRST, LAST = date(2019, 9, 1), date(2020, 6, 30)
ORDERS = ["customer_id", "order_id", "order_date", "net_amount", "is_purchase"]


def simulated(size: int, seed: int) -> dict[str, pd.DataFrame]:
    """All tables of customers who buy at rates of their own, with refunds, campaigns and a contact list."""
    rng = np.random.default_rng(seed)
    span = (LAST - FIRST).days
    names = [f"c{number:04d}" for number in range(size)]
    rows = []
    for name in names:
        start = rng.integers(0, span) if rng.random() < 0.4 else 0
        spent = rng.gamma(3, 10)
        for day in np.sort(rng.integers(start, span + 1, rng.poisson(rng.gamma(0.8, 8)))):
            amount = round(float(rng.gamma(2, spent / 2)), 2)
            back = rng.random() < 0.05
            rows.append(
                (
                    name,
                    f"o{len(rows)}",
                    FIRST + timedelta(int(day)),
                    -amount if back else amount,
                    not back,
                )
            )
    # The data begin and end where they are said to, whoever bought.
    rows += [("c0000", "first", FIRST, 10.0, True), ("c0000", "last", LAST, 12.5, True)]
    orders = pd.DataFrame(rows, columns=ORDERS)
    sent = []
    for campaign in range(8):
        start = FIRST + timedelta(int(rng.integers(0, span)))
        end = None if campaign == 7 else start + timedelta(int(rng.integers(10, 60)))
        for name in rng.choice(names, size // 5, replace=False):
            sent.append((f"k{campaign}", name, start, end))
    exposures = pd.DataFrame(sent, columns=["campaign_id", "customer_id", "start_date", "end_date"])
    used = [
        (own.customer_id, own.start_date + timedelta(int(rng.integers(0, 40))), own.campaign_id)
        for own in exposures.itertuples() if rng.random() < 0.3
    ]  # fmt: skip
    redemptions = pd.DataFrame(used, columns=["customer_id", "redemption_date", "campaign_id"])
    return {
        "orders": orders[orders.order_date <= AS_OF],
        "outcome_orders": orders[orders.order_date > AS_OF],
        "exposures": exposures[exposures.start_date <= AS_OF],
        "outcome_exposures": exposures[exposures.start_date > AS_OF],
        "redemptions": redemptions[redemptions.redemption_date <= AS_OF],
        "outcome_redemptions": redemptions[redemptions.redemption_date > AS_OF],
        "members": pd.DataFrame({"customer_id": names, "is_boundary": rng.random(size) < 0.2}),
        "contacts": pd.DataFrame(
            {
                "customer_id": names,
                "decision": rng.choice(["contact", "hold out", "leave"], size, p=[0.5, 0.1, 0.4]),
            }
        ),
    }


TYPES = {
    "customer_id": "string", "order_id": "string", "order_date": "date", "net_amount": "decimal(18, 2)",
    "is_purchase": "boolean", "campaign_id": "string", "start_date": "date", "end_date": "date",
    "redemption_date": "date", "is_boundary": "boolean", "decision": "string",
}  # fmt: skip


def laid(frames: dict[str, pd.DataFrame | None]) -> Tables:
    """The same in the engine; what is None is not there."""
    return Tables(
        **{name: None if frame is None else engine_table(frame) for name, frame in frames.items()}
    )


def engine_table(frame: pd.DataFrame):
    """A frame in the engine, typed by the names of its columns."""
    text = {  # decimals and days pass as text: floats would not be exact
        name: [None if pd.isna(value) else str(value) for value in frame[name]]
        if name not in ("is_purchase", "is_boundary") else list(frame[name])
        for name in frame.columns
    }  # fmt: skip
    schema = {
        name: "boolean" if name in ("is_purchase", "is_boundary") else "string" for name in frame.columns
    }  # fmt: skip
    table = ibis.memtable(pd.DataFrame(text, columns=list(frame.columns)), schema=schema)
    return table.cast({name: TYPES[name] for name in frame.columns})


def plain(frames: dict, period: Period) -> pd.DataFrame:
    """What each customer counts above and below the line, by measure: by plain pandas, row by row."""
    both = pd.concat([frames["orders"], frames["outcome_orders"]], ignore_index=True)
    bought = both[both.is_purchase.astype(bool)]
    first = bought.groupby("customer_id").order_date.min()
    names = sorted(first[first <= period.as_of].index)
    known = (first <= period.base).reindex(names).astype(int)
    ones = pd.Series(1, index=names)

    def within(table, day, start, end):
        return table[(table[day] > start) & (table[day] <= end)]

    spans = {
        "p": (period.before, period.base), "0": (period.base, period.as_of), "1": (period.as_of, period.end),
    }  # fmt: skip
    own = {}
    for at, (start, end) in spans.items():
        days = within(bought, "order_date", start, end).groupby("customer_id").order_date.nunique()
        orders = within(bought, "order_date", start, end).groupby("customer_id").size()
        paid = within(both, "order_date", start, end).groupby("customer_id").net_amount.sum()
        own |= {
            f"{name}{at}": value.reindex(names).fillna(0)
            for name, value in {"days": days, "orders": orders, "paid": paid}.items()
        }
        sent = frames["exposures"], frames["outcome_exposures"]
        sent = pd.concat([table for table in sent if len(table)], ignore_index=True)
        runs = sent[
            (sent.start_date <= end) & (sent.end_date.isna() | (sent.end_date.fillna(end) > start))
        ]
        used = pd.concat([frames["redemptions"], frames["outcome_redemptions"]], ignore_index=True)
        used = within(used, "redemption_date", start, end).merge(
            runs, on=["customer_id", "campaign_id"]
        )
        for name, table in (("sent", runs), ("used", used)):
            own[f"{name}{at}"] = pd.Series(names, names).isin(table.customer_id).astype(int)
    some = {at: (own[f"days{at}"] > 0).astype(int) for at in spans}
    decision = frames["contacts"].set_index("customer_id").decision.reindex(names)
    on, off = ((decision == what).astype(int) for what in ("contact", "leave"))
    clear = (~frames["members"].set_index("customer_id").is_boundary.astype(bool)).reindex(names)
    parts = {
        "interactions": (own["orders0"] * known, known, own["orders1"], ones),
        "churn": (some["p"] * (1 - some["0"]), some["p"], some["0"] * (1 - some["1"]), some["0"]),
        "conversion": (some["0"] * known, known, some["1"], ones),
        "order_value": (own["paid0"] * known, own["orders0"] * known, own["paid1"], own["orders1"]),
        "repurchase": (
            (own["days0"] > 1) * known, some["0"] * known, (own["days1"] > 1).astype(int), some["1"],
        ),
        "spend_per_customer": (own["paid0"] * known, known, own["paid1"], ones),
        "realised_value": (own["paid0"] * known, known, own["paid1"], ones),
        "segment_coverage": (0 * ones, 0 * ones, clear.fillna(False).astype(int), ones),
        "contact_precision": (off * some["1"], off, on * some["1"], on),
        "redemption_rate": (own["used0"] * known, own["sent0"] * known, own["used1"], own["sent1"]),
    }  # fmt: skip
    return pd.DataFrame(
        {(name, label): value.astype(float)
         for name, each in parts.items() for label, value in zip(("y0", "x0", "y1", "x1"), each, strict=True)}
    )  # fmt: skip


def factor(name: str, period: Period) -> float:
    """What makes a measure one by week."""
    return measuring.WEEK / period.days if name in measuring.BY_WEEK else 1.0


def kpi(**changes) -> Kpi:
    """A target: conversion, 90 % or more after three months."""
    own = {
        "id": "K1", "name": "Conversion", "family": "effect", "perspective": "customer",
        "measure": "conversion", "target": 0.9, "unit": "share", "horizon_months": 3, "direction": "up",
        "owner": "analyst", "source": "Nobody",
    }  # fmt: skip
    return Kpi.model_validate({k: v for k, v in (own | changes).items() if v is not None})


def judged(verdict: str = "missed", part: float | None = 0.5, *, basis="way", **changes) -> Judged:
    """A target with a verdict, as if it had been judged."""
    names = {"actual", "interval", "baseline", "target", "customers", "why"}
    own = {
        "actual": 0.85, "interval": (0.8, 0.9), "baseline": 0.8, "target": 0.9, "customers": 500,
    }  # fmt: skip
    if part is None:
        own = {"why": "nobody measures it"}
        basis = "target"
    own |= {name: value for name, value in changes.items() if name in names}
    rest = {name: value for name, value in changes.items() if name not in names}
    own_kpi = kpi(**rest)
    ends = (None, None) if part is None else (part - 0.2, part + 0.2)
    return Judged(
        own_kpi,
        Period(AS_OF, own_kpi.horizon_months),
        Attainment(part, *ends, verdict, basis),
        **own,
    )
