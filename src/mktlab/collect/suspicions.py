"""Rows that look like no plain purchases though no policy in params names them.

Nothing is done on a suspicion: it is told, and whoever knows the shop decides.
"""

from collections.abc import Iterator

import ibis
import ibis.expr.types as ir

from mktlab.collect import sifting
from mktlab.collect.settings import Settings
from mktlab.figures import count, listed, money, share
from mktlab.lab import texts

MOST = 0.9  # of rows have what the others lack, before the others are suspected
SHOWN = 12  # ids told by name
_TRIED = r"(?i)(^|[^a-z])test([^a-z]|$)"


def all_of(lines: ir.Table, settings: Settings, currency: str) -> list[str]:
    """Tell every suspicion about a source's rows as a sentence, without naming a customer.

    Parameters
    ----------
    lines
        All rows as the source gives them.
    settings
        The policies; what they name is not suspected.
    currency
        Of the amounts.
    """
    return [
        *_no_goods(lines, settings, currency),
        *_called_off(lines, settings),
        *_tests(lines, settings),
    ]


def _no_goods(lines: ir.Table, settings: Settings, currency: str) -> Iterator[str]:
    """Product ids without a digit among ids that have one."""
    numbered = lines.product_id.re_search("[0-9]")
    shares = lines.aggregate(known=lines.product_id.count(), numbered=numbered.sum()).to_pyarrow()
    known, with_digit = shares["known"][0].as_py(), shares["numbered"][0].as_py() or 0
    if not known or with_digit < MOST * known:
        return
    named = sifting.named(lines.product_id, (*settings.service_products, *settings.trial_products))
    odd = lines.filter(lines.product_id.notnull(), ~numbered, ~named)
    sums = odd.group_by("product_id").aggregate(rows=odd.count(), money=odd.source_amount.sum())
    found = sums.order_by(ibis.desc("rows"), "product_id").to_pyarrow().to_pylist()
    if not found:
        return
    rows, total = sum(row["rows"] for row in found), sum(row["money"] or 0 for row in found)
    ids = [texts.shortened(row["product_id"], texts.SHOWN) for row in found[:SHOWN]]
    if len(found) > SHOWN:
        ids.append(f"{count(len(found) - SHOWN)} others")
    yield (
        f"{share(with_digit / known, 1)} of rows with a product have a digit in its id; {_rows(rows)} worth "
        f"{money(total, currency, cents=True)} have none ({listed(ids)}): if these are no goods, name them "
        "in collect.service_products."
    )


def _called_off(lines: ir.Table, settings: Settings) -> Iterator[str]:
    """A first letter that numbers of orders have where money went back, and hardly elsewhere."""
    if settings.cancelled_prefix is not None:
        return
    numbered = lines.filter(lines.order_id.notnull(), lines.net_amount.notnull())
    letters = numbered.mutate(letter=numbered.order_id.re_extract("^([A-Za-z]+)", 1))
    sums = letters.group_by("letter").aggregate(
        back=(letters.net_amount < 0).sum(), other=(letters.net_amount >= 0).sum()
    )
    found = sums.to_pyarrow().to_pylist()
    back, other = (sum(row[side] or 0 for row in found) for side in ("back", "other"))
    for row in sorted(found, key=lambda row: row["letter"]):
        if row["letter"] and row["back"] > MOST * back and row["other"] < (1 - MOST) * other:
            yield (
                f"The order numbers of {count(row['back'])} of {count(back)} rows with a negative amount "
                f"begin with {texts.shown(row['letter'])}, and of {count(row['other'])} of {count(other)} others: if "
                "that marks cancelled orders, set collect.cancelled_prefix, so that they are counted."
            )


def _tests(lines: ir.Table, settings: Settings) -> Iterator[str]:
    """Customers and products that are called a test."""
    left = lines.filter(
        ~sifting.tried_out(lines, settings),
        ~sifting.named(lines.product_id, settings.service_products),
    )
    found = left.aggregate(
        customers=left.customer_id.re_search(_TRIED).sum(),
        products=left.product_id.re_search(_TRIED).sum(),
    ).to_pyarrow()
    for what in ("customers", "products"):
        if rows := found[what][0].as_py():
            yield (
                f"In {_rows(rows)} the id of the {what[:-1]} holds the word 'test': if nobody ordered these, name them in "
                f"collect.trial_{what}."
            )


def _rows(number: int) -> str:
    return "1 row" if number == 1 else f"{count(number)} rows"
