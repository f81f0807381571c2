"""Small tables as a reader reads them: the frames of this room with their numbers written out."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from mktlab.figures import count, money, share
from mktlab.figures.showing import Card
from mktlab.segment import choosing, nulls, variables
from mktlab.segment.explaining import Rule
from mktlab.segment.learning import Search
from mktlab.segment.preparing import Preparation
from mktlab.segment.rfm import Grid

TYPICAL = 6  # variables of a typical customer told on a card
SIGNS = {
    choosing.PREDICTION_STRENGTH: "Prediction strength",
    choosing.JACCARD: "Worst Jaccard",
    f"{choosing.GAP}_{nulls.DECISIVE}": "Gap to a like cloud",
    choosing.SILHOUETTE: "Silhouette",
    choosing.BIC: "BIC (lower is better)",
}


def words(name: str) -> str:
    """Write a variable, and what it is a proxy for."""
    known = variables.describe(name)
    return known.words if known.stands_for is None else f"{known.words} (proxy: {known.stands_for})"


def rule(found: Rule) -> str:
    """Write a rule: its conditions in words."""
    told = [
        f"{variables.describe(name).words} {'at most' if side == '<=' else 'more than'} {_exact(value)}"
        for name, side, value in found.bounds
    ]
    text = "; ".join(told)
    return f"{text[0].upper()}{text[1:]}" if text else "No rule"


def _exact(value: float) -> str:
    """Write a bound as it is, so that who applies the rule gets what is said of it."""
    return f"{value:,.0f}" if value == int(value) else f"{value:,.3g}"


def _number(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 20 else f"{value:.2g}"


def overview(segments: pd.DataFrame, back: pd.DataFrame | None, currency: str) -> pd.DataFrame:
    """Write the segments in one table: size, value, who came back."""
    again = {} if back is None else dict(back["share"])
    return pd.DataFrame(
        {
            "Segment": segments["segment_name"],
            "Customers": segments["customers"].map(count),
            "Share": segments["customer_share"].map(share),
            "Spend": [money(value, currency) for value in segments["spend"]],
            "Share of spend": segments["spend_share"].map(share),
            "Bought since, of those so called before": [
                share(again.get(name)) for name in segments["segment_name"]
            ],
        }
    )


def cards(segments: pd.DataFrame, lifts: pd.DataFrame, currency: str) -> list[Card]:
    """Write a card for each segment."""
    made = []
    for row in segments.itertuples():
        own = lifts[(lifts["segment"] == row.segment_name) & lifts["apart"]]
        own = own.assign(far=(own["lift"] - 1).abs()).sort_values("far", ascending=False).head(4)
        apart = "; ".join(
            f"{variables.describe(r.variable).words} {_times(r.lift)} ({_times(r.low)} to {_times(r.high)})"
            for r in own.itertuples()
        )
        typical = lifts[lifts["segment"] == row.segment_name].dropna(subset="median").head(TYPICAL)
        profile = "; ".join(
            f"{variables.describe(r.variable).words} {_number(r.median)}"
            for r in typical.itertuples()
        )
        size = f"{count(row.customers)} customers ({share(row.customer_share)}), "
        made.append(
            Card(
                title=row.segment_name,
                lead=f"Suggested, untested: {row.action}",
                facts=(
                    ("Size and value", f"{size}{money(row.spend, currency)}: {share(row.spend_share)} of spend"),
                    ("Told by", f"{row.rule}. Holds for {share(row.rule_coverage)} of them; "
                     f"{share(row.rule_fidelity)} of those it holds for are in the segment"),
                    ("Set apart by, against all customers (95 % intervals)", apart or "nothing clearly"),
                    ("Typically (medians)", profile or "too little is known"),
                    ("How firm", _firm(row)),
                ),
            )
        )  # fmt: skip
    return made


def _times(lift: float) -> str:
    digits = 2 if lift < 1 else 1 if lift < 10 else 0
    return f"{lift:.{digits}f}×"


def _firm(row) -> str:
    stable = "" if pd.isna(row.jaccard) else f" (Jaccard {row.jaccard:.2f})"
    return f"cuts {row.stability}{stable}; {share(row.boundary_share)} of them at a border"


def signs(found: Search) -> pd.DataFrame:
    """Write what was read for each number of groups."""
    values = found.evidence.signs.pivot(index="k", columns="sign", values="value")
    reads = found.verdict.reads
    table = pd.DataFrame({"Groups": [str(k) for k in values.index]})
    for sign, name in SIGNS.items():
        digits = 0 if sign == choosing.BIC else 2 if "gap" not in sign else 3
        table[name] = [
            "–" if pd.isna(v) else f"{v:,.{digits}f}".replace("-", "−") for v in values[sign]
        ]
    table["Segments by nature"] = [
        "–" if k not in reads.index else "yes" if reads.loc[k, "natural"] else "no"
        for k in values.index
    ]
    return table


def bands(found: Search) -> pd.DataFrame:
    """Arrange the signs beside their range in clouds of the same spread and correlations."""
    without = found.evidence.without
    like = without[without["null"] == nulls.DECISIVE].set_index(["k", "sign"])
    frame = found.evidence.signs.rename(columns={"sign": "panel", "k": "x"})
    keys = pd.MultiIndex.from_frame(frame[["x", "panel"]])
    return frame.assign(
        low=like["least"].reindex(keys).to_numpy(), high=like["greatest"].reindex(keys).to_numpy()
    )


def square(frame: pd.DataFrame, digits: int = 2) -> pd.DataFrame:
    """Write a square of numbers, its row names in the first column."""
    text = frame.map(lambda v: "–" if pd.isna(v) else f"{v:.{digits}f}".replace("-", "−"))
    return text.rename_axis("").reset_index()


def counts(frame: pd.DataFrame) -> pd.DataFrame:
    """Write a table of counts, its row names in the first column."""
    return frame.map(count).rename_axis("").reset_index()


def drift(frame: pd.DataFrame) -> pd.DataFrame:
    """Write a :func:`~mktlab.segment.drifting.drift`."""
    return pd.DataFrame(
        {
            "Variable": frame["variable"].map(words),
            "PSI": [f"{v:.3f}" for v in frame["psi"]],
            "Chance alone reaches (95 %)": [f"{v:.3f}" for v in frame["critical"]],
            "More than chance": frame["beyond"].map({True: "yes", False: "no"}),
            "By the usual 0.1 and 0.25": [
                "grows with time" if variables.describe(name).grows else word
                for name, word in zip(frame["variable"], frame["convention"], strict=True)
            ],
        }
    )


def compared(frame: pd.DataFrame) -> pd.DataFrame:
    """Write a :func:`~mktlab.segment.paying.compare`."""
    return pd.DataFrame(
        {
            "Grouping": frame.index,
            "Groups": frame["groups"].map(count),
            "Explained": frame["explained"].map(lambda v: share(v, 1)),
            "95 % interval": [
                f"{share(a, 1)} to {share(b, 1)}".replace("-", "−")
                for a, b in zip(frame["low"], frame["high"], strict=True)
            ],
            "The first explains more by (95 % interval)": [
                "–" if not i else f"{share(a, 1)} to {share(b, 1)}".replace("-", "−")
                for i, (a, b) in enumerate(zip(frame["gain_low"], frame["gain_high"], strict=True))
            ],
        }
    )


def health(frame: pd.DataFrame) -> pd.DataFrame:
    """Write the health table."""
    states = {True: "warns", False: "fine"}
    return pd.DataFrame(
        {
            "Measure": frame["about"],
            "Value": ["–" if pd.isna(v) else f"{v:,.4g}" for v in frame["value"]],
            "Warns beyond": ["–" if pd.isna(v) else f"{v:,.4g}" for v in frame["threshold"]],
            "State": [states.get(w, "unknown") for w in frame["is_warning"]],
        }
    )


def changes(changed: pd.Series) -> pd.DataFrame:
    """Write the share of customers whose RFM name changes."""
    return pd.DataFrame(
        {
            "What is changed": changed.index,
            "Customers with another name": [share(v, 1) for v in changed],
        }
    )


def grid(found: Grid) -> pd.DataFrame:
    """Write the names of the grid's cells."""
    rows = {str(row): found.cells[row] for row in sorted(found.cells, reverse=True)}
    frame = pd.DataFrame.from_dict(rows, orient="index", columns=[str(n) for n in range(1, 6)])
    return frame.rename_axis("Recency").reset_index()


