"""The sentences of the segment report, computed so that they stay true when the data changes."""

from datetime import date

import numpy as np
import pandas as pd

from mktlab.figures import count, money, share, share_interval
from mktlab.lab.headline import Headline, Number
from mktlab.segment import choosing, paying, scoring, variables
from mktlab.segment.learning import Search
from mktlab.segment.scoring import Model

LEVEL = paying.LEVEL


def verdict(found: Search) -> str:
    """Say whether there are segments by nature."""
    if found.verdict is None:
        return f"Cannot tell whether there are natural segments: {found.reason}."
    if found.verdict.natural:
        return (
            f"Yes: customers fall into {found.verdict.k} groups that are found again in other halves "
            "and draws of them, and are tighter than the variables' own spread and correlations explain."
        )
    return (
        f"No natural segments here: no cut into 2 to {found.verdict.reads.index.max()} groups is "
        "strong, stable and tighter than a cloud with the same spread and correlations would be."
    )


def in_use(model: Model, segments: pd.DataFrame) -> str:
    """Say what is used as segments."""
    number = count(len(segments))
    if model.kind == scoring.NATURAL:
        return f"These {number} groups are the segments that later steps use."
    if model.by == scoring.CENTRES:
        return (
            f"Later steps use {number} groups cut by k-means because params ask for that many: "
            "convenient cuts, not kinds of customers."
        )
    return (
        f"Later steps therefore use {number} named tiers cut by recency, frequency and money: "
        "convenient cuts through a cloud, not kinds of customers."
    )


def pays(compared: pd.DataFrame | None, weeks: float) -> str:
    """Say whether segments foresee spend."""
    if compared is None:
        return "Whether segments foresee spend cannot be told: too little time before the day of the plan."
    row = compared.iloc[0]
    period = f"the next {weeks:.0f} weeks"
    if row["low"] <= 0:
        return f"Knowing the segment does not clearly help to foresee spend over {period}."
    versus = compared.iloc[1]
    if versus["gain_high"] < 0:
        than = "less than the full grid of RFM scores does"
    elif versus["gain_low"] > 0:
        than = "more than the full grid of RFM scores does"
    else:
        than = "about as much as the full grid of RFM scores does"
    return (
        f"Knowing the segment explains {share(row['explained'])} of the differences in spend over "
        f"{period}, {than}."
    )


def headline(
    found: Search,
    model: Model,
    segments: pd.DataFrame,
    compared: pd.DataFrame | None,
    weeks: float,
    changed: pd.Series,
    currency: str,
) -> Headline:
    """Answer whether there are natural segments, and which groups to plan with.

    Parameters
    ----------
    found, model, segments
        The search, the frozen model, the segments table.
    compared, weeks
        From :func:`mktlab.segment.paying.compare`, and over how many weeks; None where not told.
    changed
        Share of customers whose RFM name a neighbouring grid changes, by what is changed.
    currency
        Of the spend.
    """
    top = segments.sort_values("spend", ascending=False).iloc[0]
    boundary = (segments["boundary_share"] * segments["customers"]).sum() / segments[
        "customers"
    ].sum()
    if compared is None:
        foreseen = Number(
            label="Spend explained by the segment", value="–", interval="too little time to tell"
        )
    else:
        row = compared.iloc[0]
        foreseen = Number(
            label=f"Differences in spend over the next {weeks:.0f} weeks that the segment explains",
            value=share(row["explained"]),
            interval=share_interval(row["low"], row["high"], LEVEL),
        )
    return Headline(
        question="Are there natural segments among these customers, and which groups should we plan with?",
        answer=(verdict(found), in_use(model, segments), pays(compared, weeks)),
        numbers=(
            Number(
                label=f"Of all spend from the greatest segment, {top['segment_name']}",
                value=share(top["spend_share"]),
                interval=f"{count(top['customers'])} customers, "
                f"{money(top['spend'], currency)}; a count of all customers, so no interval",
            ),
            foreseen,
            Number(
                label="Customers whose RFM name a neighbouring grid would change",
                value=share(changed.max()),
                interval=f"at most; at least {share(changed.min())}, of {len(changed)} grids tried",
            ),
        ),
        sureness=(
            f"{share(boundary)} of customers lie so near a border that a small change would give "
            f"them another segment. {_stable(segments)}"
        ),
        illustrative=(),
    )


def _stable(segments: pd.DataFrame) -> str:
    known = segments.dropna(subset="jaccard")
    if known.empty:
        return "How stable segments are was not measured."
    worst = known.sort_values("jaccard").iloc[0]
    return (
        f"With other customers drawn, the borders would fall much the same: the least firm segment, "
        f"{worst['segment_name']}, has a Jaccard similarity of {worst['jaccard']:.2f} of 1 "
        f"({worst['stability']})."
        if worst["jaccard"] >= 0.75
        else f"Not every segment is firm: with other customers drawn, {worst['segment_name']} has a "
        f"Jaccard similarity of only {worst['jaccard']:.2f} of 1 ({worst['stability']})."
    )


