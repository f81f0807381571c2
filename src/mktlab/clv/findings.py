"""The sentences of the clv report, computed so that they stay true when the data changes."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

import numpy as np
import pandas as pd

from mktlab.clv import fitting
from mktlab.clv.contacts import findings as contacting
from mktlab.clv.contacts.deciding import Decision
from mktlab.clv.fitting import Posterior
from mktlab.clv.proof import checking
from mktlab.clv.proof import findings as outcome
from mktlab.clv.proof.validating import Test
from mktlab.clv.settings import Settings
from mktlab.figures import count, listed, money, share
from mktlab.lab.headline import Headline, Measure, Number

LEVEL = checking.LEVEL
TOP = 0.1
CLOSE = 2.0  # log-likelihoods this near do not tell models apart


def interval(draws: pd.Series) -> tuple[float, float]:
    """Give the central 90 % of draws."""
    low, high = np.quantile(draws, [0.5 - LEVEL / 2, 0.5 + LEVEL / 2])
    return float(low), float(high)


def _between(draws: pd.Series, write) -> str:
    low, high = interval(draws)
    return f"{share(LEVEL)} interval {write(low)} to {write(high)}"


def _measure(at: float, draws: pd.Series, unit: str) -> Measure | None:
    low, high = interval(draws)
    return Measure.of(at, unit=unit, low=low, high=high)


def equity(totals: pd.DataFrame, settings: Settings, as_of: date, currency: str) -> str:
    """Say what all customers are worth."""
    whole = totals.groupby("draw")[["expected_clv", "clv", "expected_spend"]].sum()
    return (
        f"The customers known on {as_of} are expected to bring "
        f"{money(whole['expected_clv'].mean(), currency)} of margin over the next "
        f"{settings.horizon_weeks} weeks "
        f"({_between(whole['clv'], lambda v: money(v, currency))}), "
        f"from {money(whole['expected_spend'].mean(), currency)} of purchases."
    )


def purchases_only(totals: pd.DataFrame, settings: Settings, as_of: date) -> str:
    """Say how often all customers will buy, where amounts are not known."""
    whole = totals.groupby("draw")[["expected_purchases", "purchases"]].sum()
    return (
        f"The customers known on {as_of} are expected to buy on "
        f"{count(whole['expected_purchases'].mean())} days over the next {settings.horizon_weeks} "
        f"weeks ({_between(whole['purchases'], count)}). No repeat purchase has an amount, so nothing is "
        "said about money."
    )


def holders(segments: pd.DataFrame, predicted: pd.DataFrame, least: int) -> str:
    """Say who holds the value."""
    shown = segments[segments["customers"] >= least]
    text = f"The best tenth of customers hold {share(checking.concentration(predicted, TOP))} of that value"
    if shown.empty:
        return f"{text}."
    best = shown.sort_values("value_share", ascending=False).iloc[0]
    return (
        f"{text}; the segment {best['segment_name']}, {share(best['customer_share'])} of customers, "
        f"holds {share(best['value_share'])}."
    )


def buyers(shown: pd.DataFrame) -> str:
    """Say who will buy most, where amounts are not known."""
    if shown.empty:
        return "No segment is large enough to be shown"
    best = shown.sort_values("value_share", ascending=False).iloc[0]
    return (
        f"The segment {best['segment_name']}, {share(best['customer_share'])} of customers, is expected to "
        f"make {share(best['value_share'])} of purchases"
    )


def fitted(fit: pd.DataFrame, posterior: Posterior) -> str:
    """Say whether the model fits what it was fitted to."""
    outside = (fit["actual"] < fit["low"]) | (fit["actual"] > fit["high"])
    apart = (fit["mean"] - fit["actual"]).abs()
    wrong = share(apart.sum() / 2 / fit["actual"].sum())
    name = posterior.model.title
    if not outside.any():
        return f"{name} fits how often customers bought: every class lies within the model's 90 % range"
    worst = fit.loc[apart.idxmax()]
    more = "more" if worst["actual"] > worst["mean"] else "fewer"
    return (
        f"{name} puts {wrong} of customers into another class of repeat purchases than they are in; most "
        f"at {worst['label']}, where there are {more} than it expects"
    )


def alive(beside: pd.DataFrame, chosen: str) -> str:
    """Say how far the chance to be active depends on the model."""
    best = beside["log_likelihood"].max()
    near = beside[beside["log_likelihood"] > best - CLOSE]
    low, high = beside["alive"].min(), beside["alive"].max()
    names = listed(list(near.index))
    text = (
        f"The models call from {share(low)} to {share(high)} of customers still active, and expect "
        f"{count(beside['expected_purchases'].min())} to {count(beside['expected_purchases'].max())} "
        f"purchase days. By fit, "
    )
    text += (
        f"{names} cannot be told apart (log-likelihoods within {CLOSE:g})."
        if len(near) > 1
        else f"{names} is ahead."
    )
    lead = best - beside.loc[chosen, "log_likelihood"]
    if lead > CLOSE:
        text += f" {chosen}, which is in use, is {lead:.1f} behind it: see clv.model in params."
    return text + (
        " Nobody can see whether a customer is gone, so that chance is the model's, and no threshold on "
        "it decides anything here: value does."
    )


def related(found: tuple[float, float, float], trend: bool, limit: float) -> str:
    """Say whether those who buy more often spend more or less each time, and what is done."""
    middle, low, high = found
    if np.isnan(middle):
        return "Too few repeat customers to tell whether spend per purchase depends on frequency."
    words = f"Rank correlation of frequency and spend per purchase: {middle:.2f} (95 % interval {low:.2f} to {high:.2f})"
    words = words.replace("-", "−")
    if trend:
        return (
            f"{words}. The Gamma-Gamma model assumes none; since it is surely above {limit:g} in size, or "
            "params ask for it, the level of spend is allowed to depend on frequency."
        )
    if low > limit or high < -limit:
        return f"{words}. The Gamma-Gamma model assumes none, and params ask for it all the same."
    sure = "not surely above" if abs(middle) > limit else "below"
    return f"{words}. The Gamma-Gamma model assumes none; that is {sure} the limit of {limit:g}, so it is kept as it is."


def sampled(posterior: Posterior) -> str:
    """Say by what way the posterior was drawn, and what its checks say."""
    checks = posterior.checks
    if checks.way == "laplace":
        k_hat = f"{checks.k_hat:.2f}".replace("-", "−")
        return (
            f"{posterior.model.title}: Laplace approximation with importance sampling, k-hat {k_hat} "
            f"(trusted below {fitting.SAFE:g})"
        )
    after = "" if checks.k_hat is None else f", after the fast path's k-hat of {checks.k_hat:.2f}"
    return (
        f"{posterior.model.title}: NUTS{after}; R-hat at most {checks.rhat:.3f}, effective sample at least "
        f"{checks.ess:,.0f}, {checks.divergences} divergences"
    )


def reconciled(spend: Decimal, currency: str, as_of: date) -> str:
    """Say that history adds up."""
    return (
        f"Up to {as_of} these customers spent {money(spend, currency, cents=True)}, the same to the cent as "
        "in 10_collect."
    )


def new_customers(curve: pd.DataFrame) -> str:
    """Say what a new customer brings."""
    last = curve.iloc[-1]
    return (
        f"A new customer is expected to come back on {last['mean']:.1f} days within {curve.index[-1]:.0f} "
        f"weeks of the first purchase"
    )


def cannot_see(settings: Settings, states) -> str:
    """Say what the model is blind to."""
    longest = states.T.max()
    text = (
        "The model sees the number and the days of purchases, and nothing else: no season, price, "
        "campaign, competitor or change of taste. What the coming weeks bring that the past ones did not, "
        "it cannot foresee."
    )
    if settings.horizon_weeks > longest:
        text += (
            f" It looks {settings.horizon_weeks} weeks ahead from at most {longest:.0f} weeks of history, "
            "so a part of the answer is extrapolation."
        )
    return text


def illustrative(settings: Settings) -> tuple[str, ...]:
    """List the illustrative inputs the value rests on."""
    if not settings.economics.illustrative:
        return ()
    return (
        "margin",
        "discount rate",
        "cost of contacts",
        "uplift and budget of contacts",
    )


def headline(
    totals: pd.DataFrame,
    predicted: pd.DataFrame,
    fit: pd.DataFrame,
    purchases: Posterior,
    tested: Test | None,
    decision: Decision | None,
    settings: Settings,
    plan: dict,
    doubts: Sequence[str] = (),
) -> Headline:
    """Answer the stage's question in one screen; ``doubts`` are sentences that come before all others."""
    as_of, currency = date.fromisoformat(plan["as_of"]), plan["currency"]
    whole = totals.groupby("draw").sum(numeric_only=True)
    weeks = settings.horizon_weeks
    bought = Number(
        label=f"Purchase days expected over {weeks} weeks",
        value=count(whole["expected_purchases"].mean()),
        interval=_between(whole["purchases"], count),
        measure=_measure(whole["expected_purchases"].mean(), whole["purchases"], "purchase days"),
    )
    again = float(np.average(predicted["p_purchase"], weights=predicted["customers"]))
    back = Number(
        label=f"Customers expected to buy at least once in {weeks} weeks",
        value=share(again),
        interval=f"of {count(predicted['customers'].sum())}; a mean of chances",
        measure=Measure.of(again, unit="share"),
    )
    if "clv_mean" in predicted:
        answer = (
            equity(totals, settings, as_of, currency),
            contacting.contacting(decision, settings, currency),
            outcome.calibrated(tested),
        )
        worth = Number(
            label=f"Margin expected over {weeks} weeks, discounted",
            name=f"Discounted margin expected over {weeks} weeks",
            value=money(whole["expected_clv"].mean(), currency),
            interval=_between(whole["clv"], lambda v: money(v, currency)),
            measure=_measure(whole["expected_clv"].mean(), whole["clv"], currency),
        )
        line = (
            f"{money(whole['expected_clv'].mean(), currency)} of margin over {weeks} weeks; "
            f"{contacting.brief(decision)}."
        )
        numbers = (worth, bought, contacting.gain(decision, settings, currency))
        given = illustrative(settings)
    else:
        answer = (purchases_only(totals, settings, as_of), outcome.calibrated(tested))
        alive = float(np.average(predicted["p_alive"], weights=predicted["customers"]))
        active = Number(
            label="Customers called still active by the model",
            value=share(alive),
            interval="a mean of chances; depends on the model",
            measure=Measure.of(alive, unit="share"),
        )
        line = (
            f"{count(whole['expected_purchases'].mean())} purchase days over {weeks} weeks; without "
            "amounts nothing is said about money."
        )
        numbers, given = (bought, back, active), ()
    sure = " ".join([*filter(None, doubts), f"{fitted(fit, purchases)}. "])
    if tested is not None:
        sure += f"{outcome.foreseen(tested)} "
    sure += (
        "Intervals of sums treat customers as independent, so what moves all of them at once, such as a "
        "season, is not in them."
    )
    if tested is not None and weeks > settings.test_weeks:
        sure += f" Only {settings.test_weeks} weeks ahead could be tested, not {weeks}."
    if plan.get("caution"):
        sure += f" {plan['caution']}"
    return Headline(
        question="What are these customers worth over the time ahead, and whom does it pay to contact?",
        answer=answer,
        numbers=numbers,
        sureness=sure,
        illustrative=given,
        line=line,
    )
