"""Sifting: which rows of a source are order lines, and what is wrong with the others."""

from dataclasses import dataclass

import ibis
import ibis.expr.types as ir

from mktlab.collect.settings import Settings
from mktlab.collect.sources import Source

NO_CUSTOMER = "no customer id"
NO_DATE = "no readable date"
NO_AMOUNT = "no readable amount"
OUTSIDE = "date outside"
SERVICE = "service line (collect.service_products)"
CANCELLED = "cancelled order with a positive amount (collect.cancelled_prefix)"
REPEATED = "equal to an earlier row (collect.repeated_rows: quarantine)"
REFUND = "negative amount (collect.refunds: quarantine)"
ZERO = "zero amount (collect.zero_amounts: quarantine)"


@dataclass(frozen=True)
class Sifted:
    """Every row of a source, once: accepted or quarantined."""

    accepted: ir.Table
    quarantine: ir.Table


def sift(source: Source, settings: Settings) -> Sifted:
    """Split a source's rows into order lines and quarantine.

    A row with several faults is quarantined under the first of them. Nothing is repaired.

    Parameters
    ----------
    source
        An opened source.
    settings
        The policies.

    Returns
    -------
    Sifted
        ``accepted`` in the columns of the ``order_lines`` contract and ``source_amount``, for
        reconciling; ``quarantine`` in the columns of its own. Their rows add up to the source's.
    """
    lines = source.lines
    if settings.repeated_rows == "quarantine":
        lines = _numbered_repeats(lines, source)
    outside = (lines.order_date < settings.earliest_day) | (lines.order_date > settings.latest_day)
    faults = [
        (lines.fault.notnull(), lines.fault),
        (lines.customer_id.isnull() | (lines.customer_id == ""), NO_CUSTOMER),
        (lines.order_date.isnull(), NO_DATE),
        (outside, f"{OUTSIDE} {settings.earliest_day} to {settings.latest_day}"),
        (lines.net_amount.isnull(), NO_AMOUNT),
    ]
    if settings.service_products:
        faults.append((lines.product_id.isin(settings.service_products), SERVICE))
    if settings.cancelled_prefix:
        cancelled = lines.order_id.startswith(settings.cancelled_prefix)
        # Money that came in on an order that was called off contradicts itself.
        faults.append((cancelled & (lines.net_amount > 0), CANCELLED))
    if settings.refunds == "quarantine":
        faults.append((lines.net_amount < 0, REFUND))
    if settings.zero_amounts == "quarantine":
        faults.append((lines.net_amount == 0, ZERO))
    if settings.repeated_rows == "quarantine":
        faults.append((lines.repeat > 0, REPEATED))
    # Asked as one yes or no: working out the reason of every row, good ones too, is slow.
    faulty = ibis.or_(*(test.fill_null(False) for test, _ in faults))
    aside = lines.filter(faulty).select(
        "source",
        "source_row",
        "source_amount",
        reason=ibis.cases(*faults, else_=ibis.null("string")),
    )
    good = lines.filter(~faulty)
    # Without an order id, what a customer buys on one day is one order.
    day_order = good.order_date.cast("string")
    units = good.quantity.abs().round().cast("int64")
    accepted = good.select(
        "source",
        "source_row",
        "customer_id",
        "order_date",
        "order_time",
        "product_id",
        "store_id",
        "quantity",
        "source_amount",
        "net_amount",
        "discount_amount",
        order_id=good.order_id.fill_null(day_order),
        items=ibis.ifelse(good.quantity > settings.bulk_quantity, 1, units),
        is_refund=good.net_amount < 0,
    )
    return Sifted(accepted=accepted, quarantine=_with_text(aside, source))


def _numbered_repeats(lines: ir.Table, source: Source) -> ir.Table:
    """Put beside rows how many equal ones come before them."""
    texts = _with_text(lines, source)
    place = ibis.row_number().over(
        group_by=texts.row_text, order_by=[texts.source, texts.source_row]
    )
    return texts.mutate(repeat=place).drop("row_text")


def _with_text(rows: ir.Table, source: Source) -> ir.Table:
    """Put beside rows how they stand in the source."""
    texts = source.texts.select("source", "source_row", "row_text")
    return rows.inner_join(texts, ["source", "source_row"])
