"""From rows of estimates to what experts say of each risk: weights, views, rounds."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from mktlab.risk.experts import agreeing, eliciting, pooling
from mktlab.risk.experts.agreeing import Concordance
from mktlab.risk.experts.eliciting import Fitted
from mktlab.risk.losses.simulating import Once, Risk, View
from mktlab.risk.register import reading
from mktlab.risk.register.reading import Estimate

NEAR = 0.05  # a fit further from a probability given is called out
FEW_QUESTIONS = 10  # with fewer questions of known answer weights are hardly known


@dataclass(frozen=True)
class Skill:
    """What weights experts have, and why.

    Attributes
    ----------
    experts
        In order of their names.
    weights
        Of each, adding up to 1.
    performance
        ``calibration`` and ``information`` by expert; None where no answers are known.
    questions
        How many with known answers.
    """

    experts: list[str]
    weights: np.ndarray
    performance: pd.DataFrame | None
    questions: int

    def of(self, expert: str) -> float:
        """Give the weight of one."""
        return float(self.weights[self.experts.index(expert)])


def skill(estimates: list[Estimate]) -> Skill:
    """Weigh experts by questions whose answers are known; all alike where there are none."""
    experts = sorted({own.expert for own in estimates})
    known = _last([own for own in estimates if own.quantity == reading.KNOWN])
    questions = sorted({own.risk for own in known})
    if not questions:
        return Skill(experts, np.full(len(experts), 1 / max(len(experts), 1)), None, 0)
    by_key = {(own.expert, own.risk): own for own in known}
    levels = list(known[0].quantiles)
    quantiles = np.array(
        [[list(by_key[e, q].quantiles.values()) for q in questions] for e in experts]
    )
    answers = np.array([by_key[experts[0], q].outcome for q in questions])
    ranges = pooling.span(quantiles, answers)
    found = [pooling.perform(levels, own, answers, ranges) for own in quantiles]
    performance = pd.DataFrame(
        {"calibration": [p.calibration for p in found], "information": [p.information for p in found]},
        index=experts,
    )  # fmt: skip
    return Skill(experts, pooling.weights(found), performance, len(questions))


def _last(estimates: list[Estimate]) -> list[Estimate]:
    """Keep the last round of each question."""
    latest: dict[tuple, int] = {}
    for own in estimates:
        key = (own.risk, own.quantity)
        latest[key] = max(latest.get(key, 0), own.round)
    return [own for own in estimates if own.round == latest[own.risk, own.quantity]]


@dataclass(frozen=True)
class Scored:
    """What experts say of one risk.

    Attributes
    ----------
    before, after
        The risk as it is, and with its control; the same where no expert has told of a control.
    fits
        By expert and quantity.
    """

    before: Risk
    after: Risk
    fits: dict[tuple[str, str], Fitted]

    @property
    def controlled(self) -> bool:
        """Whether experts have told what the control does."""
        return self.after is not self.before

    @property
    def misfit(self) -> float:
        """Largest distance between a probability given and the fitted one."""
        return max(own.error for own in self.fits.values())

    def pooled(self, quantity: str, levels) -> np.ndarray:
        """Give quantiles of the pool of a quantity."""
        experts = [expert for expert, what in self.fits if what == quantity]
        weights = [own.weight for own in self.before.views]
        frozen = [self.fits[expert, quantity].frozen() for expert in experts]
        return pooling.mixture_quantile(frozen, weights, levels)


def views(inputs: reading.Inputs, skill: Skill) -> dict[str, Scored]:
    """Turn the last round's estimates into risks that can be simulated.

    Risks that are resolved, or that no expert has told of, are left out.
    """
    estimates = _last(
        [o for o in inputs.estimates if o.quantity in (*reading.CHANCES, *reading.LOSSES)]
    )
    found = {}
    for name, risk in inputs.risks.items():
        own = [o for o in estimates if o.risk == name]
        if risk.resolved is not None or not own:
            continue
        fits = {(o.expert, o.quantity): _fit(o) for o in sorted(own, key=lambda o: o.expert)}
        experts = list(dict.fromkeys(expert for expert, _ in fits))
        told = {quantity for _, quantity in fits}

        def whole(chance: str, loss: str, risk=risk, fits=fits, experts=experts) -> Risk:
            seen = tuple(
                View(
                    Once(fits[expert, chance].parameters),
                    fits[expert, loss].frozen(),
                    skill.of(expert),
                )
                for expert in experts
            )
            if not any(view.weight for view in seen):
                seen = tuple(View(view.often, view.severity) for view in seen)
            return Risk(risk.id, seen, risk.shared_cause, risk.dependence)

        before = after = whole(*_names(told, controlled=False))
        if told & {reading.CHANCES[1], reading.LOSSES[1]}:
            after = whole(*_names(told, controlled=True))
        found[name] = Scored(before, after, fits)
    return found


def _names(told: set[str], *, controlled: bool) -> tuple[str, str]:
    """Name the quantities a risk is seen by: with a control, what experts do not tell anew stays."""
    chance, loss = (
        pair[1] if controlled and pair[1] in told else pair[0]
        for pair in (reading.CHANCES, reading.LOSSES)
    )
    return chance, loss


def _fit(own: Estimate) -> Fitted:
    family = ("beta",) if own.quantity in reading.CHANCES else ("lognormal",)
    return eliciting.fit(list(own.quantiles), list(own.quantiles.values()), family)


@dataclass(frozen=True)
class Round:
    """How far experts agree in one round.

    Attributes
    ----------
    number
        From 1.
    concordance
        Of their scores of importance over risks; None with fewer than two experts or risks.
    spread
        Interquartile range of scores by risk.
    agreed
        By risk: whether experts agree that it matters.
    scores
        Experts × risks.
    """

    number: int
    concordance: Concordance | None
    spread: pd.Series
    agreed: pd.Series
    scores: pd.DataFrame


def rounds(estimates: list[Estimate]) -> list[Round]:
    """Follow how experts come to agree on what matters, round by round.

    Risks that some expert has not scored are left out of the concordance of that round. A risk that is settled
    and not asked of again keeps the scores of its last round.
    """
    found = []
    scored = [own for own in estimates if own.quantity == reading.IMPORTANCE]
    for number in sorted({own.round for own in scored}):
        upto = sorted((o for o in scored if o.round <= number), key=lambda own: own.round)
        cells = {(o.expert, o.risk): o.quantiles[0.5] for o in upto}
        scores = pd.Series(cells).unstack()
        whole = scores.dropna(axis=1)
        enough = min(whole.shape) >= 2
        found.append(
            Round(
                number,
                agreeing.kendall(whole.to_numpy()) if enough else None,
                scores.apply(lambda own: agreeing.spread(own.dropna().to_numpy()[:, None])[0]),
                scores.apply(lambda own: agreeing.agreed(own.dropna().to_numpy())),
                scores,
            )
        )
    return found


def quantile_spread(estimates: list[Estimate], quantity: str) -> pd.DataFrame:
    """Give the interquartile range over experts of their median estimates: risks × rounds."""
    cells: dict[tuple, list[float]] = {}
    for own in estimates:
        if own.quantity == quantity and 0.5 in own.quantiles:
            cells.setdefault((own.risk, own.round), []).append(own.quantiles[0.5])
    found = {key: agreeing.spread(np.array(values)[:, None])[0] for key, values in cells.items()}
    return pd.Series(found, dtype="float64").unstack() if found else pd.DataFrame()
