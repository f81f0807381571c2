"""A million customers' orders to one row each: this lab beside the peers' RFM summaries.

    python benchmarks/collect.py [--customers N] [--repeats K]

Every contestant reads the same simulated Parquet file (customer, date, amount) in a process of its
own; imports count. The peers return a summary in memory. Of this lab there are two runs:

``summary``   the same job: orders and customer_history worked out and the history written to Parquet
``collect``   what the stage does for these two tables: the columns of an unknown file told and doubted
              cell by cell, rows sifted, ``orders`` (5.7 million rows) and ``customer_history`` sorted,
              written and checked under their contracts

Each also with the engine held to 820 MB.
"""

import argparse
import os
import sys
import tempfile
from pathlib import Path

import machinery

PACKAGES = ("pymc-marketing", "lifetimes", "clvkit", "pyarrow", "setuptools")
SEED = 20_250_101
LITTLE = "820MB"
PROJECT = Path(__file__).parents[1]


# --- The contestants: each imports what it needs, so that its imports count ------------------------


def _frame(path: str):
    import pandas as pd

    frame = pd.read_parquet(path)
    return frame.assign(date=pd.to_datetime(frame["date"]))


def lifetimes(path: str) -> int:
    """The summary of lifetimes."""
    from lifetimes.utils import summary_data_from_transaction_data as summary

    return len(summary(_frame(path), "customer", "date", monetary_value_col="amount"))


def pymc_marketing(path: str) -> int:
    """The summary of pymc-marketing."""
    from pymc_marketing.clv.utils import rfm_summary

    return len(rfm_summary(_frame(path), "customer", "date", monetary_value_col="amount"))


def clvkit(path: str) -> int:
    """The summary of clvkit."""
    from clvkit import CustomerBase

    base = CustomerBase.from_transactions(_frame(path), customer_id_col="customer", time_unit="D")
    return len(base.to_pandas())


def summary(path: str, memory: str | None = None) -> int:
    """This lab's history from typed lines, with nothing written but the history."""
    import ibis

    from mktlab.collect.history import customer_history
    from mktlab.collect.planday import period
    from mktlab.collect.rollup import orders
    from mktlab.lab import engine, settings, tables

    # As in params.yaml, which is not read here, for peers read none.
    shared = settings.Shared(
        as_of=None, time_unit="day", seed=1, engine="duckdb", min_group_size=10
    )
    machine = settings.Machine(memory=memory, threads=None, spill="data/.spill", spark="local[*]")
    con = engine.connect(shared, machine)
    raw = con.read_parquet(path)
    none = {name: ibis.null("string") for name in ("product_id", "store_id")}
    lines = raw.select(
        customer_id=raw.customer,  # a number until a customer is one row, as in the peers
        order_id=raw.date.cast("string"),
        order_date=raw.date,
        order_time=ibis.null("timestamp"),
        quantity=ibis.null("float64"),
        items=ibis.null("int64"),
        net_amount=raw.amount.cast(tables.MONEY),
        discount_amount=ibis.null(tables.MONEY),
        is_refund=raw.amount < 0,
        **none,
    )
    tells = frozenset()  # neither orders nor anything else but who, when and how much
    rolled = orders(lines, tells)
    history = customer_history(lines, rolled, None, period(lines)[1], "day", tells)
    history = history.mutate(customer_id=history.customer_id.cast("string"))
    target = Path(path).with_name("history.parquet")
    con.to_parquet(history, target)
    return rows(con.read_parquet(target))


def rows(table) -> int:
    """Count what was made."""
    from mktlab.lab import engine

    return engine.few(table.aggregate(rows=table.count()))[0]["rows"]


def summary_in_little(path: str) -> int:
    """The same with the engine held to little memory, as ``machine.memory`` in params does."""
    return summary(path, LITTLE)


def collect_in_little(path: str) -> int:
    """What the stage does with the engine held to little memory."""
    return collect(path, LITTLE)


def collect(path: str, memory: str | None = None) -> int:
    """What the collect stage does for the two tables, from a stranger's file."""
    from mktlab import collect as room
    from mktlab.lab import engine, settings, tables

    values = settings.read_params(PROJECT)
    columns = values["collect"]["own"]["columns"] | {"customer": "customer"}
    values["collect"] |= {"source": "files", "own": values["collect"]["own"] | {"columns": columns}}
    values["collect"]["files"]["path"] = Path(path).name
    sections = settings.load(values, collect=room.Settings, machine=settings.Machine)
    con = engine.connect(sections.shared, sections.machine.model_copy(update={"memory": memory}))
    source = room.open_source(con, sections.collect)
    lines = room.sift(source, sections.collect).accepted.drop("source_amount")
    as_of = room.plan_day(None, source.facts, lines)
    out = tables.Folder("10_collect", con, room.CONTRACTS)
    orders = out.write("orders", room.orders(lines, source.tells))
    history = out.write(
        "customer_history", room.customer_history(lines, orders, None, as_of, "day", source.tells)
    )
    return rows(history)


PEERS = (lifetimes, pymc_marketing, clvkit)
OURS = (summary, summary_in_little, collect, collect_in_little)


def compare(customers: int, repeats: int) -> str:
    """Simulate orders, let every contestant summarise them and write what it cost as Markdown."""
    import pyarrow.parquet as parquet

    from mktlab.collect import simulate

    python = machinery.peers(*PACKAGES)
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        path = root / "data/raw/orders.parquet"
        path.parent.mkdir(parents=True)
        (root / "dvc.yaml").write_text("stages: {}\n")
        os.environ["DVC_ROOT"] = str(root)
        rows = 0
        writer = None
        for part in simulate.orders(customers, SEED):
            writer = writer or parquet.ParquetWriter(path, part.schema)
            writer.write_table(part)
            rows += part.num_rows
        writer.close()
        commands = {
            one.__name__: [which, __file__, "--contestant", one.__name__, "--path", path]
            for group, which in ((PEERS, python), (OURS, sys.executable))
            for one in group
        }
        costs = machinery.costs(commands, repeats=repeats)
    said = (
        f"{customers:,} customers, {rows:,} orders; {machinery.machine()}; median of {repeats} runs"
    )
    return f"{said}\n\n{machinery.table(costs, [one.__name__ for one in PEERS])}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--customers", type=int, default=1_000_000)
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--contestant", choices=[one.__name__ for one in (*PEERS, *OURS)])
    parser.add_argument("--path")
    chosen = parser.parse_args()
    if chosen.contestant is None:
        print(compare(chosen.customers, chosen.repeats))
        return
    run = next(one for one in (*PEERS, *OURS) if one.__name__ == chosen.contestant)
    print(f"{chosen.contestant}: {run(chosen.path):,} customers")


if __name__ == "__main__":
    main()
