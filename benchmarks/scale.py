"""Order lines by the million, through collect, state compression and CLV: time, memory and spill by step.

    python benchmarks/scale.py [--lines 1 10 100] [--engines duckdb pyspark] [--memory 4GB]

Lines are simulated in millions (BG/NBD customers, orders of some three lines, products, stores) and read as a
stranger's Parquet files under ``data/raw/``. Every run is a process of its own; its memory is that of all its
processes together, looked at five times a second, Java's among them, and spill is what lies in ``machine.spill`` then.
``--memory`` is ``machine.memory`` of params: what the engine may take. For each step and engine the exponent says with
which power of the lines its time grows between the smallest and the largest run.
"""

import argparse
import json
import math
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import clv
import machinery

SEED = 20_250_104
PROJECT = Path(__file__).parents[1]
LINES_PER_CUSTOMER = 17.3  # of the simulated customers
STEP = 0.2  # seconds between looks at a run


class Clock:
    """Say when steps of a run end."""

    def __init__(self, report: Path):
        self.report, self.ends = report, [("start", time.time())]

    def lap(self, step: str) -> None:
        """End a step."""
        self.ends.append((step, time.time()))

    def finish(self, **found) -> None:
        """Write the report."""
        self.report.write_text(json.dumps({"ends": self.ends, **found}))


def simulate(millions: int, root: Path) -> int:
    """Write so many million lines under a project's ``data/raw/``; return how many there are."""
    import pyarrow.parquet as parquet

    from mktlab.collect import simulate

    (root / "data/raw").mkdir(parents=True)
    (root / "dvc.yaml").write_text("stages: {}\n")
    rows = 0
    customers = round(millions * 1e6 / LINES_PER_CUSTOMER)
    for number, part in enumerate(simulate.lines(customers, SEED)):
        parquet.write_table(part, root / f"data/raw/lines-{number:03}.parquet")
        rows += part.num_rows
    return rows


def job(engine_name: str, memory: str, report: Path) -> None:
    """Run collect's tables, state compression and CLV on the lines of a project."""
    from mktlab import clv as values
    from mktlab import collect
    from mktlab.lab import engine, settings, tables

    params = settings.read_params(PROJECT)
    names = ("customer", "order", "date", "product", "store", "quantity", "amount")
    params["shared"]["engine"] = engine_name
    params["machine"]["memory"] = memory
    own = params["collect"]["own"]
    params["collect"] |= {
        "source": "files",
        "files": params["collect"]["files"] | {"path": "lines-*.parquet"},
        "own": own | {"columns": own["columns"] | {name: name for name in names}},
    }
    s = settings.load(
        params, collect=collect.Settings, clv=values.Settings, machine=settings.Machine
    )
    clock = Clock(report)
    con = engine.connect(s.shared, s.machine)
    clock.lap("start the engine")
    source = collect.open_source(con, s.collect)
    clock.lap("understand cells")
    sifted = collect.sift(source, s.collect)
    as_of = collect.plan_day(None, source.facts, sifted.accepted)
    out = tables.Folder("10_collect", con, collect.CONTRACTS)
    lines = out.write("order_lines", sifted.accepted.drop("source_amount"))
    clock.lap("order lines, sorted, written, checked")
    orders = out.write("orders", collect.orders(lines, source.tells))
    clock.lap("orders")
    out.write("customer_weeks", collect.customer_weeks(orders, as_of))
    clock.lap("customers by week")
    products = out.write("products", collect.known_products(lines, source.products))
    rolled = collect.customer_history(lines, orders, products, as_of, "day", source.tells)
    history = out.write("customer_history", rolled)
    clock.lap("histories")
    clock.finish(
        **clv.worth(con, history, s, clock), customers=history.count().to_pyarrow().as_py()
    )


def family(pid: int) -> list[int]:
    """A process and all that came of it."""
    found = [pid]
    for one in found:
        for path in Path(f"/proc/{one}/task").glob("*/children"):
            try:
                found += [int(child) for child in path.read_text().split()]
            except (FileNotFoundError, ProcessLookupError):
                continue  # it has ended since
    return found


def resident(pid: int) -> int:
    """Bytes that a process and all that came of it hold in memory."""
    pages = 0
    for one in family(pid):
        try:
            pages += int(Path(f"/proc/{one}/statm").read_text().split()[1])
        except (FileNotFoundError, ProcessLookupError):
            continue  # it has ended since
    return pages * os.sysconf("SC_PAGE_SIZE")


def spilled(folder: Path) -> int:
    """Bytes under a folder."""
    size = 0
    for path in folder.rglob("*"):
        try:
            size += path.stat().st_size
        except FileNotFoundError:
            continue  # it is gone since
    return size


