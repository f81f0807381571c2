"""Which of the four families of segmentation variables a source can feed, and how completely.

Geographic, demographic, behavioural and psychographic variables are the field's four families. A
variable that only stands in for what it is used as (discounts for price sensitivity, say) is called
a proxy wherever it is shown.
"""

from dataclasses import dataclass

import ibis.expr.types as ir
import pandas as pd

FAMILIES = ("geographic", "demographic", "behavioural", "psychographic")

# Attribute columns that say where someone lives; other attributes are taken as demographic.
_PLACES = {"city", "country", "county", "district", "postcode", "region", "state", "zip"}


@dataclass(frozen=True)
class Variable:
    """A variable the lab can build: its family, what it comes from, what it stands for."""

    family: str
    name: str
    column: str
    needs: str
    stands_for: str | None = None


HISTORY = (
    Variable("geographic", "main store", "main_store_id", "store", "where a customer lives"),
    Variable("behavioural", "stores bought in", "stores", "store"),
    Variable("behavioural", "recency and time since first purchase", "T", "order date"),
    Variable("behavioural", "frequency", "frequency", "order date"),
    Variable("behavioural", "monetary value", "monetary_value", "amount"),
    Variable("behavioural", "items bought", "items", "quantity"),
    Variable("psychographic", "discount share", "discount_share", "discount", "price sensitivity"),
    Variable(
        "psychographic",
        "private-label share",
        "private_label_share",
        "product brand",
        "trust in brands",
    ),
    Variable(
        "psychographic",
        "category breadth",
        "category_breadth",
        "product category",
        "search for variety",
    ),
)
COUPONS = Variable("behavioural", "coupons redeemed", "redemptions", "coupon redemptions")


def coverage(customers: ir.Table, history: ir.Table, redemptions: ir.Table) -> pd.DataFrame:
    """Measure how completely each variable is known among customers with a purchase.

    Parameters
    ----------
    customers, history, redemptions
        Plan tables under their contracts.

    Returns
    -------
    pandas.DataFrame
        ``family``, ``variable``, ``basis`` (``measured``, or ``proxy for`` what), ``needs`` and
        ``share``, the share of customers for whom it is known. ``monetary_value`` is known only for
        customers who came back; coupons only for customers who redeemed one.
    """
    attributes = [name for name in customers.columns if name != "customer_id"]
    joined = history.left_join(customers, "customer_id")
    counts = joined.aggregate(
        n=joined.count(),
        **{f"h_{v.column}": joined[v.column].notnull().sum() for v in HISTORY},
        **{f"a_{name}": _given(joined[name]).sum() for name in attributes},
    ).to_pyarrow()
    got = {name: counts[name][0].as_py() or 0 for name in counts.column_names}
    total = max(got["n"], 1)
    rows = [(v, got[f"h_{v.column}"] / total) for v in HISTORY]
    rows += [
        (
            Variable(
                "geographic" if name.lower() in _PLACES else "demographic",
                name.replace("_", " "),
                name,
                name,
            ),
            got[f"a_{name}"] / total,
        )
        for name in attributes
    ]
    redeemed = history.semi_join(redemptions, "customer_id").count().to_pyarrow().as_py()
    rows.append((COUPONS, redeemed / total))
    frame = pd.DataFrame(
        {
            "family": v.family,
            "variable": v.name,
            "basis": f"proxy for {v.stands_for}" if v.stands_for else "measured",
            "needs": v.needs,
            "share": known,
        }
        for v, known in rows
    )
    order = pd.Categorical(frame["family"], FAMILIES, ordered=True)
    return frame.assign(family=order).sort_values(
        ["family", "basis", "share", "variable"],
        ascending=[True, True, False, True],
        ignore_index=True,
    )


def _given(values: ir.Column) -> ir.BooleanColumn:
    """Text that is empty is not an answer."""
    if values.type().is_string():
        return values.notnull() & (values.strip() != "")
    return values.notnull()


def by_family(variables: pd.DataFrame) -> pd.DataFrame:
    """Sum a :func:`coverage` up to one row per family.

    Returns
    -------
    pandas.DataFrame
        ``family``, ``variables`` (with any customer known), ``best`` (the share of customers known
        for the best of them), ``only_proxies``.
    """
    rows = []
    for family in FAMILIES:
        own = variables[(variables["family"] == family) & (variables["share"] > 0)]
        measured = own[own["basis"] == "measured"]
        rows.append(
            {
                "family": family,
                "variables": len(own),
                "best": float(own["share"].max()) if len(own) else 0.0,
                "only_proxies": bool(len(own)) and measured.empty,
            }
        )
    return pd.DataFrame(rows)


# What each thing a source may lack would add, and to which stage.
_ADDS = (
    ("order id", "order_id", "orders told apart within a day", "collect"),
    ("time of day", "order_time", "orders told apart within a day; time-of-day habits", "segment"),
    ("product", "product_id", "breadth of what is bought; competition within categories", "market"),
    ("quantity", "quantity", "items and price per item", "segment"),
    ("discount", "discount_amount", "price sensitivity (a proxy)", "segment"),
    ("store", "store_id", "where customers buy", "segment"),
)


# What no source of order lines holds yet.
_ALWAYS = [
    ("a postcode or region", "where customers live, measured instead of by proxy", "segment"),
    (
        "answers to a survey",
        "attitudes and satisfaction, measured instead of by proxy",
        "segment, market",
    ),
    ("margin or cost", "value as profit instead of revenue", "clv"),
    ("date and channel of acquisition", "who is new, and where customers come from", "clv"),
]


def gaps(quality: pd.DataFrame, *, attributes: bool, exposures: bool) -> pd.DataFrame:
    """List what the source lacks and what adding it would give.

    Parameters
    ----------
    quality
        From :func:`mktlab.collect.quality.by_column`.
    attributes, exposures
        Whether the source has attributes of customers, and campaigns.

    Returns
    -------
    pandas.DataFrame
        ``missing``, ``would_add``, ``stage``.
    """
    given = dict(zip(quality["column"], quality["given"], strict=True))
    rows = [(what, adds, stage) for what, name, adds, stage in _ADDS if not given[name]]
    if not attributes:
        rows.append(("customer attributes", "who the segments are", "segment"))
    if not exposures:
        rows.append(("campaigns and who got them", "whether a campaign worked", "review"))
    rows += _ALWAYS
    return pd.DataFrame(rows, columns=["missing", "would_add", "stage"])
