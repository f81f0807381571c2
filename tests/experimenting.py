"""Experiments in known shapes: a row of the register, orders, sums by arm."""

import csv
import functools
import io
import itertools
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import ibis
import numpy as np
import pyarrow as pa
from tea_tasting.aggr import Aggregates

from mktlab.review.experiments import reading_out, simulating
from mktlab.review.experiments.reading import Experiment

ROOT = Path(__file__).parents[1]
START, END = date(2017, 10, 1), date(2017, 10, 28)
ROW = {
    "id": "X1",
    "name": "Offer by mail",
    "question": "Does an offer help?",
    "hypothesis": "It does",
    "metric": "spend",
    "other_metrics": "purchases;conversion",
    "control": "none",
    "treated": "offer",
    "shares": "0.5;0.5",
    "start_day": str(START),
    "end_day": str(END),
    "looks": "1",
    "alpha": "0.05",
    "power": "0.8",
    "smallest_effect": "0.1",
    "source": "arms",
    "contact_cost": "1",
    "currency": "USD",
    "owner": "analyst",
    "illustrative": "false",
}
ARMS = pa.schema([("customer_id", pa.string()), ("arm", pa.string())])
ORDERS = pa.schema(
    [
        ("customer_id", pa.string()),
        ("order_date", pa.date32()),
        ("net_amount", pa.decimal128(18, 2)),
        ("is_purchase", pa.bool_()),
    ]
)


def experiment(**changes) -> Experiment:
    """One experiment, with changes."""
    return Experiment.model_validate(ROW | changes)


def write(folder: Path, rows: list[dict], arms: list[tuple] = ()) -> Path:
    """Write register, arms and team to a folder."""
    for name, header, records in (
        ("experiments.csv", list(ROW), [list(row.values()) for row in rows]),
        ("experiment_arms.csv", ["experiment", "customer_id", "arm"], arms),
    ):
        text = io.StringIO()
        csv.writer(text, lineterminator="\n").writerows([header, *records])
        (folder / name).write_text(text.getvalue())
    team = "illustrative: false\nroles:\n  analyst: Counts.\n  marketing manager: Sends.\n"
    (folder / "team.yaml").write_text(team)
    return folder


def arms(*pairs: tuple[str, str]):
    """A table of arms: customer and arm."""
    rows = [dict(zip(ARMS.names, pair, strict=True)) for pair in pairs]
    return ibis.memtable(pa.Table.from_pylist(rows, schema=ARMS))


def orders(*rows: tuple):
    """A table of orders: customer, days after the start of the experiment, amount, whether a purchase."""
    laid = [
        {
            "customer_id": row[0],
            "order_date": START + timedelta(days=row[1]),
            "net_amount": None if row[2] is None else Decimal(str(row[2])),
            "is_purchase": row[3] if len(row) > 3 else True,
        }
        for row in rows
    ]
    return ibis.memtable(pa.Table.from_pylist(laid, schema=ORDERS))


def people(many: int, seed: int = 1, arms_=("none", "offer")):
    """Arms one after the other, and for every customer an order before and, for two of three, one during."""
    rng = np.random.default_rng(seed)
    drawn, bought = [], []
    for number in range(many):
        name = f"C{number:04d}"
        drawn.append((name, arms_[number % len(arms_)]))
        level = rng.lognormal(3, 0.8)
        bought.append((name, -3, round(level, 2)))
        if number // len(arms_) % 3:
            bought.append((name, 5, round(level * rng.lognormal(0, 0.3), 2)))
    return drawn, bought


def sums(**columns) -> Aggregates:
    """Sums of one arm from its columns."""
    # One customer has no variance.
    data = {name: np.asarray(values, dtype="float64") for name, values in columns.items()}
    names = sorted(data)
    many = len(data[names[0]])
    table = np.array([data[name] for name in names])
    spread = np.atleast_2d(np.cov(table)) if many > 1 else np.zeros((len(names), len(names)))
    pairs = itertools.combinations(range(len(names)), 2)
    return Aggregates(
        count_=many,
        mean_=dict(zip(names, table.mean(axis=1).tolist(), strict=True)),
        var_=dict(zip(names, spread.diagonal().tolist(), strict=True)),
        cov_={(names[one], names[other]): float(spread[one, other]) for one, other in pairs},
    )


def read(drawn: list[tuple], bought: list[tuple], known=None, **changes):
    """Read out one experiment."""
    own = experiment(**changes)
    table = orders(*bought)
    days = known or (own.start_day - timedelta(days=60), own.end_day)
    return reading_out.read_one(own, arms(*drawn), table, days, "USD")


@functools.cache
def shown(times: float = 1.5, **changes):
    """Read out an experiment of 600 customers whose offer multiplies spend."""
    drawn, bought = people(600)
    offered = {name for name, arm in drawn if arm == "offer"}
    raised = [
        (name, day, round(amount * times, 2) if name in offered and day > 0 else amount)
        for name, day, amount in bought
    ]
    return read(drawn, raised, **changes)


@functools.cache
def made_up(effect: float = 0.3):
    """Read out a simulated experiment of 2,000 customers."""
    own = experiment(source="simulated", illustrative="true")
    made = simulating.simulate(own, 1, 2_000, effect)
    days = START - timedelta(days=28), END
    return reading_out.read_one(own, made.arms, made.orders, days, "USD", made.truth)
