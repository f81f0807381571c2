"""The sentences on how forecasts came out, computed so that they stay true when the data changes."""

from datetime import timedelta

import numpy as np
import pandas as pd
from scipy import stats

from mktlab.clv.proof import revenue
from mktlab.clv.proof.rivals import Stack
from mktlab.clv.proof.validating import Test
from mktlab.figures import listed, share, within

TOP = 0.2  # whose later spend is told
LEVEL = 0.9  # of the ranges of weekly totals
LEAST_APART = 0.1  # points off at which a class of customers is told
NEAR = 0.05  # coverage this near to its level is called right


def _held(coverage: dict[float, float]) -> str:
    levels, held = ([f"{100 * v:.0f}" for v in part] for part in (coverage, coverage.values()))
    return f"{listed(levels)}\u00a0% intervals held {listed(held)}\u00a0% of customers"


def calibrated(tested: Test | None) -> str:
    """Say on the first screen whether customers' intervals can be believed."""
    if tested is None:
        return (
            "Whether these intervals can be believed is not tested: there is too little time before the "
            "day of the plan to hold a forecast against what came."
        )
    own = tested.coverage()
    weeks = tested.window.weeks
    if max(abs(held - level) for level, held in own.items()) <= NEAR:
        verdict = f"Intervals of customers' purchases were within {100 * NEAR:.0f} points of what they promise"
    else:
        verdict = "Intervals of customers' purchases are not calibrated"
    return f"{verdict} on the {weeks} weeks before the day of the plan: {_held(own)}."


def foreseen(tested: Test) -> str:
    """Say how the test came out, and what forgetting does."""
    window = tested.window
    end = window.origin + timedelta(weeks=window.weeks)
    off = tested.total - 1
    words = f"{share(abs(off), 1)} {'more' if off > 0 else 'fewer'} purchases than came"
    if np.isnan(off):
        words = "some purchases, and none came"
    text = (
        f"Forecast from what was known on {window.origin}, the {window.weeks} weeks to {end} were expected "
        f"to bring {words}."
    )
    if tested.memory is None:
        return f"{text} No history was forgotten."
    learned = " and ".join(day.isoformat() for day in tested.learned_on)
    source = f", learned from the weeks after {learned}" if learned else ", as params ask"
    return (
        f"{text} Customers change: for this forecast history older than about {tested.memory:.0f} weeks told little"
        f"{source}. With all of history taken to hold, the "
        f"{_held(tested.coverage('plain'))}."
    )


def against(compared: pd.DataFrame) -> str:
    """Say whether the model does better than what needs no model."""
    others = compared.drop("The model")
    best = others["crps"].idxmin()
    row = others.loc[best]
    name = f"“{best.lower()}”"
    if row["low"] > 0:
        return (
            f"By the CRPS the model foresaw customers better than the best simple rule, {name}: "
            f"{row['worse'] / row['crps']:.0%} lower".replace("%", "\u00a0%")
        )
    if row["high"] < 0:
        return f"The simple rule {name} foresaw customers better than the model: use it to forecast"
    return f"The model did not clearly foresee customers better than the simple rule {name}"


def remembered(memory: float | None) -> str:
    """Say what memory the forecasts ahead use."""
    if memory is None:
        return "The forecasts ahead forget no history."
    return (
        f"The forecasts ahead let history fade with a memory of {memory:.0f} weeks: the same expectation, "
        "on less evidence."
    )


def totals(came: pd.Series, expected: pd.DataFrame, paid: pd.DataFrame | None) -> str:
    """Say whether sums over customers, which nothing else tests, came out as sure as they are told."""
    ahead = came.index > 0
    inside = int(came[ahead].between(expected["low"][ahead], expected["high"][ahead]).sum())
    weeks = int(ahead.sum())
    fits = inside >= stats.binom.ppf(0.05, weeks, LEVEL)
    verdict = (
        "Totals came out as their intervals say"
        if fits
        else "Totals are less sure than their intervals say"
    )
    text = f"{verdict}: in {inside} of the {weeks} weeks tested the sum of purchases lay within its 90\u00a0% range"
    whole = 0.0 if paid is None else float(paid["paid"] @ paid["customers"])
    if whole > 0:
        off = float(paid["expected"] @ paid["customers"]) / whole - 1
        text += f", and {share(abs(off), 1)} {'more' if off > 0 else 'less'} spend was expected than came"
    return f"{text}."


def tracked(tested: Test, came: pd.Series, expected: pd.DataFrame) -> str:
    """Say how purchases followed the forecast week by week."""
    ahead = came.index > 0
    inside = came[ahead].between(expected["low"][ahead], expected["high"][ahead])
    weeks = int(ahead.sum())
    return (
        f"In {inside.sum()} of the {weeks} weeks after {tested.window.origin} purchases stayed within the "
        f"90\u00a0% range; about {LEVEL * weeks:.0f} would, were customers independent"
    )