def signs(found: Search, least: float) -> str:
    """Say what the four signs say, and where they disagree."""
    values = found.evidence.signs.pivot(index="k", columns="sign", values="value")
    several = values.loc[values.index > 1]
    likes = {
        "BIC": int(values[choosing.BIC].idxmin()),
        "the silhouette": int(several[choosing.SILHOUETTE].idxmax()),
    }
    strong = several.index[several[choosing.PREDICTION_STRENGTH] >= least]
    strength = f"up to {int(strong.max())}" if len(strong) else "none but 1"
    return (
        "The signs disagree: "
        + ", ".join(f"{name} likes {k}" for name, k in likes.items())
        + f", prediction strength accepts {strength}; only the comparison with a cloud of the same "
        "spread and correlations tells a group from a cut."
    )


def loaded(factors) -> str:
    """Say what the factors are, by what loads most."""
    told = []
    for name in factors.loadings.columns:
        column = factors.loadings[name]
        strong = column[column.abs() >= 0.5].abs().sort_values(ascending=False).index
        names = [variables.describe(n).words for n in strong[:3]]
        words = " and ".join(names) if len(strong) else "no variable strongly"
        told.append(f"{name} ({share(factors.explained[name])}) is {words}")
    return f"{'; '.join(told)}"


def moved(summary: dict, since: date, as_of: date) -> str:
    """Say how many customers changed segment."""
    return (
        f"From {since} to {as_of}, {share(summary['stayed'])} of {count(summary['known'])} customers "
        f"stayed in their segment, {share(summary['moved'])} clearly moved and {share(summary['noise'])} "
        "moved but were at a border on one of the days"
    )


def drifted(drift: pd.DataFrame, since: date) -> str:
    """Say which variables have drifted."""
    drift = drift[[not variables.describe(name).grows for name in drift["variable"]]]
    if drift.empty:
        return f"Whether customers have changed since {since} cannot be told: every variable grows with time."
    far = drift[drift["beyond"] & (drift["convention"] != "stable")]
    beyond = drift[drift["beyond"]]
    if beyond.empty:
        return f"No variable has drifted since {since} by more than chance would explain."
    big = (
        f"; by the usual .1 only {', '.join(variables.describe(n).words for n in far['variable'])}"
        if len(far)
        else "; none by the usual .1"
    )
    return (
        f"{len(beyond)} of the {len(drift)} variables that can be held together have drifted since "
        f"{since} by more than chance would explain{big}."
    )


def foreseen(compared: pd.DataFrame) -> str:
    """Say which grouping foresees spend best."""
    best = compared["explained"].idxmax()
    return (
        f"{best} explains most of the differences in spend, {share(compared.loc[best, 'explained'])}; "
        f"{compared.index[0]} explains {share(compared['explained'].iloc[0])}"
    )


def searched(found: Search) -> str:
    """Say what the chart of signs shows."""
    if found.verdict.natural:
        return f"Cut into {found.verdict.k}, customers hold together as a cloud without groups never does"
    return "Cutting customers finds no more than cutting a cloud of the same spread and correlations would"


def explained(segments: pd.DataFrame, fidelity: float) -> str:
    """Say how well rules explain segments."""
    poor = segments[segments["rule_fidelity"] < 0.5]["segment_name"]
    doubt = f"; a short rule does not tell {', '.join(poor)} well" if len(poor) else ""
    return f"One decision tree of few leaves puts {share(fidelity)} of customers in their segment{doubt}."


def named(cells: pd.DataFrame) -> str:
    """Say where customers are in the grid."""
    total = cells.to_numpy().sum()
    best = cells.loc[5, [4, 5]].sum() / total
    worst = cells.loc[1, [1, 2]].sum() / total
    return (
        f"{share(best)} of customers bought lately and score high, {share(worst)} have not bought for "
        "long and score low"
    )


def neighbouring(changed: pd.Series) -> str:
    """Say how much names depend on the grid."""
    return (
        f"A grid that differs a little would rename from {share(changed.min())} to "
        f"{share(changed.max())} of customers: names are a convention, and should not be read finer "
        "than that."
    )


def agreed(square: pd.DataFrame, agreed: pd.Series) -> str:
    """Say how far ways of cutting agree."""
    if len(square) < 2:
        return "Only one way of cutting could be used"
    upper = square.where(np.triu(np.ones(square.shape, dtype=bool), 1)).stack()
    high, low = upper.idxmax(), upper.idxmin()
    none = (agreed == 0).mean()
    return (
        f"Ways of cutting agree most for {high[0]} and {high[1]} ({upper.max():.2f}) and least for "
        f"{low[0]} and {low[1]} ({upper.min():.2f}); no other way keeps {share(none)} of customers in "
        "their segment"
    )
