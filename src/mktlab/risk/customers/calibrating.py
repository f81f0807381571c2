"""Whether chances of no purchase came true in the weeks before the plan.

On an earlier day the value stage forecast who would buy within some weeks, from what was known then; who did
is known by the day of the plan. Chances are calibrated where, of customers given 30 %, three in ten stay away.
"""

from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd
from scipy import sparse, stats
from sklearn.metrics import roc_auc_score

from mktlab.lab import streams

BINS = 10
DRAWS = 1_000
TOPS = (0.1, 0.2)
LIKELY = 0.5


@dataclass(frozen=True)
class Test:
    """How forecasts of no purchase came out.

    Attributes
    ----------
    origin, weeks
        Day of the forecast, and weeks after it.
    customers, expected, actual
        How many, how many of them were expected not to buy, and how many did not.
    low, high
        95 % range of the number that would not, if the chances were right.
    reliability
        By class of chance: ``customers``, ``expected`` and ``actual`` share, the latter with its 95 % interval
        ``low`` to ``high``.
    brier
        Mean squared distance of chances from what came; and of the one share for all (``reference``).
    skill
        1 − brier / reference, with a 95 % bootstrap interval over customers.
    lift
        By share of customers, riskiest first: ``caught`` (share of those who did not buy that is among them),
        ``lift``, with 95 % bootstrap intervals.
    ranking
        Chance that one who did not buy was ranked riskier than one who did (area under the ROC curve).
    coarse
        Brier score where every customer has the mean chance of the segment then, and how much worse the
        customers' own chances score, with a 95 % bootstrap interval.
    likely
        Of customers given a chance of :data:`LIKELY` or more: how many, how many of them were expected to stay
        away, how many did, and the 95 % range if the chances were right (``customers``, ``expected``,
        ``actual``, ``low``, ``high``).
    """

    origin: date
    weeks: int
    customers: int
    expected: float
    actual: int
    low: float
    high: float
    reliability: pd.DataFrame
    brier: float
    reference: float
    skill: tuple[float, float, float]
    lift: pd.DataFrame
    ranking: float
    coarse: tuple[float, float, float, float]
    likely: pd.Series

    @property
    def sound(self) -> bool:
        """Whether the number that did not buy lies within its range."""
        return self.low <= self.actual <= self.high


def test(tested: pd.DataFrame, least: int, seed: int) -> Test | None:
    """Hold chances against what came.

    Parameters
    ----------
    tested
        ``tested`` of the value stage: ``p_purchase``, ``has_bought``, ``customers``, ``origin``,
        ``horizon_weeks``.
    least
        Classes with fewer customers are joined.
    seed
        Start of the pseudo-random stream.

    Returns
    -------
    Test or None
        None where nothing was tested, or all bought, or none did.
    """
    if tested.empty or tested["has_bought"].nunique() < 2:
        return None
    p = 1 - tested["p_purchase"].to_numpy()
    gone = ~tested["has_bought"].to_numpy()
    c = tested["customers"].to_numpy("float64")
    base = np.average(gone, weights=c)
    brier = float(np.average((p - gone) ** 2, weights=c))
    reference = float(base * (1 - base))
    drawn = streams.stream(seed, "risk.calibrating").multinomial(int(c.sum()), c / c.sum(), DRAWS)
    low, high = _range(p, c)
    top = p >= LIKELY
    ends = _range(p[top], c[top])
    return Test(
        origin=pd.Timestamp(tested["origin"].iloc[0]).date(),
        weeks=int(tested["horizon_weeks"].iloc[0]),
        customers=int(c.sum()),
        expected=float(c @ p),
        actual=int(c @ gone),
        low=low,
        high=high,
        reliability=_reliability(p, gone, c, least),
        brier=brier,
        reference=reference,
        skill=_skill(p, gone, c, drawn),
        lift=_lift(p, gone, c, drawn),
        ranking=float(roc_auc_score(gone, p, sample_weight=c)),
        coarse=_coarse(p, gone, c, tested["segment_name"], drawn),
        likely=pd.Series(
            {
                "customers": c[top].sum(),
                "expected": c[top] @ p[top],
                "actual": c[top] @ gone[top],
                "low": ends[0],
                "high": ends[1],
            }
        ),
    )


def _range(p: np.ndarray, c: np.ndarray) -> tuple[float, float]:
    """Give the 95 % range of how many do not buy if the chances are right: nearly normal, in whole customers."""
    sd = np.sqrt(c @ (p * (1 - p)))
    low, high = c @ p + stats.norm.ppf([0.025, 0.975]) * sd
    return float(max(np.floor(low), 0)), float(min(np.ceil(high), c.sum()))


