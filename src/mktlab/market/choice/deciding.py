"""Target, next in line or rejected, and why."""

from dataclasses import dataclass

import ibis
import ibis.expr.types as ir
import numpy as np
import pandas as pd

from mktlab.market.choice import spreading, stakes, testing
from mktlab.market.choice.judging import Judgement
from mktlab.market.choice.spreading import Portfolio
from mktlab.market.evidence import sizes
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
    unlimited
        The same without a limit on one segment; None without amounts.
    regret
        Expected regret, in money, of what may be done: putting the budget on one segment alone, by segment
        in the order of the evidence; the portfolio; contacting nobody. None without amounts.
    knowing
        What it would be worth to know the outcome before choosing one of these; None without amounts.
    """

    decisions: pd.DataFrame
    tests: pd.DataFrame
    portfolio: Portfolio | None
    unlimited: Portfolio | None
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


@dataclass(frozen=True)
class Listed:
    """The contact list of 30_clv, to hold a portfolio against.

    Attributes
    ----------
    contacted, held_out
        Customers it contacts, and leaves alone at random.
    gain
        Net gain expected of its first customers, as many as the portfolio contacts.
    elsewhere
        How many it contacts in segments that are no targets.
    """

    contacted: int
    held_out: int
    gain: float
    elsewhere: int


def against_list(contacts: ir.Table, choice: Choice) -> Listed | None:
    """Hold the portfolio against the contact list, contact for contact; None without money or contacts.

    Parameters
    ----------
    contacts
        ``contacts`` of 30_clv.
    choice
        What is decided here.
    """
    if choice.portfolio is None or not (number := int(choice.portfolio.customers.sum())):
        return None
    best_first = ibis.row_number().over(ibis.window(order_by="rank"))
    chosen = contacts.filter(contacts["decision"] == "contact").mutate(place=best_first)
    # Sums of floats depend on the order an engine adds them in; of whole parts they do not.
    gain = (chosen["expected_gain"] * sizes.PARTS).round().cast("int64")
    found = chosen.aggregate(
        contacted=chosen.count(),
        gain=gain.sum(where=chosen["place"] < number).fill_null(0),
        elsewhere=chosen.count(where=chosen["segment_name"].notin(choice.targets)),
    ).to_pandas()
    row = found.iloc[0]
    if row["contacted"] < number:
        return None
    held = contacts.filter(contacts["decision"] == "hold out").count().to_pyarrow().as_py()
    return Listed(
        int(row["contacted"]), int(held), float(row["gain"]) / sizes.PARTS, int(row["elsewhere"])
    )


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
    portfolio = unlimited = regret = knowing = None
    if evidence.gains is not None:
        losing = evidence.gains.mean(axis=0) <= 0
    allowed = np.array([not name for name in worst]) & ~losing
    if evidence.gains is not None:
        limits = settings.portfolio
        portfolio, unlimited = (
            spreading.spread(
                evidence.gains, evidence.customers, cost, budget, most, limits.worst, allowed
            )
            for most in (limits.most_on_one, 1.0)
        )
        alone = evidence.gains * reach(evidence.customers, cost, budget)
        ways = np.column_stack([alone, portfolio.gains, np.zeros(len(alone))])
        regret, knowing = stakes.regret(ways), stakes.perfect_information(ways)
        chosen = portfolio.customers > 0
    else:
        chosen = np.zeros(len(tests), dtype=bool)
        eligible = [place for place in judged.order if allowed[place]]
        chosen[eligible[:1]] = True
    decision = np.where(chosen, TARGET, np.where(allowed, NEXT, REJECT))
    table = pd.DataFrame(
        {"decision": decision, "failed": worst, "losing": losing}, index=evidence.names
    )
    return Choice(table.iloc[judged.order], tests, portfolio, unlimited, regret, knowing)


@dataclass(frozen=True)
class Rival:
    """The segment whose contacts come nearest to those of the best.

    Attributes
    ----------
    best, other
        Names.
    times
        How many times as much a contact has to add to a customer's value there to bring as much.
    low, high
        The central 90 % of draws of that; None where a contact brings nothing in some.
    """

    best: str
    other: str
    times: float
    low: float | None = None
    high: float | None = None


def rival(evidence: Evidence, choice: Choice, cost: float) -> Rival | None:
    """Find whose contacts would be best if uplifts were not alike; None without amounts or another.

    Segments that are not rejected come first; where there is one such, all others are looked at.
    """
    if evidence.gains is None:
        return None
    worth = evidence.gains.mean(axis=0) / evidence.customers + cost
    kept = [
        place
        for place, name in enumerate(evidence.names)
        if choice.decisions.loc[name, "decision"] != REJECT
    ]
    if not kept:
        return None
    best = max(kept, key=lambda place: worth[place])
    others = [place for place in kept if place != best] or [
        place for place in range(len(worth)) if place != best
    ]
    # Who brings more and gets nothing is kept from money by a test, which no uplift mends.
    others = [place for place in others if 0 < worth[place] <= worth[best]]
    if not others:
        return None
    other = max(others, key=lambda place: worth[place])
    drawn = evidence.gains[:, [best, other]] / evidence.customers[[best, other]] + cost
    ends = (None, None)
    if (drawn > 0).all():
        ends = (float(end) for end in np.quantile(drawn[:, 0] / drawn[:, 1], [0.05, 0.95]))
    return Rival(
        evidence.names[best], evidence.names[other], float(worth[best] / worth[other]), *ends
    )
