"""The plan side at a glance: sizes, weeks, repeat buying, concentration of revenue."""

import math
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from statistics import NormalDist

import ibis
import ibis.expr.types as ir
import pandas as pd

from mktlab.collect.planday import known_rows
from mktlab.lab.errors import SourceError

LEVEL = 0.95
TIMES = 10  # the mean spend, below which a customer is not called outsize however few there are
FEWEST = 30  # customers, below which a large-sample interval means nothing
_Z = NormalDist().inv_cdf(0.5 + LEVEL / 2)


def sizes(history: ir.Table, orders: ir.Table, as_of: date) -> dict:
    """Count the plan side.

    Returns
    -------
    dict
        ``customers`` (with a purchase), ``repeaters`` (with two purchase days or more), ``orders``
        (with a purchase), ``revenue`` (Decimal), ``first_day``, ``last_day`` (of any order) and
        ``data_age_days`` (from the last order's day to as_of).
    """
    people = history.aggregate(
        customers=history.count(), repeaters=(history.frequency > 0).sum()
    ).to_pyarrow()
    sales = orders.aggregate(
        orders=orders.is_purchase.sum(),
        revenue=orders.net_amount.sum(),
        first_day=orders.order_date.min(),
        last_day=orders.order_date.max(),
    ).to_pyarrow()
    found = {
        name: table[name][0].as_py() for table in (people, sales) for name in table.column_names
    }
    if not found["customers"]:
        raise SourceError(
            f"no customer has a purchase up to {as_of}: every accepted row is a refund; check what "
            "the amount column means"
        )
    return found | {"data_age_days": (as_of - found["last_day"]).days}


def weekly(customer_weeks: ir.Table) -> pd.DataFrame:
    """Sum customers, orders and revenue by seven-day block, oldest first.

    Blocks without an order are rows of zeros. A block cut by the start of the data is left in, and
    is for the caller to judge by its ``week_start``.
    """
    summed = customer_weeks.group_by("week", "week_start").aggregate(
        customers=customer_weeks.count(where=customer_weeks.orders > 0),
        orders=customer_weeks.orders.sum(),
        revenue=customer_weeks.net_amount.sum().cast("float64"),
    )
    frame = summed.order_by("week").to_pandas().set_index("week")
    every = pd.RangeIndex(frame.index.min(), frame.index.max() + 1, name="week")
    start = pd.Timestamp(frame["week_start"].iloc[0])
    full = frame.drop(columns="week_start").reindex(every, fill_value=0)
    full.insert(0, "week_start", start + pd.to_timedelta(7 * (every - every[0]), unit="D"))
    return full.reset_index()


def without_small(weekly: pd.DataFrame, least: int) -> pd.DataFrame:
    """Blank the weeks in which fewer than ``least`` customers, but some, ordered."""
    small = weekly["customers"].between(1, least - 1)
    values = ["customers", "orders", "revenue"]
    return weekly.assign(**weekly[values].astype("float64").mask(small))


def wilson(hits: int, trials: int) -> tuple[float, float]:
    """Interval of a proportion after E. B. Wilson (1927), at :data:`LEVEL`.

    Raises
    ------
    ValueError
        There are no trials.
    """
    if trials < 1:
        raise ValueError("a proportion needs at least one trial")
    p, z2 = hits / trials, _Z**2
    middle = (p + z2 / (2 * trials)) / (1 + z2 / trials)
    reach = _Z / (1 + z2 / trials) * math.sqrt(p * (1 - p) / trials + z2 / (4 * trials**2))
    return max(0.0, middle - reach), min(1.0, middle + reach)


def concentration(
    history: ir.Table, tops: tuple[float, ...] = (0.01, 0.1, 0.2, 0.3), *, least: int = 1
) -> pd.DataFrame:
    """Share of spend brought by the customers who spend most.

    The share of the top p is one less a Lorenz ordinate, 1 - L(1 - p). Its interval is the
    large-sample one of C. M. Beach and R. Davidson (1983), from the influence function of L: it
    reads the customers as a sample of those the shop might have, and it needs four sums from the
    engine however many customers there are.

    Parameters
    ----------
    history
        ``customer_history``.
    tops
        Shares of customers, each between 0 and 1.
    least
        A top of fewer customers than this is not shown.

    Returns
    -------
    pandas.DataFrame
        Indexed by ``top``: ``customers`` (how many that is), ``share``, ``low``, ``high``. Where a top is too small or spend adds up
        to nothing, values are NaN; with fewer than
        :data:`FEWEST` customers the interval is.
    """
    total = history.aggregate(
        customers=history.count(),
        spend=history.spend.sum().cast("float64"),
    ).to_pyarrow()
    n, sum_all = total["customers"][0].as_py(), total["spend"][0].as_py() or 0.0
    if n == 0 or sum_all <= 0:
        return _by_top([(top, 0, math.nan, math.nan, math.nan) for top in tops])
    ranked = history.select("customer_id", "spend").mutate(
        rank=ibis.row_number().over(
            ibis.window(order_by=[ibis.desc("spend"), ibis.asc("customer_id")])
        )
    )
    rows = [
        _top_share(ranked, top, n, sum_all)
        if (k := max(1, round(top * n))) >= least
        else (top, k, math.nan, math.nan, math.nan)
        for top in tops
    ]
    return _by_top(rows)


