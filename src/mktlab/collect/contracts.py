"""What each table under ``data/10_collect/`` promises.

Plan tables hold what was known at the end of ``as_of``; ``outcome_*`` tables hold what came after. Both
sides of a pair share one set of columns.
"""

import dataclasses

from mktlab.lab.tables import MONEY, Contract, at_least, between, column

_CUSTOMER = column("string", "Customer, as text exactly as the source writes it.")
_AT_LEAST_0 = at_least(0)
_AT_LEAST_1 = at_least(1)
_SHARE = between(0, 1)
_SOURCE = column("string", "File or source the row comes from.")
_SOURCE_ROW = column("int64", "Row number there, from 1, a heading counted.", _AT_LEAST_1)
_WEEK = (
    "Seven-day block counted from as_of: 0 ends on as_of, -1 is the block before it, "
    "1 starts on the day after it."
)

_ORDER_LINES = Contract(
    name="order_lines",
    grain="one accepted row of the source",
    key=("source", "source_row"),
    order=("order_date", "source", "source_row"),
    columns={
        "source": _SOURCE,
        "source_row": _SOURCE_ROW,
        "customer_id": _CUSTOMER,
        "order_id": column("string", "Order of the customer; the day where the source has none."),
        "order_date": column("date", "Local day of the line."),
        "order_time": column("timestamp(6)", "Local time, null if none given.", nullable=True),
        "product_id": column("string", "Product.", nullable=True),
        "store_id": column("string", "Store.", nullable=True),
        "quantity": column("float64", "Units, as given.", nullable=True),
        "items": column(
            "int64", "Units as items; a line of bulk counts one.", _AT_LEAST_0, nullable=True
        ),
        "net_amount": column(MONEY, "Paid for the line after the shop's discounts; refunds < 0."),
        "discount_amount": column(MONEY, "What the shop's discounts took off.", nullable=True),
        "is_refund": column(
            "boolean", "Whether it is of a cancelled order, or its amount or quantity is negative."
        ),
    },
)

_ORDERS = Contract(
    name="orders",
    grain="one order of one customer",
    key=("customer_id", "order_id"),
    order=("order_date", "customer_id", "order_id"),
    columns={
        "customer_id": _CUSTOMER,
        "order_id": column("string", "Order."),
        "order_date": column("date", "Local day of the order's first line."),
        "order_time": column("timestamp(6)", "Local time of its first line.", nullable=True),
        "store_id": column("string", "Store of its lines (the first by name).", nullable=True),
        "lines": column("int64", "Lines.", _AT_LEAST_1),
        "items": column("int64", "Items bought, refunds out.", _AT_LEAST_0, nullable=True),
        "net_amount": column(MONEY, "Sum of its lines, refunds subtracted."),
        "refund_amount": column(MONEY, "Money given back, as a positive sum.", _AT_LEAST_0),
        "discount_amount": column(MONEY, "The shop's discounts.", nullable=True),
        "is_purchase": column("boolean", "Whether any of its lines is not a refund."),
    },
)

_CUSTOMERS = Contract(
    name="customers",
    grain="one customer with an accepted line up to as_of, with the source's attributes",
    key=("customer_id",),
    order=("customer_id",),
    columns={"customer_id": _CUSTOMER},
    more=True,
)

_PRODUCTS = Contract(
    name="products",
    grain="one product on an accepted line up to as_of, with the source's attributes",
    key=("product_id",),
    order=("product_id",),
    columns={
        "product_id": column("string", "Product."),
        "category": column("string", "Category.", nullable=True),
        "department": column("string", "Department.", nullable=True),
        "manufacturer_id": column("string", "Maker.", nullable=True),
        "is_private_label": column("boolean", "Whether it is the shop's own label.", nullable=True),
    },
    more=True,
)

