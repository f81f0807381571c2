"""Small order tables and settings in known shapes."""

from datetime import date, datetime
from decimal import Decimal

import ibis
import pyarrow as pa

from mktlab.collect import Settings
from mktlab.collect.sources import Facts, Source

COLUMNS = {
    "customer": "customer",
    "date": "date",
    "amount": "amount",
    **dict.fromkeys(
        (
            "quantity",
            "unit_price",
            "order",
            "product",
            "category",
            "manufacturer",
            "store",
            "discount",
            "currency",
        )
    ),
}
FILES = {
    "path": "orders.csv",
    "delimiter": ",",
    "decimal": ".",
    "thousands": None,
    "encoding": "utf-8",
    "sheet": None,
}
OWN = {
    "title": "Our orders",
    "terms": "Ours.",
    "currency": "EUR",
    "exchange": {},
    "timezone": None,
    "stamps": "local",
    "date_formats": ["iso"],
    "null_words": ["", "NULL", "NaN", "nan", "None", "N/A", "#N/A"],
    "columns": COLUMNS,
}
SQL = {
    "url": "sqlite:///data/raw/orders.sqlite",
    "password_env": "MKTLAB_SQL_PASSWORD",
    "table": "orders",
    "query": None,
}
SECTION = {
    "source": "cdnow",
    "cdnow": "sample",
    "files": FILES,
    "sql": SQL,
    "own": OWN,
    "customer_limit": None,
    "refunds": "subtract",
    "zero_amounts": "purchase",
    "repeated_rows": "keep",
    "cancelled_prefix": None,
    "refunds_unmatched": "subtract",
    "service_products": [],
    "trial_customers": [],
    "trial_products": [],
    "wholesale_customers": [],
    "earliest_day": "1990-01-01",
    "latest_day": "2099-12-31",
    "bulk_quantity": 200,
    "snapshot_weeks": 4,
    "snapshots": 6,
    "data_age_days": 30,
    "quarantine_share": 0.01,
    "unseen_share": 0.05,
    "outsize_share": 0.05,
    "enough_repeaters": 200,
    "enough_weeks": 26,
}


def collect_section(**changes) -> Settings:
    """Settings of the collect stage on the CDNOW sample, with changes."""
    return Settings(**(SECTION | changes))


FACTS = Facts(
    name="test",
    title="Orders made up for a test",
    origin="A test.",
    terms="None.",
    caution="",
    currency="USD",
    timezone=None,
    stamps="Days.",
    amount="As given.",
    default_as_of=None,
)
LINE = {
    "source": "string",
    "source_row": "int64",
    "fault": "string",
    "customer_id": "string",
    "order_id": "string",
    "order_date": "date",
    "order_time": "timestamp(6)",
    "stamp_date": "date",
    "product_id": "string",
    "store_id": "string",
    "quantity": "float64",
    "source_amount": "decimal(18, 6)",
    "net_amount": "decimal(18, 2)",
    "discount_amount": "decimal(18, 2)",
}


def raw_lines(rows: list[dict]) -> ibis.Table:
    """Make a source's lines from rows that name only what they need."""
    made = []
    for number, row in enumerate(rows, start=1):
        amount = row.get("amount")
        day = row.get("day")
        time = row.get("time")
        made.append(
            {
                "source": "test",
                "source_row": number,
                "fault": row.get("fault"),
                "customer_id": row.get("customer", "c1"),
                "order_id": row.get("order"),
                "order_date": date.fromisoformat(day) if day else None,
                "order_time": datetime.fromisoformat(time) if time else None,
                "stamp_date": date.fromisoformat(row.get("stamp", day)) if day else None,
                "product_id": row.get("product"),
                "store_id": row.get("store"),
                "quantity": row.get("quantity"),
                "source_amount": None if amount is None else Decimal(str(amount)),
                "net_amount": None
                if amount is None
                else Decimal(str(amount)).quantize(Decimal("0.01")),
                "discount_amount": Decimal(str(row["discount"])) if "discount" in row else None,
            }
        )
    schema = ibis.schema(LINE)
    return ibis.memtable(pa.Table.from_pylist(made, schema=schema.to_pyarrow()), schema=schema)


def made_source(rows: list[dict], **tables) -> Source:
    """Make a source from rows; see :func:`raw_lines`."""
    texts = {
        "source": ["test"] * len(rows),
        "source_row": list(range(1, len(rows) + 1)),
        "row_text": [str(row) for row in rows],
    }
    schema = ibis.schema({"source": "string", "source_row": "int64", "row_text": "string"})
    texts = ibis.memtable(pa.table(texts, schema=schema.to_pyarrow()), schema=schema)
    return Source(facts=FACTS, lines=raw_lines(rows), texts=texts, **tables)


def _luminance(colour):
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two #rrggbb colours, as WCAG 2 defines it."""
    high, low = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)
