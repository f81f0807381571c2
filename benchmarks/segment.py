"""A million customers into segments: the whole search, beside plain k-means with a full silhouette.

    python benchmarks/segment.py [--customers N]

This lab draws its sample, looks for segments against clouds without any, freezes a model, scores every
customer by it in the engine, writes the table under its contract and measures stability. Plain
scikit-learn fits k-means for the same numbers of groups on all customers and takes the silhouette of
each, which compares every pair of them; it is run on ever more customers until it takes longer than
this lab takes for all. Each run is a process of its own; imports count.
"""

import argparse
import math
import os
import sys
import tempfile
from pathlib import Path

import machinery

PROJECT = Path(__file__).parents[1]
SEED = 20_250_102
VARIABLES = 12
FIRST_SIZE = 2_000
SIZES = (10_000, 100_000)


def simulate(customers: int, folder: Path) -> Path:
    """Write customers of five kinds in twelve variables, and what RFM needs."""
    import numpy as np
    import pyarrow as arrow
    import pyarrow.parquet as parquet

    rng = np.random.default_rng(SEED)
    kinds = rng.integers(0, 5, customers)
    middles = np.random.default_rng(1).normal(scale=2.2, size=(5, VARIABLES))
    data = middles[kinds] + rng.normal(size=(customers, VARIABLES))
    columns = {f"x{i}": data[:, i] for i in range(VARIABLES)}
    columns["days_since_purchase"] = rng.exponential(60, customers).round()
    columns["purchase_days"] = rng.poisson(6, customers) + 1.0
    columns["spend"] = rng.gamma(2, 90, customers).round(2)
    columns["customer_id"] = arrow.array(np.arange(customers).astype(str))
    path = folder / f"customers-{customers}.parquet"
    parquet.write_table(arrow.table(columns), path)
    return path


def mktlab(path: str) -> str:
    """The segment stage's work on prepared variables, to the table of members."""
    from datetime import date

    from mktlab import segment
    from mktlab.lab import engine, settings, tables

    values = settings.read_params(PROJECT)
    values["segment"]["variables"] = {f"x{i}": "none" for i in range(VARIABLES)}
    s = settings.load(values, segment=segment.Settings, machine=settings.Machine)
    con = engine.connect(s.shared, s.machine)
    everyone = con.read_parquet(path)
    grid = segment.rfm.read_grid(PROJECT / segment.rfm.GRID)
    found = segment.learning.search(everyone, s.segment, SEED)
    model = segment.learning.freeze(everyone, found, s.segment, grid, date(2025, 1, 1), SEED)
    out = tables.Folder("20_segment", con, segment.CONTRACTS)
    members = out.write("members", segment.scoring.score(everyone, model))
    firm = segment.comparing.stability(everyone, found, model, s.segment, SEED)
    rows = members.count().to_pyarrow().as_py()
    return f"{rows:,} customers, {len(firm)} segments ({model.kind}), worst Jaccard {min(firm.values()):.2f}"


def scikit_learn(path: str) -> str:
    """Plain k-means and the full silhouette for two to seven groups."""
    import pyarrow.parquet as parquet
    from sklearn.cluster import KMeans
    from sklearn.metrics import silhouette_score
    from sklearn.preprocessing import StandardScaler

    table = parquet.read_table(path, columns=[f"x{i}" for i in range(VARIABLES)])
    data = StandardScaler().fit_transform(table.to_pandas().to_numpy())
    scores = {
        k: silhouette_score(data, KMeans(k, n_init=10, random_state=0).fit_predict(data))
        for k in range(2, 8)
    }
    return f"{len(data):,} customers, {max(scores, key=scores.get)} segments by silhouette"


CONTESTANTS = (mktlab, scikit_learn)


def compare(customers: int) -> str:
    """Run this lab on growing numbers and the peer until it takes longer; write Markdown."""
    rows = ["| What | Customers | Seconds | Peak GB |", "|---|--:|--:|--:|"]
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        (root / "dvc.yaml").write_text("stages: {}\n")
        os.environ["DVC_ROOT"] = folder

        def run(which, size: int) -> machinery.Cost:
            path = simulate(size, root)
            command = [sys.executable, __file__, "--contestant", which.__name__, "--path", path]
            cost = machinery.cost(command, repeats=1)
            name = which.__name__.replace("_", "-")
            rows.append(f"| {name} | {size:,} | {cost.seconds:.1f} | {cost.gigabytes:.2f} |")
            path.unlink()
            return cost

        own = {size: run(mktlab, size) for size in (*SIZES, customers)}
        size = FIRST_SIZE
        while run(scikit_learn, size).seconds < own[customers].seconds:
            size *= 2
    reached = f"between {size // 2:,} and {size:,}" if size > FIRST_SIZE else f"fewer than {size:,}"
    grown = own[customers].seconds / own[SIZES[0]].seconds
    exponent = math.log(grown) / math.log(customers / SIZES[0])
    said = (
        f"{VARIABLES} variables; {machinery.machine()}; time grows with the power {exponent:.2f} of "
        f"the number of customers from {SIZES[0]:,} to {customers:,}. In the time that this lab takes for "
        f"{customers:,} customers, k-means with a full silhouette manages {reached}: this lab at least "
        f"{customers / size:,.0f} times as many"
    )
    return "\n".join([said, "", *rows])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--customers", type=int, default=1_000_000)
    parser.add_argument("--contestant", choices=[one.__name__ for one in CONTESTANTS])
    parser.add_argument("--path")
    chosen = parser.parse_args()
    if chosen.contestant is None:
        print(compare(chosen.customers))
        return
    run = next(one for one in CONTESTANTS if one.__name__ == chosen.contestant)
    print(f"{chosen.contestant}: {run(chosen.path)}", flush=True)


if __name__ == "__main__":
    main()
