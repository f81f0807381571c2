"""Early warning, as a reader reads it."""

import pandas as pd

from mktlab.figures import listed, within
from mktlab.risk.watching import status

# The blank between sign and word does not break.
NAMES = {
    "red": "●\u00a0red",
    "amber": "◐\u00a0amber",
    "green": "○\u00a0green",
    "unknown": "–\u00a0not known",
}


def table(warnings: pd.DataFrame) -> pd.DataFrame:
    """Write all rules, the worst first."""
    return pd.DataFrame(
        {
            "Light": NAMES[row.light],
            "What is watched": row.title,
            "Now": status.written(row.value, row.unit),
            "Amber / red": status.limits(row),
            "Since": status.day(row.since) if row.light in ("amber", "red") else "–",
            "Owner": row.owner,
            "If amber or red": row.response,
        }
        for row in status.worst_first(warnings).itertuples()
    )


def alerts(warnings: pd.DataFrame) -> list[tuple[str, str, str]]:
    """Write what is red or amber, the worst first: light, what is watched, where it stands and who does what."""
    told = []
    for row in status.worst_first(warnings).itertuples():
        if row.light in ("red", "amber"):
            since = "" if row.since == row.as_of else f" since {status.day(row.since)}"
            told.append(
                (
                    row.light,
                    row.title,
                    f"{status.written(row.value, row.unit)}{since} (amber / red {status.limits(row)}); "
                    f"{row.owner}: {row.response.rstrip('.')}.",
                )
            )
    return told


def counted(warnings: pd.DataFrame) -> str:
    """Say how many warnings are on, and how many figures could not be measured."""
    many = warnings["light"].value_counts()
    unknown = int(many.get("unknown", 0))
    known = len(warnings) - unknown
    if not known:
        return "None of the figures watched could be measured."
    on = [f"{many[light]} {light}" for light in ("red", "amber") if many.get(light, 0)]
    figures = "1 figure" if known == 1 else f"{known} figures"
    told = (
        f"Of {figures} measured {listed(on)}"
        if on
        else f"None of {figures} measured is red or amber"
    )
    return f"{told}; {unknown} more could not be measured." if unknown else f"{told}."


def said(warnings: pd.DataFrame) -> str:
    """Say what is on."""
    parts = []
    for light in ("red", "amber"):
        own = warnings[warnings["light"] == light]
        if len(own):
            named = [
                f"{within(row.title)} ({status.written(row.value, row.unit)})"
                for row in own.itertuples()
            ]
            parts.append(f"{light}: {listed(named)}")
    known = int((warnings["light"] != "unknown").sum())
    told = f"{known} of {len(warnings)} figures watched could be measured"
    return f"{told}; {'; '.join(parts) if parts else 'none of these is amber or red'}."