@dataclass(frozen=True)
class Outsize:
    """Customers so large that sums and means tell of them rather than of the others.

    Attributes
    ----------
    ids
        The customers, largest first; for a terminal, not for a report.
    share
        Their share of spend.
    mean
        Mean spend of a customer.
    rest, rest_mean
        Spend, and its mean, without them.
    """

    ids: tuple[str, ...]
    share: float
    mean: float
    rest: Decimal
    rest_mean: float


def outsize(history: ir.Table, least: float) -> Outsize:
    """Find the customers who each bring more than a share of spend, and :data:`TIMES` the mean.

    Parameters
    ----------
    history
        ``customer_history``.
    least
        The share.
    """
    total = history.aggregate(customers=history.count(), spend=history.spend.sum()).to_pyarrow()
    n, spent = total["customers"][0].as_py(), total["spend"][0].as_py() or Decimal(0)
    if not n or spent <= 0:
        return Outsize((), 0.0, 0.0, spent, 0.0)
    # In cents: what is compared stays exact.
    border = max(spent * Decimal(str(least)), spent * TIMES / n).quantize(Decimal("0.01"))
    large = history.filter(history.spend > border).select("customer_id", "spend")
    found = large.order_by(ibis.desc("spend"), "customer_id").to_pyarrow().to_pylist()
    theirs = sum((row["spend"] for row in found), Decimal(0))
    return Outsize(
        ids=tuple(row["customer_id"] for row in found),
        share=float(theirs / spent),
        mean=float(spent / n),
        rest=spent - theirs,
        rest_mean=float((spent - theirs) / (n - len(found))),
    )


def unseen(unnamed: ir.Table, as_of: date, revenue: Decimal) -> tuple[int, Decimal, float]:
    """Say what was sold to nobody known: what every later table is blind to.

    Parameters
    ----------
    unnamed
        Rows set aside for want of a customer; see :class:`~mktlab.collect.sifting.Sifted`.
    as_of
        Day of the plan; later rows are not known.
    revenue
        Money of the accepted orders up to then.

    Returns
    -------
    tuple
        Rows, money, and its share of all money up to the day, refunds taken off; nothing where more
        was given back than taken.
    """
    known = known_rows(unnamed, as_of)
    found = known.aggregate(rows=known.count(), money=known.source_amount.sum()).to_pyarrow()
    rows, money = found["rows"][0].as_py(), found["money"][0].as_py() or Decimal(0)
    part = money / (money + revenue) if money > 0 and revenue > 0 else Decimal(money > 0)
    return rows, money, float(part)


def _by_top(rows: list[tuple]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["top", "customers", "share", "low", "high"]).set_index("top")


def _top_share(ranked: ir.Table, top: float, n: int, sum_all: float):
    k = max(1, round(top * n))
    # Customers k + 1 and below make up L(q); the k-th's spend is the quantile.
    below = ranked["rank"] >= k
    threshold = float(ranked.filter(ranked["rank"] == k - 1).spend.max().to_pyarrow().as_py())
    q, mean = 1 - k / n, sum_all / n
    sums = ranked.aggregate(under=ranked.spend.sum(where=below)).to_pyarrow()
    lorenz = float(sums["under"][0].as_py() or 0) / sum_all
    spend = ranked.spend.cast("float64")
    shortfall = ibis.ifelse(below, spend - threshold, 0.0)
    influence = (shortfall + q * threshold - lorenz * spend) / mean
    # Not as floats, whose sum depends on the order an engine adds them in.
    squares = (influence * influence).round(9).cast("decimal(38, 9)")
    found = ranked.aggregate(squares=squares.sum()).to_pyarrow()
    error = float(found["squares"][0].as_py()) / n
    share = 1 - lorenz
    if n < FEWEST:
        return top, k, share, math.nan, math.nan
    reach = _Z * math.sqrt(error / n)
    return top, k, share, max(0.0, share - reach), min(1.0, share + reach)
