"""What the report says of forecasts."""

from collections.abc import Callable
from functools import partial

import numpy as np
import pandas as pd

from mktlab.figures import count, listed, money, share, within
from mktlab.review.forecasts import lapses
from mktlab.review.forecasts.choices import Choice
from mktlab.review.forecasts.customers import ALL, NAIVE
from mktlab.review.forecasts.happening import Happened
from mktlab.review.forecasts.lapses import Lapses

NEAR = 0.05  # of a share held by an interval
EQUAL = "as near"
SIDES = 1.96  # standard errors to either end of a 95 % interval
ROOM = 0.02  # of the share of customers in the lowest or highest fifth


def totals(summed: pd.DataFrame, currency: str, weeks: int) -> str:
    """Say how far purchases and spend of all customers were from what was expected."""
    whole = summed.loc[ALL]
    apart = whole["expected_bought"] / whole["bought"] - 1 if whole["bought"] else float("nan")
    told = (
        f"In the {'week' if weeks == 1 else f'{weeks} weeks'} after the plan {count(whole['bought'])} purchase days came; "
        f"{count(whole['expected_bought'])} had been expected ({off(apart)})"
    )
    if pd.notna(whole["expected_paid"]) and whole["paid"] > 0:
        gap = abs(whole["expected_paid"] - whole["paid"])
        told += (
            f". Spend came to {money(whole['paid'], currency)}; {money(whole['expected_paid'], currency)} had been expected "
            f"({money(gap, currency)} or {off(whole['expected_paid'] / whole['paid'] - 1)})"
        )
    return f"{told}."


def brief(summed: pd.DataFrame, weeks: int, found: Lapses | None) -> str:
    """Say in a few words how far the forecast of all customers was off, and high chances of no purchase if they were."""
    whole = summed.loc[ALL]
    if not whole["bought"]:
        return f"No purchase came, and {count(whole['expected_bought'])} had been expected"
    told = (
        f"Purchases of {'1 week' if weeks == 1 else f'{weeks} weeks'} were forecast "
        f"{off(whole['expected_bought'] / whole['bought'] - 1)}"
    )
    if pd.notna(whole["expected_paid"]) and whole["paid"] > 0:
        told += f", spend {off(whole['expected_paid'] / whole['paid'] - 1)}"
    high = None if found is None else found.told.loc[lapses.HIGH]
    if high is not None and side(high):
        told += f", value at risk too {side(high)} ({count(high['came'])} stayed away where {_few(high['expected'])} were likely to)"
    return told


def off(part: float) -> str:
    """Say by which share a forecast was too high or too low."""
    if np.isnan(part):
        return "nothing came"
    if abs(part) < 0.0005:
        return "0.0 % off"
    return f"{share(abs(part), 1)} too {'high' if part > 0 else 'low'}"


def best_naive(summed: pd.DataFrame) -> str | None:
    """Name the naive forecast to beat: the best as a distribution; None where there is none."""
    scores = {name: summed.loc[ALL, f"crps_{name}"] for name in NAIVE}
    known = {name: value for name, value in scores.items() if pd.notna(value)}
    return min(known, key=known.get) if known else None


def beside(summed: pd.DataFrame) -> tuple[float, float, float] | None:
    """Give how much nearer to what came the plan was than the best naive forecast, with its 95 % interval.

    Both as distributions, as a share of the naive score; below 0 the plan was further off. None without a naive
    forecast, or where that was right of every customer.
    """
    best = best_naive(summed)
    if best is None or not summed.loc[ALL, f"crps_{best}"] > 0:
        return None
    whole = summed.loc[ALL]
    apart, doubt = whole[f"apart_{best}"], SIDES * whole[f"doubt_{best}"]
    return tuple(float(-at / whole[f"crps_{best}"]) for at in (apart, apart + doubt, apart - doubt))


def against_naive(summed: pd.DataFrame) -> str:
    """Say whether the forecast of customers was better than naive ones: like against like."""
    whole, best = summed.loc[ALL], best_naive(summed)
    if best is None:
        return ""
    name, gained = NAIVE[best].lower(), beside(summed)
    if gained is None:
        return f"The best naive forecast (“{name}”) was right of every customer."
    gain, low, high = gained
    told = [f"{_nearer(whole['error'], whole[best])} in purchases"]
    if pd.notna(whole["spend_error"]) and pd.notna(whole[f"spend_{best}"]):
        told.append(f"{_nearer(whole['spend_error'], whole[f'spend_{best}'])} in spend")
    alike = _by(gain) == EQUAL
    chance = ", no more than chance gives" if low <= 0 <= high and not alike else ""
    return (
        f"As a whole distribution the forecast of a customer's purchases was {_by(gain)} {'as' if alike else 'than'} the best naive "
        f"one, “{name}” with the spread of a Poisson count (95 % interval {_by(low)} to {_by(high)}{chance}). As one number "
        f"it was {listed(told)}."
    )


