"""The answer of the market report, computed so that it stays true when the data changes."""

import pandas as pd

from mktlab.figures import count, listed, money, share
from mktlab.lab.headline import Headline, Measure, Number
from mktlab.market.choice import deciding, gains
from mktlab.market.choice import findings as choosing
from mktlab.market.choice.deciding import Choice
from mktlab.market.choice.judging import Judgement
from mktlab.market.criteria import CRITERIA
from mktlab.market.evidence import findings as knowing
from mktlab.market.evidence.gathering import Evidence
from mktlab.market.evidence.growth import Growth
from mktlab.market.evidence.staying import Staying
from mktlab.market.inputs import Inputs
from mktlab.market.settings import Settings

QUESTION = "Which segments should we target, how sure is that, and what would change our mind?"
NOBODY = "no segment is large enough to be judged"
GAIN = "Net gain expected of contacts"


def headline(
    evidence: Evidence,
    judged: Judgement | None,
    choice: Choice | None,
    flips: pd.DataFrame,
    parts: pd.Series,
    growth: Growth | None,
    stayed: Staying | None,
    inputs: Inputs,
    terms: dict,
    settings: Settings,
    plan: dict,
    kind: str,
) -> Headline:
    """Answer which segments to target.

    Parameters
    ----------
    evidence, judged, choice
        What is known, how segments rank, what is decided; the last two None where there was nothing to
        judge.
    flips
        Weights at which the choice changes.
    parts
        P(best) of the first with doubt about facts or weights alone.
    growth
        By segment; None where not measurable.
    stayed
        Who was in the targets before and still is; None where nobody can tell.
    inputs
        What the analyst wrote.
    terms
        Of contacts, from 30_clv.
    settings
        The section ``market``.
    plan
        What collect recorded of the plan.
    kind
        Of segments: natural or tier.
    """
    if judged is None or choice is None:
        return nothing(evidence, plan)
    currency = plan["currency"]
    rival = deciding.rival(evidence, choice, terms["contact_cost"])
    return Headline(
        question=QUESTION,
        answer=(
            choosing.which(judged, choice, settings.tests),
            gains.worth(evidence, choice, currency, terms),
            choosing.mind(judged, flips, choice, rival, settings.tests),
        ),
        numbers=(
            _best(judged, parts, inputs),
            _gain(choice, currency, terms),
            _unlike(rival) if rival else _flip(flips),
        ),
        sureness=" ".join(
            filter(None, _doubts(evidence, judged, choice, parts, growth, stayed, plan, kind))
        ),
        illustrative=tuple(_illustrative(evidence, judged, choice, inputs, terms)),
        line=choosing.line(choice),
        worth=_worth(evidence, choice, currency, terms),
        firmness=choosing.firmness(judged, flips, choice, settings.tests, currency),
    )


def nothing(evidence: Evidence, plan: dict) -> Headline:
    """Say that there is nothing to judge."""
    why = NOBODY if not evidence.names else "no criterion with a weight is known"
    none = Number(label="Segments judged", value="0", interval=why)
    return Headline(
        question=QUESTION,
        answer=(f"Nothing can be chosen: {why}.",),
        numbers=(
            none,
            Number(label="Net gain expected", value="–", interval="no segment, no interval"),
            Number(label="Weight that changes the choice", value="–", interval="no choice"),
        ),
        sureness=_sentence("Nothing was judged, so nothing is sure", plan["caution"]),
        illustrative=(),
        line=f"Nothing can be chosen: {why}",
    )


def _worth(evidence: Evidence, choice: Choice, currency: str, terms: dict) -> str:
    """Say what the targets are worth, and which list is for single customers, so that nobody adds the two up."""
    if not choice.targets:
        return ""
    told = gains.worth(evidence, choice, currency, terms)
    single = terms["contact_list"]
    if choice.portfolio is None or not choice.portfolio.customers.sum():
        return told
    if single is None or not single["contacted"]:
        return told
    number = "customer" if single["contacted"] == 1 else "customers"
    return (
        f"{told} To write to single customers, use the list of {count(single['contacted'])} {number} in the value "
        f"report ({money(single['net_gain'], currency)} net) instead: it is the same budget."
    )


def _sentence(*texts: str | None) -> str:
    return " ".join(f"{text.rstrip('.')}." for text in texts if text)


