"""Fake campaigns: how often the whole procedure would claim what is not there, and find what is.

For each type of campaign it is learnt who was chosen. Fake campaigns choose likewise, as many as real ones did, and
begin on a day drawn by chance. Nothing was sent, so nothing should be found. One set of fakes shows whether standard errors
are too small, and by how much intervals are to be wider; another, not used for that, how often a difference is then told of;
and with a part of spend added to those chosen, how often that is found.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import optimize, stats
from scipy.special import expit

from mktlab.lab import streams
from mktlab.review.campaigns import comparing, judging
from mktlab.review.campaigns.comparing import BLOCK, RUN_UP, WEEK
from mktlab.review.campaigns.gathering import Panel

EFFECTS = (0.0, 0.05, 0.1, 0.15, 0.2, 0.3)
SAFE = 0.05  # of the widening itself: a one-sided bound
FIRST = 2 * BLOCK + RUN_UP  # days before a fake begins, so that all checks can be made


@dataclass(frozen=True)
class Kind:
    """Campaigns of one type, as fakes are drawn like them.

    Attributes
    ----------
    name
        The type.
    sizes
        Customers contacted and days, by campaign.
    taste
        Coefficients of who was chosen, on :func:`traits`.
    """

    name: str
    sizes: tuple[tuple[int, int], ...]
    taste: np.ndarray


def traits(panel: Panel, day: int) -> np.ndarray:
    """Lay out by what campaigns choose: fewer and smoother figures than they are judged by.

    Returns
    -------
    numpy.ndarray
        Shape (customers, 7), standardised, ones first.
    """
    spend = panel.spend if panel.has_amounts else panel.days
    weeks = max(day, 1) / WEEK
    whole = np.log1p(np.maximum(panel.between(spend, 0, day), 0) / weeks)
    late = np.log1p(np.maximum(panel.between(spend, day - RUN_UP, day), 0) / (RUN_UP / WEEK))
    often = np.log1p(panel.between(panel.days, 0, day) / weeks)
    past = panel.contacts[panel.contacts["start"] < day]
    contacts = np.sqrt(np.bincount(past["customer"], minlength=len(panel.customers)))
    recent = np.log1p(comparing.silent(panel, day))
    laid = np.column_stack([whole, whole**2, late, often, recent, contacts])
    spread = laid.std(axis=0)
    return np.column_stack(
        [np.ones(len(laid)), (laid - laid.mean(axis=0)) / np.where(spread > 1e-9, spread, 1.0)]
    )


def kinds(panel: Panel, enough: int) -> list[Kind]:
    """Learn by type who was chosen, from campaigns that can be judged.

    Parameters
    ----------
    panel
        Customers by day.
    enough
        Campaigns to fewer customers are left out.
    """
    found = []
    for name, own in panel.contacts.groupby("kind", sort=True):
        laid, hit, sizes = [], [], []
        for _, sent in own.groupby("campaign", sort=True):
            start, end = int(sent["start"].min()), int(sent["end"].max())
            length = min(end + 1, panel.length) - start
            if judging.seen(panel, start, end) or len(sent) < enough:
                continue
            laid.append(traits(panel, start))
            hit.append(np.isin(np.arange(len(panel.customers)), sent["customer"]))
            sizes.append((len(sent), length))
        # Who is chosen cannot be learnt where all are.
        if sizes and not np.concatenate(hit).all():
            taste = comparing.chances(np.vstack(laid), np.concatenate(hit))
            found.append(Kind(str(name), tuple(sizes), taste))
    return found


@dataclass(frozen=True)
class Fake:
    """One fake campaign: who was chosen, and from which day to which, both included."""

    treated: np.ndarray
    start: int
    end: int


def draw(panel: Panel, kind: Kind, rng: np.random.Generator) -> Fake | None:
    """Draw a fake campaign; None where the data is too short for one."""
    size, length = kind.sizes[rng.integers(len(kind.sizes))]
    if panel.length - length < FIRST:
        return None
    start = int(rng.integers(FIRST, panel.length - length + 1))
    lean = traits(panel, start) @ kind.taste

    def off(constant: float) -> float:
        return float(expit(lean + constant).sum()) - size

    if size >= len(lean):
        return None
    constant = optimize.brentq(off, -60 - lean.max(), 60 - lean.min())
    return Fake(rng.random(len(lean)) < expit(lean + constant), start, start + length - 1)


def widening(panel: Panel, kinds: Sequence[Kind], fakes: int, seed: int) -> dict[str, float]:
    """Find by how much intervals are to be wider, by type.

    Parameters
    ----------
    panel, kinds
        Customers by day, and how campaigns choose.
    fakes
        For each type.
    seed
        Start of the pseudo-random stream.

    Returns
    -------
    dict
        Upper 95 % bound of how much larger errors are than their standard errors say, at least 1. A type of which no fakes
        can be drawn is left out.
    """
    told = {}
    for place, kind in enumerate(kinds):
        rng = streams.stream(seed, "review.campaigns.widening", place)
        z = [
            score
            for score in (_score(panel, draw(panel, kind, rng)) for _ in range(fakes))
            if score is not None
        ]
        if len(z) >= fakes / 2:
            square = float(np.square(z).sum())
            told[kind.name] = max(1.0, float(np.sqrt(square / stats.chi2.ppf(SAFE, len(z)))))
    return told


def _score(panel: Panel, fake: Fake | None) -> float | None:
    chosen = None if fake is None else comparing.choose(panel, fake.treated, fake.start)
    if chosen is None:
        return None
    before, during = _sums(panel, fake)
    found = comparing.difference(chosen, (during - before)[chosen.rows])
    return float(found.att[0] / found.se[0]) if found.se[0] > 0 else None


def _sums(panel: Panel, fake: Fake) -> tuple[np.ndarray, np.ndarray]:
    """Give spend a week before and during."""
    spend = panel.spend if panel.has_amounts else panel.days
    length = fake.end + 1 - fake.start
    return (
        panel.between(spend, fake.start - RUN_UP, fake.start) / (RUN_UP / WEEK),
        panel.between(spend, fake.start, fake.end + 1) / (length / WEEK),
    )


def study(
    panel: Panel,
    kinds: Sequence[Kind],
    widened: dict[str, float],
    fakes: int,
    enough: int,
    seed: int,
    effects: Sequence[float] = EFFECTS,
) -> pd.DataFrame:
    """Run fake campaigns through the whole procedure, without and with an effect.

    Parameters
    ----------
    panel, kinds, widened
        See :func:`kinds` and :func:`widening`.
    fakes
        In all; types take turns.
    enough
        As for real campaigns.
    seed
        Start of the pseudo-random stream, another one than that of :func:`widening`.
    effects
        Shares of spend added during the fake campaign to those chosen.

    Returns
    -------
    pandas.DataFrame
        One row for each fake and effect: ``fake``, ``kind``, ``contacted``, ``effect``, ``passed`` (all checks),
        ``att``, ``low``, ``high``, ``told`` (all checks passed and an interval without 0), ``found`` (told, and of the
        right sign). Empty where no fakes can be drawn.
    """
    rows, able = [], [kind for kind in kinds if kind.name in widened]
    rng = streams.stream(seed, "review.campaigns.study")
    for place in range(fakes if able else 0):
        kind = able[place % len(able)]
        fake = draw(panel, kind, rng)
        chosen = None if fake is None else comparing.choose(panel, fake.treated, fake.start)
        if chosen is None:
            continue
        factor = widened[kind.name]
        checks = judging.checks(panel, fake.treated, chosen, fake.start, enough, factor)
        passed = all(check.passed for check in checks.values())
        before, during = (sums[chosen.rows] for sums in _sums(panel, fake))
        changes = [during * (1 + effect * chosen.treated) - before for effect in effects]
        found = comparing.difference(chosen, np.column_stack(changes))
        for effect, att, se in zip(effects, found.att, found.se, strict=True):
            low, high = judging.interval(att, se, factor)
            told = passed and not low <= 0 <= high
            rows.append(
                {
                    "fake": place, "kind": kind.name, "contacted": int(fake.treated.sum()), "effect": effect,
                    "passed": passed, "att": att, "low": low, "high": high,
                    "told": told, "found": told and (att > 0) == (effect > 0),
                }
            )  # fmt: skip
    return pd.DataFrame(rows, columns=[
        "fake", "kind", "contacted", "effect", "passed", "att", "low", "high", "told", "found",
    ])  # fmt: skip


def curve(studied: pd.DataFrame) -> pd.DataFrame:
    """Add a study up by effect, all types together.

    Returns
    -------
    pandas.DataFrame
        By effect: ``fakes``, ``told`` (share), ``low`` and ``high`` (its 95 % interval, Clopper and Pearson), ``passed``
        (share of fakes that pass all checks).
    """
    rows = {}
    for effect, own in studied.groupby("effect"):
        hits = int(own["told" if effect == 0 else "found"].sum())
        exact = stats.binomtest(hits, len(own)).proportion_ci()
        rows[effect] = {
            "fakes": len(own), "told": hits / len(own), "low": exact.low, "high": exact.high,
            "passed": float(own["passed"].mean()),
        }  # fmt: skip
    columns = ["fakes", "told", "low", "high", "passed"]
    return pd.DataFrame.from_dict(rows, orient="index", columns=columns).rename_axis("effect")
