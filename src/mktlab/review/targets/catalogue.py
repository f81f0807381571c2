"""What can be measured, in which unit, from which data.

A measure whose name promises more than orders can show is a proxy, and is called one wherever it is told.
"""

from dataclasses import dataclass
from typing import Literal

Unit = Literal["share", "number", "currency", "score", "ratio"]

ENTERED = "entered"  # by hand, where no table knows it
COMPUTED = "computed"  # a baseline: the same measure on as many days before

DATA = {
    "amounts": "amounts of orders",
    "exposures": "who was sent which campaign",
    "redemptions": "which coupons were redeemed",
    "members": "segments of customers",
    "contacts": "the list of contacts",
}


@dataclass(frozen=True)
class Measure:
    """One figure that tables can tell.

    Attributes
    ----------
    says
        What it is, in words that follow the name of the target.
    unit
        Of its values.
    needs
        Beyond orders, by the names of ``DATA``.
    before
        Whether it can be measured on as many days before the plan too.
    proxy
        What stands in for what; empty where the measure is what its name says.
    """

    says: str
    unit: Unit
    needs: tuple[str, ...] = ()
    before: bool = True
    proxy: str = ""


MEASURES: dict[str, Measure] = {
    "segment_coverage": Measure(
        "customers on the day of the plan whom a small change would leave in their segment", "share",
        ("members",), before=False,
    ),
    "contact_precision": Measure(
        "customers to be contacted who then bought", "share", ("contacts",), before=False
    ),
    "contact_lift": Measure(
        "how many times as many of them bought as of customers passed over", "ratio", ("contacts",),
        before=False,
    ),
    "redemption_rate": Measure(
        "customers with a campaign running who redeemed a coupon of it", "share",
        ("exposures", "redemptions"),
    ),
    "interactions": Measure(
        "orders by customer and week", "number",
        proxy="orders stand in for all contacts between customer and shop",
    ),
    "churn": Measure(
        "customers who had bought in the period before and then bought nothing", "share",
        proxy="a customer who does not buy for one period may still come back",
    ),
    "conversion": Measure(
        "customers who bought", "share",
        proxy="customers stand in for visits, of which no table knows those without a purchase",
    ),
    "order_value": Measure("paid by order, refunds subtracted", "currency", ("amounts",)),
    "repurchase": Measure("customers who bought on two or more days, of those who bought", "share"),
    "spend_per_customer": Measure(
        "paid by customer and week, refunds subtracted", "currency", ("amounts",)
    ),
    "realised_value": Measure(
        "paid by customer over the horizon, refunds subtracted", "currency", ("amounts",),
        proxy="what was paid within the horizon stands in for a lifetime, which is longer",
    ),
    "campaign_roi": Measure(
        "net gain by unit spent, as far as the design of campaigns lets it be told", "ratio",
        before=False,
    ),
}  # fmt: skip

ELSEWHERE = ("campaign_roi",)  # told by other parts of the review
