"""What customers are worth: this lab's fits and predictions beside the peers'.

    python benchmarks/clv.py [--part cdnow|million|growth] [--customers N] [--repeats K]

``cdnow``     CDNOW's 23,570 customers, calibrated to 1997-09-30 by days with times in weeks: BG/NBD
              fitted by NUTS (4 chains of 1,000 draws after 1,000 to tune), and for every customer the
              purchases expected over 39 weeks and the chance to be active, averaged over the posterior.
              pymc-marketing and this lab get the same histories and the same priors; it samples by
              nutpie, the fastest of the samplers it offers. This lab runs by NUTS and by its fast path,
              each once with all 4,000 draws in the predictions, as the peer, and once with the draws
              that the stage keeps.
``million``   a million simulated customers' orders to what each is worth: this lab's way to
              ``customers.parquet`` with quantiles, checked under its contract, beside the point
              estimates of lifetimes and clvkit
``growth``    this lab's way again, for a hundredth, a tenth and all of the customers

Every run is a process of its own. The clock starts when imports are done and compiles count: caches of
compiled code are empty at the start. Memory is the peak of the whole process, imports and all.
"""

import argparse
import json
import math
import os
import resource
import statistics
import sys
import tempfile
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

import machinery

PACKAGES = ("pymc-marketing", "nutpie", "lifetimes", "clvkit", "pyarrow", "setuptools")
SEED = 20_250_103
PROJECT = Path(__file__).parents[1]
LAST_DAY = "1997-09-30"
WEEKS_AHEAD = {"cdnow": 39, "million": 52}
CHAINS, DRAWS = 4, 1_000
LIMIT = 900  # seconds after which a run is stopped
TIMES = ["recency", "T"]
PARAMETERS = ["r", "alpha", "a", "b"]


@dataclass
class Clock:
    """Time the steps of a run in its own process, and leave a report.

    Attributes
    ----------
    report
        Where the report goes; arrays stand beside it.
    steps
        By step: seconds; seconds of all cores' work, which tell more on a busy machine; and the peak
        memory up to its end, in GB.
    """

    report: Path
    steps: dict[str, list[float]] = field(default_factory=dict)
    last: tuple[float, float] = (0.0, 0.0)

    def start(self) -> None:
        """Start, and see to it that the run ends."""
        guard = threading.Timer(LIMIT, self._stop)
        guard.daemon = True
        guard.start()
        self.last = time.perf_counter(), time.process_time()

    def lap(self, step: str) -> None:
        """End a step."""
        now = time.perf_counter(), time.process_time()
        taken = [after - before for after, before in zip(now, self.last, strict=True)]
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
        self.steps[step] = [*taken, peak]
        self.last = now

    def finish(self, **found) -> None:
        """Write the report, with what else was found."""
        self.report.write_text(json.dumps({"steps": self.steps, **found}))

    def keep(self, **arrays) -> None:
        """Write arrays to compare."""
        import numpy as np

        np.savez(self.report.with_suffix(".npz"), **arrays)

    def _stop(self) -> None:
        self.lap("stopped")
        self.finish(stopped=True)
        os._exit(0)


# --- CDNOW: each reads customer_id, frequency, recency and T (weeks) -------------------------------


def pymc_marketing(path: Path, clock: Clock) -> None:
    """The posterior and predictions of pymc-marketing, with this lab's priors."""
    import nutpie  # noqa: F401 - imports do not count
    import pandas as pd
    import pytensor.link.numba.dispatch  # noqa: F401
    from pymc_extras.prior import Prior
    from pymc_marketing.clv import BetaGeoModel

    data = pd.read_parquet(path)
    priors = json.loads(path.with_suffix(".json").read_text())
    names = {"r": "log_r", "alpha": "log_alpha", "phi_dropout": "logit_phi"}
    names["kappa_dropout"] = "log_kappa"
    config = {}
    for name, link in names.items():
        mean, sd = priors[link]
        kind = "LogitNormal" if link.startswith("logit") else "LogNormal"
        config[name] = Prior(kind, mu=mean, sigma=sd)
    clock.start()
    model = BetaGeoModel(model_config=config)
    model.fit(
        data,
        nuts_sampler="nutpie",
        chains=CHAINS,
        draws=DRAWS,
        tune=DRAWS,
        random_seed=SEED,
        progressbar=False,
    )
    clock.lap("fit")
    draws = ("chain", "draw")
    expected = model.expected_purchases(future_t=WEEKS_AHEAD["cdnow"]).mean(draws).to_numpy()
    clock.lap("expected purchases")
    alive = model.expected_probability_alive().mean(draws).to_numpy()
    clock.lap("chance to be active")
    found = {name: model.fit_result[name].transpose(*draws).to_numpy() for name in PARAMETERS}
    clock.keep(expected=expected, alive=alive, **found)
    clock.finish()