def _nearer(error: float, other: float) -> str:
    if other == 0:
        return "further off"
    return _by(1 - error / other)


def _by(gain: float) -> str:
    if abs(gain) < 0.005:
        return EQUAL
    return f"{share(abs(gain))} {'nearer' if gain > 0 else 'further off'}"


def held(covered: pd.DataFrame) -> str:
    """Say whether intervals of customers held what they should."""
    own = covered["purchases"].dropna()
    if own.empty:
        return ""
    wrong = [f"{share(level)} ones held {share(value)}" for level, value in own.items()]
    spent = [
        f"{share(level)} ones {share(value)}" for level, value in covered["spend"].dropna().items()
    ]
    also = f" Of spend, {listed(spent)}." if spent else ""
    return f"Intervals of single customers' purchases were {width(own)}: {listed(wrong)}.{also}"


def width(own: pd.Series) -> str:
    """Say whether intervals were as wide as they should be, from shares held by level."""
    apart = own - own.index
    if apart.abs().max() <= NEAR:
        return "about right"
    if (apart < NEAR).all():
        return "too narrow"
    return "too wide" if (apart > -NEAR).all() else "not as wide as they say"


def reliable(shape: np.ndarray) -> str:
    """Title the histogram of the transform."""
    fifth = len(shape) // 5
    low, high = shape[:fifth].sum() - 0.2, shape[-fifth:].sum() - 0.2
    if low > ROOM and high > ROOM:
        return "Outcomes fell at both ends of their forecasts: these were too sure"
    if low < -ROOM and high < -ROOM:
        return "Outcomes fell in the middle of their forecasts: these were too unsure"
    if abs(high - low) > ROOM:
        lay, were = ("above", "low") if high > low else ("below", "high")
        return f"Outcomes lay rather {lay} their forecasts, which were somewhat too {were}"
    return "Outcomes fell evenly over their forecasts"


def side(row: pd.Series) -> str:
    """Say whether a number expected was too high or too low for what came; empty where chance may be why."""
    if row["low"] <= row["came"] <= row["high"]:
        return ""
    return "high" if row["came"] < row["low"] else "low"


def lapsed(found: Lapses, weeks: int, currency: str, least: int) -> str:
    """Say whether customers stayed away as often as was foreseen, and what came of the money put at risk."""
    whole, high = found.told.loc[lapses.EVERYBODY], found.told.loc[lapses.HIGH]
    told = (
        f"Of {count(whole['customers'])} customers {_few(whole['expected'])} were expected not to buy in "
        f"{'the week' if weeks == 1 else f'the {weeks} weeks'} ({_range(whole, _few)}), and {count(whole['came'])} did not"
        f"{_so(whole, 'such chances were')}."
    )
    if high["customers"] >= least:
        told += (
            f" Of {count(high['customers'])} customers given {share(lapses.LIKELY)} or more, {_few(high['expected'])} were expected "
            f"to stay away ({_range(high, _few)}) and {count(high['came'])} did{_so(high, 'high chances were')}."
        )
    if lapses.MONEY in found.told.index:
        own = found.told.loc[lapses.MONEY]
        write = partial(money, currency=currency)
        # More came back than was to be expected: less was at risk.
        turned = {"high": "low", "low": "high", "": ""}[side(own)]
        told += (
            f" Customers with {write(own['came'])} of the {write(own['customers'])} that the plan put at risk "
            f"({share(own['came'] / own['customers'])}) have bought again, where {write(own['expected'])} was to be expected "
            f"({_range(own, write)})"
        )
        told += f": value at risk was too {turned}." if turned else "."
    return told


def _so(row: pd.Series, what: str) -> str:
    return f": {what} too {side(row)}" if side(row) else ""


def _few(value: float) -> str:
    return f"{value:,.1f}" if value < 10 else count(value)


def _range(row: pd.Series, write: Callable[[float], str]) -> str:
    return f"90 % range {write(row['low'])} to {write(row['high'])}"


