"""Sentences on what risks cost."""

import numpy as np
import pandas as pd

from mktlab.figures import count, exact, listed, money, share
from mktlab.risk.losses.scoring import Result

SURE = 0.8
OTHER_SIZE = 2  # times as much as contacts are to bring, from which a register is on another scale


def about(value: float, currency: str) -> str:
    """Write an amount that rests on opinions: three digits and no more."""
    return money(float(f"{value:.3g}"), currency)


def costs(
    result: Result,
    tails: pd.DataFrame,
    held: pd.DataFrame,
    currency: str,
    tail: float,
    example: str,
) -> str:
    """Say what a year costs before and after controls, and at how many points that is beyond the tolerance line."""
    before, after = tails.loc["before"], tails.loc["after"]
    said = (
        f"{count(len(result.risks))} open {'risk' if len(result.risks) == 1 else 'risks'}{example} "
        f"{'is' if len(result.risks) == 1 else 'are'} expected to cost "
        f"{about(before['expected'], currency)} a year, and one year in {1 / tail:.0f} more than "
        f"{about(before['at_risk'], currency)}"
    )
    own = result.risks.dropna(subset=["saved"])
    if len(own):
        cost = own["cost"].sum()
        net = before["expected"] - after["expected"] - cost
        said += (
            f"; {count(len(own))} {'control' if len(own) == 1 else 'controls'} for {about(cost, currency)} "
            f"{'brings' if len(own) == 1 else 'bring'} that to "
            f"{about(after['expected'], currency)} and {about(after['at_risk'], currency)}, "
            f"{'a saving of' if net >= 0 else 'at a loss of'} {about(abs(net), currency)} net"
        )
    over, still = ((held[name] > held["borne"]).sum() for name in ("before", "after"))
    many = len(held)
    return (
        f"{said}. Losses are beyond the tolerance line at {over} of its {many} points without controls and at "
        f"{still} with them."
    )


def beside(result: Result, contacts: dict | None, currency: str) -> str:
    """Compare the register with what the plan's contacts are to bring; empty where they are of one size."""
    if not _of_another_size(result, contacts):
        return ""
    return (
        f"The register is not on the scale of the contacts planned: it expects to lose "
        f"{about(result.expected, currency)} a year, where these are to bring "
        f"{about(contacts['net_gain'], currency)}. Do not set one off against the other."
    )


def in_all(result: Result, contacts: dict | None, currency: str, example: str) -> str:
    """Say in few words what all risks come to, and whether that is on the scale of the contacts."""
    many = len(result.risks)
    said = f"All {count(many)} together" if many > 1 else "In all"
    said += f"{example}: {about(result.expected, currency)} a year"
    if _of_another_size(result, contacts):
        said += ", not to be set off against the gain"
    return said


def _of_another_size(result: Result, contacts: dict | None) -> bool:
    return bool(contacts) and 0 < OTHER_SIZE * contacts["net_gain"] < result.expected


def beyond(held: pd.DataFrame, currency: str) -> str:
    """Say whether the curves stay below the tolerance line: the title of the curve."""
    before, after = (held[held[name] > held["borne"]] for name in ("before", "after"))
    if before.empty and after.empty:
        return "Losses stay below the tolerance line, with and without controls"
    if after.empty:
        row = before.loc[(before["before"] - before["borne"]).idxmax()]
        return (
            f"A year loses more than {money(row['loss'], currency)} with a chance of "
            f"{share(row['before'], _digits(row['before'], row['borne']))}, where {exact(row['borne'])} is borne; "
            f"with the controls planned, {share(row['after'], _digits(row['after'], row['borne']))}"
        )
    row = after.loc[(after["after"] - after["borne"]).idxmax()]
    return (
        f"Even with the controls planned, a year loses more than {money(row['loss'], currency)} with a "
        f"chance of {share(row['after'], _digits(row['after'], row['borne']))}, where {exact(row['borne'])} is borne"
    )


def _digits(value: float, limit: float) -> int:
    """Give as many digits as tell a share from a limit."""
    return next((d for d in range(4) if share(value, d) != share(limit, d)), 4)


def tail(tails: pd.DataFrame, level: float, currency: str, years: int) -> str:
    """Tell the tail, and how well the simulation knows it."""
    row = tails.loc["before"]
    apart = abs(row["simulated"] - row["expected"])
    met = (
        f"the mean lies {apart / row['error']:.1f} standard errors from the exact one"
        if row["error"] > 0
        else "no year met a risk, so they are too few"
        if apart > 0
        else "the mean is the exact one"
    )
    off = (row["at_risk_high"] - row["at_risk_low"]) / 2 / row["at_risk"] if row["at_risk"] else 0.0
    return (
        f"The worst {exact(level)} of years cost {money(row['shortfall'], currency)} on average before "
        f"controls and {money(tails.loc['after', 'shortfall'], currency)} with them. {count(years)} years were "
        f"simulated, which tell the loss that one year in {1 / level:.0f} exceeds to ±{share(off, 1)}; "
        f"{met}. How far experts are right is another matter."
    )


