"""Small tables on the choice, as a reader reads them."""

import numpy as np
import pandas as pd

from mktlab.figures import count, money, share, within
from mktlab.market.choice import findings, gains, testing
from mktlab.market.choice.deciding import NEXT, REJECT, TARGET, Choice
from mktlab.market.choice.entering import Entry
from mktlab.market.choice.judging import Board, Judgement
from mktlab.market.criteria import CRITERIA
from mktlab.market.evidence.gathering import Evidence
from mktlab.market.evidence.written import SOURCES
from mktlab.market.inputs import Weights
from mktlab.market.settings import Tests

ENOUGH = 20  # draws from which a mean of theirs is told
DECISIONS = {TARGET: "target", NEXT: "next in line", REJECT: "rejected"}


def chance(part: float, draws: int) -> str:
    """Write a share of draws; none at all is less than one draw's share."""
    return share(float(part), 1) if part > 0 else f"<{share(1 / draws, 2)}"


def decisions(judged: Judgement, choice: Choice, reasons: pd.Series) -> pd.DataFrame:
    """Write what is decided of each segment, and why, in order of rank."""
    names = judged.board.names
    rows = []
    for name, row in choice.decisions.iterrows():
        place = names.index(name)
        score = judged.score.iloc[place]
        rows.append(
            {
                "Segment": name,
                "Decision": DECISIONS[row["decision"]],
                "Best in": chance(judged.best[place], len(judged.board.weights)),
                "Score": f"{score['mean']:.2f} ({score['low']:.2f} to {score['high']:.2f})",
                "Why": reasons[name],
            }
        )
    return pd.DataFrame(rows)


def ranks(judged: Judgement) -> pd.DataFrame:
    """Give shares of ranks by segment, in order of rank: the frame behind the chart."""
    found = pd.DataFrame(
        judged.accepted.ranks, index=judged.board.names,
        columns=range(1, len(judged.board.names) + 1),
    )  # fmt: skip
    return found.iloc[judged.order]


def ranks_table(judged: Judgement) -> pd.DataFrame:
    """Write how often each segment takes each rank."""
    found = ranks(judged)
    written = found.map(share)
    written.columns = [f"Rank {rank}" for rank in found.columns]
    return written.rename_axis("Segment").reset_index()


def wins(judged: Judgement) -> pd.DataFrame:
    """Write how often the row's segment scores better than the column's."""
    names = judged.board.names
    found = pd.DataFrame(judged.accepted.wins, index=names, columns=names)
    found = found.iloc[judged.order, judged.order].map(share)
    for name in names:
        found.loc[name, name] = "–"
    return found.rename_axis("Segment").reset_index()


def tests(choice: Choice, settings: Tests) -> pd.DataFrame:
    """Write the four tests: the probability to pass each, and in words."""
    titles = findings.tests_title(settings)
    rows = []
    for name in choice.decisions.index:
        row = {"Segment": name}
        for test, chance in choice.tests.loc[name].items():
            said = testing.verdict(chance, settings.sure)
            row[titles[test]] = said if np.isnan(chance) else f"{share(float(chance))}, {said}"
        rows.append(row)
    return pd.DataFrame(rows)


def portfolio(
    evidence: Evidence, judged: Judgement, choice: Choice, currency: str, cost: float
) -> pd.DataFrame:
    """Write money by segment, and what contacting all of it would bring."""
    found = choice.portfolio
    rows = []
    mean = evidence.gains.mean(axis=0)
    each = mean / evidence.customers
    for place in judged.order:
        low, high = np.quantile(evidence.gains[:, place], [0.05, 0.95])
        rows.append(
            {
                "Segment": evidence.names[place],
                "Contacts": count(found.customers[place]),
                "Money": money(found.spent[place], currency),
                "Net gain of one contact": money(each[place], currency, cents=True),
                "Net gain of contacting all": f"{money(mean[place], currency)} ({money(low, currency)} to {money(high, currency)})",
                "Regret of it alone": money(choice.regret[place], currency),
                f"Uplift to match {evidence.names[judged.first]}": _times(
                    each, place, judged.first, cost
                ),
            }
        )
    low, high = gains.ends(found.gains)
    rows.append(
        {
            "Segment": "This spread",
            "Contacts": count(found.customers.sum()),
            "Money": money(found.spent.sum(), currency),
            "Net gain of one contact": "–",
            "Net gain of contacting all": f"{money(found.gains.mean(), currency)} ({money(low, currency)} to {money(high, currency)})",
            "Regret of it alone": money(choice.regret[-2], currency),
            list(rows[0])[-1]: "–",
        }
    )
    return pd.DataFrame(rows)