def spent(scored: pd.DataFrame, compared: pd.DataFrame) -> str:
    """Say how the forecast of spend came out."""
    held, own = revenue.coverage(scored), compared.loc[revenue.MODEL]
    off = own["total"] - 1
    words = f"{share(abs(off), 1)} {'more' if off > 0 else 'less'} than came"
    text = f"Of spend, {words} was expected" if off == off else "Nothing was spent in those weeks"
    others = compared.drop(revenue.MODEL)
    best = others["error"].idxmin()
    row = others.loc[best]
    if row["low"] > 0:
        verdict = f"the model erred less than every simple rule (the best: “{best.lower()}”)"
    elif row["high"] < 0:
        verdict = f"the simple rule “{best.lower()}” erred less than the model"
    else:
        verdict = f"the model did not clearly err less than the simple rule “{best.lower()}”"
    return f"{text}; {_held(held)}; {verdict}."


def worst(classes: pd.DataFrame, what: str, least: int) -> str:
    """Say for which class of customers intervals hold least, where that is far from what they promise."""
    shown = classes[classes["customers"] >= least]
    apart = (shown["within_80"] - 0.8).abs()
    if shown.empty or apart.max() < LEAST_APART:
        return (
            f"By {what} the 80\u00a0% intervals held from {share(shown['within_80'].min())} to {share(shown['within_80'].max())} of customers."
            if len(shown)
            else ""
        )
    row = shown.loc[apart.idxmax()]
    more = "more" if row["expected"] > row["actual"] else "fewer"
    return (
        f"Least right by {what}: {apart.idxmax()}, where 80\u00a0% intervals held {share(row['within_80'])} of "
        f"{row['customers']:,.0f} customers and {more} purchases were expected than came ({row['expected']:.1f} "
        f"beside {row['actual']:.1f} each)."
    )


def tenths(frame: pd.DataFrame) -> str:
    """Say how the forecast's best and last tenth came out."""
    first, last = frame.iloc[0], frame.iloc[-1]
    return (
        f"Of the tenth expected to buy most, {first['mean']:,.0f} purchase days were expected and "
        f"{first['actual']:,.0f} came; of the last, {last['mean']:,.0f} and {last['actual']:,.0f}"
    )


def rivals(compared: pd.DataFrame, mixed: Stack | None) -> str:
    """Say whether another model, or a mixture, foresaw the weeks tested better."""
    own, others = compared.index[0], compared.iloc[1:]
    better, worse = others[others["high"] < 0], others[others["low"] > 0]
    parts = []
    if len(better):
        parts.append(f"{listed(list(better.index))} foresaw the weeks tested better than {own}")
    if len(worse):
        parts.append(f"{own} foresaw them better than {listed(list(worse.index))}")
    near = [name for name in others.index if name not in {*better.index, *worse.index}]
    if near:
        parts.append(f"{listed([own, *near])} cannot be told apart")
    largest = others["ahead"].abs().max()
    text = (
        f"{'; '.join(parts)}, by the log score, which differs by {largest:.3f} a customer at most."
    )
    if mixed is None:
        return text
    helps = "helps" if mixed.low > 0 else "does not clearly help"
    return (
        f"{text} Mixing them by stacking, with weights learned on the window before, {helps}: a log score "
        f"{f'{mixed.ahead:+.4f}'.replace('-', '−')} a customer beside {mixed.best}."
    )


def seen(captured: pd.DataFrame) -> str:
    """Say which way of choosing found later spend, as it came."""
    held = captured[captured["top"] == TOP].set_index("way")
    if np.isnan(held.loc[revenue.MODEL, "share"]):
        return "Nothing was spent in the weeks tested, so no list can be held against it"
    others = held.drop(revenue.MODEL)
    best = others["share"].idxmax()
    own = share(held.loc[revenue.MODEL, "share"])
    text = f"The fifth of customers that the model put first made {own} of later spend"
    row = others.loc[best]
    name = within(best)
    if row["low"] > 0:
        return f"{text}, more than any simple rule's, the best of which, “{name}”, held {share(row['share'])}"
    if row["high"] < 0:
        return f"{text}; the simple rule “{name}” did better, with {share(row['share'])}"
    text += f", not clearly more or less than by the simple rule “{name}” ({share(row['share'])})"
    if revenue.RFM in others.index and others.loc[revenue.RFM, "low"] > 0:
        text += f", and more than by {revenue.RFM} ({share(others.loc[revenue.RFM, 'share'])})"
    return text
