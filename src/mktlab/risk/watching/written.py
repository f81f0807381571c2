"""Early warning, as a reader reads it."""

import pandas as pd

from mktlab.figures import listed
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


def _small(title: str) -> str:
    """Begin with a small letter, but for an abbreviation."""
    return title if title[1:2].isupper() else f"{title[:1].lower()}{title[1:]}"


def said(warnings: pd.DataFrame) -> str:
    """Say what is on."""
    parts = []
    for light in ("red", "amber"):
        own = warnings[warnings["light"] == light]
        if len(own):
            named = [
                f"{_small(row.title)} ({status.written(row.value, row.unit)})"
                for row in own.itertuples()
            ]
            parts.append(f"{light}: {listed(named)}")
    known = int((warnings["light"] != "unknown").sum())
    told = f"{known} of {len(warnings)} figures watched could be measured"
    return f"{told}; {'; '.join(parts) if parts else 'none of these is amber or red'}."