def agreeing(found: np.ndarray, others: int, least: int) -> pd.DataFrame:
    """Write how many other ways put customers in the same group."""
    counted = pd.Series(found).value_counts().reindex(range(others + 1), fill_value=0)
    return pd.DataFrame(
        {
            "Other ways that agree": [f"{n} of {others}" for n in counted.index],
            "Customers": [
                count(n) if n >= least or n == 0 else f"fewer than {least}" for n in counted
            ],
            "Share": [share(n / len(found)) if n >= least else "–" for n in counted],
        }
    )


def ways(cuts: Mapping[str, np.ndarray], fidelity: Mapping[str, float]) -> pd.DataFrame:
    """Write the ways of cutting: how many groups each made, and how well a tree explains them."""
    return pd.DataFrame(
        {
            "Way of cutting": list(cuts),
            "Groups": [count(len(np.unique(labels))) for labels in cuts.values()],
            "Customers whom one decision tree puts in their group": [
                share(fidelity[name]) for name in cuts
            ],
        }
    )


def flows(moves: pd.DataFrame, currency: str, least: int, most: int = 6) -> pd.DataFrame:
    """Write the moves between segments that took most money with them."""
    changed = moves[(moves["from"] != moves["to"]) & (moves["customers"] >= least)]
    top = changed.sort_values(["spend", "from", "to"], ascending=[False, True, True]).head(most)
    return pd.DataFrame(
        {
            "Move": top["from"] + " to " + top["to"],
            "Customers": top["customers"].map(count),
            "Their spend between the days": [money(v, currency) for v in top["spend"]],
            "At a border on one of the days": [share(n) for n in top["noise"] / top["customers"]],
        }
    )


def variables_used(preparation: Preparation) -> pd.DataFrame:
    """Write which variables were used, how, and which were left out and why."""
    used = [
        (words(v.name), variables.describe(v.name).family, v.transform, "used")
        for v in preparation.scales
    ]
    out = [
        (words(name), variables.describe(name).family, "–", f"left out: {why}")
        for name, why in preparation.left_out.items()
    ]
    return pd.DataFrame([*used, *out], columns=["Variable", "Family", "Transform", "Use"])
