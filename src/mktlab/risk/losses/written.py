"""Tables of what risks cost, as a reader reads them; and frames for charts."""

from collections.abc import Callable

import pandas as pd

from mktlab.figures import count, exact, money, share
from mktlab.risk.customers.lapsing import ALL
from mktlab.risk.losses.matrix import SIZE
from mktlab.risk.losses.scoring import Result
from mktlab.risk.settings import COLOURS, Matrix, Settings

STAY_AWAY = "Customers who stay away: value at risk of all"
SHOWN = 15  # pairs in the wrong order
LONGEST = 0.005  # chance at which the curve's axis ends


def risks(result: Result, currency: str) -> pd.DataFrame:
    """Write each risk in money."""

    def amounts(low: float, high: float) -> str:
        return f"{money(low, currency)}–{money(high, currency)}"

    return pd.DataFrame(
        {
            "Risk": row.name,
            "Chance a year": share(row.probability),
            "90 % interval": f"{share(row.probability_low)}–{share(row.probability_high)}",
            "Loss of one event": money(row.severity, currency),
            "90 % range": amounts(row.severity_low, row.severity_high),
            "Expected a year": money(row.expected, currency),
            "90 % interval of it": amounts(row.expected_low, row.expected_high),
            "With control": money(row.after, currency),
        }
        for row in _rows(result)
    )


def _rows(result: Result):
    return result.risks.itertuples(index=False)


def exceedance(curve: pd.DataFrame) -> dict[str, pd.Series]:
    """Give the curves as they are drawn: chances by loss, without the longest end of the tail."""
    own = curve[curve["chance"] >= LONGEST]
    return {
        title: own[own["controls"] == name].set_index("loss")["chance"].sort_index()
        for title, name in (("Before controls", "before"), ("With controls", "after"))
    }


def line(held: pd.DataFrame) -> pd.Series:
    """Give the tolerance line as it is drawn."""
    return held.set_index("loss")["borne"]


def against(held: pd.DataFrame, currency: str) -> pd.DataFrame:
    """Write the curves beside the tolerance line."""
    return pd.DataFrame(
        {
            "A year loses more than": money(row.loss, currency),
            "Borne": exact(row.borne),
            "Before controls": share(row.before, 1),
            "With controls": share(row.after, 1),
        }
        for row in held.itertuples()
    )


def tail(tails: pd.DataFrame, level: float, currency: str) -> pd.DataFrame:
    """Write the distribution of a year's loss."""
    rows = {
        "Expected (exact)": "expected",
        f"Exceeded one year in {1 / level:.0f}": "at_risk",
        f"Mean of the worst {exact(level)} (expected shortfall)": "shortfall",
    }
    told = [
        {
            "A year's loss": label,
            "Before controls": money(tails.loc["before", name], currency),
            "With controls": money(tails.loc["after", name], currency),
        }
        for label, name in rows.items()
    ]
    told.append(
        {
            "A year's loss": "Chance of a year without any",
            "Before controls": share(tails.loc["before", "none"], 1),
            "With controls": share(tails.loc["after", "none"], 1),
        }
    )
    return pd.DataFrame(told)


def tornado(ends: pd.DataFrame, currency: str) -> pd.DataFrame:
    """Write the tornado."""
    return pd.DataFrame(
        {
            "Risk": row.label,
            "All risks, at its low end": money(row.low, currency),
            "At its high end": money(row.high, currency),
        }
        for row in ends.itertuples()
    )


def controls(result: Result, currency: str) -> pd.DataFrame:
    """Write what controls return, the best return first."""
    own = result.risks.dropna(subset=["saved"])
    own = own.assign(net=own["saved"] - own["cost"]).sort_values("net", ascending=False)
    return pd.DataFrame(
        {
            "Control of": row.name,
            "Costs a year": money(row.cost, currency),
            "Saves": money(row.saved, currency),
            "90 % interval": f"{money(row.saved_low, currency)}–{money(row.saved_high, currency)}",
            "Per unit spent": f"{row.saved / row.cost:.1f}" if row.cost > 0 else "free",
            "Chance that it pays": share(row.p_pays),
        }
        for row in own.itertuples(index=False)
    )