def _posterior(path: Path, clock: Clock, way: str, averaged: int) -> None:
    import numpy as np
    import pandas as pd
    from arviz_stats.base import array_stats  # noqa: F401 - imports do not count

    from mktlab import clv
    from mktlab.clv.economics import Economics
    from mktlab.clv.models.design import COMMON

    if way == "nuts":
        import nutpie  # noqa: F401
        import pymc  # noqa: F401
        import pytensor.link.numba.dispatch  # noqa: F401
    # Rooms load modules when first asked for, and imports do not count.
    _ = clv.cells, clv.fitting, clv.predicting, clv.States, clv.MODELS

    data = pd.read_parquet(path)
    clock.start()
    days = (data[TIMES] * 7).round().astype("int64").set_axis(["recency_days", "T_days"], axis=1)
    keys = pd.concat([data["frequency"], days], axis=1).assign(profile=0)
    cells = clv.cells.states(keys.assign(customers=1))
    clock.lap("count")
    draws = CHAINS * DRAWS
    states = clv.States.of(cells)
    purchases = clv.fitting.fit(
        clv.MODELS["bg_nbd"], states, COMMON, draws=draws, seed=SEED, way=way
    )
    clock.lap("fit")
    members = cells[["customers"]].assign(cell=np.arange(len(cells)), segment=1)
    cells = cells.drop(columns="customers").assign(monetary_value=np.nan)
    terms = Economics(WEEKS_AHEAD["cdnow"], 1.0, 0.0)
    ahead = clv.predicting.predict(cells, members, purchases, None, terms, averaged, SEED)
    everyone = keys.merge(ahead.cells, how="left", on=list(keys))
    clock.lap("predict")
    found = {name: purchases.draws[name][:, 0].reshape(CHAINS, -1) for name in PARAMETERS}
    expected, alive = everyone["expected_purchases"], everyone["p_alive"]
    clock.keep(expected=expected.to_numpy(), alive=alive.to_numpy(), **found)
    clock.finish(way=purchases.checks.way, k_hat=purchases.checks.k_hat, cells=len(cells))


def _kept() -> int:
    from mktlab.lab import settings

    return settings.read_params(PROJECT)["clv"]["draws"]


def nuts(path: Path, clock: Clock) -> None:
    """This lab by NUTS, predictions averaged over all draws."""
    _posterior(path, clock, "nuts", CHAINS * DRAWS)


def fast(path: Path, clock: Clock) -> None:
    """This lab by the fast path, predictions averaged over all draws."""
    _posterior(path, clock, "auto", CHAINS * DRAWS)


def nuts_kept(path: Path, clock: Clock) -> None:
    """This lab by NUTS, predictions averaged over the draws that the stage keeps."""
    _posterior(path, clock, "nuts", _kept())


def fast_kept(path: Path, clock: Clock) -> None:
    """This lab by the fast path, predictions averaged over the draws that the stage keeps."""
    _posterior(path, clock, "auto", _kept())


# --- A million customers: each reads customer, date and amount -------------------------------------


def _orders(path: Path):
    import pandas as pd

    frame = pd.read_parquet(path)
    return frame.assign(date=pd.to_datetime(frame["date"]))


def _write(path: Path, **columns) -> None:
    import pandas as pd

    worth = columns["expected_purchases"] * columns["expected_amount"]
    table = pd.DataFrame(columns | {"worth": worth}).sort_index()
    table.to_parquet(path.with_name("peer.parquet"))


