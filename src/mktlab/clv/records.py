"""What the stage leaves for comparing runs and for whoever wants the parameters."""

import ibis
import ibis.expr.types as ir
import numpy as np
import pandas as pd

from mktlab.clv.contacts.deciding import Decision
from mktlab.clv.economics import Response
from mktlab.clv.fitting import Posterior
from mktlab.clv.proof import revenue
from mktlab.clv.proof.validating import Test, deciles
from mktlab.clv.settings import Settings
from mktlab.lab.tables import Contract

PLACES = 6  # of chances by which customers are told of together


def population(posteriors: list[Posterior], titles: list[str]) -> pd.DataFrame:
    """Lay out the draws of the parameters: the rows of ``population_draws``."""
    parts = []
    for posterior in posteriors:
        for name, values in posterior.draws.items():
            if np.ptp(values) == 0:
                continue  # a trend that is not estimated
            draws, profiles = values.shape
            parts.append(
                pd.DataFrame(
                    {
                        "model": posterior.model.name,
                        "draw": np.repeat(np.arange(draws), profiles),
                        "profile": np.tile(titles, draws),
                        "parameter": name,
                        "value": values.ravel(),
                    }
                )
            )
    return pd.concat(parts, ignore_index=True)


def by_segment(
    totals: pd.DataFrame, names: pd.Series, response: Response, seed: int, contract: Contract
) -> ir.Table:
    """Lay out totals by draw and segment: the rows of ``segment_draws``, money null where unknown."""
    named = totals.assign(segment_name=totals["segment"].map(names))
    if "clv" in named:
        # One uplift for all in a draw: what moves every segment's gain at once does not average out.
        uplift = response.drawn(named["draw"].max() + 1, seed)[named["draw"]]
        named["net_gain"] = uplift * named["clv"] - response.cost * named["customers"]
    laid = named.reindex(columns=list(contract.columns))
    return ibis.memtable(laid, schema=contract.schema)


def tested(found: Test | None, contract: Contract) -> ir.Table | None:
    """Lay out who was expected to buy in the test's window and who did: the rows of ``tested``."""
    if found is None:
        return None
    scored = found.scored.assign(
        p_purchase=found.scored["some"].clip(0, 1).round(PLACES),
        has_bought=found.scored["bought"] > 0,
    )
    laid = scored.groupby(list(contract.key), as_index=False)["customers"].sum()
    laid = laid.assign(origin=found.window.origin, horizon_weeks=found.window.weeks)
    return ibis.memtable(laid[list(contract.columns)], schema=contract.schema)


def terms(settings: Settings, decision: Decision | None) -> dict:
    """Gather what later stages need to know of contacts: their terms, and what the list is to bring."""
    listed = None
    if decision is not None:
        least = decision.detectable
        listed = {
            # What the customers left alone can tell, which a review must not promise beyond.
            "detectable": None if np.isnan(least) else round(float(least), 6),
            "contacted": decision.size.contacted,
            "net_gain": round(decision.gain()[0], 2),
        }
    return {
        **settings.economics.model_dump(),
        "uplift_mean": settings.response.uplift,
        "budget": settings.contacts.budget,
        "horizon_weeks": settings.horizon_weeks,
        "test_weeks": settings.test_weeks,
        "contact_list": listed,
    }


def metrics(
    totals: pd.DataFrame,
    beside: pd.DataFrame,
    posteriors: list[Posterior],
    fit: pd.DataFrame,
    tested: Test | None,
    memory: float | None,
    rivals: pd.DataFrame | None = None,
    paid: pd.DataFrame | None = None,
    decision: Decision | None = None,
) -> dict:
    """Gather the figures that ``dvc metrics diff`` compares between runs."""
    sums = [
        name for name in ("expected_purchases", "expected_spend", "expected_clv") if name in totals
    ]
    means = totals.groupby("draw")[sums].sum().mean()
    apart = (fit["mean"] - fit["actual"]).abs().sum() / 2 / fit["actual"].sum()
    test = None
    if tested is not None:
        scores = np.average(
            tested.scored[["crps", "log_score"]], axis=0, weights=tested.scored["customers"]
        )
        test = {
            "held": {f"{level:g}": round(held, 4) for level, held in tested.coverage().items()},
            "crps": round(float(scores[0]), 5),
            "log_score": round(float(scores[1]), 5),
            "total": round(tested.total, 4),
        }
        if rivals is not None:
            test["rivals"] = {
                name: round(float(value), 5) for name, value in rivals["log_score"].items()
            }
        if paid is not None:
            c = paid["customers"]
            test["spend"] = {
                "held": {
                    f"{level:g}": round(held, 4) for level, held in revenue.coverage(paid).items()
                },
                "total": round(float((paid["expected"] @ c) / (paid["paid"] @ c)), 4)
                if (paid["paid"] @ c) > 0
                else None,
            }
    contacts = None
    if decision is not None:
        contacts = {
            "gaining": decision.size.gaining,
            "contacted": decision.size.contacted,
            "held_out": decision.size.held_out,
            "net_gain": round(decision.gain()[0], 2),
        }
    return {
        "test": test,
        "contacts": contacts,
        "memory_weeks": None if memory is None else round(memory, 2),
        "totals": {name: round(float(means[name]), 2) for name in sums},
        "log_likelihood": {
            name: round(float(value), 3) for name, value in beside["log_likelihood"].items()
        },
        "called_active": {name: round(float(value), 4) for name, value in beside["alive"].items()},
        "misplaced_share": round(float(apart), 4),
        "parameters": {
            posterior.model.name: {
                name: round(float(values.mean()), 6) for name, values in posterior.draws.items()
            }
            for posterior in posteriors
        },
    }


def plots(decision: Decision | None, tested: Test | None) -> dict[str, list[dict]]:
    """Gather the series that ``dvc plots diff`` lays over each other between runs.

    Returns
    -------
    dict
        ``gain``: the ``net_gain`` expected of contacting so many ``customers``, the best first, with the ends
        ``low`` and ``high`` of its 90 % interval, in the source's currency. ``tenths``: purchase days
        ``expected`` and ``actual`` in the weeks tested, by ``tenth`` of customers, the best forecast first.
        Either is empty where nothing can be told.
    """
    gain: list[dict] = []
    if decision is not None:
        gain = [
            {"customers": int(number), "net_gain": mean, "low": low, "high": high}
            for number, mean, low, high in decision.profit.curve().round(2).itertuples()
        ]
    tenths: list[dict] = []
    if tested is not None:
        tenths = [
            {
                "tenth": int(row.label),
                "expected": round(row.mean, 2),
                "actual": round(row.actual, 2),
            }
            for row in deciles(tested.scored).itertuples()
        ]
    return {"gain": gain, "tenths": tenths}
