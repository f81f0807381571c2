"""The sentences of the segment report, computed so that they stay true when the data changes."""

from datetime import date

import numpy as np
import pandas as pd

from mktlab.figures import count, money, share, share_interval, within
from mktlab.lab.headline import Headline, Measure, Number
from mktlab.segment import choosing, personas, resampling, scoring, variables
from mktlab.segment.learning import Search
from mktlab.segment.refreshing import Choice
from mktlab.segment.scoring import Model

LEVEL = resampling.LEVEL
DOUBTFUL_RULE = 0.6  # of those a rule holds for, in the segment


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


def in_use(found: Search, model: Model, segments: pd.DataFrame) -> str:
    """Say what is used as segments."""
    number = count(len(segments))
    if model.kind == scoring.NATURAL:
        return f"These {number} groups are the segments that later steps use."
    if model.by == scoring.CENTRES:
        return (
            f"Later steps use {number} groups cut by k-means because params ask for that many: "
            "convenient cuts, not kinds of customers."
        )
    cut = f"use {number} named tiers cut by recency, frequency and money: convenient cuts"
    if found.verdict is None:
        return f"Later steps {cut}, whether or not there are kinds of customers."
    return f"Later steps therefore {cut} through a cloud, not kinds of customers."


def learned(choice: Choice, as_of: date, agreement: float | None) -> str:
    """Say on which day the segments in use were learned, and whether a refresh is due.

    Parameters
    ----------
    choice
        The model in use.
    as_of
        Day of the plan.
    agreement
        Adjusted Rand index of the kept model's segments and of those learned on that day; None where not told.
    """
    if choice.kept is None:
        return ""
    alike = (
        ""
        if agreement is None
        else f" Told by both, customers agree with an adjusted Rand index of {agreement:.2f} of 1."
    )
    day = choice.kept.as_of
    if choice.reused:
        age = (as_of - day).days
        return (
            f"Segments are told by the kept plan's model, learned on {day}, {age} days ago; no refresh "
            f"is due.{alike}"
        )
    return (
        f"Segments were learned anew, since the kept plan's model of {day} is due for a refresh: "
        f"{'; '.join(choice.reasons)}. Names may stand for other customers than before.{alike}"
    )


def pays(compared: pd.DataFrame | None, weeks: float, as_of: date) -> str:
    """Say whether segments foresee spend, and whether something as simple does it better."""
    if compared is None:
        return "Whether segments foresee spend cannot be told: too little time before the day of the plan."
    row = compared.iloc[0]
    period = f"the {weeks:.0f} weeks to {as_of}"
    if row["low"] <= 0:
        return f"Knowing the segment did not clearly help to foresee spend over {period}."
    told = (
        f"Knowing the segment explained {share(row['explained'])} of the differences (the variance) in "
        f"spend over {period}"
    )
    better = [name for name, other in compared.iloc[1:].iterrows() if other["gain_high"] < 0]
    if better:
        best = compared.loc[better, "explained"].idxmax()
        return (
            f"{told}; {within(best)} explained {share(compared.loc[best, 'explained'])}, so use segments to "
            "name what to do, not to forecast."
        )
    return f"{told}, no less than anything as simple that was tried."


def headline(
    found: Search,
    choice: Choice,
    learned: str,
    segments: pd.DataFrame,
    compared: pd.DataFrame | None,
    weeks: float,
    stayed: dict | None,
    changed: pd.Series,
    plan: dict,
) -> Headline:
    """Answer whether there are natural segments, and which groups to plan with.

    Parameters
    ----------
    found, choice, learned, segments
        The search, the model in use, what :func:`learned` says of it, the segments table.
    compared, weeks
        From :func:`mktlab.segment.paying.compare`, and over how many weeks; None where not told.
    stayed
        From :func:`mktlab.segment.moving.summary` over the same weeks, or None.
    changed
        Share of customers whose RFM name a neighbouring grid changes, by what is changed.
    plan
        What collect recorded of the plan.
    """
    top = segments.sort_values("spend", ascending=False).iloc[0]
    boundary = (segments["boundary_share"] * segments["customers"]).sum() / segments[
        "customers"
    ].sum()
    untold = "too little time before the day of the plan to tell"
    foreseen = kept = None
    if compared is not None:
        row = compared.iloc[0]
        foreseen = (
            share(row["explained"]),
            share_interval(row["low"], row["high"], LEVEL),
            Measure.of(row["explained"], unit="share", low=row["low"], high=row["high"]),
        )
    if stayed is not None:
        about = f"of {count(stayed['known'])}; another {share(stayed['noise'])} were at a border"
        kept = (
            share(stayed["stayed"]),
            f"{about}; a count, so no interval",
            Measure.of(stayed["stayed"], unit="share"),
        )
    span = f"{weeks:.0f} weeks" if weeks else "some weeks"
    return Headline(
        question="Are there natural segments among these customers, and which groups should we plan with?",
        answer=(
            verdict(found),
            in_use(found, choice.model, segments),
            pays(compared, weeks, date.fromisoformat(plan["as_of"])),
        ),
        numbers=(
            Number(
                label=f"Of all spend from the greatest segment, {top['segment_name']}",
                value=share(top["spend_share"]),
                interval=f"{count(top['customers'])} customers, "
                f"{money(top['spend'], plan['currency'])}; a sum over all customers, so no interval",
                name="Share of all spend from the greatest segment",
                measure=Measure.of(top["spend_share"], unit="share"),
            ),
            Number(
                label=f"Differences in spend over the last {span} that the segment explained",
                value=foreseen[0] if foreseen else "–",
                interval=foreseen[1] if foreseen else untold,
                measure=foreseen[2] if foreseen else None,
            ),
            Number(
                label=f"Customers in the same segment as {span} before",
                value=kept[0] if kept else "–",
                interval=kept[1] if kept else untold,
                measure=kept[2] if kept else None,
            ),
        ),
        sureness=" ".join(
            filter(
                None,
                (
                    f"{share(boundary)} of customers lie so near a border that a small change would "
                    "give them another segment; a slightly other grid would rename up to "
                    f"{share(changed.max())}.",
                    _stable(segments),
                    learned,
                    plan["caution"],
                ),
            )
        ),
        illustrative=(),
        line=line(found, choice.model, segments),
    )