_CUSTOMER_HISTORY = Contract(
    name="customer_history",
    grain="one customer with a purchase up to as_of",
    key=("customer_id",),
    order=("customer_id",),
    columns={
        "customer_id": _CUSTOMER,
        "frequency": column("int64", "Repeat purchase days: purchase days less one.", _AT_LEAST_0),
        "recency": column("float64", "First to last purchase day, in time units.", _AT_LEAST_0),
        "T": column("float64", "First purchase day to as_of, in time units.", _AT_LEAST_0),
        "monetary_value": column(
            "float64",
            "Mean net amount per repeat purchase day (the first day left out); null without one.",
            nullable=True,
        ),
        "first_day": column("date", "First purchase day."),
        "last_day": column("date", "Last purchase day."),
        "spend": column(MONEY, "Net amount over all days, refunds subtracted."),
        "refund_amount": column(MONEY, "Money given back, as a positive sum.", _AT_LEAST_0),
        "orders": column("int64", "Orders with a purchase.", _AT_LEAST_1),
        "items": column("int64", "Items bought.", _AT_LEAST_0, nullable=True),
        "stores": column("int64", "Stores bought in.", nullable=True),
        "main_store_id": column(
            "string",
            "Store with most purchase days (then most lines, then first by name).",
            nullable=True,
        ),
        "discount_share": column(
            "float64",
            "The shop's discounts as a share of value before them.",
            _SHARE,
            nullable=True,
        ),
        "private_label_share": column(
            "float64", "Share of purchase value on the shop's own label.", _SHARE, nullable=True
        ),
        "category_breadth": column("int64", "Categories bought.", nullable=True),
    },
)

_CUSTOMER_SNAPSHOTS = Contract(
    name="customer_snapshots",
    grain="one customer on one earlier day, as customer_history would have said then",
    key=("snapshot", "customer_id"),
    order=("snapshot", "customer_id"),
    columns={
        "snapshot": column("date", "The earlier day; recency and T are counted to it."),
        **_CUSTOMER_HISTORY.columns,
    },
)

_CUSTOMER_WEEKS = Contract(
    name="customer_weeks",
    grain="one customer in one seven-day block with an order",
    key=("customer_id", "week"),
    order=("week", "customer_id"),
    columns={
        "customer_id": _CUSTOMER,
        "week": column("int64", _WEEK),
        "week_start": column("date", "First day of the block."),
        "orders": column("int64", "Orders with a purchase.", _AT_LEAST_0),
        "net_amount": column(MONEY, "Net amount, refunds subtracted."),
        "discount_amount": column(MONEY, "The shop's discounts.", nullable=True),
    },
)

_EXPOSURES = Contract(
    name="exposures",
    grain="one campaign sent to one customer",
    key=("campaign_id", "customer_id"),
    order=("start_date", "campaign_id", "customer_id"),
    columns={
        "campaign_id": column("string", "Campaign."),
        "customer_id": _CUSTOMER,
        "campaign_type": column("string", "Kind of campaign.", nullable=True),
        "start_date": column("date", "First day; the campaign is known from then on."),
        "end_date": column("date", "Last day, also where it lies after as_of.", nullable=True),
    },
)

_REDEMPTIONS = Contract(
    name="redemptions",
    grain="one coupon redeemed by one customer on one day",
    key=("customer_id", "redemption_date", "campaign_id", "coupon_id"),
    order=("redemption_date", "customer_id", "campaign_id", "coupon_id"),
    columns={
        "customer_id": _CUSTOMER,
        "redemption_date": column("date", "Local day."),
        "campaign_id": column("string", "Campaign the coupon belongs to."),
        "coupon_id": column("string", "Coupon."),
    },
)

_QUARANTINE = Contract(
    name="quarantine",
    grain="one row of the source that was not accepted",
    key=("source", "source_row"),
    order=("source", "source_row"),
    columns={
        "source": _SOURCE,
        "source_row": _SOURCE_ROW,
        "reason": column("string", "Why it was not accepted."),
        "source_amount": column("decimal(18, 6)", "Its amount, null if unreadable.", nullable=True),
        "row_text": column("string", "The row as text."),
    },
)

PAIRED = ("order_lines", "orders", "customer_weeks", "exposures", "redemptions")

_PLAN = (
    _ORDER_LINES,
    _ORDERS,
    _CUSTOMERS,
    _PRODUCTS,
    _CUSTOMER_HISTORY,
    _CUSTOMER_SNAPSHOTS,
    _CUSTOMER_WEEKS,
    _EXPOSURES,
    _REDEMPTIONS,
    _QUARANTINE,
)

ALL: dict[str, Contract] = {contract.name: contract for contract in _PLAN}
ALL |= {
    f"outcome_{name}": dataclasses.replace(ALL[name], name=f"outcome_{name}") for name in PAIRED
}
