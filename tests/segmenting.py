"""Customers' histories and segment settings in known shapes."""

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import ibis
import numpy as np
import pandas as pd
import pyarrow as pa

from mktlab.lab import settings
from mktlab.segment import Settings, rfm, variables

AS_OF = date(2020, 2, 1)
ROOT = Path(__file__).parents[1]
GRID = rfm.read_grid(ROOT / rfm.GRID)
QUICK = {"null_draws": 5, "bootstraps": 10, "k_max": 4, "sample": 300}
_HISTORY = {
    "customer_id": "string",
    "frequency": "int64",
    "recency": "float64",
    "T": "float64",
    "first_day": "date",
    "last_day": "date",
    "spend": "decimal(18, 2)",
    "orders": "int64",
    "items": "int64",
    "stores": "int64",
    "discount_share": "float64",
    "private_label_share": "float64",
    "category_breadth": "int64",
}
_PLAIN = {
    "frequency": 1, "recency": 7.0, "T": 14.0, "first_day": date(2020, 1, 14),
    "last_day": date(2020, 1, 21), "spend": 10, "orders": 2,
}  # fmt: skip


def segment_section(**changes) -> Settings:
    """Settings of the segment stage as shipped, made quick, with changes."""
    values = settings.read_params(ROOT)["segment"]
    return Settings(**(values | QUICK | changes))


def histories(rows: list[dict]) -> ibis.Table:
    """Make histories from rows that name only what they need."""
    schema = ibis.schema(_HISTORY)
    made = [dict.fromkeys(_HISTORY) | _PLAIN | row for row in rows]
    for row in made:
        row["spend"] = None if row["spend"] is None else Decimal(f"{row['spend']:.2f}")
    return ibis.memtable(pa.Table.from_pylist(made, schema=schema.to_pyarrow()), schema=schema)


def cloud(customers: int, seed: int) -> list[dict]:
    """Make customers without groups: frequency and spend go together, nothing else."""
    rng = np.random.default_rng(seed)
    activity = rng.normal(size=customers)
    frequency = np.floor(np.exp(1.5 + 0.8 * activity + 0.3 * rng.normal(size=customers)))
    mean = np.exp(3 + 0.4 * activity + 0.5 * rng.normal(size=customers))
    away = np.floor(np.exp(2 - 0.5 * activity + 0.6 * rng.normal(size=customers)))
    return [
        {
            "customer_id": f"c{n:05d}",
            "frequency": int(frequency[n]),
            "first_day": AS_OF - timedelta(days=int(away[n]) + 200),
            "last_day": AS_OF - timedelta(days=int(away[n])),
            "spend": round(float(mean[n] * (frequency[n] + 1)), 2),
            "orders": int(frequency[n]) + 1,
        }
        for n in range(customers)
    ]


def planted(customers: int, seed: int) -> tuple[list[dict], np.ndarray]:
    """Make customers of four kinds that no correlation explains, and the kind of each."""
    rng = np.random.default_rng(seed)
    kinds = rng.integers(0, 4, customers)
    # days away, repeat purchase days, spend per day: kinds differ in all, in no common direction
    middle = np.log(np.array([[4, 60, 12], [90, 45, 90], [7, 4, 110], [70, 3, 10]]))
    drawn = np.exp(middle[kinds] + 0.22 * rng.normal(size=(customers, 3)))
    rows = [
        {
            "customer_id": f"c{n:05d}",
            "frequency": int(drawn[n, 1]),
            "first_day": AS_OF - timedelta(days=int(drawn[n, 0]) + 200),
            "last_day": AS_OF - timedelta(days=int(drawn[n, 0])),
            "spend": round(float(drawn[n, 2] * (int(drawn[n, 1]) + 1)), 2),
            "orders": int(drawn[n, 1]) + 1,
        }
        for n in range(customers)
    ]
    return rows, kinds


def built(rows: list[dict], section: Settings, con, day: date = AS_OF) -> ibis.Table:
    """Build the variables a stage would build, held in memory."""
    names = list(dict.fromkeys([*section.variables, *rfm.SCORED]))
    nobody = ibis.memtable(pd.DataFrame({"customer_id": pd.Series([], dtype="str")}))
    table = variables.build(histories(rows), nobody, names, day)
    return ibis.memtable(con.to_pyarrow(table))
