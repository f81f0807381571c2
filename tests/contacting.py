"""Customers by day who are contacted for what they bought before: panels, and tables as collect writes them."""

import functools
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

import ibis
import numpy as np
import pandas as pd
import pyarrow as pa
from scipy.special import expit

from mktlab.collect.contracts import ALL
from mktlab.review.campaigns import comparing, judging, reviewing
from mktlab.review.campaigns.comparing import BLOCK, RUN_UP, Chosen
from mktlab.review.campaigns.gate import Check
from mktlab.review.campaigns.gathering import Panel
from mktlab.review.campaigns.judging import Estimate
from mktlab.review.campaigns.reviewing import Rules

FIRST = date(2020, 1, 1)
LENGTH = 300
STUDY = ["fake", "kind", "contacted", "effect", "passed", "att", "low", "high", "told", "found"]


@dataclass(frozen=True)
class Sent:
    """One campaign: what share of customers it is sent to, and how much it leans on their spend in a window before."""

    name: str
    start: int
    days: int = BLOCK
    kind: str = "A"
    share: float = 0.3
    lean: float = 1.0
    effect: float = 0.0
    window: int = RUN_UP


USUAL = tuple(Sent(f"{k + 1}", 100 + 35 * k, kind="AB"[k % 2]) for k in range(5))