def line(found: Search, model: Model, segments: pd.DataFrame) -> str:
    """Answer in one line."""
    if model.kind == scoring.NATURAL:
        return f"{count(len(segments))} natural segments."
    what = "named tiers" if model.by != scoring.CENTRES else "groups cut by k-means"
    why = (
        "Cannot tell whether there are natural segments"
        if found.verdict is None
        else "No natural segments"
        if not found.verdict.natural
        else "There are natural segments"
    )
    return f"{why}; {count(len(segments))} {what} are used instead."


def _stable(segments: pd.DataFrame) -> str:
    known = segments.dropna(subset="jaccard")
    if known.empty:
        return "How stable segments are was not measured."
    worst = known.sort_values("jaccard").iloc[0]
    return (
        f"With other customers drawn, the cut points would fall much the same: the least firm segment, "
        f"{worst['segment_name']}, has a Jaccard similarity of {worst['jaccard']:.2f} of 1 "
        f"({worst['stability']})."
        if worst["stability"] in personas.FIRM
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
    most = int(strong.max()) if len(strong) else 1
    if {*likes.values(), most} == {most}:
        told = f"The signs agree on {most}"
    else:
        told = "The signs disagree: " + ", ".join(f"{name} likes {k}" for name, k in likes.items())
        told += f", prediction strength accepts {f'up to {most}' if most > 1 else 'none but 1'}"
    return (
        f"{told}; only the comparison with a cloud of the same spread and correlations tells a group "
        "from a cut."
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
        f"; by the usual 0.1 only {', '.join(variables.describe(n).words for n in far['variable'])}"
        if len(far)
        else "; none by the usual 0.1"
    )
    return (
        f"{len(beyond)} of the {len(drift)} variables that can be held together have drifted since "
        f"{since} by more than chance would explain{big}."
    )


def foreseen(compared: pd.DataFrame) -> str:
    """Say which grouping foresees spend best."""
    best = compared["explained"].idxmax()
    if compared.loc[best, "explained"] <= 0:
        return "No way of telling customers apart foresees their spend better than the mean of all does"
    told = f"{best} explains most of the differences in spend, {share(compared.loc[best, 'explained'])}"
    own = compared.index[0]
    if best == own:
        return told
    return f"{told}; {own[:1].lower()}{own[1:]} explains {share(compared['explained'].iloc[0])}"


def searched(found: Search) -> str:
    """Say what the chart of signs shows."""
    reads = found.verdict.reads
    if found.verdict.natural:
        return f"Cut into {found.verdict.k}, customers hold together as a cloud without groups never does"
    solid = [str(k) for k in reads.index[reads["strong"] & reads["stable"]]]
    tight = [str(k) for k in reads.index[reads["beyond"]]]
    parts = []
    if solid:
        parts.append(f"{', '.join(solid)} strong and stable, but no tighter than a like cloud")
    if tight:
        parts.append(f"{', '.join(tight)} tighter than a like cloud, but not strong and stable")
    what = "; ".join(parts) or "none is strong, stable or tighter than a like cloud"
    return f"No number of groups passes all three tests: {what}"


def explained(segments: pd.DataFrame, fidelity: float) -> str:
    """Say how well rules explain segments."""
    poor = segments[segments["rule_fidelity"] < DOUBTFUL_RULE]["segment_name"]
    doubt = (
        f"; the short rules for {', '.join(poor)} hold for others too, more than "
        f"{share(1 - DOUBTFUL_RULE)} of the time"
        if len(poor)
        else ""
    )
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
        f"Ways of cutting agree {_much(upper.max())}: from {upper.min():.2f} ({low[0]} and {low[1]}) to "
        f"{upper.max():.2f} ({high[0]} and {high[1]}); for {share(none)} of customers none of the "
        "others agrees with the segment in use"
    )


def _much(greatest: float) -> str:
    return "closely" if greatest >= 0.8 else "in part" if greatest >= 0.5 else "little"


def returned(back: pd.DataFrame | None, since: date | None, as_of: date) -> str:
    """Say how many customers of each segment bought again."""
    if back is None or back.empty:
        return "Whether customers came back by segment cannot be told."
    known = back.dropna(subset="share")
    if known.empty:
        return "Too few customers in each segment to say how many came back."
    low, high = known["share"].idxmin(), known["share"].idxmax()
    return (
        f"Names are relative to other customers: of those called {low} on {since}, "
        f"{share(known.loc[low, 'share'])} bought again by {as_of}, of those called {high} "
        f"{share(known.loc[high, 'share'])}."
    )