def cells(result: Result, bands: Matrix, currency: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Give the matrix as it is drawn: the ids in each cell, and its level."""
    columns = [_amount_band(place, bands.impact, currency) for place in range(SIZE)]
    rows = [_chance_band(place, bands.likelihood) for place in range(SIZE)]
    texts = pd.DataFrame("", index=rows, columns=columns)
    levels = pd.DataFrame(0, index=rows, columns=columns)
    for place in range(SIZE):
        for column in range(SIZE):
            score = (place + 1) * (column + 1)
            levels.iloc[place, column] = COLOURS.index(bands.colour(score))
            own = result.risks
            own = own[(own["likelihood"] == place + 1) & (own["impact"] == column + 1)]
            texts.iloc[place, column] = " ".join(sorted(own.index))
    return texts, levels


def _ends(place: int, borders: list[float], write) -> str:
    if place == 0:
        return f"below {write(borders[0])}"
    if place == len(borders):
        return f"{write(borders[-1])} and more"
    return f"{write(borders[place - 1])} – {write(borders[place])}"


def _chance_band(place: int, borders: list[float]) -> str:
    return _ends(place, borders, exact)


def _amount_band(place: int, borders: list[float], currency: str) -> str:
    return _ends(place, borders, lambda value: money(value, currency))


def matrix(result: Result, currency: str) -> pd.DataFrame:
    """Write the matrix beside the order by money."""
    by_score = result.risks["score"].rank(ascending=False, method="min").astype("int64")
    return pd.DataFrame(
        {
            "Id": name,
            "Risk": row["name"],
            "Score": f"{row['likelihood']} × {row['impact']} = {row['score']}",
            "Colour": row["colour"],
            "Place by score": str(by_score[name]),
            "Place by expected loss": str(place),
            "Expected a year": money(row["expected"], currency),
        }
        for place, (name, row) in enumerate(result.risks.iterrows(), start=1)
    )


def caption(pairs: pd.DataFrame) -> str:
    """Say which pairs the table shows."""
    shown = "the worst first" if len(pairs) <= SHOWN else f"the {SHOWN} worst of {len(pairs)}"
    return f"Pairs that the matrix puts in the wrong order, {shown}"


def misordered(pairs: pd.DataFrame, currency: str) -> pd.DataFrame:
    """Write the pairs in the wrong order, the worst first."""
    return pd.DataFrame(
        {
            "The matrix puts": row.above,
            "above": row.below,
            "though they are expected to cost": f"{money(row.above_loss, currency)} and "
            f"{money(row.below_loss, currency)}",
            "Times as much": f"{row.times:.1f}",
        }
        for row in pairs.head(SHOWN).itertuples()
    )


def tied(found: pd.DataFrame) -> pd.DataFrame:
    """Write how far apart risks of one score are."""
    return pd.DataFrame(
        {
            "Score": str(row.score),
            "Risks": count(row.risks),
            "Costs most": row.most,
            "Costs least": row.least,
            "Times as much": f"{row.times:.1f}",
        }
        for row in found.itertuples()
    )


def fuzzy(grades: pd.DataFrame, settings: Settings) -> pd.DataFrame:
    """Write the fuzzy evaluation."""
    labels = {"weighted": "All, weighted", "extremes": "All, max–min"}
    return pd.DataFrame(
        {
            "Category": labels.get(name, name),
            "Weight": "" if name in labels else f"{row['weight']:.2f}",
            **{grade: f"{row[grade]:.2f}" for grade in settings.fuzzy.grades},
        }
        for name, row in grades.iterrows()
    )


def scale(segments: pd.DataFrame, result: Result | None, top: int) -> pd.DataFrame:
    """Put customers' value at risk and the project's risks on one scale, the largest first.

    Returns
    -------
    pandas.DataFrame
        ``label``, ``amount``, ``low``, ``high``, ``is_project`` (hatched in the chart): value at risk of all
        customers over the horizon, and the expected loss a year of the largest risks.
    """
    rows, whole = [], segments.loc[ALL]
    if pd.notna(whole["value_at_risk"]):
        ends = (whole["value_at_risk_low"], whole["value_at_risk_high"])
        rows.append((STAY_AWAY, whole["value_at_risk"], *ends, False))
    if result is not None:
        rows += [
            (row.name, row.expected, row.expected_low, row.expected_high, True)
            for row in result.risks.head(2 * top).itertuples(index=False)
        ]
    found = pd.DataFrame(rows, columns=["label", "amount", "low", "high", "is_project"])
    return found.sort_values("amount", ascending=False, kind="stable", ignore_index=True)


def scale_table(found: pd.DataFrame, currency: str) -> pd.DataFrame:
    """Write the same."""
    return pd.DataFrame(
        {
            "What": row.label,
            "Expected loss": money(row.amount, currency),
            "90 % interval": f"{money(row.low, currency)}–{money(row.high, currency)}",
            "Kind": "project" if row.is_project else "customers",
        }
        for row in found.itertuples()
    )


def writer(currency: str) -> Callable[[float], str]:
    """Give the number format of amounts in a chart."""
    return lambda value: money(value, currency)


def misled(pairs: pd.DataFrame) -> str:
    """Say what the matrix does wrong: its title."""
    if pairs.empty:
        return "The matrix orders no pair of risks the wrong way round"
    row = pairs.iloc[0]
    return (
        f"The matrix puts “{row['above']}” above “{row['below']}”, which is expected to cost {row['times']:.1f} "
        "times as much"
    )


def largest_of(found: pd.DataFrame, currency: str) -> str:
    """Say what is largest on the one scale: the title of its chart."""
    project, customers = found[found["is_project"]], found[~found["is_project"]]
    own = ""
    if len(customers):
        own = money(customers.iloc[0]["amount"], currency)
    if found.empty:
        return ""
    if not len(project):
        return (
            f"Customers who stay away put {own} at risk, which their expected value counts already"
        )
    first = project.iloc[0]
    said = (
        f"The largest risk of the project, “{first['label']}”, is expected to cost "
        f"{money(first['amount'], currency)} a year"
    )
    if own:
        said += f"; customers who stay away {own}, which their expected value counts already"
    return said
