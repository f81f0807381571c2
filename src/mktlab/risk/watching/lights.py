"""The light of each rule, and since when it is on."""

from collections.abc import Mapping
from datetime import date

import ibis
import ibis.expr.types as ir
import pandas as pd
import pyarrow as arrow

from mktlab.lab.errors import ContractError
from mktlab.lab.tables import Contract
from mktlab.risk.settings import COLOURS, Rule

STAGES = ("collect", "segment", "clv", "market")  # whose figures can be watched
UNKNOWN = "unknown"
SEVERITY = {UNKNOWN: -1, **{colour: place for place, colour in enumerate(COLOURS)}}
MIDDLE = 1.0  # what a figure is apart from


def look_up(figures: Mapping[str, dict], place: str) -> float | None:
    """Find a figure.

    Parameters
    ----------
    figures
        Contents of ``reports/metrics`` by stage.
    place
        Stage and keys, set apart by slashes.

    Returns
    -------
    float or None
        None where it was not measurable: it, or what holds it, is null.

    Raises
    ------
    KeyError
        There is no such figure; the message names the part that is unknown and what there is.
    """
    found = figures
    for part in place.split("/"):
        if found is None:
            return None
        if not isinstance(found, Mapping) or part not in found:
            there = ", ".join(found) if isinstance(found, Mapping) else "nothing more"
            raise KeyError(f"{part!r} of {place} is unknown; there is {there}")
        found = found[part]
    if found is not None and (isinstance(found, bool) or not isinstance(found, int | float)):
        raise KeyError(f"{place} is no number")
    return None if found is None else float(found)


def light(rule: Rule, value: float | None) -> str:
    """Give the light of a value; a value at a limit has not passed it."""
    if value is None:
        return UNKNOWN
    if rule.side == "apart":
        value = abs(value - MIDDLE)
    passed = [
        value < limit if rule.side == "below" else value > limit for limit in (rule.amber, rule.red)
    ]
    return COLOURS[sum(passed)]


def warn(
    rules: Mapping[str, Rule],
    figures: Mapping[str, dict],
    kept: Mapping[date, Mapping[str, dict]],
    as_of: date,
) -> pd.DataFrame:
    """Apply the rules.

    Parameters
    ----------
    rules
        By name.
    figures
        Contents of ``reports/metrics`` by stage.
    kept
        The same of kept plans, by their day; those of ``as_of`` and later are not looked at.
    as_of
        Day of the plan.

    Returns
    -------
    pandas.DataFrame
        The columns of the ``warnings`` contract.

    Raises
    ------
    ContractError
        A rule watches a figure that no stage measures.
    """
    rows = []
    for name, rule in rules.items():
        try:
            value = look_up(figures, rule.figure)
        except KeyError as error:
            raise ContractError(f"params.yaml: risk.watch.{name}.figure: {error.args[0]}") from None
        on = light(rule, value)
        rows.append(
            {
                "warning": name,
                "title": rule.title,
                "light": on,
                "value": value,
                "unit": rule.unit,
                "side": rule.side,
                "amber": rule.amber,
                "red": rule.red,
                "as_of": as_of,
                "since": _since(rule, on, kept, as_of),
                "owner": rule.owner,
                "response": rule.response,
            }
        )
    return pd.DataFrame(rows)


def _since(rule: Rule, on: str, kept: Mapping[date, Mapping[str, dict]], as_of: date) -> date:
    """Go back over kept plans while their light was this one or a worse one."""
    since = as_of
    for day in sorted((day for day in kept if day < as_of), reverse=True):
        try:
            then = light(rule, look_up(kept[day], rule.figure))
        except KeyError:  # a plan from before this figure was measured tells nothing
            break
        if (on == UNKNOWN and then != UNKNOWN) or SEVERITY[then] < SEVERITY[on]:
            break
        since = day
    return since


def laid(warnings: pd.DataFrame, contract: Contract) -> ir.Table:
    """Lay warnings out under their contract."""
    schema = contract.schema.to_pyarrow()
    return ibis.memtable(
        arrow.Table.from_pandas(warnings[list(schema.names)], schema=schema, preserve_index=False)
    )
