"""The register in money: each risk and all together, before and after controls, and what controls return."""

from collections import Counter
from dataclasses import dataclass

import numpy as np
import pandas as pd

from mktlab.risk.experts.asking import Scored
from mktlab.risk.losses import matrix, simulating
from mktlab.risk.losses.simulating import Losses
from mktlab.risk.register.reading import CHANCES, LOSSES, Risk
from mktlab.risk.settings import Matrix, Settings, Tolerance

LEVELS = (0.05, 0.95)
DRAWS = 4_000
EVEN = 0.5
POINTS = 400
NOTHING = pd.Series(dtype="float64")  # expected losses where nothing is scored


@dataclass(frozen=True)
class Result:
    """What risks cost.

    Attributes
    ----------
    risks
        By id, the largest expected loss first: ``name``, ``category``, ``probability`` (of an event in a
        year) with ``probability_low`` and ``_high``, ``severity`` (mean loss of one event) with ``_low`` and
        ``_high`` quantiles, ``expected`` loss a year with what experts' doubt leaves of it (``expected_low``,
        ``expected_high``), the same with the control (``after``, ``after_low``, ``after_high``), ``saved``
        with ``saved_low``, ``saved_high``, ``cost`` of the control, ``p_pays`` (chance that it saves more than
        it costs; null without a control), ``likelihood`` and ``impact`` bands, ``score``, ``colour``,
        ``simulated``, ``misfit``.
    before, after
        Simulated years without and with the controls planned.
    """

    risks: pd.DataFrame
    before: Losses
    after: Losses

    @property
    def expected(self) -> float:
        """Expected loss a year before controls, exact."""
        return float(self.risks["expected"].sum())

    @property
    def expected_after(self) -> float:
        """The same with controls."""
        return float(self.risks["after"].sum())


def score(
    register: dict[str, Risk], seen: dict[str, Scored], settings: Settings, seed: int
) -> Result | None:
    """Score the risks that experts have told of; None where there are none."""
    if not seen:
        return None
    before = simulating.simulate((own.before for own in seen.values()), settings.years, seed)
    after = simulating.simulate((own.after for own in seen.values()), settings.years, seed)
    rows = {name: _row(register[name], own, settings.matrix, seed) for name, own in seen.items()}
    risks = pd.DataFrame.from_dict(rows, orient="index")
    risks["simulated"] = before.mean
    risks = risks.sort_values("expected", ascending=False, kind="stable")
    return Result(risks, before, after)


def _row(risk: Risk, own: Scored, bands: Matrix, seed: int) -> dict:
    chance_low, chance_high = own.pooled(CHANCES[0], LEVELS)
    loss_low, loss_high = own.pooled(LOSSES[0], LEVELS)
    (low, high), _ = simulating.ends(own.before, LEVELS, DRAWS, seed)
    (after_low, after_high), _ = simulating.ends(own.after, LEVELS, DRAWS, seed)
    severity = float(
        own.before.weights @ [float(view.severity.mean()) for view in own.before.views]
    )
    probability = own.before.frequency
    likelihood = int(matrix.cell(probability, bands.likelihood))
    impact = int(matrix.cell(severity, bands.impact))
    row = {
        "name": risk.title,
        "category": risk.category,
        "owner": risk.owner,
        "cause": risk.shared_cause,
        "probability": probability,
        "probability_low": chance_low,
        "probability_high": chance_high,
        "severity": severity,
        "severity_low": loss_low,
        "severity_high": loss_high,
        "expected": own.before.expected,
        "expected_low": low,
        "expected_high": high,
        "after": own.after.expected,
        "after_low": after_low,
        "after_high": after_high,
        "likelihood": likelihood,
        "impact": impact,
        "score": likelihood * impact,
        "colour": bands.colour(likelihood * impact),
        "misfit": own.misfit,
        "saved": np.nan,
        "saved_low": np.nan,
        "saved_high": np.nan,
        "cost": np.nan,
        "p_pays": np.nan,
    }
    if own.controlled:
        (low, high), drawn = simulating.ends(own.before, LEVELS, DRAWS, seed, own.after)
        row |= {
            "saved": own.before.expected - own.after.expected,
            "saved_low": low,
            "saved_high": high,
            "cost": risk.control_cost,
            "p_pays": float((drawn > risk.control_cost).mean()),
        }
    return row


def exceedance(result: Result) -> pd.DataFrame:
    """Give the loss exceedance curves.

    Returns
    -------
    pandas.DataFrame
        ``controls`` (before or after), ``chance`` of a year that loses more than ``loss``.
    """
    parts = []
    for controls, losses in (("before", result.before), ("after", result.after)):
        amounts, chances = losses.exceedance(POINTS)
        parts.append(pd.DataFrame({"controls": controls, "chance": chances, "loss": amounts}))
    return pd.concat(parts, ignore_index=True)


