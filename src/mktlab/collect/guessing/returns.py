"""Cancelled orders, service lines, and what stands for nobody: read off the opened source.

Tables in, small findings out; all rows are counted by the engine.
"""

import re
from collections.abc import Iterable, Mapping, Sequence

import ibis.expr.types as ir

from mktlab.collect.guessing.columns import Column

# Texts that mostly mean that nothing is there.
NOTHING = (
    "-", "--", "---", ".", "?", "n/a", "N/A", "NA", "n.a.", "NULL", "null", "Null", "nil", "none", "None", "NONE", "NaN",
    "nan", "#N/A", "#NV", "(null)", "(blank)", "\\N", "k.A.", "keine Angabe", "s/d",
)  # fmt: skip
_NOBODY = r"(?i)^(0+|-1|9{3,}|guest|gast|anonym\w*|unknown|unbekannt|walk-?in|cash|invit\w+|inconnu|desconocido|na|none)$"
_SERVICE = (
    r"(?i)^(post|postage|dot|m|d|manual|bank charges|fee|fees|gebuhr|porto|versand|versandkosten|shipping|delivery|"
    r"carriage|freight|fracht|adjust\w*|amazonfee|cruk|gift\w*|voucher|pads|frais.*|livraison|envio|spedizione|s|c2)$"
)
MOST_SERVICES = 20
CODED = 0.8  # share of lines with a digit in the product's id from which ids are codes
NEGATIVE = 0.9


def nothing(columns: Iterable[Column], known: Sequence[str]) -> list[str]:
    """Find texts in columns that mean nothing is there and that params do not know yet."""
    seen = {cell for column in columns for cell in column.cells if cell in NOTHING}
    return sorted(seen - set(known))


def cancelled_prefix(lines: ir.Table) -> tuple[str, int, int] | None:
    """Find what the numbers of cancelled orders start with.

    Returns
    -------
    tuple or None
        The letters, the rows that begin with them, and those of them that are negative in money or quantity: at least
        nine in ten, while the other rows are mostly not and most orders begin otherwise.
    """
    given = lines.filter(lines.order_id.notnull(), lines.net_amount.notnull())
    minus = (given.net_amount < 0) | (given.quantity < 0).fill_null(False)
    told = given.select(
        letters=given.order_id.re_extract("^([A-Za-z]{1,4})[^A-Za-z]", 1), minus=minus.cast("int64")
    )
    found = told.group_by("letters").aggregate(rows=told.count(), minus=told.minus.sum())
    rows = found.order_by("letters").to_pyarrow().to_pylist()
    total = sum(row["rows"] for row in rows)
    for row in sorted(rows, key=lambda row: -row["rows"]):
        letters = row["letters"]
        if not letters or row["minus"] < NEGATIVE * row["rows"] or row["rows"] < 2:
            continue
        others = [own for own in rows if not own["letters"].startswith(letters)]
        rest = sum(own["rows"] for own in others)
        if rest > total / 2 and sum(own["minus"] for own in others) < 0.1 * rest:
            return letters, row["rows"], row["minus"]
    return None


def services(lines: ir.Table) -> list[tuple[str, int]]:
    """Find products that look like postage, fees or corrections, with their lines; most lines first.

    Where ids are mostly codes with digits, those without one stand out; elsewhere only well-known words do.
    """
    given = lines.filter(lines.product_id.notnull())
    counted = given.group_by("product_id").aggregate(rows=given.count())
    coded = counted.product_id.re_search(r"\d")
    shares = (
        counted.aggregate(all=counted.rows.sum(), coded=counted.rows.sum(where=coded))
        .to_pyarrow()
        .to_pylist()
    )
    total, codes = shares[0]["all"] or 0, shares[0]["coded"] or 0
    if not total:
        return []
    plain = counted.filter(~coded, counted.product_id.length() <= 20)
    if codes < CODED * total or codes == total:
        plain = plain.filter(plain.product_id.re_search(_SERVICE))
    found = (
        plain.order_by(plain.rows.desc(), "product_id")
        .limit(MOST_SERVICES)
        .to_pyarrow()
        .to_pylist()
    )
    return [(row["product_id"], row["rows"]) for row in found]


def nobody(lines: ir.Table) -> tuple[str, int, int] | None:
    """Find an id that seems to stand for customers nobody knows.

    Returns
    -------
    tuple or None
        The id, its rows, and all rows: it reads like nobody, or one in five rows is of it alone among many customers.
    """
    given = lines.filter(lines.customer_id.notnull())
    counted = given.group_by("customer_id").aggregate(rows=given.count())
    total = (
        counted.aggregate(rows=counted.rows.sum(), customers=counted.count())
        .to_pyarrow()
        .to_pylist()[0]
    )
    top = counted.order_by(counted.rows.desc(), "customer_id").limit(3).to_pyarrow().to_pylist()
    for row in top:
        named = re.match(_NOBODY, row["customer_id"]) and row["rows"] > 0.02 * total["rows"]
        if named or (total["customers"] >= 20 and row["rows"] > 0.2 * total["rows"]):
            return row["customer_id"], row["rows"], total["rows"]
    return None


def currency(columns: Mapping[str, Column]) -> str | None:
    """Tell the currency by signs in cells of money or by names of their columns; None where nothing tells it."""
    signs = {"€": "EUR", "£": "GBP"}
    codes = [
        "EUR",
        "USD",
        "GBP",
        "CHF",
        "SEK",
        "NOK",
        "DKK",
        "PLN",
        "CZK",
        "HUF",
        "CAD",
        "AUD",
        "NZD",
        "JPY",
        "INR",
        "BRL",
        "MXN",
        "ZAR",
    ]
    found = set()
    for meaning in ("amount", "unit_price"):
        if column := columns.get(meaning):
            found |= {
                code for sign, code in signs.items() if any(sign in cell for cell in column.cells)
            }
            upper = set(re.findall(r"[A-Z]{3}", column.name.upper().replace("_", " ")))
            words = set(re.findall(r"[A-Za-z]+", column.name.replace("_", " ").upper()))
            found |= upper & words & set(codes)
            found |= {code for sign, code in signs.items() if sign in column.name}
    return found.pop() if len(found) == 1 else None
