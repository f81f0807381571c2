"""The stage's tables of forecasts and campaigns, and figures for comparing runs."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date

import ibis.expr.types as ir
import numpy as np
import pandas as pd

from mktlab.lab.tables import Contract
from mktlab.review.campaigns import judging
from mktlab.review.campaigns.finding import Found
from mktlab.review.campaigns.reviewing import Campaign
from mktlab.review.closing.lessons import Lesson
from mktlab.review.due import WEEK
from mktlab.review.forecasts.customers import ALL, NAIVE
from mktlab.review.forecasts.lapses import EVERYBODY, HIGH, MONEY
from mktlab.review.forecasts.scoring import Scored


def forecasts(day: date | None, scored: Scored, currency: str, contract: Contract) -> ir.Table:
    """Lay out what was foreseen and came: the rows of ``forecasts``.

    Parameters
    ----------
    day
        Of the plan reviewed; None where none is due.
    scored
        What came of it.
    currency
        Of amounts.
    """
    weeks, summed, segments = scored.weeks, scored.summed, scored.segments
    risks, warned = scored.risks, scored.warned
    rows = []
    for name, row in ({} if summed is None else dict(summed.iterrows())).items():
        own = {"kind": "customers", "about": name, "as_of": day, "horizon_weeks": weeks}
        rows.append(
            {**own, "measure": "purchases", "unit": "purchase days", "expected": row["expected_bought"],
             "actual": row["bought"], "score": row["crps"], "naive_score": _least(row, "crps_"),
             "error": row["error"], "naive_error": _least(row)}
        )  # fmt: skip
        if pd.notna(row["spend_score"]):
            rows.append(
                {**own, "measure": "spend", "unit": currency, "expected": row["expected_paid"],
                 "actual": row["paid"], "score": row["spend_score"], "error": row["spend_error"],
                 "naive_error": _least(row, "spend_")}
            )  # fmt: skip
    rows += _lapses(scored, day, currency)
    for row in [] if segments is None else segments.to_dict("records"):
        rows.append(
            {
                "kind": "segment", "about": row["segment_name"], "measure": row["measure"], "unit": row["unit"],
                "as_of": day, "horizon_weeks": row["horizon_weeks"], "expected": row["mean"], "low": row["p05"],
                "high": row["p95"], "actual": row["actual"], "score": row["score"], "error": row["error"],
                "naive_error": row["naive_error"],
            }
        )  # fmt: skip
    for name, row in ({} if risks is None else dict(risks.risks.iterrows())).items():
        rows.append(
            {
                "kind": "risk", "about": name, "measure": "happened", "unit": "share", "as_of": day,
                "horizon_weeks": risks.days // WEEK, "expected": row["chance"], "actual": float(row["happened"]),
                "score": (row["chance"] - float(row["happened"])) ** 2,
            }
        )  # fmt: skip
    for row in [] if warned is None or not weeks else warned.to_dict("records"):
        rows.append(
            {
                "kind": "warning", "about": row["warning"], "measure": row["verdict"], "unit": row["unit"],
                "as_of": day, "horizon_weeks": weeks, "expected": row["value"], "actual": row["came"],
            }
        )  # fmt: skip
    return contract.lay(rows)


def _least(row: pd.Series, prefix: str = "") -> float | None:
    """Give the best of naive forecasts."""
    return min((row[f"{prefix}{n}"] for n in NAIVE if pd.notna(row[f"{prefix}{n}"])), default=None)


def _lapses(scored: Scored, day: date | None, currency: str) -> list[dict]:
    if scored.lapses is None:
        return []
    told, rows = scored.lapses.told, []
    measures = {"no_purchase": (EVERYBODY, "customers"), "no_purchase_likely": (HIGH, "customers"), "bought_again": (MONEY, currency)}  # fmt: skip
    for measure, (name, unit) in measures.items():
        if name not in told.index:
            continue
        row = told.loc[name]
        rows.append(
            {
                "kind": "customers", "about": ALL, "measure": measure, "unit": unit, "as_of": day,
                "horizon_weeks": scored.weeks, "expected": row["expected"], "low": row["low"], "high": row["high"],
                "actual": row["came"],
            }
        )  # fmt: skip
    rows[0] |= {"score": scored.lapses.brier, "naive_score": scored.lapses.even}
    return rows


def campaigns(
    reviewed: Sequence[Campaign], widened: Mapping[str, float], contract: Contract
) -> ir.Table:
    """Lay campaigns out: the rows of ``campaigns``."""
    rows = []
    for own in reviewed:
        row = {
            "campaign_id": own.name, "campaign_type": own.kind, "start_date": own.start,
            "end_date": own.end, "contacted": own.contacted, "redeemed": own.redeemed, "compared": 0,
            "claim": own.permit.claim, "words": own.permit.words,
        }  # fmt: skip
        if own.estimate is not None:
            att, se = own.estimate.at("during")
            low, high = judging.interval(att, se, widened.get(own.kind, 1.0))
            row |= {
                "compared": own.estimate.chosen.compared, "before": own.estimate.before,
                "during": own.estimate.during, "expected_change": own.expected,
                "att": att, "low": low, "high": high,
            }  # fmt: skip
            if own.gain is not None:
                row |= dict(
                    zip(("net_gain", "net_gain_low", "net_gain_high"), own.gain, strict=True)
                )
        rows.append({key: _plain(value) for key, value in row.items()})
    return contract.lay(rows)


def _plain(value):
    """Round what was estimated: sums over customers may differ in the last digits between machines."""
    return round(float(value), 9) if isinstance(value, float | np.floating) else value


def metrics(
    day: date | None,
    scored: Scored,
    found: Found,
    lessons: Sequence[Lesson],
    others: Mapping[str, dict],
) -> dict:
    """Gather the figures that ``dvc metrics diff`` compares between runs, those of ``others`` under their names."""
    summed, covered = scored.summed, scored.covered
    whole = None if summed is None else summed.loc[ALL]
    claims = Counter(own.permit.claim for own in found.campaigns)
    verdicts = Counter(own.verdict for own in lessons)
    return {
        "plan": None if day is None else str(day),
        "weeks": scored.weeks,
        "purchases": _ratio(whole, "expected_bought", "bought"),
        "spend": _ratio(whole, "expected_paid", "paid"),
        "crps": None if whole is None else round(float(whole["crps"]), 6),
        "lapsing": None if scored.lapses is None
        else _ratio(scored.lapses.told.loc[EVERYBODY], "expected", "came"),
        "held": None if covered is None or pd.isna(covered.loc[0.9, "purchases"])
        else round(float(covered.loc[0.9, "purchases"]), 6),
        "campaigns": {claim.replace(" ", "_"): many for claim, many in sorted(claims.items())},
        "fakes": {
            f"{effect:g}": round(float(row["told"]), 4) for effect, row in found.curve.iterrows()
        },
        **others,
        "verdicts": {word.replace(" ", "_"): many for word, many in sorted(verdicts.items())},
    }  # fmt: skip


def _ratio(whole: pd.Series | None, top: str, bottom: str) -> float | None:
    if whole is None or pd.isna(whole[top]) or not whole[bottom] > 0:
        return None
    return round(float(whole[top] / whole[bottom]), 6)