def watch(command: list[str], env: dict[str, str], spill: Path) -> list[tuple[float, int, int]]:
    """Run a command and look at it; return moments with bytes in memory and bytes spilled.

    Raises
    ------
    RuntimeError
        It failed.
    """
    seen: list[tuple[float, int, int]] = []
    child = subprocess.Popen(command, env=env)
    done = threading.Event()

    def look() -> None:
        while not done.wait(STEP):
            seen.append((time.time(), resident(child.pid), spilled(spill)))

    looking = threading.Thread(target=look)
    looking.start()
    code = child.wait()
    done.set()
    looking.join()
    if code:
        raise RuntimeError(f"{command} failed with exit code {code}")
    return seen


def measure(engine_name: str, memory: str, root: Path) -> dict:
    """Run the job on a project; return seconds, GB in memory and GB spilled of each step and of all."""
    report = root / "report.json"
    for made in ("data/10_collect", "data/30_clv"):
        shutil.rmtree(root / made, ignore_errors=True)
    command = [sys.executable, __file__, "--job", engine_name, "--memory", memory]
    command += ["--report", str(report)]
    env = os.environ | {"DVC_ROOT": str(root)}
    seen = watch(command, env, root / "data/.spill")
    told = json.loads(report.read_text())
    steps = {}
    for (_, start), (step, end) in zip(told["ends"], told["ends"][1:], strict=False):
        within = [(size, spill) for when, size, spill in seen if start <= when <= end + STEP]
        sizes, spills = zip(*within, strict=True) if within else ((0,), (0,))
        steps[step] = end - start, max(sizes) / 1e9, max(spills) / 1e9
    first, last = told["ends"][0][1], told["ends"][-1][1]
    steps["all"] = (
        last - first,
        max(size for _, size, _ in seen) / 1e9,
        max(spill for _, _, spill in seen) / 1e9,
    )
    return {"steps": steps, **{k: told[k] for k in ("customers", "cells", "states", "expected")}}


def table(found: dict[tuple[str, int], dict]) -> str:
    """Write what was measured as Markdown: a row for each step and engine."""
    millions = sorted({size for _, size in found})
    head = [f"{n} M: s | GB | spilled" for n in millions]
    rows = [f"| Engine | Step | {' | '.join(head)} | Exponent |"]
    rows.append("|---|---|" + "--:|--:|--:|" * len(millions) + "--:|")
    for engine_name in dict.fromkeys(name for name, _ in found):
        runs = {n: found[engine_name, n]["steps"] for n in millions if (engine_name, n) in found}
        small, large = min(runs), max(runs)
        for step in runs[small]:
            cells = []
            for n in millions:
                if n in runs:
                    seconds, memory, spill = runs[n][step]
                    cells.append(f"{seconds:.1f} | {memory:.2f} | {spill:.1f}")
                else:
                    cells.append("– | – | –")
            power = "–"
            if large > small:
                ratio = max(runs[large][step][0], 1e-3) / max(runs[small][step][0], 1e-3)
                power = f"{math.log(ratio) / math.log(large / small):.2f}"
            rows.append(f"| {engine_name} | {step} | {' | '.join(cells)} | {power} |")
    return "\n".join(rows)


def compare(lines: list[int], engines: list[str], most: dict[str, int], memory: str) -> str:
    """Run the job on so many millions of lines by each engine, up to ``most`` of each; write Markdown."""
    found: dict[tuple[str, int], dict] = {}
    for millions in sorted(lines):
        with tempfile.TemporaryDirectory() as folder:
            root = Path(folder) / "project"
            rows = simulate(millions, root)
            for name in engines:
                if millions <= most.get(name, millions):
                    found[name, millions] = one = measure(name, memory, root)
                    print(
                        f"{rows:,} lines of {one['customers']:,} customers on {name}:", flush=True
                    )
                    print(table({(name, millions): one}), flush=True)
    return f"{machinery.machine()}; engine held to {memory}\n\n{table(found)}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--lines", type=int, nargs="+", default=[1, 10])
    parser.add_argument("--engines", nargs="+", default=["duckdb", "pyspark"])
    parser.add_argument("--most", nargs="*", default=["pyspark=10"], help="ENGINE=MILLIONS at most")
    parser.add_argument("--memory", default="4GB")
    parser.add_argument("--job")
    parser.add_argument("--report", type=Path)
    chosen = parser.parse_args()
    if chosen.job:
        job(chosen.job, chosen.memory, chosen.report)
        return
    most = {name: int(size) for name, size in (entry.split("=") for entry in chosen.most)}
    print(compare(chosen.lines, chosen.engines, most, chosen.memory))


if __name__ == "__main__":
    main()