def together(found: dict, currency: str) -> str:
    """Say what common causes change."""
    if not found["causes"]:
        return (
            "No risks are declared to have a cause in common, so bad years are bad by chance alone."
        )
    return (
        f"Risks that share a cause ({listed(found['causes'])}) come together more often: the mean is the same, "
        f"and the worst years cost {money(found['shortfall'], currency)} instead of "
        f"{money(found['shortfall_alone'], currency)} if every risk came by itself."
    )


def largest(result: Result, top: int, currency: str) -> str:
    """Name the risks that cost most."""
    first = result.risks.head(top)
    names = [f"{row.name} ({money(row.expected, currency)})" for row in _named(first)]
    return f"Of the expected loss {share(first['expected'].sum() / result.expected)} comes from {listed(names)}"


def _named(risks: pd.DataFrame):
    return risks[["name", "expected"]].itertuples(index=False)


def moved(ends: pd.DataFrame, currency: str) -> str:
    """Say whose doubt moves the total most: the title of the tornado."""
    row = ends.iloc[0]
    return (
        f"Experts' doubt about “{row['label']}” moves the expected loss most: from "
        f"{money(row['low'], currency)} to {money(row['high'], currency)}"
    )


def controls(result: Result, currency: str) -> str:
    """Say which controls return what they cost."""
    own = result.risks.dropna(subset=["saved"])
    if own.empty:
        return "No expert has told what a control changes, so what controls return cannot be told."
    cost, saved = own["cost"].sum(), own["saved"].sum()
    said = (
        f"{len(own)} {'control costs' if len(own) == 1 else 'controls cost'} {money(cost, currency)} a year and "
        f"{'is' if len(own) == 1 else 'are'} expected to save "
        f"{money(saved, currency)}."
    )
    doubtful = own[own["p_pays"] < SURE]
    if doubtful.empty:
        return f"{said} Each saves more than it costs with a chance of {share(SURE)} or more, as experts see it."
    names = [f"{row.name} ({share(row.p_pays)})" for row in _paying(doubtful)]
    return (
        f"{said} Not surely worth their cost, with the chance that they are: {listed(names)}. A control that "
        "does not pay by mean losses may still be wanted for the worst years. Losses here are without what controls "
        "cost."
    )


def _paying(risks: pd.DataFrame):
    return risks[["name", "p_pays"]].itertuples(index=False)


def misordered(pairs: pd.DataFrame, result: Result, currency: str) -> str:
    """Say how often the matrix orders risks wrongly: the finding beside it."""
    scores = result.risks["score"].to_numpy()
    told = int((scores[:, None] != scores[None]).sum() / 2)
    ties = len(scores) * (len(scores) - 1) // 2 - told
    if told == 0:
        return "The matrix gives all risks one score, so it orders none."
    if pairs.empty:
        return f"The matrix orders all {count(told)} pairs it tells apart as expected losses do."
    row = pairs.iloc[0]
    left = ""
    if ties:
        left = f" Another {'pair' if ties == 1 else f'{count(ties)} pairs'} it does not tell apart."
    return (
        f"The matrix puts {count(len(pairs))} of the {count(told)} pairs it tells apart in the wrong order. The "
        f"worst: “{row['above']}” above “{row['below']}”, though the latter is expected to cost "
        f"{row['times']:.1f} times as much ({money(row['below_loss'], currency)} against "
        f"{money(row['above_loss'], currency)} a year).{left}"
    )


def fuzzy(grades: pd.DataFrame) -> str:
    """Say which grade the fuzzy evaluation gives."""
    if grades.empty:
        return "No category with a weight has been scored, so there is no fuzzy evaluation."
    own = grades.drop(columns="weight")
    weighted, extremes = own.loc["weighted"], own.loc["extremes"]
    first, best = (list(own_.index[np.isclose(own_, own_.max())]) for own_ in (weighted, extremes))
    said = (
        f"By weighted membership the programme is most of all {listed(first)} "
        f"({weighted.max():.2f} of 1)"
    )
    if best == first:
        return f"{said}, and by max–min too."
    return f"{said}; by max–min {listed(best)} ({extremes.max():.2f})."
