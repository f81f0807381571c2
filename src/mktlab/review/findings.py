"""The answer of the review, computed so that it stays true when the data changes."""

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from mktlab.figures import count, money, share
from mktlab.lab.headline import Headline, Measure, Number
from mktlab.review.campaigns import findings as campaigns
from mktlab.review.campaigns.reviewing import Campaign, Rules
from mktlab.review.closing import findings as closing
from mktlab.review.closing.lessons import Lesson
from mktlab.review.due import Due
from mktlab.review.forecasts import findings as forecasts
from mktlab.review.forecasts.customers import ALL
from mktlab.review.forecasts.scoring import Scored

QUESTION = "Did the plan work, may we say so, and what changes next time?"
UNSURE = (
    "We cannot say that the plan worked: no test that left customers alone at random could be read."
)


@dataclass(frozen=True)
class Seen:
    """What the review found.

    Attributes
    ----------
    due
        The plan reviewed.
    scored
        What it foresaw, scored.
    campaigns
        All of them.
    rules
        By what campaigns were judged.
    curve
        Of the study of fake campaigns.
    lessons
        Of all parts.
    examples
        Inputs that are examples and stand behind a figure of the answer.
    said
        Further sentences, on targets.
    randomised
        Whether an experiment of one's own could be read out.
    uplift
        What campaigns come to beside what the plan assumes, in few words; empty where nothing may be said.
    """

    due: Due
    scored: Scored
    campaigns: Sequence[Campaign]
    rules: Rules
    curve: pd.DataFrame
    lessons: Sequence[Lesson]
    examples: tuple[str, ...] = ()
    said: tuple[str, ...] = ()
    randomised: bool = False
    uplift: str = ""


def headline(seen: Seen, plan: dict) -> Headline:
    """Answer whether the plan worked.

    Parameters
    ----------
    seen
        What the review found.
    plan
        What collect recorded of the present plan.
    """
    currency = plan["currency"]
    return Headline(
        question=QUESTION,
        answer=(_came(seen, currency), _campaigns(seen), _closed(seen)),
        numbers=(_total(seen, currency), _claims(seen), _fakes(seen)),
        sureness=" ".join(_doubts(seen, plan)),
        illustrative=seen.examples,
        line=_line(seen),
        taught=tuple(_taught(seen)),
    )


def examples(*parts: tuple[str, bool]) -> tuple[str, ...]:
    """Name inputs that are examples: what each is, and whether it is one."""
    return tuple(name for name, is_example in parts if is_example)


def _came(seen: Seen, currency: str) -> str:
    if seen.scored.summed is None:
        return waiting(seen.due, seen.scored)
    sure = "" if seen.randomised else f"{UNSURE} "
    return f"{sure}{forecasts.totals(seen.scored.summed, currency, seen.scored.weeks)}"


def _campaigns(seen: Seen) -> str:
    return " ".join(
        filter(
            None,
            (
                campaigns.judged(seen.campaigns),
                campaigns.smallest(seen.campaigns, seen.rules),
                *seen.said,
            ),
        )
    )


def waiting(due: Due, scored: Scored) -> str:
    """Say what has to come before customers' forecasts can be scored."""
    if due.day is None:
        return f"No plan can be reviewed yet: {due.why}."
    which = "kept plan" if due.kept else "plan"
    came = "1 week has" if due.weeks == 1 else f"{due.weeks} weeks have"
    told = f"Since the {which} of {due.day} {came} come; its forecast of customers"
    if not scored.weeks:
        return f"{told} is empty, so there is nothing to score."
    return f"{told} is for {scored.weeks} weeks, and is scored then."


def _closed(seen: Seen) -> str:
    return " ".join(
        filter(None, (closing.first(seen.lessons, seen.due.last), closing.counted(seen.lessons)))
    )


def _total(seen: Seen, currency: str) -> Number:
    if seen.scored.summed is None:
        return Number(
            label="Spend expected and come", value="–", interval="no forecast whose weeks have come"
        )
    whole, weeks = seen.scored.summed.loc[ALL], seen.scored.weeks
    ahead = "1 week" if weeks == 1 else f"{weeks} weeks"
    if pd.isna(whole["expected_paid"]):
        return Number(
            label=f"Purchase days in {ahead}, expected",
            value=count(whole["expected_bought"]),
            interval=f"{count(whole['bought'])} came; counted, so without an interval",
            measure=Measure.of(whole["expected_bought"], unit="purchase days"),
        )
    told = f"{money(whole['expected_paid'], currency)} was foreseen"
    if whole["expected_paid"] > 0:
        gap = whole["paid"] - whole["expected_paid"]
        side = "above" if gap > 0 else "below"
        told = f"{money(abs(gap), currency)} {side} the forecast of {money(whole['expected_paid'], currency)}"
    return Number(
        label=f"Spend in the {ahead} after the plan",
        value=money(whole["paid"], currency),
        interval=f"{told}; counted, so without an interval",
        measure=Measure.of(float(whole["paid"]), unit=currency),
    )


def _claims(seen: Seen) -> Number:
    label = "Campaigns that may be said to have done something"
    many = len(seen.campaigns)
    if not many:
        return Number(label=label, value="–", interval="no campaigns in the data")
    good = sum(own.permit.claim == "consistent" for own in seen.campaigns)
    none = sum(own.permit.claim == "no difference shown" for own in seen.campaigns)
    return Number(
        label=label, value=f"{good} of {many}",
        interval=f"in {none} no difference could be shown, {many - good - none} cannot be told; counted, so without an interval",
        measure=Measure.of(float(good), unit="campaigns"),
    )  # fmt: skip


def _fakes(seen: Seen) -> Number:
    label = "False alarms where nothing was sent (fake campaigns)"
    if seen.curve.empty:
        return Number(label=label, value="–", interval="none could be drawn")
    none = seen.curve.loc[0.0]
    return Number(
        label=label, value=share(none["told"], 1),
        interval=f"95 % interval {share(none['low'], 1)}–{share(none['high'], 1)}; a true rise of 5 % is found in {share(seen.curve.loc[0.05, 'told'])}, of 15 % in {share(seen.curve.loc[0.15, 'told'])}",
        measure=Measure.of(none["told"], unit="share", low=none["low"], high=none["high"]),
    )  # fmt: skip


def _doubts(seen: Seen, plan: dict) -> list[str]:
    told = []
    if seen.scored.summed is not None:
        told.append(forecasts.against_naive(seen.scored.summed))
    if seen.campaigns:
        told.append(
            "Customers were chosen for campaigns, not drawn: at best a difference is consistent with an effect. Only a group left alone at "
            "random would show one."
        )
    told.append(
        "What came before and after a plan also differs by season; nothing here compares the two as an effect."
    )
    if plan["caution"]:
        told.append(f"{plan['caution'].rstrip('.')}.")
    return [text for text in told if text]


def _line(seen: Seen) -> str:
    """Answer in one line."""
    if seen.scored.summed is None:
        return waiting(seen.due, seen.scored)
    if not seen.randomised:
        return UNSURE
    return f"{forecasts.brief(seen.scored.summed, seen.scored.weeks, None)}; what a test drawn at random showed is in the report."


def _taught(seen: Seen) -> list[str]:
    """Say what the review taught, for the index page: how good forecasts and guesses were, and what comes first."""
    if not seen.lessons:
        return []
    own = seen.scored
    scored = "" if own.summed is None else f"{forecasts.brief(own.summed, own.weeks, own.lapses)}. "
    told = f"{scored}{seen.uplift}".strip() or closing.counted(seen.lessons)
    return [told, closing.first(seen.lessons, seen.due.last)]
