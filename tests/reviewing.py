"""What a plan foresaw and what came of it, in known shapes."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from types import SimpleNamespace

import contacting
import ibis
import ibis.expr.types as ir
import numpy as np
import pandas as pd
from scipy import stats

from mktlab.review.campaigns.gate import Permit
from mktlab.review.campaigns.reviewing import Campaign
from mktlab.review.closing.lessons import Lesson, Update
from mktlab.review.due import Due
from mktlab.review.findings import Seen
from mktlab.review.forecasts import customers, happening, lapses, segments
from mktlab.review.forecasts.choices import Choice
from mktlab.review.forecasts.customers import ALL, NAIVE
from mktlab.review.forecasts.scoring import Scored

ROOT = Path(__file__).parents[1]
DAY = date(2020, 2, 1)
LAST = date(2020, 5, 2)  # thirteen weeks later
DUE = Due(DAY, LAST, kept=False, why="")
NOT_DUE = Due(None, DAY, kept=False, why="0 days have come")
PLAN = {"currency": "EUR", "caution": ""}
ORDERS = {
    "customer_id": "string", "order_date": "date", "is_purchase": "boolean", "net_amount": "decimal(18,2)",
}  # fmt: skip
STUDY = ("fakes", "told", "low", "high")


def orders(rows: list[tuple]) -> ir.Table:
    """Give orders from rows of customer, day, whether it is a purchase, and amount (None: not known)."""
    frame = pd.DataFrame(rows, columns=list(ORDERS))
    frame["net_amount"] = frame["net_amount"].astype("float64")
    loose = ibis.memtable(frame, schema=ibis.schema(ORDERS | {"net_amount": "float64"}))
    return loose.cast({"net_amount": ORDERS["net_amount"]})


def members(**names: str) -> ir.Table:
    """Give the segment of each customer."""
    frame = pd.DataFrame({"customer_id": list(names), "segment_name": list(names.values())})
    return ibis.memtable(frame, schema={"customer_id": "string", "segment_name": "string"})


def forecast(more: list[list[float]], **columns) -> ir.Table:
    """Give forecasts of customers from these chances of at least 1, 2, … purchases, for twelve weeks."""
    size = len(more)
    frame = {
        "customer_id": [f"c{n}" for n in range(size)],
        "segment": 1,
        "segment_name": "One",
        "horizon_weeks": 12,
        "p_at_least": more,
        "p_purchase": [own[0] if own else 0.0 for own in more],
        "expected_purchases": [float(sum(own)) for own in more],
        "expected_spend": [10.0 * sum(own) for own in more],
    }
    frame |= {name: [5.0 * (place + 1)] * size for place, name in enumerate(customers.QUANTILES)}
    frame |= {f"{name}_purchases": 1.0 for name in NAIVE}
    frame |= {f"{name}_spend": 10.0 for name in NAIVE}
    frame |= columns
    types = {
        "customer_id": "string", "segment": "int64", "segment_name": "string", "horizon_weeks": "int64",
        "p_at_least": "array<float64>",
    }  # fmt: skip
    schema = {name: types.get(name, "float64") for name in frame}
    return ibis.memtable(pd.DataFrame(frame), schema=ibis.schema(schema))


def foreseen(*rows: tuple, weeks: int = 4, sd: float = 10.0) -> pd.DataFrame:
    """Give figures of segments from rows of segment, measure, mean and naive forecast; normally distributed."""
    apart = dict(
        zip(segments.QUANTILES, sd * stats.norm.ppf(list(segments.QUANTILES.values())), strict=True)
    )
    return pd.DataFrame(
        {
            "segment": place, "segment_name": name, "measure": measure, "as_of": DAY, "horizon_weeks": weeks,
            "unit": "share" if measure == "growth" else "EUR a week", "mean": mean,
            **{own: mean + by for own, by in apart.items()}, "naive": naive,
        }
        for place, (name, measure, mean, naive) in enumerate(rows, start=1)
    ).astype({"naive": "float64"})  # fmt: skip


def actual(**rows: tuple) -> pd.DataFrame:
    """Give what came by segment, from customers, those active, and spend."""
    found = pd.DataFrame.from_dict(rows, orient="index", columns=["customers", "active", "spend"])
    return found.astype({"spend": "float64"}).rename_axis("segment_name")


def targets(**rows: tuple) -> pd.DataFrame:
    """Give targets from decision, chances to be best and valuable, and score."""
    names = ["decision", "p_best", "p_valuable", "score"]
    found = pd.DataFrame.from_dict(rows, orient="index", columns=names).rename_axis("segment_name")
    numbers = dict.fromkeys(names[1:], "float64")
    return found.astype(numbers).reset_index().assign(customers=1)


def register(**rows: tuple) -> pd.DataFrame:
    """Give the register from chances in a year and expected losses in it; None where no expert has told."""
    return pd.DataFrame(
        {
            "risk": name, "risk_name": f"Risk {name}", "probability": chance, "expected_loss": loss,
            "is_illustrative": False,
        }
        for name, (chance, loss) in rows.items()
    ).astype({"probability": "float64", "expected_loss": "float64"})  # fmt: skip


def event(risk: str, day: date = date(2020, 3, 1), **changes) -> happening.Event:
    """Give an event that cost 100 EUR."""
    return happening.Event(**{"risk": risk, "day": day, "loss": 100.0, "currency": "EUR"} | changes)


def warning(**changes) -> dict:
    """Give a warning: the total of purchases, green while it is within 5 % of what came."""
    return {
        "warning": "purchases", "title": "Purchases expected to purchases that came", "figure": "clv/test/total", "light": "green",
        "value": 1.01, "unit": "number", "side": "apart", "amber": 0.05, "red": 0.15,
    } | changes  # fmt: skip


def summed(money: bool = True, **changes: float) -> pd.DataFrame:
    """Give sums of two segments and of all as :func:`mktlab.review.forecasts.customers.summary` does.

    Changes are of the row of all customers.
    """
    rows = {"One": 0.75, "Few": 0.05, ALL: 1.0}
    found = pd.DataFrame(
        {
            "customers": round(100 * part), "bought": 400 * part, "expected_bought": 410 * part,
            "paid": 8000 * part, "expected_paid": 7640 * part, "crps": 1.5, "error": 2.2, "brier": 0.1,
            "spend_score": 30.0, "spend_error": 45.0,
            **dict(zip(NAIVE, (2.5, 2.0, 4.0), strict=True)),
            **dict(zip([f"spend_{name}" for name in NAIVE], (50.0, 40.0, 80.0), strict=True)),
            **dict(zip([f"crps_{name}" for name in NAIVE], (1.8, 1.6, 3.0), strict=True)),
            **dict.fromkeys([f"doubt_{name}" for name in NAIVE], 0.04),
        }
        for part in rows.values()
    )  # fmt: skip
    found.index = pd.Index(rows, name="segment_name")
    if not money:
        found[[name for name in found if "spend" in name or "paid" in name]] = np.nan
    for name, value in changes.items():
        found.loc[ALL, name] = value
    for name in NAIVE:
        found[f"apart_{name}"] = found["crps"] - found[f"crps_{name}"]
    return found


def lapsed(*, money: bool = True, came: float = 8.0, high: float = 12.0, back: float = 300.0):
    """Give chances of no purchase of 100 customers, 30 of them high ones, and of 1,000 EUR at risk."""
    names = ["customers", "expected", "came", "low", "high"]
    rows = {
        lapses.EVERYBODY: (100.0, 10.0, came, 6.0, 14.0),
        lapses.HIGH: (30.0, 15.0, high, 11.0, 19.0),
        lapses.MONEY: (1000.0, 250.0, back, 100.0, 400.0),
    }
    told = pd.DataFrame.from_dict(rows, orient="index", columns=names)
    return lapses.Lapses(told if money else told.drop(lapses.MONEY), 0.05, 0.06)


def covered(purchases=(0.5, 0.8, 0.9), spend=(0.5, np.nan, 0.9)) -> pd.DataFrame:
    """Give what intervals held."""
    return pd.DataFrame(
        {"purchases": purchases, "spend": spend}, index=list(customers.LEVELS), dtype="float64"
    )


def measures(**rows: tuple) -> pd.DataFrame:
    """Give scores by measure, from segments, those inside, and skill."""
    found = pd.DataFrame.from_dict(rows, orient="index", columns=["segments", "inside", "skill"])
    return found.astype({"skill": "float64"}).rename_axis("measure")


def choice(*rows: tuple, **changes) -> Choice:
    """Give a choice from segment, decision, chance to be best, whether it came out valuable."""
    own = rows or (("Loyal", "target", 0.9, True), ("Lost", "reject", 0.1, False))
    names = ["segment_name", "decision", "p_best", "is_valuable"]
    found = pd.DataFrame(own, columns=names).set_index("segment_name").astype({"p_best": "float64"})
    found = found.assign(p_valuable=0.5, customers=50, each=[9.0 - n for n in range(len(own))])
    first = found.index[0]
    told = Choice(found, 0.1, 0.25, 1.0, first, float(found.loc[first, "p_best"]))
    return replace(told, **changes)


def campaign(name: str, claim: str, **changes) -> Campaign:
    """Give a campaign of which this may be said, without an estimate."""
    own = Campaign(
        name=name, kind="Type A", start=DAY, end=LAST, contacted=50, redeemed=5, unseen="it began too early",
        estimate=None, permit=Permit(claim, f"Words of {name}.", ()), expected=float("nan"), gain=None,
        also=(0.0, 0.0),
    )  # fmt: skip
    return replace(own, **changes)


def curve(**effects: tuple) -> pd.DataFrame:
    """Give the study of fakes at no effect and at 5 and 15 % more spend; none without the first."""
    some = effects.get("some")
    told = {0.0: effects.get("none"), 0.05: some and (some[0], 0.1, 0.06, 0.15), 0.15: some}
    rows = {at: own for at, own in told.items() if own is not None}
    return pd.DataFrame.from_dict(rows, orient="index", columns=list(STUDY), dtype="float64")


STUDIED = curve(none=(200, 0.02, 0.005, 0.05), some=(200, 0.7, 0.63, 0.76))


def lesson(about: str, verdict: str, weeks: int = 4, act: str = "Do it.", updates=()) -> Lesson:
    """Give a lesson; one to keep has nothing to do."""
    todo = {} if verdict == "keep" else {"act": act, "check": "A figure", "owner": "analyst"}
    return Lesson(about, verdict, f"Why of {about}.", **todo, weeks=weeks, updates=updates)


def update(place: str, value) -> Update:
    """Give a parameter to change."""
    return Update(place, value, f"why {place}")


def scored(**changes) -> Scored:
    """Give everything scored, of a forecast of twelve weeks."""
    told = segments.score(
        foreseen(("One", "spend", 100.0, 90.0), ("One", "growth", 0.1, 0.0), sd=0.5),
        {4: actual(One=(75, 60, 100.2))},
    )
    warned = happening.warned(
        pd.DataFrame(
            [warning(), warning(warning="age", title="Age", figure="collect/age", unit="days")]
        ),
        {"clv/test/total": 1.2},
    )
    risks = happening.happened(
        register(A=(0.3, 1000.0), B=(0.1, 500.0)), [event("A")], DAY, LAST, "EUR"
    )
    own = Scored(
        12, summed(), covered(), np.full(10, 0.1), told, segments.by_measure(told), choice(), risks, warned,
        lapsed(),
    )  # fmt: skip
    return replace(own, **changes)


def seen(**changes) -> Seen:
    """Give all that a review found."""
    sent = [campaign("1", "consistent"), campaign("2", "no difference shown"), campaign("3", "cannot tell")]  # fmt: skip
    told = [lesson("Totals of the forecast", "keep"), lesson("Campaigns of Type A", "cannot tell")]
    return replace(Seen(DUE, scored(), sent, contacting.rules(), STUDIED, told), **changes)


def found(campaigns, study: pd.DataFrame = STUDIED) -> SimpleNamespace:
    """Stand in for what was found of campaigns, as far as metrics ask."""
    return SimpleNamespace(campaigns=campaigns, curve=study)
