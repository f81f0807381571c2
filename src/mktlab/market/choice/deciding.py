"""Target, next in line or rejected, and why."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from mktlab.market.choice import spreading, stakes, testing
from mktlab.market.choice.judging import Judgement
from mktlab.market.choice.spreading import Portfolio
from mktlab.market.evidence.gathering import Evidence
from mktlab.market.settings import Settings

TARGET, NEXT, REJECT = "target", "next", "reject"


@dataclass(frozen=True)
class Choice:
    """What is to be done.

    Attributes
    ----------
    decisions
        By segment name, in order of rank: ``decision``, ``failed`` (the test it fails most surely; empty where
        none) and ``losing`` (whether contacting it is expected to lose money).
    tests
        Chances of the four tests, by segment name.
    portfolio
        Money by segment; None without amounts.
    regret
        Expected regret, in money, of putting the budget on one segment alone, by segment in the order of
        the evidence; last, of contacting nobody. None without amounts.
    knowing
        What it would be worth to know the outcome before choosing one of these; None without amounts.
    """

    decisions: pd.DataFrame
    tests: pd.DataFrame
    portfolio: Portfolio | None
    regret: np.ndarray | None
    knowing: float | None

    @property
    def targets(self) -> list[str]:
        """Names of targets, in order of rank."""
        return list(self.decisions.index[self.decisions["decision"] == TARGET])


def reach(customers: np.ndarray, cost: float, budget: float | None) -> np.ndarray:
    """Give the share of each segment's customers that the budget reaches on its own."""
    if budget is None or cost <= 0:
        return np.ones(len(customers))
    return np.minimum(1.0, budget / (cost * customers))


def decide(
    evidence: Evidence,
    judged: Judgement,
    tests: pd.DataFrame,
    cost: float,
    budget: float | None,
    settings: Settings,
) -> Choice:
    """Decide on each segment.

    A segment is rejected where it surely fails a test, or where contacting it is expected to lose money.
    Of the others those that get money are targets; without amounts, the one that ranks best is.

    Parameters
    ----------
    evidence, judged
        What is known of segments, and how they rank.
    tests
        Chances by segment name, from :func:`mktlab.market.choice.testing.chances`.
    cost, budget
        Of contacts, from 30_clv.
    settings
        The section ``market``.
    """
    failing = tests.where(
        tests.map(lambda chance: testing.verdict(chance, settings.tests.sure) == testing.FAILED)
    )
    worst = [row.idxmin() if row.notna().any() else "" for _, row in failing.iterrows()]
    losing = np.zeros(len(tests), dtype=bool)
    portfolio = regret = knowing = None
    if evidence.gains is not None:
        losing = evidence.gains.mean(axis=0) <= 0
    allowed = np.array([not name for name in worst]) & ~losing
    if evidence.gains is not None:
        limits = settings.portfolio
        portfolio = spreading.spread(
            evidence.gains,
            evidence.customers,
            cost,
            budget,
            limits.most_on_one,
            limits.worst,
            allowed,
        )
        alone = evidence.gains * reach(evidence.customers, cost, budget)
        nobody = np.zeros((len(alone), 1))
        regret = stakes.regret(np.hstack([alone, nobody]))
        knowing = stakes.perfect_information(np.hstack([alone, nobody]))
        chosen = portfolio.customers > 0
    else:
        chosen = np.zeros(len(tests), dtype=bool)
        eligible = [place for place in judged.order if allowed[place]]
        chosen[eligible[:1]] = True
    decision = np.where(chosen, TARGET, np.where(allowed, NEXT, REJECT))
    table = pd.DataFrame(
        {"decision": decision, "failed": worst, "losing": losing}, index=evidence.names
    )
    return Choice(table.iloc[judged.order], tests, portfolio, regret, knowing)


def caveats(tests: pd.Series, sure: float) -> list[str]:
    """List the tests of a segment that are neither passed nor failed."""
    return [name for name, chance in tests.items() if testing.verdict(chance, sure) == testing.OPEN]
