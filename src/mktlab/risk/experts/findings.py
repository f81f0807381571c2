"""Sentences on experts: who counts how much, and whether they agree."""

import math

import pandas as pd

from mktlab.figures import count, listed, money, share
from mktlab.risk.experts.agreeing import AGAINST, FOR
from mktlab.risk.experts.asking import FEW_QUESTIONS, NEAR, Round, Scored, Skill

CUT = 0.05


def weighed(skill: Skill) -> str:
    """Say how experts are weighed."""
    if not skill.experts:
        return "No expert has been asked."
    one = len(skill.experts) == 1
    who, are, alike = (
        ("One expert", "is", "counts alone")
        if one
        else (f"{len(skill.experts)} experts", "are", "count alike")
    )
    if skill.performance is None:
        return f"{who} {alike}: no question has a known answer, so their skill is not known."
    without = [e for e, w in zip(skill.experts, skill.weights, strict=True) if w == 0]
    below = (skill.performance["calibration"] < CUT).all()
    if below:
        said = f"{who} {alike}: all were too far off on {skill.questions} questions of known answer"
    else:
        said = (
            f"{who} {are} weighed by their answers to {skill.questions} questions of known answer"
        )
    if without:
        said += (
            f"; {listed(without)} {'counts' if len(without) == 1 else 'count'} nothing in money: answers fell outside "
            "of quantiles in a way that chance hardly explains"
        )
    if skill.questions < FEW_QUESTIONS:
        said += f". With fewer than {FEW_QUESTIONS} questions, weights are hardly known"
    return f"{said}."


def alike(expected: float, equal: float, currency: str) -> str:
    """Say what the expected loss would be if all experts counted alike."""
    return (
        f"With all experts alike the expected loss of a year would be {money(equal, currency)} instead of "
        f"{money(expected, currency)}."
    )


def agreed(rounds: list[Round]) -> str:
    """Say whether rounds may stop."""
    if not rounds:
        return "Experts have not scored how much risks matter, so their agreement is not known."
    last = rounds[-1]
    number = int(last.agreed.sum())
    said = (
        f"After round {last.number} experts agree by the stop rule on {count(number)} of "
        f"{count(len(last.agreed))} risks that they matter"
    )
    if len(rounds) > 1:
        before = rounds[-2]
        said += f" ({count(int(before.agreed.sum()))} in round {before.number})"
    if last.concordance is not None and not math.isnan(last.concordance.w):
        said += f"; Kendall's W is {last.concordance.w:.2f}"
        if (
            len(rounds) > 1
            and rounds[-2].concordance is not None
            and (not math.isnan(rounds[-2].concordance.w))
        ):
            said += f", after {rounds[-2].concordance.w:.2f}"
    return (
        f"{said}. The rule: {share(FOR)} of experts score 7 to 9, and fewer than {share(AGAINST)} score 1 to 3. Where "
        "it is not met though the spread is small, experts agree that a risk matters less; elsewhere a further round "
        "is due."
    )


def fitted(seen: dict[str, Scored]) -> str:
    """Say where distributions do not follow what experts said."""
    far = [(name, own.misfit) for name, own in seen.items() if own.misfit > NEAR]
    if not far:
        return f"All fitted distributions are within {share(NEAR)} of the probabilities given."
    name, most = max(far, key=lambda pair: pair[1])
    return (
        f"For {count(len(far))} of {count(len(seen))} risks a fitted distribution is further than "
        f"{share(NEAR)} from a probability given, at most {share(most, 1)} ({name}): quantiles as far apart as these "
        "fit no beta or lognormal distribution."
    )


def performance(skill: Skill) -> pd.DataFrame:
    """Write experts' skill."""
    return pd.DataFrame(
        {
            "Expert": expert,
            "Weight": share(weight),
            **(
                {}
                if skill.performance is None
                else {
                    "Calibration": f"{skill.performance.loc[expert, 'calibration']:.3f}",
                    "Information": f"{skill.performance.loc[expert, 'information']:.2f}",
                }
            ),
        }
        for expert, weight in zip(skill.experts, skill.weights, strict=True)
    )


def rounds(found: list[Round], names: dict[str, str]) -> pd.DataFrame:
    """Write agreement by risk over rounds."""
    rows = []
    for risk in sorted(found[-1].agreed.index):
        row = {"Risk": names.get(risk, risk)}
        for own in found:
            row[f"IQR, round {own.number}"] = (
                f"{own.spread[risk]:.1f}" if risk in own.spread.index else "–"
            )
        row["Median"] = f"{found[-1].scores[risk].median():g}"
        row["Agreed that it matters"] = "yes" if found[-1].agreed[risk] else "no"
        rows.append(row)
    return pd.DataFrame(rows)


def narrowed(spread: pd.DataFrame, what: str) -> str:
    """Say whether estimates drew nearer from round to round."""
    if spread.shape[1] < 2:
        return ""
    first, last = spread.columns[0], spread.columns[-1]
    spread = spread.dropna(subset=[first, last])
    if spread.empty:
        return ""
    nearer = int((spread[last] < spread[first]).sum())
    return (
        f"From round {first} to {last} the spread of experts' medians of {what} shrank for {count(nearer)} of "
        f"{count(len(spread))} risks."
    )