def against(result: Result, line: list[Tolerance]) -> pd.DataFrame:
    """Hold the curves against the tolerance line.

    Returns
    -------
    pandas.DataFrame
        By point of the line: ``loss``, ``borne`` (largest chance that is borne), ``before`` and ``after`` (chance
        of losing more).
    """
    return pd.DataFrame(
        {
            "loss": point.loss,
            "borne": point.chance,
            "before": result.before.beyond(point.loss),
            "after": result.after.beyond(point.loss),
        }
        for point in line
    )


def tail(result: Result, level: float) -> pd.DataFrame:
    """Tell the distribution of a year's loss before and after controls.

    Returns
    -------
    pandas.DataFrame
        By ``before`` and ``after``: ``expected`` (exact), ``simulated`` and its standard ``error``, ``at_risk``
        with the interval that the number of years leaves (``at_risk_low``, ``at_risk_high``), ``shortfall``,
        ``none`` (chance of a year without any loss).
    """
    rows = {}
    for name, losses, exact in (
        ("before", result.before, result.expected),
        ("after", result.after, result.expected_after),
    ):
        low, high = losses.at_risk_error(level)
        rows[name] = {
            "expected": exact,
            "simulated": float(losses.total.mean()),
            "error": losses.error(),
            "at_risk": losses.at_risk(level),
            "at_risk_low": low,
            "at_risk_high": high,
            "shortfall": losses.shortfall(level),
            "none": 1 - losses.beyond(0.0),
        }
    return pd.DataFrame.from_dict(rows, orient="index")


def tornado(result: Result, top: int) -> pd.DataFrame:
    """Say which experts' doubt moves the expected loss of all risks most.

    Returns
    -------
    pandas.DataFrame
        The furthest first: ``label``, and the total's ends ``low`` and ``high`` where one risk's expected loss
        is at the ends of its 90 % interval and all others are at theirs expected.
    """
    risks, whole = result.risks, result.expected
    found = pd.DataFrame(
        {
            "label": risks["name"],
            "low": whole - risks["expected"] + risks["expected_low"],
            "high": whole - risks["expected"] + risks["expected_high"],
        }
    )
    width = found["high"] - found["low"]
    order = width.sort_values(ascending=False, kind="stable").index
    return found.loc[order].head(top).reset_index(drop=True)


def unpaid(result: Result) -> list[str]:
    """Name the risks whose control is likelier to cost more than it saves."""
    return list(result.risks.loc[result.risks["p_pays"] < EVEN, "name"])


def equally(seen: dict[str, Scored]) -> float:
    """Give the expected loss a year of all risks if every expert counted alike."""
    return float(
        sum(np.mean([view.expected for view in own.before.views]) for own in seen.values())
    )


def dependence(seen: dict[str, Scored], result: Result, settings: Settings, seed: int) -> dict:
    """Say what the declared common causes change: the tail if every risk came by itself."""
    alone = simulating.simulate(
        (
            simulating.Risk(own.before.name, own.before.views)
            for own in seen.values()
        ),
        settings.years,
        seed,
    )  # fmt: skip
    shared = [o.before.cause for o in seen.values() if o.before.cause and o.before.dependence > 0]
    return {
        "causes": sorted(name for name, risks in Counter(shared).items() if risks > 1),
        "at_risk": result.before.at_risk(settings.tail),
        "at_risk_alone": alone.at_risk(settings.tail),
        "shortfall": result.before.shortfall(settings.tail),
        "shortfall_alone": alone.shortfall(settings.tail),
    }


def misordered(result: Result) -> pd.DataFrame:
    """List the pairs that the matrix orders the other way round than expected losses."""
    risks = result.risks
    return matrix.misordered(
        list(risks["name"]), risks["score"].to_numpy(), risks["expected"].to_numpy()
    )


def tied(result: Result) -> pd.DataFrame:
    """Give the largest and the least expected loss among risks of one score, the furthest apart first.

    Returns
    -------
    pandas.DataFrame
        ``score``, ``risks``, ``most`` and ``least`` (names), ``times`` the one is as large as the other.
    """
    rows = []
    for value, own in result.risks.groupby("score"):
        if len(own) > 1:
            most, least = own["expected"].idxmax(), own["expected"].idxmin()
            times = own.loc[most, "expected"] / own.loc[least, "expected"]
            rows.append((value, len(own), own.loc[most, "name"], own.loc[least, "name"], times))
    found = pd.DataFrame(rows, columns=["score", "risks", "most", "least", "times"])
    return found.sort_values(["times", "score"], ascending=False, ignore_index=True)