def _best(judged: Judgement, parts: pd.Series, inputs: Inputs) -> Number:
    first, best = judged.board.names[judged.first], float(judged.best[judged.first])
    if len(judged.board.names) == 1:
        about = "the only segment, so no interval"
    else:
        about = f"facts and weights in doubt; {share(parts['facts'], 1)} with the weights taken for certain"
    if inputs.criteria_weights.illustrative:
        about += "; by example weights"
    return Number(
        label=f"Probability that {first} scores best", value=share(best, 1), interval=about,
        measure=Measure.of(best, unit="share"),
    )  # fmt: skip


def _gain(choice: Choice, currency: str, terms: dict) -> Number:
    portfolio = choice.portfolio
    if portfolio is None:
        return Number(label="Net gain expected", value="–", interval="no amounts, so no money")
    if not portfolio.customers.sum():
        return Number(
            label="Net gain expected", value=money(0, currency), interval="nothing is spent",
            name=GAIN, measure=Measure.of(0.0, unit=currency),
        )  # fmt: skip
    assumed = ", on example uplift, margin and cost" if terms["illustrative"] else ""
    low, high = gains.ends(portfolio.gains)
    return Number(
        label=f"Net gain expected of {_contacts(portfolio.customers.sum())}",
        value=money(portfolio.gains.mean(), currency),
        interval=gains.range_(portfolio.gains, currency) + assumed,
        name=GAIN,
        measure=Measure.of(portfolio.gains.mean(), unit=currency, low=low, high=high),
    )


def _contacts(number: int) -> str:
    return "1 contact" if number == 1 else f"{count(number)} contacts"


def _unlike(rival: deciding.Rival) -> Number:
    ends = (
        "at mean values, no interval"
        if rival.low is None
        else f"90\u00a0% interval {rival.low:.2f}\u00a0× to {rival.high:.2f}\u00a0×"
    )
    return Number(
        label=f"How many times as much a contact must add in {rival.other} as with {rival.best} to be worth as much",
        value=f"{rival.times:.1f}\u00a0×",
        interval=f"{ends}; uplifts are taken to be alike",
        measure=Measure.of(rival.times, unit="times", low=rival.low, high=rival.high),
    )


def _flip(flips: pd.DataFrame) -> Number:
    label = "Weight that changes who scores best"
    flip = choosing.nearest_flip(flips)
    if flip is None:
        return Number(
            label=label,
            value="none",
            interval="no single weight does; told at mean values, no interval",
        )
    return Number(
        label=f"{label}: {CRITERIA[flip['criterion']].title.lower()}",
        value=share(flip["at"]),
        interval=f"set to {share(flip['weight'])}; then {flip['segment']}; told at mean values, no interval",
        measure=Measure.of(flip["at"], unit="share"),
    )


def _doubts(evidence, judged, choice, parts, growth, stayed, plan, kind) -> list[str]:
    told = []
    if len(judged.board.names) > 1:
        told.append(choosing.sureness(judged, choice, parts))
    if kind == "tier":
        told.append(
            "Segments are tiers cut by recency, frequency and spend, from the same purchases that their size and "
            "value are reckoned on, so that upper tiers are worth more is partly how they were cut; growth is "
            "counted on other weeks."
        )
    else:
        told.append(
            "Segments were found in the same purchases that their size and value are reckoned on; growth is "
            "counted on other weeks."
        )
    told.append(knowing.staying(stayed))
    told.append(knowing.season(growth))
    if evidence.sources.get("competition") == "orders":
        told.append("Makers on the shelves stand in for rivals; other shops are not seen.")
    if evidence.gains is not None:
        told.append("The uplift is taken to be alike in all segments; only an experiment can tell.")
    missing = knowing.missing(evidence)
    if missing:
        told.append(f"Not known: {'; '.join(missing)}.")
    told.append(plan["caution"] or "")
    return told


def _illustrative(evidence, judged, choice, inputs: Inputs, terms) -> list[str]:
    told = []
    if inputs.criteria_weights.illustrative:
        told.append("weights of criteria")
    told += knowing.examples(evidence, judged.board.criteria)
    if choice.portfolio is not None and terms["illustrative"]:
        told += ["margin", "discount rate", "cost of contacts", "uplift and budget of contacts"]
    return told


def strangers(strange: list[str]) -> str:
    """Say which segments examples name that do not exist here."""
    if not strange:
        return ""
    return (
        f"Examples in data/inputs name {listed(strange)}, which {'does' if len(strange) == 1 else 'do'} not "
        "exist here; these entries are not used."
    )