def segments(measures: pd.DataFrame, scored: pd.DataFrame | None = None) -> str:
    """Say how the market stage's figures of segments came out, and which segments lay outside."""
    if measures.empty:
        return "No figure of segments has come yet."
    inside, of = int(measures["inside"].sum()), int(measures["segments"].sum())
    known = measures["skill"].dropna()
    better = [_MEASURES.get(name, name) for name, value in known.items() if value > 0]
    worse = [_MEASURES.get(name, name) for name, value in known.items() if value <= 0]
    many = "one figure" if of == 1 else f"{of} figures"
    told = f"Of {many} of segments {inside or 'none'} lay within {'its' if of == 1 else 'their'} 90 % interval, where {0.9 * of:.1f} were to be expected."
    if scored is not None and not scored["inside"].all():
        names = scored.loc[~scored["inside"].astype(bool), "segment_name"].value_counts()
        told += f" Outside: {listed([f'{name} ({count(many)})' for name, many in names.items()])}."
    if better:
        told += (
            f" As one number they were nearer than “as in the weeks before” for {listed(better)}"
        )
        told += f", and not for {listed(worse)}." if worse else "."
    elif worse:
        told += (
            f" As one number they were no nearer than “as in the weeks before” for {listed(worse)}."
        )
    return told


_MEASURES = {
    "active": "active customers",
    "spend": "spend",
    "spend_per_active": "spend of an active customer",
    "growth": "growth",
    "value": "value",
}


def measure(name: str) -> str:
    """Name a measure for readers."""
    return _MEASURES.get(name, name)


def chosen(choice: Choice | None) -> str:
    """Say whether the segments chosen were the ones to choose, as far as that came to be seen."""
    if choice is None:
        return "Without amounts it does not come to be seen whether the right segments were chosen."
    own = choice.segments
    targets = list(own.index[own["decision"] == "target"])
    good = [name for name in targets if own.loc[name, "is_valuable"]]
    told = f"Customers of {choice.first} spent most, which the plan "
    told += (
        "did not judge." if pd.isna(choice.p_first)
        else f"gave a chance of {share(choice.p_first)} to be the best choice."
    )  # fmt: skip
    if len(targets) == 1:
        told += f" The one target was {'as valuable as' if good else 'less valuable than'} the plan asked for."
    elif targets:
        told += f" Of {len(targets)} targets {len(good) or 'none'} came out as valuable as the plan asked for."
    others = [name for name in own.index if name not in targets and own.loc[name, "is_valuable"]]
    if others:
        told += f" So did {listed(others)}, which the plan did not choose."
    told += " Where segments are cut on spend, that they differ in spend later is little surprise."
    if choice.brier == choice.brier and choice.brier_even > 0:
        told += (
            f" Its chances of being valuable were {'better' if choice.brier < choice.brier_even else 'no better'} than giving all "
            f"segments the same (Brier {choice.brier:.3f} against {choice.brier_even:.3f})."
        )
    return told


def risks(found: Happened | None, currency: str) -> str:
    """Say how many risks happened, and what they cost."""
    if found is None:
        return "No risk of the register had a chance, so none can be scored."
    own = found.risks
    many, expected = int(own["happened"].sum()), own["chance"].sum()
    example = " (example register and events)" if found.illustrative else ""
    likely = (
        "which is no more or less than such chances give" if found.p_count >= 0.05
        else "which such chances hardly give"
    )  # fmt: skip
    which = "one risk" if len(own) == 1 else f"{len(own)} risks"
    left = f" Not counted: {'; '.join(found.left_out)}." if found.left_out else ""
    return (
        f"Of {which} {many or 'none'} happened where {expected:.1f} were to be expected, {likely}; the cost was "
        f"{money(found.loss, currency)} against {money(found.expected, currency)} expected{example}.{left}"
    )


def warned(table: pd.DataFrame) -> str:
    """Say which warnings were right."""
    if table.empty:
        return ""
    seen = table[table["verdict"] != "cannot tell"]
    if seen.empty:
        return "None of the early warnings can be held against what came."
    parts = [
        f"{len(own)} {word}{plural if len(own) > 1 else ''} ({listed([within(name) for name in own['title']])})"
        for word, plural, own in (
            (word, plural, seen[seen["verdict"] == word])
            for word, plural in (("hit", "s"), ("false alarm", "s"), ("missed", ""), ("quiet", ""))
        )
        if len(own)
    ]  # fmt: skip
    which = "one early warning" if len(table) == 1 else f"{len(table)} early warnings"
    quiet = " A warning is quiet where it was green and stayed so." if "quiet" in set(seen["verdict"]) else ""  # fmt: skip
    return f"Of {which} {len(seen)} can be held against what came: {listed(parts)}.{quiet}"


def shape_texts(shape: np.ndarray, weeks: int) -> dict[str, str]:
    """Give title, subtitle and alt text of the histogram of the transform."""
    title = reliable(shape)
    return {
        "title": title,
        "subtitle": f"Customers by where their purchases of {weeks} weeks fell in their own forecast, from its low to its high end; points: if "
        "forecasts are right",
        "alt": f"Bars with the range of chance. {title}.",
    }
