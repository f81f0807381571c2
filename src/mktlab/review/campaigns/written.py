"""Tables of campaigns, as a reader reads them; and frames for charts."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from mktlab.figures import count, money, share
from mktlab.review.campaigns import judging
from mktlab.review.campaigns.reviewing import Campaign, Rules, signed
from mktlab.review.campaigns.starting import Starts

CLAIMS = {
    "caused": "caused",
    "consistent": "consistent with an effect",
    "no difference shown": "no difference shown",
    "cannot tell": "cannot tell",
}


def _range(low: float, high: float, currency: str) -> str:
    return f"{signed(low, currency)} to {signed(high, currency)}"


def exposed(campaigns: Sequence[Campaign], currency: str) -> pd.DataFrame:
    """Write exposure, redemption and spend; nothing here is compared with anyone."""
    return pd.DataFrame(
        {
            "Campaign": f"{own.name} ({own.kind})",
            "From": str(own.start),
            "To": str(own.end),
            "Contacted": count(own.contacted),
            "Compared": "–" if own.estimate is None else count(own.estimate.chosen.compared),
            "Redeemed a coupon": share(own.redeemed / own.contacted) if own.contacted else "–",
            "Also contacted by others": share(own.also[0]),
            "Spend a week before": _cents(own, "before", currency),
            "During": _cents(own, "during", currency),
            "Others with the same spend changed by": _signed(own.expected, currency),
        }
        for own in campaigns
    )


def _cents(own: Campaign, name: str, currency: str) -> str:
    return "–" if own.estimate is None else money(getattr(own.estimate, name), currency, cents=True)


def _signed(value: float, currency: str) -> str:
    return "–" if value != value else signed(value, currency)


def claims(campaigns: Sequence[Campaign], rules: Rules) -> pd.DataFrame:
    """Write what may be said of each campaign, and why."""
    return pd.DataFrame(_claim(own, rules) for own in campaigns)


def _claim(own: Campaign, rules: Rules) -> dict:
    told = {"Campaign": f"{own.name} ({own.kind})", "What may be said": CLAIMS[own.permit.claim]}
    free = own.permit.claim != "cannot tell"
    if free:
        att, se = own.estimate.at("during")
        low, high = judging.interval(att, se, rules.widened.get(own.kind, 1.0))
        told["Difference a week"] = signed(att, rules.currency)
        told["95 % interval"] = _range(low, high, rules.currency)
        gain = own.gain
        told["Net gain per contact"] = (
            "–"
            if gain is None
            else f"{signed(gain[0], rules.currency)} ({_range(gain[1], gain[2], rules.currency)})"
        )
    else:
        told |= {"Difference a week": "–", "95 % interval": "–", "Net gain per contact": "–"}
    told["Because"] = "all checks passed" if free else _first(own.permit.because)
    return told


def _first(because: tuple[str, ...]) -> str:
    """Give the first reason, and how many more there are: all of them would hide the table behind text."""
    more = len(because) - 1
    return because[0] if not more else f"{because[0]}; and {more} more"


def checks(campaigns: Sequence[Campaign]) -> pd.DataFrame:
    """Write how many campaigns passed each check."""
    rows: dict[str, list[bool | None]] = {}
    for own in campaigns:
        for name, check in (own.estimate.checks if own.estimate else {}).items():
            rows.setdefault(name, []).append(check.passed)
    return pd.DataFrame(
        {
            "Check": name,
            "Passed": count(sum(passed is True for passed in seen)),
            "Failed": count(sum(passed is False for passed in seen)),
            "Could not be made": count(sum(passed is None for passed in seen)),
        }
        for name, seen in rows.items()
    )


def forest(campaigns: Sequence[Campaign], rules: Rules) -> pd.DataFrame:
    """Give the estimates as they are drawn: hollow where the gate does not let them be told."""
    rows = []
    for own in campaigns:
        if own.estimate is None or not own.estimate.checks["enough customers"].passed:
            continue
        att, se = own.estimate.at("during")
        low, high = judging.interval(att, se, rules.widened.get(own.kind, 1.0))
        rows.append(
            {
                "label": f"{own.name} ({own.kind}), from {own.start}",
                "value": att, "low": low, "high": high,
                "is_firm": own.permit.claim != "cannot tell",
            }
        )  # fmt: skip
    return pd.DataFrame(rows, columns=["label", "value", "low", "high", "is_firm"])


def forest_table(frame: pd.DataFrame, currency: str) -> pd.DataFrame:
    """Write the estimates as drawn."""
    return pd.DataFrame(
        {
            "Campaign": row.label,
            "Difference a week": signed(row.value, currency),
            "95 % interval": _range(row.low, row.high, currency),
            "Checks": "passed" if row.is_firm else "not passed: cannot tell",
        }
        for row in frame.itertuples()
    )


def means(campaigns: Sequence[Campaign], currency: str) -> pd.DataFrame:
    """Write the difference by other means, to see how far it rests on the method."""
    return pd.DataFrame(
        {
            "Campaign": f"{own.name} ({own.kind})",
            "Doubly robust": signed(own.estimate.at("during")[0], currency),
            "By regression": signed(own.estimate.plain["by regression"], currency),
            "By weighting": signed(own.estimate.plain["by weighting"], currency),
            "Without history": signed(own.estimate.plain["without history"], currency),
            "Purchase days a week": _plain(own.estimate.at("bought")[0]),
            "Four weeks after": _signed(own.estimate.at("after")[0], currency),
        }
        for own in campaigns
        if own.estimate is not None and own.permit.claim != "cannot tell"
    )


def _plain(value: float) -> str:
    """Write a number with its sign; what rounds to nothing has none."""
    told = f"{value:+.2f}".replace("-", "−")
    return "0.00" if told.strip("+−") == "0.00" else told


def kinds(table: pd.DataFrame, currency: str) -> pd.DataFrame:
    """Write what came by type."""
    return pd.DataFrame(
        {
            "Type": name,
            "Campaigns": count(row["campaigns"]),
            "Contacts compared": count(row["compared"]),
            "Difference a week": signed(row["att"], currency),
            "95 % interval": "–"
            if np.isnan(row["low"])
            else _range(row["low"], row["high"], currency),
        }
        for name, row in table.iterrows()
    )


def groups(table: pd.DataFrame, currency: str) -> pd.DataFrame:
    """Write what came by segment."""
    return pd.DataFrame(
        {
            "Segment before the campaign": name,
            "Campaigns": count(row["campaigns"]),
            "Contacts compared": count(row["compared"]),
            "Difference a week": signed(row["att"], currency),
            "95 % interval": _range(row["low"], row["high"], currency),
            "Drawn to the mean": signed(row["shrunk"], currency),
            "95 % interval of it": _range(row["shrunk_low"], row["shrunk_high"], currency),
        }
        for name, row in table.iterrows()
    )


def power(curve: pd.DataFrame) -> pd.DataFrame:
    """Write the study of fake campaigns."""
    return pd.DataFrame(
        {
            "Spend added": "nothing" if effect == 0 else share(effect),
            "Fake campaigns": count(row["fakes"]),
            "Told of, or found": share(row["told"], 1),
            "95 % interval": f"{share(row['low'], 1)}–{share(row['high'], 1)}",
            "Passed all checks": share(row["passed"]),
        }
        for effect, row in curve.iterrows()
    )


def power_curve(curve: pd.DataFrame) -> pd.DataFrame:
    """Give the power curve as it is drawn, in percent."""
    drawn = 100 * curve[["told", "low", "high"]].rename(columns={"told": "mean"})
    return drawn.set_axis(100 * curve.index.to_numpy())


def by_kind(rules: Rules) -> pd.DataFrame:
    """Write the study by type, with how much wider intervals are."""
    rows, studied, widened = [], rules.studied, rules.widened
    for kind, own in studied.groupby("kind"):
        none = own[own["effect"] == 0]
        rows.append(
            {
                "Type": kind,
                "Intervals made wider by": share(widened[kind] - 1),
                "Fake campaigns": count(len(none)),
                "Told of though nothing was sent": share(none["told"].mean(), 1),
                "Found with 15 % more spend": share(own.loc[own["effect"] == 0.15, "found"].mean()),
            }
        )
    return pd.DataFrame(rows)


def path(starts: Starts) -> pd.DataFrame:
    """Give the path about first contacts as it is drawn."""
    return starts.path.rename(columns={"att": "mean"})


def path_table(starts: Starts, currency: str) -> pd.DataFrame:
    """Write the path about first contacts."""
    return pd.DataFrame(
        {
            "Four weeks, counted from the first contact": f"{place:+d}".replace("-", "−")
            if place
            else "0",
            "Difference a week": signed(row["att"], currency),
            "95 % interval": "by construction"
            if place == -1
            else _range(row["low"], row["high"], currency),
        }
        for place, row in starts.path.iterrows()
    )


def permits(starts: Starts) -> pd.DataFrame:
    """Write the checks of first contacts."""
    words = {True: "passed", False: "failed", None: "could not be made"}
    return pd.DataFrame(
        {"Check": name, "Result": words[check.passed], "Seen": check.said}
        for name, check in starts.checks.items()
    )