def lifetimes(path: Path, clock: Clock) -> None:
    """Point estimates of lifetimes."""
    import pyarrow.parquet  # noqa: F401 - imports do not count
    from lifetimes import BetaGeoFitter, GammaGammaFitter
    from lifetimes.utils import summary_data_from_transaction_data as summary

    clock.start()
    seen = summary(
        _orders(path), "customer", "date", monetary_value_col="amount", freq_multiplier=7
    )
    clock.lap("orders to histories")
    bought = BetaGeoFitter()
    bought.fit(seen["frequency"], seen["recency"], seen["T"])
    clock.lap("fit purchases")
    spenders = seen[(seen["frequency"] > 0) & (seen["monetary_value"] > 0)]
    spent = GammaGammaFitter()
    spent.fit(spenders["frequency"], spenders["monetary_value"])
    clock.lap("fit spend")
    who = seen["frequency"], seen["recency"], seen["T"]
    ahead = bought.conditional_expected_number_of_purchases_up_to_time(WEEKS_AHEAD["million"], *who)
    alive = bought.conditional_probability_alive(*who)
    amount = spent.conditional_expected_average_profit(seen["frequency"], seen["monetary_value"])
    clock.lap("predict")
    _write(path, expected_purchases=ahead, p_alive=alive, expected_amount=amount)
    clock.lap("write")
    p, q, gamma = spent.params_[["p", "q", "v"]]
    found = dict(bought.params_) | {"p": p, "q": q, "gamma": gamma}
    clock.finish(parameters=found, expected=float(ahead.sum()))


def clvkit(path: Path, clock: Clock) -> None:
    """Point estimates of clvkit."""
    import pyarrow.parquet  # noqa: F401 - imports do not count
    from clvkit import BGNBD, CustomerBase, GammaGamma

    clock.start()
    base = CustomerBase.from_transactions(
        _orders(path), customer_id_col="customer", time_unit="W", collapse="D"
    )
    clock.lap("orders to histories")
    bought = BGNBD().fit(base)
    clock.lap("fit purchases")
    spent = GammaGamma().fit(base)
    clock.lap("fit spend")
    ahead = bought.predict(WEEKS_AHEAD["million"]).to_pandas().squeeze()
    alive = bought.probability_alive().to_pandas().squeeze()
    amount = spent.predict().to_pandas().squeeze()
    clock.lap("predict")
    _write(path, expected_purchases=ahead, p_alive=alive, expected_amount=amount)
    clock.lap("write")
    found = dict(bought.params_) | dict(spent.params_)
    clock.finish(parameters=found, expected=float(ahead.sum()))


def mktlab(path: Path, clock: Clock) -> None:
    """This lab from orders to the checked table of customers, in made-up segments.

    It remembers all of history, as the peers do: there are no past windows to learn from.
    """
    import collect
    from arviz_stats.base import array_stats  # noqa: F401 - imports do not count

    from mktlab import clv
    from mktlab.clv.models import design  # noqa: F401
    from mktlab.collect import history, planday, rollup  # noqa: F401
    from mktlab.lab import engine, settings

    _ = (
        clv.cells,
        clv.fitting,
        clv.predicting,
        clv.proof.checking,
        clv.gamma_gamma,
        clv.States,
        clv.MODELS,
    )
    values = settings.read_params(PROJECT)
    values["clv"]["horizon_weeks"] = WEEKS_AHEAD["million"]
    s = settings.load(values, clv=clv.Settings, machine=settings.Machine)
    clock.start()
    collect.summary(str(path))
    clock.lap("orders to histories")
    con = engine.connect(s.shared, s.machine)
    known = engine.read(con, path.with_name("history.parquet"))
    clock.finish(**worth(con, known, s, clock))


def worth(con, known, s, clock: Clock) -> dict:
    """What customers are worth, from their histories to ``customers.parquet``; in three made-up segments."""
    import ibis

    from mktlab import clv
    from mktlab.clv.models.design import COMMON
    from mktlab.lab import tables

    out = tables.Folder("30_clv", con, clv.CONTRACTS)
    number = (known.frequency % 3 + 1).cast("int64")
    named = {
        "segment": number,
        "segment_name": number.cast("string"),
        "rfm_cell": ibis.literal("333"),
    }
    members = known.select("customer_id", **named)
    described = clv.cells.describe(known, members, None, "day")
    cells, members = clv.cells.split(clv.cells.count(described))
    states, spenders = clv.States.of(clv.cells.states(cells)), clv.Spenders.of(cells)
    clock.lap("count equal customers")
    how = {"draws": s.clv.draws, "seed": SEED, "way": s.clv.inference}
    purchases = clv.fitting.fit(clv.MODELS["bg_nbd"], states, COMMON, **how)
    clock.lap("fit purchases")
    related = clv.proof.checking.correlation(spenders)
    model = clv.gamma_gamma.choose(spenders, related, s.clv.spend_trend, s.clv.correlation)
    spend = clv.fitting.fit(model, spenders, COMMON, **how)
    clock.lap("fit spend")
    terms = s.clv.terms
    ahead = clv.predicting.predict(cells, members, purchases, spend, terms, s.clv.draws, SEED)
    clock.lap("predict")
    written = out.write(
        "customers", clv.cells.spread(described, ahead.cells, out.contracts["customers"])
    )
    clock.lap("write")
    draws = purchases.draws | spend.draws
    names = [*PARAMETERS, "p", "q", "gamma"]
    return {
        "parameters": {name: float(draws[name].mean()) for name in names},
        "expected": written.aggregate(ibis._.expected_purchases.sum()).to_pyarrow()[0][0].as_py(),
        "cells": len(cells),
        "states": len(states),
        "ways": [one.checks.way for one in (purchases, spend)],
    }


