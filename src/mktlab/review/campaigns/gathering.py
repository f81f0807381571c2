"""Customers by day and their contacts: what campaigns are judged on, made small by the engine.

The engine adds orders up by customer and day and draws the customers looked at: those contacted first, then
others, evenly by a digest of their id. How many depends on how many days there are, so that what comes back
never outgrows :data:`CELLS`; of contacts, redemptions and segments only theirs come back.
"""

from dataclasses import dataclass
from datetime import date, timedelta

import ibis
import ibis.expr.types as ir
import numpy as np
import pandas as pd
import pyarrow as arrow

CELLS = 20_000_000  # customers × days held at once: 160 MB for each figure
MOST = 20_000  # customers


@dataclass(frozen=True)
class Panel:
    """Customers by day.

    Attributes
    ----------
    customers
        Ids, in order.
    first, last
        First and last day that orders cover.
    spend, discount, days
        Net amount, discount and days with a purchase from the first day to before day k: shape (customers, days + 1).
        Amounts are not numbers where the source has none.
    contacts
        One row for each campaign and customer: ``customer`` (place in ``customers``), ``campaign``, ``kind``,
        ``start``, ``end`` (days from the first, both included).
    redemptions
        ``customer``, ``campaign``, ``day``.
    of
        How many customers there are in all.
    """

    customers: pd.Index
    first: date
    last: date
    spend: np.ndarray
    discount: np.ndarray
    days: np.ndarray
    contacts: pd.DataFrame
    redemptions: pd.DataFrame
    of: int

    @property
    def length(self) -> int:
        """How many days there are."""
        return self.spend.shape[1] - 1

    @property
    def has_amounts(self) -> bool:
        """Whether spend is known."""
        return bool(np.isfinite(self.spend).all())

    def between(self, sums: np.ndarray, start: int, end: int) -> np.ndarray:
        """Add up from one day to before another, by customer; days outside the data hold nothing."""
        start, end = (min(max(day, 0), self.length) for day in (start, end))
        return sums[:, end] - sums[:, start]

    def day(self, place: int) -> date:
        """Give the date of a day."""
        return self.first + timedelta(days=int(place))


def contacts(*tables: ir.Table) -> ir.Table:
    """Put contacts known on the day of the plan and later ones together, each campaign and customer once.

    Parameters
    ----------
    tables
        ``exposures`` and ``outcome_exposures`` under their contracts.
    """
    both = ibis.union(*tables, distinct=True) if len(tables) > 1 else tables[0]
    return both.group_by("campaign_id", "customer_id").aggregate(
        campaign_type=both.campaign_type.max(),
        start_date=both.start_date.min(),
        end_date=both.end_date.max(),
    )


def members(earlier: ir.Table, now: ir.Table, panel: Panel | None) -> pd.DataFrame:
    """Put segments on earlier days and on the day of the plan together, of the customers looked at.

    Parameters
    ----------
    earlier
        ``members_history``.
    now
        ``members`` with the day of the plan as ``as_of``.
    panel
        From :func:`gather`.

    Returns
    -------
    pandas.DataFrame
        ``customer_id``, ``as_of`` (dates) and ``segment_name``; no rows without a panel.
    """
    columns = ("customer_id", "as_of", "segment_name")
    both = ibis.union(earlier.select(*columns), now.select(*columns))
    found = _of(both, pd.Index([]) if panel is None else panel.customers).to_pandas()
    return found.assign(as_of=pd.to_datetime(found["as_of"]).dt.date)


def _of(rows: ir.Table, customers: pd.Index) -> ir.Table:
    """Leave only rows of some customers, few enough to be sent to the engine."""
    ids = ibis.memtable(arrow.table({"customer_id": arrow.array(list(customers), "string")}))
    return rows.semi_join(ids, "customer_id")