def _times(each: np.ndarray, place: int, first: int, cost: float) -> str:
    """Write how many times the first segment's uplift a contact needs here to bring as much."""
    own, best = each[place] + cost, each[first] + cost
    if place == first:
        return "–"
    return f"{best / own:.1f} ×" if own > 0 else "none is enough"


def boxes(board: Board, axes: dict[str, np.ndarray]) -> dict[str, tuple[np.ndarray, np.ndarray]]:
    """Give strength and attractiveness of segments by draw, as the chart takes them."""
    return {
        name: (axes["strength"][:, place], axes["attractiveness"][:, place])
        for place, name in enumerate(board.names)
    }


def bubbles(evidence: Evidence) -> dict[str, float]:
    """Give customers by segment, for the area of bubbles."""
    return dict(zip(evidence.names, evidence.customers.astype("float64"), strict=True))


def boxes_table(at: dict, entries: dict[str, Entry]) -> pd.DataFrame:
    """Write where each segment stands, and how sure the box is."""
    return pd.DataFrame(
        [
            {
                "Segment": name,
                "Attractiveness": f"{attractive.mean():.2f}, {entries[name].attractiveness}",
                "Strength": f"{strong.mean():.2f}, {entries[name].strength}",
                "Probability of this box": share(entries[name].sure),
            }
            for name, (strong, attractive) in at.items()
        ]
    )


def flips(found: pd.DataFrame) -> pd.DataFrame:
    """Write at which weights the choice changes."""
    return pd.DataFrame(
        {
            "Criterion": [CRITERIA[name].title for name in found["criterion"]],
            "Weight": [share(weight) for weight in found["weight"]],
            "Changes the choice at": [
                share(at) if np.isfinite(at) else "none" for at in found["at"]
            ],
            "First then": [name or "–" for name in found["segment"]],
            "Probability of such a weight": [
                share(chance, 1) if np.isfinite(at) else "–"
                for chance, at in zip(found["chance"], found["at"], strict=True)
            ],
        }
    )


def tornado(found: pd.DataFrame) -> pd.DataFrame:
    """Name what moves the lead: the frame behind the chart."""
    label = [
        f"{'Weight' if row.kind == 'weight' else 'Value'}: {CRITERIA[row.criterion].title.lower()}"
        for row in found.itertuples()
    ]
    return found.assign(label=label, hatched=found["kind"] == "value")


def tornado_table(found: pd.DataFrame) -> pd.DataFrame:
    """Write how far each thing moves the lead."""
    named = tornado(found)
    return pd.DataFrame(
        {
            "What": named["label"],
            "Lead, low": [_signed(value) for value in found["low"]],
            "Lead, high": [_signed(value) for value in found["high"]],
        }
    )


def _signed(value: float) -> str:
    return f"{value:+.2f}".replace("-", "\N{MINUS SIGN}")


def _inside(sentence: str) -> str:
    """Write a sentence as part of another."""
    return within(sentence).rstrip(".")


def methods(table: pd.DataFrame) -> pd.DataFrame:
    """Write who is first by every method and weighting, and in how many draws of facts."""
    told = table.assign(
        told=[f"{row.first} ({share(row.chance, 1)})" for row in table.itertuples()]
    )
    laid = told.pivot(index="weights", columns="method", values="told")
    laid = laid.loc[list(dict.fromkeys(table["weights"])), list(dict.fromkeys(table["method"]))]
    laid.columns = [f"First by {method}" for method in laid.columns]
    return laid.rename_axis("Weights").reset_index()


