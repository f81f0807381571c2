"""Ten thousand risks over ten thousand simulated years, beside the same by pyfair.

    python benchmarks/risk.py [--risks N] [--years N]

Every risk has a chance a year that is not known (a beta distribution) and a lognormal loss. This lab draws
events year by year, lets every tenth risk share a cause with nine others, and adds losses up as it goes; it says
how far its mean is from the exact one. pyfair multiplies a frequency by a loss in each of as many draws, from
distributions with about the same ends, without causes in common, and adds up when all are there. Each
run is a process of its own; imports count.
"""

import argparse
import sys

import machinery

SEED = 20_250_103
RISKS, YEARS = 10_000, 10_000
TOGETHER = 10  # risks to a cause
PEER = "pyfair"


def ends(risks: int):
    """Give each risk its ends: of its chance (5 and 95 %) and of its loss."""
    import random

    rng = random.Random(SEED)
    for number in range(risks):
        low, loss = rng.uniform(0.01, 0.2), 10 ** rng.uniform(3, 5)
        yield number, (low, 3 * low), (loss, 8 * loss)


def mktlab(risks: int, years: int) -> str:
    """Simulate one risk after the other."""
    import numpy as np
    from scipy import stats

    from mktlab.risk.losses.simulating import Once, Risk, View, simulate

    expected = []

    def each():
        for number, (low, high), (least, most) in ends(risks):
            mean, sd = (low + high) / 2, (high - low) / 3.29
            sure = mean * (1 - mean) / sd**2 - 1
            spread = np.log(most / least) / 3.29
            severity = stats.lognorm(spread, scale=np.sqrt(least * most))
            view = View(Once((mean * sure, (1 - mean) * sure)), severity)
            risk = Risk(f"r{number}", (view,), f"c{number // TOGETHER}", 0.3)
            expected.append(risk.expected)
            yield risk

    found = simulate(each(), years, SEED)
    off = (found.total.mean() - sum(expected)) / found.error()
    return (
        f"{risks:,} risks, {years:,} years: mean {found.total.mean():,.0f}, {off:+.1f} standard errors from the "
        f"exact one; one year in 20 above {found.at_risk():,.0f}"
    )


def pyfair(risks: int, years: int) -> str:
    """Multiply frequency and loss in as many draws, and add models up."""
    from pyfair import FairMetaModel, FairModel

    models = []
    for number, (low, high), (least, most) in ends(risks):
        model = FairModel(name=f"r{number}", n_simulations=years)
        model.input_data("Loss Event Frequency", low=low, mode=(low + high) / 2, high=high)
        model.input_data("Loss Magnitude", low=least, mode=(least * most) ** 0.5, high=most)
        model.calculate_all()
        models.append(model)
    together = FairMetaModel(name="all", models=models)
    together.calculate_all()
    total = together.export_results()["Risk"]
    return f"{risks:,} models, {years:,} draws: mean {total.mean():,.0f}"


CONTESTANTS = (mktlab, pyfair)


def compare(risks: int, years: int) -> str:
    """Run both and write Markdown."""
    python = machinery.peers(PEER)
    sizes = ["--risks", str(risks), "--years", str(years)]
    costs = {
        one.__name__: machinery.cost(
            [
                python if one is pyfair else sys.executable,
                __file__,
                "--contestant",
                one.__name__,
                *sizes,
            ],
            repeats=1,
        )
        for one in CONTESTANTS
    }
    said = f"{risks:,} risks over {years:,} years; {machinery.machine()}"
    return "\n".join([said, "", machinery.table(costs, [PEER])])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--risks", type=int, default=RISKS)
    parser.add_argument("--years", type=int, default=YEARS)
    parser.add_argument("--contestant", choices=[one.__name__ for one in CONTESTANTS])
    chosen = parser.parse_args()
    if chosen.contestant is None:
        print(compare(chosen.risks, chosen.years))
        return
    run = next(one for one in CONTESTANTS if one.__name__ == chosen.contestant)
    print(f"{chosen.contestant}: {run(chosen.risks, chosen.years)}", flush=True)


if __name__ == "__main__":
    main()