def gather(orders: ir.Table, told: ir.Table, redeemed: ir.Table) -> Panel | None:
    """Add orders up by customer and day, for the customers looked at.

    Parameters
    ----------
    orders
        All orders under their contract, before and after the day of the plan.
    told
        See :func:`contacts`.
    redeemed
        Redemptions: ``customer_id``, ``campaign_id``, ``redemption_date``.

    Returns
    -------
    Panel or None
        None where there are no orders.
    """
    ends = orders.aggregate(first=orders.order_date.min(), last=orders.order_date.max())
    first, last = ends.to_pyarrow().to_pylist()[0].values()
    if first is None:
        return None
    length = (last - first).days + 1
    drawn, of = _drawn(orders, told, max(1, min(MOST, CELLS // length)))
    own = orders.semi_join(drawn, "customer_id")
    daily = (
        own.group_by("customer_id", "order_date")
        .aggregate(
            spend=own.net_amount.sum().cast("float64"),
            discount=own.discount_amount.sum().cast("float64"),
            bought=own.is_purchase.any(),
        )
        .to_pandas()
    )
    ids = pd.Index(sorted(daily["customer_id"].unique()))
    row = ids.get_indexer(daily["customer_id"])
    column = _days(daily["order_date"], first)

    def running(values) -> np.ndarray:
        sums = np.zeros((len(ids), length + 1))
        sums[row, column + 1] = values
        return sums.cumsum(axis=1, out=sums)

    return Panel(
        ids, first, last,
        running(daily["spend"] if daily["spend"].notna().any() else np.nan),
        running(daily["discount"].fillna(0.0)),
        running(daily["bought"].to_numpy(dtype="float64")),
        _places(_of(told, ids).to_pandas(), ids, first, last),
        _redeemed(_of(redeemed, ids).to_pandas(), ids, first),
        of,
    )  # fmt: skip


def _drawn(orders: ir.Table, told: ir.Table, most: int) -> tuple[ir.Table, int]:
    """Draw customers: those contacted first, then evenly by a digest of the id."""
    everyone = orders.select("customer_id").distinct()
    marked = told.select("customer_id").distinct().mutate(contacted=ibis.literal(1))
    ranked = everyone.left_join(marked, "customer_id").select("customer_id", "contacted")
    # At least half are left for comparison: a campaign to everyone has nobody to be compared with.
    place = ibis.row_number().over(
        group_by=ranked.contacted,
        # Not the engine's own hash, which another engine or edition has otherwise.
        order_by=[ranked.customer_id.hexdigest("md5"), ranked.customer_id],
    )
    ranked = ranked.mutate(place=place)
    half = most // 2
    many = int(ranked.contacted.notnull().sum().execute() or 0)
    of = int(ranked.count().execute())
    taken = min(many, max(half, most - (of - many)))
    kept = ranked.filter(
        ranked.contacted.notnull().ifelse(ranked.place < taken, ranked.place < most - taken)
    )
    return kept.select("customer_id"), of


def _days(dates: pd.Series, first: date) -> np.ndarray:
    return (pd.to_datetime(dates) - pd.Timestamp(first)).dt.days.to_numpy(dtype="int64")


def _places(told: pd.DataFrame, ids: pd.Index, first: date, last: date) -> pd.DataFrame:
    # A campaign of which no end is known goes on as long as the data do.
    ends = pd.to_datetime(told["end_date"]).fillna(pd.Timestamp(last))
    placed = pd.DataFrame(
        {
            "customer": ids.get_indexer(told["customer_id"]),
            "campaign": told["campaign_id"],
            "kind": told["campaign_type"].fillna("campaign"),
            "start": _days(told["start_date"], first),
            "end": np.maximum(_days(ends, first), _days(told["start_date"], first)),
        }
    )
    placed = placed[placed["customer"] >= 0]
    return placed.sort_values(["start", "campaign", "customer"], ignore_index=True)


def _redeemed(redeemed: pd.DataFrame, ids: pd.Index, first: date) -> pd.DataFrame:
    placed = pd.DataFrame(
        {
            "customer": ids.get_indexer(redeemed["customer_id"]),
            "campaign": redeemed["campaign_id"],
            "day": _days(redeemed["redemption_date"], first),
        }
    )
    return placed[placed["customer"] >= 0].sort_values(
        ["day", "campaign", "customer"], ignore_index=True
    )
