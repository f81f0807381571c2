"""Sentences on customers who may not come back."""

from collections.abc import Mapping

import numpy as np
import pandas as pd
from scipy import stats

from mktlab.figures import count, money, share
from mktlab.risk.customers.calibrating import LIKELY, Test
from mktlab.risk.customers.lapsing import ALL

FAR = 0.05  # chance of a difference, below which it is no chance


def range_(row: pd.Series, name: str, write) -> str:
    """Write a 90 % interval."""
    return f"90 % interval {write(row[f'{name}_low'])} to {write(row[f'{name}_high'])}"


def few(value: float) -> str:
    """Write how many customers are expected: small numbers with a digit after the point."""
    return f"{value:,.1f}" if value < 10 else count(value)


def lapsing(segments: pd.DataFrame, currency: str, horizon: int) -> str:
    """Say how many customers are expected to stay away, and what that is worth."""
    whole = segments.loc[ALL]
    said = (
        f"Of {count(whole['customers'])} customers {few(whole['lapsing'])} are expected not to buy within "
        f"{horizon} weeks ({range_(whole, 'lapsing', few)})"
    )
    if pd.isna(whole["value_at_risk"]):
        return f"{said}; without amounts nothing can be said of money."
    said += f"; what they would be worth, the value at risk, is {money(whole['value_at_risk'], currency)}"
    if whole["value_at_risk"] > whole["value"] > 0:
        # Where most are expected to stay away, a share of what is left to expect would be above all of it.
        said += (
            f", more than the {money(whole['value'], currency)} expected of all, which already counts that many "
            "will not buy"
        )
    elif whole["value"] > 0:
        said += (
            f", {share(whole['value_at_risk'] / whole['value'], 1)} of the value expected of all"
        )
    return f"{said}."


def where(segments: pd.DataFrame, resting: pd.Series, least: int) -> str:
    """Say which segment holds most of the risk, and on how few customers it rests."""
    own = segments.drop(ALL)
    own = own[own["customers"] >= least]
    by = "lapsing" if own["value_at_risk"].isna().all() else "value_at_risk"
    whole = segments.loc[ALL, by]
    if own.empty or not whole > 0:
        return "No segment holds a risk that can be told of."
    what = "value at risk" if by == "value_at_risk" else "customers expected to stay away"
    first = own.index[0]
    said = (
        f"{first} holds {share(own[by].iloc[0] / whole)} of the {what}, with "
        f"{share(own['customers'].iloc[0] / segments.loc[ALL, 'customers'])} of customers."
    )
    if pd.notna(resting["half"]):
        half = int(resting["half"])
        who = f"{count(half)} customers" if half >= least else f"fewer than {least} customers"
        said += f" Half of all value at risk rests on {who}: look at them one by one."
    return said


def part(segments: pd.DataFrame) -> str:
    """Say what value at risk is, beside the value expected."""
    whole = segments.loc[ALL]
    if pd.isna(whole["value_at_risk"]) or not whole["value"] > 0:
        return ""
    return (
        "The value expected already counts that some will not buy: value at risk is what certainty that all come "
        "back would add to it."
    )


def calibrated(test: Test | None, horizon: int) -> str:
    """Say whether such chances came true."""
    if test is None:
        return (
            "Whether such chances come true could not be tested: no earlier day has enough customers, or all "
            "customers did alike."
        )
    inside = "within" if test.sound else "outside"
    said = (
        f"Forecast from what was known on {test.origin}, {few(test.expected)} of {count(test.customers)} "
        f"customers were expected not to buy in the {test.weeks} weeks after it, and {count(test.actual)} did "
        f"not: {inside} the 95 % range of {count(test.low)} to {count(test.high)}."
    )
    if test.weeks < horizon:
        said += f" Only {test.weeks} weeks could be tested, not {horizon}."
    return said


def leaning(test: Test | None, least: int) -> str:
    """Say whether high chances of no purchase were too high or too low; empty where they came true or none could tell."""
    if test is None or test.likely["customers"] < least:
        return ""
    own = test.likely
    if own["low"] <= own["actual"] <= own["high"]:
        return ""
    return "high" if own["actual"] < own["low"] else "low"


def likely(test: Test | None, resting: pd.Series, least: int) -> str:
    """Say whether high chances of no purchase came true, and what rests on them today."""
    way = leaning(test, least)
    if not way:
        return ""
    own = test.likely
    said = (
        f"High chances of no purchase are too {way}: of {count(own['customers'])} customers given {share(LIKELY)} "
        f"or more, {few(own['expected'])} were expected to stay away and {count(own['actual'])} did"
    )
    if pd.notna(resting["likely"]) and resting["likely"] > 0:
        said += (
            f"; {share(resting['likely'])} of the value at risk rests on such customers today, so it is likely "
            f"too {way}"
        )
    return f"{said}."


