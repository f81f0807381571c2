"""CDNOW: customers of an online music shop who first bought in the first quarter of 1997.

Three columns are read and no more: a customer, a day, an amount. The file's count of CDs is left
out on purpose, so that this source shows what the lab does with the least it can be given.
"""

from datetime import date
from importlib import metadata
from typing import Literal

import ibis
import ibis.expr.types as ir
import pyarrow as arrow
from ibis.backends import BaseBackend

from mktlab.collect.sources.source import Facts, Source, package_file
from mktlab.lab import engine
from mktlab.lab.tables import MONEY

PACKAGE = "lifetimes"
# The sample's first column is the customer's id in the master file, its second one in the sample.
COLUMNS = {
    "master": ("customer_id", "day", "cds", "amount"),
    "sample": ("customer_id", "sample_id", "day", "cds", "amount"),
}
FIRST_DATA_ROW = {"master": 2, "sample": 1}  # only the master file has a heading


def _facts(which: str) -> Facts:
    version = metadata.version("lifetimes")
    return Facts(
        name="cdnow",
        title=f"CDNOW, customers of an online music shop ({which} file)",
        origin=(
            "Collected by CDNOW and published with the work of P. S. Fader and B. G. S. Hardie; "
            f"read from the Python package lifetimes {version}."
        ),
        terms=(
            "The package is under the MIT licence. The data have been shared for research and "
            "teaching; no other terms come with the file."
        ),
        caution="These are the orders of customers of 1997, kept for teaching and research.",
        currency="USD",
        timezone=None,
        stamps="The source gives days, not times, and names no time zone; they are taken as they are.",
        amount="Dollars paid, as given. Lines of zero dollars are in the source.",
        default_as_of=date(1997, 9, 30),
    )


def read(con: BaseBackend, which: Literal["master", "sample"]) -> Source:
    """Open the master file (23,570 customers) or its 1/10 sample (2,357 customers)."""
    path = package_file(PACKAGE, "datasets", f"CDNOW_{which}.txt")
    # Columns are set apart by runs of blanks, so each line is taken whole. The file is 2 MB.
    texts = path.read_text(encoding="ascii").splitlines()[FIRST_DATA_ROW[which] - 1 :]
    numbers = range(FIRST_DATA_ROW[which], FIRST_DATA_ROW[which] + len(texts))
    text = arrow.table({"source_row": numbers, "row_text": texts})
    rows = engine.hold(con, text, f"cdnow_{which}")
    rows = rows.mutate(source=ibis.literal("cdnow"))
    return Source(
        facts=_facts(which),
        tells=frozenset(),
        files=(path,),
        lines=_lines(rows, which),
        texts=rows.select("source", "source_row", "row_text"),
    )


def _lines(rows: ir.Table, which: str) -> ir.Table:
    words = rows.row_text.strip().re_split(r"\s+")
    field = {name: words[number].nullif("") for number, name in enumerate(COLUMNS[which])}
    amount = field["amount"].try_cast("decimal(18, 6)")
    digits = field["day"]
    day = (digits[0:4] + "-" + digits[4:6] + "-" + digits[6:]).try_cast("date")
    return rows.select(
        "source",
        "source_row",
        fault=ibis.null("string"),
        customer_id=field["customer_id"],
        order_id=ibis.null("string"),
        order_date=day,
        order_time=ibis.null("timestamp"),
        stamp_date=day,
        product_id=ibis.null("string"),
        store_id=ibis.null("string"),
        quantity=ibis.null("float64"),
        source_amount=amount,
        net_amount=amount.cast(MONEY),
        discount_amount=ibis.null(MONEY),
    )
