"""What is kept or changed because of how forecasts came out."""

import numpy as np
import pandas as pd

from mktlab.figures import count, share
from mktlab.review.closing.lessons import Lesson, Update
from mktlab.review.forecasts import findings, lapses
from mktlab.review.forecasts.customers import ALL
from mktlab.review.forecasts.happening import Happened
from mktlab.review.forecasts.lapses import Lapses
from mktlab.review.forecasts.scoring import Scored

FEW = 5  # expected events, below which so few came to be seen that chances cannot be judged
SURE = 0.05  # below this a count is no chance
APART = 0.05  # of a total: what is nearer is called near
OWNER = "analyst"


def lessons(scored: Scored, currency: str, least: int) -> list[Lesson]:
    """Say what of the forecasts is to be kept or changed.

    Parameters
    ----------
    scored
        What the plan foresaw; of what has not come there is no lesson.
    currency
        Of amounts and losses.
    least
        Groups of fewer customers are not told of.
    """
    told = []
    if scored.summed is not None:
        told += [_total(scored.summed), *_naive(scored.summed)]
    if scored.covered is not None and scored.covered["purchases"].notna().any():
        told.append(_held(scored.covered))
    if scored.lapses is not None:
        told.append(_lapses(scored.lapses, scored.weeks, currency, least))
    if scored.measures is not None and len(scored.measures):
        told.append(_segments(scored.measures))
    if scored.risks is not None:
        told.append(_experts(scored.risks, currency))
    if scored.warned is not None:
        told += [
            _missed(row) for row in scored.warned.to_dict("records") if row["verdict"] == "missed"
        ]
    return told


def _experts(found: Happened, currency: str) -> Lesson:
    """Have experts weighed by what came: their weights rest on questions of known answer."""
    about, said, some = (
        "Chances of risks",
        findings.risks(found, currency),
        found.risks["happened"].any(),
    )
    act = (
        "Enter the losses that came as questions of known answer in expert_estimates.csv, so that experts are weighed "
        "by them"
        if some
        else ""
    )
    kept = found.p_count >= SURE
    few = found.risks["chance"].sum() < FEW
    if not kept:
        act = act or "Ask experts again, with what came before them"
    return Lesson(
        about, ("cannot tell" if few else "keep") if kept else "change", said, act,
        "Calibration of experts in the risk report" if act else "", OWNER if act else "", 8, (), found.illustrative,
    )  # fmt: skip


def _missed(row: dict) -> Lesson:
    """Lower a limit so that what went wrong would have been warned of."""
    value = row["value"]
    would = {"above": 0.99 * value, "below": 1.01 * value, "apart": 0.99 * abs(value - 1)}[
        row["side"]
    ]
    title = row["title"]
    return Lesson(
        f"Warning “{title}”", "change", f"It was green at {value:.2f} and came out at {row['came']:.2f}, which is {row['would']}.",
        "Warn earlier, unless more plans show that this was chance", "Hits and false alarms of this warning", OWNER, 4,
        (Update(f"risk.watch.{row['warning']}.amber", round(would, 4), "it stayed green before what came"),),
    )  # fmt: skip


def _total(summed: pd.DataFrame) -> Lesson:
    whole = summed.loc[ALL]
    paid = whole["expected_paid"] / whole["paid"] - 1 if whole["paid"] else float("nan")
    if not whole["bought"]:
        return Lesson(
            "Totals of the forecast", "cannot tell",
            f"Nothing came, where {count(whole['expected_bought'])} purchase days had been expected.",
            "Look whether orders of these weeks are missing.", "Purchase days that came", OWNER, 1,
        )  # fmt: skip
    off = whole["expected_bought"] / whole["bought"] - 1
    worst = off if np.isnan(paid) or abs(off) > abs(paid) else paid
    what = "purchases" if worst is off else "spend"
    why = f"The forecast's total of {what} was {findings.off(worst)}."
    if abs(worst) <= APART:
        return Lesson("Totals of the forecast", "keep", why)
    return Lesson(
        "Totals of the forecast", "change", why,
        f"Plan money {share(abs(worst))} {'below' if worst > 0 else 'above'} the forecast until the next review, and look for what moved all "
        "customers at once (season, prices, stores closed).",
        "Expected to actual total at the next review", OWNER, 4,
    )  # fmt: skip


def _naive(summed: pd.DataFrame) -> list[Lesson]:
    about, said = "Forecasts of customers", findings.against_naive(summed)
    if findings.best_naive(summed) is None:
        return []
    gained = findings.beside(summed)
    if gained is None or gained[2] < 0:
        return [
            Lesson(
                about, "change", said, "Shorten the memory of the purchase model, or use the naive forecast.",
                "Skill against the naive forecast", OWNER, 8,
            )
        ]  # fmt: skip
    return [Lesson(about, "keep" if gained[1] > 0 else "cannot tell", said)]


def _lapses(found: Lapses, weeks: int, currency: str, least: int) -> Lesson:
    """Judge chances of no purchase by those that were high: on them value at risk rests."""
    about, said = "Chances of no purchase", findings.lapsed(found, weeks, currency, least)
    high = found.told.loc[lapses.HIGH]
    if high["customers"] < least:
        return Lesson(about, "cannot tell", said)
    way = findings.side(high)
    if not way:
        return Lesson(about, "keep", said)
    return Lesson(
        about, "change", said,
        f"Take value at risk for too {way}: use it to say whom to ask first, not as a sum to plan with",
        f"Customers given {share(lapses.LIKELY)} or more, expected and come, at the next review", OWNER, 8,
    )  # fmt: skip


def _held(covered: pd.DataFrame) -> Lesson:
    own = covered["purchases"].dropna()
    apart = own - own.index
    if apart.abs().max() <= findings.NEAR:
        return Lesson("Intervals of customers", "keep", findings.held(covered))
    return Lesson(
        "Intervals of customers", "change", findings.held(covered),
        f"Do not rest decisions about single customers on intervals that are {findings.width(own)}.",
        "Share of customers inside their 90 % interval", OWNER, 8,
    )  # fmt: skip


def _segments(measures: pd.DataFrame) -> Lesson:
    inside, of = int(measures["inside"].sum()), int(measures["segments"].sum())
    said = findings.segments(measures)
    if inside >= 0.8 * of:
        return Lesson("Forecasts of segments", "keep", said)
    return Lesson(
        "Forecasts of segments", "change", said,
        "Take the intervals of segments as too narrow, and look which segments moved together.",
        "Share of figures inside their 90 % interval", OWNER, 8,
    )  # fmt: skip
