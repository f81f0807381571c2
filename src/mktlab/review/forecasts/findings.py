"""What the report says of forecasts."""

import numpy as np
import pandas as pd

from mktlab.figures import count, listed, money, share, within
from mktlab.review.closing.lessons import Lesson, Update
from mktlab.review.forecasts.choices import Choice
from mktlab.review.forecasts.customers import ALL, NAIVE
from mktlab.review.forecasts.happening import Happened

FEW = 5  # expected events, below which so few came to be seen that chances cannot be judged
SURE = 0.05  # below this a count is no chance
APART = 0.05  # of a total: what is nearer is called near
NEAR = 0.05  # of a share held by an interval
ROOM = 0.02  # of the share of customers in the lowest or highest fifth
OWNER = "analyst"


def totals(summed: pd.DataFrame, currency: str, weeks: int) -> str:
    """Say how far purchases and spend of all customers were from what was expected."""
    whole = summed.loc[ALL]
    off = whole["expected_bought"] / whole["bought"] - 1 if whole["bought"] else float("nan")
    told = (
        f"In the {'week' if weeks == 1 else f'{weeks} weeks'} after the plan {count(whole['bought'])} purchase days came; "
        f"{count(whole['expected_bought'])} had been expected ({_off(off)})"
    )
    if pd.notna(whole["expected_paid"]) and whole["paid"] > 0:
        gap = abs(whole["expected_paid"] - whole["paid"])
        told += (
            f". Spend came to {money(whole['paid'], currency)}; {money(whole['expected_paid'], currency)} had been expected "
            f"({money(gap, currency)} or {_off(whole['expected_paid'] / whole['paid'] - 1)})"
        )
    return f"{told}."


def brief(summed: pd.DataFrame, weeks: int) -> str:
    """Say in a few words how far the forecast of all customers was off."""
    whole = summed.loc[ALL]
    if not whole["bought"]:
        return f"No purchase came, and {count(whole['expected_bought'])} had been expected"
    told = (
        f"Purchases of {'1 week' if weeks == 1 else f'{weeks} weeks'} were forecast "
        f"{_off(whole['expected_bought'] / whole['bought'] - 1)}"
    )
    if pd.notna(whole["expected_paid"]) and whole["paid"] > 0:
        told += f", spend {_off(whole['expected_paid'] / whole['paid'] - 1)}"
    return told


def _off(part: float) -> str:
    if np.isnan(part):
        return "nothing came"
    if abs(part) < 0.0005:
        return "0.0 % off"
    return f"{share(abs(part), 1)} too {'high' if part > 0 else 'low'}"


def against_naive(summed: pd.DataFrame) -> str:
    """Say whether the forecast of customers was better than naive ones: as one number first, then as a distribution."""
    whole = summed.loc[ALL]
    errors = {name: whole[name] for name in NAIVE if pd.notna(whole.get(name))}
    if not errors:
        return ""
    best = min(errors, key=errors.get)
    if errors[best] == 0:
        return f"The best naive forecast (“{NAIVE[best].lower()}”) was right of every customer."
    told = [f"{_nearer(whole['error'], errors[best])} in purchases"]
    spent = {name: whole.get(f"spend_{name}") for name in NAIVE}
    spent = {name: value for name, value in spent.items() if pd.notna(value)}
    if spent and pd.notna(whole["spend_error"]):
        told.append(f"{_nearer(whole['spend_error'], min(spent.values()))} in spend")
    return (
        f"As one number the forecast of a customer was {listed(told)} than the best naive one (“{NAIVE[best].lower()}”). As a whole "
        f"distribution, which a naive forecast does not give, it was {_nearer(whole['crps'], errors[best])} in purchases."
    )


def _nearer(error: float, other: float) -> str:
    if other == 0:
        return "further off"
    gain = 1 - error / other
    if abs(gain) < 0.005:
        return "as near"
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
    return f"Intervals of single customers' purchases were {_kind(own)}: {listed(wrong)}.{also}"


