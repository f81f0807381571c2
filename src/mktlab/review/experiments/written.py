"""Tables of experiments as a reader reads them; and frames for charts."""

import pandas as pd

from mktlab.figures import count, exact, share
from mktlab.review.experiments.gathering import DAY
from mktlab.review.experiments.powering import Power
from mktlab.review.experiments.reading_out import Readout
from mktlab.review.experiments.wording import NAMES, NONE, chance, percent, points, value

KINDS = {"arms": "experiment_arms.csv", "simulated": "simulated"}


def register(readouts: list[Readout]) -> pd.DataFrame:
    """Write the register: what was asked, and whether it can be read."""
    return pd.DataFrame(
        {
            "Experiment": f"{own.experiment.id} {own.experiment.name}{example(own)}",
            "Hypothesis": own.experiment.hypothesis,
            "Decided by": NAMES[own.experiment.metric],
            "Days": f"{own.experiment.start_day} to {own.experiment.end_day}",
            "Source": KINDS.get(own.experiment.source, own.experiment.source),
            "Owner": own.experiment.owner,
            "Read": "no" if own.refused else "yes",
        }
        for own in readouts
    )


def arms(readout: Readout, least: int) -> pd.DataFrame:
    """Write how large arms are, as planned and as they came; arms of fewer than ``least`` are not told."""
    whole = sum(readout.read.values())
    rows = []
    for arm, planned in readout.experiment.planned.items():
        many = readout.read.get(arm, 0)
        told = many >= least
        rows.append(
            {
                "Arm": arm,
                "Planned": exact(planned),
                "Customers": count(many) if told else f"fewer than {least}",
                "Share": share(many / whole, 1) if told and whole else NONE,
            }
        )
    return pd.DataFrame(rows)


def arms_caption(readout: Readout) -> str:
    """Say what the sample-ratio check gave."""
    if readout.srm_p is None:
        return "Arms as planned and as they came"
    return f"Arms as planned and as they came: p {chance(readout.srm_p)} if drawn as planned; below 0.001 blocks"


def comparisons(readout: Readout, currency: str, least: int) -> pd.DataFrame:
    """Write differences by arm and metric; none of arms of fewer than ``least`` customers, or that are refused."""
    if readout.refused or readout.least < least:
        return pd.DataFrame()
    level = exact(1 - readout.experiment.alpha)
    return pd.DataFrame(
        {
            "Arm": own.arm,
            "Metric": NAMES[own.metric],
            "In control": value(own.metric, own.control_mean, currency),
            "In the arm": value(own.metric, own.mean, currency),
            "Difference": points(own.metric, own.difference, currency),
            f"{level} interval": _ends(own.metric, own.low, own.high, currency),
            "Valid at any look": _ends(own.metric, own.low_any_time, own.high_any_time, currency),
            "p, corrected": NONE if own.p_adjusted is None else chance(own.p_adjusted),
            "Variance cut": NONE if own.variance_cut is None else share(own.variance_cut),
            "Claim": permit.claim,
        }
        for own, permit in zip(readout.comparisons, readout.permits, strict=True)
    )


def _ends(metric: str, low: float | None, high: float | None, currency: str) -> str:
    if low is None:
        return NONE
    return f"{points(metric, low, currency)} to {points(metric, high, currency)}"


def comparisons_caption(readout: Readout) -> str:
    """Say how the differences were made."""
    own = readout.experiment
    family = sum(c.difference is not None for c in readout.comparisons)
    any_look = "at any look" if readout.peeked else "at one look at the end"
    return (
        f"{own.name}{example(readout)}: everyone assigned counts, whether or not reached; differences adjusted by what came "
        f"before where it is known; p {any_look}, corrected by Holm for {family} comparisons"
    )


def example(readout: Readout) -> str:
    """Mark what is simulated or an example, to stand beside a number."""
    if readout.experiment.is_simulated:
        return " (simulated)"
    return " (example)" if readout.experiment.illustrative else ""


def forest(readout: Readout, least: int) -> pd.DataFrame:
    """Give the forest of intervals as it is drawn.

    Returns
    -------
    pandas.DataFrame
        One row per comparison with a relative difference: ``label``, ``value``, ``low``, ``high`` (fixed interval),
        ``outer_low``, ``outer_high`` (valid at any look), ``truth`` (null where it is not known).
    """
    if readout.refused or readout.least < least:
        return pd.DataFrame()
    several = len(readout.experiment.arms) > 2
    return pd.DataFrame(
        {
            "label": f"{NAMES[own.metric].capitalize()}{f', {own.arm}' if several else ''}",
            "value": own.relative,
            "low": own.relative_low,
            "high": own.relative_high,
            "outer_low": own.relative_low_any_time,
            "outer_high": own.relative_high_any_time,
            "truth": readout.truth.get(own.metric),
        }
        for own in readout.comparisons
        if own.relative is not None
    )


def forest_table(drawn: pd.DataFrame) -> pd.DataFrame:
    """Write the same."""
    table = pd.DataFrame(
        {
            "Metric": row.label,
            "Relative difference": percent(row.value),
            "Interval for one look": f"{percent(row.low)} to {percent(row.high)}",
            "Valid at any look": f"{percent(row.outer_low)} to {percent(row.outer_high)}",
            "Truth": percent(row.truth),
        }
        for row in drawn.itertuples()
    )
    return table if drawn["truth"].notna().any() else table.drop(columns="Truth")


def power_curve(found: Power) -> tuple[pd.DataFrame, dict[str, pd.Series]]:
    """Give the power curve as it is drawn: with what came before where it is known, else without; and beside it."""
    percents = 100 * found.curve
    first = percents["cuped"] if "cuped" in percents else percents["plain"]
    drawn = pd.DataFrame({"mean": first, "low": first, "high": first})
    beside = {"Without it": percents["plain"]} if "cuped" in percents else {}
    return drawn, beside


def power_table(found: Power) -> pd.DataFrame:
    """Write what the next test needs, with and without what came before."""
    rows = []
    if found.per_arm is not None:
        rows.append(("With what came before (CUPED)", found.per_arm, found.detectable))
    rows.append(("Without", found.per_arm_plain, found.detectable_plain))
    return pd.DataFrame(
        {
            "Metric": NAMES[found.metric],
            "Adjusted": adjusted,
            f"Customers in each arm to find {percent(found.effect)}": count(many),
            "What this experiment could find": percent(least),
        }
        for adjusted, many, least in rows
    )


def before(readout: Readout) -> str:
    """Say which days before count; empty where none do."""
    if readout.window is None or readout.window.before is None:
        return ""
    first, last = readout.window.before
    return f"{(last - first) // DAY + 1} days before, from {first} to {last}"