def skilled(test: Test) -> str:
    """Say whether chances by customer tell more than one share for all."""
    value, low, high = test.skill
    if low > 0:
        told = "chances by customer foretell better than one share for all"
    elif high < 0:
        told = "chances by customer foretell worse than one share for all"
    else:
        told = "chances by customer do not clearly foretell better than one share for all"
    top, row = test.lift.index[0], test.lift.iloc[0]
    return (
        f"On the {test.weeks} weeks tested {told}: Brier score {test.brier:.4f} against {test.reference:.4f}, "
        f"skill {value:.2f} (95 % interval {low:.2f} to {high:.2f}). The riskiest {share(top)} of customers held "
        f"{share(row['caught'])} of those who stayed away (95 % interval {share(row['caught_low'])} to "
        f"{share(row['caught_high'])}). {_against_segments(test)}"
    )


def _against_segments(test: Test) -> str:
    """Compare customers' own chances with one chance for each segment."""
    score, _, low, high = test.coarse
    if high < 0:
        told = "does worse, so it pays to look at customers"
    elif low > 0:
        told = "does better: use chances of customers to rank them, not as chances"
    else:
        told = "does not clearly do worse or better: use chances of customers to rank them, rather than as chances"
    return f"One chance for each segment (Brier score {score:.4f}) {told}."


def off_classes(rows: pd.DataFrame) -> int:
    """Count the classes of chance that are off by more than chance.

    With so many classes one in twenty 95 % intervals misses by itself, so levels are divided by their number
    (Bonferroni).
    """
    stayed = (rows["actual"] * rows["customers"]).round().astype("int64")
    chances = [
        stats.binomtest(k, n, min(p, 1.0)).pvalue
        for k, n, p in zip(stayed, rows["customers"], rows["expected"], strict=True)
    ]
    return int((np.array(chances) < FAR / len(rows)).sum())


def reliable(test: Test) -> str:
    """Say in one line how classes of chance came out: the title of the reliability curve."""
    rows = test.reliability
    if len(rows) == 1:
        return "One class of customers is all that can be told apart"
    last = rows.iloc[-1]
    off = off_classes(rows)
    said = (
        f"Of the riskiest class {share(last['expected'])} were expected to stay away and "
        f"{share(last['actual'])} did"
    )
    if not off:
        return f"{said}; no class of {len(rows)} is off by more than chance"
    return f"{said}; {off} of {len(rows)} classes {'is' if off == 1 else 'are'} off by more than chance"


def silent(counted: pd.Series, weeks: int, customers: int, currency: str, least: int) -> str:
    """Say how many are silent, and what they would be worth."""
    number = int(counted["customers"])
    if number == 0:
        return f"No customer has been silent for {weeks} weeks or more."
    who = (
        f"fewer than {least}"
        if number < least
        else f"{count(number)} ({share(number / customers)})"
    )
    said = f"Of {count(customers)} customers {who} have not bought for {weeks} weeks or more"
    if number < least:
        return f"{said}, too few to be told of."
    said += (
        f"; {few(counted['expected'])} of them are expected not to buy within the horizon either"
    )
    if pd.notna(counted["value_at_risk"]):
        said += f", which puts {money(counted['value_at_risk'], currency)} at risk"
    return f"{said}."


def won_back(win: pd.DataFrame, listed: pd.Series, terms: Mapping, currency: str) -> str:
    """Say whom it would pay to win back."""
    mean = win.loc["mean"]
    cost = money(terms["contact_cost"], currency, cents=True)
    example = ", on example terms" if terms["illustrative"] else ""
    if pd.isna(mean["break_even"]):
        return "Without value at risk nobody is worth winning back."
    said = (
        f"If a contact of {cost} wins back {share(mean['share'], 1)} of silent customers{example}, "
    )
    if not mean["worth"]:
        return (
            f"{said}none is worth it: even for the one with most value at risk it would have to win back "
            f"{share(mean['break_even'], 1)}."
        )
    worth = int(mean["worth"])
    noun = "customer" if worth == 1 else "customers"
    return (
        f"Winning silent customers back is worth {money(mean['gain'], currency)} net in all, with "
        f"{count(worth)} {noun} contacted, if a contact of {cost} wins back {share(mean['share'], 1)} of "
        f"them{example} (at "
        f"{share(win.loc['low', 'share'], 1)}: {money(win.loc['low', 'gain'], currency)}; at "
        f"{share(win.loc['high', 'share'], 1)}: {money(win.loc['high', 'gain'], currency)}); "
        f"{count(listed['has'])} of these {'is' if listed['has'] == 1 else 'are'} on the contact list already. "
        "What share a contact wins back is a guess until a test is read out."
    )
