"""Early warning for a terminal and a scheduler."""

import pandas as pd

from mktlab.figures import count, share
from mktlab.risk.watching.lights import SEVERITY

RED = 2  # exit code that tells a scheduler to act


def written(value: float | None, unit: str) -> str:
    """Write a figure."""
    if value is None or pd.isna(value):
        return "–"
    if unit == "share":
        return share(value, 1)
    if unit == "days":
        return f"{count(value)} {'day' if count(value) == '1' else 'days'}"
    return f"{value:.2f}"


def day(value) -> str:
    """Write a day, however a table holds it."""
    return str(pd.Timestamp(value).date())


def limits(row) -> str:
    """Say where amber and red begin."""
    way = {"above": "above", "below": "below", "apart": "away from 1 by"}[row.side]
    return f"{way} {written(row.amber, row.unit)} / {written(row.red, row.unit)}"


def worst_first(warnings: pd.DataFrame) -> pd.DataFrame:
    """Order warnings: red first, then amber, what is not measurable, green."""
    severity = warnings["light"].map(SEVERITY)
    return (
        warnings.assign(severity=severity)
        .sort_values(["severity", "warning"], ascending=[False, True])
        .drop(columns="severity")
    )


def lines(warnings: pd.DataFrame) -> list[str]:
    """Word warnings, the worst first; what is red or amber with what to do."""
    told = []
    for row in worst_first(warnings).itertuples():
        told.append(
            f"{row.light:8}{row.title}: {written(row.value, row.unit)} (amber / red {limits(row)})"
        )
        if row.light in ("amber", "red"):
            since = "" if row.since == row.as_of else f"since {day(row.since)}, "
            told.append(f"{'':8}{since}{row.owner}: {row.response}")
    return told


def code(warnings: pd.DataFrame) -> int:
    """Give the exit code: 2 where something is red."""
    return RED if (warnings["light"] == "red").any() else 0
