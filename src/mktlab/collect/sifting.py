"""Sifting: which rows of a source are order lines, and what is wrong with the others."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import ibis
import ibis.expr.types as ir

from mktlab.collect import giving_back
from mktlab.collect.settings import Settings
from mktlab.collect.sources import Source

NO_CUSTOMER = "no customer id"
NO_DATE = "no readable date"
NO_AMOUNT = "no readable amount"
OUTSIDE = "date outside"
CONTRADICTS = "negative quantity with a positive amount"
TRIAL = "test order (collect.trial_customers, trial_products)"
WHOLESALE = "customer of another trade (collect.wholesale_customers)"
SERVICE = "service line (collect.service_products)"
CANCELLED = "cancelled order with a positive amount (collect.cancelled_prefix)"
REPEATED = "equal to an earlier row (collect.repeated_rows: quarantine)"
REFUND = "negative amount (collect.refunds: quarantine)"
ZERO = "zero amount (collect.zero_amounts: quarantine)"
UNMATCHED = "refund beyond what was bought (collect.refunds_unmatched: quarantine)"

_PLACE = ("source", "source_row")

# Rows with nothing wrong about them but that params say they are not wanted.
BY_POLICY = (TRIAL, WHOLESALE, SERVICE, REPEATED, REFUND, ZERO, UNMATCHED)


@dataclass(frozen=True)
class Sifted:
    """Every row of a source, once: accepted or quarantined.

    Attributes
    ----------
    accepted, quarantine
        The rows of either kind.
    unnamed
        Of the rows in quarantine those whose first fault is that no customer is named, with
        ``order_date`` and ``source_amount``: what the shop sold and no later table can see.
    unmatched
        Refunds beyond what was bought, accepted or not; see :func:`~mktlab.collect.giving_back.beyond`.
    """

    accepted: ir.Table
    quarantine: ir.Table
    unnamed: ir.Table
    unmatched: ir.Table


def named(ids: ir.StringColumn, names: Sequence[str]) -> ir.BooleanValue:
    """Say whether ids are among some names, in which ``*`` stands for any text."""
    exact = [name for name in names if "*" not in name]
    patterns = [".*".join(map(re.escape, name.split("*"))) for name in names if "*" in name]
    tests = [ids.isin(exact)] if exact else []
    if patterns:
        tests.append(ids.re_search(f"(?s)^(?:{'|'.join(patterns)})$"))  # line breaks are text too
    return ibis.or_(*tests).fill_null(False)


def tried_out(lines: ir.Table, settings: Settings) -> ir.BooleanValue:
    """Say which rows were ordered to try the shop out."""
    return named(lines.customer_id, settings.trial_customers) | named(
        lines.product_id, settings.trial_products
    )


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
    # Rows named in params come before those without a customer: of what the shop sold to nobody known,
    # postage is not the part that will be missed.
    faults = [
        (lines.fault.notnull(), lines.fault),
        (tried_out(lines, settings), TRIAL),
        (named(lines.customer_id, settings.wholesale_customers), WHOLESALE),
        (named(lines.product_id, settings.service_products), SERVICE),
        (nobody(lines), NO_CUSTOMER),
        (lines.order_date.isnull(), NO_DATE),
        (outside, f"{OUTSIDE} {settings.earliest_day} to {settings.latest_day}"),
        (lines.net_amount.isnull(), NO_AMOUNT),
        # Units that went back while money came in: one of the two signs is wrong.
        ((lines.quantity < 0) & (lines.net_amount > 0), CONTRADICTS),
    ]
    # Money that came in on an order that was called off contradicts itself.
    faults.append((cancelled(lines, settings) & (lines.net_amount > 0), CANCELLED))
    if settings.refunds == "quarantine":
        faults.append((lines.net_amount < 0, REFUND))
    if settings.zero_amounts == "quarantine":
        faults.append((lines.net_amount == 0, ZERO))
    if settings.repeated_rows == "quarantine":
        faults.append((lines.repeat > 0, REPEATED))
    # Asked as one yes or no: working out the reason of every row, good ones too, is slow.
    faulty = ibis.or_(*(test.fill_null(False) for test, _ in faults))
    bad = lines.filter(faulty).mutate(reason=ibis.cases(*faults, else_=ibis.null("string")))
    aside = bad.select("source", "source_row", "source_amount", "reason")
    good = lines.filter(~faulty)
    unmatched = giving_back.beyond(good)
    if settings.refunds_unmatched == "quarantine":
        theirs = good.semi_join(unmatched, _PLACE)
        reason = theirs.select(
            "source", "source_row", "source_amount", reason=ibis.literal(UNMATCHED)
        )
        aside, good = aside.union(reason), good.anti_join(unmatched, _PLACE)
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
        # Damaged goods are booked out at no price: nobody bought them.
        is_refund=(good.net_amount < 0)
        | (good.quantity < 0).fill_null(False)
        | cancelled(good, settings),
    )
    return Sifted(
        accepted=accepted,
        quarantine=_with_text(aside, source),
        unnamed=bad.filter(bad.reason == NO_CUSTOMER).select("order_date", "source_amount"),
        unmatched=unmatched,
    )


def cancelled(lines: ir.Table, settings: Settings) -> ir.BooleanValue:
    """Say which rows are of an order that was called off."""
    if settings.cancelled_prefix is None:
        return ibis.literal(False)
    return lines.order_id.startswith(settings.cancelled_prefix).fill_null(False)


def nobody(lines: ir.Table) -> ir.BooleanValue:
    """Say which rows name no customer."""
    return (lines.customer_id.isnull() | (lines.customer_id == "")).fill_null(True)


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
    return rows.inner_join(texts, _PLACE)
