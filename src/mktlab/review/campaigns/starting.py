"""The first contact of each customer: staggered starts, compared with those not yet contacted.

Most contacted customers get several campaigns, so a single campaign is not a treatment that lasts. The first contact is: from then on a
customer has been contacted. Starts are compared month by month with customers not yet contacted (B. Callaway and
P. Sant'Anna, Difference-in-differences with multiple time periods, 2021, by the library diff-diff), adjusted by regression
for spend and purchase days in the first eight weeks. How far trends may break before the answer changes is told after
A. Rambachan and J. Roth, A more credible approach to parallel trends, 2023.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import stats

from mktlab.figures import share as share_of
from mktlab.review.campaigns import comparing, judging
from mktlab.review.campaigns.comparing import BLOCK, RUN_UP, WEEK
from mktlab.review.campaigns.gate import Check
from mktlab.review.campaigns.gathering import Panel

NEAR = 3  # periods before and after the first contact that are looked at
SMALL = 20  # starts of fewer customers are left out


@dataclass(frozen=True)
class Starts:
    """What came of first contacts.

    Attributes
    ----------
    path
        By period of four weeks from the first contact (0: the one it falls in): ``att``, ``low``, ``high`` of spend a
        week; the period before is 0 by construction.
    att, se
        Mean over periods 0 to 3.
    robust
        95 % interval if trends after the first contact may break by as much as the worst seen before.
    customers, others
        First contacted in the periods looked at, and never contacted.
    left_out
        Contacted too early for anything to be known before, or in a period with too few others.
    checks
        As the gate asks for them.
    """

    path: pd.DataFrame
    att: float
    se: float
    robust: tuple[float, float]
    customers: int
    others: int
    left_out: int
    checks: Mapping[str, Check]


def estimate(panel: Panel, enough: int) -> Starts | None:
    """Compare customers after their first contact with others not yet contacted.

    Parameters
    ----------
    panel
        Customers by day.
    enough
        Least number of first contacts, and of customers never contacted.

    Returns
    -------
    Starts or None
        None where there are fewer than two starts of some size, nobody left to compare with, or too few periods.
    """
    # diff-diff takes half a second to import, and only this function needs it.
    from diff_diff import CallawaySantAnna
    from diff_diff.honest_did import HonestDiD

    periods = panel.length // BLOCK
    skipped = panel.length - periods * BLOCK
    first = panel.contacts.groupby("customer")["start"].min()
    start = np.zeros(len(panel.customers), dtype="int64")  # 0: never
    # A contact before the first whole period counts as in it: too early.
    start[first.index] = np.maximum((first - skipped) // BLOCK + 1, 1)
    before = RUN_UP // BLOCK
    known = panel.between(panel.days, 0, skipped + RUN_UP) > 0
    sizes = pd.Series(start[known]).value_counts()
    able = [g for g, many in sizes.items() if g > before + 1 and many >= SMALL and g <= periods]
    kept = known & np.isin(start, [0, *able])
    started = (start > 0) & kept
    never = int((kept & (start == 0)).sum())
    if len(able) < 2 or never < SMALL:
        return None
    laid = _long(panel, kept, start, periods, skipped, before)
    model = CallawaySantAnna(
        control_group="not_yet_treated", estimation_method="reg", base_period="universal"
    )
    # Without amounts, spend is purchase days already.
    by = ["whole", "root", "often"] if panel.has_amounts else ["whole", "root"]
    study = model.fit(laid, "spend", "unit", "period", "start", covariates=by)
    study = study.aggregate("event_study")
    path = study.to_dataframe().set_index("event_time")[["att", "se"]]
    path.index = path.index.astype("int64")
    near = [place for place in path.index if -NEAR <= place <= NEAR]
    covariance = _covariance(study, path)
    after = [place for place in near if place >= 0]
    mean, se = _mean(path, covariance, after)
    bounds = HonestDiD(method="relative_magnitude", M=1.0).fit(study)
    told = path.loc[near].fillna({"se": 0.0})
    told = told.assign(
        low=told["att"] - judging.Z * told["se"], high=told["att"] + judging.Z * told["se"]
    )
    before_it = [place for place in near if place < -1]
    return Starts(
        told.drop(columns="se"), mean, se, (float(bounds.ci_lb), float(bounds.ci_ub)),
        int(started.sum()), never, int((start > 0).sum() - started.sum()),
        {
            "enough customers": _enough(int(started.sum()), never, enough),
            **_alike(panel, start, able, skipped),
            "trends before": _trends(path, covariance, before_it),
        },
    )  # fmt: skip


def _long(panel: Panel, kept, start, periods: int, skipped: int, before: int) -> pd.DataFrame:
    """Lay out spend a week by customer and period, from the last period in which nobody may have started."""
    spend = panel.spend if panel.has_amounts else panel.days
    rows = np.flatnonzero(kept)
    first_days = skipped + RUN_UP
    whole = np.sqrt(np.maximum(panel.between(spend, 0, first_days), 0))[rows]
    often = np.sqrt(panel.between(panel.days, 0, first_days))[rows]
    looked = range(before, periods)
    weekly = np.column_stack(
        [
            panel.between(spend, skipped + BLOCK * k, skipped + BLOCK * (k + 1))[rows]
            / (BLOCK / WEEK)
            for k in looked
        ]
    )
    many = len(looked)
    return pd.DataFrame(
        {
            "unit": np.repeat(rows, many),
            "period": np.tile(np.arange(before + 1, periods + 1), len(rows)),
            "spend": weekly.ravel(),
            "start": np.repeat(start[rows], many),
            "whole": np.repeat(whole, many),
            "root": np.repeat(np.log1p(whole), many),
            "often": np.repeat(often, many),
        }
    )


def _covariance(study, path: pd.DataFrame) -> pd.DataFrame:
    """Give the covariance of the path; 0 for the period that is 0 by construction."""
    whole = pd.DataFrame(0.0, index=path.index, columns=path.index)
    places = [int(place) for place in study.vcov_index]
    whole.loc[places, places] = study.vcov
    return whole


def _mean(path: pd.DataFrame, covariance: pd.DataFrame, places: list[int]) -> tuple[float, float]:
    part = covariance.loc[places, places].to_numpy()
    return float(path.loc[places, "att"].mean()), float(np.sqrt(part.sum()) / len(places))


def _enough(customers: int, never: int, enough: int) -> Check:
    return Check(
        min(customers, never) >= enough,
        f"{customers:,} first contacts against {never:,} customers never contacted; {enough} of each are needed",
    )


def _alike(panel: Panel, start, able: list[int], skipped: int) -> dict[str, Check]:
    """Look, start by start, at how far others are like those contacted first."""
    shares, apart, sizes = [], [], []
    for period in sorted(able):
        waiting = (start == 0) | (start >= period)
        day = skipped + BLOCK * (period - 1)
        chosen = comparing.choose(panel, start == period, day, among=waiting)
        if chosen is not None:
            shares.append(chosen.share)
            apart.append(min(chosen.unbalanced(), 9.0))
            sizes.append(int((start == period).sum()))
    if not sizes:
        none = Check(False, "nobody to compare with")
        return {"overlap": none, "balance": none}
    share, far = np.average(shares, weights=sizes), np.average(apart, weights=sizes)
    return {
        "overlap": Check(
            bool(share >= judging.COVERED),
            f"{share_of(share)} of those contacted first have others like them; {share_of(judging.COVERED)} are needed",
        ),
        "balance": Check(
            bool(far <= judging.UNBALANCED),
            f"histories differ by up to {far:.2f} standard deviations after weighting; at most "
            f"{judging.UNBALANCED:g} are borne",
        ),
    }


def _trends(path: pd.DataFrame, covariance: pd.DataFrame, places: list[int]) -> Check:
    """Test all periods before together (Wald)."""
    if not places:
        return Check(None, "no periods before to look at")
    values = path.loc[places, "att"].to_numpy()
    part = covariance.loc[places, places].to_numpy()
    p = float(stats.chi2.sf(values @ np.linalg.pinv(part) @ values, len(places)))
    return Check(
        p >= judging.FALSE,
        f"in the {len(places)} periods before, those contacted first moved {'like' if p >= judging.FALSE else 'unlike'} "
        f"the others (p = {p:.2f})",
    )