# --- Running and comparing ------------------------------------------------------------------------

PEERS = (pymc_marketing, lifetimes, clvkit)
OURS = (nuts, nuts_kept, fast, fast_kept, mktlab)
TITLES = {
    "pymc_marketing": "pymc-marketing, NUTS by nutpie",
    "nuts": "mktlab, NUTS",
    "nuts_kept": "mktlab, NUTS, {kept} draws in predictions",
    "fast": "mktlab, fast path",
    "fast_kept": "mktlab, fast path, {kept} draws in predictions",
    "lifetimes": "lifetimes, point estimates",
    "clvkit": "clvkit, point estimates",
    "mktlab": "mktlab, posterior and quantiles",
}


@dataclass(frozen=True)
class Run:
    """What one contestant took and found: the middle one of its runs by time.

    Attributes
    ----------
    title
        The contestant, as written.
    cost
        Seconds after imports, peak memory of the process.
    found
        Its report.
    arrays
        Where its arrays are.
    """

    title: str
    cost: machinery.Cost
    found: dict
    arrays: Path

    @property
    def work(self) -> float:
        """Seconds of all cores' work."""
        return sum(work for _, work, _ in self.found["steps"].values())


def run(which, path: Path, repeats: int) -> Run:
    """Run a contestant some times, each in a process of its own with empty caches."""
    python = machinery.peers(*PACKAGES) if which in PEERS else sys.executable
    report = path.with_name(f"{which.__name__}.report.json")
    command = [python, __file__, "--contestant", which.__name__, "--path", path, "--report", report]
    runs = []
    for _ in range(repeats):
        with tempfile.TemporaryDirectory() as cache:
            os.environ["PYTENSOR_FLAGS"] = f"base_compiledir={cache}"
            whole = machinery.cost(command, repeats=1)
        found = json.loads(report.read_text())
        seconds = sum(taken for taken, _, _ in found["steps"].values())
        runs.append((machinery.Cost(seconds, whole.gigabytes), found))
    cost, found = sorted(runs, key=lambda one: one[0].seconds)[repeats // 2]
    title = TITLES[which.__name__].format(kept=_kept())
    if found.get("stopped"):
        title += f" (stopped after {LIMIT} s)"
    return Run(title, cost, found, report.with_suffix(".npz"))


def steps(runs: list[Run]) -> str:
    """Write the steps of runs as a Markdown table, with their shares of the time."""
    rows = ["| What | Step | Seconds | Share | Seconds of work of all cores | Peak GB so far |"]
    rows.append("|---|---|--:|--:|--:|--:|")
    for one in runs:
        for step, (seconds, work, peak) in one.found["steps"].items():
            share = seconds / one.cost.seconds
            cells = f"{seconds:.2f} | {share:.0%} | {work:.2f} | {peak:.2f}"
            rows.append(f"| {one.title} | {step} | {cells} |")
    return "\n".join(rows)


def cdnow(_: int, repeats: int) -> str:
    """Compare posteriors and predictions for CDNOW; write Markdown."""
    from mktlab import clv
    from mktlab.clv.models.design import COMMON

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "histories.parquet"
        seen = _calibration()
        seen.to_parquet(path)
        scale = seen["T"].sum() / (seen["frequency"].sum() + 0.5)  # as clv.States has it
        priors = clv.MODELS["bg_nbd"].priors(scale, COMMON)
        path.with_suffix(".json").write_text(
            json.dumps({prior.name: [prior.mean, prior.sd] for prior in priors})
        )
        contestants = (pymc_marketing, nuts, fast, nuts_kept, fast_kept)
        runs = [run(which, path, repeats) for which in contestants]
        peer, own = runs[0], runs[1:]
        said = [
            f"CDNOW, {len(seen):,} customers, calibrated to {LAST_DAY}, {WEEKS_AHEAD['cdnow']} weeks "
            f"ahead; {machinery.machine()}; median of {repeats} runs",
            machinery.table({one.title: one.cost for one in runs}, [peer.title]),
            "\n".join(
                f"- {one.title}: {peer.cost.seconds / one.cost.seconds:.1f} times as fast, "
                f"1/{peer.work / one.work:.1f} of the work, "
                f"1/{peer.cost.gigabytes / one.cost.gigabytes:.1f} of the memory"
                for one in own
            ),
            steps(runs),
        ]
        if not peer.found.get("stopped"):
            said += [_parameters(runs[:3]), _predictions(runs)]
    return "\n\n".join(said)


def _calibration():
    """Histories of CDNOW's customers: days with purchases, times in weeks."""
    import pandas as pd

    from mktlab.collect.sources.source import package_file

    path = package_file("lifetimes", "datasets", "CDNOW_master.txt")
    names = ["customer_id", "date", "cds", "amount"]
    lines = pd.read_csv(path, sep=r"\s+", skiprows=1, header=None, names=names, dtype=str)
    days = lines[["customer_id"]].assign(date=pd.to_datetime(lines["date"]))
    end = pd.Timestamp(LAST_DAY)
    days = days[days["date"] <= end].drop_duplicates()
    found = days.groupby("customer_id")["date"].agg(["min", "max", "count"])
    seen = pd.DataFrame(
        {
            "frequency": found["count"] - 1,
            "recency": (found["max"] - found["min"]).dt.days / 7,
            "T": (end - found["min"]).dt.days / 7,
        }
    )
    return seen.reset_index()


def _mean(one: Run, name: str) -> tuple[float, float]:
    """Posterior mean and its Monte Carlo standard error.

    Draws of the fast path were picked from weighted ones, as often as these weigh, so how often each
    occurs says how many draws they are worth.
    """
    import numpy as np
    from arviz_stats.base import array_stats

    draws = np.load(one.arrays)[name]
    if one.found.get("way") == "laplace":
        _, times = np.unique(draws, return_counts=True)
        worth = draws.size**2 / (times**2).sum()
        return float(draws.mean()), float(draws.std() / math.sqrt(worth))
    error = array_stats.mcse(draws, chain_axis=0, draw_axis=1, method="mean")
    return float(draws.mean()), float(error)


def _parameters(runs: list[Run]) -> str:
    """Posterior means, their Monte Carlo standard errors, by how many of both they differ from the first."""
    rows = ["| Posterior mean (MCSE; difference in MCSE) | " + " | ".join(PARAMETERS) + " |"]
    rows.append("|---|" + "--:|" * len(PARAMETERS))
    peer = runs[0]
    for one in runs:
        cells = []
        for name in PARAMETERS:
            mean, error = _mean(one, name)
            other, its = _mean(peer, name)
            apart = "" if one is peer else f"; {(mean - other) / math.hypot(error, its):+.1f}"
            cells.append(f"{mean:.4f} ({error:.4f}{apart})")
        rows.append(f"| {one.title} | " + " | ".join(cells) + " |")
    return "\n".join(rows)


def _predictions(runs: list[Run]) -> str:
    """Predictions, summed and customer by customer beside the first."""
    import numpy as np

    rows = [
        "| What | Expected purchases of all | Furthest from peer's for a customer "
        "| Expected to be active | Furthest from peer's for a customer |",
        "|---|--:|--:|--:|--:|",
    ]
    theirs = np.load(runs[0].arrays)
    for one in runs:
        ours = np.load(one.arrays)
        cells = [
            f"{ours[name].sum():,.0f} | {np.abs(ours[name] - theirs[name]).max():.4f}"
            for name in ("expected", "alive")
        ]
        rows.append(f"| {one.title} | " + " | ".join(cells) + " |")
    return "\n".join(rows)


def _simulate(customers: int, root: Path) -> tuple[Path, int]:
    """Write the orders of some customers to a project of their own."""
    import pyarrow.parquet as parquet

    from mktlab.collect import simulate

    (root / "dvc.yaml").write_text("stages: {}\n")
    os.environ["DVC_ROOT"] = str(root)
    path = root / "orders.parquet"
    parts = simulate.orders(customers, SEED)
    first = next(parts)
    rows = first.num_rows
    with parquet.ParquetWriter(path, first.schema) as writer:
        writer.write_table(first)
        for part in parts:
            writer.write_table(part)
            rows += part.num_rows
    return path, rows


def million(customers: int, repeats: int) -> str:
    """Compare what leads from orders to predictions; write Markdown."""
    from mktlab.collect.simulate import Truth

    with tempfile.TemporaryDirectory() as folder:
        path, orders = _simulate(customers, Path(folder))
        runs = [run(which, path, repeats) for which in (lifetimes, clvkit, mktlab)]
    own = runs[-1]
    truth = vars(Truth())
    names = [*PARAMETERS, "p", "q", "gamma"]
    rows = ["| What | " + " | ".join(names) + " | Expected purchases |"]
    rows.append("|---|" + "--:|" * (len(names) + 1))
    true = [truth[name] / (7 if name == "alpha" else 1) for name in names]
    rows.append("| truth | " + " | ".join(f"{value:.3f}" for value in true) + " | |")
    for one in (run for run in runs if not run.found.get("stopped")):
        values = " | ".join(f"{one.found['parameters'][name]:.3f}" for name in names)
        rows.append(f"| {one.title} | {values} | {one.found['expected']:,.0f} |")
    costs = {one.title: one.cost for one in runs}
    return "\n\n".join(
        [
            f"{customers:,} customers, {orders:,} orders, {own.found['states']:,} distinct histories "
            f"and {own.found['cells']:,} with amounts, {WEEKS_AHEAD['million']} weeks ahead; "
            f"{machinery.machine()}; median of {repeats} runs",
            machinery.table(costs, [one.title for one in runs[:-1]]),
            steps(runs),
            "\n".join(rows),
        ]
    )


def growth(customers: int, repeats: int) -> str:
    """Time this lab's way on growing numbers; write Markdown."""
    sizes = [customers // 100, customers // 10, customers]
    runs = []
    for size in sizes:
        with tempfile.TemporaryDirectory() as folder:
            path, _ = _simulate(size, Path(folder))
            runs.append(run(mktlab, path, repeats))

    def row(name: str, values: list[float], digits: int) -> str:
        logs = [[math.log(value) for value in axis] for axis in (sizes, values)]
        slope = statistics.linear_regression(*logs).slope
        cells = " | ".join(f"{value:,.{digits}f}" for value in values)
        return f"| {name} | {cells} | {slope:.2f} |"

    rows = ["| Step | " + " | ".join(f"{size:,}" for size in sizes) + " | Power |"]
    rows.append("|---|" + "--:|" * (len(sizes) + 1))
    for step in runs[0].found["steps"]:
        rows.append(row(f"{step}, s", [one.found["steps"][step][0] for one in runs], 2))
    rows.append(row("all, s", [one.cost.seconds for one in runs], 1))
    rows.append(row("all, s of work of all cores", [one.work for one in runs], 1))
    rows.append(row("peak memory, GB", [one.cost.gigabytes for one in runs], 2))
    rows.append(row("distinct histories", [one.found["states"] for one in runs], 0))
    said = (
        f"mktlab by customers; {machinery.machine()}; median of {repeats} runs; times grow with the "
        f"power given of the number of customers"
    )
    return f"{said}\n\n" + "\n".join(rows)


PARTS = (cdnow, million, growth)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--part", choices=[one.__name__ for one in PARTS])
    parser.add_argument("--customers", type=int, default=1_000_000, help="not of CDNOW")
    parser.add_argument("--repeats", type=int, default=1)
    parser.add_argument("--contestant", choices=[one.__name__ for one in (*PEERS, *OURS)])
    parser.add_argument("--path", type=Path)
    parser.add_argument("--report", type=Path)
    chosen = parser.parse_args()
    if chosen.contestant is None:
        parts = [one for one in PARTS if chosen.part in (None, one.__name__)]
        for part in parts:
            print(part(chosen.customers, chosen.repeats), end="\n\n", flush=True)
        return
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # what libraries print is no result
    which = next(one for one in (*PEERS, *OURS) if one.__name__ == chosen.contestant)
    which(chosen.path, Clock(chosen.report))


if __name__ == "__main__":
    main()