def _kind(own: pd.Series) -> str:
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
        side = ("above", "low") if high > low else ("below", "high")
        return f"Outcomes lay rather {side[0]} their forecasts, which were somewhat too {side[1]}"
    return "Outcomes fell evenly over their forecasts"


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
        told += f" They were nearer than “as in the weeks before” for {listed(better)}"
        told += f", and not for {listed(worse)}." if worse else "."
    elif worse:
        told += f" They were no nearer than “as in the weeks before” for {listed(worse)}."
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


def lessons(
    summed: pd.DataFrame | None,
    covered: pd.DataFrame | None,
    measures: pd.DataFrame | None,
    happened: Happened | None = None,
    held_against: pd.DataFrame | None = None,
    currency: str = "",
) -> list[Lesson]:
    """Say what of the forecasts is to be kept or changed.

    Parameters
    ----------
    summed, covered, measures
        Of customers and segments; None where nothing has come.
    happened, held_against
        Risks and warnings, see :mod:`mktlab.review.forecasts.happening`.
    currency
        Of losses.
    """
    told = []
    if summed is not None:
        told.append(_total(summed))
        told.append(_naive(summed))
    if covered is not None and covered["purchases"].notna().any():
        told.append(_held(covered))
    if measures is not None and len(measures):
        told.append(_segments(measures))
    if happened is not None:
        told.append(_experts(happened, currency))
    if held_against is not None:
        told += [
            _missed(row) for row in held_against.to_dict("records") if row["verdict"] == "missed"
        ]
    return told


def _experts(found: Happened, currency: str) -> Lesson:
    """Have experts weighed by what came: their weights rest on questions of known answer."""
    about, said, some = "Chances of risks", risks(found, currency), found.risks["happened"].any()
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
    why = f"The forecast's total of {what} was {_off(worst)}."
    if abs(worst) <= APART:
        return Lesson("Totals of the forecast", "keep", why)
    return Lesson(
        "Totals of the forecast", "change", why,
        f"Plan money {share(abs(worst))} {'below' if worst > 0 else 'above'} the forecast until the next review, and look for what moved all "
        "customers at once (season, prices, stores closed).",
        "Expected to actual total at the next review", OWNER, 4,
    )  # fmt: skip


def _naive(summed: pd.DataFrame) -> Lesson:
    said, whole = against_naive(summed), summed.loc[ALL]
    errors = [whole[name] for name in NAIVE if pd.notna(whole.get(name))]
    if not errors or whole["crps"] < min(errors):
        return Lesson("Forecasts of customers", "keep", said)
    return Lesson(
        "Forecasts of customers", "change", said,
        "Shorten the memory of the purchase model, or use the naive forecast.",
        "Skill against the naive forecast", OWNER, 8,
    )  # fmt: skip


def _held(covered: pd.DataFrame) -> Lesson:
    own = covered["purchases"].dropna()
    apart = own - own.index
    if apart.abs().max() <= NEAR:
        return Lesson("Intervals of customers", "keep", held(covered))
    return Lesson(
        "Intervals of customers", "change", held(covered),
        f"Do not rest decisions about single customers on intervals that are {_kind(own)}.",
        "Share of customers inside their 90 % interval", OWNER, 8,
    )  # fmt: skip


def _segments(measures: pd.DataFrame) -> Lesson:
    inside, of = int(measures["inside"].sum()), int(measures["segments"].sum())
    said = segments(measures)
    if inside >= 0.8 * of:
        return Lesson("Forecasts of segments", "keep", said)
    return Lesson(
        "Forecasts of segments", "change", said,
        "Take the intervals of segments as too narrow, and look which segments moved together.",
        "Share of figures inside their 90 % interval", OWNER, 8,
    )  # fmt: skip


def shape_texts(shape: np.ndarray, weeks: int) -> dict[str, str]:
    """Give title, subtitle and alt text of the histogram of the transform."""
    title = reliable(shape)
    return {
        "title": title,
        "subtitle": f"Customers by where their purchases of {weeks} weeks fell in their own forecast, from its low to its high end; points: if "
        "forecasts are right",
        "alt": f"Bars with the range of chance. {title}.",
    }