def _coarse(p, gone, c, names: pd.Series, drawn) -> tuple[float, float, float, float]:
    own = pd.DataFrame({"name": names.to_numpy(), "c": c, "gone": c * p}).groupby("name").sum()
    mean = (own["gone"] / own["c"]).reindex(names).to_numpy()
    apart = (p - gone) ** 2 - (mean - gone) ** 2
    sampled = drawn @ apart / drawn.sum(axis=1)
    low, high = np.quantile(sampled, [0.025, 0.975])
    score = float(np.average((mean - gone) ** 2, weights=c))
    return score, float(np.average(apart, weights=c)), float(low), float(high)


def _skill(p, gone, c, drawn) -> tuple[float, float, float]:
    def of(weights: np.ndarray) -> np.ndarray:
        whole = weights.sum(axis=-1)
        share = weights @ gone / whole
        score = weights @ (p - gone) ** 2 / whole
        worst = share * (1 - share)
        return 1 - np.divide(score, worst, out=np.full_like(score, np.nan), where=worst > 0)

    low, high = np.nanquantile(of(drawn.astype("float64")), [0.025, 0.975])
    return float(of(c[None])[0]), float(low), float(high)


def _reliability(p, gone, c, least: int) -> pd.DataFrame:
    """Cut into classes of about as many customers, each of ``least`` at least where there are so many.

    Customers of equal chances stay together.
    """
    equal = pd.DataFrame({"p": p, "customers": c, "gone": c * gone}).groupby("p").sum()
    size = max(c.sum() / BINS, least)
    place, number, held = np.empty(len(equal), dtype="int64"), 0, 0.0
    for at, customers in enumerate(equal["customers"]):
        if held >= size:
            number, held = number + 1, 0.0
        place[at] = number
        held += customers
    if number and held < least:
        place[place == number] = number - 1
    own = equal.assign(expected=equal.index * equal["customers"]).groupby(place).sum()
    rows = {
        number: {
            "customers": int(row.customers),
            "expected": row.expected / row.customers,
            **_share(row.gone, row.customers),
        }
        for number, row in zip(own.index, own.itertuples(), strict=True)
    }
    return pd.DataFrame.from_dict(rows, orient="index")


def _share(gone: float, customers: float) -> dict[str, float]:
    """Give a share that did not buy with its 95 % interval after Wilson."""
    found = stats.binomtest(int(gone), int(customers)).proportion_ci(0.95, method="wilson")
    return {"actual": gone / customers, "low": found.low, "high": found.high}


def _lift(p, gone, c, drawn) -> pd.DataFrame:
    # Customers of equal chances cannot be told apart, so a border through them takes an equal part of all.
    place = np.unique(-p, return_inverse=True)[1]
    alike = sparse.coo_array((np.ones(len(p)), (np.arange(len(p)), place))).tocsr()

    def caught(weights: np.ndarray, top: float) -> np.ndarray:
        """Share of those gone within the top share; chances across the border count in part."""
        held, stayed = weights @ alike, (weights * gone) @ alike
        reached = np.cumsum(held, axis=1)
        part = np.divide(
            np.clip(top * reached[:, -1:] - (reached - held), 0, held), held,
            out=np.zeros_like(held), where=held > 0,
        )  # fmt: skip
        whole = stayed.sum(axis=1)
        inside = (part * stayed).sum(axis=1)
        return np.divide(inside, whole, out=np.full(len(weights), np.nan), where=whole > 0)

    rows = {}
    for top in TOPS:
        found = float(caught(c[None], top)[0])
        low, high = np.nanquantile(caught(drawn.astype("float64"), top), [0.025, 0.975])
        rows[top] = {
            "caught": found, "caught_low": low, "caught_high": high,
            "lift": found / top, "lift_low": low / top, "lift_high": high / top,
        }  # fmt: skip
    return pd.DataFrame.from_dict(rows, orient="index")


def by_segment(tested: pd.DataFrame, least: int) -> pd.DataFrame:
    """Compare expected and actual shares that did not buy by segment then.

    Returns
    -------
    pandas.DataFrame
        By segment with at least ``least`` customers: ``customers``, ``expected`` and ``actual`` share, the
        latter with its 95 % interval ``low`` to ``high``.
    """
    rows = {}
    for name, own in tested.groupby("segment_name"):
        c = own["customers"].to_numpy("float64")
        if c.sum() < least:
            continue
        rows[name] = {
            "customers": int(c.sum()),
            "expected": float(np.average(1 - own["p_purchase"], weights=c)),
            **_share(c @ ~own["has_bought"].to_numpy(), c.sum()),
        }
    return pd.DataFrame.from_dict(rows, orient="index")
