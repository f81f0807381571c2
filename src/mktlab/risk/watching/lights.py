"""The light of each rule, and since when it is on."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
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
# What is not known is nearer to amber than what is known to be green.
SEVERITY = {UNKNOWN: 0.5, **{colour: place for place, colour in enumerate(COLOURS)}}
DIGITS = 9
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
    return None if found is None or math.isnan(found) else float(found)


@dataclass(frozen=True)
class Reading:
    """What a rule saw: the value, its limits, and the light; what is not known is None."""

    value: float | None
    amber: float | None
    red: float | None
    light: str


def see(rule: Rule, figures: Mapping[str, dict]) -> Reading:
    """Read a figure and its limits; a value at a limit has not passed it.

    Raises
    ------
    KeyError
        As :func:`look_up`.
    """
    value = look_up(figures, rule.figure)
    amber, red = (
        look_up(figures, limit) if isinstance(limit, str) else limit
        for limit in (rule.amber, rule.red)
    )
    if value is None or amber is None or red is None:
        return Reading(value, amber, red, UNKNOWN)
    # Figures are kept to some digits; a difference of theirs has no more.
    off = round(abs(value - MIDDLE), DIGITS) if rule.side == "apart" else value

    def passed(limit: float) -> bool:
        return off < limit if rule.side == "below" else off > limit

    # A limit set elsewhere may come before amber: what is past it is red all the same.
    return Reading(value, amber, red, COLOURS[2 if passed(red) else int(passed(amber))])


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
            seen = see(rule, figures)
        except KeyError as error:
            raise ContractError(f"params.yaml: risk.watch.{name}: {error.args[0]}") from None
        rows.append(
            {
                "warning": name,
                "title": rule.what,
                "figure": rule.figure,
                "light": seen.light,
                "value": seen.value,
                "unit": rule.unit,
                "side": rule.side,
                "amber": seen.amber,
                "red": seen.red,
                "as_of": as_of,
                "since": _since(rule, seen.light, kept, as_of),
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
            then = see(rule, kept[day]).light
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