def other_weights(table: pd.DataFrame, criteria: list[str]) -> pd.DataFrame:
    """Write the weights that were tried."""
    rows = []
    for row in table.drop_duplicates("weights").itertuples():
        weights = {
            CRITERIA[name].title: share(float(weight))
            for name, weight in zip(criteria, row.used, strict=True)
        }
        rows.append(
            {
                "Weights": row.weights,
                **weights,
            }
        )
    return pd.DataFrame(rows)


def central(judged: Judgement) -> pd.DataFrame:
    """Write the mean weights of the draws in which each segment is first."""
    board = judged.board
    rows = []
    for place in judged.order:
        own = judged.accepted.central[place]
        rows.append(
            {
                "Segment": board.names[place],
                "First in": chance(judged.best[place], len(board.weights)),
                **{
                    CRITERIA[name].title: "–"
                    if judged.best[place] < ENOUGH / len(board.weights)
                    else share(float(weight))
                    for name, weight in zip(board.criteria, own, strict=True)
                },
            }
        )
    return pd.DataFrame(rows)


def weights(judged: Judgement, evidence: Evidence, given: Weights) -> pd.DataFrame:
    """Write the weights that count, their doubt, and where values come from."""
    board = judged.board
    low, high = np.quantile(board.weights, [0.05, 0.95], axis=0)
    mark = " (example)" if given.illustrative else ""
    return pd.DataFrame(
        {
            "Criterion": [CRITERIA[name].title for name in board.criteria],
            f"Weight given{mark}": [share(given.weights[name]) for name in board.criteria],
            "Of what is known": [share(float(weight)) for weight in board.base],
            "90 % of draws": [
                f"{share(one)} to {share(two)}" for one, two in zip(low, high, strict=True)
            ],
            "Values from": [SOURCES[evidence.sources[name]] for name in board.criteria],
        }
    )


def correlations(pairs: pd.DataFrame) -> pd.DataFrame:
    """Write how alike criteria order segments."""
    return pd.DataFrame(
        {
            "Criteria": [
                f"{CRITERIA[row.one].title}, {CRITERIA[row.other].title.lower()}"
                for row in pairs.itertuples()
            ],
            "Correlation": [_signed(value) for value in pairs["correlation"]],
            "90 % of draws": [
                f"{_signed(row.low)} to {_signed(row.high)}" for row in pairs.itertuples()
            ],
            "First stays without either": np.where(pairs["first"], "yes", "no"),
        }
    )


def index(found: pd.DataFrame, order: list[int]) -> pd.DataFrame:
    """Write the segment index."""
    ordered = found.iloc[order]
    return pd.DataFrame(
        {
            "Segment": ordered.index,
            "Index": [count(value) for value in ordered["mean"]],
            "90 % interval": [
                f"{count(row.low)} to {count(row.high)}" for row in ordered.itertuples()
            ],
        }
    )


def entries(
    judged: Judgement, found: list[Entry], choice: Choice, actions: pd.Series
) -> pd.DataFrame:
    """Write how to enter each segment, targets first.

    What the segment report suggests for single customers, by segment name, stands beside it: a segment that
    is no target may still hold customers who are worth looking after, and the two should not be read apart.
    """
    names = judged.board.names
    rows = []
    for name, row in choice.decisions.iterrows():
        entry = found[names.index(name)]
        rows.append(
            {
                "Segment": name,
                "Decision": DECISIONS[row["decision"]],
                "Attractiveness, strength": f"{entry.attractiveness}, {entry.strength} ({share(entry.sure)})",
                "Strategy": f"{entry.strategy}: {_inside(entry.why)}",
                "Route": f"{entry.route}: {_inside(entry.route_why)}",
                "For single customers (suggested, untested)": actions[name].rstrip("."),
            }
        )
    return pd.DataFrame(rows)