def bought(customers: int, days: int, rng: np.random.Generator) -> np.ndarray:
    """Spend by customer and day: few spend most, and months above one's level are followed by months nearer to it."""
    rate = 0.03 + rng.gamma(1.2, 0.12, (customers, 1))
    level = rng.lognormal(2.5, 0.7, (customers, 1))
    mood = np.empty((customers, -(-days // BLOCK)))
    mood[:, 0] = rng.standard_normal(customers)
    for month in range(1, mood.shape[1]):
        mood[:, month] = 0.4 * mood[:, month - 1] + np.sqrt(1 - 0.16) * rng.standard_normal(customers)  # fmt: skip
    mood = np.repeat(mood, BLOCK, axis=1)[:, :days]
    visits = rng.random((customers, days)) < np.minimum(rate * np.exp(0.4 * mood), 0.9)
    return np.where(visits, level * rng.lognormal(0.0, 0.5, (customers, days)), 0.0).round(2)


def picked(spend: np.ndarray, sent: Sent, rng: np.random.Generator) -> np.ndarray:
    """Choose whom to contact, by spend before."""
    before = np.sqrt(spend[:, max(sent.start - sent.window, 0) : max(sent.start, 0)].sum(axis=1))
    spread = before.std()
    lean = sent.lean * (before - before.mean()) / (spread if spread > 0 else 1.0)
    return rng.random(len(spend)) < expit(np.log(sent.share / (1 - sent.share)) + lean)


@functools.cache
def panel(
    campaigns: Sequence[Sent] = USUAL, customers: int = 300, days: int = LENGTH, seed: int = 1
) -> Panel:
    """Customers by day, a tenth of list prices given as discount; not to be written to."""
    rng = np.random.default_rng(seed)
    spend = bought(customers, days, rng)
    told = []
    for sent in campaigns:
        hit = picked(spend, sent, rng)
        end = sent.start + sent.days - 1
        spend[hit, max(sent.start, 0) : max(end + 1, 0)] *= 1 + sent.effect
        told += [(row, sent.name, sent.kind, sent.start, end) for row in np.flatnonzero(hit)]
    return laid(spend, told)


@functools.cache
def staggered(
    effect: float = 0.0,
    customers: int = 400,
    seed: int = 1,
    starts: Sequence[int] = (130, 190, 240),
) -> Panel:
    """Customers first contacted on one of several days, whose spend is multiplied from then on; half are never contacted."""
    rng = np.random.default_rng(seed)
    spend = bought(customers, LENGTH, rng)
    first = rng.choice([-1, *starts], customers, p=[0.5, *[0.5 / len(starts)] * len(starts)])
    for row in np.flatnonzero(first >= 0):
        spend[row, first[row] :] *= 1 + effect
    told = [(row, f"{day}", "A", day, day + 13) for row, day in enumerate(first) if day >= 0]
    return laid(spend, told)


def laid(spend: np.ndarray, told: Sequence[tuple] = (), discount: float = 0.1) -> Panel:
    """Make a panel of spend by customer and day, and contacts: customer, campaign, kind, first and last day."""
    spend = np.asarray(spend, dtype="float64")

    def running(values) -> np.ndarray:
        return np.column_stack([np.zeros(len(spend)), np.asarray(values, "float64").cumsum(axis=1)])

    contacts = pd.DataFrame(told, columns=["customer", "campaign", "kind", "start", "end"])
    contacts = contacts.astype(dict.fromkeys(("customer", "start", "end"), "int64"))
    redeemed = contacts[contacts["customer"] % 10 == 0].groupby("campaign", as_index=False).head(5)
    return Panel(
        pd.Index([f"C{row:04d}" for row in range(len(spend))]),
        FIRST,
        FIRST + timedelta(days=spend.shape[1] - 1),
        running(spend),
        running(spend * discount / (1 - discount)),
        running(spend > 0),
        contacts.sort_values(["start", "campaign", "customer"], ignore_index=True),
        redeemed[["customer", "campaign"]].assign(day=redeemed["start"] + 1),
        len(spend),
    )


def without_amounts(own: Panel) -> Panel:
    """The same of a source that has no amounts."""
    return replace(own, spend=np.full_like(own.spend, np.nan))


def table(name: str, rows: Sequence[dict]):
    """A table of collect; columns a row has not are null."""
    return ibis.memtable(pa.Table.from_pylist(list(rows), ALL[name].schema.to_pyarrow()))


def orders(*rows: tuple):
    """Orders: customer, day, net amount, discount, whether a purchase."""
    return table(
        "orders",
        [
            {
                "customer_id": row[0], "order_id": f"O{place}", "order_date": FIRST + timedelta(days=row[1]),
                "lines": 1, "net_amount": None if row[2] is None else Decimal(str(row[2])),
                "refund_amount": Decimal(0),
                "discount_amount": Decimal(str(row[3])) if len(row) > 3 and row[3] is not None else None,
                "is_purchase": row[4] if len(row) > 4 else True,
            }
            for place, row in enumerate(rows)
        ],
    )  # fmt: skip


def exposures(*rows: tuple):
    """Contacts: campaign, customer, first day, last day, type."""
    return table(
        "exposures",
        [
            {
                "campaign_id": row[0], "customer_id": row[1], "campaign_type": row[4] if len(row) > 4 else "A",
                "start_date": FIRST + timedelta(days=row[2]),
                "end_date": None if row[3] is None else FIRST + timedelta(days=row[3]),
            }
            for row in rows
        ],
    )  # fmt: skip


def redemptions(*rows: tuple):
    """Redemptions: customer, campaign, day."""
    return table(
        "redemptions",
        [
            {
                "customer_id": row[0], "campaign_id": row[1], "coupon_id": f"K{place}",
                "redemption_date": FIRST + timedelta(days=row[2]),
            }
            for place, row in enumerate(rows)
        ],
    )  # fmt: skip


def chosen(treated, history, ridge: float = comparing.RIDGE) -> Chosen:
    """Customers compared by a history that stands, nobody set aside."""
    hit, own = np.asarray(treated, dtype=bool), np.asarray(history, dtype="float64")
    p = expit(own @ comparing.chances(own, hit, ridge))
    return Chosen(np.arange(len(hit)), hit, own, p, np.where(hit, 0.0, p / (1 - p)), 1.0)


def simple(treated) -> Chosen:
    """Customers compared by nothing but a constant."""
    return chosen(treated, np.ones((len(treated), 1)))


def studied(told: int = 1, of: int = 40, kinds: Sequence[str] = ("A", "B")) -> pd.DataFrame:
    """A study of fakes, of which so many would have been told of, by type; with 15 % more spend, half are found."""
    rows = [
        (fake, kind, 100, effect, True, 1.0, -1.0, 3.0, hit, hit)
        for kind in kinds
        for effect, many in ((0.0, told), (0.15, of // 2))
        for fake, hit in enumerate([True] * many + [False] * (of - many))
    ]
    return pd.DataFrame(rows, columns=STUDY)


def rules(**changes) -> Rules:
    """Rules by which thirty customers are enough, and fakes show nothing."""
    own = {
        "enough": 30, "widened": {"A": 1.0, "B": 1.2}, "studied": studied(),
        "terms": judging.Terms(0.3, 0.9), "contact_cost": 0.5, "currency": "USD",
    }  # fmt: skip
    return Rules(**(own | changes))


def estimate(att: float, se: float, passed: bool | None = True, **more) -> Estimate:
    """What came of a campaign, with all checks passed or not; outcomes beside ``during`` by name as pairs."""
    outcomes = {"during": (att, se), "bought": (0.01, 0.02)} | more
    hit = np.arange(100) < 40
    found = comparing.Difference(
        *np.array(list(outcomes.values())).T, np.zeros((100, len(outcomes)))
    )
    names = ("enough customers", "overlap", "balance", "trends before", "placebo time")
    checks = {name: Check(passed, f"{name} as seen") for name in names}
    plain = {"without history": att + 1, "by regression": att, "by weighting": att}
    return Estimate(
        simple(hit), 100, 128, found, tuple(outcomes), 20.0, 19.0 + att,
        checks | {"enough customers": Check(True, "enough")}, plain,
    )  # fmt: skip


def campaign(name: str, att: float = 1.0, se: float = 2.0, passed: bool | None = True, **more):
    """One campaign as reviewed, worded by the gate."""
    outcomes = more.pop("outcomes", {"after": (0.1, 1.0)})
    found = estimate(att, se, passed, **outcomes)
    kind = more.get("kind", "A")
    told = more.pop("rules", rules())
    own = {
        "name": name, "kind": kind, "start": FIRST + timedelta(days=100), "end": FIRST + timedelta(days=127),
        "contacted": 50, "redeemed": 5, "unseen": "", "estimate": found,
        "permit": reviewing._permit(found, "", told, kind, told.widened.get(kind, 1.0), True),
        "expected": -1.5, "gain": (1.0, -1.0, 3.0), "also": (0.5, 0.1),
    }  # fmt: skip
    return reviewing.Campaign(**(own | more))


def unseen(name: str, why: str = "it began after the last order", kind: str = "A"):
    """A campaign that cannot be judged by its dates."""
    permit = reviewing._permit(None, why, rules(), kind, 1.0, True)
    nan = float("nan")
    return campaign(
        name, kind=kind, unseen=why, estimate=None, permit=permit, expected=nan, gain=None,
        also=(nan, nan),
    )  # fmt: skip
